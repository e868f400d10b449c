// SPDX-License-Identifier: EUPL-1.2
/**
 * cosigned_view: who of the committee has cosigned what, and what to do when
 * that is not enough.
 */
import { el } from "../lib/dom.js";
import { formatNumber, formatTime, t } from "../lib/text.js";
import { said } from "./names.js";

/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./state.js").State} State */

const COMMAND = "stembus committee --server ADRES --name committee/NAAM --key NAAM.key --state NAAM.state --token-file NAAM.token";

/** What one types on a machine of one's own. */
function howTo() {
    return el("details", {}, el("summary", {}, t("committee_cosign_how")),
        el("p", {}, t("committee_cosign_how_what")),
        el("pre", { tabindex: "0", class: "command", "aria-label": t("committee_cosign_command") }, COMMAND));
}

/**
 * Who has cosigned the result of a round; null where nobody could.
 * @param {State} state
 * @param {CountedRound | undefined} counted
 */
export function cosignedView({ cosigned }, counted) {
    if (cosigned.signers.size === 0 || !counted?.result || counted.state === "annulled")
        return null;
    const { by, missing } = cosigned.standing(counted.stated?.n);
    const names = by.map(({ name }) => said(name)).join(", ");
    return el("div", { class: missing > 0 ? "notice warn cosigned" : "cosigned" },
        el("p", {}, by.length === 0 ? t("committee_cosigned_nobody")
            : t("committee_cosigned_by", { names }), " ",
        cosigned.needed === 0 || by.length === 0 ? null
            : t("committee_cosigned_of", { n: by.length, needed: formatNumber(cosigned.needed) })),
        missing === 0 ? null : el("p", {}, t("committee_cosigned_missing", { n: missing })),
        missing === 0 ? null : howTo());
}

/**
 * All members that can cosign, and up to which line each has.
 * @param {State} state
 */
export function cosignersView({ cosigned }) {
    if (cosigned.signers.size === 0)
        return null;
    const columns = /** @type {const} */ (["name", "upto", "at", "key"]);
    return el("section", { class: "block", "aria-labelledby": "cosigners-title" },
        el("h3", { id: "cosigners-title" }, t("committee_cosigners")),
        el("p", {}, t("committee_cosigners_needed", { n: cosigned.needed,
            all: formatNumber(cosigned.signers.size) })),
        el("div", { class: "scroll-x", role: "region", tabindex: "0", "aria-labelledby": "cosigners-title" },
            el("table", { class: "stacked" },
                el("thead", {}, el("tr", {}, columns.map((column) =>
                    el("th", { scope: "col" }, t(`committee_cosigners_${column}`))))),
                el("tbody", {}, [...cosigned.signers.values()].map(({ name, key, latest }) => {
                    const cells = [said(name),
                        latest === null ? t("committee_cosigners_not_yet")
                            : el("button", { type: "button", class: "link",
                                data: { action: "show-line", line: String(latest.n) } },
                            t("committee_cosigners_line", { line: formatNumber(latest.size - 1) })),
                        latest === null ? "—" : formatTime(latest.at), el("code", { class: "small key-line" }, said(key))];
                    return el("tr", { data: { key: name } }, cells.map((cell, i) =>
                        el("td", { "data-label": t(`committee_cosigners_${columns[i]}`) }, cell)));
                })))),
        howTo());
}
