/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/assets.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/reply.h"
#include "store/store.h"

/* A row for each file: ASSET(symbol, name, path, packed path, etag).  The list
 * is made by the Makefile; here it becomes bytes, then names, then a table. */
#define ASSET(symbol, name, file, packed, etag)                                \
    __asm__(".section .rodata\n"                                               \
            "asset_" #symbol ":\n.incbin \"" file "\"\n"                       \
            "asset_end_" #symbol ":\n"                                         \
            "asset_gz_" #symbol ":\n.incbin \"" packed "\"\n"                  \
            "asset_gz_end_" #symbol ":\n"                                      \
            ".previous\n");
#include "http/assets.inc"
#undef ASSET

#define ASSET(symbol, name, file, packed, etag)                                \
    extern const char asset_##symbol[], asset_end_##symbol[],                  \
        asset_gz_##symbol[], asset_gz_end_##symbol[];
#include "http/assets.inc"
#undef ASSET

static const struct asset {
    const char *name, *etag;
    const char *text, *end, *packed, *packed_end;
} assets[] = {
#define ASSET(symbol, name, file, packed, etag)                                \
    { name, "\"" etag "\"", asset_##symbol, asset_end_##symbol,                \
      asset_gz_##symbol, asset_gz_end_##symbol },
#include "http/assets.inc"
#undef ASSET
};

static const struct {
    const char *ending, *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".webmanifest", "application/manifest+json" },
};

enum { ASSET_NAME_SIZE = 128, ASSET_MAX = 1024 * 1024 };

static const struct asset *find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(assets); i++)
        if (strcmp(assets[i].name, name) == 0)
            return &assets[i];
    return NULL;
}

static const char *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending != NULL && i < ARRAY_LEN(types); i++)
        if (strcmp(ending, types[i].ending) == 0)
            return types[i].type;
    return NULL;
}

/* "/web/lib/dom.js" is lib/dom.js, "/sw.js" sw.js, "/screen" screen.html. */
static bool name_of(const char *path, char name[ASSET_NAME_SIZE])
{
    static const char folder[] = "/web/";
    bool in_folder = strncmp(path, folder, sizeof folder - 1) == 0;
    const char *file = in_folder ? path + sizeof folder - 1 : path + 1;
    const char *ending = strchr(file, '.') == NULL ? ".html" : "";
    int len = snprintf(name, ASSET_NAME_SIZE, "%s%s", file, ending);
    return len > 0 && len < ASSET_NAME_SIZE;
}

static const char *header(const struct request *rq, const char *name)
{
    const char *value =
        MHD_lookup_connection_value(rq->mhd, MHD_HEADER_KIND, name);
    return value != NULL ? value : "";
}

/* ---- from the binary -------------------------------------------------------- */

static enum MHD_Result answer_embedded(struct request *rq,
                                       const struct asset *a)
{
    struct reply_file file = {
        .type = type_of(a->name), .etag = a->etag,
        .text = a->text, .len = (size_t)(a->end - a->text),
    };
    if (strstr(header(rq, "If-None-Match"), a->etag) != NULL)
        return reply_not_modified(rq, &file);
    size_t packed = (size_t)(a->packed_end - a->packed);
    if (packed < file.len &&
        strstr(header(rq, "Accept-Encoding"), "gzip") != NULL) {
        file.encoding = "gzip";
        file.text = a->packed;
        file.len = packed;
    }
    return reply_file(rq, &file);
}

/* ---- from the disk, while developing ----------------------------------------- */

/* Names of the path's characters and no segment that begins with a dot, so
 * nothing outside the directory is read. */
static bool read_whole(const char *dir, const char *name, struct buf *out)
{
    char path[PATH_SIZE], part[8192];
    if (strstr(name, "/.") != NULL || name[0] == '.' ||
        snprintf(path, sizeof path, "%s/%s", dir, name) >= PATH_SIZE)
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = 0;
    while (fd >= 0 && out->len < ASSET_MAX &&
           (n = read(fd, part, sizeof part)) > 0)
        buf_add(out, part, (size_t)n);
    if (fd >= 0)
        close(fd);
    return fd >= 0 && n == 0;
}

static enum MHD_Result answer_from_disk(struct request *rq, const char *name)
{
    struct call *call = &rq->call;
    call->type = type_of(name);
    if (call->type == NULL ||
        !read_whole(rq->server->setup.web_dir, name, &call->out))
        return reply_call(rq, ERR_NOT_FOUND);
    return reply_call(rq, ERR_OK);
}

enum MHD_Result assets_answer(struct request *rq)
{
    char name[ASSET_NAME_SIZE];
    if (!name_of(rq->call.path, name))
        return reply_call(rq, ERR_NOT_FOUND);
    if (rq->server->setup.web_dir[0] != '\0')
        return answer_from_disk(rq, name);
    const struct asset *a = find(name);
    return a != NULL ? answer_embedded(rq, a) : reply_call(rq, ERR_NOT_FOUND);
}
