// SPDX-License-Identifier: EUPL-1.2
/**
 * handsets: the table of the handsets, problems first.
 */
import { serverNow } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatTime, t, tKey } from "../lib/text.js";
import { button, onAction } from "./actions.js";
import { phoneSerial } from "./cards.js";
import { choose } from "./chosen.js";
import { loadHandsets } from "./follow.js";
import { faultsOf, sorted } from "./health.js";
import { go } from "./route.js";
import { changed, memberName, state } from "./state.js";

/** @typedef {import("./health.js").Column} Column */
/** @typedef {import("./health.js").Row} Row */

const LOOK_MS = 5000;

/** @type {Column[]} */
const COLUMNS = ["problem", "serial", "member", "seen", "battery", "repeats", "refused"];

/** @type {Column} */
let by = "problem";
let back = false;
let past = false; // those that were revoked or replaced as well

onAction("handsets-sort", ({ column }) => {
    back = by === column ? !back : false;
    by = /** @type {Column} */ (column);
    changed();
});

onAction("handsets-past", () => {
    past = !past;
    changed();
});

onAction("handsets-desk", ({ code }) => {
    go({ view: "desk" }, () => choose(code ?? ""));
});

/** Looks again and again, while the table is what is shown. */
export function watchHandsets() {
    setInterval(() => {
        if (state.view === "handsets" || state.view === "check")
            loadHandsets().catch(() => {});
    }, LOOK_MS);
}

/** @returns {Row[]} */
function rows() {
    const present = new Set(state.roll.filter((m) => m.present).map((m) => m.code));
    return state.handsets.filter((h) => past || h.state === "assigned").map((handset) => ({
        handset, name: memberName(handset.member), present: present.has(handset.member),
        faults: handset.state === "assigned"
            ? faultsOf(handset, present.has(handset.member), serverNow()) : [],
    }));
}

/** @param {Column} column */
function heading(column) {
    const isSorted = column === by;
    return el("th", {
        scope: "col", "aria-sort": isSorted ? (back ? "descending" : "ascending") : null,
        class: ["battery", "repeats", "refused"].includes(column) ? "number" : "",
    }, button([
        tKey(`console_column_${column}`),
        el("span", { "aria-hidden": "true" }, isSorted ? (back ? " ▲" : " ▼") : ""),
    ], "handsets-sort", { class: "quiet", data: { column }, always: true, key: `sort-${column}` }));
}

/** @param {Row} row */
function line({ handset: h, name, faults }) {
    const fares = h.state !== "assigned" ? tKey(`console_handset_${h.state}`)
        : faults.length === 0 ? el("span", { class: "good-text" }, `✓ ${t("console_fault_ok")}`)
            : el("span", { class: "warn-text" }, "▲ ",
                faults.map((f) => tKey(`console_health_${f}`)).join(", "));
    return el("tr", { data: { key: String(h.number) }, class: faults.length > 0 ? "faulty" : "" },
        el("td", {}, fares),
        el("td", {}, bdi(h.serial)),
        el("td", {},
            button([bdi(name), " ", el("span", { class: "soft small" }, h.member)], "handsets-desk",
            { class: "quiet link", data: { code: h.member }, always: true })),
        el("td", {}, h.lastSeenAt ? formatTime(h.lastSeenAt) : "–"),
        el("td", { class: "number" }, h.battery === undefined ? "–" : `${h.battery}%`),
        el("td", { class: "number" }, t("console_number", { n: h.repeats })),
        el("td", { class: "number" }, t("console_number", { n: h.refused })));
}

export function handsetsView() {
    const list = sorted(rows(), by, back);
    const wrong = list.filter((r) => r.faults.length > 0).length;
    return el("div", { data: { key: "handsets" } },
        el("div", { class: "head" },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_handsets")),
            el("p", {}, t("console_handsets_count", { n: list.length, wrong })),
            button(t("console_handsets_past"), "handsets-past",
                { pressed: past, always: true, key: "past" })),
        list.length === 0 ? el("p", { class: "soft" }, t("console_handsets_empty"))
            : el("div", { class: "scroll-x" }, el("table", { class: "handsets" },
                el("caption", { class: "visually-hidden" }, t("console_view_handsets")),
                el("thead", {}, el("tr", {}, ...COLUMNS.map(heading))),
                el("tbody", {}, ...list.map(line)))),
        list.some(({ handset: h }) => h.serial === phoneSerial(h.member))
            ? el("p", { class: "soft small" }, t("console_phone_serial_help")) : null);
}
