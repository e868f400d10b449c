// SPDX-License-Identifier: EUPL-1.2
/**
 * log: what was done, when and by whom: the assembly's own record, without the
 * ballots.  Undoing something is a line of its own.
 */
import { journalLines } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatTime, isolate, t, tKey } from "../lib/text.js";
import { doneBy, optionName, word } from "../lib/words.js";
import { button, onAction } from "./actions.js";
import { toldOf } from "./changes.js";
import { changed, memberName, motionOf, state } from "./state.js";

/** @typedef {import("./changes.js").Line} Line */

const SHOWN = 500;
const RECENT = 12;
const MOVES = ["open", "extended", "closed", "declared", "certified", "published", "annulment",
    "annulled"];

/** @type {Line[]} */
let lines = [];
let read = 0; // up to this number
let of = 0; // the assembly they are of
let mine = false;
let reading = false;

onAction("log-mine", () => {
    mine = !mine;
    changed();
});

/** Reads what is new, while the log is what is shown. */
async function readOn() {
    const { assembly } = state;
    if (reading || assembly === null || (of === assembly.id && read >= assembly.journal))
        return;
    if (of !== assembly.id) {
        lines = [];
        read = 0;
        of = assembly.id;
    }
    reading = true;
    try {
        /** @type {Line[]} */
        const fresh = await journalLines(assembly.id, read);
        read = Math.max(read + fresh.length, assembly.journal);
        lines.push(...toldOf(fresh));
    } catch {
        // the bar says that there is no connection; it is read the next time
    } finally {
        reading = false;
    }
    changed();
}

/**
 * @param {Line} l
 * @param {boolean} brief
 */
function subject(l, brief) {
    const id = l.motion ?? state.rounds.find((r) => r.id === l.round)?.motion;
    const motion = id === undefined ? null : motionOf(id);
    return motion === null ? null
        : [" ", bdi(brief ? motion.number : `${motion.number} ${motion.title}`)];
}

/**
 * What a line says.
 * @param {Line} l
 * @param {boolean} brief  numbers without titles
 * @returns {import("../lib/dom.js").Child[]}
 */
function told(l, brief) {
    const kind = l.kind ?? "";
    if (MOVES.includes(kind) || kind === "round")
        return [tKey(`console_log_${kind}`), ...(subject(l, brief) ?? []),
            l.closesAt ? ` (${t("console_closes_at", { time: formatTime(l.closesAt) })})` : null,
            l.reason ? [": ", bdi(l.reason)] : null].flat();
    if (kind === "assembly")
        return [t("console_log_assembly"), ": ", word("assembly_state", l.to ?? "")];
    if (kind === "attendance")
        return [bdi(memberName(l.member ?? "")), ": ",
            t(l.present ? "console_present" : "console_absent")];
    if (kind === "handset")
        return [t("console_handset"), " ", bdi(l.serial ?? ""), " ",
            tKey(`console_handset_${l.state}`), ": ",
            bdi(memberName(l.member ?? ""))];
    if (kind === "correction")
        return [t("console_log_correction"), ...(subject(l, brief) ?? []), ": ",
            bdi(memberName(l.member ?? "")), ", ",
            t("meant_mark", { choice: isolate(optionName(l.meant ?? "")) })];
    if (kind === "cosigner")
        return [t("console_log_cosigner", { n: l.cosignaturesNeeded ?? 0 }), ": ", bdi(l.name ?? "")];
    if (kind === "decision")
        return [t("console_log_decision"), ...(subject(l, brief) ?? []), ": ",
            word("outcome", l.outcome ?? "none")];
    return [tKey(`console_log_${kind}`), ...(subject(l, brief) ?? [])];
}

/**
 * @param {Line} l
 * @param {boolean} [brief]
 */
function row(l, brief = false) {
    return el("li", { data: { key: String(l.n) } },
        el("span", { class: "log-time" }, formatTime(l.at)),
        el("span", { class: "log-what" }, ...told(l, brief)),
        el("span", { class: "log-by soft small" }, bdi(doneBy(l.by ?? ""))));
}

/** What was done last, beside the running view. */
export function recentPanel() {
    return el("section", {
        class: "side-part", "aria-labelledby": "recent-title", data: { key: "recent" },
    },
        el("h2", { id: "recent-title" }, t("console_recent")),
        el("ol",
            { class: "plain log brief small", tabindex: "0", "aria-labelledby": "recent-title" },
            ...state.recent.slice(-RECENT).reverse().map((l) => row(l, true))));
}

export function logView() {
    readOn();
    const name = state.session?.name || "operator";
    const shown = lines.filter((l) => !mine || l.by === name).slice(-SHOWN).reverse();
    return el("div", { class: "narrow", data: { key: "log" } },
        el("div", { class: "head" },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_log")),
            button(t("console_log_mine", { name: isolate(name) }), "log-mine",
                { pressed: mine, always: true, key: "mine" })),
        el("p", { class: "soft" }, t("console_log_help")),
        el("ol", { class: "plain log" }, ...shown.map((l) => row(l))));
}
