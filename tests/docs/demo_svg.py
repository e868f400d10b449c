#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""demo_svg.py [STEMBUS] >docs/demo.svg: the demo's output as a picture.

Runs `STEMBUS demo` (build/release/stembus by default) and draws what it prints
as text in a terminal, one <text> per line, so that the picture can be read
aloud, searched, and compared with a later run.
"""
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.sax.saxutils import escape

TOP = Path(__file__).resolve().parents[2]
COLUMNS = 84
CHAR, LINE, MARGIN, BAR = 8.4, 19, 20, 36  # pixels
WORDS = re.compile(r"\S+(?: \S+)*")  # what stands between two spaces or more


def lines_of(stembus):
    """What it prints, wrapped as a terminal would."""
    done = subprocess.run([stembus, "demo"], capture_output=True, text=True,
                          timeout=300, check=True)
    for line in done.stdout.rstrip().splitlines():
        line = line.rstrip()
        yield from textwrap.wrap(line, COLUMNS) if len(line) > COLUMNS else [
            line]


def kind_of(text, column, head):
    if head or column == 0:
        return "dim"
    if re.fullmatch(r"[\d,]+\+?", text):
        return "figure" if column >= 60 else "dim"
    if re.fullmatch(r"[a-z-]+", text):
        return "adopted" if text == "adopted" else "other"
    return "plain"


def row(line):
    """The cells of a row of the table, each at its own place, so that they
    stand in columns whatever the reader's font is."""
    for cell in WORDS.finditer(line):
        kind = kind_of(cell[0], cell.start(), line.startswith("item "))
        yield (f'<tspan x="{MARGIN + cell.start() * CHAR:.1f}" '
               f'class="{kind}">{escape(cell[0])}</tspan>')


def drawn(lines):
    """The lines as elements; the table ends where the sentences begin."""
    table = False
    for line in lines:
        table = line.startswith("item ") or (
            table and not line.startswith("verified"))
        yield " ".join(row(line)) if table else escape(line)


def picture(lines):
    width = round(2 * MARGIN + COLUMNS * CHAR)
    height = BAR + LINE * len(lines) + MARGIN
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
           'aria-labelledby="title">')
    yield ("<!-- SPDX-License-Identifier: EUPL-1.2; made by "
           "tests/docs/demo_svg.py -->")
    yield ("<title id=\"title\">make demo: the votes of a whole assembly, with "
           "the outcomes beside the figures of the minutes</title>")
    yield ("<style>text{fill:#e6edf3}.dim{fill:#9aa7b4}"
           ".figure{fill:#fff;font-weight:bold}"
           ".adopted{fill:#7ee2a8}.other{fill:#f0c674}</style>")
    yield (f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" '
           'rx="8" fill="#10161d" stroke="#57606a"/>')
    for n, fill in enumerate(("#ff7b72", "#f0c674", "#7ee2a8")):
        yield f'<circle cx="{20 + 18 * n}" cy="17" r="5.5" fill="{fill}"/>'
    yield ('<g font-family="Menlo,Consolas,\'DejaVu Sans Mono\',monospace" '
           'font-size="14">')
    for n, text in enumerate(drawn(lines)):
        if text:
            yield (f'<text x="{MARGIN}" y="{BAR + LINE * (n + 1) - 5}">'
                   f'{text}</text>')
    yield "</g>"
    yield "</svg>"


def main():
    stembus = sys.argv[1] if len(sys.argv) > 1 else \
        str(TOP / "build/release/stembus")
    print("\n".join(picture(["$ make demo", *lines_of(stembus)])))


if __name__ == "__main__":
    main()
