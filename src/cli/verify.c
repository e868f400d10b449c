/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "engine/verify.h"
#include "store/store.h"

const struct setting verify_settings[] = {
    { "data", SETTING_TEXT, "", .what = "DIR",
      .help = "the directory of the store" },
    { "file", SETTING_TEXT, "", .what = "FILE",
      .help = "a backup instead of a directory" },
    { "checkpoint-copy", SETTING_TEXT, "", .what = "FILE",
      .help = "hold it to the checkpoints there as well; with --data, those "
              "of `serve`" },
    SETTING_END
};

const struct setting backup_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "to", SETTING_TEXT, NULL, .what = "FILE",
      .help = "the copy; it must not exist yet" },
    SETTING_END
};

static void show_lines(int64_t lines)
{
    fprintf(stderr, "\rstembus verify: %lld lines", (long long)lines);
}

static enum err_code verify(struct db *db, struct audit *audit,
                            struct err *err)
{
    struct verify_counts n;
    bool terminal = isatty(STDERR_FILENO) != 0;
    enum err_code rc =
        verify_store(db, audit, terminal ? show_lines : NULL, &n, err);
    if (terminal && n.lines >= 10000)
        fprintf(stderr, "\n");
    if (rc == ERR_OK)
        printf("verified: %lld journals, %lld lines, %lld ballots, %lld "
               "results; the tables follow from the journal\n",
               (long long)n.journals, (long long)n.lines,
               (long long)n.ballots, (long long)n.results);
    return rc;
}

/* Heads that people can compare with what they saw, and who vouched. */
static void show_heads(const struct audit *a)
{
    char code[ROOT_CODE_SIZE], key[FINGERPRINT_SIZE];
    for (size_t i = 0; i < a->journal_count; i++) {
        const struct audited *j = &a->journals[i];
        checkpoint_code(j->root, code);
        if (j->journal != 0)
            printf("assembly %lld: %lld lines, root %s\n",
                   (long long)j->journal, (long long)j->lines, code);
    }
    key_fingerprint(a->key, key);
    for (size_t i = 0; i < a->places.count; i++)
        if (a->there[i])
            printf("met: %zu checkpoints in %s, signed by the key %s\n",
                   a->held[i].count, a->places.paths[i],
                   a->has_key ? key : "(none is named)");
        else
            printf("not there: %s\n", a->places.paths[i]);
}

static void show_doubts(const struct audit *a)
{
    struct buf text = { 0 };
    audit_explain(&text, a);
    fprintf(stderr, "stembus verify: the store is sound in itself, and not "
                    "what its checkpoints say:\n%s",
            text.data != NULL ? text.data : "");
    buf_free(&text);
}

/* The key of the directory when it may be read; otherwise the audit takes the
 * one that the journals name. */
static enum err_code begin(struct audit *a, const char *dir,
                           const char *second, struct err *err)
{
    struct places places;
    struct key *key = NULL;
    struct err unread = { 0 };
    enum err_code rc = places_name(&places, dir, second, err);
    if (rc == ERR_OK && dir != NULL &&
        key_load(dir, &key, &unread) != ERR_OK)
        fprintf(stderr, "stembus verify: %s; the key that the journals name "
                        "is taken\n", unread.detail);
    if (rc == ERR_OK)
        rc = audit_begin(a, &places, key != NULL ? key_public(key) : NULL,
                         err);
    key_free(key);
    return rc;
}

static int verify_one(const char *dir, const char *file, const char *second)
{
    struct audit audit = { 0 };
    struct err err = { 0 };
    struct db *db = NULL;
    enum err_code rc = begin(&audit, dir, second, &err);
    if (rc == ERR_OK)
        rc = dir != NULL ? store_open(dir, DB_READ, &db, &err)
                         : db_open(file, DB_READ, &db, &err);
    if (rc == ERR_OK)
        rc = verify(db, &audit, &err);
    if (rc == ERR_OK)
        show_heads(&audit);
    if (rc == ERR_CHECKPOINT_UNMET)
        show_doubts(&audit);
    audit_end(&audit);
    db_close(db);
    if (rc == ERR_CHECKPOINT_UNMET)
        return 1;
    return rc == ERR_OK ? 0 : cli_failed("verify", &err);
}

int verify_main(int argc, char **argv)
{
    struct settings s;
    char second[SETTING_SIZE] = "";
    if (settings_read(&s, verify_settings, argc, argv) != ERR_OK)
        return 2;
    const char *dir = settings_text(&s, "data");
    const char *file = settings_text(&s, "file");
    const char *copy = settings_text(&s, "checkpoint-copy");
    if ((dir[0] == '\0') == (file[0] == '\0')) {
        fprintf(stderr, "stembus verify: either --data DIR or --file FILE\n");
        return 2;
    }
    if (dir[0] == '\0')
        return verify_one(NULL, file, copy);
    if (copy[0] == '\0' &&
        serve_setting(dir, "checkpoint-copy", second) != ERR_OK)
        return 2;
    return verify_one(dir, NULL, copy[0] != '\0' ? copy : second);
}

/* ---- backup --------------------------------------------------------------------- */

static enum err_code sync_path(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return err->code;
}

static enum err_code check_copy(const char *path, struct err *err)
{
    struct db *copy = NULL;
    enum err_code rc = db_open(path, DB_READ, &copy, err);
    if (rc == ERR_OK)
        rc = verify(copy, NULL, err);
    db_close(copy);
    return rc;
}

/* A copy gets its name only when it is complete, checked and on the disk. */
static enum err_code backup(const char *dir, const char *to, struct err *err)
{
    char temporary[PATH_SIZE], folder[PATH_SIZE];
    struct db *db = NULL;
    if (access(to, F_OK) == 0)
        return err_set(err, ERR_FILE_FAILED, "%s exists already", to);
    if (snprintf(temporary, sizeof temporary, "%s.part", to) >= PATH_SIZE)
        return err_set(err, ERR_FILE_FAILED, "the path is too long");
    snprintf(folder, sizeof folder, "%s", to);
    (void)unlink(temporary);
    enum err_code rc = store_open(dir, DB_READ, &db, err);
    if (rc == ERR_OK)
        rc = db_copy(db, temporary, err);
    if (rc == ERR_OK)
        rc = check_copy(temporary, err);
    if (rc == ERR_OK)
        rc = sync_path(temporary, err);
    if (rc == ERR_OK && rename(temporary, to) != 0)
        rc = err_set(err, ERR_FILE_FAILED, "%s: %s", to, strerror(errno));
    if (rc == ERR_OK)
        rc = sync_path(dirname(folder), err);
    if (rc != ERR_OK)
        (void)unlink(temporary);
    db_close(db);
    return rc;
}

int backup_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    if (settings_read(&s, backup_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK)
        return 2;
    const char *to = settings_text(&s, "to");
    if (backup(settings_text(&s, "data"), to, &err) != ERR_OK)
        return cli_failed("backup", &err);
    fprintf(stderr, "stembus backup: %s is complete and checked; the signing "
                    "key is not in it\n", to);
    return 0;
}
