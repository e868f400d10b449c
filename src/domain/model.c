/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/model.h"

#include <string.h>

#define MODEL_WORD(name, word) word,
const char *const member_kind_words[] = { MEMBER_KINDS(MODEL_WORD) NULL };
const char *const rounding_words[] = { ROUNDINGS(MODEL_WORD) NULL };
const char *const assembly_kind_words[] = { ASSEMBLY_KINDS(MODEL_WORD) NULL };
const char *const assembly_state_words[] = { ASSEMBLY_STATES(MODEL_WORD) NULL };
const char *const motion_kind_words[] = { MOTION_KINDS(MODEL_WORD) NULL };
const char *const motion_state_words[] = { MOTION_STATES(MODEL_WORD) NULL };
const char *const advice_words[] = { ADVICES(MODEL_WORD) NULL };
const char *const outcome_words[] = { OUTCOMES(MODEL_WORD) NULL };
const char *const round_state_words[] = { ROUND_STATES(MODEL_WORD) NULL };
const char *const comparison_words[] = { COMPARISONS(MODEL_WORD) NULL };
const char *const base_words[] = { BASES(MODEL_WORD) NULL };
const char *const quorum_by_words[] = { QUORUM_BYS(MODEL_WORD) NULL };
const char *const assignment_state_words[] = { ASSIGNMENT_STATES(MODEL_WORD)
                                               NULL };
const char *const auth_words[] = { AUTHS(MODEL_WORD) NULL };
const char *const show_words[] = { SHOWS(MODEL_WORD) NULL };
const char *const role_words[] = { ROLES(MODEL_WORD) NULL };
const char *const finding_words[] = { FINDINGS(MODEL_WORD) NULL };
#undef MODEL_WORD

/* ---- states -------------------------------------------------------------- */

const uint8_t assembly_moves[ASSEMBLY_STATE_COUNT] = {
    [ASSEMBLY_DRAFT] = BIT(ASSEMBLY_CONVENED),
    [ASSEMBLY_CONVENED] = BIT(ASSEMBLY_OPENED),
    [ASSEMBLY_OPENED] = BIT(ASSEMBLY_ENDED),
};

/* A round that decided nothing, or that is annulled, gives the motion back; so
 * does a decision without a vote that is taken back. */
const uint8_t motion_moves[MOTION_STATE_COUNT] = {
    [MOTION_PENDING] = BIT(MOTION_VOTING) | BIT(MOTION_DECIDED),
    [MOTION_VOTING] = BIT(MOTION_PENDING) | BIT(MOTION_DECIDED),
    [MOTION_DECIDED] = BIT(MOTION_PENDING),
};

const uint8_t round_moves[ROUND_STATE_COUNT] = {
    [ROUND_STATE_PREPARED] = BIT(ROUND_STATE_OPEN),
    [ROUND_STATE_OPEN] = BIT(ROUND_STATE_CLOSED),
    [ROUND_STATE_CLOSED] =
        BIT(ROUND_STATE_DECLARED) | BIT(ROUND_STATE_ANNULLED),
    [ROUND_STATE_DECLARED] =
        BIT(ROUND_STATE_CERTIFIED) | BIT(ROUND_STATE_ANNULLED),
    [ROUND_STATE_CERTIFIED] =
        BIT(ROUND_STATE_PUBLISHED) | BIT(ROUND_STATE_ANNULLED),
    [ROUND_STATE_PUBLISHED] = BIT(ROUND_STATE_ANNULLED),
};

const uint8_t assignment_moves[ASSIGNMENT_STATE_COUNT] = {
    [ASSIGNED] = BIT(REVOKED) | BIT(ASSIGNMENT_OVER),
};

/* ---- syntax -------------------------------------------------------------- */

const char code_expected[] = "two capitals and two to six digits, like GM0344";
const char serial_expected[] = "1 to 32 of A-Z a-z 0-9 . _ -";
const char date_expected[] = "a date like 2026-06-08, from 1900 to 2199";

/* isdigit() and its kin depend on the locale. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool code_valid(const char *text)
{
    size_t digits = 0;

    if (!is_capital(text[0]) || !is_capital(text[1]))
        return false;
    while (is_digit(text[2 + digits]))
        digits++;
    return text[2 + digits] == '\0' && digits >= 2 && digits <= 6;
}

bool serial_valid(const char *text)
{
    size_t len = 0;

    for (; text[len] != '\0'; len++) {
        char c = text[len];
        if (len == SERIAL_SIZE - 1 ||
            !(is_capital(c) || is_digit(c) || (c >= 'a' && c <= 'z') ||
              c == '.' || c == '_' || c == '-'))
            return false;
    }
    return len > 0;
}

int round_option(const struct round *r, const char *choice)
{
    for (size_t i = 0; i < r->option_count; i++)
        if (strcmp(r->options[i], choice) == 0)
            return (int)i;
    return -1;
}

/* ---- forms --------------------------------------------------------------- */

static const struct field share_fields[] = {
    F_INT(struct share, weight, "weight", true, 0, EXACT_MAX),
    F_INT(struct share, members, "members", true, 0, EXACT_MAX),
    F_END,
};
const struct form share_form = {
    .name = "share",
    .size = sizeof(struct share),
    .fields = share_fields,
};

static const struct field weight_rule_fields[] = {
    F_INT(struct weight_rule, per_inhabitants, "perInhabitants", true, 1,
          INHABITANTS_MAX),
    F_WORD(struct weight_rule, rounding, "rounding", true, rounding_words,
           ROUND_DOWN),
    F_INT(struct weight_rule, minimum, "minimum", true, 1, WEIGHT_MAX),
    F_INT(struct weight_rule, cap, "cap", true, 1, WEIGHT_MAX),
    F_END,
};
const struct form weight_rule_form = {
    .name = "weightRule",
    .size = sizeof(struct weight_rule),
    .fields = weight_rule_fields,
};

static const struct field weight_rules_fields[] = {
    F_FORM(struct weight_rules, of[MUNICIPALITY], "municipality", true,
           &weight_rule_form),
    F_FORM(struct weight_rules, of[REGION], "region", true, &weight_rule_form),
    F_END,
};
const struct form weight_rules_form = {
    .name = "weightRules",
    .size = sizeof(struct weight_rules),
    .fields = weight_rules_fields,
};

static const struct field majority_fields[] = {
    F_INT(struct majority, numerator, "numerator", true, 1, 1000),
    F_INT(struct majority, denominator, "denominator", true, 1, 1000),
    F_WORD(struct majority, comparison, "comparison", true, comparison_words,
           MORE_THAN),
    F_WORD(struct majority, base, "base", true, base_words, BASE_CAST),
    F_END,
};
const struct form majority_form = {
    .name = "majority",
    .size = sizeof(struct majority),
    .fields = majority_fields,
};

static const struct majority simple = { 1, 2, MORE_THAN, BASE_CAST };
static const struct majority two_thirds = { 2, 3, AT_LEAST, BASE_CAST };
const struct shorthand majority_shorthands[] = {
    { "simple", &simple },
    { "two-thirds", &two_thirds },
    { NULL, NULL },
};

static const struct field quorum_fields[] = {
    F_INT(struct quorum, numerator, "numerator", true, 1, 1000),
    F_INT(struct quorum, denominator, "denominator", true, 1, 1000),
    { .key = "of", .type = FIELD_WORD, .required = true,
      F_AT(struct quorum, of), .words = base_words, .min = BASE_PRESENT,
      .max = BASE_ENTITLED },
    F_WORD(struct quorum, by, "by", true, quorum_by_words, BY_WEIGHT),
    F_END,
};
const struct form quorum_form = {
    .name = "quorum",
    .size = sizeof(struct quorum),
    .fields = quorum_fields,
};

static const struct field option_result_fields[] = {
    F_TEXT(struct option_result, option, "option", true, 1, OPTION_CHARS),
    F_INT(struct option_result, weight, "weight", true, 0, EXACT_MAX),
    F_INT(struct option_result, members, "members", true, 0, EXACT_MAX),
    F_TEXT(struct option_result, percent, "percent", false, 0, 0),
    F_END,
};
static const struct form option_result_form = {
    .name = "optionResult",
    .size = sizeof(struct option_result),
    .fields = option_result_fields,
};

static const struct field sentence_fields[] = {
    F_TEXT(struct sentence, nl, "nl", true, 0, 0),
    F_TEXT(struct sentence, en, "en", true, 0, 0),
    F_END,
};
static const struct form sentence_form = {
    .name = "sentence",
    .size = sizeof(struct sentence),
    .fields = sentence_fields,
};

static const struct field result_fields[] = {
    F_LIST(struct result, options, option_count, "options", true, 2,
           OPTIONS_MAX, &option_result_form),
    F_FORM(struct result, not_voted, "notVoted", true, &share_form),
    F_FORM(struct result, present, "present", true, &share_form),
    F_FORM(struct result, entitled, "entitled", true, &share_form),
    F_INT(struct result, needed, "needed", true, 1, EXACT_MAX),
    F_BOOL(struct result, met, "met", true, false),
    F_WORD(struct result, outcome, "outcome", true, outcome_words,
           OUTCOME_NONE),
    F_TEXT(struct result, adopted_option, "adoptedOption", false, 0,
           OPTION_CHARS),
    F_FORM(struct result, sentence, "sentence", true, &sentence_form),
    F_END,
};
const struct form result_form = {
    .name = "result",
    .size = sizeof(struct result),
    .fields = result_fields,
};
