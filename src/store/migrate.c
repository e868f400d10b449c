/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/migrate.h"

#include <sqlite3.h>
#include <stdio.h>

/* "STEM": tells a stembus store from any other SQLite file. */
#define APPLICATION_ID 0x5354454d

static const char *const migrations[] = {
#include "sql/0001_init.inc"
    ,
#include "sql/0002_session.inc"
    ,
#include "sql/0003_screen.inc"
    ,
#include "sql/0004_evidence.inc"
    ,
#include "sql/0005_cosign.inc"
    ,
};

static int pragma_int(sqlite3 *handle, const char *pragma, int *out)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(handle, pragma, -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int run_one(sqlite3 *handle, size_t number)
{
    char mark[80];
    snprintf(mark, sizeof mark,
             "PRAGMA application_id=%d; PRAGMA user_version=%zu; COMMIT",
             APPLICATION_ID, number + 1);
    int rc = sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(handle, migrations[number], NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(handle, mark, NULL, NULL, NULL);
    return rc;
}

enum err_code migrate(sqlite3 *handle, const char *path, bool may_write,
                      bool *had_no_trees, struct err *err)
{
    int id = 0, version = 0, tables = 0, trees = 0;
    int rc = pragma_int(handle, "PRAGMA application_id", &id);
    if (rc == SQLITE_OK)
        rc = pragma_int(handle, "PRAGMA user_version", &version);
    if (rc == SQLITE_OK)
        rc = pragma_int(handle, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc == SQLITE_OK)
        rc = pragma_int(handle, "SELECT count(*) FROM sqlite_schema WHERE "
                        "name = 'tree_node'", &trees);
    *had_no_trees = version > 0 && trees == 0;
    if (rc == SQLITE_NOTADB)
        return err_set(err, ERR_STORE_FOREIGN, "%s is no SQLite file", path);
    if (rc != SQLITE_OK)
        return err_set(err, ERR_STORE_FAILED, "%s: %s", path,
                       sqlite3_errmsg(handle));
    if (id != APPLICATION_ID && (id != 0 || tables > 0))
        return err_set(err, ERR_STORE_FOREIGN,
                       "%s belongs to another program", path);
    if (version > (int)ARRAY_LEN(migrations))
        return err_set(err, ERR_STORE_NEWER,
                       "%s has schema %d, this stembus knows %zu", path,
                       version, ARRAY_LEN(migrations));
    if (version < (int)ARRAY_LEN(migrations) && !may_write)
        return err_set(err, ERR_STORE_FAILED,
                       "%s has schema %d; start `stembus serve` once to bring "
                       "it up to %zu", path, version, ARRAY_LEN(migrations));
    for (size_t i = (size_t)version; i < ARRAY_LEN(migrations); i++)
        if (run_one(handle, i) != SQLITE_OK) {
            err_set(err, ERR_STORE_FAILED, "%s: migration %zu: %s", path,
                    i + 1, sqlite3_errmsg(handle));
            sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
            return err->code;
        }
    return ERR_OK;
}
