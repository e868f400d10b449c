// SPDX-License-Identifier: EUPL-1.2
/**
 * recounter: counts along with what the witness knows, in short pieces, so that
 * the page stays at hand.  When withheld lines are shown it begins anew; what
 * was counted before stays until the new count has come as far.
 */
import { Replay } from "./recount/replay.js";

/** @typedef {import("./witness.js").Witness} Witness */

const PIECE_MS = 8; // well within a frame

export class Recounter {
    /**
     * @param {Witness} witness
     * @param {() => void} onProgress
     */
    constructor(witness, onProgress) {
        this.witness = witness;
        this.onProgress = onProgress;
        /** The latest count that was complete at some time. */
        this.replay = new Replay();
        /** The count that goes on. */
        this.fresh = this.replay;
        this.revision = 0;
        /** @type {number | undefined} */
        this.timer = undefined;
    }

    /** Whether everything that is known has been counted. */
    get isComplete() {
        return !this.witness.isRevealing && this.replay === this.fresh &&
            this.revision === this.witness.revision && this.replay.next === this.witness.size;
    }

    /** There may be more to count. */
    wake() {
        this.timer ??= setTimeout(() => this.work());
    }

    work() {
        this.timer = undefined;
        const { witness } = this;
        if (witness.isRevealing)
            return; // half of a round's ballots would count as a fault
        if (this.revision !== witness.revision) {
            this.revision = witness.revision;
            this.fresh = new Replay();
        }
        const end = performance.now() + PIECE_MS;
        while (this.fresh.next < witness.size && performance.now() < end)
            readEntry(this.fresh, witness.entries[this.fresh.next]);
        if (this.fresh.next < witness.size)
            this.wake();
        else
            this.replay = this.fresh;
        this.onProgress();
    }
}

/**
 * @param {Replay} replay
 * @param {import("./witness.js").Entry} entry
 */
export function readEntry(replay, { line, isWithheld }) {
    if (line !== null)
        replay.read(line);
    else if (isWithheld)
        replay.readWithheld();
    else
        replay.readUnreadable();
}
