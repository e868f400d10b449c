// SPDX-License-Identifier: EUPL-1.2
/**
 * witness: remembers every line of the journal as it was first received, and
 * notices when the server says something else later.  What it noticed stays.
 */
import { readLine } from "./recount/json.js";
import { fromHex, hex, leafHash, Tree } from "./sha256.js";

/** @typedef {import("./recount/shapes.js").Line} Line */

/**
 * A line as it was received.  `hash` is its leaf hash, also while only that is
 * known; `line` is null then, and when nobody can read it.
 * @typedef {{n: number, bytes: Uint8Array, hash: Uint8Array, isWithheld: boolean,
 *            line: Line | null}} Entry
 */

/**
 * Something the server may not do.  `was` and `now` are lines as they were
 * received, where there are two to compare.
 * @typedef {{n: number, code: "gap" | "number" | "unreadable" | "changed" | "hidden" | "not-the-line" |
 *            "shorter" | "other-past" | "checkpoint" | "signature" | "cosignature" | "key-changed" |
 *            "key-other", at: string, was?: string, now?: string,
 *            params?: Record<string, string | number>}} Finding
 */

const NEWLINE = 0x0a;

/**
 * The whole lines of an answer, without their newlines.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array[]}
 */
export function splitLines(bytes) {
    const lines = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        lines.push(bytes.slice(start, end));
        start = end + 1;
    }
    return lines;
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function isSame(a, b) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** As text, whatever it is.
 * @param {Uint8Array} bytes
 */
export function textOf(bytes) {
    return new TextDecoder().decode(bytes);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Record<string, any> | null}
 */
function parse(bytes) {
    try {
        return readLine(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
        return null;
    }
}

/**
 * @param {number} n  which it should be
 * @param {Uint8Array} bytes
 * @param {Record<string, any> | null} line
 * @returns {Entry}
 */
function entryOf(n, bytes, line) {
    const isWithheld = line?.withheld === true && /^[0-9a-f]{64}$/.test(line.hash) &&
        Object.keys(line).length === 3;
    return {
        n, bytes, isWithheld,
        hash: isWithheld ? fromHex(line.hash) : leafHash(bytes),
        line: isWithheld ? null : /** @type {Line | null} */ (line),
    };
}

export class Witness {
    /** @param {() => string} clock  the time as an instant, for what is noticed */
    constructor(clock) {
        this.clock = clock;
        /** @type {Entry[]} by number */
        this.entries = [];
        this.tree = new Tree();
        /** @type {Finding[]} */
        this.findings = [];
        /** How often something that was read before has got another content. */
        this.revision = 0;
        /** The withheld lines. @type {Set<number>} */
        this.withheld = new Set();
        /** A round was closed, and the lines it withheld are being fetched. */
        this.isRevealing = false;
    }

    get size() {
        return this.entries.length;
    }

    /**
     * Notes what the server did; once for each line and kind.
     * @param {Omit<Finding, "at">} finding
     */
    find(finding) {
        if (!this.findings.some((f) => f.n === finding.n && f.code === finding.code))
            this.findings.push({ ...finding, at: this.clock() });
    }

    /**
     * Takes the lines of an answer to `from`.  Says how many were in order; the
     * rest cannot be placed.
     * @param {number} from
     * @param {Uint8Array[]} lines
     * @returns {{taken: number, isClosed: boolean}}  whether a round's close is new among them
     */
    take(from, lines) {
        const before = this.size;
        for (const [i, bytes] of lines.entries()) {
            const line = parse(bytes);
            if (!this.isInPlace(from + i, bytes, line))
                return { taken: i, isClosed: this.hasClose(before) };
            const entry = entryOf(from + i, bytes, line);
            if (from + i < this.size)
                this.compare(this.entries[from + i], entry);
            else
                this.append(entry);
        }
        return { taken: lines.length, isClosed: this.hasClose(before) };
    }

    /** @param {number} from */
    hasClose(from) {
        return this.entries.slice(from).some(({ line }) => line?.kind === "closed");
    }

    /**
     * Whether a line has the number it should have.  One that nobody can read is
     * in its place all the same.
     * @param {number} n
     * @param {Uint8Array} bytes
     * @param {Record<string, any> | null} line
     */
    isInPlace(n, bytes, line) {
        const said = line?.n;
        if (said === n)
            return true;
        const now = textOf(bytes);
        if (typeof said !== "number") {
            this.find({ n, code: "unreadable", now });
            return true;
        }
        this.find({ n, code: said > n ? "gap" : "number", now, params: { said } });
        return false;
    }

    /** @param {Entry} entry */
    append(entry) {
        this.entries.push(entry);
        this.tree.append(entry.hash);
        if (entry.isWithheld)
            this.withheld.add(entry.n);
    }

    /**
     * Holds a line against the same line as it was before.
     * @param {Entry} known
     * @param {Entry} again
     */
    compare(known, again) {
        const { n } = known;
        const both = { was: textOf(known.bytes), now: textOf(again.bytes) };
        if (known.isWithheld && !again.isWithheld) {
            if (!isSame(known.hash, again.hash))
                this.find({ n, code: "not-the-line", ...both,
                    params: { was: hex(known.hash), now: hex(again.hash) } });
            this.entries[n] = { ...again, hash: known.hash };
            this.withheld.delete(n);
            this.revision++;
        } else if (known.isWithheld !== again.isWithheld && isSame(known.hash, again.hash)) {
            this.find({ n, code: "hidden", ...both });
        } else if (!isSame(known.bytes, again.bytes)) {
            this.find({ n, code: "changed", ...both });
        }
    }

    /** The server has fewer lines than it had.
     * @param {number} size
     */
    noteEnd(size) {
        if (size < this.size)
            this.find({ n: size, code: "shorter", params: { size, seen: this.size } });
    }

    /** The first line that is withheld, or null. */
    get firstWithheld() {
        return this.withheld.size === 0 ? null : Math.min(...this.withheld);
    }

    /** All that was received, byte for byte. */
    bytes() {
        const whole = new Uint8Array(this.entries.reduce((sum, e) => sum + e.bytes.length + 1, 0));
        let at = 0;
        for (const { bytes } of this.entries) {
            whole.set(bytes, at);
            whole[at + bytes.length] = NEWLINE;
            at += bytes.length + 1;
        }
        return whole;
    }
}
