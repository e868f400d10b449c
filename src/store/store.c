/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

enum err_code store_path(const char *dir, const char *name,
                         char out[PATH_SIZE], struct err *err)
{
    int n = snprintf(out, PATH_SIZE, "%s/%s", dir, name);
    if (n < 0 || n >= PATH_SIZE)
        return err_set(err, ERR_FILE_FAILED, "the path is too long: %s", dir);
    return ERR_OK;
}

enum err_code store_create(const char *dir, struct err *err)
{
    char path[PATH_SIZE];
    enum err_code code = store_path(dir, "stembus.db", path, err);
    if (code != ERR_OK)
        return code;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return err_set(err, ERR_FILE_FAILED, "%s: %s", dir, strerror(errno));
    if (access(path, F_OK) == 0)
        return err_set(err, ERR_FILE_FAILED, "%s has a store already", dir);
    struct db *db;
    code = db_open(path, DB_WRITE, &db, err);
    if (code == ERR_OK)
        db_close(db);
    return code;
}

static bool is_remote(const char *dir)
{
    struct statfs fs;
    if (statfs(dir, &fs) != 0)
        return false;
    switch ((unsigned long)fs.f_type) {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case SMB2_SUPER_MAGIC:
    case CIFS_SUPER_MAGIC:
    case CODA_SUPER_MAGIC:
    case AFS_SUPER_MAGIC:
    case V9FS_MAGIC:
        return true;
    default:
        return false;
    }
}

/* Fills `path` with dir/stembus.db, which must be there. */
static enum err_code find_store(const char *dir, char path[PATH_SIZE],
                                struct err *err)
{
    enum err_code code = store_path(dir, "stembus.db", path, err);
    if (code == ERR_OK && access(path, F_OK) != 0)
        code = err_set(err, ERR_FILE_FAILED,
                       "%s has no store; make one with `stembus init --data "
                       "%s`", dir, dir);
    return code;
}

enum err_code store_lock(const char *dir, int *lock, struct err *err)
{
    char path[PATH_SIZE];
    enum err_code code = find_store(dir, path, err);
    if (code == ERR_OK)
        code = store_path(dir, "lock", path, err);
    if (code != ERR_OK)
        return code;
    if (is_remote(dir))
        return err_set(err, ERR_FILE_FAILED,
                       "%s is on a network filesystem; use a local disk", dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return err_set(err, ERR_STORE_LOCKED,
                       "another stembus works on %s", dir);
    }
    *lock = fd;
    return ERR_OK;
}

enum err_code store_open(const char *dir, enum db_mode mode, struct db **out,
                         struct err *err)
{
    char path[PATH_SIZE];
    enum err_code code = find_store(dir, path, err);
    return code != ERR_OK ? code : db_open(path, mode, out, err);
}

int64_t store_free_bytes(const char *dir)
{
    struct statvfs fs;
    if (statvfs(dir, &fs) != 0)
        return -1;
    return (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
}
