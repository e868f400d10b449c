// SPDX-License-Identifier: EUPL-1.2
/**
 * turnout: how many have voted in an open round, and how long it is open.  What
 * they voted is nowhere to be had until it is closed.
 */
import { serverNow } from "../lib/api.js";
import { el, svg } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { state } from "./state.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Share} Share */

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
