// SPDX-License-Identifier: EUPL-1.2
/**
 * cards: the sign-in code of a telephone, shown or printed, for one member or
 * for many.  Making a code ends the former, so that is asked first.
 */
import { api } from "../lib/api.js";
import { bdi, byId, el, fill } from "../lib/dom.js";
import { isolate, t, tKey } from "../lib/text.js";
import { deadline, onAction, run, say } from "./actions.js";
import { ask } from "./dialog.js";
import { radioFields, valueOf } from "./fields.js";
import { qrCode } from "./qr.js";
import { handsetOf, memberName, openRound, publicBase, state } from "./state.js";

/** @typedef {import("./state.js").RollMember} RollMember */

const AT_ONCE = 4;

/**
 * The serial of a member's own telephone.
 * @param {string} code
 */
export function phoneSerial(code) {
    return `T-${code}`;
}

/**
 * The address that signs a telephone in.
 * @param {string} code
 */
export function signInAddress(code) {
    return `${publicBase()}/handset#code=${code.replaceAll("-", "")}`;
}

/**
 * A card to hand out: whose it is, the QR code, and what to type without one.
 * @param {{serial: string, member: string, code: string}} made
 */
async function card(made) {
    const name = memberName(made.member);
    const weight = state.roll.find((m) => m.code === made.member)?.weight ?? 0;
    return el("article", { class: "qr-card" },
        el("p", { class: "card-assembly small" }, bdi(state.assembly?.title ?? "")),
        el("p", { class: "card-name" }, bdi(name)),
        el("p", { class: "small" }, `${made.member} · ${t("votes", { n: weight })} · `,
            bdi(made.serial)),
        await qrCode(signInAddress(made.code), t("console_qr_label", { name: isolate(name) })),
        el("p", { class: "small" }, t("console_card_type", { address: `${publicBase()}/handset` })),
        el("p", { class: "card-code code" }, made.code));
}

/** @param {string} serial */
function makeCode(serial) {
    return api("POST", `/v1/assemblies/${state.assembly?.id}/handsets/${serial}/codes`, undefined,
        { signal: deadline() });
}

/**
 * Puts cards on paper.
 * @param {HTMLElement[]} cards
 */
function print(cards) {
    const sheet = byId("sheet");
    fill(sheet, ...cards);
    addEventListener("afterprint", () => fill(sheet), { once: true });
    window.print();
}

/**
 * Makes a new code for a handset and shows it.
 * @param {string} serial
 * @param {string} member
 */
export async function showCode(serial, member) {
    /** @type {HTMLElement | null} */
    let made = null;
    await run(async () => {
        made = await card(await makeCode(serial));
    });
    if (made === null)
        return;
    /** @type {HTMLElement} */
    const shown = made;
    const copy = () => /** @type {HTMLElement} */ (shown.cloneNode(true));
    const printer = el("button", { type: "button", on: { click: () => print([copy()]) } },
        t("console_print"));
    ask({
        title: t("console_code_title", { name: isolate(memberName(member)) }),
        body: [shown, el("p", { class: "soft small" }, t("console_code_help")), printer],
    });
}

// ---- many ----

/** @type {Record<string, () => RollMember[]>} */
const CHOICES = {
    "without": () => state.roll.filter((m) => m.present && handsetOf(m.code) === null),
    "none": () => state.roll.filter((m) => handsetOf(m.code) === null),
    "phones": () => state.roll.filter((m) => handsetOf(m.code)?.serial === phoneSerial(m.code)),
};

/**
 * Cards for these members, some at a time, with the count so far.
 * @param {RollMember[]} members
 * @param {(done: number) => void} tell
 */
async function makeCards(members, tell) {
    const fresh = members.filter((m) => handsetOf(m.code) === null);
    if (fresh.length > 0)
        await api("POST", `/v1/assemblies/${state.assembly?.id}/handsets`,
            fresh.map((m) => ({ serial: phoneSerial(m.code), member: m.code })),
            { signal: deadline() });
    /** @type {HTMLElement[]} */
    const cards = [];
    let next = 0;
    let done = 0;
    const work = async () => {
        while (next < members.length) {
            const i = next++;
            const serial = handsetOf(members[i].code)?.serial ?? phoneSerial(members[i].code);
            cards[i] = await card(await makeCode(serial));
            tell(++done);
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return cards;
}

onAction("cards", () => {
    let choice = "";
    /** @type {HTMLElement[]} */
    let cards = [];
    const progress = el("p", { role: "status" });
    ask({
        title: t("console_cards_title"),
        body: [el("p", {}, t("console_cards_help")),
            radioFields("who", t("console_cards_who"), Object.entries(CHOICES).map(([name, list]) =>
                [name, tKey(`console_cards_${name}`, { n: list().length })]), "without"),
            el("p", { class: "problem", data: { problem: "who" } }),
            openRound() === null ? null
                : el("p", { class: "notice warn" }, t("console_desk_round_may")),
            progress],
        confirm: t("console_cards_make"),
        read: (form, problems) => {
            choice = valueOf(form, "who");
            if (CHOICES[choice]().length === 0)
                problems.add("who", t("console_cards_nobody"));
        },
        work: async () => {
            const members = CHOICES[choice]();
            cards = await makeCards(members, (done) =>
                fill(progress, t("console_cards_progress", { done, n: members.length })));
        },
        done: () => {
            say("good", t("console_cards_done", { n: cards.length }));
            print(cards);
        },
    });
});

onAction("all-present", () => {
    const absent = state.roll.filter((m) => !m.present);
    ask({
        title: t("console_all_present_title"),
        body: el("p", {}, t("console_all_present_help", { n: absent.length })),
        confirm: t("console_all_present"),
        work: () => api("PUT", `/v1/assemblies/${state.assembly?.id}/attendance`,
            absent.map((m) => ({ member: m.code, present: true })), { signal: deadline() }),
    });
});
