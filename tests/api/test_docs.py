# SPDX-License-Identifier: EUPL-1.2
"""docs/api.md: its examples run and its error table is the registry."""
import json
import os
import re
import subprocess

from contract import TOP
from harness import ApiTest

GUIDE = TOP / "docs/api.md"
BLOCK = re.compile(r"^```(sh run|text answer)\n(.*?)^```$", re.M | re.S)
SEPARATOR = "\x1e"


def blocks():
    """[(script, shown answer or None)] in order."""
    found = []
    for kind, text in BLOCK.findall(GUIDE.read_text()):
        if kind == "sh run":
            found.append([text, None])
        else:
            found[-1][1] = text
    return found


def read(text):
    """(JSON, status) of what `say` printed, or of what is shown."""
    body, _, status = text.strip().rpartition("\n")
    return json.loads(body), int(status)


def differences(shown, real, where=""):
    """What is shown must be there; more may be there.  "…" is anything."""
    if shown == "…":
        return []
    if isinstance(shown, dict) and isinstance(real, dict):
        found = []
        for key, value in shown.items():
            if key not in real:
                found.append(f"{where}/{key} is not there")
            else:
                found += differences(value, real[key], f"{where}/{key}")
        return found
    if isinstance(shown, list) and isinstance(real, list):
        if len(shown) != len(real):
            return [f"{where} has {len(real)} items, not {len(shown)}"]
        return [difference for n, (one, other) in enumerate(zip(shown, real))
                for difference in differences(one, other, f"{where}/{n}")]
    return [] if shown == real else [f"{where} is {real!r}, not {shown!r}"]


class Guide(ApiTest):
    maxDiff = None

    def test_every_example_of_the_guide_runs_as_shown(self):
        steps = blocks()
        self.assertGreater(len(steps), 10)
        script = "set -eu\n" + "".join(
            f"{text}\nprintf '{SEPARATOR}'\n" for text, _ in steps)
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True,
            timeout=120, cwd=self.server.folder,
            env={"PATH": os.environ["PATH"], "OPERATOR": self.op.token,
                 "URL": f"http://127.0.0.1:{self.server.port}"})
        outputs = done.stdout.split(SEPARATOR)
        self.assertEqual((done.returncode, len(outputs)),
                         (0, len(steps) + 1), done.stderr + done.stdout[-500:])
        for (text, shown), output in zip(steps, outputs):
            if shown is None:
                self.assertEqual(output.strip(), "")
                continue
            with self.subTest(text.strip().splitlines()[-1][:60]):
                # Blocks may show the first of several answers.
                body, status = read(shown)
                real = [line for line in output.splitlines() if line]
                self.assertEqual(int(real[1]), status, output)
                self.assertEqual(differences(body, json.loads(real[0])), [],
                                 output)

    def test_its_error_table_is_the_registry(self):
        source = (TOP / "include/base/err.h").read_text().replace("\\\n", "")
        registry = {(slug, int(status)) for status, slug in re.findall(
            r'X\(\w+,\s*(\d+),\s*"([a-z-]+)"', source) if slug != "ok"}
        table = {(slug, int(status)) for slug, status in re.findall(
            r"^\| `([a-z-]+)` \| (\d+) \|", GUIDE.read_text(), re.M)}
        self.assertEqual(table, registry)

    def test_every_code_of_its_ballot_table_is_in_the_registry(self):
        guide = GUIDE.read_text()
        known = set(re.findall(r"^\| `([a-z-]+)` \| \d+ \|", guide, re.M))
        for status, code in re.findall(r"\| (4\d\d|5\d\d) `([a-z-]+)` \|",
                                       guide):
            self.assertIn(code, known)
