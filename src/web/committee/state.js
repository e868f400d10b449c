// SPDX-License-Identifier: EUPL-1.2
/**
 * state: what the page knows and what somebody chose to see.
 */
import { Answers, furthest } from "./answers.js";
import { Feed } from "./feed.js";
import { Recounter } from "./recounter.js";
import { rest } from "./rest.js";
import { Witness } from "./witness.js";

/** @typedef {import("../lib/live.js").Link} Link */
/** @typedef {import("../lib/types.js").Assembly} Assembly */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("./checks.js").Check} Check */
/** @typedef {"round" | "overview" | "journal" | "evidence"} View */

/** Lines after which the server has something new to say of the rounds. */
const OF_ROUNDS = new Set(["round", "open", "extended", "closed", "declared", "certified", "published",
    "annulment", "annulled", "cosigner", "cosignature"]);

/** Of a round while nothing can be counted yet. @type {Check} */
const UNCHECKED = { verdict: "none", rows: [], first: null, problems: [] };

const PATIENCE_MS = 5000; // while ballots come in, some line is always on its way

export class State {
    /**
     * @param {Assembly} assembly
     * @param {{onChange: () => void, onTrouble: (error: unknown) => void}} listener
     */
    constructor(assembly, { onChange, onTrouble }) {
        this.assembly = assembly;
        this.onChange = onChange;
        this.witness = new Witness(() => new Date().toISOString());
        this.recounter = new Recounter(this.witness, () => this.counted());
        this.answers = new Answers(assembly.id, { onChange, onTrouble });
        this.feed = new Feed(assembly.id, this.witness, { onLines: () => this.heard(), onTrouble });
        // These are there once it begins to count.
        /** @type {import("./kept.js").Kept} */
        this.kept;
        /** @type {import("./signatures.js").Signatures} */
        this.signatures;
        /** @type {import("./cosigned.js").Cosigned} */
        this.cosigned;
        /** @type {import("./corrections.js").Corrections} */
        this.corrections;
        /** @type {Snapshot | null} */
        this.snapshot = null;
        /** How many lines of the journal were looked at here. */
        this.seen = 0;
        /** When everything was last known; on the page's own clock. @type {number | null} */
        this.wasAllAt = null;
        /** When all of it was last read again. @type {string | null} */
        this.rereadAt = null;
        this.isRereading = false;
        /** Who waits for the recount. @type {((value: unknown) => void)[]} */
        this.settling = [];

        /** @type {View} */
        this.view = "round";
        /** The round that somebody chose; null for the latest. @type {number | null} */
        this.chosen = null;
        /** `top` is the newest line shown; null for the newest there is.
         * @type {{kind: string, text: string, top: number | null}} */
        this.filter = { kind: "", text: "", top: null };
        this.lookup = "";
        this.missingFilter = "";
        /** @type {WeakMap<object, {of: any[], check: Check}>} */
        this.checks = new WeakMap();
    }

    get replay() {
        return this.recounter.replay;
    }

    /** Begins to count along.
     * @param {import("./rest.js").Rest} all
     */
    begin(all) {
        this.kept = new all.Kept(this.assembly.id);
        this.cosigned = new all.Cosigned();
        this.signatures = new all.Signatures(this.assembly.id, this.witness, this.cosigned,
            this.onChange);
        this.corrections = new all.Corrections();
        this.recounter.begin(all.Replay);
        this.heard();
    }

    /** @param {Snapshot} snapshot */
    show(snapshot) {
        const before = this.snapshot?.round;
        const now = snapshot.round;
        this.snapshot = snapshot;
        this.assembly = snapshot.assembly;
        if (snapshot.assembly.journal > this.witness.size) {
            this.feed.poke();
            setTimeout(this.onChange, PATIENCE_MS + 1);
        }
        this.checkCheckpoint();
        if (now?.state === "open" && (before?.turnout.members !== now.turnout.members ||
            before.id !== now.id || this.answers.missing === null))
            this.answers.watchMissing(now.id);
        this.onChange();
    }

    /** The witness may know more. */
    heard() {
        const fresh = this.witness.entries.slice(this.seen);
        this.seen = this.witness.size;
        if (fresh.some(({ line }) => OF_ROUNDS.has(line?.kind ?? "")))
            this.answers.refresh();
        this.cosigned?.read(this.witness.entries);
        this.corrections?.read(this.witness.entries);
        this.kept?.check(this.witness);
        this.checkCheckpoint();
        this.recounter.wake();
        this.onChange();
    }

    /** What the server signed must be about the lines that it gave. */
    checkCheckpoint() {
        const checkpoint = this.snapshot?.checkpoint;
        if (rest === null || checkpoint === undefined)
            return;
        if (rest.checkpointHolds(this.witness, checkpoint) === false)
            this.witness.find({ n: checkpoint.size, code: "checkpoint",
                params: { root: checkpoint.root } });
        if (checkpoint.size <= this.witness.size)
            this.signatures?.look(checkpoint.root);
    }

    /** The recount came further. */
    counted() {
        if (this.recounter.isComplete)
            this.settling.splice(0).forEach((resolve) => resolve(undefined));
        if (this.hasAll) {
            this.wasAllAt = performance.now();
            this.kept.checkEnd(this.witness);
            this.kept.save(this.witness);
        }
        this.onChange();
    }

    /** Whether every line that the server has announced was read and counted. */
    get hasAll() {
        return this.recounter.isComplete && this.witness.size > 0 &&
            this.witness.size >= this.assembly.journal;
    }

    /** There is a connection again: the server may have been set back. */
    cameBack() {
        this.answers.refresh();
        this.reread();
    }

    /** Resolves when everything that is known was counted. */
    async settled() {
        while (!this.recounter.isComplete)
            await new Promise((resolve) => this.settling.push(resolve));
    }

    /** Whether there is something to wait for: at the start, and when a line that
     * the server announced does not come. */
    get isBehind() {
        return this.wasAllAt === null ||
            !this.hasAll && performance.now() - this.wasAllAt > PATIENCE_MS;
    }

    /** Reads and compares everything again. */
    async reread() {
        this.isRereading = true;
        this.onChange();
        await this.feed.reread();
        this.isRereading = false;
        this.rereadAt = new Date().toISOString();
        this.onChange();
    }

    /** The round that is shown, or 0. */
    get round() {
        const { rounds, chosen } = this;
        return chosen !== null && rounds.includes(chosen) ? chosen
            : this.snapshot?.round?.id ?? Math.max(0, ...rounds);
    }

    /** What the stream says of a round.
     * @param {number} id
     */
    streamRound(id) {
        const round = this.snapshot?.round;
        return round?.id === id ? round : undefined;
    }

    /** What the server says of a round.
     * @param {number} id
     */
    serverRound(id) {
        return furthest(this.answers.rounds.get(id), this.streamRound(id));
    }

    /** A motion as the journal reads; as the stream says while nothing was counted yet.
     * @param {number} id
     * @returns {any}
     */
    motion(id) {
        const said = this.snapshot?.motion;
        return this.replay.motions.get(id) ?? (this.replay.next === 0 && said?.id === id
            ? { ...said, motionKind: said.kind } : undefined);
    }

    /** How a round stands; worked out anew only when something of it changed.
     * @param {number} id
     * @returns {Check}
     */
    check(id) {
        if (rest === null)
            return UNCHECKED;
        const round = this.replay.rounds.get(id);
        const said = { server: this.serverRound(id), stream: this.streamRound(id),
            votes: this.answers.votes.get(id) };
        const of = [...Object.values(said), round?.state, this.replay.problems.length, this.replay.due];
        const key = round ?? said.server ?? this;
        const known = this.checks.get(key);
        if (known && known.of.every((value, i) => value === of[i]))
            return known.check;
        const fresh = rest.check(this.replay, id, said);
        this.checks.set(key, { of, check: fresh });
        return fresh;
    }

    /** All rounds, in their order. */
    get rounds() {
        const { round } = this.snapshot ?? {};
        return [...new Set([...this.replay.rounds.keys(), ...this.answers.rounds.keys(),
            ...(round ? [round.id] : [])])].sort((a, b) => a - b);
    }

    /** Whether nothing at all was found that should not be. */
    get isSound() {
        return this.witness.findings.length === 0 && this.replay.problems.length === 0 &&
            this.rounds.every((id) => this.check(id).verdict !== "different");
    }
}
