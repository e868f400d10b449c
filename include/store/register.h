/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_REGISTER_H
#define STORE_REGISTER_H

#include "domain/model.h"
#include "store/db.h"

/* register: members with validity dates, and their inhabitants.
 *
 * The *_each() functions of the store call `row` per row, in key order, with a
 * struct that lives only during the call; a code other than OK from `row` ends
 * the walk and is returned. */

enum err_code register_put_member(struct db *db, const struct member *m)
    MUST_CHECK;
enum err_code register_put_figure(struct db *db, const struct figure *f)
    MUST_CHECK;

/* All periods of one code, by validFrom. */
enum err_code register_periods(struct db *db, const char *code,
                               enum err_code (*row)(void *,
                                                    const struct member *),
                               void *cls) MUST_CHECK;
/* All figures of one code, by reference date. */
enum err_code register_figures(struct db *db, const char *code,
                               enum err_code (*row)(void *,
                                                    const struct figure *),
                               void *cls) MUST_CHECK;

/* A member valid on a date, with its latest figure of that date or before. */
struct register_row {
    struct member member;
    struct figure figure; /* inhabitants -1 when there is none */
};
enum err_code register_on(struct db *db, const char *date, int64_t limit,
                          int64_t offset,
                          enum err_code (*row)(void *,
                                               const struct register_row *),
                          void *cls) MUST_CHECK;

#endif
