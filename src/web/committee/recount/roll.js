// SPDX-License-Identifier: EUPL-1.2
/**
 * roll: the members of the assembly with their weights, and who is there.
 */
import { hex, sha256 } from "../sha256.js";
import { shareOf } from "./count.js";
import { weightOf } from "./rules.js";

/** @typedef {import("./replay.js").Reader} Reader */
/** @typedef {import("./replay.js").Replay} Replay */
/** @typedef {import("./shapes.js").Line} Line */

/**
 * `weight` is what the rule gives, whatever the line says.
 * @typedef {{code: string, kind: string, name: string, weight: number, line: Line}} Member
 */

const MEMBER_KINDS = ["municipality", "region"];

/**
 * The hash over the rules and the roll, by code: each a line of fields with a
 * tab between them.
 * @param {Record<string, import("./rules.js").WeightRule>} rules
 * @param {Line[]} roll
 */
export function sealOf(rules, roll) {
    const fields = [
        ...MEMBER_KINDS.map((kind) => [kind, rules[kind].perInhabitants, rules[kind].rounding,
            rules[kind].minimum, rules[kind].cap]),
        ...roll.map((m) => [m.code, m.memberKind, m.name, m.inhabitants, m.referenceDate, m.weight]),
    ];
    const text = fields.map((line) => `${line.join("\t")}\n`).join("");
    return hex(sha256(new TextEncoder().encode(text)));
}

/** @type {Reader} */
function begin(replay, line) {
    replay.begin = line;
}

/** @type {Reader} */
function member(replay, line) {
    if (!replay.hold(replay.state === "draft", line, "roll_frozen", { member: line.code }))
        return;
    const weight = weightOf(replay.begin?.weightRules[line.memberKind], line.inhabitants);
    replay.hold(weight === line.weight, line, "weight",
        { member: line.code, stated: line.weight, own: weight });
    replay.hold(replay.lastCode < line.code, line, "roll_order", { member: line.code });
    replay.lastCode = line.code;
    replay.roll.set(line.code,
        { code: line.code, kind: line.memberKind, name: line.name, weight, line });
}

/** @type {Reader} */
function convened(replay, line) {
    const members = [...replay.roll.values()];
    const share = shareOf(members);
    replay.seal = sealOf(replay.begin?.weightRules, members.map((m) => m.line));
    replay.hold(line.seal === replay.seal, line, "seal");
    replay.hold(line.members === share.members && line.weight === share.weight, line, "roll_total",
        { members: share.members, weight: share.weight });
}

/** @type {Record<string, string>} */
const BEFORE = { convened: "draft", opened: "convened", ended: "opened" };

/** @type {Reader} */
function assembly(replay, line) {
    replay.hold(replay.state === BEFORE[line.to], line, "assembly_move",
        { to: line.to, state: replay.state });
    replay.hold(replay.open === null, line, "round_is_open");
    replay.state = line.to;
    if (line.to === "convened")
        convened(replay, line);
}

/** Before it is convened there is no roll; once ended nothing changes.
 * @param {Replay} replay
 * @param {Line} line
 */
export function holdRunning(replay, line) {
    replay.hold(replay.state === "convened" || replay.state === "opened", line, "not_running",
        { state: replay.state });
}

/** @type {Reader} */
function attendance(replay, line) {
    holdRunning(replay, line);
    if (!replay.hold(replay.roll.has(line.member), line, "not_on_roll", { member: line.member }))
        return;
    replay.hold(replay.present.has(line.member) !== line.present, line, "attendance_same",
        { member: line.member });
    if (line.present)
        replay.present.add(line.member);
    else
        replay.present.delete(line.member);
}

/** @type {Record<string, Reader>} */
export const rollReaders = { begin, roll: member, assembly, attendance };
