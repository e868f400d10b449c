// SPDX-License-Identifier: EUPL-1.2
/**
 * readiness: whether the meeting can begin: what was checked, how it stands and
 * which view can do something about it.  Pure.
 */

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").View} View */
/** @typedef {"good" | "warn" | "bad" | "unknown"} Verdict */
/**
 * @typedef {{id: string, verdict: Verdict, view: View | null,
 *            params?: Record<string, string | number>}} Check
 *   The texts are console_check_<id>, …_<verdict> and what to do, …_<id>_todo.
 */

const SERVER = ["store", "disk", "clock", "screens"];
const FREE_LOW = 2 ** 30, FREE_WARN = 5 * 2 ** 30;
const CLOCK_WARN_MS = 2000, CLOCK_BAD_MS = 30000;

/** @param {State} s @returns {Check[]} */
function serverChecks(s) {
    const { status } = s;
    if (status === null)
        return SERVER.map((id) => ({ id, verdict: "unknown", view: null }));
    const apart = Math.abs(s.clock);
    const free = status.freeBytes;
    return [
        { id: "store", verdict: status.ready ? "good" : "bad", view: null,
            params: { reason: status.reason ?? "" } },
        { id: "disk", verdict: free < FREE_LOW ? "bad" : free < FREE_WARN ? "warn" : "good",
            view: null,
            params: { free: Math.floor(free / 2 ** 30) } },
        { id: "clock",
            verdict: apart > CLOCK_BAD_MS ? "bad" : apart > CLOCK_WARN_MS ? "warn" : "good",
            view: null, params: { seconds: Math.round(apart / 1000) } },
        { id: "screens", verdict: status.screens > 0 ? "good" : "warn", view: "access",
            params: { n: status.screens } },
    ];
}

/** @param {State} s @returns {Check[]} */
function hallChecks(s) {
    const present = s.roll.filter((m) => m.present);
    const assigned = s.handsets.filter((h) => h.state === "assigned");
    const having = new Set(assigned.map((h) => h.member));
    const without = present.filter((m) => !having.has(m.code));
    const unseen = assigned.filter((h) => h.lastSeenAt === undefined);
    return [
        { id: "roll", verdict: s.roll.length > 0 ? "good" : "bad", view: "setup",
            params: { n: s.roll.length } },
        { id: "present", verdict: present.length > 0 ? "good" : "bad", view: "desk",
            params: { n: present.length, all: s.roll.length } },
        { id: "without",
            verdict: present.length === 0 ? "unknown" : without.length === 0 ? "good" : "warn",
            view: "desk", params: { n: without.length } },
        { id: "unseen",
            verdict: assigned.length === 0 ? "unknown" : unseen.length === 0 ? "good" : "warn",
            view: "handsets", params: { n: unseen.length } },
    ];
}

/** @param {State} s @returns {Check[]} */
function meetingChecks(s) {
    const has = (/** @type {string} */ role) => s.tokens.some((k) => k.role === role && !k.revoked);
    const practised = s.rounds.some((r) => r.practice &&
        !["prepared", "open", "annulled"].includes(r.state));
    const agenda = s.motions.filter((m) => m.kind !== "practice").length;
    const unprepared = s.motions.filter((m) => m.state === "pending" && m.kind !== "practice" &&
        !s.rounds.some((r) => r.motion === m.id)).length;
    return [
        { id: "agenda", verdict: agenda > 0 ? "good" : "bad", view: "agenda",
            params: { n: agenda } },
        { id: "prepared", verdict: agenda === 0 ? "unknown" : unprepared === 0 ? "good" : "warn",
            view: "agenda",
            params: { n: unprepared } },
        { id: "chair", verdict: has("chair") ? "good" : "warn", view: "access" },
        { id: "committee", verdict: has("committee") ? "good" : "bad", view: "access" },
        { id: "practice", verdict: practised ? "good" : "warn", view: "agenda" },
        { id: "address",
            verdict: s.status === null ? "unknown" : s.status.publicUrl ? "good" : "warn",
            view: null,
            params: { url: s.status?.publicUrl ?? "" } },
    ];
}

/**
 * All checks, in the order in which a meeting is prepared.
 * @param {State} s
 * @returns {Check[]}
 */
export function checks(s) {
    return [...serverChecks(s), ...hallChecks(s), ...meetingChecks(s)];
}

/**
 * Whether to go: nothing bad, and everything known.
 * @param {Check[]} list
 * @returns {"go" | "look" | "no-go"}
 */
export function verdictOf(list) {
    if (list.some((c) => c.verdict === "bad"))
        return "no-go";
    return list.every((c) => c.verdict === "good") ? "go" : "look";
}
