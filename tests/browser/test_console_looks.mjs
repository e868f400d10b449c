// SPDX-License-Identifier: EUPL-1.2
/** The looks of the console: every state, size, theme and language, and anything typed in it. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, go, gone, openConsole, ready, says, step, take, voted } from "./console.mjs";
import { assertAccessible, assertNoSideways, closePage, fictitious, motion, move, round, Server,
    shot, stage, until, vote } from "./harness.mjs";

const server = new Server();
before(() => server.start());
after(() => server.remove());

const VIEWS = ["setup", "agenda", "desk", "handsets", "access", "check", "log"];

/** An agenda in the middle of a meeting: something of everything. */
async function meeting({ members = fictitious(40), ...more } = {}) {
    const s = await stage(server, { members, title: "Algemene ledenvergadering", ...more });
    const committee = await server.token("committee");
    const put = (fields) => motion(server, s.id, fields);
    const run = async (fields, states, choose = () => "for") => {
        const item = await put(fields);
        const vote_ = await round(server, item, { majority: "two-thirds" });
        await vote(server, vote_, s.handsets.slice(0, 9), choose);
        for (const to of states)
            await move(server, vote_, to, to === "certified" ? { token: committee } : undefined);
        return item;
    };
    const items = {
        practice: await run({ number: "0", kind: "practice",
            title: "Proefstemming: komt u uit het noorden?" }, ["closed", "declared"]),
        published: await run({ number: "3", kind: "minutes", title: "Vaststelling notulen" },
            ["closed", "declared", "certified", "published"]),
        certified: await run({ number: "5", title: "Jaarrekening 2025" },
            ["closed", "declared", "certified"], (i) => (i % 3 ? "for" : "against")),
        decided: await put({ number: "6", kind: "appointment",
            title: "Benoeming leden notulencommissie" }),
        proposal: await put({ number: "7", title: "Contributievoorstel 2027", boardAdvice: "adopt",
            text: "De vergadering stelt de contributie vast.\n\nZie de toelichting." }),
        motion: await put({ number: "11", kind: "motion", title: "Motie over eerder vergaderen",
            movers: ["GM9001", "GM9002"], boardAdvice: "advise-against" }),
    };
    items.amendment = await put({ number: "7a", kind: "amendment", amends: items.proposal,
        title: "Lager tarief voor kleine gemeenten" });
    await server.ask("POST", `/v1/motions/${items.decided}/decisions`, { outcome: "acclamation" });
    return { ...s, items, committee };
}

// ---- states ----

test("no state of a vote has an accessibility finding, in light or dark", async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.motion });
    const look = async (name) => {
        await assertAccessible(page, name);
        await shot(page, `console-${name}`);
    };
    const dark = async (name) => {
        await page.emulateMedia({ colorScheme: "dark" });
        await look(`${name}-dark`);
        await page.emulateMedia({ colorScheme: "light" });
    };
    await step(page, "show-subject");
    await look("subject");
    await page.click("[data-key=next-step]");
    await step(page, "prepare");
    await page.click("[data-key=next-step]");
    await asked(page);
    await page.selectOption("#field-majority", "custom");
    await page.selectOption("#field-options", "named");
    await page.click("summary");
    await page.check("[name=hasQuorum]");
    await look("prepare");
    await page.selectOption("#field-majority", "two-thirds");
    await page.selectOption("#field-options", "for-against");
    await confirm(page);
    await step(page, "open");
    await page.click("[data-key=next-step]");
    await asked(page);
    await look("opening");
    await page.check("dialog [value='120']");
    await confirm(page);
    await step(page, "close");
    const vote_ = (await server.ask("GET",
        `/v1/assemblies/${m.id}/rounds`)).rounds.find((r) => r.state === "open").id;
    await vote(server, vote_, m.handsets.slice(0, 23), (i) => (i % 5 === 0 ? "against" : "for"));
    await voted(page, 23);
    await until(async () => (await page.locator(".missing-list li").count()) === 17,
        "who is missing");
    await look("running");
    await dark("running");
    await page.click("[data-key=next-step]");
    await asked(page);
    await look("closing");
    await confirm(page);
    await step(page, "declare");
    await look("result");
    await dark("result");
    await page.click("[data-key=extra-annul]");
    await asked(page);
    await page.fill("#field-reason", "Betwist");
    await look("annulling");
    await confirm(page);
    await says(page, ".notice", "Betwist");
    await look("annulment");
    await closePage(page);
});

test("no view has an accessibility finding, in either language, light or dark", async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.certified });
    for (const item of ["practice", "certified", "amendment"]) {
        await go(page, "agenda", m.items[item]);
        await assertAccessible(page, item);
    }
    await shot(page, "console-agenda");
    await page.click("#bar button[lang=en]");
    await says(page, "#tabs", "Checklist");
    assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
    await page.emulateMedia({ colorScheme: "dark" });
    for (const view of VIEWS) {
        await go(page, view);
        await assertAccessible(page, `${view} in English, dark`);
        await shot(page, `console-${view}-en-dark`);
    }
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await assertAccessible(page, "help");
    await shot(page, "console-help");
    await closePage(page);
});

test("the English console says nothing in Dutch, and the change keeps what is open", async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.certified });
    await step(page, "publish");
    await page.click("#bar button[lang=en]");
    await says(page, "[data-key=next-step]", "Publish the result");
    await says(page, ".sentence", "Adopted: ");
    await says(page, ".item-title", "Jaarrekening 2025");
    assert.doesNotMatch(await page.locator("#app").innerText(),
        /stemmen|Voorstel|vaststellen|Zaalscherm/);
    await page.reload();
    await says(page, "[data-key=next-step]", "Publish the result");
    await closePage(page);
});

// ---- sizes ----

/** The next step can be seen whole, without scrolling. */
async function assertInSight(page, what) {
    const [box, height] = await page.evaluate(() =>
        [document.querySelector("[data-key=next-step]").getBoundingClientRect(), innerHeight]);
    assert.ok(box.top >= 0 && box.bottom <= height,
        `${what}: ${box.top} to ${box.bottom} of ${height}`);
}

test("a laptop shows the running view without scrolling, and the step stays in its place",
    async () => {
    const m = await meeting({ members: fictitious(120) });
    const long = await motion(server, m.id,
        { number: "12", kind: "motion", movers: ["GM9001", "GM9002", "GM9003"],
        title: "Motie over de gevolgen van de nieuwe verdeling van het gemeentefonds voor " +
            "kleine en middelgrote gemeenten in de regio", boardAdvice: "hold" });
    const vote_ = await round(server, long, { open: false });
    const page = await openConsole(server, { id: m.id, item: long });
    const places = [];
    for (const [name, act] of [["show-subject", () => page.click("[data-key=next-step]")],
        ["open", () => move(server, vote_, "open")],
        ["close", () => move(server, vote_, "closed")],
        ["declare", () => move(server, vote_, "declared")], ["next-item", () => {}]]) {
        await step(page, name);
        await assertInSight(page, name);
        const { scroll, client,
            top } = await page.evaluate(() => ({ scroll: document.documentElement.scrollHeight,
            client: document.documentElement.clientHeight,
            top: document.querySelector("[data-key=next-step]").getBoundingClientRect().top }));
        assert.ok(scroll <= client, `${name}: ${scroll} in ${client}`);
        places.push(top);
        await act();
    }
    assert.equal(new Set(places).size, 1, `the step moves: ${places}`);
    await closePage(page);
});

test("every view fits a tablet and a screen of 320 pixels, and with letters twice as large",
    async () => {
    const m = await meeting();
    const vote_ = await round(server, m.items.motion);
    await vote(server, vote_, m.handsets.slice(0, 2), () => "for");
    const page = await openConsole(server, { id: m.id });
    for (const [name, width, height, size] of [["320", 320, 640, ""], ["tablet", 820, 1180, ""],
        ["double", 1280, 800, "200%"]]) {
        await page.setViewportSize({ width, height });
        await page.evaluate((s) => {
            document.documentElement.style.fontSize = s;
        }, size);
        for (const view of VIEWS) {
            await go(page, view, m.items.motion);
            await assertNoSideways(page);
            if (view === "agenda" || view === "desk")
                await shot(page, `console-${name}-${view}`, { fullPage: true });
        }
        await go(page, "agenda", m.items.motion);
        await page.click("[data-key=next-step]");
        await page.waitForSelector("dialog[open]");
        await assertNoSideways(page);
        await page.keyboard.press("Escape");
        await gone(page);
    }
    await assertAccessible(page, "twice as large");
    await closePage(page);
});

// ---- colours ----

test("states are told by sign and word, with forced colours and without red and green",
    async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.certified });
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    const told = await page.locator(".agenda-row").evaluateAll((rows) => rows.map((r) =>
        [r.dataset.standing, r.querySelector(".state-sign").textContent,
            r.querySelector(".agenda-state").textContent.length > 0]));
    const signs = new Map(told.map(([standing, sign]) => [standing, sign]));
    assert.equal(new Set([signs.get("pending"), signs.get("declared"),
        signs.get("published")]).size, 3);
    assert.ok(told.every(([, sign, worded]) => sign !== "" && worded));
    await assertAccessible(page, "forced colours");
    await shot(page, "console-forced-colours");
    await page.emulateMedia({ forcedColors: "none" });
    const client = await page.context().newCDPSession(page);
    for (const type of ["deuteranopia", "achromatopsia"]) {
        await client.send("Emulation.setEmulatedVisionDeficiency", { type });
        await go(page, "check");
        assert.ok((await page.locator(".check-line").evaluateAll((lines) =>
            lines.map((l) => l.querySelector(".state-sign").textContent))).every((s) =>
            "✓▲✗?".includes(s)));
        await shot(page, `console-check-${type}`);
        await go(page, "agenda", m.items.certified);
        await shot(page, `console-${type}`);
    }
    await closePage(page);
});

// ---- anything typed ----

const HOSTILE = [
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">",
    "\u202Egnikeorp\u202C \u2067 omgekeerd \u202E",
    "=HYPERLINK(\"https://evil.example\",\"klik\")",
    "X".repeat(300),
    "{n} {title} | a|b ${1} &amp; <b>",
];

test("whatever somebody typed as a title, name, option or reason is text and stays in its place",
    async () => {
    const members = HOSTILE.map((name,
        i) => ({ code: `GM${9900 + i}`, name, inhabitants: 900 + i }));
    const s = await stage(server, { members, title: HOSTILE[0] });
    const items = [];
    for (const [i, title] of HOSTILE.entries())
        items.push(await motion(server, s.id,
            { number: String(i + 1), title, text: title, movers: ["GM9900", "GM9901"] }));
    const page = await openConsole(server, { id: s.id, item: items[0] });
    await page.addInitScript(() => { window.alert = () => { throw new Error("alert"); }; });
    for (const [i, item] of items.entries()) {
        await go(page, "agenda", item);
        assert.equal(await page.locator(".item-title bdi").textContent(), HOSTILE[i]);
        await assertNoSideways(page);
    }
    const vote_ = await round(server, items[1],
        { options: ["<b>vet</b>", HOSTILE[1].slice(0, 30)], abstain: false });
    await go(page, "agenda", items[1]);
    await says(page, ".missing-list", "=HYPERLINK");
    await shot(page, "console-hostile");
    await vote(server, vote_, s.handsets, () => "<b>vet</b>");
    await move(server, vote_, "closed");
    await says(page, "#result-title", "<b>vet</b>");
    await page.click("[data-key=extra-annul]");
    await page.fill("#field-reason", HOSTILE[0]);
    await confirm(page);
    await says(page, ".quoted", "<script>");
    for (const view of VIEWS) {
        await go(page, view, items[3]);
        await assertNoSideways(page);
    }
    await go(page, "desk");
    await page.fill("#desk-search", "hyperlink");
    await page.press("#desk-search", "Enter");
    await says(page, "#member-name", "=HYPERLINK");
    await page.click("[data-action=check-out]");
    await says(page, "#message", "=HYPERLINK");
    await page.setViewportSize({ width: 320, height: 640 });
    for (const view of VIEWS) {
        await go(page, view, items[3]);
        await assertNoSideways(page);
    }
    assert.equal(await page.locator("script:not([src])").count(), 0);
    assert.equal(await page.locator("main img, main b").count(), 0);
    assert.ok(!(await page.title()).startsWith("taken"));
    await closePage(page);
});

// ---- keys and focus ----

test("the shortcuts press what is there, do nothing while one types, and can be switched off",
    async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.motion });
    const on = (item) => page.waitForSelector(`[data-key=item-${m.items[item]}]`);
    await page.keyboard.press("k");
    await on("amendment");
    await page.keyboard.press("k");
    await on("proposal");
    await page.keyboard.press("j");
    await on("amendment");
    await page.keyboard.press("o");
    await says(page, "#projector-title", "Onderwerp 7a");
    for (const [i, view] of VIEWS.entries()) {
        await page.keyboard.press(String(i + 1));
        await page.waitForSelector(`#tabs [aria-current][href*="view=${view}"]`);
        await page.waitForSelector("#view-title:focus, #item-title:focus");
    }
    await page.keyboard.press("/");
    await page.waitForSelector("#desk-search:focus");
    await page.keyboard.type("sp2?");
    assert.equal(await page.inputValue("#desk-search"), "sp2?");
    await says(page, "#projector-title", "Onderwerp 7a");
    await page.click("[data-action=help]");
    await page.uncheck("#keys-on");
    await page.click("#dialog-cancel");
    await gone(page);
    await page.keyboard.press("2");
    await page.keyboard.press("p");
    await page.reload();
    await page.waitForSelector("#tabs [aria-current]");
    await page.keyboard.press("2");
    assert.ok((await page.evaluate(() => location.hash)).includes("view=desk"));
    await says(page, "#projector-title", "Onderwerp 7a");
    await closePage(page);
});

test("focus stays on the next step from one to the next, and comes back from a question",
    async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id, item: m.items.amendment });
    const focused = () =>
        page.evaluate(() => document.activeElement?.dataset?.key ?? document.activeElement?.id);
    await page.click("[data-key=extra-decide]");
    await asked(page);
    await page.keyboard.press("Escape");
    await gone(page);
    assert.equal(await focused(), "extra-decide");
    await page.click("[data-key=extra-prepare]");
    await confirm(page);
    await ready(page, "show-subject");
    await page.keyboard.press("s");
    await ready(page, "open");
    assert.equal(await focused(), "next-step");
    await page.keyboard.press("Enter");
    await asked(page);
    assert.equal(await focused(), "dialog-confirm");
    await page.keyboard.press("Tab"); // stays within the question
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await gone(page);
    await step(page, "close");
    assert.equal(await focused(), "next-step");
    // what was asked for is gone afterwards: the next step takes the focus
    await page.click("[data-key=extra-extend]");
    await asked(page);
    await move(server,
        (await server.ask("GET",
        `/v1/assemblies/${m.id}/rounds`)).rounds.find((r) => r.state === "open").id, "closed");
    await says(page, "#dialog-problem", "Stemming gesloten");
    await page.keyboard.press("Enter");
    await gone(page);
    await until(async () => (await focused()) === "next-step", "the next step focused");
    await take(page, "declare");
    await ready(page, "next-item");
    await page.keyboard.press("s");
    await step(page, "show-subject");
    assert.equal(await focused(), "next-step", "of the next item");
    await closePage(page);
});

test("what happens is said once to who cannot see it", async () => {
    const m = await meeting();
    const vote_ = await round(server, m.items.motion, { open: false });
    const page = await openConsole(server, { id: m.id, item: m.items.motion });
    await page.waitForSelector(".presence"); // the first state is no change
    await page.evaluate(() => {
        window.heard = [];
        new MutationObserver(() =>
            window.heard.push(document.getElementById("announce").textContent))
            .observe(document.getElementById("announce"),
                { childList: true, characterData: true, subtree: true });
    });
    await move(server, vote_, "open");
    await step(page, "close");
    await vote(server, vote_, m.handsets.slice(0, 12), () => "for");
    await voted(page, 12);
    await move(server, vote_, "closed");
    await step(page, "declare");
    await take(page, "declare", "next-item");
    const heard = await page.evaluate(() => window.heard);
    assert.deepEqual(heard.map((h) => h.split(":")[0]),
        ["Stemming open", "Stemming gesloten. Aangenomen met algemene stemmen", "Vastgesteld"]);
    await closePage(page);
});

test("a round that ends by the clock is told to the operator who had a question open", async () => {
    const m = await meeting();
    const vote_ = await round(server, m.items.motion, { durationSeconds: 1, open: false });
    const page = await openConsole(server, { id: m.id, item: m.items.motion });
    await move(server, vote_, "open");
    await step(page, "declare");
    await says(page, ".sentence", "Verworpen");
    await closePage(page);
});

// ---- drawing anew ----

test("drawing anew keeps elements, focus and what is typed, and follows the order of keys",
    async () => {
    const m = await meeting();
    const page = await openConsole(server, { id: m.id });
    const result = await page.evaluate(async () => {
        const { morph } = await import("/web/lib/morph.js");
        const { el } = await import("/web/lib/dom.js");
        const box = document.body.appendChild(el("div"));
        const row = (key, text) => el("li", { data: { key } }, text,
            el("input", { id: `in-${key}` }));
        morph(box, el("ul", {}, row("a", "A"), row("b", "B"), row("c", "C")), "text");
        const b = box.querySelector("[data-key=b]");
        const input = box.querySelector("#in-b");
        input.focus();
        input.value = "typed";
        morph(box, el("ul", { class: "now" }, row("c", "C2"), row("b", "B2"), row("d", "D")),
            "other");
        const same = box.querySelector("[data-key=b]") === b &&
            box.querySelector("#in-b") === input;
        const details = el("div", {}, el("details", {}, el("summary", {}, "s")));
        morph(box, details);
        box.querySelector("details").open = true;
        morph(box, el("div", {}, el("details", { class: "x" }, el("summary", {}, "t"))));
        const styled = el("i");
        styled.style.setProperty("--at", "3%");
        morph(box, el("i"), el("b"));
        morph(box, styled, el("b"));
        return { same, typed: input.value,
            style: box.querySelector("i").style.getPropertyValue("--at"),
            text: box.textContent, active: document.activeElement === document.body };
    });
    assert.deepEqual(result, { same: true, typed: "typed", style: "3%", text: "", active: true });
    await closePage(page);
});
