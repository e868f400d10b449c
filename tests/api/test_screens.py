# SPDX-License-Identifier: EUPL-1.2
"""What screens need beside the live state: QR codes."""
import qr
from harness import ApiTest

STAFF = ("operator", "chair", "committee", "display")


class QrCode(ApiTest):
    def draw(self, text, role="display"):
        return self.server.client(role).ok("POST", "/v1/qr-codes",
                                           {"text": text})

    def test_it_says_what_was_asked(self):
        for text in ("x", "https://stem.example.nl/handset", "0123456789012",
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
        for text in "x" * 1001, "é" * 501, "", "a\tb", "a\nb":
            answer = self.op.post("/v1/qr-codes", {"text": text})
            self.faults(answer, "/text")

    def test_all_staff_may_and_nobody_else(self):
        for role in STAFF:
            self.draw("x", role)
        self.refused(self.server.client("gateway").post(
            "/v1/qr-codes", {"text": "x"}), 403, "role-forbidden")
