// SPDX-License-Identifier: EUPL-1.2
/** The projector, through a whole assembly, in every size of picture. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import {
    assertAccessible, closePage, fictitious, motion, move, openPage, round, Server, shot, stage, until, vote,
} from "./harness.mjs";
import { assertLegible, assertLegibleEverywhere, PICTURES, settled } from "./legibility.mjs";
import { pathOf } from "../../src/web/lib/qr.js";

const LONG_TITLE = "Wijziging van de statuten en het huishoudelijk reglement in verband met de Wet bestuur en toezicht rechtspersonen, de instelling van een auditcommissie, de herziening van de stemgewichten en de verlenging van de zittingstermijn van de leden van het bestuur en de commissies van de vereniging als geheel".slice(0, 300);
const HOSTILE = "<script>alert(1)</script> =HYPERLINK(\"x\") \u202e\u05e9\u05dc\u05d5\u05dd\u202c & \u0645\u062b\u0627\u0644";
const HD = { width: 1920, height: 1080 };

/** Ten names of sixty characters. */
const OPTIONS = ["Het voorstel van het bestuur", "Het gewijzigde voorstel", "Uitstel tot het najaar",
    "Een raadpleging van de leden", "Invoering in drie stappen", "Alleen de gewesten", "Geen wijziging",
    "Advies van een commissie", "Een proef van twee jaar", "Terug naar het bestuur"]
    .map((name) => `${name}, zoals uiteengezet in de stukken bij dit agendapunt`.slice(0, 59).trim().padEnd(60, "."));

let server, hall, tokens, page;

before(async () => {
    server = await new Server().start();
    const names = { 4: HOSTILE, 3: "Samenwerkende gemeenten Voorbeeldland, Proefland en Omstreken".padEnd(300, " e.o.") };
    const members = fictitious(60).map((m, i) => ({ ...m, name: names[i] ?? m.name }));
    hall = await stage(server, { members, title: "Algemene ledenvergadering in het voorjaar" });
    tokens = { display: await server.token("display"), chair: await server.token("chair"),
        committee: await server.token("committee") };
    page = await openPage(server, "/screen", { token: tokens.display, assembly: hall.id, viewport: HD });
});
after(async () => {
    await closePage(page);
    await server.remove();
});

const show = (what, motionId) => server.ask("PUT", `/v1/assemblies/${hall.id}/screen`,
    { show: what, ...(motionId ? { motion: motionId } : {}) });

/** The latest state, as the stream gives it. */
async function snapshot() {
    const gone = new AbortController();
    const response = await fetch(`${server.url}/v1/assemblies/${hall.id}/stream`, { signal: gone.signal });
    let text = "";
    for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        text += part;
        const found = /^data: (.*)\n\n/m.exec(text);
        if (found) {
            gone.abort();
            return JSON.parse(found[1]);
        }
    }
    throw new Error("the stream ended");
}

/** Waits until the page shows a scene, with a text somewhere in it. */
async function scene(name, text = "", on = page) {
    await until(() => on.evaluate(([n, t]) => {
        const main = document.getElementById("main");
        return main.dataset.scene === n && document.body.innerText.includes(t);
    }, [name, text]), `the scene ${name} with “${text}”`);
    await settled(on);
}

/** What holds for each state: legible, accessible, and kept as a picture. */
async function examine(name) {
    await assertLegibleEverywhere(page, name);
    await page.setViewportSize(HD);
    await settled(page);
    await assertAccessible(page, name);
    await shot(page, `screen-${name}`);
}

const words = () => page.evaluate(() => document.body.innerText);

/** What the QR code on the page holds: the modules of the latest checkpoint, or null. */
const drawn = () => page.evaluate(() => document.querySelector(".qr-dark")?.getAttribute("d") ?? null);
async function latestCode() {
    const note = await (await fetch(`${server.url}/v1/assemblies/${hall.id}/checkpoint`)).text();
    return pathOf((await server.ask("POST", "/v1/qr-codes", { text: note })).rows);
}

/** The QR code is where it can be seen, with modules of whole pixels, on white of its own. */
async function assertScannable(least) {
    for (const picture of PICTURES) {
        await page.setViewportSize(picture);
        await settled(page);
        const box = page.locator(".qr-box");
        const at = `${picture.width}×${picture.height}`;
        if (picture.width / picture.height > 1.5)
            assert.ok(await box.isVisible(), `${at}: there is no room for the code`);
        if (!await box.isVisible())
            continue;
        const { x, y, width, height } = await box.boundingBox();
        const modules = await page.locator(".qr").evaluate((svg) => svg.viewBox.baseVal.width);
        assert.equal(width % modules, 0, `${at}: ${width} px for ${modules} modules`);
        assert.ok(width >= 2 * modules && width >= least * picture.height / 100, `${at}: ${width} px is too small`);
        assert.ok(Math.abs(width - height) < 0.5, `${at}: it is square`);
        assert.ok(x + width <= picture.width * 0.95 + 1 && y >= picture.height * 0.05 - 1 &&
            y + height <= picture.height * 0.95 + 1, `${at}: it is within the margin`);
        const covered = await page.evaluate(() => {
            const qr = document.querySelector(".qr-box").getBoundingClientRect();
            return [...document.querySelectorAll("#main p, #main h1, #main .chart")].some((node) => {
                const range = document.createRange();
                range.selectNodeContents(node);
                return [...range.getClientRects()].some((b) => b.right > qr.left && b.left < qr.right &&
                    b.bottom > qr.top && b.top < qr.bottom);
            });
        });
        assert.ok(!covered, `${at}: a text stands on it`);
    }
    await page.setViewportSize(HD);
    await settled(page);
}

test("a pause shows the assembly and who is present", async () => {
    await show("pause");
    await scene("pause", "60 leden aanwezig");
    const text = await words();
    assert.match(text, /8 juni 2026/);
    assert.match(text, /Zegel van het stemregister: [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}\b/);
    await examine("pause");
});

test("a pause shows the checkpoint: its code, and all of it to scan, also after a new line", async () => {
    await show("pause");
    for (const present of [false, true]) {
        await server.ask("PUT", `/v1/assemblies/${hall.id}/roll/GM9060/attendance`, { present });
        const wanted = await latestCode();
        await until(async () => await drawn() === wanted, "the code of the latest checkpoint");
        const { checkpoint } = await snapshot();
        const text = (await page.locator(".checkpoint").innerText()).replace(/\s+/g, " ");
        assert.equal(text, `Zegel van het logboek ${checkpoint.code} (${checkpoint.size} regels)`);
    }
    await assertScannable(30);
});

test("a subject shows its movers by name, the advice and the majority it will need", async () => {
    const id = await motion(server, hall.id, { number: "11a", kind: "motion", boardAdvice: "advise-against",
        title: "Een eerlijk aandeel in de kosten van de jeugdzorg", movers: ["GM9001", "GM9005"] });
    await round(server, id, { open: false, majority: "two-thirds" });
    await show("subject", id);
    await scene("subject", "Tweederde meerderheid");
    const text = await words();
    assert.match(text, /Agendapunt 11a/);
    assert.match(text, new RegExp(`Ingediend door ${hall.members[0].name}, `));
    assert.ok(text.includes(HOSTILE), "the hostile name as it was typed");
    assert.match(text, /Preadvies: ontraden/);
    await examine("subject");
});

test("a decision without a vote shows its word", async () => {
    for (const [outcome, word] of [["acclamation", "Aangenomen bij acclamatie"], ["taken-over", "Overgenomen"],
        ["held", "Aangehouden"], ["withdrawn", "Ingetrokken"], ["lapsed", "Vervallen"], ["noted", "Ter kennisname"]]) {
        const id = await motion(server, hall.id, { title: LONG_TITLE,
            movers: hall.members.slice(0, 20).map((m) => m.code) });
        await show("subject", id);
        await scene("subject", "en nog 13 leden");
        await server.ask("POST", `/v1/motions/${id}/decisions`, { outcome });
        await scene("subject", word);
        await assertLegibleEverywhere(page, outcome);
    }
    await examine("noted");
});

test("a practice vote is marked in every state", async () => {
    const id = await motion(server, hall.id, { kind: "practice", title: LONG_TITLE });
    const mark = page.locator("#practice");
    await show("subject", id);
    await scene("subject", "Proefstemming: telt niet mee");
    const r = await round(server, id, { durationSeconds: 3600 });
    await scene("open", "Proefstemming: telt niet mee");
    await vote(server, r, hall.handsets, (i) => ["for", "against", "abstain"][i % 3]);
    await scene("open", "60");
    await examine("practice-open");
    await move(server, r, "closed");
    await scene("result", "Proefstemming: telt niet mee");
    await examine("practice-result");
    await show("roll-call");
    await scene("roll-call", "Proefstemming: telt niet mee");
    const [height] = await mark.evaluate((m) => [parseFloat(getComputedStyle(m).fontSize) / innerHeight]);
    assert.ok(height >= 0.05, "the mark is big");
});

test("an open vote shows the keys, the time and the turnout, and no totals", async () => {
    const id = await motion(server, hall.id, { number: "12", title: "Contributievoorstel 2027" });
    const r = await round(server, id, { durationSeconds: 3600 });
    await scene("open", "Contributievoorstel 2027");
    assert.equal(await page.locator("#practice").isHidden(), true);
    const size = () => page.locator(".clock").evaluate((clock) => getComputedStyle(clock).fontSize);
    const sizeBefore = await size();
    await vote(server, r, hall.handsets.slice(0, 41), () => "for");
    await until(async () => (await words()).includes("41\nvan 60 leden"), "the turnout");
    assert.equal(await size(), sizeBefore, "nothing jumps when numbers grow");
    await assertLegible(page, "with larger numbers");
    const keys = await page.locator(".keys li").allInnerTexts();
    assert.deepEqual(keys.map((k) => k.replaceAll("\n", " ")), ["1 Voor", "2 Tegen", "3 Onthouding"]);
    assert.match(await page.locator(".clock").innerText(), /^(60:00|59:\d\d)$/);
    assert.equal(await page.getByRole("progressbar").getAttribute("aria-valuenow"), "68");
    assert.doesNotMatch(await words(), /%/);
    await examine("open");
    await vote(server, r, hall.handsets.slice(41), (i) => (i < 5 ? "against" : i < 8 ? "abstain" : "for"));
    await move(server, r, "closed");
    await scene("result", "Aangenomen");
});

test("a result shows the verdict first, the shares, the line, votes and members", async () => {
    assert.equal(await page.locator("#main .verdict").innerText(), "Aangenomen");
    const text = await words();
    assert.match(await page.locator("#main").innerText(), /^Aangenomen\n/);
    for (const part of ["Nog niet vastgesteld", "voor", "tegen", "Nodig: ", "Gewone meerderheid", "Stemmen", "Leden"])
        assert.ok(text.includes(part), part);
    assert.match(text, /\d+,\d+% voor/);
    assert.match(text, /Omslagpunt: [\d.]+ stemmen, \d+ leden[^]*Met één stem per lid: aangenomen/);
    const line = await page.locator(".bar .line").first().getAttribute("x1");
    assert.equal(line, "50.000%");
    await examine("result");
});

test("declared, certified and published are said", async () => {
    const { rounds } = await server.ask("GET", `/v1/assemblies/${hall.id}/rounds`);
    const { id } = rounds.find((r) => r.state === "closed" && !r.practice);
    await move(server, id, "declared");
    await scene("result", "Vastgesteld");
    const { checkpoint } = await snapshot();
    const wanted = await latestCode();
    await scene("result", `Zegel van het logboek ${checkpoint.code} (${checkpoint.size} regels)`);
    assert.equal(await drawn(), wanted, "the checkpoint that has the declaration");
    await assertScannable(18);
    await assertLegibleEverywhere(page, "with the checkpoint");
    await page.setViewportSize({ width: 1280, height: 720 });
    await settled(page);
    await shot(page, "screen-declared-720");
    await page.setViewportSize({ width: 1024, height: 768 });
    await settled(page);
    await shot(page, "screen-declared-43");
    await page.setViewportSize(HD);
    await motion(server, hall.id); // a line that has nothing to do with it
    await until(async () => (await snapshot()).checkpoint.size > checkpoint.size, "a later checkpoint");
    await settled(page);
    assert.equal(await drawn(), wanted, "which stays while the result does");
    await move(server, id, "certified", { token: tokens.committee });
    await scene("result", "Bekrachtigd");
    await move(server, id, "published");
    await scene("result", "Gepubliceerd");
});

/** A round with a vote by every member, closed. */
async function counted(terms, choose, fields = {}) {
    const id = await motion(server, hall.id, fields);
    const r = await round(server, id, terms);
    await vote(server, r, hall.handsets, choose);
    await move(server, r, "closed");
    return r;
}

test("a rejected vote says so, a tie says why", async () => {
    await counted({ majority: "two-thirds", abstain: false }, (i) => (i % 2 ? "for" : "against"));
    await scene("result", "Verworpen");
    assert.equal(await page.locator(".bar .line").first().getAttribute("x1"), "66.667%");
    await examine("rejected");
    const weights = hall.members.map((m) => Math.min(75, Math.floor(m.inhabitants / 100)));
    const pair = (i) => weights.findIndex((w, j) => j > i && w === weights[i]);
    const first = weights.findIndex((_, i) => pair(i) > 0);
    await counted({}, (i) => (i === first ? "for" : i === pair(first) ? "against" : null), { title: LONG_TITLE });
    await scene("result", "De stemmen staken");
    await examine("tied");
});

test("without a quorum there is no decision", async () => {
    await counted({ quorum: { numerator: 2, denominator: 3, of: "entitled", by: "members" } },
        (i) => (i < 10 ? "for" : null));
    await scene("result", "Het quorum is niet gehaald");
    assert.match(await words(), /Geen besluit[^]*Quorum: 10 van 60 leden/);
    await examine("no-quorum");
});

test("named options: ten long ones and against all, a page at a time where they do not fit", async () => {
    const id = await motion(server, hall.id, { title: LONG_TITLE });
    const r = await round(server, id, { abstain: false, options: OPTIONS, durationSeconds: 3600 });
    await scene("open", OPTIONS[0]);
    await examine("named-open");
    await vote(server, r, hall.handsets, (i) => (i < 40 ? OPTIONS[i % 10] : "against-all"));
    await move(server, r, "closed");
    await scene("result", OPTIONS[0]);
    await examine("named-result");
    const seen = new Set();
    const pages = Number((await page.locator(".pages").innerText()).match(/van (\d+)/)[1]);
    for (let i = 0; i < pages; i++) {
        for (const option of await page.locator(".chart-row:visible .option-name").allInnerTexts())
            seen.add(option);
        await assertLegible(page, `page ${i}`);
        await page.keyboard.press("ArrowRight");
        await settled(page);
    }
    assert.deepEqual([...seen], [...OPTIONS, "Tegen alle"]);
});

test("the adopted option is named under the verdict", async () => {
    await counted({ abstain: false, options: OPTIONS.slice(0, 3) }, (i) => OPTIONS[i % 5 === 0 ? 1 : 0]);
    await scene("result", "Aangenomen");
    assert.equal(await page.locator(".verdict .note").innerText(), OPTIONS[0]);
    await examine("named-adopted");
});

test("the roll call shows every member's vote, in pages that the arrow keys turn", async () => {
    await counted({}, (i) => (i % 9 === 0 ? "against" : i % 20 === 1 ? "abstain" : "for"), { title: HOSTILE });
    await show("roll-call");
    await scene("roll-call", "Pagina 1 van");
    await examine("roll-call");
    const pages = Number((await page.locator(".pages").innerText()).match(/van (\d+)/)[1]);
    const seen = [];
    for (let i = 0; i < pages; i++) {
        seen.push(...await page.locator(".voters li:visible bdi").allInnerTexts());
        await assertLegible(page, `page ${i}`);
        await page.keyboard.press("ArrowRight");
        await settled(page);
    }
    assert.deepEqual(seen.toSorted(), hall.members.map((m) => m.name).toSorted());
    assert.match(await page.locator(".pages").innerText(), /^Pagina 1 van/);
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator(".pages").innerText(), new RegExp(`^Pagina ${pages} van ${pages}`));
    await page.keyboard.press(" ");
    assert.match(await page.locator(".pages").innerText(), /Stilgezet$/);
});

test("an annulled round is void, with the reason", async () => {
    const { rounds } = await server.ask("GET", `/v1/assemblies/${hall.id}/rounds`);
    const { id } = rounds.at(-1);
    await move(server, id, "annulled", {}, { reason: `Het basisstation bij vak C was uitgevallen: ${LONG_TITLE}`.slice(0, 300) });
    await move(server, id, "annulled", { token: tokens.committee });
    await scene("annulled", "Ongeldig");
    assert.match(await words(), /Deze stemming telt niet mee[^]*Reden: Het basisstation bij vak C/);
    assert.equal(await page.locator(".chart").count(), 0);
    await examine("annulled");
});

test("l changes the language, #theme=light suits a bright hall", async () => {
    await page.keyboard.press("l");
    await scene("annulled", "This vote does not count");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.keyboard.press("l");
    await scene("annulled", "Deze stemming telt niet mee");
    const light = await openPage(server, "/screen", { token: tokens.display, assembly: hall.id, viewport: HD,
        fragment: { theme: "light", language: "en" } });
    await counted({}, (i) => (i < 7 ? "against" : "for"));
    await scene("result", "Adopted", light);
    await assertLegibleEverywhere(light, "light");
    await assertAccessible(light, "light");
    await light.setViewportSize(HD);
    await shot(light, "screen-light");
    await show("pause");
    await scene("pause", "60 members present", light);
    await assertLegible(light, "light pause");
    await closePage(light);
});
