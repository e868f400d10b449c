// SPDX-License-Identifier: EUPL-1.2
/**
 * state: what the console knows of the assembly, all of it from the server.
 * The views draw it; nothing in here is kept anywhere else.
 */

/** @typedef {import("../lib/types.js").Assembly} Assembly */
/** @typedef {import("../lib/types.js").Cosigners} Cosigners */
/** @typedef {import("../lib/types.js").Handset} Handset */
/** @typedef {import("../lib/types.js").MissingMember} MissingMember */
/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").RollMember} RollMember */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Session} Session */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("../lib/types.js").Status} Status */
/** @typedef {import("../lib/types.js").Token} Token */
/** @typedef {import("../lib/types.js").Vote} Vote */
/** @typedef {import("../lib/live.js").Link} Link */
/** @typedef {import("./changes.js").Line} Line */

/** @typedef {"setup" | "agenda" | "desk" | "handsets" | "access" | "check" | "log"} View */
/** @type {View[]} */
export const VIEWS = ["setup", "agenda", "desk", "handsets", "access", "check", "log"];

/** @typedef {{kind: "good" | "bad", text: string}} Message */

/**
 * @typedef {{
 *   session: Session | null, view: View,
 *   item: number,
 *   assemblies: Assembly[], assembly: Assembly | null, loaded: boolean,
 *   snapshot: Snapshot | null, link: Link,
 *   motions: Motion[], rounds: Round[],
 *   roll: RollMember[], seal: string, handsets: Handset[],
 *   missing: {round: number, members: MissingMember[]} | null, recent: Line[],
 *   cosigners: Cosigners | null, votes: {round: number, ballots: Vote[]} | null,
 *   tokens: Token[], status: Status | null, clock: number,
 *   busy: boolean, message: Message | null,
 * }} State
 */

/**
 * `loaded` says whether the agenda is there; `item` is the motion somebody
 * selected, 0 for none; `clock` what the server's
 * clock is ahead of this machine's, in milliseconds.
 * @type {State}
 */
export const state = {
    session: null, view: "agenda", item: 0,
    assemblies: [], assembly: null, loaded: false, snapshot: null, link: "connecting",
    motions: [], rounds: [], roll: [], seal: "", handsets: [], missing: null, recent: [],
    cosigners: null, votes: null, tokens: [], status: null, clock: 0, busy: false, message: null,
};

/** @type {Set<() => void>} */
const listeners = new Set();
let frame = 0;

/**
 * Calls back after changes, at most once a frame, until what it gives is called.
 * @param {() => void} listener
 * @returns {() => void}
 */
export function onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

function tell() {
    frame = 0;
    for (const listener of listeners)
        listener();
}

/** Says that the state changed. */
export function changed() {
    if (document.hidden)
        tell(); // no frames come while nobody looks
    else if (frame === 0)
        frame = requestAnimationFrame(tell);
}

/** @param {string} code */
export function memberName(code) {
    return state.roll.find((m) => m.code === code)?.name ?? code;
}

/** @param {number} id */
export function motionOf(id) {
    return state.motions.find((m) => m.id === id) ?? null;
}

/** The round that is open, if one is. */
export function openRound() {
    return state.rounds.find((r) => r.state === "open") ?? null;
}

/**
 * The handset that votes for a member now.
 * @param {string} code
 */
export function handsetOf(code) {
    return state.handsets.find((h) => h.member === code && h.state === "assigned") ?? null;
}

/** The address that phones and projectors can reach. */
export function publicBase() {
    return (state.status?.publicUrl ?? location.origin).replace(/\/$/, "");
}
