// SPDX-License-Identifier: EUPL-1.2
/**
 * sign_in: how a delegate becomes a municipality's handset: with the code of
 * the desk, by QR or typed, or with a token.
 */
import { ApiError } from "../lib/api.js";
import { el, fill } from "../lib/dom.js";
import { admit } from "../lib/session.js";
import { isolate, t } from "../lib/text.js";
import { exchange } from "./net.js";

export { admit };

/** @typedef {import("../lib/first.js").Secret} Secret */

const CODE_LENGTH = 10;
const GROUPS = [4, 8]; // K7QF-2M9X-AB

/**
 * The letters and digits of a code as the server reads them, up to its length.
 * @param {string} text
 */
export function readCode(text) {
    return text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[IL]/g, "1")
        .replace(/O/g, "0").slice(0, CODE_LENGTH);
}

/**
 * A code as it is printed.
 * @param {string} code  of readCode()
 */
export function groupCode(code) {
    return [...code].map((c, i) => (GROUPS.includes(i) ? `-${c}` : c)).join("");
}

/**
 * What somebody typed or pasted: a code, a token, or the address of a QR code.
 * Null when it is too short for any.
 * @param {string} text
 * @returns {Secret | null}
 */
export function readSecret(text) {
    const [, kind, value] = text.match(/#.*?\b(code|token)=([^&\s]+)/) ?? [];
    if (kind === "token")
        return { token: value };
    const plain = (value ?? text).trim();
    const letters = plain.replace(/[\s-]/g, "");
    if (letters.length > 16)
        return { token: plain };
    return readCode(letters).length === CODE_LENGTH && letters.length === CODE_LENGTH
        ? { code: readCode(letters) } : null;
}

/**
 * @param {unknown} error  of exchange()
 * @returns {string}
 */
export function signInProblem(error) {
    if (!(error instanceof ApiError))
        throw error;
    if (error.status === 0)
        return t("no_answer");
    switch (error.slug) {
    case "credential-unknown":
    case "body-invalid":
        return t("handset_code_unknown");
    case "too-many-requests":
        return t("handset_code_too_many");
    case "handset-revoked":
        return t("handset_gone_revoked");
    case "assignment-ended":
        return t("handset_gone_ended");
    default:
        return error.message;
    }
}

/**
 * Shows a code in its groups while it is typed, with the caret where it was.
 * @param {HTMLInputElement} input
 */
function regroup(input) {
    if (readCode(input.value).length < input.value.replace(/[^0-9a-z]/gi, "").length)
        return; // longer than a code: a token, or an address
    const caret = input.selectionStart ?? input.value.length;
    const before = readCode(input.value.slice(0, caret)).length;
    const grouped = groupCode(readCode(input.value));
    if (grouped === input.value)
        return;
    input.value = grouped;
    const at = groupCode(readCode(grouped).slice(0, before)).length;
    input.setSelectionRange(at, at);
}

/**
 * Asks whether the phone of this member is to sign in anew, for whom a code is.
 * @param {string} member
 * @returns {Promise<boolean>}
 */
export function confirmOther(member) {
    return new Promise((resolve) => {
        const dialog = el("dialog", { id: "other", "aria-labelledby": "other-title" });
        const close = (/** @type {string} */ value) => () => dialog.close(value);
        dialog.append(el("h2", { id: "other-title" }, t("handset_other_title")),
            el("p", {}, t("handset_other", { member: isolate(member) })),
            el("div", { class: "stack" },
                el("button", { type: "button", class: "primary", on: { click: close("") } },
                    t("handset_other_no")),
                el("button", { type: "button", on: { click: close("yes") } }, t("handset_other_yes"))));
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(dialog.returnValue === "yes");
        });
        document.body.append(dialog);
        dialog.showModal();
    });
}

/**
 * Draws the form.
 * @param {HTMLElement} where
 * @param {{notice: string, problem: string, typed: string, onSignedIn: () => void}} options
 */
export function drawSignIn(where, { notice, problem, typed, onSignedIn }) {
    const message = el("p", { class: "problem", role: "alert", id: "code-problem" }, problem);
    const input = el("input", {
        id: "code", name: "code", type: "text", autocapitalize: "characters", autocomplete: "off",
        autocorrect: "off", spellcheck: "false", enterkeyhint: "go", class: "code",
        "aria-describedby": "code-help code-problem", placeholder: "····-····-··",
    });
    const button = el("button", { class: "primary", type: "submit" }, t("sign_in"));
    const form = el("form", { class: "enter", novalidate: true },
        el("h1", {}, t("handset_enter")),
        notice === "" ? null : el("p", { class: "notice bad" }, notice),
        el("label", { for: "code" }, t("handset_code")),
        input,
        message,
        button,
        el("p", { id: "code-help", class: "soft" }, t("handset_code_help")));

    /** @param {string} text */
    function say(text) {
        message.textContent = text;
        input.toggleAttribute("aria-invalid", false);
        if (text !== "")
            input.setAttribute("aria-invalid", "true");
    }

    async function enter() {
        const secret = readSecret(input.value);
        say("");
        if (secret === null) {
            say(t("handset_code_short"));
            input.focus();
            return;
        }
        button.disabled = true;
        button.textContent = t("busy");
        try {
            await admit(await exchange(secret), ["handset"]);
            onSignedIn();
        } catch (error) {
            say(signInProblem(error));
            button.disabled = false;
            button.textContent = t("sign_in");
            input.focus();
        }
    }

    input.value = typed;
    regroup(input);
    if (problem !== "")
        say(problem);
    input.addEventListener("input", () => regroup(input));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        enter();
    });
    fill(where, form);
}
