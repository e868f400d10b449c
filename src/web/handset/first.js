// SPDX-License-Identifier: EUPL-1.2
/**
 * first: the first questions to the server, asked while the rest of the page is
 * still on its way: a telephone on a slow network shows its buttons two round
 * trips earlier.
 */
import { api, speakAs } from "../lib/api.js";

/** @typedef {{code: string} | {token: string}} Secret */

/** Where the last view is, in the phone's storage (store.js). */
export const REMEMBERED = "stembus-handset";

/**
 * The code or token in the address, taken out of it at once.
 * @returns {Secret | null}
 */
export function takeSecret() {
    const fragment = new URLSearchParams(location.hash.slice(1));
    const token = fragment.get("token");
    const code = fragment.get("code");
    if (token === null && code === null)
        return null;
    history.replaceState(null, "", location.pathname);
    return token !== null ? { token } : { code: code ?? "" };
}

async function ask() {
    return (await import("./net.js")).askHandset();
}

/** What the first question will bring, until it is used. @type {ReturnType<typeof ask> | null} */
let view = null;

/**
 * Exchanges a secret for a session.  The other tabs of this phone, which share
 * its cookie, send nothing meanwhile (store.js, isStill).
 * @param {Secret} secret
 */
export function exchange(secret) {
    view = null;
    try {
        localStorage.setItem(REMEMBERED, "null");
    } catch {
        // without storage there is nothing that other tabs could know
    }
    return api("POST", "/v1/session", secret);
}

speakAs("handset");
const secret = takeSecret();
const session = secret === null ? null : exchange(secret);
view = session === null ? ask() : session.then(ask);
view.catch(() => {}); // main.js says what failed

/** What the address asked for, and the session that came of it. */
export const first = { secret, session };

/** What this handset has to show: asked already the first time, then anew. */
export function nextView() {
    const asked = view ?? ask();
    view = null;
    return asked;
}
