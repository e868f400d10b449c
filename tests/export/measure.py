#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""measure.py [ROUNDS]: how long an export of many rounds takes.

Holds ROUNDS rounds (20) with 395 members on a server, publishes them, and times
the export and the archive over HTTP, five times each.  STEMBUS names the binary,
build/release/stembus by default.
"""
import http.client
import resource
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))
from hall import Hall  # noqa: E402
from harness import Server  # noqa: E402

MEMBERS = [(f"GM9{n:04}", "municipality", f"Voorbeeldstad {n}", 1000 + 37 * n)
           for n in range(1, 396)]


def hold(hall, rounds):
    for nth in range(rounds):
        number = hall.round(hall.motion())
        hall.batch(number, *({"handset": hall.serial(code), "sequence": 1,
                              "key": 2 if i % (nth + 2) == 0 else 1}
                             for i, code in enumerate(hall.codes)))
        hall.move_round(number, "closed", "declared", "certified", "published")


def timed(what, times, run):
    took = []
    for nth in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        run(nth)
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = (after.ru_utime + after.ru_stime
               - before.ru_utime - before.ru_stime)
        took.append((wall, cpu))
    wall, cpu = min(took)
    print(f"{what:28} {wall:6.3f} s, of the processor {cpu:6.3f} s "
          f"(best of {times})")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    server = Server().start()
    try:
        hall = Hall(server, members=MEMBERS)
        hold(hall, rounds)

        def export(nth):
            server.run("export", "--data", str(server.data), "--out",
                       str(server.folder / f"out-{nth}"))
            shutil.rmtree(server.folder / f"out-{nth}")

        def fetch(nth):
            if nth % 2 == 0:  # a line more: made again
                hall.attend(GM90001=nth % 4 == 0)
            link = http.client.HTTPConnection("127.0.0.1", server.port)
            link.request("GET", f"/results/{hall.id}/bundle.zip")
            answer = link.getresponse()
            assert answer.status == 200 and answer.read()
            link.close()
        print(f"{rounds} rounds of {len(MEMBERS)} members")
        timed("stembus export", 5, export)
        timed("bundle.zip", 1, fetch)
        timed("bundle.zip, once more", 5, lambda nth: fetch(1))
    finally:
        server.stop()
        server.remove()


if __name__ == "__main__":
    main()
