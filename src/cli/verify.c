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

static enum err_code verify(struct db *db, struct err *err)
{
    struct verify_counts n;
    bool terminal = isatty(STDERR_FILENO) != 0;
    enum err_code rc = verify_store(db, terminal ? show_lines : NULL, &n, err);
    if (terminal && n.lines >= 10000)
        fprintf(stderr, "\n");
    if (rc == ERR_OK)
        printf("verified: %lld journals, %lld lines, %lld ballots, %lld "
               "results; the tables follow from the journal\n",
               (long long)n.journals, (long long)n.lines,
               (long long)n.ballots, (long long)n.results);
    return rc;
}

int verify_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    struct db *db = NULL;
    if (settings_read(&s, verify_settings, argc, argv) != ERR_OK)
        return 2;
    const char *dir = settings_text(&s, "data");
    const char *file = settings_text(&s, "file");
    if ((dir[0] == '\0') == (file[0] == '\0')) {
        fprintf(stderr, "stembus verify: either --data DIR or --file FILE\n");
        return 2;
    }
    enum err_code rc = dir[0] != '\0' ? store_open(dir, DB_READ, &db, &err)
                                      : db_open(file, DB_READ, &db, &err);
    if (rc == ERR_OK)
        rc = verify(db, &err);
    db_close(db);
    return rc == ERR_OK ? 0 : cli_failed("verify", &err);
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
        rc = verify(copy, err);
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
