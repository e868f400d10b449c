/* SPDX-License-Identifier: EUPL-1.2 */
/* One form per kind of journal line.  The order of the fields is the order of
 * the keys in the line and never changes: every line ever written has to print
 * to its own bytes again.  `kind` is the line's own, so the other kinds have
 * longer names; a thing's number stands under the name of the thing. */
#include "domain/record.h"

#define ID(s, m, k) F_INT(s, m, k, true, 1, INT64_MAX)
#define CODE(s, m, k, req)                                                     \
    F_SHAPE(s, m, k, req, (req) ? 1 : 0, 0, code_valid, code_expected)
#define SERIAL(s) F_SHAPE(s, serial, "serial", true, 1, 0, serial_valid,       \
                          serial_expected)
#define DATE(s, m, k, req)                                                     \
    F_SHAPE(s, m, k, req, (req) ? 1 : 0, 0, date_valid, date_expected)

static const struct field begin_record_fields[] = {
    ID(struct begin_record, assembly.id, "assembly"),
    F_WORD(struct begin_record, assembly.kind, "assemblyKind", true,
           assembly_kind_words, ALV),
    F_TEXT(struct begin_record, assembly.title, "title", true, 1, NAME_CHARS),
    DATE(struct begin_record, assembly.date, "date", true),
    F_TEXT(struct begin_record, assembly.place, "place", true, 0, NAME_CHARS),
    F_FORM(struct begin_record, assembly.rules, "weightRules", true,
           &weight_rules_form),
    F_TEXT(struct begin_record, program, "program", true, 1, 0),
    F_TEXT(struct begin_record, key, "key", true, 0, 0),
    F_END,
};

static const struct field member_fields[] = {
    CODE(struct member, code, "code", true),
    F_WORD(struct member, kind, "memberKind", true, member_kind_words,
           MUNICIPALITY),
    F_TEXT(struct member, name, "name", true, 1, NAME_CHARS),
    DATE(struct member, valid_from, "validFrom", false),
    DATE(struct member, valid_until, "validUntil", false),
    F_END,
};

static const struct field figure_fields[] = {
    CODE(struct figure, code, "code", true),
    F_INT(struct figure, inhabitants, "inhabitants", true, 0, INHABITANTS_MAX),
    DATE(struct figure, reference_date, "referenceDate", true),
    F_TEXT(struct figure, source, "source", true, 0, NAME_CHARS),
    F_END,
};

static const struct field roll_entry_fields[] = {
    CODE(struct roll_entry, code, "code", true),
    F_WORD(struct roll_entry, kind, "memberKind", true, member_kind_words,
           MUNICIPALITY),
    F_TEXT(struct roll_entry, name, "name", true, 1, NAME_CHARS),
    F_INT(struct roll_entry, inhabitants, "inhabitants", true, 0,
          INHABITANTS_MAX),
    DATE(struct roll_entry, reference_date, "referenceDate", true),
    F_INT(struct roll_entry, weight, "weight", true, 1, WEIGHT_MAX),
    F_END,
};

static const struct field assembly_record_fields[] = {
    F_WORD(struct assembly_record, to, "to", true, assembly_state_words,
           ASSEMBLY_DRAFT),
    F_TEXT(struct assembly_record, by, "by", true, 0, 0),
    F_TEXT(struct assembly_record, seal, "seal", false, 0, 0),
    F_INT(struct assembly_record, members, "members", false, 0, EXACT_MAX),
    F_INT(struct assembly_record, weight, "weight", false, 0, EXACT_MAX),
    F_END,
};

static const struct field attendance_fields[] = {
    CODE(struct attendance, member, "member", true),
    F_BOOL(struct attendance, present, "present", true, false),
    F_END,
};

static const struct field assignment_fields[] = {
    ID(struct assignment, number, "number"),
    SERIAL(struct assignment),
    CODE(struct assignment, member, "member", true),
    F_WORD(struct assignment, state, "state", true, assignment_state_words,
           ASSIGNED),
    F_END,
};

static const struct field motion_fields[] = {
    ID(struct motion, id, "motion"),
    F_TEXT(struct motion, number, "number", true, 0, 0),
    F_WORD(struct motion, kind, "motionKind", true, motion_kind_words,
           PROPOSAL),
    F_TEXT(struct motion, title, "title", true, 1, NAME_CHARS),
    F_LONG_TEXT(struct motion, text, "text", false, TEXT_CHARS),
    { .key = "movers", .type = FIELD_TEXTS,
      .offset = offsetof(struct motion, movers), .size = CODE_SIZE,
      .count_offset = offsetof(struct motion, mover_count), .max = MOVERS_MAX,
      .valid = code_valid, .expected = code_expected },
    F_WORD(struct motion, board_advice, "boardAdvice", true, advice_words,
           ADVICE_NONE),
    F_INT(struct motion, amends, "amends", false, 1, INT64_MAX),
    F_END,
};

static const struct field decision_fields[] = {
    ID(struct decision, motion, "motion"),
    F_WORD(struct decision, outcome, "outcome", true, outcome_words,
           OUTCOME_NONE),
    F_TEXT(struct decision, by, "by", true, 0, 0),
    F_END,
};

static const struct field round_fields[] = {
    ID(struct round, id, "round"),
    ID(struct round, motion, "motion"),
    F_BOOL(struct round, practice, "practice", true, false),
    { .key = "options", .type = FIELD_TEXTS, .required = true,
      .offset = offsetof(struct round, options), .size = OPTION_SIZE,
      .count_offset = offsetof(struct round, option_count), .min = 2,
      .max = OPTIONS_MAX, .each_max = OPTION_CHARS },
    F_FORM(struct round, majority, "majority", true, &majority_form),
    F_BOOL(struct round, named, "named", true, false),
    F_BOOL(struct round, abstain, "abstain", true, false),
    F_WORDS(struct round, entitled_kinds, "entitledKinds", true,
            member_kind_words, 0),
    F_FORM(struct round, quorum, "quorum", false, &quorum_form),
    F_INT(struct round, duration_seconds, "durationSeconds", false, 1,
          INT64_MAX),
    F_TEXT(struct round, nonce, "nonce", true, 0, 0),
    F_TEXT(struct round, seal, "seal", true, 0, 0),
    F_END,
};

/* Opening, closing and everything else that happens to a round. */
static const struct field move_fields[] = {
    ID(struct move, round, "round"),
    F_WORD(struct move, role, "role", true, role_words, OPERATOR),
    F_TEXT(struct move, by, "by", true, 0, 0),
    F_TEXT(struct move, reason, "reason", false, 0, NAME_CHARS),
    F_TIME(struct move, closes_at, "closesAt", false),
    F_INT(struct move, cosignature, "cosignature", false, 1, INT64_MAX),
    F_END,
};

static const struct field ballot_fields[] = {
    ID(struct ballot, round, "round"),
    CODE(struct ballot, member, "member", true),
    F_INT(struct ballot, weight, "weight", true, 1, WEIGHT_MAX),
    F_TEXT(struct ballot, choice, "choice", true, 1, OPTION_CHARS),
    F_INT(struct ballot, sequence, "sequence", true, 1, INT64_MAX),
    SERIAL(struct ballot),
    ID(struct ballot, assignment, "assignment"),
    F_WORD(struct ballot, auth, "auth", true, auth_words, AUTH_TOKEN),
    { .key = "replaces", .type = FIELD_INT, F_AT(struct ballot, replaces),
      .max = INT64_MAX, .absent = -1 },
    F_TEXT(struct ballot, salt, "salt", true, 0, 0),
    F_END,
};

static const struct field press_fields[] = {
    ID(struct press, round, "round"),
    CODE(struct press, member, "member", false),
    F_TEXT(struct press, choice, "choice", false, 0, OPTION_CHARS),
    F_INT(struct press, sequence, "sequence", true, INT64_MIN, INT64_MAX),
    SERIAL(struct press),
    F_INT(struct press, assignment, "assignment", false, 1, EXACT_MAX),
    F_WORD(struct press, auth, "auth", true, auth_words, AUTH_TOKEN),
    F_TEXT(struct press, reason, "reason", true, 1, 0),
    F_TEXT(struct press, salt, "salt", true, 0, 0),
    F_END,
};

static const struct field result_record_fields[] = {
    ID(struct result_record, round, "round"),
    F_FORM(struct result_record, result, "result", true, &result_form),
    F_END,
};

static const struct field restart_fields[] = {
    F_TEXT(struct restart, program, "program", true, 1, 0),
    F_END,
};

static const struct field incident_fields[] = {
    F_TEXTS(struct incident, by, people, "by", true, INCIDENT_PEOPLE,
            INCIDENT_PEOPLE),
    F_TEXT(struct incident, reason, "reason", true, 1, NAME_CHARS),
    F_WORD(struct incident, finding, "finding", true, finding_words,
           FINDING_SOUND),
    { .key = "size", .type = FIELD_INT, F_AT(struct incident, size),
      .max = INT64_MAX, .absent = -1 },
    F_TEXT(struct incident, root, "root", false, 0, 0),
    F_TEXT(struct incident, program, "program", true, 1, 0),
    F_TEXT(struct incident, key, "key", true, 0, 0),
    F_END,
};

static const struct field cosigner_record_fields[] = {
    F_TEXT(struct cosigner_record, name, "name", true, 1, 0),
    F_TEXT(struct cosigner_record, key, "key", true, 64, 64),
    F_INT(struct cosigner_record, needed, "cosignaturesNeeded", true, 0,
          COSIGNERS_ASKED_MAX),
    F_TEXT(struct cosigner_record, by, "by", true, 0, 0),
    F_END,
};

static const struct field cosignature_fields[] = {
    F_TEXT(struct cosignature, cosigner, "cosigner", true, 1, 0),
    F_INT(struct cosignature, size, "size", true, 1, INT64_MAX),
    F_LONG_TEXT(struct cosignature, note, "note", true, 0),
    F_END,
};

static const struct field correction_fields[] = {
    ID(struct correction, round, "round"),
    CODE(struct correction, member, "member", true),
    F_TEXT(struct correction, meant, "meant", true, 1, OPTION_CHARS),
    F_WORD(struct correction, role, "role", true, role_words, OPERATOR),
    F_TEXT(struct correction, by, "by", true, 0, 0),
    F_END,
};

static const struct form forms[RECORD_KIND_COUNT] = {
#define RECORD_FORM(kind, word, type, what)                                    \
    [RECORD_##kind] = { .name = word, .size = sizeof(struct type),             \
                        .fields = type##_fields },
    RECORD_KINDS(RECORD_FORM)
#undef RECORD_FORM
};

const struct form *record_form(enum record_kind kind)
{
    must((unsigned)kind < RECORD_KIND_COUNT);
    return &forms[kind];
}
