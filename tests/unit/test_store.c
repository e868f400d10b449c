/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "fault/scene.h"
#include "store/register.h"
#include "store/store.h"

static const char schema[] =
#include "sql/0001_init.inc"
#include "sql/0003_screen.inc"
    ;

/* ---- a store with everything in it --------------------------------------- */

struct fixture {
    char dir[40], path[80];
    struct scene s;
};

static int make(void **state)
{
    static struct fixture f;
    snprintf(f.dir, sizeof f.dir, "/tmp/stembus-store-XXXXXX");
    if (mkdtemp(f.dir) == NULL)
        return -1;
    snprintf(f.path, sizeof f.path, "%s/stembus.db", f.dir);
    scene_open(&f.s, f.path);
    *state = &f;
    return 0;
}

static int unmake(void **state)
{
    static const char *const files[] = { "stembus.db", "stembus.db-wal",
                                         "stembus.db-shm", "lock" };
    struct fixture *f = *state;
    char path[120];
    if (f->s.db != NULL)
        scene_close(&f->s);
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        snprintf(path, sizeof path, "%s/%s", f->dir, files[i]);
        (void)unlink(path);
    }
    return rmdir(f->dir);
}

/* The handle is the first member of struct db, which has no other way in. */
static sqlite3 *handle_of(struct db *db)
{
    sqlite3 *handle;
    memcpy(&handle, db, sizeof handle);
    return handle;
}

static sqlite3 *plain(const struct fixture *f)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    sqlite3_exec(handle, "PRAGMA recursive_triggers=ON", NULL, NULL, NULL);
    return handle;
}

static void first_text(sqlite3 *handle, const char *sql, char out[200])
{
    sqlite3_stmt *st;
    out[0] = '\0';
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &st, NULL),
                     SQLITE_OK);
    if (sqlite3_step(st) == SQLITE_ROW)
        snprintf(out, 200, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

/* ---- policy -------------------------------------------------------------- */

static void the_policy_holds_on_every_connection(void **state)
{
    static const struct {
        const char *pragma, *want;
        bool writer_only;
    } cases[] = {
        { "PRAGMA journal_mode", "wal", false },
        { "PRAGMA synchronous", "2", true },
        { "PRAGMA wal_autocheckpoint", "0", false },
        { "PRAGMA foreign_keys", "1", false },
        { "PRAGMA recursive_triggers", "1", false },
        { "PRAGMA busy_timeout", "5000", false },
        { "PRAGMA trusted_schema", "0", false },
    };
    struct fixture *f = *state;
    struct err err = { 0 };
    struct db *reader;
    char got[200];

    assert_int_equal(db_open(f->path, DB_READ, &reader, &err), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        first_text(handle_of(f->s.db), cases[i].pragma, got);
        assert_string_equal(got, cases[i].want);
        first_text(handle_of(reader), cases[i].pragma, got);
        if (!cases[i].writer_only)
            assert_string_equal(got, cases[i].want);
    }
    assert_int_equal(sqlite3_db_readonly(handle_of(reader), "main"), 1);
    db_close(reader);
}

static void a_reader_cannot_write(void **state)
{
    static const struct member m = { .code = "GM0001", .name = "x" };
    struct fixture *f = *state;
    struct err err = { 0 };
    struct db *reader;

    assert_int_equal(db_open(f->path, DB_READ, &reader, &err), ERR_OK);
    assert_int_equal(register_put_member(reader, &m), ERR_STORE_FAILED);
    assert_true(db_is_idle(reader));
    db_close(reader);
}

/* ---- append-only --------------------------------------------------------- */

static void triggers_keep_what_is_append_only(void **state)
{
    struct fixture *f = *state;
    char column[200], row[200], sql[600];

    scene_everything(&f->s);
    sqlite3 *handle = plain(f);
    for (const char *const *t = db_append_only_tables; *t != NULL; t++) {
        static const char *const forms[][2] = {
            { "UPDATE", "SET" },
            { "DELETE FROM", "WHERE" },
            { "UPDATE OR REPLACE", "SET" },
            { "UPDATE OR IGNORE", "SET" },
        };
        snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')",
                 *t);
        first_text(handle, sql, column);
        snprintf(sql, sizeof sql, "SELECT %s FROM %s", column, *t);
        first_text(handle, sql, row);
        if (row[0] == '\0')
            fail_msg("%s is empty", *t);
        for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
            snprintf(sql, sizeof sql, "%s %s %s %s = %s", forms[i][0], *t,
                     forms[i][1], column, column);
            assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL),
                             SQLITE_CONSTRAINT);
            assert_true(strstr(sqlite3_errmsg(handle), "append-only") !=
                        NULL);
        }
        snprintf(sql, sizeof sql, "REPLACE INTO %s SELECT * FROM %s", *t, *t);
        assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL),
                         SQLITE_CONSTRAINT);
    }
    sqlite3_close(handle);
}

static void the_authorizer_denies_what_would_undo_them(void **state)
{
    static const struct {
        const char *sql;
        bool denied;
    } cases[] = {
        { "UPDATE ballot SET weight = 1", true },
        { "UPDATE journal SET line = ''", true },
        { "DELETE FROM ballot", true },
        { "DELETE FROM journal WHERE n = 1", true },
        { "DELETE FROM result", true },
        { "DELETE FROM move", true },
        { "DELETE FROM press", true },
        { "DELETE FROM attendance", true },
        { "UPDATE roll_entry SET weight = 75", true },
        { "DROP TABLE ballot", true },
        { "DROP TRIGGER ballot_no_update", true },
        { "DROP TRIGGER journal_no_update", true },
        { "DROP INDEX round_one_open", true },
        { "ALTER TABLE ballot ADD COLUMN x", true },
        { "ALTER TABLE ballot RENAME TO b", true },
        { "UPDATE round SET state = 'open'", false },
        { "DELETE FROM mover", false },
        { "SELECT count(*) FROM ballot", false },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        sqlite3_stmt *st = NULL;
        int rc = sqlite3_prepare_v2(handle_of(f->s.db), cases[i].sql, -1, &st,
                                    NULL);
        sqlite3_finalize(st);
        if (rc != (cases[i].denied ? SQLITE_AUTH : SQLITE_OK))
            fail_msg("%s: %d", cases[i].sql, rc);
    }
}

static void the_journal_has_no_gaps(void **state)
{
    static const struct {
        const char *what;
        int64_t journal, n;
        bool taken;
    } cases[] = {
        { "a journal begins with line 0", 7, 1, false },
        { "line 0", 7, 0, true },
        { "line 0 once more", 7, 0, false },
        { "a line is skipped", 7, 2, false },
        { "the next line", 7, 1, true },
        { "another journal has numbers of its own", 8, 0, true },
        { "a number before the first", 9, -1, false },
    };
    struct fixture *f = *state;
    static const unsigned char hash[LEAF_SIZE];
    struct buf line = { 0 };
    int64_t next;

    buf_text(&line, "{}");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if ((journal_insert(f->s.db, cases[i].journal, cases[i].n, &line,
                            hash) == ERR_OK) != cases[i].taken)
            fail_msg("%s", cases[i].what);
    assert_int_equal(journal_next(f->s.db, 7, &next), ERR_OK);
    assert_int_equal(next, 2);
    buf_free(&line);
}

/* ---- the data directory -------------------------------------------------- */

static void a_directory_has_one_store(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct db *db;
    char path[PATH_SIZE], dir[2000];

    assert_int_equal(store_create(f->dir, &err), ERR_FILE_FAILED);
    assert_int_equal(store_open("/nonexistent", DB_READ, &db, &err),
                     ERR_FILE_FAILED);
    assert_int_equal(store_open(f->dir, DB_READ, &db, &err), ERR_OK);
    db_close(db);
    memset(dir, 'd', sizeof dir - 1);
    dir[sizeof dir - 1] = '\0';
    assert_int_equal(store_path(dir, "x", path, &err), ERR_FILE_FAILED);
    assert_true(store_free_bytes(f->dir) > 0);
    assert_true(store_free_bytes("/nonexistent") < 0);
}

static void one_process_writes_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    int ready[2], done[2], lock = -1, status;
    char byte = 0;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(done), 0);
    pid_t child = fork();
    if (child == 0) {
        enum err_code rc = store_lock(f->dir, &lock, &err);
        (void)!write(ready[1], &byte, 1);
        (void)!read(done[0], &byte, 1);
        _exit(rc == ERR_OK ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(store_lock(f->dir, &lock, &err), ERR_STORE_LOCKED);
    assert_true(strstr(err.detail, f->dir) != NULL);
    assert_int_equal(write(done[1], &byte, 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(store_lock(f->dir, &lock, &err), ERR_OK);
    close(lock);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(done[i]);
    }
}

/* ---- rows ---------------------------------------------------------------- */

static enum err_code keep_register_row(void *cls, const struct register_row *r)
{
    memcpy(cls, r, sizeof *r);
    return ERR_OK;
}

static enum err_code count_member(void *cls, const struct member *m)
{
    (void)m;
    (*(int *)cls)++;
    return ERR_OK;
}

static void the_register_gives_the_latest_figure_on_a_date(void **state)
{
    static const struct {
        const char *what, *date, *name;
        int64_t inhabitants;
    } cases[] = {
        { "before it was valid", "2009-12-31", "", 0 },
        { "on its first day, before any figure", "2010-01-01", "Aa", -1 },
        { "the day of a figure", "2015-01-01", "Aa", 100 },
        { "the last day under this name", "2018-12-31", "Aa", 100 },
        { "valid until is exclusive", "2019-01-01", "Aa-Bee", 100 },
        { "a later figure", "2024-05-05", "Aa-Bee", 250 },
    };
    static const struct member periods[] = {
        { "GM0001", MUNICIPALITY, "Aa", "2010-01-01", "2019-01-01" },
        { "GM0001", MUNICIPALITY, "Aa-Bee", "2019-01-01", "" },
    };
    static const struct figure figures[] = {
        { "GM0001", 100, "2015-01-01", "s" },
        { "GM0001", 250, "2020-01-01", "s" },
    };
    struct fixture *f = *state;
    int count = 0;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(register_put_member(f->s.db, &periods[i]), ERR_OK);
        assert_int_equal(register_put_figure(f->s.db, &figures[i]), ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct register_row row = { 0 };
        assert_int_equal(register_on(f->s.db, cases[i].date, 10, 0,
                                     keep_register_row, &row), ERR_OK);
        if (strcmp(row.member.name, cases[i].name) != 0 ||
            row.figure.inhabitants != cases[i].inhabitants)
            fail_msg("%s: %s", cases[i].what, row.member.name);
    }
    assert_int_equal(register_periods(f->s.db, "GM0001", count_member,
                                      &count), ERR_OK);
    assert_int_equal(count, 2);
}

static struct motion_row *long_motion(void)
{
    struct motion_row *row = calloc(1, sizeof *row);
    assert_non_null(row);
    row->motion.id = 1;
    row->motion.kind = AMENDMENT;
    row->motion.board_advice = ADVICE_AGAINST;
    memset(row->motion.text, 'x', TEXT_SIZE - 1);
    memset(row->motion.title, 't', NAME_SIZE - 1);
    memset(row->motion.number, '9', NUMBER_SIZE - 1);
    row->motion.mover_count = MOVERS_MAX;
    for (int i = 0; i < MOVERS_MAX; i++)
        snprintf(row->motion.movers[i], CODE_SIZE, "GM%04d", 9999 - i);
    return row;
}

static void a_motion_of_the_greatest_size_comes_back_whole(void **state)
{
    struct fixture *f = *state;
    struct motion_row *in = long_motion(), *out = calloc(1, sizeof *out);

    assert_non_null(out);
    scene_hall(&f->s);
    assert_int_equal(motion_insert(f->s.db, 1, &in->motion), ERR_OK);
    assert_int_equal(motion_get(f->s.db, 1, out), ERR_OK);
    assert_memory_equal(&in->motion, &out->motion, sizeof in->motion);
    assert_int_equal(out->state, MOTION_PENDING);
    assert_int_equal(motion_move(f->s.db, 1, MOTION_DECIDED, HELD), ERR_OK);
    assert_int_equal(motion_get(f->s.db, 1, out), ERR_OK);
    assert_int_equal(out->outcome, HELD);
    assert_int_equal(motion_get(f->s.db, 2, out), ERR_NOT_FOUND);
    free(in);
    free(out);
}

static void a_round_comes_back_with_its_terms(void **state)
{
    struct fixture *f = *state;
    struct round_row row;
    int64_t round;

    scene_hall(&f->s);
    scene_round(&f->s, "proposal",
                "{'options':['red','blue','\xc3\xa9'],'abstain':false,"
                "'majority':{'numerator':3,'denominator':4,'comparison':"
                "'more-than','base':'entitled'},'quorum':{'numerator':1,"
                "'denominator':3,'of':'present','by':'members'},"
                "'entitledKinds':['region'],'durationSeconds':77}", &round);
    assert_int_equal(round_get(f->s.db, round, &row), ERR_OK);
    assert_int_equal(row.state, ROUND_STATE_PREPARED);
    assert_int_equal(row.assembly, 1);
    assert_int_equal(row.round.option_count, 4);
    assert_string_equal(row.round.options[2], "\xc3\xa9");
    assert_string_equal(row.round.options[3], "against-all");
    assert_int_equal(row.round.majority.base, BASE_ENTITLED);
    assert_int_equal(row.round.majority.comparison, MORE_THAN);
    assert_int_equal(row.round.quorum.by, BY_MEMBERS);
    assert_int_equal(row.round.entitled_kinds, BIT(REGION));
    assert_int_equal(row.round.duration_seconds, 77);
    assert_int_equal(strlen(row.round.nonce), 64);
    assert_int_equal(strlen(row.round.seal), 64);
}

struct ballots {
    struct ballot_row list[8];
    size_t count;
};

static enum err_code keep_ballot(void *cls, const struct ballot_row *row)
{
    struct ballots *b = cls;
    b->list[b->count++] = *row;
    return ERR_OK;
}

static void the_last_ballot_of_a_member_stands(void **state)
{
    struct fixture *f = *state;
    struct ballots b = { 0 };
    struct ballot_row row;
    int64_t round;

    scene_hall(&f->s);
    scene_round(&f->s, "motion", "{}", &round);
    scene_reach(&f->s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(&f->s, 2, round, "for", 1), ERR_OK);
    assert_int_equal(press(&f->s, 1, round, "for", 5), ERR_OK);
    assert_int_equal(press(&f->s, 1, round, "against", 9), ERR_OK);
    assert_int_equal(ballot_each_standing(f->s.db, round, keep_ballot, &b),
                     ERR_OK);
    assert_int_equal(b.count, 2);
    assert_string_equal(b.list[0].ballot.member, "GM0001");
    assert_string_equal(b.list[0].ballot.choice, "against");
    assert_int_equal(b.list[0].ballot.sequence, 9);
    assert_int_equal(b.list[0].ballot.weight, 10);
    assert_int_equal(b.list[0].ballot.auth, AUTH_TOKEN);
    assert_string_equal(b.list[1].ballot.member, "GM0002");
    assert_int_equal(b.list[1].ballot.replaces, -1);
    assert_int_equal(ballot_standing_of(f->s.db, round, "GM0001", &row),
                     ERR_OK);
    assert_int_equal(row.n, b.list[0].n);
    assert_int_equal(row.ballot.auth, AUTH_TOKEN);
    assert_int_equal(ballot_get(f->s.db, round, row.ballot.replaces, &row),
                     ERR_OK);
    assert_int_equal(row.ballot.sequence, 5);
    assert_int_equal(ballot_standing_of(f->s.db, round, "GM0003", &row),
                     ERR_NOT_FOUND);
}

static enum err_code keep_id(void *cls, int64_t id)
{
    int64_t *ids = cls;
    ids[++ids[0]] = id;
    return ERR_OK;
}

static void rounds_are_public_once_published(void **state)
{
    struct fixture *f = *state;
    struct round_counts n;
    int64_t ids[4] = { 0 }, round, annulled, motion;

    scene_hall(&f->s);
    motion = scene_round(&f->s, "motion", "{}", &annulled);
    for (enum round_state to = ROUND_STATE_OPEN; to < ROUND_STATE_PUBLISHED;
         to++) {
        assert_int_equal(move_round(&f->s, to == ROUND_STATE_CERTIFIED
                                               ? COMMITTEE : OPERATOR,
                                    annulled, to), ERR_OK);
        assert_int_equal(round_each_public(f->s.db, motion, keep_id, ids),
                         ERR_OK);
        assert_int_equal(ids[0], 0);
    }
    assert_int_equal(move_round(&f->s, OPERATOR, annulled,
                                ROUND_STATE_PUBLISHED), ERR_OK);
    assert_int_equal(round_count(f->s.db, 1, &n), ERR_OK);
    assert_memory_equal(&n, (&(struct round_counts){ 1, 1, 0, 1 }), sizeof n);
    assert_int_equal(move_round(&f->s, OPERATOR, annulled,
                                ROUND_STATE_ANNULLED), ERR_OK);
    assert_int_equal(move_round(&f->s, COMMITTEE, annulled,
                                ROUND_STATE_ANNULLED), ERR_OK);
    scene_needs(&f->s, "POST /v1/motions/1/rounds", "{}");
    assert_int_equal(round_next_id(f->s.db, &round), ERR_OK);
    round--;
    scene_reach(&f->s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(&f->s, 1, round, "for", 1), ERR_OK);
    for (enum round_state to = ROUND_STATE_CLOSED;
         to <= ROUND_STATE_PUBLISHED; to++)
        assert_int_equal(move_round(&f->s, to == ROUND_STATE_CERTIFIED
                                               ? COMMITTEE : OPERATOR,
                                    round, to), ERR_OK);
    assert_int_equal(round_each_public(f->s.db, motion, keep_id, ids), ERR_OK);
    assert_int_equal(ids[0], 2);
    assert_int_equal(ids[1], annulled);
    assert_int_equal(ids[2], round);
    assert_int_equal(round_count(f->s.db, 1, &n), ERR_OK);
    assert_memory_equal(&n, (&(struct round_counts){ 2, 1, 1, 0 }), sizeof n);
}

static void a_round_annulled_before_is_never_public(void **state)
{
    struct fixture *f = *state;
    struct round_counts n;
    int64_t ids[4] = { 0 }, round, motion;

    scene_hall(&f->s);
    motion = scene_round(&f->s, "motion", "{}", &round);
    scene_reach(&f->s, round, ROUND_STATE_ANNULLED);
    assert_int_equal(round_each_public(f->s.db, motion, keep_id, ids), ERR_OK);
    assert_int_equal(ids[0], 0);
    assert_int_equal(round_count(f->s.db, 1, &n), ERR_OK);
    assert_int_equal(n.ever, 0);
}

struct rolls {
    struct roll_of_member list[4];
    size_t count;
};

static enum err_code keep_roll(void *cls, const struct roll_of_member *row)
{
    struct rolls *r = cls;
    r->list[r->count++] = *row;
    return ERR_OK;
}

static enum err_code keep_assembly(void *cls, const struct assembly_row *row)
{
    return keep_id(cls, row->assembly.id);
}

static void a_member_is_followed_from_roll_to_roll(void **state)
{
    static struct rolls rolls;
    struct fixture *f = *state;
    int64_t ids[4] = { 0 };

    scene_hall(&f->s);
    scene_needs(&f->s, "PUT /v1/members",
                "[{'code':'GM0001','kind':'municipality','name':'Aadam',"
                "'inhabitants':2500,'referenceDate':'2025-01-01'},"
                "{'code':'GM0002','kind':'municipality','name':'Beedorp',"
                "'validUntil':'2025-01-01'},"
                "{'code':'GM0003','kind':'municipality','name':'Ceedorp',"
                "'validFrom':'2020-01-01','validUntil':'2025-01-01'},"
                "{'code':'GW01','kind':'region','name':'Deestreek',"
                "'validUntil':'2025-01-01'}]");
    scene_needs(&f->s, "POST /v1/assemblies",
                "{'kind':'alv','title':'Eerder','date':'2025-06-01',"
                "'place':'hier'}");
    scene_needs(&f->s, "POST /v1/assemblies/2/transitions",
                "{'to':'convened'}");
    assert_int_equal(roll_each_of(f->s.db, "GM0001", keep_roll, &rolls),
                     ERR_OK);
    assert_int_equal(rolls.count, 2);
    assert_string_equal(rolls.list[0].title, "Eerder");
    assert_string_equal(rolls.list[0].date, "2025-06-01");
    assert_string_equal(rolls.list[0].entry.code, "GM0001");
    assert_string_equal(rolls.list[0].entry.name, "Aadam");
    assert_string_equal(rolls.list[0].entry.reference_date, "2025-01-01");
    assert_int_equal(rolls.list[0].entry.inhabitants, 2500);
    assert_int_equal(rolls.list[0].entry.weight, 25);
    assert_int_equal(rolls.list[1].assembly, 1);
    assert_int_equal(rolls.list[1].entry.weight, 10);
    assert_int_equal(assembly_each_newest(f->s.db, keep_assembly, ids),
                     ERR_OK);
    assert_int_equal(ids[0], 2);
    assert_int_equal(ids[1], 1);
    assert_int_equal(ids[2], 2);
}

static enum err_code stop_at_once(void *cls, const struct roll_row *row)
{
    (void)row;
    (*(int *)cls)++;
    return ERR_OVERFLOW;
}

static void a_walk_ends_with_what_its_caller_says(void **state)
{
    struct fixture *f = *state;
    int rows = 0;

    scene_hall(&f->s);
    assert_int_equal(roll_each(f->s.db, 1, stop_at_once, &rows),
                     ERR_OVERFLOW);
    assert_int_equal(rows, 1);
    assert_true(db_is_idle(f->s.db));
}

static void a_copy_is_the_same_store(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct db *copy;
    char path[120];

    scene_everything(&f->s);
    snprintf(path, sizeof path, "%s.copy", f->path);
    assert_int_equal(db_copy(f->s.db, path, &err), ERR_OK);
    assert_int_equal(db_open(path, DB_READ, &copy, &err), ERR_OK);
    for (const char *const *t = db_folded_tables; *t != NULL; t++)
        assert_int_equal(db_differ(f->s.db, copy, *t, &err), ERR_OK);
    assert_int_equal(db_differ(f->s.db, copy, "journal", &err), ERR_OK);
    assert_int_equal(db_check(copy, &err), ERR_OK);
    db_close(copy);
    assert_int_not_equal(db_copy(f->s.db, path, &err), ERR_OK);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s.copy-wal", f->path);
    (void)unlink(path);
    snprintf(path, sizeof path, "%s.copy-shm", f->path);
    (void)unlink(path);
}

/* ---- the words of the schema --------------------------------------------- */

struct check {
    char table[40], column[40], words[20][32];
    size_t count;
};

/* The next `CHECK (column IN ('…', …))`; NULL at the end of the schema. */
static const char *next_check(const char *sql, struct check *c)
{
    for (; *sql != '\0'; sql++) {
        int used = 0;
        (void)sscanf(sql, "CREATE TABLE %39s", c->table);
        if (sscanf(sql, "CHECK (%39[a-z_] IN ('%n", c->column, &used) == 1 &&
            used > 0)
            break;
    }
    if (*sql == '\0')
        return NULL;
    sql = strchr(sql, '\'');
    for (c->count = 0; *sql != ')'; sql++)
        if (*sql == '\'') {
            const char *end = strchr(sql + 1, '\'');
            snprintf(c->words[c->count++], sizeof c->words[0], "%.*s",
                     (int)(end - sql - 1), sql + 1);
            sql = end;
        }
    return sql;
}

static const struct {
    const char *table, *column;
    const char *const *words;
    const char *without; /* words that never get there, or */
    const char *only;    /* all words that do */
} words_of[] = {
    { "member", "kind", member_kind_words, "", NULL },
    { "assembly", "kind", assembly_kind_words, "", NULL },
    { "assembly", "state", assembly_state_words, "", NULL },
    { "roll_entry", "kind", member_kind_words, "", NULL },
    { "assignment", "state", assignment_state_words, "", NULL },
    { "motion", "kind", motion_kind_words, "", NULL },
    { "motion", "board_advice", advice_words, "", NULL },
    { "motion", "state", motion_state_words, "", NULL },
    { "motion", "outcome", outcome_words, "no-quorum no-majority", NULL },
    { "round", "state", round_state_words, "", NULL },
    { "move", "kind", record_kind_words, NULL, "open extended closed declared "
      "certified published annulment annulled" },
    { "ballot", "auth", auth_words, "", NULL },
    { "press", "auth", auth_words, "", NULL },
    { "result", "outcome", outcome_words, NULL,
      "adopted rejected no-quorum no-majority" },
    { "credential", "role", role_words, "server", NULL },
    { "screen", "show", show_words, "", NULL },
};

static bool has_word(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += len)
        if ((at == list || at[-1] == ' ') &&
            (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

static void expect_words(const struct check *c, size_t row)
{
    size_t expected = 0;
    for (const char *const *w = words_of[row].words; *w != NULL; w++) {
        bool there = false, should = words_of[row].only != NULL
                                         ? has_word(words_of[row].only, *w)
                                         : !has_word(words_of[row].without,
                                                     *w);
        for (size_t i = 0; i < c->count; i++)
            there |= strcmp(c->words[i], *w) == 0;
        if (there != should)
            fail_msg("%s.%s: '%s'", c->table, c->column, *w);
        expected += should;
    }
    assert_int_equal(c->count, expected);
}

static void the_checks_name_the_words_of_the_enums(void **state)
{
    struct check c = { 0 };
    size_t found = 0;
    (void)state;

    for (const char *sql = schema; (sql = next_check(sql, &c)) != NULL;) {
        size_t row = 0;
        while (row < ARRAY_LEN(words_of) &&
               (strcmp(words_of[row].table, c.table) != 0 ||
                strcmp(words_of[row].column, c.column) != 0))
            row++;
        if (row == ARRAY_LEN(words_of))
            fail_msg("%s.%s is not known here", c.table, c.column);
        expect_words(&c, row);
        found++;
    }
    assert_int_equal(found, ARRAY_LEN(words_of));
}

#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_STORE(the_policy_holds_on_every_connection),
        ON_A_STORE(a_reader_cannot_write),
        ON_A_STORE(triggers_keep_what_is_append_only),
        ON_A_STORE(the_authorizer_denies_what_would_undo_them),
        ON_A_STORE(the_journal_has_no_gaps),
        ON_A_STORE(a_directory_has_one_store),
        ON_A_STORE(one_process_writes_at_a_time),
        ON_A_STORE(the_register_gives_the_latest_figure_on_a_date),
        ON_A_STORE(a_motion_of_the_greatest_size_comes_back_whole),
        ON_A_STORE(a_round_comes_back_with_its_terms),
        ON_A_STORE(the_last_ballot_of_a_member_stands),
        ON_A_STORE(rounds_are_public_once_published),
        ON_A_STORE(a_round_annulled_before_is_never_public),
        ON_A_STORE(a_member_is_followed_from_roll_to_roll),
        ON_A_STORE(a_walk_ends_with_what_its_caller_says),
        ON_A_STORE(a_copy_is_the_same_store),
        cmocka_unit_test(the_checks_name_the_words_of_the_enums),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
