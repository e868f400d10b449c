// SPDX-License-Identifier: EUPL-1.2
/**
 * What each page loads before it can be used: all of it at once, no more than
 * is needed, and the rest after the first paint.  The budgets are of bytes and
 * requests, which no busy machine changes; `tests/bench/pages.mjs` has the times.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, motion, round, Server, stage, TOP, until } from "./harness.mjs";

const WEB = path.join(TOP, "src/web");

/**
 * `entries`: the scripts of the page; `also`: what they do not import but a
 * first view may need; `files` and `bytes`: the budget of the whole wave in
 * gzip, styles included and the page itself not; `view`: what is in the first view.
 */
const PAGES = {
    handset: { entries: ["handset/first.js", "handset/main.js"], also: [], files: 21, bytes: 43000,
        view: "button[data-option]" },
    screen: { entries: ["lib/first.js", "lib/assembly.js", "screen/main.js"],
        also: ["screen/quiet.js"], files: 22, bytes: 39000,
        view: "#main[data-scene]" },
    console: { entries: ["lib/first.js", "lib/assembly.js", "console/main.js"], also: [],
        files: 28, bytes: 48500, view: ".agenda-row" },
    committee: { entries: ["lib/first.js", "lib/assembly.js", "committee/main.js"], also: [],
        files: 29, bytes: 52500, view: "#pane-round .turnout" },
};

const read = (file) => readFileSync(path.join(WEB, file));

/** The modules that these import before they run, themselves included. */
function graphOf(entries) {
    const graph = new Set();
    const follow = (file) => {
        if (graph.has(file))
            return;
        graph.add(file);
        for (const [, target] of read(file).toString()
            .matchAll(/^(?:import|export)\b[^;]*? from "([^"]+)"|^import "([^"]+)"/gm))
            follow(path.join(path.dirname(file), target));
    };
    entries.forEach(follow);
    return graph;
}

/** The modules and styles that a page names. */
function waveOf(page) {
    const html = read(`${page}.html`).toString();
    const all = (pattern) => [...html.matchAll(pattern)].map((m) => m[1]);
    return {
        scripts: all(/<script type="module"[^>]* src="\/web\/([^"]+)"/g),
        modules: all(/(?:rel="modulepreload"[^>]* href|<script[^>]* src)="\/web\/([^"]+\.js)"/g),
        styles: all(/rel="stylesheet" href="\/web\/([^"]+)"(?! media)/g),
        html,
    };
}

for (const [page, { entries, also, files, bytes }] of Object.entries(PAGES)) {
    test(`/${page} names all that it needs at first and nothing else`, () => {
        const { scripts, modules, styles } = waveOf(page);
        const texts = modules.filter((file) => file.startsWith("text/"));
        assert.deepEqual(scripts, entries);
        assert.equal(new Set(modules).size, modules.length, "each once");
        assert.deepEqual([...modules].sort(),
            [...new Set([...graphOf(entries), ...graphOf(texts), ...also])].sort());
        assert.ok(texts.length > 0 && texts.every((file) => file.startsWith("text/nl_")));
        const size = [...modules, ...styles].map((file) => gzipSync(read(file), { level: 9 }).length)
            .reduce((sum, n) => sum + n, 0);
        assert.ok(modules.length + styles.length <= files, `${modules.length + styles.length} files`);
        assert.ok(size <= bytes, `${size} bytes in gzip`);
    });

    test(`/${page} asks its first questions before all else`, () => {
        const { scripts, html } = waveOf(page);
        const links = [...html.matchAll(/<(?:script|link)[^>]*"\/web\/[^>]*>/g)].map(([tag]) => tag);
        assert.match(links[0], /fetchpriority="high" (?:src|href)="\/web\/lib\/first\.js"/);
        for (const tag of links.filter((one) => /\.js"/.test(one)))
            assert.match(tag, /fetchpriority="high"[^>]*(?:first|assembly)\.js|fetchpriority="low"/, tag);
        assert.ok(scripts.includes("lib/first.js") || graphOf(scripts.slice(0, 1)).has("lib/first.js"));
        assert.ok(gzipSync(read("lib/first.js"), { level: 9 }).length < 1290, "one packet, with its head");
        assert.deepEqual([...graphOf(["lib/first.js"])], ["lib/first.js"], "it waits for nothing");
    });
}

// ---- in a browser ----

let server, hall, tokens;

before(async () => {
    server = await new Server().start();
    hall = await stage(server, {});
    await round(server, await motion(server, hall.id));
    tokens = { handset: hall.handsets[0].token, screen: await server.token("display"),
        console: server.operator, committee: await server.token("committee") };
});
after(() => server.remove());

for (const page of Object.keys(PAGES)) {
    test(`/${page} loads the rest after its first view, and asks nothing twice`, async () => {
        const context = await (await launch()).newContext();
        const tab = await context.newPage();
        const asked = [];
        tab.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
        await tab.addInitScript((wanted) => {
            const frame = () => {
                if (document.querySelector(wanted))
                    globalThis.seenAt = performance.now();
                else
                    requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        }, PAGES[page].view);
        await tab.goto(`${server.url}/${page}#token=${tokens[page]}`);
        const wave = new Set(waveOf(page).modules);
        const loaded = () => tab.evaluate(() => performance.getEntriesByType("resource")
            .map(({ name, startTime }) => [new URL(name).pathname.replace("/web/", ""), startTime])
            .filter(([name]) => name.endsWith(".js")));
        await until(async () => (await loaded()).length > wave.size, "what is loaded later");
        const seen = await tab.evaluate(() => globalThis.seenAt);
        for (const [name, at] of await loaded())
            assert.ok(wave.has(name) || at >= seen, `${name} at ${at}, before ${seen}`);
        const once = asked.filter((what) => /POST .*session|GET .*(stream|assemblies|handset)$/.test(what));
        assert.deepEqual(once, [...new Set(once)]);
        assert.ok(once.includes("POST /v1/session"), asked.join("\n"));
        await context.close();
    });
}

test("a request that is given up says what its signal says, also when that was before", async () => {
    const late = new DOMException("late", "TimeoutError");
    const { api } = await import("../../src/web/lib/api.js");
    const controller = new AbortController();
    const asked = api("GET", `${server.url}/v1/assemblies`, undefined, { signal: controller.signal });
    controller.abort(late);
    await assert.rejects(asked, (error) => error === late);
    await assert.rejects(api("GET", `${server.url}/v1/assemblies`, undefined,
        { signal: controller.signal }), (error) => error === late);
});

/** The page of a fresh profile whose later files do not come until `let` is called. */
async function held(page, file) {
    const context = await (await launch()).newContext();
    const tab = await context.newPage();
    const tried = [];
    let isHeld = true;
    await tab.route(`**/web/${file}`, (route) => {
        tried.push(file);
        return isHeld ? route.abort("internetdisconnected") : route.continue();
    });
    await tab.goto(`${server.url}/${page}#token=${tokens[page]}`);
    return { tab, tried, let: () => { isHeld = false; }, close: () => context.close() };
}

test("a button of the console that is pressed before its file is here does its work when it is", async () => {
    const { tab, tried, let: letIt, close } = await held("console", "console/dialog.js");
    await tab.waitForSelector("[data-key=next][data-step=close]");
    await until(() => tried.length > 0, "the file to be asked for");
    await tab.click("[data-key=next-step]");
    assert.equal(await tab.locator("dialog").count(), 0);
    letIt();
    await tab.waitForSelector("dialog[open] #dialog-confirm");
    assert.ok(tried.length > 1, "it was asked for again");
    await close();
});

test("a key of the console, and a view that is gone to, wait as well", async () => {
    const { tab, tried, let: letIt, close } = await held("console", "console/log.js");
    await tab.waitForSelector("[data-key=next][data-step=close]");
    await until(() => tried.length > 0, "the file to be asked for");
    await tab.keyboard.press("7");
    await tab.click("#tabs a[href*='view=setup']");
    await tab.waitForSelector("#main [data-key=busy]");
    letIt();
    await tab.waitForSelector("#view-title");
    await until(() => tab.evaluate(() => document.activeElement.id === "view-title"), "the focus");
    await close();
});

test("a part of the committee's page that is not here yet says so, and comes", async () => {
    const { tab, tried, let: letIt, close } = await held("committee", "committee/recount/replay.js");
    await tab.waitForSelector("#pane-round .turnout");
    await until(() => tried.length > 0, "the file to be asked for");
    assert.match(await tab.textContent("#round-title"), /\d/, "the motion, as the stream names it");
    await tab.click("#tab-evidence");
    await tab.waitForSelector("#evidence-title:focus");
    letIt();
    await tab.waitForSelector("#pane-evidence #seal-title");
    await tab.waitForSelector("#alarm .state.good");
    await close();
});
