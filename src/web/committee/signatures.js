// SPDX-License-Identifier: EUPL-1.2
/**
 * signatures: whether what the server and the cosigners signed is signed by the
 * keys that are known of them.  The browser does the arithmetic (WebCrypto,
 * Ed25519); one that cannot says so, and nothing is called checked.
 *
 * The server's key is kept on this device: another one later is an alarm.
 */
import { api, ApiError, apiBytes } from "../lib/api.js";
import { readNote } from "../lib/checkpoint.js";
import { fromHex, hex, sha256 } from "./sha256.js";

/** @typedef {import("../lib/checkpoint.js").Note} Note */
/** @typedef {import("./witness.js").Witness} Witness */

/** Why a browser cannot: the page came over plain HTTP, or it does not know the algorithm. */
/** @typedef {"insecure" | "unknown"} Why */

const ED25519 = 1, COSIGNATURE_V1 = 4; // kinds of key in a note (C2SP signed-note)
const KEY_ID = 4, TIME = 8, SIGNATURE = 64;
const KEPT = "stembus-server-key";
const RETRY_MS = 3000;
const encoder = new TextEncoder();

/** @param {...Uint8Array} parts */
function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/**
 * The four bytes by which a note names a key.
 * @param {string} name
 * @param {number} kind
 * @param {Uint8Array} key
 */
export function keyId(name, kind, key) {
    return sha256(join(encoder.encode(`${name}\n`), Uint8Array.of(kind), key)).slice(0, KEY_ID);
}

/**
 * Why this browser cannot check a signature; null when it can.
 * @returns {Promise<Why | null>}
 */
async function whyNot() {
    if (globalThis.crypto?.subtle === undefined)
        return "insecure";
    try {
        await crypto.subtle.importKey("raw", new Uint8Array(32).fill(0x42), "Ed25519", false, ["verify"]);
        return null;
    } catch (error) {
        // a key that is no point of the curve would be refused otherwise
        return error instanceof DOMException && error.name === "NotSupportedError" ? "unknown" : null;
    }
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
async function verify(key, signature, message) {
    try {
        const imported = await crypto.subtle.importKey("raw", /** @type {any} */ (key), "Ed25519", false,
            ["verify"]);
        return await crypto.subtle.verify("Ed25519", imported, /** @type {any} */ (signature),
            /** @type {any} */ (message));
    } catch {
        return false; // no key at all
    }
}

/**
 * Whether a note has the signature of a key that is called as its journal.
 * @param {Note} note
 * @param {Uint8Array} key
 */
export async function isSigned({ origin, text, signatures }, key) {
    const id = hex(keyId(origin, ED25519, key));
    const found = signatures.find(({ name, blob }) => name === origin &&
        blob.length === KEY_ID + SIGNATURE && hex(blob.slice(0, KEY_ID)) === id);
    return found !== undefined && verify(key, found.blob.slice(KEY_ID), encoder.encode(text));
}

/**
 * Whether a note has the cosignature of this key (C2SP tlog-cosignature).
 * @param {Note} note
 * @param {string} name
 * @param {Uint8Array} key
 */
export async function isCosigned({ text, signatures }, name, key) {
    const id = hex(keyId(name, COSIGNATURE_V1, key));
    const found = signatures.find((one) => one.name === name &&
        one.blob.length === KEY_ID + TIME + SIGNATURE && hex(one.blob.slice(0, KEY_ID)) === id);
    if (found === undefined)
        return false;
    const time = new DataView(found.blob.buffer, found.blob.byteOffset + KEY_ID, TIME).getBigUint64(0);
    return verify(key, found.blob.slice(KEY_ID + TIME),
        encoder.encode(`cosignature/v1\ntime ${time}\n${text}`));
}

/** The key that was kept on this device, or "". */
function keptKey() {
    try {
        return localStorage.getItem(KEPT) ?? "";
    } catch {
        return "";
    }
}

export class Signatures {
    /**
     * @param {number} assembly
     * @param {Witness} witness
     * @param {import("./cosigned.js").Cosigned} cosigned  who the cosigners are
     * @param {() => void} onChange
     */
    constructor(assembly, witness, cosigned, onChange) {
        this.assembly = assembly;
        this.witness = witness;
        this.known = cosigned;
        this.onChange = onChange;
        /** @type {Why | null | undefined} undefined before it was tried */
        this.why = undefined;
        /** Of the server, in hex; "" before it was asked. */
        this.key = "";
        this.fingerprint = "";
        /** The key that was seen before. */
        this.before = keptKey();
        /** What was checked last. @type {{size: number, at: string} | null} */
        this.checked = null;
        /** How many cosignatures were checked and are right. */
        this.cosigned = 0;
        /** Of the latest checkpoint, and of the one that was looked at. */
        this.wanted = this.root = "";
        this.isBusy = false;
        this.seen = 0;
        /** The key that the journal names. */
        this.named = "";
    }

    /** There is a checkpoint with this root, and there may be new lines.
     * @param {string} root
     */
    look(root) {
        this.wanted = root;
        if (this.isBusy || root === this.root && this.seen >= this.witness.size)
            return;
        this.isBusy = true;
        this.work(root).then((isDone) => {
            this.isBusy = false;
            if (isDone)
                this.root = root;
            else
                setTimeout(() => this.look(this.wanted), RETRY_MS);
            if (isDone && this.wanted !== root)
                this.look(this.wanted);
            this.onChange();
        });
    }

    /**
     * @param {string} root
     * @returns {Promise<boolean>}  false when the server could not be asked
     */
    async work(root) {
        this.why ??= await whyNot();
        try {
            if (this.key === "")
                await this.meetKey();
            await this.readLines();
            if (this.why === null && root !== this.root)
                await this.checkLatest();
        } catch (error) {
            if (!(error instanceof ApiError))
                throw error;
            return !error.isPassing; // the page says elsewhere what is wrong
        }
        return true;
    }

    /** Asks for the server's key and holds it against the one that is kept. */
    async meetKey() {
        const { publicKey, fingerprint } = await api("GET", "/v1/key");
        this.key = publicKey;
        this.fingerprint = fingerprint;
        if (this.before !== "" && this.before !== publicKey)
            this.witness.find({ n: 0, code: "key-changed", params: { was: this.before, now: publicKey } });
        else
            this.keep();
    }

    keep() {
        try {
            localStorage.setItem(KEPT, this.key);
        } catch {
            // private browsing: it is remembered as long as the page is there
        }
    }

    /** What is there now counts from here on. */
    forget() {
        this.before = "";
        this.keep();
    }

    /** The key that the lines name, and the cosignatures among them. */
    async readLines() {
        const { entries } = this.witness;
        this.known.read(entries);
        while (this.seen < entries.length) {
            const line = /** @type {Record<string, any> | null} */ (entries[this.seen++].line);
            if (line?.kind === "begin" || line?.kind === "incident")
                this.named = String(line.key ?? this.named);
            else if (line?.kind === "cosignature" && this.why === null)
                await this.checkCosignature(line);
        }
        if (this.named !== "" && this.named !== this.key)
            this.witness.find({ n: 0, code: "key-other", params: { was: this.named, now: this.key } });
    }

    /** @param {Record<string, any>} line */
    async checkCosignature({ n, cosigner, note: text }) {
        const note = readNote(text);
        const key = this.known.signers.get(cosigner)?.key ?? "";
        if (note !== null && /^[0-9a-f]{64}$/.test(key) && await isCosigned(note, cosigner, fromHex(key)) &&
            note.size <= this.witness.size && hex(note.root) === hex(this.witness.tree.root(note.size)))
            this.cosigned++;
        else
            this.witness.find({ n, code: "cosignature", params: { cosigner } });
    }

    /** The latest checkpoint, signature and all. */
    async checkLatest() {
        const bytes = await apiBytes(`/v1/assemblies/${this.assembly}/checkpoint`, "text/plain");
        const note = readNote(new TextDecoder().decode(bytes));
        if (note === null || !await isSigned(note, fromHex(this.key))) {
            this.witness.find({ n: note?.size ?? 0, code: "signature" });
            return;
        }
        this.checked = { size: note.size, at: new Date().toISOString() };
    }
}
