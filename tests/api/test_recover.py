# SPDX-License-Identifier: EUPL-1.2
"""A store that is not what was signed: refused, explained, and let go on by
two people, on the record."""
import json
import shutil
import sqlite3
import subprocess
import unittest

from hall import Hall
from harness import BINARY, Server, wait_for

BY = ("--by", "Griffier", "--and", "Voorzitter", "--reason",
      "schijf vervangen")


class Recovery(unittest.TestCase):
    longMessage = True

    def setUp(self):
        self.server = Server()
        self.addCleanup(self.end)
        self.data = self.server.data
        self.second = self.server.folder / "second"
        self.server.options = ["--checkpoint-copy", str(self.second)]
        self.server.start()
        self.hall = Hall(self.server)
        self.number = self.hall.round()
        self.hall.vote(self.number, {"GM9001": "for"})

    def end(self):
        try:
            self.server.stop()
        finally:
            self.server.remove()

    def kept(self):
        return self.data / "stembus.checkpoints"

    def backup(self):
        file = self.server.folder / "backup.db"
        self.server.run("backup", "--data", str(self.data), "--to", str(file))
        return file

    def put_back(self, file):
        for name in "stembus.db-wal", "stembus.db-shm":
            (self.data / name).unlink(missing_ok=True)
        shutil.copy(file, self.data / "stembus.db")

    def roll_back(self):
        """A backup of before the close stands where the store was."""
        file = self.backup()
        self.hall.move_round(self.number, "closed", "declared")
        self.server.stop()
        self.put_back(file)

    def serve(self, *options):
        """`stembus serve` that is to refuse; gives what it says."""
        done = subprocess.run(
            [BINARY, "serve", "--data", self.data, "--listen", "127.0.0.1:0",
             *options], capture_output=True, text=True, timeout=60,
            env=Server.environment())
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    def verify(self, *options, status=1):
        done = self.server.run("verify", "--data", str(self.data), *options,
                               status=status)
        return done.stdout + done.stderr

    def recover(self, *options, status=0):
        return self.server.run("recover", "--data", str(self.data), *BY,
                               "--checkpoint-copy", str(self.second),
                               *options, status=status).stderr

    def incidents(self):
        return self.hall.journal("incident")

    # -- what is refused

    def test_an_older_backup_is_refused_and_explained(self):
        self.roll_back()
        for said in self.serve(), self.verify():
            self.assertIn(str(self.kept()) + ": assembly 1: signed for", said)
            self.assertIn("and the store has", said)
            self.assertIn("recover" if "left alone" in said else "sound in",
                          said)

    def test_the_second_place_finds_it_alone(self):
        """Somebody has put back the whole data directory."""
        self.server.stop()
        copy = self.server.folder / "copy"
        shutil.copytree(self.data, copy)
        self.server.start()
        self.hall.move_round(self.number, "closed")
        self.server.stop()
        shutil.rmtree(self.data)
        copy.rename(self.data)
        self.verify(status=0)
        said = self.serve("--checkpoint-copy", self.second)
        self.assertIn(f"{self.second}: assembly 1: signed for", said)
        self.assertNotIn(str(self.kept()) + ":", said)
        said = self.verify("--checkpoint-copy", str(self.second))
        self.assertIn(str(self.second), said)

    def test_verify_and_recover_know_the_second_place_of_the_file(self):
        self.server.stop()
        (self.data / "stembus.ini").write_text(
            f"checkpoint-copy = {self.second}\n")
        self.assertIn(str(self.second), self.verify(status=0))
        self.second.write_text(self.second.read_text().replace("1", "2"))
        self.assertIn(str(self.second), self.verify())
        self.server.run("recover", "--data", str(self.data), *BY)
        self.assertIn(f"in {self.second}, signed", self.verify(status=0))

    def test_what_only_reads_or_writes_the_register_refuses_as_well(self):
        self.roll_back()
        for arguments in (("token", "--role", "display"),
                          ("import", "--dry-run", "/dev/null")):
            said = self.server.run(arguments[0], "--data", str(self.data),
                                   *arguments[1:], status=1)
            self.assertEqual(said.stdout, "")
            self.assertIn("signed for", said.stderr)

    def test_a_changed_line_is_refused_and_named(self):
        self.server.stop()
        store = sqlite3.connect(self.data / "stembus.db")
        store.executescript("DROP TRIGGER journal_no_update; UPDATE journal "
                            "SET line = replace(line, 'Voorbeeldstad 3', "
                            "'Voorbeeldstad 4') WHERE assembly_id = 1 AND "
                            "line LIKE '%Voorbeeldstad 3%'")
        store.close()
        named = "journal 1, line 3: the line does not have its hash"
        self.assertIn(named, self.serve())
        self.assertIn(named, self.verify())
        # Nobody can decide that this is right.
        self.assertIn(named, self.recover(status=1))

    def test_a_store_that_is_made_to_look_older_is_refused(self):
        """Without its trees, as if nothing had ever been signed."""
        self.roll_back()
        self.kept().unlink()
        self.second.unlink()
        store = sqlite3.connect(self.data / "stembus.db")
        store.executescript(
            "DROP TABLE tree_node; DROP TABLE cosigner; "
            "DROP TABLE cosignature; DROP TABLE correction; "
            "ALTER TABLE move DROP COLUMN cosignature; "
            "PRAGMA user_version = 3")
        store.close()
        for _ in range(2):
            self.assertIn("no checkpoint of this store", self.serve())
            self.verify()

    def test_a_store_without_any_checkpoint_is_refused(self):
        self.server.stop()
        self.kept().unlink()
        self.second.unlink()
        said = self.serve("--checkpoint-copy", self.second)
        self.assertIn("no checkpoint of this store", said)
        self.assertIn(str(self.kept()), said)
        self.assertIn(str(self.second), said)

    def test_one_place_may_be_new(self):
        for path in self.second, self.kept():
            self.server.stop()
            path.unlink()
            self.server.start()
            wait_for(path.exists, "the checkpoints")
            self.assertIn(f"{path} was not there", self.server.log_tail())

    def test_another_key_is_refused(self):
        self.server.stop()
        other = Server()
        key = (other.data / "stembus.key").read_bytes()
        other.remove()
        (self.data / "stembus.key").write_bytes(key)
        for said in self.serve(), self.verify():
            self.assertIn("assembly 1: the journal names the key", said)
            self.assertIn("signed by the key", said)

    def test_a_key_that_is_gone_is_missed(self):
        self.server.stop()
        (self.data / "stembus.key").unlink()
        said = self.serve()
        self.assertIn("stembus.key", said)
        self.assertIn("recover", said)
        self.verify(status=0)  # what is signed can be checked without it
        self.recover()
        self.server.start()
        self.assertEqual(self.incidents()[0]["finding"], "sound")

    def test_a_place_that_cannot_be_written_is_a_fault_of_the_settings(self):
        self.server.stop()
        said = self.serve("--checkpoint-copy", "/nowhere/at/all")
        self.assertIn("/nowhere/at/all", said)

    # -- what goes on

    def test_two_people_let_it_go_on(self):
        before = self.server.client("anyone").ok("GET", "/v1/key")
        self.roll_back()
        said = self.recover()
        self.assertIn("incident", said)
        self.server.start()
        line, = self.incidents()
        self.assertEqual(line["by"], ["Griffier", "Voorzitter"])
        self.assertEqual((line["reason"], line["finding"]),
                         ("schijf vervangen", "shorter"))
        self.assertGreater(line["size"], line["n"])
        after = self.server.client("anyone").ok("GET", "/v1/key")
        self.assertEqual(line["key"], after["publicKey"])
        self.assertNotEqual(line["key"], before["publicKey"])
        self.assertIn(after["fingerprint"], said)
        # What was open is open, and everything works.
        self.hall.vote(self.number, {"GM9002": "against"})
        self.hall.move_round(self.number, "closed", "declared", "certified")
        self.server.restart()
        self.verify(status=0)

    def test_what_was_signed_is_not_thrown_away(self):
        self.roll_back()
        old = {path: path.read_text()
               for path in (self.kept(), self.second)}
        self.recover()
        for path, text in old.items():
            aside, = path.parent.glob(path.name + ".2*")
            self.assertEqual(aside.read_text(), text)
            self.assertNotEqual(path.read_text(), text)

    def test_the_incident_stands_in_every_journal(self):
        other = Hall(self.server, title="Een andere")
        self.roll_back()
        self.recover()
        self.server.start()
        self.assertEqual(len(other.journal("incident")), 1)
        store = sqlite3.connect(f"file:{self.data}/stembus.db?mode=ro",
                                uri=True)
        lines = [json.loads(line) for line, in store.execute(
            "SELECT line FROM journal WHERE assembly_id = 0 ORDER BY n")]
        store.close()
        self.assertEqual(lines[-1]["kind"], "incident")
        self.assertEqual(lines[-1]["finding"], "sound")

    def test_it_can_happen_twice(self):
        for _ in range(2):
            self.server.stop()
            self.kept().unlink()
            self.second.unlink()
            self.recover()
            self.server.start()
        self.assertEqual([line["finding"] for line in self.incidents()],
                         ["missing", "missing"])
        self.verify(status=0)

    def test_nothing_is_recovered_without_need(self):
        self.server.stop()
        self.assertIn("nothing to recover", self.recover(status=1))

    def test_one_person_is_not_enough(self):
        self.roll_back()
        for options in (
                ("--by", "A", "--reason", "x"),
                ("--by", "A", "--and", "A", "--reason", "x"),
                ("--by", "A", "--and", "B"),
                ("--by", "A", "--and", "B\nC", "--reason", "x"),
                ("--by", "A", "--and", "B" * 81, "--reason", "x")):
            self.server.run("recover", "--data", str(self.data), *options,
                            status=2)
        self.assertIn("signed for", self.serve())

    def test_it_does_not_recover_what_is_served(self):
        self.recover(status=1)

    # -- while it is served

    def metric(self, name):
        text = self.server.client("anyone").get("/metrics").body.decode()
        return int(next(line.split()[1] for line in text.splitlines()
                        if line.startswith(f"stembus_{name} ")))

    def test_voting_goes_on_without_the_second_place(self):
        self.server.stop()
        folder = self.server.folder / "elsewhere"
        folder.mkdir()
        second = folder / "second"
        self.server.options = ["--checkpoint-copy", str(second)]
        self.server.start()
        wait_for(second.exists, "the second place")
        shutil.rmtree(folder)
        self.hall.vote(self.number, {"GM9002": "for"})
        wait_for(lambda: self.metric("checkpoint_failures_total") > 0,
                 "the failure")
        self.hall.vote(self.number, {"GM9003": "for"})
        self.hall.move_round(self.number, "closed")
        self.assertEqual(self.server.client("anyone").get("/readyz").status,
                         200)
        folder.mkdir()
        wait_for(second.exists, "the second place again")
        self.server.stop()
        self.assertEqual(second.read_text(), self.kept().read_text())
