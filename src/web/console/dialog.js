// SPDX-License-Identifier: EUPL-1.2
/**
 * dialog: questions before something is done.  A question that no longer fits
 * what stands (another operator was first) says so and cannot be confirmed.
 */
import { ApiError } from "../lib/api.js";
import { el, fill } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { attempt, BUSY, isAsking } from "./actions.js";
import { faultText, refusalText } from "./problems.js";
import { onChange } from "./state.js";

/** @typedef {import("../lib/dom.js").Children} Children */

const SETTLE_MS = 300; // a press meant for what was there before confirms nothing

/**
 * @typedef {{
 *   title: string, body?: Children, confirm?: string, danger?: boolean, wide?: boolean,
 *   stands?: () => string,
 *   read?: (form: HTMLFormElement, problems: Problems) => void,
 *   work?: () => Promise<unknown>,
 *   done?: () => void,
 * }} Question
 *   stands: why it cannot be done any more, "" while it can; read: looks at what
 *   was filled in and adds what is wrong; work: what to do then; without it the
 *   dialog only shows something
 */

/** What is wrong with a form, by the field's name; "" for the whole. */
export class Problems {
    constructor() {
        /** @type {Map<string, string>} */
        this.byField = new Map();
    }

    /**
     * @param {string} field
     * @param {string} text
     */
    add(field, text) {
        if (!this.byField.has(field))
            this.byField.set(field, text);
    }

    get isEmpty() {
        return this.byField.size === 0;
    }
}

/**
 * The server's refusal, by field where the form has that field.
 * @param {unknown} refusal
 * @param {HTMLFormElement} form
 */
function problemsOf(refusal, form) {
    const problems = new Problems();
    if (refusal instanceof ApiError && refusal.errors.length > 0) {
        for (const { pointer, detail } of refusal.errors) {
            const field = pointer.split("/")[1] ?? "";
            const shown = form.querySelector(`[data-problem="${CSS.escape(field)}"]`) !== null;
            problems.add(shown ? field : "", shown || field === "" ? faultText(detail)
                : `${field}: ${faultText(detail)}`);
        }
    } else {
        problems.add("", refusalText(refusal));
    }
    return problems;
}

/**
 * @param {HTMLFormElement} form
 * @param {Problems} problems
 */
function showProblems(form, problems) {
    /** @type {NodeListOf<HTMLElement>} */
    const places = form.querySelectorAll("[data-problem]");
    for (const place of places) {
        const text = problems.byField.get(place.dataset.problem ?? "") ?? "";
        place.textContent = text;
        const field = form.querySelector(`[aria-describedby~="${place.id}"]`);
        if (text === "")
            field?.removeAttribute("aria-invalid");
        else
            field?.setAttribute("aria-invalid", "true");
    }
    const first = /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid]"));
    first?.focus();
}

/** @type {HTMLElement | null} */
let opener = null;

/** Back to where the question came from, or to the next step. */
function returnFocus() {
    const back = opener?.isConnected && document.body.contains(opener) ? opener
        : document.querySelector("[data-key=next-step]") ?? document.getElementById("main");
    /** @type {HTMLElement | null} */ (back)?.focus();
}

/**
 * Asks, and does it when that is confirmed.  Esc and Cancel close it.
 * @param {Question} question
 * @returns {HTMLDialogElement | null}  null when another question is open
 */
export function ask(question) {
    if (isAsking())
        return null;
    opener = /** @type {HTMLElement | null} */ (document.activeElement);
    const message = el("p",
        { class: "problem", id: "dialog-problem", role: "alert", data: { problem: "" } });
    const confirm = question.work === undefined ? null : el("button", {
        type: "submit", class: question.danger ? "danger" : "primary", id: "dialog-confirm",
    }, question.confirm);
    const cancel = el("button", { type: "button", id: "dialog-cancel" },
        t(confirm ? "cancel" : "close"));
    const form = el("form", { novalidate: true },
        el("h2", { id: "dialog-title" }, question.title), question.body ?? null,
        message, el("div", { class: "row" }, cancel, confirm));
    const dialog = el("dialog", {
        "aria-labelledby": "dialog-title", class: question.wide ? "wide" : "",
    }, form);
    let busy = false;
    let settled = false;

    /** @param {boolean} now */
    function setBusy(now) {
        busy = now;
        confirm?.setAttribute("aria-disabled", String(now || !settled));
        if (confirm)
            fill(confirm, now ? t("busy") : question.confirm ?? "");
    }

    /** Another operator, or the clock, may have been first. */
    function check() {
        const stands = question.stands?.() ?? "";
        if (!dialog.isConnected || busy || stands === "" || confirm?.hidden)
            return;
        message.textContent = stands;
        confirm?.toggleAttribute("hidden", true);
        fill(cancel, t("close"));
        cancel.focus();
    }

    async function submit() {
        if (busy || !settled || confirm?.hidden)
            return;
        const problems = new Problems();
        question.read?.(form, problems);
        showProblems(form, problems);
        if (!problems.isEmpty || question.work === undefined)
            return;
        setBusy(true);
        const refusal = await attempt(question.work);
        setBusy(false);
        if (refusal === null) {
            dialog.close();
            question.done?.();
            return;
        }
        if (refusal !== BUSY)
            showProblems(form, problemsOf(refusal, form));
        check();
    }

    form.addEventListener("submit", (event) => {
        event.preventDefault();
        submit();
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
        if (event.repeat && (event.key === "Enter" || event.key === " "))
            event.preventDefault(); // a key that is held down confirms nothing
    });
    dialog.addEventListener("cancel", (event) => {
        if (busy)
            event.preventDefault();
    });
    const forget = onChange(check);
    dialog.addEventListener("close", () => {
        forget();
        dialog.remove();
        returnFocus();
    });
    document.body.append(dialog);
    dialog.showModal();
    setBusy(false);
    setTimeout(() => {
        settled = true;
        setBusy(busy);
    }, SETTLE_MS);
    const first = /** @type {HTMLElement | null} */ (form.querySelector("[autofocus]"));
    (first ?? confirm ?? cancel).focus();
    return dialog;
}
