/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_former: the bundle that a new one takes the place of. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/pick.h"
#include "engine/bundle.h"
#include "engine/checkpoint.h"
#include "engine/evidence.h"
#include "engine/nodes.h"
#include "store/file.h"
#include "store/store.h"

enum { FORMER_MAX = 256 * 1024 * 1024 };

static enum err_code read_part(const char *dir, const char *name, size_t max,
                               struct buf *out, struct err *err)
{
    char path[PATH_SIZE];
    enum err_code rc = store_path(dir, name, path, err);
    if (rc == ERR_OK)
        rc = file_read(path, max, out, err);
    if (rc == ERR_NOT_FOUND)
        rc = err_set(err, ERR_FILE_FAILED,
                     "%s is there, and is no bundle of stembus", dir);
    return rc;
}

/* Whether our journal begins with the one of the former bundle. */
static enum err_code judge_history(const struct bundle *b, const char *dir,
                                   const struct buf *note, struct err *err)
{
    struct checkpoint c;
    size_t used;
    unsigned char root[LEAF_SIZE];
    int64_t assembly = b->meeting.row.assembly.id;
    if (!checkpoint_read(note->data, note->len, &c, &used) ||
        c.journal != assembly)
        return err_set(err, ERR_FILE_FAILED,
                       "%s is there, and is no bundle of assembly %lld", dir,
                       (long long)assembly);
    if (c.size > b->lines)
        return err_set(err, ERR_FILE_FAILED,
                       "%s is newer: it has %lld lines of the journal, this "
                       "store %lld", dir, (long long)c.size,
                       (long long)b->lines);
    enum err_code rc = nodes_root(b->db, assembly, c.size, root);
    if (rc == ERR_OK && memcmp(root, c.root, LEAF_SIZE) != 0)
        rc = err_set(err, ERR_FILE_FAILED,
                     "%s tells another history: its %lld lines are not those "
                     "of this store", dir, (long long)c.size);
    return rc;
}

struct seen {
    int64_t version;
    struct bundle_former former; /* which it replaced itself */
};

static enum err_code read_version(const char *dir, struct seen *out,
                                  struct err *err)
{
    struct buf text = { 0 };
    enum err_code rc = read_part(dir, "results.json", FORMER_MAX, &text, err);
    if (rc != ERR_OK) {
        buf_free(&text);
        return rc;
    }
    struct pick *p = pick_read(text.data, text.len);
    if (!pick_int(p, "/version", &out->version) || out->version < 1)
        rc = err_set(err, ERR_FILE_FAILED, "%s/results.json has no version",
                     dir);
    else if (pick_int(p, "/replaces/version", &out->former.version) &&
             !pick_text(p, "/replaces/sha256sums", out->former.sums,
                        sizeof out->former.sums))
        rc = err_set(err, ERR_FILE_FAILED, "%s/results.json is damaged", dir);
    pick_free(p);
    buf_free(&text);
    return rc;
}

static enum err_code put_nowhere(void *cls, const char *name,
                                 const void *bytes, size_t len,
                                 struct err *err)
{
    (void)cls;
    (void)name;
    (void)bytes;
    (void)len;
    (void)err;
    return ERR_OK;
}

/* Makes the same version once more, and compares what vouches for all of it. */
static enum err_code compare(struct bundle *b, const struct seen *seen,
                             const char *sums, bool *current, struct err *err)
{
    static const struct sink nowhere = { put_nowhere, NULL };
    enum err_code rc = bundle_write(b, &nowhere, &seen->former, err);
    for (size_t i = 0; rc == ERR_OK && i < b->file_count; i++)
        if (strcmp(b->files[i].name, "SHA256SUMS") == 0)
            *current = strcmp(b->files[i].hash, sums) == 0;
    return rc;
}

enum err_code bundle_find_former(struct bundle *b, const char *dir,
                                 struct bundle_former *out, bool *current,
                                 struct err *err)
{
    struct buf note = { 0 }, sums = { 0 };
    struct seen seen = { 0 };
    *out = (struct bundle_former){ 0 };
    *current = false;
    if (access(dir, F_OK) != 0)
        return ERR_OK;
    enum err_code rc = read_part(dir, "checkpoint", NOTE_MAX, &note, err);
    if (rc == ERR_OK)
        rc = judge_history(b, dir, &note, err);
    if (rc == ERR_OK)
        rc = read_version(dir, &seen, err);
    if (rc == ERR_OK)
        rc = read_part(dir, "SHA256SUMS", FORMER_MAX, &sums, err);
    if (rc == ERR_OK) {
        out->version = seen.version;
        evidence_digest(sums.data != NULL ? sums.data : "", sums.len,
                        out->sums);
        rc = compare(b, &seen, out->sums, current, err);
    }
    buf_free(&note);
    buf_free(&sums);
    return rc;
}
