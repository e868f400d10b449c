// SPDX-License-Identifier: EUPL-1.2
/**
 * weights: the weight of a member by the rule of its kind (domain.md, Weights),
 * to show what a roll will come to before it is frozen.  Pure.
 */

/** @typedef {import("../lib/types.js").WeightRule} WeightRule */
/** @typedef {import("../lib/types.js").WeightRules} WeightRules */

/** @type {WeightRules} */
export const DEFAULT_RULES = {
    municipality: { perInhabitants: 100, rounding: "down", minimum: 1, cap: 75 },
    region: { perInhabitants: 10000, rounding: "down", minimum: 1, cap: 75 },
};

/**
 * @param {WeightRule} rule
 * @param {number} inhabitants
 */
export function weightOf(rule, inhabitants) {
    const { perInhabitants: per } = rule;
    const halves = { down: 0, up: 2 * per - 2, nearest: per };
    const weight = Math.floor((2 * inhabitants + halves[rule.rounding]) / (2 * per));
    return Math.min(rule.cap, Math.max(rule.minimum, weight));
}

/**
 * What a roll of these members comes to; `without` are those that the register
 * has no inhabitants of.
 * @param {{code: string, kind: "municipality" | "region", inhabitants?: number}[]} members
 * @param {WeightRules} rules
 */
export function rollTotals(members, rules) {
    const without = members.filter((m) => m.inhabitants === undefined).map((m) => m.code);
    const weight = members.reduce((sum, m) =>
        sum + (m.inhabitants === undefined ? 0 : weightOf(rules[m.kind], m.inhabitants)), 0);
    return { members: members.length, weight, without };
}
