// SPDX-License-Identifier: EUPL-1.2
/**
 * qr: a QR code as a drawing, of a text that the server makes one of.
 */
import { api } from "../lib/api.js";
import { drawQr } from "../lib/qr.js";
import { deadline } from "./actions.js";

/**
 * @param {string} text
 * @param {string} label  what it is, for who cannot see it
 */
export async function qrCode(text, label) {
    return drawQr(await api("POST", "/v1/qr-codes", { text }, { signal: deadline() }), label);
}
