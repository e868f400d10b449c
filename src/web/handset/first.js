// SPDX-License-Identifier: EUPL-1.2
/**
 * first: the first questions of a handset, asked while the rest of the page is
 * still on its way (lib/first.js): a telephone on a slow network shows its
 * buttons two round trips earlier.
 */
import { askEarly, askSession, takeEarly, takeSecret } from "../lib/first.js";

/** Where the last view is, in the phone's storage (store.js). */
export const REMEMBERED = "stembus-handset";

function askView() {
    return askEarly("/v1/handset", { "Stembus-Role": "handset" });
}

/**
 * Before a secret is exchanged: what the former session was told is nobody's.
 * The other tabs of this phone, which share its cookie, send nothing meanwhile
 * (store.js, isStill).
 */
export function leave() {
    takeEarly("GET", "/v1/handset");
    try {
        localStorage.setItem(REMEMBERED, "null");
    } catch {
        // without storage there is nothing that other tabs could know
    }
}

/** Whether this phone votes for somebody, as far as it remembers. */
function isTaken() {
    try {
        return (localStorage.getItem(REMEMBERED) ?? "null") !== "null";
    } catch {
        return false;
    }
}

/** What the address asked for. */
export const secret = takeSecret();
/** A link or a QR code makes nobody another member's handset without asking. */
export const mustAsk = secret !== null && isTaken();

if (secret === null || mustAsk) {
    askView();
} else {
    leave();
    askSession(secret).then(({ ok }) => {
        if (ok)
            askView();
    }, () => {}); // main.js says what failed
}
