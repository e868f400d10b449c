/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/forms.h"

#include "store/screen.h"

enum {
    SMALL = 4096,              /* most bodies */
    LARGE = 256 * 1024,        /* lists, and the text of a motion */
    REGISTER = 4 * 1024 * 1024 /* a whole register */
};

#define ALL_KINDS (BIT(MUNICIPALITY) | BIT(REGION))

/* Names beside the ones in the journal: what a form lets people leave out. */
static const struct field member_rows[] = {
    F_SHAPE(struct member_body, member.code, "code", true, 1, 0, code_valid,
            code_expected),
    F_WORD(struct member_body, member.kind, "kind", true, member_kind_words,
           0),
    F_TEXT(struct member_body, member.name, "name", true, 1, NAME_CHARS),
    { .key = "inhabitants", .type = FIELD_INT,
      F_AT(struct member_body, figure.inhabitants), .min = 0,
      .max = INHABITANTS_MAX, .absent = -1 },
    F_SHAPE(struct member_body, figure.reference_date, "referenceDate", false,
            1, 0, date_valid, date_expected),
    F_TEXT(struct member_body, figure.source, "source", false, 1, NAME_CHARS),
    F_SHAPE(struct member_body, member.valid_from, "validFrom", false, 1, 0,
            date_valid, date_expected),
    F_SHAPE(struct member_body, member.valid_until, "validUntil", false, 1,
            0, date_valid, date_expected),
    F_END
};
const struct form member_body_form = {
    .name = "member", .size = sizeof(struct member_body),
    .fields = member_rows,
};
static const struct field members_rows[] = {
    F_LIST(struct members_body, list, count, "", true, 1, LIST_MAX,
           &member_body_form),
    F_END
};
const struct form members_body_form = {
    .name = "members", .size = sizeof(struct members_body),
    .fields = members_rows, .max_body = REGISTER, .root = FORM_LIST,
};

static const struct field rules_rows[] = {
    F_FORM(struct weight_rules, of[MUNICIPALITY], "municipality", false,
           &weight_rule_form),
    F_FORM(struct weight_rules, of[REGION], "region", false,
           &weight_rule_form),
    F_END
};
static const struct form rules_body_form = {
    .name = "weightRules", .size = sizeof(struct weight_rules),
    .fields = rules_rows,
};
static const struct field assembly_rows[] = {
    F_WORD(struct assembly_body, kind, "kind", true, assembly_kind_words, 0),
    F_TEXT(struct assembly_body, title, "title", true, 1, NAME_CHARS),
    F_SHAPE(struct assembly_body, date, "date", true, 1, 0, date_valid,
            date_expected),
    F_TEXT(struct assembly_body, place, "place", true, 1, NAME_CHARS),
    F_FORM(struct assembly_body, rules, "weightRules", false,
           &rules_body_form),
    F_END
};
const struct form assembly_body_form = {
    .name = "assembly", .size = sizeof(struct assembly_body),
    .fields = assembly_rows, .max_body = SMALL,
};

static const struct field assembly_move_rows[] = {
    F_WORD(struct assembly_move_body, to, "to", true, assembly_state_words, 0),
    F_END
};
const struct form assembly_move_body_form = {
    .name = "assemblyTransition", .size = sizeof(struct assembly_move_body),
    .fields = assembly_move_rows, .max_body = SMALL,
};

static const struct field present_rows[] = {
    F_BOOL(struct present_body, present, "present", true, false), F_END
};
const struct form present_body_form = {
    .name = "attendance", .size = sizeof(struct present_body),
    .fields = present_rows, .max_body = SMALL,
};

static const struct field attendance_row_rows[] = {
    F_SHAPE(struct attendance, member, "member", true, 1, 0, code_valid,
            code_expected),
    F_BOOL(struct attendance, present, "present", true, false), F_END
};
static const struct form attendance_row_form = {
    .name = "attendance", .size = sizeof(struct attendance),
    .fields = attendance_row_rows,
};
static const struct field attendance_rows[] = {
    F_LIST(struct attendance_body, list, count, "", true, 1, LIST_MAX,
           &attendance_row_form),
    F_END
};
const struct form attendance_body_form = {
    .name = "attendanceList", .size = sizeof(struct attendance_body),
    .fields = attendance_rows, .max_body = LARGE, .root = FORM_LIST,
};

static const struct field handset_rows[] = {
    F_SHAPE(struct handset_body, serial, "serial", true, 1, SERIAL_SIZE - 1,
            serial_valid, serial_expected),
    F_SHAPE(struct handset_body, member, "member", true, 1, 0, code_valid,
            code_expected),
    F_END
};
static const struct form handset_body_form = {
    .name = "handset", .size = sizeof(struct handset_body),
    .fields = handset_rows,
};
static const struct field handsets_rows[] = {
    F_LIST(struct handsets_body, list, count, "", true, 1, LIST_MAX,
           &handset_body_form),
    F_END
};
const struct form handsets_body_form = {
    .name = "handsets", .size = sizeof(struct handsets_body),
    .fields = handsets_rows, .max_body = LARGE, .root = FORM_ONE_OR_LIST,
};

/* Creating asks for number, kind and title; changing for nothing. */
#define MOTION_ROWS(required)                                                  \
    [MOTION_NUMBER] = F_TEXT(struct motion_body, motion.number, "number",      \
                             required, 1, 8),                                  \
    [MOTION_KIND] = F_WORD(struct motion_body, motion.kind, "kind", required,  \
                           motion_kind_words, 0),                              \
    [MOTION_TITLE] = F_TEXT(struct motion_body, motion.title, "title",         \
                            required, 1, NAME_CHARS),                          \
    [MOTION_TEXT] = F_LONG_TEXT(struct motion_body, motion.text, "text",       \
                                false, TEXT_CHARS),                            \
    [MOTION_MOVERS] = {                                                        \
        .key = "movers", .type = FIELD_TEXTS,                                  \
        .offset = offsetof(struct motion_body, motion.movers),                 \
        .size = CODE_SIZE,                                                     \
        .count_offset = offsetof(struct motion_body, motion.mover_count),      \
        .min = 0, .max = MOVERS_MAX, .valid = code_valid,                      \
        .expected = code_expected },                                           \
    [MOTION_ADVICE] = F_WORD(struct motion_body, motion.board_advice,          \
                             "boardAdvice", false, advice_words,               \
                             ADVICE_NONE),                                     \
    [MOTION_AMENDS] = F_INT(struct motion_body, motion.amends, "amends",       \
                            false, 1, INT64_MAX),                              \
    F_END
static const struct field motion_rows[] = { MOTION_ROWS(true) };
static const struct field motion_patch_rows[] = { MOTION_ROWS(false) };
const struct form motion_body_form = {
    .name = "motion", .size = sizeof(struct motion_body),
    .fields = motion_rows, .max_body = LARGE,
    .seen_offset = 1 + offsetof(struct motion_body, seen),
};
const struct form motion_patch_form = {
    .name = "motion", .size = sizeof(struct motion_body),
    .fields = motion_patch_rows, .max_body = LARGE,
    .seen_offset = 1 + offsetof(struct motion_body, seen),
};

static const struct field decision_rows[] = {
    F_WORD(struct decision_body, outcome, "outcome", true, outcome_words, 0),
    F_END
};
const struct form decision_body_form = {
    .name = "decision", .size = sizeof(struct decision_body),
    .fields = decision_rows, .max_body = SMALL,
};

static const struct field round_rows[] = {
    { .key = "majority", .type = FIELD_FORM, F_AT(struct round_body, majority),
      .form = &majority_form, .short_for = majority_shorthands },
    F_BOOL(struct round_body, abstain, "abstain", false, true),
    { .key = "options", .type = FIELD_TEXTS,
      .offset = offsetof(struct round_body, options), .size = OPTION_SIZE,
      .count_offset = offsetof(struct round_body, option_count), .min = 2,
      .max = NAMED_OPTIONS_MAX, .each_max = OPTION_CHARS },
    F_WORDS(struct round_body, entitled_kinds, "entitledKinds", false,
            member_kind_words, ALL_KINDS),
    F_FORM(struct round_body, quorum, "quorum", false, &quorum_form),
    F_INT(struct round_body, duration_seconds, "durationSeconds", false, 1,
          86400),
    F_END
};
const struct form round_body_form = {
    .name = "round", .size = sizeof(struct round_body),
    .fields = round_rows, .max_body = 16 * 1024,
};

static const struct field round_move_rows[] = {
    F_WORD(struct round_move_body, to, "to", true, round_state_words, 0),
    F_TEXT(struct round_move_body, reason, "reason", false, 1, NAME_CHARS),
    F_INT(struct round_move_body, duration_seconds, "durationSeconds", false,
          1, 86400),
    F_INT(struct round_move_body, cosignature, "cosignature", false, 1,
          EXACT_MAX),
    F_END
};
const struct form round_move_body_form = {
    .name = "roundTransition", .size = sizeof(struct round_move_body),
    .fields = round_move_rows, .max_body = SMALL,
};

static const struct field screen_rows[] = {
    F_WORD(struct screen, show, "show", true, show_words, 0),
    F_INT(struct screen, motion, "motion", false, 1, INT64_MAX),
    F_END
};
const struct form screen_body_form = {
    .name = "screen", .size = sizeof(struct screen),
    .fields = screen_rows, .max_body = SMALL,
};

static const struct field ballot_rows[] = {
    F_TEXT(struct ballot_body, choice, "choice", true, 1, OPTION_CHARS),
    F_INT(struct ballot_body, sequence, "sequence", true, 1, EXACT_MAX),
    F_END
};
const struct form ballot_body_form = {
    .name = "ballot", .size = sizeof(struct ballot_body),
    .fields = ballot_rows, .max_body = SMALL,
};

static const struct field batch_ballot_rows[] = {
    F_SHAPE(struct batch_ballot, handset, "handset", true, 1, SERIAL_SIZE - 1,
            serial_valid, serial_expected),
    F_INT(struct batch_ballot, key, "key", true, 1, 99),
    F_INT(struct batch_ballot, sequence, "sequence", true, 1, EXACT_MAX),
    { .key = "battery", .type = FIELD_INT, F_AT(struct batch_ballot, battery),
      .min = 0, .max = 100, .absent = -1 },
    F_END
};
static const struct form batch_ballot_form = {
    .name = "batchBallot", .size = sizeof(struct batch_ballot),
    .fields = batch_ballot_rows,
};
static const struct field batch_rows[] = {
    F_LIST(struct batch_body, list, count, "ballots", true, 1, BATCH_MAX,
           &batch_ballot_form),
    F_END
};
const struct form batch_body_form = {
    .name = "ballotBatch", .size = sizeof(struct batch_body),
    .fields = batch_rows, .max_body = LARGE,
};

static const struct field token_rows[] = {
    F_WORD(struct token_body, role, "role", true, role_words, 0),
    F_TEXT(struct token_body, name, "name", false, 1, (BY_SIZE - 1) / 4),
    F_END
};
const struct form token_body_form = {
    .name = "token", .size = sizeof(struct token_body),
    .fields = token_rows, .max_body = SMALL,
};

static const struct field session_rows[] = {
    F_TEXT(struct session_body, token, "token", false, 1, 0),
    F_TEXT(struct session_body, code, "code", false, 1, 0),
    F_END
};
const struct form session_body_form = {
    .name = "session", .size = sizeof(struct session_body),
    .fields = session_rows, .max_body = SMALL,
};

/* A link, or a checkpoint, which has lines. */
static const struct field qr_rows[] = {
    { .key = "text", .type = FIELD_TEXT, .required = true,
      F_AT(struct qr_body, text), .min = 1, .multiline = true },
    F_END
};
const struct form qr_body_form = {
    .name = "qrCode", .size = sizeof(struct qr_body),
    .fields = qr_rows, .max_body = 2 * SMALL,
};

static const struct field cosigner_rows[] = {
    F_TEXT(struct cosigner_body, key, "key", true, 1, 0),
    { .key = "cosignaturesNeeded", .type = FIELD_INT,
      F_AT(struct cosigner_body, needed), .min = 0, .max = COSIGNERS_ASKED_MAX,
      .absent = -1 },
    F_END
};
const struct form cosigner_body_form = {
    .name = "cosigner", .size = sizeof(struct cosigner_body),
    .fields = cosigner_rows, .max_body = SMALL,
};

static const struct field cosignature_rows[] = {
    F_LONG_TEXT(struct cosignature_body, note, "note", true, 0), F_END
};
const struct form cosignature_body_form = {
    .name = "cosignature", .size = sizeof(struct cosignature_body),
    .fields = cosignature_rows, .max_body = 16 * 1024,
};

static const struct field correction_rows[] = {
    F_TEXT(struct correction_body, meant, "meant", true, 1, OPTION_CHARS),
    F_SHAPE(struct correction_body, member, "member", false, 1, 0, code_valid,
            code_expected),
    F_END
};
const struct form correction_body_form = {
    .name = "correction", .size = sizeof(struct correction_body),
    .fields = correction_rows, .max_body = SMALL,
};
