# SPDX-License-Identifier: EUPL-1.2
"""`stembus committee`: the counting committee's own look at a server."""
import gzip
import http.server
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

from hall import Hall
from harness import BINARY, ApiTest, Client, Server, wait_for


class Committee:
    """One member, with a folder of its own."""

    def __init__(self, folder, name, server, url=None):
        self.folder = Path(folder) / name
        self.folder.mkdir()
        self.name, self.server = name, server
        self.url = url or f"http://127.0.0.1:{server.port}"
        self.state = self.folder / "state"
        (self.folder / "token").write_text(
            server.client("committee").token + "\n")

    def options(self):
        return ("committee", "--server", self.url,
                "--key", str(self.folder / "key"),
                "--name", "committee/" + self.name,
                "--state", str(self.state),
                "--token-file", str(self.folder / "token"))

    def once(self, *more, status=0, **variables):
        return self.server.run(*self.options(), "--once",
                               *map(str, more), status=status, **variables)

    def compare(self, *files, status=0):
        return self.server.run("committee", "compare", *map(str, files),
                               status=status).stdout

    def evidence(self):
        return sorted(self.folder.glob("state.evidence-*"))


class CommitteeTest(ApiTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.hall = Hall(self.server)

    def member(self, name="anna", needed=None):
        """One that is registered, and has its key."""
        member = Committee(self.folder, name, self.server)
        key = member.once("--assembly", str(self.hall.id), status=1)
        member.key = key.stdout.splitlines()[0]
        body = {"key": member.key}
        if needed is not None:
            body["cosignaturesNeeded"] = needed
        self.op.ok("POST", self.hall.path + "/cosigners", body)
        return member

    def vote(self, moves=("closed", "declared")):
        number = self.hall.round()
        self.hall.vote(number, {"GM9001": "for", "GM9002": "against"})
        self.hall.move_round(number, *moves)
        return number


class Following(CommitteeTest):
    def test_it_makes_a_key_and_cosigns_once_that_is_registered(self):
        member = Committee(self.folder, "anna", self.server)
        first = member.once(status=1)  # of the latest assembly
        self.assertRegex(first.stdout.splitlines()[0],
                         r"^committee/anna\+[0-9a-f]{8}\+\S+$")
        self.assertIn("is no cosigner of this assembly", first.stderr)
        self.assertEqual((member.folder / "key").stat().st_mode & 0o777,
                         0o600)
        self.op.ok("POST", self.hall.path + "/cosigners",
                   {"key": first.stdout.splitlines()[0],
                    "cosignaturesNeeded": 1})
        again = member.once()
        self.assertIn("cosigned", again.stdout)
        line = self.hall.journal("cosignature")[0]
        self.assertEqual(line["cosigner"], "committee/anna")

    def test_results_become_final_when_enough_members_have_looked(self):
        anna, bert = self.member("anna", 2), self.member("bert")
        number = self.vote()
        self.assertTrue(self.hall.get_round(number)["provisional"])
        self.assertIn("recounted 1 results", anna.once().stdout)
        self.assertTrue(self.hall.get_round(number)["provisional"])
        bert.once()
        self.assertFalse(self.hall.get_round(number)["provisional"])

    def test_cosignatures_alone_are_not_cosigned_without_end(self):
        anna, bert = self.member("anna"), self.member("bert")
        for member in anna, bert, anna, bert, anna:
            member.once()
        found = self.hall.journal("cosignature")
        self.assertEqual(sorted(line["cosigner"] for line in found),
                         ["committee/anna", "committee/bert"])

    def test_an_open_vote_is_followed_by_its_hashes(self):
        anna = self.member()
        number = self.hall.round()
        self.hall.vote(number, {"GM9001": "for"})
        wait_for(lambda: "a vote is open" in anna.once().stdout, "the ballot")
        self.hall.move_round(number, "closed")
        self.assertIn("recounted 1 results", anna.once().stdout)

    def test_the_state_goes_on_across_a_restart_of_the_server(self):
        anna = self.member()
        self.vote()
        anna.once()
        before = anna.state.read_text()
        self.server.restart()
        anna.url = f"http://127.0.0.1:{self.server.port}"
        self.assertIn("recounted 1 results", anna.once().stdout)
        self.assertNotEqual(anna.state.read_text(), before)
        self.assertEqual(anna.evidence(), [])

    def test_it_follows_until_it_is_stopped(self):
        anna = self.member("anna", 1)
        process = subprocess.Popen(
            [BINARY, *anna.options(), "--seconds", "1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            number = self.vote()
            wait_for(lambda: not self.hall.get_round(number)["provisional"],
                     "the cosignature")
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=20)
        self.assertEqual((process.returncode, b"STOP" in said), (0, False))

    def test_an_address_that_is_none_makes_no_key(self):
        anna = Committee(self.folder, "anna", self.server)
        anna.url += "/v1"
        self.assertIn("must be http(s)://HOST[:PORT]",
                      anna.once(status=2).stderr)
        anna.url = f"https://127.0.0.1:{self.server.port}"
        missing = self.folder / "none.pem"
        self.assertIn(f"{missing}: No such file",
                      anna.once("--ca", missing, status=2).stderr)
        self.assertFalse((anna.folder / "key").exists())

    def test_wrong_use_and_foreign_files_are_refused(self):
        anna = self.member()
        for arguments in ((), ("compare",), ("--server", anna.url),
                          ("compare", "a", "b", "c"), ("x",)):
            self.server.run("committee", *arguments, status=2)
        bert = Committee(self.folder, "bert", self.server)
        (bert.folder / "key").write_text("PRIVATE+KEY+bert+00000000+AAAA\n")
        self.assertIn("no key of a cosigner",
                      bert.once(status=1).stderr)
        whole = anna.state.read_text()
        for bad in ("", "x", whole[:-1], whole.replace("a", "b"),
                    whole + "0" * 64 + "\n"):
            anna.state.write_text(bad)
            anna.once(status=1)
            anna.compare(anna.state, status=1)
        anna.state.write_text(whole)
        anna.once("--assembly", str(self.hall.id + 1), status=1)


class Liar(http.server.BaseHTTPRequestHandler):
    """Shows what one server says, or another, as it is told."""
    truth = {}

    def do_GET(self):
        self.relay(None)

    def do_POST(self):
        self.relay(self.rfile.read(int(self.headers["Content-Length"])))

    def relay(self, body):
        headers = {name: value for name, value in self.headers.items()
                   if name in ("Authorization", "Content-Type")}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.truth['port']}{self.path}", body,
            headers, method=self.command)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, refused.read()
        text = self.truth.get("change", lambda path, text: text)(self.path,
                                                                 text)
        self.answer(status, text)

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def serve(test, handler, context=None):
    """A server in a thread, over TLS with a context, until the test ends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    test.addCleanup(thread.join)
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)
    return server


class TwoHistories(CommitteeTest):
    """A copy of the data directory, key and all, is served as well: two
    histories under one key."""

    def setUp(self):
        super().setUp()
        self.anna, self.bert = self.member("anna", 1), self.member("bert")
        self.server.stop()
        copy = self.folder / "copy"
        shutil.copytree(self.server.data, copy)
        self.server.start()
        self.other = Server(data=copy).start()
        self.addCleanup(self.other.stop)
        self.truth = Liar.truth = {"port": self.server.port}
        proxy = serve(self, Liar)
        for member in self.anna, self.bert:
            member.url = f"http://127.0.0.1:{proxy.server_port}"

    def motion(self, server, title):
        client = Client(server, self.op.token)
        client.ok("POST", self.hall.path + "/motions",
                  {"number": "1", "kind": "motion", "title": title})
        client.close()

    def diverge(self):
        self.motion(self.server, "Zo ging het")
        self.motion(self.other, "Zo ging het niet")

    def test_one_member_that_is_shown_both_stops_with_the_proof(self):
        self.anna.once()
        self.diverge()
        self.anna.once()
        kept = self.anna.state.read_text()
        for lines in 0, 1, 3:
            for _ in range(lines):
                self.motion(self.other, "Nog een")
            self.truth["port"] = self.other.port
            said = self.anna.once(status=1)
            self.assertIn("it signed two histories", said.stderr)
            self.assertNotIn("cosigned", said.stdout)
            self.assertEqual(self.anna.state.read_text(), kept)
            proof = self.anna.evidence()[-1]
            text = self.anna.compare(proof, status=1)
            self.assertIn("they part at line", text)
            self.assertEqual(text.count("\u2014 stembus/"), 2)
            proof.unlink()
        self.truth["port"] = self.server.port
        self.anna.once()  # the true one goes on

    def test_two_members_that_were_shown_one_each_hold_the_proof(self):
        self.diverge()
        self.anna.once()
        self.truth["port"] = self.other.port
        self.bert.once()
        text = self.anna.compare(self.anna.state, self.bert.state, status=1)
        self.assertTrue(text.startswith("DIFFERENT"), text)

    def test_two_members_at_different_sizes_hold_it_as_well(self):
        self.diverge()
        self.anna.once()
        for _ in range(5):
            self.motion(self.other, "Nog een")
        self.truth["port"] = self.other.port
        self.bert.once()
        for pair in ((self.anna, self.bert), (self.bert, self.anna)):
            self.assertIn("DIFFERENT", self.anna.compare(
                *(member.state for member in pair), status=1))

    def test_two_members_that_saw_one_history_prove_nothing(self):
        self.anna.once()
        self.motion(self.server, "Zo ging het")
        self.bert.once()
        self.assertTrue(self.anna.compare(
            self.anna.state, self.bert.state).startswith("same"))

    def test_a_store_that_went_back_is_seen(self):
        self.anna.once()
        self.motion(self.server, "Zo ging het")
        self.anna.once()
        self.truth["port"] = self.other.port
        self.assertRegex(self.anna.once(status=1).stderr,
                         "STOP: it (went back|signed two histories)")

    def changed(self, change):
        self.truth["change"] = change
        return self.anna.once(status=1).stderr

    def test_lines_that_are_not_those_that_were_signed_are_seen(self):
        self.motion(self.server, "Zo ging het")
        said = self.changed(lambda path, text: text.replace(
            b"Zo ging het", b"Zo ging HET"))
        self.assertIn("are not those it signed", said)

    def test_a_checkpoint_of_another_key_is_seen(self):
        self.motion(self.server, "Zo ging het")
        said = self.changed(lambda path, text: text.replace(
            b"stembus/", b"stembus/0", 1) if path.endswith("/checkpoint")
            else text)
        self.assertIn("not signed by the key", said)

    def test_a_server_that_is_gone_is_no_proof_of_anything(self):
        self.anna.url = "http://127.0.0.1:1"
        said = self.anna.once(status=1).stderr
        self.assertNotIn("STOP", said)
        self.assertEqual(self.anna.evidence(), [])


class Proxy(Liar):
    """Passes on what one server says, as HAProxy does: over connections that
    stand, in chunks, and in gzip where that is taken."""
    protocol_version = "HTTP/1.1"
    seen, callers = [], set()

    def relay(self, body):
        self.seen.append((self.command, self.path,
                          self.headers["Authorization"]))
        self.callers.add(self.client_address)
        self.path = self.path[self.path.index("/v1/"):]  # a proxy gets it all
        super().relay(body)

    def answer(self, status, text):
        if not text:
            super().answer(status, text)
            return
        self.send_response(status)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            text = gzip.compress(text)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in text[:7], text[7:], b"":
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))


class Moved(http.server.BaseHTTPRequestHandler):
    """What listens on port 80."""
    seen = []

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(308)
        self.send_header("Location", "https://stem.example" + self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True,
                   capture_output=True, timeout=60)


KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def make_authority(folder, name):
    openssl(folder, "req", "-x509", *KEY, "-keyout", name + ".key", "-out",
            name + ".pem", "-days", "2", "-subj", "/CN=" + name, "-addext",
            "keyUsage=critical,keyCertSign")
    return folder / (name + ".pem")


def make_certificate(folder, authority, names):
    openssl(folder, "req", *KEY, "-keyout", "server.key", "-out",
            "server.csr", "-subj", "/CN=server")
    (folder / "names").write_text("subjectAltName=" + names)
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA",
            authority + ".pem", "-CAkey", authority + ".key",
            "-CAcreateserial", "-days", "2", "-extfile", "names", "-out",
            "server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


class OnTheWay(CommitteeTest):
    """From another machine: what lies between is a proxy with TLS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.tls = Path(folder.name)
        cls.ours = make_authority(cls.tls, "ours")
        cls.theirs = make_authority(cls.tls, "theirs")

    def setUp(self):
        super().setUp()
        self.anna = self.member("anna", 1)
        Proxy.truth = {"port": self.server.port}
        Proxy.seen, Proxy.callers = [], set()
        self.kept = self.anna.state.read_text()

    def proxy(self, names="IP:127.0.0.1"):
        """Where anna asks; its name is that of an address, or another."""
        context = make_certificate(self.tls, "ours", names)
        server = serve(self, Proxy, context)
        self.anna.url = f"https://127.0.0.1:{server.server_port}"

    def assert_refused(self, said, why):
        """Nothing was asked, signed or sent, and it says why."""
        self.assertIn(f"stembus committee: {self.anna.url}: its certificate "
                      f"is refused: {why}", said.stderr)
        self.assertNotIn("STOP", said.stderr)
        self.assertEqual((said.stdout, Proxy.seen), ("", []))
        self.assertEqual(self.anna.state.read_text(), self.kept)
        self.assertEqual(self.anna.evidence(), [])
        self.assertEqual(self.hall.journal("cosignature"), [])

    def test_it_follows_and_cosigns_over_tls(self):
        self.proxy()
        number = self.vote()
        said = self.anna.once("--ca", self.ours)
        self.assertIn("recounted 1 results", said.stdout)
        self.assertIn("cosigned", said.stdout)
        self.assertEqual(said.stderr, "")
        self.assertFalse(self.hall.get_round(number)["provisional"])
        self.assertEqual(len(Proxy.callers), 1, "one connection")

    def test_the_token_goes_with_the_cosignature_alone(self):
        self.proxy()
        self.anna.once("--ca", self.ours)
        token = (self.anna.folder / "token").read_text().strip()
        *asked, last = Proxy.seen
        self.assertEqual({(method, token) for method, _, token in asked},
                         {("GET", None)})
        self.assertEqual(last, ("POST", self.hall.path + "/cosignatures",
                                "Bearer " + token))

    def test_the_environment_can_name_the_authority(self):
        self.proxy()
        self.anna.once(STEMBUS_CA=str(self.ours))

    def test_a_certificate_of_an_unknown_authority_is_refused(self):
        self.proxy()
        self.assert_refused(self.anna.once(status=1),
                            "SSL certificate problem: unable to get local "
                            "issuer certificate")

    def test_an_authority_is_trusted_instead_of_the_others(self):
        self.proxy()
        self.assert_refused(self.anna.once("--ca", self.theirs, status=1),
                            "SSL certificate problem: unable to get local "
                            "issuer certificate")

    def test_a_certificate_of_another_name_is_refused(self):
        for names in "DNS:stem.example", "DNS:localhost,IP:127.0.0.2":
            self.proxy(names)
            self.assert_refused(self.anna.once("--ca", self.ours, status=1),
                                "SSL: no alternative certificate subject name "
                                "matches target host name '127.0.0.1'")

    def test_a_file_that_is_no_certificate_is_named(self):
        self.proxy()
        said = self.anna.once("--ca", self.tls / "ours.key", status=1)
        self.assertIn("ours.key", said.stderr)
        self.assertEqual(Proxy.seen, [])

    def test_a_server_without_tls_gets_nothing(self):
        self.anna.url = f"https://127.0.0.1:{self.server.port}"
        said = self.anna.once("--ca", self.ours, status=1)
        self.assertIn(self.anna.url + ": SSL connect error", said.stderr)

    def test_a_redirect_is_told_and_not_followed(self):
        Moved.seen = []
        server = serve(self, Moved)
        self.anna.url = f"http://127.0.0.1:{server.server_port}"
        said = self.anna.once(status=1)
        path = f"/v1/assemblies/{self.hall.id}/checkpoint"
        self.assertIn(f"{self.anna.url}: moved to https://stem.example{path}",
                      said.stderr)
        self.assertEqual(Moved.seen, [path])
        self.assertEqual(self.anna.state.read_text(), self.kept)

    def through_a_proxy(self):
        """A plain one of the environment: it gets the whole address."""
        server = serve(self, Proxy)
        return f"http://127.0.0.1:{server.server_port}"

    def test_a_token_in_clear_is_warned_of_once(self):
        self.anna.url = "http://stem.example"
        said = self.anna.once(http_proxy=self.through_a_proxy(), no_proxy="")
        self.assertEqual(said.stderr.count("WARNING"), 1)
        self.assertIn("over http whoever is on the way can read your token",
                      said.stderr)
        self.assertTrue(Proxy.seen[0][1].startswith("http://stem.example/v1/"))

    def test_without_a_token_there_is_nothing_to_warn_of(self):
        self.anna.url = "http://stem.example"
        (self.anna.folder / "token").write_text("")
        said = self.anna.once(http_proxy=self.through_a_proxy(), no_proxy="")
        self.assertEqual(said.stderr, "")

    def test_the_machine_itself_is_never_asked_through_a_proxy(self):
        said = self.anna.once(http_proxy=self.through_a_proxy(), no_proxy="")
        self.assertEqual((said.stderr, Proxy.seen), ("", []))
