#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""docs/verify/VERIFY.md: every command on it, run in the bundle of the demo."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/docs"))

from test_docs import SEPARATOR, missing_lines, run_page, stembus

PAGE = TOP / "docs/verify/VERIFY.md"


class Page(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="stembus-verify-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.bundle = cls.folder / "bundle"
        stembus("demo", "--keep", str(cls.folder / "store"))
        stembus("export", "--data", str(cls.folder / "store"), "--out",
                str(cls.bundle), "--assembly", "1")

    def run_in(self, folder):
        """[(script, lines it should show, what it printed)], stderr"""
        steps, done = run_page(PAGE.read_text("utf-8"), str(folder), "dash")
        outputs = done.stdout.split(SEPARATOR)
        self.assertEqual(len(outputs), len(steps) + 1,
                         done.stdout[-600:] + done.stderr)
        return [(script, shown, output) for (script, shown), output
                in zip(steps, outputs)], done.stderr

    def test_the_bundle_has_this_page_and_the_program(self):
        for name in "VERIFY.md", "verify.py":
            self.assertEqual((self.bundle / name).read_bytes(),
                             (PAGE.parent / name).read_bytes())

    def test_each_command_says_what_the_page_shows(self):
        steps, errors = self.run_in(self.bundle)
        self.assertEqual(errors, "")
        self.assertGreater(len(steps), 12)
        for script, shown, output in steps:
            with self.subTest(script.strip().splitlines()[0][:60]):
                self.assertEqual(list(missing_lines(shown, output)), [],
                                 output[:3000])

    def test_the_key_and_its_fingerprint_are_said_alike_everywhere(self):
        steps, _ = self.run_in(self.bundle)
        said = next(output for script, _, output in steps
                    if "openssl pkey " in script).split()
        self.assertEqual(len(said), 3)
        self.assertEqual(said[1], said[2])
        self.assertIn(f"stembus/{said[0]}/",
                      (self.bundle / "checkpoint").read_text("utf-8"))
        self.assertIn(f"signed with the key {said[0]}\n",
                      "".join(output for *_, output in steps))

    def test_every_check_notices_a_changed_bundle(self):
        """A published ballot with another choice, in a copy that is the same
        otherwise."""
        target = self.folder / "changed"
        shutil.copytree(self.bundle, target)
        journal = target / "journal.jsonl"
        lines = journal.read_bytes().split(b"\n")
        published = [line for line in lines if b'"kind":"published"' in line]
        number = published[-1].split(b'"round":')[1].split(b",")[0]
        at = next(n for n, line in enumerate(lines)
                  if b'"kind":"ballot","round":%s,' % number in line
                  and b'"choice":"against"' in line)
        lines[at] = lines[at].replace(b'"against"', b'"for"')
        journal.write_bytes(b"\n".join(lines))
        steps, errors = self.run_in(target)
        failed = {script.strip().splitlines()[0].split()[0]
                  for script, shown, output in steps
                  if list(missing_lines(shown, output))}
        self.assertEqual(failed, {"sha256sum", "python3", "ROUND=$(jq",
                                  "cp"})
        self.assertIn("journal.jsonl: FAILED", "".join(
            output for *_, output in steps) + errors)
        self.assertEqual(subprocess.run(
            [sys.executable, target / "verify.py"], capture_output=True,
            timeout=60).returncode, 1)


if __name__ == "__main__":
    os.execv(sys.executable, [sys.executable,
                              str(TOP / "tests/run_python.py"),
                              *sys.argv[1:], __file__])
