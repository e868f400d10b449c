// SPDX-License-Identifier: EUPL-1.2
/**
 * receipt: where the ballot that is registered stands in the journal, so that a
 * delegate can find it there later.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { currentLanguage, t } from "../lib/text.js";

/** @typedef {import("../lib/types.js").HandsetView} HandsetView */

const BYTES = 8; // of the fingerprint: enough to tell it from any other

/**
 * The ballot that stands in the open round, or in the one before.
 * @param {HandsetView} view
 */
export function standingIn({ round, voted, last }) {
    if (round !== undefined)
        return voted === undefined ? null : { round, state: "open", voted };
    return last?.voted === undefined ? null
        : { round: last.round, state: last.round.state, voted: last.voted };
}

/**
 * The first digits of a hash, as the public page has it.
 * @param {string} base64
 */
function digitsOf(base64) {
    return [...atob(base64).slice(0, BYTES)].map((byte) =>
        byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} path
 * @param {string} text
 */
function link(path, text) {
    return el("p", {}, el("a", { href: `${currentLanguage() === "en" ? "/en" : ""}${path}`,
        target: "_blank", rel: "noopener" }, text));
}

/** @param {HandsetView} view */
async function linesOf(view) {
    const standing = standingIn(view);
    if (standing === null)
        return [el("p", {}, t("handset_receipt_none"))];
    const { round, state, voted } = standing;
    const line = String(voted.journal);
    const { leaf } = await api("GET", `/v1/assemblies/${view.assembly.id}/proofs/${line}`);
    return [
        el("p", {}, t("handset_item", { number: "" }), bdi(round.motion.number), " · ",
            el("strong", {}, t("handset_receipt_line", { line }))),
        el("p", {}, t("handset_receipt_code"), " ", el("code", {}, `${digitsOf(leaf)}…`)),
        link(`/members/${view.member.code}?assembly=${view.assembly.id}&journal=${line}#receipt`,
            t("handset_receipt_check")),
        state === "published" ? link(`/results/rounds/${round.id}`, t("handset_receipt_round")) : null,
    ];
}

/** What the menu says of it. */
export async function receiptLines() {
    return (await linesOf(await api("GET", "/v1/handset"))).filter((line) => line !== null);
}
