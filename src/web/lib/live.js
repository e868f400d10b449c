// SPDX-License-Identifier: EUPL-1.2
/**
 * live: the event stream of an assembly.  Each event is the whole state, so
 * only the latest matters, and a listener that was away needs nothing but the
 * next one.
 *
 * It reads with fetch and not EventSource, because that hides the server's
 * comment lines: with them a dead connection is known within a quarter of a
 * minute, and not when TCP gives up.
 */
import { hearDate, roleHeaders } from "./api.js";
import { ask, takeEarly } from "./first.js";

/** @typedef {import("./types.js").Snapshot} Snapshot */
/** @typedef {"connecting" | "live" | "lost"} Link */

const SILENCE_MS = 20000; // the server says something every 15 s
const RETRY_MS = [500, 1000, 2000, 3000];

/**
 * The events of a stream's text, and what is left of the last one.
 * @param {string} text
 * @returns {{events: string[], rest: string}}
 */
export function splitEvents(text) {
    const parts = text.split("\n\n");
    const rest = parts.pop() ?? "";
    const events = parts.map((part) => part.split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => line.slice("data: ".length)).join("\n"))
        .filter((data) => data !== "");
    return { events, rest };
}

/**
 * Follows an assembly until stop() is called.  `onSnapshot` gets the latest
 * state, at most once a frame; `onLink` hears whether there is a connection.
 * @param {number} assembly
 * @param {{onSnapshot: (s: Snapshot) => void,
 *          onLink?: (link: Link, status?: number) => void}} listener
 */
export function follow(assembly, { onSnapshot, onLink = () => {} }) {
    let stopped = false;
    let failures = 0;
    /** @type {Snapshot | null} */
    let latest = null;
    let frame = 0;
    /** @type {AbortController} */
    let controller = new AbortController();
    /** @type {Link | null} */
    let link = null;
    /** @type {number | undefined} */
    let retry;

    /**
     * @param {Link} now
     * @param {number} [status]
     */
    function tell(now, status) {
        if (now !== link || status !== undefined)
            onLink(now, status);
        link = now;
    }

    function show() {
        frame = 0;
        if (latest !== null && !stopped)
            onSnapshot(latest);
    }

    /** @param {string} data */
    function take(data) {
        latest = JSON.parse(data);
        if (document.hidden)
            show(); // no frames come while nobody looks
        else if (frame === 0)
            frame = requestAnimationFrame(show);
    }

    /** @param {Response} response */
    async function read(response) {
        if (response.body === null)
            throw new Error("no body");
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        for (;;) {
            const timer = setTimeout(() => controller.abort(), SILENCE_MS);
            const { done, value } = await reader.read().finally(() => clearTimeout(timer));
            if (done)
                return;
            const { events, rest } = splitEvents(text + value);
            text = rest;
            failures = 0;
            tell("live");
            if (events.length > 0)
                take(events[events.length - 1]);
        }
    }

    async function connect() {
        const path = `/v1/assemblies/${assembly}/stream`;
        const asked = takeEarly("GET", path) ??
            ask("GET", path, { Accept: "text/event-stream", ...roleHeaders() });
        controller = asked.controller;
        /** @type {number | undefined} */
        let status;
        try {
            const response = await asked.response;
            hearDate(response.headers.get("Date"), asked.sentAt, Date.now());
            if (response.ok)
                await read(response);
            else
                status = response.status;
        } catch {
            // lost: told below, and tried again
        }
        if (stopped)
            return;
        tell("lost", status);
        retry = setTimeout(connect, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
    }

    /** The network is back: no need to wait for the next try. */
    function hurry() {
        if (link !== "lost" || stopped)
            return;
        clearTimeout(retry);
        connect();
    }

    addEventListener("online", hurry);
    tell("connecting");
    connect();
    return {
        stop() {
            stopped = true;
            clearTimeout(retry);
            cancelAnimationFrame(frame);
            removeEventListener("online", hurry);
            controller.abort();
        },
    };
}
