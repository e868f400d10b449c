// SPDX-License-Identifier: EUPL-1.2
/**
 * api: requests to the server, with the cookie of one role; and the server's
 * time, which each answer tells.
 */
import { ask, takeEarly } from "./first.js";

/** A refusal of the server (RFC 9457), or its absence (status 0). */
export class ApiError extends Error {
    /**
     * @param {number} status
     * @param {{type?: string, title?: string, detail?: string,
     *          errors?: {pointer: string, detail: string}[]}} problem
     * @param {number} [retryAfter]  seconds that the server asks to wait
     */
    constructor(status, problem, retryAfter = 0) {
        super(problem.detail ?? problem.title ?? String(status));
        this.status = status;
        this.slug = (problem.type ?? "").replace("urn:stembus:", "");
        this.title = problem.title ?? "";
        this.errors = problem.errors ?? [];
        this.retryAfter = retryAfter;
    }

    /** Whether asking again may help: no answer, or a server that is busy. */
    get isPassing() {
        return this.status === 0 || this.status === 429 || this.status >= 500;
    }
}

/**
 * Whether an error is one of the network or the server, and not of the page.
 * @param {unknown} error
 */
export function isRefusal(error) {
    return error instanceof ApiError || error instanceof DOMException;
}

/** @type {string | null} */
let role = null;

/**
 * Whose cookie counts from now on, of those this browser has.
 * @param {string | null} wanted
 */
export function speakAs(wanted) {
    role = wanted;
}

/** @returns {Record<string, string>} */
export function roleHeaders() {
    return role === null ? {} : { "Stembus-Role": role };
}

/** @param {Response} response */
async function problemOf(response) {
    try {
        return await response.json();
    } catch {
        return { title: response.statusText };
    }
}

/**
 * Sends a request and gives the answer, when it is a success; else throws
 * ApiError.
 * @param {string} method
 * @param {string} path
 * @param {any} body
 * @param {AbortSignal | undefined} signal
 * @param {string} accept
 */
async function send(method, path, body, signal, accept) {
    /** @type {Record<string, string>} */
    const headers = { Accept: accept, ...roleHeaders() };
    if (body !== undefined)
        headers["Content-Type"] = body instanceof Blob ? body.type : "application/json";
    const asked = takeEarly(method, path) ?? ask(method, path, headers,
        body === undefined || body instanceof Blob ? body : JSON.stringify(body));
    const abort = () => asked.controller.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted)
        abort();
    /** @type {Response} */
    let response;
    try {
        response = await asked.response;
    } catch (error) {
        if (signal?.aborted)
            throw error;
        throw new ApiError(0, { title: "no connection" });
    }
    hearDate(response.headers.get("Date"), asked.sentAt, Date.now());
    if (!response.ok)
        throw new ApiError(response.status, await problemOf(response),
            Number(response.headers.get("Retry-After")) || 0);
    return response;
}

/**
 * Sends a request and gives the answer's status and JSON (null for 204).
 * Throws ApiError.  `body` is sent as JSON; a Blob as it is, with its own type.
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<{status: number, body: any}>}
 */
export async function request(method, path, body, options = {}) {
    const response = await send(method, path, body, options.signal, "application/json");
    return { status: response.status,
        body: response.status === 204 ? null : await response.json() };
}

/**
 * As request(), for who needs only the JSON.
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function api(method, path, body, options = {}) {
    return (await request(method, path, body, options)).body;
}

/**
 * The lines of an assembly's journal from number `from` on.
 * @param {number} assembly
 * @param {number} from
 * @returns {Promise<any[]>}
 */
export async function journalLines(assembly, from) {
    const limit = 10000;
    /** @type {any[]} */
    const all = [];
    for (;;) {
        const path = `/v1/assemblies/${assembly}/journal?from=${from + all.length}&limit=${limit}`;
        const text = await (await send("GET", path, undefined, undefined, "application/jsonl")).text();
        const lines = text.split("\n").filter((line) => line !== "");
        all.push(...lines.map((line) => JSON.parse(line)));
        if (lines.length < limit)
            return all;
    }
}

/**
 * The bytes of an answer, exactly as they came.
 * @param {string} path
 * @param {string} type  that is wanted
 * @returns {Promise<Uint8Array>}
 */
export async function apiBytes(path, type) {
    const response = await send("GET", path, undefined, undefined, type);
    try {
        return new Uint8Array(await response.arrayBuffer());
    } catch {
        throw new ApiError(0, { title: "the connection broke" });
    }
}

/**
 * All pages of a list.
 * @param {string} path
 * @param {string} key  of the list in the answer
 * @returns {Promise<any[]>}
 */
export async function apiList(path, key) {
    const size = 1000;
    /** @type {any[]} */
    const all = [];
    for (let page = 1; ; page++) {
        const part = (await api("GET", `${path}?page=${page}&pageSize=${size}`))[key];
        all.push(...part);
        if (part.length < size)
            return all;
    }
}

const RELOAD_MS = 2000;

/**
 * Loads a module, again and again while there is no connection.
 * @template M
 * @param {() => Promise<M>} load
 * @returns {Promise<M>}
 */
export async function insist(load) {
    for (;;)
        try {
            return await load();
        } catch {
            await new Promise((resolve) => setTimeout(resolve, RELOAD_MS));
        }
}

// ---- the server's clock ----
//
// For a countdown on a machine whose own clock is wrong.  Each answer's Date is
// in whole seconds; so it does not give the difference between the clocks, but
// bounds for it, and every answer narrows them.

let low = -Infinity;
let high = Infinity;

/**
 * Learns from an answer.  Bounds that exclude the former ones mean that a
 * clock was set; then only the new ones hold.
 * @param {string | null} date  its Date header
 * @param {number} sentAt  own time, ms, before the request
 * @param {number} receivedAt  own time, ms, after the answer
 */
export function hearDate(date, sentAt, receivedAt) {
    const at = Date.parse(date ?? "");
    if (Number.isNaN(at))
        return;
    const least = at - receivedAt;
    const most = at + 1000 - sentAt;
    const apart = least > high || most < low;
    low = apart ? least : Math.max(low, least);
    high = apart ? most : Math.min(high, most);
}

/**
 * The server's time in ms, as well as it is known: own time where that may be
 * right, which on a machine that keeps time is better than any guess.
 * @param {number} [own]
 */
export function serverNow(own = Date.now()) {
    return low <= 0 && high >= 0 ? own : own + (low + high) / 2;
}
