// SPDX-License-Identifier: EUPL-1.2
/** The projector's surroundings: time, connection, chair, keys, other eyes. */
import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";
import {
    assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server, shot, stage,
    until, vote,
} from "./harness.mjs";
import { assertLegible, assertLegibleEverywhere, settled } from "./legibility.mjs";

const HD = { width: 1280, height: 720 };

let server, hall, display, chair;

before(async () => {
    server = await new Server().start();
    hall = await stage(server, { members: fictitious(100) });
    [display, chair] = [await server.token("display"), await server.token("chair")];
});
after(() => server.remove());
afterEach(async () => { // what a failed test may have left behind
    if (!server.process)
        await server.start();
    const { rounds } = await server.ask("GET", `/v1/assemblies/${hall.id}/rounds`);
    for (const { id, state } of rounds)
        if (state === "open")
            await move(server, id, "closed");
});

const open = (options = {}) =>
    openPage(server, "/screen", { token: display, assembly: hall.id, viewport: HD, ...options });
const text = (page) => page.evaluate(() => document.body.innerText);
const scene = (page, name, words = "") => until(() => page.evaluate(([n, w]) =>
    document.getElementById("main").dataset.scene === n && document.body.innerText.includes(w),
[name, words]), `the scene ${name} with “${words}”`);
const show = (what) => server.ask("PUT", `/v1/assemblies/${hall.id}/screen`, { show: what });

/** A round with votes of the first `voters` members. */
async function counted(terms = {}, voters = 100) {
    const r = await round(server, await motion(server, hall.id), terms);
    await vote(server, r, hall.handsets.slice(0, voters), (i) => (i % 4 === 0 ? "against" : "for"));
    await move(server, r, "closed");
    return r;
}

test("the countdown goes by the server's clock, and ends in counting, not below nothing", async () => {
    const r = await round(server, await motion(server, hall.id), { durationSeconds: 600 });
    const fast = Date.now() + 3_600_000; // the projector's clock is an hour fast
    const page = await open({ prepare: (p) => p.clock.setFixedTime(fast) });
    await scene(page, "open");
    // the last thing that it asks for: an answer after the jump would tell of the jump
    await page.waitForSelector(".seal-text", { state: "attached" });
    assert.match(await page.locator(".clock").innerText(), /^(10:00|9:5\d)$/);
    await page.clock.setFixedTime(fast + 300_000);
    await until(async () => /^(5:00|4:5\d)$/.test(await page.locator(".clock").innerText()), "five minutes less");
    await page.clock.setFixedTime(fast + 700_000);
    await scene(page, "counting", "De tijd is om");
    await assertLegibleEverywhere(page, "counting");
    await assertAccessible(page);
    await shot(page, "screen-counting");
    await move(server, r, "open", undefined, { durationSeconds: 3000 }); // extended after all
    await scene(page, "open");
    await move(server, r, "closed");
    await scene(page, "result");
    await closePage(page);
});

test("a vote without a time has no countdown", async () => {
    const r = await round(server, await motion(server, hall.id), { abstain: false });
    const page = await open();
    await scene(page, "open");
    assert.equal(await page.locator(".clock").count(), 0);
    assert.equal(await page.locator(".keys li").count(), 2);
    await assertLegibleEverywhere(page, "without a time");
    await move(server, r, "closed");
    await closePage(page);
});

test("a lost connection is marked, the last state stays, the countdown goes on, and it comes back", async () => {
    await round(server, await motion(server, hall.id), { durationSeconds: 600 });
    const page = await open();
    await scene(page, "open");
    assert.equal(await page.locator("#lost").isHidden(), true);
    page.expectLoss = true;
    await server.stop("SIGKILL");
    await page.locator("#lost", { hasText: "Geen verbinding" }).waitFor();
    await page.clock.setFixedTime(Date.now() + 300_000);
    await until(async () => /^(5:00|4:[45]\d)$/.test(await page.locator(".clock").innerText()), "the countdown");
    await assertLegibleEverywhere(page, "lost");
    await assertAccessible(page, "lost");
    await page.setViewportSize(HD);
    await shot(page, "screen-lost");
    await server.start();
    await until(() => page.locator("#lost").isHidden(), "the connection");
    const { rounds } = await server.ask("GET", `/v1/assemblies/${hall.id}/rounds`);
    await move(server, rounds.at(-1).id, "closed");
    await scene(page, "result");
    await closePage(page);
});

test("a token that is revoked is said, for without it no result would come", async () => {
    const token = await server.token("display", "leent");
    const page = await open({ token });
    await scene(page, "result");
    const { tokens } = await server.ask("GET", "/v1/tokens");
    await server.ask("DELETE", `/v1/tokens/${tokens.find((t) => t.name === "leent").id}`);
    page.expectLoss = true;
    await server.stop();
    await server.start();
    await page.locator("#lost", { hasText: "Niet meer aangemeld" }).waitFor();
    await closePage(page);
});

test("pages turn by themselves at the pace of reading, unless they are held", async () => {
    await counted();
    await show("roll-call");
    const page = await open({ prepare: (p) => p.clock.install() });
    await scene(page, "roll-call", "Pagina 1 van");
    const indicator = page.locator(".pages");
    const first = await page.locator(".voters li:visible").count();
    await page.clock.runFor(Math.max(8000, first * 300) - 1000);
    assert.match(await indicator.innerText(), /^Pagina 1 van/);
    await page.clock.runFor(1500);
    assert.match(await indicator.innerText(), /^Pagina 2 van/);
    await page.keyboard.press(" ");
    await page.clock.runFor(60_000);
    assert.match(await indicator.innerText(), /^Pagina 2 van \d+ · Stilgezet$/);
    await page.keyboard.press(" ");
    assert.match(await indicator.innerText(), /^Pagina 2 van \d+$/);
    await page.setViewportSize({ width: 1024, height: 768 });
    await settled(page);
    assert.match(await indicator.innerText(), /^Pagina 2 van/);
    await closePage(page);
});

test("the chair reads the sentence, declares with a second press, and sees what is next", async () => {
    const r = await counted();
    await motion(server, hall.id, { number: "99", title: "Rondvraag" });
    const page = await open({ token: chair });
    const bar = page.locator("#chair");
    const button = page.locator("#declare");
    await scene(page, "result");
    const { result } = await server.ask("GET", `/v1/rounds/${r}`);
    await bar.getByText(result.sentence.nl).waitFor();
    await bar.getByText("Hierna: 99 Rondvraag").waitFor();
    await assertLegibleEverywhere(page, "the chair's bar");
    await page.setViewportSize(HD);
    await assertAccessible(page, "the chair's bar");
    await shot(page, "screen-chair");
    const state = async () => (await server.ask("GET", `/v1/rounds/${r}`)).state;

    await button.dblclick();
    assert.equal(await button.innerText(), "Nogmaals drukken: vaststellen");
    await page.keyboard.press("Escape");
    assert.equal(await button.innerText(), "Vaststellen");
    assert.equal(await state(), "closed");
    await button.focus();
    await page.keyboard.press("Enter");
    await assertLegible(page, "before the second press");
    await assertAccessible(page, "before the second press");
    await page.keyboard.press("Enter");
    await scene(page, "result", "Vastgesteld");
    assert.equal(await state(), "declared");
    assert.equal(await button.isHidden(), true);
    await closePage(page);
});

test("a declaration that fails is said to the chair", async () => {
    const r = await counted();
    const page = await open({ token: chair });
    await page.route("**/transitions", (route) => route.abort());
    page.expectLoss = true;
    await page.locator("#declare").click();
    await page.locator("#declare").click();
    await page.getByRole("alert").getByText("Niet vastgesteld").waitFor();
    await assertLegible(page, "a failed declaration");
    await page.unroute("**/transitions");
    await move(server, r, "declared");
    await scene(page, "result", "Vastgesteld");
    assert.equal(await page.locator("#chair .problem").isHidden(), true);
    await closePage(page);
});

test("the chair reads the long sentence of named options a few clauses at a time", async () => {
    const options = Array.from({ length: 10 }, (_, i) => `Optie ${i + 1} met een naam die zo lang is als hij zijn mag`.padEnd(60, "."));
    const r = await round(server, await motion(server, hall.id), { abstain: false, options });
    await vote(server, r, hall.handsets.slice(0, 20), (i) => options[i % 10]);
    await move(server, r, "closed");
    const page = await open({ token: chair });
    await scene(page, "result");
    await assertLegibleEverywhere(page, "named options with the chair");
    await page.setViewportSize(HD);
    await settled(page);
    await shot(page, "screen-chair-named");
    const { result } = await server.ask("GET", `/v1/rounds/${r}`);
    let read = "";
    const first = await page.locator(".clause:visible").first().innerText();
    do {
        read += `${(await page.locator(".clause:visible").allInnerTexts()).join(" ")} `;
        await assertLegible(page, "clauses");
        await page.locator("#more").click();
        await settled(page);
    } while (await page.locator(".clause:visible").first().innerText() !== first);
    assert.equal(read.trim(), result.sentence.nl);
    await closePage(page);
});

test("a screen reader hears each state once, and never the turnout", async () => {
    await show("pause");
    const page = await open();
    await scene(page, "pause");
    await page.evaluate(() => {
        globalThis.said = [];
        new MutationObserver(() => globalThis.said.push(document.getElementById("announce").textContent))
            .observe(document.getElementById("announce"), { childList: true });
    });
    const r = await round(server, await motion(server, hall.id, { title: "Gezegd" }), {});
    await scene(page, "open");
    await vote(server, r, hall.handsets.slice(0, 30), () => "for");
    await scene(page, "open", "30\nvan 100 leden");
    await move(server, r, "closed");
    await scene(page, "result");
    const { result } = await server.ask("GET", `/v1/rounds/${r}`);
    assert.deepEqual(await page.evaluate(() => globalThis.said), ["Stemming open: Gezegd", result.sentence.nl]);
    await closePage(page);
});

test("f fills the screen, and stray keys can be switched off", async () => {
    const page = await open();
    await scene(page, "result");
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.keyboard.press("f");
    await page.waitForFunction(() => document.fullscreenElement === null);
    await closePage(page);
    const deaf = await open({ fragment: { keys: "off" } });
    await scene(deaf, "result");
    await deaf.keyboard.press("l");
    await settled(deaf);
    assert.equal(await deaf.locator("html").getAttribute("lang"), "nl");
    await closePage(deaf);
});

test("without a token it asks for one, in letters for a hall", async () => {
    const page = await openPage(server, "/screen", { viewport: HD });
    await page.getByLabel("Toegangssleutel").waitFor();
    await assertLegibleEverywhere(page, "sign in");
    await assertAccessible(page, "sign in");
    await page.keyboard.type("onzin");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("niet bekend").waitFor();
    await assertLegibleEverywhere(page, "a wrong token");
    await page.getByLabel("Toegangssleutel").fill(display);
    await page.keyboard.press("Enter");
    await scene(page, "result");
    await closePage(page);
});

test("other eyes: forced colours, colour vision deficiency, less motion, large text, a phone", async () => {
    const page = await open();
    await scene(page, "result");
    const cdp = await page.context().newCDPSession(page);
    for (const type of ["protanopia", "deuteranopia", "tritanopia", "achromatopsia"]) {
        await cdp.send("Emulation.setEmulatedVisionDeficiency", { type });
        await shot(page, `screen-result-${type}`);
    }
    await cdp.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
    const fills = await page.locator(".bar .length").evaluateAll((bars) => bars.map((bar) =>
        document.querySelector(bar.getAttribute("fill").slice(4, -1)).outerHTML.replace(/ id="[^"]*"/, "")));
    assert.equal(new Set(fills).size, 3, "each bar has a hatching of its own");
    assert.equal(new Set(await page.locator(".chart-name .sign path").evaluateAll((p) =>
        p.map((path) => path.getAttribute("d")))).size, 3, "and a sign");
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    const canvas = await page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.setProperty("color", "CanvasText");
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour;
    });
    assert.deepEqual(await page.locator(".bar .ink").evaluateAll((inks) =>
        inks.map((ink) => getComputedStyle(ink).fill)), [canvas, canvas, canvas], "the reader's own colours");
    await shot(page, "screen-result-forced-colours");
    await page.emulateMedia({ forcedColors: "none" });
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    await settled(page);
    await assertNoSideways(page);
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
    await page.setViewportSize({ width: 320, height: 640 });
    await settled(page);
    await assertNoSideways(page);
    await assertAccessible(page, "320 px");
    await shot(page, "screen-result-320", { fullPage: true });
    await closePage(page);
});
