# SPDX-License-Identifier: EUPL-1.2
"""What src/http/openapi.json promises of every operation, asked of each."""
import json
import re
import select
import socket
import time

from contract import CONTRACT, TOP
from hall import MEMBERS, Hall
from harness import BOUND, ApiTest, Client

ROLES = ("operator", "chair", "committee", "display", "gateway", "handset")
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


def fill(template):
    """A path with ids that exist in this class's daemon."""
    return "/v1" + (template.replace("{id}", "1").replace("{line}", "0").replace("{size}", "1")
                    .replace("{code}", MEMBERS[0][0])
                    .replace("{serial}", "H-" + MEMBERS[0][0]))


def example(operation):
    """(body, media type) as documented, or (None, None)."""
    if "requestBody" not in operation:
        return None, None
    for media, content in operation["requestBody"]["content"].items():
        body = content["example"]
        if not isinstance(body, str):
            body = json.dumps(body)
        return body.encode(), media
    raise AssertionError("a requestBody without content")


class Contract(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server)
        cls.round = cls.hall.round(opened=False)

    def as_role(self, role):
        if role == "handset":
            return self.hall.handset[MEMBERS[0][0]]
        return self.server.client(role)

    def right(self, operation):
        """A client that may do it."""
        return self.as_role(operation["x-roles"][0])

    def each(self, wanted=lambda method, template, operation: True):
        for method, template, operation in CONTRACT.operations():
            if wanted(method, template, operation):
                with self.subTest(f"{method} {template}"):
                    yield method, fill(template), operation

    def send(self, client, method, path, operation, **headers):
        body, media = example(operation)
        headers.setdefault("content_type", media)
        return client.request(method, path, body, **headers)

    def test_the_daemon_serves_the_contract_itself(self):
        self.assertEqual(self.server.client("anyone").get(
            "/v1/openapi.json").json, CONTRACT.document)

    def test_every_path_of_the_contract_is_routed(self):
        for method, path, _ in self.each(lambda m, t, o: m == "GET"):
            answer = self.server.client("anyone").request("OPTIONS", path)
            self.assertIn(method, answer.headers["allow"])

    def test_every_guarded_operation_asks_for_a_credential(self):
        strangers = [Client(self.server), Client(self.server, "0" * 64),
                     Client(self.server, "x")]
        for method, path, operation in self.each(
                lambda m, t, o: "anyone" not in o["x-roles"]):
            for stranger in strangers:
                answer = self.send(stranger, method, path, operation)
                self.refused(answer, 401, "credential-unknown")

    def test_an_unknown_credential_is_refused_even_where_none_is_needed(self):
        for method, path, operation in self.each(
                lambda m, t, o: o["x-roles"] == ["anyone"]):
            answer = self.send(Client(self.server, "0" * 43), method, path,
                               operation)
            self.refused(answer, 401, "credential-unknown")

    def test_a_credential_that_is_no_bearer_token_is_refused(self):
        for value in ("Basic b3A6b3A=", "Bearer", "Bearer ", "bearer  x y",
                      self.op.token):
            with self.subTest(value[:8]):
                answer = Client(self.server).get("/v1/tokens",
                                                 authorization=value)
                self.refused(answer, 401, "credential-unknown")

    def test_every_guarded_operation_refuses_the_other_roles(self):
        for method, path, operation in self.each(
                lambda m, t, o: "anyone" not in o["x-roles"]):
            for role in set(ROLES) - set(operation["x-roles"]):
                answer = self.send(self.as_role(role), method, path, operation)
                self.refused(answer, 403, "role-forbidden")

    def test_a_trailing_slash_is_not_found(self):
        for _, path, _ in self.each(lambda m, t, o: m == "GET"):
            self.refused(self.op.get(path + "/"), 404, "not-found")

    def test_an_unknown_path_is_not_found(self):
        for path in ("/v1/nothing", "/v1/members/GM9001/votes", "/v1//members",
                     "/v1/MEMBERS", "/v1/rounds/1x", "/v1/rounds/-1",
                     "/v1/rounds/0", "/v1/rounds/01", "/v1/rounds/%31",
                     "/v1/rounds/99999999999999999999", "/v1/rounds/1/../1",
                     "/v1/assemblies/2147483648", "/v1/members/gm9001",
                     "/v1/members/GM%00", "/v1/nothing?page=1"):
            with self.subTest(path):
                self.refused(self.op.get(path), 404, "not-found")

    def test_a_method_that_is_not_there_gets_405_with_the_others(self):
        for template, item in CONTRACT.document["paths"].items():
            there = {method.upper() for method in item}
            allow = there | {"OPTIONS"} | ({"HEAD"} if "GET" in there
                                           else set())
            for method in sorted(set(METHODS) - there):
                with self.subTest(f"{method} {template}"):
                    answer = self.op.request(method, fill(template))
                    self.refused(answer, 405, "method-not-allowed")
                    self.assertEqual(
                        set(re.split(", *", answer.headers["allow"])), allow)

    def test_head_answers_as_get_does_without_the_body(self):
        for _, path, operation in self.each(
                lambda m, t, o: m == "GET" and not t.endswith("/stream")):
            client = self.right(operation)
            got = client.get(path)
            head = client.request("HEAD", path)
            self.assertEqual(head.status, got.status)
            for answer in got, head:
                answer.headers.pop("date", None)
            self.assertEqual(head.headers, got.headers)
            self.assertEqual(head.body, b"")

    def test_head_of_the_stream_ends_at_once(self):
        head = self.op.request("HEAD", fill("/assemblies/{id}/stream"))
        self.assertEqual((head.status, head.media), (200, "text/event-stream"))

    def test_options_tells_what_is_allowed(self):
        for template, item in CONTRACT.document["paths"].items():
            with self.subTest(template):
                answer = self.server.client("anyone").request(
                    "OPTIONS", fill(template))
                self.assertIn(answer.status, (200, 204))
                allow = {method.upper() for method in item} | {"OPTIONS"}
                if "get" in item:
                    allow.add("HEAD")
                self.assertEqual(
                    set(re.split(", *", answer.headers["allow"])), allow)

    def test_what_the_client_does_not_accept_is_406(self):
        for _, path, operation in self.each(lambda m, t, o: m == "GET"):
            for accept in ("image/png", "application/xml, text/css;q=0.5"):
                answer = self.right(operation).get(path, accept=accept)
                self.refused(answer, 406, "not-acceptable")

    def test_accept_is_read_with_ranges_and_weights(self):
        anyone = self.server.client("anyone")
        for accept, status in (
                (None, 200), ("*/*", 200), ("application/*", 200),
                ("application/json", 200), ("text/html, */*;q=0.1", 200),
                ("APPLICATION/JSON;q=0.5", 200), ("text/*", 406),
                ("application/json;q=0", 406), ("text/html", 406)):
            with self.subTest(accept):
                answer = anyone.get("/v1/members", accept=accept)
                self.assertEqual(answer.status, status)

    def test_a_body_of_another_media_type_is_415(self):
        for method, path, operation in self.each(
                lambda m, t, o: "requestBody" in o):
            for media in ("text/plain", "application/xml", None):
                answer = self.send(self.right(operation), method, path,
                                   operation, content_type=media)
                self.refused(answer, 415, "media-type")

    def test_a_media_type_may_have_a_charset(self):
        for media in ("application/json; charset=utf-8",
                      "Application/JSON;charset=UTF-8"):
            with self.subTest(media):
                answer = self.op.post("/v1/tokens", {"role": "display"},
                                      content_type=media)
                self.assertEqual(answer.status, 201)

    def head_of(self, method, path, operation, *lines):
        """The bytes of a request's head."""
        token = self.right(operation).token
        media = example(operation)[1]
        if token:
            lines += (f"Authorization: Bearer {token}",)
        return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost",
                            f"Content-Type: {media}",
                            "Connection: close", *lines,
                            "", "")).encode()

    def raw_status(self, received):
        """Of an answer's bytes; its body must be a problem."""
        head, _, _ = received.partition(b"\r\n\r\n")
        status = head.split(b" ")[1:2]
        self.assertTrue(status, received[:200])
        self.assertIn(b"application/problem+json", head)
        self.assertIn(b"\r\napi-version: 1.", head.lower())
        return int(status[0])

    def test_a_body_without_a_length_is_411(self):
        for method, path, operation in self.each(
                lambda m, t, o: "requestBody" in o):
            chunked = self.head_of(method, path, operation,
                                   "Transfer-Encoding: chunked")
            answer = self.server.raw(chunked + b"2\r\n{}\r\n0\r\n\r\n")
            self.assertEqual(self.raw_status(answer), 411)
            none = self.head_of(method, path, operation)
            self.assertEqual(self.raw_status(self.server.raw(none)), 411)

    def test_a_body_that_is_too_large_is_413(self):
        for method, path, operation in self.each(
                lambda m, t, o: "requestBody" in o and t != "/members"):
            size = 4097 if path.endswith("/ballots") else 4 << 20
            head = self.head_of(method, path, operation,
                                f"Content-Length: {size}")
            self.assertEqual(
                self.raw_status(self.push(head + b" " * size)), 413)

    def push(self, data):
        """Sends until the server answers; gives its answer."""
        with socket.create_connection(("127.0.0.1", self.server.port),
                                      timeout=BOUND) as connection:
            connection.setblocking(False)
            received, deadline = b"", time.monotonic() + BOUND
            while time.monotonic() < deadline:
                readable, writable, _ = select.select(
                    [connection], [connection] if data else [], [], 1)
                if readable:
                    chunk = connection.recv(65536)
                    received += chunk
                    # The body of a problem ends the answer.
                    if not chunk or received.rstrip().endswith(b"}"):
                        return received
                elif writable:
                    try:
                        data = data[connection.send(data[:65536]):]
                    except (BrokenPipeError, ConnectionResetError):
                        data = b""  # refused already: the answer is there
        raise AssertionError(f"no whole answer: {received!r}")

    def test_a_ballot_of_exactly_4_kib_is_read(self):
        body = json.dumps({"choice": "for", "sequence": 1}).encode()
        answer = self.as_role("handset").post(
            f"/v1/rounds/{self.round}/ballots", body.ljust(4096),
            content_type="application/json")
        self.refused(answer, 409, "round-not-open")

    def test_an_unknown_query_parameter_is_refused(self):
        for _, path, operation in self.each(lambda m, t, o: m == "GET"):
            answer = self.right(operation).get(path + "?colour=red")
            problem = self.refused(answer, 400, "query-invalid")
            self.assertIn("colour", json.dumps(problem))

    def test_a_query_parameter_with_a_wrong_value_is_refused(self):
        for target in ("members?page=0", "members?page=x", "members?page=",
                       "members?page=1.5", "members?pageSize=0",
                       "members?pageSize=1001", "members?date=2026-02-30",
                       "members?date=8-6-2026", "members?page=1&page=2",
                       "members?page=99999999999999999999",
                       "assemblies/1/journal?from=-1",
                       "assemblies/1/journal?limit=0",
                       "assemblies/1/journal?limit=10001"):
            with self.subTest(target):
                self.refused(self.op.get("/v1/" + target), 400,
                             "query-invalid")
        answer = self.op.put("/v1/members?dryRun=maybe", b"code\n",
                             content_type="text/csv")
        self.refused(answer, 400, "query-invalid")

    def test_all_faults_of_a_query_are_listed(self):
        answer = self.op.get("/v1/members?page=0&pageSize=x&colour=red")
        problem = self.refused(answer, 400, "query-invalid")
        self.assertEqual(len(problem["errors"]), 3, problem)

    def test_every_json_body_must_be_well_formed(self):
        for method, path, operation in self.each(
                lambda m, t, o: "requestBody" in o):
            for body in (b"", b"{", b"nonsense", b"{}}", b"\xff\xfe",
                         b'{"a":"\x00"}', b"[" * 1000, b'"text"', b"null"):
                answer = self.right(operation).request(
                    method, path, body, content_type="application/json")
                self.refused(answer, 400, "body-invalid")

    def test_every_json_body_is_searched_for_unknown_fields(self):
        for method, path, operation in self.each(
                lambda m, t, o: "requestBody" in o):
            content = operation["requestBody"]["content"]["application/json"]
            body = content["example"]
            first = body[0] if isinstance(body, list) else body
            where = "/0" if isinstance(body, list) else ""
            body = dict(first, colour="red")
            answer = self.right(operation).request(
                method, path, [body] if where else body)
            self.faults(answer, where + "/colour")

    def ballot_faults(self, text, *pointers):
        answer = self.as_role("handset").post(
            f"/v1/rounds/{self.round}/ballots", text.encode(),
            content_type="application/json")
        self.faults(answer, *pointers)

    def test_missing_fields_are_all_listed(self):
        self.ballot_faults("{}", "/choice", "/sequence")

    def test_wrong_types_and_unknown_fields_are_all_listed(self):
        self.ballot_faults('{"choice": 5, "sequence": 1.5, "colour": 1}',
                           "/choice", "/sequence", "/colour")

    def test_a_repeated_field_is_a_fault_beside_the_others(self):
        self.ballot_faults('{"choice": "for", "choice": "against",'
                           ' "sequence": "1"}', "/choice", "/sequence")

    def test_numbers_must_fit(self):
        for number in ("0", "-1", "1e3", "1.0", "true", "null", '"1"'):
            with self.subTest(number):
                self.ballot_faults('{"choice": "for", "sequence": %s}'
                                   % number, "/sequence")

    def test_the_largest_number_is_taken_and_the_next_is_not(self):
        for number, status in (9007199254740992, 409), \
                (9007199254740993, 400):
            answer = self.as_role("handset").post(
                f"/v1/rounds/{self.round}/ballots",
                {"choice": "for", "sequence": number})
            self.assertEqual(answer.status, status, answer)

    def test_a_key_in_a_list_is_named_with_its_place(self):
        answer = self.op.post(f"{self.hall.path}/handsets",
                              [{"serial": "A 1", "member": "GM9001"},
                               {"serial": "A2", "member": "x"},
                               {"member": "GM9003"}])
        self.faults(answer, "/0/serial", "/1/member", "/2/serial")

    def test_an_assembly_with_many_faults_lists_them_all(self):
        answer = self.op.post("/v1/assemblies", {
            "kind": "party", "title": "", "date": "2026-02-30", "place": 7,
            "weightRules": {"municipality": {
                "perInhabitants": 0, "rounding": "sideways", "minimum": 1,
                "cap": 75}}})
        self.faults(answer, "/kind", "/title", "/date", "/place",
                    "/weightRules/municipality/perInhabitants",
                    "/weightRules/municipality/rounding")

    def test_a_refusal_leaves_the_connection_usable(self):
        client = Client(self.server, self.op.token)
        for _ in range(3):
            self.assertEqual(client.get("/v1/members?page=0").status, 400)
            self.assertEqual(client.get("/v1/members").status, 200)

    def test_the_route_table_has_nothing_beside_the_contract(self):
        sources = [path for path in (TOP / "src/http").glob("*.c")]
        routed = set()
        for source in sources:
            for method, path in re.findall(
                    r'"(GET|PUT|POST|PATCH|DELETE)",\s*"/v1(/[^"]*)"',
                    source.read_text()):
                routed.add((method, re.sub(r"\{\w+\}", "{}", path)))
        self.assertTrue(routed, "no route table found in src/http")
        documented = {(method, re.sub(r"\{\w+\}", "{}", template))
                      for method, template, _ in CONTRACT.operations()}
        self.assertEqual(routed, documented)
