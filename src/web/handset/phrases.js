// SPDX-License-Identifier: EUPL-1.2
/**
 * phrases: what the page says about a ballot.  Only `good` is said of what the
 * server has confirmed.
 */
import { currentLanguage, formatTime, isolate, t } from "../lib/text.js";
import { optionName } from "../lib/words.js";

/** @typedef {import("./display.js").Shown} Shown */
/** @typedef {import("./state.js").Standing} Standing */
/** @typedef {"calm" | "busy" | "warn" | "good" | "bad"} Tone */
/** @typedef {{tone: Tone, head: string, lines: string[]}} Phrase */

const FIXED = ["for", "against", "abstain", "against-all"];

/**
 * A choice inside a sentence: VOOR, or “the option's own name”.
 * @param {string} option
 */
export function choiceText(option) {
    return FIXED.includes(option) ? optionName(option).toLocaleUpperCase(currentLanguage())
        : `“${isolate(option)}”`;
}

/**
 * “gemeente Voorbeeldstad”; the name of a region says already what it is.
 * @param {{code: string, name: string}} member
 */
export function memberText({ code, name }) {
    return code.startsWith("GM") ? t("handset_municipality", { name: isolate(name) }) : isolate(name);
}

/** @param {string} text */
function capital(text) {
    return text.charAt(0).toLocaleUpperCase(currentLanguage()) + text.slice(1);
}

/** @param {Standing} standing */
function standingParams({ choice, receivedAt }) {
    return { choice: choiceText(choice), time: formatTime(receivedAt) };
}

/**
 * Why a press was refused, and what to do.
 * @param {string} slug
 * @param {string} member
 */
function refusalText(slug, member) {
    switch (slug) {
    case "stale-ballot":
        return t("handset_refused_stale");
    case "round-not-open":
        return t("handset_refused_not_open");
    case "member-absent":
        return capital(t("handset_refused_absent", { member }));
    case "not-entitled":
        return capital(t("handset_refused_not_entitled", { member }));
    default:
        return t("handset_refused_other", { code: slug });
    }
}

/**
 * A press that came too late, as told at the press or by the server.
 * @param {string} choice
 * @param {Shown["late"]} late
 */
function lateText(choice, late) {
    return late?.choice === choice
        ? t("handset_late_at", { choice: choiceText(choice), time: formatTime(late.at) })
        : t("handset_late", { choice: choiceText(choice) });
}

/**
 * @param {Shown} shown
 * @param {string | null} stands  the sentence about what stands
 * @returns {Phrase}
 */
function refusedPhrase({ status, late, member }, stands) {
    if (status.kind !== "refused")
        throw new Error(status.kind);
    const isLate = status.slug === "round-closed";
    const lines = isLate ? [] : [refusalText(status.slug, memberText(member))];
    return {
        tone: "bad",
        head: isLate ? lateText(status.choice, late)
            : t("handset_refused", { choice: choiceText(status.choice) }),
        lines: stands === null ? lines : [...lines, stands],
    };
}

/**
 * @param {Shown} shown
 * @returns {Phrase}
 */
function openPhrase(shown) {
    const { status, isPresent, member } = shown;
    const before = status.standing ? [t("handset_before", standingParams(status.standing))] : [];
    switch (status.kind) {
    case "sending":
        return { tone: "busy", head: t("handset_sending", { choice: choiceText(status.choice) }),
            lines: [t("handset_sending_help"), ...before] };
    case "repeating":
        return { tone: "warn", head: t("handset_repeating", { choice: choiceText(status.choice) }),
            lines: [t("handset_repeating_help"), ...before] };
    case "refused":
        return refusedPhrase(shown, status.standing
            ? t("handset_still", standingParams(status.standing)) : null);
    case "registered":
        return { tone: "good", head: t("handset_registered", standingParams(status.standing)),
            lines: [t("handset_change")] };
    case "unknown":
        return { tone: "calm", head: t("handset_unknown"), lines: [] };
    case "none":
        return isPresent ? { tone: "calm", head: t("handset_none"), lines: [t("handset_none_help")] }
            : { tone: "warn", head: capital(t("handset_absent", { member: memberText(member) })),
                lines: [t("handset_absent_help")] };
    }
}

/**
 * @param {Shown} shown
 * @returns {Phrase}
 */
function closedPhrase(shown) {
    const { status, late, last } = shown;
    const annulled = last?.state === "annulled" ? [t("handset_annulled_help")] : [];
    const stands = status.standing ? t("handset_still", standingParams(status.standing)) : null;
    if (status.kind === "refused")
        return refusedPhrase(shown, stands);
    if (status.kind === "sending" || status.kind === "repeating" || status.kind === "unknown")
        return openPhrase(shown);
    if (late !== null && late.choice !== status.standing?.choice)
        return { tone: "bad", head: lateText(late.choice, late),
            lines: [stands ?? t("handset_not_registered"), ...annulled] };
    if (status.kind !== "registered")
        return { tone: "warn", head: t("handset_not_registered"), lines: annulled };
    return { tone: annulled.length > 0 ? "warn" : "good",
        head: t("handset_registered", standingParams(status.standing)), lines: annulled };
}

/**
 * What to say about the delegate's ballot; null when there was no round.
 * @param {Shown} shown
 * @returns {Phrase | null}
 */
export function phrase(shown) {
    const said = shown.round ? openPhrase(shown) : shown.last ? closedPhrase(shown) : null;
    if (said !== null && shown.earlier !== null)
        said.lines.push(t("handset_earlier", { choice: choiceText(shown.earlier) }));
    return said;
}

/**
 * Why this handset votes no more; empty when it never did here.
 * @param {{slug: string, choice: string | null}} gone
 * @param {{code: string, name: string} | null} member
 */
export function goneText({ slug, choice }, member) {
    const press = choice === null ? [] : [t("handset_gone_press", { choice: choiceText(choice) })];
    if (slug === "handset-revoked")
        return [t("handset_gone_revoked"), ...press].join(" ");
    if (slug === "assignment-ended")
        return [member === null ? t("handset_gone_ended_plain")
            : t("handset_gone_ended", { member: memberText(member) }), ...press].join(" ");
    return member === null ? "" : [t("handset_gone_signed_out"), ...press].join(" ");
}

/**
 * What is going on when there is no vote.
 * @param {Shown} shown
 */
export function idleText({ assembly, isPresent, member }) {
    if (assembly.state === "ended")
        return t("handset_ended");
    if (assembly.state !== "opened")
        return t("handset_not_opened");
    if (!isPresent)
        return `${capital(t("handset_absent", { member: memberText(member) }))} ${t("handset_absent_help")}`;
    return t("handset_waiting");
}
