# SPDX-License-Identifier: EUPL-1.2
"""Bundles one after another: what replaces what, and what a failure leaves."""
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import scene as scenes  # noqa: E402
from checks import files_of  # noqa: E402
from hall import Hall  # noqa: E402
from harness import BINARY, ApiTest, Server  # noqa: E402


class Versions(ApiTest):
    def setUp(self):
        super().setUp()
        self.hall = scenes.Hall(self.server, members=scenes.MEMBERS)
        self.motion = self.hall.motion()
        self.round = scenes.held_round(self.hall, self.motion)
        self.out = self.server.folder / f"bundle-{self.hall.id}"

    def export(self, status=0, out=None, **options):
        arguments = [f"--{key}={value}" for key, value in options.items()]
        return self.server.run(
            "export", "--data", str(self.server.data), "--out",
            str(out or self.out), "--assembly", str(self.hall.id), *arguments,
            status=status)

    def results(self):
        return json.loads((self.out / "results.json").read_text())

    def sums(self):
        return hashlib.sha256(
            (self.out / "SHA256SUMS").read_bytes()).hexdigest()

    def beside(self):
        """What else stands where the bundle stands."""
        return [path.name for path in self.server.folder.iterdir()
                if path.name.startswith(self.out.name)
                and path != self.out]

    def correct(self):
        scenes.annul(self.hall, self.round)
        self.round = scenes.held_round(self.hall, self.motion,
                                       {"GM9002": "against"}, sequence=9)

    # ---- versions --------------------------------------------------------------

    def test_a_correction_makes_a_version_that_names_the_former(self):
        self.export()
        self.assertEqual(self.results()["version"], 1)
        self.assertNotIn("replaces", self.results())
        former, annulled = self.sums(), self.round
        self.correct()
        said = self.export().stderr
        self.assertIn("it replaces version 1", said)
        found = self.results()
        self.assertEqual((found["version"], found["replaces"]),
                         (2, {"version": 1, "sha256sums": former}))
        self.assertEqual([c["round"] for c in found["corrections"]],
                         [annulled])
        self.assertEqual([one["round"]["id"] for one in found["rounds"]],
                         [self.round])
        for name in "index.html", "minutes.nl.md":
            self.assertIn(former, (self.out / name).read_text(), name)
        self.assertEqual(self.beside(), [])

    def test_what_is_added_makes_a_version_as_well(self):
        self.export()
        former = self.sums()
        scenes.held_round(self.hall, self.hall.motion())
        self.export()
        found = self.results()
        self.assertEqual((found["version"], found["replaces"]["sha256sums"],
                          found["corrections"]), (2, former, []))

    def test_what_a_member_declares_afterwards_makes_a_version(self):
        self.export()
        result = self.results()["rounds"][0]["round"]["result"]
        scenes.declare(self.hall, self.round, "GM9002", "for")
        fresh = self.server.folder / f"fresh-{self.hall.id}"
        self.export(out=fresh)  # it replaces nothing, and is no first one
        self.assertEqual(json.loads(
            (fresh / "results.json").read_text())["version"], 2)
        self.export()
        found = self.results()
        self.assertEqual((found["version"], found["replaces"]["version"],
                          found["rounds"][0]["round"]["result"]),
                         (2, 1, result))

    def test_a_bundle_that_is_up_to_date_is_left_alone(self):
        for _ in range(2):  # also when it replaced another
            self.export()
            before = files_of(self.out), self.out.stat().st_ino
            self.assertIn("up to date", self.export().stderr)
            self.assertEqual((files_of(self.out), self.out.stat().st_ino),
                             before)
            self.correct()

    def test_the_same_steps_give_the_same_second_version(self):
        other = self.server.folder / f"other-{self.hall.id}"
        self.export()
        self.export(out=other)
        self.correct()
        self.export()
        self.export(out=other)
        self.assertEqual(files_of(self.out), files_of(other))

    # ---- refusals --------------------------------------------------------------

    def test_what_is_no_bundle_is_not_touched(self):
        self.out.mkdir()
        mine = self.out / "index.html"
        mine.write_text("van een ander")
        self.assertIn("no bundle of stembus", self.export(1).stderr)
        self.assertEqual(files_of(self.out), {"index.html": b"van een ander"})
        self.assertEqual(self.beside(), [])

    def test_a_bundle_of_another_assembly_is_not_replaced(self):
        self.export()
        before = files_of(self.out)
        self.hall = scenes.Hall(self.server, members=scenes.MEMBERS)
        scenes.held_round(self.hall, self.hall.motion())
        self.assertIn(f"no bundle of assembly {self.hall.id}",
                      self.export(1).stderr)
        self.assertEqual(files_of(self.out), before)

    def test_a_newer_bundle_is_not_replaced_by_an_older_store(self):
        old = self.server.folder / f"old-{self.hall.id}"
        old.mkdir()
        self.server.run("backup", "--data", str(self.server.data), "--to",
                        str(old / "stembus.db"))
        shutil.copy(self.server.data / "stembus.key", old)
        self.correct()
        self.export()
        before = files_of(self.out)
        done = self.server.run("export", "--data", str(old), "--out",
                               str(self.out), "--assembly", str(self.hall.id),
                               status=1)
        self.assertIn("is newer", done.stderr)
        # A store that is older than what was signed signs nothing more.
        shutil.copy(self.server.data / "stembus.checkpoints", old)
        done = self.server.run("export", "--data", str(old), "--out",
                               str(self.out) + "-new", "--assembly",
                               str(self.hall.id), status=1)
        self.assertIn("not what was signed before", done.stderr)
        self.assertEqual(files_of(self.out), before)

    def test_another_history_is_not_replaced(self):
        self.export()
        note = (self.out / "checkpoint").read_text().split("\n")
        note[2] = "A" * 43 + "="
        (self.out / "checkpoint").write_text("\n".join(note))
        self.assertIn("another history", self.export(1).stderr)

    def test_without_a_published_result_there_is_no_bundle(self):
        self.hall = scenes.Hall(self.server, members=scenes.MEMBERS)
        scenes.held_round(self.hall, self.hall.motion(),
                          moves=("closed", "declared"))
        self.assertIn("no result", self.export(1).stderr)
        self.assertFalse(self.out.exists())
        self.assertIn("no assembly 4242", self.server.run(
            "export", "--data", str(self.server.data), "--out", str(self.out),
            "--assembly", "4242", status=1).stderr)

    # ---- a vote that is going on --------------------------------------------------

    def test_ballots_of_an_open_round_are_withheld(self):
        motion = self.hall.motion(title="Nu in stemming")
        number = self.hall.round(motion)
        self.hall.vote(number, {"GM9001": "against"}, 5)
        self.export()
        lines = [json.loads(line) for line in
                 (self.out / "journal.jsonl").read_text().splitlines()]
        withheld = [line for line in lines if line.get("withheld")]
        self.assertEqual(len(withheld), 1)
        self.assertNotIn(number, [line.get("round") for line in lines
                                  if line.get("kind") == "ballot"])
        former = self.sums()
        self.hall.move_round(number, *scenes.PUBLISHED)
        self.export()
        lines = (self.out / "journal.jsonl").read_bytes().splitlines()
        self.assertEqual(
            hashlib.sha256(b"\0" + lines[withheld[0]["n"]]).hexdigest(),
            withheld[0]["hash"])
        self.assertEqual(self.results()["replaces"]["sha256sums"], former)

    # ---- failures in the middle ----------------------------------------------------

    def limited(self, deadly):
        """An export that may write no file of more than 8 KB: the attempt is
        refused, as by a full disk, or ends the process."""
        def limit():
            signal.signal(signal.SIGXFSZ,
                          signal.SIG_DFL if deadly else signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return subprocess.run(
            [BINARY, "export", "--data", self.server.data, "--out", self.out,
             "--assembly", str(self.hall.id)], capture_output=True, text=True,
            timeout=120, env=Server.environment(), preexec_fn=limit)

    def test_a_full_disk_leaves_nothing_behind(self):
        for version in 1, 2:
            before = files_of(self.out) if self.out.exists() else None
            done = self.limited(False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(os.strerror(27), done.stderr)  # EFBIG
            self.assertEqual(
                files_of(self.out) if self.out.exists() else None, before)
            self.assertEqual(self.beside(), [])
            self.export()
            self.assertEqual(self.results()["version"], version)
            self.correct()

    def test_a_crash_leaves_no_half_bundle(self):
        for version in 1, 2:
            before = files_of(self.out) if self.out.exists() else None
            done = self.limited(True)
            self.assertEqual(done.returncode, -signal.SIGXFSZ, done.stderr)
            self.assertEqual(
                files_of(self.out) if self.out.exists() else None, before)
            self.export()
            self.assertEqual(self.results()["version"], version)
            self.correct()


class Years(ApiTest):
    """A member through several assemblies and a merger."""

    REGISTER = (
        "code;kind;name;inhabitants;reference_date;valid_from;valid_until\n"
        "GM9011;municipality;Oud-Voorbeeld;1000;2025-01-01;;2026-01-01\n"
        "GM9012;municipality;Voorbeelddam;2000;2025-01-01;;2026-01-01\n"
        "GM9012;municipality;Nieuw-Voorbeeld;3000;2026-01-01;2026-01-01;\n"
        "GM9013;municipality;Voorbeeldwoud;4000;2025-01-01;;\n")

    def hold(self, date, codes):
        return Hall(self.server, members=[(code,) for code in codes],
                    register=False, date=date)

    def test_a_member_file_goes_through_the_years_and_a_merger(self):
        self.op.ok("PUT", "/v1/members", self.REGISTER.encode(),
                   content_type="text/csv")
        first = self.hold("2025-06-08", ["GM9011", "GM9012", "GM9013"])
        then = scenes.held_round(first, first.motion(), {
            "GM9011": "for", "GM9012": "against"})
        second = self.hold("2026-06-08", ["GM9012", "GM9013"])
        now = scenes.held_round(second, second.motion(), {"GM9012": "for"})
        found = {}
        for hall in first, second:
            out = self.server.folder / f"year-{hall.id}"
            self.server.run("export", "--data", str(self.server.data), "--out",
                            str(out), "--assembly", str(hall.id))
            found[hall.id] = {
                path.stem: json.loads(path.read_text())
                for path in (out / "members").glob("*.json")}
        self.assertEqual(set(found[second.id]), {"GM9012", "GM9013"})
        member = found[second.id]["GM9012"]
        self.assertEqual(member["name"], "Nieuw-Voorbeeld")
        self.assertEqual([(p["name"], p.get("validFrom"), p.get("validUntil"))
                          for p in member["periods"]],
                         [("Voorbeelddam", None, "2026-01-01"),
                          ("Nieuw-Voorbeeld", "2026-01-01", None)])
        self.assertEqual([(w["date"], w["weight"], w["name"])
                          for w in member["weights"]],
                         [("2025-06-08", 20, "Voorbeelddam"),
                          ("2026-06-08", 30, "Nieuw-Voorbeeld")])
        self.assertEqual([(v["round"], v.get("choice"), v["weight"])
                          for v in member["votes"]],
                         [(then, "against", 20), (now, "for", 30)])
        ended = found[first.id]["GM9011"]
        self.assertEqual([(v["round"], v["choice"]) for v in ended["votes"]],
                         [(then, "for")])
        # The bundle of the first does not know of the second.
        self.assertEqual(len(found[first.id]["GM9012"]["votes"]), 1)


if __name__ == "__main__":
    unittest.main()
