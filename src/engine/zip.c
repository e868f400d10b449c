/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/zip.h"

#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* minizip leaks when a write fails.  So none does: what went wrong is remembered,
 * the rest is dropped, and zip_sink() says so after each file. */
struct zip {
    struct buf bytes;
    size_t at, len; /* where the next write goes; how long it is by now */
    size_t limit;
    bool full;
    uLong date; /* as MS-DOS writes it */
    zipFile file;
};

/* ---- a file in memory, for minizip ------------------------------------------ */

static voidpf open_memory(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static uLong read_memory(voidpf opaque, voidpf stream, void *out, uLong size)
{
    (void)opaque;
    (void)stream;
    (void)out;
    (void)size;
    return 0; /* only written, never read */
}

static bool is_broken(const struct zip *z)
{
    return z->full || !buf_ok(&z->bytes);
}

/* minizip goes back to complete the head of each file. */
static uLong write_memory(voidpf opaque, voidpf stream, const void *in,
                          uLong size)
{
    struct zip *z = opaque;
    const char *bytes = in;
    size_t over = z->len - z->at < size ? z->len - z->at : size;
    (void)stream;
    z->full |= z->at + size > z->limit;
    if (!is_broken(z)) {
        if (over > 0)
            memcpy(z->bytes.data + z->at, bytes, over);
        buf_add(&z->bytes, bytes + over, size - over);
    }
    z->at += size;
    z->len += size - over;
    return size;
}

static ZPOS64_T tell_memory(voidpf opaque, voidpf stream)
{
    const struct zip *z = opaque;
    (void)stream;
    return z->at;
}

static long seek_memory(voidpf opaque, voidpf stream, ZPOS64_T offset,
                        int origin)
{
    struct zip *z = opaque;
    size_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                  : origin == ZLIB_FILEFUNC_SEEK_CUR ? z->at
                                                     : z->len;
    (void)stream;
    if (from + offset > z->len)
        return -1;
    z->at = from + offset;
    return 0;
}

static int close_memory(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static int error_of_memory(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

/* ---- the archive ---------------------------------------------------------------- */

/* Two seconds is as fine as it gets; by UTC, so that it is the same anywhere. */
static uLong dos_date(int64_t utc_ms)
{
    char text[CLOCK_TEXT_SIZE];
    unsigned part[6], i = 0;
    clock_text(utc_ms, text);
    for (const char *at = text; i < 6; i++) {
        char *end;
        part[i] = (unsigned)strtoul(at, &end, 10);
        at = end + 1;
    }
    unsigned year = part[0] > 1980 ? part[0] - 1980 : 0;
    return (uLong)year << 25 | (uLong)part[1] << 21 | (uLong)part[2] << 16 |
           (uLong)part[3] << 11 | (uLong)part[4] << 5 | part[5] / 2;
}

enum err_code zip_begin(int64_t utc_ms, size_t limit, struct zip **out,
                        struct err *err)
{
    struct zip *z = calloc(1, sizeof *z);
    if (z == NULL)
        return err_set(err, ERR_NO_MEMORY, "zip");
    zlib_filefunc64_def memory = {
        .zopen64_file = open_memory, .zread_file = read_memory,
        .zwrite_file = write_memory, .ztell64_file = tell_memory,
        .zseek64_file = seek_memory, .zclose_file = close_memory,
        .zerror_file = error_of_memory, .opaque = z };
    z->limit = limit;
    z->date = dos_date(utc_ms);
    z->file = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &memory);
    if (z->file == NULL) {
        zip_free(z);
        return err_set(err, ERR_NO_MEMORY, "zip");
    }
    *out = z;
    return ERR_OK;
}

static enum err_code failed(const struct zip *z, const char *what,
                            struct err *err)
{
    if (z->full)
        return err_set(err, ERR_FILE_FAILED,
                       "the archive would be larger than %zu MiB",
                       z->limit >> 20);
    return err_set(err, ERR_NO_MEMORY, "%s", what);
}

static enum err_code put(void *cls, const char *name, const void *bytes,
                         size_t len, struct err *err)
{
    struct zip *z = cls;
    zip_fileinfo info = { .dosDate = z->date };
    if (zipOpenNewFileInZip(z->file, name, &info, NULL, 0, NULL, 0, NULL,
                            Z_DEFLATED, Z_DEFAULT_COMPRESSION) != ZIP_OK)
        return failed(z, name, err);
    int wrote = zipWriteInFileInZip(z->file, bytes, (unsigned)len);
    int closed = zipCloseFileInZip(z->file);
    return wrote == ZIP_OK && closed == ZIP_OK && !is_broken(z)
               ? ERR_OK
               : failed(z, name, err);
}

struct sink zip_sink(struct zip *z)
{
    return (struct sink){ put, z };
}

enum err_code zip_end(struct zip *z, struct buf *out, struct err *err)
{
    int closed = zipClose(z->file, NULL);
    z->file = NULL;
    if (closed != ZIP_OK || is_broken(z))
        return failed(z, "zip", err);
    if (out->len == 0) { /* no second copy of something large */
        buf_free(out);
        *out = z->bytes;
        z->bytes = (struct buf){ 0 };
        return ERR_OK;
    }
    buf_add(out, z->bytes.data, z->bytes.len);
    return buf_ok(out) ? ERR_OK : err_set(err, ERR_NO_MEMORY, "zip");
}

void zip_free(struct zip *z)
{
    if (z == NULL)
        return;
    if (z->file != NULL)
        (void)zipClose(z->file, NULL);
    buf_free(&z->bytes);
    free(z);
}
