// SPDX-License-Identifier: EUPL-1.2
/**
 * checks: holds what the server says of a round against our own count, and
 * says how that stands.  Pure: from what is known to what is to be shown.
 */
import { isOver } from "./answers.js";
import { compareFields } from "./recount/compare.js";
import { robustness } from "./recount/robustness.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Robustness} Robustness */
/** @typedef {import("../lib/types.js").Vote} Vote */
/** @typedef {import("./recount/replay.js").Problem} Problem */
/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./recount/rounds.js").CountedRound} CountedRound */

/**
 * How a round stands: not closed yet (`none`), not all known yet (`reading`),
 * lines that nobody has seen (`incomplete`), and what it is for.
 * @typedef {"none" | "reading" | "incomplete" | "different" | "equal"} Verdict
 */

/**
 * One field beside each other.  `journal` and `server` are undefined where the
 * one does not speak of it, null where it should and does not.
 * @typedef {{path: string[], own?: any, journal?: any, server?: any, equal: boolean}} CheckRow
 */

/** @typedef {{verdict: Verdict, rows: CheckRow[], first: CheckRow | null, problems: Problem[]}} Check */

/** @type {WeakMap<CountedRound, Robustness>} */
const known = new WeakMap();

/** By how much the round could have gone the other way; null before the close.
 * @param {CountedRound} round
 */
export function robustnessOf(round) {
    if (round.result === null)
        return null;
    const found = known.get(round) ?? robustness(/** @type {any} */ (round.terms), round.entitled,
        round.present, round.choices, round.result);
    known.set(round, found);
    return found;
}

const TERMS = ["options", "majority", "abstain", "entitledKinds", "quorum", "practice", "seal", "nonce"];

/** The terms of a round, from its line or from the server's answer.
 * @param {Record<string, any>} from
 */
function termsOf(from) {
    return Object.fromEntries(TERMS.filter((key) => from[key] !== undefined)
        .map((key) => [key, from[key]]));
}

/**
 * @param {CountedRound} round
 * @param {Round} server
 * @returns {CheckRow[]}
 */
function termRows(round, server) {
    return compareFields(termsOf(round.terms), termsOf(server)).map(({ path, own, stated, equal }) =>
        ({ path: ["terms", ...path], journal: own, server: stated, equal }));
}

/**
 * @param {CountedRound} round
 * @param {Round} server
 * @returns {CheckRow[]}
 */
function resultRows(round, server) {
    const journal = compareFields(round.result, round.stated?.result);
    const said = new Map(compareFields(round.result, server.result)
        .map((row) => [JSON.stringify(row.path), row]));
    const rows = journal.map((row) => {
        const key = JSON.stringify(row.path);
        const other = said.get(key);
        said.delete(key);
        return { path: row.path, own: row.own, journal: row.stated, server: other?.stated ?? null,
            equal: row.equal && other?.equal === true };
    });
    return [...rows, ...[...said.values()].map((row) =>
        ({ path: row.path, own: null, journal: null, server: row.stated, equal: false }))];
}

/**
 * What the event stream says otherwise; the screens in the hall live by it.
 * @param {CountedRound} round
 * @param {Round | undefined} stream
 * @returns {CheckRow[]}
 */
function streamRows(round, stream) {
    if (stream?.result === undefined)
        return [];
    return compareFields(round.result, stream.result).filter((row) => !row.equal)
        .map(({ path, own, stated }) => ({ path: ["stream", ...path], own, server: stated, equal: false }));
}

/**
 * The server need not say it; what it says must be so.
 * @param {CountedRound} round
 * @param {Round} server
 * @returns {CheckRow[]}
 */
function robustnessRows(round, server) {
    if (server.robustness === undefined)
        return [];
    return compareFields(robustnessOf(round), server.robustness).map(({ path, own, stated, equal }) =>
        ({ path: ["robustness", ...path], own, server: stated, equal }));
}

/**
 * The votes that everybody can look up, against the ballots that stand in the
 * journal.
 * @param {CountedRound} round
 * @param {Vote[]} votes
 * @returns {CheckRow[]}
 */
function voteRows(round, votes) {
    const listed = new Map(votes.map((vote) => [vote.code, vote]));
    const codes = [...new Set([...round.choices.keys(), ...listed.keys()])].sort();
    const weights = new Map(round.entitled.map(({ code, weight }) => [code, weight]));
    const wrong = codes.flatMap((code) => {
        const own = round.choices.get(code) ?? null;
        const vote = listed.get(code);
        return own === (vote?.choice ?? null) && weights.get(code) === vote?.weight ? []
            : [{ path: ["vote", code], own, server: vote?.choice ?? null, equal: false }];
    });
    const count = { path: ["votes"], own: round.choices.size, server: votes.length,
        equal: round.choices.size === votes.length && listed.size === votes.length };
    return [count, ...wrong];
}

/**
 * What contradicts the rules, in the round itself or in what it stands on.
 * @param {Replay} replay
 * @param {CountedRound} round
 */
function problemsOf({ problems }, round) {
    const end = round.stated?.n ?? Infinity;
    return problems.filter((p) => (p.round === undefined ? p.n < end : p.round === round.id));
}

/**
 * @param {Replay} replay
 * @param {number} id
 * @param {{server?: Round, stream?: Round, votes?: Vote[]}} said  what it says of the round when
 *        asked and in the stream, and the list of votes it gives
 * @returns {Check}
 */
export function check(replay, id, { server, stream, votes }) {
    const round = replay.rounds.get(id);
    /** @type {Check} */
    const nothing = { verdict: "none", rows: [], first: null, problems: [] };
    if (!isOver(round?.state) && !isOver(server?.state))
        return nothing;
    if (!round || round.result === null || replay.due === round || !server || !isOver(server.state) || !votes)
        return { ...nothing, verdict: "reading" };
    if (round.withheld > 0)
        return { ...nothing, verdict: "incomplete" };
    const rows = [...resultRows(round, server), ...streamRows(round, stream),
        ...robustnessRows(round, server),
        ...voteRows(round, votes), ...termRows(round, server)];
    const first = rows.find((row) => !row.equal) ?? null;
    const problems = problemsOf(replay, round);
    return { verdict: first !== null || problems.length > 0 ? "different" : "equal", rows, first, problems };
}
