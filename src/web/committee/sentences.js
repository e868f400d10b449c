// SPDX-License-Identifier: EUPL-1.2
/**
 * sentences: a line of the journal in plain words.
 */
import { formatDate, formatNumber, formatTime, currentLanguage, t } from "../lib/text.js";
import { doneBy, majorityName, word } from "../lib/words.js";
import { choiceName, fieldName, memberName, motionName, reasonName, roundName, roundOn,
    roundOver, said, visible } from "./names.js";

/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./recount/replay.js").Problem} Problem */
/** @typedef {import("./recount/shapes.js").Line} Line */
/** @typedef {import("./witness.js").Entry} Entry */
/** @typedef {import("./witness.js").Finding} Finding */
/** @typedef {(line: Line, replay: Replay) => string} Sentence */

/** Who did it.
 * @param {Line} line
 */
const by = (line) => said(doneBy(line.by));

/**
 * Of a press: who, what, with which handset.
 * @type {(line: Line, replay: Replay) => {member: string, choice: string, serial: string}}
 */
const press = (line, replay) => ({
    member: line.member === undefined ? t("committee_nobody") : memberName(replay, line.member),
    choice: line.choice === undefined ? t("committee_no_choice") : choiceName(line.choice),
    serial: said(line.serial),
});

/** @param {Record<string, any>} line */
const closes = ({ closesAt }) => (typeof closesAt === "string" ? formatTime(closesAt) : "");

/** @type {Record<string, Sentence>} */
const sentences = {
    begin: (line) => t("committee_line_begin", { title: said(line.title),
        date: formatDate(line.date), place: said(line.place), program: said(String(line.program)) }),
    roll: (line) => t("committee_line_roll", { name: said(line.name), code: said(line.code),
        weight: t("votes", { n: line.weight }), inhabitants: line.inhabitants }),
    assembly: (line) => (line.to === "convened"
        ? t("committee_line_convened", { by: by(line), members: t("members", { n: line.members ?? 0 }),
            weight: t("votes", { n: line.weight ?? 0 }) })
        : t(line.to === "opened" ? "committee_line_opened" : "committee_line_ended", { by: by(line) })),
    attendance: (line, replay) => t(line.present ? "committee_line_present" : "committee_line_absent",
        { member: memberName(replay, line.member) }),
    handset: (line, replay) => t(/** @type {any} */ (`committee_line_handset_${line.state}`),
        { serial: said(line.serial), member: memberName(replay, line.member) }),
    motion: (line) => t("committee_line_motion", { motion: motionName(line),
        kind: word("kind", line.motionKind) }),
    decision: (line, replay) => t(line.outcome === "none" ? "committee_line_decision_none"
        : "committee_line_decision", { motion: motionName(replay.motions.get(line.motion)),
        outcome: word("outcome", line.outcome), by: by(line) }),
    round: (line, replay) => t(line.practice ? "committee_line_round_practice" : "committee_line_round",
        { round: line.round, motion: motionName(replay.motions.get(line.motion)),
            majority: majorityName(line.majority) }),
    open: (line, replay) => t(closes(line) ? "committee_line_open_until" : "committee_line_open",
        { round: line.round, motion: roundName(replay, line.round), by: by(line), time: closes(line) }),
    extended: (line, replay) => t("committee_line_extended", { round: roundOn(replay, line.round), by: by(line), time: closes(line) }),
    ballot: (line, replay) => t(line.replaces === undefined ? "committee_line_ballot"
        : "committee_line_ballot_again", { ...press(line, replay), round: roundOn(replay, line.round),
        weight: t("votes", { n: line.weight }), replaces: line.replaces ?? "" }),
    late: (line, replay) => t("committee_line_late", { ...press(line, replay), round: roundOn(replay, line.round) }),
    refused: (line, replay) => t("committee_line_refused", { ...press(line, replay), round: roundOn(replay, line.round),
        reason: reasonName(line.reason) }),
    closed: (line, replay) => t(line.role === "server" ? "committee_line_closed_clock" : "committee_line_closed",
        { round: roundOver(replay, line.round), by: by(line) }),
    result: (line, replay) => t("committee_line_result", { round: roundOver(replay, line.round),
        sentence: said(String(line.result.sentence?.[currentLanguage()] ?? "—")) }),
    declared: (line, replay) => t("committee_line_declared", { round: roundOver(replay, line.round), by: by(line) }),
    certified: (line, replay) => t(line.cosignature === undefined ? "committee_line_certified"
        : "committee_line_certified_on", { round: roundOver(replay, line.round), by: by(line), line: line.cosignature ?? 0 }),
    published: (line, replay) => t("committee_line_published", { round: roundOver(replay, line.round), by: by(line) }),
    annulment: (line, replay) => t("committee_line_annulment",
        { round: roundOver(replay, line.round), by: by(line), reason: said(line.reason) }),
    annulled: (line, replay) => t("committee_line_annulled", { round: roundOver(replay, line.round), by: by(line) }),
    restart: (line) => t("committee_line_restart", { program: said(line.program) }),
    incident: (line) => t("committee_line_incident",
        { people: line.by.map(said).join(", "), reason: said(line.reason) }),
    cosigner: (line) => t("committee_line_cosigner",
        { name: said(line.name), count: line.cosignaturesNeeded, by: by(line) }),
    cosignature: (line) => t("committee_line_cosignature",
        { name: said(line.cosigner), count: line.size }),
    correction: (line, replay) => t("committee_line_correction",
        { round: roundOn(replay, line.round), member: memberName(replay, line.member),
            meant: choiceName(line.meant) }),
};

/**
 * A line in words.  Whatever stands in it, there is a sentence.
 * @param {Entry} entry
 * @param {Replay} replay
 */
export function sentenceOf({ line, isWithheld, bytes }, replay) {
    if (isWithheld)
        return t("committee_line_withheld");
    if (line !== null && Object.hasOwn(sentences, line.kind)) {
        try {
            return sentences[line.kind](line, replay);
        } catch {
            // a field that is not what it should be: the recount names it
        }
    }
    return t("committee_line_unknown", { text: visible(new TextDecoder().decode(bytes)) });
}

/** What a kind of line is called.
 * @param {Entry} entry
 */
export function kindOf({ line, isWithheld }) {
    return isWithheld ? "withheld" : line?.kind ?? "unreadable";
}

/** @param {string} kind */
export function kindName(kind) {
    const key = `committee_kind_${kind}`;
    const name = t(/** @type {any} */ (key));
    return name === key ? said(kind) : name;
}

/**
 * How the parameters of a contradiction are said.
 * @type {Record<string, (value: string, replay: Replay) => string>}
 */
const spoken = {
    member: (value, replay) => memberName(replay, value),
    state: stateName,
    to: stateName,
    role: (value) => word("role", value),
    reason: reasonName,
    choice: choiceName,
    kind: kindName,
    field: (value, replay) => fieldName(value.split("."), replay),
};

/**
 * A contradiction in words.
 * @param {Problem} problem
 * @param {Replay} replay
 */
export function problemText({ n, code, params, round }, replay) {
    const words = Object.fromEntries(Object.entries(params).map(([key, value]) => [key,
        typeof value === "number" ? formatNumber(value) : (spoken[key] ?? said)(value, replay)]));
    return t(/** @type {any} */ (`committee_problem_${code}`),
        { ...words, line: formatNumber(n), round: round === undefined ? "—" : roundOn(replay, round) });
}

/** Of a round or an assembly.
 * @param {string} state
 */
function stateName(state) {
    const name = word("round_state", state);
    return (name.startsWith("round_state_") ? word("assembly_state", state) : name).toLowerCase();
}

/**
 * What the server did, in words.
 * @param {Finding} finding
 */
export function findingText({ n, code, params = {} }) {
    return t(/** @type {any} */ (`committee_finding_${code.replaceAll("-", "_")}`),
        { ...params, line: formatNumber(n) });
}
