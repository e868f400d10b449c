// SPDX-License-Identifier: EUPL-1.2
/**
 * cosigned: who of the committee has cosigned how much, as the lines of the
 * journal have it.  Pure: from lines to that.
 */

/** @typedef {import("./witness.js").Entry} Entry */

/**
 * @typedef {{n: number, size: number, at: string}} Cosignature  its line, and how many lines it covers
 * @typedef {{name: string, key: string, latest: Cosignature | null}} Signer
 */

export class Cosigned {
    constructor() {
        this.seen = 0;
        /** How many a result needs. */
        this.needed = 0;
        /** @type {Map<string, Signer>} by name */
        this.signers = new Map();
    }

    /** Takes what is new among the lines.
     * @param {Entry[]} entries
     */
    read(entries) {
        for (; this.seen < entries.length; this.seen++)
            this.take(entries[this.seen].line);
    }

    /** @param {Record<string, any> | null} line */
    take(line) {
        if (line?.kind === "cosigner") {
            const { name, key, cosignaturesNeeded } = line;
            this.needed = cosignaturesNeeded;
            if (!this.signers.has(name))
                this.signers.set(name, { name, key, latest: null });
        } else if (line?.kind === "cosignature") {
            const signer = this.signers.get(line.cosigner);
            const { n, size, at } = line;
            if (signer && size > (signer.latest?.size ?? 0))
                signer.latest = { n, size, at };
        }
    }

    /**
     * Who has cosigned this line.
     * @param {number} line
     * @returns {(Signer & {latest: Cosignature})[]}
     */
    covering(line) {
        return /** @type {any} */ ([...this.signers.values()].filter(({ latest }) =>
            latest !== null && latest.size > line));
    }

    /**
     * How a result stands of which this is the line; null before there is one.
     * `line` is that of a cosignature on which its certification can rest.
     * @param {number | undefined} result
     */
    standing(result) {
        const by = result === undefined ? [] : this.covering(result);
        const last = by.reduce((/** @type {Cosignature | null} */ found, { latest }) =>
            (found === null || latest.n > found.n ? latest : found), null);
        return { by, line: last?.n ?? null, missing: Math.max(0, this.needed - by.length) };
    }
}
