// SPDX-License-Identifier: EUPL-1.2
/**
 * journal_index: which lines of the journal are looked for.  Thousands of lines
 * are read once each; what is typed is held against what was read.
 */
import { currentLanguage } from "../lib/text.js";
import { kindOf, sentenceOf } from "./sentences.js";

/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./witness.js").Entry} Entry */

export const PAGE_LINES = 50;

/** @type {WeakMap<Entry, {language: string, text: string}>} */
const spoken = new WeakMap();

/** The sentence of a line, in small letters and without marks for its direction.
 * @param {Entry} entry
 * @param {Replay} replay
 */
function searchText(entry, replay) {
    const language = currentLanguage();
    const known = spoken.get(entry);
    if (known?.language === language)
        return known.text;
    const text = sentenceOf(entry, replay).replace(/[\u2068\u2069]/g, "").toLowerCase();
    spoken.set(entry, { language, text });
    return text;
}

/**
 * The numbers of the lines that are wanted, in their order.
 * @param {Entry[]} entries
 * @param {Replay} replay
 * @param {{kind: string, text: string}} filter
 * @returns {number[]}
 */
export function wantedLines(entries, replay, { kind, text }) {
    const wanted = text.trim().toLowerCase();
    const ofKind = kind === "" ? entries : entries.filter((entry) => kindOf(entry) === kind);
    const found = wanted === "" ? ofKind : ofKind.filter((entry) => String(entry.n) === wanted ||
        searchText(entry, replay).includes(wanted));
    return found.map((entry) => entry.n);
}

/**
 * Lines that are shown as one: the newest, and how many there are.  Only
 * withheld lines are taken together; of each of them there is the same to say.
 * @typedef {{n: number, count: number}} Run
 */

/**
 * @param {number[]} lines
 * @param {Entry[]} entries
 * @returns {Run[]}
 */
export function runsOf(lines, entries) {
    /** @type {Run[]} */
    const runs = [];
    for (const n of lines) {
        const last = runs[runs.length - 1];
        if (last?.n === n - 1 && entries[n].isWithheld && entries[last.n].isWithheld)
            runs[runs.length - 1] = { n, count: last.count + 1 };
        else
            runs.push({ n, count: 1 });
    }
    return runs;
}

/**
 * One page of them, the newest first.
 * @param {Run[]} runs
 * @param {number | null} top  the newest line of the page; null for the newest there is
 */
export function pageOf(runs, top) {
    const below = top === null ? runs.length : runs.filter(({ n, count }) => n - count < top).length;
    const end = Math.max(below, Math.min(PAGE_LINES, runs.length));
    return {
        shown: runs.slice(Math.max(0, end - PAGE_LINES), end).reverse(),
        older: end > PAGE_LINES ? runs[end - PAGE_LINES - 1].n : null,
        newer: end < runs.length ? runs[Math.min(end + PAGE_LINES, runs.length) - 1].n : null,
    };
}
