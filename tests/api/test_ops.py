# SPDX-License-Identifier: EUPL-1.2
"""Running it: health, metrics, restarts, crashes, backup, verify."""
import re
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from hall import Hall
from harness import BINARY, ApiTest, Server, wait_for

VOTES = {"GM9001": "for", "GM9002": "against", "GM9003": "abstain"}


class Health(ApiTest):
    def test_it_says_that_it_is_up_and_ready(self):
        anyone = self.server.client("anyone")
        self.assertEqual(anyone.ok("GET", "/healthz"), {"status": "up"})
        self.assertEqual(anyone.ok("GET", "/readyz"), {"status": "ready"})
        for path in "/healthz", "/readyz", "/metrics":
            head = anyone.request("HEAD", path)
            self.assertEqual((head.status, head.body), (200, b""))
            self.assertEqual(anyone.post(path, {}).status, 405)

    def test_metrics_are_prometheus_text(self):
        Hall(self.server)
        answer = self.server.client("anyone").get("/metrics")
        self.assertEqual((answer.status, answer.media), (200, "text/plain"))
        text = answer.body.decode()
        self.assertTrue(text.endswith("\n"))
        sample = re.compile(r'[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"\n]*"'
                            r'(,[a-z_]+="[^"\n]*")*\})? '
                            r'[-+]?(\d+(\.\d+)?([eE][-+]?\d+)?|Inf|NaN)')
        typed = set()
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                typed.add(line.split()[2])
            elif not line.startswith("#"):
                self.assertTrue(sample.fullmatch(line), line)
                name = re.split(r"[{ ]", line)[0]
                self.assertTrue(name.startswith("stembus_"), name)
                self.assertIn(re.sub("_(bucket|sum|count)$", "", name)
                              if name not in typed else name, typed)

    def test_metrics_count_what_happens(self):
        def total():
            text = self.server.client("anyone").get("/metrics").body.decode()
            return sum(float(line.split()[-1]) for line in text.splitlines()
                       if line.startswith("stembus_") and "ballot" in line
                       and "bucket" not in line)
        hall = Hall(self.server)
        number = hall.round()
        before = total()
        hall.vote(number, VOTES)
        self.assertGreater(total(), before)


class Restart(ApiTest):
    def everything(self, hall, number):
        return [self.op.get(path).json for path in (
            "/v1/assemblies", "/v1/members?pageSize=1000",
            hall.path + "/roll", hall.path + "/motions",
            f"/v1/rounds/{number}", f"/v1/rounds/{number}/transitions",
            f"/v1/results/{hall.id}", "/v1/tokens")]

    def handsets(self, hall):
        """Without what is not part of the record."""
        found = self.op.ok("GET", hall.path + "/handsets")["handsets"]
        return [{key: value for key, value in one.items()
                 if key not in ("lastSeenAt", "battery")} for one in found]

    def settle(self, found):
        """The restart itself adds a journal line."""
        if isinstance(found, dict):
            return {key: self.settle(value) for key, value in found.items()
                    if key != "journal"}
        return [self.settle(one) for one in found] \
            if isinstance(found, list) else found

    def test_a_restart_keeps_everything(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, VOTES)
        hall.cast(number, "GM9001", "for")
        hall.cast(number, "GM9002", "for", 1)
        hall.move_round(number, "closed", "declared", "certified",
                        "published")
        before = self.everything(hall, number), self.handsets(hall), \
            hall.ballots(number)
        self.server.restart()
        after = self.everything(hall, number), self.handsets(hall), \
            hall.ballots(number)
        self.assertEqual(self.settle(list(after)), self.settle(list(before)))
        self.assertEqual(hall.journal()[-1]["kind"], "restart")

    def test_an_open_round_goes_on_after_a_restart(self):
        hall = Hall(self.server)
        number = hall.round()
        receipt = hall.cast(number, "GM9001", "for").json
        self.server.restart()
        found = hall.get_round(number)
        self.assertEqual((found["state"], found["turnout"]),
                         ("open", {"weight": 10, "members": 1}))
        again = hall.cast(number, "GM9001", "for")
        self.assertEqual((again.status, again.json), (200, receipt))
        self.assertEqual(hall.handset["GM9001"].ok("GET", "/v1/handset")
                         ["voted"]["choice"], "for")
        hall.vote(number, {"GM9002": "against"})
        self.refused(hall.cast(number, "GM9002", "for", 1), 409,
                     "stale-ballot")
        result = hall.move_round(number, "closed")["result"]
        self.assertEqual([o["weight"] for o in result["options"]],
                         [10, 20, 0])

    def test_a_duration_survives_a_restart(self):
        hall = Hall(self.server)
        number = hall.round(durationSeconds=2)
        hall.vote(number, {"GM9001": "for"})
        self.server.restart()
        wait_for(lambda: hall.get_round(number)["state"] == "closed",
                 "the automatic close")
        self.assertEqual(
            hall.get_round(number)["result"]["options"][0]["weight"], 10)
        long = hall.round(durationSeconds=3600)
        closes = hall.get_round(long)["closesAt"]
        self.server.restart()
        found = hall.get_round(long)
        self.assertEqual((found["state"], found["closesAt"]),
                         ("open", closes))
        hall.move_round(long, "closed")

    def test_what_was_acknowledged_survives_a_crash(self):
        hall = Hall(self.server)
        number = hall.round()
        receipts = {code: hall.cast(number, code, "for").json
                    for code in hall.codes}
        self.server.kill()
        self.server.start()
        for code, receipt in receipts.items():
            again = hall.cast(number, code, "for")
            self.assertEqual((again.status, again.json), (200, receipt))
        hall.move_round(number, "closed")

    def test_a_withdrawn_token_stays_withdrawn(self):
        made = self.op.ok("POST", "/v1/tokens", {"role": "display"})
        self.op.ok("DELETE", f"/v1/tokens/{made['id']}")
        self.server.restart()
        tokens = self.op.ok("GET", "/v1/tokens")["tokens"]
        self.assertTrue(next(t for t in tokens
                             if t["id"] == made["id"])["revoked"])


class CommandLine(ApiTest):
    def fails(self, *arguments, status=1):
        done = self.server.run(*arguments, status=status)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr)
        return done.stderr

    def test_a_second_process_may_not_write(self):
        self.fails("token", "--data", str(self.server.data), "--role",
                   "display")
        self.fails("serve", "--data", str(self.server.data), "--listen",
                   "127.0.0.1:0")
        self.assertEqual(self.op.get("/readyz").status, 200)

    def test_init_does_not_touch_a_store_that_is_there(self):
        self.fails("init", "--data", str(self.server.data))

    def test_a_token_is_made_while_nothing_serves(self):
        self.server.stop()
        done = self.server.run("token", "--data", str(self.server.data),
                               "--role", "display", "--name", "scherm")
        token = done.stdout.strip()
        self.assertNotIn("\n", token)
        self.server.start()
        self.refused(self.server.client("anyone").get(
            "/v1/tokens", authorization="Bearer " + token), 403,
            "role-forbidden")

    def test_wrong_use_exits_with_2(self):
        for arguments in (("nonsense",), ("serve",), ("serve", "--nonsense"),
                          ("token", "--data", str(self.server.data))):
            with self.subTest(arguments):
                self.fails(*arguments, status=2)

    def test_help_and_version_explain_themselves(self):
        self.assertRegex(self.server.run("version").stdout,
                         r"^stembus 1\.\d+\.\d+")
        text = self.server.run("help").stdout
        for word in "init", "token", "serve", "import", "verify", "backup":
            self.assertIn(word, text)
            self.assertIn(word, self.server.run("help", word).stdout)


class Verify(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hall = cls.hall = Hall(cls.server)
        motion = hall.motion("motion", movers=["GM9001"], text="tekst")
        number = hall.round(motion)
        hall.vote(number, VOTES)
        hall.vote(number, {"GM9001": "against"}, 2)
        hall.cast(number, "GM9002", "for", 1)
        hall.move_round(number, "closed")
        hall.cast(number, "GM9004", "for")
        hall.move_round(number, "declared", "certified", "published")
        hall.op.ok("DELETE", hall.path + "/handsets/H-GM9005")
        hall.attend(GM9004=False)
        cls.copies = Path(tempfile.mkdtemp(prefix="stembus-copies-"))
        cls.backup = cls.copies / "backup.db"
        cls.server.run("backup", "--data", str(cls.server.data), "--to",
                       str(cls.backup))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.copies, ignore_errors=True)
        super().tearDownClass()

    def copy(self, name):
        return shutil.copy(self.backup, self.copies / f"{name}.db")

    def test_a_backup_of_a_running_server_verifies(self):
        self.server.run("verify", "--file", str(self.backup))

    def test_the_key_is_not_in_a_backup(self):
        key = (self.server.data / "stembus.key").read_bytes().strip()
        self.assertNotIn(key, self.backup.read_bytes())

    def test_a_backup_is_not_written_over_another(self):
        self.server.run("backup", "--data", str(self.server.data), "--to",
                        str(self.backup), status=1)

    def test_a_running_server_is_verified(self):
        self.server.run("verify", "--data", str(self.server.data))

    def change(self, file, table, statement, *values):
        """With the triggers that forbid it out of the way."""
        store = sqlite3.connect(file)
        for name, in store.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' "
                "AND tbl_name = ?", (table,)).fetchall():
            store.execute(f"DROP TRIGGER {name}")
        cursor = store.execute(statement, values)
        self.assertEqual(cursor.rowcount, 1, statement)
        store.commit()
        store.close()

    def verify_finds(self, file, *words):
        done = subprocess.run([BINARY, "verify", "--file", file],
                              capture_output=True, text=True, timeout=60,
                              env=Server.environment())
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 1, said)
        for word in words:
            self.assertIn(word, said)

    def test_one_flipped_byte_in_any_journal_line_is_found(self):
        store = sqlite3.connect(self.backup)
        lines = store.execute("SELECT assembly_id, n, line FROM journal "
                              "ORDER BY assembly_id, n").fetchall()
        store.close()
        seen = set()
        for journal, n, line in lines:
            kind = re.search('"kind":"([a-z]+)"', line).group(1)
            if kind in seen:
                continue
            seen.add(kind)
            with self.subTest(f"{journal} {n} {kind}"):
                # The last digit or letter, so that it stays JSON.
                at = max(i for i, c in enumerate(line) if c.isalnum())
                flipped = line[:at] + chr(ord(line[at]) ^ 1) + line[at + 1:]
                file = self.copy(f"line-{journal}-{n}")
                self.change(file, "journal", "UPDATE journal SET line = ? "
                            "WHERE assembly_id = ? AND n = ?", flipped,
                            journal, n)
                self.verify_finds(file, str(n))
        self.assertGreater(len(seen), 15)

    def test_a_changed_table_is_found_and_named(self):
        for table, statement in (
                ("ballot", "UPDATE ballot SET choice = 'for' "
                 "WHERE code = 'GM9002'"),
                ("ballot", "DELETE FROM ballot WHERE code = 'GM9003'"),
                ("roll_entry", "UPDATE roll_entry SET weight = 11 "
                 "WHERE code = 'GM9001'"),
                ("result", "UPDATE result SET outcome = 'adopted'"),
                ("round", "UPDATE round SET state = 'closed'"),
                ("motion", "UPDATE motion SET title = 'anders'"),
                ("member", "UPDATE member SET name = 'anders' "
                 "WHERE code = 'GM9001'"),
                ("figure", "UPDATE figure SET inhabitants = 1 "
                 "WHERE code = 'GM9001'"),
                ("attendance", "UPDATE attendance SET present = 1 "
                 "WHERE present = 0"),
                ("assignment", "UPDATE assignment SET state = 'assigned' "
                 "WHERE state = 'revoked'"),
                ("press", "DELETE FROM press WHERE late = 1"),
                ("move", "UPDATE move SET by = 'iemand' "
                 "WHERE kind = 'certified'"),
                ("assembly", "UPDATE assembly SET title = 'anders'")):
            with self.subTest(statement):
                file = self.copy(f"table-{abs(hash(statement))}")
                self.change(file, table, statement)
                self.verify_finds(file, table)

    def test_a_line_taken_off_the_end_is_found(self):
        file = self.copy("shorter")
        self.change(file, "journal", "DELETE FROM journal WHERE n = "
                    "(SELECT max(n) FROM journal WHERE assembly_id = 1) "
                    "AND assembly_id = 1")
        self.verify_finds(file)

    def test_a_restored_backup_serves_what_was_there(self):
        folder = self.copies / "restored"
        folder.mkdir(mode=0o700)
        shutil.copy(self.backup, folder / "stembus.db")
        server = Server(data=folder)
        try:
            server.run("recover", "--data", str(folder), "--by", "Griffier",
                       "--and", "Voorzitter", "--reason", "nieuwe machine")
            server.start()
            served = server.client("anyone").ok(
                "GET", f"/v1/results/{self.hall.id}")
            original = self.op.ok("GET", f"/v1/results/{self.hall.id}")
            self.assertEqual(served["rounds"], original["rounds"])
        finally:
            server.stop()
            server.remove()
