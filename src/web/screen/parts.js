// SPDX-License-Identifier: EUPL-1.2
/**
 * parts: what several scenes of the projector have in common.
 */
import { bdi, el } from "../lib/dom.js";
import { formatNumber, t } from "../lib/text.js";
import { majorityName, optionMark, provisionalText, word } from "../lib/words.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./scene.js").Item} Item */
/** @typedef {import("./scene.js").Tone} Tone */
/** @typedef {import("../lib/dom.js").Child} Child */

/**
 * Texts in one line with dots between them, which breaks between them.
 * @param {string} look
 * @param {Child[]} texts
 */
export function drawLine(look, texts) {
    const shown = texts.filter((text) => text !== null && text !== "");
    return shown.length === 0 ? null
        : el("p", { class: `line ${look}` }, shown.map((text) => el("span", { class: "piece" }, text)));
}

/**
 * Where it stands on the agenda and what it is.
 * @param {Item} item
 * @param {...Child} states  what comes first
 */
export function drawKicker(item, ...states) {
    return drawLine("kicker", [
        ...states, el("span", {}, t("screen_item", { number: "" }), bdi(item.number)),
        word("kind", item.kind)]);
}

/**
 * That a result is provisional, while it is.
 * @param {Round} round
 */
export function provisionalOf(round) {
    const text = provisionalText(round);
    return text === null ? null : el("strong", { class: "provisional" }, text);
}

/**
 * @param {Item} item
 * @param {"h1" | "p"} tag
 */
export function drawTitle(item, tag = "h1") {
    return el(tag, { class: "title" }, bdi(item.title));
}

/** @type {Record<Tone, "for" | "against" | "abstain">} */
const TONE_SIGNS = { adopted: "for", rejected: "against", void: "against", none: "abstain" };

/**
 * A word that says it all, with its sign.
 * @param {Tone} tone
 * @param {string} text
 * @param {{note?: Child, tag?: "h1" | "p"}} [more]
 */
export function drawVerdict(tone, text, { note = null, tag = "h1" } = {}) {
    return el("div", { class: "verdict", data: { tone } },
        el("span", { class: "tile" }, optionMark(TONE_SIGNS[tone])),
        el("div", {},
            el(tag, { class: "verdict-word" }, text),
            note === null ? null : el("p", { class: "note" }, note)));
}

/**
 * The rules of a round that a hall should know.
 * @param {Round} round
 */
export function rulesOf(round) {
    const [only, ...others] = round.entitledKinds;
    return [majorityName(round.majority),
        others.length === 0
            ? t(only === "region" ? "screen_only_region" : "screen_only_municipality") : null];
}

/**
 * A large number with what it counts behind it.
 * @param {number} n
 * @param {string} of
 * @param {number} [most]  what it may become: the room is kept for that
 */
export function drawTotal(n, of, most = n) {
    const total = el("span", { class: "total" }, formatNumber(n));
    total.style.setProperty("--digits", String(formatNumber(most).length));
    return el("p", { class: "total-of" }, total, " ", el("span", { class: "of" }, of));
}
