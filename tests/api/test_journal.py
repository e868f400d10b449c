# SPDX-License-Identifier: EUPL-1.2
"""The journal as it is served."""
import json
import re

from hall import Hall
from harness import ApiTest


class Journal(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hall = cls.hall = Hall(cls.server, present=["GM9001", "GM9002"])
        cls.motion = hall.motion("motion", movers=["GM9001"])
        cls.round = hall.round(cls.motion)
        hall.vote(cls.round, {"GM9001": "for", "GM9002": "against"})
        hall.cast(cls.round, "GM9003", "for")
        hall.move_round(cls.round, "closed")
        hall.cast(cls.round, "GM9002", "for", 2)
        hall.move_round(cls.round, "declared", "certified", "published")
        cls.decided = hall.motion()
        cls.op.ok("POST", f"/v1/motions/{cls.decided}/decisions",
                  {"outcome": "held"})

    def read(self, query=""):
        answer = self.server.client("anyone").get(
            self.hall.path + "/journal" + query)
        self.assertEqual((answer.status, answer.media),
                         (200, "application/jsonl"))
        return answer

    def test_lines_count_from_zero_without_gaps(self):
        lines = self.hall.journal()
        self.assertEqual([line["n"] for line in lines],
                         list(range(len(lines))))
        self.assertEqual(self.op.ok("GET", self.hall.path)["journal"],
                         len(lines))

    def test_every_line_has_its_time_and_kind(self):
        for line in self.hall.journal():
            self.assertRegex(line["at"],
                             r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertEqual(list(line)[:3], ["n", "at", "kind"])

    def test_every_change_has_its_line(self):
        kinds = [line["kind"] for line in self.hall.journal()]
        self.assertEqual(kinds[0], "begin")
        counted = {kind: kinds.count(kind) for kind in set(kinds)}
        self.assertEqual(counted, {
            "begin": 1, "roll": 6, "assembly": 2, "handset": 6,
            "attendance": 2, "motion": 2, "decision": 1, "round": 1,
            "open": 1, "ballot": 2, "refused": 1, "closed": 1, "result": 1,
            "late": 1, "declared": 1, "certified": 1, "published": 1})
        steps = [kind for kind in kinds if kind in (
            "round", "open", "ballot", "closed", "result", "declared",
            "certified", "published")]
        self.assertEqual(steps, ["round", "open", "ballot", "ballot", "closed",
                                 "result", "declared", "certified",
                                 "published"])

    def test_the_terms_and_the_result_are_those_of_the_round(self):
        found = self.hall.get_round(self.round)
        terms, = self.hall.journal("round")
        for field in ("options", "majority", "nonce", "seal", "practice",
                      "abstain", "entitledKinds"):
            self.assertEqual(terms[field], found[field])
        result, = self.hall.journal("result")
        self.assertEqual(result["result"], found["result"])

    def test_every_ballot_has_its_own_salt(self):
        lines = [line for line in self.hall.journal()
                 if line["kind"] in ("ballot", "late", "refused")]
        salts = {line["salt"] for line in lines}
        self.assertEqual(len(salts), len(lines))
        for salt in salts:
            self.assertRegex(salt, "^[0-9a-f]{32}$")

    def test_no_secret_stands_in_it(self):
        body = self.read("?limit=10000").body.decode()
        for client in [*self.hall.handset.values(),
                       *self.server.clients.values()]:
            if client.token:
                self.assertNotIn(client.token, body)

    def test_pages_follow_each_other(self):
        whole = self.read("?limit=10000").body
        target, parts = self.hall.path + "/journal?limit=7", []
        while target:
            answer = self.op.get(target)
            self.assertLessEqual(answer.body.count(b"\n"), 7)
            parts.append(answer.body)
            more = re.search(r'<([^>]*)>; *rel="?next"?',
                             answer.headers.get("link", ""))
            target = more.group(1) if more else None
        self.assertEqual(b"".join(parts), whole)
        self.assertGreater(len(parts), 3)

    def test_reading_from_a_line(self):
        whole = self.read("?limit=10000").body.splitlines(True)
        self.assertEqual(self.read("?from=5&limit=2").body,
                         b"".join(whole[5:7]))
        self.assertEqual(self.read(f"?from={len(whole)}").body, b"")
        self.assertEqual(self.read("?from=9999999").body, b"")

    def test_lines_never_change(self):
        before = self.read("?limit=10000").body
        self.hall.op.ok("PATCH", f"/v1/motions/{self.motion_pending()}",
                        {"title": "Gewijzigd"})
        self.server.restart()
        after = self.read("?limit=10000").body
        self.assertTrue(after.startswith(before))
        self.assertEqual([json.loads(line)["kind"] for line in
                          after[len(before):].splitlines()][-1], "restart")

    def motion_pending(self):
        return self.hall.motion()
