/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_COSIGN_H
#define STORE_COSIGN_H

#include "domain/record.h"
#include "store/db.h"

/* cosign: the counting committee's keys and cosignatures, and corrections. */

struct cosigner_row {
    int64_t n, at;
    struct cosigner_record cosigner;
};
enum err_code cosigner_insert(struct db *db, int64_t assembly, int64_t n,
                              int64_t at, const struct cosigner_record *c)
    MUST_CHECK;
/* All lines, in order: a name may have several, with the same key. */
enum err_code cosigner_each(struct db *db, int64_t assembly,
                            enum err_code (*row)(void *,
                                                 const struct cosigner_row *),
                            void *cls) MUST_CHECK;

struct cosignature_row {
    int64_t n, size, at;
    char cosigner[COSIGNER_NAME_SIZE];
};
enum err_code cosignature_insert(struct db *db, int64_t assembly, int64_t n,
                                 int64_t at, const struct cosignature *c)
    MUST_CHECK;
/* The one in line n, and the largest of a name; NOT_FOUND without one. */
enum err_code cosignature_get(struct db *db, int64_t assembly, int64_t n,
                              struct cosignature_row *out) MUST_CHECK;
enum err_code cosignature_latest(struct db *db, int64_t assembly,
                                 const char *cosigner,
                                 struct cosignature_row *out) MUST_CHECK;
/* The latest first. */
enum err_code cosignature_each(struct db *db, int64_t assembly, int64_t limit,
                               int64_t offset,
                               enum err_code (*row)(
                                   void *, const struct cosignature_row *),
                               void *cls) MUST_CHECK;
/* The notes of all cosignatures of the checkpoint of that size, by name. */
enum err_code cosignature_each_note(struct db *db, int64_t assembly,
                                    int64_t size,
                                    enum err_code (*row)(void *,
                                                         const char *note),
                                    void *cls) MUST_CHECK;

/* How many cosignatures an assembly asks, and how many cosigners have cosigned
 * a checkpoint that has the result of the round in it. */
struct cosigned { int64_t needed, have; };
enum err_code cosigned_get(struct db *db, int64_t assembly, int64_t round,
                           struct cosigned *out) MUST_CHECK;

struct correction_row {
    int64_t n, at;
    char member[CODE_SIZE], meant[OPTION_SIZE];
};
enum err_code correction_insert(struct db *db, int64_t n, int64_t at,
                                const struct correction *c) MUST_CHECK;
/* What the member said last that it had meant; NOT_FOUND when it did not. */
enum err_code correction_standing(struct db *db, int64_t round,
                                  const char *code, char out[OPTION_SIZE])
    MUST_CHECK;
enum err_code correction_each(struct db *db, int64_t round,
                              enum err_code (*row)(
                                  void *, const struct correction_row *),
                              void *cls) MUST_CHECK;

#endif
