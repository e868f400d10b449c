# SPDX-License-Identifier: EUPL-1.2
"""Motions, decisions without a vote, and the moves of rounds."""
from hall import MEMBERS, Hall
from harness import ApiTest, wait_for

KINDS = ("proposal", "motion", "amendment", "advice", "appointment",
         "minutes", "practice")
ADVICES = ("none", "adopt", "take-over", "advise-against", "hold")
DECISIONS = ("acclamation", "taken-over", "held", "withdrawn", "noted",
             "lapsed")
STATES = ("prepared", "open", "closed", "declared", "certified", "published")


class Motions(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server)

    def motion(self, number):
        return self.server.client("anyone").ok("GET", f"/v1/motions/{number}")

    def name(self, code):
        return next(name for other, _, name, _ in MEMBERS if other == code)

    def decide(self, number, outcome):
        return self.op.post(f"/v1/motions/{number}/decisions",
                            {"outcome": outcome})

    def test_a_motion_of_every_kind_and_with_every_advice(self):
        target = self.hall.motion()
        for kind in KINDS:
            extra = {"amends": target} if kind == "amendment" else {}
            number = self.hall.motion(kind, **extra)
            found = self.motion(number)
            self.assertEqual((found["kind"], found["state"], found["outcome"],
                              found["boardAdvice"]),
                             (kind, "pending", "none", "none"))
        for advice in ADVICES:
            number = self.hall.motion(boardAdvice=advice)
            self.assertEqual(self.motion(number)["boardAdvice"], advice)

    def test_a_motion_keeps_all_its_fields(self):
        body = {"number": "11a", "kind": "motion", "title": "Ünïcøde <title>",
                "text": "Eerste regel\n\tTweede \"regel\"\n", "boardAdvice":
                "advise-against", "movers": ["GM9001", "GW91"]}
        names = ["Voorbeeldstad 1", "Voorbeeldgewest 1"]
        answer = self.op.post(self.hall.path + "/motions", body)
        self.assertEqual(answer.status, 201)
        made = answer.json
        self.assertEqual(made, {**body, "id": made["id"],
                                "assembly": self.hall.id, "state": "pending",
                                "outcome": "none", "moversNames": names})
        self.assertEqual(answer.headers["location"],
                         f"/v1/motions/{made['id']}")
        self.assertEqual(self.motion(made["id"]), made)
        self.assertIn(made, self.op.ok(
            "GET", self.hall.path + "/motions?pageSize=1000")["motions"])

    def test_a_faulty_motion_lists_every_fault(self):
        answer = self.op.post(self.hall.path + "/motions", {
            "number": "", "kind": "poem", "title": "x" * 301,
            "text": "y" * 20001, "movers": ["GM9001", "gm"],
            "boardAdvice": "maybe", "amends": 0})
        self.faults(answer, "/number", "/kind", "/title", "/text",
                    "/movers/1", "/boardAdvice", "/amends")

    def test_an_amendment_amends_a_motion_of_its_own_assembly(self):
        body = {"number": "1", "kind": "amendment", "title": "x"}
        other = Hall(self.server, handsets=False).motion()
        for amends in 4242, other:
            answer = self.op.post(self.hall.path + "/motions",
                                  {**body, "amends": amends})
            self.faults(answer, "/amends")

    def test_a_change_changes_only_what_it_names(self):
        number = self.hall.motion("motion", text="tekst", movers=["GM9001"])
        before = self.motion(number)
        for change in ({"title": "Nieuwe titel"}, {"boardAdvice": "hold"},
                       {"movers": ["GM9002", "GM9003"]},
                       {"number": "7b", "text": "andere tekst"}):
            changed = self.op.ok("PATCH", f"/v1/motions/{number}", change)
            before = {**before, **change}
            before["moversNames"] = [self.name(code)
                                     for code in before["movers"]]
            self.assertEqual(changed, before)
        self.assertEqual(self.motion(number), before)
        self.refused(self.op.patch("/v1/motions/4242", {"title": "x"}), 404,
                     "not-found")

    def test_every_decision_without_a_vote(self):
        for outcome in DECISIONS:
            number = self.hall.motion()
            answer = self.decide(number, outcome)
            self.assertEqual(answer.status, 200)
            self.assertEqual((answer.json["state"], answer.json["outcome"]),
                             ("decided", outcome))
            self.assertEqual(self.motion(number), answer.json)

    def test_a_decided_motion_stays_as_it_is(self):
        number = self.hall.motion()
        self.decide(number, "held")
        self.refused(self.decide(number, "noted"), 409, "motion-decided")
        self.refused(self.op.patch(f"/v1/motions/{number}", {"title": "x"}),
                     409, "motion-decided")
        self.refused(self.op.post(f"/v1/motions/{number}/rounds", {}), 409,
                     "motion-decided")

    def test_only_a_vote_adopts_or_rejects(self):
        number = self.hall.motion()
        for outcome in ("adopted", "rejected", "no-quorum", "no-majority",
                        "adopted-as-amended", ""):
            self.faults(self.decide(number, outcome), "/outcome")

    def test_a_decision_without_a_vote_is_taken_back(self):
        hall = Hall(self.server)
        number = hall.motion(movers=["GM9001"])
        before = self.motion(number)
        for outcome in DECISIONS:
            self.assertEqual(self.decide(number, outcome).status, 200)
            answer = self.decide(number, "none")
            self.assertEqual((answer.status, answer.json), (200, before))
            self.assertEqual(self.motion(number), before)
        self.assertEqual([line["outcome"] for line in hall.journal("decision")],
                         [said for outcome in DECISIONS
                          for said in (outcome, "none")])

    def test_what_was_held_can_come_to_a_vote_in_the_same_meeting(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion, opened=False)
        self.decide(motion, "held")
        self.refused(hall.try_move(number, "open"), 409, "motion-decided")
        self.decide(motion, "none")
        self.op.ok("PATCH", f"/v1/motions/{motion}", {"title": "Gewijzigd"})
        hall.move_round(number, "open")
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed", "declared")
        self.assertEqual(self.motion(motion)["outcome"], "adopted")

    def test_only_a_decision_that_is_there_is_taken_back(self):
        hall = Hall(self.server)
        motion = hall.motion()
        self.refused(self.decide(motion, "none"), 409, "move-impossible")
        number = hall.round(motion)
        self.refused(self.decide(motion, "none"), 409, "round-open")
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed")
        self.refused(self.decide(motion, "none"), 409, "round-open")
        hall.move_round(number, "declared")
        problem = self.refused(self.decide(motion, "none"), 409,
                               "motion-decided")
        self.assertIn("annul its round", problem["detail"])
        self.assertEqual(hall.journal("decision"), [])

    def test_nothing_is_taken_back_after_the_end(self):
        hall = Hall(self.server)
        motion = hall.motion()
        self.decide(motion, "held")
        hall.move("ended")
        self.refused(self.decide(motion, "none"), 409, "not-opened")

    def test_no_decision_before_the_assembly_is_opened(self):
        early = Hall(self.server, state="convened", handsets=False)
        number = early.motion()
        self.refused(self.decide(number, "acclamation"), 409, "not-opened")

    def test_a_motion_being_voted_on_does_not_change(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion)
        self.assertEqual(self.motion(motion)["state"], "voting")
        self.assertEqual(self.op.patch(f"/v1/motions/{motion}",
                                       {"title": "x"}).status, 409)
        self.assertEqual(self.decide(motion, "held").status, 409)
        hall.move_round(number, "closed")

    def test_an_adopted_amendment_shows_in_the_outcome(self):
        hall = Hall(self.server)
        target = hall.motion()
        amendment = hall.motion("amendment", amends=target)
        for motion in amendment, target:
            number = hall.round(motion)
            hall.vote(number, {code: "for" for code in hall.codes})
            hall.move_round(number, "closed", "declared")
        self.assertEqual(self.motion(amendment)["outcome"], "adopted")
        self.assertEqual(self.motion(target)["outcome"], "adopted-as-amended")

    def test_a_rejected_amendment_does_not(self):
        hall = Hall(self.server)
        target = hall.motion()
        amendment = hall.motion("amendment", amends=target)
        for motion, choice in (amendment, "against"), (target, "for"):
            number = hall.round(motion)
            hall.vote(number, {code: choice for code in hall.codes})
            hall.move_round(number, "closed", "declared")
        self.assertEqual(self.motion(target)["outcome"], "adopted")


class Terms(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = Hall(cls.server, handsets=False)

    def prepare(self, terms, kind="proposal"):
        return self.op.post(
            f"/v1/motions/{self.hall.motion(kind)}/rounds", terms)

    def prepared(self, terms, kind="proposal"):
        answer = self.prepare(terms, kind)
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(answer.headers["location"],
                         f"/v1/rounds/{answer.json['id']}")
        return answer.json

    def test_a_round_without_terms_has_the_usual_ones(self):
        made = self.prepared({})
        roll = self.op.ok("GET", self.hall.path + "/roll")
        expected = {
            "state": "prepared", "practice": False, "abstain": True,
            "options": ["for", "against", "abstain"],
            "majority": {"numerator": 1, "denominator": 2,
                         "comparison": "more-than", "base": "cast"},
            "entitledKinds": ["municipality", "region"],
            "seal": roll["seal"], "turnout": {"weight": 0, "members": 0}}
        self.assertEqual(made, {**made, **expected})
        for absent in "quorum", "durationSeconds", "openedAt", "result":
            self.assertNotIn(absent, made)
        self.assertNotEqual(made["nonce"], self.prepared({})["nonce"])

    def test_two_thirds_is_a_word_for_its_fraction(self):
        self.assertEqual(
            self.prepared({"majority": "two-thirds"})["majority"],
            {"numerator": 2, "denominator": 3, "comparison": "at-least",
             "base": "cast"})

    def test_any_fraction_over_any_base(self):
        for base in "cast", "cast-and-abstained", "present", "entitled":
            for comparison in "more-than", "at-least":
                majority = {"numerator": 3, "denominator": 5,
                            "comparison": comparison, "base": base}
                made = self.prepared({"majority": majority})
                self.assertEqual(made["majority"], majority)

    def test_two_to_ten_named_options_with_against_all(self):
        for count in range(2, 11):
            options = [f"Voorstel {n}" for n in range(1, count + 1)]
            self.assertEqual(
                self.prepared({"options": options})["options"],
                options + ["against-all", "abstain"])
            self.assertEqual(
                self.prepared({"options": options,
                               "abstain": False})["options"],
                options + ["against-all"])

    def test_two_keys_without_abstain(self):
        self.assertEqual(self.prepared({"abstain": False})["options"],
                         ["for", "against"])

    def test_quorum_kinds_and_duration(self):
        terms = {"quorum": {"numerator": 1, "denominator": 2, "of": "entitled",
                            "by": "members"}, "entitledKinds": ["region"],
                 "durationSeconds": 90}
        made = self.prepared(terms)
        self.assertEqual(made, {**made, **terms})

    def test_a_round_on_a_practice_motion_is_a_practice_round(self):
        self.assertTrue(self.prepared({}, "practice")["practice"])

    def test_terms_that_cannot_be_are_refused(self):
        half = {"numerator": 1, "denominator": 2, "comparison": "more-than",
                "base": "cast"}
        quorum = {"numerator": 1, "denominator": 2, "of": "present",
                  "by": "weight"}
        for terms in (
                {"majority": "three-fifths"}, {"majority": 1},
                {"majority": {**half, "numerator": 0}},
                {"majority": {**half, "denominator": 1001}},
                {"majority": {**half, "numerator": 3}},
                {"majority": {**half, "numerator": 2}},  # more than all
                {"majority": {**half, "base": "counted"}},
                {"majority": {"numerator": 1, "denominator": 2}},
                {"options": ["Een"]}, {"options": []},
                {"options": [str(n) for n in range(11)]},
                {"options": ["Een", "Een"]}, {"options": ["Een", ""]},
                {"options": ["Een", "abstain"]},
                {"options": ["Een", "against-all"]},
                {"options": ["Een", "x" * 61]},
                {"quorum": {**quorum, "of": "cast"}},
                {"quorum": {**quorum, "denominator": 0}},
                {"quorum": {**quorum, "numerator": 3}},
                {"entitledKinds": []}, {"entitledKinds": ["province"]},
                {"durationSeconds": 0}, {"durationSeconds": -1},
                {"durationSeconds": 86401}, {"abstain": "yes"}):
            with self.subTest(terms):
                answer = self.prepare(terms)
                self.assertEqual((answer.status, answer.slug),
                                 (400, "body-invalid"), answer)

    def test_no_round_before_the_roll_is_frozen(self):
        draft = Hall(self.server, state="draft")
        answer = self.op.post(f"/v1/motions/{draft.motion()}/rounds", {})
        self.refused(answer, 409, "not-convened")

    def test_a_round_opens_only_in_an_opened_assembly(self):
        early = Hall(self.server, state="convened", handsets=False)
        number = early.round(opened=False)
        self.refused(early.try_move(number, "open"), 409, "not-opened")


class Moves(ApiTest):
    def reach(self, hall, state):
        """A round in that state, and no other open."""
        number = hall.round(opened=False)
        if state == "annulled":
            hall.move_round(number, "open", "closed")
            self.annul(hall, number)
        elif state != "prepared":
            hall.move_round(number, *STATES[1:STATES.index(state) + 1])
        return number

    def annul(self, hall, number):
        asked = hall.try_move(number, "annulled", reason="Basisstation stuk")
        self.assertEqual(asked.status, 202, asked)
        confirmed = hall.try_move(number, "annulled", "committee",
                                  reason="Gezien")
        self.assertEqual(confirmed.status, 200, confirmed)
        return confirmed.json

    def test_each_move_in_turn_and_each_repeated_without_harm(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        for to in STATES[1:]:
            role = "committee" if to == "certified" else "operator"
            first = hall.try_move(number, to, role)
            self.assertEqual((first.status, first.json["state"]), (200, to))
            again = hall.try_move(number, to, role)
            self.assertEqual((again.status, again.json), (200, first.json))
        moves = self.op.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual([(m["to"], m["role"]) for m in moves["transitions"]],
                         [("open", "operator"), ("closed", "operator"),
                          ("declared", "operator"),
                          ("certified", "committee"),
                          ("published", "operator")])

    def test_every_impossible_move_is_refused(self):
        hall = Hall(self.server, handsets=False)
        possible = {state: {state} for state in STATES}
        for state, to in zip(STATES, STATES[1:]):
            possible[state].add(to)
        for state in STATES[2:]:
            possible[state].add("annulled")
        possible["annulled"] = {"annulled"}
        for state, to in possible.items():
            number = self.reach(hall, state)
            for move in sorted(set(STATES[1:]) | {"annulled"}):
                if move in to:
                    continue
                with self.subTest(f"{state} to {move}"):
                    role = "committee" if move == "certified" else "operator"
                    answer = hall.try_move(number, move, role, **(
                        {"reason": "x"} if move == "annulled" else {}))
                    self.refused(answer, 409, "move-impossible")
                    self.assertEqual(hall.get_round(number)["state"], state)
            if state == "open":
                hall.move_round(number, "closed")

    def test_who_may_make_which_move(self):
        hall = Hall(self.server, handsets=False)
        may = {"open": {"operator"}, "closed": {"operator"},
               "declared": {"operator", "chair"}, "certified": {"committee"},
               "published": {"operator"},
               "annulled": {"operator", "committee"}}
        number = self.reach(hall, "closed")
        for to, roles in may.items():
            for role in {"operator", "chair", "committee"} - roles:
                with self.subTest(f"{role} to {to}"):
                    extra = {"reason": "x"} if to == "annulled" else {}
                    self.refused(hall.try_move(number, to, role, **extra),
                                 403, "role-forbidden")

    def test_the_chair_declares(self):
        hall = Hall(self.server, handsets=False)
        number = self.reach(hall, "closed")
        self.assertEqual(hall.try_move(number, "declared", "chair").status,
                         200)
        moves = self.op.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual(moves["transitions"][-1]["role"], "chair")

    def test_only_one_round_of_an_assembly_is_open(self):
        hall, other = Hall(self.server, handsets=False), \
            Hall(self.server, handsets=False)
        first, second = hall.round(), hall.round(opened=False)
        self.refused(hall.try_move(second, "open"), 409, "round-open")
        elsewhere = other.round()
        for place, number in (hall, first), (other, elsewhere):
            place.move_round(number, "closed")
        hall.move_round(second, "open", "closed")

    def test_an_unknown_round_is_not_found(self):
        for tail in "", "/transitions", "/ballots", "/missing":
            self.refused(self.op.get("/v1/rounds/4242" + tail), 404,
                         "not-found")
        self.refused(self.op.post("/v1/rounds/4242/transitions",
                                  {"to": "open"}), 404, "not-found")

    def test_annulling_takes_a_reason_and_two(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion)
        hall.vote(number, {code: "for" for code in hall.codes})
        hall.move_round(number, "closed", "declared")
        self.assertEqual(self.op.ok("GET", f"/v1/motions/{motion}")["outcome"],
                         "adopted")
        self.faults(hall.try_move(number, "annulled"), "/reason")
        self.refused(hall.try_move(number, "annulled", "committee",
                                   reason="Zelf"), 409, "move-impossible")
        asked = hall.try_move(number, "annulled", reason="Bezwaar").json
        self.assertEqual(asked["state"], "declared")
        self.assertEqual(asked["annulment"]["reason"], "Bezwaar")
        again = hall.try_move(number, "annulled", reason="Bezwaar")
        self.assertEqual(again.status, 202)
        done = hall.try_move(number, "annulled", "committee", reason="Akkoord")
        self.assertEqual((done.status, done.json["state"]), (200, "annulled"))
        found = self.op.ok("GET", f"/v1/motions/{motion}")
        self.assertEqual((found["state"], found["outcome"]),
                         ("pending", "none"))

    def test_a_vote_again_after_an_annulment_decides(self):
        hall = Hall(self.server)
        motion = hall.motion()
        first = hall.round(motion)
        hall.vote(first, {code: "for" for code in hall.codes})
        hall.move_round(first, "closed", "declared")
        self.annul(hall, first)
        second = hall.round(motion)
        self.assertNotEqual(first, second)
        hall.vote(second, {code: "against" for code in hall.codes})
        hall.move_round(second, "closed", "declared")
        self.assertEqual(self.op.ok("GET", f"/v1/motions/{motion}")["outcome"],
                         "rejected")
        old = hall.get_round(first)
        self.assertEqual(old["state"], "annulled")
        self.assertEqual(old["result"]["outcome"], "adopted")
        self.assertEqual(len(hall.ballots(first)), len(hall.codes))

    def test_a_missed_quorum_leaves_the_motion_pending(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion, quorum={
            "numerator": 1, "denominator": 2, "of": "entitled",
            "by": "members"})
        hall.vote(number, {"GM9004": "for", "GM9003": "for"})
        result = hall.move_round(number, "closed", "declared")["result"]
        self.assertEqual(result["outcome"], "no-quorum")
        self.assertTrue(result["sentence"]["nl"].startswith("Geen besluit"))
        found = self.op.ok("GET", f"/v1/motions/{motion}")
        self.assertEqual((found["state"], found["outcome"]),
                         ("pending", "none"))
        again = hall.round(motion, quorum={
            "numerator": 1, "denominator": 2, "of": "entitled",
            "by": "weight"})
        hall.vote(again, {"GM9004": "for", "GM9003": "for"})
        self.assertEqual(hall.move_round(again, "closed", "declared")
                         ["result"]["outcome"], "adopted")

    def test_named_options_without_a_majority_decide_nothing(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion, options=["Voorstel A", "Voorstel B"])
        hall.vote(number, {"GM9004": "Voorstel A", "GM9003": "Voorstel B",
                           "GM9002": "against-all"})
        result = hall.move_round(number, "closed", "declared")["result"]
        self.assertEqual(result["outcome"], "no-majority")
        self.assertEqual(
            self.op.ok("GET", f"/v1/motions/{motion}")["state"], "pending")

    def test_the_named_option_with_the_majority_is_adopted(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion, options=["Voorstel A", "Voorstel B"])
        hall.vote(number, {"GM9004": "Voorstel B", "GM9003": "Voorstel B",
                           "GM9002": "Voorstel A", "GM9001": "against-all"})
        result = hall.move_round(number, "closed", "declared")["result"]
        self.assertEqual((result["outcome"], result["adoptedOption"]),
                         ("adopted", "Voorstel B"))
        self.assertEqual(
            self.op.ok("GET", f"/v1/motions/{motion}")["outcome"], "adopted")


class Durations(ApiTest):
    def state(self, hall, number):
        return hall.get_round(number)["state"]

    def test_the_server_closes_a_round_when_its_time_is_over(self):
        hall = Hall(self.server)
        number = hall.round(durationSeconds=1)
        hall.vote(number, {"GM9001": "for"})
        self.assertIn("closesAt", hall.get_round(number))
        wait_for(lambda: self.state(hall, number) == "closed",
                 "the automatic close")
        moves = self.op.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual(moves["transitions"][-1]["role"], "server")
        self.assertEqual(
            hall.get_round(number)["result"]["options"][0]["weight"], 10)
        self.refused(hall.cast(number, "GM9002", "for"), 409, "round-closed")

    def test_an_extension_counts_from_now(self):
        hall = Hall(self.server)
        number = hall.round(durationSeconds=3600)
        first = hall.get_round(number)["closesAt"]
        longer = hall.try_move(number, "open", durationSeconds=7200)
        self.assertGreater(longer.json["closesAt"], first)
        shorter = hall.try_move(number, "open", durationSeconds=1)
        self.assertEqual((shorter.status, shorter.json["state"]),
                         (200, "open"))
        wait_for(lambda: self.state(hall, number) == "closed",
                 "the automatic close")
        self.assertEqual(len(hall.journal("extended")), 2)

    def test_a_round_by_hand_can_get_a_duration(self):
        hall = Hall(self.server)
        number = hall.round()
        self.assertNotIn("closesAt", hall.get_round(number))
        hall.try_move(number, "open", durationSeconds=1)
        wait_for(lambda: self.state(hall, number) == "closed",
                 "the automatic close")

    def test_opening_can_name_the_duration(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        answer = hall.try_move(number, "open", durationSeconds=3600)
        self.assertIn("closesAt", answer.json)
        hall.move_round(number, "closed")

    def test_repeating_open_without_a_duration_extends_nothing(self):
        hall = Hall(self.server)
        number = hall.round(durationSeconds=3600)
        before = hall.get_round(number)["closesAt"]
        self.assertEqual(hall.try_move(number, "open").json["closesAt"],
                         before)
        hall.move_round(number, "closed")
