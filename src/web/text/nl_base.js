// SPDX-License-Identifier: EUPL-1.2
/**
 * Wat elke pagina zegt, en het stemkastje, in het Nederlands.  Apart van nl.js,
 * opdat een telefoon in een volle zaal alleen dit laadt.  Dezelfde sleutels als
 * en_base.js.
 */
export const texts = {
    // ---- words (docs/glossary.md) ----
    option_for: "Voor",
    option_against: "Tegen",
    option_abstain: "Onthouding",
    option_against_all: "Tegen alle",
    majority_simple: "Gewone meerderheid",
    majority_two_thirds: "Tweederde meerderheid",
    majority_more_than: "Meer dan {numerator}/{denominator}",
    majority_at_least: "Ten minste {numerator}/{denominator}",
    base_cast: "van de uitgebrachte stemmen",
    base_cast_and_abstained: "van de stemmen, onthoudingen meegeteld",
    base_present: "van de aanwezige stemmen",
    base_entitled: "van alle stemmen",
    votes: "{n} stem|{n} stemmen",
    members: "{n} lid|{n} leden",
    practice: "Proefstemming",
    practice_long: "Dit is een proefstemming: zij telt niet mee",
    role_operator: "Stembureau",
    role_chair: "Voorzitter",
    role_committee: "Commissie van stemopneming",
    role_display: "Zaalscherm",
    role_gateway: "Basisstation",
    role_handset: "Stemkastje",

    // ---- every page ----
    skip: "Naar de inhoud",
    other_language: "English",
    sign_in: "Aanmelden",
    sign_in_token: "Toegangssleutel",
    sign_in_token_help: "De sleutel die u van het stembureau kreeg.",
    sign_in_wrong: "Deze sleutel is niet bekend of is ingetrokken.",
    sign_in_role: "Deze sleutel is van de rol «{role}»; hier kan alleen {roles} zich aanmelden.",
    sign_out: "Afmelden",
    signed_in_as: "Aangemeld als {name}",
    link_live: "Verbonden",
    link_connecting: "Verbinden…",
    link_lost: "Geen verbinding; er wordt opnieuw verbonden",
    no_answer: "De server antwoordt niet. Probeer het opnieuw.",
    no_assembly: "Er is nog geen vergadering.",
    close: "Sluiten",
    cancel: "Annuleren",
    busy: "Bezig…",
};
