// SPDX-License-Identifier: EUPL-1.2
/**
 * qr: a QR code as a drawing, of the modules that the server made of a text.
 */
import { svg } from "./dom.js";

/** @typedef {{size: number, rows: string[]}} QrCode */

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
 * How many modules its drawing is wide and high.
 * @param {QrCode} code
 */
export function modulesOf({ size }) {
    return size + 2 * MARGIN;
}

/**
 * @param {QrCode} code
 * @param {string} label  what it is, for who cannot see it
 */
export function drawQr(code, label) {
    const whole = modulesOf(code);
    return svg("svg",
        { class: "qr", viewBox: `0 0 ${whole} ${whole}`, role: "img", "aria-label": label,
        "shape-rendering": "crispEdges" },
        svg("rect", { class: "qr-light", width: whole, height: whole }),
        svg("path", { class: "qr-dark", d: pathOf(code.rows) }));
}
