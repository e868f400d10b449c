// SPDX-License-Identifier: EUPL-1.2
/**
 * sha256: FIPS 180-4, and the hashes of RFC 6962 made with it.
 *
 * Browsers have it as well, but not on a page that came over plain HTTP, which
 * is how a hall is often served; and what is used there must be what is tested.
 */

/** The first 32 bits of the fractional part of a root of the first primes.
 * @param {number} count
 * @param {(prime: number) => number} root
 */
function fractions(count, root) {
    const words = new Uint32Array(count);
    for (let candidate = 2, found = 0; found < count; candidate++) {
        let prime = true;
        for (let d = 2; d * d <= candidate; d++)
            prime &&= candidate % d !== 0;
        if (prime)
            words[found++] = (root(candidate) % 1) * 2 ** 32;
    }
    return words;
}

const START = fractions(8, Math.sqrt);
const ROUND = fractions(64, Math.cbrt);

const schedule = new Uint32Array(64);

/**
 * @param {Uint32Array} state
 * @param {DataView} data
 * @param {number} offset  of the block of 64 bytes
 */
function block(state, data, offset) {
    const w = schedule;
    for (let i = 0; i < 16; i++)
        w[i] = data.getUint32(offset + 4 * i);
    for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
        const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
        const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
        const t1 = h + s1 + (e & f ^ ~e & g) + ROUND[i] + w[i] | 0;
        const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
        const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
        h = g; g = f; f = e; e = d + t1 | 0;
        d = c; c = b; b = a; a = t1 + t2 | 0;
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries())
        state[i] += word;
}

/**
 * The hash of some pieces of bytes, one after the other.
 * @param {...Uint8Array} pieces
 * @returns {Uint8Array}
 */
export function sha256(...pieces) {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const bytes = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
    let at = 0;
    for (const piece of pieces) {
        bytes.set(piece, at);
        at += piece.length;
    }
    bytes[length] = 0x80;
    const data = new DataView(bytes.buffer);
    data.setBigUint64(bytes.length - 8, BigInt(length) * 8n);
    const state = START.slice();
    for (let offset = 0; offset < bytes.length; offset += 64)
        block(state, data, offset);
    const hash = new Uint8Array(32);
    const out = new DataView(hash.buffer);
    state.forEach((word, i) => out.setUint32(4 * i, word));
    return hash;
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
export function fromHex(text) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The leaf hash of a line.
 * @param {Uint8Array} line  without its newline
 */
export function leafHash(line) {
    return sha256(LEAF, line);
}

/**
 * The Merkle tree over leaf hashes.  It keeps the hash of every whole subtree,
 * so that the root of any size it once had costs a few hashes only.
 */
export class Tree {
    constructor() {
        /** @type {Uint8Array[][]} of each height, from the leaves up */
        this.levels = [[]];
    }

    get size() {
        return this.levels[0].length;
    }

    /** @param {Uint8Array} leaf */
    append(leaf) {
        let hash = leaf;
        for (let height = 0; ; height++) {
            const level = this.levels[height] ??= [];
            level.push(hash);
            if (level.length % 2 === 1)
                return;
            hash = sha256(NODE, level[level.length - 2], hash);
        }
    }

    /**
     * The root when there were so many leaves.
     * @param {number} size
     * @returns {Uint8Array}
     */
    root(size = this.size) {
        /** @type {Uint8Array | null} */
        let root = null;
        for (let height = 0; 2 ** height <= size; height++) {
            const count = Math.floor(size / 2 ** height);
            if (count % 2 === 0)
                continue; // no whole subtree of this height stands alone
            const peak = this.levels[height][count - 1];
            root = root === null ? peak : sha256(NODE, peak, root);
        }
        return root ?? sha256();
    }
}
