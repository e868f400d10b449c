// SPDX-License-Identifier: EUPL-1.2
/**
 * shell: what stands around the content of a page for staff: name, language,
 * connection, who is signed in.  The projector has none of it.
 */
import { byId, el, fill } from "./dom.js";
import { signOut } from "./session.js";
import { currentLanguage, loadTexts, onLanguage, t } from "./text.js";
import { word } from "./words.js";

/** @typedef {import("./live.js").Link} Link */
/** @typedef {import("./types.js").Session} Session */

/**
 * Draws the bar inside <header id="bar">, now and after each change of
 * language.  Gives what changes in it.
 * @param {() => string} title  of the page, in the current language
 */
export function makeBar(title) {
    const bar = byId("bar");
    /** @type {Link | null} */
    let link = null;
    /** @type {Session | null} */
    let session = null;
    const status = el("p", { class: "link-state", role: "status" });

    function showLink() {
        status.dataset.link = link ?? "";
        status.textContent = link === null ? "" : t(`link_${link}`);
    }

    function draw() {
        document.title = `${title()} – stembus`;
        const language = el("button", {
            type: "button", class: "quiet", lang: currentLanguage() === "nl" ? "en" : "nl",
            on: { click: () => loadTexts(currentLanguage() === "nl" ? "en" : "nl") },
        }, t("other_language"));
        const who = session === null ? null
            : el("span", { class: "who" },
                t("signed_in_as", { name: session.name || word("role", session.role) }));
        const out = session === null ? null
            : el("button", { type: "button", class: "quiet", on: { click: signOut } },
                t("sign_out"));
        fill(bar,
            el("a", { class: "skip", href: "#main" }, t("skip")),
            el("span", { class: "mark" }, "stembus"),
            el("span", { class: "title" }, title()),
            status, who, out, language);
        showLink();
    }

    draw();
    onLanguage(draw);
    return {
        /** @param {Link} now */
        setLink(now) {
            link = now;
            showLink();
        },
        /** @param {Session | null} now */
        setSession(now) {
            session = now;
            draw();
        },
        draw,
    };
}
