// SPDX-License-Identifier: EUPL-1.2
/**
 * recounter: counts along with what the witness knows, in short pieces, so that
 * the page stays at hand.  When withheld lines are shown it begins anew; what
 * was counted before stays until the new count has come as far.  What counts
 * comes after the page's first view (rest.js).
 */

/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./witness.js").Witness} Witness */

const PIECE_MS = 8; // well within a frame

/** What is known before anything was counted.
 * @returns {Replay}
 */
function nothing() {
    return /** @type {any} */ ({ next: 0, begin: null, state: "draft", seal: "", roll: new Map(),
        present: new Set(), assignments: new Map(), motions: new Map(), rounds: new Map(),
        open: null, due: null, problems: [] });
}

export class Recounter {
    /**
     * @param {Witness} witness
     * @param {() => void} onProgress
     */
    constructor(witness, onProgress) {
        this.witness = witness;
        this.onProgress = onProgress;
        /** @type {(new () => Replay) | null} */
        this.Replay = null;
        /** The latest count that was complete at some time. */
        this.replay = nothing();
        /** The count that goes on. */
        this.fresh = this.replay;
        this.revision = 0;
        /** @type {number | undefined} */
        this.timer = undefined;
    }

    /**
     * Begins to count.
     * @param {new () => Replay} Replay
     */
    begin(Replay) {
        this.Replay = Replay;
        this.replay = this.fresh = new Replay();
        this.wake();
    }

    /** Whether everything that is known has been counted. */
    get isComplete() {
        return this.Replay !== null && !this.witness.isRevealing && this.replay === this.fresh &&
            this.revision === this.witness.revision && this.replay.next === this.witness.size;
    }

    /** There may be more to count. */
    wake() {
        this.timer ??= setTimeout(() => this.work());
    }

    work() {
        this.timer = undefined;
        const { witness } = this;
        if (this.Replay === null)
            return;
        if (witness.isRevealing)
            return; // half of a round's ballots would count as a fault
        if (this.revision !== witness.revision) {
            this.revision = witness.revision;
            this.fresh = new this.Replay();
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
