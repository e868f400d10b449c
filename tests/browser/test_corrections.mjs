// SPDX-License-Identifier: EUPL-1.2
/** What a member declares afterwards to have meant: recorded on the console, seen on every list. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, go, openConsole, recorded } from "./console.mjs";
import { assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server,
    shot, stage, until, vote } from "./harness.mjs";
import { assertLegibleEverywhere, settled } from "./legibility.mjs";

const HALL = { viewport: { width: 1920, height: 1080 } };

const server = new Server();
let tokens;
before(async () => {
    await server.start();
    tokens = await server.tokens("committee", "display");
});
after(() => server.remove());

/** A round that is closed, and the console on its item. */
async function scene({ on = server, terms = {} } = {}) {
    const hall = await stage(on, { members: fictitious(30) });
    const item = await motion(on, hall.id, { title: "Contributievoorstel 2027" });
    const id = await round(on, item, terms);
    await vote(on, id, hall.handsets.slice(0, 28), (i) => (i % 4 === 3 ? "against" : "for"));
    await move(on, id, "closed");
    const page = await openConsole(on, { id: hall.id, item, token: on.operator });
    return { ...hall, item, round: id, page };
}

/** What a page says, without the marks that isolate names. */
const says = (page, selector, text) => until(async () =>
    (await page.locator(selector).allInnerTexts()).some((found) =>
        found.replace(/[\u2066-\u2069]/g, "").includes(text)), `“${text}” in ${selector}`);

const row = (page, name) => page.locator(".votes tr", { hasText: name });

async function declare(page, name, meant) {
    await row(page, name).getByRole("button").click();
    await asked(page);
    await page.check(`input[name=meant][value=${meant}]`);
    await confirm(page);
}

test("a declaration is recorded for a member and stands on console, committee's page and projector", async () => {
    const s = await scene();
    const { page } = s;
    const [{ name, code }] = s.members;
    const { result } = await server.ask("GET", `/v1/rounds/${s.round}`);
    const projector = await openPage(server, "/screen", { token: tokens.display, assembly: s.id, ...HALL });
    const committee = await openPage(server, "/committee", { token: tokens.committee, assembly: s.id });
    await server.ask("PUT", `/v1/assemblies/${s.id}/screen`, { show: "roll-call" });
    await says(projector, "#main", "Hoofdelijke uitslag");
    await page.click("[data-key=votes]");
    await page.waitForSelector(".votes tbody tr");
    assert.equal(await page.locator(".votes tbody tr").count(), 28);
    await page.fill("#votes-search", name.slice(0, 6));
    await row(page, name).getByRole("button").click();
    await asked(page);
    await page.click("#dialog-confirm");
    await says(page, "dialog .problem", "Kies wat het lid bedoelde.");
    await assertAccessible(page, "the dialog");
    await shot(page, "console-declaration");
    await page.check("input[name=meant][value=against]");
    await confirm(page);
    await says(page, ".votes", "bedoelde: Tegen");
    await page.fill("#votes-search", "");
    await says(page, ".votes-part", "De stem en de uitslag blijven zoals zij waren.");
    await assertAccessible(page, "the list");
    await shot(page, "console-votes", { fullPage: true });
    const line = (await recorded(server, s.id)).find((one) => one.kind === "correction");
    assert.deepEqual([line.member, line.meant, line.role], [code, "against", "operator"]);
    assert.deepEqual((await server.ask("GET", `/v1/rounds/${s.round}`)).result, result, "the result stays");

    await says(projector, "#main", "bedoelde: Tegen");
    await says(projector, "#main", "‘bedoelde’: na de stemming verklaard; de uitslag blijft");
    await assertLegibleEverywhere(projector, "a declaration");
    await assertAccessible(projector, "a declaration");
    await projector.setViewportSize(HALL.viewport);
    await settled(projector);
    await shot(projector, "screen-declaration");
    await says(committee, "#pane-round", "1 lid verklaarde iets anders te hebben bedoeld");
    await says(committee, ".corrections", "Voor, bedoelde: Tegen");
    await committee.waitForSelector(".state.good"); // it changes nothing that is counted
    await assertAccessible(committee, "a declaration");

    await declare(page, name, "for");
    await until(async () => await page.locator(".votes .meant").count() === 0, "it is taken back");
    await until(async () => await committee.locator(".corrections").count() === 0, "for the committee as well");
    await until(async () => !(await projector.innerText("#main")).includes("bedoelde"), "and in the hall");
    await go(page, "log");
    await says(page, ".log", "Verklaring bij");
    await page.setViewportSize({ width: 320, height: 700 });
    await go(page, "agenda", s.item);
    await assertNoSideways(page);
    for (const one of [page, projector, committee])
        await closePage(one);
});

test("what another operator records, or a delegate, is seen without asking", async () => {
    const { page, round: id, handsets, members } = await scene();
    await page.click("[data-key=votes]");
    await page.waitForSelector(".votes tbody tr");
    await server.ask("POST", `/v1/rounds/${id}/corrections`, { meant: "abstain" }, { token: handsets[1].token });
    await says(page, ".votes", "bedoelde: Onthouding");
    assert.equal(await row(page, members[1].name).locator(".meant").count(), 1);
    await closePage(page);
});

test("after the time for it, it is refused in plain words", async () => {
    const late = await new Server(["--correction-minutes", "0"]).start();
    try {
        const { page, members } = await scene({ on: late });
        await page.click("[data-key=votes]");
        await page.waitForSelector(".votes tbody tr");
        await row(page, members[0].name).getByRole("button").click();
        await asked(page);
        await page.check("input[name=meant][value=against]");
        await page.click("#dialog-confirm");
        await says(page, "#dialog-problem", "De tijd om te verklaren wat is bedoeld, is voorbij.");
        await closePage(page);
    } finally {
        await late.remove();
    }
});
