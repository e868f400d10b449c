#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Fills the disk while a room votes.

Once a small disk that is full (a tmpfs, which only root can mount; skipped
otherwise) and once a limit on the size of a file.  Ballots are then refused
with 503 and nothing that was acknowledged is lost; the register can still be
read; /readyz says no; and when there is room again voting goes on.

STEMBUS names the binary, build/release/stembus by default.
"""
import http.client
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
import room  # noqa: E402

BINARY = os.path.abspath(os.environ.get("STEMBUS") or os.path.join(
    HERE, "../../build/release/stembus"))
HANDSETS = 30
DISK_BYTES = 12 * 1024 * 1024
REFUSALS = 40  # that are waited for


class FullDisk:
    """A tmpfs with a ballast that takes what is left."""
    slugs = ("store-full", "store-failed")

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="stembus-disk-")
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs",
             self.folder], capture_output=True, text=True)
        self.skip = done.stderr.strip() if done.returncode != 0 else None
        self.ballast = os.path.join(self.folder, "ballast")

    def fill(self, daemon):
        with open(self.ballast, "wb", buffering=0) as f:
            for size in (65536, 4096):
                try:
                    while True:
                        f.write(b"x" * size)
                except OSError:
                    pass

    def free(self, daemon):
        self.free_after_crash()

    def free_after_crash(self):
        os.unlink(self.ballast)

    def remove(self):
        if not self.skip:
            subprocess.run(["umount", self.folder], check=True)
        os.rmdir(self.folder)


class SizeLimit:
    """RLIMIT_FSIZE, set to what the write-ahead log has already."""
    slugs = ("store-failed",)
    skip = None

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="stembus-limit-")

    @staticmethod
    def limit(daemon, size):
        hard = resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(daemon.process.pid, resource.RLIMIT_FSIZE,
                         (size, hard))

    def fill(self, daemon):
        size = os.path.getsize(os.path.join(daemon.data, "stembus.db-wal"))
        self.limit(daemon, size + 6000)

    def free(self, daemon):
        self.limit(daemon, resource.RLIM_INFINITY)

    def free_after_crash(self):
        pass  # the limit was the process's own

    def remove(self):
        shutil.rmtree(self.folder)


class Voters:
    """One ballot at a time, by each handset in turn."""

    def __init__(self, daemon):
        self.daemon, self.turn = daemon, 0
        with open(daemon.tokens, encoding="ascii") as f:
            self.tokens = [line.strip() for line in f]
        self.sequence = [0] * len(self.tokens)
        self.last, self.refusals, self.odd = {}, [], []
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port,
                                                     timeout=30)

    def request(self, method, path, body=None, token=None):
        headers = {"Authorization": "Bearer " + token} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer, json.loads(answer.read() or "null")

    def cast(self):
        i = self.turn % len(self.tokens)
        self.turn += 1
        self.sequence[i] += 1
        choice = ("for", "against")[self.sequence[i] % 2]
        answer, body = self.request(
            "POST", self.daemon.path,
            json.dumps({"choice": choice, "sequence": self.sequence[i]}),
            self.tokens[i])
        if answer.status == 201:
            self.last[body["member"]] = (self.sequence[i], choice)
        elif answer.status == 503 and answer.getheader("Retry-After"):
            self.refusals.append(body["type"].removeprefix("urn:stembus:"))
        else:
            self.odd.append((answer.status, body))
        return answer.status

    def ready(self):
        return self.request("GET", "/readyz")[0].status


def tap_case(disk, checks):
    """Adds what was seen to `checks`, as (good, sentence) pairs."""
    daemon = room.Daemon(os.path.dirname(BINARY), HANDSETS, base=disk.folder,
                         options=("--min-free-mb", "0"))
    try:
        run_case(disk, daemon, checks)
    finally:
        if daemon.process is not None and daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


def run_case(disk, daemon, checks):
    voters = Voters(daemon)
    good = all(voters.cast() == 201 for _ in range(200))
    checks.append((good and voters.ready() == 200, "votes are stored"))
    disk.fill(daemon)
    for _ in range(5000):
        voters.cast()
        if len(voters.refusals) >= REFUSALS:
            break
    refused = set(voters.refusals)
    checks.append((len(voters.refusals) >= REFUSALS and not voters.odd and
                   refused <= set(disk.slugs),
                   f"without room the answer is 503 {sorted(refused)}"
                   f"{voters.odd[:1] or ''}"))
    checks.append((voters.ready() == 503, "/readyz says that it is not ready"))
    status = voters.request("GET", f"/v1/rounds/{daemon.round}")[0].status
    checks.append((status == 200, "what is stored can still be read"))
    disk.free(daemon)
    good = all(voters.cast() == 201 for _ in range(60))
    checks.append((good and voters.ready() == 200,
                   "with room again voting goes on"))
    before = dict(voters.last)
    disk.fill(daemon)
    while voters.cast() == 201:
        pass
    daemon.process.kill()
    daemon.process.wait()
    disk.free_after_crash()
    before.update(voters.last)
    daemon.start()
    daemon.move("closed")
    ballots = daemon.api.call(
        "GET", f"/v1/rounds/{daemon.round}/ballots")["ballots"]
    stands = {b["code"]: (b["sequence"], b["choice"]) for b in ballots}
    lost = {c: b for c, b in before.items()
            if stands.get(c, (0, ""))[0] < b[0]}
    checks.append((not lost, f"after a crash on a full disk nothing that was "
                             f"acknowledged is lost {lost or ''}"))
    daemon.stop()
    done = subprocess.run([BINARY, "verify", "--data", daemon.data],
                          capture_output=True, text=True)
    checks.append((done.returncode == 0, "the store verifies "
                   + done.stderr.strip()))
    daemon.remove()


def main():
    # The daemon must survive SIGXFSZ by itself; Python ignores it and would
    # hand that down.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    number = failed = 0
    print("1..14", flush=True)
    for kind, name in ((FullDisk, "a full disk"), (SizeLimit, "a size limit")):
        disk = kind()
        checks = []
        try:
            if disk.skip:
                checks = [(True, f"# SKIP {disk.skip}")] * 7
            else:
                tap_case(disk, checks)
        finally:
            for good, what in checks:
                number += 1
                failed += not good
                print(f"{'ok' if good else 'not ok'} {number} - {name}: {what}",
                      flush=True)
            disk.remove()
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
