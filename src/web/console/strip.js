// SPDX-License-Identifier: EUPL-1.2
/**
 * strip: what stands on top in every view: whether a vote is open, and what the
 * projector shows, which can be changed from there.
 */
import { bdi, el } from "../lib/dom.js";
import { formatClock, t } from "../lib/text.js";
import { button } from "./actions.js";
import { selectedMotion } from "./item.js";
import { addressOf } from "./route.js";
import { motionOf, openRound, state } from "./state.js";
import { secondsLeft } from "./turnout.js";

/** @typedef {import("../lib/types.js").Screen} Screen */

function roundPart() {
    const round = openRound();
    if (round === null)
        return el("p", { class: "strip-round soft", data: { key: "round" } },
            t("console_no_round"));
    const motion = motionOf(round.motion);
    const left = secondsLeft(round);
    return el("p", { class: "strip-round on", data: { key: "round" } },
        el("span", { "aria-hidden": "true", class: "on-air" }, "●"), " ",
        el("a", { href: addressOf({ view: "agenda", item: round.motion }) },
            round.practice ? t("practice") : t("round_state_open"), " ", bdi(motion?.number ?? "")),
            " · ",
        t("console_voted_of",
            { n: round.turnout.members, all: state.snapshot?.present.members ?? 0 }),
        left === null ? null : el("strong", {}, ` · ${formatClock(left)}`));
}

/**
 * What the projector shows, in words.
 * @param {Screen | undefined} screen
 */
function shownText(screen) {
    switch (screen?.show) {
    case "subject":
        return [t("console_show_subject"), " ", bdi(screen.motion?.number ?? "")];
    case "round": {
        const { round, motion } = state.snapshot ?? {};
        return [round === undefined || round.state === "open" || round.state === "prepared"
            ? t("console_show_round") : t("console_show_result"), " ", bdi(motion?.number ?? "")];
    }
    case "roll-call":
        return [t("console_show_roll_call")];
    default:
        return [t("console_show_pause")];
    }
}

/**
 * A button that makes the projector show something.
 * @param {Screen["show"]} show
 * @param {import("../lib/dom.js").Children} label
 * @param {{pressed: boolean, why?: string, shortcut?: string, motion?: string}} options
 */
function segment(show, label, { motion, ...options }) {
    return button(label, "show", {
        ...options, key: `show-${show}`, data: motion === undefined ? { show } : { show, motion },
    });
}

function projector() {
    const screen = state.snapshot?.screen;
    const motion = selectedMotion();
    const isSubject = screen?.show === "subject" && screen.motion?.id === motion?.id;
    const hasResult = state.snapshot?.round?.result !== undefined;
    const none = state.snapshot?.round === undefined ? t("console_no_round_yet") : "";
    const noResult = hasResult ? "" : t("console_no_result_yet");
    return el("div", {
        class: "projector", role: "group", "aria-labelledby": "projector-title",
        data: { key: "projector" },
    },
        el("p", { id: "projector-title" },
            el("span", { class: "soft" }, t("console_projector"), ": "),
            el("strong", {}, ...shownText(screen))),
        el("div", { class: "segments" },
            segment("pause", t("console_show_pause"),
                { pressed: screen?.show === "pause", shortcut: "P" }),
            motion === null ? null
                : segment("subject", [t("console_show_subject"), " ", bdi(motion.number)], {
                pressed: isSubject, motion: String(motion.id) }),
            segment("round", t(hasResult ? "console_show_result" : "console_show_round"), {
                pressed: screen?.show === "round", why: none }),
            segment("roll-call", t("console_show_roll_call"),
                { pressed: screen?.show === "roll-call", why: noResult })));
}

/** How many are present, and with how many votes. */
export function presence() {
    const { assembly, snapshot } = state;
    return assembly === null || assembly.state === "draft" || snapshot === null ? null
        : el("p", { class: "presence", data: { key: "presence" } },
            t("console_present"), " ",
            el("strong", {}, t("console_number", { n: snapshot.present.members })),
            el("span", { class: "soft" }, " ", t("console_of", { n: snapshot.entitled.members }),
                " · ",
                t("votes", { n: snapshot.present.weight })));
}

export function stripParts() {
    return state.assembly === null ? [] : [roundPart(), projector()];
}
