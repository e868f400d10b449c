// SPDX-License-Identifier: EUPL-1.2
/**
 * What every page says, and the handset, in English.  Apart from en.js, so that
 * a telephone in a full hall loads no more than this.  The same keys as
 * nl_base.js.
 * @type {Record<keyof typeof import("./nl_base.js").texts, string>}
 */
export const texts = {
    // ---- words (docs/glossary.md) ----
    option_for: "For",
    option_against: "Against",
    option_abstain: "Abstention",
    option_against_all: "Against all",
    majority_simple: "Simple majority",
    majority_two_thirds: "Two-thirds majority",
    majority_more_than: "More than {numerator}/{denominator}",
    majority_at_least: "At least {numerator}/{denominator}",
    base_cast: "of the votes cast",
    base_cast_and_abstained: "of the votes, abstentions included",
    base_present: "of the votes present",
    base_entitled: "of all votes",
    votes: "{n} vote|{n} votes",
    members: "{n} member|{n} members",
    practice: "Practice vote",
    practice_long: "This is a practice vote: it does not count",
    role_operator: "Operator",
    role_chair: "Chair",
    role_committee: "Counting committee",
    role_display: "Projector",
    role_gateway: "Gateway",
    role_handset: "Handset",

    // ---- every page ----
    skip: "Skip to content",
    other_language: "Nederlands",
    sign_in: "Sign in",
    sign_in_token: "Access token",
    sign_in_token_help: "The token that the operator gave you.",
    sign_in_wrong: "This token is not known, or was revoked.",
    sign_in_role: "This token has the role “{role}”; only {roles} can sign in here.",
    sign_out: "Sign out",
    signed_in_as: "Signed in as {name}",
    link_live: "Connected",
    link_connecting: "Connecting…",
    link_lost: "No connection; connecting again",
    no_answer: "The server does not answer. Try again.",
    no_assembly: "There is no assembly yet.",
    close: "Close",
    cancel: "Cancel",
    busy: "Busy…",
};
