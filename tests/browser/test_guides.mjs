// SPDX-License-Identifier: EUPL-1.2
/**
 * The pictures of docs/console.*.md and of the README: one meeting, from the
 * checklist to the public page, seen at the same moment by everybody in it.
 */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, go, openConsole, says, step, take, voted } from "./console.mjs";
import { closePage, fictitious, motion, openPage, Server, shot, stage, until, vote } from "./harness.mjs";
import { settled } from "./legibility.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const HALL = { viewport: { width: 1280, height: 720 } };
const DOCUMENT = { document: true };
const WITHOUT = 3; // members who come with a phone, to the desk

const server = new Server(["--public-url", "https://stem.example"]);
/** @type {any} */
const hall = {};

before(async () => {
    await server.start();
    const { id, members } = await stage(server,
        { members: fictitious(40), handsets: false, open: false });
    const handsets = await server.ask("POST", `/v1/assemblies/${id}/handsets`,
        members.slice(WITHOUT).map((m, i) => ({ serial: `0${101 + i}`, member: m.code })));
    const items = {};
    for (const [name, fields] of Object.entries({
        practice: { number: "1", kind: "practice", title: "Proefstemming: schijnt de zon?" },
        minutes: { number: "3", kind: "minutes", title: "Vaststelling notulen" },
        proposal: { number: "7", title: "Contributievoorstel 2027", boardAdvice: "adopt" },
        motion: { number: "11", kind: "motion", title: "Motie over eerder vergaderen",
            movers: [members[0].code, members[1].code], boardAdvice: "advise-against" },
    }))
        items[name] = await motion(server, id, fields);
    Object.assign(hall, { id, members, handsets, items, chair: await server.token("chair", "Voorzitter"),
        display: await server.token("display", "Zaal"),
        committee: await server.token("committee", "Stemopneming") });
});
after(() => server.remove());

test("before the meeting the checklist says what is left to do, and the desk gives a phone its code", async () => {
    const page = await openConsole(server, { id: hall.id, view: "check" });
    await says(page, "#main", "3 aanwezige leden hebben geen stemkastje");
    await page.evaluate(() => document.activeElement.blur());
    await shot(page, "guide-checklist", DOCUMENT);
    await go(page, "desk");
    await page.fill("#desk-search", hall.members[1].name);
    await page.press("#desk-search", "Enter");
    await page.click("[data-key=phone]");
    await page.waitForSelector("dialog .card-code");
    await page.waitForSelector("dialog svg");
    await shot(page, "guide-desk", DOCUMENT);
    await closePage(page);
});

/** The scene on the projector, once it is painted. */
async function scene(page, name) {
    await until(() => page.evaluate((n) => document.getElementById("main").dataset.scene === n, name),
        `the scene ${name}`);
    await settled(page);
}

/** A phone on which somebody presses; gives the page once it answers in a tone. */
async function phone(handset, tone, isOffline = false) {
    const page = await openPage(server, "/handset", { token: handset.token, ...PHONE });
    await page.waitForSelector(".vote[data-option=for]");
    page.expectLoss = isOffline;
    await page.context().setOffline(isOffline);
    await page.click(".vote[data-option=for]");
    await page.waitForSelector(`.status.${tone}`);
    return page;
}

test("one vote, from the subject to the public page, as each of its pages shows it", async () => {
    const { id, handsets, items, members } = hall;
    await server.ask("POST", `/v1/assemblies/${id}/transitions`, { to: "opened" });
    await server.ask("POST", `/v1/motions/${items.minutes}/decisions`, { outcome: "acclamation" });
    const page = await openConsole(server, { id, item: items.proposal });
    const projector = await openPage(server, "/screen", { token: hall.display, assembly: id, ...HALL });
    const committee = await openPage(server, "/committee", { token: hall.committee, assembly: id });

    await step(page, "show-subject");
    await page.click("[data-key=next-step]");
    await scene(projector, "subject");
    await take(page, "prepare", "open");
    await page.click("[data-key=next-step]");
    await asked(page);
    await page.check("dialog [value='120']");
    await confirm(page);
    await step(page, "close");
    const round = (await server.ask("GET", `/v1/assemblies/${id}/rounds`)).rounds.at(-1).id;
    await vote(server, round, handsets.slice(0, 27), (i) => (i % 6 === 4 ? "against" : "for"));
    const of = (name) => handsets.find((h) => h.member === members.find((m) => m.name === name).code);
    const good = await phone(of("Voorbeeldwijk"), "good");
    await shot(good, "guide-phone", DOCUMENT);
    const lost = await phone(of("Proefmeer"), "warn", true);
    await shot(lost, "guide-phone-lost", DOCUMENT);
    await voted(page, 28);
    await until(async () => await page.locator(".missing-list li").count() === 12, "who is missing");
    await scene(projector, "open");
    await until(() => projector.evaluate(() => document.body.innerText.includes("28")), "28 on the projector");
    await shot(projector, "guide-screen-vote", DOCUMENT);
    await shot(page, "guide-vote", DOCUMENT);

    await lost.context().setOffline(false);
    await lost.waitForSelector(".status.good"); // repeated, and registered after all
    await take(page, "close", "declare");
    await take(page, "declare", "next-item");
    await scene(projector, "result");
    await until(() => projector.evaluate(() => !document.body.innerText.includes("Nog niet vastgesteld")),
        "the ruling on the projector");
    await shot(projector, "guide-screen-result", DOCUMENT);
    assert.match(await projector.evaluate(() => document.body.innerText), /Aangenomen/);
    await committee.waitForSelector("#pane-round .judgement.equal");
    await committee.waitForSelector("[data-action=certify]");
    await shot(committee, "guide-committee", DOCUMENT);

    await committee.click("[data-action=certify]");
    await committee.click("dialog [type=submit]");
    await take(page, "publish");
    const reader = await openPage(server, `/results/rounds/${round}`);
    await shot(reader, "guide-public", DOCUMENT);
    for (const each of [page, projector, committee, good, lost, reader])
        await closePage(each);
});
