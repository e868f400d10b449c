/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RULES_H
#define DOMAIN_RULES_H

#include "base/err.h"
#include "domain/model.h"

/* rules: who has how many votes, and whether a ballot counts.  Pure. */

/* Minutes of the ALV of 8 June 2016: one vote per 100 inhabitants for a
 * municipality, one per 10,000 for a region, each at most 75. */
extern const struct weight_rules default_weight_rules;

/* What a form cannot say: that its fields fit one another.  A minimum is at
 * most the cap; a fraction is at most 1, and never "more than" all of it. */
bool weight_rule_valid(const struct weight_rule *rule);
bool majority_valid(const struct majority *m);
bool quorum_valid(const struct quorum *q); /* none (denominator 0) is valid */

/* clamp(minimum, round(inhabitants / perInhabitants), cap), in integers. */
int64_t weight_of(const struct weight_rule *rule, int64_t inhabitants);

/* Adds to *sum; OVERFLOW once the sum would reach 2^53. */
enum err_code weight_add(int64_t *sum, int64_t weight) MUST_CHECK;

/* What the server knows when a press arrives. */
struct press_facts {
    enum assignment_state assignment;
    enum round_state round;
    bool on_roll;  /* a member of this assembly */
    bool entitled; /* of a kind that may vote in this round */
    bool present;
    int option;    /* of the choice, -1 when it is none */
    int64_t number, sequence; /* the press: assignment number, sequence */
    bool standing;            /* whether a ballot of this member stands */
    int64_t standing_number, standing_sequence; /* of that ballot */
    int standing_option;
    bool recorded; /* the very same ballot was recorded before: same
                      member, round, assignment, sequence and choice */
};
enum press_verdict_kind { PRESS_STORE, PRESS_REPEAT, PRESS_REFUSE };
struct press_verdict {
    enum press_verdict_kind kind;
    enum err_code reason; /* of a refusal */
};
/* The ballot table of domain.md, in its order of precedence: handset revoked,
 * assignment ended, not on the roll or not entitled, the very same ballot,
 * not an option, round not open, round closed, absent, stale. */
struct press_verdict press_judge(const struct press_facts *facts);

#endif
