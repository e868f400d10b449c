// SPDX-License-Identifier: EUPL-1.2
/**
 * What the pages say, in English.  The same keys as nl.js.
 * @type {Record<keyof typeof import("./nl.js").texts, string>}
 */
export const texts = {
    // ---- words (docs/glossary.md) ----
    option_for: "For",
    option_against: "Against",
    option_abstain: "Abstention",
    option_against_all: "Against all",
    outcome_none: "Not decided yet",
    outcome_adopted: "Adopted",
    outcome_rejected: "Rejected",
    outcome_adopted_as_amended: "Adopted as amended",
    outcome_acclamation: "Adopted by acclamation",
    outcome_taken_over: "Taken over by the board",
    outcome_held: "Held over",
    outcome_withdrawn: "Withdrawn",
    outcome_lapsed: "Lapsed",
    outcome_noted: "Noted",
    outcome_no_quorum: "No decision: quorum not reached",
    outcome_no_majority: "No decision: no majority",
    kind_proposal: "Proposal",
    kind_motion: "Motion",
    kind_amendment: "Amendment",
    kind_advice: "Advice",
    kind_appointment: "Appointment",
    kind_minutes: "Minutes",
    kind_practice: "Practice vote",
    advice_none: "No board advice",
    advice_adopt: "Board advice: adopt",
    advice_take_over: "Board advice: take over",
    advice_advise_against: "Board advice: against",
    advice_hold: "Board advice: hold over",
    assembly_alv: "General assembly",
    assembly_balv: "Extraordinary general assembly",
    assembly_consultation: "Consultation of the members",
    assembly_state_draft: "In preparation",
    assembly_state_convened: "Convened",
    assembly_state_opened: "Opened",
    assembly_state_ended: "Ended",
    round_state_prepared: "Prepared",
    round_state_open: "Voting is open",
    round_state_closed: "Voting is closed",
    round_state_declared: "Declared",
    round_state_certified: "Certified",
    round_state_published: "Published",
    round_state_annulled: "Annulled",
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

    // ---- chart ----
    chart_title: "Result by choice",
    chart_option: "Choice",
    chart_share: "Share",
    chart_votes: "Votes",
    chart_members: "Members",
    chart_needed: "Needed: {n}",

    // ---- screen ----

    // ---- console ----

    // ---- handset ----

    // ---- committee ----
};
