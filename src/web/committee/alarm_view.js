// SPDX-License-Identifier: EUPL-1.2
/**
 * alarm_view: whether all is well, in one look; and if not, what is not.
 */
import { el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { fieldName, roundName, saidText, visible } from "./names.js";
import { rest } from "./rest.js";

/** @typedef {import("./state.js").State} State */

const MOST = 50;

/**
 * What was found: a text, and the line or the round to look at.
 * @typedef {{key: string, text: string, line?: number, round?: number, at?: string,
 *            was?: string, now?: string}} Message
 */

/**
 * All that was found, the order of the journal last.
 * @param {State} state
 * @returns {Message[]}
 */
export function messages(state) {
    if (rest === null)
        return [];
    const { findingText, problemText } = rest;
    const { witness, replay } = state;
    const found = witness.findings.map((f) => ({ key: `f${f.n}${f.code}`, text: findingText(f),
        ...(f.n < witness.size ? { line: f.n } : {}), at: f.at, was: f.was, now: f.now }));
    const problems = replay.problems.map((p, i) => ({ key: `p${p.n}-${i}`, text: problemText(p, replay),
        line: p.n }));
    const rounds = state.rounds.flatMap((id) => {
        const { first } = state.check(id);
        return first === null ? [] : [{ key: `r${id}`, round: id, text: t("committee_round_differs", {
            round: id, motion: roundName(replay, id), field: fieldName(first.path, replay),
            said: saidText(first) }) }];
    });
    return [...found, ...rounds, ...problems];
}

/** The line as it was and as it is.
 * @param {Message} message
 */
function bothLines({ was, now }) {
    const line = (/** @type {string} */ title, /** @type {string | undefined} */ text) =>
        (text === undefined ? null : [el("p", { class: "small" }, title),
            el("pre", { tabindex: "0", "aria-label": title }, visible(text))]);
    return was === undefined && now === undefined ? null
        : el("details", {}, el("summary", {}, t("committee_both")),
            line(t("committee_was"), was), line(t("committee_now"), now));
}

/** @param {Message} message */
function messageItem(message) {
    const { key, text, line, round, at } = message;
    return el("li", { data: { key } },
        el("span", {}, text), " ",
        at === undefined ? null : el("span", { class: "small" }, t("committee_seen_at", { time: formatTime(at) })),
        " ",
        line === undefined ? null : el("button", { type: "button", class: "small-button",
            data: { action: "show-line", line: String(line) } }, t("committee_show_line", { line: String(line) })),
        round === undefined ? null : el("button", { type: "button", class: "small-button",
            data: { action: "show-round", round: String(round) } }, t("committee_show_round")),
        bothLines(message));
}

/** @param {State} state */
function alarm(state) {
    const all = messages(state);
    return [
        el("div", { class: "state bad", role: "alert" },
            el("h2", {}, el("span", { class: "sign", "aria-hidden": "true" }, "≠"),
                t("committee_alarm", { count: all.length })),
            el("p", {}, t("committee_alarm_what"))),
        el("ul", { class: "alarms plain" }, all.slice(0, MOST).map(messageItem)),
        all.length > MOST ? el("p", {}, t("committee_alarm_more", { count: all.length - MOST })) : null,
    ];
}

/** @param {State} state */
function reading(state) {
    const { witness, recounter, assembly } = state;
    return el("div", { class: "state busy" },
        el("h2", {}, el("span", { class: "sign", "aria-hidden": "true" }, "…"), t("committee_reading")),
        el("p", {}, t("committee_reading_far", { read: witness.size, counted: recounter.fresh.next,
            size: Math.max(assembly.journal, witness.size) })));
}

/** How many rounds are counted, equal, and not to be counted yet.
 * @param {State} state
 */
function tallied(state) {
    const verdicts = state.rounds.map((id) => state.check(id).verdict);
    return {
        counted: verdicts.filter((v) => v === "equal" || v === "different").length,
        waiting: verdicts.filter((v) => v === "reading" || v === "incomplete").length,
    };
}

/** @param {State} state */
function sound(state) {
    const { counted, waiting } = tallied(state);
    const withheld = state.witness.withheld.size;
    return el("div", { class: "state good" },
        el("h2", {}, el("span", { class: "sign", "aria-hidden": "true" }, "="), t("committee_sound")),
        el("p", {}, t("committee_sound_lines", { count: state.witness.size }), " ",
            withheld === 0 ? null : [t("committee_sound_withheld", { count: withheld }), " "],
            counted === 0 ? t("committee_sound_no_rounds") : t("committee_sound_rounds", { count: counted }), " ",
            waiting === 0 ? null : [t("committee_sound_waiting", { count: waiting }), " "],
            typeof state.signatures?.why === "string" ? t("committee_sound_unsigned") : null));
}

/**
 * @param {State} state
 * @returns {(Node | string | null)[]}
 */
export function alarmView(state) {
    if (!state.isSound && rest !== null)
        return alarm(state);
    return [state.isBehind ? reading(state) : sound(state)];
}
