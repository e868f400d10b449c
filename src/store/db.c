/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/db.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "base/log.h"
#include "store/db_handle.h"
#include "store/migrate.h"

struct db {
    sqlite3 *handle;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    enum err_code pending[STATEMENT_COUNT]; /* found while reading a row */
    bool fatal;    /* a sync was not confirmed */
    bool sealed;   /* the append-only tables may not be touched any more */
    bool had_no_trees;
    int wal_pages;
};

static const struct {
    const char *parameters;
    int columns;
    int scan;
    const char *sql;
} list[STATEMENT_COUNT] = {
#define STATEMENT_ROW(name, in, columns, scan, sql)                            \
    [name] = { in, columns, scan, sql },
    STATEMENT_LIST(STATEMENT_ROW)
#undef STATEMENT_ROW
};

const char *const db_append_only_tables[] = {
    "attendance", "ballot", "journal",    "move",
    "press",      "result", "roll_entry", "tree_node", NULL,
};

/* SQLite's defaults are wrong for us; each is set and read back. */
static const struct {
    const char *set, *get, *want;
    bool writer_only;
} policy[] = {
    { "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal", true },
    { "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2", true },
    /* The writer moves the log into the file itself, between batches. */
    { "PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0", false },
    { "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1", false },
    { "PRAGMA recursive_triggers=ON", "PRAGMA recursive_triggers", "1",
      false },
    { "PRAGMA busy_timeout=5000", "PRAGMA busy_timeout", "5000", false },
    { "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2", false },
    { "PRAGMA cache_size=-8000", "PRAGMA cache_size", "-8000", false },
};

static enum err_code err_of(struct db *db, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_OK;
    case SQLITE_NOMEM:
        return ERR_NO_MEMORY;
    case SQLITE_FULL:
        return ERR_STORE_FULL;
    case SQLITE_CORRUPT:
        return ERR_STORE_DAMAGED;
    case SQLITE_NOTADB:
        return ERR_STORE_FOREIGN;
    default:
        if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
            db->fatal = true;
        return ERR_STORE_FAILED;
    }
}

static enum err_code report(struct db *db, int rc, const char *what)
{
    enum err_code code = err_of(db, rc);
    if (code != ERR_OK)
        log_error("store: %s: %s (%d)", what, sqlite3_errmsg(db->handle), rc);
    return code;
}

/* ---- opening -------------------------------------------------------------- */

static bool is_append_only(const char *table)
{
    for (const char *const *t = db_append_only_tables; *t != NULL; t++)
        if (strcmp(*t, table) == 0)
            return true;
    return false;
}

/* Append-only, said a second time: no statement that changes those tables can
 * even be prepared (DEFENSIVE does not stop DROP TRIGGER). */
static int authorize(void *cls, int action, const char *first,
                     const char *second, const char *database,
                     const char *trigger)
{
    const struct db *db = cls;
    (void)database;
    (void)trigger;
    if (!db->sealed)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return is_append_only(first) ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_INDEX:
        return SQLITE_DENY;
    case SQLITE_ALTER_TABLE:
        (void)second;
        return SQLITE_DENY;
    default:
        return SQLITE_OK;
    }
}

static enum err_code pragma_is(struct db *db, const char *get,
                               const char *want, struct err *err)
{
    sqlite3_stmt *st = NULL;
    enum err_code code = ERR_OK;
    const char *got = NULL;
    if (sqlite3_prepare_v2(db->handle, get, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        got = (const char *)sqlite3_column_text(st, 0);
    if (got == NULL || strcmp(got, want) != 0)
        code = err_set(err, ERR_STORE_FAILED, "%s is '%s' instead of '%s'",
                       get, got != NULL ? got : "?", want);
    sqlite3_finalize(st);
    return code;
}

static enum err_code policy_set(struct db *db, enum db_mode mode,
                                struct err *err)
{
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    for (size_t i = 0; i < ARRAY_LEN(policy); i++) {
        if (policy[i].writer_only && mode != DB_WRITE)
            continue;
        int rc = sqlite3_exec(db->handle, policy[i].set, NULL, NULL, NULL);
        if (rc != SQLITE_OK)
            return err_set(err, err_of(db, rc), "%s: %s", policy[i].set,
                           sqlite3_errmsg(db->handle));
        enum err_code code = pragma_is(db, policy[i].get, policy[i].want, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static enum err_code prepare_all(struct db *db, struct err *err)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        int rc = sqlite3_prepare_v3(db->handle, list[i].sql, -1,
                                    SQLITE_PREPARE_PERSISTENT,
                                    &db->statements[i], NULL);
        if (rc != SQLITE_OK)
            return err_set(err, err_of(db, rc), "%s: %s", list[i].sql,
                           sqlite3_errmsg(db->handle));
        must(sqlite3_bind_parameter_count(db->statements[i]) ==
             (int)strlen(list[i].parameters));
        must(sqlite3_column_count(db->statements[i]) == list[i].columns);
    }
    return ERR_OK;
}

/* Makes durable what is read back.  When a sync failed, Linux forgets which
 * pages were not written: the write-ahead log then reads well from memory and
 * is not on the disk, a later sync says nothing, and what a new process appends
 * would be lost behind the gap.  So the log's bytes are written once more, in
 * place: the disk has them or it has not, both are what it may have. */
static int rewrite_log(sqlite3 *handle)
{
    char piece[16384];
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0;
    int rc = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER,
                                  &log);
    if (rc != SQLITE_OK || log == NULL || log->pMethods == NULL)
        return rc;
    rc = log->pMethods->xFileSize(log, &size);
    for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size;) {
        int n = size - at < (int)sizeof piece ? (int)(size - at)
                                              : (int)sizeof piece;
        rc = log->pMethods->xRead(log, piece, n, at);
        if (rc == SQLITE_OK)
            rc = log->pMethods->xWrite(log, piece, n, at);
        at += n;
    }
    return rc == SQLITE_OK && size > 0
               ? log->pMethods->xSync(log, SQLITE_SYNC_FULL)
               : rc;
}

static int wal_grew(void *cls, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = cls;
    (void)handle;
    (void)name;
    db->wal_pages = pages;
    return SQLITE_OK;
}

enum err_code db_open(const char *path, enum db_mode mode, struct db **out,
                      struct err *err)
{
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return err_set(err, ERR_NO_MEMORY, "%s", path);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (mode == DB_READ ? SQLITE_OPEN_READONLY
                                 : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    int rc = sqlite3_open_v2(mode == DB_MEMORY ? ":memory:" : path,
                             &db->handle, flags, NULL);
    enum err_code code = err_of(db, rc);
    if (code != ERR_OK)
        err_set(err, code, "%s: %s", path, sqlite3_errmsg(db->handle));
    if (code == ERR_OK)
        code = policy_set(db, mode, err);
    if (code == ERR_OK)
        code = migrate(db->handle, path, mode != DB_READ, &db->had_no_trees,
                       err);
    if (code == ERR_OK && mode == DB_WRITE) {
        code = err_of(db, rewrite_log(db->handle));
        if (code != ERR_OK)
            err_set(err, code, "%s-wal cannot be written", path);
    }
    if (code == ERR_OK) {
        sqlite3_set_authorizer(db->handle, authorize, db);
        db->sealed = true;
        code = prepare_all(db, err);
    }
    if (code != ERR_OK) {
        db_close(db);
        return code;
    }
    sqlite3_wal_hook(db->handle, wal_grew, db);
    *out = db;
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(db->statements[i]);
    sqlite3_close(db->handle);
    free(db);
}

/* ---- statements ------------------------------------------------------------ */

static void bind(struct db *db, enum statement st, const struct value *values,
                 size_t count)
{
    sqlite3_stmt *stmt = db->statements[st];
    must(strlen(list[st].parameters) == count);
    for (size_t i = 0; i < count; i++) {
        const struct value *v = &values[i];
        int at = (int)i + 1;
        must(v->kind == list[st].parameters[i]);
        if (v->kind == 'i')
            sqlite3_bind_int64(stmt, at, v->number);
        else if (v->kind == 't')
            sqlite3_bind_text(stmt, at, v->bytes,
                              v->len == SIZE_MAX ? -1 : (int)v->len,
                              SQLITE_STATIC);
        else
            sqlite3_bind_blob(stmt, at, v->bytes, (int)v->len, SQLITE_STATIC);
    }
}

enum err_code db_run_values(struct db *db, enum statement st,
                            const struct value *values, size_t count)
{
    bind(db, st, values, count);
    int rc = sqlite3_step(db->statements[st]);
    must(rc != SQLITE_ROW);
    enum err_code code =
        rc == SQLITE_DONE ? ERR_OK : report(db, rc, list[st].sql);
    sqlite3_reset(db->statements[st]);
    return code;
}

void db_query_values(struct db *db, enum statement st,
                     const struct value *values, size_t count)
{
    must(!sqlite3_stmt_busy(db->statements[st]));
    bind(db, st, values, count);
    db->pending[st] = ERR_OK;
}

bool db_row(struct db *db, enum statement st)
{
    if (db->pending[st] != ERR_OK)
        return false;
    int rc = sqlite3_step(db->statements[st]);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        db->pending[st] = report(db, rc, list[st].sql);
    return rc == SQLITE_ROW;
}

enum err_code db_done(struct db *db, enum statement st)
{
    sqlite3_reset(db->statements[st]);
    return db->pending[st];
}

enum err_code db_end(struct db *db, enum statement st, enum err_code said)
{
    enum err_code rc = db_done(db, st);
    return rc != ERR_OK ? rc : said;
}

int64_t db_int(struct db *db, enum statement st, int column)
{
    return sqlite3_column_int64(db->statements[st], column);
}

const char *db_span(struct db *db, enum statement st, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(db->statements[st], column);
    *len = (size_t)sqlite3_column_bytes(db->statements[st], column);
    return bytes != NULL ? bytes : "";
}

void db_text(struct db *db, enum statement st, int column, char *out,
             size_t size)
{
    size_t len;
    const char *text = db_span(db, st, column, &len);
    if (len >= size) {
        db->pending[st] = ERR_STORE_DAMAGED;
        len = 0;
    }
    memcpy(out, text, len);
    out[len] = '\0';
}

int db_word(struct db *db, enum statement st, int column,
            const char *const *words)
{
    char text[64];
    db_text(db, st, column, text, sizeof text);
    int index = word_index(words, text);
    if (index < 0) {
        log_error("store: '%s' is not a known word", text);
        db->pending[st] = ERR_STORE_DAMAGED;
        return 0;
    }
    return index;
}

bool db_is_idle(const struct db *db)
{
    for (sqlite3_stmt *st = sqlite3_next_stmt(db->handle, NULL); st != NULL;
         st = sqlite3_next_stmt(db->handle, st))
        if (sqlite3_stmt_busy(st))
            return false;
    return true;
}

/* ---- transactions ---------------------------------------------------------- */

enum err_code db_begin(struct db *db)
{
    return db_run_values(db, TX_BEGIN, NULL, 0);
}

enum err_code db_begin_read(struct db *db)
{
    return db_run_values(db, TX_BEGIN_READ, NULL, 0);
}

enum err_code db_commit(struct db *db, bool *fatal)
{
    enum err_code code = db_run_values(db, TX_COMMIT, NULL, 0);
    *fatal = db->fatal;
    if (code != ERR_OK && !db->fatal)
        db_rollback(db);
    return code;
}

void db_rollback(struct db *db)
{
    if (db_in_transaction(db))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool db_in_transaction(struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

enum err_code db_checkpoint(struct db *db)
{
    int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL,
                                       SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    db->wal_pages = 0;
    return report(db, rc, "checkpoint");
}

int db_wal_pages(const struct db *db)
{
    return db->wal_pages;
}

bool db_had_no_trees(const struct db *db)
{
    return db->had_no_trees;
}

/* ---- for the files of this layer and the tests --------------------------------- */

struct sqlite3 *db_handle(const struct db *db)
{
    return db->handle;
}

const char *db_statement_sql(enum statement st)
{
    return list[st].sql;
}

bool db_statement_may_scan(enum statement st)
{
    return list[st].scan == SCAN_OK;
}
