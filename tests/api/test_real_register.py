# SPDX-License-Identifier: EUPL-1.2
"""The real register of 2016 (../shared/data); no votes are invented here."""
import csv
import io
import unittest

from harness import SHARED, ApiTest

DATA = SHARED / "data"
ALV = {"kind": "alv", "title": "Algemene Ledenvergadering 8 juni 2016",
       "date": "2016-06-08", "place": "Hoofddorp"}


def rows(name):
    with open(DATA / name, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=";"))


class RealRegister(ApiTest):
    @classmethod
    def setUpClass(cls):
        if not DATA.is_dir():
            raise unittest.SkipTest(f"{DATA} is not there (set SHARED)")
        super().setUpClass()
        cls.op.ok("PUT", "/v1/members",
                  (DATA / "members-2016.csv").read_bytes(),
                  content_type="text/csv")

    def convene(self, **fields):
        made = self.op.ok("POST", "/v1/assemblies", {**ALV, **fields})
        path = f"/v1/assemblies/{made['id']}"
        self.op.ok("POST", path + "/transitions", {"to": "convened"})
        return path

    def roll(self, path):
        return self.op.ok("GET", path + "/roll")

    def sums(self, roll):
        found = {}
        for member in roll["members"]:
            weight, members = found.get(member["kind"], (0, 0))
            found[member["kind"]] = (weight + member["weight"], members + 1)
        return found

    def weights(self, roll):
        return {member["name"]: member["weight"]
                for member in roll["members"]}

    def check_in(self, path):
        codes = [row["code"] for row in rows("attendance-2016-06-08.csv")]
        self.op.ok("PUT", path + "/attendance",
                   [{"member": code, "present": True} for code in codes])

    def present_by_kind(self, roll):
        return self.sums({"members": [member for member in roll["members"]
                                      if member["present"]]})

    def test_it_weighs_what_the_minutes_of_2016_say(self):
        path = self.convene()
        roll = self.roll(path)
        self.assertEqual(self.sums(roll), {"municipality": (28935, 390),
                                           "region": (150, 5)})
        weights = self.weights(roll)
        self.assertEqual((weights["Schiermonnikoog"], weights["Ten Boer"]),
                         (9, 73))
        self.assertEqual(len([m for m in roll["members"] if m["weight"] == 75
                              and m["kind"] == "municipality"]), 380)
        self.check_in(path)
        roll = self.roll(path)
        self.assertEqual(self.present_by_kind(roll),
                         {"municipality": (22745, 304), "region": (150, 5)})
        self.assertEqual(roll["totals"]["present"],
                         {"weight": 22895, "members": 309})

    def test_it_weighs_otherwise_with_one_vote_per_thousand(self):
        path = self.convene(weightRules={"municipality": {
            "perInhabitants": 1000, "rounding": "down", "minimum": 1,
            "cap": 75}})
        roll = self.roll(path)
        # 12,776 by the division alone, which leaves Schiermonnikoog (919
        # inhabitants) with none; its minimum of 1 comes on top.
        weight, members = self.sums(roll)["municipality"]
        self.assertEqual(self.weights(roll)["Schiermonnikoog"], 1)
        self.assertEqual((weight - 1, members), (12776, 390))
        self.check_in(path)
        self.assertEqual(
            self.present_by_kind(self.roll(path))["municipality"],
            (10699, 304))

    def test_the_same_file_again_changes_nothing(self):
        answer = self.op.ok("PUT", "/v1/members?dryRun=true",
                            (DATA / "members-2016.csv").read_bytes(),
                            content_type="text/csv")
        self.assertEqual((answer["added"], answer["changed"],
                          answer["unchanged"], answer["ended"]),
                         (0, 0, 395, 0))

    def test_a_merger_leaves_an_older_roll_untouched(self):
        path = self.convene()
        before = self.roll(path)
        register = {row["code"]: row for row in rows("members-2016.csv")}
        # Where the parts had codes of their own and the whole got a new one.
        links = [row for row in rows("mergers-2015-2019.csv")
                 if row["date"] > "2017" and row["old_code"] in register
                 and row["new_code"] not in register]
        self.assertTrue(links)
        new_code, date = links[0]["new_code"], links[0]["date"]
        parts = [row for row in links if row["new_code"] == new_code]
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(["code", "kind", "name", "inhabitants",
                         "reference_date", "valid_from", "valid_until"])
        for part in parts:
            row = register[part["old_code"]]
            writer.writerow([row["code"], row["kind"], row["name"],
                             row["inhabitants"], row["reference_date"],
                             row["valid_from"], date])
        total = sum(int(register[part["old_code"]]["inhabitants"])
                    for part in parts)
        writer.writerow([new_code, "municipality", links[0]["new_name"],
                         total, date, date, ""])
        self.op.ok("PUT", "/v1/members", out.getvalue().encode(),
                   content_type="text/csv")
        self.assertEqual(self.roll(path), before)
        later = self.roll(self.convene(date=date))
        codes = {member["code"] for member in later["members"]}
        self.assertIn(new_code, codes)
        for part in parts:
            self.assertNotIn(part["old_code"], codes)
