// SPDX-License-Identifier: EUPL-1.2
/**
 * state: what a handset knows, and the events and effects of its machine
 * (ballot.js).  Nothing here needs a browser.
 */

/** @typedef {import("../lib/types.js").HandsetView} HandsetView */
/** @typedef {import("../lib/types.js").Receipt} Receipt */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */

/**
 * A choice on its way.  `checking`: the server had this one before; whether it
 * still stands is being asked.
 * @typedef {{round: number, choice: string, sequence: number, pressedAt: number,
 *            checking?: boolean}} Ballot
 */
/** @typedef {{round: number, choice: string, sequence: number, receivedAt: string}} Standing */
/** Whose handset this is. @typedef {{assembly: number, member: string, serial: string}} Me */
/** What an earlier page or another tab kept. @typedef {{kept: Ballot[], used: Record<number, number>}} Stored */
/** Why something failed; status 0: no answer. @typedef {{status: number, slug: string, retryAfter: number}} Problem */
/** @typedef {{round: number, choice: string, slug: string}} Refusal */

/**
 * `used` has the highest sequence of each round: it is never used twice, so
 * that a copy that is still on its way cannot stand for another choice.
 * `epoch` counts what the server said about ballots: an answer to a question
 * that was asked before is out of date.  `seen` is what mattered in the last
 * snapshot, `pace` how often to ask when nothing moves, in ms.
 * @typedef {{
 *   me: Me | null, view: HandsetView | null, isFresh: boolean, standing: Standing | null,
 *   kept: Ballot[], used: Record<number, number>, refused: Refusal | null,
 *   gone: {slug: string, choice: string | null} | null, tries: number, asks: number,
 *   epoch: number, asking: boolean, askAgain: boolean, isSilent: boolean,
 *   seen: string, swapped: boolean, pace: number,
 * }} State
 */

/**
 * @typedef {{type: "start", view: HandsetView, stored: Stored}
 *   | {type: "view", view: HandsetView, epoch: number, stored: Stored}
 *   | {type: "unanswered", problem: Problem}
 *   | {type: "press", choice: string, now: number, stored: Stored}
 *   | {type: "receipt", ballot: Ballot, receipt: Receipt, repeated: boolean}
 *   | {type: "failed", ballot: Ballot, problem: Problem}
 *   | {type: "snapshot", snapshot: Snapshot}
 *   | {type: "stored", stored: Stored}
 *   | {type: "pace", ms: number}
 *   | {type: "enter"} | {type: "retry"} | {type: "ask"} | {type: "wake"} | {type: "settle"}} Event
 */

/**
 * `keep` comes before `send`; `get` is GET /v1/handset; `wait` brings an event
 * of that name: for `ask` the earliest that was asked for, else the latest.
 * @typedef {{do: "keep" | "forget" | "send" | "registered", ballot: Ballot}
 *   | {do: "get", epoch: number}
 *   | {do: "remember", view: HandsetView}
 *   | {do: "wait", timer: "retry" | "ask" | "settle", ms: number}} Effect
 */

/** @typedef {[State, Effect[]]} Step */

const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 10000;
export const PACE_MS = 5000; // without an event stream that says what moves

/** After these a handset votes for nobody. */
const GONE = ["credential-unknown", "role-forbidden", "handset-revoked", "assignment-ended"];

/** @returns {State} */
export function initial() {
    return {
        me: null, view: null, isFresh: false, standing: null, kept: [], used: {}, refused: null,
        gone: null, tries: 0, asks: 0, epoch: 0, asking: false, askAgain: false, isSilent: false,
        seen: "", swapped: false, pace: PACE_MS,
    };
}

/**
 * @param {HandsetView} view
 * @returns {Me}
 */
export function identity(view) {
    return { assembly: view.assembly.id, member: view.member.code, serial: view.serial };
}

/**
 * @param {Me | null} a
 * @param {Me | null} b
 */
export function isSame(a, b) {
    return a?.assembly === b?.assembly && a?.member === b?.member && a?.serial === b?.serial;
}

/**
 * The round that is open, or else was last.
 * @param {HandsetView | null} view
 */
export function currentRound(view) {
    return view?.round ?? view?.last?.round ?? null;
}

/**
 * @param {State} state
 * @param {number | undefined} round
 */
export function keptFor(state, round) {
    return state.kept.find((ballot) => ballot.round === round);
}

/**
 * The state without a ballot, or with it in the place of the one before it.
 * @param {State} state
 * @param {number} round
 * @param {Ballot | null} ballot
 * @returns {State}
 */
export function withKept(state, round, ballot) {
    const others = state.kept.filter((b) => b.round !== round);
    return { ...state, kept: ballot === null ? others : [...others, ballot] };
}

/**
 * @param {Ballot} a
 * @param {{sequence: number, choice: string} | null | undefined} b
 */
export function isVery(a, b) {
    return a.sequence === b?.sequence && a.choice === b?.choice;
}

/**
 * @param {Record<number, number>} used
 * @param {Record<number, number>} more
 */
export function highest(used, more) {
    const all = { ...used };
    for (const [round, sequence] of Object.entries(more))
        all[Number(round)] = Math.max(all[Number(round)] ?? 0, sequence);
    return all;
}

/**
 * The state with what another page of this phone has kept since.
 * @param {State} state
 * @param {Stored} stored
 * @returns {State}
 */
export function withStored(state, stored) {
    /** @type {State} */
    let next = { ...state, used: highest(state.used, stored.used) };
    for (const ballot of stored.kept)
        if ((keptFor(next, ballot.round)?.sequence ?? 0) < ballot.sequence)
            next = withKept(next, ballot.round, ballot);
    return next;
}

/**
 * How long to wait before the n-th repetition.
 * @param {number} tries  that failed
 * @param {number} retryAfter  seconds that the server asked for
 * @param {() => number} random
 */
export function backoff(tries, retryAfter, random) {
    const most = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.max(0, tries - 1));
    const asked = retryAfter > 0 ? 1000 * retryAfter + BACKOFF_MS * random() : 0;
    return Math.max(most * (0.5 + random() / 2), asked);
}

/**
 * Whether the server itself has spoken, and will not say otherwise.  What a
 * portal or proxy on the way says has no problem type of ours.
 * @param {Problem} problem
 */
export function isFinal(problem) {
    return problem.slug !== "" && problem.status >= 400 && problem.status < 500 &&
        problem.status !== 429;
}

/** @param {Problem} problem */
export function isGone(problem) {
    return isFinal(problem) && GONE.includes(problem.slug);
}
