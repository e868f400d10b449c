// SPDX-License-Identifier: EUPL-1.2
/**
 * main: the operator's console.  It signs in, follows an assembly, and draws
 * the view that the address names whenever something changed.
 */
import { chooseAssembly } from "../lib/assembly.js";
import { afterPaint, byId, el } from "../lib/dom.js";
import { morph } from "../lib/morph.js";
import { requireSession } from "../lib/session.js";
import { makeBar } from "../lib/shell.js";
import { isolate, loadTexts, onLanguage, readTextsFrom, t, tKey } from "../lib/text.js";
import { word } from "../lib/words.js";
import { button, isAsking, listen } from "./actions.js";
import { agendaList } from "./agenda.js";
import { enter, loadAssemblies, loadCosigners, loadHandsets, loadTokens, watchServer } from "./follow.js";
import { itemPanel, selectedMotion } from "./item.js";
import { loadRest, rest } from "./rest.js";
import { addressOf, readRoute, takeAfterwards } from "./route.js";
import { changed, onChange, openRound, state, VIEWS } from "./state.js";
import { presence, stripParts } from "./strip.js";

const TICK_MS = 250;

const main = byId("main");

/** What stands where something is on its way. */
function waiting() {
    return el("p", { role: "status", data: { key: "busy" } }, t("busy"));
}

/** The running view: the agenda, the selected item, and who is missing or what was done. */
function agendaView() {
    if (state.assembly !== null && !state.loaded)
        return waiting();
    const motion = selectedMotion();
    return el("div", { class: "run", data: { key: "run" } }, agendaList(motion), itemPanel(motion),
        el("aside", { class: "side", "aria-label": t("console_side"), data: { key: "side" } },
            rest?.missingPanel() ?? rest?.recentPanel()));
}

/** The view that the address names. */
function shownView() {
    if (state.view === "agenda")
        return agendaView();
    return rest?.[`${state.view}View`]() ?? waiting();
}

function tabs() {
    return el("ul", { class: "plain" }, ...VIEWS.map((view, i) => el("li", {},
        el("a", { href: addressOf({ view }), "aria-current": view === state.view ? "page" : null },
            tKey(`console_view_${view}`), el("kbd", { "aria-hidden": "true" }, i + 1)))));
}

function message() {
    const { message: m } = state;
    return m === null ? null : el("div", {
        class: `message ${m.kind}`, role: m.kind === "bad" ? "alert" : "status",
        data: { key: "message" } },
        el("p", {}, m.text), button(t("close"), "dismiss", { class: "quiet", always: true }));
}

// ---- what is said aloud ----

let said = "";

/** A change of state, once, for who cannot see it. */
function announce() {
    const round = state.snapshot?.round;
    const now = round === undefined ? "" : `${round.id} ${round.state}`;
    if (now === said)
        return;
    const isFirst = said === "";
    said = now;
    if (isFirst || round === undefined)
        return;
    const lang = document.documentElement.lang === "en" ? "en" : "nl";
    byId("announce").textContent = round.state === "closed" && round.result
        ? `${word("round_state", "closed")}. ${round.result.sentence[lang]}`
            : word("round_state", round.state);
}

let titled = "";

/** The bar names the assembly and its state; it is drawn when those change. */
function drawBar() {
    const now = `${state.assembly?.id} ${state.assembly?.state}`;
    if (now !== titled)
        bar.draw();
    titled = now;
}

function draw() {
    byId("tabs").hidden = byId("strip").hidden = state.session === null;
    if (state.session === null)
        return;
    byId("tabs").setAttribute("aria-label", t("console_views"));
    byId("strip").setAttribute("aria-label", t("console_strip"));
    morph(byId("tabs"), tabs(), presence(),
        button("?", "help", { class: "quiet", label: t("console_help"), always: true }));
    morph(byId("strip"), ...stripParts());
    morph(main, shownView());
    morph(byId("message"), message());
    drawBar();
    announce();
    if (rest === null && (state.loaded || state.assembly === null || state.view !== "agenda"))
        afterPaint(loadOnce);
}

let isAsked = false;

function loadOnce() {
    if (!isAsked)
        loadRest().then(changed);
    isAsked = true;
}

// ---- where we are ----

let wanted = 0; // the assembly that the address named last

/** The keys of everybody, and those that cosign. */
async function loadKeys() {
    await Promise.all([loadTokens(), loadCosigners()]);
}

/**
 * What a view shows and no stream tells of: asked when one comes to it.
 * @type {Partial<Record<import("./state.js").View, () => Promise<void>>>}
 */
const LOAD = {
    setup: loadAssemblies, desk: loadHandsets, handsets: loadHandsets, access: loadKeys,
    check: loadTokens,
};

/** Follows the address: the assembly, the view, the item. */
function follow() {
    const route = readRoute();
    const assembly = chooseAssembly(state.assemblies, route.assembly || wanted);
    wanted = assembly?.id ?? 0;
    if (assembly !== null && assembly.id !== state.assembly?.id)
        enter(assembly);
    const isOther = route.view !== null && route.view !== state.view;
    state.item = route.item;
    state.view = route.view ?? (assembly === null || assembly.state === "draft" ? "setup"
        : "agenda");
    state.message = null;
    if (isOther)
        LOAD[state.view]?.().catch(() => {});
    draw();
    document.querySelector(".agenda-row[aria-current]")?.scrollIntoView({ block: "nearest" });
    const then = takeAfterwards() ?? (isOther ? focusTitle : null);
    if (then !== null && state.view !== "agenda" && rest === null)
        loadRest().then(draw).then(then);
    else
        then?.();
}

function focusTitle() {
    if (!isAsking())
        (document.getElementById("view-title") ?? document.getElementById("item-title"))?.focus();
}

const bar = makeBar(() => (state.assembly === null ? t("console_title")
    : `${isolate(state.assembly.title)} – ${word("assembly_state", state.assembly.state)}`));

async function start() {
    const assemblies = loadAssemblies(); // which anyone may know
    state.session = await requireSession(main, ["operator"]);
    bar.setSession(state.session);
    await assemblies;
    watchServer((link, status) => {
        if (status === 401)
            location.reload(); // the session is over: sign in again
        bar.setLink(link);
    });
    loadTokens().catch(() => {});
    listen();
    document.addEventListener("keydown", async (event) => (rest ?? await loadRest()).onKey(event));
    onChange(draw);
    onLanguage(changed);
    addEventListener("hashchange", follow);
    setInterval(() => {
        if (openRound()?.closesAt !== undefined)
            changed();
    }, TICK_MS);
    follow();
}

readTextsFrom({
    nl: () => import("../text/nl_console.js"),
    en: () => import("../text/en_console.js"),
});
await loadTexts();
bar.draw();
await start();
