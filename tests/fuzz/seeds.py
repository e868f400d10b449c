#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""seeds.py BUILD: writes the first inputs of the fuzz targets to BUILD/seeds
and the words they are made of to BUILD/words.dict."""
import json
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]

# In the order of forms[] in fuzz_fields.c.
BODIES = (
    ({"choice": "for", "sequence": 1},
     {"choice": "Voorbeeld \u00e9\U0001f5f3", "sequence": 2 ** 63 - 1}),
    ({"ballots": [{"handset": "0173", "key": 1, "sequence": 5, "battery": 80},
                  {"handset": "H-2", "key": 99, "sequence": 1}]},),
    ({"kind": "alv", "title": "Voorbeeld", "date": "2026-06-08",
      "place": "Voorbeeldstad"},
     {"kind": "balv", "title": "<script>", "date": "2024-02-29", "place": "V",
      "weightRules": {"municipality": {"perInhabitants": 1000,
                                       "rounding": "nearest", "minimum": 1,
                                       "cap": 75},
                      "region": {"perInhabitants": 10000, "rounding": "up",
                                 "minimum": 1, "cap": 75}}}),
    ({}, {"majority": "two-thirds", "abstain": False, "durationSeconds": 60},
     {"majority": {"numerator": 1, "denominator": 2,
                   "comparison": "more-than", "base": "cast-and-abstained"},
      "options": ["bestuur", "gewijzigd"],
      "entitledKinds": ["municipality", "region"],
      "quorum": {"numerator": 1, "denominator": 2, "of": "present",
                 "by": "members"}}),
    ({"to": "convened"},),
    ({"present": True},),
    ({"number": "12a", "kind": "motion", "title": "Voorbeeld",
      "text": "eerste regel\nen\ttweede", "movers": ["GM9001", "GW91"],
      "boardAdvice": "advise-against", "amends": 1},),
    ([{"member": "GM9001", "present": True},
      {"member": "GW91", "present": False}],),
    ({"serial": "0173", "member": "GM9001"},
     [{"serial": "a.b_c-d", "member": "GW91"}]),
    ({"title": "Anders"}, {"movers": [], "text": ""}),
    ({"outcome": "acclamation"},),
    ({"to": "annulled", "reason": "een ander besluit"},
     {"to": "open", "durationSeconds": 1}),
    ({"role": "display", "name": "scherm 1"},),
    ([{"code": "GM9001", "kind": "municipality", "name": "Voorbeeldstad",
       "inhabitants": 100000000, "referenceDate": "2026-01-01",
       "source": "voorbeeld", "validFrom": "2026-01-01",
       "validUntil": "2027-01-01"}],),
    ({"code": "K7QF-2M9X-AB"}, {"token": "x" * 43}),
    ({"text": "https://stem.example.nl"},),
)
# Bytes that JSON readers have stumbled over; the first byte is the form.
ODD = (
    b'\0{"choice":"for","choice":"against","sequence":1}',
    b'\0{"choice":"\\ud800","sequence":1}',
    b'\0{"choice":"\\u0000","sequence":1}',
    b'\0{"choice":"\xff\xfe","sequence":1}',
    b'\0{"choice":"for","sequence":1.0}',
    b'\0{"choice":"for","sequence":1e3}',
    b'\0{"choice":"for","sequence":-0}',
    b'\0{"choice":"for","sequence":9223372036854775808}',
    b'\0{"choice":"for","sequence":NaN}',
    b'\0\xef\xbb\xbf{"choice":"for","sequence":1}',
    b'\0' + b'[' * 40, b'\0' + b'{"a":' * 17 + b'1' + b'}' * 17,
    b'\0{"' + 'é'.encode() * 200 + b'":1,"~/":2}', b'\0', b'\x01null',
)
AT = '"at":"2026-06-08T10:15:30.123Z"'
MAJORITY = {"numerator": 1, "denominator": 2, "comparison": "more-than",
            "base": "cast"}
MOVE = {"round": 7, "role": "operator", "by": "test"}
PRESS = {"round": 7, "sequence": 1, "serial": "0173", "auth": "token",
         "reason": "round-closed", "salt": "00" * 16}
RULE = {"perInhabitants": 100, "rounding": "down", "minimum": 1, "cap": 75}
SHARE = {"weight": 30, "members": 2}
LINES = {
    "begin": {"assembly": 1, "assemblyKind": "alv", "title": "Voorbeeld",
              "date": "2026-06-08", "place": "Voorbeeldstad",
              "weightRules": {"municipality": RULE, "region": RULE},
              "program": "stembus 1.0.0", "key": "ab" * 32},
    "result": {"round": 7, "result": {
        "options": [{"option": "for", **SHARE, "percent": "100.00"},
                    {"option": "against", "weight": 0, "members": 0,
                     "percent": "0.00"}],
        "notVoted": SHARE, "present": SHARE, "entitled": SHARE, "needed": 16,
        "met": True, "outcome": "adopted",
        "sentence": {"nl": "Aangenomen.", "en": "Adopted."}}},
    "attendance": {"member": "GM9001", "present": True},
    "member": {"code": "GM9001", "memberKind": "municipality",
               "name": "Voorbeeldstad", "validUntil": "2027-01-01"},
    "figure": {"code": "GM9001", "inhabitants": 5000,
               "referenceDate": "2026-01-01", "source": ""},
    "roll": {"code": "GM9001", "memberKind": "municipality", "name": "V",
             "inhabitants": 5000, "referenceDate": "2026-01-01",
             "weight": 50},
    "assembly": {"to": "convened", "by": "test", "seal": "ab" * 32,
                 "members": 6, "weight": 126},
    "handset": {"number": 1, "serial": "0173", "member": "GM9001",
                "state": "assigned"},
    "motion": {"motion": 3, "number": "1", "motionKind": "motion",
               "title": "T", "text": "a\nb", "movers": ["GM9001"],
               "boardAdvice": "none", "amends": 2},
    "decision": {"motion": 3, "outcome": "acclamation", "by": ""},
    "round": {"round": 7, "motion": 3, "practice": False,
              "options": ["for", "against", "abstain"], "majority": MAJORITY,
              "named": False, "abstain": True,
              "entitledKinds": ["municipality", "region"],
              "quorum": {"numerator": 1, "denominator": 2, "of": "present",
                         "by": "weight"},
              "durationSeconds": 60, "nonce": "cd" * 16, "seal": "ef" * 32},
    "open": MOVE,
    "extended": {**MOVE, "closesAt": "2026-06-08T10:16:30.000Z"},
    "ballot": {"round": 7, "member": "GM9001", "weight": 50, "choice": "for",
               "sequence": 2, "serial": "0173", "assignment": 1,
               "auth": "gateway", "replaces": 9, "salt": "00" * 16},
    "late": {"round": 7, "member": "GM9001", "choice": "for",
             **{k: PRESS[k] for k in ("sequence", "serial")},
             "assignment": 1,
             **{k: PRESS[k] for k in ("auth", "reason", "salt")}},
    "refused": PRESS,
    "closed": {**MOVE, "role": "server"},
    "annulment": {**MOVE, "reason": "opnieuw \u2028 \U0001f5f3"},
    "restart": {"program": "stembus 1.0.0"},
    "incident": {"by": ["Griffier", "Voorzitter"], "reason": "r",
                 "finding": "shorter", "size": 812, "root": "A" * 43 + "=",
                 "program": "stembus 1.0.0", "key": "ab" * 32},
}
CSV = (
    b"code;kind;name;inhabitants;reference_date\n"
    b"GM9001;municipality;Voorbeeldstad;1000;2026-01-01\n",
    b"\xef\xbb\xbfcode,soort,naam,inwoners,peildatum\r\n"
    b'GM9001,Gemeente,"Voorbeeld ""stad"", noord",1000,2026-01-01\r\n'
    b"GW91,gewest,Voorbeeldgewest,,\r\n",
    b"code;kind;name;geldig_van;geldig_tot;bron\n"
    b'GM9001;municipality;"een\nregel";2026-01-01;2027-01-01;=1+1\n',
    b"\ncode;kind;name;unknown\nGM9001;municipality;V;1\n",
    b"code;kind;name;unknown\rGM9001;municipality;V;1\r",
    b'"code\n";kind;name\nGM9001;municipality;V\n',
    b"code;kind;name\nGM9001;municipality;V\0W\n",
    b"code;kind;name\nGM9001;municipality;\xff\xfe\n",
    b"code;kind;name\nGM9001;municipality\nGM9002;region;V;1\n",
    b'code;kind;name\n"GM9001', b'co"de\n', b";" * 40 + b"\n", b"\n\n",
)
ROUTES = ("GET /v1/rounds/7", "HEAD /v1/members/GM9001",
          "DELETE /v1/assemblies/1/handsets/a.b_c-d",
          "POST /v1/rounds/9223372036854775807/ballots",
          "POST /v1/rounds/9223372036854775808/ballots",
          "PUT /v1/assemblies/1/roll/GM9001/attendance",
          "GET /v1/rounds/01", "GET /v1/rounds/-1", "GET //v1/rounds/1",
          "GET /v1/rounds/1/", "GET /v1/members/%2F", "BREW *",
          "GET /v1/assemblies/1/proofs/0", "GET /v1/assemblies/1/proofs/00",
          "OPTIONS /v1/tokens/1", "GET /v1/members/..", "GET ")

# Files of checkpoints; the signatures are anybody's.
NOTES = tuple(
    b"\n".join(
        f"stembus/{'3b' * 16}/{journal}\n{size}\n{'A' * 43}=\n\n"
        f"\u2014 stembus/{'3b' * 16}/{journal} {'A' * 92}\n{more}".encode()
        for journal, size in journals)
    for journals in ([("register", 0)], [("assembly/1", 812)],
                     [("register", 2), ("assembly/1", 812),
                      ("assembly/9223372036854775807", 1)])
    for more in ("", "\u2014 committee.example/w1 AAAA\n"))

# Of each line its Origin, its Host, and the Cookie headers.
COOKIES = (("https://a.nl", "a.nl:443", "stembus-chair=a; stembus-handset=b"),
           ("http://[::1]:8080", "[::1]:8080", "x=y;; stembus-operator=a=b"),
           ("null", "null", "stembus-chair=a; stembus-chair=b", "stembus-x="),
           ("http://a.nl:0", "a.nl:0", "=; stembus-chair", "stembus-chair=\t"))


def compact(value):
    return json.dumps(value, ensure_ascii=False,
                      separators=(",", ":")).encode()


def inputs():
    for form, bodies in enumerate(BODIES):
        for body in bodies:
            yield "fields", bytes([form]) + compact(body)
    for odd in ODD:
        yield "fields", odd
    for n, (kind, body) in enumerate(LINES.items()):
        head = '{"n":%d,%s,"kind":"%s",' % (n, AT, kind)
        yield "record", head.encode() + compact(body)[1:]
    for text in CSV:
        yield "csv", text
    for text in NOTES:
        yield "note", text
    for target in ROUTES:
        yield "route", target.encode()
    for lines in COOKIES:
        yield "cookies", "\n".join(lines).encode()


def words():
    """Every quoted word of the tables, and the parts of the paths."""
    found = set()
    for name in ("src/domain/model.c", "src/domain/record_forms.c",
                 "src/engine/forms.c", "src/engine/import.c",
                 "src/http/routes.c", "src/http/cookies.c",
                 "include/domain/record.h"):
        for text in re.findall(r'"([ !#$&-[\]-~]{1,40})"',
                               (TOP / name).read_text()):
            found.add(text)
            found.update(part for part in re.split(r"[/{}]", text) if part)
    return sorted(found)


def main():
    build = Path(sys.argv[1])
    for number, (target, data) in enumerate(inputs()):
        folder = build / "seeds" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03}").write_bytes(data)
    (build / "words.dict").write_text(
        "".join(f'"{word}"\n' for word in words()))


main()
