// SPDX-License-Identifier: EUPL-1.2
/**
 * rest: what the console can do without until it shows the agenda: the other
 * views, the questions before something is done, the keys.  All of it is asked
 * for at once after the first paint, so that no file waits for another.
 */
import { insist } from "../lib/api.js";
import { addStyle } from "../lib/dom.js";
import { loadTexts, readTextsFrom } from "../lib/text.js";

const TEXTS = {
    nl: () => import("../text/nl_console_rest.js"),
    en: () => import("../text/en_console_rest.js"),
};

async function load() {
    readTextsFrom(TEXTS);
    const [access, checklist, desk, handsets, keys, log, missing, problems, register, result,
        setup, terms] = await Promise.all([
        import("./access.js"), import("./checklist.js"), import("./desk.js"),
        import("./handsets.js"), import("./keys.js"), import("./log.js"),
        import("./missing.js"), import("./problems.js"),
        import("./register.js"), import("./result.js"), import("./setup.js"),
        import("./terms.js"), import("./motions.js"), import("./rounds.js"),
        // what these need
        import("./cards.js"), import("./chosen.js"), import("./cosigners.js"),
        import("./dialog.js"), import("./fields.js"), import("./health.js"),
        import("./member.js"), import("./published.js"), import("./qr.js"), import("./readiness.js"),
        import("./search.js"), import("./tables.js"), import("./votes.js"), import("./weights.js"),
        import("../lib/chart.js"), import("../lib/chart_geometry.js"), import("../lib/qr.js"),
        loadTexts(), addStyle("/web/chart.css"), addStyle("/web/console/views.css"),
        addStyle("/web/console/print.css", "print"),
    ]);
    return {
        ...access, ...checklist, ...desk, ...handsets, ...keys, ...log, ...missing, ...problems,
        ...register, ...result, ...setup, ...terms,
    };
}

/** @typedef {Awaited<ReturnType<typeof load>>} Rest */

/** All of it, once it is here. @type {Rest | null} */
export let rest = null;
/** @type {Promise<Rest> | null} */
let loading = null;

/**
 * Resolves once all of it is here.
 * @returns {Promise<Rest>}
 */
export function loadRest() {
    loading ??= insist(load).then((all) => {
        all.listenToDesk();
        all.listenToFiles();
        all.watchHandsets();
        rest = all;
        return all;
    });
    return loading;
}
