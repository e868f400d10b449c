// SPDX-License-Identifier: EUPL-1.2
/**
 * rollcall: the scene that shows how every member voted, by choice and then by
 * name.
 */
import { geometryOf } from "../lib/chart_geometry.js";
import { bdi, el } from "../lib/dom.js";
import { formatNumber, isolate, t } from "../lib/text.js";
import { optionLabel, optionName } from "../lib/words.js";
import { drawKicker, drawTitle, drawTotal, provisionalOf } from "./parts.js";

/** @typedef {import("../lib/types.js").Vote} Vote */
/** @typedef {import("../lib/chart_geometry.js").Bar} Bar */
/** @typedef {import("./scene.js").RollCallScene} RollCallScene */

/**
 * @param {Vote[]} votes
 * @param {string} option
 */
export function votersOf(votes, option) {
    return votes.filter((vote) => vote.choice === option)
        .sort((a, b) => a.name.localeCompare(b.name, "nl"));
}

/**
 * @param {Bar} bar
 * @param {Vote[]} voters
 * @param {boolean} named
 */
function drawGroup(bar, voters, named) {
    return el("section", { class: "page-group" },
        el("div", { class: "group-head" },
            el("h2", { class: `choice choice-${bar.kind}` },
                optionLabel(bar.option, bar.kind, named && bar.kind === "for" ? bar.key : 0)),
            drawTotal(bar.weight, t("screen_unit_votes", { n: bar.weight })),
            drawTotal(bar.members, t("screen_unit_members", { n: bar.members }))),
        el("ul", { class: "voters plain page-list" }, voters.map((vote) =>
            el("li", { class: "page-item" },
                el("span", {}, bdi(vote.name), vote.correction === undefined ? null
                    : [" ", el("em", { class: "meant" }, t("meant_mark",
                        { choice: isolate(optionName(vote.correction.meant)) }))]), " ",
                el("span", { class: "number" }, formatNumber(vote.weight))))));
}

/**
 * @param {RollCallScene} scene
 * @param {Vote[]} votes
 */
export function drawRollCall({ item, round }, votes) {
    const { bars, named } = geometryOf(round);
    const groups = bars.map((bar) => ({ bar, voters: votersOf(votes, bar.option) }))
        .filter(({ voters }) => voters.length > 0);
    return [
        el("div", { class: "what" },
            el("div", { class: "row-of" },
                drawKicker(item, el("strong", {}, t("screen_roll_call")), provisionalOf(round)),
                el("div", { class: "pages-slot" })),
            drawTitle(item)),
        el("div", { class: "paged page-groups" },
            groups.map(({ bar, voters }) => drawGroup(bar, voters, named))),
        votes.some((vote) => vote.correction !== undefined)
            ? el("p", { class: "movers" }, t("screen_meant")) : null,
    ];
}
