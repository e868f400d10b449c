// SPDX-License-Identifier: EUPL-1.2
/**
 * chosen: which member the desk is about: what was typed, what fits, and who of
 * those was chosen.
 */
import { onInput } from "./actions.js";
import { find } from "./search.js";
import { changed, handsetOf, state } from "./state.js";

/** @typedef {import("./state.js").RollMember} RollMember */

const HITS = 12;

let query = "";
let active = 0; // of the hits
let chosen = ""; // a member's code, when one was chosen

/** Members that are present and cannot vote: nothing to vote with. */
export function withoutHandset() {
    return state.roll.filter((m) => m.present && handsetOf(m.code) === null);
}

/** What the list shows: what fits, or else what there is to do. */
export function hits() {
    return query.trim() === "" ? withoutHandset() : find(state.roll, query, HITS);
}

/**
 * The member whose card is shown.
 * @returns {RollMember | null}
 */
export function deskMember() {
    const list = hits();
    return state.roll.find((m) => m.code === chosen) ??
        (query.trim() === "" ? null : list[Math.min(active, list.length - 1)] ?? null);
}

/** Begins with the next member: back to the search box. */
export function nextAtDesk() {
    chosen = "";
    const box = document.getElementById("desk-search");
    if (box instanceof HTMLInputElement) {
        box.focus();
        box.select();
    }
}

/** Moves to what there is to do for the member on the card. */
export function focusCard() {
    requestAnimationFrame(() => {
        const first = document.querySelector("[data-first]");
        /** @type {HTMLElement | null} */ (first ?? document.getElementById("member-name"))?.focus();
    });
}

/** @param {string} code */
export function choose(code) {
    chosen = code;
    changed();
    focusCard();
}

onInput("desk-search", (text) => {
    query = text;
    active = 0;
    chosen = "";
    changed();
});

/** What was typed. */
export function queried() {
    return query;
}

/** Whether nothing is looked for. */
export function isIdle() {
    return query.trim() === "";
}

/**
 * Up or down through what fits, around the ends.
 * @param {number} step
 */
export function moveActive(step) {
    const list = hits();
    if (list.length === 0)
        return;
    active = (active + step + list.length) % list.length;
    chosen = list[active].code;
    changed();
}

/** Takes the member that is shown, or the first. */
export function chooseActive() {
    const member = deskMember() ?? hits()[0];
    if (member)
        choose(member.code);
}
