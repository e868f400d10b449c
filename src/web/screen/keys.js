// SPDX-License-Identifier: EUPL-1.2
/**
 * keys: what the keys of the projector's machine do: l the other language, f the
 * full screen, arrows another page, space holds the pages.
 */
import { fragment } from "../lib/first.js";
import { currentLanguage, loadTexts } from "../lib/text.js";

/** @typedef {import("./fit.js").Pager} Pager */

function toggleFullScreen() {
    const done = document.fullscreenElement === null
        ? document.documentElement.requestFullscreen() : document.exitFullscreen();
    done.catch(() => {}); // refused: it stays as it is
}

/**
 * Gives what a key press does.
 * @param {{pager: Pager}} what
 * @returns {(event: KeyboardEvent) => void}
 */
export function makeKeys({ pager }) {
    /** @type {Record<string, () => void>} */
    const does = {
        l: () => loadTexts(currentLanguage() === "nl" ? "en" : "nl"),
        f: toggleFullScreen,
        ArrowLeft: () => pager.turn(-1),
        ArrowRight: () => pager.turn(1),
        " ": () => pager.hold(),
    };
    return (event) => {
        const { target } = event;
        const typing = target instanceof HTMLInputElement ||
            target instanceof HTMLButtonElement && event.key === " ";
        if (typing || event.ctrlKey || event.altKey || event.metaKey || fragment().get("keys") === "off")
            return;
        does[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.();
    };
}
