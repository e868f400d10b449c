// SPDX-License-Identifier: EUPL-1.2
/**
 * published: the way from the console to what anybody can read: the public
 * pages, and the bundle of files for a website and for whoever recounts.
 */
import { el } from "../lib/dom.js";
import { publicPage, t } from "../lib/text.js";
import { state } from "./state.js";

/** @typedef {import("../lib/types.js").Round} Round */

/**
 * @param {string} page  what is read
 * @param {string} text
 */
function links(page, text) {
    return el("p", { class: "row published", data: { key: "published" } },
        el("a", { href: publicPage(page), target: "_blank", rel: "noopener" }, text),
        el("a", { href: `/results/${state.assembly?.id}/bundle.zip`, download: "" },
            t("console_bundle")),
        el("span", { class: "soft small" }, t("console_bundle_help")));
}

/**
 * Of a round; null before its result is public.
 * @param {Round} round
 */
export function publishedRound(round) {
    return round.state === "published" ? links(`/results/rounds/${round.id}`, t("console_public_round"))
        : null;
}

/** Of the assembly; null while nothing of it is public. */
export function publishedAssembly() {
    return state.rounds.some((r) => r.state === "published")
        ? links(`/results/${state.assembly?.id}`, t("console_public_assembly")) : null;
}
