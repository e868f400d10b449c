// SPDX-License-Identifier: EUPL-1.2
/**
 * robustness: how many votes, and how few members, would have had to choose
 * otherwise for what was adopted not to be, or else for something to be; and
 * the outcome if every member had one vote.
 *
 * Every ballot that was cast may choose any option; who did not vote still does
 * not, so a quorum stands or falls as it did.
 *
 * A majority is met when `denominator × weight − numerator × base` is positive
 * (or, for "at least", not negative).  Each ballot that goes elsewhere moves that
 * number by an amount of its own, whatever the others do, so the ballots with
 * the largest amounts are the fewest that will do.
 */
import { baseOf, count } from "./count.js";
import { meets } from "./rules.js";

/** @typedef {import("../../lib/types.js").Result} Result */
/** @typedef {import("../../lib/types.js").Robustness} Robustness */
/** @typedef {import("./count.js").Terms} Terms */
/** @typedef {import("./count.js").Voter} Voter */
/** @typedef {{option: string, weight: number}} Ballot */
/** @typedef {{votes: number, members: number}} Fewest  Infinity when it cannot be */

/** @type {Fewest} */
const NEVER = { votes: Infinity, members: Infinity };

/**
 * @param {Fewest[]} ways
 * @returns {Fewest}
 */
function fewestOf(ways) {
    return {
        votes: Math.min(...ways.map((way) => way.votes)),
        members: Math.min(...ways.map((way) => way.members)),
    };
}

/** @param {Ballot[]} ballots */
function total(ballots) {
    return ballots.reduce((sum, ballot) => sum + ballot.weight, 0);
}

/** The heaviest first.
 * @param {Ballot[]} ballots
 */
function heaviest(ballots) {
    return [...ballots].sort((a, b) => b.weight - a.weight);
}

/**
 * What the votes of some ballots bring, each so much.
 * @typedef {{ballots: Ballot[], each: bigint}} Source
 */

/**
 * How few of the sources' votes and ballots bring so much, one at least.
 * @param {Source[]} sources
 * @param {bigint} wanted
 * @returns {Fewest}
 */
function bring(sources, wanted) {
    const amounts = sources.flatMap(({ ballots, each }) => ballots.map((b) => each * BigInt(b.weight)))
        .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
    let members = 0;
    for (let left = wanted; members < amounts.length && (left > 0n || members === 0); members++)
        left -= amounts[members];
    const reached = amounts.slice(0, members).reduce((sum, a) => sum + a, 0n);
    if (members === 0 || reached < wanted)
        return NEVER;

    let votes = 0n;
    let left = wanted;
    for (const { ballots, each } of [...sources].sort((a, b) => Number(b.each - a.each))) {
        const there = BigInt(total(ballots));
        if (left > 0n && each > 0n) {
            const few = (left + each - 1n) / each;
            const taken = few < there ? few : there;
            votes += taken;
            left -= taken * each;
        }
    }
    return { votes: Math.max(Number(votes), 1), members };
}

/** A round as it was counted, seen from one option. */
class Sides {
    /**
     * @param {Terms} terms
     * @param {Result} result
     * @param {Ballot[]} ballots
     * @param {string} option
     */
    constructor(terms, result, ballots, option) {
        this.majority = terms.majority;
        this.option = option;
        this.own = ballots.filter((b) => b.option === option);
        this.rivals = terms.options.filter((o) => o !== option && !(terms.abstain && o === "abstain"))
            .map((name) => ballots.filter((b) => b.option === name));
        this.abstained = terms.abstain ? ballots.filter((b) => b.option === "abstain") : [];
        this.weight = total(this.own);
        this.base = baseOf(terms, result.options, result.present, result.entitled);
        this.ofCast = terms.majority.base === "cast";
    }

    get numerator() {
        return BigInt(this.majority.numerator);
    }

    get denominator() {
        return BigInt(this.majority.denominator);
    }

    /** Positive when the majority is met, or not negative for "at least". */
    get margin() {
        return this.denominator * BigInt(this.weight) - this.numerator * BigInt(this.base);
    }

    /** So that the option no longer meets the majority. */
    below() {
        const wanted = this.margin + (this.majority.comparison === "at-least" ? 1n : 0n);
        return bring([
            { ballots: this.own, each: this.denominator },
            // an abstention that becomes a choice makes what is cast grow
            { ballots: this.abstained, each: this.ofCast ? this.numerator : 0n },
        ], wanted);
    }

    /** So that the option meets the majority. */
    above() {
        const wanted = -this.margin + (this.majority.comparison === "more-than" ? 1n : 0n);
        return bring([
            { ballots: this.rivals.flat(), each: this.denominator },
            { ballots: this.abstained, each: this.denominator - (this.ofCast ? this.numerator : 0n) },
        ], wanted);
    }

    /** So that another option has as much. */
    overtaken() {
        return fewestOf(this.rivals.map((rival) => bring([
            { ballots: this.own, each: 2n },
            { ballots: [...this.rivals.filter((other) => other !== rival).flat(), ...this.abstained],
                each: 1n },
        ], BigInt(this.weight - total(rival)))));
    }

    /** Whether meeting the majority is being ahead of the others as well. */
    get isOverHalf() {
        const { numerator, denominator, comparison } = this.majority;
        return 2 * numerator > denominator || 2 * numerator === denominator && comparison === "more-than";
    }

    /** So that the option meets the majority and has more than any other. */
    ahead() {
        return this.isOverHalf ? this.above()
            : { votes: aheadByVotes(this), members: aheadByMembers(this) };
    }

    /**
     * Whether that is so once so much weight has come over.
     * @param {number} weight  that has come, abstentions included
     * @param {number} abstained  of them
     * @param {number} most  that any rival still has
     */
    isAhead(weight, abstained, most) {
        return this.weight + weight > most &&
            meets(this.majority, this.weight + weight, this.base + (this.ofCast ? abstained : 0));
    }
}

/**
 * What the heaviest rival still has when so many votes were taken from them, of
 * the heaviest first.
 * @param {number[]} rivals
 * @param {number} taken
 */
function levelled(rivals, taken) {
    let [low, high] = [0, Math.max(0, ...rivals)];
    while (low < high) {
        const level = Math.floor((low + high) / 2);
        if (rivals.reduce((sum, weight) => sum + Math.max(0, weight - level), 0) <= taken)
            high = level;
        else
            low = level + 1;
    }
    return low;
}

/**
 * Votes of rivals do more than abstentions: they make no base grow and bring a
 * rival down.  More votes are never worse, so the fewest are found by halving.
 * @param {Sides} sides
 */
function aheadByVotes(sides) {
    const rivals = sides.rivals.map(total);
    const ofRivals = rivals.reduce((sum, weight) => sum + weight, 0);
    const isEnough = (/** @type {number} */ votes) => sides.isAhead(votes,
        Math.max(0, votes - ofRivals), levelled(rivals, Math.min(votes, ofRivals)));
    let [low, high] = [1, ofRivals + total(sides.abstained)];
    if (high === 0 || !isEnough(high))
        return Infinity;
    while (low < high) {
        const votes = Math.floor((low + high) / 2);
        if (isEnough(votes))
            high = votes;
        else
            low = votes + 1;
    }
    return low;
}

/**
 * For every weight that the heaviest rival may keep and every number of
 * abstentions that become a choice: what the rivals must then give, and of all
 * others the heaviest.
 * @param {Sides} sides
 */
function aheadByMembers(sides) {
    const rivals = sides.rivals.map(heaviest);
    const caps = new Set(rivals.flatMap((ballots) =>
        [total(ballots), ...ballots.map((_, i) => total(ballots.slice(i + 1)))]));
    let fewest = Infinity;
    for (const cap of caps)
        fewest = Math.min(fewest, aheadUnder(sides, rivals, cap));
    return fewest;
}

/**
 * @param {Sides} sides
 * @param {Ballot[][]} rivals  the heaviest first
 * @param {number} cap  that the heaviest rival may keep
 */
function aheadUnder(sides, rivals, cap) {
    const given = rivals.map((ballots) => {
        let [left, i] = [total(ballots), 0];
        for (; left > cap; i++)
            left -= ballots[i].weight;
        return i;
    });
    const forced = total(rivals.flatMap((ballots, r) => ballots.slice(0, given[r])));
    const must = given.reduce((sum, i) => sum + i, 0);
    const sums = sumsOf(heaviest(rivals.flatMap((ballots, r) => ballots.slice(given[r]))));
    let fewest = Infinity;
    for (const [abstained, weight] of sumsOf(heaviest(sides.abstained)).entries()) {
        // more weight is never worse: the first that is enough is found by halving
        let [low, high] = [0, sums.length];
        while (low < high) {
            const i = Math.floor((low + high) / 2);
            if (sides.isAhead(forced + sums[i] + weight, weight, cap))
                high = i;
            else
                low = i + 1;
        }
        const members = must + abstained + low;
        if (low < sums.length && members > 0)
            fewest = Math.min(fewest, members);
    }
    return fewest;
}

/** 0, the first, the first two, …
 * @param {Ballot[]} ballots
 */
function sumsOf(ballots) {
    let sum = 0;
    return [0, ...ballots.map((ballot) => (sum += ballot.weight))];
}

/**
 * @param {Terms} terms
 * @param {Result} result
 * @param {Ballot[]} ballots
 * @returns {Fewest}
 */
function flip(terms, result, ballots) {
    const seen = (/** @type {string} */ option) => new Sides(terms, result, ballots, option);
    if (result.outcome === "no-quorum")
        return NEVER;
    if (!terms.named)
        return result.met ? seen("for").below() : seen("for").above();
    if (result.adoptedOption !== undefined) {
        const adopted = seen(result.adoptedOption);
        return fewestOf([adopted.below(), adopted.overtaken()]);
    }
    return fewestOf(terms.options.filter((o) => o !== "against-all" && o !== "abstain")
        .map((option) => seen(option).ahead()));
}

/**
 * @param {Terms} terms
 * @param {Voter[]} entitled
 * @param {Set<string>} here
 * @param {Map<string, string>} choices
 * @param {Result} result  of the same
 * @returns {Robustness}
 */
export function robustness(terms, entitled, here, choices, result) {
    const ballots = entitled.flatMap(({ code, weight }) => {
        const option = choices.get(code);
        return option === undefined ? [] : [{ option, weight }];
    });
    const { votes, members } = flip(terms, result, ballots);
    const alike = count(terms, entitled.map((member) => ({ ...member, weight: 1 })), here, choices);
    return {
        ...(votes === Infinity ? {} : { votes, members }),
        perMember: {
            outcome: alike.outcome,
            ...(terms.named ? {} : { for: alike.options[0].members, against: alike.options[1].members }),
            ...(alike.adoptedOption === undefined ? {} : { adoptedOption: alike.adoptedOption }),
        },
    };
}
