// SPDX-License-Identifier: EUPL-1.2
/**
 * words: the words of the assembly (docs/glossary.md) in the page's language,
 * and the signs that go with them.
 */
import { bdi, el, svg } from "./dom.js";
import { t } from "./text.js";

/** @typedef {import("./types.js").Majority} Majority */
/** @typedef {"for" | "against" | "abstain"} Kind  of an option */
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
 * @returns {Kind}
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
 * Whether members chose between options with names, and not for or against.
 * @param {{options: string[]}} round
 */
export function isNamed(round) {
    return round.options[0] !== "for";
}

/** @type {Record<Kind, string>} */
const SIGN_PATHS = {
    for: "M4.5 13 10 18.5 19.5 6",
    against: "M5.5 5.5 18.5 18.5M18.5 5.5 5.5 18.5",
    abstain: "M5 12H19",
};

/**
 * The sign of a kind of option, drawn, so that it looks the same with any font.
 * @param {Kind} kind
 */
export function optionMark(kind) {
    return svg("svg", { class: `sign choice-${kind}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
        svg("path", { d: SIGN_PATHS[kind] }));
}

/**
 * An option as it is shown: its key on the handset where it has a name of its
 * own, else its sign; then its name.
 * @param {string} option
 * @param {Kind} kind
 * @param {number} [key]  0 for the sign
 */
export function optionLabel(option, kind, key = 0) {
    return [key > 0 ? el("span", { class: "key" }, key) : optionMark(kind),
        bdi(optionName(option), { class: "option-name" })];
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
