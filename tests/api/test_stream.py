# SPDX-License-Identifier: EUPL-1.2
"""The event stream: what screens see, when, and what the public does not."""
from hall import Hall
from harness import ApiTest


class Streams(ApiTest):
    def open(self, hall, role="display", **headers):
        stream = self.server.client(role).stream(hall.path + "/stream",
                                                 **headers)
        self.addCleanup(stream.close)
        return stream

    def test_it_begins_with_the_state_as_it_is(self):
        hall = Hall(self.server, present=["GM9001", "GW91"])
        stream = self.open(hall)
        self.assertEqual(stream.answer.media, "text/event-stream")
        _, data = stream.event()
        self.assertEqual(data["assembly"],
                         self.op.ok("GET", hall.path))
        self.assertEqual(data["present"], {"weight": 35, "members": 2})
        self.assertEqual(data["entitled"], {"weight": 126, "members": 6})
        self.assertNotIn("round", data)

    def test_every_change_brings_a_snapshot(self):
        hall = Hall(self.server, present=[])
        stream = self.open(hall)
        stream.event()
        hall.attend(GM9001=True)
        stream.until(lambda d: d["present"]["members"] == 1, "the check-in")
        motion = hall.motion()
        number = hall.round(motion, durationSeconds=3600)
        data = stream.until(lambda d: d.get("round", {}).get("state") ==
                            "open", "the opening")
        self.assertEqual(data["round"]["id"], number)
        self.assertIn("closesAt", data["round"])
        found = self.op.ok("GET", f"/v1/motions/{motion}")
        self.assertEqual(data["motion"], {
            key: found[key] for key in ("id", "number", "kind", "title")})
        hall.vote(number, {"GM9001": "for"})
        stream.until(lambda d: d["round"]["turnout"] ==
                     {"weight": 10, "members": 1}, "the ballot")
        for to in "closed", "declared", "certified", "published":
            hall.move_round(number, to)
            stream.until(lambda d: d["round"]["state"] == to, to)
        hall.move("ended")
        stream.until(lambda d: d["assembly"]["state"] == "ended", "the end")

    def test_ids_are_journal_numbers_and_rise(self):
        hall = Hall(self.server)
        stream = self.open(hall)
        number = hall.round()
        last = 0
        for code in hall.codes:
            last = hall.cast(number, code, "for").json["journal"]
        stream.until(lambda d: d.get("round", {}).get("turnout", {}).get(
            "members") == 6, "all ballots")
        self.assertEqual(stream.seen, sorted(set(stream.seen)))
        self.assertGreaterEqual(stream.seen[-1], last)
        hall.move_round(number, "closed")

    def test_the_round_in_the_stream_is_the_round_of_get(self):
        hall = Hall(self.server)
        stream = self.open(hall)
        number = hall.round()
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed")
        data = stream.until(lambda d: d.get("round", {}).get("state") ==
                            "closed", "the close")
        self.assertEqual(data["round"], hall.get_round(number))
        self.assertIn("result", data["round"])

    def test_an_annulment_shows_in_the_stream(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.move_round(number, "closed")
        stream = self.open(hall)
        hall.try_move(number, "annulled", reason="Bezwaar")
        data = stream.until(lambda d: "annulment" in d["round"],
                            "the request")
        self.assertEqual(data["round"], hall.get_round(number))
        hall.try_move(number, "annulled", "committee", reason="Akkoord")
        stream.until(lambda d: d["round"]["state"] == "annulled",
                     "the annulment")

    def test_the_public_gets_a_result_only_once_it_is_published(self):
        hall = Hall(self.server)
        public, display = self.open(hall, "anyone"), self.open(hall)
        number = hall.round()
        hall.vote(number, {"GM9001": "for"})
        for to in "closed", "declared", "certified":
            hall.move_round(number, to)
            shown, hidden = (stream.until(
                lambda d: d.get("round", {}).get("state") == to, to)["round"]
                for stream in (display, public))
            for key in "result", "robustness":
                self.assertIn(key, shown)
                self.assertNotIn(key, hidden)
        hall.move_round(number, "published")
        data = public.until(lambda d: d["round"]["state"] == "published",
                            "the publication")
        self.assertEqual(data["round"], hall.get_round(number))

    def test_the_public_never_gets_the_result_of_a_practice_round(self):
        hall = Hall(self.server)
        public = self.open(hall, "anyone")
        number = hall.round(hall.motion("practice"))
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed")
        data = public.until(lambda d: d.get("round", {}).get("state") ==
                            "closed", "the close")
        self.assertTrue(data["round"]["practice"])
        self.assertNotIn("result", data["round"])
        self.assertNotIn("robustness", data["round"])

    def test_a_new_listener_gets_the_latest_state_only(self):
        hall = Hall(self.server, present=[])
        for code in hall.codes:
            hall.attend(**{code: True})
        _, data = self.open(hall).event()
        self.assertEqual(data["present"]["members"], 6)

    def test_coming_back_with_a_last_event_id_gives_the_state_as_it_is(self):
        hall = Hall(self.server)
        stream = self.open(hall, **{"Last-Event-ID": "1"})
        self.assertEqual(stream.event()[1]["present"]["members"], 6)

    def test_assemblies_do_not_disturb_each_other(self):
        one, other = Hall(self.server), Hall(self.server)
        stream = self.open(one)
        stream.event()
        other.attend(GM9001=False)
        one.attend(GM9001=False)
        _, data = stream.event()
        self.assertEqual((data["assembly"]["id"],
                          data["present"]["members"]), (one.id, 5))

    def test_twenty_screens_all_see_the_result(self):
        hall = Hall(self.server)
        streams = [self.open(hall) for _ in range(20)]
        number = hall.round()
        hall.vote(number, {"GM9001": "for"})
        hall.move_round(number, "closed")
        for stream in streams:
            stream.until(lambda d: "result" in d.get("round", {}),
                         "the result")

    def test_a_listener_that_left_does_no_harm(self):
        hall = Hall(self.server, present=[])
        for code in hall.codes:
            stream = self.open(hall)
            stream.event()
            stream.close()
            hall.attend(**{code: True})
        self.assertEqual(self.open(hall).event()[1]["present"]["members"], 6)


class Stopping(ApiTest):
    def test_the_server_ends_open_streams_when_it_stops(self):
        hall = Hall(self.server)
        stream = self.server.client("display").stream(hall.path + "/stream")
        stream.event()
        self.server.stop()
        while stream.event() is not None:
            pass
        stream.close()
        self.server.start()


class Limits(ApiTest):
    OPTIONS = ("--stream-limit", "1")

    def test_one_listener_too_many_is_told_to_come_back(self):
        hall = Hall(self.server)
        display = self.server.client("display")
        stream = display.stream(hall.path + "/stream")
        stream.event()
        answer = display.get(hall.path + "/stream")
        self.refused(answer, 503, "queue-full")
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        stream.close()


class Crowded(ApiTest):
    OPTIONS = ("--stream-limit", "4")

    def test_the_public_cannot_take_the_room_of_the_hall(self):
        path = Hall(self.server).path + "/stream"
        anyone, display = (self.server.client(who)
                           for who in ("anyone", "display"))
        streams = []
        for client, often in (anyone, 2), (display, 2):
            for _ in range(often):
                streams.append(client.stream(path))
                streams[-1].event()
            self.refused(client.get(path), 503, "queue-full")
        for stream in streams:
            stream.close()
