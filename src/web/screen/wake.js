// SPDX-License-Identifier: EUPL-1.2
/**
 * wake: keeps the machine of the projector from dimming while it is looked at.
 */

async function stayAwake() {
    if (document.hidden || !("wakeLock" in navigator))
        return;
    try {
        await navigator.wakeLock.request("screen");
    } catch {
        // refused, as with an empty battery; nothing else depends on it
    }
}

/** From now on.  A lock ends when the page is hidden, so it is asked for again. */
export function keepAwake() {
    document.addEventListener("visibilitychange", stayAwake);
    stayAwake();
}
