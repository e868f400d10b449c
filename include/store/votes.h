/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_VOTES_H
#define STORE_VOTES_H

#include "domain/model.h"
#include "store/db.h"

/* votes: ballots and the presses that did not become one. */

struct ballot_row {
    struct ballot ballot;
    int64_t n, received_at;
};
enum err_code ballot_insert(struct db *db, int64_t n, int64_t at,
                            const struct ballot *b) MUST_CHECK;
/* The ballot with this journal number.  Fills n, received_at and of the ballot
 * weight, choice, assignment, sequence, replaces, auth; NOT_FOUND without one. */
enum err_code ballot_get(struct db *db, int64_t round, int64_t n,
                         struct ballot_row *out) MUST_CHECK;
/* The member's ballot that stands: a ballot is only stored when it comes after
 * the member's former one, so it is the last.  The same fields. */
enum err_code ballot_standing_of(struct db *db, int64_t round,
                                 const char *code, struct ballot_row *out)
    MUST_CHECK;
/* Each member's standing ballot, by code. */
enum err_code ballot_each_standing(struct db *db, int64_t round,
                                   enum err_code (*row)(
                                       void *, const struct ballot_row *),
                                   void *cls) MUST_CHECK;

enum err_code press_insert(struct db *db, int64_t assembly, int64_t n,
                           int64_t at, bool late, const struct press *p)
    MUST_CHECK;
/* The presses on record for a round that came after its close, in order. */
struct late_row {
    char member[CODE_SIZE];
    char choice[OPTION_SIZE];
    int64_t at;
};
enum err_code press_each_late(struct db *db, int64_t assembly, int64_t round,
                              enum err_code (*row)(void *,
                                                   const struct late_row *),
                              void *cls) MUST_CHECK;
/* Repeated and refused presses on record, per assignment of an assembly (0 for
 * those of unknown handsets). */
enum err_code press_each_count(struct db *db, int64_t assembly,
                               enum err_code (*row)(void *, int64_t assignment,
                                                    int64_t repeated,
                                                    int64_t refused),
                               void *cls) MUST_CHECK;

#endif
