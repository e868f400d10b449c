// SPDX-License-Identifier: EUPL-1.2
/**
 * result: what was counted in a round that is closed: the sentence, the chart,
 * and how far the outcome was from another one.
 */
import { drawChart } from "../lib/chart.js";
import { bdi, el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { isNamed, provisionalText, word } from "../lib/words.js";
import { publishedRound } from "./published.js";
import { sentenceOf } from "./rounds.js";
import { termsList } from "./terms.js";
import { votesPart } from "./votes.js";

/** @typedef {import("../lib/types.js").Robustness} Robustness */
/** @typedef {import("../lib/types.js").Round} Round */

/**
 * How far it was from another outcome.
 * @param {Robustness} r
 */
export function robustnessTexts(r) {
    const { perMember } = r;
    return [
        r.votes === undefined || r.members === undefined ? t("console_robust_never")
            : t("console_robust", { votes: r.votes, members: t("members", { n: r.members }) }),
        perMember.for === undefined || perMember.against === undefined
            ? t("console_per_member_outcome", { outcome: word("outcome", perMember.outcome) })
            : t("console_per_member", {
                outcome: word("outcome", perMember.outcome), for: perMember.for,
                against: perMember.against }),
    ];
}

/** @param {Round} round */
function provisionalNotice(round) {
    const text = provisionalText(round);
    return text === null ? null : el("p", { class: "notice warn provisional" },
        el("strong", {}, text), ". ", t("console_provisional_help"));
}

/** @param {Round} round */
export function resultOf(round) {
    const { result, robustness } = round;
    if (result === undefined)
        return null;
    return el("section", {
        class: "outcome-part", "aria-labelledby": "result-title", data: { key: "result" },
    },
        el("h2", { id: "result-title" }, word("outcome", result.outcome),
            result.adoptedOption ? [": ", bdi(result.adoptedOption)] : null,
            round.practice ? el("span", { class: "badge practice" }, t("practice")) : null),
        provisionalNotice(round), sentenceOf(round), publishedRound(round),
        drawChart(round, { stacked: isNamed(round) }),
        el("ul", { class: "plain small robust" },
            el("li", {}, t("console_result_not_voted", {
                members: t("members", { n: result.notVoted.members }),
                votes: t("votes", { n: result.notVoted.weight }) })),
            ...(robustness === undefined ? []
                : robustnessTexts(robustness)).map((text) => el("li", {}, text))),
        votesPart(round),
        el("details", { class: "more" }, el("summary", {}, t("console_terms_title"),
            round.closedAt ? ` · ${t("console_closed_at", { time: formatTime(round.closedAt) })}`
                : null),
        termsList(round)));
}
