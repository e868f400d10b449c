/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/store.h"

struct folder {
    char path[PATH_SIZE];      /* where it is to be */
    char temporary[PATH_SIZE]; /* where it is; "" when it is no more */
    int at;                    /* the directory itself */
};

static enum err_code failed(const char *path, struct err *err)
{
    return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
}

/* ---- removing -------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int remove_all(const char *path)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- making ------------------------------------------------------------------------ */

enum err_code folder_begin(const char *path, struct folder **out,
                           struct err *err)
{
    struct folder *f = calloc(1, sizeof *f);
    if (f == NULL)
        return err_set(err, ERR_NO_MEMORY, "%s", path);
    f->at = -1;
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    snprintf(f->path, sizeof f->path, "%.*s", (int)len, path);
    int size = snprintf(f->temporary, sizeof f->temporary, "%s.part-XXXXXX",
                        f->path);
    enum err_code rc = ERR_OK;
    if (len >= PATH_SIZE || size >= PATH_SIZE) {
        rc = err_set(err, ERR_FILE_FAILED, "the path is too long: %s", path);
        f->temporary[0] = '\0';
    } else if (mkdtemp(f->temporary) == NULL) {
        rc = failed(f->path, err);
        f->temporary[0] = '\0';
    } else if (chmod(f->temporary, 0755) != 0 ||
               (f->at = open(f->temporary,
                             O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        rc = failed(f->temporary, err);
    }
    if (rc == ERR_OK)
        *out = f;
    else
        folder_free(f);
    return rc;
}

/* Whatever the umask says: what is made here is to be published. */
static bool make_readable(int fd, mode_t mode)
{
    return fchmod(fd, mode) == 0;
}

/* A directory below `at`, made when it is not there yet; -1 on failure. */
static int enter(int at, const char *name)
{
    if (mkdirat(at, name, 0755) != 0 && errno != EEXIST)
        return -1;
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && !make_readable(fd, 0755)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The directory in which the file `name` is to be, and its own name there. */
static int find_place(const struct folder *f, const char *name,
                      const char **own)
{
    int at = dup(f->at);
    const char *slash;
    while (at >= 0 && (slash = strchr(name, '/')) != NULL) {
        char part[256];
        snprintf(part, sizeof part, "%.*s", (int)(slash - name), name);
        int below = enter(at, part);
        close(at);
        at = below;
        name = slash + 1;
    }
    *own = name;
    return at;
}

enum err_code folder_put(struct folder *f, const char *name,
                         const void *bytes, size_t len, struct err *err)
{
    const char *own;
    int at = find_place(f, name, &own);
    int fd = at < 0 ? -1
                    : openat(at, own,
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
                                 O_CLOEXEC, 0644);
    enum err_code rc = fd >= 0 && file_write(fd, bytes, len) &&
                               make_readable(fd, 0644)
                           ? ERR_OK : failed(name, err);
    if (fd >= 0 && close(fd) != 0 && rc == ERR_OK)
        rc = failed(name, err);
    if (at >= 0)
        close(at);
    return rc;
}

/* ---- the right place ----------------------------------------------------------------- */

static enum err_code sync_parent(const struct folder *f, struct err *err)
{
    char copy[PATH_SIZE];
    memcpy(copy, f->path, sizeof copy);
    const char *parent = dirname(copy);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code rc = fd < 0 || fsync(fd) != 0 ? failed(parent, err) : ERR_OK;
    if (fd >= 0)
        close(fd);
    return rc;
}

enum err_code folder_end(struct folder *f, bool replace, struct err *err)
{
    /* Hundreds of files: one sync for all.  One for each was measured to be no
     * faster, also when others are writing to the same filesystem. */
    if (syncfs(f->at) != 0)
        return failed(f->temporary, err);
    if (renameat2(AT_FDCWD, f->temporary, AT_FDCWD, f->path,
                  replace ? RENAME_EXCHANGE : RENAME_NOREPLACE) != 0)
        return failed(f->path, err);
    enum err_code rc = sync_parent(f, err);
    /* The temporary name now is that of what was replaced. */
    if (replace && remove_all(f->temporary) != 0 && rc == ERR_OK)
        rc = failed(f->temporary, err);
    f->temporary[0] = '\0';
    return rc;
}

void folder_free(struct folder *f)
{
    if (f == NULL)
        return;
    if (f->at >= 0)
        close(f->at);
    if (f->temporary[0] != '\0')
        (void)remove_all(f->temporary);
    free(f);
}
