// SPDX-License-Identifier: EUPL-1.2
/**
 * checkpoint: a signed checkpoint (C2SP tlog-checkpoint) as the server gives it,
 * and its short code.  Pure.
 */

/**
 * `text` is what is signed; `blob` of a signature begins with the four bytes
 * that name its key.
 * @typedef {{origin: string, size: number, root: Uint8Array, text: string,
 *            signatures: {name: string, blob: Uint8Array}[]}} Note
 */

/**
 * @param {string} text
 * @returns {Uint8Array | null}
 */
export function fromBase64(text) {
    try {
        return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    } catch {
        return null;
    }
}

/**
 * A signature's line: a dash, the name of the key, base64.
 * @param {string} line
 */
function readSignature(line) {
    const [dash, name, blob, ...more] = line.split(" ");
    const bytes = fromBase64(blob ?? "");
    return dash === "\u2014" && name && bytes !== null && more.length === 0 ? { name, blob: bytes } : null;
}

/**
 * Reads a note; null when it is none.
 * @param {string} note
 * @returns {Note | null}
 */
export function readNote(note) {
    const end = note.indexOf("\n\n");
    const [origin, size, root, ...more] = note.slice(0, end).split("\n");
    const signatures = note.slice(end + 2).split("\n").slice(0, -1).map(readSignature);
    const bytes = fromBase64(root ?? "");
    if (end < 0 || more.length > 0 || !/^(0|[1-9]\d{0,14})$/.test(size) || bytes?.length !== 32 ||
        !note.endsWith("\n") || signatures.length === 0 || signatures.includes(null))
        return null;
    return { origin, size: Number(size), root: bytes, text: note.slice(0, end + 1),
        signatures: /** @type {any} */ (signatures) };
}

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's

/**
 * The first 40 bits of a root, as people compare it: K7QF-2M9X.
 * @param {Uint8Array} root
 */
export function codeOf(root) {
    const bits = root.slice(0, 5).reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
    const digits = Array.from({ length: 8 }, (_, i) => DIGITS[Number(bits >> BigInt(35 - 5 * i) & 31n)]);
    return `${digits.slice(0, 4).join("")}-${digits.slice(4).join("")}`;
}
