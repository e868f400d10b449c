// SPDX-License-Identifier: EUPL-1.2
/**
 * turnout: how many have voted in an open round, who has not, and how long it
 * is open.  What they voted is nowhere to be had until it is closed.
 */
import { serverNow } from "../lib/api.js";
import { bdi, el, svg } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { button, onInput } from "./actions.js";
import { fold } from "./search.js";
import { changed, openRound, state } from "./state.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Share} Share */

let query = "";

/** Seconds until a round closes by itself; null when it does not.
 * @param {Round} round */
export function secondsLeft(round) {
    return round.closesAt === undefined ? null
        : Math.max(0, (Date.parse(round.closesAt) - serverNow()) / 1000);
}

/**
 * A bar of a part of a whole.
 * @param {number} part
 * @param {number} whole
 */
function bar(part, whole) {
    const width = whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
    return svg("svg",
        { class: "meter", viewBox: "0 0 100 6", preserveAspectRatio: "none",
        "aria-hidden": "true" },
        svg("rect", { class: "meter-all", width: 100, height: 6 }),
        svg("rect", { class: "meter-part", width, height: 6 }));
}

/**
 * @param {string} label
 * @param {number} part
 * @param {number} whole
 */
function meter(label, part, whole) {
    return el("div", { class: "turnout" },
        el("p", {}, el("strong", { class: "big" }, t("console_number", { n: part })), " ",
            el("span", { class: "soft" }, t("console_of", { n: whole }), " ", label)),
        bar(part, whole));
}

/** @param {Round} round */
export function turnoutOf(round) {
    const voted = round.turnout;
    const present = state.snapshot?.present ?? { members: 0, weight: 0 };
    return el("div", { class: "meters" },
        meter(t("console_turnout_members"), voted.members, present.members),
        meter(t("console_turnout_weight"), voted.weight, present.weight));
}

onInput("missing-search", (text) => {
    query = text;
    changed();
});

/** @param {{code: string, name: string, weight: number}} member */
function row(member) {
    return el("li", { data: { key: member.code } },
        el("span", { class: "missing-name" }, bdi(member.name)),
        el("span", { class: "soft small" }, member.code),
        el("span", { class: "number" }, t("console_number", { n: member.weight })));
}

/** Who has not voted yet, as a column of its own; null when nothing is open. */
export function missingPanel() {
    const round = openRound();
    if (round === null)
        return null;
    const missing = state.missing?.round === round.id ? state.missing.members : null;
    const wanted = fold(query);
    const shown = (missing ?? []).filter((m) => fold(`${m.name} ${m.code}`).includes(wanted));
    return el("section", {
        class: "side-part missing", "aria-labelledby": "missing-title", data: { key: "missing" },
    },
        el("h2", { id: "missing-title" }, t("console_missing"), " ",
            missing === null ? null
                : el("span", { class: "badge" }, t("console_number", { n: missing.length }))),
        el("label", { class: "visually-hidden", for: "missing-search" },
            t("console_missing_search")),
        el("input", {
            id: "missing-search", type: "search", placeholder: t("console_missing_search"),
            autocomplete: "off", value: query, data: { input: "missing-search" },
        }),
        el("p", { class: "missing-heads soft small", "aria-hidden": "true" },
            t("console_result_members"),
            el("span", { class: "number" }, t("console_result_votes"))),
        missing?.length === 0 ? el("p", { class: "good-text" }, t("console_missing_none"))
            : el("ul", {
                class: "plain missing-list", tabindex: "0", "aria-labelledby": "missing-title",
            },
                ...shown.map(row)),
        button(t("console_missing_desk"), "go",
            { class: "quiet", data: { view: "desk" }, always: true }));
}
