// SPDX-License-Identifier: EUPL-1.2
/**
 * session: who is at this page.  A token or code in the fragment of the address
 * (which browsers send to nobody) is exchanged for a cookie and taken out of
 * the address again; a cookie that is there already is used; else the page asks.
 */
import { api, ApiError, speakAs } from "./api.js";
import { el } from "./dom.js";
import { t } from "./text.js";
import { word } from "./words.js";

/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Role} Role */

/**
 * What stands in the fragment, `#token=…&assembly=3`.
 * @returns {URLSearchParams}
 */
export function fragment() {
    return new URLSearchParams(location.hash.slice(1));
}

/** Takes what is secret out of the address. */
function hideSecrets() {
    const rest = fragment();
    rest.delete("token");
    rest.delete("code");
    const text = rest.toString();
    history.replaceState(null, "", location.pathname + (text ? `#${text}` : ""));
}

/**
 * Makes sure that who has just signed in has business here; else it is an
 * ApiError 403 `role-forbidden`, and not signed in.
 * @param {Session} session
 * @param {Role[]} roles
 * @returns {Promise<Session>}
 */
export async function admit(session, roles) {
    speakAs(session.role);
    if (roles.includes(session.role))
        return session;
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
 * Exchanges a token or a code for a session.  Throws ApiError, as admit() does.
 * @param {{token?: string, code?: string}} secret
 * @param {Role[]} roles
 * @returns {Promise<Session>}
 */
export async function signIn(secret, roles) {
    return admit(await api("POST", "/v1/session", secret), roles);
}

/**
 * The session that this browser has for one of the roles, or null.
 * @param {Role[]} roles
 * @returns {Promise<Session | null>}
 */
export async function presentSession(roles) {
    for (const role of roles) {
        speakAs(role);
        try {
            return await api("GET", "/v1/session");
        } catch (error) {
            if (!(error instanceof ApiError) || error.status !== 401)
                throw error;
        }
    }
    speakAs(null);
    return null;
}

/** Ends the session here and on the server. */
export async function signOut() {
    await api("DELETE", "/v1/session");
    location.reload();
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
function askToken(where, roles, problem = "") {
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

/**
 * Makes sure that somebody with one of the roles is signed in, asking for a
 * token inside `where` when needed.
 * @param {HTMLElement} where
 * @param {Role[]} roles
 * @returns {Promise<Session>}
 */
export async function requireSession(where, roles) {
    const token = fragment().get("token");
    let problem = "";
    if (token !== null) {
        hideSecrets();
        try {
            return await signIn({ token }, roles);
        } catch (error) {
            problem = signInProblem(error);
        }
    }
    return (problem === "" ? await presentSession(roles) : null) ??
        askToken(where, roles, problem);
}

/** The code in the address, taken out of it; null when there is none. */
export function takeCode() {
    const code = fragment().get("code");
    if (code !== null)
        hideSecrets();
    return code;
}
