# SPDX-License-Identifier: EUPL-1.2
"""The public pages: what a reader sees, and what nobody may see yet."""
import re
import unittest

from contract import TOP
from hall import Hall
from pages import VOTES, Page, Pages

INCLUDE = TOP / "include/engine"
SOURCES = TOP / "src/engine"


class Texts(unittest.TestCase):
    """tests/unit/test_text.c compares the languages."""

    # One text for each word of a list in domain/model.h, or for each month.
    GROUPS = re.compile("MONTH_|KIND_|ASSEMBLY_|MOTION_|ADVICE_|OUTCOME_")

    def test_every_text_is_used(self):
        code = "".join(path.read_text() for path in SOURCES.glob("*.c"))
        keys = re.findall(r"^T\((\w+),", (INCLUDE / "text_nl.inc").read_text(),
                          re.M)
        self.assertGreater(len(keys), 100)
        for key in keys:
            if not self.GROUPS.match(key):
                self.assertRegex(code, rf"\bTEXT_{key}\b")


class Nothing(Pages):
    def test_without_results_the_front_page_says_so(self):
        self.assertIn("Het ledenregister is nog leeg",
                      self.page("/members").words)
        Hall(self.server)
        self.assertIn("Er zijn nog geen uitslagen gepubliceerd",
                      self.page("/").words)
        self.assertIn("No results have been published yet",
                      self.page("/en").words)


class FrontPage(Pages):
    def test_the_newest_assembly_comes_first_and_at_a_glance(self):
        for date, title in (("2027-06-08", "Middelste"),
                            ("2028-06-08", "Nieuwste"),
                            ("2026-06-09", "Oudste")):
            hall = Hall(self.server, date=date, title=title)
            self.published(hall, motion=hall.motion(title="Over " + title))
        page = self.page("/")
        titles = re.findall(r"Nieuwste|Middelste|Oudste", page.words)
        self.assertEqual(titles, ["Nieuwste", "Nieuwste", "Middelste",
                                  "Oudste"])
        self.assertRegex(page.words, "Over Nieuwste ✓ Aangenomen "
                                     "78,02% voor, 21,98% tegen")

    def test_an_assembly_without_a_published_round_is_not_there(self):
        hall = Hall(self.server, title="Nog niets")
        number = hall.round()
        hall.vote(number, VOTES)
        for to in "closed", "declared", "certified":
            hall.move_round(number, to)
            self.assertNotIn("Nog niets", self.page("/").words)
        hall.move_round(number, "published")
        self.assertIn("Nog niets", self.page("/").words)

    def test_an_assembly_stays_when_its_only_round_is_annulled(self):
        hall = Hall(self.server, title="Met bezwaar")
        self.annul(hall, self.published(hall))
        words = self.page("/").words.split("Met bezwaar")[1]
        self.assertNotRegex(words.split("Zelf narekenen")[0][:100],
                            "Aangenomen|stemming")


class AssemblyPage(Pages):
    def test_every_item_is_there_in_order_with_what_came_of_it(self):
        hall = Hall(self.server)
        first = hall.motion("minutes", title="Notulen vorige keer")
        self.op.ok("POST", f"/v1/motions/{first}/decisions",
                   {"outcome": "acclamation"})
        second = hall.motion("motion", title="Een motie",
                             movers=["GM9001", "GW91"],
                             boardAdvice="advise-against")
        self.published(hall, motion=second)
        hall.motion(title="Nog te doen", text="Regel een\nregel twee")
        words = self.page(f"/results/{hall.id}").words
        for a_to_b in (
                r"Agendapunt 1.*Notulen vorige keer.*"
                r"Aangenomen bij acclamatie.*Besluit zonder stemming",
                r"Agendapunt 2.*Motie Een motie Ingediend doorVoorbeeldstad 1"
                r", Voorbeeldgewest 1 Preadvies van het bestuurontraden",
                r"ontraden ✓ Aangenomen ✓ Voor78,02%71 stemmen, 3 leden "
                r"✕ Tegen21,98%20 stemmen, 1 lid",
                r"Nodig: 46 van de 91 stemmen \(gewone meerderheid\)\. "
                r"Onthouding: 1 lid, 10 stemmen\. "
                r"Aanwezig en niet gestemd: 1 lid, 25 stemmen\.",
                r"Agendapunt 3.*Nog te doen Volledige tekst Regel een regel "
                r"twee Nog geen uitslag gepubliceerd"):
            self.assertRegex(words, a_to_b)

    def test_the_line_of_the_chart_lies_where_the_majority_begins(self):
        hall = Hall(self.server)
        self.published(hall)
        self.published(hall, majority="two-thirds")
        page = self.page(f"/results/{hall.id}")
        self.assertEqual([line["x1"] for line in
                          page.find("line", class_="threshold")],
                         ["50.000%", "66.666%"])
        self.assertEqual(page.find("rect", class_="for")[0]["width"],
                         "78.021%")

    def test_only_published_rounds_have_a_result(self):
        hall = Hall(self.server)
        number = hall.round(hall.motion(title="Spannend"))
        hall.vote(number, VOTES)
        for to in (None, "closed", "declared", "certified"):
            if to:
                hall.move_round(number, to)
            words = self.page(f"/results/{hall.id}").words
            self.assertIn("Spannend Nog geen uitslag gepubliceerd", words)
            for secret in "Aangenomen", "78,02", "71 stemmen":
                self.assertNotIn(secret, words)

    def test_a_practice_round_is_never_there(self):
        hall = Hall(self.server)
        number = hall.round(hall.motion("practice", title="Schijnt de zon"))
        hall.vote(number, VOTES)
        hall.move_round(number, "closed", "declared")
        self.published(hall)
        for target in "/", f"/results/{hall.id}", "/members/GM9003":
            self.assertNotIn("Schijnt de zon", self.page(target).words)
        page = self.page(f"/results/rounds/{number}", 404)
        self.assertIn("Van een proefstemming wordt geen uitslag gepubliceerd",
                      page.words)
        self.assertNotIn("Schijnt de zon", page.words)

    def test_an_annulled_round_is_struck_with_its_reason(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = self.published(hall, motion=motion)
        self.annul(hall, number, "Kastjes <b>niet</b> uitgereikt")
        self.published(hall, {"GM9003": "against"}, motion)
        answer = self.fetch(f"/results/{hall.id}")
        self.assertRegex(answer.page.words,
                         r"Stemming 1 van 2 ⊘ Ongeldig verklaard .*Reden: "
                         r"Kastjes <b>niet</b> uitgereikt .*78,02% voor.*"
                         r"Stemming 2 van 2 ✕ Verworpen")
        self.assertRegex(answer.body.decode(),
                         r"<s><bdi>Aangenomen: 78,02%[^<]*</bdi></s>")

    def test_a_round_annulled_before_it_was_published_is_not_there(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.vote(number, VOTES)
        hall.move_round(number, "closed")
        self.annul(hall, number)
        self.assertNotIn("Ongeldig", self.page(f"/results/{hall.id}").words)
        self.assertIn("voordat er een uitslag was gepubliceerd",
                      self.page(f"/results/rounds/{number}", 404).words)

    def test_an_amended_motion_says_so(self):
        hall = Hall(self.server)
        motion = hall.motion(title="Het voorstel")
        self.published(hall, motion=hall.motion("amendment", amends=motion))
        self.published(hall, motion=motion)
        page = self.page(f"/results/{hall.id}")
        self.assertIn("Gewijzigd aangenomen", page.words)
        self.assertIn("Wijzigt1 Het voorstel", page.words)
        self.assertIn(f"#item-{motion}", page.links())

    def test_named_options_each_have_their_bar(self):
        hall = Hall(self.server)
        self.published(hall, {"GM9001": "Plan A", "GM9002": "Plan B",
                              "GM9003": "Plan A", "GM9004": "Plan A",
                              "GW91": "against-all", "GM9005": "abstain"},
                       options=["Plan A", "Plan B"])
        page = self.page(f"/results/{hall.id}")
        self.assertRegex(page.words,
                         "Aangenomen is Plan A.*Plan A64% 80 stemmen, 3 leden"
                         ".*Plan B16% 20 stemmen, 1 lid.*Tegen alle"
                         "20% 25 stemmen, 1 lid")
        self.assertEqual(len(page.find("rect", class_="named")), 2)
        self.assertEqual(len(page.find("rect", class_="against")), 1)

    def test_a_missed_quorum_is_no_decision(self):
        hall = Hall(self.server)
        number = self.published(hall, {"GM9001": "for"}, quorum={
            "numerator": 1, "denominator": 2, "of": "entitled",
            "by": "members"})
        self.assertIn("– Geen besluit: quorum niet gehaald",
                      self.page(f"/results/{hall.id}").words)
        self.assertIn("Quorum niet gehaald (deelname: 1 van 6 "
                      "stemgerechtigde leden, ten minste de helft vereist).",
                      self.page(f"/results/rounds/{number}").words)

    def test_one_that_is_not_convened_is_not_public(self):
        hall = Hall(self.server, state="draft")
        self.assertIn("nog niet bijeengeroepen",
                      self.page(f"/results/{hall.id}", 404).words)

    def test_an_unknown_one_is_not_found(self):
        page = self.page("/results/4242", 404)
        self.assertIn("Niet gevonden", page.words)
        self.assertIn("Deze vergadering bestaat niet", page.words)
        self.assertIn("/", page.links())


class Everywhere(Pages):
    HOSTILE = ['<script>alert("x")</script>', "\u202e omgekeerd",
               "x" * 300, '=HYPERLINK("http://x")', "'\"><img src=x>",
               "&amp;lt; é ☃"]

    def targets(self, hall, number):
        return ["/", f"/results/{hall.id}", f"/results/rounds/{number}",
                "/members", f"/members/{hall.codes[0]}"]

    def test_hostile_text_stays_text(self):
        for i, text in enumerate(self.HOSTILE):
            members = [(f"GM9{i}01", "municipality", text, 1000),
                       (f"GM9{i}02", "municipality", "Gewoon", 2000)]
            members = [(code, kind, '"' + name.replace('"', '""') + '"', n)
                       for code, kind, name, n in members]
            hall = Hall(self.server, members, title=text, place=text,
                        date=f"2026-06-0{i + 1}")
            motion = hall.motion(title=text, text=text,
                                 movers=[hall.codes[0]])
            number = self.published(hall, {hall.codes[0]: "for"}, motion)
            annulled = self.published(hall, {}, hall.motion(title=text))
            self.annul(hall, annulled, text)
            for target in self.targets(hall, number) + [
                    f"/results/rounds/{annulled}"]:
                for prefix in "", "/en":
                    path = prefix + target if target != "/" else prefix or "/"
                    page = self.page(path)
                    self.assertEqual(page.find("img"), [])
                    for script in page.find("script"):
                        self.assertEqual(script["src"], "/web/public.js")
            shown = self.text(f"/results/{hall.id}")
            self.assertEqual(
                set(re.findall("<bdi>([^<]*\u202e[^<]*)</bdi>", shown)),
                {text} if "\u202e" in text else set())
            self.assertIn("".join(text.split()), "".join(
                Page(shown).words.split()))

    def test_both_languages_say_their_own(self):
        hall = Hall(self.server)
        number = self.published(hall)
        for target in self.targets(hall, number):
            english = "/en" + target if target != "/" else "/en"
            for path, language, other in ((target, "nl", english),
                                          (english, "en", target)):
                page = self.page(path)
                self.assertEqual(page.find("html")[0]["lang"], language)
                toggle = page.find("a", class_="language")[0]
                self.assertEqual(toggle["href"], other)
                self.assertNotEqual(toggle["lang"], language)
                for link in page.links():
                    if link.startswith(("#", "?", "/v1", "/web")) or \
                            link == other or link.endswith((".csv", ".zip")):
                        continue
                    self.assertEqual(link.startswith("/en"),
                                     language == "en", f"{path}: {link}")
        self.assertIn("Adopted: 78.02% for, 21.98% against",
                      self.page(f"/en/results/rounds/{number}").words)

    def test_every_link_leads_somewhere(self):
        hall = Hall(self.server)
        number = self.published(hall)
        seen = set()
        for target in self.targets(hall, number):
            seen |= {link for link in self.page(target).links()
                     if link.startswith("/")}
        for link in seen:
            answer = self.fetch(link, Accept="*/*")
            self.assertEqual(answer.status, 200, link)

    def test_the_headers_are_those_of_pages(self):
        hall = Hall(self.server)
        number = self.published(hall)
        for target in self.targets(hall, number) + ["/results/4242",
                                                    "/nergens"]:
            answer = self.fetch(target)
            self.assertEqual(answer.headers["cache-control"], "no-cache")
            policy = answer.headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertNotIn("access-control-allow-origin", answer.headers)

    def test_head_is_the_same_without_a_body(self):
        hall = Hall(self.server)
        number = self.published(hall)
        for target in self.targets(hall, number) + [
                f"/results/rounds/{number}/votes.csv", "/results/4242"]:
            full = self.fetch(target, Accept="*/*")
            head = self.fetch(target, "HEAD", Accept="*/*")
            self.assertEqual((head.status, head.body,
                              head.headers["content-length"]),
                             (full.status, b"", str(len(full.body))), target)

    def test_what_is_asked_for_must_be_what_there_is(self):
        hall = Hall(self.server)
        number = self.published(hall)
        for target, media in ((f"/results/{hall.id}", "application/json"),
                              (f"/results/rounds/{number}/votes.csv",
                               "text/html")):
            answer = self.fetch(target, Accept=media)
            self.assertEqual((answer.status, answer.media),
                             (406, "text/html"))
        answer = self.fetch(f"/results/{hall.id}", "POST", Accept="text/html")
        self.assertEqual(answer.status, 405)
        self.assertEqual(answer.headers["allow"], "GET, HEAD, OPTIONS")
        self.assertEqual(answer.media, "text/html")

    def test_a_reader_gets_a_page_where_there_is_nothing(self):
        for target in "/nergens", "/results/", "/results/abc", "/en/x":
            answer = self.fetch(target, Accept="text/html, */*;q=0.1")
            self.assertEqual((answer.status, answer.media), (404, "text/html"))
            self.assertEqual(answer.page.find("html")[0]["lang"],
                             "en" if target.startswith("/en/") else "nl")
        for target, accept in (("/nergens", "*/*"),
                               ("/v1/nergens", "text/html")):
            answer = self.fetch(target, Accept=accept)
            self.assertEqual((answer.status, answer.media),
                             (404, "application/problem+json"), target)


if __name__ == "__main__":
    unittest.main()
