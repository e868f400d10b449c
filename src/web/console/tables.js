// SPDX-License-Identifier: EUPL-1.2
/**
 * tables: a table with column heads, which scrolls within itself when it is
 * wider or longer than there is room.
 */
import { el } from "../lib/dom.js";

/**
 * @param {string} label  what it is a table of
 * @param {string[]} heads
 * @param {HTMLElement[]} rows
 * @param {boolean} [isLong]  scrolls up and down as well
 */
export function table(label, heads, rows, isLong = false) {
    return el("div", {
        class: isLong ? "scroll-x scroll-y" : "scroll-x", tabindex: "0", role: "region",
        "aria-label": label,
    }, el("table", {},
        el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, ...rows)));
}

/**
 * A row of cells.
 * @param {...import("../lib/dom.js").Children} cells
 */
export function tableRow(...cells) {
    return el("tr", {}, ...cells.map((cell) => el("td", {}, cell)));
}
