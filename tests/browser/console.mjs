// SPDX-License-Identifier: EUPL-1.2
/** console: how the tests of the console look at it and handle it. */
import assert from "node:assert/strict";
import { openPage, until } from "./harness.mjs";

/** The console of an assembly, in one of its views. */
export async function openConsole(server,
    { id, view = "agenda", item = 0, token = server.operator, ...options }) {
    const page = await openPage(server, "/console", { token, assembly: id, ...options });
    await page.waitForSelector("#tabs [aria-current]");
    await go(page, view, item);
    return page;
}

/** Goes to a view, as its tab does. */
export async function go(page, view, item = 0) {
    await page.evaluate(([v, i]) => {
        const to = new URLSearchParams(location.hash.slice(1));
        to.set("view", v);
        to.delete("item");
        if (i > 0)
            to.set("item", String(i));
        location.hash = `#${to}`;
    }, [view, item]);
    await page.waitForFunction(([v, i]) =>
        document.querySelector("#tabs [aria-current]")?.href.includes(`view=${v}`) &&
        (i === 0 || v !== "agenda" || document.querySelector(`[data-key=item-${i}]`)),
        [view, item]);
}

/** Waits until this is the next step. */
export function step(page, name) {
    return page.waitForSelector(`[data-key=next][data-step="${name}"]`);
}

/** The same, and until the console is free to take it: no click is waited for by a key. */
export async function ready(page, name) {
    await step(page, name);
    await page.waitForSelector("[data-key=next-step]:not([aria-disabled=true])");
}

/** Waits until the question that was asked can be answered. */
export function asked(page) {
    return page.waitForSelector("#dialog-confirm:not([aria-disabled=true])");
}

/** Confirms what was asked, and waits until that is done. */
export async function confirm(page) {
    await page.click("#dialog-confirm");
    await gone(page);
}

/** Waits until nothing is asked any more, and the console is not busy. */
export async function gone(page) {
    await page.waitForSelector("dialog", { state: "detached" });
}

/** Presses the next step and confirms it. */
export async function take(page, name, then) {
    await step(page, name);
    await page.click("[data-key=next-step]");
    await confirm(page);
    if (then)
        await step(page, then);
}

/** The same with the keyboard alone. */
export async function takeByKey(page, name, then) {
    await ready(page, name);
    await page.keyboard.press("s");
    await asked(page);
    await page.keyboard.press("Enter");
    await gone(page);
    await step(page, then);
}

/** Tab, until this has the focus. */
export async function tabTo(page, selector) {
    for (let i = 0; i < 80; i++) {
        if (await page.evaluate((s) => document.activeElement?.matches(s), selector))
            return;
        await page.keyboard.press("Tab");
    }
    assert.fail(`Tab never reached ${selector}`);
}

/** The lines of the record, without the ballots. */
export async function recorded(server, id) {
    const response = await fetch(`${server.url}/v1/assemblies/${id}/journal?limit=10000`);
    return (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
}

/** How often something stands in the record. */
export async function count(server, id, kind) {
    return (await recorded(server, id)).filter((line) => line.kind === kind).length;
}

/** Waits until an element says this. */
export function says(page, selector, text) {
    return until(async () =>
        (await page.locator(selector).allInnerTexts()).some((t) => t.includes(text)),
        `“${text}” in ${selector}`);
}

/** Waits until so many members have voted. */
export function voted(page, n) {
    return until(async () => (await page.locator(".meters .big").first().innerText()) === String(n),
        `${n} voted`);
}
