// SPDX-License-Identifier: EUPL-1.2
/**
 * sign: how a verdict looks: a sign, a word and a colour, never one alone.
 */
import { el } from "../lib/dom.js";
import { t } from "../lib/text.js";

/** @typedef {import("./checks.js").Verdict} Verdict */

/** @type {Record<Verdict, string>} */
const SIGNS = { equal: "=", different: "≠", incomplete: "?", reading: "…", none: "·" };

/**
 * @param {Verdict} verdict
 * @param {{large?: boolean}} [options]
 */
export function verdictSign(verdict, { large = false } = {}) {
    return el("span", { class: `verdict ${verdict}${large ? " large" : ""}` },
        el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[verdict]),
        t(/** @type {any} */ (`committee_verdict_${verdict}`)));
}

/** @param {boolean} equal */
export function equalSign(equal) {
    return verdictSign(equal ? "equal" : "different");
}
