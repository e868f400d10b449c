// SPDX-License-Identifier: EUPL-1.2
/**
 * display: what is to be seen of what a handset knows, without a browser.
 */
import { currentRound, keptFor } from "./state.js";

/** @typedef {import("../lib/types.js").Majority} Majority */
/** @typedef {import("../lib/types.js").RoundState} RoundState */
/** @typedef {import("./state.js").Snapshot} Snapshot */
/** @typedef {import("./state.js").Standing} Standing */
/** @typedef {import("./state.js").State} State */

/**
 * What became of the delegate's last choice in a round; `unknown` before the
 * server has said.  Only `registered` may look like it.
 * @typedef {{kind: "none" | "unknown", standing?: null} | {kind: "registered", standing: Standing}
 *   | {kind: "sending" | "repeating", choice: string, standing: Standing | null}
 *   | {kind: "refused", choice: string, slug: string, standing: Standing | null}} Status
 */

/** @typedef {"none" | "sending" | "repeating" | "registered" | "standing"} Mark */

/**
 * @typedef {{id: number, number: string, title: string, practice: boolean, state: RoundState,
 *            majority: Majority | null, closesAt: string | null, provisional?: boolean,
 *            options: {key: number, option: string, mark: Mark}[], isNamed: boolean,
 *            isDisabled: boolean}} ShownRound
 */

/**
 * `round` is open, `last` is the one before when none is; `earlier` is what
 * became of a press in a round that is neither.
 * @typedef {{
 *   member: {name: string, code: string, weight: number, serial: string}, isPresent: boolean,
 *   assembly: {title: string, state: string}, isFresh: boolean,
 *   round: ShownRound | null, last: ShownRound | null, status: Status,
 *   late: {choice: string, at: string} | null,
 *   subject: {number: string, title: string} | null, isPause: boolean, earlier: string | null,
 * }} Shown
 */

/**
 * @param {State} state
 * @param {number} round
 * @returns {Status}
 */
export function statusOf(state, round) {
    const standing = state.standing?.round === round ? state.standing : null;
    const kept = keptFor(state, round);
    if (kept !== undefined)
        return { kind: state.tries === 0 ? "sending" : "repeating", choice: kept.choice, standing };
    if (state.refused?.round === round)
        return { kind: "refused", choice: state.refused.choice, slug: state.refused.slug, standing };
    if (!state.isFresh)
        return { kind: "unknown" };
    return standing === null ? { kind: "none" } : { kind: "registered", standing };
}

/**
 * @param {string} option
 * @param {Status} status
 * @returns {Mark}
 */
function markOf(option, status) {
    if ((status.kind === "sending" || status.kind === "repeating") && status.choice === option)
        return status.kind;
    if (status.standing?.choice !== option)
        return "none";
    return status.kind === "registered" || status.kind === "refused" ? "registered" : "standing";
}

/**
 * @param {State} state
 * @param {Snapshot | null} snapshot
 * @param {Status} status
 * @returns {ShownRound | null}
 */
function shownRound({ view, swapped, refused }, snapshot, status) {
    const round = currentRound(view);
    if (view === null || round === null)
        return null;
    const told = snapshot?.round?.id === round.id ? snapshot.round : null;
    const options = view.round?.options ?? [];
    return {
        id: round.id, number: round.motion.number, title: round.motion.title,
        practice: round.practice, state: view.round ? "open" : view.last?.round.state ?? "closed",
        majority: told?.majority ?? null, provisional: told?.provisional,
        closesAt: (told?.state === "open" ? told.closesAt : view.round?.closesAt) ?? null,
        options: options.map(({ key, option }) => ({ key, option, mark: markOf(option, status) })),
        isNamed: !options.some(({ option }) => option === "for"),
        isDisabled: swapped || !view.member.present ||
            (refused?.round === round.id && refused.slug === "not-entitled"),
    };
}

/**
 * What became of a press in a round that is over by now.
 * @param {State} state
 * @param {number | undefined} round  the current one
 */
function earlierPress({ refused, kept }, round) {
    return (refused !== null && refused.round !== round ? refused.choice : null) ??
        kept.find((ballot) => ballot.round !== round)?.choice ?? null;
}

/**
 * @param {State} state
 * @param {Snapshot | null} snapshot
 * @returns {Shown | null}  null before anything is known
 */
export function show(state, snapshot) {
    const { view } = state;
    if (view === null)
        return null;
    const { name, code, weight } = view.member;
    const current = currentRound(view);
    const status = current === null ? /** @type {Status} */ ({ kind: "none" })
        : statusOf(state, current.id);
    const round = shownRound(state, snapshot, status);
    const screen = snapshot?.screen;
    return {
        member: { name, code, weight, serial: view.serial }, isPresent: view.member.present,
        assembly: view.assembly, isFresh: state.isFresh,
        round: view.round ? round : null, last: view.round ? null : round, status,
        late: view.last?.late ?? null,
        subject: screen?.show === "subject" && screen.motion ? screen.motion : null,
        isPause: screen?.show === "pause", earlier: earlierPress(state, current?.id),
    };
}
