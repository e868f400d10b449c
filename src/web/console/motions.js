// SPDX-License-Identifier: EUPL-1.2
/**
 * motions: putting something on the agenda, changing it, and deciding it
 * without a vote.
 */
import { api } from "../lib/api.js";
import { bdi, el, fill } from "../lib/dom.js";
import { isolate, t } from "../lib/text.js";
import { word } from "../lib/words.js";
import { deadline, onAction } from "./actions.js";
import { ask } from "./dialog.js";
import { areaField, radioFields, selectField, textField, valueOf } from "./fields.js";
import { go } from "./route.js";
import { find } from "./search.js";
import { memberName, motionOf, state } from "./state.js";
import { byNumber, DECISIONS } from "./steps.js";

/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("./dialog.js").Problems} Problems */

const KINDS = ["proposal", "motion", "amendment", "advice", "appointment", "minutes", "practice"];
const ADVICES = ["none", "adopt", "take-over", "advise-against", "hold"];

/**
 * What a member's name is searched in: the roll, or before there is one the
 * register.
 * @returns {Promise<{code: string, name: string}[]>}
 */
async function membersToFind() {
    if (state.roll.length > 0)
        return state.roll;
    const { members } = await api("GET", `/v1/members?date=${state.assembly?.date}&pageSize=1000`);
    return members;
}

/**
 * The field in which movers are found and listed.  `movers` follows it.
 * @param {string[]} movers
 */
function moversField(movers) {
    /** @type {{code: string, name: string}[]} */
    let members = [];
    membersToFind().then((list) => {
        members = list;
        draw();
    }).catch(() => {});
    const nameOf = (/** @type {string} */ code) =>
        members.find((m) => m.code === code)?.name ?? memberName(code);
    const list = el("ul", { class: "plain chips" });
    const hits = el("ul", { class: "plain hits", "aria-live": "polite" });
    const box = textField("mover", t("console_movers"), { help: t("console_movers_help") });
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));

    /** @param {string} code */
    function add(code) {
        if (!movers.includes(code))
            movers.push(code);
        input.value = "";
        draw();
        input.focus();
    }

    /** @param {string} code */
    function remove(code) {
        movers.splice(movers.indexOf(code), 1);
        draw();
        input.focus();
    }

    function found() {
        return find(members, input.value, 5).filter((m) => !movers.includes(m.code));
    }

    function draw() {
        fill(list, ...movers.map((code) => el("li", {}, bdi(nameOf(code)), " ",
            el("button",
                { type: "button", class: "quiet",
                "aria-label": t("console_mover_remove", { name: isolate(nameOf(code)) }),
                on: { click: () => remove(code) } }, "×"))));
        fill(hits, ...found().map((m) => el("li", {},
            el("button", { type: "button", on: { click: () => add(m.code) } }, bdi(m.name), " ",
                el("span", { class: "soft small" }, m.code)))));
    }

    input.addEventListener("input", draw);
    input.addEventListener("keydown", (event) => {
        const first = found()[0];
        if (event.key !== "Enter" || input.value.trim() === "")
            return;
        event.preventDefault(); // adds the first, and sends nothing
        if (first)
            add(first.code);
    });
    draw();
    return el("div", { class: "movers" }, box, hits, list,
        el("p", { class: "problem", data: { problem: "movers" } }));
}

/**
 * @param {Motion | null} motion
 * @param {string[]} movers
 */
function body(motion, movers) {
    const others = state.motions.filter((m) => m.id !== motion?.id).sort(byNumber);
    return [
        el("div", { class: "fields" },
            textField("number", t("console_motion_number"),
                { value: motion?.number ?? "", maxlength: "8", autofocus: true }),
            selectField("kind", t("console_motion_kind"), KINDS.map((k) => [k, word("kind", k)]),
                motion?.kind ?? "proposal"),
            selectField("boardAdvice", t("console_motion_advice"),
                ADVICES.map((a) => [a, word("advice", a)]),
                motion?.boardAdvice ?? "none")),
        textField("title", t("console_motion_title"),
            { value: motion?.title ?? "", maxlength: "300" }),
        areaField("text", t("console_motion_text"), motion?.text ?? "", { maxlength: "20000" }),
        selectField("amends", t("console_amends"), [["", t("console_amends_none")],
            ...others.map((m) => /** @type {[string, string]} */ ([String(m.id),
                `${m.number} ${m.title}`]))],
        String(motion?.amends ?? "")),
        moversField(movers),
    ];
}

/**
 * What was filled in, as POST …/motions and PATCH take it.
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function read(form, problems) {
    /** @type {Record<string, any>} */
    const fields = {};
    for (const name of ["number", "kind", "title", "boardAdvice"])
        fields[name] = valueOf(form, name);
    for (const name of ["number", "title"])
        if (fields[name] === "")
            problems.add(name, t("console_fault_missing"));
    fields.text = valueOf(form, "text");
    if (valueOf(form, "amends") !== "" && !form.querySelector("[data-field=amends][hidden]"))
        fields.amends = Number(valueOf(form, "amends"));
    return fields;
}

/**
 * Asks what to put on the agenda, or how to change it.
 * @param {Motion | null} motion
 */
function edit(motion) {
    const movers = [...(motion?.movers ?? [])];
    /** @type {Record<string, any>} */
    let fields = {};
    let made = 0;
    const dialog = ask({
        title: motion === null ? t("console_motion_new") : t("console_motion_edit"),
        body: body(motion, movers), wide: true,
        confirm: motion === null ? t("console_motion_add") : t("console_save"),
        stands: () => (motion === null || motionOf(motion.id)?.state === "pending" ? ""
            : t("console_stands_motion")),
        read: (form, problems) => {
            fields = read(form, problems);
            fields.movers = movers;
            if (motion?.amends && fields.amends === undefined)
                problems.add("amends", t("console_amends_stays"));
        },
        work: async () => {
            const path = motion === null ? `/v1/assemblies/${state.assembly?.id}/motions`
                : `/v1/motions/${motion.id}`;
            made = (await api(motion === null ? "POST" : "PATCH", path, fields,
                { signal: deadline() })).id;
        },
        done: () => go({ view: "agenda", item: made }),
    });
    const form = dialog?.querySelector("form");
    const adapt = () => form?.querySelector("[data-field=amends]")?.toggleAttribute("hidden",
        valueOf(form, "kind") !== "amendment" && !motion?.amends);
    form?.addEventListener("change", adapt);
    adapt();
}

// ---- without a vote ----

/** @param {Motion} motion */
function decide(motion) {
    let outcome = "";
    const dialog = ask({
        title: t("console_decide_title"),
        body: [el("p", {}, el("strong", {}, bdi(motion.number), " "), bdi(motion.title)),
            radioFields("outcome", t("console_decide_how"),
                DECISIONS.map((d) => [d, word("outcome", d)]), ""),
            el("p", { class: "problem", data: { problem: "outcome" } })],
        confirm: t("console_decide_confirm"),
        stands: () => (motionOf(motion.id)?.state === "pending" ? "" : t("console_stands_motion")),
        read: (form, problems) => {
            outcome = valueOf(form, "outcome");
            if (outcome === "")
                problems.add("outcome", t("console_decide_choose"));
        },
        work: () => api("POST", `/v1/motions/${motion.id}/decisions`, { outcome },
            { signal: deadline() }),
    });
    dialog?.querySelector("input")?.focus();
}

/** @param {Motion} motion */
function undecide(motion) {
    ask({
        title: t("console_undecide_title"),
        body: [el("p", {}, el("strong", {}, bdi(motion.number), " "), bdi(motion.title)),
            el("p", {}, t("console_undecide_help", { outcome: word("outcome", motion.outcome) }))],
        confirm: t("console_extra_undecide"),
        stands: () => (motionOf(motion.id)?.state === "decided" ? "" : t("console_stands_motion")),
        work: () => api("POST", `/v1/motions/${motion.id}/decisions`, { outcome: "none" },
            { signal: deadline() }),
    });
}

onAction("motion-new", () => edit(null));
for (const [name, act] of Object.entries({ "motion-edit": edit, decide, undecide }))
    onAction(name, ({ motion }) => {
        const found = motionOf(Number(motion));
        if (found !== null)
            act(found);
    });
