// SPDX-License-Identifier: EUPL-1.2
/**
 * agenda: the agenda as a list, with how each motion stands.
 */
import { bdi, el } from "../lib/dom.js";
import { t, tKey } from "../lib/text.js";
import { word } from "../lib/words.js";
import { button } from "./actions.js";
import { addressOf } from "./route.js";
import { state } from "./state.js";
import { byNumber, roundFor, standingOf } from "./steps.js";

/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("./steps.js").Standing} Standing */

/** @type {Record<Standing, string>} */
const SIGNS = {
    pending: "○", prepared: "◔", open: "●", closed: "◑", declared: "◕", certified: "◕",
    published: "✓", again: "↻", decided: "✓",
};

/**
 * What the list says of a motion.
 * @param {Motion} motion
 */
export function standingText(motion) {
    const standing = standingOf(motion, state.rounds);
    const round = roundFor(state.rounds, motion.id);
    if (round?.annulment !== undefined)
        return t("console_standing_annulment");
    const outcome = motion.state === "decided" ? motion.outcome : round?.result?.outcome;
    if (standing === "decided" && outcome)
        return word("outcome", outcome);
    const text = tKey(`console_standing_${standing}`);
    const told = outcome && ["declared", "certified", "published"].includes(standing) &&
        !round?.practice;
    return told ? `${word("outcome", outcome)} · ${text}` : text;
}

/**
 * @param {Motion} motion
 * @param {boolean} isSelected
 */
function row(motion, isSelected) {
    const standing = standingOf(motion, state.rounds);
    const shown = state.snapshot?.screen?.show === "subject" &&
        state.snapshot.screen.motion?.id === motion.id;
    return el("li", { data: { key: `motion-${motion.id}` } },
        el("a", {
            href: addressOf({ item: motion.id, view: "agenda" }), class: "agenda-row",
            "aria-current": isSelected ? "true" : null, data: { standing },
        },
        el("span", { class: "state-sign", "aria-hidden": "true" }, SIGNS[standing]),
        el("span", { class: "agenda-number" }, bdi(motion.number)),
        el("span", { class: "agenda-what" },
            bdi(motion.title, { class: "agenda-title" }),
            el("span", { class: "agenda-state small" },
                motion.kind === "practice" ? null : `${word("kind", motion.kind)} · `,
                standingText(motion),
                shown ? el("span", { class: "badge" }, t("console_on_screen")) : null))));
}

/** @param {Motion | null} selected */
export function agendaList(selected) {
    const motions = [...state.motions].sort(byNumber);
    return el("section", {
        class: "agenda", "aria-labelledby": "agenda-title", data: { key: "agenda" },
    },
        el("div", { class: "head" },
            el("h2", { id: "agenda-title" }, t("console_view_agenda")),
            state.assembly?.state === "ended" ? null
                : button(t("console_add_motion"), "motion-new",
                    { class: "quiet", key: "motion-new" })),
        motions.length === 0 ? el("p", { class: "soft empty" }, t("console_agenda_empty"))
            : el("ol", {
                class: "plain agenda-list", tabindex: "0", "aria-labelledby": "agenda-title",
            },
                ...motions.map((m) => row(m, m.id === selected?.id))));
}
