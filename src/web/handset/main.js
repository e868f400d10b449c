// SPDX-License-Identifier: EUPL-1.2
/**
 * main: the handset page.  Events of the browser go to the machine (ballot.js),
 * its effects to the network, the store and the screen.
 */
import { ApiError, insist, speakAs } from "../lib/api.js";
import { afterPaint, byId } from "../lib/dom.js";
import { takeSecret } from "../lib/first.js";
import { morph } from "../lib/morph.js";
import { loadTexts, onLanguage, readTextsFrom, t } from "../lib/text.js";
import { step } from "./ballot.js";
import { show } from "./display.js";
import { drawHead, drawMain } from "./draw.js";
import { mustAsk, REMEMBERED, secret } from "./first.js";
import { askHandset, exchange, sendBallot, signIn } from "./net.js";
import { goneText, memberText } from "./phrases.js";
import { identity, initial, PACE_MS } from "./state.js";
import { makeStore } from "./store.js";

/** @typedef {import("./state.js").Ballot} Ballot */
/** @typedef {import("./state.js").Effect} Effect */
/** @typedef {import("./state.js").Event} HandsetEvent */
/** @typedef {import("../lib/first.js").Secret} Secret */
/** @typedef {import("../lib/live.js").Link} Link */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */

const LIVE_PACE_MS = 60000; // how often to ask while the stream says what moves
const TICK_MS = 250; // for the countdown
const TIGHT_REM = 15; // narrower than this, measured in letters
const ROOMY = 0.78; // of the height may be taken by what does not scroll

speakAs("handset");
const store = makeStore(storage(), REMEMBERED);
let state = initial();
let visit = 0; // counts sign-ins: answers of an earlier one are nobody's
/** @type {Snapshot | null} */
let snapshot = null;
/** @type {Link | null} */
let link = null;
let isEntering = false; // the form is there
/** @type {Map<string, {timer: number, at: number}>} */
const timers = new Map();
/** Set once what is not needed at first is there. @type {typeof import("./later.js") | null} */
let later = null;
let isLoading = false;
/** @type {{want: (assembly: number | null) => void} | null} */
let stream = null;

function storage() {
    try {
        return localStorage;
    } catch {
        return /** @type {any} */ (null); // each use fails, as the store expects
    }
}

// ---- the machine ---------------------------------------------------------------

/** @param {HandsetEvent} event */
function tell(event) {
    const [next, effects] = step(state, event);
    state = next;
    for (const effect of effects)
        act(effect);
    stream?.want(state.gone === null ? state.me?.assembly ?? null : null);
    draw();
}

/** @param {Effect} effect */
function act(effect) {
    switch (effect.do) {
    case "keep":
        return state.me && store.keep(state.me, effect.ballot);
    case "forget":
        return state.me && store.forget(state.me, effect.ballot);
    case "remember":
        return store.writeView(effect.view);
    case "send":
        return send(effect.ballot);
    case "get":
        return get(effect.epoch);
    case "wait":
        return wait(effect.timer, effect.ms);
    case "registered":
        return tremble();
    }
}

/** A short one, felt in a pocket; browsers allow it to who has touched the page. */
function tremble() {
    if (navigator.userActivation?.hasBeenActive &&
        !matchMedia("(prefers-reduced-motion: reduce)").matches)
        navigator.vibrate?.(80);
}

/** @param {Ballot} ballot */
async function send(ballot) {
    const { me } = state;
    const mine = visit;
    if (me === null)
        return;
    const isMine = store.isStill(me);
    const said = isMine ? await sendBallot(ballot, me)
        : { problem: { status: 0, slug: "", retryAfter: 0 } };
    if (mine !== visit)
        return;
    tell("problem" in said ? { type: "failed", ballot, problem: said.problem }
        : { type: "receipt", ballot, receipt: said.receipt, repeated: said.repeated });
    if (!isMine)
        tell({ type: "ask" });
}

/** @param {number} epoch */
async function get(epoch) {
    const mine = visit;
    const said = await askHandset();
    afterPaint(loadLater);
    if (mine !== visit)
        return;
    tell("problem" in said ? { type: "unanswered", problem: said.problem }
        : { type: "view", view: said.view, epoch, stored: store.read(identity(said.view)) });
}

/**
 * @param {"retry" | "ask" | "settle"} name
 * @param {number} ms
 */
function wait(name, ms) {
    const at = Date.now() + ms;
    const set = timers.get(name);
    if (set && name === "ask" && set.at <= at)
        return;
    clearTimeout(set?.timer);
    timers.set(name, { at, timer: setTimeout(() => {
        timers.delete(name);
        tell({ type: name });
    }, ms) });
}

// ---- the screen -------------------------------------------------------------------

function draw() {
    if (state.gone !== null && !isEntering)
        enterForm(goneText(state.gone, state.view?.member ?? null));
    const shown = isEntering ? null : show(state, snapshot);
    const lost = state.isSilent ? "lost" : link;
    document.body.classList.toggle("entering", isEntering);
    morph(byId("who"), ...drawHead(shown, isEntering ? null : lost));
    document.title = `${t("handset_title")} – stembus`;
    if (isEntering)
        return;
    morph(byId("main"), ...drawMain(shown, lost));
    fit();
}

/**
 * The buttons stay at the thumb when there is room for the question as well;
 * with very large letters only the name stays in view.
 */
function fit() {
    const { documentElement: root, body } = document;
    body.classList.toggle("tight", innerWidth < TIGHT_REM * parseFloat(getComputedStyle(root).fontSize));
    const name = document.querySelector(".member");
    const head = byId("who").offsetHeight || (name instanceof HTMLElement ? name.offsetHeight : 0);
    const dock = document.querySelector(".dock");
    root.style.setProperty("--head", `${head}px`);
    body.classList.toggle("roomy", document.querySelector(".options") !== null &&
        head + (dock?.scrollHeight ?? 0) < innerHeight * ROOMY);
}

/**
 * @param {string} [notice]  why this handset votes no more
 * @param {string} [problem]  of a first try
 * @param {Secret | null} [secret]  of it
 */
async function enterForm(notice = "", problem = "", secret = null) {
    isEntering = true;
    const { drawSignIn, groupCode, readCode } = await loadForm();
    const typed = secret !== null && "code" in secret ? groupCode(readCode(secret.code)) : "";
    drawSignIn(byId("main"), { notice, problem, typed, onSignedIn: entered });
    draw();
}

function entered() {
    visit++;
    isEntering = false;
    snapshot = null;
    speakAs("handset");
    tell({ type: "enter" });
}

/**
 * @param {Secret} secret
 * @param {ReturnType<typeof exchange>} session  that is being made for it
 */
async function enterWith(secret, session) {
    try {
        const made = await session;
        if (made.role !== "handset")
            await (await loadForm()).admit(made, ["handset"]);
        entered();
    } catch (error) {
        if (!(error instanceof ApiError))
            throw error;
        enterForm("", (await loadForm()).signInProblem(error), secret);
    }
}

/**
 * Signs in anew on a phone that may be somebody's: not before that is confirmed.
 * @param {Secret} secret
 */
async function enterOther(secret) {
    const member = state.gone === null && !isEntering ? state.view?.member : undefined;
    if (member === undefined || await (await loadForm()).confirmOther(memberText(member)))
        await enterWith(secret, exchange(secret));
}

// ---- what people do ------------------------------------------------------------------

/** @param {string} choice */
function press(choice) {
    tell({ type: "press", choice, now: Date.now(),
        stored: state.me ? store.read(state.me) : { kept: [], used: {} } });
}

/** @param {MouseEvent} event */
function onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.act === "vote" && button.dataset.option !== undefined)
        press(button.dataset.option);
    else if (button?.dataset.act === "more")
        later?.openMenu(isEntering ? null : show(state, snapshot), state.kept.length > 0, () => {
            visit++;
            store.clear();
            state = initial();
            stream?.want(null);
            enterForm();
        });
}

/**
 * The keys of a handset: 1 is the first option.
 * @param {KeyboardEvent} event
 */
function onKey(event) {
    const isFree = !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey &&
        !(event.target instanceof HTMLInputElement) && document.querySelector("dialog") === null;
    const button = isFree && later?.keysAreOn() && /^[1-9]$/.test(event.key)
        ? document.querySelectorAll(".vote")[Number(event.key) - 1] : null;
    if (button instanceof HTMLButtonElement)
        button.click();
}

/** @param {StorageEvent} event */
function onStorage(event) {
    if (!store.concerns(event.key) || state.me === null)
        return;
    if (!store.isStill(state.me))
        tell({ type: "ask" });
    else
        tell({ type: "stored", stored: store.read(state.me) });
}

/** What the page can do without at first: the event stream, the menu, the worker. */
function loadLater() {
    if (!isLoading)
        insist(() => import("./later.js")).then(begin);
    isLoading = true;
}

function loadForm() {
    loadLater();
    return insist(() => import("./sign_in.js"));
}

/** @param {typeof import("./later.js")} module */
function begin(module) {
    later = module;
    stream = module.makeStream({
        onSnapshot(latest) {
            snapshot = latest;
            tell({ type: "snapshot", snapshot: latest });
        },
        onLink(now) {
            link = now;
            queueMicrotask(() => tell({ type: "pace", ms: now === "live" ? LIVE_PACE_MS : PACE_MS }));
        },
        onVisible: () => tell({ type: "wake" }),
    });
    stream.want(state.gone === null ? state.me?.assembly ?? null : null);
    module.keepOffline();
}

async function start() {
    readTextsFrom({
        nl: () => import("../text/nl_base.js"),
        en: () => import("../text/en_base.js"),
    });
    await loadTexts();
    onLanguage(() => {
        if (isEntering)
            enterForm(state.gone === null ? "" : goneText(state.gone, state.view?.member ?? null));
        else
            draw();
    });
    addEventListener("click", onClick);
    addEventListener("keydown", onKey);
    addEventListener("storage", onStorage);
    addEventListener("resize", fit);
    addEventListener("online", () => tell({ type: "wake" }));
    addEventListener("pageshow", (event) => event.persisted && tell({ type: "wake" }));
    addEventListener("hashchange", () => {
        const scanned = takeSecret(); // a QR code, while the page is open
        if (scanned !== null)
            enterOther(scanned);
    });
    if (secret !== null && !mustAsk) {
        draw();
        await enterWith(secret, signIn(secret));
    } else {
        const remembered = store.readView();
        if (remembered !== null)
            tell({ type: "start", view: remembered, stored: store.read(identity(remembered)) });
        tell({ type: "ask" });
        if (secret !== null)
            enterOther(secret);
    }
    setInterval(() => !isEntering && state.view?.round?.closesAt && draw(), TICK_MS);
}

start();
