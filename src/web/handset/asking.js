// SPDX-License-Identifier: EUPL-1.2
/**
 * asking: the part of a handset's machine that asks the server what stands
 * (GET /v1/handset) and believes it.
 */
import {
    backoff, currentRound, highest, identity, initial, isGone, isSame, isVery, keptFor, withKept,
    withStored,
} from "./state.js";

/** @typedef {import("./state.js").Effect} Effect */
/** @typedef {import("./state.js").Event} Event */
/** @typedef {import("./state.js").HandsetView} HandsetView */
/** @typedef {import("./state.js").Problem} Problem */
/** @typedef {import("./state.js").Snapshot} Snapshot */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Step} Step */
/** @typedef {import("./state.js").Stored} Stored */

const SPREAD_MS = 300; // over which 400 handsets ask after a move
const SETTLE_MS = 700; // a press meant for the round before is no press

/**
 * Asks now, or once more after the answer that is on its way.
 * @param {State} state
 * @param {Effect[]} [effects]  that go before
 * @returns {Step}
 */
export function ask(state, effects = []) {
    if (state.gone !== null)
        return [state, effects];
    if (state.asking)
        return [{ ...state, askAgain: true }, effects];
    return [{ ...state, asking: true }, [...effects, { do: "get", epoch: state.epoch }]];
}

/**
 * This handset votes no more; what it still had to send will not be.
 * @param {State} state
 * @param {string} slug
 * @returns {Step}
 */
export function leave(state, slug) {
    const choice = state.kept.at(-1)?.choice ?? null;
    return [
        { ...initial(), me: state.me, view: state.view, epoch: state.epoch + 1,
            gone: { slug, choice } },
        state.kept.map((ballot) => ({ do: "forget", ballot })),
    ];
}

/**
 * The ballot kept for the current round, beside what the server says stands.
 * @param {State} state  with the view
 * @returns {Step}
 */
function settle(state) {
    const round = currentRound(state.view);
    const voted = (state.view?.round ? state.view.voted : state.view?.last?.voted) ?? null;
    if (round === null)
        return [{ ...state, standing: null }, []];
    const ballot = keptFor(state, round.id);
    const { choice = "", sequence = 0, receivedAt = "" } = voted ?? {};
    /** @type {State} */
    const next = {
        ...state,
        standing: voted && { round: round.id, choice, sequence, receivedAt },
        used: highest(state.used, { [round.id]: sequence }),
    };
    if (ballot === undefined || (sequence < ballot.sequence && !ballot.checking))
        return [next, []];
    const done = { ...withKept(next, round.id, null), tries: 0 };
    if (isVery(ballot, voted))
        return [done, [{ do: "forget", ballot }, { do: "registered", ballot }]];
    if (sequence === ballot.sequence)
        done.refused = { round: round.id, choice: ballot.choice, slug: "stale-ballot" };
    return [done, [{ do: "forget", ballot }]];
}

/**
 * Another round is open than the one that was, without anything in between: a
 * finger may be on its way to a button of the former.
 * @param {HandsetView | null} before
 * @param {HandsetView} after
 */
function swaps(before, after) {
    return Boolean(before?.round && after.round && before.round.id !== after.round.id);
}

/**
 * Takes a view: of the server, or what an earlier page remembered.  Only a
 * fresh one says what stands.
 * @param {State} state
 * @param {HandsetView} view
 * @param {Stored} stored
 * @returns {Step}
 */
export function takeView(state, view, stored) {
    const me = identity(view);
    const { epoch, pace, isFresh } = state;
    const mine = isSame(me, state.me) ? state : { ...initial(), me, epoch, pace, isFresh };
    const swapped = mine.swapped || swaps(mine.view, view);
    const next = withStored({ ...mine, view, swapped }, stored);
    /** @type {Step} */
    const [settled, effects] = state.isFresh ? settle(next) : [next, []];
    if (swaps(mine.view, view))
        effects.push({ do: "wait", timer: "settle", ms: SETTLE_MS });
    if (settled.kept.length > mine.kept.length)
        effects.push({ do: "wait", timer: "retry", ms: 0 });
    return [settled, effects];
}

/**
 * @param {State} state
 * @param {Extract<Event, {type: "view"}>} event
 * @param {() => number} random
 * @returns {Step}
 */
export function onView(state, event, random) {
    /** @type {State} */
    const answered = { ...state, asking: false, askAgain: false, asks: 0, isSilent: false };
    if (event.epoch !== state.epoch)
        return ask(answered);
    const [next, effects] = takeView({ ...answered, isFresh: true }, event.view, event.stored);
    effects.push({ do: "remember", view: event.view });
    if (state.askAgain)
        return ask(next, effects);
    effects.push({ do: "wait", timer: "ask", ms: state.pace * (0.75 + random() / 2) });
    return [next, effects];
}

/**
 * @param {State} state
 * @param {Problem} problem
 * @param {() => number} random
 * @returns {Step}
 */
export function onUnanswered(state, problem, random) {
    if (isGone(problem))
        return leave(state, problem.slug);
    const asks = state.asks + 1;
    return [
        { ...state, asking: false, askAgain: false, asks, isSilent: problem.status === 0 },
        [{ do: "wait", timer: "ask", ms: backoff(asks, problem.retryAfter, random) }],
    ];
}

// ---- the event stream -------------------------------------------------------

/**
 * What of a snapshot matters to a handset.
 * @param {Snapshot} snapshot
 * @param {boolean} isPresent
 */
function signature({ assembly, round, present }, isPresent) {
    return JSON.stringify([assembly.state, round?.id, round?.state, round?.closesAt,
        isPresent || present.members]);
}

/**
 * Whether the view says what the snapshot does.
 * @param {HandsetView} view
 * @param {Snapshot} snapshot
 */
function agrees(view, { assembly, round }) {
    if (view.assembly.state !== assembly.state || !view.member.present)
        return false;
    if (round?.state === "open")
        return view.round?.id === round.id && view.round.closesAt === round.closesAt;
    const last = view.last?.round;
    return !view.round && last?.id === round?.id && last?.state === round?.state;
}

/**
 * Asks when the stream says something else than what is known, once for each
 * thing it says: not when others vote.
 * @param {State} state
 * @param {Snapshot} snapshot
 * @param {() => number} random
 * @returns {Step}
 */
export function onSnapshot(state, snapshot, random) {
    if (state.view === null)
        return [state, []];
    const seen = signature(snapshot, state.view.member.present);
    if (seen === state.seen)
        return [state, []];
    return [{ ...state, seen }, agrees(state.view, snapshot) ? []
        : [{ do: "wait", timer: "ask", ms: SPREAD_MS * random() }]];
}

/**
 * Somebody looks again, or the network is back.
 * @param {State} state
 * @param {() => number} random
 * @returns {Step}
 */
export function onWake(state, random) {
    return [state, [
        { do: "wait", timer: "retry", ms: 0 },
        { do: "wait", timer: "ask", ms: SPREAD_MS * random() },
    ]];
}
