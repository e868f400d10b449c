// SPDX-License-Identifier: EUPL-1.2
/** How soon the projector shows what happens, and whether it misses a state. */
import assert from "node:assert/strict";
import http from "node:http";
import test, { after, before } from "node:test";
import { closePage, fictitious, motion, move, openPage, round, Server, stage, until, vote } from "./harness.mjs";

const ROUNDS = 20;
const SCREENS = 20;
const HANDSETS = 400;

let server, hall, display;

before(async () => {
    server = await new Server().start();
    hall = await stage(server, { members: fictitious(HANDSETS) });
    display = await server.token("display");
});
after(() => server.remove());

/** Notes when each verdict has been painted, by the clock that all pages share. */
function watchVerdicts() {
    globalThis.painted = {};
    const main = document.getElementById("main");
    let known = "";
    new MutationObserver(() => {
        const now = main.dataset.scene;
        if (now === known)
            return;
        known = now;
        const round = Object.keys(globalThis.painted).length + 1;
        // a frame's callbacks come before its paint, a message after it
        if (now === "result")
            requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => {
                    globalThis.painted[round] = performance.timeOrigin + performance.now();
                };
                port2.postMessage(null);
            });
    }).observe(main, { attributes: true, childList: true });
}

/** Closes a round as the console does: from a page, with its cookie. */
async function closeFrom(page, id) {
    return page.evaluate(async (round) => {
        const at = performance.timeOrigin + performance.now();
        const { status } = await fetch(`/v1/rounds/${round}/transitions`, {
            method: "POST", headers: { "Content-Type": "application/json", "Stembus-Role": "operator" },
            body: JSON.stringify({ to: "closed" }),
        });
        return { at, status };
    }, id);
}

test("the verdict is painted soon after the close on the console", async (t) => {
    const screen = await openPage(server, "/screen", { token: display, assembly: hall.id });
    const desk = await openPage(server, "/console");
    assert.equal(await desk.evaluate(async (token) => (await fetch("/v1/session", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
    })).status, server.operator), 201);
    await screen.locator("main[data-scene=pause]").waitFor();
    await screen.evaluate(watchVerdicts);
    const taken = [];
    for (let i = 1; i <= ROUNDS; i++) {
        const r = await round(server, await motion(server, hall.id));
        await vote(server, r, hall.handsets.slice(0, 20), (n) => (n % 5 === 0 ? "against" : "for"));
        await screen.locator("main[data-scene=open]").waitFor();
        const { at, status } = await closeFrom(desk, r);
        assert.equal(status, 200);
        const painted = await until(() => screen.evaluate((n) => globalThis.painted[n], i), `verdict ${i}`);
        taken.push(painted - at);
    }
    const sorted = taken.toSorted((a, b) => a - b);
    const figure = (part) => sorted[Math.min(ROUNDS - 1, Math.floor(part * ROUNDS))].toFixed(0);
    t.diagnostic(`close to verdict painted, ${ROUNDS} rounds: median ${figure(0.5)} ms, longest ${figure(1)} ms`);
    await closePage(desk);
    await closePage(screen);
});

/** A stream and the states of the rounds it has told, in order. */
function listen(token, seen) {
    return new Promise((resolve, reject) => {
        const request = http.get(`${server.url}/v1/assemblies/${hall.id}/stream`,
            { agent: false, headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" } });
        request.on("error", reject);
        request.on("response", (response) => {
            assert.equal(response.statusCode, 200);
            response.setEncoding("utf8");
            response.on("error", () => {}); // ours: it is destroyed at the end
            let text = "";
            response.on("data", (part) => {
                const events = (text + part).split("\n\n");
                text = events.pop();
                for (const event of events) {
                    const data = event.match(/^data: (.*)$/m)?.[1];
                    const told = data && JSON.parse(data).round;
                    const state = told && `${told.id} ${told.state}`;
                    if (state && state !== seen.at(-1))
                        seen.push(state);
                }
                resolve(request);
            });
        });
    });
}

test(`${SCREENS} screens and ${HANDSETS} handsets at once miss no state`, async (t) => {
    const clients = [];
    const open = [];
    const begun = performance.now();
    for (let i = 0; i < SCREENS; i++)
        clients.push({ token: display, seen: [] });
    for (const { token } of hall.handsets)
        clients.push({ token, seen: [] });
    for (const client of clients)
        open.push(await listen(client.token, client.seen));
    const before = clients.map(({ seen }) => seen.length);
    const expected = [];
    for (let i = 0; i < 3; i++) {
        const r = await round(server, await motion(server, hall.id), { open: false });
        for (const to of ["open", "closed", "declared"]) {
            await move(server, r, to);
            expected.push(`${r} ${to}`);
            if (to === "open")
                await vote(server, r, hall.handsets.slice(0, 40), (n) => (n % 3 === 0 ? "against" : "for"));
            // the operator goes on when the first screen shows it
            await until(() => clients[0].seen.at(-1) === `${r} ${to}`, `${r} ${to} on a screen`);
        }
    }
    await until(() => clients.every(({ seen }) => seen.at(-1) === expected.at(-1)), "the last state everywhere");
    for (const [i, { seen }] of clients.entries())
        assert.deepEqual(seen.slice(before[i]), expected, `client ${i}`);
    t.diagnostic(`${clients.length} streams, ${expected.length} states each, none missed, in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    for (const request of open)
        request.destroy();
});
