# SPDX-License-Identifier: EUPL-1.2
"""The bundle for the website: what is in it, and that it is the same each time."""
import hashlib
import io
import json
import shutil
import subprocess
import sys
import unittest
import zipfile
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import scene as scenes  # noqa: E402  (finds tests/api)
from checks import (check_csvw, files_of, popolo_faults,  # noqa: E402
                    unguarded)
from contract import TOP  # noqa: E402
from harness import SHARED, ApiTest  # noqa: E402

VOID = {"meta", "link", "br", "input", "path", "rect", "line", "circle"}


class Markup(HTMLParser):
    """Elements that are closed in order, and what a page loads or runs."""

    def __init__(self, text):
        super().__init__()
        self.open, self.loads, self.links, self.ids = [], [], [], []
        self.languages = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script" or "src" in values or (
                tag == "link" and values.get("rel") == "stylesheet"):
            self.loads.append((tag, values))
        self.loads += [(tag, key) for key in values if key.startswith("on")]
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if "id" in values:
            self.ids.append(values["id"])
        if tag in ("html", "section") and "lang" in values:
            self.languages.append(values["lang"])

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


class Bundle(ApiTest):
    """One scene, exported once for all tests that only look at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scene = scenes.Scene(cls.server)
        cls.out = cls.server.folder / "bundle"
        cls.export(cls.out)
        cls.files = files_of(cls.out)

    @classmethod
    def export(cls, out, data=None, status=0, assembly=None, **options):
        arguments = [f"--{key}={value}" for key, value in options.items()]
        return cls.server.run(
            "export", "--data", str(data or cls.server.data), "--out", str(out),
            "--assembly", str(assembly or cls.scene.hall.id), *arguments,
            status=status)

    def fetch(self, assembly):
        """(status, headers, body) of the zip."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("GET", f"/results/{assembly}/bundle.zip")
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        connection.close()
        return answer.status, headers, body

    def json(self, name):
        return json.loads(self.files[name])

    def test_it_has_every_file_and_only_for_readers_to_read(self):
        wanted = {
            "index.html", "en/index.html", "rounds.csv", "votes.csv",
            "members.csv", "rounds.csv-metadata.json",
            "votes.csv-metadata.json", "members.csv-metadata.json",
            "results.json", "results.schema.json", "popolo.json", "ori.json",
            "dcat.jsonld", "minutes.nl.md", "minutes.en.md", "journal.jsonl",
            "checkpoint", "keys/stembus.pem", "keys/stembus-minisign.pub",
            "keys/stembus-signify.pub", "SHA256SUMS", "SHA256SUMS.minisig"}
        wanted |= {f"members/{code}.json" for code in self.scene.hall.codes}
        wanted |= {path.name for path in (TOP / "docs/verify").glob("*")
                   if path.name in ("VERIFY.md", "verify.py")}
        shown = [self.scene.motion[name] for name in (
            "plain", "formula", "arabic", "named", "twice", "held")]
        wanted |= {f"fragments/motion-{n}.{language}.html"
                   for n in shown for language in ("nl", "en")}
        self.assertEqual(set(self.files), wanted)
        for path in (self.out, *self.out.rglob("*")):
            self.assertEqual(path.stat().st_mode & 0o777,
                             0o755 if path.is_dir() else 0o644, path)

    def test_the_sums_are_those_of_all_files_and_signed(self):
        sums = self.files["SHA256SUMS"].decode()
        lines = dict(reversed(line.split("  ")) for line in sums.splitlines())
        self.assertEqual(list(lines), sorted(lines))
        self.assertEqual(lines, {
            name: hashlib.sha256(raw).hexdigest()
            for name, raw in self.files.items()
            if not name.startswith("SHA256SUMS")})
        subprocess.run(["minisign", "-Vqm", "SHA256SUMS", "-p",
                        "keys/stembus-minisign.pub"], cwd=self.out, check=True)

    def test_the_journal_is_the_stored_lines(self):
        answer = self.server.client("anyone").get(
            f"{self.scene.hall.path}/journal?limit=10000")
        self.assertEqual(self.files["journal.jsonl"], answer.body)

    def test_every_json_file_has_its_keys_in_order(self):
        for name, raw in self.files.items():
            if name.endswith((".json", ".jsonld")) and "schema" not in name:
                again = json.dumps(json.loads(raw), sort_keys=True, indent=1,
                                   ensure_ascii=False) + "\n"
                self.assertEqual(raw.decode(), again, name)

    # ---- CSV ----------------------------------------------------------------

    def test_the_tables_are_as_their_metadata_say(self):
        rounds = check_csvw(self.files, "rounds.csv")
        votes = check_csvw(self.files, "votes.csv")
        members = check_csvw(self.files, "members.csv")
        shown = [str(self.scene.round[name]) for name in (
            "plain", "formula", "arabic", "named", "annulled", "twice")]
        self.assertEqual([row["round"] for row in rounds], shown)
        shown.remove(str(self.scene.round["annulled"]))
        self.assertEqual({row["round"] for row in votes}, set(shown))
        self.assertEqual(len(votes), 6 * len(shown))
        self.assertEqual([row["code"] for row in members],
                         self.scene.hall.codes)
        counted = sum(int(row["weight"]) for row in votes
                      if row["round"] == shown[0] and row["choice"] == "for")
        self.assertEqual(str(counted), rounds[0]["for_votes"])

    def test_hostile_words_come_back_and_are_no_formula(self):
        rounds = {row["round"]: row
                  for row in check_csvw(self.files, "rounds.csv")}
        title = rounds[str(self.scene.round["formula"])]["title"]
        self.assertEqual(title, "'" + scenes.FORMULA)
        for name, title in (("formula", scenes.FORMULA),
                            ("arabic", scenes.ARABIC)):
            row = rounds[str(self.scene.round[name])]
            self.assertEqual(unguarded(row["title"]), title)
        names = [unguarded(row["name"])
                 for row in check_csvw(self.files, "members.csv")]
        self.assertIn("@Voorbeeldeiland", names)
        choices = [row["choice"] for row in check_csvw(self.files, "votes.csv")]
        self.assertIn("'=blauw", choices)

    def test_an_annulled_round_is_named_without_a_result(self):
        number = self.scene.round["annulled"]
        row = [row for row in check_csvw(self.files, "rounds.csv")
               if row["round"] == str(number)][0]
        self.assertEqual((row["state"], row["outcome"], row["for_votes"],
                          row["sentence_nl"], row["annulled_reason"]),
                         ("annulled", "", "", "", "De uitslag is betwist"))
        found = self.json("results.json")
        annulled = found["annulled"][0]
        self.assertNotIn("result", annulled["round"])
        self.assertNotIn("votes", annulled)
        self.assertEqual([(c["round"], c["reason"])
                          for c in found["corrections"]],
                         [(number, "De uitslag is betwist")])
        self.assertEqual(found["version"], 2)

    # ---- JSON ----------------------------------------------------------------

    def test_results_are_as_their_schema_and_the_api_say(self):
        from jsonschema import Draft202012Validator
        schema, found = self.json("results.schema.json"), self.json(
            "results.json")
        Draft202012Validator.check_schema(schema)
        self.assertEqual([], [
            f"{list(error.path)}: {error.message}"
            for error in Draft202012Validator(schema).iter_errors(found)])
        said = self.server.client("anyone").ok(
            "GET", f"/v1/results/{self.scene.hall.id}")
        self.assertEqual([one["round"] for one in found["rounds"]],
                         [one["round"] for one in said["rounds"]])
        self.assertEqual([one["motion"] for one in found["rounds"]],
                         [one["motion"] for one in said["rounds"]])
        self.assertEqual(found["assembly"], said["assembly"])
        lines = self.files["journal.jsonl"].splitlines()
        self.assertEqual(found["journal"]["lines"], len(lines))
        self.assertEqual(found["journal"]["lastAt"],
                         json.loads(lines[-1])["at"])
        outcomes = {item["motion"]["id"]: item["motion"]["outcome"]
                    for item in found["agenda"]}
        self.assertEqual(
            {name: outcomes.get(n) for name, n in self.scene.motion.items()},
            {"plain": "adopted", "formula": "adopted", "arabic": "adopted",
             "named": "adopted", "twice": "adopted", "held": "held",
             "pending": "none", "secret": "none", "practice": None})

    def test_each_vote_is_the_ballot_that_stands(self):
        for one in self.json("results.json")["rounds"]:
            number = one["round"]["id"]
            ballots = self.scene.hall.ballots(number)
            self.assertEqual(
                {vote["code"]: (vote["choice"], vote["weight"],
                                vote["journal"], vote["receivedAt"],
                                vote.get("correction"))
                 for vote in one["votes"] if "choice" in vote},
                {code: (b["choice"], b["weight"], b["journal"],
                        b["receivedAt"], b.get("correction"))
                 for code, b in ballots.items()})

    def test_what_a_member_declared_stands_beside_its_vote(self):
        number = self.scene.round["plain"]
        lines = self.scene.hall.journal("correction")
        said = {"meant": "for", "at": lines[1]["at"]}
        found = self.json("results.json")["rounds"][0]
        self.assertEqual({vote["code"]: vote["correction"]
                          for vote in found["votes"] if "correction" in vote},
                         {"GM9002": said})
        self.assertEqual([
            (row["code"], row["choice"], row["meant"], row["meant_at"])
            for row in check_csvw(self.files, "votes.csv")
            if row["round"] == str(number) and row["meant"]],
            [("GM9002", "against", "for", said["at"])])
        member = self.json("members/GM9002.json")
        self.assertEqual(member["votes"][0]["correction"], said)
        self.assertIn("**Na de stemming verklaarden anders te hebben "
                      "bedoeld:** +cmd\\|' /C calc'!A0 (Voor).\n",
                      self.files["minutes.nl.md"].decode())
        self.assertEqual(
            self.files["index.html"].decode().count("bedoelde: "), 1)

    def test_popolo_is_as_its_schemas_say(self):
        folder = SHARED / "standards/popolo"
        if not folder.is_dir():
            self.skipTest(f"{folder} is not there")
        found = self.json("popolo.json")
        self.assertEqual(popolo_faults(folder, found), [])
        event = found["vote_events"][0]
        for count in event["counts"]:
            chose = [vote["weight"] for vote in event["votes"]
                     if vote["option"] == count["option"]]
            self.assertEqual((count["value"], count["members"]),
                             (sum(chose), len(chose)), count)
        self.assertEqual(event["result"], "pass")
        self.assertEqual({count["option"]
                          for count in found["vote_events"][3]["counts"]},
                         {"rood", "=blauw", "no", "abstain", "not voting",
                          "absent"})

    def test_open_raadsinformatie_has_its_own_words(self):
        found = self.json("ori.json")
        self.assertEqual(set(found), {
            "vergadering", "agendapunt", "stemming", "stem", "besluit",
            "aanwezigeDeelnemer"})
        for vote in found["stem"]:
            self.assertIn(vote["keuzeStemming"],
                          ("Voor", "Tegen", "Onthouden", "Afwezig"))
        rounds = {one["ID"] for one in found["stemming"]}
        self.assertEqual(
            {vote["gegevenOpStemming"]["verwijzingID"]
             for vote in found["stem"]}, rounds)
        decisions = {one["ID"]: one["resultaat"] for one in found["besluit"]}
        self.assertEqual(
            [decisions.get(f"besluit-{self.scene.motion[name]}")
             for name in ("plain", "arabic", "held", "secret", "named")],
            ["Aangenomen", "Unaniem aangenomen", "Aangehouden", None,
             "Aangenomen"])
        for one in found["stemming"]:
            ends = one.get("leidtTotBesluit", {}).get("verwijzingID")
            self.assertTrue(ends is None or ends in decisions, one)

    def test_dcat_describes_the_files_that_are_there(self):
        found = self.json("dcat.jsonld")
        for key in ("dct:title", "dct:description", "dct:identifier",
                    "dct:publisher", "dct:creator", "dcat:contactPoint",
                    "dct:accessRights", "dcat:theme", "dcat:distribution"):
            self.assertTrue(found[key], key)
        for one in found["dcat:distribution"]:
            raw = self.files[one["dcat:downloadURL"]["@id"]]
            self.assertEqual(one["dcat:byteSize"], len(raw))
            self.assertEqual(one["spdx:checksum"]["spdx:checksumValue"]
                             ["@value"], hashlib.sha256(raw).hexdigest())
            self.assertTrue(one["dct:license"]["@id"])

    # ---- for people -----------------------------------------------------------

    def test_the_minutes_say_who_voted_what_and_what_was_decided(self):
        nl = self.files["minutes.nl.md"].decode()
        en = self.files["minutes.en.md"].decode()
        result = self.json("results.json")["rounds"][0]["round"]["result"]
        self.assertIn(
            "**Voor:** 80% (80 stemmen, 3 leden): 's-Voorbeeldhage, "
            "Súdwest-Voorbeeld, Voorbeeldstad 1.\n", nl)
        self.assertIn("**Tegen:** 20% (20 stemmen, 1 lid): "
                      "+cmd\\|' /C calc'!A0.\n", nl)
        self.assertIn("**Onthouding:** (1 stem, 1 lid): @Voorbeeldeiland.\n",
                      nl)
        self.assertIn("**Aanwezig en niet gestemd:** (25 stemmen, 1 lid): "
                      "Voorbeeldgewest 1.\n", nl)
        self.assertIn(result["sentence"]["nl"], nl)
        self.assertIn(result["sentence"]["en"], en)
        for text, said in (
                (nl, "**Besluit:** De ALV neemt het voorstel aan."),
                (nl, "**Besluit:** De ALV stemt in met de benoeming."),
                (nl, "**Besluit:** De ALV stelt de notulen vast."),
                (nl, "**Besluit:** De ALV houdt de motie aan."),
                (nl, "Over het voorstel is nog geen besluit gepubliceerd."),
                (nl, f"Stemming {self.scene.round['annulled']} over dit "
                     "agendapunt is na publicatie ongeldig verklaard en telt "
                     "niet meer. Reden: De uitslag is betwist"),
                (en, "**Decision:** The general assembly adopts the motion.")):
            self.assertIn(said, text)

    def test_the_minutes_keep_strangers_words_to_themselves(self):
        nl = self.files["minutes.nl.md"].decode()
        self.assertNotIn("<script>", nl)
        self.assertIn("\\<script\\>", nl)
        self.assertIn("\u2068\u202e", nl)
        self.assertNotRegex(nl, r"(?<!\\)\[x\]")

    def test_the_pages_stand_alone_and_are_well_formed(self):
        for name, raw in self.files.items():
            if not name.endswith(".html"):
                continue
            text = raw.decode()
            page = Markup(text)
            self.assertEqual((page.open, page.loads), ([], []), name)
            self.assertEqual(len(page.ids), len(set(page.ids)), name)
            self.assertEqual(page.languages, [
                "en" if "en/" in name or ".en." in name else "nl"], name)
            self.assertNotIn('<script>alert', text)
            self.assertNotIn("url(http", text)
            for link in page.links:
                if link.startswith("#"):
                    self.assertIn(link[1:], page.ids, name)
                    continue
                there = (self.out / name).parent / link
                self.assertTrue(there.resolve().is_file() or link.endswith(
                    ("VERIFY.md", "verify.py")), f"{name}: {link}")
        text = self.files["index.html"].decode()
        for code in self.scene.hall.codes:
            self.assertIn(code, text)
        self.assertIn("Dit is versie 2.", text)

    def test_nothing_unpublished_and_no_practice_is_told(self):
        secret = self.scene.round["secret"]
        sentence = self.scene.hall.get_round(secret)["result"]["sentence"]
        for name, raw in self.files.items():
            text = raw.decode()
            if name == "journal.jsonl":  # the record has everything
                self.assertIn("koffie", text)
                continue
            self.assertNotIn("koffie", text, name)
            self.assertNotIn(f'"round": {secret}\n', text, name)
            self.assertNotIn(f"stemming-{secret}\"", text, name)
            for said in sentence.values():
                self.assertNotIn(said, text, name)
        codes = self.json(f"members/{self.scene.hall.codes[0]}.json")
        self.assertNotIn(secret, [vote["round"] for vote in codes["votes"]])

    # ---- the same again -------------------------------------------------------

    def test_two_exports_are_the_same_to_the_byte(self):
        again = self.server.folder / "again"
        self.export(again)
        self.assertEqual(files_of(again), self.files)

    def test_an_export_of_a_restored_backup_is_the_same_as_well(self):
        copy = self.server.folder / "restored"
        copy.mkdir()
        self.server.run("backup", "--data", str(self.server.data), "--to",
                        str(copy / "stembus.db"))
        out = self.server.folder / "from-backup"
        refused = self.export(out, data=copy, status=1)
        self.assertIn("stembus.key", refused.stderr)
        shutil.copy(self.server.data / "stembus.key", copy)
        self.export(out, data=copy)
        self.assertEqual(files_of(out), self.files)

    def test_the_zip_is_the_directory(self):
        status, headers, body = self.fetch(self.scene.hall.id)
        self.assertEqual((status, headers["content-type"],
                          headers["content-disposition"]),
                         (200, "application/zip", 'attachment; filename='
                          f'"stembus-{self.scene.hall.id}.zip"'))
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual({name: archive.read(name)
                              for name in archive.namelist()}, self.files)
        self.assertEqual(self.fetch(self.scene.hall.id)[2], body)

    def test_there_is_no_zip_before_something_is_published(self):
        status, headers, body = self.fetch(
            scenes.Hall(self.server, members=scenes.MEMBERS).id)
        self.assertEqual((status, headers["content-type"]),
                         (404, "text/html; charset=utf-8"))
        self.assertIn("nog geen uitslag gepubliceerd", body.decode())
        self.assertEqual(self.fetch(4242)[0], 404)

    def test_an_extract_is_signed_and_says_it_all(self):
        out = self.server.folder / "uittreksel.md"
        self.export(out, extract=self.scene.motion["plain"])
        subprocess.run(["minisign", "-Vqm", out, "-p",
                        self.out / "keys/stembus-minisign.pub"], check=True)
        text = out.read_text()
        self.assertIn("De ALV neemt het voorstel aan.", text)
        self.assertIn("> Eerste regel\n> \\# Tweede regel\n", text)
        english = self.server.folder / "extract.md"
        self.export(english, extract=self.scene.motion["held"], language="en")
        self.assertIn("holds the motion over", english.read_text())
        refused = self.export(self.server.folder / "none.md", status=1,
                              extract=self.scene.motion["secret"])
        self.assertIn("nothing is published", refused.stderr)
        self.assertFalse((self.server.folder / "none.md").exists())


if __name__ == "__main__":
    unittest.main()
