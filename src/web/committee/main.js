// SPDX-License-Identifier: EUPL-1.2
/**
 * The page of the counting committee: follows the journal, counts along, and
 * says what is not as it should be.
 */
import { ApiError } from "../lib/api.js";
import { afterPaint, byId, el, fill } from "../lib/dom.js";
import { follow } from "../lib/live.js";
import { morph } from "../lib/morph.js";
import { currentAssembly, requireSession } from "../lib/session.js";
import { makeBar } from "../lib/shell.js";
import { loadTexts, onLanguage, readTextsFrom, t } from "../lib/text.js";
import { alarmView } from "./alarm_view.js";
import { roundOver, said } from "./names.js";
import { loadRest, rest } from "./rest.js";
import { overviewView, roundView } from "./round_view.js";
import { State } from "./state.js";

/** @typedef {import("./state.js").View} View */

const VIEWS = /** @type {View[]} */ (["round", "overview", "journal", "evidence"]);

/**
 * What a part shows; the others than the round while they are on their way.
 * @param {State} state
 * @param {View} view
 * @returns {(Node | string | null)[]}
 */
function paneOf(state, view) {
    if (view === "round")
        return roundView(state);
    if (rest === null)
        return [el("h2", { id: `${view}-title`, tabindex: "-1" }, t(`committee_view_${view}`)),
            el("p", {}, t("committee_reading"))];
    const { evidenceView, journalView, verdictSign } = rest;
    return view === "journal" ? journalView(state)
        : view === "evidence" ? evidenceView(state)
            : overviewView(state, (id) => verdictSign(state.check(id).verdict));
}

/** The parts of the page that stay; what is in them is drawn from the state. */
function skeleton() {
    return [
        el("h1", { id: "assembly" }),
        el("section", { id: "alarm", "aria-label": t("committee_state") }),
        el("nav", { id: "views", "aria-label": t("committee_views") }),
        el("div", { id: "panes" },
            VIEWS.map((view) => el("section", { id: `pane-${view}`, class: "pane",
                "aria-labelledby": `${view}-title` }))),
    ];
}

/** @param {State} state */
function drawViews(state) {
    morph(byId("views"), ...VIEWS.map((view) => el("button", { type: "button", id: `tab-${view}`,
        "aria-current": state.view === view ? "page" : null, data: { action: "view", view } },
    t(`committee_view_${view}`))));
    byId("panes").dataset.view = state.view;
}

/** What somebody chose stands in the controls, also when it was chosen elsewhere.
 * @param {State} state
 */
function syncControls(state) {
    const values = { "round-choice": String(state.round), "journal-kind": state.filter.kind,
        "journal-text": state.filter.text, lookup: state.lookup, "missing-filter": state.missingFilter };
    for (const [id, value] of Object.entries(values)) {
        const control = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (document.getElementById(id));
        if (control && control.value !== value)
            control.value = value;
    }
}

let announced = "";

/** Says a verdict to who cannot see it, once.
 * @param {State} state
 */
function announce(state) {
    const { round } = state;
    const { verdict } = state.check(round);
    const key = `${round} ${verdict}`;
    if (key !== announced && (verdict === "equal" || verdict === "different"))
        byId("announce").textContent = t("committee_announce",
            { round: roundOver(state.replay, round), verdict: t(`committee_verdict_${verdict}`) });
    announced = key;
}

/** @param {State} state */
function draw(state) {
    byId("assembly").textContent = said(state.assembly.title);
    morph(byId("alarm"), ...alarmView(state));
    drawViews(state);
    for (const view of VIEWS) {
        const pane = byId(`pane-${view}`);
        if (pane.checkVisibility()) // the journal is, beside another part, where there is room
            morph(pane, ...paneOf(state, view));
    }
    morph(byId("report"), ...rest?.reportView(state) ?? []);
    syncControls(state);
    announce(state);
    if (rest === null && (state.snapshot !== null || state.witness.size > 0))
        afterPaint(() => count(state));
}

let isCounting = false;

/** Begins to count along, once the first view is there.
 * @param {State} state
 */
async function count(state) {
    if (isCounting)
        return;
    isCounting = true;
    state.begin(await loadRest());
}

/**
 * Shows a view and moves the focus to its title.
 * @param {State} state
 * @param {View} view
 * @param {string} [focus]  the id of what is to have the focus
 */
function go(state, view, focus = `${view}-title`) {
    state.view = view;
    draw(state);
    const target = byId(focus);
    target.focus();
    target.scrollIntoView({ block: "nearest" });
}

/**
 * What the buttons do, by their data-action.
 * @param {State} state
 * @returns {Record<string, (data: DOMStringMap) => void | Promise<void>>}
 */
function actionsOf(state) {
    return {
        view: ({ view }) => go(state, /** @type {View} */ (view)),
        "show-round": ({ round }) => {
            state.chosen = Number(round);
            go(state, "round");
        },
        "follow-round": () => {
            state.chosen = null;
            go(state, "round");
        },
        "show-line": ({ line }) => {
            state.filter = { kind: "", text: "", top: Number(line) };
            go(state, "journal");
            rest?.openLine(byId("pane-journal"), Number(line));
        },
        "journal-top": ({ top }) => {
            state.filter.top = Number(top);
        },
        "journal-follow": () => {
            state.filter.top = null;
        },
        certify: async ({ round }) => (await loadRest()).certify(state, Number(round)),
        annul: async ({ round }) => (await loadRest()).annul(state, Number(round)),
        print: () => print(),
        reread: () => state.reread(),
        forget: () => {
            state.kept?.forget();
            state.signatures?.forget();
        },
        "save-journal": async () => (await loadRest()).saveJournal(state),
        "save-recount": async () => (await loadRest()).saveRecount(state),
        "save-checkpoint": async () => (await loadRest()).saveCheckpoint(state),
        "copy-checkpoint": async () => {
            await (await loadRest()).copyCheckpoint(state);
            byId("announce").textContent = t("committee_copied");
        },
    };
}

/**
 * What typing and choosing does, by their data-input.
 * @param {State} state
 * @returns {Record<string, (value: string) => void>}
 */
function inputsOf(state) {
    return {
        round: (value) => {
            state.chosen = Number(value);
        },
        kind: (value) => {
            state.filter = { ...state.filter, kind: value, top: null };
        },
        search: (value) => {
            state.filter = { ...state.filter, text: value, top: null };
        },
        lookup: (value) => {
            state.lookup = value;
        },
        missing: (value) => {
            state.missingFilter = value;
        },
    };
}

/**
 * @param {State} state
 * @param {() => void} redraw
 */
function listen(state, redraw) {
    const [actions, inputs] = [actionsOf(state), inputsOf(state)];
    const main = byId("main");
    main.addEventListener("click", async (event) => {
        const button = event.target instanceof Element
            ? /** @type {HTMLElement | null} */ (event.target.closest("[data-action]")) : null;
        if (button === null)
            return;
        try {
            await actions[button.dataset.action ?? ""]?.(button.dataset);
        } catch (error) {
            byId("announce").textContent = (await loadRest()).problemOf(error);
        }
        redraw();
    });
    main.addEventListener("input", (event) => {
        const control = /** @type {HTMLInputElement} */ (event.target);
        inputs[control.dataset?.input ?? ""]?.(control.value);
        redraw();
    });
}

/** The session ended, or there is something that asking again does not mend.
 * @param {unknown} error
 */
function trouble(error) {
    if (!(error instanceof ApiError))
        throw error;
    if (byId("trouble").hasChildNodes())
        return; // said already
    const text = error.status === 401 ? t("committee_signed_out") : error.message;
    fill(byId("trouble"), el("p", { class: "notice bad", role: "alert" }, text, " ",
        el("button", { type: "button", on: { click: () => location.reload() } }, t("committee_reload"))));
}

async function start() {
    readTextsFrom({
        nl: () => import("../text/nl_committee.js"),
        en: () => import("../text/en_committee.js"),
    });
    await loadTexts();
    const bar = makeBar(() => t("role_committee"));
    const main = byId("main");
    bar.setSession(await requireSession(main, ["committee"]));
    const assembly = await currentAssembly();
    if (assembly === null)
        return fill(main, el("p", {}, t("no_assembly")));
    fill(main, ...skeleton());

    let frame = 0;
    const redraw = () => {
        frame ||= requestAnimationFrame(() => {
            frame = 0;
            draw(state);
        });
    };
    const state = new State(assembly, { onChange: redraw, onTrouble: trouble });
    listen(state, redraw);
    onLanguage(() => {
        fill(main, ...skeleton());
        draw(state);
    });
    addEventListener("resize", redraw);
    state.feed.poke();
    state.answers.refresh();
    let wasLost = false;
    follow(assembly.id, {
        onSnapshot: (snapshot) => state.show(snapshot),
        onLink: (link, status) => {
            bar.setLink(link);
            if (status === 401)
                trouble(new ApiError(401, {}));
            if (link === "live" && wasLost)
                state.cameBack();
            wasLost = link === "lost";
        },
    });
    draw(state);
}

start();
