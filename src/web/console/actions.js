// SPDX-License-Identifier: EUPL-1.2
/**
 * actions: from a click or a key to what is done.  A view marks its buttons
 * with the name of an action; here is where all of them are heard, so that a
 * double click, or a click while the server is busy, does nothing twice.
 */
import { ApiError, isRefusal } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { refresh } from "./follow.js";
import { loadRest } from "./rest.js";
import { changed, state } from "./state.js";

/** @typedef {import("../lib/dom.js").Children} Children */
/** @typedef {(data: DOMStringMap, node: HTMLElement) => unknown} Action */

const DEADLINE_MS = 15000; // a server that says nothing for so long is away

/** What attempt() gives when something else is under way: nothing was tried. */
export const BUSY = new DOMException("busy");

/** @type {Map<string, Action>} */
const actions = new Map();
/** @type {Map<string, (text: string) => void>} */
const inputs = new Map();

/**
 * @param {string} name
 * @param {Action} action
 */
export function onAction(name, action) {
    actions.set(name, action);
}

/**
 * What is typed in the field with data-input="name".
 * @param {string} name
 * @param {(text: string) => void} listener
 */
export function onInput(name, listener) {
    inputs.set(name, listener);
}

/**
 * Does what a control says, unless it is disabled; one that is pressed before its
 * file is here does its work when it is.
 * @param {HTMLElement} control  with data-action
 */
export async function perform(control) {
    if (control.getAttribute("aria-disabled") === "true")
        return;
    const { action = "", ...data } = control.dataset;
    if (action !== "" && !actions.has(action))
        await loadRest();
    actions.get(action)?.({ action, ...data }, control);
}

/** Whether a dialog is open. */
export function isAsking() {
    return document.querySelector("dialog[open]") !== null;
}

/** Hears the controls of the page from now on. */
export function listen() {
    document.addEventListener("click", (event) => {
        const control = event.target instanceof Element
            ? event.target.closest("[data-action]") : null;
        // the second click of a double click was meant for what stood there before
        if (control instanceof HTMLElement && control.tagName !== "FORM" && event.detail < 2)
            perform(control);
    });
    document.addEventListener("submit", (event) => {
        const form = /** @type {HTMLElement} */ (event.target);
        if (form.dataset.action === undefined)
            return;
        event.preventDefault();
        perform(form);
    });
    document.addEventListener("input", (event) => {
        const field = event.target;
        if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
            inputs.get(field.dataset.input ?? "")?.(field.value);
    });
}

/**
 * A button for an action.  Disabled it can still be focused and says why; a
 * busy console disables all that change something.
 * @param {Children} label
 * @param {string} action
 * @param {{class?: string, data?: Record<string, string>, key?: string, why?: string,
 *          always?: boolean, pressed?: boolean, shortcut?: string, label?: string}} [options]
 *   why: the reason that it is disabled; always: works while the console is busy
 */
export function button(label, action, options = {}) {
    const off = (options.why ?? "") !== "" || (state.busy && !options.always);
    return el("button", {
        type: "button", class: options.class, title: options.why || null,
        "aria-disabled": off ? "true" : null, "aria-label": options.label,
        "aria-pressed": options.pressed === undefined ? null : String(options.pressed),
        "aria-keyshortcuts": options.shortcut?.toLowerCase(),
        data: { action, ...(options.key ? { key: options.key } : {}), ...options.data },
    }, ...[label].flat(),
    options.shortcut ? el("kbd", { "aria-hidden": "true" }, options.shortcut) : null);
}

/** @returns {AbortSignal} */
export function deadline() {
    return AbortSignal.timeout(DEADLINE_MS);
}

/**
 * Does something that changes the assembly, one at a time.  Afterwards, and
 * also when it was refused, the state is what the server says it is.  Gives
 * null when it was done, BUSY when it was not tried, else the refusal.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<unknown>}
 */
export async function attempt(work) {
    if (state.busy)
        return BUSY;
    state.busy = true;
    state.message = null;
    changed();
    /** @type {unknown} */
    let refusal = null;
    try {
        await work();
    } catch (error) {
        if (!isRefusal(error))
            throw error;
        refusal = error;
    } finally {
        await refresh().catch(() => {});
        state.busy = false;
        changed();
    }
    if (refusal instanceof ApiError && refusal.status === 401)
        location.reload(); // the session is over: sign in again
    return refusal;
}

/**
 * attempt() with a word about how it went.
 * @param {() => Promise<unknown>} work
 * @param {() => string} [done]  what to say when it was done
 */
export async function run(work, done) {
    const refusal = await attempt(work);
    if (refusal !== null && refusal !== BUSY)
        say("bad", (await loadRest()).refusalText(refusal));
    else if (refusal === null && done)
        say("good", done());
    return refusal === null;
}

/**
 * @param {"good" | "bad"} kind
 * @param {string} text
 */
export function say(kind, text) {
    state.message = { kind, text };
    changed();
}

onAction("dismiss", () => {
    state.message = null;
    changed();
});
