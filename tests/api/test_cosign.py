# SPDX-License-Identifier: EUPL-1.2
"""The counting committee's cosignatures."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import merkle
from contract import TOP
from hall import Hall
from harness import ApiTest


class CosignTest(ApiTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.committee = self.server.client("committee")
        self.anyone = self.server.client("anyone")

    def cosigner(self, name, seed):
        return merkle.Cosigner(self.folder, name, bytes([seed]) * 32)

    def register(self, hall, cosigner, needed=None):
        body = {"key": cosigner.key}
        if needed is not None:
            body["cosignaturesNeeded"] = needed
        return self.op.post(hall.path + "/cosigners", body)

    def note(self, hall):
        return self.anyone.get(hall.path + "/checkpoint").body.decode()

    def post(self, hall, note):
        return self.committee.post(hall.path + "/cosignatures",
                                   {"note": note})

    def cosign(self, hall, cosigner):
        answer = self.post(hall, cosigner.cosign(self.note(hall)))
        self.assertEqual(answer.status, 201, answer)
        return answer.json

    def faults(self, answer, *pointers):
        problem = self.refused(answer, 400, "body-invalid")
        self.assertEqual([fault["pointer"] for fault in problem["errors"]],
                         list(pointers))
        return problem["errors"][0]["detail"]


class Cosigners(CosignTest):
    def setUp(self):
        super().setUp()
        self.hall = Hall(self.server, state="draft")
        self.anna = self.cosigner("committee/anna", 1)
        self.bert = self.cosigner("committee/bert", 2)

    def listed(self):
        return self.anyone.ok("GET", self.hall.path + "/cosigners")

    def test_a_key_is_registered_once_and_listed_for_all(self):
        self.assertEqual(self.listed(),
                         {"cosignaturesNeeded": 0, "cosigners": []})
        made = self.register(self.hall, self.anna, 2)
        self.assertEqual((made.status, made.json), (201, {
            "name": "committee/anna", "key": self.anna.key,
            "cosignaturesNeeded": 2}))
        again = self.register(self.hall, self.anna)
        self.assertEqual((again.status, again.json), (200, made.json))
        self.register(self.hall, self.bert)
        lines = self.hall.journal("cosigner")
        self.assertEqual([line["name"] for line in lines],
                         ["committee/anna", "committee/bert"])
        listed = self.listed()
        self.assertEqual(listed["cosignaturesNeeded"], 2)
        self.assertEqual(
            [(one["name"], one["key"], one["journal"])
             for one in listed["cosigners"]],
            [("committee/anna", self.anna.key, lines[0]["n"]),
             ("committee/bert", self.bert.key, lines[1]["n"])])

    def test_what_is_no_key_is_refused(self):
        other = self.anna.key[:-4] + "AAA="
        for key in ("", "anna", "anna+00000000+AAAA", other,
                    self.anna.key.replace("anna", "an na"),
                    self.anna.key.replace("anna", "bert")):
            self.faults(self.op.post(self.hall.path + "/cosigners",
                                     {"key": key}), "/key")

    def test_a_name_keeps_its_key_and_a_key_its_name(self):
        self.register(self.hall, self.anna)
        for other in (self.cosigner("committee/anna", 3),
                      self.cosigner("committee/other", 1)):
            self.faults(self.register(self.hall, other), "/key")

    def test_fewer_may_be_asked_until_it_is_convened(self):
        for needed, status in (2, 201), (1, 200), (3, 200):
            self.assertEqual(
                self.register(self.hall, self.anna, needed).status, status)
        self.hall.move("convened")
        self.faults(self.register(self.hall, self.bert, 2),
                    "/cosignaturesNeeded")
        self.assertEqual(self.register(self.hall, self.bert, 4).status, 201)
        self.assertEqual(self.listed()["cosignaturesNeeded"], 4)

    def test_only_an_operator_registers(self):
        self.refused(self.committee.post(self.hall.path + "/cosigners",
                                         {"key": self.anna.key}),
                     403, "role-forbidden")
        self.refused(self.op.post("/v1/assemblies/999/cosigners",
                                  {"key": self.anna.key}), 404, "not-found")
        for path in "/cosigners", "/cosignatures", "/checkpoints/1":
            self.refused(self.anyone.get("/v1/assemblies/999" + path), 404,
                         "not-found")


class Cosignatures(CosignTest):
    def setUp(self):
        super().setUp()
        self.hall = Hall(self.server)
        self.anna = self.cosigner("committee/anna", 1)
        self.bert = self.cosigner("committee/bert", 2)
        self.register(self.hall, self.anna, 2)
        self.register(self.hall, self.bert)

    def test_a_cosigned_checkpoint_carries_every_cosignature_of_it(self):
        note = self.note(self.hall)
        size = merkle.Note(note).size
        for cosigner in self.anna, self.bert:
            self.assertEqual(self.post(self.hall, cosigner.cosign(note))
                             .status, 201)
        text = note.partition("\n\n")[0] + "\n"
        cosigned = self.anyone.get(f"{self.hall.path}/checkpoints/{size}")
        self.assertEqual(cosigned.media, "text/plain")
        self.assertEqual(cosigned.body.decode(), note + self.anna.line(text)
                         + self.bert.line(text))
        self.refused(self.anyone.get(f"{self.hall.path}/checkpoints/1"), 404,
                     "not-found")

    def test_it_is_in_the_journal_and_the_list(self):
        made = self.cosign(self.hall, self.anna)
        line = self.hall.journal("cosignature")[0]
        self.assertEqual((line["n"], line["cosigner"], line["size"]),
                         (made["journal"], "committee/anna", made["size"]))
        self.assertEqual(self.anyone.ok(
            "GET", self.hall.path + "/cosignatures"),
            {"cosignatures": [made]})
        one = self.anyone.ok("GET", self.hall.path + "/cosigners")
        self.assertEqual(one["cosigners"][0]["size"], made["size"])

    def test_repeating_is_harmless(self):
        note = self.anna.cosign(self.note(self.hall))
        first = self.post(self.hall, note)
        again = self.post(self.hall, note)
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json, again.json)
        self.assertEqual(len(self.hall.journal("cosignature")), 1)

    def test_one_that_does_not_go_beyond_what_stands_is_not_kept(self):
        earlier = self.anna.cosign(self.note(self.hall))
        self.hall.motion()
        made = self.cosign(self.hall, self.anna)
        answer = self.post(self.hall, earlier)
        self.assertEqual((answer.status, answer.json), (200, made))

    def test_a_checkpoint_of_another_tree_is_refused_and_not_kept(self):
        note = self.note(self.hall)
        seed = (self.server.data / "stembus.key").read_bytes()
        head = merkle.Note(note)
        key = bytes.fromhex(self.anyone.ok("GET", "/v1/key")["publicKey"])

        def signed(size, root):
            text = f"{head.origin}\n{size}\n{merkle.b64(root)}\n"
            return (f"{text}\n\u2014 {head.origin} " + merkle.b64(
                merkle.sha256(head.origin.encode(), b"\n\1", key)[:4]
                + merkle.sign(self.folder, seed, text.encode())) + "\n")
        self.assertEqual(signed(head.size, head.root), note)
        before = len(self.hall.journal())
        for size, root in ((head.size, bytes(32)), (head.size - 1, head.root),
                           (head.size + 9, head.root)):
            self.refused(self.post(self.hall, self.anna.cosign(
                signed(size, root))), 409, "checkpoint-differs")
        other = Hall(self.server)
        self.refused(self.post(self.hall, self.anna.cosign(self.note(other))),
                     409, "checkpoint-differs")
        forged = note.replace("\n\n", "\n\n\u2014 x AAAA\n").replace(
            "AA", "AB", 1)
        self.refused(self.post(self.hall, self.anna.cosign(
            signed(head.size, head.root).rsplit(" ", 1)[0] + " "
            + merkle.b64(bytes(68)) + "\n")), 409, "checkpoint-differs")
        self.assertNotEqual(forged, note)
        self.assertEqual(len(self.hall.journal()), before)

    def test_a_line_that_is_no_cosignature_is_refused(self):
        note = self.note(self.hall)
        text = note.partition("\n\n")[0] + "\n"
        stranger = self.cosigner("committee/stranger", 9)
        impostor = self.cosigner("committee/anna", 9)
        good = self.anna.line(text)
        for bad in (note, note + stranger.line(text), note
                    + impostor.line(text), note + self.anna.line(text + "x"),
                    note + self.anna.line(text, 0), note + good + "\n",
                    note + good[:-1], "", "\n", note.replace("\n\n", "\n")):
            self.faults(self.post(self.hall, bad), "/note")
        self.assertEqual(self.hall.journal("cosignature"), [])

    def test_only_the_committee_hands_one_in(self):
        note = self.anna.cosign(self.note(self.hall))
        for role in "operator", "chair", "display":
            self.refused(self.server.client(role).post(
                self.hall.path + "/cosignatures", {"note": note}), 403,
                "role-forbidden")

    def test_the_store_and_the_journal_verify(self):
        number = self.hall.round()
        self.hall.vote(number, {"GM9001": "for"})
        self.hall.move_round(number, "closed", "declared")
        self.cosign(self.hall, self.anna)
        made = self.cosign(self.hall, self.bert)
        self.assertEqual(self.hall.try_move(
            number, "certified", "committee",
            cosignature=made["journal"]).status, 200)
        self.hall.handset["GM9001"].post(
            f"/v1/rounds/{number}/corrections", {"meant": "against"})
        self.assertEqual(len(self.hall.journal("correction")), 1)
        self.server.run("verify", "--data", str(self.server.data))
        lines = self.folder / "journal.jsonl"
        lines.write_bytes(self.anyone.get(
            self.hall.path + "/journal?limit=10000").body)
        done = subprocess.run(
            [sys.executable, TOP / "tests/recount/recount.py", lines],
            capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.server.restart()
        self.assertFalse(self.hall.get_round(number)["provisional"])


class Provisional(CosignTest):
    def setUp(self):
        super().setUp()
        self.hall = Hall(self.server)
        self.anna = self.cosigner("committee/anna", 1)
        self.bert = self.cosigner("committee/bert", 2)

    def vote(self):
        number = self.hall.round()
        self.hall.vote(number, {"GM9001": "for"})
        return number

    def shown(self, number):
        """In the list, alone, and in the event stream: all say the same."""
        alone = self.hall.get_round(number, "anyone").get("provisional")
        listed = self.anyone.ok("GET", self.hall.path + "/rounds")["rounds"]
        self.assertEqual([alone], [one.get("provisional") for one in listed
                                   if one["id"] == number])
        stream = self.anyone.stream(self.hall.path + "/stream")
        self.assertEqual(stream.event()[1]["round"].get("provisional"), alone)
        stream.close()
        return alone

    def test_where_none_are_asked_nothing_is_said(self):
        self.register(self.hall, self.anna)
        number = self.vote()
        self.hall.move_round(number, "closed")
        self.assertIsNone(self.shown(number))

    def test_a_result_is_provisional_until_enough_have_cosigned_it(self):
        self.register(self.hall, self.anna, 2)
        self.register(self.hall, self.bert)
        number = self.vote()
        for cosigner in self.anna, self.bert:  # before there is a result
            self.cosign(self.hall, cosigner)
        self.assertIsNone(self.shown(number))
        self.hall.move_round(number, "closed")
        self.assertTrue(self.shown(number))
        self.cosign(self.hall, self.anna)
        self.assertTrue(self.shown(number))
        self.hall.motion()
        self.cosign(self.hall, self.anna)  # the same one again
        self.assertTrue(self.shown(number))
        self.cosign(self.hall, self.bert)
        self.assertFalse(self.shown(number))

    def test_it_stops_nothing(self):
        self.register(self.hall, self.anna, 1)
        number = self.vote()
        self.hall.move_round(number, "closed", "declared", "certified",
                             "published")
        self.assertTrue(self.shown(number))
        self.cosign(self.hall, self.anna)
        self.assertFalse(self.shown(number))

    def test_a_published_one_says_so_on_its_page_as_well(self):
        self.register(self.hall, self.anna, 1)
        number = self.vote()
        self.hall.move_round(number, "closed", "declared", "certified",
                             "published")
        pages = f"/results/rounds/{number}", f"/results/{self.hall.id}", "/"
        words = "Voorlopig: wacht op de commissie van stemopneming"

        def said():
            return [self.anyone.exchange("GET", page, None, {})
                    .body.decode().count(words) for page in pages]
        self.assertEqual(said(), [1, 1, 1])
        self.cosign(self.hall, self.anna)
        self.assertEqual(said(), [0, 0, 0])

    def test_asking_for_more_makes_it_provisional_again(self):
        self.register(self.hall, self.anna, 1)
        number = self.vote()
        self.hall.move_round(number, "closed")
        self.cosign(self.hall, self.anna)
        self.assertFalse(self.shown(number))
        self.register(self.hall, self.bert, 2)
        self.assertTrue(self.shown(number))

    def test_a_certification_rests_on_a_cosignature_of_the_result(self):
        self.register(self.hall, self.anna, 1)
        number = self.vote()
        early = self.cosign(self.hall, self.anna)
        self.hall.move_round(number, "closed", "declared")
        made = self.cosign(self.hall, self.anna)
        for line in early["journal"], made["journal"] + 1, 1:
            self.faults(self.hall.try_move(number, "certified", "committee",
                                           cosignature=line), "/cosignature")
        self.faults(self.hall.try_move(number, "published", "operator",
                                       cosignature=made["journal"]),
                    "/cosignature")
        answer = self.hall.try_move(number, "certified", "committee",
                                    cosignature=made["journal"])
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.hall.journal("certified")[0]["cosignature"],
                         made["journal"])
        moves = self.anyone.ok("GET", f"/v1/rounds/{number}/transitions")
        self.assertEqual([move.get("cosignature")
                          for move in moves["transitions"]],
                         [None, None, None, made["journal"]])


