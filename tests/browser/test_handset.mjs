// SPDX-License-Identifier: EUPL-1.2
/** The handset page in a browser, as a delegate holds it, with the real daemon. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import test, { after, before } from "node:test";
import {
    assertAccessible, assertNoSideways, closePage, fictitious, launch, motion, move, openPage,
    round, Server, shot, stage, TOP, until,
} from "./harness.mjs";

const WEB = path.join(TOP, "src/web");
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true };
const SMALL = { ...PHONE, viewport: { width: 320, height: 568 } };

let server;
let hall;
let next = 0; // each test takes members of its own

before(async () => {
    server = await new Server().start();
    hall = await stage(server, { members: fictitious(60).map((m) => ({ ...m, inhabitants: 7500 })) });
});
after(() => server.remove());

/** A handset that no test has had: {serial, member, token, name}. */
function fresh() {
    const handset = hall.handsets[next];
    return { ...handset, name: hall.members[next++].name };
}

/** The button that signs in anew on a phone that is somebody's. */
const OTHER = "#other button:not(.primary)";

async function codeOf(handset) {
    const made = await server.ask("POST", `/v1/assemblies/${hall.id}/handsets/${handset.serial}/codes`);
    return made.code;
}

/** A phone that is signed in by QR code. */
async function phone(handset, options = {}) {
    const page = await openPage(server, "/handset", { code: await codeOf(handset), ...PHONE, ...options });
    await page.waitForSelector('.link-state[data-link="live"]');
    return page;
}

/** A round on a new motion; the one before is closed. */
let openRound = null;
async function vote(title, terms = {}, fields = {}) {
    await close();
    const id = await motion(server, hall.id, { title, ...fields });
    openRound = await round(server, id, terms);
    return openRound;
}

/** As vote(), until it is on the page too. */
async function voteOn(page, title, terms, fields) {
    const id = await vote(title, terms, fields);
    await page.waitForSelector(`.question .subject:has-text("${title}")`);
    return id;
}

async function close() {
    if (openRound !== null)
        await move(server, openRound, "closed").catch(() => {});
    openRound = null;
}

const button = (page, option) => page.locator(`.vote[data-option="${option}"]`);
const press = (page, option) => button(page, option).click();
const says = (page, tone) => page.waitForSelector(`.status.${tone} .head`);
/** What somebody reads: without the marks that isolate names. */
const read = async (page, selector) => (await page.locator(selector).textContent()).replace(/[\u2068\u2069]/g, "");
const head = (page) => read(page, ".status .head");

/** What the server says stands for a handset. */
async function stands(handset) {
    const view = await server.ask("GET", "/v1/handset", undefined, { token: handset.token });
    return view.voted ?? view.last?.voted ?? null;
}

/** The ballot lines of a member in the journal, once its round is closed. */
async function ballotLines(roundId, member) {
    const response = await fetch(`${server.url}/v1/assemblies/${hall.id}/journal?from=0&limit=10000`);
    const lines = (await response.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return lines.filter((line) => JSON.stringify(line).includes(`"${member}"`) &&
        JSON.stringify(line).includes('"ballot"') && JSON.stringify(line).includes(`"round":${roundId}`));
}

const clock = (instant) => new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit",
    second: "2-digit", timeZone: "Europe/Amsterdam" }).format(new Date(instant));

// ---- signing in ---------------------------------------------------------------------

test("a QR code signs in, is out of the address at once, and the municipality is greeted", async () => {
    const handset = fresh();
    const page = await phone(handset);
    assert.equal(page.url(), `${server.url}/handset`);
    assert.equal(await read(page, "h1"),
        `Welkom, gemeente ${handset.name}. U brengt 75 stemmen uit.`);
    assert.equal(await read(page, "#who .member"), `gemeente ${handset.name}`);
    await assertAccessible(page);
    await shot(page, "handset-waiting");
    await page.reload();
    await page.waitForSelector("h1:has-text('Welkom')");
    await closePage(page);
});

test("a link or a QR code makes nobody another member's handset without asking", async () => {
    const [one, other] = [fresh(), fresh()];
    const page = await phone(one);
    const isStillOne = async () =>
        assert.equal(await read(page, "#who .member"), `gemeente ${one.name}`);
    const code = await codeOf(other);
    await page.goto("about:blank");
    await page.goto(`${server.url}/handset#code=${code}`);
    await page.waitForSelector("#other");
    assert.equal(page.url(), `${server.url}/handset`);
    assert.ok((await read(page, "#other p")).includes(one.name));
    await assertAccessible(page);
    await page.keyboard.press("Enter"); // which changes nothing
    await page.waitForSelector("#other", { state: "detached" });
    await isStillOne();
    const scan = () => page.evaluate((to) => { location.hash = `#code=${to}`; }, code);
    await scan();
    await page.waitForSelector("#other");
    await page.keyboard.press("Escape");
    await page.waitForSelector("#other", { state: "detached" });
    await isStillOne();
    await scan();
    await page.click(OTHER);
    await page.waitForSelector(`#who .member:has-text("${other.name}")`);
    await closePage(page);
});

test("a code may be typed or pasted in any form", async () => {
    const handset = fresh();
    const code = await codeOf(handset);
    const page = await openPage(server, "/handset", PHONE);
    await page.waitForSelector("#code");
    await assertAccessible(page);
    await shot(page, "handset-sign-in");
    for (const typed of [code.toLowerCase().replaceAll("-", " "), code.replaceAll("-", ""),
        `${server.url}/handset#code=${code}`]) {
        await page.fill("#code", typed);
        await page.keyboard.press("Enter");
        await page.waitForSelector("h1:has-text('Welkom')");
        await page.click("[data-act=more]");
        await assertAccessible(page);
        await page.click("dialog button:has-text('Afmelden')");
        await page.waitForSelector("#code");
    }
    await page.locator("#code").pressSequentially(code.replaceAll("-", "").toLowerCase());
    assert.equal(await page.inputValue("#code"), code, "grouped as on the card while it is typed");
    await page.locator("#code").press("Home");
    await page.locator("#code").press("Delete");
    assert.equal(await page.locator("#code").evaluate((input) => input.selectionStart), 0);
    await closePage(page);
});

test("a wrong code, one too short and somebody else's key are told plainly", async () => {
    const page = await openPage(server, "/handset", { code: "K7QF-2M9X-AB", ...PHONE });
    await page.waitForSelector(".problem:has-text('niet bekend of niet meer geldig')");
    assert.equal(await page.inputValue("#code"), "K7QF-2M9X-AB");
    assert.equal(page.url(), `${server.url}/handset`);
    await assertAccessible(page);
    await shot(page, "handset-sign-in-wrong");
    await page.fill("#code", "K7Q");
    await page.click("button.primary");
    await page.waitForSelector(".problem:has-text('alle tien tekens')");
    assert.equal(await page.evaluate(() => document.activeElement.id), "code");
    await page.fill("#code", await server.token("committee"));
    await page.click("button.primary");
    await page.waitForSelector(".problem:has-text('Stemkastje')");
    const handset = fresh();
    await page.fill("#code", await codeOf(handset));
    await page.keyboard.press("Enter");
    await page.waitForSelector(`#who .member:has-text('${handset.name}')`);
    await closePage(page);
});

test("a token signs in as well, and a code scanned over an open page takes its place", async () => {
    const first = fresh();
    const second = fresh();
    const page = await openPage(server, "/handset", { token: first.token, ...PHONE });
    await page.waitForSelector(`h1:has-text('${first.name}')`);
    assert.equal(page.url(), `${server.url}/handset`);
    const code = await codeOf(second);
    await page.evaluate((scanned) => { location.hash = `code=${scanned}`; }, code);
    await page.click(OTHER);
    await page.waitForSelector(`h1:has-text('${second.name}')`);
    assert.equal(new URL(page.url()).hash, "");
    await closePage(page);
});

// ---- the life of a vote ---------------------------------------------------------------

test("the whole life of a vote: open, registered, changed, closed", async () => {
    const handset = fresh();
    const page = await phone(handset);
    const subject = await motion(server, hall.id, { number: "11a", title: "Motie Extra middelen voor de uitvoering van de Wmo", kind: "motion" });
    await server.ask("PUT", `/v1/assemblies/${hall.id}/screen`, { show: "subject", motion: subject });
    await page.waitForSelector(".now:has-text('Wmo')");
    await assertAccessible(page);
    await shot(page, "handset-subject");

    openRound = await round(server, subject, { majority: "two-thirds", durationSeconds: 600 });
    await page.waitForSelector(".vote");
    assert.deepEqual(await page.locator(".vote .word").allTextContents(), ["Voor", "Tegen", "Onthouding"]);
    assert.match(await page.locator(".question").textContent(), /Agendapunt 11a.*Wmo.*Tweederde meerderheid.*Nog (9:\d\d|10:00)/);
    assert.equal(await head(page), "U hebt nog niet gestemd.");
    assert.deepEqual(await page.locator(".vote[aria-pressed=true]").all(), []);
    await assertAccessible(page);
    await shot(page, "handset-open");

    await press(page, "for");
    await says(page, "good");
    const first = await stands(handset);
    assert.equal(first.choice, "for");
    assert.equal(await head(page), `Uw stem VOOR is geregistreerd om ${clock(first.receivedAt)}.`);
    assert.equal(await button(page, "for").getAttribute("aria-pressed"), "true");
    await assertAccessible(page);
    await shot(page, "handset-registered");

    await press(page, "against");
    await page.waitForSelector(".status.good .head:has-text('TEGEN')");
    assert.deepEqual([(await stands(handset)).choice, (await stands(handset)).sequence], ["against", 2]);
    assert.equal(await button(page, "for").getAttribute("aria-pressed"), "false");
    await shot(page, "handset-changed");

    await close();
    await page.waitForSelector("h1:has-text('Stemming gesloten')");
    assert.match(await head(page), /^Uw stem TEGEN is geregistreerd om \d\d:\d\d:\d\d\.$/);
    assert.equal(await page.locator(".vote").count(), 0);
    await assertAccessible(page);
    await shot(page, "handset-closed");
    await closePage(page);
});

test("who did not vote is told so after the close", async () => {
    const page = await phone(fresh());
    await voteOn(page, "Voorstel zonder haast");
    await close();
    await page.waitForSelector(".status.warn .head:has-text('geen stem geregistreerd')");
    await assertAccessible(page);
    await shot(page, "handset-not-voted");
    await closePage(page);
});

test("the menu shows where the ballot stands in the journal, and leads to it", async () => {
    const mine = fresh();
    const page = await phone(mine);
    const committee = await server.token("committee");
    const menu = async () => {
        await page.click('button[data-act="more"]');
        await page.waitForSelector("#menu .receipt p");
        return (await page.innerText("#menu .receipt")).replace(/[\u2066-\u2069]/g, "");
    };
    const id = await voteOn(page, "Voorstel met een bewijs");
    assert.match(await menu(), /nog geen stem geregistreerd/);
    await page.locator("#menu .primary").click();
    await press(page, "for");
    await says(page, "good");
    const { voted } = await server.ask("GET", "/v1/handset", undefined, { token: mine.token });
    const proof = () => server.ask("GET", `/v1/assemblies/${hall.id}/proofs/${voted.journal}`).catch(() => null);
    const leaf = Buffer.from((await until(proof, "the checkpoint that has it")).leaf, "base64").toString("hex");
    assert.match(await menu(), new RegExp(`regel ${voted.journal} van het logboek`));
    await page.getByText(`${leaf.slice(0, 16)}…`).waitFor();
    await assertAccessible(page, "receipt");
    await shot(page, "handset-receipt");
    await assertNoSideways(page);
    await page.locator("#menu .primary").click();
    for (const to of ["closed", "declared", "certified", "published"])
        await move(server, id, to, to === "certified" ? { token: committee } : undefined);
    await page.waitForSelector("h1:has-text('Stemming gesloten')");
    await menu();
    assert.equal(await page.getAttribute("#menu .receipt p:last-child a", "href"), `/results/rounds/${id}`);
    const [public_] = await Promise.all([page.waitForEvent("popup"), page.click("#menu .receipt a >> nth=0")]);
    await public_.getByText(`Regel ${voted.journal} is een stem van`).waitFor();
    await public_.getByText(leaf).waitFor();
    await public_.close();
    openRound = null;
    await closePage(page);
});

test("the keyboard votes: Tab and Enter, and 1, 2, 3 unless they are switched off", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel voor het toetsenbord");
    await page.keyboard.press("2");
    await page.waitForSelector(".status.good .head:has-text('TEGEN')");
    await page.keyboard.press("Tab"); // Meer
    await page.keyboard.press("Tab"); // Voor
    assert.equal(await page.evaluate(() => document.activeElement.dataset.option), "for");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".status.good .head:has-text('VOOR')");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.option), "for", "focus stays");
    await page.click("[data-act=more]");
    await page.locator("#keys").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("3"); // behind the dialog nothing is heard
    await page.keyboard.press("Escape");
    await page.keyboard.press("3");
    await press(page, "against");
    await page.waitForSelector(".status.good .head:has-text('TEGEN')");
    assert.equal((await stands(handset)).sequence, 3, "no 3 was heard in between");
    await closePage(page);
});

// ---- honesty ----------------------------------------------------------------------------

/** The bodies of the ballots that a page sent, as they went. */
function sentBallots(page) {
    const bodies = [];
    page.on("request", (request) => {
        if (request.method() === "POST" && request.url().includes("/ballots"))
            bodies.push(request.postData());
    });
    return bodies;
}

/** What of ballots is kept on the phone. */
function keptBallots(page) {
    return page.evaluate(() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith("stembus-ballot/"))));
}

test("nothing is registered, and nothing trembles, before the server has answered", async () => {
    const handset = fresh();
    const page = await openPage(server, "/handset", PHONE);
    await page.addInitScript(() => {
        window.trembled = [];
        Navigator.prototype.vibrate = () => window.trembled.push(document.querySelector(".status .head")?.textContent);
    });
    await page.reload();
    await page.fill("#code", await codeOf(handset));
    await page.click("button.primary");
    await voteOn(page, "Voorstel met een trage server");
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route("**/ballots", async (route) => { await held; await route.continue(); });
    await press(page, "abstain");
    await says(page, "busy");
    assert.equal(await head(page), "ONTHOUDING wordt verstuurd…");
    assert.equal(await page.locator("[aria-pressed=true]").count(), 0);
    assert.doesNotMatch(await page.locator("#main").textContent(), /is geregistreerd/);
    assert.deepEqual(await page.evaluate(() => window.trembled), []);
    await assertAccessible(page);
    await shot(page, "handset-sending");
    release();
    await says(page, "good");
    assert.equal((await page.evaluate(() => window.trembled)).length, 1);
    await closePage(page);
});

test("a busy server, a proxy and a hotel's login page: the very same ballot is repeated", async () => {
    const handset = fresh();
    const page = await phone(handset);
    const bodies = sentBallots(page);
    await voteOn(page, "Voorstel in een hotel");
    const answers = [
        { status: 200, contentType: "text/html", body: "<h1>Welkom in Hotel Zonzicht</h1>" },
        { status: 201, contentType: "application/json", body: '{"round": 1}' },
        { status: 403, contentType: "text/html", body: "Forbidden" },
        { status: 429, contentType: "application/problem+json", headers: { "Retry-After": "1" },
            body: '{"type":"urn:stembus:too-many-requests","title":"x","status":429,"detail":"x"}' },
    ];
    await page.route("**/ballots", (route) => (answers.length > 0 ? route.fulfill(answers.shift()) : route.continue()));
    await press(page, "for");
    await says(page, "warn");
    assert.equal(await head(page), "VOOR is nog niet ontvangen door de server; wordt herhaald.");
    await assertAccessible(page);
    await says(page, "good");
    assert.deepEqual(bodies, Array(5).fill('{"choice":"for","sequence":1}'));
    await closePage(page);
});

test("a reload between press and answer loses nothing", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel met herladen");
    page.expectLoss = true;
    await page.route("**/ballots", (route) => route.abort());
    await press(page, "against");
    await says(page, "warn");
    await page.unroute("**/ballots");
    const bodies = sentBallots(page);
    await page.reload();
    await says(page, "good");
    assert.match(await head(page), /TEGEN/);
    assert.equal(bodies[0], '{"choice":"against","sequence":1}');
    assert.doesNotMatch(await keptBallots(page), /against/, "no choice stays on the phone");
    await closePage(page);
});

test("the server is killed between press and answer and started again: the ballot is there once", async () => {
    const handset = fresh();
    const page = await phone(handset);
    const id = await voteOn(page, "Voorstel met stroomuitval");
    page.expectLoss = true;
    let killed = false;
    await page.route("**/ballots", async (route) => {
        if (killed)
            return route.continue();
        killed = true;
        await route.fetch(); // it is stored; the answer dies with the server
        await server.stop("SIGKILL");
        return route.abort();
    });
    await press(page, "for");
    await says(page, "warn");
    await page.waitForSelector('.link-state[data-link="lost"]');
    await assertAccessible(page);
    await shot(page, "handset-lost");
    await server.start();
    await says(page, "good");
    await page.waitForSelector('.link-state[data-link="live"]');
    assert.match(await head(page), /VOOR/);
    await close();
    assert.equal((await ballotLines(id, handset.member)).length, 1);
    await closePage(page);
});

test("a press without a connection is kept and arrives when there is one again", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel zonder bereik");
    page.expectLoss = true;
    await page.context().setOffline(true);
    await press(page, "for");
    await says(page, "warn");
    await press(page, "against");
    await page.waitForSelector(".status .head:has-text('TEGEN')");
    assert.equal(await page.locator("[aria-pressed=true]").count(), 0);
    await shot(page, "handset-offline");
    await page.context().setOffline(false);
    await says(page, "good");
    assert.equal((await stands(handset)).choice, "against");
    await closePage(page);
});

test("reloaded without a connection, the page is there, says what it does not know, and sends later", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel in de lift");
    await press(page, "for");
    await says(page, "good");
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        while ((await caches.keys()).length === 0)
            await new Promise((resolve) => setTimeout(resolve, 20));
    });
    page.expectLoss = true;
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector(".vote");
    assert.equal(await read(page, "#who .member"), `gemeente ${handset.name}`);
    assert.match(await head(page), /nagegaan/, "what stood before is not claimed again");
    await page.waitForSelector('.link-state[data-link="lost"]');
    await assertAccessible(page);
    await shot(page, "handset-offline-reload");
    await press(page, "abstain");
    await says(page, "warn");
    await page.context().setOffline(false);
    await says(page, "good");
    assert.deepEqual([(await stands(handset)).choice, (await stands(handset)).sequence], ["abstain", 2]);
    await closePage(page);
});

test("a press that comes too late is told as late, also after a reload", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel op de valreep");
    await press(page, "for");
    await says(page, "good");
    await page.route("**/ballots", async (route) => { await close(); await route.continue(); });
    await press(page, "against");
    await page.waitForSelector(".status.bad .head:has-text('te laat')");
    assert.match(await read(page, ".status"), /TEGEN is te laat ontvangen.*telt niet mee.*Uw stem VOOR van .* blijft staan/);
    await assertAccessible(page);
    await shot(page, "handset-late");
    await page.reload();
    await page.waitForSelector(".status.bad .head:has-text('te laat')");
    assert.equal((await stands(handset)).choice, "for");
    await closePage(page);
});

// ---- who may not --------------------------------------------------------------------------

test("absent: sent to the desk, and may vote as soon as checked in", async () => {
    const handset = fresh();
    await close();
    const present = (yes) => server.ask("PUT", `/v1/assemblies/${hall.id}/roll/${handset.member}/attendance`, { present: yes });
    await present(false);
    const page = await phone(handset);
    await page.waitForSelector(".idle:has-text('balie')");
    await voteOn(page, "Voorstel voor wie er is");
    assert.match(await read(page, ".status.warn"), /niet als aanwezig gemeld.*balie/);
    assert.equal(await button(page, "for").isDisabled(), true);
    await assertAccessible(page);
    await shot(page, "handset-absent");
    await present(true);
    await press(page, "for"); // waits until the button is on
    await says(page, "good");
    await present(false);
    await press(page, "against");
    await says(page, "bad");
    assert.match(await read(page, ".status"), /TEGEN is niet geregistreerd.*balie.*Uw stem VOOR .* blijft staan/);
    await shot(page, "handset-refused");
    await closePage(page);
});

test("who has no vote in this round is told so", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel voor gewesten", { entitledKinds: ["region"] });
    await press(page, "for");
    await page.waitForSelector(".status.bad:has-text('heeft in deze stemming geen stem')");
    assert.equal(await button(page, "against").isDisabled(), true);
    await assertAccessible(page);
    await closePage(page);
});

test("a revoked handset says so, and what became of the press", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel na verlies van een telefoon");
    await server.ask("DELETE", `/v1/assemblies/${hall.id}/handsets/${handset.serial}`);
    await press(page, "for");
    await page.waitForSelector(".notice:has-text('ingetrokken')");
    assert.match(await read(page, ".notice"), /balie.*VOOR is niet bevestigd/);
    assert.equal(await keptBallots(page).then((kept) => kept.includes('"for"')), false);
    await assertAccessible(page);
    await shot(page, "handset-revoked");
    await page.fill("#code", handset.token);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".problem:has-text('Dit stemkastje is ingetrokken')");
    await closePage(page);
});

test("a handset that is handed to another member stops for the first", async () => {
    const first = fresh();
    const second = fresh();
    await close();
    const page = await phone(first);
    await server.ask("POST", `/v1/assemblies/${hall.id}/handsets`, { serial: first.serial, member: second.member });
    await page.evaluate(() => dispatchEvent(new Event("online"))); // it asks
    await page.waitForSelector(".notice.bad");
    assert.match(await read(page, ".notice"), /balie/);
    await page.fill("#code", await codeOf(first));
    await page.keyboard.press("Enter");
    await page.waitForSelector(`#who .member:has-text('${second.name}')`);
    await closePage(page);
});

test("a second phone takes over; the first says so and sends nothing more", async () => {
    const handset = fresh();
    const first = await phone(handset);
    await voteOn(first, "Voorstel op twee telefoons");
    await press(first, "for");
    await says(first, "good");
    const second = await phone(handset);
    await says(second, "good");
    assert.match(await head(second), /VOOR/, "what the first one voted");
    await press(first, "against");
    await first.waitForSelector(".notice:has-text('ander toestel')");
    await shot(first, "handset-taken-over");
    assert.doesNotMatch(await keptBallots(first), /against/);
    await press(second, "abstain");
    await second.waitForSelector(".status.good .head:has-text('ONTHOUDING')");
    assert.equal((await stands(handset)).choice, "abstain");
    await closePage(first);
    await closePage(second);
});

test("two tabs of one phone tell each other, and do not vote for two members", async () => {
    const handset = fresh();
    const one = await phone(handset);
    await voteOn(one, "Voorstel in twee tabbladen");
    const two = await one.context().newPage();
    await two.goto(`${server.url}/handset`);
    await press(one, "for");
    await two.waitForSelector(".status.good .head:has-text('VOOR')");
    await press(two, "against");
    await one.waitForSelector(".status.good .head:has-text('TEGEN')");
    assert.equal((await stands(handset)).sequence, 2);
    const other = fresh();
    const code = await codeOf(other);
    await two.evaluate((scanned) => { location.hash = `code=${scanned}`; }, code);
    await two.click(OTHER);
    await one.waitForSelector(`#who .member:has-text('${other.name}')`);
    await says(one, "calm");
    assert.equal(await stands(other), null);
    await closePage(one);
});

// ---- every kind of round --------------------------------------------------------------------

test("a practice vote is marked unmistakably", async () => {
    const page = await phone(fresh());
    await vote("Proefstemming: is dit uw stemkastje?", {}, { kind: "practice" });
    await page.waitForSelector(".practice:has-text('Proefstemming')");
    await assertAccessible(page);
    await shot(page, "handset-practice");
    await press(page, "for");
    await says(page, "good");
    await close();
    await page.waitForSelector(".idle .practice");
    await closePage(page);
});

test("ten named options, against all and abstain stay usable on the smallest phone", async () => {
    const handset = fresh();
    const page = await phone(handset, SMALL);
    const options = Array.from({ length: 10 }, (_, i) => `Variant ${i + 1} van het bestuur`);
    await voteOn(page, "Keuze uit tien varianten", { options });
    assert.equal(await page.locator(".vote").count(), 12);
    await assertNoSideways(page);
    await assertAccessible(page);
    await shot(page, "handset-named", { fullPage: true });
    await page.locator(".vote").nth(9).click();
    await says(page, "good");
    assert.match(await head(page), /“Variant 10 van het bestuur” is geregistreerd/);
    assert.equal((await stands(handset)).choice, options[9]);
    await page.keyboard.press("2");
    await page.waitForSelector(".status.good .head:has-text('Variant 2 ')");
    await shot(page, "handset-named-registered");
    await page.locator(".vote.against").click();
    await page.waitForSelector(".status.good .head:has-text('TEGEN ALLE')");
    await closePage(page);
});

test("hostile titles and names are text", async () => {
    const name = '<img src=x onerror=alert(1)> \u202Edorp=HYPERLINK("x")';
    const other = await stage(server, { members: [{ code: "GM8001", name, inhabitants: 7500 }], title: "\u202E<script>alert(1)</script>" });
    const page = await openPage(server, "/handset", { token: other.handsets[0].token, ...SMALL });
    await page.waitForSelector("h1:has-text('onerror')");
    await assertNoSideways(page);
    const title = `<script>alert(1)</script>\u202E${"Lang".repeat(65)}`;
    const id = await motion(server, other.id, { title });
    const hostile = await round(server, id, { options: ["<b>eerste</b>", "\u202Etweede", "=HYPERLINK(1)"] });
    await page.waitForSelector(".vote");
    assert.equal(await page.locator(".subject").textContent(), title);
    await page.locator(".vote").nth(1).click();
    await says(page, "good");
    assert.match(await head(page), /“\u202Etweede” is geregistreerd om \d\d:\d\d:\d\d\.$/);
    await assertNoSideways(page);
    await assertAccessible(page);
    await shot(page, "handset-hostile", { fullPage: true });
    await move(server, hostile, "closed");
    await closePage(page);
});

test("a countdown follows the server's clock, is extended, and closes by itself", async () => {
    const page = await openPage(server, "/handset", PHONE);
    await page.clock.setSystemTime(Date.now() - 3600_000); // the phone is an hour slow
    await page.fill("#code", await codeOf(fresh()));
    await page.click("button.primary");
    const id = await voteOn(page, "Voorstel met een klok", { durationSeconds: 300 });
    assert.match(await page.locator(".clock").textContent(), /^Nog [45]:\d\d$/);
    await move(server, id, "open", undefined, { durationSeconds: 600 });
    await page.waitForSelector(".clock:text-matches('^Nog (9|10):')");
    await closePage(page);
});

// ---- every kind of eye and hand ----------------------------------------------------------------

/** Each choice can be pressed: its middle, scrolled to, is not under something else. */
async function assertReachable(page) {
    for (const vote of await page.locator(".vote").all()) {
        assert.ok(await vote.evaluate((node) => {
            node.scrollIntoView({ block: "nearest" });
            const { left, top, width, height } = node.getBoundingClientRect();
            return height >= 44 && node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }), await vote.textContent());
    }
}

test("on the smallest phone the three choices lie at the thumb without scrolling", async () => {
    const page = await phone(fresh(), SMALL);
    await voteOn(page, "Voorstel tot wijziging van de statuten in verband met de nieuwe wet", { majority: "two-thirds", durationSeconds: 600 });
    for (const choice of ["for", "against", "abstain"]) {
        const { y, height } = await button(page, choice).boundingBox();
        assert.ok(height >= 48 && y + height <= 568, `${choice} ends at ${y + height}`);
    }
    assert.ok(await page.locator(".status .head").evaluate((node) =>
        node.contains(document.elementFromPoint(...(({ left, top }) => [left + 5, top + 5])(node.getBoundingClientRect())))));
    await button(page, "for").click({ trial: true }); // enabled
    await shot(page, "handset-small");
    await press(page, "for");
    await says(page, "good");
    await assertReachable(page);
    await shot(page, "handset-small-registered");
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await page.evaluate(() => dispatchEvent(new Event("resize")));
    await assertNoSideways(page);
    await assertReachable(page);
    assert.ok(await page.locator("#who .member bdi").evaluate((node) => node.scrollHeight <= node.clientHeight &&
        node.getBoundingClientRect().top >= 0), "the whole name stays in view");
    await assertAccessible(page);
    await shot(page, "handset-200");
    await page.evaluate(() => scrollTo(0, 0));
    await shot(page, "handset-200-top");
    await closePage(page);
});

test("a phone on its side, dark, with forced colours and without motion", async () => {
    const page = await phone(fresh(), { ...PHONE, viewport: { width: 740, height: 360 } });
    await voteOn(page, "Voorstel op zijn kant", { durationSeconds: 600 });
    await press(page, "against");
    await says(page, "good");
    for (const option of ["for", "against", "abstain"]) {
        const { y, height } = await button(page, option).boundingBox();
        assert.ok(y + height <= 360, `${option} ends at ${y + height}`);
    }
    await assertNoSideways(page);
    await shot(page, "handset-landscape");
    await page.setViewportSize(PHONE.viewport);
    await page.emulateMedia({ colorScheme: "dark" });
    await assertAccessible(page);
    await shot(page, "handset-dark");
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active", reducedMotion: "reduce" });
    await assertAccessible(page);
    await shot(page, "handset-forced");
    const looks = (option) => button(page, option).evaluate((node) => getComputedStyle(node).backgroundColor);
    assert.notEqual(await looks("against"), await looks("for"), "what stands is told apart without our colours");
    const held = page.route("**/ballots", () => {});
    await held;
    await press(page, "for");
    await says(page, "busy");
    assert.equal(await button(page, "for").locator(".sign").evaluate((node) => getComputedStyle(node).animationName), "none");
    await closePage(page);
});

test("without colour vision each choice still has its sign, word and place", async () => {
    const page = await phone(fresh());
    await voteOn(page, "Voorstel zonder kleur");
    await press(page, "against");
    await says(page, "good");
    assert.deepEqual(await page.locator(".vote .sign").allTextContents(), ["✓", "✗", "–"]);
    assert.match(await button(page, "against").textContent(), /geregistreerd/);
    const cdp = await page.context().newCDPSession(page);
    for (const type of ["deuteranopia", "achromatopsia"]) {
        await cdp.send("Emulation.setEmulatedVisionDeficiency", { type });
        await shot(page, `handset-${type}`);
    }
    await closePage(page);
});

test("English, chosen once, stays", async () => {
    const handset = fresh();
    const page = await phone(handset);
    await voteOn(page, "Voorstel");
    await page.click("[data-act=more]");
    await page.click("dialog button:has-text('English')");
    await page.waitForSelector(".status .head:has-text('You have not voted yet.')");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await press(page, "for");
    await page.waitForSelector(".status.good .head:has-text('Your vote FOR was registered at')");
    await assertAccessible(page);
    await shot(page, "handset-english");
    await page.reload();
    await page.waitForSelector(".status.good .head:has-text('Your vote FOR')");
    await closePage(page);
});

test("the status is one live region that stays, so that it is read out", async () => {
    const page = await phone(fresh());
    await page.evaluate(() => { window.region = document.querySelector(".status"); });
    await voteOn(page, "Voorstel om te horen");
    await press(page, "for");
    await says(page, "good");
    await close();
    await page.waitForSelector("h1:has-text('Stemming gesloten')");
    assert.equal(await page.evaluate(() => window.region.isConnected && window.region.getAttribute("role")), "status");
    await closePage(page);
});

// ---- the network ------------------------------------------------------------------------------

test("put away for a minute, a phone closes its stream; looked at again, it is up to date", async () => {
    const page = await openPage(server, "/handset", PHONE);
    await page.clock.install();
    await page.fill("#code", await codeOf(fresh()));
    await page.click("button.primary");
    await page.waitForSelector('.link-state[data-link="live"]');
    const isStream = (request) => request.url().endsWith("/stream");
    const hide = (hidden) => page.evaluate((now) => {
        Object.defineProperty(document, "hidden", { value: now, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
    const ended = page.waitForEvent("requestfailed", isStream);
    await hide(true);
    await page.clock.fastForward(61000);
    await ended;
    await vote("Voorstel na het wegleggen");
    const reopened = page.waitForRequest(isStream);
    await hide(false);
    await reopened;
    await page.clock.fastForward(1000);
    await page.waitForSelector(".vote");
    await closePage(page);
});

/** A wire to the server that counts what comes back. */
function wire() {
    const counted = { bytes: 0 };
    const proxy = net.createServer((client) => {
        const upstream = net.connect(server.port, "127.0.0.1");
        upstream.on("data", (chunk) => { counted.bytes += chunk.length; });
        client.pipe(upstream).pipe(client);
        for (const socket of [client, upstream])
            for (const event of ["error", "close"])
                socket.on(event, () => { client.destroy(); upstream.destroy(); });
    });
    return new Promise((resolve) => {
        proxy.listen(0, "127.0.0.1", () => resolve({ counted, proxy, url: `http://127.0.0.1:${proxy.address().port}` }));
    });
}

/** How many answers had to be waited for, one after the other, before each request. */
function levels(requests, documentUrl) {
    const level = new Map([[documentUrl, 1]]);
    for (const { url, initiator } of requests) {
        const parents = [initiator.url, ...(initiator.stack?.callFrames ?? []).map((f) => f.url)].filter((u) => level.has(u));
        if (!level.has(url))
            level.set(url, 1 + Math.max(1, ...parents.map((u) => level.get(u))));
    }
    return level;
}

test("the first load is under 60 KB and has no chain of round trips", async (t) => {
    const handset = fresh();
    await vote("Voorstel op slow 4G");
    const { counted, proxy, url } = await wire();
    t.after(() => proxy.close());
    const context = await (await launch()).newContext({ ...PHONE, locale: "nl-NL" });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const requests = [];
    let encoded = 0;
    cdp.on("Network.requestWillBeSent", ({ request, initiator }) => requests.push({ url: request.url.split("#")[0], initiator }));
    cdp.on("Network.loadingFinished", ({ encodedDataLength }) => { encoded += encodedDataLength; });
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions",
        { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
    const code = await codeOf(handset);
    const began = performance.now();
    await page.goto(`${url}/handset#code=${code}`, { waitUntil: "commit" });
    await page.waitForSelector(".vote");
    const usable = performance.now() - began;
    await until(() => page.evaluate(async () => (await caches.keys()).length > 0), "the worker's cache");

    const level = levels(requests, `${url}/handset`);
    const html = readFileSync(path.join(WEB, "handset.html"), "utf8");
    const files = [...level].filter(([u]) => html.includes(`"${new URL(u).pathname}"`));
    t.diagnostic(`first load: ${encoded} bytes in the page, ${counted.bytes} on the wire with the service worker's, ` +
        `${files.length} files; buttons after ${Math.round(usable)} ms at 150 ms and 1.6 Mbit/s`);
    assert.ok(encoded < 60000, `${encoded} bytes`);
    assert.ok(counted.bytes < 60000, `${counted.bytes} bytes with the service worker's`);
    assert.ok(files.length > 15);
    for (const [u, n] of files)
        assert.equal(n, 2, `${u} waits for ${n - 1} answers`);
    assert.equal(level.get(`${url}/v1/session`), 3);
    await context.close();
});

test("the worker keeps exactly what the page loaded, in one version, and nothing of /v1", async () => {
    const page = await phone(fresh());
    const cached = () => page.evaluate(async () => {
        const names = await caches.keys();
        const keys = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname)));
        return { names, paths: keys.flat().sort() };
    });
    await until(async () => (await cached()).paths.length > 0, "the cache");
    const { names: [name], paths } = await cached();
    const html = readFileSync(path.join(WEB, "handset.html"), "utf8");
    const needed = [...html.matchAll(/(?:src|href)="(\/web\/[^"]+\.(?:js|css))"/g)].map((m) => m[1]);
    for (const file of ["/handset", ...needed, "/web/handset/later.js", "/web/handset/stream.js", "/web/lib/live.js"])
        assert.ok(paths.includes(file), `${file} would be missing offline`);
    assert.ok(paths.every((p) => p === "/handset" || p.startsWith("/web/")), paths.join());
    await page.evaluate(async (current) => {
        await caches.open("stembus-handset-of-an-older-version");
        await caches.open("of-somebody-else");
        await caches.delete(current);
    }, name);
    await page.reload();
    await until(async () => { const { names } = await cached(); return names.includes(name) && names.length === 2; },
        "the older version to go");
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(`${server.url}/console`);
    assert.equal(await elsewhere.evaluate(() => navigator.serviceWorker.controller), null, "other pages are not its business");
    await closePage(page);
});

test("it can be installed: a manifest with icons of the sizes it says", async () => {
    const manifest = JSON.parse(readFileSync(path.join(WEB, "manifest.webmanifest"), "utf8"));
    assert.deepEqual([manifest.lang, manifest.display, manifest.start_url], ["nl", "standalone", "/handset"]);
    for (const { src, sizes, type } of [...manifest.icons, { src: "/web/icon-180.png", sizes: "180x180", type: "image/png" }]) {
        const response = await fetch(server.url + src);
        assert.equal(response.headers.get("content-type"), type, src);
        const bytes = Buffer.from(await response.arrayBuffer());
        assert.ok(bytes.length < 10000, `${src}: ${bytes.length} bytes`);
        if (type === "image/png")
            assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    }
    const page = await openPage(server, "/handset", PHONE);
    const cdp = await page.context().newCDPSession(page);
    const { errors, url } = await cdp.send("Page.getAppManifest");
    assert.equal(url, `${server.url}/web/manifest.webmanifest`);
    assert.deepEqual(errors, []);
    await closePage(page);
});
