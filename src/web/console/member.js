// SPDX-License-Identifier: EUPL-1.2
/**
 * member: one member at the desk: present or not, and what it votes with.
 */
import { api } from "../lib/api.js";
import { bdi, el } from "../lib/dom.js";
import { formatTime, isolate, t, tKey } from "../lib/text.js";
import { button, deadline, onAction, run } from "./actions.js";
import { phoneSerial, showCode } from "./cards.js";
import { focusCard, nextAtDesk } from "./chosen.js";
import { ask } from "./dialog.js";
import { loadHandsets } from "./follow.js";
import { changed, handsetOf, memberName, openRound, state } from "./state.js";

/** @typedef {import("./state.js").RollMember} RollMember */
/** @typedef {import("./state.js").Handset} Handset */

const SERIAL = /^[A-Za-z0-9._-]{1,32}$/;

let fault = { code: "", text: "" }; // of the serial that was typed for a member

/**
 * Why a member cannot get (another) handset now, or "".
 * @param {string} code
 */
export function whyNoHandset(code) {
    if (state.assembly?.state === "ended")
        return t("console_ended_help");
    return openRound() !== null && handsetOf(code) !== null ? t("console_swap_round") : "";
}

/**
 * @param {string} code
 * @param {string} wanted  a serial
 */
function assign(code, wanted) {
    return api("POST", `/v1/assemblies/${state.assembly?.id}/handsets`,
        { serial: wanted, member: code }, { signal: deadline() });
}

/**
 * @param {string} code
 * @param {boolean} present
 */
function attend(code, present) {
    return run(() => api("PUT", `/v1/assemblies/${state.assembly?.id}/roll/${code}/attendance`,
        { present }, { signal: deadline() }),
    () => t(present ? "console_now_present" : "console_now_absent",
        { name: isolate(memberName(code)) }));
}

/**
 * Hands out a handset; asks first when it votes for somebody else by now.
 * @param {string} code
 * @param {string} wanted
 */
async function handOut(code, wanted) {
    const other = state.handsets.find((h) => h.serial === wanted && h.state === "assigned" &&
        h.member !== code);
    const done = () => t("console_handed_out", { serial: wanted, name: isolate(memberName(code)) });
    if (other === undefined) {
        if (await run(() => assign(code, wanted), done))
            taken();
        return;
    }
    ask({
        title: t("console_taken_title", { serial: wanted }),
        body: el("p", {}, t("console_taken_help"), " ", bdi(memberName(other.member)), " → ",
            bdi(memberName(code))),
        confirm: t("console_taken_confirm"), danger: true,
        stands: () => (openRound() === null ? "" : t("console_swap_round")),
        work: () => assign(code, wanted),
        done: taken,
    });
}

/** The field of the serial: what is typed or scanned stands there and nowhere else. */
function serialField() {
    return /** @type {HTMLInputElement} */ (document.getElementById("serial"));
}

/** The next member, please. */
function taken() {
    serialField().value = "";
    nextAtDesk();
    changed();
}

onAction("check-in", async ({ code }) => {
    if (await attend(code ?? "", true))
        focusCard();
});

onAction("check-out", ({ code }) => attend(code ?? "", false));

onAction("hand-out", ({ code }) => {
    const serial = serialField().value.trim();
    fault = { code: code ?? "", text: SERIAL.test(serial) ? "" : t("console_fault_serial") };
    changed();
    if (fault.text === "")
        handOut(code ?? "", serial);
});

onAction("phone", async ({ code = "" }) => {
    const mine = phoneSerial(code);
    if (await run(() => assign(code, mine)))
        await showCode(mine, code);
});

onAction("new-code", ({ code = "", serial: mine = "" }) => showCode(mine, code));

onAction("revoke", ({ code = "", serial: mine = "" }) => {
    ask({
        title: t("console_revoke_title", { serial: mine }),
        body: el("p", {}, bdi(memberName(code)), ": ", t("console_revoke_help")),
        confirm: t("console_revoke"), danger: true,
        stands: () => (handsetOf(code)?.serial === mine ? "" : t("console_stands_handset")),
        work: async () => {
            await api("DELETE", `/v1/assemblies/${state.assembly?.id}/handsets/${mine}`, undefined,
                { signal: deadline() });
            await loadHandsets();
        },
        done: focusCard,
    });
});

/** @param {string} code */
function faultOf(code) {
    return fault.code === code ? fault.text : "";
}

/**
 * Where a serial is typed or scanned.
 * @param {RollMember} m
 * @param {Handset | null} handset
 * @param {string} why  it cannot be handed out now
 */
function serialForm(m, handset, why) {
    return el("form", {
        class: "row hand-out", data: { action: "hand-out", code: m.code, key: `hand-${m.code}` },
    },
        el("label", { for: "serial" }, t("console_serial")),
        el("input", {
            id: "serial", type: "text", class: "code", maxlength: "32", autocomplete: "off",
            spellcheck: "false",
            "aria-describedby": "serial-problem",
            "aria-invalid": faultOf(m.code) === "" ? null : "true",
            data: m.present && handset === null ? { first: "" } : {},
        }),
        el("button", {
            type: "submit", class: handset === null ? "primary" : "",
            "aria-disabled": why !== "" || state.busy ? "true" : null,
        }, t(handset === null ? "console_hand_out" : "console_swap")));
}

/**
 * @param {string} code  of the member
 * @param {Handset | null} handset
 * @param {string} why
 */
function handsetButtons(code, handset, why) {
    const phone = button(t("console_phone"), "phone", { data: { code }, key: "phone", why });
    if (handset === null)
        return [phone];
    const data = { code, serial: handset.serial };
    return [
        ...(handset.serial === phoneSerial(code) ? [] : [phone]),
        button(t("console_new_code"), "new-code", { data, key: "new-code" }),
        button(t("console_revoke"), "revoke", { class: "danger", data, key: "revoke" }),
    ];
}

/**
 * @param {RollMember} m
 * @param {Handset | null} handset
 */
function handsetPart(m, handset) {
    const why = whyNoHandset(m.code);
    return el("div", { class: "handset-part" },
        el("h3", {}, t("console_handset")),
        handset === null
            ? el("p", { class: m.present ? "warn-text" : "soft" }, t("console_handset_none"))
            : el("p", {}, el("strong", {}, bdi(handset.serial)),
                ` · ${t("console_since", { time: formatTime(handset.assignedAt) })} · `,
                handset.lastSeenAt ? t("console_seen", { time: formatTime(handset.lastSeenAt) })
                    : t("console_never_seen")),
        handset?.serial === phoneSerial(m.code)
            ? el("p", { class: "soft small" }, t("console_phone_serial_help")) : null,
        why === "" ? null : el("p", { class: "notice warn" }, why),
        serialForm(m, handset, why),
        el("p", { class: "problem", id: "serial-problem", role: "alert" }, faultOf(m.code)),
        el("div", { class: "row" }, ...handsetButtons(m.code, handset, why)));
}

/** @param {RollMember | null} m */
export function memberCard(m) {
    if (m === null)
        return el("section", { class: "card member", data: { key: "member-none" } },
            el("p", { class: "soft" }, t("console_desk_begin")));
    const handset = handsetOf(m.code);
    const kind = tKey(`console_rule_${m.kind}`);
    return el("section", {
        class: "card member", "aria-labelledby": "member-name", data: { key: `member-${m.code}` },
    },
        el("h2", { id: "member-name", tabindex: "-1" }, bdi(m.name)),
        el("p", { class: "soft" }, `${m.code} · ${kind} · ${t("votes", { n: m.weight })}`),
        el("div", { class: "row attendance" },
            el("strong", { class: m.present ? "good-text" : "soft" },
                m.present ? `✓ ${t("console_present")}` : t("console_absent")),
            m.present
                ? button(t("console_check_out"), "check-out",
                { data: { code: m.code }, key: "check" })
                : button(t("console_check_in"), "check-in", {
                    class: "primary", data: { code: m.code, first: "" }, key: "check",
                    why: state.assembly?.state === "ended" ? t("console_ended_help") : "",
                })),
        handsetPart(m, handset));
}
