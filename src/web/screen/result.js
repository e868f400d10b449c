// SPDX-License-Identifier: EUPL-1.2
/**
 * result: the scene of a counted vote.  The verdict comes first; the rest is
 * there to believe it by.
 */
import { resultOf } from "../lib/chart_geometry.js";
import { drawChart } from "../lib/chart.js";
import { bdi, el } from "../lib/dom.js";
import { formatPercent, t } from "../lib/text.js";
import { isNamed, majorityName, word } from "../lib/words.js";
import { drawKicker, drawLine, drawTitle, drawVerdict, provisionalOf } from "./parts.js";
import { verdictOf } from "./verdict.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./scene.js").ResultScene} ResultScene */

/** @param {Round} round */
function verdictWord(round) {
    return t(/** @type {any} */ (`screen_verdict_${verdictOf(round).word}`));
}

/** @param {Round} round */
function drawWord(round) {
    const { tone, note, option } = verdictOf(round);
    return drawVerdict(tone, verdictWord(round), { note: option !== undefined ? bdi(option)
        : note === null ? null : t(/** @type {any} */ (`screen_note_${note}`)) });
}

/**
 * Both shares, where it was for or against and somebody chose.
 * @param {Round} round
 */
function drawShares(round) {
    const [yes, no] = resultOf(round).options;
    if (isNamed(round) || yes.percent === undefined || no.percent === undefined)
        return null;
    const share = (/** @type {string} */ percent, /** @type {string} */ name) =>
        el("span", { class: "share" }, el("span", { class: "total" }, formatPercent(percent)), " ", name);
    return el("p", { class: "shares" },
        share(yes.percent, t("screen_for")), share(no.percent, t("screen_against")));
}

/** @param {Round} round */
function quorumText(round) {
    const { quorum, turnout } = round;
    if (quorum === undefined)
        return null;
    const all = resultOf(round)[quorum.of];
    return quorum.by === "members"
        ? t("screen_quorum_members", { n: turnout.members, all: all.members })
        : t("screen_quorum_votes", { n: turnout.weight, all: all.weight });
}

/**
 * How the outcome could have been another; only where there is room.
 * @param {Round} round
 */
function drawRobustness({ robustness }) {
    if (robustness === undefined)
        return null;
    const { votes, members, perMember } = robustness;
    return drawLine("spare spare-last soft", [
        votes === undefined || members === undefined ? null
            : t("screen_flip", { votes: t("votes", { n: votes }), members: t("members", { n: members }) }),
        t("screen_per_member", { outcome: word("outcome", perMember.outcome).toLowerCase() })]);
}

/**
 * @param {ResultScene} scene
 * @param {import("./seal.js").Seal | null} seal
 */
export function drawResult({ item, round }, seal) {
    const { needed, notVoted } = resultOf(round);
    const state = round.state === "closed" ? t("screen_not_declared") : word("round_state", round.state);
    const chart = drawChart(round, { stacked: isNamed(round) });
    if (isNamed(round)) {
        chart.classList.add("paged");
        for (const row of chart.querySelectorAll("[data-option]"))
            row.classList.add("page-item");
    }
    return [
        el("div", { class: "top" },
            el("div", { class: "top-text" }, drawWord(round),
                el("div", { class: "what" }, drawKicker(item, el("strong", {}, state), provisionalOf(round)),
                    drawTitle(item, "p"))),
            // when it is declared there is something to take home
            round.state === "closed" ? null : seal?.drawQr() ?? null),
        drawShares(round),
        chart,
        el("div", { class: "foot" },
            el("div", { class: "row-of" }, drawLine("rules", [
                majorityName(round.majority), t("screen_needed", { n: needed }), quorumText(round),
                notVoted.members === 0 ? null : t("screen_not_voted", { n: notVoted.members }),
                seal?.drawText() ?? null]),
            el("div", { class: "pages-slot" })),
            drawRobustness(round)),
    ];
}
