// SPDX-License-Identifier: EUPL-1.2
/**
 * handsets: which handset votes for which member.
 */
import { holdRunning } from "./roll.js";

/** @typedef {import("./replay.js").Reader} Reader */
/** @typedef {import("./replay.js").Replay} Replay */
/** @typedef {import("./shapes.js").Line} Line */

/**
 * @typedef {{number: number, serial: string, member: string,
 *            state: "assigned" | "revoked" | "ended"}} Assignment
 */

/**
 * @param {Replay} replay
 * @param {Line} line
 */
function assigned(replay, line) {
    const active = [...replay.assignments.values()].filter((a) => a.state === "assigned");
    replay.hold(line.number === replay.assignments.size + 1, line, "assignment_number",
        { stated: line.number, own: replay.assignments.size + 1 });
    replay.hold(replay.roll.has(line.member), line, "not_on_roll", { member: line.member });
    replay.hold(!active.some((a) => a.serial === line.serial || a.member === line.member), line,
        "assignment_double", { serial: line.serial, member: line.member });
}

/**
 * An assignment comes to its end.  While a round is open it is only taken away.
 * @param {Replay} replay
 * @param {Line} line
 */
function taken(replay, line) {
    const former = replay.assignments.get(line.number);
    replay.hold(former?.state === "assigned" && former.serial === line.serial &&
        former.member === line.member, line, "assignment_unknown",
    { serial: line.serial, member: line.member });
    replay.hold(replay.open === null || line.state === "revoked", line, "assignment_in_round",
        { serial: line.serial, member: line.member });
}

/** @type {Reader} */
function handset(replay, line) {
    holdRunning(replay, line);
    (line.state === "assigned" ? assigned : taken)(replay, line);
    replay.assignments.set(line.number, {
        number: line.number, serial: line.serial, member: line.member, state: line.state });
}

/** @type {Record<string, Reader>} */
export const handsetReaders = { handset };
