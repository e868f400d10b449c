// SPDX-License-Identifier: EUPL-1.2
/**
 * menu: what is seldom needed: language, keys, which handset this is, where its
 * ballot stands in the journal, signing out.
 */
import { api, ApiError } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { currentLanguage, loadTexts, t } from "../lib/text.js";
import { memberText } from "./phrases.js";

/** @typedef {import("./display.js").Shown} Shown */

const KEYS = "stembus-handset-keys";

/** Whether 1, 2, 3 vote; a delegate who dictates may not want that (WCAG 2.1.4). */
export function keysAreOn() {
    try {
        return localStorage.getItem(KEYS) !== "off";
    } catch {
        return true;
    }
}

/** @param {boolean} on */
function setKeys(on) {
    try {
        localStorage.setItem(KEYS, on ? "on" : "off");
    } catch {
        // private browsing: they stay on
    }
}

/**
 * @param {HTMLElement} problem
 * @param {() => void} onSignedOut
 */
async function signOut(problem, onSignedOut) {
    try {
        await api("DELETE", "/v1/session");
    } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) {
            problem.textContent = t("no_answer");
            return;
        }
    }
    onSignedOut();
}

/** Where the ballot stands in the journal: asked for now, and so is what draws it. */
function drawReceipt() {
    const said = el("div", { role: "status" }, t("busy"));
    import("./receipt.js").then(({ receiptLines }) => receiptLines())
        .then((lines) => said.replaceChildren(...lines))
        .catch(() => said.replaceChildren(t("no_answer")));
    return el("div", { class: "receipt" }, el("h3", {}, t("handset_receipt")), said);
}

/**
 * Opens the dialog.
 * @param {Shown | null} shown  null before signing in
 * @param {boolean} hasPending  a ballot that signing out would drop
 * @param {() => void} onSignedOut
 */
export function openMenu(shown, hasPending, onSignedOut) {
    const other = currentLanguage() === "nl" ? "en" : "nl";
    const problem = el("p", { class: "problem", role: "alert" });
    const dialog = el("dialog", { id: "menu", "aria-labelledby": "menu-title" });
    const close = () => dialog.close();
    const keys = el("input", { type: "checkbox", id: "keys", checked: keysAreOn(),
        on: { change: () => setKeys(keys.checked) } });
    const whose = shown === null ? [el("h2", { id: "menu-title" }, "stembus")] : [
        el("h2", { id: "menu-title" }, bdi(memberText(shown.member))),
        el("p", { class: "soft" }, t("handset_serial", { serial: shown.member.serial }), " · ",
            bdi(shown.assembly.title)),
        drawReceipt(),
        el("p", { class: "keys" }, keys, el("label", { for: "keys" }, t("handset_keys"))),
    ];
    const out = shown === null ? [] : [
        hasPending ? el("p", { class: "notice warn" }, t("handset_sign_out_pending")) : null,
        el("button", { type: "button", class: hasPending ? "danger" : "",
            on: { click: () => signOut(problem, () => { close(); onSignedOut(); }) } },
        t(hasPending ? "handset_sign_out_anyway" : "sign_out")),
    ];
    dialog.append(...whose,
        el("div", { class: "stack" },
            el("button", { type: "button", lang: other,
                on: { click: () => { close(); loadTexts(other); } } }, t("other_language")),
            ...out.filter((node) => node !== null),
            problem,
            el("button", { type: "button", class: "primary", on: { click: close } }, t("close"))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
}
