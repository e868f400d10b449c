// SPDX-License-Identifier: EUPL-1.2
/**
 * compare: two results, field by field.
 */

/** @typedef {import("../../lib/types.js").Result} Result */

/**
 * `path` names the field, options by their names; what is not there is null.
 * @typedef {{path: string[], own: any, stated: any, equal: boolean}} Row
 */

/**
 * The fields of a value: each with its path, in their order.
 * @param {any} value
 * @param {string[]} path
 * @param {Map<string, {path: string[], value: any}>} out
 */
function flatten(value, path, out) {
    if (Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null)) {
        value.forEach(({ option, ...rest }, i) => flatten(rest, [...path, String(option ?? i)], out));
    } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        for (const [key, item] of Object.entries(value))
            flatten(item, [...path, key], out);
    } else if (value !== undefined) {
        out.set(JSON.stringify(path), { path, value });
    }
    return out;
}

/**
 * @param {any} a
 * @param {any} b
 */
function isSame(a, b) {
    return Array.isArray(a) && Array.isArray(b)
        ? a.length === b.length && a.every((item, i) => item === b[i]) : a === b;
}

/**
 * Every field of either, in the order of our own.
 * @param {any} own
 * @param {any} stated  what the server says, which may be anything
 * @returns {Row[]}
 */
export function compareFields(own, stated) {
    const ours = flatten(own, [], new Map());
    const theirs = flatten(stated, [], new Map());
    return [...new Set([...ours.keys(), ...theirs.keys()])].map((key) => {
        const [a, b] = [ours.get(key), theirs.get(key)];
        return { path: a?.path ?? b?.path ?? [], own: a?.value ?? null, stated: b?.value ?? null,
            equal: isSame(a?.value, b?.value) };
    });
}
