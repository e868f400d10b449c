# SPDX-License-Identifier: EUPL-1.2
"""The daemon under ThreadSanitizer (STEMBUS=build/tsan/stembus) while a room
presses, screens listen, and others ask.  The harness fails on any report."""
import os
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))
import hall  # noqa: E402
import harness  # noqa: E402


class Threads(harness.ApiTest):
    OPTIONS = ("--handset-rate", "0")

    def listen(self, stop, heard):
        stream = harness.Stream(self.server, "/v1/assemblies/1/stream",
                                None, {})
        while not stop.is_set():
            event = stream.event()
            if event is None:
                break
            heard.append(1)
        stream.close()

    def ask(self, stop, asked):
        client = harness.Client(self.server)
        while not stop.is_set():
            for path in ("/v1/assemblies", "/v1/assemblies/1/roll",
                         "/v1/rounds/1", "/v1/assemblies/1/journal",
                         "/metrics", "/v1/results"):
                client.get(path)
                asked.append(1)
        client.close()

    def play(self, *options):
        token = self.server.clients["operator"].token
        environment = dict(os.environ, STEMBUS_TOKEN=token)
        return subprocess.run(
            [harness.BINARY, "hall", "--server",
             f"http://127.0.0.1:{self.server.port}", *options],
            env=environment, capture_output=True, text=True, timeout=200)

    def test_no_race_while_a_room_votes_and_others_listen_and_ask(self):
        members = [(f"GM{9000 + i}", "municipality", f"Voorbeeldstad {i}",
                    5000 + i) for i in range(150)]
        hall.Hall(self.server, members, handsets=False)
        stop, heard, asked = threading.Event(), [], []
        helpers = [threading.Thread(target=self.listen, args=(stop, heard))
                   for _ in range(3)]
        helpers.append(threading.Thread(target=self.ask, args=(stop, asked)))
        for helper in helpers:
            helper.start()
        votes = self.play("--assembly", "1", "--handsets", "150",
                          "--gateways", "2", "--rounds", "3", "--spread", "2",
                          "--repeats", "20", "--changes", "20", "--lost", "5")
        stop.set()
        # The last word of the assembly wakes the listeners.
        self.op.post("/v1/assemblies/1/transitions", {"to": "ended"})
        for helper in helpers:
            helper.join(60)
        self.assertEqual(votes.returncode, 0,
                         votes.stdout[-1000:] + votes.stderr[-2000:])
        self.assertGreater(len(heard), 3)
        self.assertGreater(len(asked), 6)
        self.server.check_log()
