// SPDX-License-Identifier: EUPL-1.2
/**
 * json: reads a line exactly as the journal writes it.
 *
 * JSON.parse would round large numbers, take the last of two equal keys and
 * overlook spaces; a line that two programs can read in two ways proves nothing.
 * So: no spaces, whole numbers only (BigInt where a number would not be exact),
 * no key twice, nothing escaped that need not be.
 */

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\bfnrt]|u00[01][0-9a-f]))*"/y;
const INTEGER = /(?:0|-?[1-9]\d*)(?![\d.eE])/y;
const WORD = /true|false|null/y;

class Reader {
    /** @param {string} text */
    constructor(text) {
        this.text = text;
        this.at = 0;
    }

    /** @returns {never} */
    fail() {
        throw new SyntaxError(`not a line of a journal, from character ${this.at}`);
    }

    /** @param {RegExp} token */
    take(token) {
        token.lastIndex = this.at;
        const found = token.exec(this.text);
        if (found === null)
            return this.fail();
        this.at = token.lastIndex;
        return found[0];
    }

    /** @param {string} character */
    skip(character) {
        if (this.text[this.at] !== character)
            return false;
        this.at++;
        return true;
    }

    string() {
        const raw = this.take(STRING);
        const value = raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
        return raw.includes("\\") && JSON.stringify(value) !== raw ? this.fail() : value;
    }

    integer() {
        const raw = this.take(INTEGER);
        const value = Number(raw);
        return Number.isSafeInteger(value) ? value : BigInt(raw);
    }

    object() {
        /** @type {Record<string, any>} */
        const object = {};
        if (this.skip("}"))
            return object;
        do {
            const key = this.string();
            if (Object.hasOwn(object, key) || key === "__proto__" || !this.skip(":"))
                this.fail();
            object[key] = this.value();
        } while (this.skip(","));
        return this.skip("}") ? object : this.fail();
    }

    array() {
        /** @type {any[]} */
        const array = [];
        if (this.skip("]"))
            return array;
        do
            array.push(this.value());
        while (this.skip(","));
        return this.skip("]") ? array : this.fail();
    }

    /** @returns {any} */
    value() {
        if (this.skip("{"))
            return this.object();
        if (this.skip("["))
            return this.array();
        if (this.text[this.at] === "\"")
            return this.string();
        if (/[-\d]/.test(this.text[this.at] ?? ""))
            return this.integer();
        const word = this.take(WORD);
        return word === "null" ? null : word === "true";
    }
}

/**
 * The object that a line is.  Throws SyntaxError.
 * @param {string} text
 * @returns {Record<string, any>}
 */
export function readLine(text) {
    const reader = new Reader(text);
    if (!reader.skip("{"))
        reader.fail();
    const object = reader.object();
    return reader.at === text.length ? object : reader.fail();
}
