// SPDX-License-Identifier: EUPL-1.2
/**
 * register: importing the register, from a file or pasted.  The server says
 * first what would change, and stores nothing until that is confirmed.
 */
import { api, ApiError, isRefusal } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { t, tKey } from "../lib/text.js";
import { button, deadline, onAction, run } from "./actions.js";
import { refusalText, rowFaults } from "./problems.js";
import { changed } from "./state.js";
import { table, tableRow } from "./tables.js";

/** @typedef {{code: string, name: string, change: "added" | "changed" | "ended"}} Change */
/**
 * @typedef {{added: number, changed: number, unchanged: number, ended: number,
 *            changes?: Change[]}} Counts
 */

const FILE_MAX = 4 * 1024 * 1024;

/**
 * What was looked at last; null before that.
 * @type {{name: string, text: string, converted: boolean, counts: Counts | null,
 *         problem: string, faults: import("./problems.js").RowFault[]} | null}
 */
let looked = null;

/** @param {string} text */
function csv(text) {
    return new Blob([text], { type: "text/csv" });
}

/**
 * The text of a file.  What is no UTF-8 was most likely saved by a spreadsheet
 * on Windows.
 * @param {ArrayBuffer} bytes
 */
export function decode(bytes) {
    try {
        return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), converted: false };
    } catch {
        return { text: new TextDecoder("windows-1252").decode(bytes), converted: true };
    }
}

/**
 * Asks the server what this file would change.
 * @param {string} name
 * @param {string} text
 * @param {boolean} converted
 */
async function look(name, text, converted) {
    looked = { name, text, converted, counts: null, problem: "", faults: [] };
    if (text.length > FILE_MAX) {
        looked.problem = t("console_problem_body_too_large");
        changed();
        return;
    }
    try {
        looked.counts = await api("PUT", "/v1/members?dryRun=true", csv(text),
            { signal: deadline() });
    } catch (error) {
        if (!isRefusal(error))
            throw error;
        looked.problem = refusalText(error);
        looked.faults = error instanceof ApiError ? rowFaults(error.errors) : [];
    }
    changed();
    requestAnimationFrame(() => document.getElementById("register-preview")?.focus());
}

onAction("register-look", () => {
    const pasted = /** @type {HTMLTextAreaElement} */ (document.getElementById("register-text"));
    if (pasted.value.trim() !== "")
        look(t("console_register_pasted"), pasted.value, false);
});

onAction("register-cancel", () => {
    looked = null;
    changed();
});

onAction("register-store", async () => {
    if (looked === null)
        return;
    const { text } = looked;
    /** @type {Counts | null} */
    let counts = null;
    const done = await run(async () => {
        counts = await api("PUT", "/v1/members", csv(text), { signal: deadline() });
    }, () => t("console_register_done", {
        added: counts?.added ?? 0, changed: counts?.changed ?? 0, ended: counts?.ended ?? 0 }));
    if (!done)
        return;
    looked = null;
    /** @type {HTMLTextAreaElement} */ (document.getElementById("register-text")).value = "";
    changed();
});

/** Hears the file picker, which no click on a button of ours stands for. */
export function listenToFiles() {
    document.addEventListener("change", async (event) => {
        const picker = event.target;
        if (!(picker instanceof HTMLInputElement) || picker.id !== "register-file" ||
            !picker.files?.[0])
            return;
        const file = picker.files[0];
        const { text, converted } = decode(await file.arrayBuffer());
        picker.value = ""; // the same file can be chosen again
        await look(file.name, text, converted);
    });
}

/** @param {Counts} counts */
function countsList(counts) {
    return el("ul", { class: "plain counts" },
        ...(/** @type {const} */ (["added", "changed", "unchanged", "ended"])).map((c) =>
        el("li", {}, el("strong", { class: "big" }, t("console_number", { n: counts[c] })), " ",
            tKey(`console_register_${c}`))));
}

/** @param {Change[]} changes */
function changesTable(changes) {
    return table(t("console_register_changes"),
        [t("console_register_code"), t("console_register_name"),
        t("console_register_change")],
    changes.map((c) => tableRow(c.code, bdi(c.name), tKey(`console_register_${c.change}`))), true);
}

/** @param {import("./problems.js").RowFault[]} faults */
function faultsTable(faults) {
    return table(t("console_register_faults"),
        [t("console_register_line"), t("console_register_column"),
        t("console_register_fault")],
    faults.map((f) => tableRow(f.line > 0 ? f.line : "–", f.column, bdi(f.what))), true);
}

/** @param {Counts} counts */
function isSame(counts) {
    return counts.added + counts.changed + counts.ended === 0;
}

function preview() {
    if (looked === null)
        return null;
    const { counts, problem, faults, name, converted } = looked;
    return el("section", {
        class: "card preview", tabindex: "-1", id: "register-preview",
        "aria-labelledby": "register-preview-title", data: { key: "preview" },
    },
        el("h3", { id: "register-preview-title" }, t("console_register_preview"), " ", bdi(name)),
        converted ? el("p", { class: "notice warn" }, t("console_register_converted")) : null,
        counts === null && problem === "" ? el("p", { role: "status" }, t("busy")) : null,
        problem === "" ? null : el("p", { class: "notice bad", role: "alert" }, problem, " ",
            faults.length > 0 ? t("console_register_nothing", { n: faults.length }) : null),
        faults.length > 0 ? faultsTable(faults) : null,
        counts === null ? null : countsList(counts),
        (counts?.changes ?? []).length > 0 ? changesTable(counts?.changes ?? []) : null,
        counts === null ? null : el("p", { class: "soft small" }, t("console_register_not_yet")),
        el("div", { class: "row" },
            button(t("cancel"), "register-cancel", { always: true }),
            counts === null ? null : button(t("console_register_store"), "register-store", {
                class: "primary", key: "register-store",
                why: isSame(counts) ? t("console_register_same") : "",
            })));
}

export function registerPanel() {
    return el("section", {
        class: "card register", "aria-labelledby": "register-title", data: { key: "register" },
    },
        el("h2", { id: "register-title" }, t("console_register")),
        el("p", { class: "soft small" }, t("console_register_help")),
        el("div", { class: "field" },
            el("label", { for: "register-file" }, t("console_register_file")),
            el("input", { type: "file", id: "register-file", accept: ".csv,text/csv,text/plain" })),
        el("div", { class: "field" },
            el("label", { for: "register-text" }, t("console_register_paste")),
            el("textarea",
                { id: "register-text", rows: "4", spellcheck: "false", class: "code small",
                placeholder: "code;soort;naam;inwoners;peildatum" })),
        el("div", { class: "row" },
            button(t("console_register_look"), "register-look", { always: true })),
        preview());
}
