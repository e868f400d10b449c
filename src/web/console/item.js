// SPDX-License-Identifier: EUPL-1.2
/**
 * item: the selected motion: what it is, the one next step, what else can be
 * done, and what stands below it.
 */
import { bdi, el } from "../lib/dom.js";
import { formatClock, formatTime, isolate, t, tKey } from "../lib/text.js";
import { doneBy, word } from "../lib/words.js";
import { button, onAction, perform } from "./actions.js";
import { rest } from "./rest.js";
import { addressOf, go } from "./route.js";
import { memberName, openRound, state } from "./state.js";
import { amendmentsFirst, byNumber, extrasOf, nextMotion, nextStep, notesOn, roundFor,
    toPublish } from "./steps.js";
import { secondsLeft, turnoutOf } from "./turnout.js";

/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./steps.js").Situation} Situation */
/** @typedef {import("./steps.js").Step} Step */
/** @typedef {import("./steps.js").Extra} Extra */
/** @typedef {import("./steps.js").Note} Note */

/**
 * The motion that is looked at: the one somebody selected; else the one that is
 * voted on, or shown, or that comes next.
 * @returns {Motion | null}
 */
export function selectedMotion() {
    const by = (/** @type {number | undefined} */ id) => state.motions.find((m) => m.id === id);
    return by(state.item) ?? by(openRound()?.motion) ?? by(state.snapshot?.screen?.motion?.id) ??
        nextMotion(state.motions, state.rounds, 0) ?? [...state.motions].sort(byNumber)[0] ?? null;
}

/**
 * @param {Motion} motion
 * @returns {Situation | null}
 */
export function situationOf(motion) {
    return state.assembly === null ? null : {
        assembly: state.assembly, motion, motions: state.motions, rounds: state.rounds,
        screen: state.snapshot?.screen ?? null, lastOpened: state.snapshot?.round?.id ?? 0,
    };
}

// ---- the next step ----

/**
 * What performs a step: an action and its data.
 * @param {Step} step
 * @param {Situation} s
 * @returns {[string, Record<string, string>]}
 */
function performs(step, s) {
    const round = String(roundFor(s.rounds, s.motion.id)?.id ?? 0);
    const motion = String(s.motion.id);
    const to = (/** @type {Motion | null} */ m) => ({ item: String(m?.id ?? 0) });
    /** @type {Record<Step, [string, Record<string, string>]>} */
    const table = {
        "convene": ["go", { view: "setup" }],
        "prepare": ["prepare", { motion }],
        "open-assembly": ["assembly-open", {}],
        "show-subject": ["show", { show: "subject", motion }],
        "go-to-open": ["go", { item: String(openRound()?.motion ?? 0) }],
        "open": ["open", { round }],
        "close": ["close", { round }],
        "show-round": ["show", { show: "round" }],
        "declare": ["declare", { round }],
        "await-committee": ["", {}],
        "publish": ["publish", { round }],
        "next-item": ["go", to(nextMotion(s.motions, s.rounds, s.motion.id))],
        "go-to-publish": ["go", to(toPublish(s.motions, s.rounds))],
        "end-assembly": ["assembly-end", {}],
        "nothing": ["", {}],
    };
    return table[step];
}

/**
 * @param {Situation} s
 */
function nextButton(s) {
    const step = nextStep(s);
    const [action, data] = performs(step, s);
    const key = step.replaceAll("-", "_");
    const next = nextMotion(s.motions, s.rounds, s.motion.id);
    const label = tKey(`console_step_${key}`);
    return el("div", { class: "next", data: { key: "next", step } },
        action === "" ? el("p", { class: "next-none" }, label)
            : button([el("span", { class: "next-label" }, label,
                step === "next-item" && next ? [": ", bdi(next.number)] : null)],
            action, { class: "primary", key: "next-step", data, shortcut: "S",
                always: action === "go" }),
        el("p", { class: "soft small next-help" }, tKey(`console_help_${key}`)));
}

onAction("go", ({ view, item, key }) => {
    const isStep = key === "next-step";
    go({ view: /** @type {any} */ (view ?? state.view),
        item: item === undefined ? state.item : Number(item) },
        isStep && view === undefined ? focusNext : undefined);
});

/** The next step of the item that was gone to. */
function focusNext() {
    const control = document.querySelector("[data-key=next-step]");
    /** @type {HTMLElement | null} */ (control ?? document.getElementById("item-title"))?.focus();
}

/** Performs the next step of the selected motion, as its button does. */
export function performNext() {
    const control = document.querySelector("[data-key=next-step]");
    if (control instanceof HTMLElement) {
        control.focus();
        perform(control);
    }
}

// ---- what else ----

/** @type {Record<Extra, {action: string, class?: string, shortcut?: string}>} */
const EXTRAS = {
    "edit": { action: "motion-edit" },
    "prepare": { action: "prepare" },
    "decide": { action: "decide" },
    "undecide": { action: "undecide" },
    "extend": { action: "extend", shortcut: "E" },
    "declare": { action: "declare" },
    "publish": { action: "publish" },
    "annul": { action: "annul", class: "danger" },
    "show-subject": { action: "show", shortcut: "O" },
    "show-round": { action: "show" },
};

/** @param {Situation} s */
function extras(s) {
    const round = roundFor(s.rounds, s.motion.id);
    const isPrepared = round?.state === "prepared";
    return el("div", { class: "row extras", data: { key: "extras" } },
        ...extrasOf(s).map((extra) => {
        const { action, ...rest } = EXTRAS[extra];
        /** @type {Record<string, string>} */
        const data = { motion: String(s.motion.id) };
        if (round !== null)
            data.round = String(round.id);
        if (extra === "show-subject" || extra === "show-round")
            data.show = extra.slice("show-".length);
        const key = extra === "prepare" && isPrepared ? "reprepare" : extra.replaceAll("-", "_");
        return button(tKey(`console_extra_${key}`), action,
            { ...rest, data, key: `extra-${extra}` });
    }));
}

/**
 * @param {Situation} s
 * @returns {HTMLElement[]}
 */
function notes(s) {
    const round = roundFor(s.rounds, s.motion.id);
    /** @type {Record<Note, () => import("../lib/dom.js").Children[]>} */
    const texts = {
        "amendment-first": () => [t("console_note_amendment_first"), " ",
            ...amendmentsFirst(s.motions, s.motion).flatMap((m, i) => [i > 0 ? ", " : "",
                el("a", { href: addressOf({ item: m.id }) }, bdi(m.number))])],
        "ask-committee": () => [t("console_note_ask_committee")],
        "annulment-asked": () => [t("console_note_annulment_asked", {
            by: isolate(doneBy(round?.annulment?.askedBy ?? "")),
            time: formatTime(round?.annulment?.askedAt ?? "") }),
        " ", bdi(round?.annulment?.reason ?? "", { class: "quoted" })],
        "open-elsewhere": () => [t("console_note_open_elsewhere")],
        "practice": () => [t("practice_long")],
    };
    return notesOn(s).map((note) => el("p", {
        class: note === "practice" ? "notice practice" : "notice warn",
        data: { key: `note-${note}` },
    }, ...texts[note]()));
}

// ---- what it is ----

/** @param {Motion} m */
function about(m) {
    const amends = state.motions.find((other) => other.id === m.amends);
    const facts = [
        m.boardAdvice === "none" ? null : word("advice", m.boardAdvice),
        amends ? [t("console_amends"), " ",
            el("a", { href: addressOf({ item: amends.id }) }, bdi(amends.number))] : null,
        (m.movers ?? []).length === 0 ? null : [t("console_movers"), ": ",
            ...(m.movers ?? []).flatMap((code, i) => [i > 0 ? ", " : "", bdi(memberName(code))])],
    ].filter((f) => f !== null);
    return el("div", { class: "about" },
        el("p", { class: "item-kind" }, el("span", { class: "item-number" }, bdi(m.number)), " ",
            el("span", { class: m.kind === "practice" ? "badge practice" : "badge" },
                word("kind", m.kind)),
            m.state === "decided"
                ? el("strong", { class: "outcome" }, " ", word("outcome", m.outcome)) : null),
        el("h1", { class: "item-title", tabindex: "-1", id: "item-title" }, bdi(m.title)),
        facts.length === 0 ? null
            : el("p", { class: "soft small facts-line" },
                ...facts.flatMap((f, i) => [i > 0 ? " · " : "", ...[f].flat()])));
}

/** @param {Round} round */
function clock(round) {
    const left = secondsLeft(round);
    const look = left === null ? "none" : left <= 10 ? "hurry" : "";
    return el("p", { class: `clock ${look}`, role: "timer" },
        left === null ? t("console_duration_none") : formatClock(left),
        left === null ? null : el("span", { class: "soft small" }, " ",
            t("console_closes_at", { time: formatTime(round.closesAt ?? "") })));
}

/**
 * @param {Motion} motion
 * @param {Round | null} round
 */
function standing(motion, round) {
    if (round?.state === "open")
        return el("section", {
            class: "live", "aria-label": t("round_state_open"), data: { key: "live" },
        },
            clock(round), turnoutOf(round));
    if (round !== null && round.result !== undefined)
        return rest?.resultOf(round) ?? null;
    return el("section", { class: "before", data: { key: "before" } },
        round === null ? null : el("h2", {}, t("console_terms_title")),
        round === null ? null : rest?.termsList(round),
        motion.text ? el("div", { class: "motion-text" }, bdi(motion.text)) : null);
}

/** @param {Motion | null} motion */
export function itemPanel(motion) {
    const s = motion === null ? null : situationOf(motion);
    if (motion === null || s === null)
        return el("section", { class: "item", data: { key: "item-0" } },
            el("h1", { tabindex: "-1", id: "item-title" }, t("console_agenda_empty")),
            el("p", {}, t("console_agenda_begin")),
            button(t("console_add_motion"), "motion-new", { class: "primary", key: "next-step" }));
    return el("section", {
        class: "item", "aria-labelledby": "item-title", data: { key: `item-${motion.id}` },
    },
        about(motion), nextButton(s), extras(s), ...notes(s),
        standing(motion, roundFor(state.rounds, motion.id)));
}
