// SPDX-License-Identifier: EUPL-1.2
/**
 * missing_view: a round that is open: how many have voted, and who has not.
 * Nothing here can say how it goes: the page itself does not know.
 */
import { el, svg } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { said } from "./names.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./state.js").State} State */

/**
 * A part of a whole, as a bar with its words.
 * @param {string} text
 * @param {number} part
 * @param {number} whole
 */
function bar(text, part, whole) {
    const width = whole === 0 ? 0 : Math.min(1000, Math.round(1000 * part / whole));
    return el("div", { class: "turnout" },
        el("p", {}, text),
        svg("svg", { viewBox: "0 0 1000 24", preserveAspectRatio: "none", "aria-hidden": "true" },
            svg("rect", { class: "whole", width: 1000, height: 24 }),
            svg("rect", { class: "part", width, height: 24 })));
}

/**
 * @param {State} state
 * @param {Round} round
 */
export function turnoutView(state, round) {
    const present = state.snapshot?.present ?? { members: 0, weight: 0 };
    const { members, weight } = round.turnout;
    return el("div", { class: "turnouts" },
        bar(t("committee_turnout_members", { count: present.members, voted: members }),
            members, present.members),
        bar(t("committee_turnout_weight", { count: present.weight, voted: weight }),
            weight, present.weight),
        round.closesAt === undefined ? null
            : el("p", {}, t("committee_closes_at", { time: formatTime(round.closesAt) })));
}

/**
 * @param {State} state
 * @param {Round} round
 */
export function missingView(state, round) {
    const { missing } = state.answers;
    if (missing?.round !== round.id)
        return el("p", {}, t("committee_missing_reading"));
    const wanted = state.missingFilter.trim().toLowerCase();
    const shown = missing.members.filter(({ name, code }) =>
        `${name} ${code}`.toLowerCase().includes(wanted));
    return el("section", { "aria-labelledby": "missing-title" },
        el("h3", { id: "missing-title" }, t("committee_missing", { count: missing.members.length })),
        el("div", { class: "field" },
            el("label", { for: "missing-filter" }, t("committee_missing_filter")),
            el("input", { id: "missing-filter", type: "search", autocomplete: "off",
                data: { input: "missing" } })),
        shown.length === 0 ? el("p", { class: "soft" }, t(missing.members.length === 0
            ? "committee_missing_nobody" : "committee_missing_no_match"))
            : el("ul", { class: "plain missing" }, shown.map(({ code, name, weight }) =>
                el("li", { data: { key: code } }, el("span", {}, `${said(name)} `,
                    el("span", { class: "soft small" }, said(code))),
                el("span", { class: "number" }, t("votes", { n: weight }))))));
}
