// SPDX-License-Identifier: EUPL-1.2
/** The projector's rules without a browser: scene, verdict, pages, bar. */
import assert from "node:assert/strict";
import test from "node:test";
import { clausesOf, nextMotion, subjectOf } from "../../src/web/screen/chair.js";
import { makeKept } from "../../src/web/screen/extras.js";
import { cutByHeight, dwellOf } from "../../src/web/screen/fit.js";
import { votersOf } from "../../src/web/screen/rollcall.js";
import {
    firstOf, isPractice, progressOf, sceneKey, sceneOf, secondsLeft, shortSeal, toneOf,
} from "../../src/web/screen/scene.js";
import { verdictOf } from "../../src/web/screen/verdict.js";

const SIMPLE = { numerator: 1, denominator: 2, comparison: "more-than", base: "cast" };
const NOW = Date.parse("2026-06-08T10:00:00Z");
const item = { id: 3, number: "11a", kind: "motion", title: "Titel" };
const motion = { ...item, state: "pending" };

const round = (fields = {}) => ({ id: 7, motion: 3, practice: false, state: "open",
    options: ["for", "against", "abstain"], majority: SIMPLE, entitledKinds: ["municipality", "region"],
    turnout: { members: 0, weight: 0 }, ...fields });

/** A counted round: weights by option, one member for each ten votes. */
function counted(weights, { outcome = "adopted", needed = 1, adoptedOption, ...fields } = {}) {
    const options = Object.entries(weights).map(([option, weight]) => ({ option, weight, members: weight / 10 }));
    return round({ state: "closed", options: Object.keys(weights), ...fields,
        result: { options, needed, outcome, adoptedOption, present: { weight: 400, members: 40 },
            entitled: { weight: 500, members: 50 } } });
}

const snapshot = (show, fields = {}) => ({ assembly: { id: 1, state: "opened", journal: 5 },
    present: { members: 9, weight: 90 }, screen: { show }, motion: item, ...fields });

test("the scene follows what the operator shows and the round's state", () => {
    const result = counted({ for: 6, against: 4 });
    const cases = [
        ["pause", snapshot("pause", { round: result })],
        ["pause", snapshot("round", {})],
        ["pause", snapshot("subject")],
        ["subject", { ...snapshot("subject"), screen: { show: "subject", motion } }],
        ["open", snapshot("round", { round: round() })],
        ["open", snapshot("roll-call", { round: round() })],
        ["open", snapshot("round", { round: round({ closesAt: "2026-06-08T10:00:01Z" }) })],
        ["counting", snapshot("round", { round: round({ closesAt: "2026-06-08T10:00:00Z" }) })],
        ["counting", snapshot("round", { round: round({ state: "closed" }) })],
        ["result", snapshot("round", { round: result })],
        ["result", snapshot("round", { round: { ...result, state: "published" } })],
        ["roll-call", snapshot("roll-call", { round: result })],
        ["annulled", snapshot("round", { round: { ...result, state: "annulled" } })],
        ["annulled", snapshot("roll-call", { round: { ...result, state: "annulled" } })],
        ["result", { ...snapshot("round", { round: result }), screen: undefined }],
    ];
    for (const [name, state] of cases)
        assert.equal(sceneOf(state, NOW).name, name, JSON.stringify(state));
});

test("a subject knows the prepared round that is its own, and no other's", () => {
    const state = { ...snapshot("subject"), screen: { show: "subject", motion } };
    assert.equal(sceneOf(state, NOW, round({ motion: 3 })).round.motion, 3);
    assert.equal(sceneOf(state, NOW, round({ motion: 4 })).round, undefined);
});

test("the countdown is in whole seconds, never below nothing or above all of them", () => {
    const closing = round({ openedAt: "2026-06-08T10:00:00Z", closesAt: "2026-06-08T10:00:10Z" });
    assert.equal(secondsLeft(closing, NOW - 500), 10);
    assert.equal(secondsLeft(closing, NOW), 10);
    assert.equal(secondsLeft(closing, NOW + 9001), 1);
    assert.equal(secondsLeft(closing, NOW + 10000), 0);
    assert.equal(secondsLeft(closing, NOW + 99999), 0);
    assert.equal(secondsLeft(round(), NOW), null);
});

test("practice is known by the round, and before it by the motion", () => {
    assert.equal(isPractice(sceneOf(snapshot("round", { round: round({ practice: true }) }), NOW)), true);
    assert.equal(isPractice(sceneOf({ ...snapshot("subject"),
        screen: { show: "subject", motion: { ...motion, kind: "practice" } } }, NOW)), true);
    assert.equal(isPractice(sceneOf(snapshot("pause", { round: round({ practice: true }) }), NOW)), false);
});

test("ballots and journal lines do not draw a scene anew, an extension does", () => {
    const key = (fields, more) => sceneKey(sceneOf(snapshot("round", { round: round(fields), ...more }), NOW));
    assert.equal(key({}), key({ turnout: { members: 5, weight: 50 } }));
    assert.equal(key({}), key({}, { present: { members: 10, weight: 99 } }));
    assert.notEqual(key({ closesAt: "2026-06-08T10:05:00Z" }), key({ closesAt: "2026-06-08T10:06:00Z" }));
    const pause = (journal) => sceneKey(sceneOf({ ...snapshot("pause"), assembly: { id: 1, journal } }, NOW));
    assert.equal(pause(1), pause(2));
});

test("the verdict is one word, with the reason where the word would not do", () => {
    const named = { a: 30, b: 30, "against-all": 0 };
    const cases = [
        [counted({ for: 6, against: 4, abstain: 0 }), "adopted", null],
        [counted({ for: 6, against: 0, abstain: 3 }), "adopted", "unanimous"],
        [counted({ for: 4, against: 6 }, { outcome: "rejected" }), "rejected", null],
        [counted({ for: 5, against: 5 }, { outcome: "rejected" }), "rejected", "tied"],
        [counted({ for: 5, against: 5 }, { outcome: "rejected",
            majority: { ...SIMPLE, numerator: 2, denominator: 3 } }), "rejected", null],
        [counted({ for: 0, against: 0, abstain: 9 }, { outcome: "rejected" }), "rejected", "nobody"],
        [counted({ for: 9, against: 0 }, { outcome: "no-quorum" }), "no_decision", "no_quorum"],
        [counted(named, { outcome: "no-majority", needed: 31 }), "no_decision", "no_majority"],
        [counted(named, { outcome: "no-majority", needed: 20 }), "no_decision", "tied"],
        [counted({ a: 0, b: 0, "against-all": 0 }, { outcome: "no-majority" }), "no_decision", "nobody"],
        [counted({ a: 1, b: 2, "against-all": 9 }, { outcome: "rejected" }), "rejected", "against_all"],
        [counted({ a: 9, b: 2, "against-all": 0 }, { adoptedOption: "a" }), "adopted", null],
    ];
    for (const [r, word, note] of cases) {
        const verdict = verdictOf(r);
        assert.deepEqual([verdict.word, verdict.note], [word, note], JSON.stringify(r.result));
    }
    assert.equal(verdictOf(cases.at(-1)[0]).option, "a");
});

test("decisions without a vote have a tone", () => {
    assert.deepEqual(["acclamation", "taken-over", "adopted-as-amended", "rejected", "held", "noted"].map(toneOf),
        ["adopted", "adopted", "adopted", "rejected", "none", "none"]);
});

test("pages hold what fits, evenly, and an item that is too tall has a page of its own", () => {
    assert.deepEqual(cutByHeight([10, 10, 10], 30), [3]);
    assert.deepEqual(cutByHeight(Array(11).fill(10), 50), [4, 4, 3]);
    assert.deepEqual(cutByHeight([10, 40, 10], 45), [1, 1, 1]);
    assert.deepEqual(cutByHeight([10, 10, 40, 10], 45), [2, 1, 1]);
    assert.deepEqual(cutByHeight([99, 10], 45), [1, 1]);
    assert.deepEqual(cutByHeight([], 45), []);
    assert.equal(dwellOf(3), 8000);
    assert.ok(dwellOf(42) > 10000);
});

test("who voted is listed by choice, by name in the Dutch order", () => {
    const votes = [["Zand", "for"], ["Éénrum", "for"], ["Aa", "against"], ["Berg", "for"]]
        .map(([name, choice]) => ({ name, choice }));
    assert.deepEqual(votersOf(votes, "for").map((v) => v.name), ["Berg", "Éénrum", "Zand"]);
});

test("what is next is the first item after this one that waits", () => {
    const motions = [["pending", 1], ["decided", 2], ["voting", 3], ["decided", 4], ["pending", 5]]
        .map(([state, id]) => ({ state, id }));
    assert.equal(nextMotion(motions, 3).id, 5);
    assert.equal(nextMotion(motions, undefined).id, 1);
    assert.equal(nextMotion(motions, 5), null);
    assert.equal(nextMotion([], 5), null);
});

test("the bar is about what is on the screen", () => {
    const r = round();
    assert.deepEqual(subjectOf(snapshot("round", { round: r })), { motion: 3, round: r });
    assert.deepEqual(subjectOf(snapshot("pause", { round: r })), {});
    assert.deepEqual(subjectOf({ ...snapshot("subject", { round: r }), screen: { show: "subject", motion: { id: 9 } } }),
        { motion: 9 });
});

test("a sentence in clauses is the sentence", () => {
    const sentence = "Aangenomen is ‘A’: ‘A’ 62% (9.000 stemmen, 120 leden), tegen alle 38% (1 stem, 1 lid); gewone meerderheid. 4 leden onthielden zich (212 stemmen).";
    assert.equal(clausesOf(sentence).join(" "), sentence);
    assert.equal(clausesOf(sentence).length, 5);
});

test("small things: seals, movers, progress", () => {
    assert.equal(shortSeal("3f9a1c0277be55d0aa"), "3f9a 1c02 77be");
    assert.deepEqual(firstOf([1, 2, 3], 3), { shown: [1, 2, 3], left: 0 });
    assert.deepEqual(firstOf([1, 2, 3, 4], 3), { shown: [1, 2], left: 2 });
    assert.deepEqual(progressOf({ members: 5, weight: 50 }, { members: 10, weight: 60 }),
        { members: 10, weight: 60, part: 0.5 });
    assert.equal(progressOf({ members: 5, weight: 50 }, { members: 4, weight: 40 }).part, 1, "one voted and left");
    assert.equal(progressOf({ members: 0, weight: 0 }, { members: 0, weight: 0 }).part, 0);
});

test("what is kept is loaded once for each key, and again after a failure", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const asked = [];
    let drawn = 0;
    const kept = makeKept(async (key) => {
        asked.push(key);
        if (asked.length === 1)
            throw new Error("lost");
        return `value of ${key}`;
    }, () => drawn++);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    assert.equal(kept.get("1"), null);
    kept.get("1");
    await turn();
    assert.deepEqual([asked, drawn], [["1"], 0], "not at once again");
    t.mock.timers.tick(2000);
    assert.equal(drawn, 1);
    kept.get("1");
    await turn();
    assert.deepEqual(kept.get("1"), { key: "1", value: "value of 1" });
    assert.deepEqual(kept.get("2"), { key: "1", value: "value of 1" }, "the former one meanwhile");
    await turn();
    assert.equal(kept.get("2").value, "value of 2");
    assert.deepEqual(asked, ["1", "1", "2"]);
});
