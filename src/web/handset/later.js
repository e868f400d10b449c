// SPDX-License-Identifier: EUPL-1.2
/**
 * later: what the page can do without while it is being opened, and the worker
 * that keeps all of it for when there is no connection.
 */
export { keysAreOn, openMenu } from "./menu.js";
export { makeStream } from "./stream.js";

/** Has the service worker keep what this page has loaded (sw.js). */
export async function keepOffline() {
    try {
        await navigator.serviceWorker.register("/sw.js", { scope: "/handset" });
        const { active } = await navigator.serviceWorker.ready;
        const loaded = performance.getEntriesByType("resource")
            .map(({ name }) => new URL(name))
            .filter((url) => url.origin === location.origin).map((url) => url.pathname);
        active?.postMessage([...new Set([location.pathname, ...loaded])]);
    } catch {
        // without it the page only works with a connection
    }
}
