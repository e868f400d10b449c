/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FAULT_FORGER_H
#define FAULT_FORGER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "engine/nodes.h"
#include "fault/scene.h"

/* forger: somebody with the database in hand, and a store to do it to. */

/* A store that was written by stembus, another connection that changes it
 * behind its back, and a copy of what it was. */
struct fixture {
    char path[60], copy[70];
    struct db *db; /* a reader, as `stembus verify` has */
    sqlite3 *forger;
    struct verify_counts counts;
    struct err err;
};

static inline void forge(struct fixture *f, const char *sql)
{
    if (sqlite3_exec(f->forger, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(f->forger));
}

static inline enum err_code verify(struct fixture *f)
{
    return verify_store(f->db, NULL, NULL, &f->counts, &f->err);
}

static inline bool is_damaged(struct fixture *f)
{
    enum err_code rc = verify(f);
    assert_true(rc == ERR_OK || ((rc == ERR_STORE_DAMAGED ||
                                  rc == ERR_CHECKPOINT_UNMET) &&
                                 f->err.detail[0] != '\0'));
    return rc != ERR_OK;
}

/* Out of the forger's way. */
static inline void drop_triggers(struct fixture *f)
{
    sqlite3_stmt *st;
    struct buf sql = { 0 };
    assert_int_equal(sqlite3_prepare_v2(
        f->forger, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", -1,
        &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        buf_printf(&sql, "DROP TRIGGER %s;",
                   (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    forge(f, sql.data);
    buf_free(&sql);
}

static inline void open_forger(struct fixture *f)
{
    char sql[200];
    must(sqlite3_open(f->path, &f->forger) == SQLITE_OK);
    forge(f, "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;"
             "PRAGMA ignore_check_constraints=ON");
    snprintf(sql, sizeof sql, "ATTACH '%s' AS good", f->copy);
    forge(f, sql);
    drop_triggers(f);
}

static inline int make(void **state)
{
    static struct fixture f;
    struct scene s;
    snprintf(f.path, sizeof f.path, "/tmp/stembus-verify-XXXXXX");
    int fd = mkstemp(f.path);
    if (fd < 0 || close(fd) != 0)
        return -1;
    snprintf(f.copy, sizeof f.copy, "%s.copy", f.path);
    scene_open(&s, f.path);
    scene_everything(&s);
    must(db_copy(s.db, f.copy, &f.err) == ERR_OK);
    scene_close(&s);
    open_forger(&f);
    must(db_open(f.path, DB_READ, &f.db, &f.err) == ERR_OK);
    *state = &f;
    return 0;
}

static inline int unmake(void **state)
{
    static const char *const ends[] = { "", "-wal", "-shm", ".copy",
                                        ".copy-wal", ".copy-shm" };
    struct fixture *f = *state;
    char path[80];
    db_close(f->db);
    sqlite3_close(f->forger);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
        (void)unlink(path);
    }
    return 0;
}

static inline void heal(struct fixture *f, const char *table)
{
    char sql[200];
    snprintf(sql, sizeof sql, "BEGIN; DELETE FROM main.%s; INSERT INTO main.%s "
             "SELECT * FROM good.%s; COMMIT", table, table, table);
    forge(f, sql);
}

static inline int count_of(struct fixture *f, const char *sql)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(f->forger, sql, -1, &st, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(f->forger));
    int count = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int(st, 0) : -1;
    sqlite3_finalize(st);
    return count;
}

/* ---- lines --------------------------------------------------------------- */

struct line {
    int64_t journal, n;
    char text[2000];
    unsigned char hash[LEAF_SIZE];
    size_t len;
};

/* The i-th of all lines; false when there is none. */
static inline bool get_line(struct fixture *f, int64_t i, struct line *l)
{
    sqlite3_stmt *st;
    must(sqlite3_prepare_v2(f->forger, "SELECT assembly_id, n, line, hash FROM "
                            "good.journal ORDER BY 1, 2 LIMIT 1 OFFSET ?1", -1,
                            &st, NULL) == SQLITE_OK);
    sqlite3_bind_int64(st, 1, i);
    bool found = sqlite3_step(st) == SQLITE_ROW;
    if (found) {
        l->journal = sqlite3_column_int64(st, 0);
        l->n = sqlite3_column_int64(st, 1);
        l->len = (size_t)sqlite3_column_bytes(st, 2);
        must(l->len < sizeof l->text);
        memcpy(l->text, sqlite3_column_text(st, 2), l->len);
        memcpy(l->hash, sqlite3_column_blob(st, 3), LEAF_SIZE);
    }
    sqlite3_finalize(st);
    return found;
}

static inline void put_line(struct fixture *f, const struct line *l)
{
    static const char sql[] = "UPDATE journal SET line = ?3, hash = ?4 "
                              "WHERE assembly_id = ?1 AND n = ?2";
    sqlite3_stmt *st;
    must(sqlite3_prepare_v2(f->forger, sql, -1, &st, NULL) == SQLITE_OK);
    sqlite3_bind_int64(st, 1, l->journal);
    sqlite3_bind_int64(st, 2, l->n);
    sqlite3_bind_text(st, 3, l->text, (int)l->len, SQLITE_STATIC);
    sqlite3_bind_blob(st, 4, l->hash, LEAF_SIZE, SQLITE_STATIC);
    must(sqlite3_step(st) == SQLITE_DONE);
    must(sqlite3_finalize(st) == SQLITE_OK);
}

/* ---- trees --------------------------------------------------------------- */

struct gardener {
    struct fixture *f;
    sqlite3_stmt *insert;
    int64_t journal;
    struct tree tree;
};

static inline enum err_code plant_node(void *cls, int level, int64_t position,
                                       const unsigned char hash[LEAF_SIZE])
{
    struct gardener *g = cls;
    if (level < NODES_LEVEL)
        return ERR_OK;
    sqlite3_bind_int64(g->insert, 1, g->journal);
    sqlite3_bind_int(g->insert, 2, level);
    sqlite3_bind_int64(g->insert, 3, position);
    sqlite3_bind_blob(g->insert, 4, hash, LEAF_SIZE, SQLITE_STATIC);
    must(sqlite3_step(g->insert) == SQLITE_DONE);
    sqlite3_reset(g->insert);
    return ERR_OK;
}

static inline enum err_code plant_line(void *cls,
                                       const struct journal_line *line)
{
    struct gardener *g = cls;
    return tree_push(&g->tree, line->hash, plant_node, g);
}

static inline enum err_code plant_journal(void *cls, int64_t journal)
{
    struct gardener *g = cls;
    g->journal = journal;
    g->tree = (struct tree){ 0 };
    return journal_each(g->f->db, journal, 0, INT64_MAX, plant_line, g);
}

/* Makes the trees those of the lines as they are now. */
static inline void plant(struct fixture *f)
{
    struct gardener g = { .f = f };
    forge(f, "BEGIN; DELETE FROM main.tree_node");
    must(sqlite3_prepare_v2(f->forger, "INSERT INTO main.tree_node VALUES "
                            "(?1, ?2, ?3, ?4)", -1, &g.insert, NULL) ==
         SQLITE_OK);
    must(journal_each_id(f->db, plant_journal, &g) == ERR_OK);
    sqlite3_finalize(g.insert);
    forge(f, "COMMIT");
}

#endif
