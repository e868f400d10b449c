// SPDX-License-Identifier: EUPL-1.2
/**
 * names: how members, motions and fields are called on this page.
 */
import { formatNumber, formatPercent, t } from "../lib/text.js";
import { majorityName, optionName, word } from "../lib/words.js";

/** @typedef {import("./recount/replay.js").Replay} Replay */
/** @typedef {import("./recount/shapes.js").Line} Line */

/** Characters that nobody sees, and that turn or hide the text around them. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A text with its hidden characters shown by their numbers: who watches must
 * see what is there.
 * @param {string} text
 */
export function visible(text) {
    return text.replace(HIDDEN, (character) =>
        `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** Letters that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * What somebody typed, inside a sentence, kept from turning the words around it.
 * @param {string} text
 */
export function said(text) {
    const shown = visible(text);
    return RIGHT_TO_LEFT.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/**
 * "Voorbeeldstad (GM9001)", or the code alone of who is not on the roll.
 * @param {Replay} replay
 * @param {string} code
 */
export function memberName(replay, code) {
    const member = replay.roll.get(code);
    return member ? `${said(member.name)} (${said(code)})` : said(code);
}

/**
 * "7 «Contributievoorstel»".
 * @param {Line | undefined} motion
 */
export function motionName(motion) {
    return motion ? t("committee_motion", { number: said(motion.number), title: said(motion.title) })
        : t("committee_motion_unknown");
}

/**
 * @param {Replay} replay
 * @param {number} round
 */
function motionOf(replay, round) {
    return replay.motions.get(replay.rounds.get(round)?.terms.motion ?? 0);
}

/** The motion of a round.
 * @param {Replay} replay
 * @param {number} round
 */
export function roundName(replay, round) {
    return motionName(motionOf(replay, round));
}

/**
 * A round by the item that people know it by: "4 over 7 «Contributievoorstel»".
 * @param {Replay} replay
 * @param {number} round
 */
export function roundOver(replay, round) {
    const motion = motionOf(replay, round);
    return motion === undefined ? String(round)
        : t("committee_round_over", { round: String(round), motion: motionName(motion) });
}

/**
 * The same in short, where there are many: "4 (agendapunt 7)".
 * @param {Replay} replay
 * @param {number} round
 */
export function roundOn(replay, round) {
    const motion = motionOf(replay, round);
    return motion === undefined ? String(round)
        : t("committee_round_on", { round: String(round), number: said(motion.number) });
}

/** Why a press became no ballot.
 * @param {string} reason
 */
export function reasonName(reason) {
    const key = `committee_reason_${reason.replaceAll("-", "_")}`;
    const name = t(/** @type {any} */ (key));
    return name === key ? said(reason) : name;
}

/** @param {string} option */
export function choiceName(option) {
    return said(optionName(option));
}

const OPTION_FIELDS = ["weight", "members", "percent"];
const SHARES = ["notVoted", "present", "entitled"];

/**
 * What a field is called: `options`, `for`, `weight` is "Voor: stemmen".
 * @param {string[]} path
 * @param {Replay} replay
 * @returns {string}
 */
export function fieldName(path, replay) {
    const [head, ...rest] = path;
    if (head === "vote")
        return t("committee_field_vote", { member: memberName(replay, rest[0]) });
    if (head === "stream")
        return t("committee_field_stream", { field: fieldName(rest, replay) });
    if (head === "options" && rest.length === 2 && OPTION_FIELDS.includes(rest[1]))
        return `${choiceName(rest[0])}: ${t(/** @type {any} */ (`committee_unit_${rest[1]}`))}`;
    if (path.length === 2 && SHARES.includes(head))
        return `${ownName(head)}: ${t(/** @type {any} */ (`committee_unit_${rest[0]}`))}`;
    return ownName(path.join("_"));
}

/** @param {string} name */
function ownName(name) {
    const key = `committee_field_${name}`;
    const text = t(/** @type {any} */ (key));
    return text === key ? said(name) : text;
}

/** Fields whose value is a word of the assembly. */
const WORDS = {
    outcome: (/** @type {string} */ value) => word("outcome", value),
    adoptedOption: choiceName,
    vote: choiceName,
};

/**
 * The value of a field as people read it; "—" where there is none.
 * @param {string[]} path
 * @param {any} value
 */
export function valueText(path, value) {
    const field = path[0] === "vote" ? "vote" : path[path.length - 1];
    if (value === null || value === undefined)
        return "—";
    if (typeof value === "number")
        return formatNumber(value);
    if (typeof value === "boolean")
        return t(value ? "committee_yes" : "committee_no");
    if (Array.isArray(value))
        return value.map((item) => choiceName(String(item))).join(", ");
    if (field === "percent" && /^\d{1,3}\.\d\d$/.test(value))
        return formatPercent(value);
    if (Object.hasOwn(WORDS, field))
        return WORDS[/** @type {keyof typeof WORDS} */ (field)](String(value));
    return visible(String(value));
}

/**
 * Who says what of a field: "eigen telling 364; server 365".
 * @param {import("./checks.js").CheckRow} row
 */
export function saidText(row) {
    return /** @type {const} */ (["own", "journal", "server"]).filter((who) => row[who] !== undefined)
        .map((who) => `${t(`committee_column_${who}`).toLowerCase()} ${valueText(row.path, row[who])}`)
        .join("; ");
}

/** The majority a round asks, and the quorum.
 * @param {Record<string, any>} terms
 */
export function termsText({ majority, quorum }) {
    const rule = majorityName(majority);
    return quorum === undefined ? rule : `${rule}; ${t("committee_quorum", {
        numerator: String(quorum.numerator), denominator: String(quorum.denominator),
        of: t(/** @type {any} */ (`committee_quorum_${quorum.of}_${quorum.by}`)),
    })}`;
}
