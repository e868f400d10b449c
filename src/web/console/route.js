// SPDX-License-Identifier: EUPL-1.2
/**
 * route: the fragment of the address says which assembly, which view and which
 * motion; so that reload and back do what they always do, and nothing is lost.
 */
import { fragment } from "../lib/first.js";
import { state, VIEWS } from "./state.js";

/** @typedef {import("./state.js").View} View */

/**
 * The address of a place in the console; what is not given stays as it is.
 * @param {{assembly?: number, view?: View, item?: number}} place
 */
export function addressOf(place) {
    const { assembly = state.assembly?.id ?? 0, view = state.view, item = state.item } = place;
    const to = new URLSearchParams();
    if (assembly > 0)
        to.set("assembly", String(assembly));
    to.set("view", view);
    if (item > 0 && assembly === state.assembly?.id)
        to.set("item", String(item));
    return `#${to}`;
}

/** @type {(() => void) | null} */
let afterwards = null;

/**
 * Goes to a place, and does something once it is drawn.
 * @param {{assembly?: number, view?: View, item?: number}} place
 * @param {() => void} [then]
 */
export function go(place, then) {
    const to = addressOf(place);
    if (location.hash === to) {
        then?.();
        return;
    }
    afterwards = then ?? null;
    location.hash = to;
}

/** What was to be done on arriving, once. */
export function takeAfterwards() {
    const then = afterwards;
    afterwards = null;
    return then;
}

/** What the address asks for. */
export function readRoute() {
    const asked = fragment();
    const view = VIEWS.find((v) => v === asked.get("view"));
    return {
        assembly: Number(asked.get("assembly") ?? 0) || 0,
        item: Number(asked.get("item") ?? 0) || 0,
        view: view ?? null,
    };
}
