/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "base/buf.h"
#include "store/db.h"

/* journal: the append-only lines; which bytes they are is domain/record's. */

enum { LEAF_SIZE = 32 }; /* SHA-256 of 0x00 and the line (RFC 6962) */

enum err_code journal_insert(struct db *db, int64_t journal, int64_t n,
                             const struct buf *line,
                             const unsigned char hash[LEAF_SIZE]) MUST_CHECK;
enum err_code journal_next(struct db *db, int64_t journal, int64_t *n)
    MUST_CHECK;

struct journal_line {
    int64_t n;
    const char *text; /* borrowed during the call, not NUL-terminated */
    size_t len;
    const unsigned char *hash;
    size_t hash_len;
};
enum err_code journal_each(struct db *db, int64_t journal, int64_t from,
                           int64_t limit,
                           enum err_code (*row)(void *,
                                                const struct journal_line *),
                           void *cls) MUST_CHECK;
/* Fills the hashes of `count` lines from `from` on, one after the other;
 * NOT_FOUND when there are not so many. */
enum err_code journal_hashes(struct db *db, int64_t journal, int64_t from,
                             int64_t count, unsigned char out[][LEAF_SIZE])
    MUST_CHECK;
/* The journals there are, rising. */
enum err_code journal_each_id(struct db *db,
                              enum err_code (*row)(void *, int64_t journal),
                              void *cls) MUST_CHECK;

/* The hashes of whole subtrees (engine/tree.h) that are stored.  NOT_FOUND
 * without that one. */
enum err_code node_insert(struct db *db, int64_t journal, int level,
                          int64_t position,
                          const unsigned char hash[LEAF_SIZE]) MUST_CHECK;
enum err_code node_get(struct db *db, int64_t journal, int level,
                       int64_t position, unsigned char out[LEAF_SIZE])
    MUST_CHECK;
enum err_code node_count(struct db *db, int64_t journal, int64_t *count)
    MUST_CHECK;
enum err_code node_count_all(struct db *db, int64_t *count) MUST_CHECK;

#endif
