// SPDX-License-Identifier: EUPL-1.2
/**
 * draw: the page of a handset, made anew from what is to be seen.
 */
import { serverNow } from "../lib/api.js";
import { bdi, el, svg } from "../lib/dom.js";
import { formatClock, t } from "../lib/text.js";
import { majorityName, optionClass, optionName, optionSign, provisionalText } from "../lib/words.js";
import { idleText, memberText, phrase } from "./phrases.js";

/** @typedef {import("./display.js").Shown} Shown */
/** @typedef {import("./display.js").ShownRound} ShownRound */
/** @typedef {import("./phrases.js").Tone} Tone */
/** @typedef {import("../lib/live.js").Link} Link */

const HURRY_S = 10; // from here on the clock calls for attention

/** The pictures of a status; a full ballot box for what is in it. @type {Record<Tone, string>} */
const ICONS = {
    calm: "M3 12h18v9H3zM8 12V4h8v8",
    busy: "M12 4v12M6 10l6-6 6 6M4 20h16",
    warn: "M12 3 22 20H2zM12 9v5M12 16.6v.8",
    good: "M3 10h18v11H3zM7 6h10",
    bad: "M8 8l8 8M16 8l-8 8M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20",
};
const TICK = "m8 15.5 3 3 5.5-6";

/** @param {Tone} tone */
function icon(tone) {
    return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
        svg("path", { d: ICONS[tone] }),
        tone === "good" ? svg("path", { d: TICK, class: "tick" }) : null);
}

/** @param {Link | null} link */
function drawLink(link) {
    return el("span", { class: "link-state", role: "status", data: { link: link ?? "" } },
        link === null ? "" : t(link === "lost" ? "handset_lost" : `link_${link}`));
}

/**
 * Whose handset this is: always to be seen, so that swapped phones are noticed.
 * @param {Shown | null} shown
 * @param {Link | null} link
 */
export function drawHead(shown, link) {
    return [
        el("div", { class: "whose" },
            el("p", { class: "member" }, shown === null ? "stembus" : bdi(memberText(shown.member))),
            el("p", { class: "more" },
                shown === null ? null : el("span", {}, t("votes", { n: shown.member.weight })),
                drawLink(link))),
        el("button", { type: "button", class: "quiet", data: { act: "more" }, "aria-haspopup": "dialog" },
            t("handset_more")),
    ];
}

/**
 * @param {{number: string, title: string}} motion
 * @param {"h1" | "h2"} level
 */
function drawMotion({ number, title }, level) {
    return [
        el("p", { class: "item" }, t("handset_item", { number: "" }), bdi(number)),
        el(level, { class: "subject" }, bdi(title)),
    ];
}

/** @param {ShownRound} round */
function drawClock({ closesAt }) {
    if (closesAt === null)
        return null;
    const seconds = Math.ceil((Date.parse(closesAt) - serverNow()) / 1000);
    return el("span", { class: seconds <= HURRY_S ? "clock hurry" : "clock", role: "timer" },
        seconds > 0 ? t("handset_time_left", { clock: formatClock(seconds) }) : t("handset_closing"));
}

function drawPractice() {
    return el("p", { class: "practice" },
        el("strong", {}, t("practice")), ": ", t("handset_practice"));
}

/** @param {ShownRound} round */
function drawQuestion(round) {
    const { majority } = round;
    return el("section", { class: "question", "data-key": `round-${round.id}` },
        round.practice ? drawPractice() : null,
        ...drawMotion(round, "h1"),
        el("p", { class: "terms" },
            majority === null ? null : el("span", {}, majorityName(majority)),
            drawClock(round)));
}

/**
 * @param {ShownRound} round
 * @param {ShownRound["options"][number]} option
 */
function drawOption(round, { key, option, mark }) {
    const { isNamed, isDisabled } = round;
    const fixed = optionName(option);
    return el("button", {
        type: "button", class: `vote ${optionClass(option)}`, disabled: isDisabled,
        "aria-pressed": mark === "registered" ? "true" : "false",
        "data-key": `vote-${round.id}-${key}`,
        data: { act: "vote", option, mark },
    },
    el("span", { class: "sign", "aria-hidden": "true" },
        isNamed && fixed === option ? String(key) : optionSign(option)),
    el("span", { class: "word" }, fixed === option ? bdi(option) : fixed,
        mark === "none" ? null : el("span", { class: "marked" }, t(`handset_mark_${mark}`))));
}

/** @param {ShownRound} round */
function drawOptions(round) {
    const has = round.options.some(({ mark }) => mark === "registered");
    return el("div", {
        class: round.isNamed ? "options named" : "options", role: "group",
        "aria-label": t("handset_choices"), "data-key": `options-${round.id}`,
        data: { voted: String(has) },
    }, ...round.options.map((option) => drawOption(round, option)));
}

/**
 * That the result of a round is provisional, while it is.
 * @param {ShownRound} round
 */
function drawProvisional(round) {
    return provisionalText(round) === null ? null
        : el("p", { class: "provisional" }, t("handset_provisional"));
}

/**
 * What became of the last choice.  The element stays, so that a change of its
 * text is read out.
 * @param {Shown} shown
 */
function drawStatus(shown) {
    const said = phrase(shown);
    const { last } = shown;
    return el("div", { class: `status ${said?.tone ?? "calm"}`, role: "status", hidden: said === null },
        said === null ? null : icon(said.tone),
        said === null ? null : el("div", {},
            last === null || isJustOver(shown) ? null : el("p", { class: "about" },
                t("handset_item", { number: "" }), bdi(last.number), " · ", bdi(last.title)),
            last === null || isJustOver(shown) ? null : drawProvisional(last),
            el("p", { class: "head" }, said.head),
            said.lines.length === 0 ? null : el("p", {}, said.lines.join(" "))));
}

/**
 * Whether the round that was last is still what it is about for a delegate:
 * one that pressed in it.
 * @param {Shown} shown
 */
function isJustOver({ last, subject, isPause, assembly, status, late }) {
    return last !== null && subject === null && !isPause && assembly.state === "opened" &&
        (status.kind !== "none" || late !== null);
}

/** @param {Shown} shown */
function drawOver(shown) {
    const { last } = shown;
    return last === null ? null : el("section", { class: "idle", "data-key": `over-${last.id}` },
        last.practice ? drawPractice() : null,
        el("p", { class: "item" }, t("handset_item", { number: "" }), bdi(last.number)),
        el("p", { class: "subject" }, bdi(last.title)),
        el("h1", {}, t(last.state === "annulled" ? "handset_last_annulled" : "handset_last")),
        drawProvisional(last));
}

/** @param {Shown} shown */
function drawIdle(shown) {
    const { member, subject } = shown;
    return el("section", { class: "idle", "data-key": "idle" },
        el("h1", {}, t("handset_welcome", { member: memberText(member), n: member.weight })),
        el("p", { class: "lead" }, idleText(shown)),
        subject === null ? null : el("div", { class: "card now" },
            el("p", { class: "about" }, t("handset_now")), ...drawMotion(subject, "h2")));
}

/**
 * @param {Shown | null} shown
 * @param {Link | null} link
 */
export function drawMain(shown, link) {
    if (shown === null)
        return [el("section", { class: "idle", "data-key": "loading" },
            el("h1", {}, t("handset_title")),
            el("p", { role: "status" }, t(link === "lost" ? "handset_offline" : "handset_loading")))];
    const { round } = shown;
    return [
        round !== null ? drawQuestion(round) : isJustOver(shown) ? drawOver(shown) : drawIdle(shown),
        el("div", { class: "dock", "data-key": "dock" }, drawStatus(shown),
            round === null ? null : drawOptions(round),
            isJustOver(shown) ? el("p", { class: "lead" }, idleText(shown)) : null),
    ];
}
