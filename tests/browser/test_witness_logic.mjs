// SPDX-License-Identifier: EUPL-1.2
/** What the committee page notices of a journal that changes, and how it judges a round. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { furthest } from "../../src/web/committee/answers.js";
import { check } from "../../src/web/committee/checks.js";
import { firstOther, thinned } from "../../src/web/committee/kept.js";
import { Replay } from "../../src/web/committee/recount/replay.js";
import { readEntry, Recounter } from "../../src/web/committee/recounter.js";
import { checkpointHolds, toBase64, treeCode } from "../../src/web/committee/seal.js";
import { hex, leafHash } from "../../src/web/committee/sha256.js";
import { splitLines, Witness } from "../../src/web/committee/witness.js";

const bytes = (text) => new TextEncoder().encode(text);

// ---- the witness ------------------------------------------------------------

const line = (n, more = "") => `{"n":${n},"at":"2026-06-08T10:00:00.000Z","kind":"motion"${more}}`;
const withheld = (n, text) => `{"n":${n},"withheld":true,"hash":"${hex(leafHash(bytes(text)))}"}`;
const lines = (...texts) => splitLines(bytes(texts.map((text) => `${text}\n`).join("")));
const witness = (...texts) => {
    const it = new Witness(() => "2026-06-08T10:00:01.000Z");
    it.take(0, lines(...texts));
    return it;
};
const codes = (it) => it.findings.map(({ n, code }) => `${n} ${code}`);

test("an answer that breaks off in a line gives the whole lines before it", () => {
    assert.deepEqual(splitLines(bytes("a\nb\nc")).map(String), [bytes("a"), bytes("b")].map(String));
});

test("lines that stay what they were are no finding, and come out byte for byte", () => {
    const it = witness(line(0), line(1, ',"title":"‮é"'));
    it.take(0, lines(line(0), line(1, ',"title":"‮é"'), line(2)));
    assert.deepEqual(codes(it), []);
    assert.equal(new TextDecoder().decode(it.bytes()), [line(0), line(1, ',"title":"‮é"'), line(2), ""].join("\n"));
});

test("a line that was seen before and is different now is named, with both", () => {
    const it = witness(line(0), line(1), line(2));
    it.take(1, lines(line(1, ',"title":"x"'), line(2)));
    it.take(1, lines(line(1, ',"title":"x"'), line(2)));
    assert.deepEqual(it.findings, [{ n: 1, code: "changed", was: line(1), now: line(1, ',"title":"x"'),
        at: "2026-06-08T10:00:01.000Z" }]);
    assert.equal(new TextDecoder().decode(it.entries[1].bytes), line(1), "the first is kept");
});

test("a withheld line that is shown later must have the hash that was promised", () => {
    const it = witness(line(0), withheld(1, line(1)), withheld(2, line(2)));
    assert.equal(it.firstWithheld, 1);
    const root = hex(it.tree.root());
    it.take(1, lines(line(1), line(2, ',"choice":"for"')));
    assert.deepEqual(codes(it), ["2 not-the-line"]);
    assert.equal(it.firstWithheld, null);
    assert.equal(it.revision, 2);
    assert.equal(hex(it.tree.root()), root, "the tree stands on what was promised");
    it.take(1, lines(line(1), line(2, ',"choice":"for"')));
    assert.deepEqual(codes(it), ["2 not-the-line"], "the same again is no other finding");
});

test("a withheld line whose promise changes, and a shown line that is hidden again", () => {
    const it = witness(line(0), withheld(1, line(1)), line(2));
    it.take(1, lines(withheld(1, line(3)), withheld(2, line(2))));
    assert.deepEqual(codes(it), ["1 changed", "2 hidden"]);
});

test("gaps and numbers that repeat are named, and nothing after them is placed", () => {
    const gap = witness(line(0), line(2), line(3));
    assert.deepEqual(gap.findings.map(({ n, code, params }) => ({ n, code, params })),
        [{ n: 1, code: "gap", params: { said: 2 } }]);
    assert.equal(gap.size, 1);
    const repeated = witness(line(0), line(1), line(1));
    assert.deepEqual(codes(repeated), ["2 number"]);
    assert.equal(repeated.size, 2);
});

test("what nobody can read is a finding and keeps its place", () => {
    const it = witness(line(0), "{not json}", line(2));
    assert.deepEqual(codes(it), ["1 unreadable"]);
    assert.equal(it.size, 3);
    const twice = witness(line(0), line(1, ',"choice":"for","choice":"against"'));
    assert.deepEqual(codes(twice), ["1 unreadable"]);
    const spaced = witness(line(0).replace(",", ", "));
    assert.deepEqual(codes(spaced), ["0 unreadable"]);
    const broken = witness();
    broken.take(0, [Uint8Array.of(0x7b, 0xff, 0x7d)]);
    assert.deepEqual(codes(broken), ["0 unreadable"]);
});

test("a journal that got shorter is noticed", () => {
    const it = witness(line(0), line(1), line(2));
    it.noteEnd(3);
    assert.deepEqual(codes(it), []);
    it.noteEnd(2);
    assert.deepEqual(it.findings[0].params, { size: 2, seen: 3 });
});

test("the close of a round is told once, when its line is new", () => {
    const closed = '{"n":1,"at":"2026-06-08T10:00:00.000Z","kind":"closed"}';
    const it = witness(line(0));
    assert.equal(it.take(1, lines(closed)).isClosed, true);
    assert.equal(it.take(0, lines(line(0), closed, line(2))).isClosed, false);
});

// ---- counting along ---------------------------------------------------------

/** The journal of the auditor's guide: as it is, and as it was during the vote. */
function guide() {
    const page = readFileSync(new URL("../../docs/auditor.md", import.meta.url), "utf8").split("\n");
    const shown = page.filter((text) => /^\{"n":/.test(text) && !/"withheld"|"kind":"(member|figure)"/.test(text))
        .sort((a, b) => JSON.parse(a).n - JSON.parse(b).n);
    const secret = (text) => ["ballot", "late", "refused"].includes(JSON.parse(text).kind);
    const close = shown.findIndex((text) => JSON.parse(text).kind === "closed");
    const during = shown.slice(0, close).map((text, n) => (secret(text) ? withheld(n, text) : text));
    return { shown, during, close };
}

const counted = (it) => {
    const replay = new Replay();
    for (const entry of it.entries)
        readEntry(replay, entry);
    return replay;
};

/** A recounter that works at once when it is woken. */
function recounter(it) {
    const counter = new Recounter(it, () => {});
    counter.wake = () => counter.work();
    counter.begin(Replay);
    return counter;
}

test("while withheld lines are being fetched nothing is counted, and then all of it", () => {
    const { shown, during, close } = guide();
    const it = witness(...during);
    const counter = recounter(it);
    counter.wake();
    assert.equal(counter.isComplete, true);
    it.isRevealing = it.take(close, lines(...shown.slice(close, close + 2))).isClosed;
    counter.wake();
    assert.equal(counter.isComplete, false);
    assert.deepEqual(counter.replay.problems, [], "half of the ballots is no fault");
    it.take(0, lines(...shown));
    it.isRevealing = false;
    counter.wake();
    assert.equal(counter.isComplete, true);
    assert.deepEqual(counter.replay.problems, []);
    assert.equal(counter.replay.rounds.get(1).result.options[0].weight, 75);
});

test("lines that stay withheld after the close leave the recount incomplete, not different", () => {
    const { shown, during, close } = guide();
    const it = witness(...during, ...shown.slice(close));
    const replay = counted(it);
    assert.deepEqual(replay.problems, []);
    const server = { state: "closed", ...JSON.parse(shown[close + 1]) };
    assert.equal(check(replay, 1, { server, votes: [] }).verdict, "incomplete");
});

test("a round is compared with its journal, the server's answer, its votes and its screens", () => {
    const { shown } = guide();
    const replay = counted(witness(...shown));
    const lineOf = (kind) => JSON.parse(shown.find((text) => text.includes(`"kind":"${kind}"`)));
    const { result } = lineOf("result");
    const server = { ...lineOf("round"), id: 1, state: "annulled", result };
    const votes = [{ code: "GM9001", weight: 75, choice: "for" }, { code: "GM9002", weight: 30, choice: "against" }];
    assert.equal(check(replay, 1, { server, votes }).verdict, "equal");
    assert.equal(check(replay, 1, { server: { ...server, state: "open" }, votes }).verdict, "reading");
    assert.equal(check(replay, 1, { server, votes: undefined }).verdict, "reading");
    assert.equal(check(replay, 2, { server: undefined, votes }).verdict, "none");
    for (const [path, said] of [
        [["needed"], { server: { ...server, result: { ...result, needed: 54 } }, votes }],
        [["extra"], { server: { ...server, result: { ...result, extra: 1 } }, votes }],
        [["terms", "seal"], { server: { ...server, seal: "00" }, votes }],
        [["robustness", "members"], { server: { ...server, robustness: { votes: 23, members: 2,
            perMember: { outcome: "rejected", for: 1, against: 1 } } }, votes }],
        [["votes"], { server, votes: votes.slice(1) }],
        [["vote", "GM9002"], { server, votes: [votes[0], { ...votes[1], choice: "for" }] }],
        [["vote", "GM9002"], { server, votes: [votes[0], { ...votes[1], weight: 31 }] }],
        [["stream", "met"], { server, votes, stream: { ...server, result: { ...result, met: false } } }],
    ]) {
        const { verdict, first } = check(replay, 1, said);
        assert.equal(verdict, "different");
        assert.deepEqual(first.path, path);
    }
});

test("of two answers about a round the one that is further counts", () => {
    assert.equal(furthest({ state: "closed" }, { state: "open" }).state, "closed");
    assert.equal(furthest({ state: "open" }, { state: "closed" }).state, "closed");
    assert.equal(furthest(undefined, { state: "open" }).state, "open");
    const first = { state: "open" };
    assert.equal(furthest(first, { state: "open" }), first);
});

// ---- seals ------------------------------------------------------------------

test("a checkpoint is held against the lines it is about", () => {
    const it = witness(line(0), line(1), line(2));
    const root = toBase64(it.tree.root(2));
    assert.equal(checkpointHolds(it, { size: 2, root, code: "" }), true);
    assert.equal(checkpointHolds(it, { size: 3, root, code: "" }), false);
    assert.equal(checkpointHolds(it, { size: 4, root, code: "" }), null, "those lines are not here yet");
    assert.equal(checkpointHolds(it, { size: 2, root: "?", code: "" }), false);
    assert.equal(treeCode(new Uint8Array(32)), "0000-0000");
    assert.equal(treeCode(new Uint8Array(32).fill(255)), "ZZZZ-ZZZZ");
    assert.equal(treeCode(Uint8Array.of(0x00, 0x44, 0x32, 0x14, 0xc7)), "0123-4567");
});

test("what a browser kept says between which lines a journal was changed", () => {
    const seals = [{ size: 10, root: "a" }, { size: 20, root: "b" }, { size: 30, root: "c" }];
    assert.equal(firstOther(seals, (size) => ({ 10: "a", 20: "b", 30: "c" })[size]), null);
    assert.deepEqual(firstOther(seals, (size) => ({ 10: "a", 20: "x", 30: "y" })[size]), { same: 10, other: 20 });
    assert.deepEqual(firstOther(seals, () => "x"), { same: 0, other: 10 });
});

test("of many seals the newest are kept, and of the older ones some", () => {
    let seals = [];
    for (let size = 1; size <= 10000; size++)
        seals = thinned([...seals, { size, root: "" }]);
    assert.ok(seals.length <= 41);
    assert.deepEqual(seals.slice(-4).map(({ size }) => size), [9997, 9998, 9999, 10000]);
    assert.equal(seals[0].size, 1);
    assert.ok(seals.every(({ size }, i) => i === 0 || size > seals[i - 1].size));
});
