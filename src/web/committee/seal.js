// SPDX-License-Identifier: EUPL-1.2
/**
 * seal: the root of the tree as people compare it.
 */

import { fromBase64 } from "../lib/checkpoint.js";
import { hex } from "./sha256.js";

/** @typedef {import("../lib/types.js").Checkpoint} Checkpoint */

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}

export { codeOf as treeCode } from "../lib/checkpoint.js";

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
