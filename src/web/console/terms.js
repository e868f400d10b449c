// SPDX-License-Identifier: EUPL-1.2
/**
 * terms: the terms of a round, in words and in the form that prepares one.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatClock, t, tKey } from "../lib/text.js";
import { majorityName, optionName } from "../lib/words.js";
import { deadline, onAction } from "./actions.js";
import { ask } from "./dialog.js";
import { checkField, numberOf, selectField, textField, areaField, valueOf } from "./fields.js";
import { motionOf, state } from "./state.js";
import { roundFor } from "./steps.js";

/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./dialog.js").Problems} Problems */

const FIXED = ["for", "against", "abstain", "against-all"];
const NAMED_MAX = 10, OPTION_CHARS = 60, PART_MAX = 1000;
export const DURATION_MAX = 86400;

/** @param {Round} round */
export function quorumText(round) {
    const q = round.quorum;
    return q === undefined ? t("console_quorum_none")
        : t("console_quorum_text", {
            part: `${q.numerator}/${q.denominator}`,
            of: tKey(`console_quorum_${q.of}_${q.by}`),
        });
}

/**
 * The terms as a list of what and how.
 * @param {Round} round
 */
export function termsList(round) {
    /** @type {[string, import("../lib/dom.js").Children][]} */
    const rows = [
        [t("console_terms_options"), round.options.flatMap((o, i) =>
            [i > 0 ? " · " : "", bdi(optionName(o))])],
        [t("console_terms_majority"), majorityName(round.majority)],
        [t("console_terms_quorum"), quorumText(round)],
        [t("console_terms_duration"), round.durationSeconds
            ? formatClock(round.durationSeconds) : t("console_duration_none")],
    ];
    if (round.entitledKinds.length < 2)
        rows.push([t("console_terms_entitled"),
            tKey(`console_kinds_${round.entitledKinds[0]}`)]);
    return el("dl", { class: "facts" }, ...rows.map(([what, how]) =>
        el("div", {}, el("dt", {}, what), el("dd", {}, ...[how].flat()))));
}

// ---- the form ----

/**
 * @param {Round | null} round  whose terms to begin with
 */
function majorityOf(round) {
    if (round === null || round.majority.base !== "cast")
        return round === null ? "simple" : "custom";
    const { numerator: n, denominator: d, comparison } = round.majority;
    if (n * 2 === d && comparison === "more-than")
        return "simple";
    return n * 3 === d * 2 && comparison === "at-least" ? "two-thirds" : "custom";
}

/** @param {Round | null} round */
function customMajority(round) {
    const m = round?.majority ?? { numerator: 3, denominator: 4, comparison: "at-least",
        base: "cast" };
    return el("div", { id: "custom-majority" }, el("div", { class: "fields" },
        selectField("comparison", t("console_terms_comparison"), [
            ["at-least", t("console_at_least")], ["more-than", t("console_more_than")]],
            m.comparison),
        textField("numerator", t("console_terms_numerator"),
            { value: m.numerator, inputmode: "numeric" }),
        textField("denominator", t("console_terms_denominator"),
            { value: m.denominator, inputmode: "numeric" })),
    selectField("base", t("console_terms_base"), [
        ["cast", t("base_cast")], ["cast-and-abstained", t("base_cast_and_abstained")],
        ["present", t("base_present")], ["entitled", t("base_entitled")]], m.base));
}

/** @param {Round | null} round */
function quorumFields(round) {
    const q = round?.quorum;
    return el("div", { id: "quorum-fields" }, el("div", { class: "fields" },
        textField("quorumNumerator", t("console_terms_numerator"),
            { value: q?.numerator ?? 1, inputmode: "numeric" }),
        textField("quorumDenominator", t("console_terms_denominator"),
            { value: q?.denominator ?? 2, inputmode: "numeric" })),
    selectField("quorumOf", t("console_quorum_of"), [
        ["present-members", t("console_quorum_present_members")],
        ["present-weight", t("console_quorum_present_weight")],
        ["entitled-members", t("console_quorum_entitled_members")],
        ["entitled-weight", t("console_quorum_entitled_weight")]],
    q ? `${q.of}-${q.by}` : "present-members"));
}

/** @param {Round | null} round */
function namedOptions(round) {
    return (round?.options ?? []).filter((o) => !FIXED.includes(o));
}

/** @param {Round | null} round */
function body(round) {
    const named = namedOptions(round);
    return [
        selectField("majority", t("console_terms_majority"), [
            ["simple", t("majority_simple")], ["two-thirds", t("majority_two_thirds")],
            ["custom", t("console_majority_custom")]], majorityOf(round)),
        customMajority(round),
        selectField("options", t("console_terms_options"), [
            ["for-against", t("console_options_for_against")],
            ["named", t("console_options_named")]],
        named.length > 0 ? "named" : "for-against"),
        areaField("names", t("console_terms_names"), named.join("\n"),
            { help: t("console_terms_names_help") }),
        checkField("abstain", t("console_terms_abstain"), round?.abstain ?? true),
        el("details", {
            class: "more", open: round?.quorum !== undefined || round?.entitledKinds.length === 1,
        },
            el("summary", {}, t("console_terms_more")),
            checkField("hasQuorum", t("console_terms_has_quorum"), round?.quorum !== undefined),
            quorumFields(round),
            selectField("entitled", t("console_terms_entitled"), [
                ["all", t("console_kinds_all")], ["municipality", t("console_kinds_municipality")],
                ["region", t("console_kinds_region")]],
            round?.entitledKinds.length === 1 ? round.entitledKinds[0] : "all")),
        textField("durationSeconds", t("console_terms_seconds"), {
            value: round?.durationSeconds ?? "", inputmode: "numeric",
            help: t("console_terms_seconds_help") }),
    ];
}

/**
 * Shows of the form what its choices ask for.
 * @param {HTMLFormElement} form
 */
function adapt(form) {
    const show = (/** @type {string} */ selector, /** @type {boolean} */ shown) =>
        form.querySelector(selector)?.toggleAttribute("hidden", !shown);
    show("#custom-majority", valueOf(form, "majority") === "custom");
    show("[data-field=names]", valueOf(form, "options") === "named");
    show("#quorum-fields", valueOf(form, "hasQuorum") === "yes");
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readMajority(form, problems) {
    const majority = valueOf(form, "majority");
    if (majority !== "custom")
        return majority;
    const numerator = numberOf(form, "numerator", 1, PART_MAX);
    const denominator = numberOf(form, "denominator", 1, PART_MAX);
    for (const [name,
        n] of /** @type {const} */ ([["numerator", numerator], ["denominator", denominator]]))
        if (n === null)
            problems.add(name, t("console_fault_number", { a: 1, b: PART_MAX }));
    if (numerator !== null && denominator !== null && numerator > denominator)
        problems.add("numerator", t("console_fault_fraction"));
    return { numerator, denominator, comparison: valueOf(form, "comparison"),
        base: valueOf(form, "base") };
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readNames(form, problems) {
    const names = valueOf(form, "names").split("\n").map((n) => n.trim()).filter((n) => n !== "");
    if (names.length < 2 || names.length > NAMED_MAX)
        problems.add("names", t("console_fault_names", { a: 2, b: NAMED_MAX }));
    else if (names.some((n) => [...n].length > OPTION_CHARS))
        problems.add("names", t("console_fault_long", { a: OPTION_CHARS }));
    else if (new Set(names).size < names.length)
        problems.add("names", t("console_fault_twice"));
    return names;
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function readQuorum(form, problems) {
    const numerator = numberOf(form, "quorumNumerator", 1, PART_MAX);
    const denominator = numberOf(form, "quorumDenominator", 1, PART_MAX);
    if (numerator === null || denominator === null || numerator > denominator)
        problems.add("quorumNumerator", t("console_fault_quorum"));
    const [of, by] = valueOf(form, "quorumOf").split("-");
    return { numerator, denominator, of, by };
}

/**
 * What POST …/rounds takes.
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
export function readTerms(form, problems) {
    /** @type {Record<string, any>} */
    const terms = { majority: readMajority(form, problems),
        abstain: valueOf(form, "abstain") === "yes" };
    if (valueOf(form, "options") === "named")
        terms.options = readNames(form, problems);
    if (valueOf(form, "hasQuorum") === "yes")
        terms.quorum = readQuorum(form, problems);
    if (valueOf(form, "entitled") !== "all")
        terms.entitledKinds = [valueOf(form, "entitled")];
    if (valueOf(form, "durationSeconds") !== "") {
        terms.durationSeconds = numberOf(form, "durationSeconds", 1, DURATION_MAX);
        if (terms.durationSeconds === null)
            problems.add("durationSeconds", t("console_fault_number", { a: 1, b: DURATION_MAX }));
    }
    return terms;
}

/** @param {Motion} motion */
function prepare(motion) {
    const former = roundFor(state.rounds, motion.id) ??
        state.rounds.filter((r) => r.motion === motion.id).sort((a, b) => b.id - a.id)[0] ?? null;
    /** @type {Record<string, any>} */
    let terms = {};
    const dialog = ask({
        title: t("console_prepare_title"),
        body: [el("p", {}, el("strong", {}, bdi(motion.number), " "), bdi(motion.title)),
            ...body(former)],
        confirm: t("console_step_prepare"),
        stands: () => (motionOf(motion.id)?.state === "pending" ? "" : t("console_stands_motion")),
        read: (form, problems) => {
            terms = readTerms(form, problems);
        },
        work: () => api("POST", `/v1/motions/${motion.id}/rounds`, terms, { signal: deadline() }),
    });
    const form = dialog?.querySelector("form");
    if (!form)
        return;
    form.addEventListener("change", () => adapt(form));
    adapt(form);
    form.querySelector("select")?.focus();
}

onAction("prepare", ({ motion }) => {
    const found = motionOf(Number(motion));
    if (found !== null)
        prepare(found);
});
