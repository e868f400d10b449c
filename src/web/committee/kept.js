// SPDX-License-Identifier: EUPL-1.2
/**
 * kept: what this browser remembers of a journal when the page is closed: the
 * roots its tree had at some sizes.  So a journal that was replaced or cut off
 * in the meantime is noticed, and after which line.
 */
import { hex } from "./sha256.js";

/** @typedef {import("./witness.js").Witness} Witness */
/** @typedef {{size: number, root: string}} Seal */

const MOST = 40;

/**
 * Those that are kept: of the older ones every other goes when there are many.
 * @param {Seal[]} seals
 * @returns {Seal[]}
 */
export function thinned(seals) {
    return seals.length <= MOST ? seals
        : seals.filter((_, i) => i % 2 === 0 || i >= seals.length - 4);
}

/**
 * The largest size at which the tree still is what it was, and the smallest at
 * which it is not; null when all agree.
 * @param {Seal[]} seals  in the order of their sizes
 * @param {(size: number) => string} rootAt
 * @returns {{same: number, other: number} | null}
 */
export function firstOther(seals, rootAt) {
    const at = seals.findIndex(({ size, root }) => rootAt(size) !== root);
    return at < 0 ? null : { same: at === 0 ? 0 : seals[at - 1].size, other: seals[at].size };
}

export class Kept {
    /** @param {number} assembly */
    constructor(assembly) {
        this.name = `stembus-journal-${assembly}`;
        /** From before. @type {Seal[]} */
        this.before = this.load();
        /** Those that are still to be compared. */
        this.open = this.before;
        /** @type {Seal[]} */
        this.seals = [...this.before];
    }

    /** @returns {Seal[]} */
    load() {
        try {
            const kept = JSON.parse(localStorage.getItem(this.name) ?? "[]");
            return Array.isArray(kept) ? kept.filter((s) => Number.isSafeInteger(s?.size) &&
                typeof s.root === "string") : [];
        } catch {
            return []; // private browsing, or not ours
        }
    }

    /** What was seen before, in lines. */
    get size() {
        return this.before[this.before.length - 1]?.size ?? 0;
    }

    /** Compares what can be compared by now.
     * @param {Witness} witness
     */
    check(witness) {
        const ready = this.open.filter(({ size }) => size <= witness.size);
        const other = firstOther(ready, (size) => hex(witness.tree.root(size)));
        this.open = other ? [] : this.open.slice(ready.length);
        if (other)
            witness.find({ n: other.same, code: "other-past", params: other });
    }

    /** All there was has been read: what is still to be compared is gone.
     * @param {Witness} witness
     */
    checkEnd(witness) {
        if (this.open.length > 0)
            witness.find({ n: witness.size, code: "shorter",
                params: { size: witness.size, seen: this.size } });
        this.open = [];
    }

    /** Remembers how far the journal is; not while it contradicts what is kept.
     * @param {Witness} witness
     */
    save(witness) {
        const last = this.seals[this.seals.length - 1]?.size ?? 0;
        if (witness.size <= last || witness.findings.length > 0)
            return;
        this.seals = thinned([...this.seals, { size: witness.size, root: hex(witness.tree.root()) }]);
        try {
            localStorage.setItem(this.name, JSON.stringify(this.seals));
        } catch {
            // private browsing: it is remembered as long as the page is there
        }
    }

    forget() {
        this.before = this.open = this.seals = [];
        try {
            localStorage.removeItem(this.name);
        } catch {
            // nothing was kept
        }
    }
}
