// SPDX-License-Identifier: EUPL-1.2
/**
 * verdict: the word for the outcome of a round, and why where the word alone
 * would not do.  Pure.
 */
import { resultOf } from "../lib/chart_geometry.js";
import { isNamed } from "../lib/words.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./scene.js").Tone} Tone */
/** @typedef {{word: "adopted" | "rejected" | "no_decision", tone: Tone, note: "unanimous" | "tied" | "nobody" | "against_all" | "no_quorum" | "no_majority" | null, option?: string}} Verdict */

/**
 * Whether the heaviest of the choices weigh the same, and enough to be chosen.
 * @param {Round} round
 */
function isTied(round) {
    const { options, needed } = resultOf(round);
    const weights = options.filter((o) => o.option !== "abstain").map((o) => o.weight)
        .sort((a, b) => b - a);
    return weights[0] === weights[1] && weights[0] > 0 && (!isNamed(round) || weights[0] >= needed);
}

/** @param {Round} round */
function isSimple({ majority: m }) {
    return m.denominator === 2 * m.numerator && m.comparison === "more-than" && m.base === "cast";
}

/**
 * @param {Round} round
 * @returns {Verdict["note"]}
 */
function rejectedBecause(round) {
    if (isNamed(round))
        return "against_all";
    return isTied(round) && isSimple(round) ? "tied" : null;
}

/**
 * The verdict of a round with a result: the word, and why where the word alone
 * would not do.
 * @param {Round} round
 * @returns {Verdict}
 */
export function verdictOf(round) {
    const { outcome, options, adoptedOption } = resultOf(round);
    const nobody = options.every((o) => o.option === "abstain" || o.weight === 0);
    switch (outcome) {
    case "no-quorum":
        return { word: "no_decision", tone: "none", note: "no_quorum" };
    case "no-majority":
        return {
            word: "no_decision", tone: "none",
            note: nobody ? "nobody" : isTied(round) ? "tied" : "no_majority",
        };
    case "rejected":
        return {
            word: "rejected", tone: "rejected",
            note: nobody ? "nobody" : rejectedBecause(round),
        };
    default:
        return adoptedOption !== undefined
            ? { word: "adopted", tone: "adopted", note: null, option: adoptedOption }
            : { word: "adopted", tone: "adopted", note: options[1].weight === 0 ? "unanimous" : null };
    }
}
