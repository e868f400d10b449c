// SPDX-License-Identifier: EUPL-1.2
/**
 * rest: what the page can do without until it shows the round that is going on:
 * what counts along, the other parts, the questions.  All of it is asked for at
 * once after the first paint, so that no file waits for another.
 */
import { insist } from "../lib/api.js";
import { addStyle } from "../lib/dom.js";
import { loadTexts, readTextsFrom } from "../lib/text.js";

const TEXTS = {
    nl: () => import("../text/nl_committee_rest.js"),
    en: () => import("../text/en_committee_rest.js"),
};

async function load() {
    readTextsFrom(TEXTS);
    const [checks, checkView, corrections, cosigned, cosignedView, dialogs, evidence, files, journal,
        kept, presses, replay, report, seal, sentences, sign, signatures] = await Promise.all([
        import("./checks.js"), import("./check_view.js"), import("./corrections.js"),
        import("./cosigned.js"), import("./cosigned_view.js"), import("./dialogs.js"),
        import("./evidence_view.js"), import("./files.js"), import("./journal_view.js"),
        import("./kept.js"), import("./presses_view.js"), import("./recount/replay.js"),
        import("./report_view.js"), import("./seal.js"), import("./sentences.js"),
        import("./sign.js"), import("./signatures.js"),
        // what these need
        import("./journal_index.js"), import("./recount/compare.js"), import("./recount/count.js"),
        import("./recount/handsets.js"), import("./recount/presses.js"),
        import("./recount/robustness.js"), import("./recount/roll.js"),
        import("./recount/rounds.js"), import("./recount/rules.js"),
        import("./recount/sentence.js"), import("./recount/shapes.js"),
        import("./signatures_view.js"), import("../lib/checkpoint.js"),
        loadTexts(), addStyle("/web/committee/report.css", "print"),
    ]);
    return {
        ...checks, ...checkView, ...corrections, ...cosigned, ...cosignedView, ...dialogs,
        ...evidence, ...files, ...journal, ...kept, ...presses, ...replay, ...report, ...seal,
        ...sentences, ...sign, ...signatures,
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
        rest = all;
        return all;
    });
    return loading;
}
