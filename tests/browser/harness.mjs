// SPDX-License-Identifier: EUPL-1.2
/**
 * harness: the real daemon and Debian's Chromium for one test file.
 *
 * A page that writes an error to its console, breaks its content policy, throws,
 * or asks for what is not there, fails its test.  Screenshots go to
 * build/check/browser/; those that the documents show also to docs/images/ with
 * STEMBUS_IMAGES=1 (`make images`).
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BINARY = path.resolve(TOP, process.env.STEMBUS ?? "build/release/stembus");
const SHOTS = path.join(TOP, "build/check/browser");
const BOUND_MS = 20000; // what hangs longer than this is a fault

mkdirSync(SHOTS, { recursive: true });

/** Waits until `condition()` gives something true; gives that. */
export async function until(condition, what) {
    const deadline = Date.now() + BOUND_MS;
    for (;;) {
        const value = await condition();
        if (value)
            return value;
        if (Date.now() > deadline)
            throw new Error(`waited ${BOUND_MS} ms in vain for ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

// ---- the daemon -------------------------------------------------------------

export class Server {
    constructor(options = []) {
        this.options = options;
        this.folder = mkdtempSync(path.join(tmpdir(), "stembus-browser-"));
        this.data = path.join(this.folder, "data");
        this.port = 0;
        const made = spawnSync(BINARY, ["init", "--data", this.data], { encoding: "utf8" });
        assert.equal(made.status, 0, made.stderr);
        this.operator = made.stdout.trim();
    }

    get url() {
        return `http://127.0.0.1:${this.port}`;
    }

    /** Starts on the port it had before, so that pages find it again. */
    async start() {
        const file = path.join(this.folder, "port");
        rmSync(file, { force: true });
        const log = openSync(path.join(this.folder, "log"), "a");
        this.process = spawn(BINARY, ["serve", "--data", this.data, "--listen",
            `127.0.0.1:${this.port}`, "--port-file", file, "--handset-rate", "0",
            ...this.options], { stdio: ["ignore", log, log] });
        this.ended = new Promise((resolve) => this.process.once("exit", resolve));
        await until(() => {
            assert.equal(this.process.exitCode, null, this.log());
            return existsSync(file);
        }, "the port file");
        this.port = Number(readFileSync(file, "utf8"));
        return this;
    }

    async stop(signal = "SIGTERM") {
        if (!this.process)
            return;
        this.process.kill(signal);
        await this.ended;
        this.process = null;
    }

    async remove() {
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    log() {
        return readFileSync(path.join(this.folder, "log"), "utf8").slice(-4000);
    }

    /** A subcommand on this store; gives its standard output. */
    run(...args) {
        const done = spawnSync(BINARY, args, { encoding: "utf8" });
        assert.equal(done.status, 0, done.stderr);
        return done.stdout;
    }

    /** A request with a token (the operator's by default); gives the JSON. */
    async ask(method, target, body, { token = this.operator, type = "application/json" } = {}) {
        const response = await fetch(this.url + target, {
            method,
            headers: {
                ...(token ? { Authorization: `Bearer ${token}` } : {}),
                ...(body === undefined ? {} : { "Content-Type": type }),
            },
            body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
        });
        const text = await response.text();
        assert.ok(response.ok, `${method} ${target}: ${response.status} ${text}`);
        return text === "" ? null : JSON.parse(text);
    }

    /** A token of a role. */
    async token(role, name = role) {
        return (await this.ask("POST", "/v1/tokens", { role, name })).token;
    }

    /** One of each role, by role. */
    async tokens(...roles) {
        return Object.fromEntries(await Promise.all(roles.map(async (role) =>
            [role, await this.token(role)])));
    }
}

// ---- a stage ----------------------------------------------------------------

const FIRST = ["Voorbeeld", "Proef", "Schaduw", "Duin", "Wilgen", "Linden", "Berken", "Zilver",
    "Molen", "Ooster", "Wester", "Noorder", "Zuider", "Nieuw", "Veld", "Klaver"];
const LAST = ["stad", "dorp", "wijk", "meer", "burg", "veen", "horst", "dijk", "hoek", "kerk",
    "woude", "drecht", "zand", "broek", "loo", "water"];

/** Members that do not exist: {code, name, inhabitants}. */
export function fictitious(count) {
    return Array.from({ length: count }, (_, i) => ({
        code: `GM${9001 + i}`,
        name: FIRST[i % 16] + LAST[Math.floor(i / 16 + i) % 16],
        inhabitants: 900 + ((i * 7919) % 9) * 1100,
    }));
}

/**
 * An assembly with its roll, everybody present and with a handset, opened.
 * Gives {id, members, handsets: [{serial, member, token}]}.
 */
export async function stage(server, { members = fictitious(12), title = "Algemene ledenvergadering",
    handsets = true, open = true } = {}) {
    const csv = ["code;kind;name;inhabitants;reference_date",
        ...members.map((m) => `${m.code};municipality;"${m.name.replaceAll('"', '""')}";${m.inhabitants};2026-01-01`)]
        .join("\n");
    await server.ask("PUT", "/v1/members", csv, { type: "text/csv" });
    const { id } = await server.ask("POST", "/v1/assemblies",
        { kind: "alv", title, date: "2026-06-08", place: "Voorbeeldstad" });
    await server.ask("POST", `/v1/assemblies/${id}/transitions`, { to: "convened" });
    await server.ask("PUT", `/v1/assemblies/${id}/attendance`,
        members.map((m) => ({ member: m.code, present: true })));
    const given = handsets
        ? await server.ask("POST", `/v1/assemblies/${id}/handsets`,
            members.map((m, i) => ({ serial: `K${String(i + 1).padStart(3, "0")}`, member: m.code })))
        : [];
    if (open)
        await server.ask("POST", `/v1/assemblies/${id}/transitions`, { to: "opened" });
    return { id, members, handsets: given };
}

let numbered = 1;

/** A motion; gives its id. */
export async function motion(server, assembly, fields = {}) {
    const made = await server.ask("POST", `/v1/assemblies/${assembly}/motions`, {
        number: String(numbered++), kind: "proposal", title: "Contributievoorstel 2027", ...fields });
    return made.id;
}

/** A round of a motion, prepared or opened; gives its id. */
export async function round(server, motionId, { open = true, ...terms } = {}) {
    const { id } = await server.ask("POST", `/v1/motions/${motionId}/rounds`,
        { majority: "simple", abstain: true, ...terms });
    if (open)
        await move(server, id, "open");
    return id;
}

export function move(server, roundId, to, options, more = {}) {
    return server.ask("POST", `/v1/rounds/${roundId}/transitions`, { to, ...more }, options);
}

/** A ballot of each of the handsets; `choose(i)` gives the choice. */
export async function vote(server, roundId, handsets, choose, sequence = 1) {
    for (const [i, handset] of handsets.entries()) {
        const choice = choose(i);
        if (choice)
            await server.ask("POST", `/v1/rounds/${roundId}/ballots`, { choice, sequence },
                { token: handset.token });
    }
}

// ---- the browser ------------------------------------------------------------

let browser = null;
after(async () => browser?.close());

export async function launch() {
    browser ??= await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--force-color-profile=srgb", "--font-render-hinting=none"],
    });
    return browser;
}

/** What a page may never do; `page.faults` lists what it did. */
function watch(page) {
    page.faults = [];
    page.expectLoss = false; // while the server is away, failed requests are no fault
    page.on("console", (m) => {
        if (m.type() === "error" && !m.text().startsWith("Failed to load resource"))
            page.faults.push(`console: ${m.text()}`);
    });
    page.on("pageerror", (e) => page.faults.push(`error: ${e.stack}`));
    page.on("response", (r) => {
        const isAway = page.expectLoss && r.status() === 503; // it says that it stops
        if (r.status() === 404 || r.status() >= 500 && !isAway)
            page.faults.push(`${r.status()} ${r.url()}`);
    });
    page.on("requestfailed", (r) => {
        if (!page.expectLoss && r.failure()?.errorText !== "net::ERR_ABORTED")
            page.faults.push(`failed: ${r.url()} ${r.failure()?.errorText}`);
    });
}

/**
 * A page in a browser profile of its own.
 * @param {object} options  `token`, `code`, `assembly` and more for the `fragment`
 *     of its address; `prepare(page)` before it is loaded; the rest is of the
 *     context: viewport, locale, colorScheme, …
 */
export async function openPage(server, target,
    { token, code, assembly, fragment: more = {}, prepare, ...options } = {}) {
    const context = await (await launch()).newContext({
        viewport: { width: 1280, height: 800 }, locale: "nl-NL", timezoneId: "Europe/Amsterdam",
        ...options });
    context.setDefaultTimeout(BOUND_MS);
    const page = await context.newPage();
    watch(page);
    await prepare?.(page);
    const fragment = new URLSearchParams(more);
    if (token) fragment.set("token", token);
    if (code) fragment.set("code", code);
    if (assembly) fragment.set("assembly", String(assembly));
    const text = fragment.toString();
    await page.goto(server.url + target + (text ? `#${text}` : ""));
    return page;
}

/** Closes a page's profile; fails when the page did what it may not. */
export async function closePage(page) {
    const { faults } = page;
    await page.context().close();
    assert.deepEqual(faults, []);
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No finding of axe (WCAG 2.0 to 2.2, A and AA) in the state the page is in. */
export async function assertAccessible(page, what = page.url()) {
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`),
        [], what);
}

/** Nothing is wider than the window: no scrolling sideways. */
export async function assertNoSideways(page) {
    const [content, window] = await page.evaluate(() =>
        [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= window, `${page.url()} is ${content} px wide in ${window}`);
}

/** A screenshot; `document` puts it in docs/images/ as well when asked for. */
export async function shot(page, name, { document = false, ...options } = {}) {
    const file = path.join(SHOTS, `${name}.png`);
    await page.screenshot({ path: file, animations: "disabled", ...options });
    if (document && process.env.STEMBUS_IMAGES === "1") {
        const images = path.join(TOP, "docs/images");
        mkdirSync(images, { recursive: true });
        copyFileSync(file, path.join(images, `${name}.png`));
    }
    return file;
}
