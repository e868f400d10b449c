/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H

#include "domain/model.h"

/* words: how a result is said.  Pure; nothing here decides anything. */

/* Fills the `percent` of every option but abstain: two decimals that make
 * 100.00 together.  With for and against: half up on `for`, the rest to
 * `against`.  With named options: largest remainder, ties in option order.
 * Never 100.00 when somebody chose otherwise, never 0.00 when somebody chose
 * it; all empty when nothing was cast. */
void words_percent(const struct round *r, struct result *result);

/* Fills result->sentence from the rest of *result (domain.md, "Rounds"). */
void words_sentence(const struct round *r, struct result *result);

#endif
