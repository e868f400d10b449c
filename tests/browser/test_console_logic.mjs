// SPDX-License-Identifier: EUPL-1.2
/** What the console makes of what stands, without a browser. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { attend, changesIn, withLive } from "../../src/web/console/changes.js";
import { faultsOf, sorted } from "../../src/web/console/health.js";
import { pathOf } from "../../src/web/lib/qr.js";
import { checks, verdictOf } from "../../src/web/console/readiness.js";
import { decode } from "../../src/web/console/register.js";
import { rowFaults } from "../../src/web/console/problems.js";
import { find, fold } from "../../src/web/console/search.js";
import { state } from "../../src/web/console/state.js";
import { byNumber, extrasOf, isDone, nextMotion, nextStep, notesOn, roundFor, standingOf,
    toPublish } from "../../src/web/console/steps.js";
import { DEFAULT_RULES, rollTotals, weightOf } from "../../src/web/console/weights.js";

// ---- steps ----

const motion = (id,
    more = {}) => ({ id, number: String(id), kind: "proposal", state: "pending", outcome: "none",
    ...more });
const round = (id, of, roundState,
    more = {}) => ({ id, motion: of, state: roundState, practice: false, ...more });

/** A situation with motion 1 selected, shown on the projector unless said otherwise. */
function at(roundState,
    { assembly = "opened", more = {}, screen = { show: "subject", motion: { id: 1 } },
    motions = [motion(1), motion(2)], lastOpened = 10 } = {}) {
    const rounds = roundState === null ? [] : [round(10, 1, roundState, more)];
    return { assembly: { state: assembly }, motion: motions[0], motions, rounds, screen,
        lastOpened };
}

const adopted = { result: { outcome: "adopted" } };
const decided = { state: "decided", outcome: "adopted" };

const STEPS = [
    ["before it is convened nothing can be prepared", at(null, { assembly: "draft" }), "convene"],
    ["convened, it is prepared", at(null, { assembly: "convened" }), "prepare"],
    ["prepared and convened, the assembly is opened", at("prepared", { assembly: "convened" }),
        "open-assembly"],
    ["opened, the subject is shown first", at("prepared", { screen: { show: "pause" } }),
        "show-subject"],
    ["another subject on the projector is not this one",
        at("prepared", { screen: { show: "subject", motion: { id: 2 } } }), "show-subject"],
    ["shown but not prepared, it is prepared", at(null), "prepare"],
    ["shown and prepared, it is opened", at("prepared"), "open"],
    ["open, it is closed", at("open", { screen: { show: "round" } }), "close"],
    ["closed with the result in sight, it is declared", at("closed", { screen: { show: "round" } }),
        "declare"],
    ["closed with something else in sight, the result is shown",
        at("closed", { screen: { show: "pause" } }), "show-round"],
    ["a result that a projector cannot show is declared all the same",
        at("closed", { lastOpened: 11 }), "declare"],
    ["declared, the hall goes on",
        at("declared", { more: adopted, motions: [motion(1, decided), motion(2)] }), "next-item"],
    ["certified, it is published",
        at("certified", { more: adopted, motions: [motion(1, decided), motion(2)] }), "publish"],
    ["published, the hall goes on",
        at("published", { more: adopted, motions: [motion(1, decided), motion(2)] }), "next-item"],
    ["decided without a vote, the hall goes on",
        at(null, { motions: [motion(1, { ...decided, outcome: "held" }), motion(2)] }),
        "next-item"],
    ["annulled, it is prepared anew", at("annulled"), "prepare"],
    ["all decided and published, the assembly is ended",
        at("published", { more: adopted, motions: [motion(1, decided)] }), "end-assembly"],
    ["ended, nothing is left", at(null, { assembly: "ended" }), "nothing"],
    ["ended, what is certified is still published",
        at("certified", { assembly: "ended", more: adopted, motions: [motion(1, decided)] }),
        "publish"],
];

for (const [what, situation, step] of STEPS)
    test(`next step: ${what}`, () => assert.equal(nextStep(situation), step));

test("next step: a vote on another motion is closed first", () => {
    const s = at("prepared");
    s.rounds.push(round(11, 2, "open"));
    assert.equal(nextStep(s), "go-to-open");
    assert.deepEqual(notesOn(s), ["open-elsewhere"]);
});

test("next step: what is certified elsewhere is published when all else is done", () => {
    const motions = [motion(1, decided), motion(2, decided)];
    const rounds = [round(10, 1, "published", adopted), round(11, 2, "certified", adopted)];
    assert.equal(nextStep({ ...at(null, { motions }), rounds }), "go-to-publish");
    assert.equal(toPublish(motions, rounds).id, 2);
});

test("the round that was opened counts, whatever was prepared beside it", () => {
    const both = [round(10, 1, "open"), round(11, 1, "prepared")];
    assert.equal(roundFor(both, 1).id, 10);
    assert.equal(roundFor([round(10, 1, "declared", adopted), round(11, 1, "prepared")], 1).id, 10);
    assert.equal(roundFor([round(10, 1, "annulled"), round(11, 1, "prepared")], 1).id, 11);
    assert.equal(roundFor([round(10, 1, "declared", { result: { outcome: "no-quorum" } }),
        round(11, 1, "prepared")], 1).id, 11);
    assert.equal(roundFor([round(10, 1, "annulled")], 1), null);
});

test("a vote that decided nothing leaves its motion to be dealt with; a practice vote is done",
    () => {
    const quorum = [round(10, 1, "declared", { result: { outcome: "no-quorum" } })];
    assert.equal(isDone(motion(1), quorum), false);
    assert.ok(extrasOf({ ...at(null), rounds: quorum }).includes("prepare"));
    const practice = [round(10, 1, "declared", { practice: true, result: { outcome: "adopted" } })];
    assert.equal(isDone(motion(1, { kind: "practice" }), practice), true);
    assert.equal(nextStep({ ...at(null), rounds: practice }), "next-item");
});

test("the agenda is in the order of people, and an amendment comes before what it amends", () => {
    const list = [motion(1, { number: "11" }), motion(2, { number: "7a", amends: 3 }),
        motion(3, { number: "7" }), motion(4, { number: "8" })];
    assert.deepEqual([...list].sort(byNumber).map((m) => m.number), ["7", "7a", "8", "11"]);
    assert.equal(nextMotion(list, [], 0).number, "7a");
    assert.equal(nextMotion(list, [], 4).number, "11");
    assert.equal(nextMotion(list, [], 1).number, "7a", "round to the top");
    assert.equal(nextMotion([motion(1)], [], 1), null);
});

test("what stands is told of each motion", () => {
    const told = (m, ...rounds) => standingOf(m, rounds);
    assert.equal(told(motion(1)), "pending");
    assert.equal(told(motion(1), round(10, 1, "prepared")), "prepared");
    assert.equal(told(motion(1), round(10, 1, "annulled")), "again");
    assert.equal(told(motion(1), round(10, 1, "annulled"), round(11, 1, "prepared")), "prepared");
    assert.equal(told(motion(1), round(10, 1, "annulled"), round(11, 1, "closed")), "closed");
    assert.equal(told(motion(1, { ...decided, outcome: "held" })), "decided");
});

test("only what the server would take is offered", () => {
    const open = at("open",
        { screen: { show: "round" }, motions: [motion(1, { state: "voting" })] });
    assert.deepEqual(extrasOf(open), ["extend"]);
    const closed = at("closed",
        { screen: { show: "round" }, motions: [motion(1, { state: "voting" })] });
    assert.deepEqual(extrasOf(closed), ["show-subject", "annul"]);
    const asked = at("closed",
        { screen: { show: "round" }, motions: [motion(1, { state: "voting" })],
        more: { annulment: {} } });
    assert.equal(nextStep(asked), "await-committee");
    assert.deepEqual(extrasOf(asked), ["show-subject", "declare"], "the committee may refuse");
    assert.deepEqual(notesOn(asked), ["annulment-asked"]);
    const held = at(null, { motions: [motion(1, { ...decided, outcome: "held" })] });
    assert.deepEqual(extrasOf(held), ["undecide"]);
    const voted = at("published", { more: adopted, motions: [motion(1, decided)] });
    assert.deepEqual(extrasOf(voted), ["show-round", "annul"]);
    const draft = at(null, { assembly: "draft", screen: { show: "pause" } });
    assert.deepEqual(extrasOf(draft), ["show-subject", "edit"]);
    assert.deepEqual(extrasOf(at(null, { assembly: "ended" })), []);
});

// ---- changes ----

test("the journal says what to ask again, and no more", () => {
    const quiet = changesIn([{ kind: "ballot" }, { withheld: true }, { kind: "restart" },
        { kind: "late" }]);
    assert.deepEqual([quiet.agenda, quiet.roll, quiet.handsets, quiet.attendance.size],
        [false, false, false, 0]);
    for (const kind of ["motion", "decision", "round", "open", "extended", "closed", "declared",
        "annulment", "annulled"])
        assert.equal(changesIn([{ kind }]).agenda, true, kind);
    assert.equal(changesIn([{ kind: "assembly" }]).roll, true);
    assert.equal(changesIn([{ kind: "handset" }]).handsets, true);
    const came = changesIn([{ kind: "attendance", member: "A", present: true },
        { kind: "attendance", member: "A", present: false }]);
    assert.deepEqual(attend([{ code: "A", present: true }, { code: "B", present: true }],
        came.attendance),
        [{ code: "A", present: false }, { code: "B", present: true }]);
});

test("the stream's round takes its place unless it is the older one", () => {
    const rounds = [round(1, 1, "closed"), round(2, 2, "open")];
    assert.equal(withLive(rounds, round(2, 2, "closed"))[1].state, "closed");
    assert.equal(withLive(rounds, round(1, 1, "open"))[0].state, "closed");
    assert.equal(withLive(rounds, undefined), rounds);
    assert.equal(withLive(rounds, round(9, 9, "open")).length, 2);
});

// ---- the desk ----

const MEMBERS = [["GM1900", "Súdwest-Fryslân"], ["GM0518", "'s-Gravenhage"],
    ["GM0063", "het Bildt"], ["GM0034", "Almere"],
    ["GM0141", "Almelo"], ["GM0344", "Utrecht"], ["GM0321", "Houten"], ["GM0518", "Noord-Almere"]]
    .map(([code, name]) => ({ code, name }));

test("a member is found without accents, capitals and punctuation, the best first", () => {
    const first = (text) => find(MEMBERS, text)[0]?.name;
    assert.equal(fold("’s-Gravenhage"), "s gravenhage");
    assert.equal(first("sudwest"), "Súdwest-Fryslân");
    assert.equal(first("frysl"), "Súdwest-Fryslân");
    assert.equal(first("SGRAVEN".slice(1)), "'s-Gravenhage");
    assert.equal(first("bildt"), "het Bildt");
    assert.equal(first("gm0344"), "Utrecht");
    assert.equal(first("344"), "Utrecht");
    assert.deepEqual(find(MEMBERS, "alme").map((m) => m.name),
        ["Almelo", "Almere", "Noord-Almere"]);
    assert.equal(first("almere"), "Almere", "a whole name before a beginning");
    assert.equal(find(MEMBERS, "a", 2).length, 2);
    assert.deepEqual(find(MEMBERS, "  "), []);
    assert.deepEqual(find(MEMBERS, "xyz"), []);
});

// ---- weights ----

test("the weights of the register of 2016 come to what the minutes say", () => {
    const [head,
        ...lines] = readFileSync(new URL("../../../shared/data/members-2016.csv", import.meta.url),
        "utf8").trim().split("\n");
    assert.equal(head.split(";")[3], "inhabitants");
    const members = lines.map((line) => line.split(";")).map(([code, kind, name, inhabitants]) =>
        ({ code, kind, name, inhabitants: Number(inhabitants) }));
    const municipalities = members.filter((m) => m.kind === "municipality");
    assert.deepEqual(rollTotals(municipalities, DEFAULT_RULES),
        { members: 390, weight: 28935, without: [] });
    const later = { ...DEFAULT_RULES,
        municipality: { ...DEFAULT_RULES.municipality, perInhabitants: 1000 } };
    // 12,776 by the division alone, and the one that Schiermonnikoog gets at least
    assert.equal(rollTotals(municipalities, later).weight, 12776 + 1);
});

test("weights round as the rule says, within its bounds", () => {
    const rule = (rounding) => ({ perInhabitants: 100, rounding, minimum: 1, cap: 75 });
    for (const [inhabitants, down, up, nearest] of [[0, 1, 1, 1], [149, 1, 2, 1], [150, 1, 2, 2],
        [200, 2, 2, 2], [7599, 75, 75, 75], [10 ** 8, 75, 75, 75]])
        assert.deepEqual(["down", "up", "nearest"].map((r) => weightOf(rule(r), inhabitants)),
            [down, up, nearest], String(inhabitants));
    assert.deepEqual(rollTotals([{ code: "A", kind: "region" }], DEFAULT_RULES).without, ["A"]);
});

// ---- the register ----

test("the faults of a file come by line, with their columns", () => {
    const faults = rowFaults([{ pointer: "/10/code", detail: "line 10: code: is missing" },
        { pointer: "/3/kind", detail: "line 3: kind: expected one of: municipality, region" },
        { pointer: "/3", detail: "line 3: 4 fields instead of 5" },
        { pointer: "", detail: "something new: to us" }]);
    assert.deepEqual(faults.map((f) => f.line), [0, 3, 3, 10]);
    assert.equal(faults[0].what, "something new: to us");
    assert.equal(faults[1].column, "console_csv_kind");
    assert.equal(faults[2].what, "console_fault_fields");
});

test("a file that is no UTF-8 is read as a spreadsheet on Windows saves it", () => {
    const bytes = (...list) => Uint8Array.from(list).buffer;
    assert.deepEqual(decode(bytes(0x53, 0xfa, 0x64)), { text: "Súd", converted: true });
    assert.deepEqual(decode(new TextEncoder().encode("Súd").buffer),
        { text: "Súd", converted: false });
});

// ---- handsets ----

const handset = (more) => ({ serial: "1", member: "A", state: "assigned", number: 1, repeats: 0,
    refused: 0, ...more });

test("what is wrong with a handset is told, the gravest first", () => {
    const now = Date.parse("2026-06-08T10:00:00.000Z");
    const seen = (at) => ({ lastSeenAt: `2026-06-08T${at}:00.000Z` });
    assert.deepEqual(faultsOf(handset(), true, now), ["never"]);
    assert.deepEqual(faultsOf(handset(), false, now), [], "nobody to use it");
    assert.deepEqual(faultsOf(handset(seen("09:59")), true, now), []);
    assert.deepEqual(faultsOf(handset(seen("09:00")), true, now), ["silent"]);
    assert.deepEqual(faultsOf(handset({ ...seen("09:00"), battery: 19, refused: 2 }), true, now),
        ["refused", "silent", "battery"]);
    assert.deepEqual(faultsOf(handset(seen("09:59")), false, now), ["absent"]);
});

test("the table shows problems first, and any column either way", () => {
    const row = (serial, faults,
        more = {}) => ({ handset: handset({ serial, ...more }), name: serial, present: true,
        faults });
    const rows = [row("K2", []), row("K10", ["battery"], { battery: 10 }), row("K3", ["never"])];
    const serials = (column, back = false) => sorted(rows, column,
        back).map((r) => r.handset.serial);
    assert.deepEqual(serials("problem"), ["K3", "K10", "K2"]);
    assert.deepEqual(serials("serial"), ["K2", "K3", "K10"]);
    assert.deepEqual(serials("serial", true), ["K10", "K3", "K2"]);
    assert.deepEqual(serials("battery"), ["K10", "K2", "K3"]);
});

// ---- go or no go ----

test("a meeting is ready when nothing is left to do, and says what is", () => {
    const ready = {
        ...state, clock: 100,
        status: { ready: true, freeBytes: 50 * 2 ** 30, streams: 3, screens: 1,
            publicUrl: "https://stem.example" },
        roll: [{ code: "A", present: true }],
        handsets: [handset({ lastSeenAt: "2026-06-08T10:00:00.000Z" })],
        motions: [motion(1)],
        rounds: [round(1, 1, "prepared"), round(2, 2, "closed", { practice: true })],
        tokens: [{ role: "chair" }, { role: "committee" }],
    };
    const verdicts = (more) =>
        Object.fromEntries(checks({ ...ready, ...more }).map((c) => [c.id, c.verdict]));
    assert.equal(verdictOf(checks(ready)), "go");
    assert.equal(verdictOf(checks(state)), "no-go");
    for (const [id, verdict, more] of [
        ["store", "bad", { status: { ...ready.status, ready: false, reason: "full" } }],
        ["disk", "bad", { status: { ...ready.status, freeBytes: 10 ** 8 } }],
        ["disk", "warn", { status: { ...ready.status, freeBytes: 2 * 2 ** 30 } }],
        ["clock", "warn", { clock: -5000 }], ["clock", "bad", { clock: 60000 }],
        ["screens", "warn", { status: { ...ready.status, streams: 40, screens: 0 } }],
        ["roll", "bad", { roll: [] }],
        ["present", "bad", { roll: [{ code: "A", present: false }] }],
        ["without", "warn", { handsets: [] }], ["unseen", "warn", { handsets: [handset()] }],
        ["agenda", "bad", { motions: [motion(1, { kind: "practice" })] }],
        ["prepared", "warn", { rounds: [] }],
        ["practice", "warn", { rounds: [round(1, 1, "prepared")] }],
        ["committee", "bad", { tokens: [{ role: "committee", revoked: true }] }],
        ["chair", "warn", { tokens: [] }],
        ["address", "warn", { status: { ...ready.status, publicUrl: undefined } }],
        ["store", "unknown", { status: null }]])
        assert.equal(verdicts(more)[id], verdict, `${id} ${verdict}`);
});

// ---- QR codes ----

test("a QR code is drawn module by module", () => {
    const rows = ["1101", "0010", "1111", "0001"];
    const drawn = rows.map((r) => [...r].map(() => "0"));
    for (const [, x, y, n] of pathOf(rows).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
        for (let i = 0; i < Number(n); i++)
            drawn[y - 4][Number(x) - 4 + i] = "1";
    assert.deepEqual(drawn.map((r) => r.join("")), rows);
});
