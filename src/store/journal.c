/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/journal.h"

#include <string.h>

enum err_code journal_insert(struct db *db, int64_t journal, int64_t n,
                             const struct buf *line,
                             const unsigned char hash[LEAF_SIZE])
{
    return db_run(db, JOURNAL_INSERT, V_INT(journal), V_INT(n),
                  V_SPAN(line->data, line->len), V_BLOB(hash, LEAF_SIZE));
}

/* Of one journal; of all when `journal` is NULL. */
static enum err_code one_int(struct db *db, enum statement st,
                             const int64_t *journal, int64_t *n)
{
    *n = 0;
    db_query_values(db, st, &V_INT(journal != NULL ? *journal : 0),
                    journal != NULL ? 1 : 0);
    if (db_row(db, st))
        *n = db_int(db, st, 0);
    return db_done(db, st);
}

enum err_code journal_next(struct db *db, int64_t journal, int64_t *n)
{
    return one_int(db, JOURNAL_NEXT, &journal, n);
}

enum err_code journal_each(struct db *db, int64_t journal, int64_t from,
                           int64_t limit,
                           enum err_code (*row)(void *,
                                                const struct journal_line *),
                           void *cls)
{
    enum err_code said = ERR_OK;
    struct journal_line line;
    db_query(db, JOURNAL_LINES, V_INT(journal), V_INT(from), V_INT(limit));
    while (said == ERR_OK && db_row(db, JOURNAL_LINES)) {
        line.n = db_int(db, JOURNAL_LINES, 0);
        line.text = db_span(db, JOURNAL_LINES, 1, &line.len);
        line.hash = (const unsigned char *)db_span(db, JOURNAL_LINES, 2,
                                                   &line.hash_len);
        said = row(cls, &line);
    }
    return db_end(db, JOURNAL_LINES, said);
}

/* The hash in the first column; false when it is none. */
static bool read_hash(struct db *db, enum statement st,
                      unsigned char out[LEAF_SIZE])
{
    size_t len;
    const char *hash = db_span(db, st, 0, &len);
    if (len == LEAF_SIZE)
        memcpy(out, hash, LEAF_SIZE);
    return len == LEAF_SIZE;
}

enum err_code journal_hashes(struct db *db, int64_t journal, int64_t from,
                             int64_t count, unsigned char out[][LEAF_SIZE])
{
    enum err_code said = ERR_OK;
    int64_t i = 0;
    db_query(db, JOURNAL_HASHES, V_INT(journal), V_INT(from), V_INT(count));
    for (; said == ERR_OK && db_row(db, JOURNAL_HASHES); i++)
        if (!read_hash(db, JOURNAL_HASHES, out[i]))
            said = ERR_STORE_DAMAGED;
    if (said == ERR_OK && i < count)
        said = ERR_NOT_FOUND;
    return db_end(db, JOURNAL_HASHES, said);
}

enum err_code journal_each_id(struct db *db,
                              enum err_code (*row)(void *, int64_t journal),
                              void *cls)
{
    enum err_code said = ERR_OK;
    db_query_values(db, JOURNAL_IDS, NULL, 0);
    while (said == ERR_OK && db_row(db, JOURNAL_IDS))
        said = row(cls, db_int(db, JOURNAL_IDS, 0));
    return db_end(db, JOURNAL_IDS, said);
}

enum err_code node_insert(struct db *db, int64_t journal, int level,
                          int64_t position,
                          const unsigned char hash[LEAF_SIZE])
{
    return db_run(db, NODE_INSERT, V_INT(journal), V_INT(level),
                  V_INT(position), V_BLOB(hash, LEAF_SIZE));
}

enum err_code node_get(struct db *db, int64_t journal, int level,
                       int64_t position, unsigned char out[LEAF_SIZE])
{
    enum err_code said = ERR_NOT_FOUND;
    db_query(db, NODE_GET, V_INT(journal), V_INT(level), V_INT(position));
    if (db_row(db, NODE_GET))
        said = read_hash(db, NODE_GET, out) ? ERR_OK : ERR_STORE_DAMAGED;
    return db_end(db, NODE_GET, said);
}

enum err_code node_count(struct db *db, int64_t journal, int64_t *count)
{
    return one_int(db, NODE_COUNT, &journal, count);
}

enum err_code node_count_all(struct db *db, int64_t *count)
{
    return one_int(db, NODE_COUNT_ALL, NULL, count);
}
