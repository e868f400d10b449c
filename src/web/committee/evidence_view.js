// SPDX-License-Identifier: EUPL-1.2
/**
 * evidence_view: the seal over all lines, what this browser saw before, and
 * files to take away.
 */
import { el } from "../lib/dom.js";
import { formatTime, t } from "../lib/text.js";
import { cosignersView } from "./cosigned_view.js";
import { checkpointHolds, toBase64, treeCode } from "./seal.js";
import { equalSign } from "./sign.js";
import { signaturesView } from "./signatures_view.js";

/** @typedef {import("../lib/types.js").Checkpoint} Checkpoint */
/** @typedef {import("./state.js").State} State */

/**
 * A name with its value, which may be long and without spaces.
 * @param {string} name
 * @param {...(Node | string)} value
 */
function fact(name, ...value) {
    return el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, ...value));
}

/** Our own seal over all lines that were read.
 * @param {State} state
 */
function ownSeal({ witness }) {
    const root = witness.tree.root();
    return el("dl", {},
        fact(t("committee_seal_code"), el("strong", { class: "code large" }, treeCode(root))),
        fact(t("committee_seal_size"), t("committee_lines", { count: witness.size })),
        fact(t("committee_seal_root"), el("code", {}, toBase64(root))));
}

/**
 * What the server signed.
 * @param {State} state
 * @param {Checkpoint} checkpoint
 */
function checkpointView(state, checkpoint) {
    const holds = checkpointHolds(state.witness, checkpoint);
    return el("section", { class: "block", "aria-labelledby": "checkpoint-title" },
        el("h3", { id: "checkpoint-title" }, t("committee_checkpoint")),
        el("dl", {},
            fact(t("committee_seal_code"), el("strong", { class: "code large" }, checkpoint.code)),
            fact(t("committee_seal_size"), t("committee_lines", { count: checkpoint.size })),
            fact(t("committee_seal_root"), el("code", {}, checkpoint.root))),
        el("p", {}, t("committee_checkpoint_own"), " ",
            holds === null ? t("committee_reading") : equalSign(holds)),
        ...signaturesView(state),
        el("div", { class: "row" },
            el("button", { type: "button", data: { action: "copy-checkpoint" } }, t("committee_checkpoint_copy")),
            el("button", { type: "button", data: { action: "save-checkpoint" } }, t("committee_checkpoint_save"))));
}

/** @param {State} state */
function filesView(state) {
    return el("section", { class: "block", "aria-labelledby": "files-title" },
        el("h3", { id: "files-title" }, t("committee_files")),
        el("p", {}, t("committee_files_what")),
        el("div", { class: "row" },
            el("button", { type: "button", data: { action: "save-journal" },
                disabled: state.witness.size === 0 }, t("committee_save_journal")),
            el("button", { type: "button", data: { action: "save-recount" },
                disabled: state.witness.size === 0 }, t("committee_save_recount"))));
}

/** @param {State} state */
function rereadView(state) {
    return el("section", { class: "block", "aria-labelledby": "reread-title" },
        el("h3", { id: "reread-title" }, t("committee_reread")),
        el("p", {}, t("committee_reread_what"), " ", state.rereadAt === null ? ""
            : t("committee_reread_at", { time: formatTime(state.rereadAt) })),
        el("button", { type: "button", data: { action: "reread" }, disabled: state.isRereading },
            t(state.isRereading ? "busy" : "committee_reread_now")));
}

/** @param {State} state */
function keptView({ kept }) {
    return el("section", { class: "block", "aria-labelledby": "kept-title" },
        el("h3", { id: "kept-title" }, t("committee_kept")),
        el("p", {}, kept.size === 0 ? t("committee_kept_nothing")
            : t("committee_kept_what", { count: kept.size })),
        el("button", { type: "button", data: { action: "forget" }, disabled: kept.size === 0 },
            t("committee_forget")));
}

/**
 * @param {State} state
 * @returns {(Node | string | null)[]}
 */
export function evidenceView(state) {
    const { begin, seal } = state.replay;
    const checkpoint = state.snapshot?.checkpoint;
    return [
        el("h2", { id: "evidence-title", tabindex: "-1" }, t("committee_view_evidence")),
        el("section", { class: "block", "aria-labelledby": "seal-title" },
            el("h3", { id: "seal-title" }, t("committee_seal")),
            el("p", {}, t("committee_seal_what")),
            state.witness.size === 0 ? null : ownSeal(state)),
        checkpoint ? checkpointView(state, checkpoint) : null,
        cosignersView(state),
        rereadView(state), filesView(state), keptView(state),
        el("section", { class: "block", "aria-labelledby": "facts-title" },
            el("h3", { id: "facts-title" }, t("committee_facts")),
            el("dl", {},
                fact(t("committee_facts_seal"), el("code", {}, seal || "—")),
                fact(t("committee_facts_key"), el("code", {}, String(begin?.key || "—"))),
                fact(t("committee_facts_program"), String(begin?.program ?? "—")))),
    ];
}
