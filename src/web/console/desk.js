// SPDX-License-Identifier: EUPL-1.2
/**
 * desk: the desk.  Find a member, check it in, hand out a handset:
 * type, Enter, Enter, scan.
 */
import { bdi, el } from "../lib/dom.js";
import { t } from "../lib/text.js";
import { button, onAction } from "./actions.js";
import { choose, chooseActive, deskMember, hits, isIdle, moveActive, queried } from "./chosen.js";
import { memberCard } from "./member.js";
import { handsetOf, openRound, state } from "./state.js";

/** @typedef {import("./state.js").RollMember} RollMember */

onAction("desk-choose", ({ code }) => choose(code ?? ""));

/** The keys of the search box: up and down through the hits, Enter takes one. */
export function listenToDesk() {
    document.addEventListener("keydown", (event) => {
        if (!(event.target instanceof HTMLElement) || event.target.id !== "desk-search" ||
            event.repeat)
            return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step === undefined && event.key !== "Enter")
            return;
        event.preventDefault();
        if (step === undefined)
            chooseActive();
        else
            moveActive(step);
    });
}

/**
 * @param {RollMember} m
 * @param {boolean} isActive
 */
function hit(m, isActive) {
    const handset = handsetOf(m.code);
    return el("li", {
        role: "option", id: `hit-${m.code}`, "aria-selected": String(isActive), class: "hit",
        data: { key: m.code, action: "desk-choose", code: m.code },
    },
    el("span", { class: "hit-name" }, bdi(m.name)),
    el("span", { class: "soft small" }, m.code),
    el("span", { class: "small" }, m.present ? `✓ ${t("console_present")}` : t("console_absent"),
        handset === null ? null : [" · ", bdi(handset.serial)]));
}

function searchPart() {
    const list = hits();
    const member = deskMember();
    return el("section", {
        class: "card search", "aria-labelledby": "view-title", data: { key: "desk-search" },
    },
        el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_desk")),
        el("label", { for: "desk-search" }, t("console_desk_search")),
        el("input", {
            id: "desk-search", type: "search", role: "combobox", autocomplete: "off",
            spellcheck: "false",
            "aria-expanded": String(list.length > 0), "aria-controls": "hits",
            "aria-autocomplete": "list",
            "aria-activedescendant": member !== null && list.includes(member) ? `hit-${member.code}`
                : null,
            "aria-describedby": "desk-help", value: queried(), data: { input: "desk-search" },
        }),
        el("p", { id: "desk-help", class: "soft small" }, t("console_desk_help")),
        el("h2", { class: "small", id: "hits-title" },
            isIdle() ? t("console_desk_without", { n: list.length })
            : t("console_desk_hits", { n: list.length })),
        el("ul", {
            class: "plain hits-list", role: "listbox", id: "hits", tabindex: "0",
            "aria-labelledby": "hits-title",
        },
            ...list.map((m) => hit(m, m === member))));
}

/** What is not possible while a round is open, and why. */
function roundNotice() {
    return openRound() === null ? null : el("div", {
        class: "notice warn", role: "note", data: { key: "round-notice" },
    },
        el("strong", {}, t("console_desk_round")), " ", t("console_desk_round_may"), " ",
        t("console_desk_round_not"));
}

export function deskView() {
    const { assembly } = state;
    if (assembly === null || assembly.state === "draft")
        return el("div", { data: { key: "desk-none" } },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_desk")),
            el("p", { class: "notice warn" }, t("console_needs_roll")),
            button(t("console_view_setup"), "go", { class: "primary", data: { view: "setup" } }));
    return el("div", { class: "desk", data: { key: "desk" } },
        searchPart(),
        el("div", { class: "column" }, roundNotice(), memberCard(deskMember()),
            el("section", { class: "card", "aria-labelledby": "bulk-title", data: { key: "bulk" } },
                el("h2", { id: "bulk-title" }, t("console_bulk")),
                el("div", { class: "row" },
                    button(t("console_cards"), "cards", { key: "cards" }),
                    button(t("console_all_present"), "all-present", { key: "all-present",
                        why: assembly.state === "ended" ? t("console_ended_help") : "" })))));
}
