// SPDX-License-Identifier: EUPL-1.2
/** What all pages say of a result that the committee has to cosign. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, go, openConsole, recorded, says } from "./console.mjs";
import { cosign, Cosigner, register } from "./cosigner.mjs";
import { assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server,
    shot, stage, until, vote } from "./harness.mjs";
import { assertLegibleEverywhere, settled } from "./legibility.mjs";

const HALL = { viewport: { width: 1920, height: 1080 } };
const PHONE = { viewport: { width: 360, height: 740 } };

const server = new Server();
let tokens;
before(async () => {
    await server.start();
    tokens = await server.tokens("committee", "display");
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
    await page.locator(".kicker", { hasText: /^\s*Vastgesteld/ }).waitFor();
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
    await page.waitForSelector("main[data-scene=result]");
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

// ---- the console ------------------------------------------------------------

test("the operator registers cosigners by their key, sets how many are needed, and sees how far each is", async () => {
    const hall = await stage(server, { members: fictitious(3) });
    const [anna, bert] = [new Cosigner("committee/anna"), new Cosigner("committee/bert")];
    const page = await openConsole(server, { id: hall.id, view: "access" });
    await says(page, "#main", "Er zijn geen medeondertekenaars");
    await page.click("[data-key=cosigner-new]");
    await asked(page);
    await page.fill("#field-key", `${anna.key.slice(0, -3)}AA=`);
    await page.click("#dialog-confirm");
    await says(page, "#field-key-problem", "Dit is geen sleutel zoals «stembus committee» hem toont");
    await assertAccessible(page, "register a cosigner");
    await shot(page, "console-cosigner-new");
    await page.fill("#field-key", anna.key);
    await page.fill("#field-cosignaturesNeeded", "2");
    await confirm(page);
    await says(page, ".notice.warn", "Er worden 2 medeondertekeningen gevraagd en er is 1 medeondertekenaar");
    await page.click("[data-key=cosigner-new]");
    await asked(page);
    assert.equal(await page.inputValue("#field-cosignaturesNeeded"), "2", "what stands is offered");
    await page.fill("#field-key", bert.key);
    await page.fill("#field-cosignaturesNeeded", "1");
    await page.click("#dialog-confirm");
    await says(page, "#field-cosignaturesNeeded-problem", "Een heel getal van 2 tot en met 100");
    await page.fill("#field-cosignaturesNeeded", "2");
    await confirm(page);
    await says(page, "#main", "Een uitslag is voorlopig tot 2 van de 2 haar hebben medeondertekend");
    await page.click("[data-key=cosigners-needed]");
    await asked(page);
    await page.fill("#field-cosignaturesNeeded", "3");
    await confirm(page);
    await says(page, "#main", "Er worden 3 medeondertekeningen gevraagd en er zijn 2 medeondertekenaars");
    const { size } = await cosign(server, hall.id, anna, tokens.committee);
    await says(page, "[data-key=cosigners] tbody", `de eerste ${size} regels`);
    await says(page, "[data-key=cosigners] tbody", "nog niets");
    await assertAccessible(page, "cosigners");
    await shot(page, "console-cosigners", { fullPage: true });
    await page.setViewportSize({ width: 320, height: 700 });
    await assertNoSideways(page);
    await go(page, "log");
    await says(page, ".log", "Medeondertekenaar toegevoegd (3 nodig): committee/anna");
    const lines = (await recorded(server, hall.id)).filter((line) => line.kind === "cosigner");
    assert.deepEqual(lines.map((line) => [line.name, line.cosignaturesNeeded]),
        [["committee/anna", 2], ["committee/bert", 2], ["committee/anna", 3]]);
    await closePage(page);
});

// ---- the committee ----------------------------------------------------------

const certified = async (id) => (await recorded(server, id)).find((line) => line.kind === "certified");

test("the committee sees who cosigned, and its certification names a cosignature of the result", async () => {
    const s = await scene();
    await move(server, s.round, "declared");
    const page = await openPage(server, "/committee", { token: tokens.committee, assembly: s.id });
    await says(page, ".cosigned", "Nog niemand heeft deze uitslag medeondertekend.");
    await says(page, ".cosigned", "Wacht met bekrachtigen op nog 1 medeondertekening");
    await page.locator(".cosigned summary").click();
    await page.getByText("stembus committee --server").waitFor();
    await assertAccessible(page, "nobody cosigned");
    await shot(page, "committee-cosign", { fullPage: true });
    assert.equal(await page.getByRole("button", { name: "Toch bekrachtigen…" }).count(), 1);
    const made = await cosigned(s);
    await says(page, ".cosigned", "Medeondertekend door committee/anna. Dat is 1 van de 1 die nodig zijn.");
    await page.getByRole("button", { name: "Bekrachtigen…", exact: true }).click();
    await page.getByText(`de medeondertekening in regel ${made.journal}`).waitFor();
    await assertAccessible(page, "certify");
    await page.getByRole("button", { name: "Bekrachtigen", exact: true }).click();
    await page.getByText(`Dat rust op de medeondertekening in regel ${made.journal}.`).waitFor();
    assert.equal((await certified(s.id)).cosignature, made.journal);
    await page.click("#tab-evidence");
    await page.getByRole("button", { name: `regel ${made.size - 1}`, exact: true }).waitFor();
    await says(page, "#pane-evidence", "Een uitslag heeft 1 medeondertekening nodig; er zijn 2 medeondertekenaars.");
    await page.getByText("Ook 1 medeondertekening is hier gecontroleerd en juist.").waitFor();
    await assertAccessible(page, "cosigners");
    await shot(page, "committee-cosigners", { fullPage: true });
    await page.setViewportSize({ width: 320, height: 700 });
    await assertNoSideways(page);
    await closePage(page);
});

test("certifying without enough cosignatures takes a second yes, and names what there is", async () => {
    const s = await scene({ needed: 2 });
    await move(server, s.round, "declared");
    const made = await cosigned(s);
    const page = await openPage(server, "/committee", { token: tokens.committee, assembly: s.id });
    await says(page, ".cosigned", "1 van de 2 die nodig zijn");
    await page.getByRole("button", { name: "Toch bekrachtigen…" }).click();
    await page.getByText("Er ontbreekt nog 1 medeondertekening").waitFor();
    await page.check("#dialog-check");
    await page.getByRole("button", { name: "Toch bekrachtigen", exact: true }).click();
    await page.getByText(`Dat rust op de medeondertekening in regel ${made.journal}.`).waitFor();
    assert.equal((await certified(s.id)).cosignature, made.journal);
    await closePage(page);
});

test("where nobody cosigns, nothing is said of it", async () => {
    const hall = await stage(server, { members: fictitious(3) });
    const id = await round(server, await motion(server, hall.id));
    await vote(server, id, hall.handsets, () => "for");
    await move(server, id, "closed");
    await move(server, id, "declared");
    const page = await openPage(server, "/committee", { token: tokens.committee, assembly: hall.id });
    await page.getByRole("button", { name: "Bekrachtigen…", exact: true }).waitFor();
    assert.equal(await count(page, "edeondertek"), 0);
    await closePage(page);
});
