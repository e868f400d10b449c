// SPDX-License-Identifier: EUPL-1.2
/** The operator's console: a meeting from its making to its end, and what may come between. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, count, go, gone, openConsole, recorded, says, step, tabTo, take,
    takeByKey, voted } from "./console.mjs";
import { closePage, fictitious, motion, move, openPage, round, Server, shot, stage, until,
    vote } from "./harness.mjs";

const server = new Server();
before(() => server.start());
after(() => server.remove());

// ---- a whole assembly, by keyboard alone ----

const REGISTER = `code;soort;naam;inwoners;peildatum
GM9001;gemeente;Voorbeeldstad;12000;2026-01-01
GM9002;gemeente;Voorbeelddorp;3000;2026-01-01
GM9003;gemeente;Súdwest-Proef;950;2026-01-01
GW81;gewest;Regio Voorbeeld;250000;2026-01-01
`;

/** A browser that signed in with the code of a phone; gives how to vote with it. */
async function phone(code) {
    const origin = { Origin: server.url, "Content-Type": "application/json" };
    const session = await fetch(`${server.url}/v1/session`,
        { method: "POST", headers: origin, body: JSON.stringify({ code }) });
    assert.equal(session.status, 201, await session.text());
    const cookie = session.headers.get("set-cookie").split(";")[0];
    return async (of, choice) => {
        const cast = await fetch(`${server.url}/v1/rounds/${of}/ballots`, {
            method: "POST", headers: { ...origin, Cookie: cookie },
            body: JSON.stringify({ choice, sequence: 1 }) });
        assert.equal(cast.status, 201, await cast.text());
    };
}

test("a meeting is made, prepared, run and published by keyboard alone", async () => {
    const page = await openPage(server, "/console", { token: server.operator });
    const keys = page.keyboard;
    const type = async (selector, text) => {
        await tabTo(page, selector);
        await keys.type(text);
    };
    const answer = async () => {
        await asked(page);
        await keys.press("Enter");
        await gone(page);
    };

    // the register: looked at first, then stored
    await page.waitForSelector("#register-text");
    await tabTo(page, "#register-text");
    await keys.insertText(REGISTER);
    await tabTo(page, "[data-action=register-look]");
    await keys.press("Enter");
    await says(page, ".counts", "4");
    assert.equal((await server.ask("GET", "/v1/members?date=2026-06-08")).members.length, 0,
        "nothing is stored by looking");
    await tabTo(page, "[data-key=register-store]");
    await keys.press("Enter");
    await says(page, "#message", "4");
    assert.equal((await server.ask("GET", "/v1/members?date=2026-06-08")).members.length, 4);

    // the assembly
    await tabTo(page, "[data-action=assembly-new]");
    await keys.press("Enter");
    await asked(page);
    await type("#field-date", "06082026");
    await type("#field-title", "Voorbeeldvergadering");
    await type("#field-place", "Voorbeeldstad");
    assert.equal(await page.inputValue("#field-municipality-per"), "100",
        "the usual rule is filled in");
    await keys.press("Enter");
    await gone(page);
    await says(page, "#assembly-name", "Voorbeeldvergadering");
    const [{ id }] = (await server.ask("GET", "/v1/assemblies")).assemblies;
    await tabTo(page, "[data-key=assembly-move]");
    await keys.press("Enter");
    await says(page, "dialog .notice", "4 leden met samen 139 stemmen");
    await answer();
    await says(page, "main", (await server.ask("GET", `/v1/assemblies/${id}/roll`)).seal);

    // the agenda and the terms
    await keys.press("2");
    await page.waitForSelector("[data-key=item-0]");
    await keys.press("Tab");
    await tabTo(page, "[data-key=next-step]");
    await keys.press("Enter");
    await asked(page);
    await keys.type("7");
    await type("#field-title", "Contributie 2027");
    await type("#field-mover", "sudwest");
    await keys.press("Enter");
    await says(page, ".chips", "Súdwest-Proef");
    await tabTo(page, "#dialog-confirm");
    await keys.press("Enter");
    await gone(page);
    await says(page, ".item-title", "Contributie 2027");
    await keys.press("s");
    await tabTo(page, "#dialog-confirm");
    await answer();
    await step(page, "open-assembly");

    // the desk: type, Enter, Enter, scan
    await keys.press("/");
    await page.waitForSelector("#desk-search:focus");
    await keys.type("voorbeelddorp");
    await says(page, "#member-name", "Voorbeelddorp");
    await keys.press("Enter");
    await page.waitForSelector("[data-action=check-in]:focus");
    await keys.press("Enter");
    await page.waitForSelector("#serial:focus");
    await keys.type("0102");
    await keys.press("Enter");
    await page.waitForSelector("#desk-search:focus");
    await says(page, "#message", "0102");
    await keys.type("GM9001");
    await keys.press("Enter");
    await page.waitForSelector("[data-action=check-in]:focus");
    await keys.press("Enter");
    await page.waitForSelector("#serial:focus");
    await tabTo(page, "[data-key=phone]");
    await keys.press("Enter");
    const code = await page.locator("dialog .card-code").innerText();
    await keys.press("Escape");
    await gone(page);
    const cast = await phone(code);

    // the vote
    await keys.press("Escape");
    await tabTo(page, "#tabs a");
    await keys.press("2");
    await takeByKey(page, "open-assembly", "show-subject");
    await keys.press("s");
    await step(page, "open");
    await takeByKey(page, "open", "close");
    const [{ id: vote_ }] = (await server.ask("GET", `/v1/assemblies/${id}/rounds`)).rounds;
    await cast(vote_, "for");
    await voted(page, 1);
    await says(page, ".missing-list", "Voorbeelddorp");
    await takeByKey(page, "close", "declare");
    await says(page, ".sentence",
        "Aangenomen met algemene stemmen: 100% voor (75 stemmen, 1 lid).");
    await takeByKey(page, "declare", "end-assembly");
    const committee = await server.token("committee");
    await move(server, vote_, "certified", { token: committee });
    await takeByKey(page, "publish", "end-assembly");
    assert.equal((await server.ask("GET", `/v1/results/${id}`)).rounds.length, 1);
    await takeByKey(page, "end-assembly", "nothing");

    await keys.press("7");
    await says(page, ".log", "Uitslag gepubliceerd");
    await closePage(page);
});

// ---- a vote, with the mouse ----

test("nothing that is shown or sent during a vote tells what was voted", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const vote_ = await round(server, item, { open: false });
    const page = await openConsole(server, { id: s.id, item });
    await step(page, "show-subject");
    await page.click("[data-key=next-step]");
    await step(page, "open");
    await page.click("[data-key=next-step]");
    await page.check("dialog [value='120']");
    await confirm(page);
    await step(page, "close");
    const told = [];
    page.on("response", (r) => told.push(r.text().catch(() => "")));
    await vote(server, vote_, s.handsets.slice(0, 7), (i) => (i < 5 ? "against" : "for"));
    await until(async () => (await page.locator(".missing-list li").count()) === 5,
        "who is missing");
    await voted(page, 7);
    await page.fill("#missing-search", s.members[11].name.slice(0, 4));
    await until(async () => (await page.locator(".missing-list li").count()) === 1,
        "the one that fits");
    await page.fill("#missing-search", "");
    for (const view of ["desk", "handsets", "check", "log", "access", "setup"])
        await go(page, view);
    await go(page, "agenda", item);
    for (const text of await Promise.all(told.slice()))
        assert.doesNotMatch(text, /"(choice|percent|result|robustness)"/);
    const seen = await page.locator("body").innerText();
    assert.doesNotMatch(seen, /%|Tegen \d|Voor \d|Aangenomen|Verworpen/);
    assert.match(await page.locator(".clock").innerText(), /^[12]:\d\d/);
    await shot(page, "console-open");

    // more time, counted from now
    await page.click("[data-key=extra-extend]");
    await page.check("dialog [value='300']");
    await confirm(page);
    await says(page, ".clock", "4:5");

    await page.click("[data-key=next-step]");
    await says(page, "dialog", "5 aanwezige leden hebben nog niet gestemd");
    await confirm(page);
    await says(page, "#result-title", "Verworpen");
    await says(page, ".robust", "Met één stem per lid");
    await shot(page, "console-result");
    await closePage(page);
});

test("a double click does a thing once", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    await round(server, item, { open: false });
    const page = await openConsole(server, { id: s.id, item });
    await step(page, "show-subject");
    await page.dblclick("[data-key=next-step]");
    await step(page, "open");
    assert.equal(await page.locator("dialog").count(), 0, "the second click opened nothing");
    await page.dblclick("[data-key=next-step]");
    await asked(page);
    assert.equal(await count(server, s.id, "open"), 0, "the second click confirmed nothing");
    await page.dblclick("#dialog-confirm");
    await step(page, "close");
    await gone(page);
    assert.deepEqual([await count(server, s.id, "open"), await count(server, s.id, "extended")],
        [1, 0]);
    await page.keyboard.down("s"); // and held down
    await page.waitForSelector("dialog[open]");
    await page.keyboard.down("Enter");
    await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await asked(page);
    assert.equal(await count(server, s.id, "closed"), 0);
    await closePage(page);
});

test("of two operators the second is told that it was done, and nothing is done twice",
    async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    await round(server, item);
    const [one, two] = [await openConsole(server, { id: s.id, item }),
        await openConsole(server, { id: s.id, item })];
    for (const page of [one, two]) {
        await step(page, "close");
        await page.click("[data-key=next-step]");
        await asked(page);
    }
    await confirm(one);
    await says(two, "#dialog-problem", "Stemming gesloten");
    assert.equal(await two.locator("#dialog-confirm").isVisible(), false);
    await two.click("#dialog-cancel");
    await step(two, "declare");

    // both at the same instant
    for (const page of [one, two]) {
        await page.click("[data-key=next-step]");
        await asked(page);
    }
    await Promise.all([one,
        two].map((page) => page.evaluate(() => document.getElementById("dialog-confirm").click())));
    for (const page of [one, two]) {
        await says(page, ".item-kind", "Verworpen");
        if (await page.locator("dialog[open]").count())
            await page.click("#dialog-cancel");
        await gone(page);
    }
    assert.deepEqual([await count(server, s.id, "closed"), await count(server, s.id, "declared")],
        [1, 1]);
    await closePage(one);
    await closePage(two);
});

test("a refusal is told in plain Dutch, with what stands", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const other = await motion(server, s.id);
    await round(server, item, { open: false });
    const page = await openConsole(server, { id: s.id, item });
    await step(page, "show-subject");
    await page.click("[data-key=next-step]");
    await step(page, "open");
    await page.click("[data-key=next-step]");
    await asked(page);
    // the stream is late: the console does not know yet that another vote is open
    page.expectLoss = true;
    await page.route("**/v1/assemblies/*/journal*", (r) => r.abort());
    await round(server, other);
    await page.click("#dialog-confirm");
    await says(page, "#dialog-problem", "Dat kan niet zolang een stemming open is.");
    await page.unroute("**/v1/assemblies/*/journal*");
    await page.click("#dialog-cancel");
    await move(server, (await server.ask("GET", `/v1/assemblies/${s.id}/rounds`)).rounds[1].id,
        "open", undefined, { durationSeconds: 600 });
    await step(page, "go-to-open");
    await page.click("[data-key=next-step]");
    await step(page, "close");
    await closePage(page);
});

// ---- other outcomes ----

test("a vote is annulled by operator and committee, and voted on again with the same terms",
    async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const first = await round(server, item, { majority: "two-thirds", abstain: false });
    await vote(server, first, s.handsets, () => "for");
    await move(server, first, "closed");
    const page = await openConsole(server, { id: s.id, item });
    await page.click("[data-key=extra-annul]");
    await confirmRefused(page, "Geef een reden");
    await page.fill("#field-reason", "De uitslag is meteen betwist =HYPERLINK(\"x\")");
    await confirm(page);
    await says(page, ".notice", "De uitslag is meteen betwist");
    await says(page, ".agenda-row", "Ongeldigverklaring gevraagd");
    assert.equal(await page.locator("[data-key=extra-annul]").count(), 0);
    await step(page, "await-committee");
    await move(server, first, "annulled", { token: await server.token("committee") });
    await says(page, ".agenda-row", "Over te doen");
    await step(page, "show-subject");
    await page.click("[data-key=next-step]");
    await step(page, "prepare");
    await page.click("[data-key=next-step]");
    assert.equal(await page.inputValue("#field-majority"), "two-thirds");
    assert.equal(await page.isChecked("[name=abstain]"), false);
    await confirm(page);
    await take(page, "open", "close");
    const rounds = (await server.ask("GET", `/v1/assemblies/${s.id}/rounds`)).rounds;
    assert.deepEqual(rounds.map((r) => r.state), ["annulled", "open"]);
    assert.deepEqual(rounds[1].options, ["for", "against"]);
    await closePage(page);
});

/** Confirms, and is told what is wrong. */
async function confirmRefused(page, text) {
    await page.click("#dialog-confirm");
    await says(page, "dialog .problem", text);
}

test("what is decided without a vote can be taken back, and both are on record", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const page = await openConsole(server, { id: s.id, item });
    for (const outcome of ["acclamation", "held"]) {
        await page.click("[data-key=extra-decide]");
        await page.check(`dialog [value=${outcome}]`);
        await confirm(page);
        await page.click("[data-key=extra-undecide]");
        await confirm(page);
        await page.waitForSelector("[data-key=extra-decide]");
    }
    const outcomes = (await recorded(server,
        s.id)).filter((l) => l.kind === "decision").map((l) => l.outcome);
    assert.deepEqual(outcomes, ["acclamation", "none", "held", "none"]);
    await page.click("[data-key=extra-decide]");
    await confirmRefused(page, "Kies hoe is besloten");
    await closePage(page);
});

test("any terms can be prepared, and what could never be met is refused", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const page = await openConsole(server, { id: s.id, item });
    await page.click("[data-key=extra-prepare]");
    await page.selectOption("#field-majority", "custom");
    await page.fill("#field-numerator", "5");
    await page.fill("#field-denominator", "4");
    await confirmRefused(page, "kan nooit worden voldaan");
    await page.fill("#field-numerator", "3");
    await page.selectOption("#field-base", "entitled");
    await page.selectOption("#field-options", "named");
    await page.fill("#field-names", "Plan A");
    await confirmRefused(page, "Geef 2 tot 10 opties");
    await page.fill("#field-names", "Plan A\n\nPlan B met een lange naam\nVoor");
    await page.click("summary");
    await page.check("[name=hasQuorum]");
    await page.selectOption("#field-quorumOf", "entitled-weight");
    await page.fill("#field-durationSeconds", "90");
    await page.uncheck("[name=abstain]");
    await confirm(page);
    const [made] = (await server.ask("GET", `/v1/assemblies/${s.id}/rounds`)).rounds;
    assert.deepEqual(made.options, ["Plan A", "Plan B met een lange naam", "Voor", "against-all"]);
    assert.deepEqual(made.majority,
        { numerator: 3, denominator: 4, comparison: "at-least", base: "entitled" });
    assert.deepEqual(made.quorum, { numerator: 1, denominator: 2, of: "entitled", by: "weight" });
    assert.equal(made.durationSeconds, 90);
    await says(page, ".facts", "1/2 van alle stemmen");
    await closePage(page);
});

test("an item is changed until it is voted on", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id, { text: "Eerste tekst", movers: ["GM9001", "GM9002"] });
    const other = await motion(server, s.id, { number: "12" });
    const page = await openConsole(server, { id: s.id, item });
    await page.click("[data-key=extra-edit]");
    await page.fill("#field-title", "Gewijzigd <b>niet vet</b>");
    await page.fill("#field-text", "");
    await page.selectOption("#field-kind", "amendment");
    await page.selectOption("#field-amends", String(other));
    await page.click(".chips button >> nth=0");
    await confirm(page);
    await says(page, ".item-title", "Gewijzigd <b>niet vet</b>");
    const now = await server.ask("GET", `/v1/motions/${item}`);
    assert.deepEqual([now.text ?? "", now.movers, now.amends, now.kind],
        ["", ["GM9002"], other, "amendment"]);
    await go(page, "agenda", other);
    await says(page, ".notice", "Een amendement komt eerst in stemming");
    await page.click("[data-key=extra-edit]");
    await round(server, other);
    await says(page, "#dialog-problem", "intussen in stemming of besloten");
    await closePage(page);
});

// ---- what the projector shows ----

test("the projector's state is in sight in every view, and changes from there", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id, { number: "7" });
    const page = await openConsole(server, { id: s.id, item, view: "desk" });
    const show = async (what, text) => {
        await page.click(`[data-key=show-${what}]`);
        await says(page, "#projector-title", text);
        await page.waitForSelector(`[data-key=show-${what}][aria-pressed=true]`);
    };
    await show("subject", "Onderwerp 7");
    await show("pause", "Pauze");
    for (const none of ["round", "roll-call"])
        await page.waitForSelector(`[data-key=show-${none}][aria-disabled=true]`);
    const vote_ = await round(server, item);
    await says(page, "#projector-title", "Stemming 7");
    await says(page, "#strip", "0 van 12 gestemd");
    await page.waitForSelector("[data-key=show-roll-call][aria-disabled=true]");
    await page.keyboard.press("p");
    await says(page, "#projector-title", "Pauze");
    await move(server, vote_, "closed");
    await go(page, "log");
    await show("roll-call", "Hoofdelijk");
    await show("round", "Uitslag 7");
    await closePage(page);
});

// ---- when things break ----

test("a server that restarts during a vote takes nothing away", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id);
    const vote_ = await round(server, item, { durationSeconds: 3600 });
    const page = await openConsole(server, { id: s.id, item });
    await step(page, "close");
    await vote(server, vote_, s.handsets.slice(0, 3), () => "for");
    await voted(page, 3);
    page.expectLoss = true;
    await server.stop("SIGKILL");
    await says(page, ".link-state", "Geen verbinding");
    await page.click("[data-key=show-pause]");
    await says(page, "#message", "De server antwoordt niet");
    await shot(page, "console-lost");
    await server.start();
    await says(page, ".link-state", "Verbonden");
    await vote(server, vote_, s.handsets.slice(3, 6), () => "against");
    await voted(page, 6);
    await until(async () => (await page.locator(".missing-list li").count()) === 6,
        "who is missing");
    await take(page, "close", "declare");
    await says(page, ".sentence", "3 tegen 3 leden");
    await closePage(page);
});

test("a token that is revoked ends the session; another signs in", async () => {
    const s = await stage(server);
    const { id: credential, token } = await server.ask("POST", "/v1/tokens",
        { role: "operator", name: "Tweede" });
    const page = await openConsole(server, { id: s.id, token });
    await says(page, "#bar", "Tweede");
    await server.ask("DELETE", `/v1/tokens/${credential}`);
    page.expectLoss = true;
    await page.click("[data-key=show-pause]");
    await page.waitForSelector("#token");
    await page.fill("#token", await server.token("display"));
    await page.keyboard.press("Enter");
    await says(page, "#sign-in-problem", "Stembureau");
    await page.fill("#token", server.operator);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#tabs [aria-current]");
    await closePage(page);
});

test("what is published is reached from the console: its page, and the bundle", async () => {
    const { id, handsets } = await stage(server, { members: fictitious(4) });
    const item = await motion(server, id, { title: "Jaarrekening 2025" });
    const vote_ = await round(server, item);
    await vote(server, vote_, handsets, () => "for");
    const committee = await server.token("committee");
    await move(server, vote_, "closed");
    await move(server, vote_, "declared");
    await move(server, vote_, "certified", { token: committee });
    const page = await openConsole(server, { id, item });
    await step(page, "publish");
    assert.equal(await page.locator(".published").count(), 0, "not before it is published");
    await take(page, "publish");
    const links = page.locator(".published a");
    assert.deepEqual(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
        [`/results/rounds/${vote_}`, `/results/${id}/bundle.zip`]);
    const [download] = await Promise.all([page.waitForEvent("download"), links.nth(1).click()]);
    assert.match(download.suggestedFilename(), /\.zip$/);
    const [public_] = await Promise.all([page.waitForEvent("popup"), links.first().click()]);
    await public_.getByRole("heading", { name: "Jaarrekening 2025" }).waitFor();
    await public_.close();
    await go(page, "setup");
    assert.deepEqual(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
        [`/results/${id}`, `/results/${id}/bundle.zip`]);
    await shot(page, "console-published");
    await closePage(page);
});
