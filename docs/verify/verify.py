#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""verify.py [BUNDLE]: checks the record of an assembly, trusting nobody.
verify.py --journal FILE [--checkpoint FILE]... [--key KEY]

Without arguments it checks the folder in which it stands.  From journal.jsonl alone it works
everything out again, and compares that with what was said:

 1. each line has the one form in which it can be written, and its number;
 2. the Merkle tree over the lines (RFC 6962) has the root of the checkpoint, which is signed
    (C2SP signed note, Ed25519 of RFC 8032) with the server's key;
 3. weights, roll and seal follow from the inhabitants and the weight rules;
 4. everything that happened was allowed at that moment: each ballot counts, and each refused
    or late press does not;
 5. every result follows from the ballots that stand, to the byte: tally, majority, quorum,
    percentages, and the sentences for the minutes;
 6. the files beside the journal say the same: results.json, rounds.csv, votes.csv, and
    SHA256SUMS with its minisign signature.

KEY is the server's public key: 64 hexadecimal digits, or a file of OpenSSL (PEM), minisign or
signify.  Who forges a bundle forges the key in it as well: take it from elsewhere, or compare
the fingerprint printed here with the one on the screens of the hall.  Earlier checkpoints, of a
copy or a photograph made at the time, may be given too; each must be one of this journal.

Options: --language nl|en, --self-test.  Ends with 0 when all agrees; with 1 when something
differs, naming every difference by its line; with 2 on wrong use.  Python 3.9 and its standard
library.  Written from docs/auditor.md of stembus, not from the server's program; the sections
below follow this list.
"""
import argparse
import base64
import csv
import hashlib
import io
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace


class Wrong(Exception):
    """What was read cannot be used: a phrase (section 7) and its particulars."""


# ---- 1. the lines ----------------------------------------------------------------------------

WORDS = {  # a grammar of regular expressions
    "id": "[1-9][0-9]*", "count": "0|[1-9][0-9]*", "int": "0|-?[1-9][0-9]*", "any": ".*",
    "bool": "true|false", "salt": '"[0-9a-f]{32}"', "hash": '"[0-9a-f]{64}"',
    "key": '"(?:[0-9a-f]{64})?"', "code": '"[A-Z]{2}[0-9]{2,6}"',
    "serial": '"[A-Za-z0-9._-]{1,32}"', "date": '"[0-9]{4}-[0-9]{2}-[0-9]{2}"',
    "time": r'"[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}\.[0-9]{3}Z"',
    "text": r'"(?:[^"\\\x00-\x1f]|\\(?:["\\bfnrt]|u00[01][0-9a-f]))*"',
    "kinds": r'\["municipality"(?:,"region")?\]|\["region"\]',
}
WORDS["texts"] = r"\[{0}(?:,{0})*\]".format(WORDS["text"])
PARTS = {
    "rule": "perInhabitants:id rounding:down|up|nearest minimum:id cap:id",
    "rules": "municipality:rule region:rule",
    "majority": "numerator:id denominator:id comparison:more-than|at-least "
                "base:cast|cast-and-abstained|present|entitled",
    "quorum": "numerator:id denominator:id of:present|entitled by:weight|members",
}
PRESS = ("round:id member?:code choice?:text sequence:int serial:serial assignment?:id "
         "auth:token|gateway reason:text salt:salt")
LINES = {  # the fields of each kind of line in their order, after n, at and kind
    "begin": "assembly:id assemblyKind:alv|balv|consultation title:text date:date place:text "
             "weightRules:rules program:text key:key",
    "roll": "code:code memberKind:municipality|region name:text inhabitants:count "
            "referenceDate:date weight:id",
    "assembly": "to:convened|opened|ended by:text seal?:hash members?:count weight?:count",
    "attendance": "member:code present:bool",
    "handset": "number:id serial:serial member:code state:assigned|revoked|ended",
    "motion": "motion:id number:text motionKind:proposal|motion|amendment|advice|appointment|"
              "minutes|practice title:text text?:text movers?:texts boardAdvice:none|adopt|"
              "take-over|advise-against|hold amends?:id",
    "decision": "motion:id outcome:none|acclamation|taken-over|held|withdrawn|lapsed|noted "
                "by:text",
    "round": "round:id motion:id practice:bool options:texts majority:majority named:bool "
             "abstain:bool entitledKinds:kinds quorum?:quorum durationSeconds?:id nonce:hash "
             "seal:hash",
    "open": "round:id role:operator by:text closesAt?:time",
    "extended": "round:id role:operator by:text closesAt:time",
    "ballot": "round:id member:code weight:id choice:text sequence:id serial:serial "
              "assignment:id auth:token|gateway replaces?:count salt:salt",
    "late": PRESS,
    "refused": PRESS,
    "closed": "round:id role:operator|server by:text",
    "result": "round:id result:any",
    "declared": "round:id role:operator|chair by:text",
    "certified": "round:id role:committee by:text cosignature?:id",
    "published": "round:id role:operator by:text",
    "annulment": "round:id role:operator by:text reason:text",
    "annulled": "round:id role:committee by:text reason?:text",
    "restart": "program:text",
    "incident": "by:texts reason:text finding:sound|missing|unreadable|foreign|shorter|"
                "different size?:count root?:text program:text key:key",
    "cosigner": "name:text key:hash cosignaturesNeeded:count by:text",
    "cosignature": "cosigner:text size:id note:text",
    "correction": "round:id member:code meant:text role:operator|handset by:text",
}


def value(kind):
    """The regular expression of a value: a word, a part, or one of these|texts."""
    return fields(PARTS[kind]) if kind in PARTS else WORDS.get(kind, f'"(?:{kind})"')


def fields(described):
    found = ""
    for name, kind in (one.split(":") for one in described.split()):
        one = f'(?:,"{name.rstrip("?")}":(?:{value(kind)}))'
        found += one + "?" if name.endswith("?") else one
    return r"\{" + found.replace(",", "", 1) + r"\}"


FORMS = {kind: re.compile(fields(f"n:count at:time kind:{kind} {rest}"))
         for kind, rest in LINES.items()}
FORMS["withheld"] = re.compile(fields("n:count withheld:bool hash:hash"))
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def read_line(raw):
    """(kind, object) of a line.  There is one way to write it: its keys once and in order, no
    blanks, no needless escapes; so all who read it read the same."""
    try:
        text = raw.decode("utf-8")
        line = json.loads(text)
        kind = "withheld" if "withheld" in line else line["kind"]
        good = FORMS[kind].fullmatch(text) and encode(line) == text
    except (LookupError, TypeError, ValueError, RecursionError):
        raise Wrong("no JSON object of a known kind, in UTF-8") from None
    if not good:
        raise Wrong("not in the form of a line of the kind {0}", kind)
    return kind, line


# ---- 2. the tree, the checkpoint and its signature -------------------------------------------

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(hashes):
    """RFC 6962, 2.1, from the hashes of the leaves.  Level by level: each two make a node, one
    that is left over goes up as it is; the definition there gives the same tree."""
    if not hashes:
        return sha256()
    while len(hashes) > 1:
        alone = hashes[len(hashes) // 2 * 2:]
        hashes = [sha256(b"\1", *pair) for pair in zip(hashes[::2], hashes[1::2])] + alone
    return hashes[0]


def code_of(root):
    """The first 40 bits in Crockford's base32, as the screens show it."""
    bits, digits = int.from_bytes(root[:5], "big"), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    code = "".join(digits[bits >> shift & 31] for shift in range(35, -1, -5))
    return code[:4] + "-" + code[4:]


# Ed25519 (RFC 8032, 5.1): points (x, y) with -x² + y² = 1 + d x² y².  Slow, and its time tells
# what it works on; but nothing here is secret.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = 0, 1


def add(p, q):
    (x, y), (u, v) = p, q
    k = D * x * u * y * v
    return ((x * v + y * u) * pow(1 + k, -1, P) % P, (y * v + x * u) * pow(1 - k, -1, P) % P)


def times(number, point):
    total = NEUTRAL
    for bit in f"{number:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def point_of(text):
    """5.1.3: the point that 32 bytes are, or None."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & 2**255 - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or x == 0 and sign == 1:
        return None
    return (x if x & 1 == sign else P - x), y


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(key, message, signature):
    """5.1.7.  A key of small order is refused as well: with one, a signature would do for many
    messages."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER or times(8, a) == NEUTRAL:
        return False
    k = hashlib.sha512(signature[:32] + key + message).digest()
    return times(s, BASE) == add(r, times(int.from_bytes(k, "little") % ORDER, a))


def unbase64(text):
    """The bytes; only of what can be written in no other way."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if base64.b64encode(found).decode() != text:
        raise Wrong("{0} is no base64", text)
    return found


def fingerprint(key):
    return sha256(key)[:16].hex()


def read_key(text):
    if re.fullmatch("[0-9a-f]{64}\n?", text):
        return bytes.fromhex(text)
    found = re.match("(?:-----BEGIN PUBLIC KEY|untrusted comment:).*\n(.+)\n", text)
    raw = unbase64(found[1]) if found else b""
    if len(raw) == 44 and raw.hex().startswith("302a300506032b6570032100"):
        return raw[12:]  # OpenSSL: RFC 8410
    if len(raw) == 42 and raw.startswith(b"Ed"):
        return raw[10:]  # minisign, signify: after eight bytes that name the key
    raise Wrong("no public key")


NOTE = re.compile("((stembus/([0-9a-f]{32})/assembly/([1-9][0-9]{,17}))\n(0|[1-9][0-9]{,17})\n"
                  "(.{44})\n)\n((?:— [^ \n]+ [^ \n]+\n)+)")


def read_checkpoint(raw):
    """A signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): origin, size and root; a
    blank line; and signatures: `— name base64`, of four bytes that name the key and those that
    sign.  Others may stand below the server's."""
    found = NOTE.fullmatch(raw.decode("utf-8", "replace"))
    if found is None:
        raise Wrong("no checkpoint of an assembly")
    return SimpleNamespace(
        text=found[1].encode(), origin=found[2], fingerprint=found[3], assembly=int(found[4]),
        size=int(found[5]), root=unbase64(found[6]),
        signatures=[(name, unbase64(signature)) for name, signature
                    in re.findall("— (.*) (.*)\n", found[7])])


def is_signed(note, key):
    number = sha256(note.origin.encode(), b"\n\x01", key)[:4]
    return note.fingerprint == fingerprint(key) and any(
        name == note.origin and signature[:4] == number
        and signed_by(key, note.text, signature[4:]) for name, signature in note.signatures)


def is_cosigned(note, name, key):
    """c2sp.org/tlog-cosignature, cosignature/v1: the time in eight bytes, then what signs it with
    the text of the note."""
    number = sha256(name.encode(), b"\n\x04", key)[:4]
    return any(whose == name and signature[:4] == number
               and signed_by(key, b"cosignature/v1\ntime %d\n" % int.from_bytes(
                   signature[4:12], "big") + note.text, signature[12:])
               for whose, signature in note.signatures)


def is_minisigned(message, text, key):
    """minisign signs the BLAKE2b of the message; and once more that signature together with the
    trusted comment."""
    found = re.fullmatch("untrusted comment: .*\n(.+)\ntrusted comment: (.*)\n(.+)\n", text)
    one, two = (unbase64(found[1]), unbase64(found[3])) if found else (b"", b"")
    return (one[:10] == b"ED" + sha256(key)[:8]
            and signed_by(key, hashlib.blake2b(message).digest(), one[10:])
            and signed_by(key, one[10:] + found[2].encode(), two))


# ---- 3. who has how many votes ---------------------------------------------------------------

def weight_of(rule, inhabitants):
    """clamp(minimum, round(inhabitants / perInhabitants), cap); nearest: a half goes up."""
    per = rule["perInhabitants"]
    whole = {"down": inhabitants // per, "up": -(-inhabitants // per),
             "nearest": (2 * inhabitants + per) // (2 * per)}[rule["rounding"]]
    return min(max(whole, rule["minimum"]), rule["cap"])


def seal_of(rules, roll):
    """SHA-256 over the rules and then the roll, tabs between the fields."""
    rows = [(kind, *rule.values()) for kind, rule in rules.items()]
    rows += [[member[key] for key in ("code", "memberKind", "name", "inhabitants",
                                      "referenceDate", "weight")] for member in roll]
    return sha256(*("\t".join(map(str, row)).encode() + b"\n" for row in rows)).hex()


def share_of(members):
    weights = [member["weight"] for member in members]
    return {"weight": sum(weights), "members": len(weights)}


# ---- 4. what happened, and whether it could --------------------------------------------------

DECISIVE = "adopted", "rejected", "adopted-as-amended"  # other outcomes give the motion back
RUNNING, COUNTED = "convened opened", "closed declared certified published"
WHEN = {  # a line may come in these states of the assembly, of its round, of its motion
    "roll": ("draft", "", ""),
    "convened": ("draft", "", ""),
    "opened": ("convened", "", ""),
    "ended": ("opened", "", ""),
    "attendance": (RUNNING, "", ""),
    "handset": (RUNNING, "", ""),
    "motion": ("draft convened opened", "", "pending"),
    "decision": ("opened", "", "pending decided"),
    "round": (RUNNING, "", "pending"),
    "open": ("opened", "prepared", "pending"),
    "extended": ("opened", "open", "voting"),
    "closed": ("opened", "open", "voting"),
    "refused": (RUNNING, "", ""),
    "late": ("opened", COUNTED + " annulled", ""),
    "result": ("opened", "closed", "voting"),
    "declared": ("", "closed", "voting"),
    "certified": ("", "declared", ""),
    "published": ("", "certified", ""),
    "annulment": ("", COUNTED, ""),
    "annulled": ("", COUNTED, ""),
    "correction": ("", COUNTED, ""),
}


class Assembly:
    """How things are after the lines so far.  What breaks a rule is noted as a difference; a
    move is then taken as it stands, a ballot is not."""

    def __init__(self, differ):
        self.differ, self.n, self.state = differ, 0, "draft"
        self.begin = self.seal = None
        self.keys = []                       # (from which line on, the server's public key)
        self.incidents = []                  # (n, line)
        self.roll, self.present = {}, set()  # by code
        self.handsets = {}                   # the last line of each assignment
        self.motions, self.rounds = {}, {}
        self.open = self.due = None          # the open round; whose result must follow
        self.leaves = []                     # the hashes of the lines
        self.cosigners, self.cosigned = {}, {}  # keys by name; (name, size) by number of the line
        self.needed = 0                      # so many cosigners make a result final
        self.seen = dict.fromkeys(FORMS, 0)

    def hold(self, good, *words):
        if not good:
            self.differ(self.n, *words)
        return good

    def same(self, what, found, should):
        return self.hold(found == should, "{0} is {1}, should be {2}", what, found, should)

    def sane(self, what, good):
        self.hold(good, "{0} contradicts itself or another", what)

    def find(self, what, number, things):
        if number not in things:
            raise Wrong("there is no {0} {1}", what, number)
        return things[number]

    def key_at(self, size):
        """The key that signs when there are so many lines."""
        return bytes.fromhex([key for n, key in self.keys if n < max(size, 1)][-1])

    def none_open(self):
        self.hold(self.open is None, "not while {0} is {1}", "round", "open")

    def take(self, n, kind, line):
        self.n, round_, motion = n, None, None
        self.seen[kind] += 1
        if (self.begin is None) != (kind == "begin"):
            raise Wrong("a journal begins with begin")
        if self.due is not None and kind != "result":
            self.hold(False, "the result of the closed round must come here")
            self.due = None
        if "round" in line and kind != "round":
            round_ = self.find("round", line["round"], self.rounds)
            motion = round_.motion
        elif "motion" in line and (kind != "motion" or line["motion"] in self.motions):
            motion = self.find("motion", line["motion"], self.motions)
        for what, thing, states in zip(("assembly", "round", "motion"), (self, round_, motion),
                                       WHEN.get(line.get("to", kind), ())):
            if states and thing is not None:
                self.hold(thing.state in states.split(), "not while {0} is {1}", what,
                          thing.state)
        getattr(self, "on_" + kind, self.on_move)(line, round_, motion)

    def on_restart(self, line, *_):
        pass

    def on_incident(self, line, *_):
        self.keys.append((self.n, line["key"]))
        self.incidents.append((self.n, line))
        self.same("by", len(set(line["by"])), 2)

    def on_cosigner(self, line, *_):
        """A name has one key for good, a key one name; once the assembly is convened no fewer
        are asked."""
        name, key, needed = line["name"], bytes.fromhex(line["key"]), line["cosignaturesNeeded"]
        self.sane("cosigner", all((one == name) == (other == key)
                                  for one, other in self.cosigners.items()))
        self.sane("cosignaturesNeeded", self.state == "draft" or needed >= self.needed)
        self.cosigners[name] = key
        self.needed = needed

    def on_cosignature(self, line, *_):
        """The note is a checkpoint of the lines before it, by the server and by the cosigner."""
        note, size = read_checkpoint(line["note"].encode()), line["size"]
        key = self.find("cosigner", line["cosigner"], self.cosigners)
        self.same("assembly", note.assembly, self.begin["assembly"])
        self.same("size", note.size, size)
        if self.hold(size <= self.n, "not a checkpoint of the lines before it"):
            self.same("root", note.root.hex(), root_of(self.leaves[:size]).hex())
        server = self.key_at(size)
        if server:
            self.hold(is_signed(note, server), "not signed with the key {0}", fingerprint(server))
        if self.hold(is_cosigned(note, line["cosigner"], key), "not signed with the key {0}",
                     fingerprint(key)):
            self.cosigned[self.n] = line["cosigner"], size

    def on_correction(self, line, round_, _):
        self.sane("meant", line["meant"] in round_.terms["options"])
        self.sane("member", line["member"] in round_.standing)
        round_.corrected[line["member"]] = line

    def on_withheld(self, line, *_):
        if self.hold(self.open is not None, "withheld, though no round is open"):
            self.open.withheld += 1

    # -- the assembly, its roll, and who is there with which handset

    def on_begin(self, line, *_):
        self.begin = line
        self.keys.append((self.n, line["key"]))
        for kind, rule in line["weightRules"].items():
            self.sane(kind, rule["minimum"] <= rule["cap"])

    def on_roll(self, line, *_):
        self.sane("code", line["code"] > max(self.roll, default=""))
        self.same("weight", line["weight"], weight_of(
            self.begin["weightRules"][line["memberKind"]], line["inhabitants"]))
        self.roll[line["code"]] = line

    def on_assembly(self, line, *_):
        self.none_open()
        self.state, shown = line["to"], {}
        if self.state == "convened":
            self.seal = seal_of(self.begin["weightRules"], self.roll.values())
            shown = {"seal": self.seal, **share_of(self.roll.values())}
            self.sane("weight", shown["weight"] < 2**53)
        for key in ("seal", "members", "weight"):
            self.same(key, line.get(key), shown.get(key))

    def on_attendance(self, line, *_):
        self.find("member", line["member"], self.roll)
        self.same("present", line["present"], line["member"] not in self.present)
        self.present ^= {line["member"]}

    def on_handset(self, line, *_):
        number = line["number"]
        if line["state"] == "assigned":
            self.same("number", number, len(self.handsets) + 1)
            self.find("member", line["member"], self.roll)
            for key in ("serial", "member"):
                self.sane(key, all(one["state"] != "assigned" or one[key] != line[key]
                                   for one in self.handsets.values()))
        else:
            former = self.find("assignment", number, self.handsets)
            self.hold(former["state"] == "assigned", "not while {0} is {1}", "assignment",
                      former["state"])
            for key in ("serial", "member"):
                self.same(key, line[key], former[key])
            if line["state"] == "ended":
                self.none_open()
        self.handsets[number] = line

    # -- the agenda

    def on_motion(self, line, _, motion):
        if "amends" in line:
            self.find("motion", line["amends"], self.motions)
            self.sane("amends", line["amends"] != line["motion"])
        if motion is None:
            motion = self.motions[line["motion"]] = SimpleNamespace(
                state="pending", outcome="none", voted=False)
        motion.line = line

    def decide(self, motion, state, outcome="none", voted=False):
        motion.state, motion.outcome, motion.voted = state, outcome, voted

    def on_decision(self, line, _, motion):
        """Without a vote.  Such a decision, but no other, can be taken back."""
        back = line["outcome"] == "none"
        self.hold(motion.state == ("decided" if back else "pending") and not motion.voted,
                  "not while {0} is {1}", "motion", f"{motion.state}, {motion.outcome}")
        self.decide(motion, "pending" if back else "decided", line["outcome"])

    def on_round(self, line, _, motion):
        self.sane("round", line["round"] not in self.rounds)
        self.sane("nonce", line["nonce"] not in [one.terms["nonce"]
                                                 for one in self.rounds.values()])
        self.same("seal", line["seal"], self.seal)
        self.same("practice", line["practice"], motion.line["motionKind"] == "practice")
        fixed = ["against-all"] if line["named"] else ["for", "against"]
        fixed += ["abstain"] if line["abstain"] else []
        own = line["options"][:-len(fixed)]
        if (line["options"] != own + fixed
                or len(own) not in (range(2, 11) if line["named"] else [0])
                or len({*own, "for", "against", "abstain", "against-all"}) != len(own) + 4):
            raise Wrong("{0} contradicts itself or another", "options")
        for what in ("majority", "quorum"):
            part = line.get(what, {"numerator": 1, "denominator": 1})
            self.sane(what, part["numerator"] <= part["denominator"] <= 1000)
        self.sane("majority", smallest(line["majority"], 10**9) <= 10**9)
        self.rounds[line["round"]] = SimpleNamespace(
            terms=line, motion=motion, state="prepared", times={}, withheld=0,
            result=None, result_at=0,
            asked=None,   # the line that asks for an annulment
            cast=set(),   # every ballot: assignment, sequence and choice
            standing={},  # the ballot that stands, by code
            corrected={},  # what a member said afterwards that it meant, by code
            there=set())  # the codes of who was present at the close, or has voted

    # -- the moves of a round

    def on_move(self, line, round_, motion):
        kind, former = line["kind"], round_.state
        if kind == "certified" and "cosignature" in line:
            _, size = self.find("cosignature", line["cosignature"], self.cosigned)
            self.hold(size > round_.result_at, "not a checkpoint of the lines before it")
        decides = (round_.result is not None and not round_.terms["practice"]
                   and round_.result["outcome"] in DECISIVE)
        if kind == "open":
            self.none_open()
            self.open = round_
            self.decide(motion, "voting")
        elif kind == "closed":
            self.hold(line["role"] == "operator" or "closesAt" in round_.times,
                      "closed by the clock, which was not asked to")
            self.open, self.due = None, round_
        elif kind == "declared" and decides:
            self.decide(motion, "decided", self.outcome_of(round_), True)
        elif kind == "declared" or kind == "annulled" and (decides or former == "closed"):
            self.decide(motion, "pending")
        if kind == "published":
            self.same("practice", round_.terms["practice"], False)
        if kind in ("annulment", "annulled"):
            self.hold((round_.asked is None) == (kind == "annulment"),
                      "the operator asks once, then the committee confirms")
            round_.asked = round_.asked or line
        round_.times[kind] = line["at"]
        if "closesAt" in line:
            round_.times["closesAt"] = line["closesAt"]
        if kind not in ("extended", "annulment"):
            round_.state = kind

    def is_provisional(self, round_):
        return self.needed > len({name for name, size in self.cosigned.values()
                                  if size > round_.result_at})

    def outcome_of(self, round_):
        """The motion's: adopted as amended when an amendment to it was adopted before."""
        amended = any(one.line.get("amends") == round_.terms["motion"]
                      and one.outcome in ("adopted", "adopted-as-amended")
                      for one in self.motions.values())
        outcome = round_.result["outcome"]
        return "adopted-as-amended" if amended and outcome == "adopted" else outcome

    # -- ballots, and presses that became none

    def verdict(self, line, round_):
        """Why a press is no ballot: the first that is true; None if it is one."""
        number, choice = line.get("assignment"), line.get("choice")
        if number is None and line["serial"] not in [one["serial"]
                                                     for one in self.handsets.values()]:
            return "not-found"
        handset = self.find("assignment", number, self.handsets)
        code = handset["member"]
        if handset["state"] != "assigned":
            return {"revoked": "handset-revoked", "ended": "assignment-ended"}[handset["state"]]
        if self.roll[code]["memberKind"] not in round_.terms["entitledKinds"]:
            return "not-entitled"
        if (number, line["sequence"], choice) in round_.cast:
            return "repeated"
        if choice not in round_.terms["options"]:
            return "body-invalid"
        if round_.state != "open":
            return "round-not-open" if round_.state == "prepared" else "round-closed"
        if code not in self.present:
            return "member-absent"
        former = round_.standing.get(code)
        if former is not None and (number, line["sequence"]) <= (former["assignment"],
                                                                 former["sequence"]):
            return "stale-ballot"
        return None

    def is_judged(self, line, round_, reason):
        verdict = self.verdict(line, round_)
        handset = self.handsets.get(line.get("assignment"), {"serial": line["serial"]})
        return all([self.same("serial", line["serial"], handset["serial"]),
                    self.same("member", line.get("member"), handset.get("member")),
                    self.hold(reason == verdict, "{0}, should be {1}", reason or "counted",
                              verdict or "counted")])

    def on_late(self, line, round_, _):
        self.is_judged(line, round_, line["reason"])
        self.same("kind", line["kind"],
                  "late" if line["reason"] == "round-closed" else "refused")

    on_refused = on_late

    def on_ballot(self, line, round_, _):
        code, former = line["member"], round_.standing.get(line["member"], {})
        if all([self.is_judged(line, round_, None),
                self.same("replaces", line.get("replaces"), former.get("n")),
                self.same("weight", line["weight"],
                          self.find("member", code, self.roll)["weight"])]):
            round_.cast.add((line["assignment"], line["sequence"], line["choice"]))
            round_.standing[code] = line

    def entitled(self, round_):
        return [member for member in self.roll.values()
                if member["memberKind"] in round_.terms["entitledKinds"]]

    def on_result(self, line, round_, _):
        self.hold(self.due is round_, "the round was not closed just now")
        self.same("withheld", round_.withheld, 0)
        self.due, round_.result_at = None, self.n
        round_.there = self.present | set(round_.standing)
        round_.result = count(round_.terms, self.entitled(round_), round_.there,
                              {code: one["choice"] for code, one in round_.standing.items()})
        good = [self.same(*particulars)
                for particulars in unlike("result", line["result"], round_.result)]
        self.hold(good or encode(line["result"]) == encode(round_.result),
                  "not in the form of a line of the kind {0}", "result")


def unlike(path, found, should):
    """(path, found, should be) of every value that should be there and is not."""
    if type(found) is type(should) is dict:
        for key in should:
            yield from unlike(f"{path}.{key}", found.get(key), should[key])
    elif type(found) is type(should) is list and len(found) == len(should):
        for i, pair in enumerate(zip(found, should)):
            yield from unlike(f"{path}[{i}]", *pair)
    elif encode(found) != encode(should):
        yield path, encode(found), encode(should)


# ---- 5. the result of a round ----------------------------------------------------------------

def smallest(majority, base):
    """The smallest weight that meets the majority; nothing never does."""
    ask, of = majority["numerator"] * base, majority["denominator"]
    return ask // of + 1 if majority["comparison"] == "more-than" else max(-(-ask // of), 1)


def percentages(weights, named):
    """With two decimals, 100.00 together.  Of for and against: half up on for, the rest to
    against.  Of named options: all down, and what is then missing one by one to those that lost
    most by it, of equals to the first.  In the end nobody's vote reads as 0.00: that 0.01 comes
    from the largest."""
    cast = sum(weights)
    if named:
        parts = [10000 * weight // cast for weight in weights]
        lost = sorted(range(len(parts)), key=lambda i: -(10000 * weights[i] % cast))
        for i in lost[:10000 - sum(parts)]:
            parts[i] += 1
    else:
        half_up = (20000 * weights[0] + cast) // (2 * cast)
        parts = [half_up, 10000 - half_up]
    for i, weight in enumerate(weights):
        if weight > 0 and parts[i] == 0:
            parts[parts.index(max(parts))] -= 1
            parts[i] = 1
    return [f"{part // 100}.{part % 100:02}" for part in parts]


def decide(terms, choices, needed):
    """(the outcome, the option that is adopted)"""
    if not terms["named"]:
        return "adopted" if choices[0]["weight"] >= needed else "rejected", None
    most = max(choice["weight"] for choice in choices)
    best = [choice["option"] for choice in choices if choice["weight"] == most]
    if most < needed or len(best) > 1:
        return "no-majority", None
    return ("rejected", None) if best == ["against-all"] else ("adopted", best[0])


def count(terms, entitled, there, standing):
    """`entitled`: those of the roll that may vote here; `there`: the codes of who is present at
    the close, or has voted and left; `standing`: the choice per code."""
    options = [{"option": option, **share_of(member for member in entitled
                                             if standing.get(member["code"]) == option)}
               for option in terms["options"]]
    choices = options[:-1] if terms["abstain"] else options
    weights = [choice["weight"] for choice in choices]
    if sum(weights) > 0:
        for choice, part in zip(choices, percentages(weights, terms["named"])):
            choice["percent"] = part
    voted = share_of(member for member in entitled if member["code"] in standing)
    present = share_of(member for member in entitled if member["code"] in there)
    shares = {"present": present, "entitled": share_of(entitled)}
    base = {"cast": sum(weights), "cast-and-abstained": voted["weight"],
            **{key: share["weight"] for key, share in shares.items()}}
    needed = smallest(terms["majority"], base[terms["majority"]["base"]])
    outcome, adopted = decide(terms, choices, needed)
    result = {"options": options, "notVoted": {key: present[key] - voted[key] for key in voted},
              **shares, "needed": needed, "met": outcome == "adopted", "outcome": outcome}
    quorum = terms.get("quorum")
    if quorum is not None and (voted[quorum["by"]] * quorum["denominator"]
                               < shares[quorum["of"]][quorum["by"]] * quorum["numerator"]):
        result["outcome"] = "no-quorum"
    elif adopted is not None:
        result["adoptedOption"] = adopted
    result["sentence"] = {language: Minutes(language).sentence(terms, result, choices, voted)
                          for language in ("nl", "en")}
    return result


# What the minutes say.  What stands between braces is a piece that Minutes makes, or an English
# phrase, which has its Dutch in section 7.
SENTENCES = {
    "adopted": "{Adopted}: {shares} ({both}; {rule}).",
    "unanimous": "{Adopted unanimously}: {yes} {for} ({share}).",
    "rejected": "{Rejected}: {shares} ({both}; {missed}).",
    "tied": "{Rejected}, {the votes are tied}: {shares} ({both}; {missed}).",
    "nobody": "{Rejected}: {no votes for or against were cast} ({missed}).",
    "no-quorum": "{No decision}: {quorum not met} ({both}; {voted}).",
    "adopted option": "{Adopted is} {option}: {options}; {rule}.",
    "rejected option": "{Rejected}, {against all}: {options}; {rule}.",
    "tied option": "{No decision}, {the votes are tied}: {options}; {missed}.",
    "nobody option": "{No decision}: {no votes for any of the options were cast} ({missed}).",
    "no-majority option":
        "{No decision}, {none of the options got the majority}: {options}; {missed}.",
    "no-quorum option": "{No decision}: {quorum not met}; {options}; {voted}.",
}
BASES = {"cast": "the votes cast", "cast-and-abstained": "the votes cast and abstentions",
         "present": "the votes of the members present",
         "entitled": "the votes of all entitled members"}
NOUNS = {"weight": ("vote", "votes"), "members": ("member", "members"),
         "present members": ("member present", "members present"),
         "entitled members": ("entitled member", "entitled members"),
         "present weight": ("vote of the members present", "votes of the members present"),
         "entitled weight": ("vote of the entitled members", "votes of the entitled members"),
         "abstained": ("abstained|one", "abstained|more")}
NUMBERS = "one two three four five six seven eight nine"
PARTS_OF = ("third quarter fifth sixth seventh eighth ninth tenth",
            "thirds quarters fifths sixths sevenths eighths ninths tenths")


class Minutes(dict):
    """The pieces of a sentence in one language, and its phrases."""

    def __init__(self, language):
        self.language = language
        self.points = str.maketrans(",.", ".,") if language == "nl" else {}

    def __missing__(self, phrase):
        return say(self.language, phrase)

    def number(self, number):
        return f"{number:,}".translate(self.points)

    def many(self, number, noun):
        return f"{self.number(number)} {self[NOUNS[noun][number != 1]]}"

    def share(self, share):
        return ", ".join(self.many(share[key], key) for key in ("weight", "members"))

    def percent(self, choice):
        """Without needless zeros; nothing when nobody chose."""
        text = choice.get("percent", "").rstrip("0").rstrip(".")
        return text.translate(self.points) + "%" if text else ""

    def option(self, choice):
        name = (self["against all"] if choice["option"] == "against-all"
                else self["“{0}”"].format(choice["option"]))
        return f"{name} {self.percent(choice)}".rstrip() + f" ({self.share(choice)})"

    def fraction(self, part):
        """In words up to tenths."""
        above, below = part.numerator, part.denominator
        if below > 10:
            return f"{above}/{self.number(below)}"
        if below <= 2:
            return self["all" if below == 1 else "half"]
        return (self[NUMBERS].split()[above - 1] + " "
                + self[PARTS_OF[above > 1]].split()[below - 3])

    def rule(self, majority):
        part = Fraction(majority["numerator"], majority["denominator"])
        how = part, majority["comparison"], majority["base"]
        if how == (Fraction(1, 2), "more-than", "cast"):
            return self["simple majority"]
        if how == (Fraction(2, 3), "at-least", "cast"):
            return self["two-thirds majority"]
        much = self[how[1].replace("-", " ")] + " " if part < 1 else ""
        return (f"{self['majority of']} {much}{self.fraction(part)} {self['of']} "
                f"{self[BASES[how[2]]]}")

    def turnout(self, quorum, result, voted):
        of, by = quorum["of"], quorum["by"]
        part = self.fraction(Fraction(quorum["numerator"], quorum["denominator"]))
        return (f"{self['turnout']}: {self.number(voted[by])} {self['of']} "
                f"{self.many(result[of][by], f'{of} {by}')}, {self['at least']} {part} "
                f"{self['required']}")

    def which(self, named, result, choices):
        """Which of SENTENCES it is."""
        outcome, weights = result["outcome"], sorted(one["weight"] for one in choices)
        if outcome == "no-quorum":
            return outcome
        if not any(weights):
            return "nobody"
        if outcome == "adopted" and not named and choices[1]["weight"] == 0:
            return "unanimous"
        could = (outcome == "no-majority" and weights[-1] >= result["needed"] if named
                 else self["rule"] == self["simple majority"])
        return "tied" if could and weights[-1] == weights[-2] else outcome

    def sentence(self, terms, result, choices, voted):
        self["rule"] = self.rule(terms["majority"])
        self["missed"] = (f"{self['rule']} {self['required']}, "
                          f"{self.many(result['needed'], 'weight')} {self['needed']}")
        if "quorum" in terms:
            self["voted"] = self.turnout(terms["quorum"], result, voted)
        if terms["named"]:
            self["options"] = ", ".join(map(self.option, choices))
            self["option"] = self["“{0}”"].format(result.get("adoptedOption"))
        else:
            self["yes"], no = map(self.percent, choices)
            self["shares"] = f"{self['yes']} {self['for']}, {no} {self['against']}"
            self["share"] = self.share(choices[0])
            self["both"] = ", ".join(
                f"{self.number(choices[0][key])} {self['to']} {self.number(choices[1][key])} "
                f"{self[NOUNS[key][1]]}" for key in ("weight", "members"))
        which = self.which(terms["named"], result, choices)
        said = SENTENCES[which + " option" * terms["named"]].format_map(self)
        last = result["options"][-1]
        if terms["abstain"] and last["members"] > 0:
            said += (f" {self.many(last['members'], 'members')} "
                     f"{self[NOUNS['abstained'][last['members'] != 1]]} "
                     f"({self.many(last['weight'], 'weight')}).")
        return said


# ---- 6. the files beside the journal ---------------------------------------------------------

def round_shown(assembly, one):
    """A round as the API and results.json show it.  What is None must not be there."""
    shown = {"id": one.terms["round"], "state": one.state, "result": one.result,
             "openedAt": one.times["open"], "closedAt": one.times["closed"],
             "turnout": share_of(one.standing.values())}
    shown.update({key: one.terms[key] for key in (
        "motion", "practice", "options", "majority", "abstain", "entitledKinds", "quorum",
        "durationSeconds", "nonce", "seal") if key in one.terms})
    if one.asked is not None:
        shown["annulment"] = {"reason": one.asked["reason"], "askedBy": one.asked["by"],
                              "askedAt": one.asked["at"]}
    shown["provisional"] = (assembly.is_provisional(one)
                            if assembly.needed > 0 and one.state != "annulled" else None)
    return shown


def vote_shown(one, member):
    """What is None must not be there: a member that did not vote, or took nothing back."""
    code = member["code"]
    ballot, correction = one.standing.get(code, {}), one.corrected.get(code, {})
    meant = {key: correction[key] for key in ("meant", "at") if key in correction}
    return {"code": code, "name": member["name"], "weight": member["weight"],
            "present": code in one.there, "journal": ballot.get("n"),
            "receivedAt": ballot.get("at"),
            **{key: ballot.get(key) for key in ("choice", "auth", "sequence")},
            "correction": meant if meant.get("meant") not in (None, ballot.get("choice")) else None}


def outcome_shown(one):
    """The outcome of a round as its motion has it."""
    outcome, motion = one.result["outcome"], one.motion.outcome
    return motion if (outcome, motion) == ("adopted", "adopted-as-amended") else outcome


def motion_shown(motion, rounds):
    """With its outcome as far as it is public: decided without a vote, or by the last round
    that is published."""
    outcome, line = motion.outcome, motion.line
    if outcome in ("none", *DECISIVE):
        counted = [outcome_shown(one) for one in rounds
                   if one.motion is motion and one.state == "published"]
        outcome = counted[-1] if counted and counted[-1] in DECISIVE else "none"
    return {"id": line["motion"], "number": line["number"], "kind": line["motionKind"],
            "title": line["title"], "outcome": outcome,
            "state": "pending" if outcome == "none" else "decided"}


def check_results(raw, assembly, leaves, differ):
    """What is named here must stand in results.json; more may."""
    found, begin, rounds = json.loads(raw), assembly.begin, assembly.rounds.values()
    shown = {"rounds": [], "annulled": [], "agenda": [
        {"motion": motion_shown(motion, rounds)} for _, motion
        in sorted(assembly.motions.items()) if motion.line["motionKind"] != "practice"]}
    for _, one in sorted(assembly.rounds.items()):
        moves = ("declared", "certified", "published", "annulled")
        entry = {"motion": motion_shown(one.motion, rounds),
                 "moves": {move + "At": one.times[move] for move in moves if move in one.times},
                 "round": round_shown(assembly, one) if one.result else {}}
        if one.state == "published":
            entry["votes"] = [vote_shown(one, member) for member in assembly.entitled(one)]
            shown["rounds"].append(entry)
        elif "published" in one.times:
            del entry["round"]["result"]
            shown["annulled"].append(entry)
    for kind, what in (("rounds", "round"), ("annulled", "round"), ("agenda", "motion")):
        found[kind] = sorted(found[kind], key=lambda entry: entry[what]["id"])
    shown["journal"] = {"lines": len(leaves), "key": fingerprint(assembly.key_at(len(leaves))),
                        "root": base64.b64encode(root_of(leaves)).decode()}
    shown["assembly"] = {"id": begin["assembly"], "kind": begin["assemblyKind"],
                         "state": assembly.state, "seal": assembly.seal, **{
                             key: begin[key] for key in ("title", "date", "place")}}
    shown["members"] = [{"kind": member["memberKind"], **{key: member[key] for key in (
        "code", "name", "inhabitants", "referenceDate", "weight")}}
        for member in assembly.roll.values()]
    for path, *values in unlike("", found, shown):
        differ("results.json", "{0} is {1}, should be {2}", path[1:], *values)


def votes_rows(assembly, shown):
    """Of every round that counts, every member that could vote in it."""
    for one in shown:
        for member in assembly.entitled(one) if one.state != "annulled" else ():
            vote = vote_shown(one, member)
            meant = vote["correction"] or {}
            yield {"round": one.terms["round"], "number": one.motion.line["number"],
                   "kind": member["memberKind"], "received_at": vote["receivedAt"],
                   "meant": meant.get("meant"), "meant_at": meant.get("at"),
                   **{key: vote[key] for key in ("code", "name", "weight", "choice", "auth",
                                                 "journal")}}


def rounds_rows(shown):
    """An annulled round has no outcome and no figures."""
    for one in shown:
        terms, result, line, annulled = one.terms, one.result, one.motion.line, "annulled"
        row = {"round": terms["round"], "motion": terms["motion"], "number": line["number"],
               "kind": line["motionKind"], "title": line["title"], "state": one.state,
               "majority": "{comparison} {numerator}/{denominator} of {base}".format_map(
                   terms["majority"]), "opened_at": one.times["open"],
               "annulled_reason": one.asked["reason"] if one.state == annulled else ""}
        row.update({move + "_at": one.times.get(move, "") for move in (
            "closed", "declared", "certified", "published", annulled)})
        parts = {"for": {}, "against": {}, "abstain": {}, "not_voted": result["notVoted"],
                 "present": result["present"], "entitled": result["entitled"]}
        for option in result["options"]:
            if option["option"] in ("for", "against", "abstain", "against-all"):
                parts[option["option"].replace("-all", "")] = option
        figures = {"outcome": outcome_shown(one), "needed": result["needed"],
                   "adopted_option": result.get("adoptedOption", ""),
                   **{f"sentence_{key}": text for key, text in result["sentence"].items()}}
        for name, part in parts.items():
            figures[name + "_votes"] = part.get("weight", "")
            figures[name + "_members"] = part.get("members", "")
            if name in ("for", "against"):
                figures[name + "_percent"] = part.get("percent", "")
        yield {**row, **(dict.fromkeys(figures, "") if one.state == annulled else figures)}


# Before what a spreadsheet would take for a formula stands an apostrophe; a Dutch one parts at ;
FORMULA = re.compile("^(?=[\t\r\n]| *[-=+@＝＋－＠])|(?<=[;\t\r\n])(?= *[-=+@＝＋－＠])")


def check_table(name, raw, key, rows, differ):
    """Exactly these rows, with these cells."""
    rows = {tuple(str(row[column]) for column in key): row for row in rows}
    for found in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        number = tuple(found.get(column) for column in key)
        for column, cell in rows.pop(number, {key[0]: ""}).items():
            cell = FORMULA.sub("'", "" if cell is None else str(cell))
            if found.get(column) != cell:
                differ(f"{name}, {' '.join(map(str, number))}", "{0} is {1}, should be {2}",
                       column, found.get(column), cell)
    for number in rows:
        differ(name, "there is no {0} {1}", "row", " ".join(number))


def check_sums(folder, raw, key, differ):
    listed = dict(line.split("  ", 1)[::-1] for line in raw.decode("utf-8").splitlines())
    there = {path.relative_to(folder).as_posix(): path.read_bytes()
             for path in folder.rglob("*") if path.is_file()}
    signature = there.pop("SHA256SUMS.minisig", b"").decode("utf-8", "replace")
    for name in sorted({*listed, *there} - {"SHA256SUMS"}):
        if name not in there or sha256(there[name]).hex() != listed.get(name):
            differ(name, "not the file that SHA256SUMS says")
        elif name.startswith("keys/") and read_key(there[name].decode("utf-8")) != key:
            differ(name, "not the key {0}", fingerprint(key))
    if not is_minisigned(raw, signature, key):
        differ("SHA256SUMS.minisig", "not signed with the key {0}", fingerprint(key))


def check_files(folder, assembly, leaves, differ):
    """What is beside the journal; gives the names of what was compared."""
    key = assembly.key_at(len(leaves))
    shown = [one for one in assembly.rounds.values() if "published" in one.times]
    checks = {
        "results.json": lambda raw: check_results(raw, assembly, leaves, differ),
        "rounds.csv": lambda raw: check_table("rounds.csv", raw, ["round"], rounds_rows(shown),
                                              differ),
        "votes.csv": lambda raw: check_table("votes.csv", raw, ["round", "code"],
                                             votes_rows(assembly, shown), differ),
        "SHA256SUMS": lambda raw: check_sums(folder, raw, key, differ)}
    for name in checks:
        try:
            checks[name]((folder / name).read_bytes())
        except FileNotFoundError:
            differ(name, "missing, and a bundle has it")
        except Wrong as wrong:
            differ(name, *wrong.args)
        except (ValueError, AttributeError, TypeError, LookupError, RecursionError,
                csv.Error) as error:
            differ(name, "cannot be read: {0}", error)
    return list(checks)


# ---- 7. the report, and its words ------------------------------------------------------------

# Phrases and their Dutch.  What stands behind a bar tells two apart.
DUTCH = """\
Adopted = Aangenomen · Adopted is = Aangenomen is · Rejected = Verworpen
Adopted unanimously = Aangenomen met algemene stemmen · No decision = Geen besluit
quorum not met = quorum niet gehaald · the votes are tied = de stemmen staken
no votes for or against were cast = er zijn geen stemmen voor of tegen uitgebracht
no votes for any of the options were cast = \
er zijn geen stemmen op een van de opties uitgebracht
none of the options got the majority = geen van de opties haalde de meerderheid
“{0}” = ‘{0}’ · against all = tegen alle · for = voor · against = tegen
to = tegen · of = van
simple majority = gewone meerderheid · two-thirds majority = tweederde meerderheid
majority of = meerderheid van · more than = meer dan · at least = ten minste
all = het geheel · half = de helft
one two three four five six seven eight nine = een twee drie vier vijf zes zeven acht negen
third quarter fifth sixth seventh eighth ninth tenth = \
derde vierde vijfde zesde zevende achtste negende tiende
thirds quarters fifths sixths sevenths eighths ninths tenths = \
derde vierde vijfde zesde zevende achtste negende tiende
the votes cast = de uitgebrachte stemmen
the votes cast and abstentions = de uitgebrachte stemmen en onthoudingen
the votes of the members present = de stemmen van de aanwezige leden
the votes of all entitled members = de stemmen van alle stemgerechtigde leden
required = vereist · needed = nodig · turnout = deelname
vote = stem · votes = stemmen · member = lid · members = leden
member present = aanwezig lid · members present = aanwezige leden
entitled member = stemgerechtigd lid · entitled members = stemgerechtigde leden
vote of the members present = stem van de aanwezige leden
votes of the members present = stemmen van de aanwezige leden
vote of the entitled members = stem van de stemgerechtigde leden
votes of the entitled members = stemmen van de stemgerechtigde leden
abstained|one = onthield zich · abstained|more = onthielden zich
no JSON object of a known kind, in UTF-8 = geen JSON-object van een bekende soort, in UTF-8
not in the form of a line of the kind {0} = niet in de vorm van een regel van de soort {0}
{0} is no base64 = {0} is geen base64 · no public key = geen publieke sleutel
no checkpoint of an assembly = geen zegel van een vergadering
cannot be read: {0} = kan niet worden gelezen: {0} · there is no {0} {1} = er is geen {0} {1}
{0} is {1}, should be {2} = {0} is {1}, moet {2} zijn · {0}, should be {1} = {0}, moet {1} zijn
{0} contradicts itself or another = {0} spreekt zichzelf of een ander tegen
not while {0} is {1} = niet zolang {0} {1} is
a journal begins with begin = een logboek begint met begin
the result of the closed round must come here = hier hoort de uitslag van de gesloten stemming
the round was not closed just now = de stemming is niet zojuist gesloten
withheld, though no round is open = achtergehouden, hoewel er geen stemming open is
closed by the clock, which was not asked to = gesloten door de klok, wat niet gevraagd was
the operator asks once, then the committee confirms = \
de operator vraagt eenmaal, dan bekrachtigt de commissie
not a checkpoint of the lines before it = geen zegel van de regels ervoor
cut off in a line = afgebroken in een regel
not signed with the key {0} = niet ondertekend met de sleutel {0}
not the key {0} = niet de sleutel {0}
not the file that SHA256SUMS says = niet het bestand dat SHA256SUMS noemt
missing, and a bundle has it = ontbreekt, en hoort in een bundel
line {0} = regel {0} · DIFFERENT = ANDERS · practice = proefstemming
{0} differences; the first: {1} = {0} verschillen; het eerste: {1}
agreed: nothing differs = akkoord: niets verschilt
assembly {0}: {1}, {2}, {3} = vergadering {0}: {1}, {2}, {3}
{0} lines: {1} ballots, {2} refused, {3} late = \
{0} regels: {1} stemmen, {2} geweigerd, {3} te laat
line {0}: INCIDENT, decided by {1} ({2}); signed with the key {3} from there on = \
regel {0}: INCIDENT, besloten door {1} ({2}); vandaar ondertekend met de sleutel {3}
root {0}, code {1} = wortel {0}, code {1} · signed with the key {0} = ondertekend met sleutel {0}
NOT CHECKED, without a checkpoint: who vouches for these lines = \
NIET NAGEGAAN, zonder zegel: wie voor deze regels instaat
the key comes from what is checked: compare the fingerprint = \
de sleutel komt uit wat is nagegaan: vergelijk de vingerafdruk
item {0}, round {1}, {2}: {3} = agendapunt {0}, stemming {1}, {2}: {3}
round {0} is open and not counted = stemming {0} is open en niet geteld
compared as well: {0} = ook vergeleken: {0}
"""
DUTCH = dict(pair.split(" = ") for line in DUTCH.splitlines() for pair in line.split(" · "))


def say(language, phrase, *particulars):
    text = DUTCH[phrase] if language == "nl" else phrase.split("|")[0]
    particulars = ["-" if one is None else one for one in particulars]
    return text.format(*particulars) if particulars else text


def replay(journal, differ):
    """(the assembly after all lines, the hashes of the lines)"""
    *lines, rest = journal.split(b"\n")
    assembly, number = Assembly(differ), 0
    leaves = assembly.leaves
    for n, raw in enumerate(lines):
        leaves.append(sha256(b"\0", raw))
        try:
            kind, line = read_line(raw)
            if kind == "withheld":
                leaves[n] = bytes.fromhex(line["hash"])
            if line["n"] != number:
                differ(n, "{0} is {1}, should be {2}", "n", line["n"], number)
            number = line["n"]
            assembly.take(n, kind, line)
        except Wrong as wrong:
            differ(n, *wrong.args)
        number += 1
        if assembly.begin is None:
            break
    if rest:
        differ(len(lines), "cut off in a line")
    if assembly.begin is None:
        differ(0, "a journal begins with begin")
    elif assembly.due is not None:
        differ(len(lines), "the result of the closed round must come here")
    return assembly, leaves


def check_checkpoint(name, raw, assembly, leaves, differ):
    """Its size; 0 when it is none."""
    try:
        note = read_checkpoint(raw)
    except Wrong as wrong:
        differ(name, *wrong.args)
        return 0
    for what, found, should in (
            ("assembly", note.assembly, assembly.begin["assembly"]),
            ("size", note.size, min(note.size, len(leaves))),
            ("root", note.root.hex(), root_of(leaves[:note.size]).hex())):
        if found != should:
            differ(name, "{0} is {1}, should be {2}", what, found, should)
    if not is_signed(note, assembly.key_at(note.size)):
        differ(name, "not signed with the key {0}", note.fingerprint)
    return note.size


def check_evidence(checkpoints, key, assembly, leaves, differ):
    """Each checkpoint is of this journal, and one of all of it; the key is the one we know."""
    sizes = [check_checkpoint(name, raw, assembly, leaves, differ) for name, raw in checkpoints]
    if sizes and max(sizes) < len(leaves):
        differ(checkpoints[0][0], "{0} is {1}, should be {2}", "size", max(sizes), len(leaves))
    own = assembly.key_at(len(leaves))
    if key not in (None, own):
        differ("key", "{0} is {1}, should be {2}", "key", own.hex(), key.hex())


def report(assembly, leaves, say_it):
    begin, seen, root = assembly.begin, assembly.seen, root_of(leaves)
    say_it("assembly {0}: {1}, {2}, {3}", begin["assembly"], begin["title"], begin["place"],
           begin["date"])
    say_it("{0} lines: {1} ballots, {2} refused, {3} late", len(leaves), seen["ballot"],
           seen["refused"], seen["late"])
    for n, line in assembly.incidents:
        say_it("line {0}: INCIDENT, decided by {1} ({2}); signed with the key {3} from there on", n,
               ", ".join(line["by"]), line["reason"], fingerprint(bytes.fromhex(line["key"])))
    say_it("root {0}, code {1}", base64.b64encode(root).decode(), code_of(root))
    for one in assembly.rounds.values():
        if one.result is not None:
            say_it("item {0}, round {1}, {2}: {3}", one.motion.line["number"],
                   one.terms["round"], one.state, one.result["sentence"])
    if assembly.open is not None:
        say_it("round {0} is open and not counted", assembly.open.terms["round"])


def audit(journal, checkpoints, key, folder, language):
    """Checks everything, and tells; gives whether all agrees."""
    found = []

    def told(*words):
        """Nothing in a journal can play tricks with a terminal."""
        words = [one[language] if isinstance(one, dict) else one for one in words]
        return "".join(c if c.isprintable() else f"\\u{ord(c):04x}"
                       for c in say(language, *words))

    def differ(place, *words):
        place = told("line {0}", place) if isinstance(place, int) else place
        found.append(f"{place}: {told(*words)}")

    def say_it(*words):
        print(told(*words))

    assembly, leaves = replay(journal, differ)
    if assembly.begin is not None:
        check_evidence(checkpoints, key, assembly, leaves, differ)
        there = check_files(folder, assembly, leaves, differ) if folder else []
        report(assembly, leaves, say_it)
        if not checkpoints:
            say_it("NOT CHECKED, without a checkpoint: who vouches for these lines")
        else:
            say_it("signed with the key {0}", fingerprint(assembly.key_at(len(leaves))))
            if key is None:
                say_it("the key comes from what is checked: compare the fingerprint")
        if there:
            say_it("compared as well: {0}", ", ".join(there))
    if found:
        print(told("DIFFERENT"), *found, sep="\n  ")
        say_it("{0} differences; the first: {1}", len(found), found[0])
    else:
        say_it("agreed: nothing differs")
    return not found


# ---- its own test, and how it is called ------------------------------------------------------

RFC_8032 = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a -
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
d25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c 72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
387b2eaeb4302aeeb00d291612bb0c00
fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025 af82
6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659\
4a7c15e9716ed28dc027beceea1ec40a
"""
RFC_6962 = """
- 00 10 2021 3031 40414243 5051525354555657 606162636465666768696a6b6c6d6e6f
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
"""


def self_test():
    """The tests 1 to 3 of RFC 8032, 7.1, with what must not pass; and the trees of 0 to 8 leaves
    of the reference programs of RFC 6962."""
    words, cases = [bytes.fromhex(word.strip("-")) for word in RFC_8032.split()], []
    for key, message, signature in zip(words[::3], words[1::3], words[2::3]):
        bigger = (ORDER + int.from_bytes(signature[32:], "little")).to_bytes(32, "little")
        cases += [(True, signed_by(key, message, signature)),
                  (False, signed_by(key, message + b"\0", signature)),
                  (False, signed_by(words[0], b"\1" + message, signature)),
                  (False, signed_by(key, message, signature[:32] + bigger)),
                  (False, signed_by(b"\1" + bytes(31), message, signature))]
    words = [bytes.fromhex(word.strip("-")) for word in RFC_6962.split()]
    leaves = [sha256(b"\0", word) for word in words[:8]]
    cases += [(root, root_of(leaves[:size])) for size, root in enumerate(words[8:])]
    failed = [number for number, (should, found) in enumerate(cases, 1) if found != should]
    print(f"self-test: {len(cases)} cases, {len(failed)} failed", *failed)
    return not failed


def main():
    about, _, more = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(usage=about, epilog=more,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", nargs="?", type=Path)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    parser.add_argument("--key")
    parser.add_argument("--language", choices=["nl", "en"], default="en")
    parser.add_argument("--self-test", action="store_true")
    asked = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    if asked.self_test:
        return 0 if self_test() else 1
    if asked.journal is not None and asked.bundle is not None:
        parser.error("a bundle, or a journal")
    folder = None if asked.journal else asked.bundle or Path(__file__).resolve().parent
    files = [*asked.checkpoint, *([folder / "checkpoint"] if folder else [])]
    try:
        journal = (asked.journal or folder / "journal.jsonl").read_bytes()
        checkpoints = [(str(path), path.read_bytes()) for path in files]
        key = None
        if asked.key is not None:
            key = read_key(asked.key if re.fullmatch("[0-9a-f]{64}", asked.key)
                           else Path(asked.key).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, Wrong) as error:
        parser.error(str(error))
    return 0 if audit(journal, checkpoints, key, folder, asked.language) else 1


if __name__ == "__main__":
    sys.exit(main())
