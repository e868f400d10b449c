/* SPDX-License-Identifier: EUPL-1.2 */
/* db_whole: what concerns a whole store: copying, checking and comparing.  Not
 * on the path of a vote, so these statements are prepared when they are used. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/db.h"
#include "store/db_handle.h"

const char *const db_folded_tables[] = {
    "member", "figure", "assembly", "roll_entry", "attendance",
    "assignment", "motion", "mover", "round", "move",
    "ballot", "press", "result",
    "cosigner", "cosignature", "correction", NULL,
};

enum err_code db_copy(struct db *db, const char *path, struct err *err)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db_handle(db), "VACUUM INTO ?1", -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC);
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    if (rc == SQLITE_DONE)
        return ERR_OK;
    return err_set(err, ERR_STORE_FAILED, "%s: %s", path,
                   sqlite3_errmsg(db_handle(db)));
}

enum err_code db_check(struct db *db, struct err *err)
{
    static const char *const checks[] = { "PRAGMA integrity_check(1)",
                                          "PRAGMA foreign_key_check" };
    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(db_handle(db), checks[i], -1, &st, NULL);
        if (rc == SQLITE_OK)
            rc = sqlite3_step(st);
        const char *said = rc == SQLITE_ROW
                               ? (const char *)sqlite3_column_text(st, 0)
                               : NULL;
        enum err_code code = ERR_OK;
        if (rc != SQLITE_ROW && rc != SQLITE_DONE)
            code = err_set(err, rc == SQLITE_NOMEM ? ERR_NO_MEMORY
                                                   : ERR_STORE_DAMAGED,
                           "%s: %s", checks[i], sqlite3_errmsg(db_handle(db)));
        else if (said != NULL && strcmp(said, "ok") != 0)
            code = err_set(err, ERR_STORE_DAMAGED, "%s: %s", checks[i], said);
        sqlite3_finalize(st);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static sqlite3_stmt *all_rows(struct db *db, const char *table)
{
    char sql[128];
    sqlite3_stmt *st = NULL;
    /* The rows of every folded table come in primary key order: they are
     * WITHOUT ROWID, or their key is the rowid. */
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    if (sqlite3_prepare_v2(db_handle(db), sql, -1, &st, NULL) != SQLITE_OK)
        return NULL;
    return st;
}

static void row_text(struct buf *b, sqlite3_stmt *st)
{
    buf_reset(b);
    for (int i = 0; i < sqlite3_column_count(st); i++) {
        const char *text = (const char *)sqlite3_column_text(st, i);
        buf_printf(b, "%s%s=%.60s", i > 0 ? " " : "",
                   sqlite3_column_name(st, i), text != NULL ? text : "NULL");
    }
}

/* A number as such: asked for its bytes, SQLite would print it. */
static bool same_value(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    int type = sqlite3_column_type(a, column);
    if (type != sqlite3_column_type(b, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, column) ==
               sqlite3_column_int64(b, column);
    const void *x = sqlite3_column_blob(a, column);
    const void *y = sqlite3_column_blob(b, column);
    int len = sqlite3_column_bytes(a, column);
    return len == sqlite3_column_bytes(b, column) &&
           (len == 0 || memcmp(x, y, (size_t)len) == 0);
}

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < sqlite3_column_count(a); i++)
        if (!same_value(a, b, i))
            return false;
    return true;
}

static bool out_of_memory(const struct db *db)
{
    return sqlite3_errcode(db_handle(db)) == SQLITE_NOMEM;
}

enum err_code db_differ(struct db *a, struct db *b, const char *table,
                        struct err *err)
{
    sqlite3_stmt *x = all_rows(a, table), *y = all_rows(b, table);
    enum err_code code = ERR_OK;
    struct buf is = { 0 }, should = { 0 };
    if (x == NULL || y == NULL)
        code = err_set(err, out_of_memory(a) || out_of_memory(b)
                                ? ERR_NO_MEMORY
                                : ERR_STORE_DAMAGED,
                       "%s: cannot be read", table);
    while (code == ERR_OK) {
        int rx = sqlite3_step(x), ry = sqlite3_step(y);
        if (rx == SQLITE_DONE && ry == SQLITE_DONE)
            break;
        if (rx == SQLITE_ROW && ry == SQLITE_ROW && same_row(x, y))
            continue;
        if (out_of_memory(a) || out_of_memory(b)) {
            code = err_set(err, ERR_NO_MEMORY, "%s", table);
            break;
        }
        if (rx == SQLITE_ROW)
            row_text(&is, x);
        if (ry == SQLITE_ROW)
            row_text(&should, y);
        code = err_set(err, ERR_STORE_DAMAGED,
                       "table %s: the store has [%.100s], the journal says "
                       "[%.100s]", table,
                       rx == SQLITE_ROW ? is.data : "no row",
                       ry == SQLITE_ROW ? should.data : "no row");
    }
    buf_free(&is);
    buf_free(&should);
    sqlite3_finalize(x);
    sqlite3_finalize(y);
    return code;
}

/* ---- for the tests ------------------------------------------------------------- */

char *db_plan(struct db *db, enum statement st)
{
    struct buf plan = { 0 };
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", db_statement_sql(st));
    sqlite3_stmt *stmt = NULL;
    if (sql != NULL &&
        sqlite3_prepare_v2(db_handle(db), sql, -1, &stmt, NULL) == SQLITE_OK)
        while (sqlite3_step(stmt) == SQLITE_ROW)
            buf_printf(&plan, "%s\n",
                       (const char *)sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    sqlite3_free(sql);
    buf_text(&plan, "");
    return buf_take(&plan);
}
