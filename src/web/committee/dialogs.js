// SPDX-License-Identifier: EUPL-1.2
/**
 * dialogs: what the committee decides, asked once more before it is done.
 */
import { api, ApiError } from "../lib/api.js";
import { byId, el, fill } from "../lib/dom.js";
import { currentLanguage, formatNumber, t } from "../lib/text.js";
import { doneBy } from "../lib/words.js";
import { firstDifference } from "./check_view.js";
import { roundName, roundOver, said } from "./names.js";
import { verdictSign } from "./sign.js";

/** @typedef {import("./state.js").State} State */

/** Refusals that have an explanation of their own here. */
const EXPLAINED = ["move-impossible", "round-not-closed", "origin-forbidden", "credential-unknown",
    "role-forbidden"];

/** Why something could not be done.
 * @param {unknown} error
 */
export function problemOf(error) {
    if (!(error instanceof ApiError))
        throw error;
    if (error.status === 0)
        return t("no_answer");
    return EXPLAINED.includes(error.slug)
        ? t(/** @type {any} */ (`committee_conflict_${error.slug.replaceAll("-", "_")}`)) : error.message;
}

/**
 * Shows the dialog with other content.  `confirm` is what its button does; the
 * dialog closes when that went well, and says why when it did not.
 * @param {{title: string, body: (Node | null)[], action?: string, isDangerous?: boolean,
 *          mustCheck?: string, confirm?: () => Promise<void>}} content
 */
export function showDialog({ title, body, action, isDangerous = false, mustCheck, confirm }) {
    const dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
    const problem = el("p", { class: "problem", role: "alert" });
    const box = el("input", { type: "checkbox", id: "dialog-check", required: true });
    const form = el("form", { method: "dialog" },
        el("h2", { id: "dialog-title" }, title),
        ...body,
        mustCheck === undefined ? null : el("p", { class: "row check-row" }, box,
            el("label", { for: "dialog-check" }, mustCheck)),
        problem,
        el("div", { class: "row" },
            el("button", { type: "button", on: { click: () => dialog.close() } },
                t(action === undefined ? "close" : "cancel")),
            action === undefined ? null : el("button", { type: "submit",
                class: isDangerous ? "danger" : "primary" }, action)));
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button[type=submit]");
        if (confirm === undefined || button?.hasAttribute("disabled"))
            return;
        button?.setAttribute("disabled", "");
        problem.textContent = "";
        try {
            await confirm();
            dialog.close();
            document.getElementById("round-title")?.focus(); // the button that was pressed goes
        } catch (error) {
            problem.textContent = problemOf(error);
            button?.removeAttribute("disabled");
        }
    });
    fill(dialog, form);
    if (!dialog.open)
        dialog.showModal();
    return dialog;
}

/**
 * Certifies a round, after everything was read and counted once more.
 * @param {State} state
 * @param {number} id
 */
export async function certify(state, id) {
    const title = t("committee_certify_title", { round: id, motion: roundName(state.replay, id) });
    const dialog = showDialog({ title, body: [el("p", { role: "status" }, t("committee_certify_again"))] });
    const form = dialog.firstElementChild;
    try {
        await Promise.all([state.reread(), state.answers.recheck(id)]);
        await state.settled();
    } catch (error) {
        if (dialog.open && dialog.firstElementChild === form)
            showDialog({ title, body: [el("p", { class: "problem" }, problemOf(error))] });
        return;
    }
    if (!dialog.open || dialog.firstElementChild !== form)
        return; // somebody thought better of it
    const check = state.check(id);
    const isFine = check.verdict === "equal" && state.isSound;
    const round = state.replay.rounds.get(id);
    const { line, missing } = state.cosigned.standing(round?.stated?.n);
    const isShort = missing > 0 && round?.terms.practice !== true;
    showDialog({
        title,
        body: [
            el("p", {}, verdictSign(check.verdict, { large: true })),
            el("p", { class: "sentence" },
                round?.result?.sentence[currentLanguage()] ?? "—"),
            isFine ? el("p", {}, t("committee_certify_fine"))
                : el("p", { class: "notice bad" }, t("committee_certify_warning")),
            isFine ? null : firstDifference(state, check),
            line === null ? null : el("p", {}, t("committee_certify_rests", { line: formatNumber(line) })),
            isShort ? el("p", { class: "notice warn" }, t("committee_certify_short", { n: missing })) : null,
        ],
        action: t(isFine && !isShort ? "committee_certify_do" : "committee_certify_anyway_do"),
        isDangerous: !isFine || isShort,
        ...(!isFine ? { mustCheck: t("committee_certify_check") }
            : isShort ? { mustCheck: t("committee_certify_check_short") } : {}),
        confirm: () => move(state, id, "certified", line === null ? {} : { cosignature: line }),
    });
}

/**
 * Confirms the annulment that the operator asked for.
 * @param {State} state
 * @param {number} id
 */
export function annul(state, id) {
    const { reason = "", askedBy = "" } = state.serverRound(id)?.annulment ?? {};
    showDialog({
        title: t("committee_annul_title", { round: id, motion: roundName(state.replay, id) }),
        body: [
            el("p", {}, t("committee_annul_reason"), " ", el("strong", {}, said(reason))),
            el("p", {}, t("committee_annul_what", { by: said(doneBy(askedBy)) })),
        ],
        action: t("committee_annul_do"), isDangerous: true,
        confirm: () => move(state, id, "annulled"),
    });
}

/**
 * @param {State} state
 * @param {number} id
 * @param {"certified" | "annulled"} to
 * @param {{cosignature?: number}} [more]
 */
async function move(state, id, to, more = {}) {
    await api("POST", `/v1/rounds/${id}/transitions`, { to, ...more });
    byId("announce").textContent = t(to === "certified" ? "committee_done_certified"
        : "committee_done_annulled", { round: roundOver(state.replay, id) });
    state.feed.poke();
    state.answers.refresh();
}
