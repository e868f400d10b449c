// SPDX-License-Identifier: EUPL-1.2
/**
 * store: what a handset keeps on the phone, so that a reload or a flat battery
 * loses no ballot: the ballot itself, until the server has spoken, and for the
 * name on the screen the last view.  A choice is wiped as soon as it is stored
 * elsewhere.  Without storage (private browsing) the page works all the same.
 */
import { identity, isSame } from "./state.js";

/** @typedef {import("./state.js").Ballot} Ballot */
/** @typedef {import("./state.js").HandsetView} HandsetView */
/** @typedef {import("./state.js").Me} Me */
/** @typedef {import("./state.js").Stored} Stored */
/** @typedef {{serial: string, used: number, ballot?: Ballot}} Row */

const BALLOTS = "stembus-ballot/";

/** @param {Me} me */
function folder(me) {
    return `${BALLOTS}${me.assembly}/${me.member}/`;
}

/**
 * @param {Storage} storage  or something that fails
 * @param {string} remembered  under which key the last view is
 */
export function makeStore(storage, remembered) {
    let works = true;

    /**
     * @template T
     * @param {() => T} act
     * @param {T} otherwise
     * @returns {T}
     */
    function attempt(act, otherwise) {
        try {
            return act();
        } catch {
            return otherwise;
        }
    }

    /**
     * @param {string} key
     * @returns {any}
     */
    function get(key) {
        return attempt(() => JSON.parse(storage.getItem(key) ?? "null"), null);
    }

    /**
     * @param {string} key
     * @param {any} value
     */
    function put(key, value) {
        works = attempt(() => {
            storage.setItem(key, JSON.stringify(value));
            return true;
        }, false);
    }

    /** @returns {string[]} */
    function keys() {
        return attempt(() => Array.from({ length: storage.length },
            (_, i) => storage.key(i) ?? ""), []);
    }

    /** @param {string} key */
    function drop(key) {
        attempt(() => storage.removeItem(key), undefined);
    }

    /**
     * The rows of a handset: [round, row].
     * @param {Me} me
     * @returns {[number, Row][]}
     */
    function rows(me) {
        return keys().filter((key) => key.startsWith(folder(me)))
            .map((key) => /** @type {[number, Row]} */ ([Number(key.slice(folder(me).length)), get(key)]))
            .filter(([, row]) => row?.serial === me.serial);
    }

    return {
        /** @returns {HandsetView | null} */
        readView() {
            return get(remembered);
        },

        /** @param {HandsetView} view */
        writeView(view) {
            put(remembered, view);
        },

        /**
         * Whether this phone is still signed in as `me`, as far as its other
         * tabs say.  They share the cookie: a ballot that is sent while another
         * tab signs in as another member would be that member's.
         * @param {Me} me
         */
        isStill(me) {
            const view = get(remembered);
            return !works || (view !== null && isSame(identity(view), me));
        },

        /**
         * @param {Me} me
         * @returns {Stored}
         */
        read(me) {
            const mine = rows(me);
            return {
                kept: mine.flatMap(([, row]) => row.ballot ?? []),
                used: Object.fromEntries(mine.map(([round, row]) => [round, row.used])),
            };
        },

        /**
         * Rows of earlier rounds that have nothing more to send go.
         * @param {Me} me
         * @param {Ballot} ballot
         */
        keep(me, ballot) {
            for (const [round, row] of rows(me))
                if (round < ballot.round && row.ballot === undefined)
                    drop(folder(me) + round);
            put(folder(me) + ballot.round,
                { serial: me.serial, used: ballot.sequence, ballot });
        },

        /**
         * Wipes the choice, unless another tab keeps a later one by now.
         * @param {Me} me
         * @param {Ballot} ballot
         */
        forget(me, ballot) {
            const key = folder(me) + ballot.round;
            /** @type {Row | null} */
            const row = get(key);
            if (row?.serial === me.serial && row.ballot?.sequence === ballot.sequence)
                put(key, { serial: me.serial, used: row.used });
        },

        /**
         * Whether a storage event is about a handset's ballots or view.
         * @param {string | null} key  null when all was wiped
         */
        concerns(key) {
            return key === null || key === remembered || key.startsWith(BALLOTS);
        },

        /** Everything of every handset. */
        clear() {
            keys().filter((key) => key === remembered || key.startsWith(BALLOTS)).forEach(drop);
        },
    };
}
