#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""docs/verify/verify.py: accepts what the program writes, and finds what was
changed in it.  How often it was tried stands in notes.

BUILD/tests/recount/sim must be there; STEMBUS names the binary.
"""
import ast
import contextlib
import csv
import functools
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
for folder in "docs/verify", "tests/api", "tests/recount", "tests/verify":
    sys.path.insert(0, str(TOP / folder))

import forgeries
import golden
import harness
import recount
import run
import test_committee
import verify
from hall import MEMBERS, Hall
from player import PEOPLE, Player
from signer import Signer

PROGRAM = TOP / "docs/verify/verify.py"
SIM = TOP / "build/release/tests/recount/sim"
SEED = 4

# One signature is asked for again and again: only the first time is slow.
verify.signed_by = functools.lru_cache(maxsize=None)(verify.signed_by)


def note(text):
    print("#", text)


def program(*arguments):
    return subprocess.run([sys.executable, PROGRAM, *map(str, arguments)],
                          capture_output=True, text=True, timeout=300)


def differences(journal, checkpoints=(), key=None):
    """What verify.py finds: [(place, phrase, particulars…)]"""
    found = []

    def differ(place, *words):
        found.append((place, *words))
    assembly, leaves = verify.replay(journal, differ)
    if assembly.begin is not None:
        verify.check_evidence(
            [(f"checkpoint {n}", one) for n, one in enumerate(checkpoints)],
            key, assembly, leaves, differ)
    return found


def journal_of(client, path, size=10000):
    """As anyone gets it."""
    lines, start = b"", 0
    while True:
        answer = client.get(f"{path}/journal?from={start}&limit={size}")
        lines += answer.body
        start += answer.body.count(b"\n")
        if 'rel="next"' not in answer.headers.get("link", ""):
            return lines


# ---- the program itself --------------------------------------------------------

class Itself(unittest.TestCase):

    def test_its_self_test_passes(self):
        done = program("--self-test")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"self-test: \d\d cases, 0 failed")

    def test_it_is_python_3_9_and_needs_nothing_else(self):
        tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 9))
        used = {name.name for node in ast.walk(tree)
                if isinstance(node, ast.Import) for name in node.names}
        used |= {node.module for node in ast.walk(tree)
                 if isinstance(node, ast.ImportFrom)}
        self.assertLessEqual(used, sys.stdlib_module_names)

    def test_everything_it_says_has_its_dutch(self):
        tree = ast.parse(PROGRAM.read_text("utf-8"))
        said = {text for template in verify.SENTENCES.values()
                for text in re.findall(r"\{([^{}]* [^{}]*|[A-Z]\w*)\}",
                                       template)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("Wrong", "hold", "differ", "say"):
                    said |= {one.value for one in node.args
                             if isinstance(one, ast.Constant)
                             and isinstance(one.value, str)
                             and " " in one.value}
        self.assertGreater(len(said), 30)
        self.assertEqual(said - set(verify.DUTCH), set())

    def test_wrong_use_ends_with_2(self):
        for arguments in (["--journal", "/nowhere"], ["/nowhere"], ["--what"],
                          ["--journal", PROGRAM, "--key", PROGRAM],
                          ["--language", "fr"], [".", "--journal", PROGRAM]):
            with self.subTest(arguments):
                self.assertEqual(program(*arguments).returncode, 2)

    def test_it_says_the_sentences_of_the_rules_word_for_word(self):
        def members_of(option, weight, members):
            return [{"code": f"{option}{i}",
                     "weight": weight - members + 1 if i == 0 else 1}
                    for i in range(members)]
        for majority, quorum, shares, silent, should in golden.SENTENCES:
            terms = {"majority": majority, "options": list(shares),
                     "named": "for" not in shares,
                     "abstain": "abstain" in shares}
            if quorum:
                terms["quorum"] = quorum
            entitled = members_of("silent", *silent)
            standing = {}
            for option, share in shares.items():
                theirs = members_of(option, *share)
                entitled += theirs
                standing.update((one["code"], option) for one in theirs)
            said = verify.count(terms, entitled, {one["code"]
                                                  for one in entitled},
                                standing)["sentence"]["nl"]
            self.assertRegex(said, "^" + re.escape(should).replace(
                r"\(…\)", r"\([^()]+\)") + "$")

    def test_it_weighs_as_the_rules_do(self):
        for per, rounding, minimum, cap, inhabitants, should in golden.WEIGHTS:
            rule = {"perInhabitants": per, "rounding": rounding,
                    "minimum": minimum, "cap": cap}
            self.assertEqual(verify.weight_of(rule, inhabitants), should)

    def test_ed25519_agrees_with_openssl(self):
        with tempfile.TemporaryDirectory() as folder:
            chance = random.Random(SEED)
            for size in 1, 100, 1000:  # openssl signs no empty file
                signer = Signer(chance.randbytes(32), Path(folder))
                message = chance.randbytes(size)
                signature = signer.sign(message)
                self.assertTrue(verify.signed_by(signer.public, message,
                                                 signature))
                for i in chance.sample(range(64), 6):
                    bad = bytearray(signature)
                    bad[i] ^= 1 << chance.randrange(8)
                    self.assertFalse(verify.signed_by(
                        signer.public, message, bytes(bad)))

    def test_no_key_of_small_order_and_no_odd_point_passes(self):
        """RFC 8032, 5.1.3, and the points that 8 times give the neutral one."""
        p = verify.P
        root = pow(2, (p - 1) // 4, p)
        small = [bytes(32), (1).to_bytes(32, "little"),
                 (p - 1).to_bytes(32, "little"),
                 (1 << 255).to_bytes(32, "little")]
        for y in range(2, 60):  # four times a point of order 8 k is of order 2
            point = verify.point_of(y.to_bytes(32, "little"))
            if point is not None:
                eighth = verify.times(verify.ORDER, point)
                small.append((eighth[1] | (eighth[0] & 1) << 255)
                             .to_bytes(32, "little"))
        self.assertEqual(root * root % p, p - 1)
        for key in small:
            signature = key + bytes(32)
            self.assertFalse(verify.signed_by(key, b"", signature))
        for text in ((p).to_bytes(32, "little"), b"\xff" * 32,
                     (p + 1).to_bytes(32, "little"),
                     (1 << 255 | 1).to_bytes(32, "little"),
                     (2).to_bytes(32, "little")):
            self.assertIsNone(verify.point_of(text), text.hex())


# ---- simulated assemblies ------------------------------------------------------

class Simulated(unittest.TestCase):
    COUNT, TAMPERED = 400, 25

    @classmethod
    def setUpClass(cls):
        text = subprocess.run([SIM, str(cls.COUNT), str(SEED)], check=True,
                              capture_output=True, encoding="utf-8",
                              timeout=300).stdout
        cls.journals = list(run.journals(
            line + "\n" for line in text.split("\n")[:-1]))

    def test_it_accepts_what_the_engine_writes(self):
        rounds = ballots = 0
        for journal in self.journals:
            raw = "".join(journal).encode()
            self.assertEqual(differences(raw), [], journal[0])
            counts = recount.recount(journal)
            rounds += counts["rounds"]
            ballots += counts["ballots"]
        self.assertEqual(len(self.journals), self.COUNT)
        note(f"{self.COUNT} assemblies, {rounds} rounds, {ballots} ballots")
        self.assertGreater(rounds, self.COUNT)

    def test_it_finds_what_the_recount_finds(self):
        chance, tried, missed = random.Random(SEED), {}, []
        kept = [one for one in self.journals
                if any('"kind":"ballot"' in line for line in one)]
        for journal in kept[:self.TAMPERED]:
            for change in (run.with_other_digits, run.with_other_ballots,
                           run.with_another_roll, run.with_another_decision):
                for what, copy in change(journal, chance):
                    raw = "".join(line.rstrip("\n") + "\n"
                                  for line in copy).encode()
                    tried[what] = tried.get(what, 0) + 1
                    if not differences(raw):
                        missed.append(what)
        note(f"tried {sum(tried.values())}, found "
             f"{sum(tried.values()) - len(missed)}")
        self.assertEqual(missed, [])
        self.assertEqual(len(tried), 11)


# ---- assemblies played against the daemon -----------------------------------------

class Played(harness.ApiTest):
    KINDS = set(verify.LINES) - {"incident"}

    def test_it_accepts_random_assemblies_of_the_daemon(self):
        seen = dict.fromkeys(verify.FORMS, 0)
        anyone = self.server.client("anyone")
        for seed in range(5):
            hall = Player(self.server, random.Random(SEED + seed)).play(7)
            if seed == 3:
                self.server.restart()
            raw = journal_of(anyone, hall.path, 100)
            found = []
            assembly, _ = verify.replay(raw, lambda *words:
                                        found.append(words))
            self.assertEqual(found, [], raw.decode())
            for kind, number in assembly.seen.items():
                seen[kind] += number
        note(", ".join(f"{kind} {number}" for kind, number in seen.items()))
        self.assertEqual({kind for kind in self.KINDS if seen[kind] == 0},
                         set())

    def test_it_accepts_a_journal_with_a_round_that_is_open(self):
        hall = Hall(self.server, PEOPLE)
        number = hall.round()
        hall.vote(number, {"GM9001": "for", "GM9002": "against"})
        during = journal_of(self.server.client("anyone"), hall.path)
        self.assertEqual(during.count(b'"withheld"'), 2)
        self.assertEqual(differences(during), [])
        hall.move_round(number, "closed")
        after = journal_of(self.server.client("anyone"), hall.path)
        leaves = [verify.replay(raw, self.fail)[1]
                  for raw in (during, after)]
        self.assertEqual(leaves[0], leaves[1][:len(leaves[0])])


# ---- tampering -----------------------------------------------------------------

def every_kind(server):
    """A small assembly in which everything happens."""
    hall = Hall(server, MEMBERS[:3], present=["GM9001", "GM9002"])
    op = hall.op
    hall.motion("motion", movers=["GM9001"])
    op.post(f"{hall.path}/motions", {"number": "2", "kind": "amendment",
                                     "title": "Wijziging", "amends":
                                     journal(hall)[-1]["motion"]})
    motions = [line["motion"] for line in journal(hall)
               if line["kind"] == "motion"]
    for outcome in "held", "none":
        op.ok("POST", f"/v1/motions/{motions[1]}/decisions",
              {"outcome": outcome})
    practice = hall.round(hall.motion("practice"))
    hall.vote(practice, {"GM9001": "abstain"})
    hall.move_round(practice, "closed", "declared", "certified")
    number = hall.round(motions[0], durationSeconds=3600, quorum={
        "numerator": 1, "denominator": 2, "of": "present", "by": "members"})
    op.post(f"/v1/rounds/{number}/transitions",
            {"to": "open", "durationSeconds": 7200})
    hall.vote(number, {"GM9001": "against"})
    hall.vote(number, {"GM9001": "for"}, 2)
    hall.cast(number, "GM9001", "abstain", 1)
    hall.cast(number, "GM9001", "for", 2)
    hall.cast(number, "GM9003", "for")
    hall.vote(number, {"GM9002": "against"})
    hall.move_round(number, "closed")
    hall.cast(number, "GM9002", "for", 2)
    server.restart()
    hall.move_round(number, "declared", "certified", "published")
    op.delete(f"{hall.path}/handsets/{hall.serial('GM9003')}")
    hall.hand_out(["GM9002"])
    hall.try_move(number, "annulled", reason="Meteen betwist")
    hall.try_move(number, "annulled", "committee")
    named = hall.round(motions[0], options=["Zo", "Anders"])
    hall.vote(named, {"GM9001": "Zo", "GM9002": "against-all"})
    hall.move_round(named, "closed", "declared")
    op.ok("POST", f"/v1/rounds/{named}/corrections",
          {"member": "GM9001", "meant": "Anders"})
    with tempfile.TemporaryDirectory() as folder:
        member = test_committee.Committee(folder, "anna", server)
        asked = "--assembly", str(hall.id)
        key = member.once(*asked, status=1).stdout.splitlines()[0]
        op.ok("POST", f"{hall.path}/cosigners",
              {"key": key, "cosignaturesNeeded": 1})
        member.once(*asked)
    cosigned = [line for line in journal(hall)
                if line["kind"] == "cosignature"]
    server.client("committee").ok(
        "POST", f"/v1/rounds/{named}/transitions",
        {"to": "certified", "cosignature": cosigned[-1]["n"]})
    hall.move_round(named, "published")
    return hall


def journal(hall):
    raw = journal_of(hall.server.client("anyone"), hall.path)
    return [json.loads(line) for line in raw.split(b"\n")[:-1]]


class Tampered(harness.ApiTest):
    """One small journal, its checkpoint, and all that can be done to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="stembus-verify-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        seed = (cls.server.data / "stembus.key").read_bytes()
        cls.signer = Signer(seed, cls.folder)
        cls.stranger = Signer(bytes(range(32)), cls.folder)
        hall = every_kind(cls.server)
        cls.assembly = hall.id
        cls.raw = journal_of(cls.server.client("anyone"), hall.path)
        cls.lines = [json.loads(line) for line in cls.raw.split(b"\n")[:-1]]
        cls.checkpoint = cls.signer.checkpoint(cls.raw, hall.id)

    def matrix(self, what, copies, checkpoint=None):
        """Each copy differs; how many were tried and found."""
        tried, missed = 0, []
        for name, raw in copies:
            tried += 1
            found = differences(raw, [checkpoint or self.checkpoint],
                                self.signer.public)
            if not found:
                missed.append(name)
        note(f"{what}: tried {tried}, found {tried - len(missed)}")
        self.assertEqual(missed, [])
        self.assertGreater(tried, 0)

    def test_it_accepts_the_journal_as_it_is(self):
        kinds = {line["kind"] for line in self.lines}
        self.assertEqual(kinds, set(verify.LINES) - {"incident"})
        self.assertEqual(differences(self.raw, [self.checkpoint],
                                     self.signer.public), [])
        note(f"{len(self.lines)} lines, {len(self.raw)} bytes")

    def test_the_daemon_s_own_checkpoint_is_accepted(self):
        path = f"/v1/assemblies/{self.assembly}/checkpoint"
        own = self.server.client("anyone").get(path).body
        self.assertEqual(differences(self.raw, [own], self.signer.public), [])

    def test_it_finds_every_byte_of_the_journal_that_is_flipped(self):
        self.matrix("a bit of each byte of the journal", (
            (n, self.raw[:n] + bytes([self.raw[n] ^ 1 << n % 8])
             + self.raw[n + 1:]) for n in range(len(self.raw))))

    def test_it_finds_every_byte_of_the_checkpoint_that_is_flipped(self):
        missed = []
        for n, byte in enumerate(self.checkpoint):
            bad = (self.checkpoint[:n] + bytes([byte ^ 1 << n % 8])
                   + self.checkpoint[n + 1:])
            if not differences(self.raw, [bad], self.signer.public):
                missed.append(n)
        note(f"a bit of each byte of the checkpoint: tried "
             f"{len(self.checkpoint)}, found "
             f"{len(self.checkpoint) - len(missed)}")
        self.assertEqual(missed, [])

    def test_it_finds_lines_dropped_swapped_repeated_or_cut_off(self):
        lines = self.raw.split(b"\n")[:-1]

        def copies():
            for n in range(len(lines)):
                yield f"drop {n}", lines[:n] + lines[n + 1:]
                yield f"repeat {n}", lines[:n + 1] + lines[n:]
                yield f"cut off at {n}", lines[:n]
                if n > 0:
                    yield f"swap {n}", [*lines[:n - 1], lines[n],
                                        lines[n - 1], *lines[n + 1:]]
        self.matrix("lines dropped, repeated, cut off, swapped", (
            (name, b"".join(line + b"\n" for line in copy))
            for name, copy in copies()))
        self.matrix("bytes cut off", (
            (n, self.raw[:n]) for n in range(0, len(self.raw), 7)))

    def test_it_finds_a_journal_that_was_rolled_back(self):
        """The old journal has a good checkpoint; a later one tells."""
        lines = self.raw.split(b"\n")
        for size in range(1, len(lines) - 1):
            old = b"\n".join(lines[:size]) + b"\n"
            told = self.signer.checkpoint(old, self.assembly)
            if lines[size - 1].find(b'"kind":"closed"') < 0:
                self.assertEqual(differences(old, [told],
                                             self.signer.public), [])
            self.assertNotEqual(differences(old, [told, self.checkpoint],
                                            self.signer.public), [])
            self.assertEqual(differences(self.raw, [self.checkpoint, told],
                                         self.signer.public), [])
        note(f"rolled back: tried {size}, found {size}")

    def test_it_finds_a_history_that_forks(self):
        """Two that fit together, each signed by the server itself."""
        other = [dict(line) for line in self.lines]
        other[-1]["by"] = "somebody else"
        forked = forgeries.journal_of(other)
        later = self.signer.checkpoint(forked, self.assembly)
        self.assertEqual(differences(forked, [later]), [])
        found = differences(self.raw, [self.checkpoint, later])
        self.assertEqual([words[:3] for words in found],
                         [("checkpoint 1", "{0} is {1}, should be {2}",
                           "root")])

    def test_it_finds_another_s_signature(self):
        copy = self.stranger.checkpoint(self.raw, self.assembly)
        self.assertNotEqual(differences(self.raw, [copy]), [])
        alone = self.raw[:self.raw.index(b'\n{"n":%d,"at"' % next(
            line["n"] for line in self.lines if line["kind"] == "cosigner")) + 1]
        begin = alone.replace(self.signer.public.hex().encode(),
                              self.stranger.public.hex().encode())
        copy = self.stranger.checkpoint(begin, self.assembly)
        self.assertEqual(differences(begin, [copy]), [])
        found = differences(begin, [copy], self.signer.public)
        self.assertEqual([words[0] for words in found], ["key"])
        elsewhere = self.signer.checkpoint(self.raw, self.assembly + 1)
        self.assertNotEqual(differences(self.raw, [elsewhere]), [])

    def test_it_finds_what_the_server_itself_cannot_have_done(self):
        """Signed with the right key: only the rules contradict it."""
        missed = []
        for change, says in forgeries.FORGERIES:
            raw = forgeries.forged(self.lines, change)
            own = self.signer.checkpoint(raw, self.assembly)
            found = differences(raw, [own], self.signer.public)
            name = change.__name__.replace("_", " ")
            if not found:
                missed.append(name)
                continue
            with self.subTest(name):
                self.assertEqual([one for one in found
                                  if not isinstance(one[0], int)], [])
                self.assertIn(says, verify.say("en", *found[0][1:]))
        tried = len(forgeries.FORGERIES)
        note(f"forged with the server's key: tried {tried}, found "
             f"{tried - len(missed)}")
        self.assertEqual(missed, [])

    def test_a_journal_made_the_same_way_without_a_forgery_is_accepted(self):
        raw = forgeries.forged(self.lines, lambda lines: None)
        self.assertEqual(raw, self.raw)

    def test_it_finds_another_way_to_write_the_same(self):
        tried, missed = 0, []
        for what, raw in forgeries.spellings(self.lines):
            own = self.signer.checkpoint(
                raw if raw.endswith(b"\n") else raw + b"\n", self.assembly)
            tried += 1
            if not differences(raw, [own]):
                missed.append(what)
        note(f"written otherwise: tried {tried}, found "
             f"{tried - len(missed)}")
        self.assertEqual(missed, [])

    def test_nothing_in_a_line_can_break_it(self):
        """Values of every type, and those of other lines, in each field."""
        others = {}
        for line in self.lines:
            for key, value in line.items():
                if value not in others.setdefault(key, []):
                    others[key].append(value)
        tried = found = 0
        for n, line in enumerate(self.lines):
            for key in line:
                for value in (None, 0, -1, 2, 10**30, 1.5, "", "x", True, [],
                              ["x"], [[[]]], {"x": {}}, *others[key][:9]):
                    copy = list(self.lines)
                    copy[n] = {**line, key: value}
                    raw = b"".join(json.dumps(
                        one, ensure_ascii=False, separators=(",", ":"))
                        .encode() + b"\n" for one in copy)
                    found += differences(raw) != []
                    tried += 1
        note(f"values exchanged: tried {tried}, {found} contradict the rules")
        self.assertGreater(found, tried // 2)
        deep = self.raw + b"[" * 100000 + b"\n"
        long = self.raw + b'{"n":' + b"9" * 10000 + b"}\n"
        for raw in deep, long, b"", b"\n", b"\0", self.raw + b"\0\n":
            self.assertNotEqual(differences(raw), [])
        for raw in (b"", b"\n\n", b"\xff", self.checkpoint.replace(
                b"\n", b"\n" + b"9" * 5000, 1)):
            self.assertNotEqual(differences(self.raw, [raw]), [])

    def test_an_incident_is_told(self):
        def decided(lines):
            forgeries.an_incident_that_one_person_let_pass(lines)
            lines[-1]["by"] = ["Griffier", "Voorzitter"]
        raw = forgeries.forged(self.lines, decided)
        (self.folder / "decided").write_bytes(raw)
        done = program("--journal", self.folder / "decided")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"line {len(self.lines)}: INCIDENT, decided by Griffier, "
                      "Voorzitter (restored); signed with the key ",
                      done.stdout)

    def test_nothing_in_a_line_plays_tricks_with_a_terminal(self):
        raw = self.raw.replace(b"Voorbeeldvergadering",
                               b"\\u001b[2J\\r\\nagreed\xe2\x80\xae", 1)
        (self.folder / "tricks").write_bytes(raw)
        done = program("--journal", self.folder / "tricks")
        self.assertIn("\\u001b[2J\\u000d\\u000aagreed\\u202e", done.stdout)
        self.assertNotRegex(done.stdout, "[\x1b\r\u202e]")

    def test_it_finds_each_digit_of_a_result_that_is_changed(self):
        """And signed by the server."""
        def copies():
            rows = self.raw.split(b"\n")
            for n, row in enumerate(rows):
                start = row.find(b'"result":')
                for m in re.finditer(rb"\d", row[start:] if start >= 0
                                     else b""):
                    at = start + m.start()
                    digit = str((int(m[0]) + 1) % 10).encode()
                    yield f"{n}, {at}", b"\n".join(
                        [*rows[:n], row[:at] + digit + row[at + 1:],
                         *rows[n + 1:]])
        tried, missed = 0, []
        for name, raw in copies():
            tried += 1
            if not differences(raw):
                missed.append(name)
        note(f"digits of results: tried {tried}, found "
             f"{tried - len(missed)}")
        self.assertEqual(missed, [])

    def test_the_program_names_line_and_key_and_ends_with_1(self):
        def on_disk(name, raw):
            (self.folder / name).write_bytes(raw)
            return self.folder / name
        good = ["--journal", on_disk("journal", self.raw), "--checkpoint",
                on_disk("checkpoint", self.checkpoint), "--key",
                self.signer.public.hex()]
        done = program(*good)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertIn("agreed: nothing differs", done.stdout)
        done = program(*good, "--language", "nl")
        self.assertEqual(done.returncode, 0)
        self.assertIn("akkoord: niets verschilt", done.stdout)
        n = forgeries.index(self.lines, "ballot")
        bad = self.raw.replace(b'"choice":"abstain"', b'"choice":"against"', 1)
        good[1] = on_disk("changed", bad)
        for language, word in ("en", "line"), ("nl", "regel"):
            done = program(*good, "--language", language)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stdout, rf"\n  {word} {n + 2}: result\.")
            self.assertRegex(done.stdout, r"checkpoint: root ")
            self.assertRegex(done.stdout.splitlines()[-1], rf": {word} \d+:")
        for form in "PEM", "DER":
            key = self.signer.openssl("pkey", "-in", self.signer.pem,
                                      "-pubout", "-outform", form)
            good[1], good[5] = self.folder / "journal", on_disk(form, key)
            self.assertEqual(program(*good).returncode,
                             0 if form == "PEM" else 2)


# ---- bundles -------------------------------------------------------------------

class Bundled(unittest.TestCase):
    """What `stembus export` writes of random assemblies."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="stembus-verify-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        server = harness.Server().start()
        try:
            halls = [Player(server, random.Random(SEED + 50 + n)).play(6)
                     for n in range(3)]
            halls.append(every_kind(server))
            server.stop()
            cls.bundles = []
            for hall in halls:
                out = cls.folder / f"bundle-{hall.id}"
                done = subprocess.run(
                    [harness.BINARY, "export", "--data", server.data, "--out",
                     out, "--assembly", str(hall.id)], capture_output=True,
                    text=True, timeout=120)
                if done.returncode == 0:
                    cls.bundles.append(out)
        finally:
            server.remove()
        cls.bundle = cls.bundles[-1]

    def audit(self, folder, key=None):
        """(whether all agrees, what was printed)"""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            good = verify.audit(
                (folder / "journal.jsonl").read_bytes(),
                [("checkpoint", (folder / "checkpoint").read_bytes())], key,
                folder, "en")
        return good, out.getvalue()

    def copy(self):
        target = self.folder / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.bundle, target)
        return target

    def test_it_accepts_them(self):
        self.assertGreater(len(self.bundles), 2)
        for bundle in self.bundles:
            good, text = self.audit(bundle)
            self.assertTrue(good, text)
            self.assertIn("results.json, rounds.csv, votes.csv, SHA256SUMS",
                          text)
        note(f"{len(self.bundles)} bundles")

    def test_it_checks_the_folder_it_stands_in(self):
        target = self.copy()
        self.assertEqual((target / "verify.py").read_bytes(),
                         PROGRAM.read_bytes())
        done = subprocess.run([sys.executable, target / "verify.py"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_it_takes_the_key_in_every_form_of_the_bundle(self):
        for path in (self.bundle / "keys").iterdir():
            done = program(self.bundle, "--key", path)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertNotIn("compare the fingerprint", done.stdout)

    def test_it_finds_a_byte_of_every_file_that_is_flipped(self):
        """But in the comment of a signature that minisign calls untrusted."""
        target, chance = self.copy(), random.Random(SEED)
        files = [path for path in target.rglob("*") if path.is_file()]
        missed = []
        for path in files:
            raw = path.read_bytes()
            n = chance.randrange(raw.index(b"\n") + 1 if path.suffix ==
                                 ".minisig" else 0, len(raw))
            path.write_bytes(raw[:n] + bytes([raw[n] ^ 1]) + raw[n + 1:])
            try:
                if self.audit(target)[0]:
                    missed.append(path.name)
            finally:
                path.write_bytes(raw)
        note(f"files: tried {len(files)}, found {len(files) - len(missed)}")
        self.assertEqual(missed, [])

    def test_it_finds_a_file_that_is_gone_or_added(self):
        for name in ("minutes.nl.md", "SHA256SUMS.minisig", "keys/stembus.pem",
                     "SHA256SUMS", "results.json", "votes.csv", "rounds.csv"):
            target = self.copy()
            (target / name).unlink()
            good, text = self.audit(target)
            self.assertFalse(good, name)
            self.assertIn(name, text)
        target = self.copy()
        (target / "more.html").write_text("more")
        good, text = self.audit(target)
        self.assertFalse(good)
        self.assertIn("more.html: not the file that SHA256SUMS says", text)

    def test_it_finds_each_cell_of_the_tables_that_is_changed(self):
        assembly, _ = verify.replay((self.bundle / "journal.jsonl")
                                    .read_bytes(), self.fail)
        shown = [one for one in assembly.rounds.values()
                 if "published" in one.times]
        for name, key, rows in (
                ("rounds.csv", ["round"], list(verify.rounds_rows(shown))),
                ("votes.csv", ["round", "code"],
                 list(verify.votes_rows(assembly, shown)))):
            text = (self.bundle / name).read_bytes().decode("utf-8-sig")
            table = list(csv.reader(io.StringIO(text, newline="")))
            tried = found = 0
            for y, row in enumerate(table[1:], 1):
                for x, cell in enumerate(row):
                    changed = [list(one) for one in table]
                    changed[y][x] = cell + "1"
                    tried += 1
                    found += self.finds(name, changed, key, rows)
                tried += 2
                found += self.finds(name, table[:y] + table[y + 1:], key, rows)
                found += self.finds(name, table[:y + 1] + table[y:], key, rows)
            note(f"{name}: tried {tried}, found {found}")
            self.assertEqual(found, tried)
            self.assertGreater(tried, 30)

    def finds(self, name, table, key, rows):
        out, found = io.StringIO(newline=""), []
        csv.writer(out).writerows(table)
        verify.check_table(name, out.getvalue().encode(), key, rows,
                           lambda *words: found.append(words))
        return bool(found)

    def test_it_finds_each_value_of_the_results_that_is_changed(self):
        """But for what does not follow from one journal, or is not compared."""
        raw = (self.bundle / "results.json").read_bytes()
        assembly, leaves = verify.replay((self.bundle / "journal.jsonl")
                                         .read_bytes(), self.fail)
        tried, missed, whole = 0, [], json.loads(raw)
        for path in leaves_of(whole):
            if re.search(r"/(robustness|corrections|lastAt|closesAt|movers|"
                         r"moversNames|boardAdvice|attended|createdAt|program|"
                         r"version|weightRules|withoutVote)(/|$)|/motion/"
                         r"(assembly|amends)$|^/assembly/journal$", path):
                continue
            changed = json.loads(raw)
            change(changed, path)
            tried += 1
            if not self.finds_in_results(changed, assembly, leaves):
                missed.append(path)
        note(f"results.json: tried {tried}, found {tried - len(missed)}")
        self.assertEqual(missed, [])
        self.assertGreater(tried, 100)

    def test_it_finds_a_vote_that_is_added_to_the_results(self):
        raw = (self.bundle / "results.json").read_bytes()
        assembly, leaves = verify.replay((self.bundle / "journal.jsonl")
                                         .read_bytes(), self.fail)
        votes = json.loads(raw)["rounds"][0]["votes"]
        fields = {key: vote[key] for vote in votes for key in vote}
        self.assertIn("correction", fields)
        tried, missed = 0, []
        for n, vote in enumerate(votes):
            for key in set(fields) - set(vote):
                changed = json.loads(raw)
                changed["rounds"][0]["votes"][n][key] = fields[key]
                tried += 1
                if not self.finds_in_results(changed, assembly, leaves):
                    missed.append((n, key))
        note(f"votes added: tried {tried}, found {tried - len(missed)}")
        self.assertEqual(missed, [])
        self.assertGreater(tried, 5)

    def finds_in_results(self, changed, assembly, leaves):
        found = []
        with contextlib.suppress(TypeError, KeyError):
            verify.check_results(json.dumps(changed).encode(), assembly,
                                 leaves, lambda *words: found.append(words))
            return bool(found)
        return True


def leaves_of(value, path=""):
    if isinstance(value, (dict, list)) and value:
        for key, one in (value.items() if isinstance(value, dict)
                         else enumerate(value)):
            yield from leaves_of(one, f"{path}/{key}")
    elif not isinstance(value, (dict, list)):
        yield path


def change(value, path):
    *way, last = [int(key) if key.isdigit() else key
                  for key in path.split("/")[1:]]
    for key in way:
        value = value[key]
    was = value[last]
    value[last] = (not was if isinstance(was, bool) else was + 1
                   if isinstance(was, int) else was + "x")


if __name__ == "__main__":
    os.execv(sys.executable, [sys.executable,
                              str(TOP / "tests/run_python.py"),
                              *sys.argv[1:], __file__])
