// SPDX-License-Identifier: EUPL-1.2
/**
 * seal: the server's signed checkpoint on the wall: its short code to compare by
 * eye, and all of it as a QR code, for whoever wants to hold the server to it.
 */
import { api, apiBytes } from "../lib/api.js";
import { codeOf, readNote } from "../lib/checkpoint.js";
import { el } from "../lib/dom.js";
import { drawQr, modulesOf } from "../lib/qr.js";
import { t } from "../lib/text.js";
import { makeKept } from "./extras.js";

/** @typedef {import("../lib/types.js").Snapshot} Snapshot */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("../lib/qr.js").QrCode} QrCode */
/**
 * @typedef {{size: number, code: string,
 *     drawText: () => Element, drawQr: () => Element}} Seal
 */

/**
 * The latest checkpoint, whole.
 * @param {number} assembly
 * @returns {Promise<Seal>}
 */
async function loadSeal(assembly) {
    const note = new TextDecoder().decode(
        await apiBytes(`/v1/assemblies/${assembly}/checkpoint`, "text/plain"));
    const read = readNote(note);
    if (read === null)
        throw new Error("no checkpoint");
    const { size } = read;
    const code = codeOf(read.root);
    const qr = await api("POST", "/v1/qr-codes", { text: note });
    return { size, code, drawText: () => sealText(code, size), drawQr: () => sealQr(code, qr) };
}

/** @param {() => void} onLoad  it came: draw again */
export function makeSeals(onLoad) {
    const load = (/** @type {string} */ key) => loadSeal(Number(key.split("/")[0]));
    const latest = makeKept(load, onLoad);
    const pinned = makeKept(load, onLoad);
    return {
        /**
         * What belongs to a scene: in a pause the latest; of a vote the first
         * that was there in its state, which then stays as long as that does.
         * @param {Scene} scene
         * @param {Snapshot} snapshot
         * @returns {Seal | null}
         */
        of(scene, { assembly, checkpoint }) {
            if (checkpoint === undefined)
                return null;
            if (scene.name === "pause")
                return latest.get(`${assembly.id}/${checkpoint.root}`)?.value ?? null;
            if (scene.name !== "open" && scene.name !== "result")
                return null;
            const key = `${assembly.id}/${scene.round.id}/${scene.round.state}`;
            const known = pinned.get(key);
            return known?.key === key ? known.value : null;
        },
    };
}

/**
 * The code, and of how many lines it is.
 * @param {string} code
 * @param {number} size
 */
function sealText(code, size) {
    return el("span", { class: "seal-text" }, t("screen_checkpoint"), " ",
        el("strong", { class: "code" }, code), ` (${t("screen_lines", { n: size })})`);
}

/**
 * The QR code, where there is room for it.
 * @param {string} code
 * @param {QrCode} qr
 */
function sealQr(code, qr) {
    const box = el("div", { class: "qr-box spare" },
        drawQr(qr, t("screen_checkpoint_qr", { code })));
    box.style.setProperty("--modules", String(modulesOf(qr)));
    return box;
}
