/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that somebody with the database, the files and a key may try, held
 * to what `stembus verify` says and to what a start says.  A start reads the
 * lines, the trees and the checkpoints, and not the tables. */
#include "base/log.h"
#include "fault/forger.h"

enum { OTHER_SEED = 7 };

/* What is kept beside the store. */
static struct {
    struct places places; /* two files */
    struct buf kept;      /* what stands in them */
    struct key *key, *other;
} own;
static long tried, found_by_verify, found_at_start;

static enum err_code gather(void *cls, const char *note, size_t len)
{
    return notes_put(cls, note, len);
}

/* The checkpoints of a store as it is, by whichever key. */
static void draw_up(const char *path, const struct key *key, struct buf *out)
{
    struct notes notes = { 0 };
    struct live live = { 0 };
    struct err err = { 0 };
    struct db *db;
    struct notary notary = { .key = key, .tell = gather, .cls = &notes };
    must(db_open(path, DB_READ, &db, &err) == ERR_OK);
    must(live_load(&live, db, 0, 0) == ERR_OK);
    must(notary_attest(&notary, &live, db, INT64_MAX) == ERR_OK);
    notes_print(out, &notes);
    must(buf_ok(out));
    live_clear(&live);
    notes_free(&notes);
    db_close(db);
}

static void put_file(size_t place, const struct buf *text)
{
    FILE *file = fopen(own.places.paths[place], "wb");
    must(file != NULL);
    must(text->len == 0 ||
         fwrite(text->data, 1, text->len, file) == text->len);
    must(fclose(file) == 0);
}

static void put_files(const struct buf *text)
{
    for (size_t i = 0; i < own.places.count; i++)
        put_file(i, text);
}

static int make_signed(void **state)
{
    static const unsigned char seed[SEED_SIZE], other[SEED_SIZE] = { OTHER_SEED };
    struct err err = { 0 };
    if (make(state) != 0)
        return -1;
    struct fixture *f = *state;
    own.places.count = PLACES_MAX;
    for (size_t i = 0; i < PLACES_MAX; i++)
        snprintf(own.places.paths[i], PATH_SIZE, "%s.place%zu", f->path, i);
    must(key_of_seed(seed, &own.key, &err) == ERR_OK);
    must(key_of_seed(other, &own.other, &err) == ERR_OK);
    draw_up(f->path, own.key, &own.kept);
    put_files(&own.kept);
    return 0;
}

static int unmake_signed(void **state)
{
    for (size_t i = 0; i < PLACES_MAX; i++)
        (void)unlink(own.places.paths[i]);
    key_free(own.key);
    key_free(own.other);
    buf_free(&own.kept);
    return unmake(state);
}

/* ---- trials ------------------------------------------------------------------------ */

static enum err_code start(struct fixture *f, const struct key *key)
{
    struct audit a;
    enum err_code rc = audit_begin(&a, &own.places, key_public(key), &f->err);
    if (rc == ERR_OK)
        rc = audit_run(&a, f->db, &f->err);
    audit_end(&a);
    return rc;
}

static enum err_code verify_signed(struct fixture *f, const struct key *key)
{
    struct audit a;
    enum err_code rc = audit_begin(&a, &own.places, key_public(key), &f->err);
    if (rc == ERR_OK)
        rc = verify_store(f->db, &a, NULL, &f->counts, &f->err);
    audit_end(&a);
    return rc;
}

static void must_name(struct fixture *f, const char *named)
{
    if (f->err.detail[0] == '\0' || strstr(f->err.detail, named) == NULL)
        fail_msg("'%s' does not say '%s'", f->err.detail, named);
}

/* Both are to say no, and to name it. */
static void trial_with(struct fixture *f, const struct key *key,
                       const char *at_start, const char *by_verify)
{
    tried++;
    f->err = (struct err){ 0 };
    if (start(f, key) != ERR_OK) {
        found_at_start++;
        must_name(f, at_start);
    }
    f->err = (struct err){ 0 };
    if (verify_signed(f, key) != ERR_OK) {
        found_by_verify++;
        must_name(f, by_verify);
    }
}

/* Of a journal alone, both say the same. */
static void trial(struct fixture *f, const char *named)
{
    trial_with(f, own.key, named, named);
}

/* Verify may see first what the tables say against it. */
static void trial_at_start(struct fixture *f, const char *named)
{
    trial_with(f, own.key, named, "");
}

static void begin_count(void)
{
    tried = found_by_verify = found_at_start = 0;
}

static void all_were_found(struct fixture *f)
{
    print_message("# %ld tried, %ld found by verify, %ld at the start\n",
                  tried, found_by_verify, found_at_start);
    assert_true(tried > 0);
    assert_int_equal(found_by_verify, tried);
    assert_int_equal(found_at_start, tried);
    if (verify_signed(f, own.key) != ERR_OK)
        fail_msg("%s", f->err.detail); /* healed */
}

static void heal_journal(struct fixture *f)
{
    heal(f, "journal");
    heal(f, "tree_node");
}

static const char *line_name(const struct line *l)
{
    static char name[60];
    snprintf(name, sizeof name, "journal %lld, line %lld:",
             (long long)l->journal, (long long)l->n);
    return name;
}

static const char *journal_name(const struct line *l)
{
    return l->journal == 0 ? "the register: " : "assembly 1: ";
}

/* ---- lines ------------------------------------------------------------------------- */

static void a_store_that_nobody_touched_is_sound(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(start(f, own.key), ERR_OK);
    assert_int_equal(verify_signed(f, own.key), ERR_OK);
}

static void every_flipped_byte_is_found(void **state)
{
    struct fixture *f = *state;
    struct line l, sound;

    begin_count();
    for (int64_t i = 0; get_line(f, i, &sound); i++) {
        for (size_t at = 0; at < sound.len + LEAF_SIZE; at++) {
            l = sound;
            if (at < sound.len)
                l.text[at] = (char)(l.text[at] ^ (1 << (at % 7)));
            else
                l.hash[at - sound.len] ^= (unsigned char)(1 << (at % 8));
            put_line(f, &l);
            trial(f, line_name(&l));
        }
        put_line(f, &sound);
    }
    all_were_found(f);
}

/* Who flips a byte can compute the hash of the line, and all above it. */
static void every_flipped_byte_with_its_hashes_is_found(void **state)
{
    struct fixture *f = *state;
    struct line l, sound;

    begin_count();
    for (int64_t i = 0; get_line(f, i, &sound); i++) {
        for (size_t at = (size_t)i % 11; at < sound.len; at += 11) {
            l = sound;
            l.text[at] = (char)(l.text[at] ^ (1 << (at % 5)));
            evidence_leaf(l.text, l.len, l.hash);
            put_line(f, &l);
            trial(f, "");
            plant(f);
            trial(f, "");
            heal(f, "tree_node");
        }
        put_line(f, &sound);
    }
    all_were_found(f);
}

/* Another choice, name or reason, of the same length: everything reads well. */
static void a_line_that_reads_well_is_found_by_its_root(void **state)
{
    static const char *const words[][2] = {
        { "Aadorp", "Aadarp" }, { "\"proef\"", "\"praef\"" },
        { "\"title\":\"t\"", "\"title\":\"u\"" }, { "hier", "daar" },
    };
    struct fixture *f = *state;
    struct line l, sound;

    begin_count();
    for (int64_t i = 0; get_line(f, i, &sound); i++)
        for (size_t w = 0; w < ARRAY_LEN(words); w++) {
            l = sound;
            l.text[l.len] = '\0';
            char *at = strstr(l.text, words[w][0]);
            if (at == NULL)
                continue;
            memcpy(at, words[w][1], strlen(words[w][1]));
            evidence_leaf(l.text, l.len, l.hash);
            put_line(f, &l);
            plant(f);
            trial_at_start(f, journal_name(&l));
            assert_int_equal(start(f, own.key), ERR_CHECKPOINT_UNMET);
            must_name(f, "are others");
            heal_journal(f);
        }
    all_were_found(f);
}

static void every_dropped_line_is_found(void **state)
{
    struct fixture *f = *state;
    struct line l, next;
    char sql[300];

    begin_count();
    for (int64_t i = 0; get_line(f, i, &l); i++) {
        bool is_last = !get_line(f, i + 1, &next) || next.journal != l.journal;
        snprintf(sql, sizeof sql, "DELETE FROM journal WHERE assembly_id = "
                 "%lld AND n = %lld", (long long)l.journal, (long long)l.n);
        forge(f, sql);
        trial(f, is_last ? "" : line_name(&next));
        plant(f);
        trial_at_start(f, is_last ? journal_name(&l) : line_name(&next));
        /* Those behind it move up. */
        snprintf(sql, sizeof sql, "UPDATE journal SET prev = prev - 1, n = n - "
                 "1 WHERE assembly_id = %lld AND n > %lld",
                 (long long)l.journal, (long long)l.n);
        forge(f, sql);
        plant(f);
        trial_at_start(f, is_last ? journal_name(&l) : "another number");
        heal_journal(f);
    }
    all_were_found(f);
}

static void every_pair_that_changed_places_is_found(void **state)
{
    struct fixture *f = *state;
    struct line a, b;

    begin_count();
    for (int64_t i = 0; get_line(f, i, &a) && get_line(f, i + 1, &b); i++) {
        struct line first = b, second = a;
        first.journal = a.journal;
        first.n = a.n;
        second.journal = b.journal;
        second.n = b.n;
        put_line(f, &first);
        put_line(f, &second);
        trial(f, "journal ");
        plant(f);
        trial(f, a.journal == b.journal ? line_name(&first) : "journal ");
        heal_journal(f);
    }
    all_were_found(f);
}

static void every_line_that_comes_twice_is_found(void **state)
{
    struct fixture *f = *state;
    struct line l;
    char sql[400];

    begin_count();
    for (int64_t i = 0; get_line(f, i, &l); i++) {
        snprintf(sql, sizeof sql, "INSERT INTO journal SELECT assembly_id, "
                 "last + 1, last, line, hash FROM good.journal, "
                 "(SELECT max(n) AS last FROM journal WHERE assembly_id = "
                 "%lld) WHERE assembly_id = %lld AND n = %lld",
                 (long long)l.journal, (long long)l.journal, (long long)l.n);
        forge(f, sql);
        trial(f, "another number");
        plant(f);
        trial(f, "another number");
        heal_journal(f);
    }
    all_were_found(f);
}

static void every_journal_that_ends_early_is_found(void **state)
{
    struct fixture *f = *state;
    struct line l;
    char sql[200];

    begin_count();
    for (int64_t i = 0; get_line(f, i, &l); i++) {
        snprintf(sql, sizeof sql, "DELETE FROM journal WHERE assembly_id = "
                 "%lld AND n >= %lld", (long long)l.journal, (long long)l.n);
        forge(f, sql);
        plant(f);
        trial_at_start(f, journal_name(&l));
        assert_int_equal(start(f, own.key), ERR_CHECKPOINT_UNMET);
        must_name(f, "and the store has");
        heal_journal(f);
    }
    all_were_found(f);
}

/* ---- the tree ----------------------------------------------------------------------- */

#define THAT_NODE "(assembly_id, level, position) = (SELECT assembly_id, "     \
    "level, position FROM good.tree_node LIMIT 1 OFFSET %d)"

static void every_change_to_the_tree_is_found(void **state)
{
    static const char *const statements[] = {
        "DELETE FROM main.tree_node WHERE " THAT_NODE,
        "UPDATE main.tree_node SET hash = zeroblob(32) WHERE " THAT_NODE,
        "INSERT INTO main.tree_node SELECT assembly_id, level, position + "
        "1000, hash FROM good.tree_node LIMIT 1 OFFSET %d",
        "INSERT INTO main.tree_node SELECT assembly_id, level + 20, position, "
        "hash FROM good.tree_node LIMIT 1 OFFSET %d",
        "INSERT INTO main.tree_node SELECT assembly_id + 77, level, position, "
        "hash FROM good.tree_node LIMIT 1 OFFSET %d",
    };
    struct fixture *f = *state;
    char sql[400];
    int nodes = count_of(f, "SELECT count(*) FROM good.tree_node");

    begin_count();
    for (int i = 0; i < nodes; i++)
        for (size_t s = 0; s < ARRAY_LEN(statements); s++) {
            /* The format is one of those above. */
            char *at = strstr(statements[s], "%d");
            snprintf(sql, sizeof sql, "%.*s%d%s", (int)(at - statements[s]),
                     statements[s], i, at + 2);
            forge(f, sql);
            trial(f, "tree");
            heal(f, "tree_node");
        }
    all_were_found(f);
}

/* ---- the checkpoints ---------------------------------------------------------------- */

static void every_flipped_byte_of_a_checkpoint_is_found(void **state)
{
    struct fixture *f = *state;

    begin_count();
    for (size_t place = 0; place < PLACES_MAX; place++) {
        for (size_t at = 0; at < own.kept.len; at++) {
            own.kept.data[at] ^= (char)(1 << (at % 8));
            put_file(place, &own.kept);
            own.kept.data[at] ^= (char)(1 << (at % 8));
            trial(f, own.places.paths[place]);
        }
        put_file(place, &own.kept);
    }
    all_were_found(f);
}

/* What is left may be whole notes: then the other place has them all. */
static void every_checkpoint_that_is_cut_off_is_found(void **state)
{
    struct fixture *f = *state;
    struct buf part = { 0 };
    size_t whole = (size_t)(strstr(own.kept.data, "\n\nstembus/") -
                            own.kept.data) + 1;

    begin_count();
    for (size_t len = 0; len < own.kept.len; len++) {
        buf_reset(&part);
        buf_add(&part, own.kept.data, len);
        if (len == whole || len == whole + 1)
            continue;
        put_file(0, &part);
        trial(f, own.places.paths[0]);
    }
    put_file(0, &own.kept);
    buf_free(&part);
    all_were_found(f);
}

static void a_store_nobody_knows_is_found(void **state)
{
    struct fixture *f = *state;

    begin_count();
    (void)unlink(own.places.paths[0]);
    assert_int_equal(start(f, own.key), ERR_OK); /* the other place does */
    (void)unlink(own.places.paths[1]);
    trial(f, "no checkpoint of this store");
    put_files(&own.kept);
    all_were_found(f);
}

static void another_key_is_found(void **state)
{
    struct fixture *f = *state;
    struct buf forged = { 0 };

    begin_count();
    draw_up(f->path, own.other, &forged);
    for (size_t place = 0; place < PLACES_MAX; place++) {
        put_file(place, &forged);
        trial(f, "signed by the key");
        put_file(place, &own.kept);
    }
    put_files(&forged);
    trial(f, "signed by the key");
    /* The key in the data directory was replaced as well. */
    trial_with(f, own.other, "the journal names the key",
               "the journal names the key");
    put_file(1, &own.kept);
    trial_with(f, own.other, "the key", "the key");
    put_files(&own.kept);
    buf_free(&forged);
    all_were_found(f);
}

/* ---- a whole other store -------------------------------------------------------------- */

/* Another store stands in the place of ours: `path`. */
static void put_store(struct fixture *f, const char *path)
{
    struct buf sql = { 0 };
    buf_printf(&sql, "ATTACH '%s' AS other; BEGIN;", path);
    for (const char *const *t = db_folded_tables; *t != NULL; t++)
        buf_printf(&sql, "DELETE FROM main.%s; INSERT INTO main.%s SELECT * "
                   "FROM other.%s;", *t, *t, *t);
    buf_text(&sql, "DELETE FROM main.screen; DELETE FROM main.journal; "
                   "INSERT INTO main.journal SELECT * FROM other.journal; "
                   "DELETE FROM main.tree_node; INSERT INTO main.tree_node "
                   "SELECT * FROM other.tree_node; COMMIT; DETACH other");
    forge(f, sql.data);
    buf_free(&sql);
}

/* A store as it was after so many steps, by that key; the last of them differs
 * when `otherwise`. */
static void make_history(const char *path, int steps, const struct key *key,
                         bool otherwise)
{
    struct scene s;
    int64_t round;
    (void)unlink(path);
    scene_open(&s, path);
    evidence_hex(key_public(key), PUBLIC_SIZE, s.public_key);
    scene_hall(&s);
    for (int step = 0; step < steps; step++)
        switch (step) {
        case 0:
            scene_round(&s, "motion", "{}", &round);
            break;
        case 1:
            scene_reach(&s, 1, ROUND_STATE_OPEN);
            break;
        case 2:
            must(press(&s, 1, 1, "for", 1) == ERR_OK);
            break;
        case 3:
            must(press(&s, 2, 1, otherwise ? "abstain" : "against", 1) ==
                 ERR_OK);
            break;
        case 4:
            must(move_round(&s, OPERATOR, 1, ROUND_STATE_CLOSED) == ERR_OK);
            break;
        default:
            must(move_round(&s, CHAIR, 1, ROUND_STATE_DECLARED) == ERR_OK);
        }
    scene_close(&s);
}

static void remove_history(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char name[120];
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

static void sign_history(const char *path, const struct key *key)
{
    struct buf notes = { 0 };
    draw_up(path, key, &notes);
    put_files(&notes);
    buf_free(&notes);
}

/* Each is sound in itself: only what was signed says that there was more. */
static void every_older_backup_is_found(void **state)
{
    enum { STEPS = 6 };
    struct fixture *f = *state;
    char path[100];

    begin_count();
    snprintf(path, sizeof path, "%s.other", f->path);
    for (int newest = 1; newest <= STEPS; newest++)
        for (int older = 0; older < newest; older++) {
            make_history(path, newest, own.key, false);
            sign_history(path, own.key);
            make_history(path, older, own.key, false);
            put_store(f, path);
            trial(f, "assembly 1: signed for");
            put_files(&own.kept);
            assert_int_equal(verify_store(f->db, NULL, NULL, &f->counts,
                                          &f->err), ERR_OK);
        }
    remove_history(path);
    for (const char *const *t = db_folded_tables; *t != NULL; t++)
        heal(f, *t);
    heal_journal(f);
    all_were_found(f);
}

static void another_history_is_found(void **state)
{
    enum { STEPS = 6 };
    struct fixture *f = *state;
    char path[100];
    struct buf forged = { 0 };

    begin_count();
    snprintf(path, sizeof path, "%s.other", f->path);
    make_history(path, STEPS, own.key, false);
    sign_history(path, own.key);
    make_history(path, STEPS, own.key, true);
    put_store(f, path);
    trial(f, "assembly 1: signed for");
    /* By another key from the beginning, and signed with it in one place. */
    make_history(path, STEPS, own.other, false);
    put_store(f, path);
    draw_up(path, own.other, &forged);
    put_file(0, &forged);
    trial_with(f, own.other, "signed by the key", "signed by the key");
    put_files(&own.kept);
    remove_history(path);
    buf_free(&forged);
    for (const char *const *t = db_folded_tables; *t != NULL; t++)
        heal(f, *t);
    heal_journal(f);
    all_were_found(f);
}

#define FORGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, make_signed, unmake_signed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FORGED(a_store_that_nobody_touched_is_sound),
        FORGED(every_flipped_byte_is_found),
        FORGED(every_flipped_byte_with_its_hashes_is_found),
        FORGED(a_line_that_reads_well_is_found_by_its_root),
        FORGED(every_dropped_line_is_found),
        FORGED(every_pair_that_changed_places_is_found),
        FORGED(every_line_that_comes_twice_is_found),
        FORGED(every_journal_that_ends_early_is_found),
        FORGED(every_change_to_the_tree_is_found),
        FORGED(every_flipped_byte_of_a_checkpoint_is_found),
        FORGED(every_checkpoint_that_is_cut_off_is_found),
        FORGED(a_store_nobody_knows_is_found),
        FORGED(another_key_is_found),
        FORGED(every_older_backup_is_found),
        FORGED(another_history_is_found),
    };
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("tamper", tests, NULL, NULL);
}
