// SPDX-License-Identifier: EUPL-1.2
/**
 * stream: the event stream of a handset's assembly, closed while the phone is
 * put away.
 */
import { follow } from "../lib/live.js";

/** @typedef {import("../lib/live.js").Link} Link */
/** @typedef {import("../lib/types.js").Snapshot} Snapshot */

const HIDDEN_MS = 60000;

/**
 * @param {{onSnapshot: (s: Snapshot) => void, onLink: (link: Link) => void,
 *          onVisible: () => void}} listener
 */
export function makeStream({ onSnapshot, onLink, onVisible }) {
    /** @type {number | null} */
    let wanted = null;
    /** @type {{assembly: number, stop: () => void} | null} */
    let open = null;
    let isAway = false;
    let timer = 0;

    function sync() {
        const assembly = isAway ? null : wanted;
        if (open?.assembly === (assembly ?? undefined))
            return;
        open?.stop();
        open = assembly === null ? null
            : { assembly, stop: follow(assembly, { onSnapshot, onLink }).stop };
    }

    function onVisibility() {
        clearTimeout(timer);
        if (document.hidden) {
            timer = setTimeout(() => {
                isAway = true;
                sync();
            }, HIDDEN_MS);
            return;
        }
        isAway = false;
        sync();
        onVisible();
    }

    document.addEventListener("visibilitychange", onVisibility);
    return {
        /**
         * Which assembly to follow from now on, if any.
         * @param {number | null} assembly
         */
        want(assembly) {
            wanted = assembly;
            sync();
        },
    };
}
