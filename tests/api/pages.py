# SPDX-License-Identifier: EUPL-1.2
"""The public pages as a reader's browser gets them, read strictly."""
import re
from html.parser import HTMLParser

from harness import ApiTest, Client

__unittest = True  # a failure shows the test's own lines only

VOTES = {"GM9001": "abstain", "GM9002": "against", "GM9003": "for",
         "GM9004": "for", "GM9005": "for"}  # 71 for, 20 against, 10 abstain
VOID = {"meta", "link", "input", "br"}
SHAPES = {"rect", "line", "path", "circle"}


class Page(HTMLParser):
    """An HTML page, read strictly: each element is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.all, self.text, self.ids = [], [], [], []
        self.feed(text)
        self.close()
        if self.open:
            raise AssertionError(f"not closed: {self.open}")
        if len(set(self.ids)) != len(self.ids):
            raise AssertionError(f"an id stands twice: {sorted(self.ids)}")

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            raise AssertionError(f"<{tag}> has an attribute twice: {names}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                raise AssertionError(f"<{tag}> has {name}")
            if name == "id":
                self.ids.append(value)
        self.all.append((tag, dict(attrs)))
        if tag not in VOID | SHAPES:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes something else")

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text.append(data)

    @property
    def words(self):
        return re.sub(r"\s+", " ", "".join(self.text)).replace("\u00a0", " ")

    def find(self, tag, **wanted):
        return [attrs for name, attrs in self.all if name == tag and
                all(attrs.get(key.rstrip("_")) == value
                    for key, value in wanted.items())]

    def links(self):
        return [attrs["href"] for attrs in self.find("a")]


def rows(text):
    """The list of votes: [(name, choice, weight, hidden)]."""
    found = re.findall(
        r'<tr data-choice="\d+"( hidden)?><th scope="row">.*?<bdi>(.*?)</bdi>'
        r'.*?<span class="word">(.*?)</span>.*?data-weight="(\d+)"', text)
    return [(name, choice, int(weight), bool(hidden))
            for hidden, name, choice, weight in found]


def shown(text):
    return [name for name, _, _, hidden in rows(text) if not hidden]


class Pages(ApiTest):
    def setUp(self):
        super().setUp()
        self.reader = Client(self.server)
        self.addCleanup(self.reader.close)

    def fetch(self, target, method="GET", **headers):
        send = {"Accept": "text/html", **headers}
        answer = self.reader.exchange(method, target, None, send)
        if method == "GET" and answer.media == "text/html":
            answer.page = Page(answer.body.decode())
        return answer

    def page(self, target, status=200):
        answer = self.fetch(target)
        self.assertEqual(answer.status, status, f"{target}: {answer!r}")
        self.assertEqual(answer.headers["content-type"],
                         "text/html; charset=utf-8")
        return answer.page

    def text(self, target):
        answer = self.fetch(target)
        self.assertEqual(answer.status, 200, target)
        return answer.body.decode()

    def published(self, hall, votes=None, motion=None, **terms):
        """The id of a round that went all the way."""
        number = hall.round(motion, **terms)
        hall.vote(number, VOTES if votes is None else votes)
        hall.move_round(number, "closed", "declared", "certified",
                        "published")
        return number

    def annul(self, hall, number, reason="Bezwaar"):
        hall.try_move(number, "annulled", reason=reason)
        hall.try_move(number, "annulled", "committee", reason="Akkoord")
        self.assertEqual(hall.get_round(number)["state"], "annulled")
