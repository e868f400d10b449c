// SPDX-License-Identifier: EUPL-1.2
/**
 * files: what the page saw and counted, to take away.
 */
import { apiBytes } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { robustnessOf } from "./checks.js";
import { toBase64, treeCode } from "./seal.js";

/** @typedef {import("./state.js").State} State */

/**
 * @param {string} name
 * @param {string} type
 * @param {Uint8Array | string} content
 */
export function saveFile(name, type, content) {
    const url = URL.createObjectURL(new Blob([/** @type {any} */ (content)], { type }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** The journal, byte for byte as it was received.
 * @param {State} state
 */
export function saveJournal({ assembly, witness }) {
    saveFile(`journal-${assembly.id}.jsonl`, "application/jsonl", witness.bytes());
}

/**
 * The recount as data: every round, every difference, and all that was noticed.
 * @param {State} state
 * @param {string} now
 */
export function recountData(state, now) {
    const { assembly, witness, replay } = state;
    const root = witness.tree.root();
    return {
        assembly: assembly.id, title: assembly.title, madeAt: now, program: replay.begin?.program ?? null,
        journal: { lines: witness.size, root: toBase64(root), code: treeCode(root) },
        findings: witness.findings,
        problems: replay.problems,
        rounds: state.rounds.flatMap((id) => {
            const round = replay.rounds.get(id);
            if (!round)
                return [];
            const { verdict, rows } = state.check(id);
            return [{
                round: id, motion: round.terms.motion, state: round.state, verdict,
                result: round.result, robustness: robustnessOf(round), ballots: round.ballots.length,
                refused: round.presses.length, withheld: round.withheld,
                differences: rows.filter((row) => !row.equal),
            }];
        }),
    };
}

/** @param {State} state */
export function saveRecount(state) {
    const data = recountData(state, new Date().toISOString());
    saveFile(`recount-${state.assembly.id}.json`, "application/json",
        `${JSON.stringify(data, (_, value) => (typeof value === "bigint" ? String(value) : value), 2)}\n`);
}

/** The signed checkpoint as the server gives it.
 * @param {State} state
 */
async function checkpointText({ assembly }) {
    return apiBytes(`/v1/assemblies/${assembly.id}/checkpoint`, "text/plain");
}

/** @param {State} state */
export async function saveCheckpoint(state) {
    saveFile(`checkpoint-${state.assembly.id}.txt`, "text/plain", await checkpointText(state));
}

/** @param {State} state */
export async function copyCheckpoint(state) {
    const text = new TextDecoder().decode(await checkpointText(state));
    if (navigator.clipboard)
        return navigator.clipboard.writeText(text);
    copyOldWay(text);
}

/** A page that came over plain HTTP has no clipboard to ask for.
 * @param {string} text
 */
function copyOldWay(text) {
    const area = el("textarea", { class: "visually-hidden", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
}
