// SPDX-License-Identifier: EUPL-1.2
/**
 * first: what a page asks while the rest of it is still on its way, for api.js
 * and live.js to take up: two round trips earlier.  It imports nothing and is
 * small (one packet), so that it runs before all else.
 */

/** @typedef {{token: string} | {code: string}} Secret */

/** @type {Map<string, ReturnType<typeof ask>>} */
const early = new Map();

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {BodyInit} [body]
 */
export function ask(method, path, headers, body) {
    const controller = new AbortController();
    return { sentAt: Date.now(), controller, response: fetch(path, { method, headers, body,
        signal: controller.signal, cache: "no-store" }) };
}

/**
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {Secret} [secret]
 */
export function askEarly(path, headers, secret) {
    const method = secret ? "POST" : "GET";
    const asked = ask(method, path, headers, secret && JSON.stringify(secret));
    asked.response.catch(() => {}); // who takes it hears of it
    early.set(method + path, asked);
    return asked.response;
}

/**
 * What was asked early, once.
 * @param {string} method
 * @param {string} path
 */
export function takeEarly(method, path) {
    const asked = early.get(method + path);
    early.delete(method + path);
    return asked;
}

/** @param {Secret} secret */
export function askSession(secret) {
    return askEarly("/v1/session", { "Content-Type": "application/json" }, secret);
}

/** What stands after # in the address. */
export function fragment() {
    return new URLSearchParams(location.hash.slice(1));
}

/**
 * The token or code in the address, taken out of it at once.
 * @returns {Secret | null}
 */
export function takeSecret() {
    const rest = fragment();
    const [token, code] = [rest.get("token"), rest.get("code")];
    if (token === null && code === null)
        return null;
    rest.delete("token");
    rest.delete("code");
    history.replaceState(null, "", location.pathname + (rest.size ? `#${rest}` : ""));
    return token !== null ? { token } : { code: code ?? "" };
}

/** @type {Record<string, string | undefined>} */
const ROLES = { "/screen": "display", "/console": "operator", "/committee": "committee" };
const role = ROLES[globalThis.location?.pathname];

export const secret = role ? takeSecret() : null;
export const session = !role ? null
    : secret ? askSession(secret) : askEarly("/v1/session", { "Stembus-Role": role });
export const assemblies = role ? askEarly("/v1/assemblies?page=1&pageSize=1000", {}) : null;

/** What the page takes besides: asked for sooner, it would come before the answers. */
function askOtherHalf() {
    const half = document.querySelector("template");
    if (half !== null)
        document.head.append(half.content);
}

if (globalThis.document)
    queueMicrotask(askOtherHalf);
