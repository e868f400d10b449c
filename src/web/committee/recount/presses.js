// SPDX-License-Identifier: EUPL-1.2
/**
 * presses: ballots, and the presses that became none.
 */

/** @typedef {import("./replay.js").Reader} Reader */
/** @typedef {import("./replay.js").Replay} Replay */
/** @typedef {import("./rounds.js").CountedRound} CountedRound */
/** @typedef {import("./shapes.js").Line} Line */

/** Whether a is later than b: by the handset the member had last, then by its sequence.
 * @param {{assignment: number, sequence: number}} a
 * @param {{assignment: number, sequence: number}} b
 */
function isLater(a, b) {
    return a.assignment === b.assignment ? a.sequence > b.sequence : a.assignment > b.assignment;
}

/**
 * The ballot of each member that counts: the latest, in whatever order they
 * came.
 * @param {Line[]} ballots
 * @returns {Map<string, Line>}
 */
export function standing(ballots) {
    /** @type {Map<string, Line>} */
    const stands = new Map();
    for (const ballot of ballots) {
        const other = stands.get(ballot.member);
        if (other === undefined || isLater(/** @type {any} */ (ballot), /** @type {any} */ (other)))
            stands.set(ballot.member, ballot);
    }
    return stands;
}

/**
 * Whether a ballot may count; says why not.
 * @param {Replay} replay
 * @param {CountedRound} round
 * @param {Line} line
 */
function mayCount(replay, round, line) {
    const { member } = line;
    const entry = replay.roll.get(member);
    const handset = replay.assignments.get(line.assignment);
    return replay.hold(round.state === "open", line, "ballot_outside", { member, state: round.state }) &&
        replay.hold(entry !== undefined, line, "not_on_roll", { member }) &&
        replay.hold(replay.present.has(member), line, "ballot_absent", { member }) &&
        replay.hold(entry !== undefined && round.terms.entitledKinds.includes(entry.kind), line,
            "ballot_not_entitled", { member }) &&
        replay.hold(round.terms.options.includes(line.choice), line, "ballot_choice",
            { member, choice: line.choice }) &&
        replay.hold(handset?.state === "assigned" && handset.member === member &&
            handset.serial === line.serial, line, "ballot_handset", { member, serial: line.serial });
}

/** @type {Reader} */
function ballot(replay, line) {
    const round = replay.rounds.get(line.round);
    if (!round)
        return replay.object(line, "round_unknown");
    if (!mayCount(replay, round, line))
        return;
    const { member } = line;
    const weight = replay.roll.get(member)?.weight ?? 0;
    replay.hold(line.weight === weight, line, "ballot_weight",
        { member, stated: line.weight, own: weight });
    const former = round.standing.get(member);
    replay.hold(former === undefined || isLater(/** @type {any} */ (line), /** @type {any} */ (former)),
        line, "ballot_older", { member });
    replay.hold(line.replaces === former?.n, line, "ballot_replaces", { member });
    round.ballots.push(line);
    if (former === undefined || isLater(/** @type {any} */ (line), /** @type {any} */ (former)))
        round.standing.set(member, line);
}

/** @type {Reader} */
function late(replay, line) {
    const round = replay.rounds.get(line.round);
    if (!round)
        return replay.object(line, "round_unknown");
    round.presses.push(line);
    replay.hold(line.reason === "round-closed" &&
        round.state !== "prepared" && round.state !== "open", line, "late");
}

/**
 * What must be so for a press to be refused for a reason.
 * @type {Record<string, (replay: Replay, round: CountedRound, line: Line) => boolean>}
 */
const grounds = {
    "not-found": (replay, _, { member, serial }) => member === undefined &&
        ![...replay.assignments.values()].some((a) => a.serial === serial),
    "handset-revoked": (replay, _, line) => handsetIs(replay, line, "revoked"),
    "assignment-ended": (replay, _, line) => handsetIs(replay, line, "ended"),
    "member-absent": (replay, _, { member }) => replay.roll.has(member) && !replay.present.has(member),
    "not-entitled": (replay, round, { member }) => {
        const entry = replay.roll.get(member);
        return entry !== undefined && !round.terms.entitledKinds.includes(entry.kind);
    },
    "round-not-open": (_, round) => round.state === "prepared",
    "body-invalid": (_, round, { choice }) => !round.terms.options.includes(choice),
    "repeated": (_, round, line) => isOnRecord(round, line),
    "stale-ballot": (_, round, line) => {
        const stands = round.standing.get(line.member);
        return stands !== undefined && !isOnRecord(round, line) &&
            !isLater(/** @type {any} */ (line), /** @type {any} */ (stands));
    },
};

/**
 * @param {Replay} replay
 * @param {Line} line
 * @param {string} state
 */
function handsetIs(replay, { assignment, member, serial }, state) {
    const handset = replay.assignments.get(assignment);
    return handset?.state === state && handset.member === member && handset.serial === serial;
}

/**
 * Whether the very same ballot was there already.
 * @param {CountedRound} round
 * @param {Line} line
 */
function isOnRecord(round, { member, assignment, sequence, choice }) {
    return round.ballots.some((b) => b.member === member && b.assignment === assignment &&
        b.sequence === sequence && b.choice === choice);
}

/** @type {Reader} */
function refused(replay, line) {
    const round = replay.rounds.get(line.round);
    if (!round)
        return replay.object(line, "round_unknown");
    round.presses.push(line);
    const holds = Object.hasOwn(grounds, line.reason) && grounds[line.reason](replay, round, line);
    replay.hold(holds, line, "refused_without_ground",
        { member: line.member ?? line.serial, reason: line.reason });
}

/** @type {Record<string, Reader>} */
export const pressReaders = { ballot, late, refused };
