/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "engine/bundle.h"
#include "engine/minisign.h"
#include "engine/nodes.h"
#include "engine/places.h"
#include "store/file.h"
#include "store/folder.h"
#include "store/store.h"

static const char *const languages[] = { "nl", "en", NULL };

const struct setting export_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "out", SETTING_TEXT, NULL, .what = "PATH",
      .help = "the directory to make, or an older version of it; of an "
              "extract the file" },
    { "assembly", SETTING_INT, "0", 0, INT64_MAX, .what = "N",
      .help = "which assembly; else the last with published results" },
    { "extract", SETTING_INT, "0", 0, INT64_MAX, .what = "MOTION",
      .help = "only what became of this motion, signed" },
    { "language", SETTING_WORD, "nl", .words = languages, .what = "LANGUAGE",
      .help = "of an extract: nl or en" },
    SETTING_END
};

/* What an export works with. */
struct exporting {
    struct settings settings;
    struct key *key;
    struct db *db;
    struct notes notes[PLACES_MAX]; /* the checkpoints that are kept */
    struct bundle bundle;
    struct err err;
};

/* ---- opening -------------------------------------------------------------------------------- */

static enum err_code load_key(struct exporting *e, const char *dir)
{
    enum err_code rc = key_load(dir, &e->key, &e->err);
    if (rc == ERR_NOT_FOUND)
        err_set(&e->err, rc, "%s has no stembus.key to sign with; put it back",
                dir);
    return rc;
}

/* Before the store is looked at: a server may be writing both. */
static enum err_code read_places(struct exporting *e, const char *dir)
{
    struct places places;
    char second[SETTING_SIZE];
    enum err_code rc = serve_setting(dir, "checkpoint-copy", second);
    if (rc == ERR_OK)
        rc = places_name(&places, dir, second, &e->err);
    for (size_t i = 0; rc == ERR_OK && i < places.count; i++) {
        rc = places_read(places.paths[i], &e->notes[i], &e->err);
        if (rc == ERR_NOT_FOUND) /* a backup that was put back */
            rc = ERR_OK;
    }
    return rc;
}

/* Nothing is signed that contradicts what was signed before. */
static enum err_code judge_note(struct exporting *e, const struct note *note)
{
    const struct bundle *b = &e->bundle;
    unsigned char root[LEAF_SIZE];
    bool same = note->head.size <= b->lines;
    enum err_code rc = ERR_OK;
    if (same)
        rc = nodes_root(e->db, note->head.journal, note->head.size, root);
    if (same && rc == ERR_OK)
        same = memcmp(root, note->head.root, LEAF_SIZE) == 0;
    if (rc == ERR_OK && !same)
        rc = err_set(&e->err, ERR_CHECKPOINT_UNMET,
                     "the store is not what was signed before; ask `stembus "
                     "verify --data %s`",
                     settings_text(&e->settings, "data"));
    return rc;
}

static enum err_code judge_notes(struct exporting *e)
{
    enum err_code rc = ERR_OK;
    int64_t assembly = e->bundle.meeting.row.assembly.id;
    for (size_t i = 0; rc == ERR_OK && i < PLACES_MAX; i++) {
        const struct note *note = notes_find(&e->notes[i], assembly);
        if (note != NULL)
            rc = judge_note(e, note);
    }
    return rc;
}

struct latest {
    struct db *db;
    int64_t id;
};

static enum err_code see_assembly(void *cls, const struct assembly_row *row)
{
    struct latest *l = cls;
    struct round_counts counts;
    if (l->id != 0)
        return ERR_OK;
    enum err_code rc = round_count(l->db, row->assembly.id, &counts);
    if (rc == ERR_OK && counts.ever > 0)
        l->id = row->assembly.id;
    return rc;
}

static enum err_code choose(struct exporting *e, int64_t *assembly)
{
    struct latest latest = { e->db, 0 };
    *assembly = settings_int(&e->settings, "assembly");
    if (*assembly != 0)
        return ERR_OK;
    enum err_code rc = assembly_each_newest(e->db, see_assembly, &latest);
    *assembly = latest.id;
    if (rc == ERR_OK && latest.id == 0)
        rc = err_set(&e->err, ERR_NOT_PUBLISHED,
                     "no assembly has published results; name one with "
                     "--assembly");
    return rc;
}

/* An extract names the motion, and the motion its assembly. */
static enum err_code choose_by_motion(struct exporting *e, int64_t motion,
                                      int64_t *assembly)
{
    struct motion_row *row = malloc(sizeof *row);
    enum err_code rc = row == NULL ? ERR_NO_MEMORY
                                   : motion_get(e->db, motion, row);
    if (rc == ERR_NOT_FOUND)
        err_set(&e->err, rc, "there is no motion %lld", (long long)motion);
    if (rc == ERR_OK)
        *assembly = row->assembly;
    free(row);
    return rc;
}

static enum err_code open_bundle(struct exporting *e)
{
    const char *dir = settings_text(&e->settings, "data");
    int64_t motion = settings_int(&e->settings, "extract"), assembly = 0;
    enum err_code rc = load_key(e, dir);
    if (rc == ERR_OK)
        rc = read_places(e, dir);
    if (rc == ERR_OK)
        rc = store_open(dir, DB_READ, &e->db, &e->err);
    if (rc == ERR_OK)
        rc = db_begin_read(e->db);
    if (rc == ERR_OK)
        rc = motion != 0 ? choose_by_motion(e, motion, &assembly)
                         : choose(e, &assembly);
    if (rc == ERR_OK)
        rc = bundle_open(&e->bundle, e->db, e->key, assembly, &e->err);
    return rc == ERR_OK ? judge_notes(e) : rc;
}

static void close_bundle(struct exporting *e)
{
    bundle_close(&e->bundle);
    if (e->db != NULL)
        db_rollback(e->db); /* ends the reading */
    db_close(e->db);
    for (size_t i = 0; i < PLACES_MAX; i++)
        notes_free(&e->notes[i]);
    key_free(e->key);
}

/* ---- the bundle ------------------------------------------------------------------------------ */

static enum err_code put_file(void *cls, const char *name, const void *bytes,
                              size_t len, struct err *err)
{
    return folder_put(cls, name, bytes, len, err);
}

static void say_done(const struct exporting *e, const char *out)
{
    const struct bundle *b = &e->bundle;
    fprintf(stderr, "stembus export: %s is version %" PRId64 " of assembly %"
            PRId64 ", %zu files", out, b->version,
            b->meeting.row.assembly.id, b->file_count);
    if (b->former.version > 0)
        fprintf(stderr, "; it replaces version %" PRId64, b->former.version);
    fprintf(stderr, "\n");
}

static enum err_code export_bundle(struct exporting *e)
{
    const char *out = settings_text(&e->settings, "out");
    struct bundle_former former;
    struct folder *folder = NULL;
    bool current = false;
    enum err_code rc =
        bundle_find_former(&e->bundle, out, &former, &current, &e->err);
    if (rc == ERR_OK && current) {
        fprintf(stderr, "stembus export: %s is up to date\n", out);
        return ERR_OK;
    }
    if (rc == ERR_OK)
        rc = folder_begin(out, &folder, &e->err);
    if (rc == ERR_OK)
        rc = bundle_write(&e->bundle, &(struct sink){ put_file, folder },
                          &former, &e->err);
    if (rc == ERR_OK)
        rc = folder_end(folder, former.version > 0, &e->err);
    folder_free(folder);
    if (rc == ERR_OK)
        say_done(e, out);
    return rc;
}

/* ---- an extract ------------------------------------------------------------------------------- */

static enum err_code write_extract(struct exporting *e, const struct buf *text)
{
    char path[PATH_SIZE], comment[128];
    const char *out = settings_text(&e->settings, "out");
    struct buf signature = { 0 };
    if (snprintf(path, sizeof path, "%s.minisig", out) >= PATH_SIZE)
        return err_set(&e->err, ERR_FILE_FAILED, "the path is too long: %s",
                       out);
    snprintf(comment, sizeof comment, "timestamp:%" PRId64 "\tassembly:%" PRId64
             "\tmotion:%" PRId64, e->bundle.last_at / 1000,
             e->bundle.meeting.row.assembly.id,
             settings_int(&e->settings, "extract"));
    minisign_print(&signature, e->key, text->data, text->len, comment);
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(&signature))
        rc = file_replace(out, text->data, text->len, &e->err);
    if (rc == ERR_OK)
        rc = file_replace(path, signature.data, signature.len, &e->err);
    buf_free(&signature);
    return rc;
}

static enum err_code export_extract(struct exporting *e)
{
    const char *out = settings_text(&e->settings, "out");
    bool dutch = strcmp(settings_text(&e->settings, "language"), "nl") == 0;
    char fingerprint[FINGERPRINT_SIZE];
    struct buf text = { 0 };
    enum err_code rc = bundle_extract(
        &e->bundle, dutch ? &edition_dutch : &edition_english,
        settings_int(&e->settings, "extract"), &text, &e->err);
    if (rc == ERR_OK)
        rc = write_extract(e, &text);
    if (rc == ERR_OK) {
        key_fingerprint(key_public(e->key), fingerprint);
        fprintf(stderr, "stembus export: %s, signed in %s.minisig by the key "
                        "%s\n", out, out, fingerprint);
    }
    buf_free(&text);
    return rc;
}

int export_main(int argc, char **argv)
{
    struct exporting e = { 0 };
    if (settings_read(&e.settings, export_settings, argc, argv) != ERR_OK ||
        settings_complete(&e.settings) != ERR_OK)
        return 2;
    enum err_code rc = open_bundle(&e);
    if (rc == ERR_OK)
        rc = settings_int(&e.settings, "extract") != 0 ? export_extract(&e)
                                                       : export_bundle(&e);
    close_bundle(&e);
    if (rc != ERR_OK && e.err.detail[0] == '\0')
        e.err.code = rc;
    return rc == ERR_OK ? 0 : cli_failed("export", &e.err);
}
