// SPDX-License-Identifier: EUPL-1.2
/** missing: who has not voted yet in an open round. */
import { bdi, el } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { button, onInput } from "./actions.js";
import { fold } from "./search.js";
import { changed, openRound, state } from "./state.js";

let query = "";

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
