/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_VERIFY_H
#define ENGINE_VERIFY_H

#include "engine/audit.h"

/* verify: replays every journal of a store into an empty one and compares.
 *
 * First the audit (audit.h): each line's hash is computed anew, and from them
 * the trees and the roots of the checkpoints.  Then each line must read and
 * print back to its own bytes; replaying it must give the tables that are
 * there; and each result must follow from the ballots before it.  The first
 * difference is named in err->detail, with journal and line. */

struct verify_counts {
    int64_t journals, lines, ballots, results;
};

/* audit: one that has begun; NULL when there are no checkpoints to hold the store
 * to.  Doubts come last, so that CHECKPOINT_UNMET says that the store is sound
 * in itself.  progress: told the number of lines done, now and then; may be
 * NULL. */
enum err_code verify_store(struct db *db, struct audit *audit,
                           void (*progress)(int64_t lines),
                           struct verify_counts *counts, struct err *err)
    MUST_CHECK;

#endif
