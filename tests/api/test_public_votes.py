# SPDX-License-Identifier: EUPL-1.2
"""The public pages of a round and of a member: who voted what."""
import csv
import io
import re
import unittest
from urllib.parse import quote

from hall import MEMBERS, Hall
from pages import VOTES, Page, Pages, rows, shown


class RoundPage(Pages):
    def test_it_has_the_verdict_the_sentence_and_the_story(self):
        hall = Hall(self.server)
        number = self.published(hall)
        words = self.page(f"/results/rounds/{number}").words
        for part in (
                "✓ Aangenomen ✓ Voor78,02%71 stemmen, 3 leden",
                "Aangenomen: 78,02% voor, 21,98% tegen (71 tegen 20 stemmen, "
                "3 tegen 1 leden; gewone meerderheid). 1 lid onthield zich "
                "(10 stemmen).",
                "Aanwezig, niet gestemd251", "Aanwezig1266",
                "Gevraagd: gewone meerderheid. Daarvoor waren 46 stemmen "
                "nodig.",
                "Stemming gesloten en geteld", "Gepubliceerd"):
            self.assertIn(part, words)

    def test_it_says_how_wide_the_margin_was(self):
        hall = Hall(self.server)
        number = self.published(hall)
        margin = hall.get_round(number)["robustness"]
        self.assertRegex(
            self.page(f"/results/rounds/{number}").words,
            rf"anders hadden moeten vallen voor een andere uitslag"
            rf"{margin['votes']} .*hadden moeten kiezen{margin['members']} "
            rf".*één stem had gehadAangenomen \(Voor 3, Tegen 1\)")

    def test_the_vote_of_every_member_is_there(self):
        hall = Hall(self.server)
        number = self.published(hall)
        self.assertEqual(rows(self.text(f"/results/rounds/{number}")), [
            ("Voorbeeldgewest 1", "Geen stem", 25, False),
            ("Voorbeeldstad 1", "Onthouding", 10, False),
            ("Voorbeeldstad 2", "Tegen", 20, False),
            ("Voorbeeldstad 3", "Voor", 30, False),
            ("Voorbeeldstad 4", "Voor", 40, False),
            ("Voorbeeldstad 5", "Voor", 1, False)])

    def test_each_vote_links_to_its_line_of_the_journal(self):
        hall = Hall(self.server)
        number = self.published(hall)
        page = self.page(f"/results/rounds/{number}")
        for ballot in hall.ballots(number).values():
            target = (f"{hall.path}/journal?from={ballot['journal']}&limit=1")
            self.assertIn(target, page.links())
        line = self.server.client("anyone").get(target).json
        self.assertEqual((line["kind"], line["member"]),
                         ("ballot", ballot["code"]))

    def test_it_sorts_as_asked(self):
        hall = Hall(self.server)
        target = f"/results/rounds/{self.published(hall)}"
        order = {sort: [int(row[0][-1]) if "stad" in row[0] else "gewest"
                        for row in rows(self.text(f"{target}?sort={sort}"))]
                 for sort in ("name", "weight", "choice")}
        self.assertEqual(order, {"name": ["gewest", 1, 2, 3, 4, 5],
                                 "weight": [4, 3, "gewest", 2, 1, 5],
                                 "choice": [3, 4, 5, 2, 1, "gewest"]})
        page = self.page(target + "?sort=weight")
        self.assertEqual([th["data-sort"] for th in page.find("th")
                          if "aria-sort" in th], ["weight"])
        self.assertEqual(page.find("th", data_sort="weight"), [])
        self.assertIn({"value": "weight", "selected": None},
                      page.find("option"))

    def test_it_finds_by_name_code_and_choice(self):
        members = list(MEMBERS)
        members[0] = ("GM9001", "municipality", "Súdwest-Voorbeeldlân", 1000)
        members[1] = ("GM9002", "municipality", "'s-Voorbeeldhage", 2000)
        hall = Hall(self.server, members)
        target = f"/results/rounds/{self.published(hall)}"
        for search, found in (
                ("", 6), ("sudwest", ["Súdwest-Voorbeeldlân"]),
                ("SÚDWEST VOORBEELDLAN", ["Súdwest-Voorbeeldlân"]),
                ("s voorbeeld", ["&#39;s-Voorbeeldhage"]),
                ("gw91", ["Voorbeeldgewest 1"]), ("tegen",
                                                  ["&#39;s-Voorbeeldhage"]),
                ("onthouding", ["Súdwest-Voorbeeldlân"]),
                ("geen stem", ["Voorbeeldgewest 1"]), ("onthoud", []),
                ("<b>q", [])):
            with self.subTest(search):
                text = self.text(f"{target}?q={quote(search)}")
                if isinstance(found, int):
                    self.assertEqual(len(shown(text)), found)
                else:
                    self.assertEqual(shown(text), found)
                self.assertEqual(len(rows(text)), 6)
                box = Page(text).find("input", name="q")[0]
                self.assertEqual(box["value"], search)

    def test_a_search_survives_a_change_of_order(self):
        hall = Hall(self.server)
        target = f"/results/rounds/{self.published(hall)}"
        page = self.page(f"{target}?q={quote('&<é>')}")
        self.assertIn("?sort=weight&q=%26%3C%C3%A9%3E", page.links())

    def test_a_blank_is_a_blank(self):
        hall = Hall(self.server)
        target = f"/results/rounds/{self.published(hall)}"
        for blank in "+", "%20":
            text = self.text(f"{target}?q=voorbeeldstad{blank}3")
            self.assertEqual(shown(text), ["Voorbeeldstad 3"])

    def test_a_question_that_is_not_understood_gets_a_page(self):
        hall = Hall(self.server)
        target = f"/results/rounds/{self.published(hall)}"
        for query in ("sort=age", "sort=", "q=%00", "q=%", "q=%4", "q=%ff",
                      "q=%1b", "q=" + "x" * 101, "q=a&q=b", "page=1"):
            with self.subTest(query):
                page = self.page(f"{target}?{query}", 400)
                self.assertIn("Deze vraag is niet te begrijpen", page.words)
        self.page(f"{target}?q={'%C3%A9' * 100}")

    def test_a_ballot_that_a_gateway_vouched_for_is_marked(self):
        hall = Hall(self.server)
        number = hall.round()
        hall.press(number, "GM9001", 1)
        hall.vote(number, {"GM9002": "for"})
        hall.move_round(number, "closed", "declared", "certified",
                        "published")
        text = self.text(f"/results/rounds/{number}")
        self.assertEqual(text.count('<span class="mark">'), 1)
        self.assertRegex(text, "GM9001.*via basisstation")
        self.assertIn("het basisstation stond ervoor in", text)
        own = self.page("/members/GM9001").words
        self.assertIn("Voor via basisstation", own)
        self.assertNotIn("basisstation", self.page("/members/GM9002").words)

    def test_only_the_entitled_are_listed(self):
        hall = Hall(self.server)
        number = self.published(hall, {"GW91": "for"},
                                entitledKinds=["region"])
        self.assertEqual(rows(self.text(f"/results/rounds/{number}")),
                         [("Voorbeeldgewest 1", "Voor", 25, False)])
        self.assertNotIn(f"/results/rounds/{number}",
                         self.page("/members/GM9001").links())
        self.assertIn(f"/results/rounds/{number}",
                      self.page("/members/GW91").links())

    def test_before_it_is_published_it_is_not_there(self):
        hall = Hall(self.server)
        number = hall.round(hall.motion(title="Geheim"))
        hall.vote(number, VOTES)
        for to in (None, "closed", "declared", "certified"):
            if to:
                hall.move_round(number, to)
            page = self.page(f"/results/rounds/{number}", 404)
            self.assertIn("Nog niet openbaar", page.words)
            self.assertIn("nog niet gepubliceerd", page.words)
            for secret in "Geheim", "78,02", "Voorbeeldstad":
                self.assertNotIn(secret, page.words)
            answer = self.fetch(f"/results/rounds/{number}/votes.csv",
                                Accept="text/csv")
            self.assertEqual((answer.status, answer.media),
                             (404, "text/html"))
            self.assertNotIn(b"GM9001", answer.body)

    def test_an_annulled_one_shows_no_votes(self):
        hall = Hall(self.server)
        motion = hall.motion()
        number = self.published(hall, motion=motion)
        self.annul(hall, number)
        again = self.published(hall, motion=motion)
        page = self.page(f"/results/rounds/{number}")
        self.assertIn("Ongeldig verklaard", page.words)
        self.assertIn("Reden: Bezwaar", page.words)
        self.assertEqual(page.find("table"), [])
        self.assertIn(f"/results/rounds/{again}", page.links())
        self.assertEqual(
            self.fetch(f"/results/rounds/{number}/votes.csv",
                       Accept="text/csv").status, 404)
        self.assertIn(f"/results/rounds/{number}",
                      self.page(f"/results/rounds/{again}").links())

    def test_an_unknown_one_is_not_found(self):
        for target in "/results/rounds/4242", "/results/rounds/4242/votes.csv":
            page = self.page(target, 404) if "csv" not in target else \
                self.fetch(target, Accept="*/*").page
            self.assertIn("Deze stemming bestaat niet", page.words)


class Download(Pages):
    def csv(self, number):
        answer = self.fetch(f"/results/rounds/{number}/votes.csv",
                            Accept="text/csv")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.media, "text/csv")
        self.assertEqual(answer.headers["content-disposition"],
                         f'attachment; filename="stembus-{number}.csv"')
        return answer.body

    def test_it_is_rfc_4180_with_a_byte_order_mark(self):
        hall = Hall(self.server)
        body = self.csv(self.published(hall))
        self.assertTrue(body.startswith(b"\xef\xbb\xbf"))
        lines = body.decode("utf-8-sig").split("\r\n")
        self.assertEqual(lines.pop(), "")
        self.assertEqual(lines[0], "round,number,code,name,kind,weight,choice,"
                                   "auth,journal,received_at,meant,meant_at")
        self.assertTrue(all("\n" not in line for line in lines))

    def test_it_is_what_the_api_says(self):
        hall = Hall(self.server)
        number = self.published(hall)
        table = list(csv.DictReader(io.StringIO(
            self.csv(number).decode("utf-8-sig"), newline="")))
        ballots = hall.ballots(number)
        roll = self.op.ok("GET", hall.path + "/roll")["members"]
        self.assertEqual({row["code"] for row in table},
                         {member["code"] for member in roll})
        for row in table:
            ballot = ballots.get(row["code"])
            if ballot is None:
                self.assertEqual(
                    (row["choice"], row["auth"], row["journal"],
                     row["received_at"]), ("", "", "", ""))
                continue
            self.assertEqual(
                (row["round"], row["name"], row["weight"], row["choice"],
                 row["auth"], row["journal"], row["received_at"]),
                (str(number), ballot["name"], str(ballot["weight"]),
                 ballot["choice"], ballot["auth"], str(ballot["journal"]),
                 ballot["receivedAt"]))

    def test_it_carries_no_formula(self):
        members = [(f"GM900{i}", "municipality", name, 1000)
                   for i, name in enumerate((
                       "=HYPERLINK(x)", "+1", "-1", "@SUM(A1)", "\uff1d1"))]
        hall = Hall(self.server, members)
        number = self.published(hall, {"GM9000": "=1+1"},
                                options=["=1+1", "b, c"])
        text = self.csv(number).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            for value in row.values():
                self.assertNotRegex(value, r"^\s*[=+\-@\uff1d]")
        self.assertIn('"\'=HYPERLINK(x)"', text)
        self.assertIn('"\'=1+1"', text)


class MemberPage(Pages):
    def test_it_follows_a_member_through_the_years(self):
        first = Hall(self.server, date="2026-06-08", title="Eerste")
        old = self.published(first, motion=first.motion(title="Oud plan"))
        first.move("ended")
        members = [(code, kind, name.replace("stad 3", "stad Drie"),
                    2 * inhabitants)
                   for code, kind, name, inhabitants in MEMBERS]
        second = Hall(self.server, members, date="2027-06-08",
                      title="Tweede")
        new = self.published(second, {"GM9004": "against"},
                             second.motion(title="Nieuw plan"))
        answer = self.fetch("/members/GM9003")
        page = answer.page
        self.assertRegex(page.words,
                         "Gemeente · GM9003.*Voorbeeldstad Drie.*"
                         "Tweede.*Nieuw plan Stem van het lid: Geen stem "
                         "Uitslag: ✕ Verworpen.*Eerste.*Oud plan "
                         r"Stem van het lid: ✓ Voor Uitslag: ✓ Aangenomen")
        self.assertEqual(len(page.find("rect", class_="step")), 2)
        self.assertRegex(answer.body.decode(),
                         "aria-label=\"Stemgewicht per vergadering, van 30 in "
                         "8 juni 2026 tot 60 in 8 juni 2027")
        for number in old, new:
            self.assertIn(f"/results/rounds/{number}", page.links())


class NewMember(Pages):
    def test_one_assembly_needs_no_chart(self):
        Hall(self.server)
        page = self.page("/members/GM9001")
        self.assertEqual(page.find("rect", class_="step"), [])
        self.assertIn("Voorbeeldvergadering", page.words)
        self.assertIn("Er zijn nog geen gepubliceerde stemmingen", page.words)

    def test_periods_and_names_are_there(self):
        rows = ("code;kind;name;inhabitants;reference_date;valid_from;"
                "valid_until\n"
                "GM8001;municipality;Oudstad;1000;2015-01-01;;2019-01-01\n"
                "GM8001;municipality;Nieuwstad;2000;2020-01-01;2019-01-01;\n")
        self.op.ok("PUT", "/v1/members", rows.encode(),
                   content_type="text/csv")
        words = self.page("/members/GM8001").words
        self.assertIn("Oudstad (Gemeente), tot 1 januari 2019", words)
        self.assertIn("Nieuwstad (Gemeente), sinds 1 januari 2019", words)
        self.assertIn("nog niet in het stemregister", words)

    def test_the_register_can_be_searched(self):
        Hall(self.server)
        self.assertRegex(self.page("/members").words, r"\d leden")
        found = self.page("/members?q=GEWEST")
        self.assertIn("1 lid", found.words)
        self.assertIn("/members/GW91", found.links())
        self.assertNotIn("/members/GM9001", found.links())
        self.assertIn("Geen lid gevonden met ‘<b>’",
                      self.page("/members?q=%3Cb%3Ex").words.replace(
                          "<b>x", "<b>"))

    def test_an_unknown_one_is_not_found(self):
        for code in "GM0000", "x":
            self.assertIn("Er is geen lid met deze code",
                          self.page("/members/" + code, 404).words)


class Receipt(Pages):
    def check(self, hall, code, line):
        return self.page(f"/members/{code}?assembly={hall.id}"
                         f"&journal={line}").words

    def test_a_member_finds_its_ballot(self):
        hall = Hall(self.server)
        number = self.published(hall)
        line = hall.ballots(number)["GM9003"]["journal"]
        words = self.check(hall, "GM9003", line)
        self.assertIn(f"Regel {line} is een stem van Voorbeeldstad 3: Voor, "
                      "stemgewicht 30, ontvangen op", words)
        self.assertIn("Deze stem telt.", words)
        self.assertIn(f'{{"n":{line},"at":"', words)
        self.assertIn("is geen stem van Voorbeeldstad 4",
                      self.check(hall, "GM9004", line))

    def test_it_knows_what_became_of_the_ballot(self):
        hall = Hall(self.server)
        number = hall.round()
        first = hall.cast(number, "GM9001", "for").json["journal"]
        second = hall.cast(number, "GM9001", "against", 2).json["journal"]
        hall.move_round(number, "closed", "declared", "certified",
                        "published")
        self.assertIn("later door een andere keuze van dit lid vervangen",
                      self.check(hall, "GM9001", first))
        self.assertIn("Deze stem telt.", self.check(hall, "GM9001", second))
        self.annul(hall, number)
        self.assertIn("deze stem telt niet meer",
                      self.check(hall, "GM9001", second))
        practice = hall.round(hall.motion("practice"))
        line = hall.cast(practice, "GM9001", "for").json["journal"]
        hall.move_round(practice, "closed")
        self.assertIn("Dit was een proefstemming",
                      self.check(hall, "GM9001", line))

    def test_nothing_is_told_while_the_round_is_open(self):
        hall = Hall(self.server)
        number = hall.round()
        line = hall.cast(number, "GM9001", "for").json["journal"]
        words = self.check(hall, "GM9001", line)
        self.assertIn("wordt pas openbaar als de stemming is gesloten", words)
        withheld = hall.journal()[line]
        self.assertIn(withheld["hash"], words)
        for secret in '"choice"', "Voor,", '"salt"', "is een stem van":
            self.assertNotIn(secret, words)
        part = "wordt pas openbaar.*Zelf narekenen"
        self.assertEqual(re.search(part, words)[0],
                         re.search(part, self.check(hall, "GM9002", line))[0])
        hall.move_round(number, "closed")
        self.assertIn("Deze stem telt.", self.check(hall, "GM9001", line))

    def test_other_lines_are_no_ballots(self):
        hall = Hall(self.server)
        self.assertIn("Regel 0 is geen stem van Voorbeeldstad 1",
                      self.check(hall, "GM9001", 0))
        self.assertIn("heeft geen regel 9.999",
                      self.check(hall, "GM9001", 9999))
        other = self.page("/members/GM9001?assembly=4242&journal=1").words
        self.assertIn("heeft geen regel 1", other)
        for query in "assembly=0&journal=1", "assembly=1&journal=-1", \
                "assembly=a&journal=1", "assembly=1&journal=":
            self.page("/members/GM9001?" + query, 400)


if __name__ == "__main__":
    unittest.main()
