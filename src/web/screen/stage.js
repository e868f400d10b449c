// SPDX-License-Identifier: EUPL-1.2
/**
 * stage: draws the scene, and only when it is another one or its size changes.
 */
import { insist } from "../lib/api.js";
import { afterPaint, fill } from "../lib/dom.js";
import { currentLanguage, t } from "../lib/text.js";
import { provisionalText, word } from "../lib/words.js";
import { fit, sticksOut } from "./fit.js";
import { sceneKey } from "./scene.js";
import { drawOpen } from "./voting.js";

/** @typedef {import("../lib/types.js").Vote} Vote */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./fit.js").Pager} Pager */
/** @typedef {import("./seal.js").Seal} Seal */
/** @typedef {{votes: Vote[] | null, seal: Seal | null}} More  of a roll call; of the journal */
/** @typedef {(scene: any, now: number) => void} Update */
/** @typedef {{parts: (Node | null)[], update?: Update}} Drawn */

/** How to draw a scene, by its name; those of other files when these are here.
 * @type {Partial<Record<Scene["name"], (scene: any, more: More) => Drawn>>}
 */
const drawers = { open: (scene, { seal }) => drawOpen(scene, seal) };

/** The other scenes, and with them what they need, so that no file waits for another.
 * @type {(() => Promise<unknown>)[]}
 */
const FILES = [
    async () => {
        const { drawAnnulled, drawCounting, drawPause, drawSubject } = await import("./quiet.js");
        drawers.pause = (scene, { seal }) => ({ parts: drawPause(scene, seal) });
        drawers.subject = (scene) => ({ parts: drawSubject(scene) });
        drawers.counting = (scene) => ({ parts: drawCounting(scene) });
        drawers.annulled = (scene) => ({ parts: drawAnnulled(scene) });
    },
    async () => {
        const { drawResult } = await import("./result.js");
        drawers.result = (scene, { seal }) => ({ parts: drawResult(scene, seal) });
    },
    async () => {
        const { drawRollCall } = await import("./rollcall.js");
        drawers["roll-call"] = (scene, { votes }) => ({ parts: drawRollCall(scene, votes ?? []) });
    },
    () => import("./verdict.js"),
    () => import("../lib/chart.js"),
    () => import("../lib/chart_geometry.js"),
];

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
 * @param {() => void} onDrawer  a scene can be drawn that could not before
 */
export function makeStage(main, pager, announcer, onDrawer) {
    let drawn = "";
    let isLoading = false;
    /** @type {Update | undefined} */
    let update;

    /** @param {boolean} again */
    function refit(again) {
        pager.show(fit(main, pager.indicator), again);
    }

    function loadDrawers() {
        if (isLoading)
            return;
        isLoading = true;
        for (const file of FILES)
            insist(file).then(onDrawer);
    }

    return {
        /**
         * Shows a scene; one that cannot be drawn yet takes the place of the
         * former when it can.
         * @param {Scene} scene
         * @param {number} now  the server's time
         * @param {More} more
         */
        show(scene, now, more) {
            const { votes, seal } = more;
            const key = [sceneKey(scene), currentLanguage(), seal?.size, seal?.code, votes?.length,
                JSON.stringify(votes?.map((vote) => vote.correction?.meant))].join();
            const isNew = key !== drawn;
            const drawIt = drawers[scene.name];
            if (drawIt === undefined)
                return loadDrawers();
            if (isNew) {
                afterPaint(loadDrawers);
                drawn = key;
                main.dataset.scene = scene.name;
                const { parts, update: updateIt } = drawIt(scene, more);
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
