/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"
#include "fault/forger.h"

static void a_sound_store_verifies(void **state)
{
    struct fixture *f = *state;

    if (verify(f) != ERR_OK)
        fail_msg("%s", f->err.detail);
    assert_int_equal(f->counts.journals, 2);
    assert_true(f->counts.lines > 40);
    assert_int_equal(f->counts.ballots, 4);
    assert_int_equal(f->counts.results, 2);
}

/* ---- lines --------------------------------------------------------------- */

/* Whoever can forge a line can compute its hash as well; signed checkpoints are
 * there against that.  Here the replay must survive it, and so must a server
 * that starts on the tables. */
static void no_forged_line_can_do_harm(void **state)
{
    struct fixture *f = *state;
    struct line l, sound;
    int tried = 0, found = 0;

    for (int64_t i = 0; get_line(f, i, &sound); i++) {
        for (size_t at = 0; at < sound.len; at++) {
            char c = sound.text[at];
            if (c < '0' || c > '9' ||
                (sound.text[at - 1] >= '0' && sound.text[at - 1] <= '9'))
                continue; /* the first of a number says enough */
            l = sound;
            l.text[at] = (char)('0' + (c - '0' + 1 + (int)at % 8) % 10);
            evidence_leaf(l.text, l.len, l.hash);
            put_line(f, &l);
            plant(f);
            tried++;
            found += is_damaged(f);
        }
        put_line(f, &sound);
    }
    plant(f);
    print_message("# %d of %d forged digits found\n", found, tried);
    assert_true(found > tried / 4);
    assert_int_equal(verify(f), ERR_OK);
}

/* Replaces the first `from` of the line, with the hash that goes with it. */
static bool replace(struct line *l, const char *from, const char *to)
{
    char text[sizeof l->text];
    char *at;
    l->text[l->len] = '\0';
    at = strstr(l->text, from);
    if (at == NULL)
        return false;
    int len = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - l->text),
                       l->text, to, at + strlen(from));
    must(len > 0 && (size_t)len < sizeof text);
    memcpy(l->text, text, (size_t)len);
    l->len = (size_t)len;
    evidence_leaf(l->text, l->len, l->hash);
    return true;
}

static void nor_can_a_line_that_says_something_else(void **state)
{
    static const char *const words[][2] = {
        { "true", "false" },
        { "false", "true" },
        { "GM0001", "GM0007" },
        { "GM0002", "GW01" },
        { "\"ended\"", "\"assigned\"" },
        { "\"assigned\"", "\"ended\"" },
        { "\"convened\"", "\"ended\"" },
        { "\"opened\"", "\"draft\"" },
        { "\"open\"", "\"closed\"" },
        { "\"open\"", "\"declared\"" },
        { "\"closed\"", "\"open\"" },
        { "\"declared\"", "\"annulled\"" },
        { "\"annulled\"", "\"open\"" },
        { "\"late\"", "\"refused\"" },
        { "\"choice\":\"for\"", "\"choice\":\"blue\"" },
        { ",\"abstain\"", "" },
        { "\"region\"", "\"municipality\"" },
        { "\"round\":1", "\"round\":2" },
        { "\"motion\":2", "\"motion\":99" },
        { "\"replaces\":-1", "\"replaces\":3" },
        { "\"number\":1", "\"number\":2000000000" },
    };
    struct fixture *f = *state;
    struct line l, sound;
    int tried = 0, found = 0;

    for (int64_t i = 0; get_line(f, i, &sound); i++) {
        for (size_t w = 0; w < ARRAY_LEN(words); w++) {
            l = sound;
            if (!replace(&l, words[w][0], words[w][1]))
                continue;
            put_line(f, &l);
            plant(f);
            tried++;
            found += is_damaged(f);
        }
        put_line(f, &sound);
    }
    plant(f);
    print_message("# %d of %d forged words found\n", found, tried);
    assert_true(found > tried / 2);
}

/* ---- tables -------------------------------------------------------------- */

static void column_name(struct fixture *f, const char *table, int column,
                        char out[40])
{
    char sql[100];
    sqlite3_stmt *st;
    snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') "
             "WHERE cid = %d", table, column);
    must(sqlite3_prepare_v2(f->forger, sql, -1, &st, NULL) == SQLITE_OK);
    out[0] = '\0';
    if (sqlite3_step(st) == SQLITE_ROW)
        snprintf(out, 40, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

/* A server that starts on tables like these says no; it does not fall over. */
static void load_state(struct fixture *f)
{
    struct live live = { 0 };
    (void)!live_load(&live, f->db, 0, 0);
    live_clear(&live);
    must(db_is_idle(f->db));
}

/* Writes the table's rows anew, with one column of one row changed. */
static bool change(struct fixture *f, const char *table, const char *column,
                   int row, const char *value)
{
    char sql[600];
    snprintf(sql, sizeof sql, "CREATE TEMP TABLE forged AS SELECT * FROM "
             "good.%s; UPDATE forged SET %s = %s WHERE rowid = %d",
             table, column, value, row + 1);
    forge(f, sql);
    snprintf(sql, sizeof sql, "BEGIN; DELETE FROM main.%s; INSERT OR IGNORE "
             "INTO main.%s SELECT * FROM forged; DROP TABLE forged; COMMIT",
             table, table);
    forge(f, sql);
    bool found = is_damaged(f);
    load_state(f);
    heal(f, table);
    return found;
}

static void every_changed_value_is_found(void **state)
{
    struct fixture *f = *state;
    char column[40], sql[300];
    int tried = 0;

    for (const char *const *t = db_folded_tables; *t != NULL; t++) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM good.%s", *t);
        int rows = count_of(f, sql);
        if (rows == 0)
            fail_msg("%s has no rows", *t);
        for (int c = 0; column_name(f, *t, c, column), column[0] != '\0'; c++)
            for (int r = 0; r < rows; r++) {
                snprintf(sql, sizeof sql,
                         "CASE typeof(%s) WHEN 'text' THEN %s || 'x' "
                         "WHEN 'blob' THEN zeroblob(32) ELSE "
                         "ifnull(%s, 0) + 1 END", column, column, column);
                if (!change(f, *t, column, r, sql))
                    fail_msg("%s.%s, row %d", *t, column, r);
                tried++;
            }
    }
    print_message("# %d values\n", tried);
    assert_int_equal(verify(f), ERR_OK);
}

/* Another word of the same list passes every CHECK. */
static void every_other_state_or_word_is_found(void **state)
{
    static const struct {
        const char *table, *column, *value;
    } cases[] = {
        { "assembly", "state", "'ended'" },
        { "assembly", "kind", "'balv'" },
        { "roll_entry", "weight", "75" },
        { "attendance", "present", "1 - present" },
        { "assignment", "state", "'revoked'" },
        { "motion", "outcome", "'noted'" },
        { "motion", "board_advice", "'hold'" },
        { "round", "state", "'declared'" },
        { "ballot", "choice", "'abstain'" },
        { "ballot", "weight", "weight + 1" },
        { "ballot", "auth", "CASE auth WHEN 'token' THEN 'gateway' ELSE "
          "'token' END" },
        { "press", "late", "1 - late" },
        { "result", "outcome", "'no-majority'" },
        { "result", "text", "replace(text, 'weight\":20', 'weight\":21')" },
        { "member", "kind", "CASE kind WHEN 'region' THEN 'municipality' ELSE "
          "'region' END" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (!change(f, cases[i].table, cases[i].column, 0, cases[i].value))
            fail_msg("%s.%s", cases[i].table, cases[i].column);
}

static void every_missing_row_is_found(void **state)
{
    struct fixture *f = *state;
    char sql[300];
    int tried = 0;

    for (const char *const *t = db_folded_tables; *t != NULL; t++) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM good.%s", *t);
        int rows = count_of(f, sql);
        for (int r = 0; r < rows; r++, tried++) {
            snprintf(sql, sizeof sql, "BEGIN; DELETE FROM main.%s; INSERT INTO "
                     "main.%s SELECT * FROM good.%s LIMIT %d; INSERT INTO "
                     "main.%s SELECT * FROM good.%s LIMIT -1 OFFSET %d; COMMIT",
                     *t, *t, *t, r, *t, *t, r + 1);
            forge(f, sql);
            if (!is_damaged(f))
                fail_msg("%s, row %d", *t, r);
            load_state(f);
            heal(f, *t);
        }
    }
    print_message("# %d rows\n", tried);
    assert_int_equal(verify(f), ERR_OK);
}

static void the_detail_names_journal_and_line(void **state)
{
    struct fixture *f = *state;
    struct line l;

    assert_true(get_line(f, 20, &l));
    l.text[l.len - 3] ^= 1;
    put_line(f, &l);
    assert_int_equal(verify(f), ERR_STORE_DAMAGED);
    char where[60];
    snprintf(where, sizeof where, "journal %lld, line %lld",
             (long long)l.journal, (long long)l.n);
    assert_true(strstr(f->err.detail, where) != NULL);
}

#define FORGED(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FORGED(a_sound_store_verifies),
        FORGED(no_forged_line_can_do_harm),
        FORGED(nor_can_a_line_that_says_something_else),
        FORGED(every_changed_value_is_found),
        FORGED(every_other_state_or_word_is_found),
        FORGED(every_missing_row_is_found),
        FORGED(the_detail_names_journal_and_line),
    };
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
