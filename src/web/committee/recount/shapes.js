// SPDX-License-Identifier: EUPL-1.2
/**
 * shapes: which fields a line of the journal must have, by its kind, so that
 * the recount can rely on them.  Fields it does not know are no fault: later
 * versions may add some.
 */

/** @typedef {{n: number, at: string, kind: string, [field: string]: any}} Line */
/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const text = (value) => typeof value === "string";
/** @type {Check} */
const whole = (value) => typeof value === "bigint" || Number.isInteger(value);
/** @type {Check} */
const size = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Check} */
const number = (value) => size(value) && value >= 1;
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {(...words: string[]) => Check} */
const word = (...words) => (value) => words.includes(value);
/** @type {(check: Check) => Check} */
const list = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(fields: Record<string, Check>) => Check} */
const form = (fields) => (value) => typeof value === "object" && value !== null &&
    Object.entries(fields).every(([key, check]) => check(value[key]));
/** @type {(check: Check) => Check} */
const maybe = (check) => (value) => value === undefined || check(value);

/** @type {Check} */
const time = (value) => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const kinds = word("municipality", "region");
const part = { numerator: number, denominator: number };
const rule = form({ perInhabitants: number, minimum: number, cap: number,
    rounding: word("down", "up", "nearest") });
const majority = form({ ...part, comparison: word("more-than", "at-least"),
    base: word("cast", "cast-and-abstained", "present", "entitled") });
const quorum = form({ ...part, of: word("present", "entitled"), by: word("weight", "members") });

/** @type {Record<string, Check>} */
const move = { round: number, role: text, by: text };
/** @type {Record<string, Check>} */
const press = { round: number, member: maybe(text), choice: maybe(text), sequence: whole,
    serial: text, assignment: maybe(number), auth: text, reason: text };

/** @type {Record<string, Record<string, Check>>} */
const shapes = {
    begin: { assembly: number, title: text, date: text, place: text,
        weightRules: form({ municipality: rule, region: rule }) },
    roll: { code: text, memberKind: kinds, name: text, inhabitants: size, referenceDate: text,
        weight: number },
    assembly: { to: word("convened", "opened", "ended"), by: text },
    attendance: { member: text, present: flag },
    handset: { number, serial: text, member: text, state: word("assigned", "revoked", "ended") },
    motion: { motion: number, number: text, motionKind: text, title: text },
    decision: { motion: number, outcome: text, by: text },
    round: { round: number, motion: number, practice: flag, options: list(text), majority,
        named: flag, abstain: flag, entitledKinds: list(kinds), quorum: maybe(quorum),
        nonce: text, seal: text },
    open: move,
    extended: move,
    ballot: { round: number, member: text, weight: number, choice: text, sequence: whole,
        serial: text, assignment: number, auth: text, replaces: maybe(size) },
    late: press,
    refused: press,
    closed: move,
    result: { round: number, result: form({}) },
    declared: move,
    certified: move,
    published: move,
    annulment: { ...move, reason: text },
    annulled: move,
    restart: { program: text },
    incident: { by: list(text), reason: text },
    cosigner: { name: text, key: text, cosignaturesNeeded: size, by: text },
    cosignature: { cosigner: text, size: number, note: text },
    correction: { round: number, member: text, meant: text, role: text, by: text },
};

/**
 * What is wrong with the form of a line: the name of a field, "kind" when the
 * kind is not known, or null.
 * @param {Line} line
 * @returns {string | null}
 */
export function faultOf(line) {
    if (!time(line.at))
        return "at";
    if (!Object.hasOwn(shapes, line.kind))
        return "kind";
    const wrong = Object.entries(shapes[line.kind]).find(([key, check]) => !check(line[key]));
    return wrong ? wrong[0] : null;
}

/** Every kind of line there is, in the order in which they come about. */
export const lineKinds = Object.keys(shapes);
