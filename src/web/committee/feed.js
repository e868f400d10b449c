// SPDX-License-Identifier: EUPL-1.2
/**
 * feed: reads the journal from the server, over and over, for the witness.
 * One request at a time: new lines, then what was withheld until a round's
 * close, then all of it again when somebody wants that.
 */
import { ApiError, apiBytes } from "../lib/api.js";
import { splitLines } from "./witness.js";

/** @typedef {import("./witness.js").Witness} Witness */

const PAGE = 1000;
const PAUSE_MS = 250; // between two reads of new lines, while ballots come in
const RETRY_MS = [500, 1000, 2000, 5000];

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Feed {
    /**
     * @param {number} assembly
     * @param {Witness} witness
     * @param {{onLines: () => void, onTrouble: (error: unknown) => void}} listener
     *        `onLines`: the witness may know more; `onTrouble`: nothing more will come
     */
    constructor(assembly, witness, listener) {
        this.assembly = assembly;
        this.witness = witness;
        this.listener = listener;
        this.isRunning = false;
        this.wantsNew = false;
        /** How far all of it was read again; null when nobody wants that. @type {number | null} */
        this.again = null;
        /** Who waits for that. @type {(() => void)[]} */
        this.waiting = [];
    }

    /** There may be new lines. */
    poke() {
        this.wantsNew = true;
        this.run();
    }

    /** Reads everything once more; resolves when that is done. */
    reread() {
        this.again = 0;
        const done = new Promise((resolve) => this.waiting.push(() => resolve(undefined)));
        this.run();
        return done;
    }

    async run() {
        if (this.isRunning)
            return;
        this.isRunning = true;
        for (let failures = 0; this.wantsNew || this.witness.isRevealing || this.again !== null;) {
            try {
                await this.step();
                failures = 0;
                await sleep(this.again === null ? PAUSE_MS : 0);
            } catch (error) {
                if (!(error instanceof ApiError) || !error.isPassing) {
                    this.listener.onTrouble(error);
                    return; // still "running": nothing starts it again
                }
                await sleep(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
            }
        }
        this.isRunning = false;
    }

    async step() {
        if (this.wantsNew)
            await this.readNew();
        else if (this.witness.isRevealing)
            await this.readRevealed();
        else
            await this.readAgain();
    }

    /**
     * Reads one answer into the witness.
     * @param {number} from
     * @returns {Promise<{count: number, isWhole: boolean}>}  how many lines came, and whether
     *          each could be placed
     */
    async read(from) {
        const path = `/v1/assemblies/${this.assembly}/journal?from=${from}&limit=${PAGE}`;
        const lines = splitLines(await apiBytes(path, "application/jsonl"));
        const { taken, isClosed } = this.witness.take(from, lines);
        if (isClosed && this.witness.firstWithheld !== null)
            this.witness.isRevealing = true;
        if (lines.length === 0)
            this.witness.noteEnd(from);
        this.listener.onLines();
        return { count: lines.length, isWhole: taken === lines.length };
    }

    /** The new lines, and the last one known, which must still be the same. */
    async readNew() {
        this.wantsNew = false;
        try {
            for (let isMore = true; isMore;) {
                const { count, isWhole } = await this.read(Math.max(this.witness.size - 1, 0));
                isMore = count === PAGE && isWhole;
            }
        } catch (error) {
            this.wantsNew = true;
            throw error;
        }
    }

    /** The lines that were withheld. */
    async readRevealed() {
        const last = Math.max(-1, ...this.witness.withheld);
        for (let from = this.witness.firstWithheld; from !== null && from <= last;) {
            const { count, isWhole } = await this.read(from);
            from = isWhole && count > 0 ? from + count : null;
        }
        this.witness.isRevealing = false;
        this.listener.onLines();
    }

    /** The next part of what is read again. */
    async readAgain() {
        const from = this.again ?? 0;
        const { count, isWhole } = await this.read(from);
        if (count === PAGE && isWhole) {
            this.again = from + count;
            return;
        }
        if (isWhole)
            this.witness.noteEnd(from + count);
        this.again = null;
        this.waiting.splice(0).forEach((resolve) => resolve());
    }
}
