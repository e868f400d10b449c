# SPDX-License-Identifier: EUPL-1.2
"""Results: the figures, the sentence, and what is published."""
from hall import Hall
from harness import ApiTest

VOTES = {"GM9001": "abstain", "GM9002": "against", "GM9003": "for",
         "GM9004": "for", "GM9005": "for"}  # 71 for, 20 against, 10 abstain


class Results(ApiTest):
    def result(self, votes, present=None, **terms):
        hall = Hall(self.server, present=present)
        number = hall.round(**terms)
        hall.vote(number, votes)
        return hall.move_round(number, "closed")["result"]

    def shares(self, result):
        return [(o["option"], o["weight"], o["members"], o.get("percent"))
                for o in result["options"]]

    def test_a_whole_result(self):
        result = self.result(VOTES)
        sentence = result.pop("sentence")
        self.assertEqual(result, {
            "options": [
                {"option": "for", "weight": 71, "members": 3,
                 "percent": "78.02"},
                {"option": "against", "weight": 20, "members": 1,
                 "percent": "21.98"},
                {"option": "abstain", "weight": 10, "members": 1}],
            "notVoted": {"weight": 25, "members": 1},
            "present": {"weight": 126, "members": 6},
            "entitled": {"weight": 126, "members": 6},
            "needed": 46, "met": True, "outcome": "adopted"})
        self.assertEqual(
            sentence["nl"], "Aangenomen: 78,02% voor, 21,98% tegen (71 tegen "
            "20 stemmen, 3 tegen 1 leden; gewone meerderheid). "
            "1 lid onthield zich (10 stemmen).")
        self.assertIn("78.02%", sentence["en"])

    def robustness(self, votes, **terms):
        hall = Hall(self.server)
        number = hall.round(**terms)
        hall.vote(number, votes)
        return hall.move_round(number, "closed")["robustness"]

    def test_how_many_would_have_flipped_it(self):
        # 70 to 30: 51 are asked, and GM9004 alone brings 40.
        self.assertEqual(
            self.robustness({"GM9003": "for", "GM9004": "for",
                             "GM9001": "against", "GM9002": "against"}),
            {"votes": 20, "members": 1, "perMember":
             {"outcome": "rejected", "for": 2, "against": 2}})
        # 21 to 20: two thirds of 41 are 28; GM9002 has 20.
        self.assertEqual(
            self.robustness({"GM9001": "for", "GM9002": "against",
                             "GM9005": "for"}, majority="two-thirds"),
            {"votes": 10, "members": 1, "perMember":
             {"outcome": "adopted", "for": 2, "against": 1}})
        # 61 for, and 31 are asked: just what is left when GM9003 leaves.
        self.assertEqual(
            self.robustness({"GM9003": "for", "GM9002": "for",
                             "GM9001": "for", "GM9005": "for"}),
            {"votes": 31, "members": 2, "perMember":
             {"outcome": "adopted", "for": 4, "against": 0}})

    def test_what_no_choice_flips_has_no_numbers(self):
        quorum = {"numerator": 1, "denominator": 2, "of": "entitled",
                  "by": "weight"}
        self.assertEqual(
            self.robustness({"GM9001": "for", "GM9005": "for",
                             "GM9002": "for"}, quorum=quorum),
            {"perMember": {"outcome": "adopted", "for": 3, "against": 0}})
        self.assertEqual(
            self.robustness({}),
            {"perMember": {"outcome": "rejected", "for": 0, "against": 0}})

    def test_how_many_would_have_flipped_named_options(self):
        options = ["rood", "blauw"]
        self.assertEqual(
            self.robustness({"GM9004": "rood", "GM9003": "blauw",
                             "GM9005": "blauw"}, options=options),
            {"votes": 5, "members": 1, "perMember":
             {"outcome": "adopted", "adoptedOption": "blauw"}})
        self.assertEqual(
            self.robustness({"GM9001": "rood", "GM9002": "blauw",
                             "GM9003": "against-all"}, options=options),
            {"votes": 11, "members": 1, "perMember":
             {"outcome": "no-majority"}})

    def test_two_thirds_is_missed_by_one_vote_and_met_exactly(self):
        # 40 of 60 is two thirds; 40 of 61 is not.
        met = self.result({"GM9004": "for", "GM9002": "against"},
                          majority="two-thirds")
        self.assertEqual((met["needed"], met["met"], met["outcome"]),
                         (40, True, "adopted"))
        missed = self.result({"GM9004": "for", "GM9002": "against",
                              "GM9005": "against"}, majority="two-thirds")
        self.assertEqual((missed["needed"], missed["met"], missed["outcome"]),
                         (41, False, "rejected"))
        self.assertTrue(missed["sentence"]["nl"].startswith("Verworpen: "))
        self.assertIn("tweederde meerderheid vereist, 41 stemmen nodig",
                      missed["sentence"]["nl"])

    def test_a_tie_is_rejected(self):
        result = self.result({"GM9003": "for", "GM9002": "against",
                              "GM9001": "against"})
        self.assertEqual((result["needed"], result["outcome"]),
                         (31, "rejected"))
        self.assertTrue(result["sentence"]["nl"].startswith(
            "Verworpen, de stemmen staken: 50% voor, 50% tegen"))

    def test_nothing_cast_is_rejected(self):
        result = self.result({})
        self.assertEqual((result["met"], result["outcome"]),
                         (False, "rejected"))
        self.assertEqual(self.shares(result),
                         [("for", 0, 0, None), ("against", 0, 0, None),
                          ("abstain", 0, 0, None)])
        self.assertEqual(result["notVoted"], {"weight": 126, "members": 6})

    def test_unanimity_has_its_own_words(self):
        result = self.result({"GM9003": "for", "GM9002": "for"})
        self.assertEqual(
            result["sentence"]["nl"], "Aangenomen met algemene stemmen: 100% "
            "voor (50 stemmen, 2 leden).")

    def test_every_base(self):
        for base, whole in (("cast", 91), ("cast-and-abstained", 101),
                            ("present", 126), ("entitled", 126)):
            with self.subTest(base):
                result = self.result(VOTES, majority={
                    "numerator": 1, "denominator": 2,
                    "comparison": "at-least", "base": base})
                self.assertEqual(result["needed"], -(-whole // 2))

    def test_present_and_entitled_differ(self):
        present = ["GM9003", "GM9004"]
        for base, needed in ("present", 36), ("entitled", 64):
            result = self.result({"GM9003": "for"}, present, majority={
                "numerator": 1, "denominator": 2, "comparison": "more-than",
                "base": base})
            self.assertEqual((result["needed"], result["present"],
                              result["entitled"]["weight"],
                              result["notVoted"]),
                             (needed, {"weight": 70, "members": 2}, 126,
                              {"weight": 40, "members": 1}))

    def test_only_entitled_kinds_count(self):
        result = self.result({"GW91": "for"}, entitledKinds=["region"])
        for field in "present", "entitled":
            self.assertEqual(result[field], {"weight": 25, "members": 1})
        self.assertEqual(result["notVoted"], {"weight": 0, "members": 0})

    def test_the_percentages_of_named_options_make_a_hundred(self):
        result = self.result({"GM9001": "A", "GM9002": "B", "GM9003": "C",
                              "GW91": "abstain"}, options=["A", "B", "C"])
        self.assertEqual(self.shares(result), [
            ("A", 10, 1, "16.67"), ("B", 20, 1, "33.33"),
            ("C", 30, 1, "50.00"), ("against-all", 0, 0, "0.00"),
            ("abstain", 25, 1, None)])
        self.assertEqual(result["outcome"], "no-majority")

    def test_the_count_is_that_of_the_ballots(self):
        hall = Hall(self.server)
        number = hall.round()
        for sequence, choice in enumerate(("for", "against", "abstain"), 1):
            hall.vote(number, {code: choice for code in hall.codes},
                      sequence)
        hall.vote(number, VOTES, 4)
        result = hall.move_round(number, "closed")["result"]
        counted = {}
        for ballot in hall.ballots(number).values():
            weight, members = counted.get(ballot["choice"], (0, 0))
            counted[ballot["choice"]] = (weight + ballot["weight"],
                                         members + 1)
        self.assertEqual({o["option"]: (o["weight"], o["members"])
                          for o in result["options"] if o["members"]},
                         counted)


class Published(ApiTest):
    def results(self, hall):
        return self.server.client("anyone").get(f"/v1/results/{hall.id}")

    def listed(self):
        found = self.server.client("anyone").ok("GET", "/v1/results")
        return {a["id"]: a["rounds"] for a in found["assemblies"]}

    def test_only_published_rounds_are_there(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion)
        hall.vote(number, VOTES)
        for to in "closed", "declared", "certified":
            hall.move_round(number, to)
            self.assertEqual(self.listed().get(hall.id, 0), 0)
        hall.move_round(number, "published")
        self.assertEqual(self.listed()[hall.id], 1)
        found = self.results(hall).json
        self.assertEqual(found["assembly"], self.op.ok("GET", hall.path))
        self.assertEqual(found["rounds"], [{
            "motion": self.op.ok("GET", f"/v1/motions/{motion}"),
            "round": hall.get_round(number)}])

    def test_a_practice_round_is_never_published(self):
        hall = Hall(self.server)
        number = hall.round(hall.motion("practice"))
        hall.vote(number, VOTES)
        hall.move_round(number, "closed")
        for to in "declared", "certified", "published":
            role = "committee" if to == "certified" else "operator"
            last = hall.try_move(number, to, role)
        self.assertEqual(last.status, 409, last)
        self.assertNotEqual(hall.get_round(number)["state"], "published")
        self.assertEqual(self.listed().get(hall.id, 0), 0)

    def test_an_annulled_round_is_not_among_the_results(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, VOTES)
        hall.move_round(number, "closed", "declared", "certified",
                        "published")
        self.assertEqual(self.listed()[hall.id], 1)
        hall.try_move(number, "annulled", reason="Bezwaar")
        hall.try_move(number, "annulled", "committee", reason="Akkoord")
        self.assertEqual(self.listed().get(hall.id, 0), 0)

    def test_an_unknown_assembly_has_no_results(self):
        answer = self.server.client("anyone").get("/v1/results/4242")
        self.refused(answer, 404, "not-found")
