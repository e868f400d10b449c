/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FAULT_SHIM_H
#define FAULT_SHIM_H

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

/* shim: a SQLite VFS between the store and the system's, for the one program
 * that includes this.  It knows of the database and of its write-ahead log what
 * the disk is sure to have and what was written since, tells of each write and
 * sync before it happens, and lets the n-th of them fail. */

static void path_in(char out[300], const char *folder, const char *name)
{
    must(snprintf(out, 300, "%s/%s", folder, name) < 300);
}

/* ---- bytes --------------------------------------------------------------- */

struct image {
    char *bytes;
    size_t len, cap;
    bool exists;
};

static void image_write(struct image *im, size_t at, const void *bytes,
                        size_t len)
{
    if (at + len > im->cap) {
        size_t cap = 2 * (at + len);
        im->bytes = realloc(im->bytes, cap);
        must(im->bytes != NULL);
        im->cap = cap;
    }
    if (at > im->len)
        memset(im->bytes + im->len, 0, at - im->len);
    if (len > 0)
        memcpy(im->bytes + at, bytes, len);
    if (at + len > im->len)
        im->len = at + len;
    im->exists = true;
}

static void image_free(struct image *im)
{
    free(im->bytes);
    *im = (struct image){ 0 };
}

static void image_save(const struct image *im, const char *path)
{
    (void)unlink(path);
    if (!im->exists)
        return;
    FILE *f = fopen(path, "wb");
    must(f != NULL);
    must(fwrite(im->bytes, 1, im->len, f) == im->len);
    must(fclose(f) == 0);
}

static void image_load(struct image *im, const char *path)
{
    char piece[65536];
    image_free(im);
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return;
    im->exists = true;
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        image_write(im, im->len, piece, n);
    fclose(f);
}

/* ---- the disk ------------------------------------------------------------ */

struct change { /* a write, or a truncation to `at` */
    size_t at, len;
    bool truncates;
    char *bytes;
};

enum { DATABASE, LOG, DISK_FILES, CHANGES_MAX = 4096 };
static const char *const file_names[] = { "stembus.db", "stembus.db-wal" };

struct disk_file {
    struct image sure; /* what was synced */
    struct change changes[CHANGES_MAX];
    size_t change_count;
};

enum file_event { A_WRITE, A_SYNC };
enum trip { NO_TRIP, TRIP_WRITE, TRIP_SYNC };

/* Only the writer's thread touches this while there is one. */
static struct {
    bool tracking;
    struct disk_file file[DISK_FILES];

    enum trip trip;
    int countdown, repeats, code; /* fail so many, from then on */
    int tripped;

    void (*on_event)(enum file_event event);
} disk;


static void forget_changes(struct disk_file *f)
{
    for (size_t i = 0; i < f->change_count; i++)
        free(f->changes[i].bytes);
    f->change_count = 0;
}

static void apply_change(struct image *im, const struct change *c, size_t len)
{
    if (!c->truncates)
        image_write(im, c->at, c->bytes, len);
    else if (c->at < im->len)
        im->len = c->at;
}

static void disk_note(struct disk_file *f, size_t at, const void *bytes,
                      size_t len, bool truncates)
{
    must(f->change_count < CHANGES_MAX);
    struct change *c = &f->changes[f->change_count++];
    *c = (struct change){ .at = at, .len = len, .truncates = truncates };
    if (truncates)
        return;
    c->bytes = malloc(len);
    must(c->bytes != NULL);
    memcpy(c->bytes, bytes, len);
}

static void disk_synced(struct disk_file *f)
{
    f->sure.exists = true;
    for (size_t i = 0; i < f->change_count; i++)
        apply_change(&f->sure, &f->changes[i], f->changes[i].len);
    forget_changes(f);
}

static void disk_clear(void)
{
    for (int i = 0; i < DISK_FILES; i++) {
        forget_changes(&disk.file[i]);
        image_free(&disk.file[i].sure);
    }
}

/* What is in `folder` now is on the disk for sure. */
static void disk_begin(const char *folder)
{
    char path[300];
    disk_clear();
    for (int i = 0; i < DISK_FILES; i++) {
        path_in(path, folder, file_names[i]);
        image_load(&disk.file[i].sure, path);
    }
}

static void event(enum file_event e)
{
    if (disk.on_event != NULL)
        disk.on_event(e);
}

/* SQLITE_OK, or what is to go wrong now. */
static int trip(enum trip kind)
{
    if (disk.trip != kind || disk.countdown-- > 0)
        return SQLITE_OK;
    if (disk.tripped >= disk.repeats)
        return SQLITE_OK;
    disk.tripped++;
    return disk.code;
}

/* ---- the VFS ------------------------------------------------------------- */

struct shim_file {
    sqlite3_file base;
    struct disk_file *on_disk; /* NULL: passed through */
    void *real[]; /* the file of the VFS below; SQLite aligns to 8 */
};

static sqlite3_vfs *under;

static sqlite3_file *real_of(sqlite3_file *f)
{
    return (sqlite3_file *)(void *)((struct shim_file *)(void *)f)->real;
}

static struct disk_file *disk_of(sqlite3_file *f)
{
    return ((struct shim_file *)(void *)f)->on_disk;
}

static int shim_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int shim_read(sqlite3_file *f, void *out, int len, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), out, len, at);
}

static int shim_write(sqlite3_file *f, const void *bytes, int len,
                      sqlite3_int64 at)
{
    struct disk_file *on_disk = disk_of(f);
    if (on_disk != NULL) {
        int rc = trip(TRIP_WRITE);
        if (rc != SQLITE_OK) {
            /* A full disk takes a part of a write. */
            int part = len / 2;
            disk_note(on_disk, (size_t)at, bytes, (size_t)part, false);
            (void)real_of(f)->pMethods->xWrite(real_of(f), bytes, part, at);
            return rc;
        }
        event(A_WRITE);
        disk_note(on_disk, (size_t)at, bytes, (size_t)len, false);
    }
    return real_of(f)->pMethods->xWrite(real_of(f), bytes, len, at);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (disk_of(f) != NULL)
        disk_note(disk_of(f), (size_t)size, NULL, 0, true);
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int shim_sync(sqlite3_file *f, int flags)
{
    struct disk_file *on_disk = disk_of(f);
    (void)flags; /* no need to wait for this machine's disk */
    if (on_disk == NULL)
        return SQLITE_OK;
    event(A_SYNC);
    int rc = trip(TRIP_SYNC);
    if (rc != SQLITE_OK)
        forget_changes(on_disk);
    else
        disk_synced(on_disk);
    return rc;
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int shim_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int shim_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int shim_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int shim_traits(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int shim_shm_map(sqlite3_file *f, int page, int size, int extend,
                        void volatile **out)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void shim_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int shim_shm_unmap(sqlite3_file *f, int delete)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), delete);
}

static const sqlite3_io_methods shim_methods = {
    .iVersion = 2,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_traits,
    .xShmMap = shim_shm_map,
    .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_shm_barrier,
    .xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f,
                     int flags, int *out_flags)
{
    struct shim_file *shim = (struct shim_file *)(void *)f;
    (void)vfs;
    shim->base.pMethods = NULL;
    shim->on_disk = NULL;
    int rc = under->xOpen(under, name, real_of(f), flags, out_flags);
    if (rc != SQLITE_OK)
        return rc;
    shim->base.pMethods = &shim_methods;
    if (disk.tracking && (flags & SQLITE_OPEN_MAIN_DB))
        shim->on_disk = &disk.file[DATABASE];
    if (disk.tracking && (flags & SQLITE_OPEN_WAL))
        shim->on_disk = &disk.file[LOG];
    return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    size_t len = strlen(name);
    (void)vfs;
    if (disk.tracking && len > 4 && strcmp(name + len - 4, "-wal") == 0) {
        forget_changes(&disk.file[LOG]);
        image_free(&disk.file[LOG].sure);
    }
    return under->xDelete(under, name, sync);
}

static void shim_register(void)
{
    static sqlite3_vfs shim;
    under = sqlite3_vfs_find(NULL);
    shim = *under;
    shim.zName = "shim";
    shim.pNext = NULL;
    shim.szOsFile = (int)sizeof(struct shim_file) + under->szOsFile;
    shim.xOpen = shim_open;
    shim.xDelete = shim_delete;
    must(sqlite3_vfs_register(&shim, 1) == SQLITE_OK);
}

#endif
