// SPDX-License-Identifier: EUPL-1.2
/**
 * quiet: the scenes without a vote under way or a result: pause, subject,
 * counting, annulled.
 */
import { bdi, el } from "../lib/dom.js";
import { formatDate, t } from "../lib/text.js";
import { word } from "../lib/words.js";
import { drawKicker, drawLine, drawTitle, drawTotal, drawVerdict, rulesOf } from "./parts.js";
import { firstOf, shortSeal, toneOf } from "./scene.js";

/** @typedef {import("./scene.js").PauseScene} PauseScene */
/** @typedef {import("./scene.js").SubjectScene} SubjectScene */
/** @typedef {import("./scene.js").CountingScene} CountingScene */
/** @typedef {import("./scene.js").AnnulledScene} AnnulledScene */

const MOVERS_SHOWN = 8;

/** @param {{code: string, size: number}} checkpoint */
function drawCheckpoint({ code, size }) {
    return el("p", { class: "checkpoint" }, t("screen_checkpoint"), " ",
        el("span", { class: "total code" }, code), " ", el("span", {}, `(${t("screen_lines", { n: size })})`));
}

/**
 * @param {PauseScene} scene
 * @param {import("./seal.js").Seal | null} seal
 */
export function drawPause({ snapshot }, seal) {
    const { assembly, present, checkpoint } = snapshot;
    return [
        el("p", { class: "wordmark" },
            el("img", { src: "/web/icon.svg", alt: "", width: "64", height: "64" }), "stembus"),
        el("div", { class: "what" },
            el("p", { class: "kicker" }, word("assembly", assembly.kind)),
            el("h1", { class: "title" }, bdi(assembly.title)),
            drawLine("when", [formatDate(assembly.date), bdi(assembly.place)])),
        el("div", { class: "lower" },
            el("div", { class: "lower-text" },
                assembly.state === "ended" ? el("p", { class: "note" }, t("screen_ended"))
                    : el("div", { class: "present" },
                        drawTotal(present.members, t("screen_present_members", { n: present.members })),
                        drawTotal(present.weight, t("screen_unit_votes", { n: present.weight }))),
                el("div", { class: "seals" },
                    checkpoint === undefined ? null : drawCheckpoint(seal ?? checkpoint),
                    assembly.seal === undefined ? null
                        : el("p", { class: "seal" }, t("screen_seal", { seal: shortSeal(assembly.seal) })))),
            seal?.drawQr() ?? null),
    ];
}

/** @param {string[]} names */
function drawMovers(names) {
    const { shown, left } = firstOf(names, MOVERS_SHOWN);
    if (shown.length === 0)
        return null;
    const list = shown.map((name, i) => [i === 0 ? "" : ", ", bdi(name)]).flat();
    const [before, after = ""] = (left === 0 ? t("screen_movers") : t("screen_movers",
        { names: t("screen_movers_more", { n: left }) })).split("{names}");
    return el("p", { class: "movers" }, before, list, after);
}

/** @param {SubjectScene} scene */
export function drawSubject({ motion, round }) {
    const decided = motion.state === "decided";
    return [
        el("div", { class: "what" },
            drawKicker(motion), drawTitle(motion), drawMovers(motion.moversNames ?? [])),
        decided ? drawVerdict(toneOf(motion.outcome), word("outcome", motion.outcome), { tag: "p" })
            : drawLine("rules", [
                motion.boardAdvice === "none" ? null : word("advice", motion.boardAdvice),
                ...(round === undefined ? [] : rulesOf(round))]),
    ];
}

/** @param {CountingScene} scene */
export function drawCounting({ item, round, timeIsUp }) {
    return [
        el("div", { class: "what" }, drawKicker(item), drawTitle(item, "p")),
        el("div", { class: "hero" },
            el("h1", { class: "verdict-word" }, t(timeIsUp ? "screen_time_up" : "screen_closed")),
            el("p", { class: "note" }, t("screen_counting"))),
        el("div", { class: "turnout" },
            drawTotal(round.turnout.members, t("screen_unit_members", { n: round.turnout.members })),
            drawTotal(round.turnout.weight, t("screen_unit_votes", { n: round.turnout.weight }))),
    ];
}

/** @param {AnnulledScene} scene */
export function drawAnnulled({ item, round }) {
    return [
        drawVerdict("void", t("screen_annulled"), { note: t("screen_annulled_long") }),
        el("div", { class: "what" }, drawKicker(item), drawTitle(item, "p")),
        round.annulment === undefined ? null
            : el("p", { class: "reason" }, t("screen_reason", { reason: "" }),
                bdi(round.annulment.reason)),
    ];
}
