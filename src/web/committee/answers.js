// SPDX-License-Identifier: EUPL-1.2
/**
 * answers: what the server says of the rounds beside the journal: the rounds
 * themselves, the votes per member, and who has not voted yet.
 */
import { api, ApiError, apiList } from "../lib/api.js";

/** @typedef {import("../lib/types.js").MissingMember} MissingMember */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Vote} Vote */

const RETRY_MS = 1500;

/** In the order in which a round goes through them. */
const STATES = ["prepared", "open", "closed", "declared", "certified", "published", "annulled"];

/**
 * Of two answers about a round, the one that is further; else the first.
 * @param {Round | undefined} a
 * @param {Round | undefined} b
 */
export function furthest(a, b) {
    return a && b ? STATES.indexOf(b.state) > STATES.indexOf(a.state) ? b : a : a ?? b;
}

/** Whether voting is over.
 * @param {string | undefined} state
 */
export function isOver(state) {
    return state !== undefined && STATES.indexOf(state) > STATES.indexOf("open");
}

/**
 * Runs `work`, and once more when it was asked for in the meantime; again after
 * a while when the server could not be asked.
 * @param {() => Promise<void>} work
 * @param {(error: unknown) => void} onTrouble
 */
function oneAtATime(work, onTrouble) {
    let isRunning = false;
    let isWanted = false;
    async function run() {
        isWanted = true;
        if (isRunning)
            return;
        isRunning = true;
        while (isWanted) {
            isWanted = false;
            try {
                await work();
            } catch (error) {
                if (error instanceof ApiError && error.isPassing)
                    setTimeout(run, RETRY_MS);
                else
                    onTrouble(error);
            }
        }
        isRunning = false;
    }
    return run;
}

export class Answers {
    /**
     * @param {number} assembly
     * @param {{onChange: () => void, onTrouble: (error: unknown) => void}} listener
     */
    constructor(assembly, { onChange, onTrouble }) {
        this.assembly = assembly;
        this.onChange = onChange;
        /** @type {Map<number, Round>} */
        this.rounds = new Map();
        /** @type {Map<number, Vote[]>} */
        this.votes = new Map();
        /** In which state of the round they were asked for. @type {Map<number, string>} */
        this.asked = new Map();
        /** @type {{round: number, members: MissingMember[]} | null} */
        this.missing = null;
        this.openRound = 0;
        /** The rounds may have changed. */
        this.refresh = oneAtATime(() => this.readRounds(), onTrouble);
        this.refreshMissing = oneAtATime(() => this.readMissing(), onTrouble);
    }

    async readRounds() {
        /** @type {Round[]} */
        const rounds = await apiList(`/v1/assemblies/${this.assembly}/rounds`, "rounds");
        this.rounds = new Map(rounds.map((round) => [round.id, round]));
        this.onChange();
        for (const round of rounds) {
            if (isOver(round.state) && this.asked.get(round.id) !== round.state)
                await this.readVotes(round.id, round.state);
        }
    }

    /**
     * @param {number} round
     * @param {string} state
     */
    async readVotes(round, state) {
        const { ballots } = await api("GET", `/v1/rounds/${round}/ballots`);
        this.votes.set(round, ballots);
        this.asked.set(round, state);
        this.onChange();
    }

    /** All of it anew, also what was asked for before.
     * @param {number} round
     */
    async recheck(round) {
        const fresh = await api("GET", `/v1/rounds/${round}`);
        this.rounds.set(round, fresh);
        if (isOver(fresh.state))
            await this.readVotes(round, fresh.state);
        this.onChange();
    }

    /** While a round is open: who is present and has not voted.
     * @param {number} round
     */
    watchMissing(round) {
        this.openRound = round;
        this.refreshMissing();
    }

    async readMissing() {
        const round = this.openRound;
        try {
            const { missing } = await api("GET", `/v1/rounds/${round}/missing`);
            this.missing = { round, members: missing };
        } catch (error) {
            if (!(error instanceof ApiError) || error.status !== 409)
                throw error;
            this.missing = null; // it was closed in the meantime
        }
        this.onChange();
    }
}
