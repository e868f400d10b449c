/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/statements.h"

/* db: the door to SQLite.  One connection, the closed list of statements of
 * statements.h all prepared at open, and the policy asserted.  A connection
 * belongs to one thread. */

struct db;

enum db_mode {
    DB_WRITE,  /* create when missing, bring the schema up to date */
    DB_READ,   /* read-only; also beside a running writer */
    DB_MEMORY, /* an empty store in memory: tests and verification */
};

/* db_open(path, mode, out, err): Borrows path; gives *out, db_close() it.
 * STORE_FOREIGN, STORE_NEWER, STORE_DAMAGED, STORE_FAILED, FILE_FAILED. */
enum err_code db_open(const char *path, enum db_mode mode, struct db **out,
                      struct err *err) MUST_CHECK;
void db_close(struct db *db); /* NULL is allowed */
/* Whether opening it gave the store its empty table of trees only now. */
bool db_had_no_trees(const struct db *db);

/* Values to bind; their kinds must be those of the statement's signature. */
struct value {
    char kind; /* 'i', 't' or 'b' */
    int64_t number;
    const void *bytes;
    size_t len;
};
#define V_INT(n) ((struct value){ .kind = 'i', .number = (n) })
#define V_TEXT(s) ((struct value){ .kind = 't', .bytes = (s), .len = SIZE_MAX })
#define V_SPAN(s, n) ((struct value){ .kind = 't', .bytes = (s), .len = (n) })
#define V_BLOB(p, n) ((struct value){ .kind = 'b', .bytes = (p), .len = (n) })

/* db_run(db, STATEMENT, values…): runs a statement that gives no rows. */
#define db_run(db, st, ...)                                                    \
    db_run_values(db, st, (struct value[]){ __VA_ARGS__ },                     \
                  sizeof((struct value[]){ __VA_ARGS__ }) /                    \
                      sizeof(struct value))
enum err_code db_run_values(struct db *db, enum statement st,
                            const struct value *values, size_t count)
    MUST_CHECK;

/* Rows: db_query(db, STATEMENT, values…), then while (db_row(db, st)) read the
 * columns, then always db_done() or db_end(). */
#define db_query(db, st, ...)                                                  \
    db_query_values(db, st, (struct value[]){ __VA_ARGS__ },                   \
                    sizeof((struct value[]){ __VA_ARGS__ }) /                  \
                        sizeof(struct value))
void db_query_values(struct db *db, enum statement st,
                     const struct value *values, size_t count);
bool db_row(struct db *db, enum statement st);
enum err_code db_done(struct db *db, enum statement st) MUST_CHECK;
/* The same, for a reader of rows with a code of its own: the store's failure
 * if there is one, else `said`. */
enum err_code db_end(struct db *db, enum statement st, enum err_code said)
    MUST_CHECK;

int64_t db_int(struct db *db, enum statement st, int column);
/* Fills `out`; the text must fit (it was checked on its way in). */
void db_text(struct db *db, enum statement st, int column, char *out,
             size_t size);
/* Borrowed until the next db_row() or db_done(). */
const char *db_span(struct db *db, enum statement st, int column, size_t *len);
/* The word's index; a word that is not in the list is STORE_DAMAGED, which
 * db_done() then reports. */
int db_word(struct db *db, enum statement st, int column,
            const char *const *words);

/* Transactions.  The writer alone uses db_begin() (BEGIN IMMEDIATE); readers
 * use db_begin_read() to see one state throughout. */
enum err_code db_begin(struct db *db) MUST_CHECK;
enum err_code db_begin_read(struct db *db) MUST_CHECK;
/* After a failed commit nothing is stored.  *fatal says that the disk did not
 * confirm a sync: the file must not be written again by this process. */
enum err_code db_commit(struct db *db, bool *fatal) MUST_CHECK;
void db_rollback(struct db *db); /* also when there is none */
bool db_in_transaction(struct db *db);

/* Moves the write-ahead log into the file; only the writer's connection, and
 * only between transactions. */
enum err_code db_checkpoint(struct db *db) MUST_CHECK;
int db_wal_pages(const struct db *db); /* after the last commit */

/* Copies the whole store into a new file at `path`, as of one moment. */
enum err_code db_copy(struct db *db, const char *path, struct err *err)
    MUST_CHECK;
/* PRAGMA integrity_check and foreign_key_check; err->detail has the first
 * complaint. */
enum err_code db_check(struct db *db, struct err *err) MUST_CHECK;

/* db_differ(): compares a table of two stores row by row in key order.
 * OK when equal; STORE_DAMAGED with the first difference in err->detail. */
enum err_code db_differ(struct db *a, struct db *b, const char *table,
                        struct err *err) MUST_CHECK;
/* The tables that the records of the journal determine, NULL-terminated. */
extern const char *const db_folded_tables[];
/* The tables that nothing may change or delete from, NULL-terminated. */
extern const char *const db_append_only_tables[];

/* The plan SQLite has for a statement (a test reads it); free() it. */
char *db_plan(struct db *db, enum statement st);
const char *db_statement_sql(enum statement st);
bool db_statement_may_scan(enum statement st);

/* Whether no statement is in the middle of its rows (checked after each job
 * in debug and sanitizer builds). */
bool db_is_idle(const struct db *db);

#endif
