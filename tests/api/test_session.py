# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a browser: tokens and codes for cookies, and what a cookie
may and may not do."""
import json
import re
import sqlite3

from hall import MEMBERS, Hall
from harness import ApiTest, Client

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"
                  r"-[0-9A-HJKMNP-TV-Z]{2}")
COOKIE = re.compile(r"stembus-([a-z]+)=([A-Za-z0-9_-]*); Path=/; HttpOnly; "
                    r"SameSite=Strict; Max-Age=(\d+)(; Secure)?")
ANYTHING = "x" * 43  # has the shape of a secret
ENDED = ("", "0")
ONE, TWO = MEMBERS[0][0], MEMBERS[1][0]


class Browser(Client):
    """Keeps cookies, and says which page asks, as a browser does."""

    def __init__(self, server):
        super().__init__(server)
        self.jar = {}

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server.port}"

    def request(self, method, target, body=None, **headers):
        if self.jar:
            headers.setdefault("cookie", "; ".join(
                f"{name}={value}" for name, value in self.jar.items()))
        if method not in ("GET", "HEAD"):
            headers.setdefault("origin", self.origin)
        answer = super().request(method, target, body, **headers)
        if "set-cookie" in answer.headers:
            role, secret, age, _ = self.cookie(answer)
            self.jar.pop(f"stembus-{role}", None)
            if (secret, age) != ENDED:
                self.jar[f"stembus-{role}"] = secret
        return answer

    @staticmethod
    def cookie(answer):
        return COOKIE.fullmatch(answer.headers["set-cookie"]).groups()

    def sign_in(self, **secret):
        return self.ok("POST", "/v1/session", secret)

    def with_cookies(self, *cookies, **headers):
        """GET /v1/session with this Cookie header and no other."""
        return Client(self.server).get("/v1/session",
                                       cookie="; ".join(cookies), **headers)


class Session(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server)

    def browser(self, role=None, name=None):
        """A browser, signed in with a fresh token when there is a role."""
        browser = Browser(self.server)
        if role == "handset":
            browser.sign_in(token=self.hall.handset[name or ONE].token)
        elif role:
            browser.sign_in(token=self.server.token(role, name))
        self.addCleanup(browser.close)
        return browser

    def code(self, member=ONE):
        return self.op.ok("POST", f"{self.hall.path}/handsets/"
                          f"{self.hall.serial(member)}/codes")["code"]

    def signed_out(self, browser):
        self.refused(browser.get("/v1/session"), 401, "credential-unknown")

    # ---- signing in ---------------------------------------------------------

    def test_a_token_is_exchanged_for_a_cookie(self):
        token = self.server.token("committee", "Stembureau")
        browser = self.browser()
        answer = browser.post("/v1/session", {"token": token})
        self.assertEqual(answer.status, 201)
        self.assertEqual(answer.headers["location"], "/v1/session")
        self.assertEqual(answer.json, {"role": "committee",
                                       "name": "Stembureau"})
        role, secret, age, secure = Browser.cookie(answer)
        self.assertEqual((role, len(secret), age, secure),
                         ("committee", 43, str(14 * 24 * 3600), None))
        self.assertNotIn(secret, answer.body.decode())
        self.assertEqual(browser.get("/v1/session").json, answer.json)

    def test_every_role_can_sign_in_and_gets_its_own_rights(self):
        for role in ("operator", "chair", "committee", "display", "gateway"):
            with self.subTest(role):
                browser = self.browser(role)
                self.assertEqual(browser.get("/v1/session").json["role"], role)
                self.assertEqual(browser.get("/v1/tokens").status,
                                 200 if role == "operator" else 403)

    def test_a_handset_is_told_what_it_votes_for(self):
        said = self.browser("handset").get("/v1/session").json
        self.assertEqual(said, {
            "role": "handset", "name": self.hall.serial(ONE),
            "assembly": self.hall.id, "serial": self.hall.serial(ONE),
            "member": {"code": ONE, "name": MEMBERS[0][2]}})

    def test_a_token_is_told_who_it_is_as_well(self):
        self.assertEqual(self.op.get("/v1/session").json["role"], "operator")
        self.assertEqual(self.hall.handset[ONE].get("/v1/session").json
                         ["serial"], self.hall.serial(ONE))

    def test_behind_tls_the_cookie_is_for_tls_only(self):
        for proto, secure in (("https", "; Secure"), ("HTTPS", "; Secure"),
                              ("http", None), ("x", None)):
            with self.subTest(proto):
                browser = self.browser()
                answer = browser.post(
                    "/v1/session", {"token": self.op.token},
                    x_forwarded_proto=proto,
                    origin=browser.origin.replace(
                        "http", "https" if secure else "http").replace(
                        f":{self.server.port}", ""),
                    host="127.0.0.1")
                self.assertEqual(answer.status, 201, answer)
                self.assertEqual(Browser.cookie(answer)[3], secure)

    def test_a_wrong_secret_is_refused(self):
        for body in ({"token": ANYTHING}, {"token": "x"}, {"code": "x"},
                     {"code": "0000000000"}, {"code": self.op.token},
                     {"token": self.op.token + "x"}, {"code": "U" * 10}):
            with self.subTest(str(body)[:9]):
                answer = self.browser().post("/v1/session", body)
                self.refused(answer, 401, "credential-unknown")
                self.assertNotIn("set-cookie", answer.headers)

    def test_exactly_one_secret_is_sent(self):
        self.faults(self.browser().post("/v1/session", {}), "")
        self.faults(self.browser().post("/v1/session", {
            "token": self.op.token, "code": "K7QF2M9XAB"}), "")
        for body, where in (({"token": ""}, "/token"), ({"code": ""}, "/code"),
                            ({"token": 1}, "/token"),
                            ({"code": "0" * 80}, "/code"),
                            ({"token": "x" * 200}, "/token")):
            self.faults(self.browser().post("/v1/session", body), where)

    def test_a_stale_cookie_does_not_stand_in_the_way_of_signing_in(self):
        browser = self.browser()
        browser.jar = {"stembus-operator": ANYTHING,
                       "stembus-handset": ANYTHING}
        browser.sign_in(token=self.op.token)
        self.assertEqual(browser.get("/v1/session").json["role"], "operator")

    def test_a_page_may_name_its_role_before_it_has_a_session(self):
        browser = self.browser()
        answer = browser.post("/v1/session", {"token": self.op.token},
                              stembus_role="operator")
        self.assertEqual(answer.status, 201)

    # ---- signing out --------------------------------------------------------

    def test_signing_out_ends_this_session_and_no_other(self):
        token = self.server.token("chair")
        one, other = self.browser(), self.browser()
        one.sign_in(token=token)
        other.sign_in(token=token)
        former = dict(one.jar)
        answer = one.delete("/v1/session")
        self.assertEqual(answer.status, 204)
        self.assertEqual(Browser.cookie(answer)[:3], ("chair", *ENDED))
        self.assertEqual(one.jar, {})
        one.jar = former
        self.signed_out(one)
        self.assertEqual(other.get("/v1/session").status, 200)

    def test_a_token_has_no_session_to_end(self):
        self.refused(self.op.delete("/v1/session"), 404, "not-found")
        self.assertEqual(self.op.get("/v1/session").status, 200)

    def test_the_session_to_end_can_be_chosen_by_its_role(self):
        browser = self.browser("operator")
        browser.sign_in(token=self.server.token("display"))
        browser.ok("DELETE", "/v1/session", stembus_role="display")
        self.assertEqual(list(browser.jar), ["stembus-operator"])

    def test_a_session_ends_with_its_credential(self):
        made = self.op.ok("POST", "/v1/tokens", {"role": "committee"})
        browser = self.browser()
        browser.sign_in(token=made["token"])
        self.op.ok("DELETE", f"/v1/tokens/{made['id']}")
        self.signed_out(browser)
        self.refused(browser.post("/v1/session", {"token": made["token"]}),
                     401, "credential-unknown")

    def test_a_credential_of_staff_has_32_sessions_and_the_oldest_goes(self):
        token = self.server.token("display")
        browsers = [self.browser() for _ in range(33)]
        for browser in browsers:
            browser.sign_in(token=token)
        self.signed_out(browsers[0])
        for browser in browsers[1:]:
            self.assertEqual(browser.get("/v1/session").status, 200)

    def test_a_session_survives_a_restart(self):
        browser, handset = self.browser("operator"), self.browser("handset")
        code = self.code(TWO)
        self.server.restart()
        self.assertEqual(browser.get("/v1/tokens").status, 200)
        self.assertEqual(handset.get("/v1/handset").status, 200)
        self.assertEqual(self.browser().sign_in(code=code)["member"]["code"],
                         TWO)
        browser.ok("DELETE", "/v1/session")
        self.server.kill()
        self.server.start()
        self.signed_out(browser)

    def test_only_hashes_are_kept(self):
        browser, code = self.browser("operator"), self.code()
        secret = browser.jar["stembus-operator"]
        self.server.stop()
        try:
            everything = b"".join(path.read_bytes() for path in
                                  self.server.data.iterdir())
        finally:
            self.server.start()
        for text in secret, code, code.replace("-", ""):
            self.assertNotIn(text.encode(), everything)
        log = self.server.log.read_text()
        self.assertNotIn(secret, log)
        self.assertNotIn(code, log)

    def test_what_is_over_is_cleared_away_by_the_next_sign_in(self):
        browser = self.browser("chair")
        self.server.stop()
        with sqlite3.connect(self.server.data / "stembus.db") as store:
            store.execute("UPDATE session SET created_at = 1, expires_at = 2")
        store.close()
        self.server.start()
        self.signed_out(browser)
        self.browser("display")
        self.server.stop()
        with sqlite3.connect(self.server.data / "stembus.db") as store:
            left = store.execute("SELECT count(*) FROM session").fetchone()
        store.close()
        self.server.start()
        self.assertEqual(left, (1,))

    # ---- handsets -----------------------------------------------------------

    def test_a_handset_votes_with_its_cookie(self):
        browser = self.browser("handset")
        number = self.hall.round()
        answer = browser.post(f"/v1/rounds/{number}/ballots",
                              {"choice": "for", "sequence": 1})
        self.assertEqual((answer.status, answer.json["member"]), (201, ONE))
        self.assertEqual(browser.get("/v1/handset").json["voted"]["choice"],
                         "for")
        self.hall.move_round(number, "closed")

    def test_a_second_sign_in_of_a_handset_ends_the_first(self):
        first = self.browser("handset")
        second = self.browser("handset")
        self.signed_out(first)
        self.assertEqual(second.get("/v1/handset").status, 200)
        self.assertEqual(self.hall.handset[ONE].get("/v1/handset").status, 200)
        other = self.browser("handset", TWO)
        self.assertEqual(second.get("/v1/handset").status, 200)
        self.assertEqual(other.get("/v1/handset").status, 200)

    def test_a_session_and_a_code_end_with_the_assignment(self):
        for how in "revoked", "handed out again":
            with self.subTest(how):
                hall = Hall(self.server)
                browser = Browser(self.server)
                path = f"{hall.path}/handsets/{hall.serial(ONE)}"
                code = self.op.ok("POST", path + "/codes")["code"]
                browser.sign_in(token=hall.handset[ONE].token)
                former = hall.handset[ONE].token
                if how == "revoked":
                    self.op.ok("DELETE", path)
                else:
                    hall.hand_out([ONE])
                self.signed_out(browser)
                self.refused(browser.get("/v1/handset"), 401,
                             "credential-unknown")
                self.refused(self.browser().post("/v1/session",
                                                 {"code": code}),
                             401, "credential-unknown")
                self.refused(self.browser().post("/v1/session",
                                                 {"token": former}),
                             403, "handset-revoked" if how == "revoked"
                             else "assignment-ended")

    # ---- codes --------------------------------------------------------------

    def test_a_code_is_shown_once_and_signs_in(self):
        made = self.op.ok("POST", f"{self.hall.path}/handsets/"
                          f"{self.hall.serial(ONE)}/codes")
        self.assertEqual((made["serial"], made["member"]),
                         (self.hall.serial(ONE), ONE))
        self.assertRegex(made["code"], CODE)
        said = self.browser().sign_in(code=made["code"])
        self.assertEqual((said["role"], said["serial"]),
                         ("handset", self.hall.serial(ONE)))

    def test_a_code_is_read_as_people_type_it(self):
        code = self.code()
        plain = code.replace("-", "")
        for typed in (code, plain, code.lower(), f"  {plain[:5]} {plain[5:]} ",
                      "-".join(plain), plain.replace("0", "O"),
                      plain.replace("0", "o").replace("1", "l"),
                      plain.replace("1", "I")):
            with self.subTest(typed == code):
                self.assertEqual(self.browser().sign_in(code=typed)["serial"],
                                 self.hall.serial(ONE))

    def test_a_code_that_is_nearly_right_is_wrong(self):
        plain = self.code().replace("-", "")
        other = "0" if plain[-1] != "0" else "1"
        for typed in (plain[:-1], plain + "0", plain[:-1] + other,
                      plain[::-1] if plain != plain[::-1] else "0" * 10,
                      plain + "U", plain[:-1] + "é", plain.replace(
                          plain[0], "U", 1)):
            self.refused(self.browser().post("/v1/session", {"code": typed}),
                         401, "credential-unknown")

    def test_a_code_can_be_used_again_and_ends_the_session_before(self):
        code = self.code()
        first, second = self.browser(), self.browser()
        first.sign_in(code=code)
        second.sign_in(code=code)
        self.signed_out(first)
        self.assertEqual(second.get("/v1/session").status, 200)

    def test_a_new_code_ends_the_former_and_not_the_session(self):
        former = self.code()
        browser = self.browser()
        browser.sign_in(code=former)
        self.assertNotEqual(self.code(), former)
        self.assertEqual(browser.get("/v1/session").status, 200)
        self.refused(self.browser().post("/v1/session", {"code": former}),
                     401, "credential-unknown")

    def test_only_an_assigned_handset_gets_a_code(self):
        self.refused(self.op.post(self.hall.path + "/handsets/nobody/codes",
                                  None), 404, "not-found")
        self.refused(self.op.post("/v1/assemblies/999/handsets/x/codes",
                                  None), 404, "not-found")
        hall = Hall(self.server)
        path = f"{hall.path}/handsets/{hall.serial(ONE)}"
        self.op.ok("DELETE", path)
        self.refused(self.op.post(path + "/codes", None), 409,
                     "move-impossible")

    def test_a_token_is_no_code_and_a_code_no_token(self):
        code = self.code()
        for body in {"token": code}, {"token": code.replace("-", "")}:
            self.refused(self.browser().post("/v1/session", body), 401,
                         "credential-unknown")
        for secret in code, code.replace("-", ""):
            self.refused(Client(self.server, secret).get("/v1/session"), 401,
                         "credential-unknown")
            self.refused(self.browser().with_cookies(
                f"stembus-handset={secret}"), 401, "credential-unknown")

    # ---- which cookie counts ------------------------------------------------

    def two_roles(self):
        browser = self.browser("operator")
        browser.sign_in(token=self.hall.handset[ONE].token)
        return browser

    def test_one_browser_has_two_roles_at_once(self):
        browser = self.two_roles()
        self.assertEqual(sorted(browser.jar),
                         ["stembus-handset", "stembus-operator"])
        self.assertEqual(browser.get("/v1/tokens").status, 200)
        self.assertEqual(browser.get("/v1/handset").status, 200)
        number = self.hall.round()
        self.assertEqual(browser.post(f"/v1/rounds/{number}/ballots", {
            "choice": "for", "sequence": 1}).status, 201)
        self.assertEqual(browser.post(f"/v1/rounds/{number}/transitions", {
            "to": "closed"}).status, 200)

    def test_the_role_header_chooses(self):
        browser = self.two_roles()
        for role in "operator", "handset":
            self.assertEqual(browser.get("/v1/session", stembus_role=role)
                             .json["role"], role)
        self.refused(browser.get("/v1/handset", stembus_role="operator"), 403,
                     "role-forbidden")
        self.refused(browser.get("/v1/tokens", stembus_role="handset"), 403,
                     "role-forbidden")

    def test_a_role_that_is_asked_for_must_be_there(self):
        browser = self.two_roles()
        for path in "/v1/session", "/v1/assemblies", "/v1/tokens":
            for role in "chair", "display", "server":
                self.refused(browser.get(path, stembus_role=role), 401,
                             "credential-unknown")

    def test_a_role_that_does_not_exist_is_refused(self):
        for role in "boss", "", "Operator", "operator,handset":
            self.refused(self.two_roles().get("/v1/session",
                                              stembus_role=role),
                         400, "request-invalid")

    def test_without_the_header_the_first_that_the_route_accepts_counts(self):
        order = ("operator", "committee", "chair", "display", "gateway",
                 "handset")
        browser = self.browser()
        for role in reversed(order):
            browser.jar |= self.browser(role).jar
        for role in order:
            self.assertEqual(browser.get("/v1/session").json["role"], role)
            del browser.jar[f"stembus-{role}"]
        self.signed_out(browser)

    def test_a_session_that_is_over_gives_way_to_one_that_is_not(self):
        browser = self.browser("committee")
        browser.jar["stembus-operator"] = ANYTHING
        self.assertEqual(browser.get("/v1/session").json["role"], "committee")

    def test_where_anyone_may_read_a_stale_cookie_does_no_harm(self):
        browser = self.browser()
        browser.jar = {"stembus-operator": ANYTHING}
        answer = browser.get("/v1/assemblies")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["access-control-allow-origin"], "*")

    def test_what_is_read_with_a_cookie_is_not_for_other_sites(self):
        answer = self.browser("operator").get("/v1/assemblies")
        self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_a_token_beats_the_cookies(self):
        browser = self.two_roles()
        display = self.server.token("display")
        self.assertEqual(browser.get(
            "/v1/session", authorization="Bearer " + display,
            stembus_role="operator").json["role"], "display")
        self.refused(browser.get("/v1/session",
                                 authorization="Bearer " + ANYTHING),
                     401, "credential-unknown")

    def test_a_stream_and_lists_accept_a_cookie(self):
        browser = self.browser("display")
        number = self.hall.round()
        self.hall.move_round(number, "closed")
        cookie = "; ".join(f"{n}={v}" for n, v in browser.jar.items())
        stream = Client(self.server).stream(self.hall.path + "/stream",
                                            Cookie=cookie)
        self.addCleanup(stream.close)
        self.assertIn("result", stream.event()[1]["round"])
        self.assertEqual(browser.get(f"/v1/rounds/{number}/ballots").status,
                         200)
        self.refused(self.browser("handset").get(
            f"/v1/rounds/{number}/ballots"), 403, "not-published")

    # ---- hostile input ------------------------------------------------------

    def test_a_token_in_a_cookie_is_no_session(self):
        for role in "operator", "handset":
            self.refused(self.browser().with_cookies(
                f"stembus-{role}={self.op.token}"), 401,
                "credential-unknown")

    def test_the_secret_of_a_session_is_no_token(self):
        secret = self.browser("operator").jar["stembus-operator"]
        self.refused(Client(self.server, secret).get("/v1/tokens"), 401,
                     "credential-unknown")
        self.refused(self.browser().post("/v1/session", {"token": secret}),
                     401, "credential-unknown")

    def test_a_secret_under_another_role_is_none(self):
        secret = self.browser("handset").jar["stembus-handset"]
        for role in "operator", "chair", "display", "server":
            self.refused(self.browser().with_cookies(
                f"stembus-{role}={secret}"), 401, "credential-unknown")

    def test_forged_cookies_are_refused(self):
        for value in ("", ANYTHING, "x", "x" * 42, "x" * 44, "x" * 5000,
                      "%00" * 10, '"' + ANYTHING + '"', "\xff" * 43,
                      "' OR 1=1 --", "=" * 43):
            with self.subTest(value[:8]):
                self.refused(self.browser().with_cookies(
                    f"stembus-operator={value}"), 401, "credential-unknown")

    def test_its_own_cookie_is_found_among_others(self):
        browser = self.browser("chair")
        ours = "stembus-chair=" + browser.jar["stembus-chair"]
        for cookies in (("a=b", ours), (ours, "a=b"), ("=", ours, "="),
                        (";;", ours, ";"), ("stembus-", ours),
                        ("stembus-chairs=x", ours), ("xstembus-chair=x", ours),
                        ("Stembus-Chair=x", ours), ("junk", ours, "junk"),
                        ("stembus-chair", ours), (ours + "  ",), (ours, ours),
                        ('q="a b"', ours), ("stembus-boss=x", ours)):
            with self.subTest(str(cookies)[:40]):
                answer = browser.with_cookies(*cookies)
                self.assertEqual(answer.status, 200, answer)

    def raw_session(self, *lines):
        received = self.server.raw("\r\n".join((
            "GET /v1/session HTTP/1.1", "Host: h", "Connection: close", *lines,
            "", "")).encode(), finish=False)
        return int(received.split(b" ")[1])

    def test_cookies_may_come_in_several_headers(self):
        browser = self.browser("chair")
        ours = "Cookie: stembus-chair=" + browser.jar["stembus-chair"]
        self.assertEqual(self.raw_session(ours), 200)
        self.assertEqual(self.raw_session("Cookie: a=b", ours), 200)
        self.assertEqual(self.raw_session(ours, "cookie: a=b", "COOKIE:"), 200)
        self.assertEqual(self.raw_session(
            "Cookie: stembus-operator=" + ANYTHING, ours), 200)

    def test_a_cookie_with_two_values_counts_for_none(self):
        """Another site below the same domain can add one, not take ours
        away."""
        browser = self.browser("chair")
        ours = "stembus-chair=" + browser.jar["stembus-chair"]
        other = "stembus-chair=" + self.browser("chair").jar["stembus-chair"]
        for pair in (ours, other), (other, ours), (ours, "stembus-chair="):
            self.refused(browser.with_cookies(*pair), 401,
                         "credential-unknown")
        self.assertEqual(self.raw_session(f"Cookie: {ours}",
                                          f"Cookie: {other}"), 401)

    def test_the_role_is_named_once(self):
        browser = self.browser("chair")
        ours = "Cookie: stembus-chair=" + browser.jar["stembus-chair"]
        self.assertEqual(self.raw_session(ours, "Stembus-Role: chair"), 200)
        self.assertEqual(self.raw_session(ours, "Stembus-Role: chair",
                                          "Stembus-Role: chair"), 400)

    # ---- pages of other sites -----------------------------------------------

    def foreign(self):
        port = self.server.port
        return ("null", "", "http://evil.example", f"https://127.0.0.1:{port}1",
                f"http://127.0.0.1:{port + 1}", "http://127.0.0.1",
                f"https://127.0.0.1:{port}.evil.example",
                f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port} x",
                f"http://evil@127.0.0.1:{port}", f"127.0.0.1:{port}",
                f"ftp://127.0.0.1:{port}", f"http://127.0.0.1:{port}:80",
                f"http://127.0.0.1:0{port}x", "http://", "http://:80")

    def test_a_page_of_another_site_changes_nothing(self):
        browser = self.browser("operator")
        for origin in (None, *self.foreign()):
            with self.subTest(origin):
                self.refused(browser.post("/v1/tokens", {"role": "display"},
                                          origin=origin),
                             403, "origin-forbidden")
                self.refused(browser.delete("/v1/session", origin=origin),
                             403, "origin-forbidden")
        self.assertEqual(browser.post("/v1/tokens",
                                      {"role": "display"}).status, 201)

    def test_a_page_of_another_site_cannot_cast_a_ballot(self):
        browser = self.browser("handset")
        number = self.hall.round()
        self.refused(browser.post(f"/v1/rounds/{number}/ballots",
                                  {"choice": "for", "sequence": 1},
                                  origin="http://evil.example"),
                     403, "origin-forbidden")
        self.hall.move_round(number, "closed")
        result = self.op.get(f"/v1/rounds/{number}").json
        self.assertEqual(result["turnout"]["members"], 0)

    def test_a_page_of_another_site_cannot_sign_anyone_in(self):
        for origin in self.foreign():
            answer = Client(self.server).post(
                "/v1/session", {"token": self.op.token}, origin=origin)
            self.refused(answer, 403, "origin-forbidden")
            self.assertNotIn("set-cookie", answer.headers)
            self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_two_origins_are_none(self):
        browser = self.browser("operator")
        origin = f"Origin: {browser.origin}"
        for count, status in (2, b"403"), (1, b"204"):
            received = self.server.raw("\r\n".join((
                "DELETE /v1/session HTTP/1.1", "Connection: close",
                "Host: " + browser.origin.removeprefix("http://"),
                "Cookie: stembus-operator=" + browser.jar["stembus-operator"],
                *[origin] * count, "", "")).encode(), finish=False)
            self.assertEqual(received.split(b" ")[1], status)

    def test_a_program_signs_in_without_an_origin(self):
        answer = Client(self.server).post("/v1/session",
                                          {"token": self.op.token})
        self.assertEqual(answer.status, 201)

    def test_a_token_needs_no_origin(self):
        for origin in None, "http://evil.example", "null":
            answer = self.op.post("/v1/tokens", {"role": "display"},
                                  origin=origin)
            self.assertEqual(answer.status, 201)

    def test_behind_tls_a_page_without_it_is_another_site(self):
        browser = self.browser("operator")
        self.refused(browser.post("/v1/tokens", {"role": "display"},
                                  x_forwarded_proto="https"),
                     403, "origin-forbidden")
        answer = browser.post("/v1/tokens", {"role": "display"},
                              x_forwarded_proto="https", host="stem.example",
                              origin="https://STEM.example:443")
        self.assertEqual(answer.status, 201)


class Guessing(ApiTest):
    """On a daemon of its own: the limit is for all together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server)
        cls.code = cls.op.ok("POST", f"{cls.hall.path}/handsets/"
                             f"{cls.hall.serial(ONE)}/codes")["code"]

    def exhaust(self, body):
        """Guesses until it is too much; how often that took."""
        client = Client(self.server)
        for count in range(5000):
            answer = client.post("/v1/session", body)
            if answer.status == 429:
                self.assertEqual(answer.headers["retry-after"], "1")
                self.refused(answer, 429, "too-many-requests")
                return count
            self.refused(answer, 401, "credential-unknown")
        raise AssertionError("5000 guesses were let through")

    def test_guessing_is_limited_for_all_together(self):
        body = json.dumps({"code": "0000000000"}).encode()
        self.assertGreaterEqual(self.exhaust(body), 100)
        # What is right is let in all the same: nobody locks the others out.
        for right in {"token": self.op.token}, {"code": self.code}:
            self.exhaust(body)
            self.assertEqual(Client(self.server).post(
                "/v1/session", right).status, 201)
        self.exhaust({"token": ANYTHING})


class Hurried(ApiTest):
    """A handset that may ask once a second, and twice at once."""
    OPTIONS = ("--handset-rate", "1")

    def test_a_page_loads_also_when_its_handset_has_asked_too_much(self):
        hall = Hall(self.server)
        browser = Browser(self.server)
        browser.sign_in(token=hall.handset[ONE].token)
        for _ in range(1000):
            if browser.get("/v1/handset").status == 429:
                break
        else:
            self.fail("no limit")
        cookie = "; ".join(f"{n}={v}" for n, v in browser.jar.items())
        for _ in range(10):
            page = browser.exchange("GET", "/handset", None,
                                    {"Cookie": cookie})
            self.assertEqual(page.status, 200)
