// SPDX-License-Identifier: EUPL-1.2
/**
 * voting: the scene of an open vote: what it is about, which key is what, the
 * time that is left, and how many have voted.  Never what they voted.
 */
import { bdi, el, fill, svg } from "../lib/dom.js";
import { formatClock, t } from "../lib/text.js";
import { isNamed, optionClass, optionLabel, optionMark, optionName } from "../lib/words.js";
import { drawKicker, drawLine, drawTitle, drawTotal, rulesOf } from "./parts.js";
import { progressOf, secondsLeft } from "./scene.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./scene.js").OpenScene} OpenScene */

/** @param {Round} round */
function drawKeys({ options }) {
    return el("ol", { class: "keys plain" }, options.map((option, i) => {
        const kind = optionClass(option);
        return el("li", { class: `choice choice-${kind}` },
            el("span", { class: "key" }, i + 1), optionMark(kind),
            bdi(optionName(option), { class: "option-name" }));
    }));
}

/** @param {Round} round */
function drawNames({ options }) {
    return el("ol", { class: "names plain paged" }, options.map((option, i) =>
        el("li", { class: "page-item name" }, optionLabel(option, optionClass(option), i + 1))));
}

/** A bar that grows to the right; gives it and a function that sets it. */
function makeProgress() {
    const length = svg("rect", { class: "length", width: "0", height: "100%" });
    const node = el("div", {
        class: "progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100,
        "aria-label": t("screen_voted"),
    }, svg("svg", { "aria-hidden": "true" },
        svg("rect", { class: "ground", width: "100%", height: "100%" }), length));
    /** @param {number} part */
    function set(part) {
        length.setAttribute("width", `${(part * 100).toFixed(2)}%`);
        node.setAttribute("aria-valuenow", String(Math.floor(part * 100)));
    }
    return { node, set };
}

/**
 * Who is not entitled is present all the same, so "of how many" is only said
 * where everybody may vote.
 * @param {OpenScene} scene
 */
function drawTurnout({ round, present }) {
    const { members, weight } = progressOf(round.turnout, present);
    const all = round.entitledKinds.length > 1;
    return [
        drawTotal(round.turnout.members, all ? t("screen_of_members", { n: members })
            : t("screen_unit_members", { n: round.turnout.members }), members),
        drawTotal(round.turnout.weight, all ? t("screen_of_votes", { n: weight })
            : t("screen_unit_votes", { n: round.turnout.weight }), weight)];
}

/**
 * The scene, and how to bring the turnout and the clock up to date.
 * @param {OpenScene} scene
 * @param {import("./seal.js").Seal | null} seal  at its opening
 */
export function drawOpen({ item, round }, seal) {
    const progress = makeProgress();
    const turnout = el("div", { class: "turnout" });
    const clock = el("p", { class: "clock", role: "timer", "aria-label": t("screen_time_left") });
    const timed = round.closesAt !== undefined;
    let shown = "";
    return {
        parts: [
            el("div", { class: "what" },
                drawKicker(item, el("strong", { class: "on-air" }, t("screen_open"))),
                drawTitle(item), drawLine("rules", rulesOf(round))),
            isNamed(round) ? drawNames(round) : drawKeys(round),
            el("div", { class: "course" },
                el("div", { class: "voted" },
                    el("p", { class: "label" }, t("screen_voted")), turnout,
                    round.entitledKinds.length > 1 ? progress.node : null),
                timed ? el("div", { class: "time" },
                    el("p", { class: "label" }, t("screen_time_left")), clock) : null),
            drawLine("spare soft", [seal?.drawText() ?? null]),
        ],
        /**
         * @param {OpenScene} scene
         * @param {number} now
         */
        update(scene, now) {
            const left = secondsLeft(scene.round, now);
            if (left !== null)
                clock.textContent = formatClock(left);
            const state = JSON.stringify([scene.round.turnout, scene.present]);
            if (state === shown)
                return;
            shown = state;
            fill(turnout, ...drawTurnout(scene));
            progress.set(progressOf(scene.round.turnout, scene.present).part);
        },
    };
}
