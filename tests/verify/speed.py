#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""speed.py BUILD: how long docs/verify/verify.py takes for 100,000 ballots.

A daemon of BUILD and `stembus hall` make the journal; its checkpoint is signed
with the daemon's key.  The figure asked for is 15 seconds.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(sys.argv[1] if sys.argv[1:] else TOP / "build/release").resolve()
os.environ["STEMBUS"] = str(BUILD / "stembus")
for folder in "tests/api", "tests/verify":
    sys.path.insert(0, str(TOP / folder))

import harness
from signer import Signer
from test_verify_py import PROGRAM, journal_of

HANDSETS, ROUNDS, LIMIT = 400, 250, 15


def main():
    server = harness.Server().start()
    try:
        token = server.folder / "token"
        token.write_text(server.client("operator").token + "\n")
        server.run("hall", "--server", f"http://127.0.0.1:{server.port}",
                   "--token-file", str(token), "--handsets", str(HANDSETS),
                   "--rounds", str(ROUNDS), "--instant")
        journal = journal_of(server.client("operator"), "/v1/assemblies/1")
        seed = (server.data / "stembus.key").read_bytes()
        server.stop()
    finally:
        server.remove()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "journal").write_bytes(journal)
        (folder / "checkpoint").write_bytes(
            Signer(seed, folder).checkpoint(journal, 1))
        before, started = resource.getrusage(
            resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [sys.executable, PROGRAM, "--journal", folder / "journal",
             "--checkpoint", folder / "checkpoint"], capture_output=True,
            text=True, check=False)
        took, after = time.monotonic() - started, resource.getrusage(
            resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stdout[-2000:] + done.stderr)
    ballots = journal.count(b'"kind":"ballot"')
    print(f"verify.py: {ballots} ballots in {journal.count(bytes([10]))} lines:"
          f" {took:.1f} s, of the processor "
          f"{after.ru_utime - before.ru_utime:.1f} s, at most "
          f"{after.ru_maxrss // 1024} MiB; asked: {LIMIT} s")
    return 0 if ballots >= 100000 and took < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
