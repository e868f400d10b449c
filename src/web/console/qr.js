// SPDX-License-Identifier: EUPL-1.2
/**
 * qr: a QR code as a drawing, of what the server made of a text.
 */
import { api } from "../lib/api.js";
import { svg } from "../lib/dom.js";
import { deadline } from "./actions.js";

const MARGIN = 4; // modules of white that a reader needs around it

/**
 * The dark modules as one path, a run of them at a time.  Pure.
 * @param {string[]} rows  of 1 and 0
 */
export function pathOf(rows) {
    return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) =>
        `M${run.index + MARGIN} ${y + MARGIN}h${run[0].length}v1h-${run[0].length}z`)).join("");
}

/**
 * @param {string} text
 * @param {string} label  what it is, for who cannot see it
 */
export async function qrCode(text, label) {
    const { size, rows } = await api("POST", "/v1/qr-codes", { text }, { signal: deadline() });
    const whole = size + 2 * MARGIN;
    return svg("svg",
        { class: "qr", viewBox: `0 0 ${whole} ${whole}`, role: "img", "aria-label": label,
        "shape-rendering": "crispEdges" },
        svg("rect", { class: "qr-light", width: whole, height: whole }),
        svg("path", { class: "qr-dark", d: pathOf(rows) }));
}
