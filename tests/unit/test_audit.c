/* SPDX-License-Identifier: EUPL-1.2 */
/* When a checkpoint is drawn up, which stores are let go on, and what an
 * incident leaves on record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/log.h"
#include "fault/scene.h"

/* A data directory with a store that a scene has written. */
struct fixture {
    char dir[40], db[60], key[60], kept[60];
    struct scene s;
    struct notes told;
    struct notary notary;
};

static enum err_code gather(void *cls, const char *note, size_t len)
{
    struct fixture *f = cls;
    return notes_put(&f->told, note, len);
}

static int make(void **state)
{
    static struct fixture f;
    struct err err = { 0 };
    f = (struct fixture){ .dir = "/tmp/stembus-audit-XXXXXX" };
    if (mkdtemp(f.dir) == NULL)
        return -1;
    snprintf(f.db, sizeof f.db, "%s/stembus.db", f.dir);
    snprintf(f.key, sizeof f.key, "%s/stembus.key", f.dir);
    snprintf(f.kept, sizeof f.kept, "%s/stembus.checkpoints", f.dir);
    scene_open(&f.s, f.db);
    must(key_keep(f.s.key, f.dir, &err) == ERR_OK);
    f.notary = (struct notary){ .key = f.s.key, .tell = gather, .cls = &f };
    *state = &f;
    return 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    const char *const names[] = { f->db, f->key, f->kept };
    notes_free(&f->told);
    scene_close(&f->s);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        (void)unlink(names[i]);
    return rmdir(f->dir);
}

/* ---- the notary --------------------------------------------------------------------- */

static enum err_code attest(struct fixture *f, int64_t now)
{
    return notary_attest(&f->notary, &f->s.live, f->s.db, now);
}

static int64_t covered(const struct fixture *f, int64_t journal)
{
    const struct note *note = notes_find(&f->told, journal);
    return note != NULL ? note->head.size : -1;
}

/* As the hub does it. */
static void publish(struct fixture *f)
{
    for (struct live_assembly *a = f->s.live.assemblies; a != NULL;
         a = a->next)
        a->changed = a->moved = false;
}

static void what_is_no_press_is_covered_at_once(void **state)
{
    struct fixture *f = *state;
    int64_t round;

    assert_int_equal(attest(f, 1000), ERR_OK);
    assert_int_equal(covered(f, 0), 0); /* a register without a line */
    scene_hall(&f->s);
    scene_round(&f->s, "motion", "{}", &round);
    assert_int_equal(attest(f, 1001), ERR_OK);
    assert_int_equal(covered(f, 0), f->s.live.register_next);
    assert_int_equal(covered(f, 1), f->s.live.assemblies->journal_next);
    publish(f);
    scene_reach(&f->s, round, ROUND_STATE_OPEN);
    assert_int_equal(attest(f, 1001), ERR_OK);
    assert_int_equal(covered(f, 1), f->s.live.assemblies->journal_next);
    assert_int_equal(notary_due(&f->notary, &f->s.live), INT64_MAX);
}

static void a_press_is_covered_in_time(void **state)
{
    struct fixture *f = *state;
    int64_t round;

    scene_hall(&f->s);
    scene_round(&f->s, "motion", "{}", &round);
    scene_reach(&f->s, round, ROUND_STATE_OPEN);
    assert_int_equal(attest(f, 5000), ERR_OK);
    publish(f);
    struct live_assembly *a = f->s.live.assemblies;
    int64_t before = a->journal_next;
    must(press(&f->s, 1, round, "for", 1) == ERR_OK);
    publish(f);
    assert_int_equal(notary_due(&f->notary, &f->s.live), 5000 + NOTARY_MS);
    assert_int_equal(attest(f, 5000 + NOTARY_MS - 1), ERR_OK);
    assert_int_equal(covered(f, 1), before);
    assert_false(a->changed);
    assert_int_equal(attest(f, 5000 + NOTARY_MS), ERR_OK);
    assert_int_equal(covered(f, 1), before + 1);
    /* It came by itself, so that the screens must be told. */
    assert_true(a->changed && a->moved);
    assert_int_equal(notary_due(&f->notary, &f->s.live), INT64_MAX);
    assert_true(NOTARY_MS <= 1000);
}

static void at_the_end_all_is_covered(void **state)
{
    struct fixture *f = *state;
    int64_t round;

    scene_hall(&f->s);
    scene_round(&f->s, "motion", "{}", &round);
    scene_reach(&f->s, round, ROUND_STATE_OPEN);
    assert_int_equal(attest(f, 5000), ERR_OK);
    publish(f);
    must(press(&f->s, 1, round, "for", 1) == ERR_OK);
    assert_int_equal(attest(f, INT64_MAX), ERR_OK);
    assert_int_equal(covered(f, 1), f->s.live.assemblies->journal_next);
}

static void nothing_is_signed_that_does_not_read_back(void **state)
{
    struct fixture *f = *state;

    scene_hall(&f->s);
    f->s.live.assemblies->tree.range[0][0] ^= 1;
    f->s.live.assemblies->tree.range[1][0] ^= 1;
    f->s.live.assemblies->tree.range[2][0] ^= 1;
    assert_int_equal(attest(f, 1000), ERR_STORE_DAMAGED);
    assert_int_equal(covered(f, 1), -1);
}

/* ---- opening ------------------------------------------------------------------------ */

static enum err_code reopen(struct fixture *f, struct audit *a,
                            struct err *err)
{
    struct places places;
    struct db *db = NULL;
    must(places_name(&places, f->dir, "", err) == ERR_OK);
    enum err_code rc = audit_open(a, f->dir, &places, f->s.key, &db, err);
    db_close(db);
    return rc;
}

static void keep(struct fixture *f)
{
    struct err err = { 0 };
    must(attest(f, INT64_MAX) == ERR_OK);
    must(places_write(f->kept, &f->told, &err) == ERR_OK);
}

static void a_store_without_a_line_needs_no_checkpoint(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };

    assert_int_equal(reopen(f, &a, &err), ERR_OK);
    audit_end(&a);
}

static void any_other_store_does(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };

    scene_hall(&f->s);
    assert_int_equal(reopen(f, &a, &err), ERR_CHECKPOINT_UNMET);
    assert_int_equal(audit_finding(&a, 1).finding, FINDING_MISSING);
    assert_non_null(strstr(err.detail, "stembus.checkpoints"));
    audit_end(&a);
    keep(f);
    assert_int_equal(reopen(f, &a, &err), ERR_OK);
    assert_int_equal(audit_journal(&a, 1)->lines,
                     f->s.live.assemblies->journal_next);
    audit_end(&a);
}

/* After a crash the last checkpoint may cover less than was acknowledged. */
static void a_checkpoint_may_be_older_than_the_store(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };
    int64_t round;

    scene_hall(&f->s);
    keep(f);
    for (int i = 0; i < 20; i++) {
        scene_round(&f->s, "motion", "{}", &round);
        assert_int_equal(reopen(f, &a, &err), ERR_OK);
        audit_end(&a);
    }
    scene_needs(&f->s, "POST /v1/assemblies",
                "{'kind':'balv','title':'Nieuw','date':'2026-07-01',"
                "'place':'hier'}");
    assert_int_equal(reopen(f, &a, &err), ERR_OK);
    audit_end(&a);
}

/* Takes away what came with the trees. */
static void make_look_older(const struct fixture *f)
{
    sqlite3 *forger;
    must(sqlite3_open(f->db, &forger) == SQLITE_OK);
    must(sqlite3_exec(forger, "DROP TABLE tree_node; DROP TABLE cosigner; "
                      "DROP TABLE cosignature; DROP TABLE correction; "
                      "ALTER TABLE move DROP COLUMN cosignature; "
                      "PRAGMA user_version=3",
                      NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(forger);
}

static void a_store_that_only_looks_old_is_refused(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };

    scene_everything(&f->s);
    make_look_older(f);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(reopen(f, &a, &err), ERR_CHECKPOINT_UNMET);
        audit_end(&a);
    }
}

static void a_store_from_before_the_trees_gets_them(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };

    f->s.public_key[0] = '\0'; /* its journal names no key */
    scene_hall(&f->s);
    make_look_older(f);
    assert_int_equal(reopen(f, &a, &err), ERR_OK);
    audit_end(&a);
    /* The second time it is a store like any other. */
    assert_int_equal(reopen(f, &a, &err), ERR_CHECKPOINT_UNMET);
    audit_end(&a);
    keep(f);
    assert_int_equal(reopen(f, &a, &err), ERR_OK);
    audit_end(&a);
}

/* ---- an incident ---------------------------------------------------------------------- */

struct reading {
    union record_body *body;
    struct record_head head;
};

static enum err_code read_incident(void *cls, const struct journal_line *line)
{
    struct reading *r = cls;
    struct err err = { 0 };
    return record_read(line->text, line->len, &r->head, r->body, &err);
}

static struct record_head last_line(struct fixture *f, int64_t journal,
                                    union record_body *body)
{
    struct reading r = { .body = body };
    int64_t next = 0;
    must(journal_next(f->s.db, journal, &next) == ERR_OK);
    must(journal_each(f->s.db, journal, next - 1, 1, read_incident, &r) ==
         ERR_OK);
    return r.head;
}

static void an_incident_says_what_was_found_of_each_journal(void **state)
{
    struct fixture *f = *state;
    struct audit a;
    struct err err = { 0 };
    struct buf note = { 0 };
    unsigned char root[LEAF_SIZE] = { 1, 2, 3 };
    char root_text[ROOT_TEXT_SIZE];
    bool fatal;
    union record_body *body = calloc(1, sizeof *body);

    scene_hall(&f->s);
    must(attest(f, INT64_MAX) == ERR_OK);
    checkpoint_sign(&note, f->s.key, 1, 900, root);
    must(notes_put(&f->told, note.data, note.len) == ERR_OK);
    must(places_write(f->kept, &f->told, &err) == ERR_OK);
    assert_int_equal(reopen(f, &a, &err), ERR_CHECKPOINT_UNMET);
    struct recovery_body recovery = {
        .audit = &a,
        .incident = { .people = 2, .by = { "Griffier", "Voorzitter" },
                      .reason = "schijf vervangen" },
    };
    struct call call = { .form = &recovery };
    must(command_recover(&f->s.tx, &call) == ERR_OK);
    must(tx_commit(&f->s.tx, &fatal) == ERR_OK);
    assert_int_equal(last_line(f, 0, body).kind, RECORD_INCIDENT);
    assert_int_equal(body->as_INCIDENT.finding, FINDING_SOUND);
    assert_int_equal(body->as_INCIDENT.size, -1);
    assert_int_equal(last_line(f, 1, body).kind, RECORD_INCIDENT);
    assert_int_equal(body->as_INCIDENT.finding, FINDING_SHORTER);
    assert_int_equal(body->as_INCIDENT.size, 900);
    checkpoint_root_text(root, root_text);
    assert_string_equal(body->as_INCIDENT.root, root_text);
    assert_string_equal(body->as_INCIDENT.by[1], "Voorzitter");
    assert_string_equal(body->as_INCIDENT.key, f->s.public_key);
    audit_end(&a);
    buf_free(&note);
    free(body);
}

#define STORE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE(what_is_no_press_is_covered_at_once),
        STORE(a_press_is_covered_in_time),
        STORE(at_the_end_all_is_covered),
        STORE(nothing_is_signed_that_does_not_read_back),
        STORE(a_store_without_a_line_needs_no_checkpoint),
        STORE(any_other_store_does),
        STORE(a_checkpoint_may_be_older_than_the_store),
        STORE(a_store_from_before_the_trees_gets_them),
        STORE(a_store_that_only_looks_old_is_refused),
        STORE(an_incident_says_what_was_found_of_each_journal),
    };
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
