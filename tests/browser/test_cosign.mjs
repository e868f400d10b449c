// SPDX-License-Identifier: EUPL-1.2
/** What all pages say of a result that the committee has to cosign. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { openConsole } from "./console.mjs";
import { cosign, Cosigner, register } from "./cosigner.mjs";
import { assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server,
    shot, stage, until, vote } from "./harness.mjs";
import { assertLegibleEverywhere, settled } from "./legibility.mjs";

const HALL = { viewport: { width: 1920, height: 1080 } };
const PHONE = { viewport: { width: 360, height: 740 } };

const server = new Server();
/** @type {Record<string, string>} */
const tokens = {};
before(async () => {
    await server.start();
    for (const role of ["committee", "display"])
        tokens[role] = await server.token(role);
});
after(() => server.remove());

/** An assembly that asks for cosignatures, with a round that is counted. */
async function scene({ needed = 1, members = 12, practice = false, title = "Contributievoorstel 2027" } = {}) {
    const hall = await stage(server, { members: fictitious(members) });
    const cosigners = [new Cosigner("committee/anna"), new Cosigner("committee/bert")];
    await register(server, hall.id, cosigners, needed);
    const item = await motion(server, hall.id, { title, kind: practice ? "practice" : "proposal" });
    const id = await round(server, item);
    await vote(server, id, hall.handsets.slice(0, members - 1), (i) => (i % 4 === 3 ? "against" : "for"));
    await move(server, id, "closed");
    return { ...hall, cosigners, item, round: id };
}

const cosigned = (s, which = 0) => cosign(server, s.id, s.cosigners[which], tokens.committee);

/** How often a page says it, where it can be seen. */
const count = (page, text) => page.locator("main").getByText(text, { exact: false }).filter({ visible: true }).count();

/** Waits until the page says it so often. */
const saysIt = (page, n, text = "oorlopig: wacht op de commissie") =>
    until(async () => await count(page, text) === n, `“${text}” ${n} times`);

test("the projector says that a result is provisional beside its state, until enough have cosigned it", async () => {
    const s = await scene();
    const page = await openPage(server, "/screen", { token: tokens.display, assembly: s.id, ...HALL });
    await saysIt(page, 1);
    await move(server, s.round, "declared");
    await page.getByText("Vastgesteld").waitFor();
    const kicker = await page.locator(".kicker").innerText();
    assert.match(kicker, /^Vastgesteld\s+Voorlopig: wacht op de commissie\s+Agendapunt/);
    const aloud = await page.locator("#announce").innerText();
    assert.match(aloud, /Aangenomen: .* Voorlopig: wacht op de commissie$/);
    await assertLegibleEverywhere(page, "provisional");
    await assertAccessible(page, "provisional");
    await page.setViewportSize(HALL.viewport);
    await settled(page);
    await shot(page, "screen-provisional");
    await server.ask("PUT", `/v1/assemblies/${s.id}/screen`, { show: "roll-call" });
    await page.getByText("Hoofdelijke uitslag").first().waitFor();
    await saysIt(page, 1);
    await assertLegibleEverywhere(page, "provisional roll call");
    await server.ask("PUT", `/v1/assemblies/${s.id}/screen`, { show: "round" });
    await saysIt(page, 1);
    const before_ = await page.locator("#announce").innerText();
    await cosigned(s);
    await saysIt(page, 0);
    assert.equal(await page.locator("#announce").innerText(), before_, "nothing is read again for that");
    await closePage(page);
});

test("a practice vote and one that was annulled are never provisional", async () => {
    const practice = await scene({ practice: true });
    const page = await openPage(server, "/screen", { token: tokens.display, assembly: practice.id, ...HALL });
    await page.getByText("Nog niet vastgesteld").waitFor();
    await saysIt(page, 0, "oorlopig");
    await closePage(page);
    const s = await scene();
    await move(server, s.round, "annulled", undefined, { reason: "Betwist" });
    await move(server, s.round, "annulled", { token: tokens.committee });
    const other = await openPage(server, "/screen", { token: tokens.display, assembly: s.id, ...HALL });
    await other.getByText("Ongeldig").first().waitFor();
    await saysIt(other, 0, "oorlopig");
    await closePage(other);
});

test("console, committee and phone say it once, and no more once it is cosigned", async () => {
    const s = await scene({ needed: 2 });
    await move(server, s.round, "declared");
    const { code } = await server.ask("POST", `/v1/assemblies/${s.id}/handsets/${s.handsets[0].serial}/codes`);
    const pages = {
        console: await openConsole(server, { id: s.id, item: s.item }),
        committee: await openPage(server, "/committee", { token: tokens.committee, assembly: s.id }),
        phone: await openPage(server, "/handset", { code, ...PHONE }),
    };
    const said = { console: "oorlopig: wacht op de commissie", committee: "oorlopig: wacht op de commissie",
        phone: "De uitslag is voorlopig: hij wacht op de commissie" };
    for (const [name, page] of Object.entries(pages)) {
        await saysIt(page, 1, said[name]);
        await assertAccessible(page, `provisional ${name}`);
        await shot(page, `${name}-provisional`);
        const whole = page.viewportSize();
        await page.setViewportSize({ width: 320, height: 640 });
        await assertNoSideways(page);
        await page.setViewportSize(whole);
    }
    await cosigned(s);
    for (const [name, page] of Object.entries(pages))
        await saysIt(page, 1, said[name]);
    await cosigned(s, 1);
    for (const [name, page] of Object.entries(pages)) {
        await saysIt(page, 0, said[name]);
        await closePage(page);
    }
});

test("a result that is published before it is cosigned is provisional on the public pages", async () => {
    const s = await scene();
    for (const to of ["declared", "certified", "published"])
        await move(server, s.round, to, to === "certified" ? { token: tokens.committee } : undefined);
    const page = await openPage(server, `/results/rounds/${s.round}`);
    for (const [target, text] of [[`/results/rounds/${s.round}`, "Voorlopig: wacht op de commissie van stemopneming"],
        [`/results/${s.id}`, "Voorlopig: wacht op de commissie van stemopneming"],
        [`/en/results/rounds/${s.round}`, "Provisional: awaiting the counting committee"]]) {
        await page.goto(server.url + target);
        assert.equal(await count(page, text), 1, target);
        await assertAccessible(page, target);
    }
    await page.goto(server.url);
    await assertAccessible(page, "front page");
    await shot(page, "public-provisional");
    await cosigned(s);
    await page.goto(`${server.url}/results/rounds/${s.round}`);
    assert.equal(await count(page, "Voorlopig"), 0);
    await closePage(page);
});
