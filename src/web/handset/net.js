// SPDX-License-Identifier: EUPL-1.2
/**
 * net: a handset's requests, and what their answers mean.  An answer that
 * the server did not give (the login page of a hotel's network, say) is none.
 */
import { api, ApiError, request } from "../lib/api.js";
import { leave } from "./first.js";

/** @typedef {import("./state.js").Ballot} Ballot */
/** @typedef {import("./state.js").Me} Me */
/** @typedef {import("./state.js").Problem} Problem */
/** @typedef {import("../lib/first.js").Secret} Secret */

const TIMEOUT_MS = 8000;

/**
 * @param {unknown} error
 * @returns {Problem}
 */
function problemOf(error) {
    return error instanceof ApiError
        ? { status: error.status, slug: error.slug, retryAfter: error.retryAfter }
        : { status: 0, slug: "", retryAfter: 0 };
}

/**
 * A request that is given up after a while.
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 */
async function timely(method, path, body) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    try {
        return await request(method, path, body, { signal: controller.signal });
    } finally {
        clearTimeout(timer);
    }
}

/**
 * A session for a secret; throws ApiError.
 * @param {Secret} secret
 */
export function signIn(secret) {
    return api("POST", "/v1/session", secret);
}

/**
 * As signIn(), on a page that may have been another's until now.
 * @param {Secret} secret
 */
export function exchange(secret) {
    leave();
    return signIn(secret);
}

/**
 * @param {any} receipt
 * @param {Ballot} ballot
 * @param {Me} me
 */
export function isReceiptOf(receipt, { round, choice, sequence }, me) {
    return receipt?.round === round && receipt.choice === choice &&
        receipt.sequence === sequence && receipt.member === me.member &&
        typeof receipt.receivedAt === "string";
}

/**
 * Sends a ballot; gives its receipt or why there is none.
 * @param {Ballot} ballot
 * @param {Me} me
 * @returns {Promise<{receipt: any, repeated: boolean} | {problem: Problem}>}
 */
export async function sendBallot(ballot, me) {
    const { round, choice, sequence } = ballot;
    try {
        const { status, body } = await timely("POST", `/v1/rounds/${round}/ballots`,
            { choice, sequence });
        return isReceiptOf(body, ballot, me)
            ? { receipt: body, repeated: status !== 201 } : { problem: problemOf(null) };
    } catch (error) {
        return { problem: problemOf(error) };
    }
}

/**
 * Asks what this handset has to show.
 * @returns {Promise<{view: any} | {problem: Problem}>}
 */
export async function askHandset() {
    try {
        const { body } = await timely("GET", "/v1/handset");
        return body?.member?.code && body.assembly?.id ? { view: body } : { problem: problemOf(null) };
    } catch (error) {
        return { problem: problemOf(error) };
    }
}
