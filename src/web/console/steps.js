// SPDX-License-Identifier: EUPL-1.2
/**
 * steps: from what stands to what comes next: the state of each motion, the
 * one next step of the selected one, and what else can be done with it.  Pure.
 */

/** @typedef {import("../lib/types.js").Assembly} Assembly */
/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Screen} Screen */

/**
 * @typedef {"convene" | "prepare" | "open-assembly" | "show-subject" | "go-to-open" | "open" |
 *   "close" | "show-round" | "declare" | "await-committee" | "publish" | "next-item" |
 *   "go-to-publish" | "end-assembly" | "nothing"} Step
 */
/**
 * @typedef {"edit" | "prepare" | "decide" | "undecide" | "extend" | "declare" | "publish" |
 *   "annul" | "show-subject" | "show-round"} Extra
 */
/**
 * @typedef {"amendment-first" | "ask-committee" | "annulment-asked" | "open-elsewhere" |
 *   "practice"} Note
 */

/**
 * How a motion stands.
 * @typedef {"pending" | "prepared" | "open" | "closed" | "declared" | "certified" | "published" |
 *   "again" | "decided"} Standing
 */

/** What can be decided without a vote. */
export const DECISIONS = /** @type {const} */ (["acclamation", "taken-over", "held", "withdrawn",
    "noted", "lapsed"]);

/**
 * The order of numbers as people count: 7, 7a, 8, 11.
 * @param {Motion} a
 * @param {Motion} b
 */
export function byNumber(a, b) {
    return a.number.localeCompare(b.number, "nl", { numeric: true }) || a.id - b.id;
}

/**
 * Whether a round is what its motion hangs on, whatever else is prepared.
 * @param {Round} r
 */
function decides(r) {
    return r.state === "open" || r.state === "closed" ||
        (!r.practice && ["adopted", "rejected"].includes(r.result?.outcome ?? ""));
}

/**
 * The round that counts for a motion.  Two operators may both have prepared
 * one: that which was opened counts, else the latest; annulled ones never.
 * @param {Round[]} rounds
 * @param {number} motion
 * @returns {Round | null}
 */
export function roundFor(rounds, motion) {
    const list = rounds.filter((r) => r.motion === motion && r.state !== "annulled")
        .sort((a, b) => b.id - a.id);
    return list.find(decides) ?? list[0] ?? null;
}

/**
 * @param {Motion} motion
 * @param {Round[]} rounds  of the assembly
 * @returns {Standing}
 */
export function standingOf(motion, rounds) {
    const round = roundFor(rounds, motion.id);
    if (round !== null && round.state !== "prepared")
        return /** @type {Standing} */ (round.state);
    if (motion.state === "decided")
        return "decided";
    if (rounds.some((r) => r.motion === motion.id && r.state === "annulled"))
        return round === null ? "again" : "prepared";
    return round === null ? "pending" : "prepared";
}

/**
 * Whether nothing more is to be done with it, but for committee and publication.
 * A round that decided nothing leaves its motion pending; so does a practice vote.
 * @param {Motion} motion
 * @param {Round[]} rounds
 */
export function isDone(motion, rounds) {
    const round = roundFor(rounds, motion.id);
    return motion.state === "decided" || (round?.practice === true && round.state === "declared");
}

/**
 * The amendments to a motion that are not decided yet.
 * @param {Motion[]} motions
 * @param {Motion} motion
 */
export function amendmentsFirst(motions, motion) {
    return motions.filter((m) => m.amends === motion.id && m.state !== "decided").sort(byNumber);
}

/**
 * The motion to go on with after `current` (0: from the top), amendments before
 * what they amend; null when all are done.
 * @param {Motion[]} motions
 * @param {Round[]} rounds
 * @param {number} current
 * @returns {Motion | null}
 */
export function nextMotion(motions, rounds, current) {
    const list = [...motions].sort(byNumber);
    const from = list.findIndex((m) => m.id === current) + 1;
    const left = [...list.slice(from), ...list.slice(0, from)]
        .filter((m) => m.id !== current && !isDone(m, rounds));
    const found = left[0];
    return found === undefined ? null
        : amendmentsFirst(motions, found).find((m) => m.id !== current) ?? found;
}

/**
 * A motion whose result is certified and waits to be published.
 * @param {Motion[]} motions
 * @param {Round[]} rounds
 */
export function toPublish(motions, rounds) {
    return [...motions].sort(byNumber).find((m) => standingOf(m, rounds) === "certified") ?? null;
}

/**
 * What stands, as far as it decides the next step.
 * @typedef {{
 *   assembly: Assembly, motion: Motion, motions: Motion[], rounds: Round[],
 *   screen: Screen | null, lastOpened: number,
 * }} Situation
 *   lastOpened: the round that was opened last, 0 for none; the only one a
 *   projector can show
 */

/** @param {Situation} s */
function showsSubject(s) {
    return s.screen?.show === "subject" && s.screen.motion?.id === s.motion.id;
}

/**
 * @param {Situation} s
 * @returns {Step}
 */
function onward(s) {
    if (nextMotion(s.motions, s.rounds, s.motion.id) !== null)
        return "next-item";
    if (toPublish(s.motions, s.rounds) !== null)
        return "go-to-publish";
    return s.assembly.state === "opened" ? "end-assembly" : "nothing";
}

/**
 * @param {Situation} s
 * @param {Round | null} round
 * @returns {Step}
 */
function beforeVote(s, round) {
    const isPrepared = round?.state === "prepared";
    if (s.assembly.state === "draft")
        return "convene";
    if (s.assembly.state === "convened")
        return isPrepared ? "open-assembly" : "prepare";
    if (s.assembly.state === "ended")
        return "nothing";
    if (s.rounds.some((r) => r.state === "open"))
        return "go-to-open";
    if (!showsSubject(s))
        return "show-subject";
    return isPrepared ? "open" : "prepare";
}

/**
 * The one next step of the selected motion.
 * @param {Situation} s
 * @returns {Step}
 */
export function nextStep(s) {
    const round = roundFor(s.rounds, s.motion.id);
    switch (round?.state) {
    case "open":
        return "close";
    case "closed":
        if (round.annulment !== undefined)
            return "await-committee";
        return s.lastOpened === round.id && s.screen?.show !== "round" ? "show-round" : "declare";
    case "certified":
        return round.annulment === undefined ? "publish" : onward(s);
    case "declared":
    case "published":
        return onward(s);
    default:
        return s.motion.state === "decided" ? onward(s) : beforeVote(s, round);
    }
}

/**
 * What else can be done with the selected motion, in the order of showing.
 * @param {Situation} s
 * @returns {Extra[]}
 */
export function extrasOf(s) {
    const round = roundFor(s.rounds, s.motion.id);
    const running = s.assembly.state !== "ended";
    const opened = s.assembly.state === "opened";
    const waiting = s.motion.state === "pending";
    const isAsked = round?.annulment !== undefined; // for an annulment, which may be refused
    const hasResult = round !== null &&
        ["closed", "declared", "certified", "published"].includes(round.state);
    const next = nextStep(s);
    /** @type {[Extra, boolean][]} */
    const all = [
        ["extend", round?.state === "open"],
        ["show-round", round !== null && round.state !== "prepared" && s.lastOpened === round.id &&
            s.screen?.show !== "round"],
        ["show-subject", running && !showsSubject(s) && round?.state !== "open"],
        ["prepare", waiting && running && s.assembly.state !== "draft"],
        ["decide", waiting && opened],
        ["undecide", s.motion.state === "decided" && opened &&
            /** @type {readonly string[]} */ (DECISIONS).includes(s.motion.outcome)],
        ["edit", waiting && running],
        ["declare", round?.state === "closed" && isAsked],
        ["publish", round?.state === "certified" && isAsked],
        ["annul", hasResult && !isAsked],
    ];
    return all.filter(([extra, may]) => may && extra !== next).map(([extra]) => extra);
}

/**
 * What the operator should know of the selected motion.
 * @param {Situation} s
 * @returns {Note[]}
 */
export function notesOn(s) {
    const round = roundFor(s.rounds, s.motion.id);
    /** @type {[Note, boolean][]} */
    const all = [
        ["amendment-first", s.motion.state === "pending" && round?.state !== "open" &&
            amendmentsFirst(s.motions, s.motion).length > 0],
        ["open-elsewhere", nextStep(s) === "go-to-open"],
        ["annulment-asked", round?.annulment !== undefined],
        ["ask-committee", round?.state === "declared" && !round.practice &&
            round.annulment === undefined],
        ["practice", s.motion.kind === "practice"],
    ];
    return all.filter(([, holds]) => holds).map(([note]) => note);
}
