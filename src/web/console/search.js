// SPDX-License-Identifier: EUPL-1.2
/**
 * search: finds members by what is typed in a hurry.  Pure.
 */

/**
 * Text without capitals, accents and punctuation: "’s-Gravenhage" is
 * "s gravenhage", "Súdwest-Fryslân" is "sudwest fryslan".
 * @param {string} text
 */
export function fold(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * How well a member fits: 0 best, -1 not at all.
 * @param {{code: string, name: string}} member
 * @param {string} wanted  folded
 */
function rank(member, wanted) {
    const name = fold(member.name);
    const code = fold(member.code);
    if (code === wanted || name === wanted)
        return 0;
    if (name.startsWith(wanted))
        return 1;
    if (code.startsWith(wanted) || code.replace(/^\D+0*/, "") === wanted)
        return 2;
    if (name.includes(` ${wanted}`))
        return 3;
    return name.includes(wanted) || code.includes(wanted) ? 4 : -1;
}

/**
 * The members that fit, the best first.
 * @template {{code: string, name: string}} M
 * @param {M[]} members
 * @param {string} text
 * @param {number} [limit]
 * @returns {M[]}
 */
export function find(members, text, limit = Infinity) {
    const wanted = fold(text);
    if (wanted === "")
        return [];
    return members.map((m) => ({ m, rank: rank(m, wanted) })).filter((f) => f.rank >= 0)
        .sort((a, b) => a.rank - b.rank || a.m.name.localeCompare(b.m.name, "nl"))
        .slice(0, limit).map((f) => f.m);
}
