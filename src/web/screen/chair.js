// SPDX-License-Identifier: EUPL-1.2
/**
 * chair: the bar below the scene for whoever presides: the sentence to read
 * aloud, the button that declares the result, and what comes next.
 */
import { apiList } from "../lib/api.js";
import { bdi, el, fill } from "../lib/dom.js";
import { currentLanguage, t } from "../lib/text.js";
import { makeDeclareButton } from "./declare.js";
import { pagesOf } from "./fit.js";

/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("../lib/types.js").Motion} Motion */
/** @typedef {import("../lib/types.js").Round} Round */

const LONG_SENTENCE = 260;

/**
 * The item that is to be dealt with after the one that is shown.
 * @param {Motion[]} motions  in the order of the agenda
 * @param {number | undefined} current
 * @returns {Motion | null}
 */
export function nextMotion(motions, current) {
    const from = motions.findIndex((motion) => motion.id === current) + 1;
    return motions.slice(from).find((motion) => motion.state === "pending") ?? null;
}

/**
 * A sentence in the pieces it can be read aloud in.
 * @param {string} sentence
 */
export function clausesOf(sentence) {
    return sentence.split(/(?<=[;:.]|\),) /);
}

/**
 * The motion and the round that are on the screen, and so what the bar is about.
 * @param {Snapshot} snapshot
 * @returns {{motion?: number, round?: Round}}
 */
export function subjectOf({ screen, motion, round }) {
    if (screen?.show === "subject")
        return { motion: screen.motion?.id };
    return screen?.show === "pause" ? {} : { motion: motion?.id, round };
}

/**
 * The sentence; a long one, of named options, a few clauses at a time.
 * @param {HTMLElement} where
 */
function makeSentence(where) {
    /** @type {HTMLElement[][]} */
    let pages = [];
    let page = 0;

    /** @param {number} to */
    function turn(to) {
        page = pages.length === 0 ? 0 : to % pages.length;
        for (const item of pages.flat())
            item.hidden = !pages[page].includes(item);
    }

    const more = el("button", { id: "more", type: "button", on: { click: () => turn(page + 1) } });
    return {
        more,
        /** @param {string} sentence */
        say(sentence) {
            const long = sentence.length > LONG_SENTENCE;
            where.hidden = sentence === "";
            where.classList.toggle("long", long);
            fill(where, (long ? clausesOf(sentence) : [sentence])
                .map((clause) => el("p", { class: "clause page-item" }, bdi(clause))));
            page = 0;
        },
        /** To be called when there is another sentence or another width. */
        cut() {
            for (const item of pages.flat())
                item.hidden = false;
            pages = where.classList.contains("long") && !where.hidden ? pagesOf(where) : [];
            more.hidden = pages.length < 2;
            more.textContent = t("screen_more");
            turn(page);
        },
    };
}

/** @typedef {ReturnType<typeof makeChairBar>} ChairBar */

/** @param {HTMLElement} where */
export function makeChairBar(where) {
    /** @type {Snapshot | null} */
    let snapshot = null;
    /** @type {Motion[]} */
    let motions = [];
    let known = ""; // for what the list of motions was asked
    let drawn = "";
    const box = el("div", { class: "sentence" });
    const sentence = makeSentence(box);
    const declare = makeDeclareButton();
    const next = el("p", { class: "next" });
    fill(where, box, el("div", { class: "chair-row" }, next, declare.problem, sentence.more, declare.button));
    where.hidden = false;

    function draw() {
        if (snapshot === null)
            return;
        const { motion, round } = subjectOf(snapshot);
        const said = round === undefined || round.state === "annulled" ? ""
            : round.result?.sentence[currentLanguage()] ?? "";
        const after = nextMotion(motions, motion);
        declare.offer(round?.state === "closed" && said !== "" ? round.id : null);
        const key = JSON.stringify([said, after?.number, after?.title, currentLanguage()]);
        if (key === drawn)
            return;
        drawn = key;
        sentence.say(said);
        fill(next, ...(after === null ? [t("screen_next_none")]
            : [t("screen_next", { item: "" }), bdi(`${after.number} ${after.title}`)]));
        declare.draw();
        sentence.cut();
    }

    /** Asks for the agenda again when something on it may have moved. */
    async function refresh() {
        if (snapshot === null)
            return;
        const { assembly, screen, round } = snapshot;
        const wanted = JSON.stringify([screen, round?.id, round?.state]);
        if (wanted === known)
            return;
        known = wanted;
        try {
            motions = await apiList(`/v1/assemblies/${assembly.id}/motions`, "motions");
            draw();
        } catch {
            known = ""; // asked for again with the next snapshot
        }
    }

    return {
        /** @param {Snapshot} now */
        update(now) {
            snapshot = now;
            draw();
            refresh();
        },
        draw, cut: sentence.cut,
    };
}
