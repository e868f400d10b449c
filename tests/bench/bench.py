#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Every figure we promise, measured: bench.py BUILD [--runs N] [--seconds S]

The servers that are compared stand side by side and are pressed in turn, run
after run; a ratio is taken within one run, and the table shows the median of
the runs.  "Store in memory" is the same daemon with its store on /dev/shm and
without fsync; "one commit each" is it with --batch-limit 1.
"""

import argparse
import bisect
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

import room

RATE = 2000  # ballots a second beside the event stream


class Table:
    """The figures, with what is asked of them."""

    def __init__(self):
        self.rows = []

    def add(self, what, limit, values, at_least=True, form="{:.2f}"):
        value = statistics.median(values)
        good = value >= limit if at_least else value <= limit
        bound = (">= " if at_least else "<= ") + form.format(limit)
        self.rows.append((what, bound, form.format(value),
                          f"{form.format(min(values))} .. "
                          f"{form.format(max(values))}",
                          "ok" if good else "NOT"))

    def show(self):
        rows = [("figure", "asked", "median", "range", "")] + self.rows
        widths = [max(len(r[i]) for r in rows) for i in range(5)]
        for r in rows:
            print("  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip())
        return all(r[4] == "ok" for r in self.rows)


def percentile(values, part):
    return sorted(values)[max(0, int(len(values) * part) - 1)]


def heard(receipts, ballots):
    """What the listeners heard, in ms, both as p99: how long after the last
    ballot in it was acknowledged an event came, and how long after its
    acknowledgement a ballot was in an event (screens skip what is old).  The
    very last ballots are left out of the first: no later one pushes them on,
    so that they wait for their tenth of a second."""
    acknowledged = {}
    with open(ballots, encoding="ascii") as f:
        for line in f:
            n, at = line.split()
            acknowledged[int(n)] = int(at)
    last = max(acknowledged.values()) - 200_000
    streams, delays = {}, []
    with open(receipts, encoding="ascii") as f:
        for line in f:
            listener, n, at = map(int, line.split())
            streams.setdefault(listener, []).append((n, at))
            if acknowledged.get(n, last) < last:
                delays.append(max(0, at - acknowledged[n]))
    sample = sorted(acknowledged)[::max(1, len(acknowledged) // 200)]
    ages = []
    for events in streams.values():
        for n in sample:
            i = bisect.bisect_left(events, (n, 0))
            if i < len(events):
                ages.append(max(0, events[i][1] - acknowledged[n]))
    return percentile(delays, 0.99) / 1000, percentile(ages, 0.99) / 1000


def say(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.build, self.runs = options.build, options.runs
        self.seconds = options.seconds
        self.table, self.sequence = Table(), room.Sequence()
        # The store must be on a disk: /tmp often is memory.
        self.disk = os.path.join(self.build, "bench-data")
        os.makedirs(self.disk, exist_ok=True)

    def daemon(self, members, **wish):
        wish.setdefault("base", self.disk)
        return room.Daemon(self.build, members, **wish)

    def press(self, server, mode, tokens, **wish):
        return room.press(self.build, server, mode, tokens, self.sequence,
                          **wish)

    # ---- throughput --------------------------------------------------------

    def rates(self):
        """Ballots per second of all kinds of server, per run."""
        one = ("--batch-limit", "1")
        slow = {"preload": "slow_sync", "delay_us": 2000}
        servers = {
            "bare": room.Bare(self.build),
            "daemon": self.daemon(2000),
            "memory": self.daemon(400, base="/dev/shm", preload="no_sync"),
            "single": self.daemon(400, options=one),
            "slow": self.daemon(400, **slow),
            "slow single": self.daemon(400, options=one, **slow),
        }
        tokens = servers["daemon"].tokens
        plan = [(name, name, 400) for name in servers]
        plan.append(("daemon 2000", "daemon", 2000))
        rates = {label: [] for label, _, _ in plan}
        instants = {"bare": [], "daemon": []}
        for run in range(self.runs):
            for label, name, connections in plan:
                server = servers[name]
                f = self.press(server, "throughput",
                               getattr(server, "tokens", tokens),
                               connections=connections, seconds=self.seconds)
                rates[label].append(f["rate"])
                say(f"run {run + 1}  {label:12}{f['rate']:8} ballots/s  p99 "
                    f"{f['p99'] / 1000:.1f} ms")
            for name, list_ in instants.items():
                f = self.press(servers[name], "instant", tokens,
                               connections=400, rounds=20)
                list_.append(f["lastMedian"])
                say(f"run {run + 1}  {name:12}last of 400 at once after "
                    f"{f['lastMedian'] / 1000:.1f} ms")
        servers.pop("bare").stop()
        for server in servers.values():
            server.remove()
        return rates, instants

    def throughput(self):
        rates, instants = self.rates()

        def ratio(a, b):
            return [x / y for x, y in zip(rates[a], rates[b])]
        add = self.table.add
        add("durable ballots/s (400 handsets)", 0, rates["daemon"],
            form="{:.0f}")
        add("  against the bare server", 0.45, ratio("daemon", "bare"))
        add("  against the store in memory", 0.65, ratio("daemon", "memory"))
        add("  2,000 handsets against 400", 0.75,
            ratio("daemon 2000", "daemon"))
        add("  against one commit each", 6, ratio("daemon", "single"),
            form="{:.1f}")
        add("  the same, each sync 2 ms slower", 60,
            ratio("slow", "slow single"), form="{:.1f}")
        add("last of 400 at once, against bare", 2,
            [d / b for d, b in zip(instants["daemon"], instants["bare"])],
            at_least=False)

    # ---- the event stream --------------------------------------------------

    def listeners(self, server, count, seconds):
        """Starts `count` listeners; returns once all hear something."""
        process = subprocess.Popen(
            [os.path.join(self.build, "tests/bench/listen"),
             f"http://127.0.0.1:{server.port}",
             f"/v1/assemblies/{server.assembly}/stream", str(count),
             str(seconds), os.path.join(server.folder, "receipts")],
            stdout=subprocess.PIPE, text=True)
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the listeners did not all get a snapshot")
        return process

    def stream(self):
        server = self.daemon(400)
        log = os.path.join(server.folder, "ballots")
        delays, ages, ratios = [], [], []
        seconds = 2 * self.seconds
        wish = {"connections": 400, "rate": RATE, "seconds": seconds}
        for run in range(self.runs):
            alone = self.press(server, "paced", server.tokens, **wish)
            ears = self.listeners(server, 1000, seconds + 1)
            beside = self.press(server, "paced", server.tokens, log=log, **wish)
            if ears.wait() != 0:
                raise RuntimeError("listeners were hung up on")
            delay, age = heard(os.path.join(server.folder, "receipts"), log)
            delays.append(delay)
            ages.append(age)
            ratios.append(beside["p99"] / alone["p99"])
            say(f"run {run + 1}  1,000 listeners: event p99 {delay:.1f} ms, "
                f"ballot seen by all p99 {age:.1f} ms; ballots p99 "
                f"{alone['p99'] / 1000:.1f} ms alone, "
                f"{beside['p99'] / 1000:.1f} ms beside them")
        add = self.table.add
        add("event to 1,000 listeners, p99 (ms)", 50, delays, at_least=False,
            form="{:.1f}")
        add("  ballot shown, ten a second at most (ms)", 150, ages,
            at_least=False, form="{:.1f}")
        add("  ballot p99 with them / without", 1.5, ratios, at_least=False)
        server.remove()

    def close_to_result(self):
        server = self.daemon(400)
        times = []
        for _ in range(self.runs):
            self.press(server, "instant", server.tokens, connections=400,
                       rounds=1)
            times.append(self.time_close(server))
            server.move("declared")
            server.round = server.open_round()
        self.table.add("close to result in the stream (ms)", 50, times,
                       at_least=False, form="{:.1f}")
        server.remove()

    def time_close(self, server):
        screen = http.client.HTTPConnection("127.0.0.1", server.port,
                                            timeout=20)
        screen.request("GET", f"/v1/assemblies/{server.assembly}/stream",
                       headers={"Authorization": "Bearer " + server.token})
        answer = screen.getresponse()
        seen, ready = [], threading.Event()

        def listen():
            for line in answer:
                if not line.startswith(b"data:"):
                    continue
                now = time.monotonic()
                ready.set()
                if "result" in json.loads(line[5:]).get("round", {}):
                    seen.append(now)
                    return
        thread = threading.Thread(target=listen)
        thread.start()
        ready.wait(20)
        begin = time.monotonic()
        server.move("closed")
        thread.join(20)
        screen.close()
        if not seen:
            raise RuntimeError("the stream never showed the result")
        return 1000 * (seen[0] - begin)

    # ---- memory and start --------------------------------------------------

    def memory(self):
        server = self.daemon(400)
        ears = self.listeners(server, 20, self.seconds + 1)
        self.press(server, "throughput", server.tokens, connections=400,
                   seconds=self.seconds)
        ears.wait()
        self.table.add("most memory: 400 handsets, 20 screens (MiB)", 64,
                       [server.memory_kib() / 1024], at_least=False,
                       form="{:.1f}")
        server.remove()

    def start(self):
        server = self.daemon(400)
        self.press(server, "throughput", server.tokens, connections=400,
                   requests=100_000)
        times = []
        for _ in range(self.runs):
            server.stop()
            times.append(server.start())
        self.table.add("start with 100,000 journal lines (s)", 1, times,
                       at_least=False)
        server.remove()


PARTS = ["throughput", "stream", "close_to_result", "memory", "start"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", help="the build folder, build/release")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--only", choices=PARTS, action="append")
    options = parser.parse_args()
    bench = Bench(options)
    for part in options.only or PARTS:
        say(f"== {part}")
        getattr(bench, part)()
    shutil.rmtree(bench.disk, ignore_errors=True)
    sys.exit(0 if bench.table.show() else 1)


if __name__ == "__main__":
    main()
