// SPDX-License-Identifier: EUPL-1.2
/**
 * follow: keeps the state up to date.  The stream says that something
 * happened, the journal says what, and only that is asked again.
 */
import { api, apiList, journalLines } from "../lib/api.js";
import { follow } from "../lib/live.js";
import { attend, changesIn, toldOf, withLive } from "./changes.js";
import { changed, openRound, state } from "./state.js";

/** @typedef {import("../lib/types.js").Snapshot} Snapshot */

const BALLOTS_MS = 1000; // while only ballots come in, look no oftener than this
const STATUS_MS = 15000;
const BEFORE = 300; // lines of the journal to look back at when a page begins
const RECENT = 30;

/** @type {{stop: () => void} | null} */
let stream = null;
let seen = 0; // lines of the journal that the state includes
/** @type {Promise<void> | null} */
let catching = null;
let again = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;
/** @type {(link: import("../lib/live.js").Link, status?: number) => void} */
let tellLink = () => {};

async function loadAgenda() {
    const id = state.assembly?.id ?? 0;
    const [motions, rounds] = await Promise.all([
        apiList(`/v1/assemblies/${id}/motions`, "motions"),
        apiList(`/v1/assemblies/${id}/rounds`, "rounds"),
    ]);
    if (id !== state.assembly?.id)
        return;
    state.motions = motions;
    state.rounds = withLive(rounds, state.snapshot?.round);
}

async function loadRoll() {
    const { assembly } = state;
    if (assembly === null || assembly.state === "draft")
        return;
    const roll = await api("GET", `/v1/assemblies/${assembly.id}/roll`);
    if (assembly.id !== state.assembly?.id)
        return;
    state.roll = roll.members;
    state.seal = roll.seal;
}

export async function loadHandsets() {
    const { assembly } = state;
    if (assembly === null)
        return;
    const { handsets } = await api("GET", `/v1/assemblies/${assembly.id}/handsets`);
    if (assembly.id === state.assembly?.id)
        state.handsets = handsets;
    changed();
}

/** Who has not voted in the open round. */
async function loadMissing() {
    const round = openRound();
    if (round === null) {
        state.missing = null;
        return;
    }
    const { missing } = await api("GET", `/v1/rounds/${round.id}/missing`);
    state.missing = { round: round.id, members: missing };
}

/**
 * How each member voted in a round that is closed.
 * @param {number} round
 */
export async function loadVotes(round) {
    const { ballots } = await api("GET", `/v1/rounds/${round}/ballots`);
    state.votes = { round, ballots };
    changed();
}

export async function loadAssemblies() {
    state.assemblies = await apiList("/v1/assemblies", "assemblies");
    changed();
}

export async function loadCosigners() {
    const { assembly } = state;
    if (assembly === null)
        return;
    const cosigners = await api("GET", `/v1/assemblies/${assembly.id}/cosigners`);
    if (assembly.id === state.assembly?.id)
        state.cosigners = cosigners;
    changed();
}

export async function loadTokens() {
    state.tokens = (await api("GET", "/v1/tokens")).tokens;
    changed();
}

/** How the server fares, and how far its clock is from ours. */
export async function loadStatus() {
    const before = Date.now();
    state.status = await api("GET", "/v1/status");
    const halfway = (before + Date.now()) / 2;
    state.clock = Math.round(Date.parse(state.status?.now ?? "") - halfway);
    changed();
}

/** All of an assembly; the agenda need not wait for a roll of four hundred. */
async function loadAll() {
    const rest = Promise.all([loadRoll(), loadHandsets()]);
    await loadAgenda();
    state.loaded = true;
    changed();
    await rest;
}

async function catchUp() {
    const { assembly } = state;
    if (assembly === null)
        return;
    if (!state.loaded)
        await loadAll();
    const lines = await journalLines(assembly.id, seen);
    if (assembly.id !== state.assembly?.id)
        return;
    const changes = changesIn(lines);
    state.recent = [...state.recent, ...toldOf(lines)].slice(-RECENT);
    if (changes.roll) { // the assembly itself moved; the stream may lag behind
        state.assembly = await api("GET", `/v1/assemblies/${assembly.id}`);
        state.assemblies = state.assemblies.map((a) =>
            (a.id === assembly.id && state.assembly ? state.assembly : a));
        await loadRoll();
    }
    state.roll = attend(state.roll, changes.attendance);
    await Promise.all([
        changes.agenda ? loadAgenda() : null,
        changes.handsets ? loadHandsets() : null,
        changes.corrections.has(state.votes?.round ?? 0) ? loadVotes(state.votes?.round ?? 0) : null,
        changes.cosigners && state.cosigners !== null ? loadCosigners() : null,
    ]);
    await loadMissing();
    if (lines.length > 0)
        seen = Math.max(seen, lines[lines.length - 1].n + 1);
}

/**
 * Brings the state up to date.  One such look at a time; asking for another
 * meanwhile makes it look once more.
 * @returns {Promise<void>}
 */
export function refresh() {
    clearTimeout(later);
    later = undefined;
    if (catching !== null) {
        again = true;
        return catching;
    }
    catching = (async () => {
        try {
            do {
                again = false;
                await catchUp();
            } while (again);
        } finally {
            catching = null;
            changed();
        }
    })();
    return catching;
}

/** A failure is no news: the stream says that there is no connection. */
function refreshQuietly() {
    refresh().catch(() => {});
}

/**
 * Whether the assembly or the round moved.
 * @param {Snapshot | null} was
 * @param {Snapshot} is
 */
function hasMoved(was, is) {
    return was === null || was.assembly.state !== is.assembly.state ||
        was.round?.id !== is.round?.id || was.round?.state !== is.round?.state ||
        was.round?.closesAt !== is.round?.closesAt;
}

/** @param {Snapshot} snapshot */
function take(snapshot) {
    const was = state.snapshot;
    state.snapshot = snapshot;
    state.assembly = snapshot.assembly;
    state.rounds = withLive(state.rounds, snapshot.round);
    if (hasMoved(was, snapshot) || snapshot.round?.state !== "open")
        refreshQuietly();
    else if (snapshot.assembly.journal > seen)
        later ??= setTimeout(refreshQuietly, BALLOTS_MS);
    changed();
}

/**
 * Follows this assembly from now on, and no other.
 * @param {import("../lib/types.js").Assembly} assembly
 */
export function enter(assembly) {
    stream?.stop();
    Object.assign(state, {
        assembly, loaded: false, snapshot: null, motions: [], rounds: [], roll: [], seal: "",
        handsets: [], missing: null, recent: [], item: 0, cosigners: null, votes: null,
    });
    seen = Math.max(0, assembly.journal - BEFORE);
    stream = follow(assembly.id, {
        onSnapshot: take,
        onLink: (link, status) => {
            state.link = link;
            tellLink(link, status);
            changed();
        },
    });
    refreshQuietly();
}

/**
 * Calls back with the connection's state; starts to ask how the server fares.
 * @param {typeof tellLink} listener
 */
export function watchServer(listener) {
    tellLink = listener;
    const look = () => loadStatus().catch(() => {});
    setInterval(look, STATUS_MS);
    look();
}
