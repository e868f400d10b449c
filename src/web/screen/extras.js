// SPDX-License-Identifier: EUPL-1.2
/**
 * extras: what a scene needs beyond the snapshot, asked for when it is first
 * wanted: the votes of a roll call, and the prepared round of a subject.
 */
import { api, apiList } from "../lib/api.js";

/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Vote} Vote */

const RETRY_MS = 2000;

/**
 * One thing at a time that is loaded by a key and kept while the key is the same.
 * @template T
 * @param {(key: string) => Promise<T>} load
 * @param {() => void} onLoad
 */
export function makeKept(load, onLoad) {
    /** @type {{key: string, value: T} | null} */
    let kept = null;
    let busy = false;

    /** @param {string} key */
    async function ask(key) {
        busy = true;
        try {
            kept = { key, value: await load(key) };
            busy = false;
            onLoad();
        } catch {
            setTimeout(() => {
                busy = false;
                onLoad(); // which asks again if it is still wanted
            }, RETRY_MS);
        }
    }

    return {
        /**
         * What is known: of this key, or of a former one while it is loading.
         * @param {string} key
         * @returns {{key: string, value: T} | null}
         */
        get(key) {
            if (kept?.key !== key && !busy)
                ask(key);
            return kept;
        },
    };
}

/** @param {() => void} onLoad  something came: draw again */
export function makeExtras(onLoad) {
    const votes = makeKept(async (key) =>
        /** @type {Vote[]} */ ((await api("GET", `/v1/rounds/${key.split("/")[0]}/ballots`)).ballots),
    onLoad);
    const rounds = makeKept(async (key) =>
        /** @type {Round[]} */ (await apiList(`/v1/assemblies/${key.split("/")[0]}/rounds`, "rounds")),
    onLoad);
    return {
        /**
         * The votes of a round, or null while they are not here yet.  Asked for
         * again with each line of the journal: a member may say what it meant.
         * @param {number} round
         * @param {Snapshot} snapshot
         */
        votes(round, { assembly }) {
            const known = votes.get(`${round}/${assembly.journal}`);
            return known?.key.startsWith(`${round}/`) ? known.value : null;
        },
        /**
         * The round that is prepared for the subject on the screen.  Asked for
         * again with each line of the journal, since one may be prepared now.
         * @param {Snapshot} snapshot
         */
        prepared({ assembly, screen }) {
            if (screen?.show !== "subject" || screen.motion?.state !== "pending")
                return undefined;
            const motion = screen.motion.id;
            return rounds.get(`${assembly.id}/${assembly.journal}`)?.value
                .findLast((round) => round.motion === motion && round.state === "prepared");
        },
    };
}
