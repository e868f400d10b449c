// SPDX-License-Identifier: EUPL-1.2
/** The page of the counting committee, with a real server and one that lies. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import test, { after, before } from "node:test";
import {
    assertAccessible, assertNoSideways, closePage, fictitious, motion, move, openPage, round, Server,
    shot, stage, until, vote,
} from "./harness.mjs";

const server = new Server();
let committee, chair;
before(async () => {
    await server.start();
    committee = await server.token("committee", "Stemopneming");
    chair = await server.token("chair", "Voorzitter");
});
after(() => server.remove());

/** An assembly with one motion and a round that is open, and the page for it. */
async function scene({ members = 8, votes = members - 2, terms = {}, motions = {}, through = server,
    page: options = {} } = {}) {
    const { id, handsets, members: roll } = await stage(server, { members: fictitious(members) });
    const item = await motion(server, id, motions);
    const vote1 = await round(server, item, terms);
    await vote(server, vote1, handsets.slice(0, votes), (i) => (i % 3 === 2 ? "against" : "for"));
    const page = await openPage(through, "/committee", { token: committee, assembly: id, ...options });
    return { id, handsets, roll, item, round: vote1, page };
}

const verdict = (page, which) => page.waitForSelector(`#pane-round .judgement.${which}`);
const alarms = async (page) => (await page.locator(".alarms li").allInnerTexts()).join("\n");

/** Changes the answers to some requests from now on. */
function tamper(page, pattern, change) {
    return page.route(pattern, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: change(await response.text()) });
    });
}

const JOURNAL = /\/v1\/assemblies\/\d+\/journal/;

/** A way to the server that can be cut, as a cable can. */
class Cable {
    async lay() {
        this.sockets = new Set();
        this.isCut = false;
        this.listener = net.createServer((near) => {
            const far = net.connect(server.port, "127.0.0.1");
            for (const [one, other] of [[near, far], [far, near]]) {
                this.sockets.add(one);
                one.pipe(other);
                one.on("error", () => other.destroy());
                one.on("close", () => other.destroy());
            }
            if (this.isCut)
                this.cut();
        });
        await new Promise((resolve) => this.listener.listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${this.listener.address().port}`;
        return this;
    }

    cut() {
        this.isCut = true;
        this.sockets.forEach((socket) => socket.destroy());
    }

    mend() {
        this.isCut = false;
    }

    remove() {
        this.cut();
        this.listener.close();
    }
}

// ---- signing in -------------------------------------------------------------

test("who is not signed in is asked for a token, and another role has no business here", async () => {
    const page = await openPage(server, "/committee", {});
    await page.waitForSelector("#token");
    await assertAccessible(page, "sign in");
    await page.fill("#token", chair);
    await page.click("button[type=submit]");
    await page.waitForSelector(".problem:not(:empty)");
    assert.match(await page.innerText(".problem"), /Commissie van stemopneming/);
    await closePage(page);
});

// ---- a vote -----------------------------------------------------------------

test("a vote is followed from open to published, and the recount is equal", async () => {
    const seen = [];
    const { id, handsets, roll, round: vote1, page } = await scene({ members: 12, votes: 9,
        motions: { title: "Contributievoorstel 2027" } });
    page.on("response", async (response) => {
        if (/\/v1\//.test(response.url()) && !/stream|session/.test(response.url()))
            seen.push(await response.text().catch(() => ""));
    });
    await page.waitForSelector("#panes"); // it has its session by now
    await page.reload(); // so that every answer of this page is among those seen
    await page.waitForSelector(".missing li");
    await page.waitForSelector(".state.good");
    assert.match(await page.innerText("#pane-round"), /9 van 12 aanwezige leden hebben gestemd/);
    assert.match(await page.innerText("#pane-round"), /3 leden hebben nog niet gestemd/);
    for (const { code } of roll.slice(9))
        assert.ok((await page.innerText(".missing")).includes(code));
    await page.fill("#missing-filter", roll[10].name);
    await until(async () => await page.locator(".missing li").count() === 1, "one member that is looked for");
    await page.fill("#missing-filter", "");
    await assertAccessible(page, "open");
    await shot(page, "committee-open");
    for (const text of seen)
        assert.doesNotMatch(text, /"choice"|"percent"|"kind":"ballot"/, "no choice comes here before the close");

    await vote(server, vote1, handsets.slice(9, 11), () => "abstain");
    await page.waitForSelector("text=1 lid heeft nog niet gestemd");
    await vote(server, vote1, handsets.slice(0, 1), () => "against", 2);
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await fetch(`${server.url}/v1/rounds/${vote1}/ballots`, { method: "POST",
        headers: { Authorization: `Bearer ${handsets[11].token}`, "Content-Type": "application/json" },
        body: '{"choice":"for","sequence":1}' });
    await page.waitForSelector("text=Te laat: de stemming was gesloten");
    const { result } = await server.ask("GET", `/v1/rounds/${vote1}`);
    const said = await page.innerText("#pane-round");
    assert.ok(said.includes(result.sentence.nl) && said.includes(result.sentence.en));
    assert.match(said, /Bekrachtigen kan nadat de voorzitter de uitslag heeft vastgesteld/);
    assert.equal(await page.locator("tr.unequal").count(), 0);
    assert.ok(await page.locator("table.check tbody tr").count() > 30, "every field is compared");
    await page.fill("#lookup", roll[0].code);
    await page.waitForSelector("text=Vervangen door een latere keuze");
    await assertAccessible(page, "closed");
    await page.evaluate(() => scrollTo(0, 0));
    await shot(page, "committee-equal");

    await move(server, vote1, "declared", { token: chair });
    await page.click("[data-action=certify]");
    await page.waitForSelector("dialog [type=submit]");
    await assertAccessible(page, "certify");
    await shot(page, "committee-certify");
    await page.click("dialog [type=submit]");
    await page.waitForSelector("text=Bekrachtigd door");
    assert.equal((await server.ask("GET", `/v1/rounds/${vote1}`)).state, "certified");
    assert.match(await page.innerText("#announce"), /is bekrachtigd/);

    await move(server, vote1, "published");
    await page.waitForSelector(".state-published");
    await verdict(page, "equal");
    assert.match(await page.innerText("#alarm"), /Geen verschil gevonden[^]*1 stemming nageteld/);
    await assertAccessible(page, "published");
    await page.click("#tab-overview");
    await page.waitForSelector("#pane-overview .verdict.equal");
    await assertAccessible(page, "overview");
    assert.equal((await server.ask("GET", `/v1/assemblies/${id}`)).state, "opened");
    await closePage(page);
});

test("rounds by every kind of rule come out equal, robustness included", async () => {
    const { id, handsets } = await stage(server, { members: fictitious(9) });
    const page = await openPage(server, "/committee", { token: committee, assembly: id });
    await page.waitForSelector("text=Er is nog geen stemming klaargezet");
    await assertAccessible(page, "no rounds");
    const half = { numerator: 1, denominator: 2 };
    const named = ["Voorstel", "Gewijzigd voorstel", "against-all", "abstain"];
    const all = [
        [{ majority: "two-thirds" }, ["for", "against", "abstain"], {}],
        [{ majority: "simple", abstain: false }, ["for", "against"], {}],
        [{ majority: { numerator: 1, denominator: 3, comparison: "at-least", base: "entitled" } }, ["for", "against"], {}],
        [{ majority: { numerator: 3, denominator: 4, comparison: "more-than", base: "present" } }, ["for"], {}],
        [{ majority: { ...half, comparison: "at-least", base: "cast-and-abstained" } }, ["for", "abstain"], {}],
        [{ majority: "simple", quorum: { ...half, of: "entitled", by: "members" } }, ["for", null, null, null], {}],
        [{ majority: { numerator: 1, denominator: 3, comparison: "at-least", base: "cast" },
            options: named.slice(0, 2) }, named, {}],
        [{ majority: "simple", options: named.slice(0, 2) }, [named[0]], {}],
        [{ majority: "simple" }, ["against", "for"], { kind: "practice", title: "Proefstemming" }],
    ];
    for (const [terms, choices, fields] of all) {
        const vote1 = await round(server, await motion(server, id, fields), terms);
        await vote(server, vote1, handsets, (i) => choices[i % choices.length]);
        await move(server, vote1, "closed");
        await move(server, vote1, "declared");
    }
    await page.click("#tab-overview");
    await until(async () => await page.locator("#pane-overview .verdict.equal").count() === all.length,
        "every round to be equal");
    assert.match(await page.innerText("#alarm"), /9 stemmingen nageteld: alle gelijk/);
    await page.click("#tab-round");
    assert.ok(await page.isVisible("#pane-round .notice.practice"));
    await page.selectOption("#round-choice", { index: 6 });
    await page.waitForSelector("text=Voorstel: stemmen");
    assert.match(await page.innerText("#pane-round"), /Had elk lid één stem/);
    await page.click("[data-action=follow-round]");
    await page.waitForSelector("#pane-round .notice.practice");
    await closePage(page);
});

// ---- a server that lies -----------------------------------------------------

test("a ballot that is not the one that was promised is found, and certifying takes a second yes", async () => {
    const { round: vote1, page, roll } = await scene();
    await page.waitForSelector(".line.kind-withheld");
    // the choice of the first member turns after the vote
    await tamper(page, JOURNAL, (body) => body.replace(`"member":"${roll[0].code}","weight":9,"choice":"for"`,
        `"member":"${roll[0].code}","weight":9,"choice":"against"`));
    await move(server, vote1, "closed");
    await verdict(page, "different");
    await page.waitForSelector(".alarms li");
    const found = await alarms(page);
    assert.match(found, /Regel [\d.]+ past niet bij de vingerafdruk/);
    assert.match(found, /de uitslag van stemming \d+ \(agendapunt \d+\) zegt bij «Voor: stemmen»/);
    assert.match(await page.innerText("#pane-round .notice.bad"), /Het eerste verschil is «Voor: stemmen»/);
    assert.ok(await page.locator("tr.unequal").count() >= 6);
    await assertAccessible(page, "different");
    await shot(page, "committee-different");

    await page.click(".alarms [data-action=show-line]");
    await page.waitForSelector("#pane-journal .line.marked details[open]");
    assert.match(await page.innerText(".line:has([open])"), new RegExp(`Klopt niet.*${roll[0].code}`));
    await assertAccessible(page, "a line that is wrong");
    await page.click("#tab-round");

    await move(server, vote1, "declared");
    await page.waitForSelector("[data-action=certify].danger");
    await page.click("[data-action=certify]");
    await page.waitForSelector("#dialog-check");
    assert.match(await page.innerText("dialog"), /De natelling is NIET zonder verschil/);
    await assertAccessible(page, "certify all the same");
    await shot(page, "committee-certify-different");
    await page.click("dialog [type=submit]"); // nothing happens before the box is checked
    assert.equal((await server.ask("GET", `/v1/rounds/${vote1}`)).state, "declared");
    await page.check("#dialog-check");
    await page.click("dialog [type=submit]");
    await page.waitForSelector("text=Bekrachtigd door");
    await closePage(page);
});

test("a line that is left out is named, also after the server gives it again", async () => {
    const { id, round: vote1, page } = await scene();
    await page.waitForSelector(".state.good");
    const lines = (await (await fetch(`${server.url}/v1/assemblies/${id}/journal`)).text()).split("\n");
    const gone = lines.length - 1; // the next line; the text ends with an empty one
    await tamper(page, JOURNAL, (body) => body.split("\n")
        .filter((line) => !line.startsWith(`{"n":${gone},`)).join("\n"));
    await move(server, vote1, "closed");
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), new RegExp(`Regel ${gone} ontbreekt: in plaats daarvan gaf de server regel ${gone + 1}`));
    await shot(page, "committee-gap");
    await page.unroute(JOURNAL);
    await move(server, vote1, "declared");
    await verdict(page, "equal");
    assert.match(await alarms(page), /ontbreekt/, "what was noticed stays");
    await page.waitForSelector("[data-action=certify].danger");
    await closePage(page);
});

test("a byte that changes in a line that was read before is named, with both lines", async () => {
    const { round: vote1, page, roll } = await scene();
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await tamper(page, JOURNAL, (body) => body.replace(`"name":"${roll[3].name}"`, `"name":"${roll[3].name.toUpperCase()}"`));
    await page.click("#tab-evidence");
    await page.click("[data-action=reread]");
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), /Regel 4 is nu anders dan toen deze pagina hem eerder las/);
    await page.click(".alarms summary");
    const both = await page.locator(".alarms pre").allInnerTexts();
    assert.ok(both[0].includes(roll[3].name) && both[1].includes(roll[3].name.toUpperCase()));
    await assertAccessible(page, "both lines");
    await closePage(page);
});

test("a result, a list of votes or a screen that says otherwise is found", async () => {
    for (const [pattern, change, field] of [
        [/\/v1\/assemblies\/\d+\/rounds/, (body) => body.replace(/"needed":(\d+)/, '"needed":1$1'), /Nodig voor aanname/],
        [/\/v1\/assemblies\/\d+\/rounds/, (body) => body.replace(/"members":(\d+),"perMember"/, '"members":9$1,"perMember"'),
            /Leden die de uitslag hadden gekeerd/],
        [/\/v1\/assemblies\/\d+\/rounds/, (body) => body.replace('"comparison":"more-than"', '"comparison":"at-least"'),
            /Meerderheid, vergelijking/],
        [/\/v1\/rounds\/\d+\/ballots/, (body) => body.replace('"choice":"for"', '"choice":"against"'), /Stem van Voorbeeldstad/],
        [/\/v1\/rounds\/\d+\/ballots/, (body) => body.replace(/,\{[^}]*\}\]/, "]"), /Aantal stemmen in de lijst per lid/],
    ]) {
        const { round: vote1, page } = await scene({ members: 4, votes: 4 });
        await tamper(page, pattern, change);
        await move(server, vote1, "closed");
        await verdict(page, "different");
        assert.match(await alarms(page), field);
        await closePage(page);
    }
});

test("a journal that was replaced while the page was closed is noticed", async () => {
    const { id, page, roll, round: vote1 } = await scene();
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await until(() => page.evaluate((n) => localStorage.getItem(`stembus-journal-${n}`), id), "what is kept");
    await tamper(page, JOURNAL, (body) => body.replace(`"name":"${roll[2].name}"`, `"name":"${roll[2].name}!"`));
    await page.reload();
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), /Het logboek is anders dan toen deze browser het eerder zag/);
    await page.click("#tab-evidence");
    await page.click("[data-action=forget]");
    await page.unroute(JOURNAL);
    await page.reload();
    await page.waitForSelector(".state.good");
    await closePage(page);
});

test("what the server seals must be about the lines it gave", async () => {
    const { id, page, round: vote1 } = await scene();
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await page.click("#tab-evidence");
    const root = await page.innerText("#pane-evidence dl code");
    const code = await page.innerText("#pane-evidence .code.large");
    const assembly = await server.ask("GET", `/v1/assemblies/${id}`);
    const snapshot = (checkpoint) => `id: 1\nevent: snapshot\ndata: ${JSON.stringify({ assembly,
        present: { weight: 0, members: 0 }, entitled: { weight: 0, members: 0 }, checkpoint })}\n\n`;
    let sealed = { size: assembly.journal, root, code };
    await page.route(/\/stream$/, (route) => route.fulfill({ contentType: "text/event-stream", body: snapshot(sealed) }));
    await page.reload();
    await page.click("#tab-evidence");
    await page.waitForSelector("#checkpoint-title ~ p .verdict.equal");
    await assertAccessible(page, "checkpoint");
    await shot(page, "committee-evidence");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-action=save-checkpoint]")]);
    const note = await (await fetch(`${server.url}/v1/assemblies/${id}/checkpoint`)).text();
    assert.equal(readFileSync(await download.path(), "utf8"), note);
    sealed = { ...sealed, root: `A${root.slice(1)}` };
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), /Het zegel dat de server over \d+ regels ondertekende past niet/);
    await closePage(page);
});

// ---- signatures -------------------------------------------------------------

const CHECKPOINT = /\/checkpoint$/;

test("the server's signature is checked, and its key remembered", async () => {
    const { page } = await scene();
    await page.click("#tab-evidence");
    await page.getByText(/De handtekening van de server \(Ed25519\) is hier gecontroleerd: juist, over \d+ regels/).waitFor();
    const { fingerprint, publicKey } = await server.ask("GET", "/v1/key");
    await page.getByText(fingerprint).waitFor();
    await page.getByText("Deze browser zag haar niet eerder").waitFor();
    await assertAccessible(page, "signature");
    await shot(page, "committee-signature");
    await page.reload();
    await page.click("#tab-evidence");
    await page.getByText("Deze browser kende haar al.").waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("stembus-server-key")), publicKey);
    await page.evaluate(() => localStorage.setItem("stembus-server-key", "00".repeat(32)));
    await page.reload();
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), /De server heeft een andere sleutel dan toen deze browser hem eerder zag/);
    await page.click("#tab-evidence");
    await page.click("[data-action=forget]");
    await page.reload();
    await page.waitForSelector(".state.good");
    await closePage(page);
});

test("a signature that is not the server's is an alarm, and so is a key that is not the journal's", async () => {
    const { page } = await scene({ page: { prepare: (p) => tamper(p, CHECKPOINT, (note) =>
        note.replace(/.{6}\n$/, (end) => `${end[0] === "A" ? "B" : "A"}${end.slice(1)}`)) } });
    await page.waitForSelector(".alarms li");
    assert.match(await alarms(page), /De handtekening onder het zegel over \d+ regels is niet van de sleutel van de server/);
    await page.click("#tab-evidence");
    await page.getByText("De handtekening van de server is ONJUIST.").waitFor();
    await closePage(page);
    const other = await scene({ page: { prepare: (p) => tamper(p, /\/v1\/key$/, (text) =>
        JSON.stringify({ ...JSON.parse(text), publicKey: "ab".repeat(32) })) } });
    await other.page.waitForSelector(".alarms li");
    assert.match(await alarms(other.page), /De sleutel die de server opgeeft is niet die van het logboek/);
    await closePage(other.page);
});

test("a browser that cannot check a signature says so, and raises no alarm", async () => {
    const without = [
        ["gecontroleerd: browsers doen dat alleen op een pagina die over https komt",
            () => Object.defineProperty(crypto, "subtle", { value: undefined })],
        ["deze browser kent Ed25519 nog niet",
            () => {
                crypto.subtle.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
            }],
    ];
    for (const [text, spoil] of without) {
        const { page } = await scene({ page: { prepare: (p) => p.addInitScript(spoil) } });
        await page.getByText("De handtekening van de server kan deze browser niet controleren").waitFor();
        await page.waitForSelector(".state.good");
        await page.click("#tab-evidence");
        await page.getByText(text).waitFor();
        assert.equal(await page.getByText("juist, over").count(), 0);
        await assertAccessible(page, text);
        await closePage(page);
    }
});

// ---- decisions --------------------------------------------------------------

test("an annulment is confirmed with its reason in sight; who comes second does no harm", async () => {
    const { round: vote1, page } = await scene();
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    const reason = "Een basisstation viel uit <b>tijdens</b> de stemming";
    await move(server, vote1, "annulled", {}, { reason });
    await page.waitForSelector("[data-action=annul]");
    assert.ok((await page.innerText("#pane-round .notice.warn")).includes(reason));
    await assertAccessible(page, "annulment asked");
    await shot(page, "committee-annulment");
    await page.click("[data-action=annul]");
    await assertAccessible(page, "annul");
    await page.keyboard.press("Escape");
    assert.equal((await server.ask("GET", `/v1/rounds/${vote1}`)).state, "closed");
    await page.click("[data-action=annul]");
    await move(server, vote1, "annulled", { token: committee }); // a colleague was first
    await page.click("dialog [type=submit]");
    await page.waitForSelector("#pane-round .state-annulled");
    assert.ok((await page.innerText("#pane-round .notice.bad")).includes(reason));
    assert.equal(await page.locator("[data-action=annul], [data-action=certify]").count(), 0);
    await verdict(page, "equal");
    await assertAccessible(page, "annulled");
    await closePage(page);
});

test("a move that is not possible any more is explained", async () => {
    const { round: vote1, page } = await scene();
    await move(server, vote1, "closed");
    await move(server, vote1, "declared");
    await page.click("[data-action=certify]");
    await page.waitForSelector("dialog [type=submit]");
    await move(server, vote1, "annulled", {}, { reason: "betwist" });
    await move(server, vote1, "annulled", { token: committee });
    await page.click("dialog [type=submit]");
    await page.waitForSelector("dialog .problem:not(:empty)");
    assert.match(await page.innerText("dialog .problem"), /kan in de huidige stand niet meer/);
    await closePage(page);
});

test("a session that has ended is said, and the page asks to sign in again", async () => {
    const token = await server.token("committee", "Tweede lid");
    const { id } = await stage(server, { members: fictitious(3) });
    const cable = await new Cable().lay();
    const page = await openPage(cable, "/committee", { token, assembly: id });
    await page.waitForSelector(".state.good");
    const { tokens } = await server.ask("GET", "/v1/tokens");
    await server.ask("DELETE", `/v1/tokens/${tokens.find((one) => one.name === "Tweede lid").id}`);
    page.expectLoss = true;
    cable.cut();
    await page.waitForSelector(".link-state[data-link=lost]");
    cable.mend();
    await page.waitForSelector("#trouble [role=alert]");
    assert.match(await page.innerText("#trouble"), /niet meer aangemeld/);
    await page.click("#trouble button");
    await page.waitForSelector("#token");
    await closePage(page);
    cable.remove();
});

// ---- trouble on the way -----------------------------------------------------

test("a lost connection is said; afterwards everything is read again and the vote goes on", async () => {
    const cable = await new Cable().lay();
    const { round: vote1, handsets, page } = await scene({ members: 8, votes: 4, through: cable });
    await page.waitForSelector(".missing li");
    page.expectLoss = true;
    cable.cut();
    await page.waitForSelector(".link-state[data-link=lost]");
    await assertAccessible(page, "no connection");
    await shot(page, "committee-lost");
    await vote(server, vote1, handsets.slice(4), () => "for");
    await move(server, vote1, "closed");
    cable.mend();
    await verdict(page, "equal");
    await page.click("#tab-evidence");
    await page.waitForSelector("text=Voor het laatst om");
    assert.match(await page.innerText("#alarm"), /Geen verschil gevonden/);
    await closePage(page);
    cable.remove();
});

test("a server that starts again in the middle of a vote goes on where it was", async () => {
    const { round: vote1, handsets, page } = await scene({ members: 8, votes: 4 });
    await page.waitForSelector(".line.kind-withheld");
    page.expectLoss = true;
    await server.stop();
    await page.waitForSelector(".link-state[data-link=lost]");
    await server.start();
    await page.waitForSelector(".link-state[data-link=live]");
    await vote(server, vote1, handsets.slice(4), () => "against");
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await page.waitForSelector(".line.kind-restart");
    assert.match(await page.innerText("#alarm"), /Geen verschil gevonden/);
    await closePage(page);
});

// ---- the journal ------------------------------------------------------------

/** More than ten thousand lines: handsets that change their mind all the time. */
async function longJournal() {
    const { id, handsets } = await stage(server, { members: fictitious(10) });
    const vote1 = await round(server, await motion(server, id));
    const gateway = await server.token("gateway", "zaal");
    for (let batch = 0; batch < 10; batch++) {
        const ballots = Array.from({ length: 1000 }, (_, i) => ({ handset: handsets[i % 10].serial,
            key: 1 + i % 2, sequence: 1 + batch * 100 + Math.floor(i / 10) }));
        await server.ask("POST", `/v1/rounds/${vote1}/ballot-batches`, { ballots }, { token: gateway });
    }
    return { id, round: vote1, handsets };
}

test("ten thousand lines are read, counted, searched and paged through", async () => {
    const { id, round: vote1, handsets } = await longJournal();
    const page = await openPage(server, "/committee", { token: committee, assembly: id });
    await page.waitForSelector(".line.kind-withheld");
    await page.waitForSelector(".state.good");
    assert.match(await page.innerText(".line.kind-withheld"), /10\.000 regels achtergehouden/);
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await page.click("#tab-journal");
    assert.equal(await page.locator("#pane-journal .line").count(), 50, "one page stands in the document");
    await page.selectOption("#journal-kind", "ballot");
    await page.waitForSelector("text=van 10.000 gevonden");
    await page.fill("#journal-text", handsets[3].member);
    await page.waitForSelector("text=van 1.000 gevonden");
    const newest = await page.innerText(".line >> nth=0");
    await page.click("text=Ouder");
    await until(async () => await page.innerText(".line >> nth=0") !== newest, "the next page");
    await page.click("text=Nieuwer");
    await until(async () => await page.innerText(".line >> nth=0") === newest, "the page before");
    await page.fill("#journal-text", "5000");
    await page.waitForSelector("text=van 1 gevonden");
    await page.click(".line summary");
    assert.match(await page.innerText(".line pre"), /^\{"n":5000,/);
    assert.match(await page.innerText(".line code"), /^[0-9a-f]{64}$/);
    await assertAccessible(page, "journal");
    await page.fill("#journal-text", "bestaat niet");
    await page.waitForSelector("text=Geen regel die hieraan voldoet");
    await page.fill("#journal-text", "");
    await page.selectOption("#journal-kind", "");
    await shot(page, "committee-journal");

    // an older page stays where it is while new lines come
    await page.click("text=Ouder");
    await page.waitForSelector("text=Naar de nieuwste");
    const top = await page.innerText(".line >> nth=0");
    const found = await page.innerText(".pager");
    await move(server, vote1, "declared");
    await until(async () => await page.innerText(".pager") !== found, "the new line");
    assert.equal(await page.innerText(".line >> nth=0"), top);
    await closePage(page);
});

test("the journal is saved byte for byte, and the recount as data", async () => {
    const { id, round: vote1, page } = await scene({ motions: { title: "Motie ‘é’ ‮omgekeerd‬" } });
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    await page.click("#tab-evidence");
    await assertAccessible(page, "evidence");
    const saved = async (action) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-action=${action}]`)]);
        return readFileSync(await download.path());
    };
    const journal = Buffer.from(await (await fetch(`${server.url}/v1/assemblies/${id}/journal`)).arrayBuffer());
    assert.ok(journal.equals(await saved("save-journal")));
    const recount = JSON.parse(await saved("save-recount"));
    assert.deepEqual(recount.problems, []);
    assert.equal(recount.rounds[0].verdict, "equal");
    assert.deepEqual(recount.rounds[0].result, (await server.ask("GET", `/v1/rounds/${vote1}`)).result);
    assert.equal(recount.journal.lines, journal.toString().split("\n").length - 1);
    await closePage(page);
});

// ---- on paper ---------------------------------------------------------------

test("the record of a round fits one page of A4 and has room to sign", async () => {
    const { round: vote1, page } = await scene({ motions: { title: "Contributievoorstel 2027" } });
    await move(server, vote1, "closed");
    await move(server, vote1, "declared");
    await verdict(page, "equal");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const text = await page.innerText("#report");
    for (const part of [/Proces-verbaal van stemopneming/, /Contributievoorstel 2027/, /Aangenomen:/,
        /De natelling is gelijk/, /Handtekening:/])
        assert.match(text, part);
    assert.equal(await page.isVisible("#main"), false);
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
    await page.setViewportSize({ width: 794, height: 1123 });
    await shot(page, "committee-report");
    await closePage(page);
});

// ---- everybody --------------------------------------------------------------

const HOSTILE = [
    `<script>document.title = "x"</script>${"lang".repeat(60)}`,
    "‮evitcepsrep‬ <img src=x onerror=alert(1)>",
    "=HYPERLINK(\"https://example.org\";\"klik\")",
];

test("titles and names that mean harm are shown as they are, at 320 pixels and with text twice as large", async () => {
    const members = fictitious(4).map((m, i) => ({ ...m, name: HOSTILE[i] ?? m.name }));
    const { id, handsets } = await stage(server, { members, title: HOSTILE[1] });
    const vote1 = await round(server, await motion(server, id, { title: HOSTILE[0], kind: "motion" }),
        { options: [HOSTILE[2], "‮Tegendraads‬"] });
    const page = await openPage(server, "/committee", { token: committee, assembly: id,
        viewport: { width: 320, height: 800 } });
    await vote(server, vote1, handsets.slice(0, 3), () => HOSTILE[2]);
    await page.waitForSelector(".missing li");
    await assertNoSideways(page);
    await move(server, vote1, "closed");
    await verdict(page, "equal");
    const text = await page.innerText("#main");
    assert.ok(text.includes("⟨U+202E⟩evitcepsrep⟨U+202C⟩ <img src=x onerror=alert(1)>"));
    assert.ok(text.includes(`«<script>document.title = "x"</script>lang`) || text.includes(HOSTILE[0]));
    for (const view of ["round", "overview", "journal", "evidence"]) {
        await page.click(`#tab-${view}`);
        await assertNoSideways(page);
        await assertAccessible(page, `hostile ${view}`);
        await shot(page, `committee-320-${view}`, { fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => {
        document.documentElement.style.fontSize = "200%";
    });
    for (const view of ["round", "overview", "journal", "evidence"]) {
        await page.click(`#tab-${view}`);
        await assertNoSideways(page);
    }
    await shot(page, "committee-200");
    assert.match(await page.title(), /stembus/);
    await closePage(page);
});

test("everything can be done with the keyboard alone", async () => {
    const { round: vote1, page } = await scene();
    await move(server, vote1, "closed");
    await move(server, vote1, "declared");
    await verdict(page, "equal");
    const reach = async (selector) => until(async () => {
        await page.keyboard.press("Tab");
        return page.evaluate((s) => document.activeElement?.matches(s), selector);
    }, selector);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await reach("#tab-journal");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "journal-title");
    await reach("#journal-kind");
    await reach("#journal-text");
    await page.keyboard.type("bijeengeroepen");
    await page.waitForSelector("text=van 1 gevonden");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "journal-text", "typing goes on");
    await reach(".line summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".line details[open]");
    await page.evaluate(() => document.getElementById("tab-round")?.focus());
    await page.keyboard.press("Enter");
    await reach("[data-action=certify]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog [type=submit]");
    await reach("dialog [type=submit]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=Bekrachtigd door");
    assert.equal(await page.evaluate(() => document.querySelector("dialog").open), false);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "round-title", "focus is not lost");
    await closePage(page);
});

test("in English, in the dark, with forced colours and for eyes that miss a colour", async () => {
    const { round: vote1, page } = await scene({ page: { colorScheme: "dark", reducedMotion: "reduce" } });
    await page.waitForSelector(".missing li");
    await page.click("#bar button[lang=en]");
    await page.waitForSelector("text=2 members have not voted yet");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    await assertAccessible(page, "dark, open");
    await shot(page, "committee-dark-open");
    await tamper(page, /\/v1\/rounds\/\d+\/ballots/, (body) => body.replace('"choice":"for"', '"choice":"against"'));
    await move(server, vote1, "closed");
    await verdict(page, "different");
    assert.match(await page.innerText("#pane-round .judgement"), /DIFFERENT/);
    assert.match(await alarms(page), /Vote of/);
    await assertAccessible(page, "dark, different");
    await shot(page, "committee-dark-different");
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    await shot(page, "committee-forced-colours");
    assert.equal(await page.innerText("#pane-round .judgement .sign"), "≠", "a sign beside the colour");
    await page.emulateMedia({ forcedColors: "none" });
    const devtools = await page.context().newCDPSession(page);
    for (const type of ["deuteranopia", "achromatopsia"]) {
        await devtools.send("Emulation.setEmulatedVisionDeficiency", { type });
        await shot(page, `committee-${type}`);
    }
    await closePage(page);
});
