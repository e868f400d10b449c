// SPDX-License-Identifier: EUPL-1.2
/**
 * sw: lets the handset page open without a connection, so that a ballot that
 * was kept is repeated also after a reload in a dead corner of the hall.
 *
 * It is registered for /handset alone.  The network comes first: the cache has
 * what the page last loaded whole, and answers only when the network does not.
 * Nothing of /v1 ever passes through it.
 */

const PAGE = "/handset";
const FILES = "/web/";
const PREFIX = "stembus-handset-";
const PATIENCE_MS = 4000; // then what is in the cache is better than waiting

/**
 * Keeps what a page says it has loaded, as the browser has it (which costs no
 * bytes), under a name that the ETags make.  An older version goes only when
 * this one is complete.
 * @param {string[]} paths
 */
async function keep(paths) {
    const answers = await Promise.all(paths.map((path) => fetch(path, { cache: "force-cache" })));
    const tags = answers.map((answer) => answer.ok && answer.headers.get("ETag"));
    if (tags.some((tag) => !tag))
        return; // served from disk while developing, or not whole
    const name = PREFIX + tags.map((tag) => tag.replace(/\W/g, "").slice(0, 8)).sort().join("");
    if (await caches.has(name))
        return;
    const cache = await caches.open(name);
    try {
        await Promise.all(paths.map((path, i) => cache.put(path, answers[i])));
    } catch {
        await caches.delete(name); // no room: none is better than half
        return;
    }
    for (const other of await caches.keys())
        if (other.startsWith(PREFIX) && other !== name)
            await caches.delete(other);
}

/** What the network says; what is kept when it says nothing in time. */
async function fromNetworkFirst(request, path) {
    const network = fetch(request);
    network.catch(() => {}); // it may lose the race below
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    try {
        const answer = await Promise.race([network, patience]);
        if (answer !== undefined)
            return answer;
    } catch {
        // no network
    }
    return await caches.match(path, { ignoreVary: true }) ?? network;
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("message", (event) => event.waitUntil(keep(
    event.data.filter((path) => path === PAGE || path.startsWith(FILES)))));

self.addEventListener("fetch", (event) => {
    const { origin, pathname } = new URL(event.request.url);
    if (event.request.method === "GET" && origin === self.location.origin &&
        (pathname === PAGE || pathname.startsWith(FILES)))
        event.respondWith(fromNetworkFirst(event.request, pathname));
});
