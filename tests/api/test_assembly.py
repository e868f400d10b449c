# SPDX-License-Identifier: EUPL-1.2
"""Assemblies: states, weights, the frozen roll, attendance, handsets,
tokens."""
from hall import MEMBERS, Hall, register_csv
from harness import ApiTest, Client

BODY = {"kind": "balv", "title": "Voorbeeldvergadering",
        "date": "2026-06-08", "place": "Voorbeeldstad"}


def weight(inhabitants, per, rounding, minimum, cap):
    """The rule of domain.md, once more."""
    whole, rest = divmod(inhabitants, per)
    if rounding == "up" and rest or rounding == "nearest" and 2 * rest >= per:
        whole += 1
    return max(minimum, min(whole, cap))


class Assembly(ApiTest):
    def test_a_new_assembly_is_a_draft_with_the_usual_rules(self):
        answer = self.op.post("/v1/assemblies", BODY)
        made = answer.json
        self.assertEqual(answer.status, 201)
        self.assertEqual(made, {**made, **BODY, "state": "draft"})
        self.assertEqual(made["weightRules"], {
            "municipality": {"perInhabitants": 100, "rounding": "down",
                             "minimum": 1, "cap": 75},
            "region": {"perInhabitants": 10000, "rounding": "down",
                       "minimum": 1, "cap": 75}})
        self.assertNotIn("seal", made)
        path = f"/v1/assemblies/{made['id']}"
        self.assertEqual(answer.headers["location"], path)
        self.assertEqual(self.server.client("anyone").ok("GET", path), made)
        self.assertIn(made, self.op.ok(
            "GET", "/v1/assemblies?pageSize=1000")["assemblies"])

    def test_every_kind_of_assembly(self):
        for kind in "alv", "balv", "consultation":
            made = self.op.ok("POST", "/v1/assemblies", {**BODY, "kind": kind})
            self.assertEqual(made["kind"], kind)

    def test_titles_keep_every_character(self):
        title = "Ünïcøde <b>&amp;\"'\\/ \U0001f5f3 'voorstel'"
        made = self.op.ok("POST", "/v1/assemblies", {**BODY, "title": title})
        self.assertEqual(made["title"], title)
        for bad in "", "x" * 301, "tab\there", "line\nbreak", "\x7f":
            answer = self.op.post("/v1/assemblies", {**BODY, "title": bad})
            self.faults(answer, "/title")
        # No JSON reader of ours goes past a NUL, so nothing else is named.
        self.refused(self.op.post("/v1/assemblies", {**BODY, "title": "\0"}),
                     400, "body-invalid")

    def test_moves_go_one_way_and_repeat_without_harm(self):
        hall = Hall(self.server, state="draft")
        order = ["convened", "opened", "ended"]

        def attempt(to):
            return self.op.post(hall.path + "/transitions", {"to": to})
        self.refused(attempt("opened"), 409, "move-impossible")
        for step, to in enumerate(order):
            for _ in range(2):
                answer = attempt(to)
                self.assertEqual((answer.status, answer.json["state"]),
                                 (200, to))
            for other in order[:step] + order[step + 2:]:
                self.refused(attempt(other), 409, "move-impossible")
        self.assertEqual(len([line for line in hall.journal("assembly")]), 3)

    def test_an_unknown_assembly_is_not_found(self):
        for method, tail, body in (
                ("GET", "", None), ("GET", "/roll", None),
                ("GET", "/motions", None), ("GET", "/journal", None),
                ("GET", "/handsets", None), ("GET", "/stream", None),
                ("POST", "/transitions", {"to": "convened"}),
                ("POST", "/handsets", {"serial": "1", "member": "GM9001"}),
                ("PUT", "/roll/GM9001/attendance", {"present": True}),
                ("POST", "/motions", {"number": "1", "kind": "proposal",
                                      "title": "x"})):
            with self.subTest(tail):
                answer = self.op.request(method, "/v1/assemblies/4242" + tail,
                                         body)
                self.refused(answer, 404, "not-found")

    def test_an_open_round_keeps_the_assembly_from_ending(self):
        hall = Hall(self.server)
        number = hall.round()
        answer = self.op.post(hall.path + "/transitions", {"to": "ended"})
        self.refused(answer, 409, "round-open")
        hall.move_round(number, "closed")
        hall.move("ended")


class Weights(ApiTest):
    RULES = (
        ((100, "down", 1, 75), (10000, "down", 1, 75)),
        ((1000, "down", 1, 75), (10000, "up", 1, 10)),
        ((300, "up", 1, 1000000), (40000, "nearest", 2, 30)),
        ((300, "nearest", 3, 12), (1, "down", 1, 1000000)),
        ((100, "nearest", 1, 75), (100000000, "down", 7, 7)),
        ((1, "down", 1, 1000000), (500000, "nearest", 1, 75)))

    def rules(self, *two):
        return {kind: {"perInhabitants": per, "rounding": rounding,
                       "minimum": minimum, "cap": cap}
                for kind, (per, rounding, minimum, cap)
                in zip(("municipality", "region"), two)}

    def test_the_rules_of_the_assembly_weigh_its_roll(self):
        for two in self.RULES:
            with self.subTest(two):
                hall = Hall(self.server, state="convened", handsets=False,
                            present=["GM9001"], weightRules=self.rules(*two))
                roll = self.op.ok("GET", hall.path + "/roll")
                expected = {
                    code: weight(inhabitants, *two[kind == "region"])
                    for code, kind, _, inhabitants in MEMBERS}
                self.assertEqual({member["code"]: member["weight"]
                                  for member in roll["members"]}, expected)
                self.assertEqual(roll["totals"], {
                    "entitled": {"weight": sum(expected.values()),
                                 "members": len(MEMBERS)},
                    "present": {"weight": expected["GM9001"], "members": 1}})

    def test_rules_that_cannot_be_are_refused(self):
        good = self.rules(*self.RULES[0])
        for field, value in (("perInhabitants", 0), ("rounding", "odd"),
                             ("minimum", 0), ("cap", 1000001),
                             ("cap", "75")):
            rules = {**good, "region": {**good["region"], field: value}}
            with self.subTest(field):
                answer = self.op.post("/v1/assemblies",
                                      {**BODY, "weightRules": rules})
                self.faults(answer, "/weightRules/region/" + field)

    def test_a_rule_that_is_not_given_is_the_usual_one(self):
        rules = self.rules(*self.RULES[2])
        del rules["region"]
        made = self.op.ok("POST", "/v1/assemblies",
                          {**BODY, "weightRules": rules})
        self.assertEqual(made["weightRules"], {
            **rules, **{"region": self.rules(*self.RULES[0])["region"]}})

    def test_a_minimum_above_the_cap_is_refused(self):
        rules = self.rules((100, "down", 5, 3), self.RULES[0][1])
        answer = self.op.post("/v1/assemblies", {**BODY, "weightRules": rules})
        self.faults(answer, "/weightRules/municipality/minimum")


class Roll(ApiTest):
    def test_there_is_no_roll_before_the_assembly_is_convened(self):
        hall = Hall(self.server, state="draft")
        for method, tail, body in (
                ("GET", "/roll", None),
                ("PUT", "/roll/GM9001/attendance", {"present": True}),
                ("PUT", "/attendance", [{"member": "GM9001",
                                         "present": True}]),
                ("POST", "/handsets", {"serial": "1", "member": "GM9001"})):
            with self.subTest(tail):
                self.refused(self.op.request(method, hall.path + tail, body),
                             409, "not-convened")

    def test_convening_freezes_the_register(self):
        hall = Hall(self.server, state="convened", handsets=False)
        before = self.op.ok("GET", hall.path + "/roll")
        self.assertEqual(hall.move("convened")["seal"], before["seal"])
        changed = [(code, kind, name + " veranderd", inhabitants + 5000)
                   for code, kind, name, inhabitants in MEMBERS]
        self.op.ok("PUT", "/v1/members", register_csv(changed),
                   content_type="text/csv")
        self.assertEqual(self.op.ok("GET", hall.path + "/roll"), before)
        later = Hall(self.server, changed, state="convened", handsets=False)
        self.assertNotEqual(self.op.ok("GET", later.path + "/roll")["seal"],
                            before["seal"])
        self.op.ok("PUT", "/v1/members", register_csv(),
                   content_type="text/csv")

    def test_the_roll_is_in_the_journal_line_by_line(self):
        hall = Hall(self.server, state="convened", handsets=False)
        lines = {line["code"]: line for line in hall.journal("roll")}
        for member in self.op.ok("GET", hall.path + "/roll")["members"]:
            line = lines.pop(member["code"])
            self.assertEqual(line["memberKind"], member["kind"])
            for field in "name", "inhabitants", "referenceDate", "weight":
                self.assertEqual(line[field], member[field])
        self.assertEqual(lines, {})

    def attendance(self, hall, code, present):
        return self.op.put(f"{hall.path}/roll/{code}/attendance",
                           {"present": present})

    def test_a_member_is_checked_in_and_out(self):
        hall = Hall(self.server, present=[], handsets=False)
        for present, changed in ((True, True), (True, False), (False, True),
                                 (False, False)):
            answer = self.attendance(hall, "GM9002", present)
            self.assertEqual(answer.status, 200)
            self.assertEqual((answer.json["code"], answer.json["present"],
                              answer.json["changed"]),
                             ("GM9002", present, changed))
            self.assertEqual("journal" in answer.json, changed)
            totals = self.op.ok("GET", hall.path + "/roll")["totals"]
            self.assertEqual(totals["present"],
                             {"weight": 20 * present, "members": +present})
        self.assertEqual([line["present"]
                          for line in hall.journal("attendance")],
                         [True, False])

    def test_a_list_checks_many_in_at_once(self):
        hall = Hall(self.server, present=["GM9001"], handsets=False)
        self.assertEqual(hall.attend(GM9001=True, GM9002=True, GW91=True),
                         {"changed": 2, "unchanged": 1})
        self.assertEqual(
            self.op.ok("GET", hall.path + "/roll")["totals"]["present"],
            {"weight": 55, "members": 3})

    def test_a_list_with_a_stranger_changes_nothing(self):
        hall = Hall(self.server, present=[], handsets=False)
        answer = self.op.put(hall.path + "/attendance", [
            {"member": "GM9001", "present": True},
            {"member": "GM8999", "present": True}])
        self.faults(answer, "/1/member")
        self.assertEqual(
            self.op.ok("GET", hall.path + "/roll")["totals"]["present"],
            {"weight": 0, "members": 0})

    def test_who_is_not_on_the_roll_cannot_be_present(self):
        hall = Hall(self.server, present=[], handsets=False)
        self.refused(self.attendance(hall, "GM8999", True), 404, "not-found")

    def test_checking_in_counts_from_then_on_in_an_open_round(self):
        hall = Hall(self.server, present=["GM9001"])
        number = hall.round()
        self.refused(hall.cast(number, "GM9002", "for"), 403, "member-absent")
        self.attendance(hall, "GM9002", True)
        self.assertEqual(hall.cast(number, "GM9002", "for").status, 201)

    def test_checking_out_after_voting_leaves_the_ballot_standing(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {"GM9001": "for", "GM9002": "against"})
        self.attendance(hall, "GM9001", False)
        self.refused(hall.cast(number, "GM9001", "against", 2), 403,
                     "member-absent")
        result = hall.move_round(number, "closed")["result"]
        self.assertEqual([(o["option"], o["weight"])
                          for o in result["options"]],
                         [("for", 10), ("against", 20), ("abstain", 0)])
        # Who voted counts as present, whoever left since.
        self.assertEqual(result["present"], {"weight": 126, "members": 6})


class Handsets(ApiTest):
    def give(self, hall, serial, member):
        return self.op.post(hall.path + "/handsets",
                            {"serial": serial, "member": member})

    def given(self, hall, serial, member):
        answer = self.give(hall, serial, member)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(len(answer.json), 1)
        return Client(self.server, answer.json[0]["token"])

    def states(self, hall):
        found = self.op.ok("GET", hall.path + "/handsets")["handsets"]
        return [(one["serial"], one["member"], one["state"]) for one in found]

    def test_a_handset_knows_its_member(self):
        hall = Hall(self.server, handsets=False)
        handset = self.given(hall, "H-1", "GM9003")
        self.assertEqual(handset.ok("GET", "/v1/handset"), {
            "serial": "H-1", "member": {"code": "GM9003", "weight": 30,
                                        "name": "Voorbeeldstad 3",
                                        "present": True},
            "assembly": {"id": hall.id, "title": "Voorbeeldvergadering",
                         "state": "opened"}})
        self.assertEqual(self.states(hall), [("H-1", "GM9003", "assigned")])

    def test_a_list_is_handed_out_in_order_with_tokens_of_their_own(self):
        hall = Hall(self.server, handsets=False)
        given = hall.hand_out(hall.codes)
        self.assertEqual([one["member"] for one in given], hall.codes)
        self.assertEqual(len({one["token"] for one in given}), len(given))

    def test_a_list_with_a_stranger_hands_out_nothing(self):
        hall = Hall(self.server, handsets=False)
        answer = self.op.post(hall.path + "/handsets", [
            {"serial": "H-1", "member": "GM9001"},
            {"serial": "H-2", "member": "GM8999"}])
        self.faults(answer, "/1/member")
        self.assertEqual(self.states(hall), [])

    def test_no_token_is_stored_or_shown_again(self):
        hall = Hall(self.server, handsets=False)
        token = self.given(hall, "H-1", "GM9001").token
        self.assertNotIn(token.encode(),
                         self.op.get(hall.path + "/handsets").body)
        for path in self.server.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(token.encode(), path.read_bytes(), path)
        self.assertNotIn(token, self.server.log.read_text())

    def test_a_revoked_handset_may_do_nothing(self):
        hall = Hall(self.server)
        number = hall.round()
        for _ in range(2):
            answer = self.op.delete(hall.path + "/handsets/H-GM9001")
            self.assertEqual((answer.status, answer.body), (204, b""))
        self.refused(hall.cast(number, "GM9001", "for"), 403,
                     "handset-revoked")
        self.assertIn(("H-GM9001", "GM9001", "revoked"), self.states(hall))

    def test_revoking_what_is_not_there_is_not_found(self):
        hall = Hall(self.server, handsets=False)
        self.refused(self.op.delete(hall.path + "/handsets/H-9"), 404,
                     "not-found")

    def test_a_handset_given_to_another_member_votes_for_that_member(self):
        hall = Hall(self.server, handsets=False)
        old = self.given(hall, "H-1", "GM9001")
        new = self.given(hall, "H-1", "GM9002")
        number = hall.round()
        ballot = {"choice": "for", "sequence": 1}
        path = f"/v1/rounds/{number}/ballots"
        self.refused(old.post(path, ballot), 403, "assignment-ended")
        self.assertEqual(new.ok("POST", path, ballot)["member"], "GM9002")
        self.assertEqual(self.states(hall), [("H-1", "GM9001", "ended"),
                                             ("H-1", "GM9002", "assigned")])

    def test_a_swapped_handset_ends_the_former_one(self):
        hall = Hall(self.server, handsets=False)
        old = self.given(hall, "H-1", "GM9001")
        new = self.given(hall, "H-2", "GM9001")
        number = hall.round()
        ballot = {"choice": "for", "sequence": 1}
        path = f"/v1/rounds/{number}/ballots"
        self.refused(old.post(path, ballot), 403, "assignment-ended")
        self.assertEqual(new.ok("POST", path, ballot)["member"], "GM9001")

    def test_assignments_do_not_change_while_a_round_is_open(self):
        hall = Hall(self.server)
        number = hall.round()
        for serial, member in (("H-GM9001", "GM9002"), ("H-new", "GM9001")):
            self.refused(self.give(hall, serial, member), 409, "round-open")
        hall.move_round(number, "closed")
        self.given(hall, "H-new", "GM9001")

    def test_a_free_handset_goes_to_a_member_without_one_any_time(self):
        hall = Hall(self.server, handsets=False)
        number = hall.round()
        one = self.given(hall, "H-1", "GM9001")
        path = f"/v1/rounds/{number}/ballots"
        self.assertEqual(one.post(path, {"choice": "for",
                                         "sequence": 9}).status, 201)
        # Broken: revoked, and another one in its place; the latest wins,
        # whatever its sequence.
        self.op.ok("DELETE", hall.path + "/handsets/H-1")
        two = self.given(hall, "H-2", "GM9001")
        answer = two.post(path, {"choice": "against", "sequence": 1})
        self.assertEqual(answer.status, 201)
        self.assertIn("replaces", answer.json)
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number)["GM9001"]["choice"], "against")

    def test_a_handset_of_another_assembly_has_no_vote_here(self):
        one, other = Hall(self.server), Hall(self.server)
        number = one.round()
        answer = other.cast(number, "GM9001", "for")
        self.assertIn(answer.status, (403, 404), answer)
        one.move_round(number, "closed")
        self.assertEqual(one.ballots(number), {})

    def test_repeats_refusals_and_battery_are_counted(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.press(number, "GM9001", 1, 2, battery=61)
        hall.press(number, "GM9001", 1, 2)
        hall.press(number, "GM9001", 2, 1)
        found = self.op.ok("GET", hall.path + "/handsets")["handsets"]
        one = next(h for h in found if h["member"] == "GM9001")
        self.assertEqual((one["battery"], one["repeats"], one["refused"]),
                         (61, 1, 1))
        self.assertIn("lastSeenAt", one)


class Tokens(ApiTest):
    def test_nobody_withdraws_the_token_in_hand(self):
        mine = max(t["id"] for t in self.op.ok("GET", "/v1/tokens")["tokens"]
                   if t["role"] == "operator")
        made = self.op.ok("POST", "/v1/tokens", {"role": "operator"})
        self.assertGreater(made["id"], mine)
        client = Client(self.server, made["token"])
        self.refused(client.delete(f"/v1/tokens/{made['id']}"), 409,
                     "move-impossible")

    def test_a_token_works_until_it_is_withdrawn(self):
        made = self.op.ok("POST", "/v1/tokens", {"role": "operator",
                                                 "name": "tweede"})
        client = Client(self.server, made["token"])
        self.assertEqual(client.get("/v1/tokens").status, 200)
        self.assertIn((made["id"], "operator", "tweede", False), [
            (t["id"], t["role"], t["name"], t["revoked"])
            for t in client.ok("GET", "/v1/tokens")["tokens"]])
        answer = self.op.delete(f"/v1/tokens/{made['id']}")
        self.assertEqual(answer.status, 204)
        self.refused(client.get("/v1/tokens"), 401, "credential-unknown")

    def test_no_list_shows_a_token(self):
        made = self.op.ok("POST", "/v1/tokens", {"role": "display"})
        self.assertNotIn(made["token"].encode(),
                         self.op.get("/v1/tokens").body)

    def test_only_known_roles_get_a_token(self):
        for role in "handset", "server", "king", "":
            answer = self.op.post("/v1/tokens", {"role": role})
            self.faults(answer, "/role")

    def test_withdrawing_an_unknown_token_is_not_found(self):
        self.refused(self.op.delete("/v1/tokens/4242"), 404, "not-found")
