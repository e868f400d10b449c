# SPDX-License-Identifier: EUPL-1.2
"""Checkpoints and proofs, held to the standards with other programs."""
import base64
import json
import subprocess
import tempfile
from pathlib import Path

import merkle
from hall import Hall
from harness import ApiTest, wait_for


class Checkpoints(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hall = cls.hall = Hall(cls.server)
        cls.round = hall.round()
        hall.vote(cls.round, {"GM9001": "for", "GM9002": "against"})
        hall.vote(cls.round, {"GM9001": "against"}, 2)
        hall.move_round(cls.round, "closed", "declared")
        cls.anyone = cls.server.client("anyone")
        cls.key = cls.anyone.ok("GET", "/v1/key")

    def note(self, hall=None):
        answer = self.anyone.get((hall or self.hall).path + "/checkpoint")
        self.assertEqual((answer.status, answer.media), (200, "text/plain"))
        return merkle.Note(answer.body.decode())

    def lines(self, hall=None):
        answer = self.anyone.get((hall or self.hall).path +
                                 "/journal?limit=10000")
        return answer.body.splitlines()

    def leaves(self, hall=None):
        """Of withheld lines as well."""
        return [bytes.fromhex(json.loads(line)["hash"])
                if b'"withheld":true' in line else merkle.leaf(line)
                for line in self.lines(hall)]

    def test_the_root_is_that_of_the_lines_that_are_served(self):
        leaves, note = self.leaves(), self.note()
        self.assertEqual(note.size, len(leaves))
        self.assertEqual(note.root, merkle.root(leaves))

    def test_it_is_signed_by_the_key_of_the_first_line(self):
        begin = json.loads(self.lines()[0])
        self.assertEqual(begin["key"], self.key["publicKey"])
        public_key = bytes.fromhex(begin["key"])
        note = self.note()
        self.assertEqual(
            note.origin, "stembus/" + merkle.sha256(public_key)[:16].hex()
            + f"/assembly/{self.hall.id}")
        with tempfile.TemporaryDirectory() as folder:
            self.assertTrue(note.is_signed(Path(folder), self.key["pem"],
                                           public_key))
            note.text = note.text.replace("\n", "\n1", 1)
            self.assertFalse(note.is_signed(Path(folder), self.key["pem"],
                                            public_key))

    def test_every_line_has_its_proof(self):
        lines, leaves = self.lines(), self.leaves()
        for n, line in enumerate(lines):
            proof = self.anyone.ok("GET", f"{self.hall.path}/proofs/{n}")
            self.assertEqual(proof["line"].encode(), line)
            self.assertEqual((proof["n"], proof["leaf"]),
                             (n, merkle.b64(leaves[n])))
            self.assertEqual(proof["path"], [
                merkle.b64(h) for h in merkle.inclusion(n, leaves)])
            self.head_is_right(proof["checkpoint"], leaves)

    def head_is_right(self, head, leaves):
        note = merkle.Note(head["note"])
        self.assertEqual(
            (note.size, note.root), (len(leaves), merkle.root(leaves)))
        self.assertEqual(
            (head["size"], head["root"], head["code"]),
            (note.size, merkle.b64(note.root), merkle.code(note.root)))

    def test_every_earlier_tree_has_its_proof(self):
        leaves = self.leaves()
        for size in range(len(leaves) + 1):
            proof = self.anyone.ok(
                "GET", f"{self.hall.path}/consistency?from={size}")
            self.assertEqual(proof["from"], size)
            self.assertEqual(proof["path"], [
                merkle.b64(h) for h in merkle.consistency(size, leaves)])
            self.head_is_right(proof["checkpoint"], leaves)

    def test_what_is_not_there_has_no_proof(self):
        size = self.note().size
        for path in (f"/proofs/{size}", "/proofs/9007199254740993",
                     f"/consistency?from={size + 1}"):
            problem = self.refused(self.anyone.get(self.hall.path + path),
                                   404, "not-found")
            self.assertIn(str(size), problem["detail"])
        for path in "/checkpoint", "/proofs/0", "/consistency":
            self.refused(self.anyone.get("/v1/assemblies/999" + path), 404,
                         "not-found")
        for query in "from=-1", "from=x", "from=1&from=1", "limit=1":
            self.refused(self.anyone.get(
                f"{self.hall.path}/consistency?{query}"), 400,
                "query-invalid")

    def test_a_checkpoint_follows_everything_at_once(self):
        hall = Hall(self.server, state="draft")
        self.assertEqual(self.note(hall).size, 1)
        before = self.note(hall)
        for to in "convened", "opened":
            hall.move(to)
            after, leaves = self.note(hall), self.leaves(hall)
            self.assertEqual((after.size, after.root),
                             (len(leaves), merkle.root(leaves)))
            self.assertEqual(before.root, merkle.root(leaves[:before.size]))
            before = after

    def test_a_ballot_is_covered_soon_without_anything_else(self):
        hall = Hall(self.server)
        number = hall.round()
        stream = self.server.client("operator").stream(hall.path + "/stream")
        receipt = hall.cast(number, "GM9001", "for").json
        data = stream.until(lambda data: data["checkpoint"]["size"]
                            > receipt["journal"], "the checkpoint")
        stream.close()
        self.assertEqual(data["checkpoint"]["size"],
                         data["assembly"]["journal"])
        proof = self.anyone.ok(
            "GET", f"{hall.path}/proofs/{receipt['journal']}")
        self.assertEqual({key: proof["checkpoint"][key]
                          for key in ("size", "root", "code")},
                         data["checkpoint"])
        hall.move_round(number, "closed")

    def test_what_is_withheld_is_proved_by_its_hash(self):
        hall = Hall(self.server)
        number = hall.round()
        n = hall.cast(number, "GM9001", "for").json["journal"]
        path = f"{hall.path}/proofs/{n}"
        wait_for(lambda: self.anyone.get(path).status == 200, "the proof")
        for role in "anyone", "operator", "committee", "display":
            open_proof = self.server.client(role).ok("GET", path)
            self.assertTrue(open_proof["withheld"])
            self.assertNotIn("line", open_proof)
        leaves = self.leaves(hall)
        self.assertEqual(open_proof["leaf"], merkle.b64(leaves[n]))
        self.assertEqual(open_proof["path"], [
            merkle.b64(h) for h in merkle.inclusion(n, leaves)])
        hall.move_round(number, "closed")
        closed = self.anyone.ok("GET", path)
        self.assertNotIn("withheld", closed)
        self.assertEqual(json.loads(closed["line"])["choice"], "for")
        self.assertEqual(closed["leaf"], open_proof["leaf"])

    def test_the_journal_extends_every_checkpoint_across_a_restart(self):
        hall = Hall(self.server)
        before = self.note(hall)
        self.server.restart()
        leaves = self.leaves(hall)
        self.assertGreater(self.note(hall).size, before.size)
        self.assertEqual(before.root, merkle.root(leaves[:before.size]))

    def test_the_data_directory_keeps_the_latest_of_each_journal(self):
        hall = Hall(self.server)
        note = self.note(hall)
        kept = self.server.data / "stembus.checkpoints"

        def latest():
            found = [merkle.Note(text + "\n") for text in
                     kept.read_text(encoding="utf-8").strip()
                     .replace("\n\nstembus", "\n\0stembus").split("\n\0")]
            return {one.origin: one for one in found}
        wait_for(lambda: latest().get(note.origin, note).root == note.root
                 and note.origin in latest(), "the file")
        self.assertIn(note.origin.split("/assembly")[0] + "/register",
                      latest())
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)


class Keys(ApiTest):
    """The public key in the forms of other programs, which then verify what
    the secret key has signed."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.seed = (self.server.data / "stembus.key").read_bytes()
        self.data = "Uitslag\n".encode()
        (self.folder / "file").write_bytes(self.data)
        self.signature = merkle.sign(self.folder, self.seed, self.data)

    def export(self, form):
        done = self.server.run("key", "--data", str(self.server.data),
                               "--format", form)
        self.assertRegex(done.stderr,
                         r"fingerprint( [0-9a-f]{4}){8}\n$")
        self.fingerprint = "".join(done.stderr.split()[3:])
        (self.folder / form).write_text(done.stdout)
        shown = self.server.client("anyone").ok("GET", "/v1/key")
        self.assertEqual(shown[form], done.stdout)
        self.assertEqual(shown["fingerprint"], self.fingerprint)
        return done.stdout

    def runs(self, *command):
        done = subprocess.run(command, cwd=self.folder, capture_output=True,
                              text=True, timeout=60)
        return done.returncode == 0

    def blob(self, text):
        """The last line of a minisign or signify key, taken apart."""
        blob = base64.b64decode(text.splitlines()[-1])
        self.assertEqual((blob[:2], len(blob)), (b"Ed", 42))
        self.assertEqual(blob[2:10].hex(), self.fingerprint[:16])
        return blob[2:10], blob[10:]

    def write(self, name, *parts):
        (self.folder / name).write_text("".join(
            part if isinstance(part, str) else merkle.b64(part) + "\n"
            for part in parts))

    def test_openssl_takes_the_pem(self):
        self.export("pem")
        (self.folder / "signature").write_bytes(self.signature)
        verify = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem",
                  "-rawin", "-in", "file", "-sigfile", "signature")
        self.assertTrue(self.runs(*verify))
        shown = subprocess.run(
            ["openssl", "pkey", "-pubin", "-in", "pem", "-noout", "-text"],
            cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertIn("ED25519 Public-Key", shown.stdout)
        (self.folder / "file").write_text("anders\n")
        self.assertFalse(self.runs(*verify))

    def test_minisign_takes_its_form(self):
        number, _ = self.blob(self.export("minisign"))
        self.assertIn(number[::-1].hex().upper(),
                      (self.folder / "minisign").read_text())
        trusted = "een opmerking"
        self.write("signature", "untrusted comment: x\n",
                   b"Ed" + number + self.signature,
                   f"trusted comment: {trusted}\n",
                   merkle.sign(self.folder, self.seed,
                               self.signature + trusted.encode()))
        verify = ("minisign", "-V", "-p", "minisign", "-m", "file", "-x",
                  "signature")
        self.assertTrue(self.runs(*verify))
        (self.folder / "file").write_text("anders\n")
        self.assertFalse(self.runs(*verify))

    def test_signify_takes_its_form(self):
        number, _ = self.blob(self.export("signify"))
        self.write("signature", "untrusted comment: verify with signify\n",
                   b"Ed" + number + self.signature)
        verify = ("signify-openbsd", "-V", "-p", "signify", "-m", "file",
                  "-x", "signature")
        self.assertTrue(self.runs(*verify))
        (self.folder / "file").write_text("anders\n")
        self.assertFalse(self.runs(*verify))

    def test_there_is_no_other_form(self):
        self.server.run("key", "--data", str(self.server.data), "--format",
                        "pkcs8", status=2)

    def test_pem_is_what_it_prints_by_itself(self):
        done = self.server.run("key", "--data", str(self.server.data))
        self.assertEqual(done.stdout, self.export("pem"))
