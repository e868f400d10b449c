// SPDX-License-Identifier: EUPL-1.2
/** The public pages in a browser, with and without their script. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { assertAccessible, assertNoSideways, closePage, motion, move, openPage, round, Server, shot,
    stage, TOP, until, vote, fictitious } from "./harness.mjs";

const HOSTILE = ['<script>alert("x")</script>', "\u202eomgekeerd \"x\"", "W".repeat(300),
    '=HYPERLINK("http://x")', "Súdwest-Voorbeeldlân"];
const ENTITLED = 30;

/** @type {Server} */
let server;
let committee = "";
let assembly;
/** @type {Record<string, number>} */
const rounds = {};

async function publish(id, to = ["closed", "declared", "certified", "published"]) {
    for (const state of to)
        await move(server, id, state, state === "certified" ? { token: committee } : undefined);
}

/** A round that went all the way; `choose(i)` as in vote(). */
async function played(name, fields, choose, terms = {}) {
    const id = await round(server, await motion(server, assembly.id, fields), terms);
    await vote(server, id, assembly.handsets, choose);
    await publish(id);
    rounds[name] = id;
}

before(async () => {
    server = await new Server().start();
    committee = await server.token("committee");
    const members = fictitious(ENTITLED);
    HOSTILE.forEach((name, i) => { members[i].name = name; });
    assembly = await stage(server, { members, title: "Algemene ledenvergadering 8 juni 2026" });
    await played("adopted", { title: "Contributievoorstel 2027", boardAdvice: "adopt" },
        (i) => (i === 7 ? "abstain" : i % 9 === 4 ? "against" : i === 20 ? null : "for"));
    await played("rejected", { title: "Wijziging van de statuten", kind: "motion", movers: ["GM9003", "GM9009"] },
        (i) => (i % 2 ? "against" : "for"), { majority: "two-thirds" });
    await played("named", { title: "Verdeling van de kosten" },
        (i) => ["Bestuursvoorstel", "Gewijzigd voorstel", "against-all"][i % 7 === 0 ? 2 : i % 3 === 0 ? 1 : 0],
        { options: ["Bestuursvoorstel", "Gewijzigd voorstel"] });
    await played("hostile", { title: HOSTILE.join(" ").slice(0, 300) }, () => "for");
    await played("annulled", { title: "Motie met bezwaar" }, () => "for");
    await move(server, rounds.annulled, "annulled", undefined, { reason: "Kastjes <niet> uitgereikt" });
    await move(server, rounds.annulled, "annulled", { token: committee }, { reason: "Akkoord" });
    const held = await motion(server, assembly.id, { title: "Motie Houtrook" });
    await server.ask("POST", `/v1/motions/${held}/decisions`, { outcome: "held" });
    rounds.open = await round(server, await motion(server, assembly.id, { title: "Nog geheim" }));
});
after(async () => server?.remove());

function everyPage() {
    return [
        ["home", "/"], ["assembly", `/results/${assembly.id}`],
        ...["adopted", "rejected", "named", "hostile", "annulled"]
            .map((name) => [`round-${name}`, `/results/rounds/${rounds[name]}`]),
        ["members", "/members"], ["members-none", "/members?q=zzz"],
        ["member", "/members/GM9004"], ["receipt", `/members/GM9004?assembly=${assembly.id}&journal=100`],
    ];
}

function inEnglish(target) {
    return target === "/" ? "/en" : `/en${target}`;
}

const names = (page) => page.locator("table.votes tbody tr:visible bdi").first().evaluate((first) =>
    [...first.closest("tbody").rows].filter((row) => !row.hidden)
        .map((row) => row.querySelector("th bdi").textContent));

test("every page is valid HTML in both languages", async () => {
    const folder = path.join(TOP, "build/check/browser/html");
    mkdirSync(folder, { recursive: true });
    const files = [];
    for (const [name, target] of everyPage()) {
        for (const [language, address] of [["nl", target], ["en", inEnglish(target)]]) {
            const response = await fetch(server.url + address, { headers: { Accept: "text/html" } });
            files.push(path.join(folder, `${name}.${language}.html`));
            writeFileSync(files.at(-1), await response.text());
        }
    }
    const run = spawnSync(path.join(TOP, "tests/node_modules/.bin/html-validate"),
        ["--config", path.join(TOP, "tests/browser/htmlvalidate.json"), ...files], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
});

for (const [name, options] of [
    ["light", {}], ["dark", { colorScheme: "dark" }], ["narrow", { viewport: { width: 320, height: 640 } }],
    ["forced-colours", { forcedColors: "active" }],
])
    test(`every page is accessible and fits: ${name}`, async () => {
        const page = await openPage(server, "/", options);
        for (const [what, target] of everyPage()) {
            await page.goto(server.url + target);
            await assertAccessible(page);
            await assertNoSideways(page);
            await shot(page, `public-${what}-${name}`, { fullPage: true });
        }
        await closePage(page);
    });

test("text of twice the size fits, also in a narrow window", async () => {
    const page = await openPage(server, "/", { viewport: { width: 640, height: 900 } });
    for (const [, target] of everyPage()) {
        await page.goto(server.url + target);
        await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
        await assertNoSideways(page);
    }
    page.faults = page.faults.filter((fault) => !fault.includes("inline style"));
    await closePage(page);
});

test("the line of the chart lies at two thirds of the bar", async () => {
    const page = await openPage(server, `/results/rounds/${rounds.rejected}`);
    const [chart, line, bar] = await page.evaluate(() =>
        ["svg.chart", "svg.chart .threshold", "svg.chart rect.for"].map((selector) => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return { left: box.left, right: box.right, width: box.width };
        }));
    const at = (line.left + line.right) / 2;
    assert.ok(Math.abs(at - (chart.left + chart.width * 2 / 3)) < 1.5, `${at} in ${JSON.stringify(chart)}`);
    assert.ok(bar.right < at, "what was rejected does not reach it");
    await closePage(page);
});

test("without script a search and an order come from the server", async () => {
    const page = await openPage(server, `/results/rounds/${rounds.adopted}`, { javaScriptEnabled: false });
    await page.fill("#q", "tegen");
    await page.selectOption("#sort", "weight");
    await page.click("form.filter button");
    assert.match(page.url(), /\?q=tegen&sort=weight$/);
    const found = await names(page);
    assert.equal(found.length, 3);
    assert.equal(await page.locator(".shown").textContent(), `3 van de ${ENTITLED} leden`);
    await page.click("th.name a");
    assert.match(page.url(), /\?sort=name&q=tegen$/);
    assert.deepEqual([...await names(page)].sort(), [...found].sort());
    await closePage(page);
});

test("with script they take effect at once, and the count is announced", async () => {
    const page = await openPage(server, `/results/rounds/${rounds.adopted}`);
    await page.evaluate(() => { window.same = true; });
    await page.fill("#q", "SUDWEST voorbeeldlan");
    assert.deepEqual(await names(page), ["Súdwest-Voorbeeldlân"]);
    await until(async () => await page.locator("[role=status].shown").textContent() === `1 van de ${ENTITLED} leden`,
        "the count");
    await page.fill("#q", "nergens");
    await until(async () => (await page.locator(".shown").textContent()).startsWith("Geen lid gevonden"),
        "that there is none");
    await page.fill("#q", "");
    await page.click("th.weight a");
    const weights = await page.locator("td.weight").evaluateAll((cells) =>
        cells.map((cell) => Number(cell.dataset.weight)));
    assert.deepEqual(weights, [...weights].sort((a, b) => b - a));
    assert.equal(await page.locator("th.weight").getAttribute("aria-sort"), "descending");
    assert.equal(await page.locator("th[aria-sort]").count(), 1);
    await page.selectOption("#sort", "choice");
    assert.match(page.url(), /\?sort=choice$/);
    assert.equal(await page.locator("th.choice").getAttribute("aria-sort"), "ascending");
    assert.equal(await page.evaluate(() => window.same), true, "the page was not loaded again");
    await closePage(page);
});

test("the script finds and sorts as the server does", async () => {
    const scripted = await openPage(server, `/results/rounds/${rounds.adopted}`);
    const plain = await openPage(server, "/", { javaScriptEnabled: false });
    for (const search of ["", "w", "voorbeeld", "voor", "onthouding", "geen stem", "gm90", "'s", "hyperlink http", "<script>"]) {
        for (const sort of ["name", "weight", "choice"]) {
            await scripted.fill("#q", search);
            await scripted.selectOption("#sort", sort);
            await plain.goto(`${server.url}/results/rounds/${rounds.adopted}?${new URLSearchParams({ q: search, sort })}`);
            const all = (page) => page.locator("table.votes tbody tr").evaluateAll((found) =>
                found.filter((row) => !row.hidden).map((row) => row.querySelector(".code").textContent));
            assert.deepEqual(await all(scripted), await all(plain), `${search} by ${sort}`);
        }
    }
    await closePage(plain);
    await closePage(scripted);
});

test("everything can be reached and done with the keyboard", async () => {
    const page = await openPage(server, `/results/rounds/${rounds.adopted}`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
    await page.focus("#q");
    await page.keyboard.type("tegen");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BUTTON");
    await page.keyboard.press("Enter");
    assert.equal((await names(page)).length, 3);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#sort").inputValue(), "choice");
    await closePage(page);
});

test("a page prints on A4 with its charts and without its controls", async () => {
    const page = await openPage(server, `/results/rounds/${rounds.adopted}`);
    await page.emulateMedia({ media: "print" });
    for (const gone of [".menu", ".language", ".filter", ".crumbs", ".downloads"])
        assert.equal(await page.locator(gone).isVisible(), false, gone);
    for (const kept of [".verdict", "svg.chart", "table.votes", ".minutes"])
        assert.equal(await page.locator(kept).first().isVisible(), true, kept);
    const paper = await page.pdf({ preferCSSPageSize: true });
    const size = paper.toString("latin1").match(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/);
    assert.deepEqual(size.slice(1).map((n) => Math.round(Number(n))), [595, 842]);
    await closePage(page);
});

test("nothing of an open round is on any page", async () => {
    for (const [, target] of [...everyPage(), ["open", `/results/rounds/${rounds.open}`]]) {
        const text = await (await fetch(server.url + target, { headers: { Accept: "text/html" } })).text();
        if (target !== `/results/${assembly.id}`)
            assert.ok(!text.includes("Nog geheim"), target);
    }
    const page = await openPage(server, "/");
    const response = await page.goto(`${server.url}/results/rounds/${rounds.open}`);
    assert.equal(response.status(), 404);
    await assertAccessible(page);
    page.faults = page.faults.filter((fault) => !fault.startsWith("404"));
    await closePage(page);
});
