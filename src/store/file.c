/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

static enum err_code failed(const char *path, struct err *err)
{
    return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
}

/* A new name lasts once its directory is on the disk. */
static enum err_code sync_folder(const char *path, struct err *err)
{
    char copy[PATH_SIZE];
    snprintf(copy, sizeof copy, "%s", path);
    const char *folder = dirname(copy);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code rc = ERR_OK;
    /* Some network filesystems cannot, and say EINVAL: they have no need. */
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        rc = failed(folder, err);
    if (fd >= 0)
        close(fd);
    return rc;
}

bool file_write(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

enum err_code file_replace(const char *path, const void *bytes, size_t len,
                           struct err *err)
{
    char part[PATH_SIZE];
    if (snprintf(part, sizeof part, "%s.part", path) >= PATH_SIZE)
        return err_set(err, ERR_FILE_FAILED, "the path is too long: %s", path);
    /* What stands there is another's, or of a run that was cut off: written
     * through, it would keep its mode, or be a link to somewhere else. */
    if (unlink(part) != 0 && errno != ENOENT)
        return failed(part, err);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(part, err);
    enum err_code rc = file_write(fd, bytes, len) && fsync(fd) == 0
                           ? ERR_OK : failed(part, err);
    if (close(fd) != 0 && rc == ERR_OK)
        rc = failed(part, err);
    if (rc == ERR_OK && rename(part, path) != 0)
        rc = failed(path, err);
    if (rc != ERR_OK) {
        (void)unlink(part);
        return rc;
    }
    return sync_folder(path, err);
}

enum err_code file_read(const char *path, size_t max, struct buf *out,
                        struct err *err)
{
    char piece[4096];
    ssize_t n = 0;
    size_t total = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "%s is not there", path);
    if (fd < 0)
        return failed(path, err);
    enum err_code rc = ERR_OK;
    while (rc == ERR_OK && (n = read(fd, piece, sizeof piece)) != 0) {
        if (n < 0 && errno != EINTR)
            rc = failed(path, err);
        total += n > 0 ? (size_t)n : 0;
        if (total > max)
            rc = err_set(err, ERR_FILE_FAILED, "%s is larger than %zu bytes",
                         path, max);
        else if (n > 0)
            buf_add(out, piece, (size_t)n);
    }
    close(fd);
    if (rc == ERR_OK && !buf_ok(out))
        rc = err_set(err, ERR_NO_MEMORY, "%s", path);
    return rc;
}

enum err_code file_may_replace(const char *path, struct err *err)
{
    char copy[PATH_SIZE];
    snprintf(copy, sizeof copy, "%s", path);
    return access(dirname(copy), W_OK | X_OK) == 0 ? ERR_OK
                                                   : failed(path, err);
}

enum err_code file_rename(const char *from, const char *to, struct err *err)
{
    if (rename(from, to) == 0)
        return sync_folder(to, err);
    return errno == ENOENT ? ERR_OK : failed(from, err);
}
