// SPDX-License-Identifier: EUPL-1.2
/**
 * replay: an assembly as its journal tells it, line by line.  It works out for
 * itself what follows from the lines, goes by that and not by what a line
 * claims, and keeps every contradiction with its number: `problems`.
 */
import { handsetReaders } from "./handsets.js";
import { pressReaders } from "./presses.js";
import { rollReaders } from "./roll.js";
import { roundReaders } from "./rounds.js";
import { faultOf } from "./shapes.js";

/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("./rounds.js").CountedRound} CountedRound */
/** @typedef {import("./roll.js").Member} Member */
/** @typedef {import("./handsets.js").Assignment} Assignment */
/** @typedef {Record<string, string | number>} Params */
/** @typedef {{n: number, code: string, params: Params, round?: number}} Problem */
/** @typedef {(replay: Replay, line: Line) => void} Reader */

/** @type {Record<string, Reader>} */
const readers = { ...rollReaders, ...handsetReaders, ...roundReaders, ...pressReaders };

export class Replay {
    constructor() {
        this.next = 0;
        /** @type {Line | null} */
        this.begin = null;
        this.state = "draft";
        /** The members by code, in the order of the roll. @type {Map<string, Member>} */
        this.roll = new Map();
        this.lastCode = "";
        this.seal = "";
        /** @type {Set<string>} */
        this.present = new Set();
        /** By number. @type {Map<number, Assignment>} */
        this.assignments = new Map();
        /** As they read last. @type {Map<number, Line>} */
        this.motions = new Map();
        /** @type {Map<number, CountedRound>} */
        this.rounds = new Map();
        /** The round that is open. @type {CountedRound | null} */
        this.open = null;
        /** The round whose result must be the next line. @type {CountedRound | null} */
        this.due = null;
        /** @type {Problem[]} */
        this.problems = [];
    }

    /**
     * Notes that a line contradicts the rules, or the lines before it.
     * @param {Line} line
     * @param {string} code  with a text `committee_problem_<code>`
     * @param {Params} [params]
     */
    object(line, code, params = {}) {
        const round = typeof line.round === "number" ? { round: line.round } : {};
        this.problems.push({ n: line.n, code, params, ...round });
    }

    /**
     * @param {boolean} holds
     * @param {Line} line
     * @param {string} code
     * @param {Params} [params]
     * @returns {boolean}  `holds`
     */
    hold(holds, line, code, params) {
        if (!holds)
            this.object(line, code, params);
        return holds;
    }

    /** The next line.
     * @param {Line} line
     */
    read(line) {
        this.next = line.n + 1;
        const { due } = this;
        if (due !== null && line.kind !== "result") {
            this.object({ ...line, round: due.id }, "result_missing");
            this.due = null;
        }
        const fault = faultOf(line);
        if (fault !== null)
            return this.object(line, fault === "kind" ? "kind" : "field",
                { kind: String(line.kind), field: fault });
        if (!this.hold((line.kind === "begin") === (line.n === 0), line, "begin"))
            return;
        if (this.begin === null && line.kind !== "begin")
            return; // without the rules nothing follows from anything
        readers[line.kind]?.(this, line);
    }

    /** The next line, of which only the hash is known yet. */
    readWithheld() {
        this.next++;
        if (this.open !== null)
            this.open.withheld++;
    }

    /** The next line, which nobody can read. */
    readUnreadable() {
        this.object({ n: this.next, at: "", kind: "" }, "unreadable");
        this.next++;
    }
}
