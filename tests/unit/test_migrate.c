/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/credential.h"
#include "store/migrate.h"

enum { STEM = 0x5354454d };

static const char first_schema[] =
#include "sql/0001_init.inc"
    ;

static char path[] = "/tmp/stembus-migrate-XXXXXX";

static int make(void **state)
{
    (void)state;
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0 ? -1 : 0;
}

static int unmake(void **state)
{
    char beside[sizeof path + 8];
    (void)state;
    snprintf(beside, sizeof beside, "%s-wal", path);
    (void)unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    (void)unlink(beside);
    return unlink(path);
}

static void run_sql(const char *sql)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static int pragma(const char *name)
{
    sqlite3 *handle;
    sqlite3_stmt *st;
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA %s", name);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int value = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(handle);
    return value;
}

static enum err_code open_as(enum db_mode mode)
{
    struct err err = { 0 };
    struct db *db = NULL;
    enum err_code rc = db_open(path, mode, &db, &err);
    if (rc != ERR_OK) {
        assert_int_equal(err.code, rc);
        assert_true(err.detail[0] != '\0');
    }
    db_close(db);
    return rc;
}

static void an_empty_file_becomes_a_store(void **state)
{
    (void)state;
    assert_int_equal(open_as(DB_WRITE), ERR_OK);
    assert_int_equal(pragma("application_id"), STEM);
    assert_true(pragma("user_version") >= 1);
    assert_int_equal(open_as(DB_WRITE), ERR_OK);
    assert_int_equal(open_as(DB_READ), ERR_OK);
}

static void other_files_are_left_alone(void **state)
{
    static const struct {
        const char *what, *sql;
        enum db_mode mode;
        enum err_code code;
    } cases[] = {
        { "another program's tables", "CREATE TABLE t (a)", DB_WRITE,
          ERR_STORE_FOREIGN },
        { "another program's tables, read", "CREATE TABLE t (a)", DB_READ,
          ERR_STORE_FOREIGN },
        { "another program's mark", "PRAGMA application_id=7", DB_WRITE,
          ERR_STORE_FOREIGN },
        { "a later version", "PRAGMA application_id=1398031693;"
          "PRAGMA user_version=99", DB_WRITE, ERR_STORE_NEWER },
        { "a later version, read", "PRAGMA application_id=1398031693;"
          "PRAGMA user_version=99", DB_READ, ERR_STORE_NEWER },
        { "an earlier version, read", "PRAGMA application_id=1398031693",
          DB_READ, ERR_STORE_FAILED },
        { "a schema that a migration cannot build on",
          "PRAGMA application_id=1398031693; CREATE TABLE member (a)",
          DB_WRITE, ERR_STORE_FAILED },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int version;
        unmake(state);
        assert_int_equal(make(state), 0);
        run_sql(cases[i].sql);
        version = pragma("user_version");
        if (open_as(cases[i].mode) != cases[i].code)
            fail_msg("%s", cases[i].what);
        assert_int_equal(pragma("user_version"), version);
    }
}

static void a_failed_migration_leaves_no_tables(void **state)
{
    (void)state;
    run_sql("PRAGMA application_id=1398031693; CREATE TABLE motion (a)");
    assert_int_equal(open_as(DB_WRITE), ERR_STORE_FAILED);
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(handle, "SELECT 1 FROM member", NULL,
                                      NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void a_store_of_the_first_release_is_brought_up_to_date(void **state)
{
    struct err err = { 0 };
    struct db *db;
    int64_t id = 0;
    (void)state;
    run_sql(first_schema);
    run_sql("PRAGMA application_id=1398031693; PRAGMA user_version=1;"
            "INSERT INTO credential VALUES (7, zeroblob(32), 'handset', 'H', "
            "1, 2, 3, 0)");
    assert_int_equal(open_as(DB_READ), ERR_STORE_FAILED);
    assert_int_equal(db_open(path, DB_WRITE, &db, &err), ERR_OK);
    assert_int_equal(credential_of_assignment(db, 1, 2, &id), ERR_OK);
    assert_int_equal(id, 7);
    db_close(db);
    assert_true(pragma("user_version") > 1);
    assert_int_equal(open_as(DB_READ), ERR_OK);
}

static void text_is_no_store(void **state)
{
    static const char text[] = "code;kind;name\nGM0001;municipality;Aadorp\n"
                               "and so on, for longer than a header\n";
    (void)state;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 100; i++)
        assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(open_as(DB_WRITE), ERR_STORE_FOREIGN);
    assert_int_equal(open_as(DB_READ), ERR_STORE_FOREIGN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_file_becomes_a_store, make,
                                        unmake),
        cmocka_unit_test_setup_teardown(other_files_are_left_alone, make,
                                        unmake),
        cmocka_unit_test_setup_teardown(a_failed_migration_leaves_no_tables,
                                        make, unmake),
        cmocka_unit_test_setup_teardown(
            a_store_of_the_first_release_is_brought_up_to_date, make, unmake),
        cmocka_unit_test_setup_teardown(text_is_no_store, make, unmake),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
