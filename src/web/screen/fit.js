// SPDX-License-Identifier: EUPL-1.2
/**
 * fit: makes a scene fit.  Text shrinks in steps (--step in screen.css) until
 * nothing sticks out, down to the least that can be read at the back of a hall;
 * what even then does not fit is shown a page at a time.
 */
import { t } from "../lib/text.js";
import { pagesOf } from "./pages.js";

/** @typedef {import("./pages.js").Page} Page */

const LAST_STEP = 10;
const SPARE_STEPS = 3; // how much smaller the rest may be for what is not needed
const LAST_SPARE_STEP = 6;

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
