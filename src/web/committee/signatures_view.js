// SPDX-License-Identifier: EUPL-1.2
/**
 * signatures_view: what was checked of the signatures, or why it could not be.
 */
import { el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";

/** @typedef {import("./state.js").State} State */

/**
 * In a sentence; what could not be checked is never said to be right.
 * @param {State} state
 */
export function signatureText({ signatures, witness }) {
    const { why, checked } = signatures;
    if (witness.findings.some(({ code }) => code === "signature"))
        return t("committee_signature_wrong");
    if (why === undefined || why === null && checked === null)
        return t("committee_signature_waiting");
    return why === null && checked !== null
        ? t("committee_signature_right", { count: checked.size, time: formatTime(checked.at) })
        : t(why === "insecure" ? "committee_signature_insecure" : "committee_signature_unknown");
}

/** @param {State} state */
export function signaturesView(state) {
    const { why, cosigned, fingerprint, before } = state.signatures;
    return [
        el("p", { class: why === "insecure" || why === "unknown" ? "notice warn" : "" }, signatureText(state)),
        cosigned === 0 ? null : el("p", {}, t("committee_signature_cosigned", { count: cosigned })),
        fingerprint === "" ? null : el("p", {}, t("committee_fingerprint"), " ",
            el("code", {}, fingerprint), ". ",
            t(before === "" ? "committee_key_first" : "committee_key_before")),
    ];
}
