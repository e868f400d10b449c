// SPDX-License-Identifier: EUPL-1.2
/**
 * count: the result of a round, from who could vote, who was there and what
 * each chose.
 */
import { meets, neededFor, percentages, quorumReached } from "./rules.js";
import { sentenceIn } from "./sentence.js";

/** @typedef {import("../../lib/types.js").Majority} Majority */
/** @typedef {import("../../lib/types.js").Quorum} Quorum */
/** @typedef {import("../../lib/types.js").Share} Share */
/** @typedef {import("../../lib/types.js").Result} Result */
/** @typedef {import("../../lib/types.js").OptionResult} OptionResult */

/** What was decided on when the round was prepared.
 * @typedef {{options: string[], majority: Majority, named: boolean, abstain: boolean,
 *            quorum?: Quorum}} Terms
 */
/** @typedef {{code: string, weight: number}} Voter */

/**
 * @param {Voter[]} voters
 * @returns {Share}
 */
export function shareOf(voters) {
    return { weight: voters.reduce((sum, v) => sum + v.weight, 0), members: voters.length };
}

/**
 * What the majority is a part of.
 * @param {Terms} terms
 * @param {OptionResult[]} options
 * @param {Share} present
 * @param {Share} entitled
 */
export function baseOf({ majority, abstain }, options, present, entitled) {
    if (majority.base === "present")
        return present.weight;
    if (majority.base === "entitled")
        return entitled.weight;
    const counted = abstain && majority.base === "cast" ? options.slice(0, -1) : options;
    return counted.reduce((sum, option) => sum + option.weight, 0);
}

/**
 * Which option was adopted, when the options are named: the one that got most,
 * if it meets the majority and is alone in that.  Null when there is none.
 * @param {Terms} terms
 * @param {OptionResult[]} options
 * @param {number} base
 */
function winner({ majority, abstain }, options, base) {
    const able = abstain ? options.slice(0, -1) : options;
    const most = Math.max(...able.map((option) => option.weight));
    const best = able.filter((option) => option.weight === most);
    return best.length === 1 && meets(majority, most, base) ? best[0].option : null;
}

/**
 * @param {Terms} terms
 * @param {OptionResult[]} options
 * @param {number} base
 * @returns {{met: boolean, outcome: "adopted" | "rejected" | "no-majority",
 *            adoptedOption?: string}}
 */
function judge(terms, options, base) {
    if (!terms.named) {
        const met = meets(terms.majority, options[0].weight, base);
        return { met, outcome: met ? "adopted" : "rejected" };
    }
    const best = winner(terms, options, base);
    if (best === null)
        return { met: false, outcome: "no-majority" };
    return best === "against-all" ? { met: false, outcome: "rejected" }
        : { met: true, outcome: "adopted", adoptedOption: best };
}

/**
 * @param {Terms} terms
 * @param {Voter[]} entitled
 * @param {Map<string, string>} choices  by member
 * @returns {OptionResult[]}
 */
function tally(terms, entitled, choices) {
    const options = terms.options.map((option) => ({
        option, ...shareOf(entitled.filter(({ code }) => choices.get(code) === option)),
    }));
    const cast = terms.abstain ? options.slice(0, -1) : options;
    const percents = percentages(cast.map((option) => option.weight), terms.named);
    return options.map((option, i) => {
        const percent = percents[i];
        return percent ? { ...option, percent } : option;
    });
}

/**
 * Counts a round.  Who voted and then left was there: the ballot stands.
 * @param {Terms} terms
 * @param {Voter[]} entitled
 * @param {Set<string>} here  who is present at the close
 * @param {Map<string, string>} choices  what each member's ballot that stands says
 * @returns {Result}
 */
export function count(terms, entitled, here, choices) {
    const options = tally(terms, entitled, choices);
    const voted = shareOf(entitled.filter(({ code }) => choices.has(code)));
    const present = shareOf(entitled.filter(({ code }) => here.has(code) || choices.has(code)));
    const all = shareOf(entitled);
    const base = baseOf(terms, options, present, all);
    const { met, outcome, adoptedOption } = judge(terms, options, base);
    const reached = quorumReached(terms.quorum, voted, { present, entitled: all });
    const result = {
        options,
        notVoted: { weight: present.weight - voted.weight, members: present.members - voted.members },
        present, entitled: all,
        needed: neededFor(terms.majority, base), met,
        outcome: reached ? outcome : /** @type {const} */ ("no-quorum"),
        ...(reached && adoptedOption !== undefined ? { adoptedOption } : {}),
    };
    return { ...result, sentence: {
        nl: sentenceIn("nl", terms, result, voted), en: sentenceIn("en", terms, result, voted),
    } };
}
