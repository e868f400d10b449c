/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H

#include "domain/language.h"

/* words: how a result is said.  Pure; nothing here decides anything. */

/* Fills the `percent` of every option but abstain: two decimals that make
 * 100.00 together.  With for and against: half up on `for`, the rest to
 * `against`.  With named options: largest remainder, ties in option order.
 * Never 100.00 when somebody chose otherwise, never 0.00 when somebody chose
 * it; all empty when nothing was cast. */
void words_percent(const struct round *r, struct result *result);

/* Fills result->sentence from the rest of *result (domain.md, "Rounds"). */
void words_sentence(const struct round *r, struct result *result);

/* Parts of sentences, for pages.  A number and a percentage ("98.80") in the
 * language's own form; the majority that is asked ("two-thirds majority"); how
 * much that is ("at least two thirds"); who voted, beside the quorum. */
enum { PHRASE_SIZE = 256 };
void words_number(const struct language *in, int64_t n, char out[PHRASE_SIZE]);
void words_share(const struct language *in, const char *percent,
                 char out[PHRASE_SIZE]);
void words_rule(const struct language *in, const struct majority *m,
                char out[PHRASE_SIZE]);
void words_threshold(const struct language *in, const struct majority *m,
                     char out[PHRASE_SIZE]);
void words_turnout(const struct language *in, const struct quorum *q,
                   const struct result *result, char out[PHRASE_SIZE]);

#endif
