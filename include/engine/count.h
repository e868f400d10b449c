/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_COUNT_H
#define ENGINE_COUNT_H

#include "engine/live.h"

/* count: the result of a round, from the ballots that are stored and not from
 * what the writer remembers.  Closing a round and verifying a journal count
 * alike.  Fills *out. */
enum err_code count_round(struct db *db, struct live_assembly *a,
                          const struct round *terms, struct result *out)
    MUST_CHECK;

#endif
