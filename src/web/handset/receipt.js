// SPDX-License-Identifier: EUPL-1.2
/**
 * receipt: where the ballot that is registered stands in the journal, so that a
 * delegate can find it there later.
 */
import { api, ApiError, serverNow } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { publicPage, t } from "../lib/text.js";

/** @typedef {import("../lib/types.js").HandsetView} HandsetView */

const SEALED_MS = 1500; // a checkpoint follows a ballot within a second
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
    return el("p", {}, el("a", { href: publicPage(path), target: "_blank", rel: "noopener" },
        text));
}

/**
 * The fingerprint of a line, once there is a checkpoint that has it.
 * @param {number} assembly
 * @param {import("../lib/types.js").HandsetVote} voted
 */
async function fingerprint(assembly, { journal, receivedAt }) {
    for (let tries = 0; ; tries++) {
        const early = Date.parse(receivedAt) + SEALED_MS - serverNow();
        await new Promise((resolve) => setTimeout(resolve, tries > 0 ? SEALED_MS : Math.min(early, SEALED_MS)));
        try {
            return digitsOf((await api("GET", `/v1/assemblies/${assembly}/proofs/${journal}`)).leaf);
        } catch (error) {
            if (tries > 2 || !(error instanceof ApiError) || error.status !== 404)
                return "";
        }
    }
}

/** @param {HandsetView} view */
function linesOf(view) {
    const standing = standingIn(view);
    if (standing === null)
        return [el("p", {}, t("handset_receipt_none"))];
    const { round, state, voted } = standing;
    const line = String(voted.journal);
    const code = el("code", {}, "…");
    const print = el("p", {}, t("handset_receipt_code"), " ", code);
    fingerprint(view.assembly.id, voted).then((digits) => {
        print.hidden = digits === ""; // the number is enough to find it by
        code.textContent = `${digits}…`;
    });
    return [
        el("p", {}, t("handset_item", { number: "" }), bdi(round.motion.number), " · ",
            el("strong", {}, t("handset_receipt_line", { line }))),
        print,
        link(`/members/${view.member.code}?assembly=${view.assembly.id}&journal=${line}#receipt`,
            t("handset_receipt_check")),
        state === "published" ? link(`/results/rounds/${round.id}`, t("handset_receipt_round")) : null,
    ];
}

/** What the menu says of it. */
export async function receiptLines() {
    return linesOf(await api("GET", "/v1/handset")).filter((line) => line !== null);
}
