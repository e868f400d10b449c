// SPDX-License-Identifier: EUPL-1.2
/**
 * seal: the root of the tree as people compare it.
 */

import { hex } from "./sha256.js";

/** @typedef {import("../lib/types.js").Checkpoint} Checkpoint */

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}

/**
 * @param {string} text
 * @returns {Uint8Array | null}
 */
function fromBase64(text) {
    try {
        return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    } catch {
        return null;
    }
}

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's

/**
 * The first 40 bits of a root, as the projector shows them: K7QF-2M9X.
 * @param {Uint8Array} root
 */
export function treeCode(root) {
    const bits = root.slice(0, 5).reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
    const digits = Array.from({ length: 8 }, (_, i) => DIGITS[Number(bits >> BigInt(35 - 5 * i) & 31n)]);
    return `${digits.slice(0, 4).join("")}-${digits.slice(4).join("")}`;
}

/**
 * Whether a checkpoint is about the lines that were read; null when they are
 * not all there yet.
 * @param {import("./witness.js").Witness} witness
 * @param {Checkpoint} checkpoint
 */
export function checkpointHolds({ tree }, { size, root }) {
    if (size > tree.size)
        return null;
    const said = fromBase64(root);
    return said !== null && hex(said) === hex(tree.root(size));
}
