/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include "base/buf.h"
#include "domain/model.h"
#include "domain/record.h"
#include "store/db.h"

/* agenda: motions, rounds, what happened to them, and results. */

struct motion_row {
    struct motion motion; /* 85 KB with its text */
    int64_t assembly;
    enum motion_state state;
    enum outcome outcome;
};
enum err_code motion_next_id(struct db *db, int64_t *id) MUST_CHECK;
enum err_code motion_insert(struct db *db, int64_t assembly,
                            const struct motion *m) MUST_CHECK;
enum err_code motion_update(struct db *db, const struct motion *m) MUST_CHECK;
enum err_code motion_move(struct db *db, int64_t id, enum motion_state to,
                          enum outcome outcome) MUST_CHECK;
enum err_code motion_get(struct db *db, int64_t id, struct motion_row *out)
    MUST_CHECK;
enum err_code motion_each(struct db *db, int64_t assembly, int64_t limit,
                          int64_t offset,
                          enum err_code (*row)(void *,
                                               const struct motion_row *),
                          void *cls) MUST_CHECK;
/* How many amendments of this motion have been adopted. */
enum err_code motion_amended(struct db *db, int64_t id, int64_t *count)
    MUST_CHECK;

struct round_row {
    struct round round;
    int64_t assembly;
    enum round_state state;
};
enum err_code round_next_id(struct db *db, int64_t *id) MUST_CHECK;
enum err_code round_insert(struct db *db, int64_t assembly,
                           const struct round *r) MUST_CHECK;
enum err_code round_move(struct db *db, int64_t id, enum round_state to)
    MUST_CHECK;
enum err_code round_get(struct db *db, int64_t id, struct round_row *out)
    MUST_CHECK;
/* The ids of the rounds of an assembly, rising. */
enum err_code round_each_id(struct db *db, int64_t assembly, int64_t limit,
                            int64_t offset,
                            enum err_code (*row)(void *, int64_t id),
                            void *cls) MUST_CHECK;
enum err_code round_each_published(struct db *db, int64_t assembly,
                                   enum err_code (*row)(void *, int64_t id),
                                   void *cls) MUST_CHECK;
/* The rounds of a motion that have been published, also when they were annulled
 * afterwards. */
enum err_code round_each_public(struct db *db, int64_t motion,
                                enum err_code (*row)(void *, int64_t id),
                                void *cls) MUST_CHECK;
/* How many rounds of an assembly have been published, how many still are, and
 * of those how many adopted and rejected something. */
struct round_counts { int64_t ever, now, adopted, rejected; };
enum err_code round_count(struct db *db, int64_t assembly,
                          struct round_counts *out) MUST_CHECK;
/* The round of the assembly that was opened last; *id is 0 without one. */
enum err_code round_current(struct db *db, int64_t assembly, int64_t *id)
    MUST_CHECK;

struct move_row {
    int64_t n, at;
    enum record_kind kind;
    struct move move;
};
enum err_code move_insert(struct db *db, int64_t n, int64_t at,
                          enum record_kind kind, const struct move *m)
    MUST_CHECK;
enum err_code move_each(struct db *db, int64_t round,
                        enum err_code (*row)(void *, const struct move_row *),
                        void *cls) MUST_CHECK;

enum err_code result_insert(struct db *db, const struct result_record *r)
    MUST_CHECK;
/* Appends the result object as it was stored; NOT_FOUND without one. */
enum err_code result_print(struct db *db, int64_t round, struct buf *out)
    MUST_CHECK;
/* The same, read; NOT_FOUND without one. */
enum err_code result_get(struct db *db, int64_t round, struct result *out)
    MUST_CHECK;
/* The outcome alone. */
enum err_code result_outcome(struct db *db, int64_t round, enum outcome *out)
    MUST_CHECK;

#endif
