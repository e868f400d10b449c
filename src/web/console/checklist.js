// SPDX-License-Identifier: EUPL-1.2
/**
 * checklist: go or no go, before the meeting, with what to do about the rest.
 */
import { bdi, el } from "../lib/dom.js";
import { t, tKey } from "../lib/text.js";
import { button, onAction, run } from "./actions.js";
import { loadHandsets, loadStatus, loadTokens } from "./follow.js";
import { checks, verdictOf } from "./readiness.js";
import { addressOf } from "./route.js";
import { state } from "./state.js";

/** @typedef {import("./readiness.js").Check} Check */

/** @type {Record<import("./readiness.js").Verdict, string>} */
const SIGNS = { good: "✓", warn: "▲", bad: "✗", unknown: "?" };

onAction("check-again", () => run(() => Promise.all([loadStatus(), loadTokens(), loadHandsets()])));

/** @param {Check} c */
function line(c) {
    const { id, verdict, view } = c;
    const what = verdict === "unknown" ? tKey(`console_check_${id}`)
        : tKey(`console_check_${id}_${verdict === "good" ? "good" : "not"}`, c.params);
    const todo = verdict === "good" ? null
        : el("p", { class: "small" }, tKey(`console_check_${id}_todo`), " ",
            view === null ? null
                : el("a", { href: addressOf({ view }) }, tKey(`console_view_${view}`)));
    return el("li", { class: "check-line", data: { key: id, verdict } },
        el("span", { class: "state-sign", "aria-hidden": "true" }, SIGNS[verdict]),
        el("div", {},
            el("p", {}, el("strong", {}, tKey(`console_verdict_${verdict}`), ": "), bdi(what)),
            todo));
}

const LOOKS = { "go": "good", "look": "warn", "no-go": "bad" };

/**
 * Whether the meeting can begin, in a word.
 * @param {Check[]} list
 */
export function verdictNotice(list) {
    const verdict = verdictOf(list);
    const left = list.filter((c) => c.verdict !== "good").length;
    return el("p", { class: `notice verdict ${LOOKS[verdict]}`, role: "status" },
        tKey(`console_verdict_${verdict.replace("-", "_")}`, { n: left }));
}

export function checkView() {
    const list = checks(state);
    return el("div", { data: { key: "check" } },
        el("div", { class: "head" },
            el("h1", { tabindex: "-1", id: "view-title" }, t("console_view_check")),
            button(t("console_check_again"), "check-again", { key: "again" })),
        verdictNotice(list),
        el("ul", { class: "plain checks" }, ...list.map(line)));
}
