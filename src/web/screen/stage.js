// SPDX-License-Identifier: EUPL-1.2
/**
 * stage: draws the scene, and only when it is another one or its size changes.
 */
import { fill } from "../lib/dom.js";
import { currentLanguage, t } from "../lib/text.js";
import { provisionalText, word } from "../lib/words.js";
import { fit, sticksOut } from "./fit.js";
import { drawAnnulled, drawCounting, drawPause, drawSubject } from "./quiet.js";
import { drawResult } from "./result.js";
import { drawRollCall } from "./rollcall.js";
import { sceneKey } from "./scene.js";
import { drawOpen } from "./voting.js";

/** @typedef {import("../lib/types.js").Vote} Vote */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./seal.js").Seal} Seal */
/** @typedef {{votes: Vote[] | null, seal: Seal | null}} More  of a roll call; of the journal */
/** @typedef {import("./pages.js").Pager} Pager */
/** @typedef {(scene: any, now: number) => void} Update */

/**
 * @param {Scene} scene
 * @param {More} more
 * @returns {{parts: (Node | null)[], update?: Update}}
 */
function draw(scene, { votes, seal }) {
    switch (scene.name) {
    case "pause": return { parts: drawPause(scene, seal) };
    case "subject": return { parts: drawSubject(scene) };
    case "open": return drawOpen(scene, seal);
    case "counting": return { parts: drawCounting(scene) };
    case "result": return { parts: drawResult(scene, seal) };
    case "annulled": return { parts: drawAnnulled(scene) };
    case "roll-call": return { parts: drawRollCall(scene, votes ?? []) };
    }
}

/**
 * What a screen reader says of a scene: that it has come, in one sentence.
 * @param {Scene} scene
 */
export function sayingOf(scene) {
    switch (scene.name) {
    case "pause": return scene.snapshot.assembly.title;
    case "subject": return `${word("kind", scene.motion.kind)} ${scene.motion.number}: ${scene.motion.title}`;
    case "open": return `${t("screen_open")}: ${scene.item.title}`;
    case "counting": return t(scene.timeIsUp ? "screen_time_up" : "screen_closed");
    case "result": return [scene.round.result?.sentence[currentLanguage()], provisionalText(scene.round)]
        .filter((text) => text).join(" ");
    case "annulled": return `${t("screen_annulled")}: ${scene.round.annulment?.reason ?? ""}`;
    case "roll-call": return `${t("screen_roll_call")}: ${scene.item.title}`;
    }
}

/**
 * Whether it says something else than was said: not when a result is no longer
 * provisional, which would have the whole of it read again.
 * @param {string} said
 * @param {string} saying
 */
function isNews(said, saying) {
    return said !== saying && said !== `${saying} ${t("provisional")}`;
}

/**
 * @param {HTMLElement} main
 * @param {Pager} pager
 * @param {HTMLElement} announcer  read out when its text changes
 */
export function makeStage(main, pager, announcer) {
    let drawn = "";
    /** @type {Update | undefined} */
    let update;

    /** @param {boolean} again */
    function refit(again) {
        pager.show(fit(main, pager.indicator), again);
    }

    return {
        /**
         * @param {Scene} scene
         * @param {number} now  the server's time
         * @param {More} more
         */
        show(scene, now, more) {
            const { votes, seal } = more;
            const key = [sceneKey(scene), currentLanguage(), seal?.size, seal?.code, votes?.length,
                JSON.stringify(votes?.map((vote) => vote.correction?.meant))].join();
            const isNew = key !== drawn;
            if (isNew) {
                drawn = key;
                main.dataset.scene = scene.name;
                const { parts, update: updateIt } = draw(scene, more);
                update = updateIt;
                fill(main, ...parts);
                (main.querySelector(".pages-slot") ?? main).append(pager.indicator);
                const saying = sayingOf(scene);
                if (isNews(announcer.textContent ?? "", saying))
                    announcer.textContent = saying; // the same text again would be read again
            }
            update?.(scene, now);
            if (isNew || sticksOut(main))
                refit(!isNew);
        },
        /** The room has changed. */
        refit() {
            refit(true);
        },
    };
}
