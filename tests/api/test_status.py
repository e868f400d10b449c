# SPDX-License-Identifier: EUPL-1.2
"""What screens need beside the live state: QR codes, and how the server
fares."""
import qr
from hall import Hall
from harness import ApiTest, Server

STAFF = ("operator", "chair", "committee", "display")


class QrCode(ApiTest):
    def draw(self, text, role="display"):
        return self.server.client(role).ok("POST", "/v1/qr-codes",
                                           {"text": text})

    def test_it_says_what_was_asked(self):
        for text in ("x", "https://stem.example.nl/handset", "0123456789012",
                     "of\nseveral\n\nlines\n",
                     "HTTPS://STEM.EXAMPLE.NL/$%*+-.:", "é€😀", "K7QF-2M9X-AB",
                     "12345678 and text 1234567890", "x" * 42):
            with self.subTest(text):
                code = self.draw(text)
                self.assertEqual({len(row) for row in code["rows"]},
                                 {code["size"]})
                self.assertEqual(len(code["rows"]), code["size"])
                self.assertEqual(qr.format_of(code["rows"])[0], "M")
                self.assertEqual(qr.read(code["rows"]).decode(), text)

    def test_a_thousand_bytes_fit_and_no_more(self):
        for text in "x" * 1000, "é" * 500, "\u20ac" * 333:
            self.assertGreater(self.draw(text)["size"], 100)
        for text in "x" * 1001, "é" * 501, "", "a\rb", "a\x1bb":
            answer = self.op.post("/v1/qr-codes", {"text": text})
            self.faults(answer, "/text")

    def test_all_staff_may_and_nobody_else(self):
        for role in STAFF:
            self.draw("x", role)
        self.refused(self.server.client("gateway").post(
            "/v1/qr-codes", {"text": "x"}), 403, "role-forbidden")


class Status(ApiTest):
    OPTIONS = ("--public-url", "https://stem.example.nl:8443")

    def test_it_tells_how_the_server_fares(self):
        said = self.op.get("/v1/status").json
        version = self.server.run("version").stdout.split()[1]
        self.assertEqual(said["version"], version)
        self.assertIs(said["ready"], True)
        self.assertNotIn("reason", said)
        self.assertEqual(said["publicUrl"], "https://stem.example.nl:8443")
        self.assertGreater(said["freeBytes"], 0)
        self.assertGreaterEqual(said["connections"], 1)

    def test_open_streams_are_counted(self):
        hall = Hall(self.server)
        self.assertEqual(self.op.get("/v1/status").json["streams"], 0)
        stream = self.server.client("display").stream(hall.path + "/stream")
        self.addCleanup(stream.close)
        stream.event()
        self.assertEqual(self.op.get("/v1/status").json["streams"], 1)
        self.assertEqual(self.op.get("/v1/status").json["screens"], 1)
        for role in "display", "chair", "committee":
            screen = self.server.client(role).stream(hall.path + "/stream")
            self.addCleanup(screen.close)
        status = self.op.get("/v1/status").json
        self.assertEqual((status["streams"], status["screens"]), (4, 3))

    def test_the_committee_may_ask_and_no_screen(self):
        self.assertEqual(self.server.client("committee").get(
            "/v1/status").status, 200)
        for role in "chair", "display", "gateway":
            self.refused(self.server.client(role).get("/v1/status"), 403,
                         "role-forbidden")


class Unready(ApiTest):
    OPTIONS = ("--min-free-mb", "1000000")

    def test_it_says_why_nothing_can_be_stored(self):
        said = self.op.get("/v1/status").json
        self.assertEqual((said["ready"], said["reason"]),
                         (False, "the disk is nearly full"))
        self.assertNotIn("publicUrl", said)


class PublicUrl(ApiTest):
    def test_a_faulty_one_stops_the_start(self):
        for url in ("stem.example.nl", "https://", "https://stem.nl/",
                    "https://stem.nl/path", "https://stem.nl:0",
                    "https://stem.nl:65536", "https://stem.nl:", "ftp://s.nl",
                    "https://user@stem.nl", "https://stem.nl?q", "http://[::1",
                    "https://-stem.nl", "https://stem nl", "https://[]",
                    "HTTPS://stem.nl", "https://" + "x" * 254):
            with self.subTest(url):
                done = self.server.run("serve", "--data", str(self.server.data),
                                       "--public-url", url, status=2)
                self.assertIn("--public-url", done.stderr)

    def test_what_is_right_is_served_as_it_was_given(self):
        for url in ("http://10.0.0.5:8080", "https://stem.example.nl",
                    "http://[2001:db8::1]:80", "https://a:65535"):
            with self.subTest(url):
                server = Server("--public-url", url).start()
                self.addCleanup(server.remove)
                said = server.client("operator").get("/v1/status").json
                server.stop()
                self.assertEqual(said["publicUrl"], url)
