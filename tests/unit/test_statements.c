/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/db.h"

static int make(void **state)
{
    struct err err = { 0 };
    struct db *db;
    if (db_open("", DB_MEMORY, &db, &err) != ERR_OK)
        return -1;
    *state = db;
    return 0;
}

static int unmake(void **state)
{
    db_close(*state);
    return 0;
}

/* A whole table, or a whole index, is read only where that is meant. */
static void no_statement_scans_unless_it_may(void **state)
{
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        enum statement st = (enum statement)i;
        char *plan = db_plan(*state, st);
        assert_non_null(plan);
        for (char *line = strtok(plan, "\n"); line != NULL;
             line = strtok(NULL, "\n"))
            if (strstr(line, "SCAN") != NULL &&
                strstr(line, "SCAN CONSTANT ROW") == NULL &&
                !db_statement_may_scan(st))
                fail_msg("%s\n%s", db_statement_sql(st), line);
        free(plan);
    }
}

/* The mark is taken off again when it is no longer needed. */
static void every_scan_mark_is_needed(void **state)
{
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        enum statement st = (enum statement)i;
        char *plan = db_plan(*state, st);
        if (db_statement_may_scan(st) && strstr(plan, "SCAN") == NULL)
            fail_msg("%s", db_statement_sql(st));
        free(plan);
    }
}

/* REPLACE deletes past the triggers; strings made by the program, comments and
 * second statements have no place in a closed list. */
static void no_statement_has_forbidden_words(void **state)
{
    static const char *const forbidden[] = {
        "REPLACE", "ATTACH", "PRAGMA", "DROP", "ALTER", "CREATE",
        ";", "--", "%", "OR IGNORE", "SELECT *", NULL,
    };
    (void)state;

    for (int i = 0; i < STATEMENT_COUNT; i++)
        for (size_t f = 0; forbidden[f] != NULL; f++)
            if (strstr(db_statement_sql((enum statement)i), forbidden[f]) !=
                NULL)
                fail_msg("%s: %s", forbidden[f],
                         db_statement_sql((enum statement)i));
}

/* No append-only table is ever the object of UPDATE or DELETE. */
static void no_statement_changes_what_is_append_only(void **state)
{
    static const char *const verbs[] = { "UPDATE ", "DELETE FROM " };
    (void)state;

    for (int i = 0; i < STATEMENT_COUNT; i++) {
        const char *sql = db_statement_sql((enum statement)i);
        for (const char *const *t = db_append_only_tables; *t != NULL; t++)
            for (size_t v = 0; v < ARRAY_LEN(verbs); v++) {
                size_t len = strlen(verbs[v]);
                if (strncmp(sql, verbs[v], len) == 0 &&
                    strncmp(sql + len, *t, strlen(*t)) == 0 &&
                    sql[len + strlen(*t)] == ' ')
                    fail_msg("%s", sql);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_statement_scans_unless_it_may,
                                        make, unmake),
        cmocka_unit_test_setup_teardown(every_scan_mark_is_needed, make,
                                        unmake),
        cmocka_unit_test(no_statement_has_forbidden_words),
        cmocka_unit_test(no_statement_changes_what_is_append_only),
    };
    return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}
