// SPDX-License-Identifier: EUPL-1.2
/**
 * pages: how long each page takes until it can be used, on a slow telephone
 * network (150 ms there and back, 1.6 Mbit/s), straight from the daemon by
 * HTTP/1.1 and through the proxy of docs/deploy by HTTP/2.  Medians of five
 * fresh browser profiles.  By hand: `node tests/bench/pages.mjs [PAGE...]`; it
 * wants haproxy.
 */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { fictitious, launch, motion, move, round, Server, stage, TOP, until, vote }
    from "../browser/harness.mjs";

const RUNS = 5;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 200e3, uploadThroughput: 94e3 };

function freePort() {
    return new Promise((resolve) => {
        const probe = createServer().listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

/** HAProxy with the shipped configuration, on a port and with a key of its own. */
async function proxy(server) {
    const port = await freePort();
    const pem = path.join(server.folder, "proxy.pem");
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
        "-subj", "/CN=localhost", "-keyout", `${pem}.key`, "-out", pem], { stdio: "ignore" });
    writeFileSync(pem, readFileSync(pem, "utf8") + readFileSync(`${pem}.key`, "utf8"));
    const config = readFileSync(path.join(TOP, "docs/deploy/haproxy.cfg"), "utf8")
        .replace(/frontend http\n[^]*?\n\n/, "").replace(/^.*(chroot|log |user |group ).*$/gm, "")
        .replace(":443", `127.0.0.1:${port}`).replace("/etc/haproxy/stembus.pem", pem)
        .replace("127.0.0.1:8080", `127.0.0.1:${server.port}`);
    const file = path.join(server.folder, "haproxy.cfg");
    writeFileSync(file, config);
    const child = spawn("haproxy", ["-db", "-f", file], { stdio: "ignore" });
    await until(async () => (await connects(port)), "haproxy");
    return { url: `https://127.0.0.1:${port}`, stop: () => child.kill() };
}

async function connects(port) {
    try {
        execFileSync("curl", ["-sk", "-o", "/dev/null", `https://127.0.0.1:${port}/screen`]);
        return true;
    } catch {
        return false;
    }
}

/** Each request from its sending to its end, in ms after the first one's sending. */
function waterfall(cdp) {
    const rows = new Map();
    let zero = 0;
    cdp.on("Network.requestWillBeSent", ({ requestId, timestamp, request }) => {
        zero ||= timestamp;
        rows.set(requestId, { what: request.url.replace(/^https?:..[^/]*/, ""), method: request.method,
            priority: request.initialPriority, from: timestamp });
    });
    cdp.on("Network.responseReceived", ({ requestId, response }) => {
        const row = rows.get(requestId), { timing } = response;
        if (timing)
            Object.assign(row, { sent: timing.requestTime + timing.sendStart / 1000,
                first: timing.requestTime + timing.receiveHeadersEnd / 1000 });
    });
    cdp.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) =>
        Object.assign(rows.get(requestId) ?? {}, { end: timestamp, bytes: encodedDataLength }));
    const ms = (at) => (at === undefined ? "-" : ((at - zero) * 1000).toFixed(0)).padStart(6);
    return () => [...rows.values()].map(({ what, method, priority, from, sent, first, end, bytes }) =>
        `${ms(from)}${ms(sent)}${ms(first)}${ms(end)} ${String(bytes ?? "-").padStart(6)} ` +
        `${priority.padEnd(8)} ${method} ${what}`).join("\n");
}

/**
 * In the page: when all that is wanted was there and seen, and painted.  Looked
 * at in the page itself: Playwright's own waiting comes up to 300 ms late.
 */
function watch(wanted) {
    const isSeen = (selector) => document.querySelector(selector)?.checkVisibility() ?? false;
    const frame = () => {
        if (wanted.every(isSeen))
            setTimeout(() => { globalThis.usableAt = performance.now(); });
        else
            requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}

async function load(url, target, token, usable, isTold) {
    const context = await (await launch()).newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    let bytes = 0, requests = 0;
    const told = isTold ? waterfall(cdp) : null;
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", SLOW_4G);
    cdp.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
    cdp.on("Network.responseReceived", () => { requests++; });
    await page.addInitScript(watch, usable);
    await page.goto(url + target + (token ? `#token=${token}` : ""), { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.usableAt, null, { timeout: 30000, polling: 20 });
    const ms = await page.evaluate(() => globalThis.usableAt);
    if (told !== null)
        console.log(`  asked  sent first   end  bytes priority\n${told()}`);
    await context.close();
    return { ms, bytes, requests };
}

function median(numbers) {
    return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const server = await new Server().start();
const { id, handsets } = await stage(server, { members: fictitious(60) });
const first = await round(server, await motion(server, id));
await vote(server, first, handsets, (i) => (i % 3 ? "for" : "against"));
for (const [to, role] of [["closed"], ["declared"], ["certified", "committee"], ["published"]])
    await move(server, first, to, role ? { token: await server.token(role) } : {});
await round(server, await motion(server, id));
const tokens = { display: await server.token("display"), committee: await server.token("committee") };
const pages = [
    ["/handset", handsets[0].token, ["button[data-option]:enabled"]],
    ["/screen", tokens.display, ["#main[data-scene=open] .title", "#main .turnout .total"]],
    ["/committee", tokens.committee, ["#views button", "#round-title", "#pane-round .turnout"]],
    ["/console", server.operator, ["#tabs a", "#tabs .presence", "#strip .projector", ".agenda-row", "[data-key=next-step]"]],
    ["/", null, ["h1"]],
    [`/results/rounds/${first}`, null, ["h1"]],
];
const front = await proxy(server);
const isTold = process.argv.includes("--waterfall");
const wanted = process.argv.slice(2).filter((word) => word !== "--waterfall");
for (const [target, token, usable] of pages.filter(([p]) => wanted.length === 0 || wanted.includes(p)))
    for (const [name, url] of [["HTTP/1.1", server.url], ["HTTP/2", front.url]]) {
        const runs = [];
        for (let i = 0; i < RUNS; i++)
            runs.push(await load(url, target, token, usable, isTold && i === RUNS - 1));
        console.log(`${target.padEnd(20)} ${name.padEnd(8)} ${median(runs.map((r) => r.ms)).toFixed(0).padStart(5)} ms ` +
            `(${Math.min(...runs.map((r) => r.ms)).toFixed(0)} at best)  ` +
            `${(median(runs.map((r) => r.bytes)) / 1024).toFixed(1).padStart(6)} KiB  ${median(runs.map((r) => r.requests))} requests`);
    }
front.stop();
await (await launch()).close();
await server.remove();
