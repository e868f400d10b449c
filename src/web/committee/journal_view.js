// SPDX-License-Identifier: EUPL-1.2
/**
 * journal_view: the journal as it grows, the newest line first.
 */
import { el } from "../lib/dom.js";
import { formatNumber, formatTime, t } from "../lib/text.js";
import { pageOf, runsOf, wantedLines } from "./journal_index.js";
import { visible } from "./names.js";
import { lineKinds } from "./recount/shapes.js";
import { kindName, kindOf, sentenceOf } from "./sentences.js";
import { hex } from "./sha256.js";
import { textOf } from "./witness.js";

/** @typedef {import("./journal_index.js").Run} Run */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./witness.js").Entry} Entry */

/** Numbers of lines with which something is wrong.
 * @param {State} state
 */
function marked({ witness, replay }) {
    return new Set([...witness.findings, ...replay.problems].map(({ n }) => n));
}

/**
 * What stands behind a row: the lines as they were received, with their hashes.
 * @param {Entry[]} entries
 */
function raw(entries) {
    return entries.map((entry) => [
        el("pre", { tabindex: "0", "aria-label": t("committee_raw", { line: String(entry.n) }) },
            visible(textOf(entry.bytes))),
        entry.isWithheld ? null
            : el("p", { class: "small soft" }, t("committee_leaf"), " ", el("code", {}, hex(entry.hash))),
    ]).flat();
}

/**
 * @param {State} state
 * @param {Run} run
 * @param {Set<number>} wrong
 */
function lineRow(state, { n, count }, wrong) {
    const entries = state.witness.entries.slice(n - count + 1, n + 1);
    const [entry] = entries;
    const kind = kindOf(entry);
    const isMarked = entries.some((one) => wrong.has(one.n));
    return el("li", { class: `line kind-${kind}${isMarked ? " marked" : ""}`,
        data: { key: String(entry.n), last: String(n) } },
    el("details", {},
        el("summary", {},
            el("span", { class: "line-number" },
                count === 1 ? formatNumber(n) : `${formatNumber(entry.n)} – ${formatNumber(n)}`),
            el("span", { class: "line-time" }, entry.line ? formatTime(entry.line.at) : ""),
            el("span", { class: "line-kind" }, kindName(kind)),
            el("span", { class: "line-text" }, isMarked ? el("strong", { class: "mark-wrong" },
                t("committee_line_marked")) : null,
            count === 1 ? sentenceOf(entry, state.replay) : t("committee_line_withheld_many", { count }))),
        raw(entries)));
}

/** @param {State} state */
function controls({ filter }) {
    const kinds = [...lineKinds, "withheld", "unreadable"];
    return el("div", { class: "journal-controls" },
        el("div", { class: "field" },
            el("label", { for: "journal-kind" }, t("committee_journal_kind")),
            el("select", { id: "journal-kind", data: { input: "kind" } },
                el("option", { value: "", selected: filter.kind === "" }, t("committee_journal_all")),
                kinds.map((kind) => el("option", { value: kind, selected: filter.kind === kind },
                    kindName(kind))))),
        el("div", { class: "field" },
            el("label", { for: "journal-text" }, t("committee_journal_search")),
            el("input", { id: "journal-text", type: "search", autocomplete: "off",
                data: { input: "search" } })));
}

/**
 * @param {string} action
 * @param {number | null} top
 * @param {string} text
 */
function turn(action, top, text) {
    return el("button", { type: "button", disabled: top === null,
        data: { action, top: top === null ? "" : String(top) } }, text);
}

/**
 * @param {State} state
 * @param {number} count  of all lines that are wanted
 * @param {ReturnType<typeof pageOf>} page
 */
function pager(state, count, { shown, older, newer }) {
    const first = shown[shown.length - 1];
    return el("div", { class: "row pager" },
        turn("journal-top", newer, t("committee_newer")),
        turn("journal-top", older, t("committee_older")),
        state.filter.top === null ? el("span", { class: "soft" }, t("committee_following"))
            : el("button", { type: "button", data: { action: "journal-follow" } }, t("committee_newest")),
        el("span", { class: "soft" }, t("committee_journal_shown",
            { from: first.n - first.count + 1, to: shown[0].n, count })));
}

/**
 * @param {State} state
 * @returns {(Node | string | null)[]}
 */
export function journalView(state) {
    const { entries } = state.witness;
    const lines = wantedLines(entries, state.replay, state.filter);
    const page = pageOf(runsOf(lines, entries), state.filter.top);
    const wrong = marked(state);
    return [
        el("h2", { id: "journal-title", tabindex: "-1" }, t("committee_view_journal")),
        controls(state),
        lines.length === 0 ? el("p", { class: "soft" }, t(entries.length === 0 ? "committee_reading"
            : "committee_journal_nothing")) : pager(state, lines.length, page),
        el("ol", { class: "plain lines" },
            page.shown.map((run) => lineRow(state, run, wrong))),
    ];
}

/**
 * Opens the row of a line that is shown, and moves the focus there.
 * @param {Element} pane
 * @param {number} n
 */
export function openLine(pane, n) {
    const rows = [...pane.querySelectorAll(".line")];
    const row = rows.find((one) => one instanceof HTMLElement && Number(one.dataset.key) <= n &&
        n <= Number(one.dataset.last));
    row?.querySelector("details")?.setAttribute("open", "");
    row?.querySelector("summary")?.focus();
}
