// SPDX-License-Identifier: EUPL-1.2
/**
 * chart_geometry: how long the bars of a result are and where the line of the
 * majority lies.  Pure: numbers in, numbers out (docs/glossary.md for the words).
 */
import { isNamed, optionClass } from "./words.js";

/** @typedef {import("./types.js").Round} Round */
/** @typedef {import("./types.js").OptionResult} OptionResult */

/** @typedef {import("./words.js").Kind} Kind */

/**
 * One bar.  `length` is a part of the full width; `key` stands on the handset.
 * @typedef {{
 *   option: string, kind: Kind, key: number, weight: number, members: number,
 *   percent?: string, length: number, chosen: boolean,
 * }} Bar
 */

/** @typedef {{bars: Bar[], line: number | null, needed: number, named: boolean}} Geometry */

/**
 * The weight that the majority is a fraction of.
 * @param {Round} round  with a result
 */
export function baseWeight(round) {
    const { options, present, entitled } = resultOf(round);
    const sum = (/** @type {OptionResult[]} */ list) =>
        list.reduce((all, option) => all + option.weight, 0);
    switch (round.majority.base) {
    case "cast-and-abstained": return sum(options);
    case "present": return present.weight;
    case "entitled": return entitled.weight;
    default: return sum(options.filter((o) => o.option !== "abstain"));
    }
}

/**
 * @param {Round} round
 * @returns {import("./types.js").Result}
 */
export function resultOf(round) {
    if (round.result === undefined)
        throw new Error(`round ${round.id} has no result`);
    return round.result;
}

/**
 * The bars in the order of the options.  The full width is the base, so that
 * the line lies where the majority does; only abstentions, which may weigh more
 * than a base that leaves them out, make it wider.
 * @param {Round} round  with a result
 * @returns {Geometry}
 */
export function geometryOf(round) {
    const result = resultOf(round);
    const base = baseWeight(round);
    const width = Math.max(base, ...result.options.map((o) => o.weight));
    const { numerator, denominator } = round.majority;
    return {
        bars: result.options.map((o, i) => ({
            option: o.option, kind: optionClass(o.option), key: i + 1,
            weight: o.weight, members: o.members, percent: o.percent,
            length: width === 0 ? 0 : o.weight / width,
            chosen: o.option === result.adoptedOption,
        })),
        line: base === 0 ? null : base * numerator / denominator / width,
        needed: result.needed,
        named: isNamed(round),
    };
}
