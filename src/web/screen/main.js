// SPDX-License-Identifier: EUPL-1.2
/**
 * main: the projector page.  Follows the assembly and shows the scene it is in.
 *
 * The address may say `#assembly=3`, `#language=en`, `#theme=light` for a bright
 * hall, and `#keys=off` where a stray key press must not do anything.
 */
import { api, ApiError, insist, serverNow } from "../lib/api.js";
import { afterPaint, byId, el, fill } from "../lib/dom.js";
import { fragment } from "../lib/first.js";
import { follow } from "../lib/live.js";
import { currentAssembly, requireSession } from "../lib/session.js";
import { currentLanguage, loadTexts, onLanguage, readTextsFrom, t } from "../lib/text.js";
import { Pager } from "./fit.js";
import { isPractice, sceneOf } from "./scene.js";
import { makeStage } from "./stage.js";

/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("../lib/live.js").Link} Link */

const RETRY_MS = 3000;

const pager = new Pager(el("p", { class: "pages", hidden: true }));
const stage = makeStage(byId("main"), pager, byId("announce"), schedule);

/** Set once it is here. @type {ReturnType<typeof import("./later.js").makeExtras> | null} */
let extras = null;
/** Set with them. @type {ReturnType<typeof import("./later.js").makeSeals> | null} */
let seals = null;
/** @type {Promise<(event: KeyboardEvent) => void> | null} */
let keys = null;

/** @type {Snapshot | null} */
let snapshot = null;
/** @type {import("./chair.js").ChairBar | null} */
let chairBar = null;
/** @type {Link} */
let link = "connecting";
let isKnown = true; // the session still is
let frame = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let tick;

/** Draws in the next frame, once, however often it is asked. */
function schedule() {
    if (frame === 0)
        frame = requestAnimationFrame(draw);
}

/** @param {boolean} practice */
function drawMarks(practice) {
    const lost = byId("lost");
    lost.textContent = t(isKnown ? "screen_lost" : "screen_no_access");
    lost.hidden = link === "live" && isKnown;
    const mark = byId("practice");
    mark.textContent = t("screen_practice");
    mark.hidden = !practice;
    document.body.classList.toggle("is-practice", practice);
}

function draw() {
    frame = 0;
    clearTimeout(tick);
    if (snapshot === null) {
        drawMarks(false);
        return;
    }
    const now = serverNow();
    const scene = sceneOf(snapshot, now, extras?.prepared(snapshot));
    drawMarks(isPractice(scene));
    chairBar?.update(snapshot);
    stage.show(scene, now, {
        votes: scene.name === "roll-call" ? extras?.votes(scene.round.id, snapshot) ?? null : null,
        seal: seals?.of(scene, snapshot) ?? null,
    });
    if (keys === null)
        afterPaint(loadLater);
    if (scene.name === "open" && scene.round.closesAt !== undefined)
        tick = setTimeout(schedule, (Date.parse(scene.round.closesAt) - now) % 1000 + 1);
}

/** What is not needed to show a scene; gives what the keys do. */
function loadLater() {
    keys ??= insist(() => import("./later.js")).then((later) => {
        extras = later.makeExtras(schedule);
        seals = later.makeSeals(schedule);
        later.keepAwake();
        schedule();
        return later.makeKeys({ pager });
    });
    return keys;
}

/** Whether the server still knows who we are: without that it shows no result. */
async function checkSession() {
    try {
        await api("GET", "/v1/session");
        isKnown = true;
    } catch (error) {
        isKnown = !(error instanceof ApiError && error.status === 401);
    }
    schedule();
}

/**
 * @param {Link} now
 * @param {number} [status]  of a refusal
 */
function onLink(now, status) {
    if (status === 401)
        isKnown = false;
    else if (now === "live" && link === "lost")
        checkSession();
    link = now;
    schedule();
}

/** @param {number} assembly */
function start(assembly) {
    follow(assembly, {
        onSnapshot(latest) {
            snapshot = latest;
            draw();
        },
        onLink,
    });
}

/**
 * What `find` gives as soon as it gives something; says meanwhile why it waits.
 * @template T
 * @param {() => Promise<T | null>} find
 */
async function waitFor(find) {
    for (;;) {
        let why = t("no_assembly");
        try {
            const found = await find();
            if (found !== null)
                return found;
        } catch (error) {
            if (!(error instanceof ApiError) || !error.isPassing)
                throw error;
            why = t("no_answer");
        }
        fill(byId("main"), el("h1", { class: "title" }, why));
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
}

function applyTheme() {
    document.documentElement.dataset.theme = fragment().get("theme") === "light" ? "light" : "dark";
}

function nameThePage() {
    document.title = `${t("role_display")} – stembus`;
}

async function main() {
    applyTheme();
    readTextsFrom({
        nl: () => import("../text/nl_screen.js"),
        en: () => import("../text/en_screen.js"),
    });
    const language = fragment().get("language");
    await loadTexts(language === "en" || language === "nl" ? language : currentLanguage());
    const early = currentAssembly().catch(() => null); // needs no session
    const session = await waitFor(() =>
        requireSession(byId("main"), ["display", "chair", "operator", "committee"]));
    if (session.role === "chair")
        chairBar = (await import("./chair.js")).makeChairBar(byId("chair"));
    const assembly = await early ?? await waitFor(currentAssembly);
    fill(byId("main"));
    addEventListener("keydown", async (event) => (await loadLater())(event));
    onLanguage(() => {
        nameThePage();
        schedule();
    });
    nameThePage();
    new ResizeObserver(() => {
        chairBar?.cut();
        stage.refit();
    }).observe(byId("main"));
    addEventListener("hashchange", applyTheme);
    start(assembly.id);
}

main();
