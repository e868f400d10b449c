// SPDX-License-Identifier: EUPL-1.2
/**
 * words: the words of the assembly (docs/glossary.md) in the page's language.
 */
import { t } from "./text.js";

/** @typedef {import("./types.js").Majority} Majority */
/** @typedef {import("./types.js").Round} Round */

/**
 * The text of a word of the API: `adopted-as-amended` under `outcome`.
 * @param {"outcome" | "kind" | "advice" | "assembly" | "assembly_state" | "round_state" | "role"} group
 * @param {string} value
 */
export function word(group, value) {
    return t(/** @type {any} */ (`${group}_${value.replaceAll("-", "_")}`));
}

const ROLES = ["operator", "chair", "committee", "display", "gateway", "handset"];

/**
 * Who did something, as a line of the journal has it: the name of a credential,
 * or the role's own word where it has none.
 * @param {string} by
 */
export function doneBy(by) {
    return ROLES.includes(by) ? word("role", by).toLowerCase() : by;
}

const FIXED = ["for", "against", "abstain", "against-all"];

/**
 * The name of an option; a named one is its own name.
 * @param {string} option
 */
export function optionName(option) {
    return FIXED.includes(option)
        ? t(/** @type {any} */ (`option_${option.replace("-", "_")}`)) : option;
}

/**
 * The class by which an option gets its colour and hatching, which go together
 * with its sign: `for` ✓, `against` ✗, `abstain` –.
 * @param {string} option
 * @returns {"for" | "against" | "abstain"}
 */
export function optionClass(option) {
    if (option === "against" || option === "against-all")
        return "against";
    return option === "abstain" ? "abstain" : "for";
}

/** @type {Record<string, string>} */
const SIGNS = { for: "✓", against: "✗", abstain: "–" };

/**
 * The sign that stands beside a colour.
 * @param {string} option
 */
export function optionSign(option) {
    return SIGNS[optionClass(option)];
}

/**
 * @param {Majority} m
 * @returns {string}
 */
export function majorityName(m) {
    const { numerator, denominator } = m;
    const is = (/** @type {number} */ n, /** @type {number} */ d, /** @type {string} */ c) =>
        numerator * d === denominator * n && m.comparison === c;
    const name = is(1, 2, "more-than") ? t("majority_simple")
        : is(2, 3, "at-least") ? t("majority_two_thirds")
            : t(m.comparison === "more-than" ? "majority_more_than" : "majority_at_least",
                { numerator, denominator });
    return m.base === "cast" ? name
        : `${name} ${t(/** @type {any} */ (`base_${m.base.replaceAll("-", "_")}`))}`;
}

/**
 * That fewer of the committee have cosigned a result than are asked; null when
 * that is not so, or when it does not count anyway.
 * @param {Pick<Round, "provisional" | "practice" | "state">} round
 */
export function provisionalText({ provisional, practice, state }) {
    return provisional === true && !practice && state !== "annulled" ? t("provisional") : null;
}
