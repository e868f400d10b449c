/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_FORMS_H
#define ENGINE_FORMS_H

#include "domain/model.h"
#include "domain/record.h"

/* forms: the bodies of requests as structs, with the form that reads each. */

enum {
    LIST_MAX = 2000, /* members, handsets, attendance in one body */
    BATCH_MAX = 1000,
};

struct member_body {
    struct member member;
    struct figure figure; /* without a code; inhabitants -1: not given */
    int64_t line; /* in a CSV file, from 1; 0 when it was no file */
};
struct members_body {
    size_t count;
    struct member_body list[LIST_MAX];
};
struct assembly_body {
    enum assembly_kind kind;
    char title[NAME_SIZE], date[DATE_SIZE], place[NAME_SIZE];
    struct weight_rules rules; /* perInhabitants 0: the default rule */
};
struct assembly_move_body {
    enum assembly_state to;
};
struct present_body {
    bool present;
};
struct attendance_body {
    size_t count;
    struct attendance list[LIST_MAX];
};
struct handset_body {
    char serial[SERIAL_SIZE], member[CODE_SIZE];
};
struct handsets_body {
    size_t count;
    struct handset_body list[LIST_MAX];
};
struct motion_body {
    uint64_t seen; /* bit per row of its form */
    struct motion motion;
};
/* Rows of the motion form, for `seen`. */
enum {
    MOTION_NUMBER, MOTION_KIND, MOTION_TITLE, MOTION_TEXT, MOTION_MOVERS,
    MOTION_ADVICE, MOTION_AMENDS,
};
struct decision_body {
    enum outcome outcome;
};
struct round_body {
    struct majority majority; /* denominator 0: simple */
    bool abstain;
    size_t option_count; /* 0: for and against */
    char options[NAMED_OPTIONS_MAX][OPTION_SIZE];
    uint32_t entitled_kinds;
    struct quorum quorum;
    int64_t duration_seconds;
};
struct round_move_body {
    enum round_state to;
    char reason[NAME_SIZE];
    int64_t duration_seconds; /* of an extension; 0 when not given */
    int64_t cosignature;      /* a line of the journal; 0 when not given */
};
struct cosigner_body {
    char key[200];            /* as cosigner_read() takes it */
    int64_t needed;           /* -1: as it was */
};
struct cosignature_body {
    char note[8193];
};
struct correction_body {
    char meant[OPTION_SIZE];
    char member[CODE_SIZE];   /* "": the handset's own */
};
struct ballot_body {
    char choice[OPTION_SIZE];
    int64_t sequence;
};
struct batch_ballot {
    char handset[SERIAL_SIZE];
    int64_t key, sequence;
    int64_t battery; /* percent, -1 when not given */
};
struct batch_body {
    size_t count;
    struct batch_ballot list[BATCH_MAX];
};
struct token_body {
    enum role role;
    char name[BY_SIZE];
};
struct session_body { /* one of the two, the other is "" */
    char token[200], code[80];
};
struct qr_body {
    char text[1001];
};

extern const struct form member_body_form, members_body_form, assembly_body_form,
    assembly_move_body_form, present_body_form, attendance_body_form,
    handsets_body_form, motion_body_form, motion_patch_form,
    decision_body_form, round_body_form, round_move_body_form,
    screen_body_form, ballot_body_form, batch_body_form, token_body_form,
    session_body_form, qr_body_form, cosigner_body_form,
    cosignature_body_form, correction_body_form;

#endif
