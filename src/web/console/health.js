// SPDX-License-Identifier: EUPL-1.2
/**
 * health: how handsets fare: what is wrong with each, and in which order to
 * look at them.  Pure.
 */

/** @typedef {import("../lib/types.js").Handset} Handset */

/** @typedef {"never" | "silent" | "battery" | "refused" | "absent"} Fault */
/**
 * @typedef {"problem" | "serial" | "member" | "seen" | "battery" | "repeats" |
 *   "refused"} Column
 */

const BATTERY_LOW = 20; // percent
const SILENT_MS = 5 * 60 * 1000;

/** How grave, the gravest first. @type {Fault[]} */
const GRAVITY = ["never", "refused", "silent", "battery", "absent"];

/**
 * @typedef {{handset: Handset, name: string, present: boolean, faults: Fault[]}} Row
 */

/**
 * What is wrong with a handset that is handed out.
 * @param {Handset} h
 * @param {boolean} present  its member
 * @param {number} now  the server's time, ms
 * @returns {Fault[]}
 */
export function faultsOf(h, present, now) {
    /** @type {Record<Fault, boolean>} */
    const found = {
        never: present && h.lastSeenAt === undefined,
        refused: h.refused > 0,
        silent: present && h.lastSeenAt !== undefined && now - Date.parse(h.lastSeenAt) > SILENT_MS,
        battery: h.battery !== undefined && h.battery < BATTERY_LOW,
        absent: !present && h.lastSeenAt !== undefined,
    };
    return GRAVITY.filter((fault) => found[fault]);
}

/** @param {Row} row */
function gravity(row) {
    const first = row.faults[0];
    return first === undefined ? GRAVITY.length : GRAVITY.indexOf(first);
}

/** @type {Record<Column, (a: Row, b: Row) => number>} */
const ORDERS = {
    problem: (a, b) => gravity(a) - gravity(b) || b.handset.refused - a.handset.refused,
    serial: (a, b) => a.handset.serial.localeCompare(b.handset.serial, "nl", { numeric: true }),
    member: (a, b) => a.name.localeCompare(b.name, "nl"),
    seen: (a, b) => (a.handset.lastSeenAt ?? "").localeCompare(b.handset.lastSeenAt ?? ""),
    battery: (a, b) => (a.handset.battery ?? 101) - (b.handset.battery ?? 101),
    repeats: (a, b) => b.handset.repeats - a.handset.repeats,
    refused: (a, b) => b.handset.refused - a.handset.refused,
};

/**
 * The rows by a column, from the end that asks for attention; `back` turns it.
 * @param {Row[]} rows
 * @param {Column} column
 * @param {boolean} back
 * @returns {Row[]}
 */
export function sorted(rows, column, back) {
    const sign = back ? -1 : 1;
    return [...rows].sort((a, b) => sign * ORDERS[column](a, b) || ORDERS.serial(a, b));
}
