/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_ROUND_PARTS_H
#define ENGINE_ROUND_PARTS_H

#include "engine/vote.h"

/* round_parts: the sections of a round's page between its verdict and the votes
 * of its members. */

/* Every figure in a table, with the majority and the quorum. */
void round_numbers(struct page *p, const struct vote *v);
/* By how much it could have gone the other way (domain/robustness.h). */
enum err_code round_margin(struct page *p, struct db *db, const struct vote *v)
    MUST_CHECK;
/* The sentence for the minutes. */
void round_sentence(struct page *p, const struct vote *v);
/* What happened to the round, and when. */
enum err_code round_story(struct page *p, struct db *db, int64_t id)
    MUST_CHECK;

#endif
