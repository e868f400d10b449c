/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_TALLY_H
#define DOMAIN_TALLY_H

#include "base/err.h"
#include "domain/model.h"

/* tally: from standing ballots to a result.  Exact integers only; pure.
 *
 * Zero a struct tally, add each standing ballot once, set present and entitled,
 * and ask for the result. */
struct tally {
    struct share option[OPTIONS_MAX]; /* in the order of the round's options */
    struct share present;  /* present at the close, or with a ballot */
    struct share entitled; /* on the roll and entitled in this round */
};

/* OVERFLOW once a sum would reach 2^53. */
enum err_code tally_add(struct tally *t, size_t option, int64_t weight)
    MUST_CHECK;
enum err_code share_add(struct share *s, int64_t weight) MUST_CHECK;

/* Whether `weight` of `base` meets the majority: no floating point, and no
 * overflow for weights below 2^53 (denominators are at most 1000). */
bool majority_met(const struct majority *m, int64_t weight, int64_t base);

/* The smallest weight that meets it, at least 1.  May exceed `base`. */
int64_t majority_needed(const struct majority *m, int64_t base);

/* The weight that the majority is a fraction of. */
int64_t tally_base(const struct round *r, const struct tally *t);

/* What was decided; with ADOPTED *option is the index of the option that is. */
enum outcome tally_outcome(const struct round *r, const struct tally *t,
                           size_t *option);

/* Fills *out completely, percentages and sentences included (words.h). */
void tally_result(const struct round *r, const struct tally *t,
                  struct result *out);

#endif
