// SPDX-License-Identifier: EUPL-1.2
/**
 * presses_view: "but I did press": what was pressed in a round that became no
 * ballot, with the reason; and all that one member pressed.
 */
import { el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { choiceName, memberName, reasonName, said } from "./names.js";

/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./recount/shapes.js").Line} Line */
/** @typedef {import("./state.js").State} State */

/** What became of a press.
 * @param {CountedRound} round
 * @param {Line} line
 */
function became(round, line) {
    if (line.kind !== "ballot")
        return reasonName(line.reason);
    return t(round.standing.get(line.member) === line ? "committee_press_counts"
        : "committee_press_replaced");
}

/**
 * @param {State} state
 * @param {CountedRound} round
 * @param {Line} line
 */
function pressRow(state, round, line) {
    return el("tr", { data: { key: String(line.n) } },
        el("td", { "data-label": t("committee_press_at") }, formatTime(line.at)),
        el("td", { "data-label": t("committee_press_member") },
            line.member === undefined ? t("committee_nobody") : memberName(state.replay, line.member)),
        el("td", { "data-label": t("committee_press_choice") },
            line.choice === undefined ? t("committee_no_choice") : choiceName(line.choice)),
        el("td", { "data-label": t("committee_press_serial") }, said(line.serial)),
        el("td", { "data-label": t("committee_press_reason") }, became(round, line)),
        el("td", {}, el("button", { type: "button", class: "small-button",
            data: { action: "show-line", line: String(line.n) } },
        t("committee_show_line", { line: String(line.n) }))));
}

/**
 * @param {State} state
 * @param {CountedRound} round
 * @param {Line[]} lines
 * @param {string} caption
 */
function pressTable(state, round, lines, caption) {
    return el("div", { class: "scroll-x", role: "region", tabindex: "0", "aria-label": caption },
        el("table", { class: "stacked" },
            el("caption", { class: "visually-hidden" }, caption),
            el("thead", {}, el("tr", {}, ["at", "member", "choice", "serial", "reason", "line"].map((column) =>
                el("th", { scope: "col" }, t(/** @type {any} */ (`committee_press_${column}`)))))),
            el("tbody", {}, lines.map((line) => pressRow(state, round, line)))));
}

/** The lines of members that somebody looks up.
 * @param {State} state
 * @param {CountedRound} round
 */
function lookedUp(state, round) {
    const wanted = state.lookup.trim().toLowerCase();
    if (wanted === "")
        return null;
    const lines = [...round.ballots, ...round.presses].sort((a, b) => a.n - b.n).filter((line) => {
        const member = state.replay.roll.get(line.member);
        return `${member?.name ?? ""} ${line.member ?? ""} ${line.serial}`.toLowerCase().includes(wanted);
    });
    return lines.length === 0 ? el("p", { class: "soft" }, t("committee_lookup_nothing"))
        : pressTable(state, round, lines, t("committee_lookup"));
}

/**
 * @param {State} state
 * @param {CountedRound} round
 */
export function pressesView(state, round) {
    const { presses } = round;
    return el("section", { class: "block", "aria-labelledby": "presses-title" },
        el("h3", { id: "presses-title" }, t("committee_presses", { count: presses.length })),
        presses.length === 0 ? el("p", { class: "soft" }, t("committee_presses_none"))
            : pressTable(state, round, presses, t("committee_presses", { count: presses.length })),
        el("div", { class: "field" },
            el("label", { for: "lookup" }, t("committee_lookup")),
            el("input", { id: "lookup", type: "search", autocomplete: "off", data: { input: "lookup" },
                "aria-describedby": "lookup-help" }),
            el("p", { id: "lookup-help", class: "soft small" }, t("committee_lookup_help"))),
        lookedUp(state, round));
}
