// SPDX-License-Identifier: EUPL-1.2
/**
 * ballot: the machine of a handset, without a browser: an event goes in, the
 * next state and what is to be done come out.  The rules are those of
 * docs/api.md, "The life of a ballot".
 *
 * A ballot is kept until the server has spoken: it stands, it was refused, or a
 * later one stands.  Nothing else ends it: not a lost connection, a reload, or
 * an answer of something that is not the server.
 */
import { ask, leave, onSnapshot, onUnanswered, onView, onWake, takeView } from "./asking.js";
import {
    backoff, currentRound, highest, initial, isFinal, isGone, isVery, keptFor, withKept,
    withStored,
} from "./state.js";

/** @typedef {import("./state.js").Ballot} Ballot */
/** @typedef {import("./state.js").Event} Event */
/** @typedef {import("./state.js").Receipt} Receipt */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Step} Step */
/** @typedef {import("./state.js").Stored} Stored */

const OTHERS_MS = 5000; // what another tab sends is left to it for so long
const CHECKING = 4; // tries that a ballot being checked counts for

/**
 * @param {State} before
 * @param {Extract<Event, {type: "press"}>} event
 * @returns {Step}
 */
function onPress(before, { choice, now, stored }) {
    const round = before.view?.round;
    if (!round || before.gone !== null || before.swapped ||
        !round.options.some(({ option }) => option === choice))
        return [before, []];
    const state = { ...withStored(before, stored), refused: null };
    const kept = keptFor(state, round.id);
    const used = state.used[round.id] ?? 0;
    if (kept?.choice === choice)
        return [state, [{ do: "send", ballot: kept }]];
    if (kept === undefined && state.standing?.choice === choice && state.standing.sequence === used)
        return [state, []];
    /** @type {Ballot} */
    const ballot = { round: round.id, choice, sequence: used + 1, pressedAt: now };
    return [
        { ...withKept(state, round.id, ballot), tries: 0,
            used: highest(state.used, { [round.id]: used + 1 }) },
        [{ do: "keep", ballot }, { do: "send", ballot }],
    ];
}

/**
 * @param {Receipt} receipt
 * @param {State} state
 */
function standingOf({ round, choice, sequence, receivedAt }, state) {
    const isLater = (state.standing?.sequence ?? 0) < sequence;
    return currentRound(state.view)?.id === round && isLater
        ? { round, choice, sequence, receivedAt } : state.standing;
}

/**
 * A new ballot stands.  One that the server had already may have been replaced
 * since by another tab's: then what stands is asked first.
 * @param {State} state
 * @param {Extract<Event, {type: "receipt"}>} event
 * @param {() => number} random
 * @returns {Step}
 */
function onReceipt(state, { ballot, receipt, repeated }, random) {
    /** @type {State} */
    const heard = { ...state, epoch: state.epoch + 1, isSilent: false,
        standing: repeated ? state.standing : standingOf(receipt, state) };
    if (!isVery(ballot, keptFor(state, ballot.round)))
        return [heard, []];
    const isCurrent = currentRound(state.view)?.id === ballot.round;
    if (isCurrent && repeated)
        return ask(withKept(heard, ballot.round, { ...ballot, checking: true }),
            [{ do: "wait", timer: "retry", ms: backoff(CHECKING, 0, random) }]);
    const done = { ...withKept(heard, ballot.round, null), tries: 0 };
    return [done, isCurrent
        ? [{ do: "forget", ballot }, { do: "registered", ballot }] : [{ do: "forget", ballot }]];
}

/**
 * @param {State} state
 * @param {Extract<Event, {type: "failed"}>} event
 * @param {() => number} random
 * @returns {Step}
 */
function onFailed(state, { ballot, problem }, random) {
    if (isGone(problem))
        return leave(state, problem.slug);
    if (!isVery(ballot, keptFor(state, ballot.round)))
        return [state, []];
    if (!isFinal(problem)) {
        const tries = state.tries + 1;
        return [{ ...state, tries, isSilent: problem.status === 0 },
            [{ do: "wait", timer: "retry", ms: backoff(tries, problem.retryAfter, random) }]];
    }
    return ask({
        ...withKept(state, ballot.round, null), tries: 0, isSilent: false, epoch: state.epoch + 1,
        refused: { round: ballot.round, choice: ballot.choice, slug: problem.slug },
    }, [{ do: "forget", ballot }]);
}

/**
 * Another tab of this phone kept a ballot, or was done with one: what became
 * of that is asked before anything is said about it.
 * @param {State} state
 * @param {Stored} stored
 * @returns {Step}
 */
function onStored(state, stored) {
    /** @type {State} */
    let next = { ...state, used: highest(state.used, stored.used),
        kept: state.kept.map((ballot) => ({ ...ballot, checking: true })) };
    for (const ballot of stored.kept)
        if ((keptFor(next, ballot.round)?.sequence ?? 0) <= ballot.sequence)
            next = withKept(next, ballot.round, ballot);
    return next.kept.some((ballot) => ballot.checking) || next.kept.length === 0
        ? ask({ ...next, isFresh: false, epoch: state.epoch + 1 })
        : [next, [{ do: "wait", timer: "retry", ms: OTHERS_MS }]];
}

/**
 * @param {State} state
 * @param {Event} event
 * @param {() => number} [random]
 * @returns {Step}
 */
export function step(state, event, random = Math.random) {
    switch (event.type) {
    case "enter":
        return ask({ ...initial(), epoch: state.epoch + 1, pace: state.pace });
    case "start":
        return takeView(state, event.view, event.stored);
    case "view":
        return onView(state, event, random);
    case "unanswered":
        return onUnanswered(state, event.problem, random);
    case "press":
        return onPress(state, event);
    case "receipt":
        return onReceipt(state, event, random);
    case "failed":
        return onFailed(state, event, random);
    case "snapshot":
        return onSnapshot(state, event.snapshot, random);
    case "stored":
        return onStored(state, event.stored);
    case "pace":
        return [{ ...state, pace: event.ms }, [{ do: "wait", timer: "ask", ms: event.ms * random() }]];
    case "retry":
        return [state, state.kept.map((ballot) => ({ do: "send", ballot }))];
    case "ask":
        return ask(state);
    case "wake":
        return onWake(state, random);
    case "settle":
        return [{ ...state, swapped: false }, []];
    }
}
