// SPDX-License-Identifier: EUPL-1.2
/**
 * changes: what new lines of the journal mean for what the console knows, so
 * that it asks again for no more than that.  Pure.
 */

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").RoundState} RoundState */
/** @typedef {import("../lib/types.js").RollMember} RollMember */

/**
 * A line as GET …/journal gives it; what the console looks at.
 * @typedef {{n: number, at: string, kind?: string, withheld?: true, by?: string, to?: string,
 *            round?: number, motion?: number, member?: string, present?: boolean,
 *            serial?: string, state?: string, outcome?: string, reason?: string,
 *            number?: string | number, title?: string, closesAt?: string, name?: string,
 *            cosignaturesNeeded?: number, meant?: string}} Line
 */

const AGENDA = new Set(["motion", "decision", "round", "open", "extended", "closed", "declared",
    "certified", "published", "annulment", "annulled"]);
/** Whether a result is provisional hangs on these. */
const COSIGNED = new Set(["cosigner", "cosignature"]);

/**
 * @param {Line[]} lines
 */
export function changesIn(lines) {
    /** @type {Map<string, boolean>} */
    const attendance = new Map();
    /** Of which rounds a member said what it had meant. @type {Set<number>} */
    const corrections = new Set();
    const changes = { agenda: false, roll: false, handsets: false, cosigners: false, corrections,
        attendance };
    for (const line of lines) {
        if (AGENDA.has(line.kind ?? ""))
            changes.agenda = true;
        else if (COSIGNED.has(line.kind ?? ""))
            changes.agenda = changes.cosigners = true;
        else if (line.kind === "correction")
            corrections.add(line.round ?? 0);
        else if (line.kind === "handset")
            changes.handsets = true;
        else if (line.kind === "assembly")
            changes.roll = true;
        else if (line.kind === "attendance" && line.member !== undefined)
            attendance.set(line.member, line.present === true);
    }
    return changes;
}

/**
 * The roll after some members came or went.
 * @param {RollMember[]} roll
 * @param {Map<string, boolean>} attendance
 */
export function attend(roll, attendance) {
    return roll.map((m) => {
        const present = attendance.get(m.code);
        return present === undefined || present === m.present ? m : { ...m, present };
    });
}

/** What a log tells: everything but the ballots and the roll. */
const TOLD = new Set([...AGENDA, "begin", "cosigner", "correction", "assembly", "attendance", "handset", "restart"]);

/**
 * @param {Line[]} lines
 */
export function toldOf(lines) {
    return lines.filter((line) => TOLD.has(line.kind ?? ""));
}

/** @type {RoundState[]} */
const ORDER = ["prepared", "open", "closed", "declared", "certified", "published", "annulled"];

/**
 * The rounds with the one of the stream in its place, unless that is older:
 * the two ways by which it comes do not wait for one another.
 * @param {Round[]} rounds
 * @param {Round | undefined} live
 */
export function withLive(rounds, live) {
    return live === undefined ? rounds
        : rounds.map((r) => (r.id === live.id &&
            ORDER.indexOf(live.state) >= ORDER.indexOf(r.state) ? live : r));
}
