#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A room that presses at the same instant never waits: stall.py BUILD [ROUNDS]

libmicrohttpd's own epoll thread stalls for seconds when exactly 128, 256, ...
sockets become ready at once (design: knowhow.md).  Our loop must not: 200
rounds each of 128 to 512 handsets, no answer later than a second.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "bench"))
import room  # noqa: E402

SIZES = [128, 256, 384, 400, 512]
LATEST_US = 1_000_000


def main():
    build = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    sequence = room.Sequence()
    daemon = room.Daemon(build, max(SIZES))
    failed = 0
    print(f"1..{len(SIZES)}")
    for i, size in enumerate(SIZES, 1):
        figures = room.press(build, daemon, "instant", daemon.tokens, sequence,
                             connections=size, rounds=rounds)
        good = max(figures["answerMax"], figures["lastMax"]) < LATEST_US
        failed += not good
        print(f"{'ok' if good else 'not ok'} {i} - {size} handsets at the same "
              f"instant, {rounds} rounds: last answer after "
              f"{figures['lastMedian'] / 1000:.1f} ms (median), "
              f"{figures['lastMax'] / 1000:.1f} ms (latest)", flush=True)
    daemon.remove()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
