// SPDX-License-Identifier: EUPL-1.2
/** What holds for the sources of all pages. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { TOP } from "./harness.mjs";

const WEB = path.join(TOP, "src/web");
const BIN = path.join(TOP, "tests/node_modules/.bin");
const sources = readdirSync(WEB, { recursive: true }).map(String).sort();
const PARTS = { screen: ["screen"], console: ["console", "console_rest"],
    committee: ["committee", "committee_rest"], handset: ["base"] };
const ALL = Object.values(PARTS).flat();
const texts = { nl: await textsOf("nl", ...ALL), en: await textsOf("en", ...ALL) };

async function textsOf(language, ...pages) {
    const all = await Promise.all(pages.map((page) =>
        import(path.join(WEB, `text/${language}_${page}.js`))));
    return Object.assign({}, ...all.map((module) => module.texts));
}

test("the modules keep to their types", () => {
    const run = spawnSync(path.join(BIN, "tsc"), ["-p", path.join(TOP, "tests/browser/tsconfig.json")],
        { encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout);
});

test("both languages have the same keys, and the same parameters in each text", () => {
    assert.deepEqual(Object.keys(texts.en), Object.keys(texts.nl));
    for (const key of Object.keys(texts.nl)) {
        const parameters = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
        assert.deepEqual(parameters(texts.en[key]), parameters(texts.nl[key]), key);
        assert.equal(texts.en[key].split("|").length, texts.nl[key].split("|").length, key);
        assert.notEqual(texts.en[key].trim(), "", key);
    }
});

test("every text is used", () => {
    const code = sources.filter((name) => name.endsWith(".js") && !name.startsWith("text"))
        .map((name) => readFileSync(path.join(WEB, name), "utf8")).join("\n");
    const groups = [...code.matchAll(/`(\w+_)\$\{/g)].map((match) => match[1]);
    const wordGroups = ["outcome_", "kind_", "advice_", "assembly_", "assembly_state_",
        "round_state_", "role_"]; // lib/words.js
    for (const key of Object.keys(texts.nl)) {
        const used = code.includes(`"${key}"`) ||
            [...groups, ...wordGroups].some((group) => key.startsWith(group));
        assert.ok(used, `nobody says ${key}`);
    }
});

test("each page has the texts it asks for", async () => {
    for (const [page, parts] of Object.entries(PARTS)) {
        const own = await textsOf("nl", ...parts);
        for (const name of sources.filter((n) => n.startsWith(page) && n.endsWith(".js")))
            for (const [, key] of readFileSync(path.join(WEB, name), "utf8")
                .matchAll(/\bt\(\s*"(\w+)"/g))
                assert.ok(key in own, `${name}: there is no text ${key}`);
    }
});

test("no page's module writes markup or styles as text", () => {
    for (const name of sources.filter((n) => n.endsWith(".js"))) {
        const code = readFileSync(path.join(WEB, name), "utf8");
        assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function/, name);
        assert.doesNotMatch(code, /setAttribute\("style"|style:/, name);
    }
});

test("colours stand in theme.css alone", () => {
    for (const name of sources.filter((n) => n.endsWith(".css") && n !== "theme.css")) {
        const css = readFileSync(path.join(WEB, name), "utf8").replace(/\/\*[^]*?\*\//g, "");
        const found = css.match(/#[0-9a-f]{3,8}\b(?![^{}]*\{)/gi) ?? [];
        assert.deepEqual(found, [], name);
    }
});

test("the pages are valid HTML", () => {
    const pages = sources.filter((name) => name.endsWith(".html")).map((name) => path.join(WEB, name));
    const run = spawnSync(path.join(BIN, "html-validate"),
        ["--config", path.join(TOP, "tests/browser/htmlvalidate.json"), ...pages], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
});
