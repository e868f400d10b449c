// SPDX-License-Identifier: EUPL-1.2
/**
 * cosigners: the keys of the counting committee: which there are, how far each
 * has cosigned, and how many of them a result needs.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatMoment, formatNumber, t } from "../lib/text.js";
import { button, deadline, onAction } from "./actions.js";
import { ask } from "./dialog.js";
import { numberOf, textField, valueOf } from "./fields.js";
import { loadCosigners } from "./follow.js";
import { state } from "./state.js";
import { table, tableRow } from "./tables.js";

/** @typedef {import("../lib/types.js").Cosigner} Cosigner */
/** @typedef {import("./dialog.js").Problems} Problems */

const MOST = 100; // as the server has it

/**
 * How many may be asked: once the assembly is convened no fewer than before.
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readNeeded(form, problems) {
    const least = state.assembly?.state === "draft" ? 0 : state.cosigners?.cosignaturesNeeded ?? 0;
    const n = numberOf(form, "cosignaturesNeeded", least, MOST);
    if (n === null)
        problems.add("cosignaturesNeeded", t("console_fault_number", { a: least, b: MOST }));
    return n ?? least;
}

/** @param {number} needed */
function neededField(needed) {
    return textField("cosignaturesNeeded", t("console_cosigners_needed"), {
        value: needed, inputmode: "numeric", help: t("console_cosigners_needed_help") });
}

/** @param {{key: string, cosignaturesNeeded: number}} fields */
async function send(fields) {
    await api("POST", `/v1/assemblies/${state.assembly?.id}/cosigners`, fields,
        { signal: deadline() });
    await loadCosigners();
}

onAction("cosigner-new", () => {
    const { cosignaturesNeeded = 0, cosigners = [] } = state.cosigners ?? {};
    const fields = { key: "", cosignaturesNeeded: 0 };
    const dialog = ask({
        title: t("console_cosigner_new"), wide: true,
        body: [el("p", {}, t("console_cosigner_how")),
            textField("key", t("console_cosigner_key"), { class: "code", spellcheck: "false",
                help: t("console_cosigner_key_help") }),
            // the first key asks for itself; more is the committee's own choice
            neededField(cosigners.length === 0 ? Math.max(1, cosignaturesNeeded)
                : cosignaturesNeeded)],
        confirm: t("console_cosigner_register"),
        read: (form, problems) => {
            fields.key = valueOf(form, "key");
            if (fields.key === "")
                problems.add("key", t("console_fault_missing"));
            fields.cosignaturesNeeded = readNeeded(form, problems);
        },
        work: () => send(fields),
    });
    dialog?.querySelector("input")?.focus();
});

onAction("cosigners-needed", () => {
    const { cosignaturesNeeded = 0, cosigners = [] } = state.cosigners ?? {};
    const [first] = cosigners;
    if (first === undefined)
        return;
    const fields = { key: first.key, cosignaturesNeeded };
    const dialog = ask({
        title: t("console_cosigners_needed_title"),
        body: neededField(cosignaturesNeeded),
        confirm: t("console_save"),
        read: (form, problems) => {
            fields.cosignaturesNeeded = readNeeded(form, problems);
        },
        work: () => send(fields),
    });
    dialog?.querySelector("input")?.focus();
});

/** @param {Cosigner} c */
function row(c) {
    return tableRow(bdi(c.name, { class: "signer" }), el("code", { class: "small key-line" }, c.key),
        c.size === undefined ? t("console_cosigner_not_yet") : t("console_cosigner_lines", { n: c.size }),
        c.cosignedAt === undefined ? "–" : formatMoment(c.cosignedAt));
}

/**
 * What is asked, and whether that can be met at all.
 * @param {number} needed
 * @param {number} count  of the keys
 */
function asked(needed, count) {
    if (needed === 0)
        return el("p", {}, t(count === 0 ? "console_cosigners_none" : "console_cosigners_not_asked"));
    return needed > count
        ? el("p", { class: "notice warn" }, t("console_cosigners_too_few", { needed, n: count }))
        : el("p", {}, t("console_cosigners_asked", { n: needed, all: formatNumber(count) }));
}

/** The part of the view that is about them. */
export function cosignersPart() {
    const { assembly, cosigners: known } = state;
    if (assembly === null || known === null)
        return null;
    const { cosignaturesNeeded: needed, cosigners: list } = known;
    return el("section", { class: "cosigners", "aria-labelledby": "cosigners-title", data: { key: "cosigners" } },
        el("div", { class: "head" },
            el("h2", { id: "cosigners-title" }, t("console_cosigners")),
            el("div", { class: "row" },
                list.length === 0 ? null : button(t("console_cosigners_change"), "cosigners-needed",
                    { key: "cosigners-needed" }),
                button(t("console_cosigner_new"), "cosigner-new", { key: "cosigner-new" }))),
        el("p", { class: "soft" }, t("console_cosigners_help")),
        asked(needed, list.length),
        list.length === 0 ? null : table(t("console_cosigners"), [t("console_cosigner_name"),
            t("console_cosigner_key"), t("console_cosigner_upto"), t("console_cosigner_at")],
        list.map(row)));
}
