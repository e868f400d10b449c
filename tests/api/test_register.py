# SPDX-License-Identifier: EUPL-1.2
"""The register: imports in every form, dates, history, mergers."""
import re

from hall import Hall
from harness import ApiTest

HEADER = "code;kind;name;inhabitants;reference_date"


class Register(ApiTest):
    """Each test has codes of its own: GM90xx, GM91xx, …"""

    def load(self, text, dry=False, media="text/csv"):
        if isinstance(text, str):
            text = text.encode()
        return self.op.put("/v1/members" + ("?dryRun=true" if dry else ""),
                           text, content_type=media)

    def loaded(self, text, **counts):
        answer = self.load(text)
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json, {"added": 0, "changed": 0,
                                       "unchanged": 0, "ended": 0, **counts})

    def member(self, code):
        return self.op.ok("GET", "/v1/members/" + code)

    def names(self, date, prefix):
        found = self.op.ok("GET", f"/v1/members?date={date}&pageSize=1000")
        return {member["code"]: member["name"] for member in found["members"]
                if member["code"].startswith(prefix)}

    def missing(self, code):
        self.refused(self.op.get("/v1/members/" + code), 404, "not-found")

    def test_csv_with_semicolons(self):
        self.loaded(f"{HEADER}\nGM9001;municipality;Voorbeeldstad 1;12000;"
                    "2026-01-01\nGW90;region;Voorbeeldgewest;250000;"
                    "2026-01-01\n", added=2)
        self.assertEqual(self.member("GM9001")["figures"][0]["inhabitants"],
                         12000)
        self.assertEqual(self.member("GW90")["periods"][0]["kind"], "region")

    def test_csv_with_commas_quotes_bom_crlf_and_dutch_headers(self):
        self.loaded('\ufeff"naam",code,soort,peildatum,inwoners,geldig_van,'
                    'geldig_tot\r\n"Voorbeeldstad, aan de ""Maas""",GM9101,'
                    'municipality,2026-01-01,5,2020-01-01,2030-01-01\r\n'
                    '"Voorbeeldstad\n2",GM9102,municipality,2026-01-01,"6",,'
                    '\r\n'.replace("stad\n2", "stad 2"), added=2)
        found = self.member("GM9101")
        self.assertEqual(found["periods"], [{
            "kind": "municipality", "name": 'Voorbeeldstad, aan de "Maas"',
            "validFrom": "2020-01-01", "validUntil": "2030-01-01"}])
        self.assertEqual(self.member("GM9102")["figures"][0]["inhabitants"], 6)

    def test_csv_without_a_last_newline_and_with_accents(self):
        self.loaded(f"{HEADER}\nGM9105;municipality;Voorbeeldsúd-Fryslân;7;"
                    "2026-01-01", added=1)
        self.assertEqual(self.member("GM9105")["periods"][0]["name"],
                         "Voorbeeldsúd-Fryslân")

    def test_dry_run_tells_and_stores_nothing(self):
        text = f"{HEADER}\nGM9201;municipality;Voorbeeldstad;1;2026-01-01\n"
        answer = self.load(text, dry=True)
        self.assertEqual(answer.json, {
            "added": 1, "changed": 0, "unchanged": 0, "ended": 0,
            "changes": [{"code": "GM9201", "name": "Voorbeeldstad",
                         "change": "added"}]})
        self.missing("GM9201")
        self.loaded(text, added=1)

    def test_the_same_file_again_changes_nothing(self):
        text = (f"{HEADER}\nGM9301;municipality;Voorbeeldstad;1;2026-01-01\n"
                "GM9302;municipality;Voorbeelddorp;2;2026-01-01\n")
        self.loaded(text, added=2)
        self.loaded(text, unchanged=2)
        self.loaded(text.replace("dorp", "burg"), changed=1, unchanged=1)
        self.assertEqual(self.member("GM9302")["periods"][0]["name"],
                         "Voorbeeldburg")

    def test_members_that_are_not_in_the_file_are_left_alone(self):
        self.loaded(f"{HEADER}\nGM9401;municipality;Een;1;2026-01-01\n",
                    added=1)
        self.loaded(f"{HEADER}\nGM9402;municipality;Twee;1;2026-01-01\n",
                    added=1)
        self.assertEqual(self.member("GM9401")["periods"][0]["name"], "Een")

    def test_all_faulty_rows_are_reported_and_none_is_stored(self):
        answer = self.load(
            f"{HEADER}\n"
            "GM9501;municipality;Goed;1;2026-01-01\n"
            "gm1;municipality;Code;1;2026-01-01\n"
            "GM9503;village;Soort;1;2026-01-01\n"
            "GM9504;municipality;;1;2026-01-01\n"
            "GM9505;municipality;Inwoners;-1;2026-01-01\n"
            "GM9506;municipality;Peildatum;1;2026-02-30\n"
            "GM9507;municipality;Inwoners;veel;2026-01-01\n"
            "GM9508;municipality;Te weinig\n"
            "GM9509;municipality;Goed;1;2026-01-01\n"
            "GM9510;municipality;Te veel inwoners;100000001;2026-01-01\n")
        problem = self.refused(answer, 400, "register-invalid")
        lines = {int(number) for fault in problem["errors"] for number in
                 re.findall(r"\d+", fault["pointer"])[:1]}
        self.assertEqual(lines, {3, 4, 5, 6, 7, 8, 9, 11}, problem["errors"])
        self.missing("GM9501")
        self.missing("GM9509")

    def test_a_line_after_a_quoted_newline_keeps_its_number(self):
        answer = self.load(f'{HEADER}\nGM9521;municipality;"Voor\nbeeld";1;'
                           "2026-01-01\nGM9522;village;X;1;2026-01-01\n")
        problem = self.refused(answer, 400, "register-invalid")
        self.assertTrue(any("4" in fault["pointer"]
                            for fault in problem["errors"]), problem)

    def test_a_row_that_is_there_twice_is_a_fault(self):
        answer = self.load(
            f"{HEADER}\nGM9531;municipality;Een;1;2026-01-01\n"
            "GM9531;municipality;Ander;1;2026-01-01\n")
        self.refused(answer, 400, "register-invalid")
        self.missing("GM9531")

    def test_a_file_without_a_needed_column_or_without_rows_is_refused(self):
        for text in ("", "\n", HEADER + "\n", "code;name\nGM9541;X\n",
                     HEADER + ";colour\nGM9541;municipality;X;1;2026-01-01;"
                     "red\n", "GM9541;municipality;X;1;2026-01-01\n",
                     "code;code;kind;name;inhabitants;reference_date\n"
                     "GM9541;GM9541;municipality;X;1;2026-01-01\n"):
            with self.subTest(text):
                answer = self.load(text)
                self.assertEqual((answer.status, answer.slug),
                                 (400, "register-invalid"), answer)
        self.missing("GM9541")

    def test_csv_that_is_no_text_is_refused(self):
        for raw in (b"\xff\xfe\x00", HEADER.encode() +
                    b"\nGM9551;municipality;Voorb\xe9\xe9ld;1;2026-01-01\n",
                    HEADER.encode() +
                    b"\nGM9551;municipality;Voor\x00beeld;1;2026-01-01\n"):
            with self.subTest(raw[:8]):
                self.refused(self.load(raw), 400, "register-invalid")
        self.missing("GM9551")

    def test_a_json_list(self):
        row = {"code": "GM9601", "kind": "municipality", "name": "Voorbeeld",
               "inhabitants": 9, "referenceDate": "2026-01-01",
               "source": "telling", "validFrom": "2020-01-01"}
        answer = self.op.put("/v1/members", [row])
        self.assertEqual((answer.status, answer.json["added"]), (200, 1))
        self.assertEqual(self.member("GM9601"), {
            "code": "GM9601",
            "periods": [{"kind": "municipality", "name": "Voorbeeld",
                         "validFrom": "2020-01-01"}],
            "figures": [{"inhabitants": 9, "referenceDate": "2026-01-01",
                         "source": "telling"}]})

    def test_a_faulty_json_list_lists_all_faults_and_stores_nothing(self):
        good = {"code": "GM9611", "kind": "municipality", "name": "Goed",
                "inhabitants": 9, "referenceDate": "2026-01-01"}
        answer = self.op.put("/v1/members", [
            good, dict(good, code="x"), dict(good, code="GM9612",
                                             inhabitants=-1)])
        self.assertEqual(answer.status, 400)
        self.assertEqual(answer.pointers, {"/1/code", "/2/inhabitants"})
        self.missing("GM9611")

    def test_figures_of_several_dates_are_all_kept(self):
        for year, inhabitants in (2024, 100), (2025, 200), (2026, 300):
            self.assertEqual(self.load(
                f"{HEADER};source\nGM9701;municipality;Voorbeeldstad;"
                f"{inhabitants};{year}-01-01;CBS\n").status, 200)
        self.assertEqual(
            [(figure["referenceDate"], figure["inhabitants"], figure["source"])
             for figure in self.member("GM9701")["figures"]],
            [("2024-01-01", 100, "CBS"), ("2025-01-01", 200, "CBS"),
             ("2026-01-01", 300, "CBS")])
        found = self.op.ok("GET",
                           "/v1/members?date=2025-06-01&pageSize=1000")
        self.assertEqual([m["inhabitants"] for m in found["members"]
                          if m["code"] == "GM9701"], [200])

    def test_the_register_on_a_date(self):
        self.loaded(f"{HEADER};valid_from;valid_until\n"
                    "GM9801;municipality;Oud;1;2020-01-01;;2026-01-01\n"
                    "GM9802;municipality;Nieuw;1;2020-01-01;2026-01-01;\n",
                    added=2)
        self.assertEqual(self.names("2025-12-31", "GM98"), {"GM9801": "Oud"})
        self.assertEqual(self.names("2026-01-01", "GM98"), {"GM9802": "Nieuw"})

    def test_pages_follow_each_other(self):
        rows = "".join(f"GM{9900 + n};municipality;Blad {n};1;2026-01-01\n"
                       for n in range(25))
        self.loaded(HEADER + "\n" + rows, added=25)
        target, codes = "/v1/members?pageSize=10", []
        while target:
            answer = self.op.get(target)
            members = answer.json["members"]
            codes += [member["code"] for member in members]
            more = re.search(r'<([^>]*)>; *rel="?next"?',
                             answer.headers.get("link", ""))
            self.assertLessEqual(len(members), 10)
            target = more.group(1) if more else None
        self.assertEqual(codes, sorted(set(codes)))
        self.assertEqual(len([c for c in codes if c >= "GM9900"
                              and c.startswith("GM99")]), 25)
        self.assertEqual(self.op.ok("GET", "/v1/members?page=1000"),
                         {"members": []})

    def test_an_unknown_member_is_not_found(self):
        self.missing("GM9999")


class Merger(ApiTest):
    def test_a_merger_leaves_an_older_roll_untouched(self):
        hall = Hall(self.server, state="convened", handsets=False)
        before = self.op.ok("GET", hall.path + "/roll")
        answer = self.op.put(
            "/v1/members", (HEADER + ";valid_from;valid_until\n"
            "GM9001;municipality;Voorbeeldstad 1;1000;2026-01-01;;2026-09-01\n"
            "GM9002;municipality;Voorbeeldstad 2;2000;2026-01-01;;2026-09-01\n"
            "GM9010;municipality;Samenstad;3000;2026-01-01;2026-09-01;\n"
            ).encode(), content_type="text/csv")
        self.assertEqual(answer.json, {"added": 1, "changed": 0,
                                       "unchanged": 0, "ended": 2})
        self.assertEqual(self.op.ok("GET", hall.path + "/roll"), before)
        later = self.op.ok("POST", "/v1/assemblies", {
            "kind": "balv", "title": "Na de fusie", "date": "2026-11-01",
            "place": "Voorbeeldstad"})["id"]
        self.op.ok("POST", f"/v1/assemblies/{later}/transitions",
                   {"to": "convened"})
        roll = self.op.ok("GET", f"/v1/assemblies/{later}/roll")
        weights = {m["code"]: m["weight"] for m in roll["members"]}
        self.assertEqual(weights, {"GM9003": 30, "GM9004": 40, "GM9005": 1,
                                   "GM9010": 30, "GW91": 25})
        self.assertNotEqual(roll["seal"], before["seal"])


class Incomplete(ApiTest):
    def test_a_member_without_a_figure_stops_the_convening(self):
        self.op.ok("PUT", "/v1/members", (
            f"{HEADER}\nGM9001;municipality;Voorbeeldstad;1;2026-01-01\n"
        ).encode(), content_type="text/csv")
        made = self.op.ok("POST", "/v1/assemblies", {
            "kind": "alv", "title": "Te vroeg", "date": "2025-06-01",
            "place": "Voorbeeldstad"})["id"]
        answer = self.op.post(f"/v1/assemblies/{made}/transitions",
                              {"to": "convened"})
        problem = self.refused(answer, 409, "register-incomplete")
        self.assertIn("GM9001", problem["detail"])
        self.assertEqual(self.op.ok("GET", f"/v1/assemblies/{made}")["state"],
                         "draft")
