#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""recount.py [FILE...]: counts the votes of an assembly once more.

Reads journals as the server publishes them (`/v1/assemblies/{id}/journal`,
one JSON object per line; several journals may follow each other) from the
files or from standard input.  From the lines before a result it works out for
itself: every weight, the seal of the roll, whether each ballot was allowed,
whether each refused press was rightly refused, the tally, the outcome and the
sentence for the minutes, and whether each decision without a vote was open.  The result's line must then be the very same bytes.

Says what differs first and ends with 1, or how much agreed and ends with 0.

Written from the rules of the assembly, not from the server's program, and in
nothing but the standard library, so that the two can be held to each other.
"""
import hashlib
import json
import sys
from fractions import Fraction

KINDS = ("municipality", "region")
MOVES = {  # what a line says of a round, from where that is possible
    "open": {"prepared"},
    "extended": {"open"},
    "closed": {"open"},
    "declared": {"closed"},
    "certified": {"declared"},
    "published": {"certified"},
    "annulment": {"closed", "declared", "certified", "published"},
    "annulled": {"closed", "declared", "certified", "published"},
}
# What is decided without a vote, and so can be taken back (`none`).
DECISIONS = {"acclamation", "taken-over", "held", "withdrawn", "noted",
             "lapsed"}
FINDINGS = {"sound", "missing", "unreadable", "foreign", "shorter",
            "different"}
ASSEMBLY_MOVES = {"convened": "draft", "opened": "convened",
                  "ended": "opened"}


class Difference(Exception):
    """The journal contradicts the rules, or itself."""


def hold(condition, *words):
    if not condition:
        raise Difference(" ".join(str(word) for word in words))


def same(what, is_, should):
    hold(is_ == should, f"{what} is {is_!r}, should be {should!r}")


# ---- arithmetic: weights, majorities, percentages ---------------------------

def weight_of(rule, inhabitants):
    whole, rest = divmod(inhabitants, rule["perInhabitants"])
    if rule["rounding"] == "up" and rest > 0:
        whole += 1
    if rule["rounding"] == "nearest" and 2 * rest >= rule["perInhabitants"]:
        whole += 1
    return max(rule["minimum"], min(whole, rule["cap"]))


def seal_of(rules, roll):
    lines = ["\t".join(str(field) for field in (
        kind, rules[kind]["perInhabitants"], rules[kind]["rounding"],
        rules[kind]["minimum"], rules[kind]["cap"])) for kind in KINDS]
    lines += ["\t".join(str(field) for field in (
        entry["code"], entry["memberKind"], entry["name"],
        entry["inhabitants"], entry["referenceDate"], entry["weight"]))
        for entry in roll]
    return hashlib.sha256("".join(line + "\n" for line in lines)
                          .encode()).hexdigest()


def needed_for(majority, base):
    """The smallest weight that meets the majority; nothing never does."""
    share = Fraction(majority["numerator"], majority["denominator"]) * base
    if majority["comparison"] == "more-than":
        weight = share.numerator // share.denominator + 1
    else:
        weight = -(-share.numerator // share.denominator)
    return max(weight, 1)


def percentages(named, weights):
    """In hundredths of a percent; they make 10,000."""
    cast = sum(weights)
    if cast == 0:
        return [None] * len(weights)
    if not named:
        in_favour = (2 * 10000 * weights[0] + cast) // (2 * cast)
        if 0 < weights[0] < cast:
            in_favour = min(max(in_favour, 1), 9999)
        return [in_favour, 10000 - in_favour]
    parts = [divmod(10000 * weight, cast) for weight in weights]
    hundredths = [whole for whole, rest in parts]
    by_rest = sorted(range(len(parts)), key=lambda i: -parts[i][1])
    for i in by_rest[:10000 - sum(hundredths)]:
        hundredths[i] += 1
    for i, weight in enumerate(weights):
        if weight > 0 and hundredths[i] == 0:
            hundredths[hundredths.index(max(hundredths))] -= 1
            hundredths[i] = 1
    return hundredths


# ---- the sentence for the minutes -------------------------------------------

WORDS = {
    "nl": {
        "thousands": ".", "decimal": ",",
        "vote": "stem", "votes": "stemmen", "member": "lid",
        "members": "leden", "to": "tegen", "of": "van",
        "adopted": "Aangenomen", "rejected": "Verworpen",
        "unanimous": "Aangenomen met algemene stemmen",
        "tied": "Verworpen, de stemmen staken",
        "no-quorum": "Geen besluit: quorum niet gehaald",
        "none-for": "Verworpen: er zijn geen stemmen voor of tegen "
                    "uitgebracht",
        "none-named": "Geen besluit: er zijn geen stemmen op een van de "
                      "opties uitgebracht",
        "no-majority": "Geen besluit, geen van de opties haalde de "
                       "meerderheid",
        "adopted-named": "Aangenomen is ‘{}’",
        "rejected-named": "Verworpen, tegen alle",
        "tied-named": "Geen besluit, de stemmen staken",
        "for": "voor", "against": "tegen", "against-all": "tegen alle",
        "named": "‘{}’",
        "required": "vereist", "needed": "nodig", "turnout": "deelname",
        "abstained-1": "onthield zich", "abstained": "onthielden zich",
        "simple": "gewone meerderheid",
        "two-thirds": "tweederde meerderheid",
        "majority-of": "meerderheid van", "all": "het geheel",
        "more-than": "meer dan", "at-least": "ten minste",
        "base": {
            "cast": "de uitgebrachte stemmen",
            "cast-and-abstained": "de uitgebrachte stemmen en onthoudingen",
            "present": "de stemmen van de aanwezige leden",
            "entitled": "de stemmen van alle stemgerechtigde leden"},
        "quorum": {
            ("present", "members"): ("aanwezig lid", "aanwezige leden"),
            ("entitled", "members"): ("stemgerechtigd lid",
                                      "stemgerechtigde leden"),
            ("present", "weight"): ("stem van de aanwezige leden",
                                    "stemmen van de aanwezige leden"),
            ("entitled", "weight"): ("stem van de stemgerechtigde leden",
                                     "stemmen van de stemgerechtigde leden")},
        "count": "een twee drie vier vijf zes zeven acht negen".split(),
        "half": "de helft",
        "part": "derde vierde vijfde zesde zevende achtste negende "
                "tiende".split(),
        "parts": "derde vierde vijfde zesde zevende achtste negende "
                 "tiende".split(),
    },
    "en": {
        "thousands": ",", "decimal": ".",
        "vote": "vote", "votes": "votes", "member": "member",
        "members": "members", "to": "to", "of": "of",
        "adopted": "Adopted", "rejected": "Rejected",
        "unanimous": "Adopted unanimously",
        "tied": "Rejected, the votes are tied",
        "no-quorum": "No decision: quorum not met",
        "none-for": "Rejected: no votes for or against were cast",
        "none-named": "No decision: no votes for any of the options were "
                      "cast",
        "no-majority": "No decision, none of the options got the majority",
        "adopted-named": "Adopted is “{}”",
        "rejected-named": "Rejected, against all",
        "tied-named": "No decision, the votes are tied",
        "for": "for", "against": "against", "against-all": "against all",
        "named": "“{}”",
        "required": "required", "needed": "needed", "turnout": "turnout",
        "abstained-1": "abstained", "abstained": "abstained",
        "simple": "simple majority", "two-thirds": "two-thirds majority",
        "majority-of": "majority of", "all": "all",
        "more-than": "more than", "at-least": "at least",
        "base": {
            "cast": "the votes cast",
            "cast-and-abstained": "the votes cast and abstentions",
            "present": "the votes of the members present",
            "entitled": "the votes of all entitled members"},
        "quorum": {
            ("present", "members"): ("member present", "members present"),
            ("entitled", "members"): ("entitled member", "entitled members"),
            ("present", "weight"): ("vote of the members present",
                                    "votes of the members present"),
            ("entitled", "weight"): ("vote of the entitled members",
                                     "votes of the entitled members")},
        "count": "one two three four five six seven eight nine".split(),
        "half": "half",
        "part": "third quarter fifth sixth seventh eighth ninth "
                "tenth".split(),
        "parts": "thirds quarters fifths sixths sevenths eighths ninths "
                 "tenths".split(),
    },
}


class Speaker:
    """Says a result in one language."""

    def __init__(self, language, terms, result, voted):
        self.words = WORDS[language]
        self.terms, self.result, self.voted = terms, result, voted

    def number(self, number):
        return f"{number:,}".replace(",", self.words["thousands"])

    def percent(self, option):
        text = option["percent"].rstrip("0").rstrip(".")
        return text.replace(".", self.words["decimal"]) + "%"

    def votes(self, weight):
        return (self.number(weight) + " "
                + self.words["vote" if weight == 1 else "votes"])

    def members(self, members):
        return (self.number(members) + " "
                + self.words["member" if members == 1 else "members"])

    def fraction(self, numerator, denominator):
        part = Fraction(numerator, denominator)
        count, of = part.numerator, part.denominator
        if of == 1:
            return self.words["all"]
        if of == 2:
            return self.words["half"]
        if of > 10:
            return f"{self.number(count)}/{self.number(of)}"
        parts = self.words["part" if count == 1 else "parts"]
        return f"{self.words['count'][count - 1]} {parts[of - 3]}"

    def rule(self):
        rule = self.terms["majority"]
        of = Fraction(rule["numerator"], rule["denominator"])
        if rule["base"] == "cast":
            if (of, rule["comparison"]) == (Fraction(1, 2), "more-than"):
                return self.words["simple"]
            if (of, rule["comparison"]) == (Fraction(2, 3), "at-least"):
                return self.words["two-thirds"]
        much = [] if of == 1 else [self.words[rule["comparison"]]]
        return " ".join([self.words["majority-of"], *much,
                         self.fraction(of.numerator, of.denominator),
                         self.words["of"], self.words["base"][rule["base"]]])

    def rule_missed(self):
        return (f"{self.rule()} {self.words['required']}, "
                f"{self.votes(self.result['needed'])} {self.words['needed']}")

    def turnout(self):
        quorum, words = self.terms["quorum"], self.words
        of = self.result[quorum["of"]][quorum["by"]]
        return (f"{words['turnout']}: "
                f"{self.number(self.voted[quorum['by']])} {words['of']} "
                f"{self.number(of)} "
                f"{words['quorum'][quorum['of'], quorum['by']][of != 1]}, "
                f"{words['at-least']} "
                + self.fraction(quorum["numerator"], quorum["denominator"])
                + " " + words["required"])

    def abstentions(self):
        last = self.result["options"][-1]
        if last["option"] != "abstain" or last["members"] == 0:
            return ""
        verb = "abstained-1" if last["members"] == 1 else "abstained"
        return (f" {self.members(last['members'])} {self.words[verb]} "
                f"({self.votes(last['weight'])}).")

    def shares(self):
        yes, no = self.result["options"][:2]
        return (f"{self.percent(yes)} {self.words['for']}, "
                f"{self.percent(no)} {self.words['against']}")

    def both(self):
        yes, no = self.result["options"][:2]
        to = self.words["to"]
        return (f"{self.number(yes['weight'])} {to} "
                f"{self.number(no['weight'])} {self.words['votes']}, "
                f"{self.number(yes['members'])} {to} "
                f"{self.number(no['members'])} {self.words['members']}")

    def for_and_against(self):
        yes, no = self.result["options"][:2]
        outcome, words = self.result["outcome"], self.words
        if outcome == "no-quorum":
            return f"{words['no-quorum']} ({self.both()}; {self.turnout()})."
        if yes["weight"] + no["weight"] == 0:
            return f"{words['none-for']} ({self.rule_missed()})."
        if outcome == "adopted" and no["weight"] == 0:
            return (f"{words['unanimous']}: {self.percent(yes)} "
                    f"{words['for']} ({self.votes(yes['weight'])}, "
                    f"{self.members(yes['members'])}).")
        if outcome == "adopted":
            return (f"{words['adopted']}: {self.shares()} ({self.both()}; "
                    f"{self.rule()}).")
        tied = (self.rule() == words["simple"]
                and yes["weight"] == no["weight"])
        return (f"{words['tied' if tied else 'rejected']}: {self.shares()} "
                f"({self.both()}; {self.rule_missed()}).")

    def option(self, option):
        name = (self.words["against-all"] if option["option"] == "against-all"
                else self.words["named"].format(option["option"]))
        if "percent" in option:
            name += " " + self.percent(option)
        return (f"{name} ({self.votes(option['weight'])}, "
                f"{self.members(option['members'])})")

    def among_options(self):
        options = [option for option in self.result["options"]
                   if option["option"] != "abstain"]
        each = ", ".join(self.option(option) for option in options)
        outcome, words = self.result["outcome"], self.words
        if outcome == "no-quorum":
            return f"{words['no-quorum']}; {each}; {self.turnout()}."
        if sum(option["weight"] for option in options) == 0:
            return f"{words['none-named']} ({self.rule_missed()})."
        if outcome == "adopted":
            what = words["adopted-named"].format(self.result["adoptedOption"])
            return f"{what}: {each}; {self.rule()}."
        if outcome == "rejected":
            return f"{words['rejected-named']}: {each}; {self.rule()}."
        weights = sorted(option["weight"] for option in options)
        tied = weights[-1] == weights[-2] >= self.result["needed"]
        return (f"{words['tied-named' if tied else 'no-majority']}: {each}; "
                f"{self.rule_missed()}.")

    def sentence(self):
        said = (self.among_options() if self.terms["named"]
                else self.for_and_against())
        return said + self.abstentions()


def sentences(terms, result, voted):
    return {language: Speaker(language, terms, result, voted).sentence()
            for language in ("nl", "en")}


# ---- the result of a round --------------------------------------------------

def share_of(members):
    return {"weight": sum(member["weight"] for member in members),
            "members": len(members)}


def decide(terms, options, base, reached):
    """Outcome, whether the majority was met, and the option adopted."""
    needed = needed_for(terms["majority"], base)
    if not terms["named"]:
        met = options[0]["weight"] >= needed
        outcome, adopted = ("adopted" if met else "rejected"), None
    else:
        able = [option for option in options if option["option"] != "abstain"]
        most = max(option["weight"] for option in able)
        best = [option["option"] for option in able
                if option["weight"] == most]
        outcome, adopted = "no-majority", None
        if most >= needed and len(best) == 1:
            outcome = "rejected" if best == ["against-all"] else "adopted"
        met = outcome == "adopted"
        if met:
            adopted = best[0]
    if not reached:
        outcome, adopted = "no-quorum", None
    return needed, met, outcome, adopted


def count(terms, entitled, present, choices):
    """`choices`: the standing choice per member's code."""
    options = []
    for name in terms["options"]:
        theirs = share_of([member for member in entitled
                           if choices.get(member["code"]) == name])
        options.append({"option": name, **theirs})
    cast = options[:-1] if terms["abstain"] else options
    hundredths = percentages(terms["named"], [o["weight"] for o in cast])
    for option, value in zip(cast, hundredths):
        if value is not None:
            option["percent"] = f"{value // 100}.{value % 100:02}"

    there = [member for member in entitled
             if member["code"] in present or member["code"] in choices]
    voted = share_of([member for member in entitled
                      if member["code"] in choices])
    shares = {"present": share_of(there), "entitled": share_of(entitled)}
    base = {"cast": sum(option["weight"] for option in cast),
            "cast-and-abstained": voted["weight"],
            "present": shares["present"]["weight"],
            "entitled": shares["entitled"]["weight"]}
    quorum = terms.get("quorum")
    reached = quorum is None or (
        voted[quorum["by"]] * quorum["denominator"]
        >= shares[quorum["of"]][quorum["by"]] * quorum["numerator"])
    needed, met, outcome, adopted = decide(
        terms, options, base[terms["majority"]["base"]], reached)

    result = {"options": options,
              "notVoted": {key: shares["present"][key] - voted[key]
                           for key in ("weight", "members")},
              **shares, "needed": needed, "met": met, "outcome": outcome}
    if adopted is not None:
        result["adoptedOption"] = adopted
    result["sentence"] = sentences(terms, result, voted)
    return result


# ---- the journal ------------------------------------------------------------

class Round:
    def __init__(self, terms):
        self.terms = terms
        self.state = "prepared"
        self.annulment = False
        self.ballots = {}   # all, by (member, assignment, sequence)
        self.standing = {}  # by member
        self.withheld = 0
        self.outcome = None  # once it is counted
        self.counted = None  # the line of its result


class Motion:
    def __init__(self, line):
        self.kind = line["motionKind"]
        self.state = "pending"
        self.outcome = "none"

    def is_now(self, state, outcome="none"):
        self.state, self.outcome = state, outcome


class Journal:
    """One assembly, as its lines tell it."""

    def __init__(self):
        self.next = 0
        self.state = "draft"
        self.roll = []
        self.members = {}
        self.present = set()
        self.assignments = {}  # by number
        self.motions = {}
        self.rounds = {}
        self.open = None       # the round that is
        self.due = None        # the round whose result must come now
        self.cosigners = {}    # keys by name
        self.cosigned = {}     # the largest size by name
        self.cosignatures = {}  # sizes by line

    def read(self, text):
        line = json.loads(text)
        same("the line's number", line["n"], self.next)
        self.next += 1
        if "withheld" in line:
            hold(self.open is not None, "withheld outside a round")
            self.open.withheld += 1
            return
        kind = line["kind"]
        hold((kind == "begin") == (line["n"] == 0), "begin is not the start")
        hold((kind == "result") == (self.due is not None),
             "a round is closed and its result must follow at once")
        if kind == "result":
            self.on_result(line, text)
        elif kind in MOVES:
            self.on_move(line)
        else:
            getattr(self, "on_" + kind, self.on_other)(line)

    def on_other(self, line):
        hold(line["kind"] == "restart", "there are no lines of the kind",
             line["kind"])

    def on_incident(self, line):
        """Two people let the store go on; nothing that counts changes."""
        same("the number of people", len(set(line["by"])), 2)
        hold(line["finding"] in FINDINGS, "an unknown finding")
        same("whether a checkpoint is named", "size" in line, "root" in line)

    def on_cosigner(self, line):
        """Who may cosign, and how many must: nothing that counts."""
        known = self.cosigners.setdefault(line["name"], line["key"])
        same("the cosigner's key", line["key"], known)

    def on_cosignature(self, line):
        """Of a checkpoint of the lines before it; what it signs is verify.py's
        business."""
        hold(line["cosigner"] in self.cosigners, "nobody's cosignature")
        hold(0 < line["size"] <= line["n"], "a checkpoint of later lines")
        same("the checkpoint's size", int(line["note"].split("\n")[1]),
             line["size"])
        hold(line["size"] > self.cosigned.get(line["cosigner"], 0),
             "a cosigner goes back")
        self.cosigned[line["cosigner"]] = line["size"]
        self.cosignatures[line["n"]] = line["size"]

    def on_correction(self, line):
        """Said after the close by who voted; it changes no tally."""
        voted = self.rounds[line["round"]]
        hold(voted.state not in ("prepared", "open", "annulled"),
             "a correction while the round is", voted.state)
        hold(line["member"] in voted.standing, "a correction without a ballot")
        hold(line["meant"] in voted.terms["options"], "that is no option")

    def on_begin(self, line):
        self.rules = line["weightRules"]

    def on_roll(self, line):
        same("the state of the assembly", self.state, "draft")
        hold(not self.roll or self.roll[-1]["code"] < line["code"],
             "the roll is not in the order of its codes")
        same(f"the weight of {line['code']}", line["weight"],
             weight_of(self.rules[line["memberKind"]], line["inhabitants"]))
        self.roll.append(line)
        self.members[line["code"]] = line

    def on_assembly(self, line):
        same("the state of the assembly", self.state,
             ASSEMBLY_MOVES.get(line["to"]))
        hold(self.open is None, "the assembly moves while a round is open")
        self.state = line["to"]
        if line["to"] == "convened":
            self.seal = seal_of(self.rules, self.roll)
            same("the seal", line["seal"], self.seal)
            same("the roll", {key: line[key] for key in ("weight", "members")},
                 share_of(self.roll))

    def running(self):
        hold(self.state in ("convened", "opened"), "the assembly is",
             self.state)

    def on_attendance(self, line):
        self.running()
        code = line["member"]
        hold(code in self.members, code, "is not on the roll")
        hold(line["present"] != (code in self.present), code,
             "was that already")
        (self.present.add if line["present"] else self.present.discard)(code)

    # -- handsets

    def active(self, **wanted):
        return [a for a in self.assignments.values() if a["state"] == "assigned"
                and all(a[key] == value for key, value in wanted.items())]

    def on_handset(self, line):
        self.running()
        number = line["number"]
        if line["state"] == "assigned":
            same("the number of the assignment", number,
                 len(self.assignments) + 1)
            hold(line["member"] in self.members, line["member"],
                 "is not on the roll")
            hold(not self.active(serial=line["serial"])
                 and not self.active(member=line["member"]),
                 "the handset or the member has an assignment already")
        else:
            former = self.assignments.get(number)
            hold(former is not None and former["state"] == "assigned"
                 and former["serial"] == line["serial"]
                 and former["member"] == line["member"],
                 "no such assignment to end")
            hold(self.open is None or line["state"] == "revoked",
                 "an assignment changes while a round is open")
        self.assignments[number] = line

    # -- motions

    def motion_of(self, line, *states):
        motion = self.motions.get(line["motion"])
        hold(motion is not None, "there is no motion", line["motion"])
        hold(motion.state in states, f"a {line['kind']} line of a motion that",
             "is", motion.state)
        return motion

    def on_motion(self, line):
        hold(self.state != "ended", "the assembly has ended")
        if line["motion"] in self.motions:
            self.motion_of(line, "pending").kind = line["motionKind"]
        else:
            self.motions[line["motion"]] = Motion(line)

    def on_decision(self, line):
        same("the state of the assembly", self.state, "opened")
        if line["outcome"] == "none":
            motion = self.motion_of(line, "decided")
            hold(motion.outcome in DECISIONS, "what a vote decided,",
                 motion.outcome + ", is taken back without one")
            motion.is_now("pending")
        else:
            hold(line["outcome"] in DECISIONS, line["outcome"],
                 "without a vote")
            self.motion_of(line, "pending").is_now("decided", line["outcome"])

    # -- rounds

    def on_round(self, line):
        self.running()
        same("whether the round is for practice", line["practice"],
             self.motion_of(line, "pending").kind == "practice")
        hold(line["round"] not in self.rounds, "the round exists")
        same("the seal of the round", line["seal"], self.seal)
        hold(line["nonce"] not in [r.terms["nonce"]
                                   for r in self.rounds.values()],
             "the nonce was used before")
        added = ["against-all"] if line["named"] else ["for", "against"]
        added += ["abstain"] if line["abstain"] else []
        options = line["options"]
        same("the end of the options", options[-len(added):], added)
        named = len(options) - len(added)
        hold(2 <= named <= 10 if line["named"] else named == 0,
             "the number of options")
        hold(len(set(options)) == len(options), "an option comes twice")
        self.rounds[line["round"]] = Round(line)

    def round_of(self, line):
        hold(line["round"] in self.rounds, "there is no round", line["round"])
        return self.rounds[line["round"]]

    def on_move(self, line):
        rnd, kind = self.round_of(line), line["kind"]
        hold(rnd.state in MOVES[kind], kind, "of a round that is", rnd.state)
        motion = self.motions[rnd.terms["motion"]]
        decides = (rnd.outcome in ("adopted", "rejected")
                   and not rnd.terms["practice"])
        if kind == "open":
            same("the state of the assembly", self.state, "opened")
            hold(self.open is None, "another round is open")
            same("the state of the motion", motion.state, "pending")
            self.open = rnd
            motion.is_now("voting")
        elif kind == "closed":
            self.open, self.due = None, rnd
        elif kind == "declared":
            if decides:
                motion.is_now("decided", rnd.outcome)
            else:
                motion.is_now("pending")
        elif kind == "certified" and "cosignature" in line:
            hold(self.cosignatures.get(line["cosignature"], 0) > rnd.counted,
                 "the cosignature does not have the result")
        elif kind == "annulment":
            same("who asks", line["role"], "operator")
            rnd.annulment = True
        elif kind == "annulled":
            hold(rnd.annulment and line["role"] == "committee",
                 "an annulment takes operator and committee")
            if decides or rnd.state == "closed":
                motion.is_now("pending")
        elif kind == "published":
            hold(not rnd.terms["practice"], "a practice vote is published")
        if kind not in ("extended", "annulment"):
            rnd.state = kind

    # -- presses

    def entitled(self, rnd):
        return [member for member in self.roll
                if member["memberKind"] in rnd.terms["entitledKinds"]]

    def on_ballot(self, line):
        rnd, code = self.round_of(line), line["member"]
        same("the state of the round", rnd.state, "open")
        member = self.members.get(code)
        hold(member is not None, code, "is not on the roll")
        same("the weight of the ballot", line["weight"], member["weight"])
        hold(code in self.present, code, "is absent")
        hold(member["memberKind"] in rnd.terms["entitledKinds"], code,
             "is not entitled in this round")
        hold(line["choice"] in rnd.terms["options"], line["choice"],
             "is no option")
        handset = self.assignments.get(line["assignment"])
        hold(handset is not None and handset["state"] == "assigned"
             and handset["member"] == code
             and handset["serial"] == line["serial"],
             "the handset is not", code + "'s at that moment")
        former = rnd.standing.get(code)
        key = line["assignment"], line["sequence"]
        if former is not None:
            hold(key > (former["assignment"], former["sequence"]),
                 "the ballot is older than the one that stands")
        same("what it replaces", line.get("replaces"), former and former["n"])
        rnd.ballots[(code, *key)] = line
        rnd.standing[code] = line

    def on_late(self, line):
        hold(line["reason"] == "round-closed"
             and self.round_of(line).state not in ("prepared", "open"),
             "called late without being so")

    def on_refused(self, line):
        """The reason that was given must have been there."""
        rnd, code = self.round_of(line), line.get("member")
        mine = [a for a in self.assignments.values()
                if a["serial"] == line["serial"] and a["member"] == code]
        keys = [(a["number"], line["sequence"]) for a in mine]
        stands = rnd.standing.get(code)
        on_record = any(
            (code, *key) in rnd.ballots
            and rnd.ballots[(code, *key)]["choice"] == line.get("choice")
            for key in keys)
        member = self.members.get(code)
        true = {
            "not-found": code is None and line["serial"] not in [
                a["serial"] for a in self.assignments.values()],
            "handset-revoked": any(a["state"] == "revoked" for a in mine),
            "assignment-ended": any(a["state"] == "ended" for a in mine),
            "member-absent": member is not None and code not in self.present,
            "not-entitled": member is not None and member["memberKind"]
            not in rnd.terms["entitledKinds"],
            "round-not-open": rnd.state == "prepared",
            "body-invalid": "choice" not in line,
            "repeated": on_record,
            "stale-ballot": stands is not None and not on_record and any(
                key <= (stands["assignment"], stands["sequence"])
                for key in keys),
        }
        hold(true.get(line["reason"], False), "refused for", line["reason"],
             "without ground")

    # -- results

    def on_result(self, line, text):
        rnd, self.due = self.due, None
        rnd.counted = line["n"]
        hold(self.round_of(line) is rnd, "the result of another round")
        same("ballots that are withheld", rnd.withheld, 0)
        for code, ballot in rnd.standing.items():
            best = max((b for b in rnd.ballots.values()
                        if b["member"] == code),
                       key=lambda b: (b["assignment"], b["sequence"]))
            hold(best is ballot, "not the latest ballot of", code)
        choices = {code: ballot["choice"]
                   for code, ballot in rnd.standing.items()}
        should = count(rnd.terms, self.entitled(rnd), self.present, choices)
        compare("result", line["result"], should)
        again = {key: line[key] for key in ("n", "at", "kind", "round")}
        again["result"] = should
        same("the line", text, json.dumps(again, ensure_ascii=False,
                                          separators=(",", ":")))
        rnd.outcome = should["outcome"]


def compare(path, is_, should):
    """Names the first thing in which two values differ."""
    if isinstance(should, dict) and isinstance(is_, dict):
        for key in (*should, *is_):
            compare(f"{path}.{key}", is_.get(key), should.get(key))
    elif (isinstance(should, list) and isinstance(is_, list)
          and len(is_) == len(should)):
        for i, (one, other) in enumerate(zip(is_, should)):
            compare(f"{path}[{i}]", one, other)
    else:
        same(path, is_, should)


def recount(lines):
    """Reads one or more journals; gives how many of what agreed."""
    journals, journal = [], None
    for text in lines:
        text = text.rstrip("\n")
        if text.startswith('{"n":0,'):
            journal = None
        if journal is None:
            journals.append(Journal())
            journal = journals[-1]
        try:
            journal.read(text)
        except (Difference, KeyError, TypeError, ValueError) as error:
            raise Difference(f"journal {len(journals)}, line "
                             f"{journal.next - 1}: {error}\n{text}") from None
    rounds = [rnd for j in journals for rnd in j.rounds.values()]
    return {"assemblies": len(journals),
            "rounds": sum(rnd.outcome is not None for rnd in rounds),
            "ballots": sum(len(rnd.ballots) for rnd in rounds)}


def main():
    totals = {}
    try:
        for name in sys.argv[1:] or ["/dev/stdin"]:
            with open(name, encoding="utf-8", newline="\n") as lines:
                for what, number in recount(lines).items():
                    totals[what] = totals.get(what, 0) + number
    except (Difference, OSError, UnicodeDecodeError) as error:
        print(f"{name}: {error}")
        return 1
    print("agreed:", ", ".join(f"{number} {what}"
                               for what, number in totals.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
