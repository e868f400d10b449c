// SPDX-License-Identifier: EUPL-1.2
/**
 * keys: the shortcuts, each of which only presses a button that is there.  They
 * are single keys, so they can be switched off (WCAG 2.1.4), and do nothing
 * while somebody is typing or is asked something.
 */
import { el } from "../lib/dom.js";
import { t, tKey } from "../lib/text.js";
import { isAsking, onAction, perform } from "./actions.js";
import { nextAtDesk } from "./chosen.js";
import { ask } from "./dialog.js";
import { performNext, selectedMotion } from "./item.js";
import { go } from "./route.js";
import { state, VIEWS } from "./state.js";
import { byNumber } from "./steps.js";
import { table, tableRow } from "./tables.js";

const KEPT = "stembus-console-keys";

/** @param {string} selector */
function press(selector) {
    const control = document.querySelector(selector);
    if (control instanceof HTMLElement)
        perform(control);
}

/** @param {number} step */
function moveItem(step) {
    const list = [...state.motions].sort(byNumber);
    const at = list.findIndex((m) => m.id === selectedMotion()?.id);
    const to = list[at + step];
    if (to)
        go({ view: "agenda", item: to.id });
}

function toDesk() {
    go({ view: "desk" }, nextAtDesk);
}

/** @type {Record<string, () => void>} */
const KEYS = {
    "s": performNext,
    "e": () => press("[data-key=extra-extend]"),
    "o": () => press("[data-key=show-subject]"),
    "p": () => press("[data-key=show-pause]"),
    "j": () => moveItem(1),
    "k": () => moveItem(-1),
    "/": toDesk,
    "?": () => press("[data-action=help]"),
};
VIEWS.forEach((view, i) => {
    KEYS[String(i + 1)] = () => go({ view });
});

/** What the help says of them, in its order. */
const TOLD = /** @type {const} */ ([["S", "next"], ["E", "extend"], ["O", "subject"],
    ["P", "pause"],
    ["J / K", "items"], ["/", "desk"], ["1 – 7", "views"], ["?", "help"]]);

function areOn() {
    try {
        return localStorage.getItem(KEPT) !== "off";
    } catch {
        return true;
    }
}

/** @param {boolean} on */
function keep(on) {
    try {
        localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
        // private browsing: they stay on
    }
}

/** @param {EventTarget | null} target */
function isTyping(target) {
    return target instanceof HTMLElement &&
        target.closest("input, select, textarea, [contenteditable]") !== null;
}

/**
 * Does what a key says.
 * @param {KeyboardEvent} event
 */
export function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat ||
        event.defaultPrevented || isTyping(event.target) || isAsking() || !areOn())
        return;
    const key = KEYS[event.key.toLowerCase()];
    if (key === undefined || state.session === null)
        return;
    event.preventDefault();
    key();
}

onAction("help", () => {
    const box = el("input", { type: "checkbox", id: "keys-on", checked: areOn() });
    box.addEventListener("change", () => keep(box.checked));
    ask({
        title: t("console_help"),
        body: [
            table(t("console_help"), [t("console_help_key"), t("console_help_does")],
                TOLD.map(([key, name]) => tableRow(el("kbd", {}, key),
                    tKey(`console_key_${name}`)))),
            el("label", { class: "check" }, box, el("span", {}, t("console_keys_on"))),
        ],
    });
});
