/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_COUNT_H
#define ENGINE_COUNT_H

#include "domain/robustness.h"
#include "engine/live.h"

/* count: what the ballots that are stored, and not what the writer remembers,
 * come to. */

/* The result of a round.  Closing a round and verifying a journal count alike.
 * Fills *out. */
enum err_code count_round(struct db *db, struct live_assembly *a,
                          const struct round *terms, struct result *out)
    MUST_CHECK;
/* How robust the stored result of a round is (domain/robustness.h).  It follows
 * from the record and so is not on it.  Fills *out; NOT_FOUND without a
 * result. */
enum err_code count_robustness(struct db *db, const struct round *terms,
                               struct robustness *out) MUST_CHECK;

#endif
