// SPDX-License-Identifier: EUPL-1.2
/**
 * report_view: the committee's record of a round on paper: what was counted, by
 * whom, out of which lines, and room to sign.
 */
import { el } from "../lib/dom.js";
import { currentLanguage, formatDate, formatNumber, formatPercent, formatTime, t } from "../lib/text.js";
import { doneBy, word } from "../lib/words.js";
import { robustnessTexts } from "./check_view.js";
import { choiceName, fieldName, motionName, said, saidText, termsText } from "./names.js";
import { toBase64, treeCode } from "./seal.js";

/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./state.js").State} State */

const SIGNATURES = 3;

/** @param {[string, string][]} facts */
function factTable(facts) {
    return el("table", { class: "facts" }, el("tbody", {}, facts.map(([name, value]) =>
        el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)))));
}

/** @param {CountedRound} round */
function resultTable({ result }) {
    const row = (/** @type {string} */ name, /** @type {{weight: number, members: number, percent?: string}} */ of) =>
        el("tr", {}, el("th", { scope: "row" }, name),
            el("td", { class: "number" }, formatNumber(of.weight)),
            el("td", { class: "number" }, formatNumber(of.members)),
            el("td", { class: "number" }, of.percent === undefined ? "" : formatPercent(of.percent)));
    return result && el("table", { class: "counts" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("committee_report_option")),
            ["weight", "members", "percent"].map((unit) => el("th", { scope: "col", class: "number" },
                t(/** @type {any} */ (`committee_report_${unit}`)))))),
        el("tbody", {}, result.options.map((option) => row(choiceName(option.option), option)),
            row(t("committee_field_notVoted"), result.notVoted),
            row(t("committee_field_present"), result.present),
            row(t("committee_field_entitled"), result.entitled)));
}

/** What the recount came to.
 * @param {State} state
 * @param {CountedRound} round
 */
function recountText(state, round) {
    const { verdict, rows, problems } = state.check(round.id);
    const from = round.moves.find((line) => line.kind === "open")?.n ?? 0;
    return el("section", {},
        el("h2", {}, t("committee_report_recount")),
        el("p", {}, t("committee_report_recount_what", { from: formatNumber(from),
            to: formatNumber(round.stated?.n ?? 0) }), " ",
        el("strong", {}, t(/** @type {any} */ (`committee_report_${verdict}`)))),
        el("ul", {}, rows.filter((row) => !row.equal).map((row) =>
            el("li", {}, `${fieldName(row.path, state.replay)}: ${saidText(row)}.`))),
        problems.length === 0 && state.witness.findings.length === 0 ? null
            : el("p", {}, t("committee_report_found",
                { count: problems.length + state.witness.findings.length })));
}

/** @param {State} state */
function evidence(state) {
    const root = state.witness.tree.root();
    return el("section", {},
        el("h2", {}, t("committee_report_evidence")),
        factTable([
            [t("committee_seal_size"), t("committee_lines", { count: state.witness.size })],
            [t("committee_seal_code"), treeCode(root)],
            [t("committee_seal_root"), toBase64(root)],
            [t("committee_facts_seal"), state.replay.seal],
            [t("committee_facts_key"), String(state.replay.begin?.key || "—")],
        ]));
}

function signatures() {
    return el("section", { class: "signatures" },
        el("h2", {}, t("committee_report_sign")),
        el("p", { class: "remarks" }, t("committee_report_remarks")),
        el("p", {}, t("committee_report_place")),
        el("div", { class: "boxes" }, Array.from({ length: SIGNATURES }, () =>
            el("div", { class: "box" }, el("p", {}, t("committee_report_name")),
                el("p", {}, t("committee_report_signature"))))));
}

/**
 * @param {State} state
 * @returns {(Node | string | null)[]}
 */
export function reportView(state) {
    const { assembly, replay } = state;
    const round = replay.rounds.get(state.round);
    if (state.view !== "round" || !round?.result)
        return [];
    const motion = replay.motions.get(round.terms.motion);
    const times = round.moves.map((line) => `${t(/** @type {any} */ (`committee_moved_${line.kind}`))} ` +
        `${formatTime(line.at)} (${said(doneBy(line.by))})`);
    return [
        el("h1", {}, t("committee_report")),
        el("p", { class: "lead" }, [...new Set([said(assembly.title), word("assembly", assembly.kind),
            formatDate(assembly.date), said(assembly.place)])].filter((part) => part !== "").join(" · ")),
        round.terms.practice ? el("p", { class: "practice-mark" }, t("practice_long")) : null,
        round.state === "annulled" ? el("p", { class: "practice-mark" }, t("committee_annulled")) : null,
        factTable([
            [t("committee_report_motion"), `${motion ? word("kind", motion.motionKind) : ""} ${motionName(motion)}`],
            [t("committee_report_round"), formatNumber(round.id)],
            [t("committee_report_terms"), termsText(round.terms)],
            [t("committee_report_moves"), times.join("; ")],
        ]),
        el("h2", {}, t("committee_report_result")),
        resultTable(round),
        el("p", { class: "sentence" }, round.result.sentence[currentLanguage()]),
        el("p", {}, robustnessTexts(round).join(" ")),
        el("p", {}, t("committee_presses", { count: round.presses.length })),
        recountText(state, round), evidence(state), signatures(),
        el("p", { class: "made" }, t("committee_report_made", { time: formatTime(new Date().toISOString()),
            date: formatDate(new Date().toISOString().slice(0, 10)) })),
    ];
}
