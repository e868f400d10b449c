// SPDX-License-Identifier: EUPL-1.2
/**
 * session: who is at this page, and which assembly it is about.  A token in the fragment of its address is
 * exchanged for a cookie; a cookie that is there already is used; else the page
 * asks, with a form that is loaded only then (sign_in.js).
 */
import { api, ApiError, apiList, insist, speakAs } from "./api.js";
import { chooseAssembly, needsAsked, wantedAssembly } from "./assembly.js";
import { secret } from "./first.js";

/** @typedef {import("./first.js").Secret} Secret */
/** @typedef {import("./types.js").Assembly} Assembly */
/** @typedef {import("./types.js").Session} Session */
/** @typedef {import("./types.js").Role} Role */

const loadForm = () => insist(() => import("./sign_in.js"));

/**
 * Makes sure that who has just signed in has business here; else it is an
 * ApiError 403 `role-forbidden`, and not signed in.
 * @param {Session} session
 * @param {Role[]} roles
 * @returns {Promise<Session>}
 */
export async function admit(session, roles) {
    speakAs(session.role);
    return roles.includes(session.role) ? session : (await loadForm()).turnAway(session, roles);
}

/**
 * Exchanges a token or a code for a session.  Throws ApiError, as admit() does.
 * @param {Secret} secret
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
async function presentSession(roles) {
    for (const role of roles) {
        speakAs(role);
        try {
            const session = await api("GET", "/v1/session");
            await needsAsked; // so that nobody asks it a second time
            return session;
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
 * Makes sure that somebody with one of the roles is signed in, asking for a
 * token inside `where` when needed.
 * @param {HTMLElement} where
 * @param {Role[]} roles
 * @returns {Promise<Session>}
 */
export async function requireSession(where, roles) {
    let problem = "";
    if (secret !== null) {
        try {
            const session = await signIn(secret, roles);
            await needsAsked;
            return session;
        } catch (error) {
            problem = (await loadForm()).signInProblem(error);
        }
    }
    return (problem === "" ? await presentSession(roles) : null) ??
        (await loadForm()).askToken(where, roles, problem);
}

/**
 * The assembly that the page is about: the one in its address, or the current one.
 * @returns {Promise<Assembly | null>}
 */
export async function currentAssembly() {
    return chooseAssembly(await apiList("/v1/assemblies", "assemblies"), wantedAssembly());
}
