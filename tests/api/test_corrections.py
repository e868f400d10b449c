# SPDX-License-Identifier: EUPL-1.2
"""What members say afterwards that they had meant."""
from hall import Hall
from harness import ApiTest, wait_for


class Corrections(ApiTest):
    def setUp(self):
        super().setUp()
        self.hall = Hall(self.server)
        self.round = self.hall.round()
        self.hall.vote(self.round, {"GM9001": "for", "GM9002": "against"})

    def close(self):
        return self.hall.move_round(self.round, "closed")

    def correct(self, meant, code="GM9001", number=None):
        return self.hall.handset[code].post(
            f"/v1/rounds/{number or self.round}/corrections",
            {"meant": meant})

    def correct_for(self, code, meant):
        return self.op.post(f"/v1/rounds/{self.round}/corrections",
                            {"member": code, "meant": meant})

    def test_it_stands_beside_the_vote_and_changes_no_result(self):
        result = self.close()["result"]
        answer = self.correct("against")
        self.assertEqual((answer.status, answer.json), (201, {
            "round": self.round, "member": "GM9001", "meant": "against"}))
        ballot = self.hall.ballots(self.round)["GM9001"]
        line = self.hall.journal("correction")[0]
        self.assertEqual((ballot["choice"], ballot["correction"]),
                         ("for", {"meant": "against", "at": line["at"]}))
        self.assertNotIn("correction",
                         self.hall.ballots(self.round)["GM9002"])
        self.assertEqual(self.hall.get_round(self.round)["result"], result)

    def test_the_last_one_stands_and_repeating_is_harmless(self):
        self.close()
        self.assertEqual([self.correct(meant).status for meant in (
            "against", "against", "abstain", "abstain")],
            [201, 200, 201, 200])
        ballot = self.hall.ballots(self.round)["GM9001"]
        self.assertEqual(ballot["correction"]["meant"], "abstain")
        self.assertEqual(len(self.hall.journal("correction")), 2)

    def test_it_is_taken_back_by_meaning_what_was_voted(self):
        self.close()
        self.assertEqual(self.correct("for").status, 200)
        self.assertEqual(self.hall.journal("correction"), [])
        self.correct("against")
        self.assertEqual(self.correct("for").status, 201)
        self.assertNotIn("correction",
                         self.hall.ballots(self.round)["GM9001"])

    def test_an_operator_enters_it_for_a_member(self):
        self.close()
        self.assertEqual(self.correct_for("GM9002", "for").status, 201)
        line = self.hall.journal("correction")[0]
        self.assertEqual((line["member"], line["role"]),
                         ("GM9002", "operator"))
        for body in {"meant": "for"}, {"meant": "x", "member": "GM9001"}, {}:
            self.refused(self.op.post(
                f"/v1/rounds/{self.round}/corrections", body), 400,
                "body-invalid")

    def test_a_handset_speaks_for_its_own_member(self):
        self.close()
        self.refused(self.hall.handset["GM9001"].post(
            f"/v1/rounds/{self.round}/corrections",
            {"meant": "for", "member": "GM9002"}), 400, "body-invalid")
        self.refused(Hall(self.server).handset["GM9001"].post(
            f"/v1/rounds/{self.round}/corrections", {"meant": "against"}),
            403, "not-entitled")
        self.op.delete(f"{self.hall.path}/handsets/H-GM9001")
        self.refused(self.correct("against"), 403, "handset-revoked")

    def test_not_before_the_close_nor_when_it_is_annulled(self):
        self.refused(self.correct("against"), 409, "round-not-closed")
        self.close()
        self.hall.try_move(self.round, "annulled", reason="betwist")
        self.hall.try_move(self.round, "annulled", "committee")
        self.refused(self.correct("against"), 409, "move-impossible")
        self.refused(self.correct("for", number=999), 404, "not-found")

    def test_who_did_not_vote_has_nothing_to_correct(self):
        self.close()
        self.refused(self.correct("for", "GM9003"), 409, "no-ballot")
        self.refused(self.correct_for("GM9999", "for"), 409, "no-ballot")


class NoTime(ApiTest):
    OPTIONS = ("--correction-minutes", "0")

    def test_after_the_set_time_it_is_refused(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed")
        closed = hall.get_round(number)["closedAt"]

        def is_later():
            hall.motion()
            return hall.journal("motion")[-1]["at"] > closed
        wait_for(is_later, "a later instant")
        self.refused(hall.handset["GM9001"].post(
            f"/v1/rounds/{number}/corrections", {"meant": "against"}), 409,
            "correction-late")
        self.assertEqual(hall.journal("correction"), [])
