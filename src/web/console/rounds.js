// SPDX-License-Identifier: EUPL-1.2
/**
 * rounds: the moves of a round, each asked before it is made.  What is sent
 * names the round and the state it should get, so that sending it twice, or by
 * two operators, does no more than once.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatClock, formatTime, t } from "../lib/text.js";
import { word } from "../lib/words.js";
import { deadline, onAction, run } from "./actions.js";
import { ask } from "./dialog.js";
import { areaField, numberOf, radioFields, textField, valueOf } from "./fields.js";
import { motionOf, state } from "./state.js";
import { DURATION_MAX, termsList } from "./terms.js";
import { secondsLeft } from "./turnout.js";

/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").RoundState} RoundState */
/** @typedef {import("./dialog.js").Problems} Problems */

const DURATIONS = [30, 60, 90, 120, 180, 300];

/** @param {number} id */
function roundOf(id) {
    return state.rounds.find((r) => r.id === id) ?? null;
}

/**
 * Why a round cannot make a move any more: somebody else made one.
 * @param {number} id
 * @param {RoundState[]} from  the states in which it can
 */
function standsIn(id, from) {
    const now = roundOf(id)?.state;
    return now === undefined || from.includes(now) ? ""
        : t("console_stands_round", { state: word("round_state", now) });
}

/**
 * @param {number} id
 * @param {RoundState} to
 * @param {{durationSeconds?: number, reason?: string}} [more]
 */
function move(id, to, more = {}) {
    return api("POST", `/v1/rounds/${id}/transitions`, { to, ...more }, { signal: deadline() });
}

/** @param {Round} round */
function heading(round) {
    const motion = motionOf(round.motion);
    return el("p", { class: "subject" }, round.practice
        ? el("span", { class: "badge practice" }, t("practice")) : null,
    " ", el("strong", {}, bdi(motion?.number ?? "")), " ", bdi(motion?.title ?? ""));
}

// ---- time ----

/**
 * The choice of a time.
 * @param {string} legend
 * @param {number} chosen  seconds; 0 for none
 * @param {boolean} mayBeNone
 */
function durationFields(legend, chosen, mayBeNone) {
    const isListed = DURATIONS.includes(chosen);
    /** @type {[string, string][]} */
    const choices = DURATIONS.map((s) => [String(s), formatClock(s)]);
    if (mayBeNone)
        choices.unshift(["none", t("console_duration_none")]);
    choices.push(["other", t("console_duration_other")]);
    return el("div", { class: "durations" },
        radioFields("duration", legend, choices,
            isListed ? String(chosen) : chosen > 0 ? "other" : "none"),
        textField("durationSeconds", t("console_duration_seconds"),
            { value: isListed || chosen === 0 ? "" : chosen, inputmode: "numeric" }));
}

/**
 * The seconds that were chosen; undefined for no limit.
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readDuration(form, problems) {
    const chosen = valueOf(form, "duration");
    if (chosen === "none")
        return undefined;
    if (chosen !== "other" && chosen !== "")
        return Number(chosen);
    const seconds = numberOf(form, "durationSeconds", 1, DURATION_MAX);
    if (seconds === null)
        problems.add("durationSeconds", t("console_fault_number", { a: 1, b: DURATION_MAX }));
    return seconds ?? undefined;
}

// ---- open, extend, close ----

/** @param {Round} round */
function open(round) {
    /** @type {number | undefined} */
    let durationSeconds;
    ask({
        title: round.practice ? t("console_open_practice_title") : t("console_open_title"),
        body: [heading(round), termsList(round),
            el("p", { class: "soft" }, t("console_open_present", {
                n: state.snapshot?.present.members ?? 0 })),
            durationFields(t("console_duration"), round.durationSeconds ?? 0,
                round.durationSeconds === undefined)],
        confirm: t("console_step_open"),
        stands: () => standsIn(round.id, ["prepared"]),
        read: (form, problems) => {
            durationSeconds = readDuration(form, problems);
        },
        // a prepared round only: to open an open one again is to extend it
        work: async () => (standsIn(round.id, ["prepared"]) === ""
            ? move(round.id, "open", durationSeconds === undefined ? {} : { durationSeconds })
                : null),
    });
}

/** @param {Round} round */
function extend(round) {
    /** @type {number | undefined} */
    let seconds;
    const left = secondsLeft(round);
    ask({
        title: t("console_extend_title"),
        body: [heading(round),
            el("p", {}, left === null ? t("console_extend_none")
                : t("console_extend_left", { time: formatTime(round.closesAt ?? "") })),
            durationFields(t("console_extend_from_now"), 60, false)],
        confirm: t("console_extra_extend"),
        stands: () => standsIn(round.id, ["open"]),
        read: (form, problems) => {
            seconds = readDuration(form, problems);
        },
        work: () => move(round.id, "open", { durationSeconds: seconds }),
    });
}

/** @param {Round} round */
function close(round) {
    const turnout = state.snapshot?.round?.id === round.id ? state.snapshot.round.turnout
        : round.turnout;
    const missing = state.missing?.round === round.id ? state.missing.members.length : 0;
    ask({
        title: t("console_close_title"),
        body: [heading(round),
            el("p", {}, t("console_close_voted", { n: turnout.members })),
            el("p", { class: missing > 0 ? "notice warn" : "notice good" },
                missing > 0 ? t("console_close_missing", { n: missing }) : t("console_close_all"))],
        confirm: t("console_step_close"),
        stands: () => standsIn(round.id, ["open"]),
        work: () => move(round.id, "closed"),
    });
}

// ---- after the close ----

/** @param {Round} round */
function declare(round) {
    ask({
        title: t("console_declare_title"),
        body: [heading(round), sentenceOf(round), el("p", { class: "soft" },
            round.practice ? t("practice_long") : t("console_declare_help"))],
        confirm: t("console_step_declare"),
        stands: () => standsIn(round.id, ["closed"]),
        work: () => move(round.id, "declared"),
    });
}

/** @param {Round} round */
function publish(round) {
    ask({
        title: t("console_publish_title"),
        body: [heading(round), sentenceOf(round),
            el("p", { class: "soft" }, t("console_publish_help"))],
        confirm: t("console_step_publish"),
        stands: () => standsIn(round.id, ["certified"]),
        work: () => move(round.id, "published"),
    });
}

/** @param {Round} round */
export function sentenceOf(round) {
    const lang = document.documentElement.lang === "en" ? "en" : "nl";
    return el("p", { class: "sentence" }, round.result?.sentence[lang] ?? "");
}

/** @param {Round} round */
function annul(round) {
    let reason = "";
    const dialog = ask({
        title: t("console_annul_title"),
        body: [heading(round), el("p", {}, t("console_annul_help")),
            areaField("reason", t("console_annul_reason"), "", { maxlength: "300", rows: "3" })],
        confirm: t("console_annul_confirm"), danger: true,
        stands: () => (roundOf(round.id)?.annulment !== undefined ? t("console_stands_annulment")
            : standsIn(round.id, ["closed", "declared", "certified", "published"])),
        read: (form, problems) => {
            reason = valueOf(form, "reason");
            if (reason === "")
                problems.add("reason", t("console_annul_needs_reason"));
        },
        work: () => move(round.id, "annulled", { reason }),
    });
    dialog?.querySelector("textarea")?.focus();
}

/** @type {Record<string, (round: Round) => void>} */
const MOVES = { open, extend, close, declare, publish, annul };
for (const [name, ask_] of Object.entries(MOVES))
    onAction(name, ({ round }) => {
        const found = roundOf(Number(round));
        if (found !== null)
            ask_(found);
    });

// ---- the projector ----

/**
 * @param {"pause" | "subject" | "round" | "roll-call"} show
 * @param {number} [motion]
 */
export function show(show, motion) {
    return run(() => api("PUT", `/v1/assemblies/${state.assembly?.id}/screen`,
        show === "subject" ? { show, motion } : { show }, { signal: deadline() }));
}

onAction("show", ({ show: what, motion }) =>
    show(/** @type {any} */ (what), motion === undefined ? undefined : Number(motion)));
