// SPDX-License-Identifier: EUPL-1.2
/**
 * setup: which assembly this is, making one, and its moves from draft to ended.
 */
import { api } from "../lib/api.js";
import { bdi, el, fill } from "../lib/dom.js";
import { formatDate, t, tKey } from "../lib/text.js";
import { word } from "../lib/words.js";
import { button, deadline, onAction } from "./actions.js";
import { ask } from "./dialog.js";
import { numberOf, selectField, textField, valueOf } from "./fields.js";
import { loadAssemblies } from "./follow.js";
import { verdictNotice } from "./checklist.js";
import { publishedAssembly } from "./published.js";
import { checks } from "./readiness.js";
import { registerPanel } from "./register.js";
import { addressOf, go } from "./route.js";
import { state } from "./state.js";
import { DEFAULT_RULES, rollTotals } from "./weights.js";

/** @typedef {import("../lib/types.js").Assembly} Assembly */
/** @typedef {import("../lib/types.js").WeightRule} WeightRule */
/** @typedef {import("./dialog.js").Problems} Problems */

/** @typedef {"municipality" | "region"} MemberKind */
/** @type {MemberKind[]} */
const KINDS = ["municipality", "region"];
const PER_MAX = 100000000, WEIGHT_MAX = 1000000;

// ---- making one ----

/** @param {MemberKind} kind */
function ruleFields(kind) {
    const rule = DEFAULT_RULES[kind];
    const number = (/** @type {string} */ name, /** @type {any} */ label,
        /** @type {number} */ value) =>
        textField(`${kind}-${name}`, label, { value, inputmode: "numeric" });
    return el("fieldset", {}, el("legend", {}, tKey(`console_rule_${kind}`)),
        el("div", { class: "fields" },
            number("per", t("console_rule_per"), rule.perInhabitants),
            selectField(`${kind}-rounding`, t("console_rule_rounding"), [
                ["down", t("console_rounding_down")], ["up", t("console_rounding_up")],
                ["nearest", t("console_rounding_nearest")]], rule.rounding),
            number("minimum", t("console_rule_minimum"), rule.minimum),
            number("cap", t("console_rule_cap"), rule.cap)));
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 * @param {MemberKind} kind
 */
function readRule(form, problems, kind) {
    const read = (/** @type {string} */ name, /** @type {number} */ max) => {
        const n = numberOf(form, `${kind}-${name}`, 1, max);
        if (n === null)
            problems.add(`${kind}-${name}`, t("console_fault_number", { a: 1, b: max }));
        return n ?? 1;
    };
    const rule = {
        perInhabitants: read("per", PER_MAX), rounding: valueOf(form, `${kind}-rounding`),
        minimum: read("minimum", WEIGHT_MAX), cap: read("cap", WEIGHT_MAX),
    };
    if (rule.minimum > rule.cap)
        problems.add(`${kind}-minimum`, t("console_fault_cap"));
    return rule;
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readAssembly(form, problems) {
    const fields = { kind: valueOf(form, "kind"), title: valueOf(form, "title"),
        date: valueOf(form, "date"), place: valueOf(form, "place") };
    for (const name of /** @type {const} */ (["title", "date", "place"]))
        if (fields[name] === "")
            problems.add(name, t("console_fault_missing"));
    return { ...fields,
        weightRules: Object.fromEntries(KINDS.map((k) => [k, readRule(form, problems, k)])) };
}

function create() {
    /** @type {any} */
    let fields = {};
    let made = 0;
    const dialog = ask({
        title: t("console_assembly_new"), wide: true,
        body: [
            el("div", { class: "fields" },
                selectField("kind", t("console_assembly_kind"),
                    ["alv", "balv", "consultation"].map((k) => [k, word("assembly", k)]), "alv"),
                textField("date", t("console_assembly_date"), { type: "date" })),
            textField("title", t("console_assembly_title"), { maxlength: "300" }),
            textField("place", t("console_assembly_place"), { maxlength: "300" }),
            el("p", { class: "soft small" }, t("console_rules_help")),
            ...KINDS.map(ruleFields),
            el("p", { class: "soft small" }, t("console_assembly_fixed"))],
        confirm: t("console_assembly_make"),
        read: (form, problems) => {
            fields = readAssembly(form, problems);
        },
        work: async () => {
            made = (await api("POST", "/v1/assemblies", fields, { signal: deadline() })).id;
            await loadAssemblies();
        },
        done: () => go({ assembly: made, view: "setup" }),
    });
    dialog?.querySelector("select")?.focus();
}

// ---- its moves ----

/**
 * @param {Assembly} assembly
 * @param {"convened" | "opened" | "ended"} to
 */
function move(assembly, to) {
    return api("POST", `/v1/assemblies/${assembly.id}/transitions`, { to }, { signal: deadline() });
}

/** @param {Assembly} a */
function heading(a) {
    return el("p", { class: "subject" }, el("strong", {}, bdi(a.title)),
        ` · ${formatDate(a.date)}`);
}

/**
 * What the roll will come to, once the register was asked.
 * @param {Assembly} assembly
 * @param {HTMLElement} place
 */
async function preview(assembly, place) {
    try {
        /** @type {any[]} */
        const members = [];
        for (let page = 1; ; page++) {
            const part = await api("GET",
                `/v1/members?date=${assembly.date}&page=${page}&pageSize=1000`);
            members.push(...part.members);
            if (part.members.length < 1000)
                break;
        }
        const totals = rollTotals(members, assembly.weightRules);
        fill(place,
            members.length === 0 ? t("console_convene_nobody", { date: formatDate(assembly.date) })
            : t("console_convene_totals",
                { members: t("members", { n: totals.members }),
                votes: t("votes", { n: totals.weight }) }));
        place.className = members.length === 0 || totals.without.length > 0 ? "notice bad"
            : "notice good";
        if (totals.without.length > 0)
            place.append(" ", t("console_convene_without", {
                n: totals.without.length, codes: totals.without.slice(0, 20).join(", ") }));
    } catch {
        fill(place, t("no_answer"));
    }
}

/** @param {Assembly} assembly */
function convene(assembly) {
    const place = el("p", { class: "notice", role: "status" }, t("busy"));
    ask({
        title: t("console_convene_title"),
        body: [heading(assembly), place, el("p", {}, t("console_convene_help"))],
        confirm: t("console_move_convened"),
        stands: () => standsAs(["draft"]),
        work: () => move(assembly, "convened"),
    });
    preview(assembly, place);
}

/** @param {Assembly["state"][]} from */
function standsAs(from) {
    const now = state.assembly?.state ?? "draft";
    return from.includes(now) ? ""
        : t("console_stands_assembly", { state: word("assembly_state", now) });
}

/** @param {Assembly} assembly */
function open(assembly) {
    ask({
        title: t("console_open_assembly_title"),
        body: [heading(assembly), verdictNotice(checks(state)),
            el("p", {},
                t("console_open_assembly_help", { n: state.snapshot?.present.members ?? 0 }))],
        confirm: t("console_move_opened"),
        stands: () => standsAs(["convened"]),
        work: () => move(assembly, "opened"),
    });
}

/** @param {Assembly} assembly */
function end(assembly) {
    const left = state.motions.filter((m) => m.state !== "decided" && m.kind !== "practice").length;
    ask({
        title: t("console_end_title"),
        body: [heading(assembly),
            left > 0 ? el("p", { class: "notice warn" }, t("console_end_left", { n: left })) : null,
            el("p", {}, t("console_end_help"))],
        confirm: t("console_move_ended"), danger: true,
        stands: () => standsAs(["opened"]),
        work: () => move(assembly, "ended"),
    });
}

onAction("assembly-new", create);
for (const [name, act] of Object.entries({ convene, open, end }))
    onAction(`assembly-${name}`, () => {
        if (state.assembly !== null)
            act(state.assembly);
    });

// ---- the view ----

/**
 * @param {MemberKind} kind
 * @param {WeightRule} rule
 */
function ruleText(kind, rule) {
    return t("console_rule_text", {
        kind: tKey(`console_rule_${kind}`), per: rule.perInhabitants,
        rounding: tKey(`console_rounding_${rule.rounding}`),
        minimum: rule.minimum, cap: rule.cap });
}

/** @type {Record<Assembly["state"], {action: string, label: string} | null>} */
const MOVES = {
    draft: { action: "assembly-convene", label: "convened" },
    convened: { action: "assembly-open", label: "opened" },
    opened: { action: "assembly-end", label: "ended" },
    ended: null,
};

/** @param {Assembly} a */
function current(a) {
    const move_ = MOVES[a.state];
    const total = state.snapshot?.entitled;
    return el("section", {
        class: "card", "aria-labelledby": "assembly-name", data: { key: `assembly-${a.id}` },
    },
        el("h2", { id: "assembly-name" }, bdi(a.title)),
        el("p", {}, `${word("assembly", a.kind)} · ${formatDate(a.date)} · `, bdi(a.place), " ",
            el("span", { class: "badge" }, word("assembly_state", a.state))),
        el("ul", { class: "plain small soft" },
            ...KINDS.map((k) => el("li", {}, ruleText(k, a.weightRules[k])))),
        a.seal === undefined ? null : el("dl", { class: "facts" },
            el("div", {}, el("dt", {}, t("console_roll")),
                el("dd", {}, t("console_convene_totals", {
                members: t("members", { n: total?.members ?? state.roll.length }),
                votes: t("votes", { n: total?.weight ?? 0 }) }))),
            el("div", {}, el("dt", {}, t("console_seal")),
                el("dd", { class: "code small" }, a.seal))),
        publishedAssembly(),
        move_ === null ? el("p", { class: "soft" }, t("console_ended_help"))
            : el("div", { class: "row" }, button(tKey(`console_move_${move_.label}`), move_.action,
                { class: a.state === "opened" ? "danger" : "primary", key: "assembly-move" }),
            el("span", { class: "soft small" }, tKey(`console_move_help_${a.state}`))));
}

function chooser() {
    const list = [...state.assemblies].sort((a, b) => b.date.localeCompare(a.date) || b.id - a.id);
    return el("section", {
        class: "card", "aria-labelledby": "assemblies-title", data: { key: "assemblies" },
    },
        el("div", { class: "head" }, el("h2", { id: "assemblies-title" }, t("console_assemblies")),
            button(t("console_assembly_new"), "assembly-new",
                { class: list.length === 0 ? "primary" : "" })),
        list.length === 0 ? el("p", {}, t("no_assembly"))
            : el("ul", { class: "plain assemblies" }, ...list.map((a) => el("li", {
                data: { key: String(a.id) },
            },
                el("a", {
                    href: addressOf({ assembly: a.id }),
                    "aria-current": a.id === state.assembly?.id ? "true" : null,
                },
                    bdi(a.title)),
                el("span", { class: "small soft" },
                    ` ${formatDate(a.date)} · ${word("assembly_state", a.state)}`)))));
}

export function setupView() {
    return el("div", { class: "columns", data: { key: "setup" } },
        el("div", { class: "column" },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_setup")),
            state.assembly === null ? null : current(state.assembly), chooser()),
        el("div", { class: "column" }, registerPanel()));
}

