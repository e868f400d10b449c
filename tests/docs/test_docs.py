#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The documentation against the program: what its pages print is what happens.

Run by itself (`STEMBUS=… tests/docs/test_docs.py`) or by tests/run_python.py;
both print TAP.  The binary is build/release/stembus unless STEMBUS names one.
docs/api.md is held to the API by tests/api/test_docs.py.
"""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
DOCS = TOP / "docs"
STEMBUS = (TOP / (os.environ.get("STEMBUS") or
                  "build/release/stembus")).resolve()
PAGES = sorted([TOP / "README.md", *DOCS.rglob("*.md")])
BLOCK = re.compile(r"^```(sh run|text answer)\n(.*?)^```$",
                   re.M | re.S)
SEPARATOR = "\x1e"


def text_of(name):
    return (TOP / name).read_text(encoding="utf-8")


def stembus(*arguments):
    return subprocess.run([str(STEMBUS), *arguments], capture_output=True,
                          text=True, timeout=300, check=True).stdout


def table(page, columns):
    """The rows of the tables of a page that have so many columns."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in
                 re.split(r"(?<!\\)\|", line.strip())[1:-1]]
        if len(cells) == columns and not set("".join(cells)) <= set("-: "):
            yield cells


# ---- pages that are run -----------------------------------------------------

def steps_of(page):
    """[(script, lines shown of its answer)] in order."""
    steps = []
    for kind, text in BLOCK.findall(page):
        if kind == "text answer":
            steps[-1][1].extend(text.splitlines())
        else:
            steps.append((text, []))
    return steps


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run_page(page, folder, shell="bash"):
    """Runs a page as its reader would; the output of each block."""
    steps = steps_of(page)
    script = ("set -u\nSERVER=\ntrap '[ -z \"$SERVER\" ] || kill $SERVER' EXIT\n"
              + "".join(f"{text}\nprintf '{SEPARATOR}'\n"
                        for text, _ in steps))
    listen = f"127.0.0.1:{free_port()}"
    done = subprocess.run(
        [shell, "-c", script.replace("127.0.0.1:8080", listen)],
        capture_output=True, text=True, timeout=120, cwd=folder,
        env={"PATH": f"{STEMBUS.parent}:{os.environ['PATH']}", "HOME": folder,
             "STEMBUS_LISTEN": listen, "REPO": str(TOP)})
    return steps, done


def missing_lines(shown, output):
    """Each line shown stands in the output, in order; "…" is anything."""
    at = 0
    for line in shown:
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        found = re.compile(pattern).search(output, at)
        if not found:
            yield line
        else:
            at = found.end()


class Run(unittest.TestCase):
    maxDiff = None

    def hold(self, name, shell="bash"):
        with tempfile.TemporaryDirectory() as folder:
            steps, done = run_page(text_of(name), folder, shell)
        outputs = done.stdout.split(SEPARATOR)
        self.assertEqual(len(outputs), len(steps) + 1,
                         done.stdout[-600:] + done.stderr)
        self.assertNotRegex(done.stderr, r"curl: |rror|not found|cannot")
        for (script, shown), output in zip(steps, outputs):
            with self.subTest(script.strip().splitlines()[0][:60]):
                self.assertNotIn("urn:stembus:", output)
                self.assertEqual(list(missing_lines(shown, output)), [],
                                 output[:3000])

    def test_the_five_minutes_of_the_readme_run_as_shown(self):
        self.hold("README.md")

    def test_the_operator_guide_runs_as_shown(self):
        self.hold("docs/operator.en.md", "dash")

    def test_the_dutch_operator_guide_runs_as_shown(self):
        self.hold("docs/operator.nl.md")

    def test_the_auditor_guide_runs_as_shown(self):
        self.hold("docs/auditor.md")


# ---- words, settings, states ------------------------------------------------

def enums():
    """{enum: [words]} of include/domain/model.h."""
    source = text_of("include/domain/model.h").replace("\\\n", " ")
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    return {name: re.findall(r'X\(\w+,\s*"([^"]+)"\)', body)
            for name, body in re.findall(
                r"^#define (\w+)\(X\)(.*?)$", source, re.M)}


def moves():
    """{enum: {(from, to)}} of the state tables of src/domain/model.c."""
    words = {}
    source = text_of("include/domain/model.h").replace("\\\n", " ")
    for constant, word in re.findall(r'X\((\w+),\s*"([^"]+)"\)', source):
        words[constant] = word
    found = {}
    for name, body in re.findall(r"const uint8_t (\w+)_moves\[.*?\{(.*?)\n\};",
                                 text_of("src/domain/model.c"), re.S):
        found[name] = {
            (words[source_state], words[to])
            for source_state, row in re.findall(
                r"\[(\w+)\]\s*=\s*([^\[]*)", body)
            for to in re.findall(r"BIT\((\w+)\)", row)}
    return found


def record_fields():
    """{kind: [keys in order]} of src/domain/record_forms.c."""
    source = text_of("src/domain/record_forms.c")
    of_type = {}
    for name, body in re.findall(
            r"struct field (\w+)_fields\[\] = \{(.*?)\n\};", source, re.S):
        body = body.replace("SERIAL(", '"serial"')
        of_type[name] = re.findall(r'"(\w+)"', body)
    return {word: of_type[name] for word, name in re.findall(
        r'^    X\(\w+,\s*"(\w+)",\s*(\w+),', text_of(
            "include/domain/record.h"), re.M)}


class Reference(unittest.TestCase):
    maxDiff = None

    def test_the_settings_table_is_what_help_says(self):
        told = re.findall(r"^  --([\w-]+) (\S*) +(.*?)(?: \(([^()]*)\))?$",
                          stembus("help", "serve"), re.M)
        written = [(name.strip("`-"), what.strip("`"), help_text,
                    default.strip("`"))
                   for name, what, help_text, default, *_ in table(
                       text_of("docs/configuration.md"), 5)
                   if name.startswith("`--")]
        self.assertEqual(written, told)

    def test_the_settings_of_the_committee_are_what_help_says(self):
        told = re.findall(r"^  --([\w-]+) (\S*) +(.*?)(?: \((\d+)\))?$",
                          stembus("help", "committee"), re.M)
        written = [(name.strip("`-"), what.strip("`"), help_text,
                    default.strip("`"))
                   for name, what, help_text, default in table(
                       text_of("docs/configuration.md"), 4)
                   if name.startswith("`--")]
        self.assertEqual(written, told)

    def test_the_environment_twins_are_named_right(self):
        for name, *_, twin in table(text_of("docs/configuration.md"), 5):
            if name.startswith("`--"):
                self.assertEqual(twin.strip("`"), "STEMBUS_" +
                                 name.strip("`-").upper().replace("-", "_"))

    def test_the_ranges_are_those_of_the_program(self):
        source = text_of("src/cli/serve.c")
        page = text_of("docs/configuration.md")
        for name, least, most in re.findall(
                r'\{ "([\w-]+)", SETTING_INT, "\d+", (\d+), (\d+)', source):
            self.assertRegex(page, rf"\| `{name}` \| {least} \| {most} \|")

    def test_the_glossary_explains_every_word_of_the_model(self):
        page = text_of("docs/glossary.md")
        for name, words in enums().items():
            section = re.search(rf"^## .*`{name}`.*?$(.*?)(?=^## |\Z)", page,
                                re.M | re.S)
            with self.subTest(name):
                self.assertIsNotNone(section, "no such section")
                written = [row[0].strip("`") for row in
                           table(section[1], 3) if row[0].startswith("`")]
                self.assertEqual(written, words)

    def test_the_state_pictures_are_the_state_tables(self):
        page = text_of("docs/architecture.md")
        drawn = {}
        for name, body in re.findall(
                r"```mermaid\n%% (\w+)\nstateDiagram-v2\n(.*?)```", page,
                re.S):
            drawn[name] = set(re.findall(r"^\s*(\w+) --> (\w+)", body, re.M))
        self.assertEqual(drawn, moves())

    def test_the_auditor_guide_shows_every_kind_of_line(self):
        kinds = re.findall(r'^    X\(\w+,\s*"(\w+)"',
                           text_of("include/domain/record.h"), re.M)
        shown = []
        for line in re.findall(r'^\{"n":.*\}$', text_of("docs/auditor.md"),
                               re.M):
            read = json.loads(line)
            if "kind" in read:
                self.assertEqual(list(read)[:3], ["n", "at", "kind"])
                shown.append(read["kind"])
        self.assertEqual(sorted(set(shown)), sorted(kinds))

    def test_the_auditor_guide_names_every_field_of_a_line(self):
        page = text_of("docs/auditor.md")
        named = set(re.findall(r"`(\w+)`", page[:page.index("## 2. ")]))
        for kind, keys in record_fields().items():
            with self.subTest(kind):
                self.assertEqual([key for key in keys if key not in named],
                                 [])

    def test_the_lines_shown_have_the_fields_of_their_kind(self):
        fields = record_fields()
        for line in re.findall(r'^\{"n":.*\}$', text_of("docs/auditor.md"),
                               re.M):
            read = json.loads(line)
            if "kind" in read:
                with self.subTest(read["n"]):
                    shown = list(read)[3:]
                    self.assertEqual(shown, [key for key in
                                             fields[read["kind"]]
                                             if key in shown])

    def test_the_two_operator_guides_have_the_same_commands(self):
        dutch, english = (
            [(script, shown) for script, shown in
             steps_of(text_of(f"docs/operator.{language}.md"))]
            for language in ("nl", "en"))
        self.assertEqual(dutch, english)

    def test_the_picture_of_the_demo_is_what_it_prints(self):
        drawn = [" ".join("".join(e.itertext()).split()) for e in
                 xml.parse(DOCS / "demo.svg").iter(
                     "{http://www.w3.org/2000/svg}text")]
        printed = [" ".join(line.split()) for line in
                   stembus("demo").splitlines()]
        rows = printed[:next(n for n, line in enumerate(printed)
                             if line.startswith("verified"))]
        self.assertGreater(len(rows), 20)
        self.assertEqual(drawn[1:len(rows) + 1], rows,
                         "make it anew with tests/docs/demo_svg.py")


# ---- what the screens say ---------------------------------------------------

def screen_texts(language):
    """Every text of the pages; {n} and {1} stand for what differs."""
    for file in sorted((TOP / "src/web/text").glob(f"{language}*.js")):
        for text in re.findall(r'^    \w+: "((?:[^"\\]|\\.)*)"',
                               file.read_text(encoding="utf-8"), re.M):
            yield from text.split("|")
    for literals in re.findall(
            r'^T\(\w+, ((?:"[^"]*"\s*)+)\)',
            text_of(f"include/engine/text_{language}.inc"), re.M):
        yield "".join(re.findall(r'"([^"]*)"', literals))


def is_said(label, texts):
    """Whether a screen says this, or begins with it."""
    for text in texts:
        parts = re.split(r"\{\w+\}", text)
        if text.startswith(label) or (
                3 * len("".join(parts)) > len(label) and
                re.fullmatch(".+".join(map(re.escape, parts)), label)):
            return True
    return False


def slanted(page):
    plain = re.sub(r"```.*?```|!\[.*?\]\(.*?\)|\*\*.*?\*\*|`[^`]*`", "",
                   page, flags=re.S)
    return [" ".join(label.split())
            for label in re.findall(r"\*([^*]+)\*", plain)]


class Screens(unittest.TestCase):

    def test_what_the_guides_quote_is_what_the_screens_say(self):
        for language in ("nl", "en"):
            texts = list(screen_texts(language))
            labels = slanted(text_of(f"docs/console.{language}.md"))
            self.assertGreater(len(texts), 400)
            self.assertGreater(len(labels), 80)
            for label in labels:
                with self.subTest(language=language, label=label):
                    self.assertTrue(is_said(label, texts))


# ---- links and rules --------------------------------------------------------

def anchors(page):
    for heading in re.findall(r"^#+ (.*)$", page, re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        yield plain.replace(" ", "-")


def images_of(page):
    """The images that a page shows, in either way of writing them."""
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r'!\[[^\]]*\]\(([^)\s]+)\)|<img src="([^"]+)"', text):
        yield (page.parent / "".join(name)).resolve()


class Pages(unittest.TestCase):

    def test_every_image_shown_exists_and_has_words_for_it(self):
        for page in PAGES:
            for image in images_of(page):
                with self.subTest(page=page.name, image=image.name):
                    self.assertTrue(image.exists())
            with self.subTest(page=page.name):
                self.assertNotRegex(page.read_text(),
                                    r'!\[\]|<img(?![^>]*alt="\w)')

    def test_every_image_kept_is_shown_and_small(self):
        kept = {file.resolve() for file in (DOCS / "images").iterdir()}
        shown = {image for page in PAGES for image in images_of(page)}
        self.assertEqual(kept - shown, set())
        self.assertLess(sum(file.stat().st_size for file in kept),
                        1_500_000)

    def test_every_relative_link_leads_somewhere(self):
        for page in PAGES:
            text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M |
                          re.S)
            for link in re.findall(r"\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", link):
                    continue
                path, _, anchor = link.partition("#")
                target = (page.parent / path) if path else page
                with self.subTest(page=page.name, link=link):
                    self.assertTrue(target.exists(), target)
                    if anchor:
                        self.assertIn(anchor, anchors(target.read_text()))

    def test_every_path_named_in_the_pages_exists(self):
        for page in PAGES:
            for path in re.findall(
                    r"`((?:src|include|sql|tests|docs)/[\w./-]+)`",
                    page.read_text()):
                with self.subTest(page=page.name, path=path):
                    self.assertTrue((TOP / path).exists())

    def test_the_rules_fit_on_a_page(self):
        self.assertLessEqual(
            len(text_of("docs/contributing.md").splitlines()), 60)

    def test_the_pictures_are_well_formed(self):
        for picture in DOCS.glob("*.svg"):
            xml.parse(picture)

    def test_the_licence_is_whole(self):
        licence = text_of("LICENSE")
        self.assertIn("EUROPEAN UNION PUBLIC LICENCE v. 1.2", licence)
        for article in range(1, 16):
            self.assertRegex(licence, rf"(?m)^{article}\.\s?[A-Z]")
        self.assertIn("Appendix", licence)


if __name__ == "__main__":
    os.execv(sys.executable, [sys.executable,
                              str(TOP / "tests/run_python.py"),
                              *sys.argv[1:], __file__])
