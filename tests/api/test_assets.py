# SPDX-License-Identifier: EUPL-1.2
"""The pages and their files, as the binary hands them out."""
import gzip
import re
import tempfile
import unittest
from pathlib import Path

from contract import TOP
from harness import ApiTest, Client, Server

PAGES = ["/screen", "/console", "/handset", "/committee"]
FILES = sorted("/web/" + str(p.relative_to(TOP / "src/web"))
               for p in (TOP / "src/web").rglob("*.*"))


def fetch(client, target, method="GET", **headers):
    return client.exchange(method, target, None, headers)


class AssetsTest(ApiTest):
    def setUp(self):
        super().setUp()
        self.anyone = Client(self.server)
        self.addCleanup(self.anyone.close)

    def test_every_file_is_in_the_binary_as_it_is_on_disk(self):
        for target in FILES:
            answer = fetch(self.anyone, target)
            self.assertEqual(answer.status, 200, target)
            disk = (TOP / "src" / target[1:]).read_bytes()
            self.assertEqual(answer.body, disk, target)

    def test_gzip_for_who_takes_it_is_the_same_file(self):
        for target in FILES:
            answer = fetch(self.anyone, target, **{"Accept-Encoding": "gzip"})
            body = answer.body
            if answer.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            self.assertEqual(body, (TOP / "src" / target[1:]).read_bytes())
            self.assertEqual(answer.headers["vary"], "Accept-Encoding")

    def test_who_has_the_file_is_told_so(self):
        for target in PAGES + FILES:
            etag = fetch(self.anyone, target).headers["etag"]
            again = fetch(self.anyone, target, **{"If-None-Match": etag})
            self.assertEqual((again.status, again.body), (304, b""), target)
            other = fetch(self.anyone, target, **{"If-None-Match": '"x"'})
            self.assertEqual(other.status, 200)

    def test_a_page_may_run_only_its_own_files(self):
        for target in PAGES + ["/sw.js"]:
            answer = fetch(self.anyone, target)
            policy = answer.headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertIn("script-src 'self';", policy)
            self.assertIn("style-src 'self';", policy)
            self.assertIn("connect-src 'self';", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(answer.headers["cache-control"], "no-cache")
            self.assertNotIn("access-control-allow-origin", answer.headers)
            html = answer.body.decode()
            self.assertNotRegex(html, r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=")

    def test_a_file_of_a_page_is_short_and_may_load_nothing(self):
        """What can be opened by itself has a policy; a script's is its page's."""
        for target in FILES:
            headers = fetch(self.anyone, target).headers
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            if target.endswith(".svg"):
                self.assertEqual(headers["content-security-policy"],
                                 "default-src 'none'; frame-ancestors 'none'")
                self.assertEqual(headers["x-frame-options"], "DENY")
            else:
                self.assertEqual(set(headers), {
                    "date", "x-content-type-options", "cache-control",
                    "content-type", "etag", "vary", "content-length"}, target)

    def test_what_a_page_names_is_there(self):
        for target in PAGES:
            html = fetch(self.anyone, target).body.decode()
            for name in re.findall(r'(?:src|href)="(/[^"#]*)"', html):
                self.assertIn(fetch(self.anyone, name).status, (200,), name)

    def test_head_has_the_headers_and_no_body(self):
        answer = fetch(self.anyone, "/web/theme.css", "HEAD")
        self.assertEqual((answer.status, answer.body), (200, b""))
        self.assertEqual(answer.headers["content-type"],
                         "text/css; charset=utf-8")

    def test_nothing_else_is_there(self):
        for target in ["/web/", "/web/none.css", "/web/../openapi.json",
                       "/web/..%2fopenapi.json", "/web/lib", "/screen.html",
                       "/screen/", "/web/lib/", "/web//theme.css"]:
            self.assertEqual(fetch(self.anyone, target).status, 404, target)


class FromDiskTest(unittest.TestCase):
    """`serve --web DIR`, for who changes the pages."""

    def test_files_come_from_the_directory_and_from_nowhere_else(self):
        with tempfile.TemporaryDirectory() as folder:
            web = Path(folder, "web")
            web.mkdir()
            (web / "screen.html").write_text("<!doctype html>one")
            Path(folder, "secret.css").write_text("secret")
            (web / "link.css").symlink_to(Path(folder, "secret.css"))
            server = Server("--web", str(web)).start()
            self.addCleanup(server.remove)
            self.addCleanup(server.stop)
            client = Client(server)
            self.addCleanup(client.close)
            self.assertEqual(fetch(client, "/screen").body,
                             b"<!doctype html>one")
            (web / "screen.html").write_text("<!doctype html>two")
            self.assertEqual(fetch(client, "/screen").body,
                             b"<!doctype html>two")
            for target in ["/web/../secret.css", "/web/link.css",
                           "/web/.hidden.css", "/web/theme.css"]:
                self.assertEqual(fetch(client, target).status, 404, target)
