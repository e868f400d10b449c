# SPDX-License-Identifier: EUPL-1.2
"""A daemon with an assembly in it, for the bench and for tests under load."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time


class Api:
    """One operator's connection."""

    def __init__(self, port, token):
        self.port, self.token = port, token
        self.connection = http.client.HTTPConnection("127.0.0.1", port,
                                                     timeout=60)

    def call(self, method, path, body=None, kind="application/json"):
        headers = {"Authorization": "Bearer " + self.token}
        if body is not None:
            headers["Content-Type"] = kind
            if kind == "application/json":
                body = json.dumps(body)
        for attempt in (1, 2):  # an idle connection may be closed by now
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                if attempt == 2:
                    raise
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} "
                               f"{text.decode(errors='replace')[:400]}")
        return json.loads(text) if text else None


def wait_for_file(path, process, seconds=20):
    """The text of a file that another process is about to write."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended: {process.returncode}")
        try:
            with open(path, encoding="ascii") as f:
                text = f.read()
            if text.endswith("\n"):
                return text
        except FileNotFoundError:
            pass
        time.sleep(0.002)
    raise RuntimeError(f"{path} did not come")


class Bare:
    """The bare libmicrohttpd server."""

    def __init__(self, build):
        self.folder = tempfile.mkdtemp(prefix="stembus-bare-")
        port_file = os.path.join(self.folder, "port")
        self.process = subprocess.Popen(
            [os.path.join(build, "tests/bench/bare"), port_file])
        self.port = int(wait_for_file(port_file, self.process))
        self.path = "/v1/rounds/1/ballots"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.folder)


class Daemon:
    """A stembus of its own, with `members` members who are all present."""

    def __init__(self, build, members, base=None, preload=None, delay_us=0,
                 options=()):
        self.build, self.options = build, list(options)
        self.folder = tempfile.mkdtemp(prefix="stembus-room-", dir=base)
        self.environment = dict(os.environ)
        if preload is not None:
            self.environment["LD_PRELOAD"] = os.path.abspath(
                os.path.join(build, "tests/bench", preload + ".so"))
            self.environment["STEMBUS_SYNC_DELAY_US"] = str(delay_us)
        self.program = os.path.join(build, "stembus")
        self.data = os.path.join(self.folder, "data")
        self.tokens = os.path.join(self.folder, "tokens")
        self.process = None
        self.token = subprocess.run(
            [self.program, "init", "--data", self.data], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True).stdout.strip()
        self.start()
        self.assembly = self.fill(members)
        self.round = self.open_round()

    def start(self):
        """Returns how long it took until the daemon said it was ready."""
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        log = open(os.path.join(self.folder, "log"), "ab")
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [self.program, "serve", "--data", self.data, "--listen",
             "127.0.0.1:0", "--port-file", port_file, "--handset-rate", "0"]
            + self.options, env=self.environment, stdout=log, stderr=log)
        log.close()
        self.port = int(wait_for_file(port_file, self.process))
        self.api = Api(self.port, self.token)
        self.api.call("GET", "/readyz")
        return time.monotonic() - begin

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            if self.process.wait(60) != 0:
                with open(os.path.join(self.folder, "log")) as f:
                    raise RuntimeError("the daemon stopped badly:\n" +
                                       f.read()[-2000:])
        self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def fill(self, members):
        codes = [f"GM9{i:04}" for i in range(1, members + 1)]
        csv = "code;kind;name;inhabitants;reference_date\n" + "".join(
            f"{c};municipality;Meetdorp {c};{9000 + 7 * i};2026-01-01\n"
            for i, c in enumerate(codes))
        call = self.api.call
        call("PUT", "/v1/members", csv, "text/csv")
        n = call("POST", "/v1/assemblies", {
            "kind": "alv", "title": "Meting", "date": "2026-06-01",
            "place": "hier"})["id"]
        at = f"/v1/assemblies/{n}"
        call("POST", at + "/transitions", {"to": "convened"})
        call("POST", at + "/transitions", {"to": "opened"})
        call("PUT", at + "/attendance",
             [{"member": c, "present": True} for c in codes])
        given = call("POST", at + "/handsets",
                     [{"serial": "M" + c, "member": c} for c in codes])
        with open(self.tokens, "w", encoding="ascii") as f:
            f.write("".join(g["token"] + "\n" for g in given))
        return n

    def open_round(self):
        call = self.api.call
        motion = call("POST", f"/v1/assemblies/{self.assembly}/motions", {
            "number": "1", "kind": "motion", "title": "Meting"})["id"]
        n = call("POST", f"/v1/motions/{motion}/rounds",
                 {"majority": "simple"})["id"]
        self.move("open", n)
        self.path = f"/v1/rounds/{n}/ballots"
        return n

    def move(self, to, n=None):
        self.api.call("POST", f"/v1/rounds/{n or self.round}/transitions",
                      {"to": to})

    def memory_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
        return 0


class Sequence:
    """Where the next run's sequence numbers begin; they have nine digits."""

    def __init__(self):
        self.next = 100_000_000

    def take(self):
        self.next += 4_000_000
        return self.next


def press(build, server, mode, tokens, sequence, **wish):
    """Runs the load driver and gives its figures."""
    command = [os.path.join(build, "tests/bench/press"), mode, "--server",
               f"http://127.0.0.1:{server.port}", "--path", server.path,
               "--tokens", tokens, "--first", str(sequence.take())]
    for name, value in wish.items():
        command += ["--" + name, str(value)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if not done.stdout:
        raise RuntimeError(f"press {mode} ended: {done.returncode}")
    figures = json.loads(done.stdout)
    if figures["errors"] or figures["unanswered"]:
        raise RuntimeError(f"press {mode} against {server.path}: {figures}")
    return figures
