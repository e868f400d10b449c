# SPDX-License-Identifier: EUPL-1.2
"""Runs the daemon for a test and holds every answer to the contract.

A test class derives from ApiTest and gets `self.server`, a daemon on a data
directory of its own, and `self.op`, a client with an operator's token.  Each
answer that a Client receives is compared with src/http/openapi.json before the
test sees it.  STEMBUS names the binary, build/release/stembus by default.
"""
import atexit
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import urlsplit

from contract import CONTRACT, TOP, Answer

__unittest = True  # a failure shows the test's own lines only

BINARY = Path(os.environ.get("STEMBUS") or TOP / "build/release/stembus")
if not BINARY.is_absolute():
    BINARY = TOP / BINARY
SHARED = Path(os.environ.get("SHARED") or TOP.parent / "shared")
BOUND = 20  # seconds: what hangs longer than this is a fault

SANITIZER = re.compile(r"ERROR: \w+Sanitizer|WARNING: ThreadSanitizer"
                       r"|runtime error:")


def wait_for(condition, what, bound=BOUND):
    """Asks again and again until `condition()` is true; gives its value."""
    deadline = time.monotonic() + bound
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"waited {bound} s in vain for {what}")


class Client:
    """One standing connection with one credential."""

    def __init__(self, server, token=None):
        self.server = server
        self.token = token
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def request(self, method, target, body=None, **headers):
        """`body`: bytes as they are, anything else as JSON.  Keyword headers:
        content_type="text/csv".  The answer is held to the contract."""
        send = {"Accept": "*/*"}
        if self.token:
            send["Authorization"] = "Bearer " + self.token
        if body is not None:
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
            send["Content-Type"] = "application/json"
        for name, value in headers.items():
            send[name.replace("_", "-").title()] = value
        send = {name: value for name, value in send.items()
                if value is not None}
        answer = self.exchange(method, target, body, send)
        CONTRACT.check(method, target, answer)
        if 200 <= answer.status < 300:
            CONTRACT.check_request(method, target, body,
                                   send.get("Content-Type", ""))
        return answer

    def exchange(self, method, target, body, headers):
        """A standing connection that the server closed in the meantime is
        opened again once; the API makes repeating harmless."""
        for again in (False, True):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.server.port, timeout=BOUND)
            try:
                self.connection.request(method, target, body, headers)
                response = self.connection.getresponse()
                answer = Answer(response.status, response.getheaders(),
                                response.read())
                if response.will_close:
                    self.close()
                return answer
            except (ConnectionError, http.client.BadStatusLine):
                self.close()
                if fresh or again:
                    raise
        raise AssertionError("not reached")

    def get(self, target, **headers):
        return self.request("GET", target, **headers)

    def post(self, target, body, **headers):
        return self.request("POST", target, body, **headers)

    def put(self, target, body, **headers):
        return self.request("PUT", target, body, **headers)

    def patch(self, target, body, **headers):
        return self.request("PATCH", target, body, **headers)

    def delete(self, target, **headers):
        return self.request("DELETE", target, **headers)

    def ok(self, method, target, body=None, **headers):
        """The JSON of an answer that must be a success."""
        answer = self.request(method, target, body, **headers)
        if not 200 <= answer.status < 300:
            raise AssertionError(f"{method} {target}: {answer!r}")
        return answer.json if answer.body else None

    def stream(self, target, **headers):
        return Stream(self.server, target, self.token, headers)


class Stream:
    """Server-Sent Events, read one by one."""

    def __init__(self, server, target, token, headers):
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=BOUND)
        send = {"Accept": "text/event-stream"}
        if token:
            send["Authorization"] = "Bearer " + token
        send.update(headers)
        self.connection.request("GET", target, headers=send)
        self.response = self.connection.getresponse()
        self.answer = Answer(self.response.status,
                             self.response.getheaders(), b"")
        if self.answer.status != 200:
            self.answer.body = self.response.read()
        CONTRACT.check("GET", target, self.answer)
        template, item = CONTRACT.item(urlsplit(target).path)
        media = item["get"]["responses"]["200"]["content"]
        self.schema = media["text/event-stream"]["schema"]["x-event-data"]
        self.comments = 0
        self.seen = []

    def event(self):
        """The next event as (id, data), or None at the end of the stream."""
        fields = {}
        deadline = time.monotonic() + BOUND
        while True:
            if time.monotonic() > deadline:  # nothing but comments
                raise AssertionError(f"no event within {BOUND} s")
            line = self.response.readline()
            if not line:
                return None
            line = line.decode().rstrip("\r\n")
            if line.startswith(":"):
                self.comments += 1
            elif line:
                name, _, value = line.partition(":")
                if name in fields:
                    raise AssertionError(f"two {name} lines in one event")
                fields[name] = value.removeprefix(" ")
            elif fields:
                break
        if fields.get("event") != "snapshot":
            raise AssertionError(f"event {fields}")
        data = json.loads(fields["data"])
        CONTRACT.validate(data, self.schema, "event")
        self.seen.append(int(fields["id"]))
        return self.seen[-1], data

    def until(self, condition, what):
        """Reads on until an event's data meets `condition`; gives it."""
        deadline = time.monotonic() + BOUND
        while time.monotonic() < deadline:
            event = self.event()
            if event is None:
                raise AssertionError(f"the stream ended before {what}")
            if condition(event[1]):
                return event[1]
        raise AssertionError(f"waited {BOUND} s in vain for {what}")

    def close(self):
        self.connection.close()


class Server:
    """A daemon on a temporary data directory."""

    def __init__(self, *options, data=None):
        self.options = list(options)
        self.folder = Path(tempfile.mkdtemp(prefix="stembus-test-"))
        self.data = data or self.folder / "data"
        self.log = self.folder / "stderr"
        self.log.touch()
        atexit.register(self.abandon)
        self.process = None
        self.port = None
        self.clients = {}
        if data is None:
            token = self.run("init", "--data", str(self.data)).stdout.strip()
            self.clients["operator"] = Client(self, token)

    def run(self, *arguments, status=0, **variables):
        """A subcommand, with more of an environment; gives the finished
        process."""
        done = subprocess.run([BINARY, *arguments], capture_output=True,
                              text=True, timeout=120,
                              env={**self.environment(), **variables})
        if done.returncode != status or SANITIZER.search(done.stderr):
            raise AssertionError(f"stembus {' '.join(arguments)}: exit "
                                 f"{done.returncode}\n{done.stdout[-1000:]}"
                                 f"{done.stderr[-3000:]}")
        return done

    @staticmethod
    def environment():
        mine = {name: value for name, value in os.environ.items()
                if not name.startswith("STEMBUS_")}
        mine["UBSAN_OPTIONS"] = "print_stacktrace=1"
        return mine

    def start(self):
        ports = self.folder / "port"
        ports.unlink(missing_ok=True)
        options = self.options
        if "--handset-rate" not in options:
            options = ["--handset-rate", "0", *options]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", self.data, "--listen",
                 "127.0.0.1:0", "--port-file", ports, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment())

        def port():
            if self.process.poll() is not None:
                raise AssertionError(
                    f"the daemon stopped with {self.process.returncode}:\n"
                    + self.log_tail())
            text = ports.read_text() if ports.exists() else ""
            return int(text) if text.strip().isdigit() else None
        self.port = wait_for(port, "the port file")
        return self

    def stop(self):
        """SIGTERM; raises unless it ends cleanly."""
        process, self.process = self.process, None
        if process is None:
            return
        for client in self.clients.values():
            client.close()
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(BOUND)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("SIGTERM did not stop the daemon:\n"
                                 + self.log_tail()) from None
        if status != 0:
            raise AssertionError(f"the daemon ended with {status}:\n"
                                 + self.log_tail())
        self.check_log()

    def restart(self):
        self.stop()
        return self.start()

    def kill(self):
        """As a power cut does it to the process."""
        self.process.kill()
        self.process.wait()
        self.process = None
        for client in self.clients.values():
            client.close()

    def check_log(self):
        text = self.log.read_text(errors="replace")
        if SANITIZER.search(text):
            raise AssertionError("sanitizer report:\n" + text[-6000:])

    def log_tail(self, lines=25):
        text = self.log.read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.abandon)

    def abandon(self):
        """When the tests themselves are stopped half-way."""
        if self.process:
            self.kill()
        self.remove()

    def client(self, role):
        """The standing client with that role; "anyone" has no token."""
        if role not in self.clients:
            token = None if role == "anyone" else self.token(role)
            self.clients[role] = Client(self, token)
        return self.clients[role]

    def token(self, role, name=None):
        body = {"role": role, "name": name or f"test {role}"}
        return self.clients["operator"].ok("POST", "/v1/tokens", body)["token"]

    def raw(self, data, finish=True):
        """Bytes out, and what comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port),
                                      timeout=BOUND) as connection:
            connection.sendall(data)
            if finish:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received


class ApiTest(unittest.TestCase):
    """Each class has a daemon of its own; each test makes its assembly.  What
    the class leaves behind must verify: the tables are a fold of the journal,
    whatever was asked."""
    OPTIONS = ()
    longMessage = True

    @classmethod
    def setUpClass(cls):
        if not BINARY.exists():
            raise AssertionError(f"{BINARY} does not exist: run make")
        cls.server = Server(*cls.OPTIONS).start()
        cls.op = cls.server.client("operator")

    @classmethod
    def tearDownClass(cls):
        try:
            cls.server.stop()
            cls.server.run("verify", "--data", str(cls.server.data))
        finally:
            cls.server.remove()

    def setUp(self):
        if self.server.process and self.server.process.poll() is not None:
            self.fail("the daemon is gone: " + self.server.log_tail())

    def refused(self, answer, status, slug):
        """The answer is that refusal."""
        self.assertEqual((answer.status, answer.slug), (status, slug),
                         repr(answer))
        return answer.problem()

    def faults(self, answer, *pointers, slug="body-invalid"):
        """400 with a fault at each of the pointers, and no others."""
        self.refused(answer, 400, slug)
        self.assertEqual(answer.pointers, set(pointers), repr(answer))
