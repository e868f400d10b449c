# SPDX-License-Identifier: EUPL-1.2
"""What the projector shows."""
from hall import Hall
from harness import ApiTest


class Screens(ApiTest):
    def show(self, hall, show, **fields):
        return self.op.put(hall.path + "/screen", {"show": show, **fields})

    def stream(self, hall, role="display"):
        stream = self.server.client(role).stream(hall.path + "/stream")
        self.addCleanup(stream.close)
        return stream

    def shown(self, hall, role="display"):
        with_state = self.server.client(role).stream(hall.path + "/stream")
        try:
            return with_state.event()[1]["screen"]
        finally:
            with_state.close()

    def test_it_begins_with_a_pause(self):
        self.assertEqual(self.shown(Hall(self.server, state="draft")),
                         {"show": "pause"})

    def test_every_listener_sees_what_is_set_at_once(self):
        hall = Hall(self.server)
        number = hall.motion("motion", text="De tekst", movers=["GM9001"])
        streams = [self.stream(hall, role) for role in ("display", "anyone")]
        for stream in streams:
            stream.event()
        for show in "roll-call", "pause":
            answer = self.show(hall, show)
            self.assertEqual((answer.status, answer.json),
                             (200, {"show": show}))
            for stream in streams:
                self.assertEqual(stream.event()[1]["screen"],
                                 {"show": show})
        answer = self.show(hall, "subject", motion=number)
        self.assertEqual(answer.json, {"show": "subject", "motion": number})
        motion = self.op.ok("GET", f"/v1/motions/{number}")
        self.assertEqual(motion["moversNames"], ["Voorbeeldstad 1"])
        for stream in streams:
            self.assertEqual(stream.event()[1]["screen"],
                             {"show": "subject", "motion": motion})

    def test_it_is_not_in_the_journal(self):
        hall = Hall(self.server)
        before = hall.journal()
        self.assertEqual(self.show(hall, "roll-call").status, 200)
        self.assertEqual(hall.journal(), before)
        self.assertEqual(self.shown(hall), {"show": "roll-call"})

    def test_setting_it_again_wakes_nobody(self):
        hall = Hall(self.server, present=[])
        self.show(hall, "roll-call")
        stream = self.stream(hall)
        stream.event()
        self.assertEqual(self.show(hall, "roll-call").json,
                         {"show": "roll-call"})
        hall.attend(GM9001=True)
        self.assertEqual(stream.event()[1]["present"]["members"], 1)

    def test_opening_a_round_shows_it(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion, opened=False)
        self.refused(self.show(hall, "round"), 409, "round-not-open")
        self.show(hall, "subject", motion=motion)
        stream = self.stream(hall)
        stream.event()
        hall.move_round(number, "open")
        _, data = stream.event()
        self.assertEqual((data["screen"], data["round"]["state"]),
                         ({"show": "round"}, "open"))
        hall.move_round(number, "closed", "declared")
        self.assertEqual(self.shown(hall), {"show": "round"})
        self.show(hall, "pause")
        self.assertEqual(self.show(hall, "round").status, 200)

    def test_a_subject_is_shown_as_it_now_is(self):
        hall = Hall(self.server)
        number = hall.motion(movers=["GM9002"])
        self.show(hall, "subject", motion=number)
        stream = self.stream(hall)
        stream.event()
        self.op.ok("PATCH", f"/v1/motions/{number}", {"title": "Anders"})
        motion = stream.event()[1]["screen"]["motion"]
        self.assertEqual(motion["title"], "Anders")
        self.op.ok("POST", f"/v1/motions/{number}/decisions",
                   {"outcome": "held"})
        self.assertEqual(stream.event()[1]["screen"]["motion"],
                         {**motion, "state": "decided", "outcome": "held"})

    def test_a_subject_follows_its_vote(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = hall.round(motion)
        self.show(hall, "subject", motion=motion)
        self.assertEqual(self.shown(hall)["motion"]["state"], "voting")
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed", "declared")
        self.assertEqual(self.shown(hall)["motion"]["outcome"], "adopted")
        hall.try_move(number, "annulled", reason="Bezwaar")
        hall.try_move(number, "annulled", "committee", reason="Akkoord")
        self.assertEqual(self.shown(hall)["motion"]["state"], "pending")

    def test_movers_get_their_names_when_the_roll_is_frozen(self):
        hall = Hall(self.server, state="draft")
        number = hall.motion(movers=["GM9001", "GW91"])
        self.show(hall, "subject", motion=number)
        self.assertEqual(self.shown(hall)["motion"]["moversNames"],
                         ["GM9001", "GW91"])
        hall.move("convened")
        self.assertEqual(self.shown(hall)["motion"]["moversNames"],
                         ["Voorbeeldstad 1", "Voorbeeldgewest 1"])

    def test_a_subject_is_a_motion_of_the_same_assembly(self):
        hall, other = Hall(self.server), Hall(self.server, handsets=False)
        for motion in other.motion(), 4242:
            self.faults(self.show(hall, "subject", motion=motion), "/motion")
        self.assertEqual(self.shown(hall), {"show": "pause"})

    def test_a_motion_comes_with_a_subject_and_with_nothing_else(self):
        hall = Hall(self.server)
        number = hall.motion()
        self.faults(self.show(hall, "subject"), "/motion")
        for show in "pause", "round", "roll-call":
            self.faults(self.show(hall, show, motion=number), "/motion")
        self.faults(self.show(hall, "result", motion=0), "/show", "/motion")

    def test_a_roll_call_needs_a_roll(self):
        hall = Hall(self.server, state="draft")
        self.refused(self.show(hall, "roll-call"), 409, "not-convened")

    def test_an_assembly_that_is_not_there_has_no_screen(self):
        answer = self.op.put("/v1/assemblies/4242/screen", {"show": "pause"})
        self.refused(answer, 404, "not-found")

    def test_each_assembly_has_a_screen_of_its_own(self):
        one, other = Hall(self.server), Hall(self.server)
        self.show(one, "roll-call")
        self.assertEqual(self.shown(other), {"show": "pause"})

    def test_it_survives_a_restart(self):
        hall, paused = Hall(self.server), Hall(self.server, handsets=False)
        number = hall.motion(movers=["GW91"])
        self.show(hall, "subject", motion=number)
        self.show(paused, "roll-call")
        self.show(paused, "pause")
        before = self.shown(hall)
        self.server.restart()
        self.assertEqual(self.shown(hall), before)
        self.assertEqual(before["motion"]["moversNames"],
                         ["Voorbeeldgewest 1"])
        self.assertEqual(self.shown(paused), {"show": "pause"})
