# SPDX-License-Identifier: EUPL-1.2
"""Journals that a dishonest server could make with its own key: everything in
them fits together, results included, but for one thing that the rules forbid.

Each forgery changes a list of lines (objects) in place; forged() then numbers
the lines anew and counts every result again, with the recount's arithmetic.
"""
import copy
import itertools
import json

import recount

__unittest = True  # a failure shows the test's own lines only

FORGERIES = []


def forgery(says):
    """`says`: what must be said of it first."""
    def register(function):
        FORGERIES.append((function, says))
        return function
    return register


# ---- lines -------------------------------------------------------------------

def index(lines, kind, **fields):
    return next(i for i, line in enumerate(lines) if line["kind"] == kind
                and all(line.get(key) == value
                        for key, value in fields.items()))


def one(lines, kind, **fields):
    return lines[index(lines, kind, **fields)]


def real(lines):
    """The number of the round that decides."""
    return one(lines, "round", practice=False)["round"]


def text_of(line):
    if line["kind"] == "withheld":
        line = {"n": line["n"], "withheld": True, "hash": line["hash"]}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def journal_of(lines):
    return "".join(text_of(line) + "\n" for line in lines).encode()


def new(kind, **fields):
    return {"n": None, "at": "2026-06-08T10:00:00.000Z", "kind": kind, **fields}


def renumber(lines):
    number = {line["n"]: n for n, line in enumerate(lines)
              if line["n"] is not None}
    for n, line in enumerate(lines):
        if "replaces" in line:
            line["replaces"] = number.get(line["replaces"], 0)
        line["n"] = n


def count_again(lines):
    """Every result as it would follow, whatever was allowed."""
    roll, present, terms, standing = [], set(), {}, {}
    for line in lines:
        kind = line["kind"]
        if kind == "roll":
            roll.append(line)
        elif kind == "attendance":
            (present.add if line["present"] else present.discard)(
                line["member"])
        elif kind == "round":
            terms[line["round"]] = line
        elif kind == "ballot":
            standing.setdefault(line["round"], {})[line["member"]] = line
        elif kind == "result" and line["round"] in terms:
            rules = terms[line["round"]]
            line["result"] = recount.count(
                rules, [member for member in roll
                        if member["memberKind"] in rules["entitledKinds"]],
                present, {code: ballot["choice"] for code, ballot in
                          standing.get(line["round"], {}).items()})


def seal_again(lines):
    roll = [line for line in lines if line["kind"] == "roll"]
    seal = recount.seal_of(lines[0]["weightRules"], roll)
    for line in lines:
        if "seal" in line:
            line["seal"] = seal
    one(lines, "assembly", to="convened").update(recount.share_of(roll))


def forged(lines, change):
    lines = copy.deepcopy(lines)
    change(lines)
    renumber(lines)
    count_again(lines)
    return journal_of(lines)


# ---- the roll ----------------------------------------------------------------

@forgery("weight is")
def more_votes_for_a_member_everywhere(lines):
    member = one(lines, "roll")
    member["weight"] += 1
    for line in lines:
        if line["kind"] == "ballot" and line["member"] == member["code"]:
            line["weight"] += 1
    seal_again(lines)


@forgery("code contradicts")
def a_member_twice_on_the_roll(lines):
    lines.insert(index(lines, "roll"), dict(one(lines, "roll"), n=None))
    seal_again(lines)


@forgery("not while assembly is convened")
def a_member_added_after_convening(lines):
    lines.insert(index(lines, "assembly", to="convened") + 1, dict(
        one(lines, "roll"), n=None, code="GM9999"))


@forgery("seal is")
def another_seal(lines):
    one(lines, "assembly", to="convened")["seal"] = "0" * 64


@forgery("members is 4, should be 3")
def a_roll_of_another_size(lines):
    one(lines, "assembly", to="convened")["members"] += 1


@forgery("region contradicts")
def a_minimum_above_the_cap(lines):
    lines[0]["weightRules"]["region"]["minimum"] = 1000
    seal_again(lines)


# ---- ballots -----------------------------------------------------------------

def move(lines, kind, to, after=False, **fields):
    line = lines.pop(index(lines, kind, **fields))
    lines.insert(index(lines, to[0], **({"round": to[1]} if to[1:] else {}))
                 + after, line)


@forgery("weight is")
def another_weight_on_a_ballot(lines):
    one(lines, "ballot")["weight"] += 1


@forgery("counted, should be round-not-open")
def a_ballot_before_its_round_is_open(lines):
    move(lines, "ballot", ("open",))


@forgery("counted, should be round-closed")
def a_ballot_after_the_close(lines):
    move(lines, "ballot", ("result",), after=True)


@forgery("counted, should be member-absent")
def a_ballot_of_an_absent_member(lines):
    i = index(lines, "ballot")
    lines.insert(i, new("attendance", member=lines[i]["member"],
                        present=False))


@forgery("counted, should be not-entitled")
def a_ballot_of_a_member_that_is_not_entitled(lines):
    one(lines, "round")["entitledKinds"] = ["region"]


@forgery("counted, should be handset-revoked")
def a_ballot_from_a_revoked_handset(lines):
    i = index(lines, "ballot")
    lines.insert(i, dict(one(lines, "handset", state="assigned",
                             serial=lines[i]["serial"]), n=None,
                         state="revoked"))


@forgery("serial is")
def a_ballot_from_the_handset_of_another(lines):
    ballot = one(lines, "ballot")
    other = next(line for line in lines if line["kind"] == "handset"
                 and line["member"] != ballot["member"])
    ballot["assignment"] = other["number"]


@forgery("serial is H-0")
def a_ballot_with_another_serial(lines):
    one(lines, "ballot")["serial"] = "H-0"


@forgery("member is GM9999")
def a_ballot_of_nobody_on_the_roll(lines):
    one(lines, "ballot")["member"] = "GM9999"


def replaced(ballot, **changes):
    """A ballot that replaces it; `replaces` stands before the salt."""
    line = {**ballot, "n": None, **changes}
    salt = line.pop("salt")
    return {**line, "replaces": ballot["n"], "salt": salt}


@forgery("counted, should be body-invalid")
def a_ballot_for_what_is_no_option(lines):
    i = index(lines, "ballot")
    lines.insert(i + 1, replaced(lines[i], choice="perhaps",
                                 sequence=lines[i]["sequence"] + 1))


@forgery("counted, should be repeated")
def the_same_ballot_twice(lines):
    i = index(lines, "ballot")
    lines.insert(i + 1, replaced(lines[i]))


def replacing(lines):
    return next(i for i, line in enumerate(lines) if "replaces" in line)


@forgery("counted, should be stale-ballot")
def an_older_ballot_that_replaces_a_newer(lines):
    ballot = lines[replacing(lines)]
    ballot["sequence"] = 1
    former = next(line for line in lines if line["n"] == ballot["replaces"])
    former["sequence"] = 2


@forgery("replaces is 0, should be -")
def a_ballot_that_names_another_that_it_replaces(lines):
    i = index(lines, "ballot")
    lines[i] = dict(replaced({**lines[i], "n": 0}), n=lines[i]["n"])


@forgery("replaces is -, should be")
def a_ballot_that_hides_that_it_replaces_one(lines):
    del lines[replacing(lines)]["replaces"]


def as_press(ballot, kind, reason):
    keys = ("n", "at", "kind", "round", "member", "choice", "sequence",
            "serial", "assignment", "auth")
    return {**{key: ballot[key] for key in keys}, "kind": kind,
            "reason": reason, "salt": ballot["salt"]}


@forgery("stale-ballot, should be counted")
def a_ballot_refused_as_stale_without_ground(lines):
    i = index(lines, "ballot")
    lines[i] = as_press(lines[i], "refused", "stale-ballot")


@forgery("repeated, should be counted")
def a_ballot_refused_as_repeated_without_ground(lines):
    i = index(lines, "ballot")
    lines[i] = as_press(lines[i], "refused", "repeated")


@forgery("there is no assignment")
def a_ballot_refused_as_unknown_without_ground(lines):
    i = index(lines, "ballot")
    press = as_press(lines[i], "refused", "not-found")
    del press["member"], press["assignment"]
    lines[i] = press


@forgery("not while round is open")
def a_ballot_called_late_before_the_close(lines):
    i = index(lines, "ballot")
    lines[i] = as_press(lines[i], "late", "round-closed")


@forgery("counted, should be round-closed")
def a_late_press_that_is_counted(lines):
    i = index(lines, "late")
    standing = [line for line in lines if line["kind"] == "ballot"
                and line["member"] == lines[i]["member"]
                and line["round"] == lines[i]["round"]][-1]
    lines[i] = replaced(standing, choice=lines[i]["choice"],
                        sequence=lines[i]["sequence"])


@forgery("member-absent, should be stale-ballot")
def a_refusal_for_another_reason(lines):
    one(lines, "refused", reason="stale-ballot")["reason"] = "member-absent"


@forgery("withheld is 1, should be 0")
def a_ballot_that_stays_withheld(lines):
    i = index(lines, "ballot")
    lines[i] = {"n": lines[i]["n"], "kind": "withheld", "hash": "0" * 64}


# ---- rounds ------------------------------------------------------------------

@forgery("the result of the closed round must come here")
def a_close_without_a_result(lines):
    del lines[index(lines, "result")]


@forgery("the round was not closed just now")
def a_result_twice(lines):
    i = index(lines, "result")
    lines.insert(i, dict(lines[i], n=None))


@forgery("not while round is open")
def a_result_before_the_close(lines):
    i = index(lines, "closed")
    lines[i], lines[i + 1] = lines[i + 1], lines[i]


@forgery("closed by the clock")
def a_close_by_the_clock_that_had_no_time(lines):
    one(lines, "open").pop("closesAt", None)
    lines[:] = [line for line in lines if line["kind"] != "extended"]
    one(lines, "closed").update(role="server", by="server")


@forgery("not while round is open")
def a_close_left_out(lines):
    i = index(lines, "closed")
    del lines[i:i + 2]


@forgery("counted, should be round-not-open")
def a_round_that_was_never_opened(lines):
    del lines[index(lines, "open")]


@forgery("there is no round")
def a_round_that_was_never_prepared(lines):
    del lines[index(lines, "round")]


@forgery("not while round is open")
def two_rounds_open_at_once(lines):
    i = index(lines, "closed", round=real(lines))
    terms = dict(one(lines, "round", practice=True), n=None, round=99,
                 nonce="f" * 64)
    lines[i:i] = [terms, dict(one(lines, "open"), n=None, round=99)]


@forgery("not while round is declared")
def a_declaration_twice(lines):
    i = index(lines, "declared")
    lines.insert(i, dict(lines[i], n=None))


@forgery("not while round is closed")
def a_certification_before_the_declaration(lines):
    i = index(lines, "declared")
    lines[i], lines[i + 1] = lines[i + 1], lines[i]


@forgery("not while round is closed")
def a_declaration_left_out(lines):
    del lines[index(lines, "declared")]


@forgery("not while round is declared")
def a_publication_without_certification(lines):
    del lines[index(lines, "certified", round=real(lines))]


@forgery("not in the form of a line of the kind certified")
def a_certification_by_the_operator(lines):
    one(lines, "certified")["role"] = "operator"


@forgery("the operator asks once")
def an_annulment_that_nobody_asked_for(lines):
    del lines[index(lines, "annulment")]


@forgery("not in the form of a line of the kind annulled")
def an_annulment_confirmed_by_the_operator(lines):
    one(lines, "annulled")["role"] = "operator"


@forgery("not while round is open")
def an_annulment_of_an_open_round(lines):
    move(lines, "annulment", ("closed", real(lines)))


@forgery("nonce contradicts")
def a_nonce_that_was_used_before(lines):
    rounds = [line for line in lines if line["kind"] == "round"]
    rounds[1]["nonce"] = rounds[0]["nonce"]


@forgery("seal is")
def a_round_with_the_seal_of_another_roll(lines):
    one(lines, "round")["seal"] = "0" * 64


@forgery("practice is False")
def a_practice_round_called_a_real_one(lines):
    one(lines, "round", practice=True)["practice"] = False


@forgery("practice is True")
def a_practice_round_that_is_published(lines):
    number = one(lines, "round", practice=True)["round"]
    i = index(lines, "certified", round=number)
    lines.insert(i + 1, dict(lines[i], n=None, kind="published",
                             role="operator"))


@forgery("majority contradicts")
def a_majority_that_nobody_can_meet(lines):
    one(lines, "round")["majority"].update(numerator=2, denominator=2,
                                           comparison="more-than")


@forgery("majority contradicts")
def a_majority_of_more_than_all(lines):
    one(lines, "round")["majority"].update(numerator=3, denominator=2)


@forgery("quorum contradicts")
def a_quorum_of_more_than_all(lines):
    next(line for line in lines if "quorum" in line)["quorum"].update(
        numerator=4, denominator=3)


@forgery("options contradicts")
def an_option_twice(lines):
    named = one(lines, "round", named=True)
    named["options"][1] = named["options"][0]


@forgery("options contradicts")
def a_round_without_its_option_against(lines):
    one(lines, "round", named=True)["options"].remove("against-all")


# ---- the assembly and its agenda ---------------------------------------------

@forgery("not while assembly is convened")
def a_round_opened_before_the_assembly(lines):
    line = lines.pop(index(lines, "assembly", to="opened"))
    lines.insert(index(lines, "result") + 1, line)


@forgery("not while round is open")
def an_assembly_that_ends_while_a_round_is_open(lines):
    lines.insert(index(lines, "closed"), new("assembly", to="ended",
                                             by="operator"))


@forgery("not while assembly is opened")
def an_assembly_that_opens_twice(lines):
    i = index(lines, "assembly", to="opened")
    lines.insert(i, dict(lines[i], n=None))


def after_the_vote(lines, outcome):
    motion = one(lines, "round", round=real(lines))["motion"]
    lines.insert(index(lines, "declared", round=real(lines)) + 1,
                 new("decision", motion=motion, outcome=outcome,
                     by="operator"))


@forgery("not while motion is decided, rejected")
def a_vote_undone_by_a_decision(lines):
    after_the_vote(lines, outcome="none")


@forgery("not while motion is decided, rejected")
def a_decision_on_what_a_vote_decided(lines):
    after_the_vote(lines, outcome="held")


@forgery("not while motion is pending")
def a_decision_taken_back_twice(lines):
    i = index(lines, "decision", outcome="none")
    lines.insert(i, dict(lines[i], n=None))


@forgery("not while motion is decided")
def a_motion_changed_after_its_vote(lines):
    i = index(lines, "declared", round=real(lines))
    motion = one(lines, "round", round=real(lines))["motion"]
    lines.insert(i + 1, dict(one(lines, "motion", motion=motion), n=None,
                             title="Iets anders"))


@forgery("there is no motion 999")
def an_amendment_to_nothing(lines):
    next(line for line in lines if "amends" in line)["amends"] = 999


@forgery("present is True")
def a_member_that_checks_in_twice(lines):
    i = index(lines, "attendance", present=True)
    lines.insert(i, dict(lines[i], n=None))


@forgery("there is no member GM9999")
def a_stranger_that_checks_in(lines):
    one(lines, "attendance")["member"] = "GM9999"


@forgery("serial contradicts")
def a_handset_for_two_members(lines):
    handsets = [line for line in lines if line["kind"] == "handset"]
    handsets[1]["serial"] = handsets[0]["serial"]


@forgery("member contradicts")
def a_member_with_two_handsets(lines):
    handsets = [line for line in lines if line["kind"] == "handset"]
    handsets[1]["member"] = handsets[0]["member"]


@forgery("number is 99, should be 1")
def an_assignment_that_skips_a_number(lines):
    one(lines, "handset")["number"] = 99


@forgery("not while round is open")
def an_assignment_ended_while_a_round_is_open(lines):
    i = index(lines, "closed")
    lines.insert(i, dict([line for line in lines[:i]
                          if line["kind"] == "handset"
                          and line["state"] == "assigned"][-1], n=None,
                         state="ended"))


@forgery("cosigner contradicts itself or another")
def a_cosigner_with_another_key(lines):
    cosigner = one(lines, "cosigner")
    lines.append(dict(cosigner, n=None, key="00" * 32))


@forgery("cosigner contradicts itself or another")
def a_cosigner_with_another_name(lines):
    lines.append(dict(one(lines, "cosigner"), n=None, name="committee/eve"))


@forgery("cosignaturesNeeded contradicts itself or another")
def fewer_cosignatures_than_were_promised(lines):
    lines.append(dict(one(lines, "cosigner"), n=None, cosignaturesNeeded=0))


@forgery("by is 1, should be 2")
def an_incident_that_one_person_let_pass(lines):
    lines.append(new("incident", by=["A", "A"], reason="restored",
                     finding="shorter", program="stembus 1.0.0",
                     key=lines[0]["key"]))


# ---- what is no line at all --------------------------------------------------

def spellings(lines):
    """The journal with one line in another form that JSON has for the same:
    (what, journal)."""
    n = index(lines, "ballot", choice="for")
    text = text_of(lines[n])
    line = json.loads(text)
    extra = dict(line, note="")
    short = {key: value for key, value in line.items() if key != "salt"}
    turned = dict(itertools.chain(list(line.items())[1:],
                                  list(line.items())[:1]))
    others = {
        "a key that comes twice": text.replace(
            '"choice":', '"choice":"against","choice":', 1),
        "a blank": text.replace(":", ": ", 1),
        "a blank at the end": text + " ",
        "a number with a point": text.replace(
            f'"weight":{line["weight"]}', f'"weight":{line["weight"]}.0'),
        "a number as text": text.replace(
            f'"weight":{line["weight"]}', f'"weight":"{line["weight"]}"'),
        "a number with an exponent": text.replace(
            f'"sequence":{line["sequence"]}',
            f'"sequence":{line["sequence"]}e0'),
        "a needless escape": text.replace('"for"', '"\\u0066or"'),
        "a field more": text_of(extra),
        "a field less": text_of(short),
        "its fields in another order": text_of(turned),
        "a kind that there is not": text.replace('"ballot"', '"vote"'),
        "no object": "[]",
        "nothing": "",
        "a byte order mark": "\ufeff" + text,
        "a carriage return": text + "\r",
        "a word of another world": text.replace('"for"', "NaN"),
    }
    for what, spelt in others.items():
        rows = [text_of(other) for other in lines]
        rows[n] = spelt
        yield what, "".join(row + "\n" for row in rows).encode()
    rows = [text_of(other).encode() for other in lines]
    rows[n] = rows[n].replace(b'"for"', b'"f\xffr"')
    yield "a byte that is no UTF-8", b"\n".join(rows) + b"\n"
    yield "no newline at the end", journal_of(lines)[:-1]
