// SPDX-License-Identifier: EUPL-1.2
/**
 * sign_in: the form that asks for a token, and what is said of one that will
 * not do.
 */
import { api, ApiError, speakAs } from "./api.js";
import { el } from "./dom.js";
import { signIn } from "./session.js";
import { t } from "./text.js";
import { word } from "./words.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Role} Role */

/**
 * Ends the session of who has no business here.  Throws ApiError.
 * @param {Session} session
 * @param {Role[]} roles  that have
 * @returns {Promise<never>}
 */
export async function turnAway(session, roles) {
    await api("DELETE", "/v1/session");
    speakAs(null);
    throw new ApiError(403, {
        type: "urn:stembus:role-forbidden",
        detail: t("sign_in_role", {
            role: word("role", session.role),
            roles: roles.map((role) => word("role", role)).join(", "),
        }),
    });
}

/**
 * What to say about a failed sign-in.
 * @param {unknown} error
 */
export function signInProblem(error) {
    if (!(error instanceof ApiError))
        throw error;
    if (error.status === 401)
        return t("sign_in_wrong");
    return error.status === 0 ? t("no_answer") : error.message;
}

/**
 * The form that asks for a token; resolves once somebody has signed in.
 * @param {HTMLElement} where
 * @param {Role[]} roles
 * @param {string} [problem]  of a first try
 * @returns {Promise<Session>}
 */
export function askToken(where, roles, problem = "") {
    return new Promise((resolve) => {
        const message = el("p", { class: "problem", role: "alert", id: "sign-in-problem" },
            problem);
        const input = el("input", {
            id: "token", name: "token", type: "password", required: true,
            autocomplete: "current-password", spellcheck: "false",
            "aria-describedby": "token-help sign-in-problem",
        });
        const form = el("form", { class: "sign-in card" },
            el("h1", {}, t("sign_in")),
            el("label", { for: "token" }, t("sign_in_token")),
            input,
            el("p", { id: "token-help", class: "soft" }, t("sign_in_token_help")),
            message,
            el("button", { class: "primary", type: "submit" }, t("sign_in")));
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            message.textContent = "";
            try {
                const session = await signIn({ token: input.value.trim() }, roles);
                form.remove();
                resolve(session);
            } catch (error) {
                message.textContent = signInProblem(error);
                input.select();
            }
        });
        where.replaceChildren(form);
        input.focus();
    });
}
