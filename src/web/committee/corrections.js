// SPDX-License-Identifier: EUPL-1.2
/**
 * corrections: what members declared afterwards to have meant, as the lines of
 * the journal have it.  The last one of a member stands; it changes no result.
 */
import { el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { choiceName, memberName } from "./names.js";

/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./witness.js").Entry} Entry */
/** @typedef {{n: number, at: string, meant: string}} Meant */

export class Corrections {
    constructor() {
        this.seen = 0;
        /** Of each round, by member. @type {Map<number, Map<string, Meant>>} */
        this.rounds = new Map();
    }

    /** Takes what is new among the lines.
     * @param {Entry[]} entries
     */
    read(entries) {
        for (; this.seen < entries.length; this.seen++) {
            const { line } = entries[this.seen];
            if (line?.kind !== "correction")
                continue;
            const { round, member, meant, n, at } = /** @type {any} */ (line);
            if (!this.rounds.has(round))
                this.rounds.set(round, new Map());
            this.rounds.get(round)?.set(member, { n, at, meant });
        }
    }

    /**
     * Those of a round that say something else than the vote.
     * @param {CountedRound} round
     */
    of({ id, choices }) {
        return [...this.rounds.get(id) ?? []].filter(([member, { meant }]) => choices.get(member) !== meant);
    }
}

/**
 * The declarations about a round; null when there are none.
 * @param {State} state
 * @param {CountedRound} round
 */
export function correctionsView({ corrections, replay }, round) {
    const list = corrections.of(round);
    if (list.length === 0)
        return null;
    return el("section", { class: "block", "aria-labelledby": "corrections-title" },
        el("h3", { id: "corrections-title" }, t("committee_corrections", { count: list.length })),
        el("ul", { class: "corrections" }, list.map(([member, { n, at, meant }]) =>
            el("li", { data: { key: member } }, memberName(replay, member), ": ",
                choiceName(round.choices.get(member) ?? ""), ", ",
                el("strong", {}, t("meant_mark", { choice: choiceName(meant) })),
                ` (${formatTime(at)}) `,
                el("button", { type: "button", class: "small-button",
                    data: { action: "show-line", line: String(n) } },
                t("committee_show_line", { line: String(n) }))))),
        el("p", { class: "soft small" }, t("meant_note")));
}
