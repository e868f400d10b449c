// SPDX-License-Identifier: EUPL-1.2
/**
 * fit: makes a scene fit, for nothing on the projector scrolls.  Text shrinks in
 * steps (--step in screen.css) until nothing sticks out, down to the least that
 * can be read at the back of a hall; a list that even then does not fit is shown
 * a page at a time.  Pages turn by themselves at the pace of reading; the arrow
 * keys turn them too, the space bar holds them.
 */
import { t } from "../lib/text.js";

/** @typedef {HTMLElement[]} Page  the items that are shown together */

const LAST_STEP = 10;
const SPARE_STEPS = 3; // how much smaller the rest may be for what is not needed
const LAST_SPARE_STEP = 6;
const LEAST_MS = 8000;
const ITEM_MS = 300;

/**
 * @param {Element[]} nodes
 * @param {boolean} are
 */
function showAll(nodes, are) {
    for (const node of nodes)
        /** @type {HTMLElement} */ (node).hidden = !are;
}

/**
 * Whether something of the scene is not wholly on the stage.  Not scrollHeight,
 * and no inline boxes: in a tight line these are taller than the line.
 * @param {HTMLElement} stage
 */
export function sticksOut(stage) {
    const { right, bottom } = stage.getBoundingClientRect();
    return [...stage.querySelectorAll("*:not(svg *, .visually-hidden)")].some((node) => {
        const box = node.getBoundingClientRect();
        return box.right > right + 1 ||
            box.bottom > bottom + 1 && getComputedStyle(node).display !== "inline";
    });
}

/**
 * @param {HTMLElement} stage
 * @param {number} step
 */
function setStep(stage, step) {
    stage.style.setProperty("--step", String(step));
    for (let n = 1; n <= LAST_STEP; n++)
        stage.classList.toggle(`step-${n}`, step >= n);
}

/**
 * @param {HTMLElement} list
 * @returns {Page[]}
 */
function cutIntoPages(list) {
    list.classList.add("in-pages");
    const groups = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".page-group")]);
    if (groups.length === 0)
        return pagesOf(list);
    return groups.flatMap((group) => {
        for (const other of groups)
            other.hidden = other !== group;
        return pagesOf(/** @type {HTMLElement} */ (group.querySelector(".page-list")));
    });
}

/**
 * Shows what is not needed where there is room for it, or where a little less
 * size makes room; the one or the other when not all of it fits.
 * @param {HTMLElement} stage
 * @param {number} step  at which the rest fits
 */
function fillUp(stage, step) {
    for (const some of [".spare", ".spare:not(.spare-last)"]) {
        const spares = [...stage.querySelectorAll(some)];
        showAll(spares, true);
        for (let smaller = step; smaller <= Math.min(step + SPARE_STEPS, LAST_SPARE_STEP); smaller++) {
            setStep(stage, smaller);
            if (!sticksOut(stage))
                return;
        }
        showAll([...stage.querySelectorAll(".spare")], false);
    }
    setStep(stage, step);
}

/**
 * Chooses the step for what is on the stage, and cuts its list into pages when
 * it has one that does not fit otherwise, or that always comes in pages.
 * @param {HTMLElement} stage
 * @param {HTMLElement} indicator  of the page, which takes room as well
 * @returns {Page[]} none when all of it is shown at once
 */
export function fit(stage, indicator) {
    const list = /** @type {HTMLElement | null} */ (stage.querySelector(".paged"));
    const items = /** @type {HTMLElement[]} */ ([...stage.querySelectorAll(".page-item")]);
    showAll(items, true);
    showAll([...stage.querySelectorAll(".spare")], false);
    list?.classList.remove("in-pages");
    indicator.hidden = true;
    const always = list?.classList.contains("page-groups") ?? false;
    for (let step = 0; step <= LAST_STEP && !always; step++) {
        setStep(stage, step);
        if (sticksOut(stage))
            continue;
        fillUp(stage, step);
        return [];
    }
    setStep(stage, LAST_STEP);
    if (list === null)
        return [];
    indicator.hidden = false;
    indicator.textContent = t("screen_page", { page: 88, pages: 88 });
    return cutIntoPages(list);
}

// ---- pages ----

/**
 * How long a page stays: a glance for each item.
 * @param {number} items
 */
export function dwellOf(items) {
    return Math.max(LEAST_MS, items * ITEM_MS);
}

/**
 * Cuts a list of heights into pages of at most `room`, and evenly where it can,
 * so that the last page is not the one with the leftovers.
 * @param {number[]} heights  gaps included
 * @param {number} room
 * @returns {number[]} the number of items of each page
 */
export function cutByHeight(heights, room) {
    const counts = [];
    let used = Infinity;
    for (const height of heights) {
        if (used + height > room) {
            counts.push(0);
            used = 0;
        }
        counts[counts.length - 1]++;
        used += height;
    }
    return evenly(heights, room, counts.length) ?? counts;
}

/**
 * @param {number[]} heights
 * @param {number} room
 * @param {number} pages
 */
function evenly(heights, room, pages) {
    const counts = Array.from({ length: pages }, (_, page) =>
        Math.ceil((heights.length - page) / pages)); // the fuller ones first
    let from = 0;
    for (const count of counts) {
        const height = heights.slice(from, from + count).reduce((sum, h) => sum + h, 0);
        if (height > room)
            return null;
        from += count;
    }
    return counts;
}

/**
 * Items that flow in columns of a fixed height go on to the right when these are
 * full: their place says on which page they are.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} items
 * @returns {Page[]}
 */
function pagesByColumn(list, items) {
    const { left, width } = list.getBoundingClientRect();
    const gap = parseFloat(getComputedStyle(list).columnGap) || 0;
    /** @type {Page[]} */
    const pages = [];
    for (const item of items) {
        const at = item.getBoundingClientRect().left - left;
        const page = Math.max(0, Math.floor((at + 1) / (width + gap)));
        (pages[page] ??= []).push(item);
    }
    return pages.filter((page) => page.length > 0);
}

/**
 * Items that stand below each other, in a list with a head and a foot.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} items
 * @returns {Page[]}
 */
function pagesByHeight(list, items) {
    const boxes = items.map((item) => item.getBoundingClientRect());
    const box = list.getBoundingClientRect();
    const end = /** @type {Element} */ (list.lastElementChild).getBoundingClientRect().bottom;
    const foot = Math.max(0, end - boxes[boxes.length - 1].bottom);
    const room = box.height - (boxes[0].top - box.top) - foot;
    const heights = boxes.map((b, i) => (i + 1 < boxes.length ? boxes[i + 1].top : b.bottom) - b.top);
    let from = 0;
    return cutByHeight(heights, room).map((count) => items.slice(from, from += count));
}

/**
 * The pages of a list whose size is set and whose items are all shown.
 * @param {HTMLElement} list
 * @returns {Page[]}
 */
export function pagesOf(list) {
    const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".page-item")]);
    if (items.length === 0)
        return [];
    return getComputedStyle(list).columnCount === "auto" ? pagesByHeight(list, items)
        : pagesByColumn(list, items);
}

/** Turns the pages of the projector. */
export class Pager {
    /** @type {Page[]} */
    #pages = [];
    #page = 0;
    #held = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #timer;

    /** @param {HTMLElement} indicator  says which page it is */
    constructor(indicator) {
        this.indicator = indicator;
    }

    /**
     * Shows these pages from the first, or from the one that was shown when it
     * is the same list in another size.
     * @param {Page[]} pages
     * @param {boolean} again
     */
    show(pages, again = false) {
        this.#pages = pages;
        this.#page = again ? Math.min(this.#page, Math.max(0, pages.length - 1)) : 0;
        this.#held = again && this.#held;
        this.#draw();
    }

    /** @param {number} by */
    turn(by) {
        const count = this.#pages.length;
        if (count < 2)
            return;
        this.#page = (this.#page + by + count) % count;
        this.#draw();
    }

    hold() {
        this.#held = !this.#held;
        this.#draw();
    }

    #draw() {
        clearTimeout(this.#timer);
        const count = this.#pages.length;
        this.indicator.hidden = count < 2;
        if (count === 0)
            return;
        for (const item of this.#pages.flat())
            item.hidden = true;
        for (const item of this.#pages[this.#page])
            item.hidden = false;
        for (const group of document.querySelectorAll(".page-group"))
            /** @type {HTMLElement} */ (group).hidden =
                group.querySelector(".page-item:not([hidden])") === null;
        const text = t("screen_page", { page: this.#page + 1, pages: count });
        this.indicator.textContent = this.#held ? `${text} · ${t("screen_held")}` : text;
        if (count > 1 && !this.#held)
            this.#timer = setTimeout(() => this.turn(1), dwellOf(this.#pages[this.#page].length));
    }
}
