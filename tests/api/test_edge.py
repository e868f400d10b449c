# SPDX-License-Identifier: EUPL-1.2
"""What a clumsy hall network, or somebody who means harm, may send: odd
framing, odd text, mixed-up credentials, bursts around the close, and clients
that stop half-way."""
import hashlib
import json
import os
import re
import signal
import socket
import threading
from contextlib import ExitStack, contextmanager

from hall import Hall
from harness import BOUND, ApiTest, Client, wait_for

ONE, TWO = "GM9001", "GM9002"
HOST = "Host: localhost\r\n"
CLOSE = "Connection: close\r\n"


def head(line, *headers):
    """Each header with its line end, so that it may be a wrong one."""
    return (line + " HTTP/1.1\r\n" + "".join(headers) + "\r\n").encode(
        "latin-1")


def posted(path, token, body, *headers):
    """A whole request, as a handset or gateway sends it."""
    text = json.dumps(body)
    return head(f"POST {path}", HOST, f"Authorization: Bearer {token}\r\n",
                "Content-Type: application/json\r\n",
                f"Content-Length: {len(text)}\r\n",
                *headers) + text.encode()


def ballot(hall, number, code, choice, sequence=1):
    return posted(f"/v1/rounds/{number}/ballots", hall.handset[code].token,
                  {"choice": choice, "sequence": sequence})


class Wire:
    """One connection on which anything may be sent."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port),
                                               timeout=BOUND)
        # What is sent leaves at once, and does not wait for a receipt.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """The next answer as (status, body); None when there is no more."""
        while b"\r\n\r\n" not in self.received:
            if not self.more():
                return None
        start, _, rest = self.received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", start)
        size = int(length[1]) if length else 0
        while len(rest) < size:
            if not self.more():
                return None
            rest = self.received.partition(b"\r\n\r\n")[2]
        self.received = rest[size:]
        return int(start.split()[1]), rest[:size]

    def more(self):
        try:
            chunk = self.socket.recv(65536)
        except ConnectionError:
            chunk = b""
        self.received += chunk
        return bool(chunk)

    def all(self):
        """Every answer until the server closes the connection."""
        return list(iter(self.answer, None))


class EdgeTest(ApiTest):
    def send(self, data):
        """The answers to those bytes on a connection of their own."""
        with Wire(self.server) as wire:
            try:
                wire.send(data)
            except ConnectionError:
                pass  # refused before all of it was read
            return wire.all()

    def status(self, data):
        answers = self.send(data)
        self.assertEqual(len(answers), 1, answers)
        return answers[0][0]

    @contextmanager
    def standstill(self):
        """The daemon does nothing while the kernel takes in what is sent."""
        os.kill(self.server.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.server.process.pid, signal.SIGCONT)

    def metric(self, name):
        text = self.server.client("anyone").get("/metrics").body.decode()
        return int(re.search(rf"(?m)^{name} (\d+)$", text)[1])


class Framing(EdgeTest):
    OPTIONS = ("--idle-seconds", "1")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server)
        cls.number = cls.hall.round()
        # What an attacker hides in or behind somebody else's request.
        cls.hidden = ballot(cls.hall, cls.number, TWO, "against")

    def tearDown(self):
        self.assertEqual(self.hall.get_round(self.number)["turnout"],
                         {"members": 0, "weight": 0})

    def refuses(self, data, *statuses):
        """Refused, closed, and nothing behind it is read as a request.
        libmicrohttpd's own refusals are pages, not problems."""
        answers = self.send(data)
        self.assertTrue(answers)
        for status, body in answers:
            self.assertIn(status, statuses, answers)
        return answers[0][1]

    def test_a_body_whose_end_is_in_doubt_is_refused(self):
        size = f"Content-Length: {len(self.hidden)}\r\n"
        for doubt in (
                size + size, size + "Content-Length: 3\r\n",
                size + "Transfer-Encoding: chunked\r\n",
                size + "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Content-Length: +3\r\n", "Content-Length: -1\r\n",
                "Content-Length: 0x3\r\n", "Content-Length: 3, 3\r\n",
                "Content-Length: \r\n", "Content-Length: 1e1\r\n",
                "Content-Length: 9223372036854775808\r\n",
                "Content-Length: 18446744073709551616\r\n"):
            with self.subTest(headers=doubt):
                self.refuses(head("POST /v1/rounds/1/ballots", HOST, doubt) +
                             self.hidden, 400, 411, 413)

    def test_a_header_name_that_others_read_in_another_way_is_refused(self):
        size = len(self.hidden)
        for doubt in (f"Content-Length : {size}\r\n",
                      f"Content-Length\t: {size}\r\n",
                      "Transfer-Encoding : chunked\r\n",
                      f"Content\xa0Length: {size}\r\n", "X(: 1\r\n"):
            for line in ("GET /v1/members", "POST /v1/rounds/1/ballots"):
                with self.subTest(line=line, header=doubt):
                    body = self.refuses(head(line, HOST, doubt) + self.hidden,
                                        400)
                    self.assertEqual(json.loads(body)["type"],
                                     "urn:stembus:request-invalid")

    def test_a_body_where_none_is_due_is_not_read_as_a_request(self):
        size = f"Content-Length: {len(self.hidden)}\r\n"
        for line in ("GET /v1/members", "OPTIONS /v1/members",
                     "BREW /v1/members", "DELETE /v1/nothing"):
            with self.subTest(line=line):
                status = self.send(head(line, HOST, size, CLOSE) +
                                   self.hidden)[0][0]
                self.assertIn(status, (400, 404, 405))

    def test_a_huge_body_is_refused_before_it_comes(self):
        for line in ("OPTIONS /v1/members", "GET /v1/members",
                     "POST /v1/rounds/1/ballots", "PUT /v1/members"):
            for size in (10 ** 9, 10 ** 14, 2 ** 63 - 1):
                with self.subTest(line=line, size=size):
                    self.refuses(head(line, HOST,
                                      f"Content-Length: {size}\r\n"),
                                 400, 401, 413)

    def test_there_is_one_host_and_one_credential(self):
        def asked(*headers):
            return self.status(head("GET /v1/members", *headers, CLOSE))
        token = f"Authorization: Bearer {self.op.token}\r\n"
        self.assertEqual(asked(HOST), 200)
        self.assertEqual(asked(HOST, HOST), 400)
        self.assertEqual(asked(HOST, token), 200)
        self.assertEqual(asked(HOST, token, token), 400)
        self.assertEqual(self.send(head("GET /v1/members", CLOSE))[0][0], 400)

    def test_a_bare_carriage_return_in_a_header_is_refused(self):
        self.refuses(head("GET /v1/members", HOST, "X: a\rb\r\n") +
                     self.hidden, 400)

    def test_a_target_that_is_no_path_is_refused(self):
        for target in ("*", "http://localhost/v1/members", "v1/members"):
            with self.subTest(target=target):
                self.refuses(head("GET " + target, HOST), 400)

    def test_a_path_has_one_spelling(self):
        for path in ("//v1/members", "/v1//members", "/v1/./members",
                     "/v1/x/../members", "/v1%2Fmembers", "/v1/members%00",
                     "/v1/members%00/x", "/V1/members", "/v1/members;x",
                     "/v1/members#x", "/v1/members/%47M9001", "/v1/\xff",
                     "/v1/members/..", "/v1/members/GM9001%00",
                     "/v1/assemblies/%31"):
            with self.subTest(path=path):
                self.assertEqual(self.status(head("GET " + path, HOST,
                                                  CLOSE)), 404)

    def test_an_id_is_a_plain_number_that_fits(self):
        for text in ("0", "-1", "+1", "01", "1.0", "1e0", "0x1",
                     "9223372036854775807", "9223372036854775808",
                     "18446744073709551617", "9" * 300):
            for path in ("/v1/rounds/{}", "/v1/assemblies/{}/journal",
                         "/v1/motions/{}", "/v1/assemblies/{}/stream",
                         "/v1/results/{}"):
                with self.subTest(path=path, id=text):
                    self.refused(self.op.get(path.format(text)), 404,
                                 "not-found")

    def test_an_unknown_method_is_refused(self):
        for method in ("BREW", "TRACE", "CONNECT", "get", "GETT"):
            with self.subTest(method=method):
                self.assertEqual(self.status(head(method + " /v1/members",
                                                  HOST, CLOSE)), 405)

    def test_headers_that_are_too_large_are_refused(self):
        for large in ("GET /" + "a" * 40000, "GET /v1/members?" + "a" * 40000):
            self.refuses(head(large, HOST), 414)
        self.refuses(head("GET /v1/members", HOST, f"X: {'a' * 40000}\r\n"),
                     413, 431)
        self.refuses(head("GET /v1/members", HOST, "X: a\r\n" * 2000),
                     413, 431)

    def test_what_is_no_http_gets_no_success(self):
        for noise in (b"\x16\x03\x01\x00\xc8" + b"x" * 200, b"\0" * 1000,
                      b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\r\n" * 500,
                      b"GET /v1/members\r\n\r\n", b"\xff" * 5000,
                      b"GET /v1/members HTTP/0.9\r\n\r\n"):
            with self.subTest(noise=noise[:20]):
                for status, _ in self.send(noise):
                    self.assertGreaterEqual(status, 400)
        self.assertEqual(self.op.get("/healthz").status, 200)

    def test_a_query_that_is_no_text_is_refused_in_text(self):
        for query in ("\xff\xfe=1", "\xe9" * 100 + "=1",
                      "a" * 59 + "\xc3\xa9=1", "page=\xff", "&&&", "=",
                      "page=1&page=1", "page=%31", "page=1;pageSize=1"):
            with self.subTest(query=query):
                (status, body), = self.send(
                    head("GET /v1/members?" + query, HOST, CLOSE))
                self.assertEqual(status, 400)
                self.assertEqual(json.loads(body.decode())["type"],
                                 "urn:stembus:query-invalid")


class Text(EdgeTest):
    # Text that other programs may take for something else.
    ODD = ("<script>alert(1)</script>", '=HYPERLINK("http://x";"y")',
           "\u202ekcatta\u200f", "\u2028\u2029\u0085", "\ufeffx", "e\u0301",
           "&lt;\"'\\/`${x}%s%n", "\U0010ffff\uffff", "\U0001f5f3" * 100,
           "x" * 300, "../../etc/passwd", "'; DROP TABLE ballot; --", "\u00ad")

    def test_odd_text_comes_back_byte_for_byte(self):
        for text in self.ODD:
            with self.subTest(text=text):
                hall = Hall(self.server, title=text, place=text)
                motion = hall.motion(title=text, text=text + "\n\t" + text)
                found = self.op.ok("GET", hall.path)
                self.assertEqual((found["title"], found["place"]),
                                 (text, text))
                found = self.op.ok("GET", f"/v1/motions/{motion}")
                self.assertEqual((found["title"], found["text"]),
                                 (text, text + "\n\t" + text))
                line = self.op.get(hall.path + "/journal?limit=1").body
                self.assertEqual(json.loads(line)["title"], text)
                stream = self.op.stream(hall.path + "/stream")
                self.assertEqual(stream.event()[1]["assembly"]["title"], text)
                stream.close()

    def test_odd_names_and_options_are_counted_like_others(self):
        names = [text for text in self.ODD if len(text) <= 60]
        hall = Hall(self.server, tuple(
            (f"GM98{i:02}", "municipality", name.replace('"', "'"), 1000)
            for i, name in enumerate(names) if ";" not in name))
        for first in names:
            number = hall.round(options=[first, first + "\u200b"])
            hall.vote(number, {code: first for code in hall.codes})
            closed = hall.move_round(number, "closed")
            self.assertEqual(closed["result"]["options"][0]["option"], first)
            self.assertEqual(closed["result"]["options"][0]["members"],
                             len(hall.codes))
            hall.move_round(number, "declared")

    def test_control_characters_and_broken_text_are_refused(self):
        body = ('{"kind":"alv","date":"2026-06-08","place":"x","title":"%s"}'
                .encode())
        for title in (b"a\\nb", b"a\\u0000b", b"\\u001b[2J", b"\\u007f",
                      b"\\ud800", b"\\udc00\\ud800", b"\xff", b"\xc0\xaf",
                      b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\tb", b"\x00",
                      b"", b"x" * 301):
            with self.subTest(title=title):
                self.refused(self.op.post("/v1/assemblies",
                                          body.replace(b"%s", title)),
                             400, "body-invalid")

    def test_a_ballot_is_plain_json_with_whole_numbers(self):
        hall = Hall(self.server)
        number = hall.round()
        plain = '{"choice":"for","sequence":1}'
        for body in (
                *(plain.replace("1", n).encode() for n in
                  ("1.0", "1e3", "-0", "0", "-1", "01", "NaN", "Infinity",
                   "true", "null", '"1"', "[1]", "9223372036854775808")),
                plain.encode("utf-16"), b"\xef\xbb\xbf" + plain.encode(),
                plain.encode() + b"\0", plain.encode() + b"x",
                plain.encode() * 2, b"[" * 4000, b'{"a":' * 700,
                plain.replace("for", "FOR").encode(),
                plain.replace("for", " for").encode(),
                json.dumps({"choice": "\U0001f5f3" * 60,
                            "sequence": 1}).encode(),
                json.dumps({"\u00e9" * 300: 1}).encode()):
            with self.subTest(body=body[:60]):
                self.refused(hall.handset[ONE].post(
                    f"/v1/rounds/{number}/ballots", body), 400,
                    "body-invalid")
        self.assertEqual(hall.get_round(number)["turnout"]["members"], 0)

    def test_a_long_choice_that_stands_is_told_in_whole_characters(self):
        hall = Hall(self.server)
        choice = "x" + "\U0001f5f3" * 59
        number = hall.round(options=[choice, "y"])
        self.assertEqual(hall.cast(number, ONE, choice, 2 ** 52).status, 201)
        self.refused(hall.cast(number, ONE, "y", 1), 409, "stale-ballot")

    def test_rows_below_a_faulty_header_do_no_harm(self):
        row = b"GM9001;municipality;Voorbeeldstad;1"
        for text in (b"\ncode;kind;name;x\n" + row, b"\n\n;x;name\n" + row,
                     b"code;kind;name;x\r" + row + b"\r" + row,
                     b'"code\n";kind;name;x\n' + row,
                     b"\ncode,kind,name,x\n1,2,3,4\n",
                     b"code;kind;name;ge\xefmporteerd\n" + row,
                     b"code;kind;name;" + "\u00e9".encode() * 60 + b"\n" + row,
                     b";" * 100 + b"\n" + row, b"code;kind;name;x\0y\n" + row):
            with self.subTest(text=text):
                self.refused(self.op.put("/v1/members", text,
                                         content_type="text/csv"), 400,
                             "register-invalid")


class Mixed(EdgeTest):
    """Two assemblies at once, and handsets that change hands."""

    def test_a_handset_votes_in_its_own_assembly_only(self):
        here, there = Hall(self.server), Hall(self.server)
        mine, other = here.round(), there.round()
        self.refused(here.cast(other, ONE, "for"), 403, "not-entitled")
        self.assertEqual(here.cast(mine, ONE, "for").status, 201)
        there.move_round(other, "closed")
        self.refused(here.cast(other, ONE, "for"), 403, "not-entitled")
        self.assertEqual(there.ballots(other), {})

    def test_a_gateway_finds_a_handset_in_the_assembly_of_the_round(self):
        here = Hall(self.server)
        there = Hall(self.server, handsets=False)
        number = there.round()
        self.assertEqual(there.press(number, ONE, 1)["code"], "not-found")
        # The same serial in both is two handsets.
        there.op.ok("POST", there.path + "/handsets",
                    {"serial": here.serial(ONE), "member": TWO})
        self.assertEqual(there.press(number, ONE, 1)["code"], "ok")
        there.move_round(number, "closed")
        self.assertEqual(list(there.ballots(number)), [TWO])

    def test_a_handset_that_changed_hands_has_one_voice(self):
        hall = Hall(self.server)
        before = hall.handset[ONE]
        hall.op.ok("POST", hall.path + "/handsets",
                   {"serial": "spare", "member": ONE})
        number = hall.round()
        self.refused(before.post(f"/v1/rounds/{number}/ballots",
                                 {"choice": "for", "sequence": 9}),
                     403, "assignment-ended")
        self.refused(before.get("/v1/handset"), 403, "assignment-ended")
        self.assertEqual(hall.press(number, ONE, 1)["code"],
                         "assignment-ended")
        self.refused(hall.op.post(hall.path + "/handsets",
                                  {"serial": "another", "member": ONE}),
                     409, "round-open")

    def test_no_role_does_what_another_is_for(self):
        hall = Hall(self.server)
        number = hall.round()
        path = f"/v1/rounds/{number}"
        press = {"ballots": [{"handset": hall.serial(ONE), "key": 1,
                              "sequence": 1}]}
        vote = {"choice": "for", "sequence": 1}
        for role in ("operator", "chair", "committee", "display", "gateway"):
            self.refused(self.server.client(role).post(path + "/ballots",
                                                       vote),
                         403, "role-forbidden")
        handset = hall.handset[ONE]
        for client in (handset, self.op, self.server.client("display")):
            self.refused(client.post(path + "/ballot-batches", press), 403,
                         "role-forbidden")
        for to in ("closed", "annulled", "certified"):
            for client in (handset, self.server.client("gateway"),
                           self.server.client("display")):
                self.refused(client.post(path + "/transitions", {"to": to}),
                             403, "role-forbidden")
        for role in ("handset", "server"):
            self.refused(self.op.post("/v1/tokens", {"role": role}), 400,
                         "body-invalid")
        self.assertEqual(hall.get_round(number)["turnout"]["members"], 0)

    def test_a_token_is_taken_whole_or_not_at_all(self):
        token = self.op.token
        for wrong in (token[:-1], token + "A", token.swapcase(), " " + token,
                      token + " x", token + "=", "", "A" * 43, "A" * 8000):
            with self.subTest(token=wrong[:50]):
                answer = Client(self.server, wrong or None).request(
                    "GET", "/v1/tokens", authorization="Bearer " + wrong)
                self.refused(answer, 401, "credential-unknown")

    def test_repeating_a_move_is_harmless_and_leaves_one_line(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        for to in ("open", "closed", "declared", "certified", "published"):
            for _ in range(3):
                hall.move_round(number, to)
        found = self.op.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual([move["to"] for move in found["transitions"]],
                         ["open", "closed", "declared", "certified",
                          "published"])

    def test_operators_who_race_make_each_move_once(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        tokens = [self.op.token, self.server.token("operator")] * 4
        wrong = []

        def race(token):
            client = Client(self.server, token)
            for to in ("open", "closed", "declared"):
                answer = client.post(f"/v1/rounds/{number}/transitions",
                                     {"to": to})
                # Another is a move ahead: open is past, for instance.
                if answer.status not in (200, 409):
                    wrong.append(repr(answer))
            client.close()
        threads = [threading.Thread(target=race, args=(token,))
                   for token in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(BOUND)
        self.assertEqual(wrong, [])
        found = self.op.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual([move["to"] for move in found["transitions"]],
                         ["open", "closed", "declared"])


class Close(EdgeTest):
    """Every ballot that was completely sent before the close is counted."""
    HALL = tuple((f"GM97{i:02}", "municipality", f"Voorbeeldstad {i}", 1000)
                 for i in range(120))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server, cls.HALL)
        cls.server.client("gateway")  # not while the daemon stands still

    def race(self, send):
        """`send(stack, wires)` puts ballots on the wire while the daemon
        stands still, and then the close is sent.  Gives the round."""
        self.number = number = self.hall.round()
        with ExitStack() as stack:
            wires = [stack.enter_context(Wire(self.server))
                     for _ in range(len(self.HALL))]
            closing = stack.enter_context(Wire(self.server))
            for wire in (*wires, closing):
                wire.send(head("GET /healthz", HOST))
            for wire in (*wires, closing):
                self.assertEqual(wire.answer()[0], 200)
            with self.standstill():
                answers = send(stack, wires)
                closing.send(posted(f"/v1/rounds/{number}/transitions",
                                    self.op.token, {"to": "closed"}))
            status, body = closing.answer()
            self.assertEqual(status, 200)
            self.assertEqual({wire.answer()[0] for wire in answers},
                             {200} if len(answers) == 1 else {201})
            self.hall.move_round(number, "declared")
            return json.loads(body)

    def everyone(self, closed, choice="for"):
        self.assertEqual(closed["turnout"]["members"], len(self.HALL))
        counted = {option["option"]: option["members"]
                   for option in closed["result"]["options"]}
        self.assertEqual(counted[choice], len(self.HALL), counted)

    def test_sent_on_standing_connections(self):
        def send(stack, wires):
            for wire, code in zip(wires, self.hall.codes):
                wire.send(ballot(self.hall, self.number, code, "for"))
            return wires
        self.everyone(self.race(send))

    def test_sent_in_pieces(self):
        def send(stack, wires):
            whole = [ballot(self.hall, self.number, code, "for")
                     for code in self.hall.codes]
            for wire, data in zip(wires, whole):
                wire.send(data[:50])
            for wire, data in zip(wires, whole):
                wire.send(data[50:])
            return wires
        self.everyone(self.race(send))

    def test_sent_on_connections_that_nobody_accepted_yet(self):
        def send(stack, wires):
            fresh = [stack.enter_context(Wire(self.server))
                     for _ in self.HALL]
            for wire, code in zip(fresh, self.hall.codes):
                wire.send(ballot(self.hall, self.number, code, "for"))
            return fresh
        self.everyone(self.race(send))

    def test_sent_behind_another_on_the_same_connection(self):
        def send(stack, wires):
            for wire, code in zip(wires, self.hall.codes):
                wire.send(ballot(self.hall, self.number, code, "against", 1) +
                          ballot(self.hall, self.number, code, "abstain", 2) +
                          ballot(self.hall, self.number, code, "for", 3))
            return wires
        self.everyone(self.race(send))

    def test_sent_as_one_long_list(self):
        def send(stack, wires):
            presses = [{"handset": self.hall.serial(code), "key": key,
                        "sequence": sequence, "battery": 50}
                       for sequence, key in enumerate((3, 2, 1) * 2, 1)
                       for code in self.hall.codes]
            wires[0].send(posted(
                f"/v1/rounds/{self.number}/ballot-batches",
                self.server.client("gateway").token, {"ballots": presses}))
            return wires[:1]
        self.everyone(self.race(send))

    def acknowledged_and_counted(self, until_closed, **terms):
        """Handsets press on and on; what got a 2xx last must stand."""
        self.number = number = self.hall.round(**terms)
        last, wrong = {}, []

        def press_on(codes):
            for sequence in range(1, 10000):
                for code in codes:
                    choice = ("for", "against", "abstain")[sequence % 3]
                    answer = self.hall.cast(number, code, choice, sequence)
                    if answer.status == 409:
                        return
                    if answer.status != 201:
                        wrong.append(repr(answer))
                        return
                    last[code] = (sequence, choice)
        threads = [threading.Thread(target=press_on,
                                    args=(self.hall.codes[i::4],))
                   for i in range(4)]
        for thread in threads:
            thread.start()
        until_closed()
        for thread in threads:
            thread.join(BOUND)
        self.assertEqual(wrong, [])
        self.assertEqual({code: (one["sequence"], one["choice"])
                          for code, one in self.hall.ballots(number).items()},
                         last)
        closed = self.hall.get_round(number)
        self.assertEqual(
            {o["option"]: o["members"] for o in closed["result"]["options"]},
            {choice: sum(c == choice for _, c in last.values())
             for choice in ("for", "against", "abstain")})
        self.hall.move_round(number, "declared")

    def test_a_burst_around_a_close_is_counted_as_acknowledged(self):
        def close():
            wait_for(lambda: self.hall.get_round(self.number)
                     ["turnout"]["members"] > 10, "the first ballots")
            self.hall.move_round(self.number, "closed")
        self.acknowledged_and_counted(close)

    def test_a_burst_around_the_end_of_its_time_is_too(self):
        self.acknowledged_and_counted(
            lambda: wait_for(lambda: self.hall.get_round(self.number)
                             ["state"] == "closed", "the time to be up"),
            durationSeconds=1)
        found = self.op.ok("GET", f"/v1/rounds/{self.number}/transitions")
        self.assertEqual([(move["to"], move["role"])
                          for move in found["transitions"]][1],
                         ("closed", "server"))


class Secrets(EdgeTest):
    """Nothing tells the choices of an open round."""
    OPTIONS = ("--log-level", "debug")

    def test_a_withheld_line_can_only_be_checked_with_its_salt(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        self.refused(hall.cast(number, ONE, "for"), 409, "round-not-open")
        hall.move_round(number, "open")
        hall.vote(number, {ONE: "for", TWO: "for"})
        hall.vote(number, {ONE: "against"}, sequence=2)
        self.refused(hall.cast(number, TWO, "against"), 409, "stale-ballot")
        hidden = {}
        for role in ("anyone", "operator", "committee", "display"):
            hidden = {line["n"]: line for line in hall.journal(role=role)
                      if line.get("withheld")}
            self.assertEqual(len(hidden), 5)
            for line in hidden.values():
                self.assertEqual(set(line), {"n", "withheld", "hash"})
        for word in ("ballot", "late", "refused"):
            self.assertEqual(hall.journal(word), [])
        hall.move_round(number, "closed")
        raw = self.server.client("anyone").get(
            hall.path + "/journal?limit=10000").body.splitlines()
        salts = set()
        for n, line in hidden.items():
            self.assertEqual(hashlib.sha256(b"\0" + raw[n]).hexdigest(),
                             line["hash"])
            salts.add(json.loads(raw[n])["salt"])
        self.assertEqual(len(salts), len(hidden))
        for salt in salts:
            self.assertRegex(salt, "^[0-9a-f]{32}$")

    def test_two_ballots_that_differ_look_the_same_from_outside(self):
        """What anyone reads of an open round, but for times and hashes, does
        not depend on the choices."""
        def seen(choice):
            hall = Hall(self.server, title="t")
            number = hall.round()
            stream = self.server.client("anyone").stream(
                hall.path + "/stream")
            hall.vote(number, {ONE: choice})
            event = stream.until(lambda data: data["round"]["turnout"]
                                 ["members"] == 1, "the ballot")
            stream.close()
            texts = [json.dumps(event)]
            for role in ("anyone", "operator", "committee", "chair",
                         "display", "gateway"):
                for path in (hall.path, hall.path + "/roll",
                             hall.path + "/motions", hall.path + "/handsets",
                             hall.path + "/journal?limit=10000",
                             f"/v1/rounds/{number}",
                             f"/v1/rounds/{number}/transitions",
                             f"/v1/rounds/{number}/ballots",
                             f"/v1/rounds/{number}/missing"):
                    texts.append(self.server.client(role).get(
                        path).body.decode())
            hall.move_round(number, "closed")
            hall.move_round(number, "declared", "certified", "published")
            text = "\n".join(texts)
            for what in (r"\d{4}-\d\d-\d\dT[\d:.]+Z", r"[0-9a-f]{32,64}",
                         r"[\w+/]{43}=", r"[0-9A-Z]{4}-[0-9A-Z]{4}",
                         r"(?<=\W)\d+(?=\W)"):
                text = re.sub(what, "#", text)
            return text
        self.assertEqual(seen("for"), seen("against"))

    def test_the_log_tells_no_token_and_no_choice(self):
        hall = Hall(self.server)
        number = hall.round(options=["zoogdieren", "vogels"])
        hall.vote(number, {ONE: "zoogdieren", TWO: "vogels"})
        hall.cast(number, TWO, "zoogdieren", 1)
        hall.press(number, "GM9003", 1)
        Client(self.server, "geheim-" + "x" * 36).get("/v1/tokens")
        log = self.server.log.read_text(errors="replace")
        for secret in ("zoogdieren", "vogels", "geheim-", self.op.token,
                       *(one.token for one in hall.handset.values())):
            self.assertNotIn(secret, log)


class Slow(EdgeTest):
    OPTIONS = ("--request-seconds", "1", "--idle-seconds", "1")

    def cut_off(self, data, before=b""):
        """Drips `data`, never silent for long; the server ends it."""
        with Wire(self.server) as wire:
            if before:
                wire.send(before)
                self.assertEqual(wire.answer()[0], 200)
            wire.socket.settimeout(0.1)
            sent = 0

            def over():
                nonlocal sent
                try:
                    wire.send(data[sent:sent + 1] or b"x")
                    sent += 1
                    return wire.socket.recv(65536) == b""
                except TimeoutError:
                    return False
                except ConnectionError:
                    return True
            wait_for(over, "the server to close the connection")

    def test_headers_that_drip_in_are_cut_off(self):
        self.cut_off(b"GET /v1/members HTTP/1.1\r\nX: " + b"x" * 1000)

    def test_a_second_request_that_drips_in_is_cut_off(self):
        self.cut_off(b"GET /v1/members HTTP/1.1\r\nX: " + b"x" * 1000,
                     head("GET /v1/members", HOST))

    def test_a_request_behind_the_head_of_a_stream_is_cut_off(self):
        hall = Hall(self.server)
        self.cut_off(b"GET /v1/members HTTP/1.1\r\nX: " + b"x" * 1000,
                     head(f"HEAD {hall.path}/stream", HOST))

    def test_a_body_that_nobody_wants_is_cut_off(self):
        self.cut_off(head("POST /v1/nothing", HOST, "Content-Length: 4000\r\n")
                     + b"x" * 1000)

    def test_those_who_say_nothing_are_sent_away(self):
        with ExitStack() as stack:
            wires = [stack.enter_context(Wire(self.server))
                     for _ in range(100)]
            for wire in wires[::2]:
                wire.send(b"POST /v1/rou")
            for wire in wires:
                self.assertEqual(wire.all(), [])
        self.assertEqual(self.op.get("/healthz").status, 200)


class Crowd(EdgeTest):
    OPTIONS = ("--queue-limit", "16", "--idle-seconds", "2")

    def gone(self, name, most):
        wait_for(lambda: self.metric(name) <= most, f"{name} to fall")

    def test_connections_opened_and_dropped_leave_nothing(self):
        before = self.metric("stembus_connections")
        reset = b"\1\0\0\0\0\0\0\0"  # SO_LINGER: on, 0 seconds
        for batch in range(5):
            with ExitStack() as stack:
                for i in range(100):
                    wire = stack.enter_context(Wire(self.server))
                    if i % 2:
                        wire.socket.setsockopt(socket.SOL_SOCKET,
                                               socket.SO_LINGER, reset)
                    if i % 4 > 1:
                        wire.send(b"POST /v1/rounds/1/ballots HTT")
        self.gone("stembus_connections", before)

    def test_streams_dropped_in_the_middle_leave_nothing(self):
        hall = Hall(self.server)
        number = hall.round()
        before = self.metric("stembus_streams")
        with ExitStack() as stack:
            for i in range(100):
                wire = stack.enter_context(Wire(self.server))
                wire.send(head(f"GET {hall.path}/stream", HOST))
                wire.socket.recv(50)
        # One is noticed when something is sent to it.
        sequence = 0

        def all_gone():
            nonlocal sequence
            sequence += 1
            hall.vote(number, {ONE: "for"}, sequence)
            return self.metric("stembus_streams") <= before
        wait_for(all_gone, "the streams to end")

    def test_a_listener_that_does_not_read_holds_up_nobody(self):
        hall = Hall(self.server)
        number = hall.round()
        before = self.metric("stembus_streams")
        with Wire(self.server) as deaf:
            deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.send(head(f"GET {hall.path}/stream", HOST))
            wait_for(lambda: self.metric("stembus_streams") == before + 1,
                     "the stream")
            for sequence in range(1, 100):
                hall.vote(number, {ONE: "for", TWO: "against"}, sequence)
            closed = hall.move_round(number, "closed")
        self.assertEqual(closed["turnout"]["members"], 2)

    def test_a_full_queue_stores_nothing_of_what_it_refuses(self):
        members = tuple((f"GM96{i:02}", "municipality", f"V {i}", 1000)
                        for i in range(80))
        hall = Hall(self.server, members)
        number = hall.round()
        with ExitStack() as stack:
            wires = [stack.enter_context(Wire(self.server)) for _ in members]
            for wire in wires:
                wire.send(head("GET /healthz", HOST))
                self.assertEqual(wire.answer()[0], 200)
            with self.standstill():
                for wire, code in zip(wires, hall.codes):
                    wire.send(ballot(hall, number, code, "for"))
            answers = [wire.answer() for wire in wires]
            stored = [code for code, (status, _) in zip(hall.codes, answers)
                      if status == 201]
            refused = [json.loads(body)["type"] for status, body in answers
                       if status == 503]
            self.assertEqual(len(stored) + len(refused), len(members))
            self.assertEqual(set(refused), {"urn:stembus:queue-full"})
            # Who comes again is served.
            for wire, code, (status, _) in zip(wires, hall.codes, answers):
                if status == 503:
                    wire.send(ballot(hall, number, code, "for"))
                    self.assertEqual(wire.answer()[0], 201)
        hall.move_round(number, "closed")
        self.assertEqual(len(hall.ballots(number)), len(members))
