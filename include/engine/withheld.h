/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_WITHHELD_H
#define ENGINE_WITHHELD_H

#include "base/buf.h"
#include "store/journal.h"

/* withheld: which lines are nobody's business yet.  Ballots, and presses that
 * failed, are shown to no one before their round is closed, only their hashes. */

struct withheld;

/* Gives *out; withheld_end() it. */
enum err_code withheld_begin(struct db *db, struct withheld **out) MUST_CHECK;
enum err_code withheld_judge(struct withheld *w,
                             const struct journal_line *line, bool *withhold)
    MUST_CHECK;
/* Appends the line as everybody may see it, its newline as well. */
enum err_code withheld_put(struct withheld *w, const struct journal_line *line,
                           struct buf *out) MUST_CHECK;
void withheld_end(struct withheld *w); /* NULL is allowed */

#endif
