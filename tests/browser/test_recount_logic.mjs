// SPDX-License-Identifier: EUPL-1.2
/**
 * The committee page's own recount, against assemblies that the server's code
 * played (tests/recount/sim.c), against the rules, and against journals that
 * somebody changed.  No browser is needed.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { baseOf, count } from "../../src/web/committee/recount/count.js";
import { readLine } from "../../src/web/committee/recount/json.js";
import { Replay } from "../../src/web/committee/recount/replay.js";
import { robustness } from "../../src/web/committee/recount/robustness.js";
import { meets, neededFor, percentages, weightOf } from "../../src/web/committee/recount/rules.js";
import { lineKinds } from "../../src/web/committee/recount/shapes.js";
import { hex, leafHash, sha256, Tree } from "../../src/web/committee/sha256.js";

const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BUILD = path.dirname(path.resolve(TOP, process.env.STEMBUS ?? "build/release/stembus"));
const DATA = path.join(TOP, "../shared/data");

/** Chance that is the same every time (mulberry32). */
function chance(seed) {
    let state = seed;
    const next = () => {
        state = state + 0x6d2b79f5 | 0;
        let z = Math.imul(state ^ state >>> 15, 1 | state);
        z = z + Math.imul(z ^ z >>> 7, 61 | z) ^ z;
        return ((z ^ z >>> 14) >>> 0) / 2 ** 32;
    };
    return {
        upto: (n) => Math.floor(next() * n),
        of: (list) => list[Math.floor(next() * list.length)],
    };
}

const bytes = (text) => new TextEncoder().encode(text);

// ---- journals ---------------------------------------------------------------

/** The lines of `count` random assemblies. */
function simulated(count, seed) {
    // the simulation is built beside the optimised program, whichever is tested
    const sim = [BUILD, path.join(TOP, "build/release")]
        .map((folder) => path.join(folder, "tests/recount/sim")).find((file) => existsSync(file));
    assert.ok(sim, "build the simulation first: make recount-tools");
    const run = spawnSync(sim, [String(count), String(seed)],
        { encoding: "utf8", maxBuffer: 2 ** 30 });
    assert.equal(run.status, 0, run.stderr);
    const journals = [];
    for (const line of run.stdout.split("\n").slice(0, -1)) {
        if (line.startsWith('{"n":0,'))
            journals.push([]);
        journals[journals.length - 1].push(line);
    }
    return journals;
}

function recount(journal) {
    const replay = new Replay();
    for (const text of journal)
        replay.read(readLine(text));
    return replay;
}

/** Whether the recount sees that something is wrong, also where it cannot be read. */
function findsFault(journal) {
    try {
        const replay = recount(journal);
        return replay.problems.length > 0 || replay.due !== null;
    } catch (error) {
        assert.ok(error instanceof SyntaxError, error.stack);
        return true;
    }
}

const journals = simulated(1500, 20260608);

test("the recount agrees with the server on thousands of random assemblies", () => {
    let rounds = 0, ballots = 0;
    for (const journal of journals) {
        const replay = recount(journal);
        assert.deepEqual(replay.problems, [], journal[0]);
        const counted = [...replay.rounds.values()].filter((round) => round.stated !== null);
        for (const round of counted) {
            const line = JSON.parse(journal[round.stated.n]);
            assert.equal(JSON.stringify({ ...line, result: round.result }), journal[round.stated.n]);
        }
        rounds += counted.length;
        ballots += counted.reduce((sum, round) => sum + round.ballots.length, 0);
    }
    assert.ok(rounds > 2000 && ballots > 20000, `${rounds} rounds, ${ballots} ballots`);
});

test("the recount agrees with the journal that the auditor's guide prints", () => {
    const page = readFileSync(path.join(TOP, "docs/auditor.md"), "utf8");
    const lines = page.split("\n").filter((line) => line.startsWith('{"n":') &&
        !/"withheld"|"kind":"(member|figure)"/.test(line));
    const replay = recount(lines.sort((a, b) => readLine(a).n - readLine(b).n));
    assert.deepEqual(replay.problems, []);
    assert.equal(replay.rounds.get(1).state, "annulled");
});

test("the recount knows every kind of line that there is in a journal", () => {
    const header = readFileSync(path.join(TOP, "include/domain/record.h"), "utf8");
    const kinds = [...header.matchAll(/^ +X\(\w+, +"(\w+)",/gm)].map((match) => match[1])
        .filter((kind) => kind !== "member" && kind !== "figure"); // those of the register
    assert.ok(kinds.length > 15);
    assert.deepEqual(kinds.filter((kind) => !lineKinds.includes(kind)), []);
});

// ---- journals that were changed ---------------------------------------------

const text = (line) => JSON.stringify(line);

/** So that a line that is gone leaves no gap. */
function renumbered(lines) {
    const number = new Map(lines.map((line, n) => [line.n, n]));
    return lines.map((line) => text({ ...line, n: number.get(line.n),
        ...("replaces" in line ? { replaces: number.get(line.replaces) ?? 0 } : {}) }));
}

/** Ballots that were counted and replaced none, each with its round's terms. */
function countedBallots(lines) {
    const rounds = new Map(), found = [];
    const closed = new Set(lines.filter((l) => l.kind === "closed").map((l) => l.round));
    const stands = new Map();
    for (const line of lines) {
        if (line.kind === "round")
            rounds.set(line.round, line);
        else if (line.kind === "ballot" && closed.has(line.round))
            stands.set(`${line.round} ${line.member}`, line);
    }
    for (const ballot of stands.values()) {
        if (!("replaces" in ballot))
            found.push({ ballot, terms: rounds.get(ballot.round) });
    }
    return found;
}

const tampered = {
    "a digit of a result": (journal, lines, { upto, of }) => {
        const results = journal.filter((line) => line.includes('"kind":"result"'));
        if (results.length === 0)
            return null;
        const victim = of(results);
        const start = victim.indexOf('"result":{');
        const places = [...victim.slice(start).matchAll(/\d/g)].map((match) => start + match.index);
        const place = of(places);
        const digit = (Number(victim[place]) + 1 + upto(9)) % 10;
        return journal.map((line) => (line === victim
            ? victim.slice(0, place) + digit + victim.slice(place + 1) : line));
    },
    "a ballot left out": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        const victim = ballots.length > 0 && of(ballots).ballot;
        return victim && renumbered(lines.filter((line) => line !== victim));
    },
    "another choice": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        if (ballots.length === 0)
            return null;
        const { ballot, terms } = of(ballots);
        const choice = of(terms.options.filter((option) => option !== ballot.choice));
        return lines.map((line) => text(line === ballot ? { ...line, choice } : line));
    },
    "another weight": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        const victim = ballots.length > 0 && of(ballots).ballot;
        return victim && lines.map((line) => text(line === victim
            ? { ...line, weight: line.weight + 1 } : line));
    },
    "a ballot of another member": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        const victim = ballots.length > 0 && of(ballots).ballot;
        const others = lines.filter((line) => line.kind === "roll" && line.code !== victim?.member);
        return victim && others.length > 0 && lines.map((line) => text(line === victim
            ? { ...line, member: of(others).code } : line));
    },
    "a ballot after the close": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        if (ballots.length === 0)
            return null;
        const victim = of(ballots).ballot;
        const rest = lines.filter((line) => line !== victim);
        const close = rest.findIndex((l) => l.kind === "result" && l.round === victim.round);
        return renumbered([...rest.slice(0, close + 1), victim, ...rest.slice(close + 1)]);
    },
    "a ballot twice": (_, lines, { of }) => {
        const ballots = countedBallots(lines);
        if (ballots.length === 0)
            return null;
        const at = lines.indexOf(of(ballots).ballot);
        return [...lines.slice(0, at + 1), lines[at], ...lines.slice(at + 1)]
            .map((line, n) => text({ ...line, n }));
    },
    "more inhabitants": (_, lines, { of }) => changed(lines, of, "roll",
        (line) => ({ ...line, inhabitants: line.inhabitants + 1 })),
    "another weight on the roll": (_, lines, { of }) => changed(lines, of, "roll",
        (line) => ({ ...line, weight: line.weight + 1 })),
    "another name on the roll": (_, lines, { of }) => changed(lines, of, "roll",
        (line) => ({ ...line, name: `${line.name} ` })),
    "another weight rule": (_, lines) => changed(lines, (list) => list[0], "begin",
        (line) => ({ ...line, weightRules: { ...line.weightRules,
            municipality: { ...line.weightRules.municipality, cap: 74 } } })),
    "certified by another": (_, lines, { of }) => changed(lines, of, "certified",
        (line) => ({ ...line, role: "operator" })),
    "a refusal without its ground": (_, lines, { of }) => changed(lines, of, "refused",
        (line) => ({ ...line, reason: line.reason === "not-found" ? "repeated" : "not-found" })),
    "a key twice": (journal, lines, { of }) => {
        const ballots = countedBallots(lines);
        const victim = ballots.length > 0 && text(of(ballots).ballot);
        return victim && journal.map((line) => (line === victim
            ? line.replace('"choice":', '"choice":"for","choice":') : line));
    },
    "a space": (journal, _, { of }) => {
        const victim = of(journal);
        return journal.map((line) => (line === victim ? line.replace(":", ": ") : line));
    },
};

/** Changes one of the lines of a kind; null when there is none after which the
 * assembly was convened (before that a roll proves nothing). */
function changed(lines, of, kind, change) {
    const able = lines.filter((line) => line.kind === kind);
    if (able.length === 0 || !lines.some((line) => line.kind === "assembly"))
        return null;
    const victim = of(able);
    return lines.map((line) => text(line === victim ? change(line) : line));
}

for (const [what, tamper] of Object.entries(tampered)) {
    test(`a changed journal is found: ${what}`, () => {
        const random = chance(what.length);
        let found = 0;
        for (const journal of journals) {
            if (found === 100)
                break;
            // numbers past 2^53 would change when written again here
            const lines = journal.map((line) => JSON.parse(line));
            if (lines.some((line, i) => text(line) !== journal[i]))
                continue;
            const copy = tamper(journal, lines, random);
            if (!copy || copy.join() === journal.join())
                continue;
            assert.ok(findsFault(copy), `${what}\n${copy.join("\n")}`);
            found++;
        }
        assert.ok(found >= 20, `${found} journals`);
    });
}

test("a problem names its line, what was said and what should be", () => {
    const journal = journals.find((lines) => lines.some((line) => line.includes('"kind":"result"')));
    const at = journal.findIndex((line) => line.includes('"kind":"result"'));
    const line = JSON.parse(journal[at]);
    const own = line.result.options[0].weight;
    line.result.options[0].weight = own + 1;
    const { problems } = recount(journal.with(at, text(line)));
    assert.deepEqual(problems[0], { n: at, code: "result", round: line.round, params: {
        field: `options.${line.result.options[0].option}.weight`, own: String(own),
        stated: String(own + 1) } });
});

test("lines of an open round that nobody has seen are counted, not guessed", () => {
    const secret = ["ballot", "refused", "late"];
    const during = journals.map((journal) => {
        const lines = journal.map(readLine);
        const close = lines.findIndex((line) => line.kind === "closed");
        return lines.slice(0, Math.max(close, 0));
    }).find((lines) => lines.some((line) => line.kind === "ballot"));
    const replay = new Replay();
    for (const line of during) {
        if (replay.open !== null && secret.includes(line.kind))
            replay.readWithheld();
        else
            replay.read(line);
    }
    const opened = during.findIndex((line) => line.kind === "open");
    assert.deepEqual(replay.problems, []);
    assert.equal(replay.open.withheld,
        during.slice(opened).filter((line) => secret.includes(line.kind)).length);
    assert.equal(replay.open.result, null);
});

// ---- hashes -----------------------------------------------------------------

test("SHA-256 gives the values of FIPS 180-4", () => {
    for (const [message, hash] of [
        ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
        ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
        ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
        ["abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"],
        ["a".repeat(1000000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
    ])
        assert.equal(hex(sha256(bytes(message))), hash);
});

test("SHA-256 agrees with another program on messages of every length up to 300", () => {
    for (let length = 0; length <= 300; length++) {
        const message = new Uint8Array(randomBytes(length));
        const cut = Math.floor(length / 3);
        assert.equal(hex(sha256(message.slice(0, cut), message.slice(cut))),
            createHash("sha256").update(message).digest("hex"));
    }
});

test("a leaf hash is the one that the auditor's guide shows for a withheld line", () => {
    const page = readFileSync(path.join(TOP, "docs/auditor.md"), "utf8").split("\n");
    const promised = JSON.parse(page.find((text) => text.includes('"withheld":true')));
    const shown = page.find((text) => text.startsWith(`{"n":${promised.n},"at"`));
    assert.equal(hex(leafHash(bytes(shown))), promised.hash);
});

/** RFC 6962, section 2.1, as it is written there. */
function rootByDefinition(leaves) {
    if (leaves.length === 1)
        return leaves[0];
    let half = 1;
    while (2 * half < leaves.length)
        half *= 2;
    return createHash("sha256").update(Buffer.concat([Buffer.of(1),
        rootByDefinition(leaves.slice(0, half)), rootByDefinition(leaves.slice(half))])).digest();
}

test("the tree has the root of RFC 6962 at every size it ever had", () => {
    const leaves = Array.from({ length: 140 }, () => new Uint8Array(randomBytes(32)));
    const tree = new Tree();
    for (const leaf of leaves)
        tree.append(leaf);
    assert.equal(tree.size, 140);
    assert.equal(hex(tree.root(0)), createHash("sha256").digest("hex"));
    for (let size = 1; size <= leaves.length; size++)
        assert.equal(hex(tree.root(size)), Buffer.from(rootByDefinition(leaves.slice(0, size))).toString("hex"));
    assert.equal(hex(tree.root()), hex(tree.root(140)));
});

// ---- the rules --------------------------------------------------------------

test("weights follow the rule: whole votes, at least the minimum, at most the cap", () => {
    for (const [perInhabitants, rounding, minimum, cap, inhabitants, weight] of [
        [100, "down", 1, 75, 0, 1], [100, "down", 1, 75, 99, 1], [100, "down", 1, 75, 936, 9],
        [100, "down", 1, 75, 7499, 74], [100, "down", 1, 75, 7500, 75],
        [100, "down", 1, 75, 834713, 75], [1000, "down", 1, 75, 936, 1],
        [10000, "down", 1, 75, 749999, 74], [100, "up", 1, 75, 101, 2], [100, "up", 1, 75, 100, 1],
        [100, "nearest", 1, 75, 149, 1], [100, "nearest", 1, 75, 150, 2],
        [1, "down", 1, 1000000, 100000000, 1000000],
    ])
        assert.equal(weightOf({ perInhabitants, rounding, minimum, cap }, inhabitants), weight);
});

const simple = { numerator: 1, denominator: 2, comparison: "more-than", base: "cast" };
const twoThirds = { numerator: 2, denominator: 3, comparison: "at-least", base: "cast" };

test("needed is the smallest weight that meets the majority, also near 2^53", () => {
    assert.equal(neededFor(twoThirds, 22895), 15264);
    assert.equal(neededFor(simple, 0), 1);
    const { upto, of } = chance(53);
    for (let i = 0; i < 2000; i++) {
        const denominator = 1 + upto(1000), numerator = 1 + upto(denominator);
        const majority = { numerator, denominator, base: "cast",
            comparison: numerator === denominator ? "at-least" : of(["more-than", "at-least"]) };
        const base = of([upto(50), upto(1e6), 2 ** 53 - 1 - upto(1000)]);
        const needed = neededFor(majority, base);
        assert.ok(meets(majority, needed, base));
        assert.ok(!meets(majority, needed - 1, base));
    }
});

test("shares make 100.00, half up, never all or nothing when it is not", () => {
    assert.deepEqual(percentages([22364, 531], false), ["97.68", "2.32"]);
    assert.deepEqual(percentages([1, 2 ** 52], false), ["0.01", "99.99"]);
    assert.deepEqual(percentages([2 ** 52, 1], false), ["99.99", "0.01"]);
    assert.deepEqual(percentages([1, 799], false), ["0.13", "99.87"]); // 0.125
    assert.deepEqual(percentages([0, 0], false), [null, null]);
    assert.deepEqual(percentages([1, 1, 1], true), ["33.34", "33.33", "33.33"]);
    assert.deepEqual(percentages([99999, 1, 0], true), ["99.99", "0.01", "0.00"]);
});

/** So many members that weigh so much together, each with the same choice. */
function group(option, [weight, members]) {
    return Array.from({ length: members }, (_, i) =>
        ({ code: `${option}${i}`, weight: i === 0 ? weight - members + 1 : 1, option }));
}

test("the sentence is word for word that of the rules", () => {
    const halfPresent = { numerator: 1, denominator: 2, of: "present", by: "members" };
    for (const [majority, quorum, shares, sentence] of [
        [simple, undefined, { for: [22364, 301], against: [531, 8] },
            "Aangenomen: 97,68% voor, 2,32% tegen (22.364 tegen 531 stemmen, 301 tegen 8 leden; " +
            "gewone meerderheid)."],
        [twoThirds, undefined, { for: [15260, 204], against: [7635, 105] },
            "Verworpen: 66,65% voor, 33,35% tegen (15.260 tegen 7.635 stemmen, 204 tegen 105 leden; " +
            "tweederde meerderheid vereist, 15.264 stemmen nodig)."],
        [simple, undefined, { for: [22895, 309], against: [0, 0] },
            "Aangenomen met algemene stemmen: 100% voor (22.895 stemmen, 309 leden)."],
        [simple, undefined, { for: [1200, 20], against: [1200, 17] },
            /^Verworpen, de stemmen staken: 50% voor, 50% tegen \([^()]+\)\.$/],
        [simple, halfPresent, { for: [150, 2], against: [12, 1], silent: [500, 9] },
            /^Geen besluit: quorum niet gehaald \([^()]+\)\.$/],
        [simple, undefined, { for: [22683, 305], against: [0, 0], abstain: [212, 4] },
            /^Aangenomen met algemene stemmen: 100% voor \([^()]+\)\. 4 leden onthielden zich \(212 stemmen\)\.$/],
        [simple, undefined, { for: [988, 9], against: [12, 1] }, /^Aangenomen: 98,8% voor, 1,2% tegen \(/],
        [simple, undefined, { for: [515, 6], against: [485, 4] }, /^Aangenomen: 51,5% voor, 48,5% tegen \(/],
        [simple, undefined, { Voorstel: [620, 60], Gewijzigd: [340, 30], "against-all": [40, 1] },
            "Aangenomen is ‘Voorstel’: ‘Voorstel’ 62% (620 stemmen, 60 leden), ‘Gewijzigd’ 34% (340 stemmen, " +
            "30 leden), tegen alle 4% (40 stemmen, 1 lid); gewone meerderheid."],
    ]) {
        const members = Object.entries(shares).flatMap(([option, share]) => group(option, share));
        const options = Object.keys(shares).filter((option) => option !== "silent");
        const terms = { options, majority, quorum, named: !options.includes("for"),
            abstain: options.includes("abstain") };
        const choices = new Map(members.filter((m) => m.option !== "silent").map((m) => [m.code, m.option]));
        const { nl } = count(terms, members, new Set(members.map((m) => m.code)), choices).sentence;
        if (typeof sentence === "string")
            assert.equal(nl, sentence);
        else
            assert.match(nl, sentence);
    }
});

// ---- robustness -------------------------------------------------------------

/** What was adopted: an option, "for", or null. */
const adopted = (result) => (result.outcome === "adopted" ? result.adoptedOption ?? "for" : null);

/** The fewest voters who flip it, by trying everything. */
function fewestByTrying(terms, voters, here, choices) {
    const was = adopted(count(terms, voters, here, choices));
    const voting = voters.filter((v) => choices.has(v.code));
    let fewest = Infinity;
    const attempt = (i, now, changes) => {
        if (changes >= fewest)
            return;
        if (i < voting.length) {
            for (const option of terms.options)
                attempt(i + 1, new Map(now).set(voting[i].code, option),
                    changes + (option === choices.get(voting[i].code) ? 0 : 1));
        } else {
            const is = adopted(count(terms, voters, here, now));
            if (was === null ? is !== null : is !== was)
                fewest = changes;
        }
    };
    attempt(0, choices, 0);
    return fewest;
}

function randomRound({ upto, of }) {
    const named = upto(2) === 1, abstain = upto(2) === 1;
    const options = [...(named ? ["A", "B"] : ["for"]), named ? "against-all" : "against",
        ...(abstain ? ["abstain"] : [])];
    const denominator = of([1, 2, 3, 4, 5]), numerator = 1 + upto(denominator);
    const comparison = numerator === denominator ? "at-least" : of(["more-than", "at-least"]);
    const base = of(["cast", "cast-and-abstained", "present", "entitled"]);
    const voters = Array.from({ length: 1 + upto(5) }, (_, i) => ({ code: `m${i}`, weight: 1 + upto(3) }));
    return {
        terms: { options, named, abstain, majority: { numerator, denominator, comparison, base } },
        voters, here: new Set(voters.filter(() => upto(4) > 0).map((v) => v.code)),
        choices: new Map(voters.filter(() => upto(6) > 0).map((v) => [v.code, of(options)])),
    };
}

/** The same round with a voter for each vote. */
function splitVotes({ terms, voters, here, choices }) {
    const parts = voters.flatMap((v) => Array.from({ length: v.weight }, (_, i) =>
        ({ code: `${v.code}.${i}`, weight: 1, of: v.code })));
    return {
        terms, voters: parts, here: new Set(parts.filter((p) => here.has(p.of)).map((p) => p.code)),
        choices: new Map(parts.filter((p) => choices.has(p.of)).map((p) => [p.code, choices.get(p.of)])),
    };
}

test("robustness is what trying every other choice finds", () => {
    const random = chance(7);
    for (let i = 0; i < 300; i++) {
        const round = randomRound(random);
        const { terms, voters, here, choices } = round;
        const own = robustness(terms, voters, here, choices, count(terms, voters, here, choices));
        const what = JSON.stringify({ terms, voters, choices: [...choices] });
        assert.equal(own.members ?? Infinity, fewestByTrying(terms, voters, here, choices), what);
        const split = splitVotes(round);
        if (split.choices.size <= 7)
            assert.equal(own.votes ?? Infinity,
                fewestByTrying(terms, split.voters, split.here, split.choices), what);
    }
});

test("a quorum that was missed is missed whatever is chosen", () => {
    const terms = { options: ["for", "against"], named: false, abstain: false, majority: simple,
        quorum: { numerator: 1, denominator: 2, of: "entitled", by: "members" } };
    const voters = [{ code: "a", weight: 5 }, { code: "b", weight: 5 }, { code: "c", weight: 5 }];
    const choices = new Map([["a", "for"]]), here = new Set(["a"]);
    assert.deepEqual(robustness(terms, voters, here, choices, count(terms, voters, here, choices)),
        { perMember: { outcome: "no-quorum", for: 1, against: 0 } });
});

// ---- the real figures of 8 June 2016 -----------------------------------------

/** Rows of a CSV without quotes, by the names of its columns. */
function rowsOf(file) {
    const [head, ...rows] = readFileSync(path.join(DATA, file), "utf8").trim().split("\n");
    const names = head.split(";");
    return rows.map((row) => Object.fromEntries(row.split(";").map((field, i) => [names[i], field])));
}

/** Some members that weigh exactly so much together. */
function weighing(members, weight) {
    const reached = new Map([[0, null]]); // weight → the last member and what was before
    for (const member of members) {
        for (const sum of [...reached.keys()]) {
            const next = sum + member.weight;
            if (next <= weight && !reached.has(next))
                reached.set(next, { member, sum });
        }
    }
    const chosen = new Set();
    for (let at = reached.get(weight); at; at = reached.get(at.sum))
        chosen.add(at.member.code);
    return chosen;
}

test("the percentages of 8 June 2016 come out as they were published", { skip: existsSync(DATA)
    ? false : `${DATA} is not there: the figures of 2016 are not part of the project` }, () => {
    const agenda = JSON.parse(readFileSync(path.join(DATA, "agenda-2016-06-08.json"), "utf8"));
    const members = rowsOf("members-2016.csv").map((m) => ({ code: m.code, kind: m.kind,
        weight: weightOf(agenda.weightRules[m.kind], Number(m.inhabitants)) }));
    const here = new Set(rowsOf("attendance-2016-06-08.csv").map((row) => row.code));
    const weighs = (list) => list.reduce((sum, m) => sum + m.weight, 0);
    assert.equal(weighs(members.filter((m) => m.kind === "municipality")), 28935);
    const present = members.filter((m) => here.has(m.code));
    assert.equal(weighs(present), 22895);

    const votes = agenda.items.filter((item) => item.vote && item.kind !== "practice");
    assert.equal(votes.length, 12);
    for (const { title, majority, vote } of votes) {
        // who voted what is not known: any who weigh what the percentage says will do
        const share = Number(vote.percentAgainst.replace(",", "."));
        const against = weighing(present, Math.round(22895 * share / 100));
        const choices = new Map(present.map((m) => [m.code, against.has(m.code) ? "against" : "for"]));
        const terms = { options: ["for", "against"], named: false, abstain: false,
            majority: majority === "simple" ? simple : twoThirds };
        const result = count(terms, members, here, choices);
        assert.equal(result.outcome, "adopted", title);
        assert.equal(baseOf(terms, result.options, result.present, result.entitled), 22895);
        const decimals = (vote.percentFor.split(",")[1] ?? "").length;
        assert.equal(Number(result.options[0].percent).toFixed(decimals), vote.percentFor.replace(",", "."), title);
    }
});
