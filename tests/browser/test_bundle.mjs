// SPDX-License-Identifier: EUPL-1.2
/** The pages of an exported bundle, opened from the disk as anyone would. */
import assert from "node:assert/strict";
import { writeFileSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server,
    shot, stage, vote } from "./harness.mjs";

const HOSTILE = ['<script>alert("x")</script>', "\u202eomgekeerd \"x\"", "W".repeat(300)];

/** @type {Server} */
let server;
let bundle = "";
let committee = "";
let assembly;

async function played(fields, choose, terms = {}) {
    const id = await round(server, await motion(server, assembly.id, fields), terms);
    await vote(server, id, assembly.handsets, choose);
    for (const to of ["closed", "declared", "certified", "published"])
        await move(server, id, to, to === "certified" ? { token: committee } : undefined);
    return id;
}

before(async () => {
    server = await new Server().start();
    committee = await server.token("committee");
    const members = fictitious(20);
    HOSTILE.forEach((name, i) => { members[i].name = name; });
    assembly = await stage(server, { members, title: "Algemene ledenvergadering 8 juni 2026" });
    await played({ title: "Contributievoorstel 2027", boardAdvice: "adopt" },
        (i) => (i === 7 ? "abstain" : i % 9 === 4 ? "against" : i === 15 ? null : "for"));
    await played({ title: "Wijziging van de statuten", kind: "motion" },
        (i) => (i % 2 ? "against" : "for"), { majority: "two-thirds" });
    await played({ title: "Verdeling van de kosten" },
        (i) => ["Bestuursvoorstel", "Gewijzigd voorstel", "against-all"][i % 3],
        { options: ["Bestuursvoorstel", "Gewijzigd voorstel"] });
    await played({ title: HOSTILE.join(" ").slice(0, 300) }, () => "for");
    const annulled = await played({ title: "Motie met bezwaar" }, () => "for");
    await move(server, annulled, "annulled", undefined, { reason: "Kastjes niet uitgereikt" });
    await move(server, annulled, "annulled", { token: committee }, { reason: "Akkoord" });
    const held = await motion(server, assembly.id, { title: "Motie Houtrook" });
    await server.ask("POST", `/v1/motions/${held}/decisions`, { outcome: "held" });
    bundle = path.join(server.folder, "bundle");
    server.run("export", "--data", server.data, "--out", bundle, "--assembly", String(assembly.id));
});
after(async () => server?.remove());

/** A file of the bundle in a browser that must not need anything else. */
async function open(name, options = {}) {
    const requests = [];
    const page = await openPage({ url: pathToFileURL(bundle).href }, `/${name}`, {
        javaScriptEnabled: options.script ?? true, offline: true, ...options,
        prepare: (p) => p.on("request", (r) => requests.push(r.url())) });
    page.requests = requests;
    return page;
}

test("the pages stand alone: nothing else is loaded, and they are accessible", async () => {
    for (const name of ["index.html", "en/index.html"])
        for (const colorScheme of ["light", "dark"]) {
            const page = await open(name, { colorScheme });
            await page.locator("details").first().locator("summary").click();
            await assertAccessible(page, `${name} ${colorScheme}`);
            await assertNoSideways(page);
            assert.equal(page.requests.length, 1, String(page.requests));
            await shot(page, `bundle-${name.replace("/", "-")}-${colorScheme}`, { fullPage: true });
            await closePage(page);
        }
});

test("a telephone shows a page without scrolling sideways, also without script", async () => {
    const page = await open("index.html", { viewport: { width: 320, height: 640 }, script: false });
    await page.locator("details").first().locator("summary").click();
    await shot(page, "bundle-telephone", { fullPage: true });
    assert.ok(await page.locator("table.votes").first().isVisible());
    await closePage(page);
});

test("one goes from one language to the other and to the files", async () => {
    const page = await open("index.html");
    await page.getByRole("link", { name: "English" }).click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.locator("a.language").click();
    assert.equal(await page.locator("html").getAttribute("lang"), "nl");
    assert.equal(await page.getByRole("link", { name: "votes.csv" }).getAttribute("href"), "votes.csv");
    await closePage(page);
});

test("a page prints on A4 with its charts and without the lists of votes", async () => {
    const page = await open("index.html");
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("svg.chart").first().isVisible());
    assert.ok(!(await page.locator("details").first().isVisible()));
    await page.setViewportSize({ width: 794, height: 1123 }); // A4 at 96 dpi
    await assertNoSideways(page);
    await shot(page, "bundle-print", { fullPage: true });
    await closePage(page);
});

test("a fragment pasted into a page of somebody else is accessible and leaves it alone", async () => {
    const names = readdirSync(path.join(bundle, "fragments")).filter((n) => n.endsWith(".nl.html"));
    const fragments = names.map((n) => readFileSync(path.join(bundle, "fragments", n), "utf8"));
    writeFileSync(path.join(bundle, "host.html"), `<!DOCTYPE html><html lang="nl"><head>
        <meta charset="utf-8"><title>Nieuws</title><style>h1 { color: rgb(1, 2, 3); }</style></head><body>
        <main><h1>Nieuws</h1><h2>Uitslagen</h2>${fragments.join("\n")}</main></body></html>`);
    const page = await open("host.html");
    assert.equal(names.length, 6);
    await assertAccessible(page, "fragments");
    assert.equal(await page.locator("h1").evaluate((h) => getComputedStyle(h).color), "rgb(1, 2, 3)");
    const fill = await page.locator(".stembus svg.chart rect.for").first()
        .evaluate((r) => getComputedStyle(r).fill);
    assert.equal(fill, "rgb(0, 90, 181)");
    await shot(page, "bundle-fragments", { fullPage: true });
    await closePage(page);
});
