# SPDX-License-Identifier: EUPL-1.2
"""The ballot table of domain.md, row by row, by handset and by gateway."""
import hashlib
import json
import re
import socket

from contract import CONTRACT
from hall import MEMBERS, Hall
from harness import ApiTest, Client, wait_for

ONE = MEMBERS[0][0]


class Rows:
    """The rows; a subclass says how a press is sent.  send() gives (status,
    code, journal number or None), code "ok", "repeated" or a slug."""

    def send(self, hall, number, code, choice, sequence=1):
        raise NotImplementedError

    def expect(self, got, status, code):
        self.assertEqual(got[:2], (status, code))
        return got[2]

    def test_a_first_ballot_is_stored(self):
        hall = Hall(self.server)
        number = hall.round()
        n = self.expect(self.send(hall, number, ONE, "against"), 201, "ok")
        self.assertEqual(hall.get_round(number)["turnout"],
                         {"weight": 10, "members": 1})
        hall.move_round(number, "closed")
        line = hall.journal()[n]
        self.assertEqual((line["kind"], line["member"], line["choice"]),
                         ("ballot", ONE, "against"))
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "against")

    def test_the_same_ballot_again_gets_the_first_receipt(self):
        hall = Hall(self.server)
        number = hall.round()
        n = self.expect(self.send(hall, number, ONE, "for", 7), 201, "ok")
        again = self.expect(self.send(hall, number, ONE, "for", 7), 200,
                            "repeated")
        self.assertEqual(again, n)
        hall.move_round(number, "closed")
        late = self.expect(self.send(hall, number, ONE, "for", 7), 200,
                           "repeated")
        self.assertEqual(late, n)
        hall.move_round(number, "declared", "certified", "published")
        self.expect(self.send(hall, number, ONE, "for", 7), 200, "repeated")
        self.assertEqual(len(hall.journal("ballot")), 1)
        self.assertEqual(hall.get_round(number)["turnout"],
                         {"weight": 10, "members": 1})

    def test_a_replaced_ballot_repeated_gets_its_receipt_and_stays_so(self):
        hall = Hall(self.server)
        number = hall.round()
        n = self.expect(self.send(hall, number, ONE, "for", 1), 201, "ok")
        self.expect(self.send(hall, number, ONE, "against", 2), 201, "ok")
        again = self.expect(self.send(hall, number, ONE, "for", 1), 200,
                            "repeated")
        self.assertEqual(again, n)
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "against")

    def test_a_higher_sequence_replaces_and_the_former_stays_on_record(self):
        hall = Hall(self.server)
        number = hall.round()
        first = self.expect(self.send(hall, number, ONE, "for", 3), 201, "ok")
        self.expect(self.send(hall, number, ONE, "against", 4), 201, "ok")
        self.expect(self.send(hall, number, ONE, "abstain", 9), 201, "ok")
        result = hall.move_round(number, "closed")["result"]
        self.assertEqual([o["weight"] for o in result["options"]], [0, 0, 10])
        self.assertEqual([line["choice"] for line in hall.journal("ballot")],
                         ["for", "against", "abstain"])
        self.assertEqual(hall.journal("ballot")[1]["replaces"], first)

    def test_a_lower_sequence_is_stale(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for", 5), 201, "ok")
        self.expect(self.send(hall, number, ONE, "against", 4), 409,
                    "stale-ballot")
        self.expect(self.send(hall, number, ONE, "for", 1), 409,
                    "stale-ballot")
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "for")

    def test_the_same_sequence_with_another_choice_is_stale(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for", 5), 201, "ok")
        self.expect(self.send(hall, number, ONE, "against", 5), 409,
                    "stale-ballot")

    def test_the_highest_sequence_wins_in_whatever_order_they_arrive(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "against", 2), 201, "ok")
        self.expect(self.send(hall, number, ONE, "for", 1), 409,
                    "stale-ballot")
        self.expect(self.send(hall, number, ONE, "abstain", 3), 201, "ok")
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "abstain")

    def test_before_the_round_is_open(self):
        hall = Hall(self.server)
        number = hall.round(opened=False)
        self.expect(self.send(hall, number, ONE, "for"), 409, "round-not-open")
        # The press was in vain, so it may come again.
        hall.move_round(number, "open")
        self.expect(self.send(hall, number, ONE, "for"), 201, "ok")

    def test_after_the_close_it_is_kept_as_late(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, "GM9002", "for"), 201, "ok")
        result = hall.move_round(number, "closed")["result"]
        self.expect(self.send(hall, number, ONE, "against"), 409,
                    "round-closed")
        late = hall.journal("late")
        self.assertEqual([(line["member"], line["choice"], line["reason"])
                          for line in late],
                         [(ONE, "against", "round-closed")])
        self.assertEqual(hall.get_round(number)["result"], result)

    def test_after_the_close_a_change_comes_too_late_as_well(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for", 1), 201, "ok")
        hall.move_round(number, "closed")
        self.expect(self.send(hall, number, ONE, "against", 2), 409,
                    "round-closed")
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "for")

    def test_in_an_annulled_round(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.move_round(number, "closed")
        hall.try_move(number, "annulled", reason="x")
        hall.try_move(number, "annulled", "committee", reason="x")
        self.expect(self.send(hall, number, ONE, "for"), 409, "round-closed")

    def test_by_a_revoked_handset(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.op.ok("DELETE", f"{hall.path}/handsets/{hall.serial(ONE)}")
        self.expect(self.send(hall, number, ONE, "for"), 403,
                    "handset-revoked")
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number), {})

    def test_a_ballot_of_before_the_revocation_stands(self):
        hall = Hall(self.server)
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for"), 201, "ok")
        hall.op.ok("DELETE", f"{hall.path}/handsets/{hall.serial(ONE)}")
        self.expect(self.send(hall, number, ONE, "against", 2), 403,
                    "handset-revoked")
        hall.move_round(number, "closed")
        self.assertEqual(hall.ballots(number)[ONE]["choice"], "for")

    def test_of_an_absent_member(self):
        hall = Hall(self.server, present=["GM9002"])
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for"), 403, "member-absent")

    def test_of_a_member_that_is_not_entitled(self):
        hall = Hall(self.server)
        number = hall.round(entitledKinds=["region"])
        self.expect(self.send(hall, number, ONE, "for"), 403, "not-entitled")
        self.expect(self.send(hall, number, "GW91", "for"), 201, "ok")

    def test_by_a_handset_whose_member_has_another_by_now(self):
        hall = Hall(self.server)
        hall.op.ok("POST", hall.path + "/handsets",
                   {"serial": "H-new", "member": ONE})
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for"), 403,
                    "assignment-ended")

    def test_presses_in_vain_are_on_record_with_their_reason(self):
        hall = Hall(self.server, present=hall_without(ONE))
        number = hall.round()
        self.send(hall, number, ONE, "for", 4)
        self.send(hall, number, "GM9002", "for", 4)
        self.send(hall, number, "GM9002", "against", 3)
        hall.move_round(number, "closed")
        self.assertEqual(
            [(line["member"], line["reason"], line["sequence"])
             for line in hall.journal("refused")],
            [(ONE, "member-absent", 4), ("GM9002", "stale-ballot", 3)])

    def test_in_a_practice_round_it_is_all_the_same(self):
        hall = Hall(self.server)
        number = hall.round(hall.motion("practice"))
        self.expect(self.send(hall, number, ONE, "for"), 201, "ok")
        self.expect(self.send(hall, number, ONE, "for"), 200, "repeated")
        hall.move_round(number, "closed")
        self.expect(self.send(hall, number, "GM9002", "for"), 409,
                    "round-closed")

    def test_with_named_options(self):
        hall = Hall(self.server)
        number = hall.round(options=["Voorstel A", "Voorstel B"])
        for code, choice in zip(hall.codes, ("Voorstel B", "against-all",
                                             "abstain", "Voorstel A")):
            self.expect(self.send(hall, number, code, choice), 201, "ok")
        hall.move_round(number, "closed")
        self.assertEqual(
            [ballot["choice"] for _, ballot in sorted(
                hall.ballots(number).items())],
            ["Voorstel B", "against-all", "abstain", "Voorstel A"])


def hall_without(code):
    return [member[0] for member in MEMBERS if member[0] != code]


class ByHandset(Rows, ApiTest):
    def send(self, hall, number, code, choice, sequence=1):
        answer = hall.cast(number, code, choice, sequence)
        if answer.status in (200, 201):
            receipt = answer.json
            self.assertEqual((receipt["round"], receipt["member"],
                              receipt["choice"], receipt["sequence"]),
                             (number, code, choice, sequence))
            return (answer.status, {201: "ok", 200: "repeated"}[answer.status],
                    receipt["journal"])
        return answer.status, answer.slug, None

    def test_a_repeated_ballot_gets_the_very_same_receipt(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.cast(number, ONE, "against", 1)
        first = hall.cast(number, ONE, "for", 2)
        again = hall.cast(number, ONE, "for", 2)
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json, again.json)
        self.assertIn("replaces", first.json)

    def test_a_stale_ballot_is_told_what_stands(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.cast(number, ONE, "against", 8)
        problem = self.refused(hall.cast(number, ONE, "for", 8), 409,
                               "stale-ballot")
        self.assertIn("8", problem["detail"])
        self.assertIn("against", problem["detail"])

    def test_a_choice_that_is_no_option(self):
        hall = Hall(self.server)
        number = hall.round(abstain=False)
        for choice in "abstain", "For", "for ", "maybe", "1":
            with self.subTest(choice):
                self.faults(hall.cast(number, ONE, choice), "/choice")

    def test_the_handset_shows_the_round_and_its_own_vote(self):
        hall = Hall(self.server)
        handset = hall.handset[ONE]
        self.assertNotIn("round", handset.ok("GET", "/v1/handset"))
        number = hall.round()
        view = handset.ok("GET", "/v1/handset")
        self.assertEqual(view["member"], {
            "code": ONE, "name": "Voorbeeldstad 1", "weight": 10,
            "present": True})
        self.assertEqual(view["round"]["id"], number)
        self.assertEqual(view["round"]["options"], [
            {"key": 1, "option": "for"}, {"key": 2, "option": "against"},
            {"key": 3, "option": "abstain"}])
        self.assertNotIn("voted", view)
        receipt = hall.cast(number, ONE, "against", 6).json
        self.assertEqual(handset.ok("GET", "/v1/handset")["voted"], {
            key: receipt[key] for key in ("choice", "sequence", "receivedAt",
                                          "journal")})
        self.assertNotIn("voted", hall.handset["GM9002"].ok(
            "GET", "/v1/handset"))
        hall.move_round(number, "closed")
        self.assertNotIn("round", handset.ok("GET", "/v1/handset"))

    def last(self, hall, code):
        """What its handset shows of the round that was open last."""
        view = hall.handset[code].ok("GET", "/v1/handset")
        self.assertNotIn("round", view)
        self.assertNotIn("voted", view)
        return view.get("last")

    def test_the_handset_shows_how_the_last_round_ended_for_it(self):
        hall = Hall(self.server)
        self.assertIsNone(self.last(hall, ONE))
        number = hall.round(hall.motion("practice"))
        self.assertNotIn("last", hall.handset[ONE].ok("GET", "/v1/handset"))
        receipt = hall.cast(number, ONE, "against", 6).json
        voted = {key: receipt[key] for key in ("choice", "sequence",
                                               "receivedAt", "journal")}
        for to in "closed", "declared", "certified":
            hall.move_round(number, to)
            head = {"id": number, "practice": True, "state": to, "motion":
                    {"number": "1", "title": "Voorbeeldvoorstel 1"}}
            self.assertEqual(self.last(hall, ONE),
                             {"round": head, "voted": voted})
            self.assertEqual(self.last(hall, "GM9002"), {"round": head})

    def test_the_handset_shows_that_a_press_came_too_late(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {ONE: "for"})
        hall.move_round(number, "closed")
        for choice in "abstain", "against":
            self.refused(hall.cast(number, ONE, choice, 2), 409,
                         "round-closed")
        hall.press(number, "GM9002", 1)
        lates = {line["member"]: line for line in hall.journal("late")}
        for restarted in False, True:
            if restarted:
                self.server.restart()
            for code, choice in (ONE, "against"), ("GM9002", "for"):
                last = self.last(hall, code)
                self.assertEqual(last["late"], {"choice": choice,
                                                "at": lates[code]["at"]})
                self.assertEqual("voted" in last, code == ONE)
            self.assertNotIn("late", self.last(hall, "GM9003"))

    def test_a_repeat_after_the_close_is_not_late(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {ONE: "for"})
        hall.move_round(number, "closed")
        self.assertEqual(hall.cast(number, ONE, "for").status, 200)
        self.assertNotIn("late", self.last(hall, ONE))

    def test_a_late_press_is_forgotten_when_the_next_round_opens(self):
        hall = Hall(self.server)
        first = hall.round()
        hall.move_round(first, "closed")
        hall.cast(first, ONE, "for")
        second = hall.round()
        hall.cast(first, ONE, "against", 2)
        hall.move_round(second, "closed")
        last = self.last(hall, ONE)
        self.assertEqual(last["round"]["id"], second)
        self.assertNotIn("late", last)

    def test_an_unknown_credential(self):
        hall = Hall(self.server)
        number = hall.round()
        answer = Client(self.server, "A" * 43).post(
            f"/v1/rounds/{number}/ballots", {"choice": "for", "sequence": 1})
        self.refused(answer, 401, "credential-unknown")

    def test_a_handset_moved_to_another_member(self):
        hall = Hall(self.server, handsets=False)
        hall.hand_out([ONE])
        old = hall.handset[ONE]
        hall.op.ok("POST", hall.path + "/handsets",
                   {"serial": hall.serial(ONE), "member": "GM9002"})
        number = hall.round()
        answer = old.post(f"/v1/rounds/{number}/ballots",
                          {"choice": "for", "sequence": 1})
        self.refused(answer, 403, "assignment-ended")


class ByGateway(Rows, ApiTest):
    def send(self, hall, number, code, choice, sequence=1):
        options = hall.get_round(number)["options"]
        entry = hall.press(number, code, options.index(choice) + 1, sequence)
        self.assertEqual(entry["handset"], hall.serial(code))
        return entry["status"], entry["code"], entry.get("journal")

    def test_one_answer_for_each_press_in_order(self):
        hall = Hall(self.server, present=hall_without("GM9003"))
        number = hall.round()
        entries = hall.batch(
            number,
            {"handset": "H-GM9002", "key": 2, "sequence": 1, "battery": 80},
            {"handset": "H-GM9003", "key": 1, "sequence": 1},
            {"handset": "H-nobody", "key": 1, "sequence": 1},
            {"handset": "H-GM9001", "key": 9, "sequence": 1},
            {"handset": "H-GM9001", "key": 1, "sequence": 1},
            {"handset": "H-GM9001", "key": 1, "sequence": 1},
            {"handset": "H-GM9001", "key": 3, "sequence": 2})
        self.assertEqual(
            [(e["handset"], e["status"], e["code"]) for e in entries],
            [("H-GM9002", 201, "ok"), ("H-GM9003", 403, "member-absent"),
             ("H-nobody", 404, "not-found"),
             ("H-GM9001", 400, "body-invalid"), ("H-GM9001", 201, "ok"),
             ("H-GM9001", 200, "repeated"), ("H-GM9001", 201, "ok")])
        self.assertEqual(hall.get_round(number)["turnout"],
                         {"weight": 30, "members": 2})
        hall.move_round(number, "closed")
        self.assertEqual({code: (ballot["choice"], ballot["auth"])
                          for code, ballot in hall.ballots(number).items()},
                         {"GM9001": ("abstain", "gateway"),
                          "GM9002": ("against", "gateway")})

    def test_a_whole_hall_in_one_batch(self):
        hall = Hall(self.server)
        number = hall.round()
        entries = hall.batch(number, *(
            {"handset": hall.serial(code), "key": 1, "sequence": n}
            for n in range(1, 101) for code in hall.codes))
        self.assertEqual({entry["code"] for entry in entries}, {"ok"})
        self.assertEqual(len(entries), 600)
        self.assertEqual(hall.get_round(number)["turnout"],
                         {"weight": 126, "members": 6})

    def test_a_faulty_batch_is_refused_whole(self):
        hall = Hall(self.server)
        number = hall.round()
        path = f"/v1/rounds/{number}/ballot-batches"
        gateway = self.server.client("gateway")
        good = {"handset": "H-GM9001", "key": 1, "sequence": 1}
        self.faults(gateway.post(path, {"ballots": [
            good, {**good, "key": 0}, {**good, "sequence": "1"},
            {**good, "battery": 101}, {"handset": "a b", "key": 1,
                                       "sequence": 1}, {**good, "x": 1}]}),
            "/ballots/1/key", "/ballots/2/sequence", "/ballots/3/battery",
            "/ballots/4/handset", "/ballots/5/x")
        self.faults(gateway.post(path, {"ballots": []}), "/ballots")
        answer = gateway.post(path, {"ballots": [good] * 1001})
        self.assertIn(answer.status, (400, 413))
        self.assertEqual(hall.get_round(number)["turnout"],
                         {"weight": 0, "members": 0})

    def test_a_press_of_an_unknown_handset_is_on_record(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.batch(number, {"handset": "H-nobody", "key": 2, "sequence": 3})
        hall.move_round(number, "closed")
        line, = hall.journal("refused")
        self.assertEqual((line["serial"], line["choice"], line["sequence"],
                          line["reason"]),
                         ("H-nobody", "against", 3, "not-found"))
        self.assertNotIn("member", line)

    def test_an_unknown_round(self):
        answer = self.server.client("gateway").post(
            "/v1/rounds/4242/ballot-batches",
            {"ballots": [{"handset": "H-GM9001", "key": 1, "sequence": 1}]})
        self.refused(answer, 404, "not-found")

    def test_a_moved_handset_votes_for_its_new_member(self):
        hall = Hall(self.server, handsets=False)
        hall.hand_out([ONE])
        hall.op.ok("POST", hall.path + "/handsets",
                   {"serial": hall.serial(ONE), "member": "GM9002"})
        number = hall.round()
        self.expect(self.send(hall, number, ONE, "for"), 201, "ok")
        hall.move_round(number, "closed")
        self.assertEqual(list(hall.ballots(number)), ["GM9002"])


class Rate(ApiTest):
    OPTIONS = ("--handset-rate", "1")

    def test_a_handset_that_floods_is_told_to_wait(self):
        hall = Hall(self.server)
        number = hall.round()
        answers = [hall.cast(number, ONE, "for", 1) for _ in range(20)]
        # Twenty presses within twenty seconds exceed the burst of two.
        flooded = [a for a in answers if a.status == 429]
        self.assertTrue(flooded)
        self.refused(flooded[0], 429, "too-many-requests")
        self.assertGreaterEqual(int(flooded[0].headers["retry-after"]), 1)
        # Others are not slowed down by it.
        self.assertEqual(hall.cast(number, "GM9002", "for").status, 201)
        self.assertEqual(answers[0].status, 201)


class SlowClient(ApiTest):
    OPTIONS = ("--request-seconds", "1")

    def test_a_ballot_that_drips_in_is_cut_off(self):
        hall = Hall(self.server)
        number = hall.round()
        head = (f"POST /v1/rounds/{number}/ballots HTTP/1.1\r\n"
                "Host: localhost\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {hall.handset[ONE].token}\r\n"
                "Content-Length: 4000\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.server.port),
                                      timeout=0.1) as connection:
            connection.sendall(head)

            def cut_off():
                """Never silent for long, and yet it ends."""
                try:
                    connection.sendall(b" ")
                    return connection.recv(4096) == b""
                except TimeoutError:
                    return False
                except ConnectionError:
                    return True
            wait_for(cut_off, "the server to close the connection")
        # The others noticed nothing.
        self.assertEqual(hall.cast(number, "GM9002", "for").status, 201)


class Lists(ApiTest):
    def test_who_sees_the_ballots_when(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {ONE: "for"})
        path = f"/v1/rounds/{number}/ballots"

        def status(role):
            client = hall.handset[ONE] if role == "handset" \
                else self.server.client(role)
            return client.get(path).status
        officials = ("operator", "chair", "committee", "display")
        others = ("anyone", "handset", "gateway")
        for role in officials:
            self.refused(self.server.client(role).get(path), 409,
                         "round-not-closed")
        for role in others:
            self.assertIn(status(role), (403, 409))
        for to in "closed", "declared", "certified":
            hall.move_round(number, to)
            self.assertEqual({status(role) for role in officials}, {200})
            self.assertEqual({status(role) for role in others}, {403})
        self.refused(self.server.client("anyone").get(path), 403,
                     "not-published")
        hall.move_round(number, "published")
        self.assertEqual({status(role) for role in officials + others}, {200})

    def test_the_ballots_are_one_per_member_by_code(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, {"GM9003": "for", "GM9001": "abstain",
                           "GW91": "against"})
        hall.vote(number, {"GM9001": "against"}, sequence=2)
        hall.move_round(number, "closed")
        found = self.op.ok("GET", f"/v1/rounds/{number}/ballots")["ballots"]
        self.assertEqual([(b["code"], b["name"], b["weight"], b["choice"],
                           b["sequence"], b["auth"]) for b in found],
                         [("GM9001", "Voorbeeldstad 1", 10, "against", 2,
                           "token"),
                          ("GM9003", "Voorbeeldstad 3", 30, "for", 1, "token"),
                          ("GW91", "Voorbeeldgewest 1", 25, "against", 1,
                           "token")])

    def test_who_has_not_voted_yet(self):
        hall = Hall(self.server, present=hall_without("GM9004"))
        number = hall.round(entitledKinds=["municipality"])
        hall.vote(number, {"GM9002": "for"})
        for role in "operator", "committee":
            found = self.server.client(role).ok(
                "GET", f"/v1/rounds/{number}/missing")["missing"]
            self.assertEqual(
                [(m["code"], m["name"], m["weight"]) for m in found],
                [("GM9001", "Voorbeeldstad 1", 10),
                 ("GM9003", "Voorbeeldstad 3", 30),
                 ("GM9005", "Voorbeeldstad 5", 1)])


class Secrecy(ApiTest):
    """Two members per option, so that only a sum gives 4321 or 1234."""
    TOWNS = (("GM9001", "municipality", "Voorbeeldstad 1", 4000),
             ("GM9002", "municipality", "Voorbeeldstad 2", 321),
             ("GM9003", "municipality", "Voorbeeldstad 3", 1000),
             ("GM9004", "municipality", "Voorbeeldstad 4", 234))
    RULE = {"perInhabitants": 1, "rounding": "down", "minimum": 1,
            "cap": 1000000}
    # Not as part of a hash, an instant or another number.
    TOTALS = re.compile(rb"(?<![0-9a-f.-])(4321|1234|77\.7[89]|22\.2[12])"
                        rb"(?![0-9a-f])")

    def bodies(self, hall, number):
        """Every GET of the contract as every role, and the metrics."""
        roles = ("anyone", "operator", "chair", "committee", "display",
                 "gateway")
        for method, template, _ in CONTRACT.operations():
            if method != "GET" or template.endswith("/stream"):
                continue
            number_of = {"/assemblies": hall.id, "/rounds": number,
                         "/motions": 1}.get("/" + template.split("/")[1],
                                            hall.id)
            path = "/v1" + template.replace("{id}", str(number_of)).replace(
                "{code}", ONE)
            for role in roles:
                yield f"{role} {path}", self.server.client(role).get(path).body
        for path in "/metrics", "/healthz", "/readyz":
            yield path, self.server.client("anyone").get(path).body
        for role in "anyone", "operator", "display":
            stream = self.server.client(role).stream(hall.path + "/stream")
            yield f"{role} stream", json.dumps(stream.event()[1]).encode()
            stream.close()

    def test_no_totals_anywhere_while_the_round_is_open(self):
        hall = Hall(self.server, self.TOWNS, weightRules={
            "municipality": self.RULE, "region": self.RULE})
        number = hall.round()
        display = self.server.client("display").stream(hall.path + "/stream")
        hall.vote(number, {"GM9001": "for", "GM9002": "for",
                           "GM9003": "against", "GM9004": "against"})
        hall.press(number, "GM9001", 1, 2)
        for where, body in self.bodies(hall, number):
            found = self.TOTALS.search(body)
            self.assertIsNone(found, f"{where}: {body[:300]!r}")
        seen = display.until(
            lambda data: data.get("round", {}).get("turnout") ==
            {"weight": 5555, "members": 4}, "the turnout in the stream")
        self.assertNotIn("result", seen["round"])
        self.assertNotIn("result", hall.get_round(number))
        journal = hall.journal()
        self.assertFalse([line for line in journal
                          if line.get("kind") in ("ballot", "late",
                                                  "refused")])
        self.assertEqual(len([line for line in journal
                              if line.get("withheld")]), 5)
        self.assertIsNone(self.TOTALS.search(self.server.log.read_bytes()))
        # Once it is closed the same search does find them.
        hall.move_round(number, "closed")
        bodies = dict(self.bodies(hall, number))
        found = [where for where, body in bodies.items()
                 if self.TOTALS.search(body)]
        self.assertIn(f"operator /v1/rounds/{number}", found)
        self.assertIn("display stream", found)

    def test_withheld_lines_are_those_shown_after_the_close(self):
        hall = Hall(self.server, self.TOWNS)
        number = hall.round()
        hall.vote(number, {"GM9001": "for", "GM9002": "against"})
        self.refused(hall.cast(number, "GM9001", "against", 1), 409,
                     "stale-ballot")
        withheld = {line["n"]: line["hash"] for line in hall.journal()
                    if line.get("withheld")}
        self.assertEqual(len(withheld), 3)
        hall.move_round(number, "closed")
        raw = self.op.get(hall.path + "/journal?limit=10000").body
        lines = raw.split(b"\n")
        for n, digest in withheld.items():
            self.assertEqual(hashlib.sha256(b"\0" + lines[n]).hexdigest(),
                             digest)
            self.assertIn(json.loads(lines[n])["kind"], ("ballot", "refused"))
