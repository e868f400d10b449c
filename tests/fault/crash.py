#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Kills the server while a room votes: crash.py [CYCLES] [SEED]

In each cycle every handset casts ballots with rising sequences, one after the
other, and keeps each receipt.  At a random moment the process is killed (kill
-9) and started again.  Then every ballot that was acknowledged must be stored
as its receipt says, `stembus verify` must find nothing, and the ballots that
were under way are cast again and must be answered as if nothing had happened.

STEMBUS names the binary, build/release/stembus by default.
"""
import os
import random
import re
import selectors
import socket
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "bench"))
import room  # noqa: E402

BINARY = os.path.abspath(os.environ.get("STEMBUS") or os.path.join(
    HERE, "../../build/release/stembus"))
HANDSETS = 120
CYCLES_PER_STORE = 10  # so that verifying stays quick
CHOICES = ("for", "against", "abstain")
ENOUGH = 300           # acknowledged ballots, or it was no load
LENGTH = re.compile(rb"Content-Length: (\d+)\r\n")
JOURNAL = re.compile(rb'"journal":(\d+)')


class Handset:
    """A press that has no answer yet stays its ballot until it has one."""

    def __init__(self, code, token):
        self.code, self.token = code, token
        self.sequence, self.choice = 0, None
        self.pending = False  # sent, and not answered
        self.repeating = False
        self.socket, self.received = None, b""

    def connect(self, port, selector):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.received = b""
        self.repeating = self.pending
        selector.register(self.socket, selectors.EVENT_READ, self)

    def send(self, load):
        if not self.pending:
            self.sequence += 1
            self.choice = load.random.choice(CHOICES)
            self.pending = True
        body = (f'{{"choice":"{self.choice}","sequence":{self.sequence}}}')
        request = (f"POST /v1/rounds/{load.round}/ballots HTTP/1.1\r\n"
                   f"Host: h\r\nAuthorization: Bearer {self.token}\r\n"
                   "Content-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n{body}")
        try:
            self.socket.send(request.encode())
        except OSError:
            pass  # killed meanwhile; it stays pending

    def take(self):
        """A whole answer out of what was received, as (status, body)."""
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        length = LENGTH.search(self.received, 0, end + 2)
        whole = end + 4 + (int(length.group(1)) if length else 0)
        if len(self.received) < whole:
            return None
        answer = self.received[:whole]
        self.received = self.received[whole:]
        return int(answer[9:12]), answer[end + 4:]


class Load:
    """One cycle of pressing, until the server is killed."""

    def __init__(self, daemon, handsets, chance):
        self.daemon, self.handsets, self.random = daemon, handsets, chance
        self.round = daemon.round
        self.receipts, self.refusals = [], []
        self.repeated = self.stored_unseen = 0

    def note(self, handset, status, body):
        if status not in (200, 201):
            self.refusals.append((handset.code, status, body))
            return
        if handset.repeating:
            self.repeated += 1
            self.stored_unseen += status == 200
        elif status == 200:
            self.refusals.append((handset.code, "200 the first time", body))
        handset.repeating = handset.pending = False
        self.receipts.append((int(JOURNAL.search(body).group(1)), handset.code,
                              handset.sequence, handset.choice))

    def read(self, handset):
        """False when the connection has ended."""
        try:
            piece = handset.socket.recv(65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        handset.received += piece
        while answer := handset.take():
            self.note(handset, *answer)
        return piece != b""

    def run(self, seconds):
        selector = selectors.DefaultSelector()
        for handset in self.handsets:
            handset.connect(self.daemon.port, selector)
            handset.send(self)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for key, _ in selector.select(0.01):
                handset = key.data
                if not self.read(handset):
                    raise RuntimeError("the server closed a connection")
                if not handset.pending:
                    handset.send(self)
        self.daemon.process.kill()
        self.daemon.process.wait()
        # What was answered before the kill may still be on its way to us.
        for handset in self.handsets:
            handset.socket.setblocking(True)
            while self.read(handset):
                pass
            handset.socket.close()
        selector.close()


def stored(daemon, round_id):
    """The ballots of a round by their number in the journal."""
    path = os.path.join(daemon.data, "stembus.db")
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = store.execute("SELECT n, code, sequence, choice FROM ballot "
                         "WHERE round_id = ?", (round_id,)).fetchall()
    store.close()
    return {row[0]: row for row in rows}


def verify(daemon):
    done = subprocess.run([BINARY, "verify", "--data", daemon.data],
                          capture_output=True, text=True)
    return done.stderr.strip() if done.returncode != 0 else ""


class Store:
    """A store that lives through some cycles."""

    def __init__(self, chance):
        self.daemon = room.Daemon(os.path.dirname(BINARY), HANDSETS)
        self.random = chance
        with open(self.daemon.tokens, encoding="ascii") as f:
            self.handsets = [Handset(f"GM9{i:04}", line.strip())
                             for i, line in enumerate(f, 1)]
        self.receipts = []

    def cycle(self):
        """What was wrong, and some figures."""
        load = Load(self.daemon, self.handsets, self.random)
        load.run(self.random.uniform(0.15, 0.5))
        self.daemon.start()
        self.receipts += load.receipts
        wrong = [f"{code}: {status} {body!r}"
                 for code, status, body in load.refusals]
        there = stored(self.daemon, self.daemon.round)
        wrong += [f"acknowledged, not stored: {receipt}"
                  for receipt in self.receipts
                  if there.get(receipt[0]) != receipt]
        damage = verify(self.daemon)
        if damage:
            wrong.append(damage)
        if len(load.receipts) < ENOUGH:
            wrong.append(f"only {len(load.receipts)} ballots: no load")
        return wrong, load

    def close(self):
        """Closes the round; what stands must be the last of each handset."""
        self.daemon.move("closed")
        ballots = self.daemon.api.call(
            "GET", f"/v1/rounds/{self.daemon.round}/ballots")["ballots"]
        last = {}
        for _, code, sequence, choice in self.receipts:
            if sequence > last.get(code, (0, ""))[0]:
                last[code] = (sequence, choice)
        pending = {h.code: (h.sequence, h.choice)
                   for h in self.handsets if h.pending}
        stands = {b["code"]: (b["sequence"], b["choice"]) for b in ballots}
        wrong = [f"{code}: {stands.get(code)} stands instead of {ballot}"
                 for code, ballot in last.items()
                 if stands.get(code) not in (ballot, pending.get(code))]
        self.daemon.stop()
        damage = verify(self.daemon)
        self.daemon.remove()
        return wrong + ([damage] if damage else [])


def main():
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**6
    chance = random.Random(seed)
    stores = -(-cycles // CYCLES_PER_STORE)
    acknowledged = repeated = unseen = failed = number = 0
    print(f"1..{cycles + stores}\n# seed {seed}", flush=True)

    def tap(wrong, what):
        nonlocal number, failed
        number += 1
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {what}")
        for line in wrong[:10]:
            print(f"# {line}")
        sys.stdout.flush()

    for done in range(0, cycles, CYCLES_PER_STORE):
        store = Store(chance)
        for _ in range(min(CYCLES_PER_STORE, cycles - done)):
            wrong, load = store.cycle()
            acknowledged += len(load.receipts)
            repeated += load.repeated
            unseen += load.stored_unseen
            tap(wrong, f"killed after {len(load.receipts)} acknowledged "
                       f"ballots, {load.repeated} cast again")
        tap(store.close(), "the round closes with the last ballot of each")
    print(f"# {acknowledged} ballots acknowledged; {repeated} cast again, of "
          f"which {unseen} had been stored")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
