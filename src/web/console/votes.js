// SPDX-License-Identifier: EUPL-1.2
/**
 * votes: how each member voted in a round that is closed, and what a member
 * declares afterwards to have meant, which the operator records for it.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { isolate, t } from "../lib/text.js";
import { optionName, optionSign, word } from "../lib/words.js";
import { button, deadline, onAction, onInput } from "./actions.js";
import { ask } from "./dialog.js";
import { radioFields, valueOf } from "./fields.js";
import { loadVotes } from "./follow.js";
import { fold } from "./search.js";
import { changed, state } from "./state.js";
import { table, tableRow } from "./tables.js";

/** @typedef {import("../lib/types.js").Round} Round */
/** @typedef {import("../lib/types.js").Vote} Vote */

let open = 0; // the round whose list somebody opened
let query = "";

onInput("votes-search", (text) => {
    query = text;
    changed();
});

onAction("votes", ({ round }) => {
    open = open === Number(round) ? 0 : Number(round);
    query = "";
    changed();
    if (open !== 0 && state.votes?.round !== open)
        loadVotes(open).catch(() => {});
});

/**
 * @param {Round} round
 * @param {Vote} vote
 */
function declare(round, vote) {
    const label = (/** @type {string} */ option) => (option === vote.choice
        ? t("console_meant_as_voted", { choice: isolate(optionName(option)) }) : isolate(optionName(option)));
    let meant = "";
    const dialog = ask({
        title: t("console_meant_title", { name: isolate(vote.name) }),
        body: [el("p", {}, t("console_meant_voted", { choice: isolate(optionName(vote.choice)) })),
            radioFields("meant", t("console_meant"), round.options.map((option) =>
                [option, label(option)]), vote.correction?.meant ?? ""),
            el("p", { class: "problem", data: { problem: "meant" } }),
            el("p", { class: "soft" }, t("console_meant_help"))],
        confirm: t("console_meant_record"),
        stands: () => {
            const now = state.rounds.find((r) => r.id === round.id)?.state;
            return now === "annulled" ? t("console_stands_round", { state: word("round_state", now) }) : "";
        },
        read: (form, problems) => {
            meant = valueOf(form, "meant");
            if (meant === "")
                problems.add("meant", t("console_meant_choose"));
        },
        work: async () => {
            await api("POST", `/v1/rounds/${round.id}/corrections`, { member: vote.code, meant },
                { signal: deadline() });
            await loadVotes(round.id);
        },
    });
    dialog?.querySelector("input")?.focus();
}

onAction("meant", ({ round: id, code }) => {
    const round = state.rounds.find((r) => r.id === Number(id));
    const vote = state.votes?.ballots.find((v) => v.code === code);
    if (round !== undefined && vote !== undefined && state.votes?.round === round.id)
        declare(round, vote);
});

/**
 * @param {Round} round
 * @param {Vote} vote
 */
function row(round, vote) {
    const { code, name, weight, choice, correction } = vote;
    return tableRow([bdi(name), " ", el("span", { class: "soft small" }, code)],
        t("console_number", { n: weight }),
        [el("span", { "aria-hidden": "true" }, optionSign(choice)), " ", bdi(optionName(choice)),
            correction === undefined ? null : el("span", { class: "meant" }, " ",
                t("meant_mark", { choice: isolate(optionName(correction.meant)) }))],
        button(t("console_meant_button"), "meant", { class: "quiet",
            label: t("console_meant_title", { name: isolate(name) }), key: `meant-${code}`,
            data: { round: String(round.id), code } }));
}

/** @param {Round} round */
function list(round) {
    const ballots = state.votes?.round === round.id ? state.votes.ballots : null;
    if (ballots === null)
        return el("p", { role: "status" }, t("busy"));
    const wanted = fold(query);
    const shown = ballots.filter((v) => fold(`${v.name} ${v.code}`).includes(wanted))
        .sort((a, b) => a.name.localeCompare(b.name, "nl"));
    return el("div", { class: "votes" },
        el("label", { for: "votes-search" }, t("console_missing_search")),
        el("input", { id: "votes-search", type: "search", autocomplete: "off", value: query,
            data: { input: "votes-search" } }),
        table(t("console_votes"), [t("console_votes_member"), t("console_result_votes"),
            t("console_votes_choice"), t("console_meant_column")],
        shown.map((vote) => row(round, vote)), true),
        ballots.some((v) => v.correction !== undefined)
            ? el("p", { class: "soft small" }, t("meant_note")) : null);
}

/**
 * The list of a round, behind a button.
 * @param {Round} round
 */
export function votesPart(round) {
    const isOpen = open === round.id;
    return el("div", { class: "votes-part", data: { key: `votes-${round.id}` } },
        button(t("console_votes"), "votes", { pressed: isOpen, always: true, key: "votes",
            data: { round: String(round.id) } }),
        isOpen ? list(round) : null);
}
