// SPDX-License-Identifier: EUPL-1.2
/**
 * check_view: our own count beside what the journal and the server say, field
 * by field.
 */
import { el } from "../lib/dom.js";
import { formatNumber, t } from "../lib/text.js";
import { word } from "../lib/words.js";
import { robustnessOf } from "./checks.js";
import { choiceName, fieldName, saidText, valueText } from "./names.js";
import { problemText } from "./sentences.js";
import { equalSign, verdictSign } from "./sign.js";

/** @typedef {import("./checks.js").Check} Check */
/** @typedef {import("./checks.js").CheckRow} CheckRow */
/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./state.js").State} State */

const COLUMNS = /** @type {const} */ (["own", "journal", "server"]);
const LONG = 24; // a text that all say alike stands there once

/**
 * What the three say of one field, and who says otherwise than we do.
 * @param {CheckRow} row
 */
function rowCells(row) {
    const should = row.own === undefined ? row.journal : row.own;
    if (row.equal && typeof should === "string" && should.length > LONG)
        return el("td", { colspan: "3", class: "alike" }, valueText(row.path, should));
    return COLUMNS.map((who) => {
        const value = row[who];
        const isOther = !row.equal && value !== undefined &&
            JSON.stringify(value) !== JSON.stringify(should);
        return el("td", { class: isOther ? "value other" : "value" },
            value === undefined ? "–" : valueText(row.path, value));
    });
}

/**
 * @param {CheckRow} row
 * @param {Replay} replay
 */
function tableRow(row, replay) {
    return el("tr", { class: row.equal ? "" : "unequal", data: { key: row.path.join("/") } },
        el("th", { scope: "row" }, fieldName(row.path, replay)),
        rowCells(row),
        el("td", { class: "judged" }, equalSign(row.equal)));
}

/**
 * @param {CheckRow[]} rows
 * @param {string} caption
 * @param {Replay} replay
 */
function table(rows, caption, replay) {
    return el("div", { class: "scroll-x", role: "region", tabindex: "0", "aria-label": caption },
        el("table", { class: "check" },
            el("caption", { class: "visually-hidden" }, caption),
            el("thead", {}, el("tr", {},
                el("th", { scope: "col" }, t("committee_column_field")),
                COLUMNS.map((who) => el("th", { scope: "col" }, t(`committee_column_${who}`))),
                el("th", { scope: "col" }, t("committee_column_verdict")))),
            el("tbody", {}, rows.map((row) => tableRow(row, replay)))));
}

/** What belongs together, by the first part of a field's path. */
const GROUPS = /** @type {const} */ (["robustness", "votes", "terms"]);
/** @type {Record<string, string>} */
const GROUP_OF = { robustness: "robustness", vote: "votes", votes: "votes", terms: "terms" };

/**
 * The result field by field; the rest beneath it, opened where it differs.
 * @param {Check} check
 * @param {Replay} replay
 */
export function checkTables({ rows }, replay) {
    const of = (/** @type {string} */ group) =>
        rows.filter(({ path }) => (GROUP_OF[path[0]] ?? "result") === group);
    return [
        table(of("result"), t("committee_fields"), replay),
        ...GROUPS.map((group) => {
            const fields = of(group);
            const isEqual = fields.every((row) => row.equal);
            return fields.length === 0 ? null : el("details", { class: "group", open: !isEqual,
                data: { key: group } },
            el("summary", {}, el("span", { class: "name" }, t(`committee_group_${group}`)),
                el("span", { class: "soft" }, t("committee_group_count", { count: fields.length })),
                equalSign(isEqual)),
            table(fields, t(`committee_group_${group}`), replay));
        }),
    ];
}

/**
 * Where the first difference lies.
 * @param {State} state
 * @param {Check} check
 */
export function firstDifference(state, { first, problems }) {
    if (first === null && problems.length === 0)
        return null;
    return el("div", { class: "notice bad" },
        first === null ? null : el("p", {}, t("committee_first",
            { field: fieldName(first.path, state.replay), said: saidText(first) })),
        problems.length === 0 ? null : el("p", {}, t("committee_first_line")),
        problems.length === 0 ? null : el("ul", {},
            problems.slice(0, 5).map((problem) => el("li", {}, problemText(problem, state.replay)))));
}

/**
 * By how much the round could have gone the other way.
 * @param {CountedRound} round
 * @returns {string[]}
 */
export function robustnessTexts(round) {
    const found = robustnessOf(round);
    if (found === null || round.result === null)
        return [];
    const { votes, members, perMember } = found;
    const isAdopted = round.result.outcome === "adopted";
    const flip = votes === undefined || members === undefined ? t("committee_robust_never")
        : t(isAdopted ? "committee_robust_adopted" : "committee_robust_rejected",
            { votes: t("votes", { n: votes }), members: t("members", { n: members }) });
    const outcome = perMember.adoptedOption === undefined ? word("outcome", perMember.outcome)
        : `${word("outcome", perMember.outcome)}: ${choiceName(perMember.adoptedOption)}`;
    const alike = perMember.for === undefined ? t("committee_robust_alike_named", { outcome })
        : t("committee_robust_alike", { outcome, for: formatNumber(perMember.for),
            against: formatNumber(perMember.against ?? 0) });
    return [flip, alike];
}

/**
 * The verdict on a round that is over.
 * @param {State} state
 * @param {CountedRound | undefined} round
 * @param {Check} check
 */
export function verdictView(state, round, check) {
    if (check.verdict === "reading" || !round?.result)
        return [el("div", { class: "judgement reading" }, verdictSign("reading", { large: true }),
            el("p", {}, t("committee_reading_round")))];
    const { sentence } = round.result;
    return [
        el("div", { class: `judgement ${check.verdict}` },
            verdictSign(check.verdict, { large: true }),
            el("p", { class: "soft" }, t(/** @type {any} */ (`committee_verdict_${check.verdict}_what`),
                { count: check.verdict === "incomplete" ? round.withheld : check.rows.length })),
            el("p", { class: "sentence", lang: "nl" }, sentence.nl),
            el("p", { class: "sentence soft", lang: "en" }, sentence.en)),
        firstDifference(state, check),
    ];
}
