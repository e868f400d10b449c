/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_ASSEMBLY_H
#define STORE_ASSEMBLY_H

#include "domain/model.h"
#include "domain/record.h"
#include "store/db.h"

/* assembly: assemblies, their frozen rolls, attendance and assignments of
 * handsets. */

struct assembly_row {
    struct assembly assembly;
    enum assembly_state state;
    char seal[HASH_TEXT_SIZE];
    int64_t created_at;
};

enum err_code assembly_next_id(struct db *db, int64_t *id) MUST_CHECK;
enum err_code assembly_insert(struct db *db, const struct assembly *a,
                              int64_t created_at) MUST_CHECK;
enum err_code assembly_move(struct db *db, int64_t id, enum assembly_state to,
                            const char *seal) MUST_CHECK;
/* NOT_FOUND when there is none. */
enum err_code assembly_get(struct db *db, int64_t id,
                           struct assembly_row *out) MUST_CHECK;
enum err_code assembly_each(struct db *db, int64_t limit, int64_t offset,
                            enum err_code (*row)(void *,
                                                 const struct assembly_row *),
                            void *cls) MUST_CHECK;
/* All of them, the latest date first. */
enum err_code assembly_each_newest(struct db *db,
                                   enum err_code (*row)(
                                       void *, const struct assembly_row *),
                                   void *cls) MUST_CHECK;
/* The ids of all assemblies, rising. */
enum err_code assembly_each_id(struct db *db,
                               enum err_code (*row)(void *, int64_t),
                               void *cls) MUST_CHECK;

struct roll_row {
    struct roll_entry entry;
    bool present; /* by the last check-in or check-out */
};
enum err_code roll_insert(struct db *db, int64_t assembly,
                          const struct roll_entry *e) MUST_CHECK;
enum err_code roll_each(struct db *db, int64_t assembly,
                        enum err_code (*row)(void *, const struct roll_row *),
                        void *cls) MUST_CHECK;
/* The name a member has there; NOT_FOUND when it is not on the roll. */
enum err_code roll_name(struct db *db, int64_t assembly, const char *code,
                        char out[NAME_SIZE]) MUST_CHECK;
/* A member's entry on the roll of each assembly, by the assembly's date. */
struct roll_of_member {
    int64_t assembly;
    char title[NAME_SIZE], date[DATE_SIZE]; /* of the assembly */
    struct roll_entry entry;
};
enum err_code roll_each_of(struct db *db, const char *code,
                           enum err_code (*row)(void *,
                                                const struct roll_of_member *),
                           void *cls) MUST_CHECK;
enum err_code attendance_insert(struct db *db, int64_t assembly, int64_t n,
                                int64_t at, const struct attendance *a)
    MUST_CHECK;

/* Every check-in and check-out, by code and then in order. */
struct attendance_row {
    struct attendance attendance;
    int64_t n;
};
enum err_code attendance_each(struct db *db, int64_t assembly,
                              enum err_code (*row)(
                                  void *, const struct attendance_row *),
                              void *cls) MUST_CHECK;

struct assignment_row {
    struct assignment assignment;
    int64_t assigned_at;
};
enum err_code assignment_insert(struct db *db, int64_t assembly, int64_t at,
                                const struct assignment *a) MUST_CHECK;
enum err_code assignment_move(struct db *db, int64_t assembly, int64_t number,
                              enum assignment_state to) MUST_CHECK;
enum err_code assignment_each(struct db *db, int64_t assembly,
                              enum err_code (*row)(
                                  void *, const struct assignment_row *),
                              void *cls) MUST_CHECK;

#endif
