// SPDX-License-Identifier: EUPL-1.2
/**
 * rules: the arithmetic of the assembly: weights, majorities, quorum, shares.
 * Whole numbers only; where a product may pass 2^53 it is made with BigInt.
 */

/** @typedef {import("../../lib/types.js").Majority} Majority */
/** @typedef {import("../../lib/types.js").Quorum} Quorum */
/** @typedef {import("../../lib/types.js").Share} Share */

/**
 * @typedef {{perInhabitants: number, rounding: "down" | "up" | "nearest",
 *            minimum: number, cap: number}} WeightRule
 */

/**
 * How many votes a member has.
 * @param {WeightRule} rule
 * @param {number} inhabitants
 */
export function weightOf({ perInhabitants, rounding, minimum, cap }, inhabitants) {
    const rest = inhabitants % perInhabitants;
    const raised = rounding === "up" ? rest > 0
        : rounding === "nearest" && 2 * rest >= perInhabitants;
    const votes = (inhabitants - rest) / perInhabitants + (raised ? 1 : 0);
    return Math.min(Math.max(votes, minimum), cap);
}

/**
 * Whether so much weight meets the majority of a base.  Nothing never does.
 * @param {Majority} majority
 * @param {number} weight
 * @param {number} base
 */
export function meets({ numerator, denominator, comparison }, weight, base) {
    const got = BigInt(denominator) * BigInt(weight);
    const asked = BigInt(numerator) * BigInt(base);
    return weight > 0 && (comparison === "more-than" ? got > asked : got >= asked);
}

/**
 * The smallest weight that meets the majority of a base.
 * @param {Majority} majority
 * @param {number} base
 */
export function neededFor(majority, base) {
    const share = BigInt(majority.numerator) * BigInt(base) / BigInt(majority.denominator);
    let weight = Math.max(Number(share), 1);
    while (!meets(majority, weight, base))
        weight++; // once at most: the division left something
    return weight;
}

/**
 * Whether enough have voted.
 * @param {Quorum | undefined} quorum
 * @param {Share} voted
 * @param {{present: Share, entitled: Share}} of
 */
export function quorumReached(quorum, voted, of) {
    return quorum === undefined ||
        BigInt(quorum.denominator) * BigInt(voted[quorum.by]) >=
        BigInt(quorum.numerator) * BigInt(of[quorum.of][quorum.by]);
}

const WHOLE = 10000; // percentages are counted in hundredths

/**
 * Shares of for and against, in hundredths of a percent that make 100.00: half
 * up on for, and never all or nothing when that is not so.
 * @param {number} inFavour
 * @param {number} against
 */
function shareOfTwo(inFavour, against) {
    const cast = BigInt(inFavour) + BigInt(against);
    const rounded = Number((2n * BigInt(WHOLE) * BigInt(inFavour) + cast) / (2n * cast));
    const share = inFavour > 0 && against > 0 ? Math.min(Math.max(rounded, 1), WHOLE - 1) : rounded;
    return [share, WHOLE - share];
}

/**
 * Shares of several options: rounded down, what is left over to those that lost
 * most by it, the first of equals first; one that got votes shows at least 0.01.
 * @param {number[]} weights
 */
function shareOfMany(weights) {
    const cast = weights.reduce((sum, w) => sum + BigInt(w), 0n);
    const shares = weights.map((w) => Number(BigInt(WHOLE) * BigInt(w) / cast));
    const rests = weights.map((w) => BigInt(WHOLE) * BigInt(w) % cast);
    const order = weights.map((_, i) => i)
        .sort((a, b) => (rests[a] === rests[b] ? a - b : rests[a] > rests[b] ? -1 : 1));
    const left = WHOLE - shares.reduce((sum, share) => sum + share, 0);
    for (const i of order.slice(0, left))
        shares[i]++;
    for (const [i, weight] of weights.entries()) {
        if (weight > 0 && shares[i] === 0) {
            shares[shares.indexOf(Math.max(...shares))]--;
            shares[i]++;
        }
    }
    return shares;
}

/**
 * Percentages of the weights ("99.38"); none when nothing was cast.
 * @param {number[]} weights  of for and against, or of the named options
 * @param {boolean} named
 * @returns {(string | null)[]}
 */
export function percentages(weights, named) {
    if (weights.every((weight) => weight === 0))
        return weights.map(() => null);
    const shares = named ? shareOfMany(weights) : shareOfTwo(weights[0], weights[1]);
    return shares.map((share) => `${Math.floor(share / 100)}.${String(share % 100).padStart(2, "0")}`);
}
