#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""run.py BUILD [--count N] [--seed N]: against simulated assemblies.
run.py --live URL [--token T] [--assembly N]: against a running server.

The first form runs the simulation BUILD/tests/recount/sim (from sim.c),
recounts every journal it prints, and then manipulates some of them: the
recount must find each manipulation, or it would prove nothing.  Prints TAP.
"""
import argparse
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

import golden
import recount

TAMPERED = 60  # journals of which manipulated copies are made
DIGITS = 12    # of one result line that are changed, one at a time


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def say(self, good, what, *notes):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {what}")
        for note in notes:
            for line in str(note).splitlines():
                print("#", line[:2000])
        sys.stdout.flush()

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


def journals(lines):
    """The lines of each journal."""
    journal = []
    for line in lines:
        if line.startswith('{"n":0,') and journal:
            yield journal
            journal = []
        journal.append(line)
    if journal:
        yield journal


# ---- given sentences --------------------------------------------------------

def members_of(code, weight, members):
    """So many members that weigh so much together."""
    return [{"code": f"{code}{i}",
             "weight": weight - members + 1 if i == 0 else 1}
            for i in range(members)]


def said(majority, quorum, shares, not_voted):
    terms = {"majority": majority, "options": list(shares),
             "named": "for" not in shares, "abstain": "abstain" in shares}
    if quorum:
        terms["quorum"] = quorum
    entitled = members_of("silent", *not_voted)
    present = {member["code"] for member in entitled}
    choices = {}
    for option, share in shares.items():
        for member in members_of(option, *share):
            entitled.append(member)
            choices[member["code"]] = option
    return recount.count(terms, entitled, present, choices)["sentence"]["nl"]


def check_golden(tap):
    wrong = []
    for *case, should in golden.SENTENCES:
        pattern = re.escape(should).replace(r"\(…\)", r"\([^()]+\)")
        sentence = said(*case)
        if not re.fullmatch(pattern, sentence):
            wrong.append(f"{sentence}\n{should}")
    for per, rounding, minimum, cap, inhabitants, should in golden.WEIGHTS:
        rule = {"perInhabitants": per, "rounding": rounding,
                "minimum": minimum, "cap": cap}
        if recount.weight_of(rule, inhabitants) != should:
            wrong.append(f"the weight of {inhabitants} by {rule}")
    tap.say(not wrong, "the recount says the sentences of the rules word for "
            "word", *wrong)


# ---- simulated assemblies ---------------------------------------------------

def check_simulation(tap, arguments):
    """Gives some journals that agreed."""
    totals, kept, wrong, taken_back = {}, [], [], 0
    command = [arguments.build / "tests/recount/sim", str(arguments.count),
               str(arguments.seed)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors,
                             encoding="utf-8") as sim:
        for journal in journals(sim.stdout):
            try:
                counts = recount.recount(journal)
            except recount.Difference as difference:
                wrong.append(difference)
                continue
            for what, number in counts.items():
                totals[what] = totals.get(what, 0) + number
            taken_back += sum('"kind":"decision"' in line
                              and '"outcome":"none"' in line
                              for line in journal)
            if len(kept) < TAMPERED and counts["ballots"] > 0:
                kept.append(journal)
        sim.wait()
        errors.seek(0)
        notes = errors.read()
    assemblies, rounds = totals.get("assemblies", 0), totals.get("rounds", 0)
    tap.say(sim.returncode == 0, "the server replays its own journals",
            notes)
    tap.say(not wrong and assemblies == arguments.count
            and rounds >= assemblies,
            f"the recount agrees with the server on {assemblies} assemblies "
            f"and {rounds} rounds", f"{totals.get('ballots', 0)} ballots, "
            f"seed {arguments.seed}", *wrong[:3])
    tap.say(taken_back > 0, f"{taken_back} decisions without a vote are taken "
            "back in them")
    return kept


# ---- manipulated journals ---------------------------------------------------

def text_of(line):
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def renumbered(lines):
    """So that a line that is gone leaves no gap."""
    number = {line["n"]: n for n, line in enumerate(lines)}
    for line in lines:
        new = dict(line, n=number[line["n"]])
        if "replaces" in line:
            new["replaces"] = number.get(line["replaces"], 0)
        yield text_of(new)


def counted_ballots(lines):
    """Ballots that made a difference to a result, with their round's terms:
    those that stood at the close and replaced none."""
    rounds, standing = {}, {}
    for line in lines:
        if line["kind"] == "round":
            rounds[line["round"]] = line
        elif line["kind"] == "ballot":
            standing[line["round"], line["member"]] = line
        elif line["kind"] == "result":
            for (number, _), ballot in standing.items():
                if number == line["round"] and "replaces" not in ballot:
                    yield ballot, rounds[number]
            standing.clear()


def with_other_digits(journal, chance):
    for i, text in enumerate(journal):
        start = text.find('"result":')
        if start < 0:
            continue
        places = [m.start() for m in re.finditer("[0-9]", text[start:])]
        for place in chance.sample(places, min(DIGITS, len(places))):
            at = start + place
            digit = str((int(text[at]) + chance.randint(1, 9)) % 10)
            yield ("a digit of a result",
                   journal[:i] + [text[:at] + digit + text[at + 1:]]
                   + journal[i + 1:])


def with_other_ballots(journal, chance):
    lines = [json.loads(text) for text in journal]
    ballots = list(counted_ballots(lines))
    for ballot, terms in chance.sample(ballots, min(4, len(ballots))):
        rest = [line for line in lines if line is not ballot]
        yield "a ballot line that is gone", [text_of(line) for line in rest]
        yield "a ballot left out", list(renumbered(rest))
        other = chance.choice([option for option in terms["options"]
                               if option != ballot["choice"]])
        yield "another choice", [
            text_of(dict(line, choice=other) if line is ballot else line)
            for line in lines]
        heavier = dict(ballot, weight=ballot["weight"] + 1)
        yield "another weight", [
            text_of(heavier if line is ballot else line) for line in lines]
        closed = next(i for i, line in enumerate(rest)
                      if line["kind"] == "closed"
                      and line["round"] == ballot["round"])
        yield "a ballot after the close", list(renumbered(
            rest[:closed + 1] + [ballot] + rest[closed + 1:]))


def with_another_roll(journal, chance):
    lines = [json.loads(text) for text in journal]
    entry = chance.choice([line for line in lines if line["kind"] == "roll"])
    for what, change in (("weight", entry["weight"] + 1),
                         ("inhabitants", entry["inhabitants"] + 1),
                         ("name", entry["name"] + " ")):
        yield f"another {what} on the roll", [
            text_of(dict(line, **{what: change}) if line is entry else line)
            for line in lines]


def with_another_decision(journal, chance):
    """What a vote decided is said to be taken back, or decided again."""
    lines, decides = [json.loads(text) for text in journal], {}
    for i, line in enumerate(lines):
        if line["kind"] == "round":
            decides[line["round"]] = None if line["practice"] else line["motion"]
        elif line["kind"] == "result" and line["result"]["outcome"] not in (
                "adopted", "rejected"):
            decides[line["round"]] = None
        elif line["kind"] == "declared" and decides[line["round"]]:
            for outcome in "none", chance.choice(["held", "noted"]):
                more = {"n": -1, "at": line["at"], "kind": "decision",
                        "motion": decides[line["round"]], "outcome": outcome,
                        "by": "operator"}
                yield (f"a vote {'undone' if outcome == 'none' else 'repeated'}"
                       " by a decision",
                       list(renumbered(lines[:i + 1] + [more]
                                       + lines[i + 1:])))
            return


def check_manipulated(tap, kept, seed):
    chance, found, missed = random.Random(seed), {}, []
    for journal in kept:
        for what, copy in itertools.chain(
                with_other_digits(journal, chance),
                with_other_ballots(journal, chance),
                with_another_roll(journal, chance),
                with_another_decision(journal, chance)):
            try:
                recount.recount(copy)
                missed.append(f"{what}: {copy[0]}")
            except recount.Difference:
                found[what] = found.get(what, 0) + 1
    tap.say(len(found) == 11 and not missed,
            f"the recount finds {sum(found.values())} manipulated journals",
            *(f"{what}: {number}" for what, number in found.items()),
            *(f"missed: {what}" for what in missed[:5]))


# ---- a running server -------------------------------------------------------

def get(url, token):
    request = urllib.request.Request(url)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode(), answer.headers.get("Link") or ""


def journal_of(url, token):
    while url:
        text, links = get(url, token)
        yield from text.split("\n")[:-1]
        further = re.search('<([^>]+)>; *rel="next"', links)
        url = urljoin(url, further.group(1)) if further else None


def check_live(tap, arguments):
    base = arguments.live.rstrip("/") + "/v1/assemblies"
    numbers = arguments.assembly
    if not numbers:
        text, _ = get(base + "?pageSize=1000", arguments.token)
        numbers = [a["id"] for a in json.loads(text)["assemblies"]]
    for number in numbers:
        try:
            counts = recount.recount(journal_of(
                f"{base}/{number}/journal?limit=10000", arguments.token))
            tap.say(True, f"the recount agrees on {counts['rounds']} rounds "
                    f"of assembly {number}", f"{counts['ballots']} ballots")
        except recount.Difference as difference:
            tap.say(False, f"the recount agrees on assembly {number}",
                    difference)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--live", metavar="URL")
    parser.add_argument("--token")
    parser.add_argument("--assembly", type=int, action="append")
    arguments = parser.parse_args()
    tap = Tap()
    if arguments.live:
        check_live(tap, arguments)
    elif arguments.build:
        check_golden(tap)
        kept = check_simulation(tap, arguments)
        check_manipulated(tap, kept, arguments.seed)
    else:
        parser.error("name a build, or a running server with --live")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
