// SPDX-License-Identifier: EUPL-1.2
/**
 * rounds: motions, the votes on them, and whether each result follows.
 */
import { compareFields } from "./compare.js";
import { count } from "./count.js";
import { standing } from "./presses.js";
import { holdRunning } from "./roll.js";

/** @typedef {import("./replay.js").Reader} Reader */
/** @typedef {import("./replay.js").Replay} Replay */
/** @typedef {import("./roll.js").Member} Member */
/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("../../lib/types.js").Result} Result */

/**
 * A round as the lines tell it.  From the close on: who could vote, who was
 * there and what each chose; our own `result`, and `stated`, the line with the
 * server's.  `withheld` says how many lines of the time it was open nobody has
 * seen yet.
 * @typedef {{
 *   id: number, terms: Line, state: string, moves: Line[], ballots: Line[], presses: Line[],
 *   standing: Map<string, Line>, withheld: number, annulment: Line | null,
 *   entitled: Member[], present: Set<string>, choices: Map<string, string>,
 *   result: Result | null, stated: Line | null,
 * }} CountedRound
 */

/** @type {Reader} */
function motion(replay, line) {
    replay.motions.set(line.motion, line);
}

/** @type {Reader} */
function decision(replay, line) {
    replay.hold(replay.motions.has(line.motion), line, "motion_unknown");
}

/** The program started again, or people let it go on with a store that had
 * trouble: no vote follows from that.
 * @type {Reader}
 */
function outside() {
    // nothing to work out; the page shows the line
}

/**
 * Options in the order of the keys: for and against, or 2 to 10 named ones with
 * against all; and abstain or not.
 * @param {Line} terms
 */
function optionsAreRight({ options, named, abstain }) {
    const fixed = [...(named ? ["against-all"] : ["for", "against"]), ...(abstain ? ["abstain"] : [])];
    const own = options.length - fixed.length;
    return (named ? own >= 2 && own <= 10 : own === 0) &&
        fixed.every((option, i) => options[own + i] === option) &&
        new Set(options).size === options.length;
}

/** @type {Reader} */
function prepared(replay, line) {
    holdRunning(replay, line);
    const { majority, quorum } = line;
    const isPart = (/** @type {any} */ f) => f.numerator <= f.denominator;
    if (!replay.hold(!replay.rounds.has(line.round), line, "round_exists"))
        return;
    replay.hold(replay.motions.has(line.motion), line, "motion_unknown");
    replay.hold(line.seal === replay.seal, line, "round_seal");
    replay.hold(![...replay.rounds.values()].some((r) => r.terms.nonce === line.nonce), line,
        "round_nonce");
    replay.hold(optionsAreRight(line), line, "round_options");
    replay.hold(isPart(majority) && (quorum === undefined || isPart(quorum)), line, "round_majority");
    replay.rounds.set(line.round, {
        id: line.round, terms: line, state: "prepared", moves: [], ballots: [], presses: [],
        standing: new Map(), withheld: 0, annulment: null, entitled: [], present: new Set(),
        choices: new Map(), result: null, stated: null,
    });
}

const DONE = ["closed", "declared", "certified", "published"];
/** From which states a move leads on. @type {Record<string, string[]>} */
const FROM = {
    open: ["prepared"], extended: ["open"], closed: ["open"], declared: ["closed"],
    certified: ["declared"], published: ["certified"], annulment: DONE, annulled: DONE,
};
/** Who may make it. @type {Record<string, string[]>} */
const MOVERS = {
    open: ["operator"], extended: ["operator"], closed: ["operator", "server"],
    declared: ["operator", "chair"], certified: ["committee"], published: ["operator"],
    annulment: ["operator"], annulled: ["committee"],
};

/**
 * What moves have to them besides.
 * @type {Record<string, (replay: Replay, round: CountedRound, line: Line) => void>}
 */
const effects = {
    open(replay, round, line) {
        replay.hold(replay.state === "opened", line, "assembly_not_opened", { state: replay.state });
        replay.hold(replay.open === null, line, "round_is_open");
        replay.open = round;
    },
    closed(replay, round) {
        replay.open = null;
        replay.due = round;
        tally(replay, round);
    },
    published(replay, round, line) {
        replay.hold(!round.terms.practice, line, "practice_published");
    },
    annulment(_, round, line) {
        round.annulment = line;
    },
    annulled(replay, round, line) {
        replay.hold(round.annulment !== null, line, "annulled_alone");
    },
};

/**
 * Our own count, from the lines up to the close.
 * @param {Replay} replay
 * @param {CountedRound} round
 */
function tally(replay, round) {
    round.entitled = [...replay.roll.values()]
        .filter((member) => round.terms.entitledKinds.includes(member.kind));
    round.present = new Set(replay.present);
    for (const [member, line] of standing(round.ballots))
        round.choices.set(member, line.choice);
    round.result = count(/** @type {any} */ (round.terms), round.entitled, round.present,
        round.choices);
}

/** @type {Reader} */
function move(replay, line) {
    const { kind } = line;
    const round = replay.rounds.get(line.round);
    if (!round)
        return replay.object(line, "round_unknown");
    replay.hold(MOVERS[kind].includes(line.role), line, "mover", { kind, role: line.role });
    if (!replay.hold(FROM[kind].includes(round.state), line, "move", { kind, state: round.state }))
        return;
    round.moves.push(line);
    effects[kind]?.(replay, round, line);
    if (kind !== "extended" && kind !== "annulment")
        round.state = kind;
}

/** @type {Reader} */
function result(replay, line) {
    const { due } = replay;
    replay.due = null;
    if (due === null || due.id !== line.round || due.result === null)
        return replay.object(line, "result_alone");
    due.stated = line;
    if (due.withheld > 0)
        return; // what nobody has seen cannot be counted
    const first = compareFields(due.result, line.result).find((row) => !row.equal);
    if (first)
        return replay.object(line, "result",
            { field: first.path.join("."), own: String(first.own), stated: String(first.stated) });
    // nothing more may stand in it than was compared
    replay.hold(JSON.stringify(line.result) === JSON.stringify(due.result), line, "result_form");
}

/** @type {Record<string, Reader>} */
export const roundReaders = {
    motion, decision, round: prepared, result, restart: outside, incident: outside,
    cosigner: outside, cosignature: outside, correction: outside,
    open: move, extended: move, closed: move, declared: move, certified: move, published: move,
    annulment: move, annulled: move,
};
