// SPDX-License-Identifier: EUPL-1.2
/** The console's desk, register, tokens and handsets. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { asked, confirm, go, gone, openConsole, recorded, says } from "./console.mjs";
import { assertAccessible, closePage, fictitious, motion, openPage, round, Server, shot, stage,
    until, vote } from "./harness.mjs";

const BASE = "https://stem.example";
const server = new Server(["--public-url", BASE]);
before(() => server.start());
after(() => server.remove());

/** Who has which handset now. */
async function assigned(id) {
    const { handsets } = await server.ask("GET", `/v1/assemblies/${id}/handsets`);
    return Object.fromEntries(handsets.filter((h) => h.state === "assigned").map((h) => [h.member,
        h.serial]));
}

/** Finds a member at the desk. */
async function find(page, text) {
    await page.fill("#desk-search", text);
    await page.press("#desk-search", "Enter");
    return page.waitForSelector("#member-name");
}

/** The modules that a QR code on the page draws, as rows of 1 and 0. */
function modules(page, selector) {
    return page.locator(`${selector} .qr`).evaluate((qr) => {
        const size = qr.viewBox.baseVal.width;
        const rows = Array.from({ length: size }, () => Array(size).fill("0"));
        const runs = qr.querySelector(".qr-dark").getAttribute("d")
            .matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g);
        for (const [, x, y, n] of runs)
            rows[Number(y)].fill("1", Number(x), Number(x) + Number(n));
        return rows.slice(4, -4).map((row) => row.slice(4, -4).join(""));
    });
}

/** A QR code on the page says this: its modules are those that the server makes of it. */
async function assertQr(page, selector, text) {
    const { rows } = await server.ask("POST", "/v1/qr-codes", { text });
    assert.deepEqual(await modules(page, selector), rows, text);
}

// ---- the desk ----

test("a handset is handed out, swapped and taken from another in two actions each", async () => {
    const s = await stage(server, { handsets: false });
    const page = await openConsole(server, { id: s.id, view: "desk" });
    await says(page, "#hits-title", "12");
    await find(page, s.members[0].name.toUpperCase());
    await page.waitForSelector("#serial:focus");
    await page.keyboard.type("bad serial!");
    await page.keyboard.press("Enter");
    await says(page, "#serial-problem", "serienummer van 1 tot 32");
    await page.fill("#serial", "0101");
    await page.keyboard.press("Enter");
    await says(page, "#message", "0101");
    await page.waitForSelector("#desk-search:focus");

    await find(page, s.members[0].code);
    await page.fill("#serial", "0102");
    await page.click("text=Ruil om");
    await says(page, "#message", "0102");
    assert.deepEqual(await assigned(s.id), { GM9001: "0102" });

    await find(page, s.members[1].code);
    await page.fill("#serial", "0102");
    await page.keyboard.press("Enter");
    await says(page, "dialog", "al uitgegeven");
    await says(page, "dialog", s.members[0].name);
    await asked(page);
    assert.deepEqual(await assigned(s.id), { GM9001: "0102" }, "asked first");
    await confirm(page);
    await until(async () => (await assigned(s.id)).GM9002 === "0102", "the handset's new member");
    assert.deepEqual(await assigned(s.id), { GM9002: "0102" });
    await page.fill("#desk-search", "");
    await says(page, "#hits-title", "11");
    await closePage(page);
});

test("arrows choose among what fits, and coming and going is seen at once", async () => {
    const s = await stage(server);
    const page = await openConsole(server, { id: s.id, view: "desk" });
    await page.fill("#desk-search", "gm90");
    const active = () => page.getAttribute("#desk-search", "aria-activedescendant");
    const first = await until(active, "a first");
    await page.press("#desk-search", "ArrowDown");
    await until(async () => (await active()) !== first, "the second");
    await page.press("#desk-search", "ArrowUp");
    await until(async () => (await active()) === first, "the first again");
    await page.press("#desk-search", "Enter");
    await page.click("[data-action=check-out]");
    await says(page, ".attendance", "Afwezig");
    await says(page, ".presence", "11 van 12");
    await page.click("[data-action=check-in]");
    await says(page, ".presence", "12 van 12");
    // by somebody else
    await server.ask("PUT", `/v1/assemblies/${s.id}/roll/GM9005/attendance`, { present: false });
    await says(page, ".presence", "11 van 12");
    await find(page, "GM9005");
    await says(page, ".attendance", "Afwezig");
    await page.click("[data-key=all-present]");
    await confirm(page);
    await says(page, ".presence", "12 van 12");
    await closePage(page);
});

test("during a vote the desk says what cannot be done, and does what can", async () => {
    const s = await stage(server);
    const vote_ = await round(server, await motion(server, s.id));
    await vote(server, vote_, s.handsets.slice(0, 1), () => "for");
    const page = await openConsole(server, { id: s.id, view: "desk" });
    await says(page, ".notice", "Er is een stemming open");
    await find(page, "GM9001");
    await says(page, ".member .notice", "Trek het kastje in");
    assert.equal(await page.getAttribute(".hand-out button", "aria-disabled"), "true");
    await assertAccessible(page, "desk during a vote");
    await shot(page, "console-desk-vote");
    await page.click("[data-key=revoke]");
    await confirm(page);
    await says(page, ".handset-part", "Heeft geen stemkastje");
    await page.fill("#serial", "0999");
    await page.press("#serial", "Enter");
    await says(page, "#message", "0999");
    assert.equal((await assigned(s.id)).GM9001, "0999");
    assert.equal((await server.ask("GET", `/v1/rounds/${vote_}`)).turnout.members, 1,
        "the ballot stands");
    await closePage(page);
});

test("a phone gets a code, whose QR code is the address that signs in; a new one ends it",
    async () => {
    const s = await stage(server, { handsets: false });
    const page = await openConsole(server, { id: s.id, view: "desk" });
    await find(page, "GM9003");
    await page.click("[data-key=phone]");
    const code = async () => (await page.locator("dialog .card-code").innerText()).trim();
    const signIn = (text) => fetch(`${server.url}/v1/session`, { method: "POST",
        headers: { "Content-Type": "application/json", Origin: server.url },
        body: JSON.stringify({ code: text }) });
    const first = await code();
    await assertQr(page, "dialog", `${BASE}/handset#code=${first.replaceAll("-", "")}`);
    await says(page, "dialog", `${BASE}/handset`);
    await assertAccessible(page, "a code");
    await shot(page, "console-code");
    assert.equal((await signIn(first)).status, 201);
    await page.click("#dialog-cancel");
    await gone(page);
    assert.equal((await assigned(s.id)).GM9003, "T-GM9003");
    await page.click("[data-key=new-code]");
    await page.waitForSelector("dialog .card-code");
    assert.notEqual(await code(), first);
    assert.equal((await signIn(first)).status, 401);
    assert.equal((await signIn(await code())).status, 201);
    await closePage(page);
});

test("a sheet of cards is printed for many members, each with its own code", async () => {
    const s = await stage(server, { handsets: false, members: fictitious(10) });
    const page = await openConsole(server, { id: s.id, view: "desk" });
    await page.evaluate(() => {
        window.print = () => {
            window.printed = (window.printed ?? 0) + 1;
        };
    });
    await page.click("[data-key=cards]");
    await page.check("dialog [value=phones]");
    await page.click("#dialog-confirm");
    await says(page, "dialog .problem", "geen leden in deze groep");
    await page.check("dialog [value=without]");
    await confirm(page);
    await until(() => page.evaluate(() => window.printed === 1), "the printer");
    const cards = page.locator("#sheet .qr-card");
    assert.equal(await cards.count(), 10);
    const codes = (await cards.locator(".card-code").allTextContents()).map((c) => c.trim());
    assert.equal(new Set(codes).size, 10);
    assert.equal(Object.keys(await assigned(s.id)).length, 10);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("#app").isVisible(), false);
    assert.equal(await cards.first().isVisible(), true);
    const overlaps = await cards.evaluateAll((list) =>
        list.filter((card) => [...card.children].some((part, i, all) => {
        const [a, b] = [part, all[i + 1] ?? card].map((p) => p.getBoundingClientRect());
        return i + 1 < all.length ? a.bottom > b.top : a.bottom > b.bottom;
    })).length);
    assert.equal(overlaps, 0, "nothing lies over a code");
    await assertQr(page, "#sheet .qr-card:nth-child(3)",
        `${BASE}/handset#code=${codes[2].replaceAll("-", "")}`);
    await page.setViewportSize({ width: 718, height: 1045 }); // A4 within its margins
    await shot(page, "console-cards", { fullPage: true });
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await cards.count(), 0, "no codes stay behind");
    await closePage(page);
});

// ---- handsets ----

test("the table of handsets shows problems first, sorts, and leads to the desk", async () => {
    const s = await stage(server);
    await server.ask("DELETE", `/v1/assemblies/${s.id}/handsets/K012`);
    const vote_ = await round(server, await motion(server, s.id));
    const gateway = await server.token("gateway");
    await server.ask("POST", `/v1/rounds/${vote_}/ballot-batches`, { ballots: [
        { handset: "K001", key: 1, sequence: 2, battery: 80 },
        { handset: "K001", key: 1, sequence: 2, battery: 80 },
        { handset: "K001", key: 1, sequence: 1, battery: 80 },
        { handset: "K002", key: 1, sequence: 1, battery: 9 },
        { handset: "K003", key: 1, sequence: 1, battery: 90 }] }, { token: gateway });
    const page = await openConsole(server, { id: s.id, view: "handsets" });
    const cell = (row,
        column) =>
        page.locator(`.handsets tbody tr >> nth=${row}`).locator("td").nth(column).innerText();
    await until(async () => (await page.locator(".handsets").innerText()).includes("9%"),
        "what was seen since");
    await says(page, ".handsets tbody tr:first-child", "nog niet gezien");
    await says(page, ".handsets", "geweigerde drukken");
    assert.equal(await page.locator(".handsets tbody tr").count(), 11);
    await page.click("[data-key=sort-battery]");
    await page.waitForSelector("th[aria-sort=ascending]:has([data-key=sort-battery])");
    assert.deepEqual([await cell(0, 1), await cell(0, 4)], ["K002", "9%"]);
    await page.click("[data-key=sort-battery]");
    await page.waitForSelector("th[aria-sort=descending]:has([data-key=sort-battery])");
    await page.click("[data-key=sort-repeats]");
    await page.waitForSelector("th[aria-sort=ascending]:has([data-key=sort-repeats])");
    assert.deepEqual([await cell(0, 1), await cell(0, 5)], ["K001", "1"]);
    await page.click("[data-key=past]");
    await says(page, ".handsets", "ingetrokken");
    await assertAccessible(page, "handsets");
    await shot(page, "console-handsets");
    await page.click("[data-action=handsets-desk][data-code=GM9002]");
    await says(page, "#member-name", s.members[1].name);
    await closePage(page);
});

// ---- the register ----

const REGISTER = "code;soort;naam;inwoners;peildatum\r\n";

test("a register with faults is refused whole, with all faults by line", async () => {
    const { id } = await stage(server);
    const size = async () => (await server.ask("GET",
        "/v1/members?date=2026-06-08&pageSize=1000")).members.length;
    const was = await size();
    const page = await openConsole(server, { id, view: "setup" });
    const rowsOf = (...rows) => REGISTER + rows.map((row) => `${row}\n`).join("");
    await page.fill("#register-text", rowsOf("GM9500;gemeente;Goed;1;2026-01-01",
        "GM95x;gemeente;<script>alert(1)</script>;1;2026-01-01", "GM9501;dorp;;-1;x",
        "GM9502;gemeente;Te veel;1;2026-01-01;meer"));
    await page.click("[data-action=register-look]");
    await says(page, ".preview .notice", "er is niets bewaard");
    const rows = await page.locator(".preview tbody tr").allInnerTexts();
    assert.deepEqual(rows.map((r) => Number(r.split("\t")[0])), [3, 4, 4, 4, 4, 5]);
    const text = rows.join("\n");
    for (const what of ["twee hoofdletters", "soort\tGemeente of gewest", "naam\tVul dit in",
        "inwoners\tEen heel getal", "peildatum\tEen datum als", "6 velden in plaats van 5"])
        assert.ok(text.includes(what), `${what} in ${text}`);
    assert.equal(await page.locator("[data-key=register-store]").count(), 0);
    assert.equal(await size(), was);
    await assertAccessible(page, "register with faults");
    await shot(page, "console-register-faults");
    await page.fill("#register-text", "naam,soort\nX,gemeente\n");
    await page.click("[data-action=register-look]");
    await says(page, ".preview", "De kolom «⁨code⁩» ontbreekt");
    await closePage(page);
});

test("a file is looked at before it is stored, whatever a spreadsheet made of its letters",
    async () => {
    const { id } = await stage(server);
    const page = await openConsole(server, { id, view: "setup" });
    const file = (text) => ({ name: "leden.csv", mimeType: "text/csv",
        buffer: Buffer.from(text, "latin1") });
    const csv = `${REGISTER}GM9600;gemeente;Súdwest;900;2026-01-01\r\n` +
        "GM9001;gemeente;Nieuwe naam;12000;2026-03-01\r\n";
    await page.setInputFiles("#register-file", file(csv));
    await says(page, ".preview", "geen UTF-8");
    await says(page, ".counts", "1 nieuw");
    await says(page, ".counts", "1 gewijzigd");
    await says(page, ".preview tbody", "Súdwest");
    await assertAccessible(page, "register preview");
    await shot(page, "console-register");
    await page.click("[data-key=register-store]");
    await says(page, "#message", "Ingelezen");
    assert.equal((await server.ask("GET", "/v1/members/GM9600")).periods[0].name, "Súdwest");
    await page.setInputFiles("#register-file", file(csv));
    await says(page, ".counts", "2 ongewijzigd");
    assert.equal(await page.getAttribute("[data-key=register-store]", "aria-disabled"), "true");
    await closePage(page);
});

test("an assembly is only convened with a register that gives everybody a weight", async () => {
    const { id } = await server.ask("POST", "/v1/assemblies",
        { kind: "balv", title: "Te vroeg", date: "1950-01-01", place: "Hier" });
    const page = await openConsole(server, { id, view: "setup" });
    await page.click("[data-key=assembly-move]");
    await says(page, "dialog .notice", "leden zonder inwonertal");
    await page.click("#dialog-confirm");
    await says(page, "#dialog-problem", "niet volledig genoeg");
    await page.click("#dialog-cancel");
    await go(page, "desk");
    await says(page, "main", "bijeengeroepen");
    await page.click("main button");
    await page.waitForSelector("#register-text");
    await page.click("[data-action=assembly-new]");
    await asked(page);
    await page.fill("#field-municipality-minimum", "90");
    await page.fill("#field-region-per", "0");
    await page.click("#dialog-confirm");
    await says(page, "#field-title-problem", "Vul dit in");
    await says(page, "[id='field-municipality-minimum-problem']", "niet boven het maximum");
    await says(page, "[id='field-region-per-problem']", "100.000.000");
    await assertAccessible(page, "new assembly with faults");
    await shot(page, "console-new-assembly");
    await closePage(page);
});

// ---- tokens ----

test("a token is shown once, with the address that signs in; revoking ends it", async () => {
    const s = await stage(server);
    const page = await openConsole(server, { id: s.id, view: "access" });
    for (const [role, path] of [["chair", "/screen"], ["display", "/screen"],
        ["committee", "/committee"], ["operator", "/console"], ["gateway", null]]) {
        await page.click("[data-key=token-new]");
        await page.selectOption("#field-role", role);
        await page.fill("#field-name", `naam ${role}`);
        await asked(page);
        await page.click("#dialog-confirm");
        await page.waitForSelector("dialog .secret");
        const shown = await page.locator("dialog .secret").allInnerTexts();
        const token = shown[shown.length - 1];
        assert.equal((await server.ask("GET", "/v1/session", undefined, { token })).role, role);
        assert.equal(shown.length, path === null ? 1 : 2);
        if (path !== null) {
            assert.equal(shown[0], `${BASE}${path}#token=${token}&assembly=${s.id}`);
            await assertQr(page, "dialog", shown[0]);
        }
        if (role === "chair") {
            await assertAccessible(page, "a token");
            await shot(page, "console-token");
        }
        await page.keyboard.press("Escape");
        await gone(page);
        assert.ok(!(await page.content()).includes(token), "gone for good");
    }
    const row = page.locator("tr", { hasText: "naam gateway" });
    await row.locator("button").click();
    await confirm(page);
    await until(async () => (await row.innerText()).includes("Ingetrokken"), "the token revoked");
    // one's own
    await page.locator("tr", { hasText: "Stembureau" }).first().locator("button").click();
    await page.click("#dialog-confirm");
    await says(page, "#dialog-problem", "Dat kan nu niet");
    await page.click("#dialog-cancel");
    await assertAccessible(page, "access");
    await closePage(page);
});

test("the address of a new token signs in, and keeps no secret in the address", async () => {
    const s = await stage(server);
    const token = await server.token("operator", "Via het adres");
    const page = await openPage(server, "/console", { token, assembly: s.id });
    await says(page, "#bar", "Via het adres");
    assert.ok(!(await page.evaluate(() => location.href)).includes(token));
    assert.ok((await page.evaluate(() => location.hash)).includes(`assembly=${s.id}`));
    await closePage(page);
});

// ---- go or no go ----

test("the checklist says what is missing, and go when nothing is", async () => {
    const s = await stage(server, { handsets: false, open: false });
    const page = await openConsole(server, { id: s.id, view: "check" });
    await says(page, ".verdict", "Nog niet beginnen");
    const verdict = (id) => page.getAttribute(`[data-key=${id}]`, "data-verdict");
    for (const [id, is] of [["store", "good"], ["clock", "good"], ["roll", "good"],
        ["present", "good"], ["without", "warn"],
        ["unseen", "unknown"], ["agenda", "bad"], ["practice", "warn"], ["address", "good"]])
        assert.equal(await verdict(id), is, id);
    await assertAccessible(page, "checklist");
    await shot(page, "console-checklist");

    // all that is asked for
    const given = await server.ask("POST", `/v1/assemblies/${s.id}/handsets`,
        s.members.map((m, i) => ({ serial: `K${i}`, member: m.code })));
    await server.ask("POST", `/v1/assemblies/${s.id}/transitions`, { to: "opened" });
    const practice = await round(server,
        await motion(server, s.id, { number: "0", kind: "practice", title: "Proef" }));
    await vote(server, practice, given, () => "for");
    await server.ask("POST", `/v1/rounds/${practice}/transitions`, { to: "closed" });
    await round(server, await motion(server, s.id), { open: false });
    await server.token("chair");
    await server.token("committee");
    const screen = new AbortController();
    const stream = (token) => fetch(`${server.url}/v1/assemblies/${s.id}/stream`,
        { signal: screen.signal, headers: token ? { Authorization: `Bearer ${token}` } : {} });
    await stream(null);
    await page.click("[data-key=again]");
    await says(page, "[data-key=screens]", "Geen zaalscherm verbonden"); // a phone is none
    await stream(await server.token("display"));
    await page.click("[data-key=again]");
    await until(async () => (await verdict("screens")) === "good", "the screen seen");
    await until(async () => (await verdict("unseen")) === "good", "the handsets seen");
    // free disk is this machine's own affair
    const rest = await page.locator(".check-line:not([data-verdict=good])").evaluateAll((list) =>
        list.map((l) => l.dataset.key));
    assert.deepEqual(rest.filter((id) => id !== "disk"), []);
    screen.abort();
    await closePage(page);
});

test("the log tells who did what, and that undoing is a line of its own", async () => {
    const s = await stage(server);
    const item = await motion(server, s.id, { number: "9", title: "Over de haven" });
    await server.ask("POST", `/v1/motions/${item}/decisions`, { outcome: "held" });
    await server.ask("POST", `/v1/motions/${item}/decisions`, { outcome: "none" });
    const page = await openConsole(server, { id: s.id, view: "log" });
    await says(page, ".log li:nth-child(1)", "Nog geen besluit");
    await says(page, ".log li:nth-child(2)", "Aangehouden");
    await says(page, ".log", "Voorbeeldstad: Aanwezig");
    const all = await page.locator(".log li").count();
    assert.equal(all, (await recorded(server, s.id)).filter((l) => l.kind !== "roll").length);
    await page.click("[data-key=mine]");
    await until(async () => (await page.locator(".log li").count()) < all, "only mine");
    await server.ask("POST", `/v1/motions/${item}/decisions`, { outcome: "noted" });
    await says(page, ".log li:nth-child(1)", "Ter kennisname");
    await assertAccessible(page, "log");
    await closePage(page);
});
