// SPDX-License-Identifier: EUPL-1.2
/**
 * round_view: one round: what is voted on, how it stands, and what the
 * committee can do about it.
 */
import { el } from "../lib/dom.js";
import { formatNumber, formatTime, t } from "../lib/text.js";
import { doneBy, provisionalText, word } from "../lib/words.js";
import { isOver } from "./answers.js";
import { missingView, turnoutView } from "./missing_view.js";
import { motionName, said, termsText } from "./names.js";
import { rest } from "./rest.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */
/** @typedef {import("./state.js").State} State */

/** Which round is shown, and another one to choose.
 * @param {State} state
 */
function chooser(state) {
    const { rounds, replay, round } = state;
    const name = (/** @type {number} */ id) => {
        const motion = state.motion(replay.rounds.get(id)?.terms.motion ?? state.serverRound(id)?.motion ?? 0);
        return `${motionName(motion)} · ${t("committee_round", { round: id })}`;
    };
    return el("div", { class: "row chooser" },
        el("label", { for: "round-choice" }, t("committee_choose")),
        el("select", { id: "round-choice", data: { input: "round" } },
            rounds.map((id) => el("option", { value: String(id), selected: id === round }, name(id)))),
        state.chosen === null ? null : el("button", { type: "button", data: { action: "follow-round" } },
            t("committee_follow")));
}

/**
 * @param {State} state
 * @param {Round} server
 */
function heading(state, server) {
    const motion = state.motion(server.motion);
    const provisional = provisionalText(server);
    const times = [
        server.openedAt ? t("committee_opened_at", { time: formatTime(server.openedAt) }) : "",
        server.closedAt ? t("committee_closed_at", { time: formatTime(server.closedAt) }) : "",
    ].filter((text) => text !== "").join(", ");
    return el("header", { class: "subject" },
        el("p", { class: "row" },
            el("span", { class: `badge state-${server.state}` }, word("round_state", server.state)),
            server.practice ? el("span", { class: "badge practice" }, t("practice")) : null,
            provisional === null ? null : el("span", { class: "badge provisional" }, provisional),
            el("span", { class: "soft" }, t("committee_round", { round: server.id })),
            motion ? el("span", { class: "soft" }, word("kind", motion.motionKind)) : null),
        el("h2", { id: "round-title", tabindex: "-1" }, motionName(motion)),
        el("p", { class: "soft" }, [termsText(server), times].filter((text) => text !== "").join(" · ")));
}

/** That an annulment is asked for, or was done.
 * @param {Round} server
 */
function annulmentView({ id, state, annulment }) {
    if (annulment === undefined)
        return null;
    const { reason, askedBy, askedAt } = annulment;
    const why = el("p", {}, t("committee_annul_reason"), " ", el("strong", {}, said(reason)));
    if (state === "annulled")
        return el("div", { class: "notice bad" }, el("p", {}, t("committee_annulled")), why);
    return el("div", { class: "notice warn" },
        el("p", {}, t("committee_annul_asked", { by: said(doneBy(askedBy)), time: formatTime(askedAt) })), why,
        el("button", { type: "button", class: "danger", data: { action: "annul", round: String(id) } },
            t("committee_annul")));
}

/**
 * Whether as many have cosigned the result as are asked.
 * @param {State} state
 * @param {Round} server
 */
function isCosigned({ cosigned, replay }, { id, practice }) {
    return practice || cosigned.standing(replay.rounds.get(id)?.stated?.n).missing === 0;
}

/**
 * What the committee can do, or waits for.
 * @param {State} state
 * @param {Round} server
 */
function certifyView(state, server) {
    const { verdict } = state.check(server.id);
    if (server.state === "closed")
        return el("p", { class: "soft" }, t("committee_wait_declared"));
    if (server.state !== "declared") {
        const done = state.replay.rounds.get(server.id)?.moves.find((line) => line.kind === "certified");
        return done ? el("p", {}, el("span", { "aria-hidden": "true" }, "✓ "),
            t("committee_certified", { by: said(doneBy(done.by)), time: formatTime(done.at) }),
            done.cosignature === undefined ? null
                : [" ", t("committee_certified_on", { line: formatNumber(done.cosignature) })]) : null;
    }
    const isFine = verdict === "equal" && state.isSound;
    const isReady = isFine && isCosigned(state, server);
    return el("div", { class: "certify" },
        el("p", {}, t(isFine ? "committee_may_certify" : "committee_may_not_certify")),
        el("button", { type: "button", class: isReady ? "primary" : "danger",
            data: { action: "certify", round: String(server.id) } },
        t(isReady ? "committee_certify" : "committee_certify_anyway")));
}

/**
 * @param {State} state
 * @param {Round} server
 * @param {CountedRound | undefined} counted
 */
function over(state, server, counted) {
    if (rest === null)
        return [el("p", {}, t("committee_reading"))];
    const { checkTables, correctionsView, cosignedView, pressesView, robustnessTexts,
        verdictView } = rest;
    const check = state.check(server.id);
    return [
        ...verdictView(state, counted, check),
        el("section", { class: "block actions", "aria-labelledby": "actions-title" },
            el("h3", { id: "actions-title" }, t("committee_actions")),
            annulmentView(server), server.practice ? null : cosignedView(state, counted),
            certifyView(state, server),
            counted?.result ? el("button", { type: "button", data: { action: "print" } },
                t("committee_print")) : null),
        counted?.result ? el("section", { class: "block", "aria-labelledby": "fields-title" },
            el("h3", { id: "fields-title" }, t("committee_fields")), checkTables(check, state.replay)) : null,
        counted?.result ? el("section", { class: "block", "aria-labelledby": "robust-title" },
            el("h3", { id: "robust-title" }, t("committee_robust")),
            el("ul", {}, robustnessTexts(counted).map((text) => el("li", {}, text)))) : null,
        counted?.result ? correctionsView(state, counted) : null,
        counted ? pressesView(state, counted) : null,
    ];
}

/**
 * @param {State} state
 * @returns {(Node | string | null)[]}
 */
export function roundView(state) {
    const { round } = state;
    const server = state.serverRound(round);
    if (server === undefined)
        return [el("h2", { id: "round-title", tabindex: "-1" }, t("committee_view_round")),
            el("p", {}, t(state.hasAll ? "committee_no_rounds" : "committee_reading"))];
    const counted = state.replay.rounds.get(round);
    return [
        chooser(state),
        heading(state, server),
        server.practice ? el("p", { class: "notice practice" }, t("practice_long")) : null,
        ...(isOver(server.state) ? over(state, server, counted)
            : server.state === "open" ? [
                el("p", { class: "notice" }, t("committee_open")),
                turnoutView(state, server), missingView(state, server)]
                : [el("p", {}, t("committee_prepared"))]),
    ];
}

/**
 * All rounds of the assembly.
 * @param {State} state
 * @param {(id: number) => Node} verdict
 */
export function overviewView(state, verdict) {
    const { rounds, replay } = state;
    const columns = /** @type {const} */ (["round", "motion", "state", "outcome", "verdict"]);
    return [
        el("h2", { id: "overview-title", tabindex: "-1" }, t("committee_view_overview")),
        rounds.length === 0 ? el("p", {}, t("committee_no_rounds")) : el("div", { class: "scroll-x",
            role: "region", tabindex: "0", "aria-labelledby": "overview-title" },
        el("table", { class: "stacked" },
            el("thead", {}, el("tr", {}, columns.map((column) =>
                el("th", { scope: "col" }, t(`committee_overview_${column}`))))),
            el("tbody", {}, rounds.map((id) => {
                const server = state.serverRound(id);
                const counted = replay.rounds.get(id);
                const motion = replay.motions.get(counted?.terms.motion ?? server?.motion ?? 0);
                const cells = [String(id), el("button", { type: "button", class: "link",
                    data: { action: "show-round", round: String(id) } }, motionName(motion)),
                word("round_state", server?.state ?? counted?.state ?? "prepared"),
                counted?.result ? word("outcome", counted.result.outcome) : "—", verdict(id)];
                return el("tr", { data: { key: String(id) } }, cells.map((cell, i) =>
                    el("td", { "data-label": t(`committee_overview_${columns[i]}`) }, cell,
                        i === 1 && server?.practice ? [" ", el("span", { class: "badge practice" },
                            t("practice"))] : null)));
            })))),
    ];
}
