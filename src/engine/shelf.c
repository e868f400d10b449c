/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/shelf.h"

#include <stdlib.h>

#include "engine/bundle.h"
#include "engine/zip.h"

enum { ARCHIVE_MAX = 64 * 1024 * 1024 };

struct shelf {
    const struct key *key;
    int64_t assembly; /* 0: nothing is kept */
    int64_t lines;    /* of all journals, when it was made */
    struct buf zip;
};

enum err_code shelf_new(const struct key *key, struct shelf **out,
                        struct err *err)
{
    struct shelf *s = calloc(1, sizeof *s);
    if (s == NULL)
        return err_set(err, ERR_NO_MEMORY, "shelf");
    s->key = key;
    *out = s;
    return ERR_OK;
}

void shelf_free(struct shelf *s)
{
    if (s != NULL)
        buf_free(&s->zip);
    free(s);
}

struct counting {
    struct db *db;
    int64_t lines;
};

static enum err_code count_lines(void *cls, int64_t journal)
{
    struct counting *c = cls;
    int64_t next;
    enum err_code rc = journal_next(c->db, journal, &next);
    if (rc == ERR_OK)
        c->lines += next;
    return rc;
}

/* Journals only grow: the same sum means that nothing has changed in any. */
static enum err_code count_all(struct db *db, int64_t *lines)
{
    struct counting c = { .db = db };
    enum err_code rc = count_lines(&c, 0);
    if (rc == ERR_OK)
        rc = assembly_each_id(db, count_lines, &c);
    *lines = c.lines;
    return rc;
}

static enum err_code make(struct shelf *s, struct db *db, int64_t assembly,
                          struct err *err)
{
    static const struct bundle_former none;
    struct bundle b;
    struct zip *zip = NULL;
    enum err_code rc = bundle_open(&b, db, s->key, assembly, err);
    if (rc == ERR_OK)
        rc = zip_begin(b.last_at, ARCHIVE_MAX, &zip, err);
    if (rc == ERR_OK) {
        struct sink sink = zip_sink(zip);
        rc = bundle_write(&b, &sink, &none, err);
    }
    if (rc == ERR_OK)
        rc = zip_end(zip, &s->zip, err);
    zip_free(zip);
    bundle_close(&b);
    return rc;
}

enum err_code shelf_take(struct shelf *s, struct db *db, int64_t assembly,
                         struct buf *out, struct err *err)
{
    int64_t lines;
    enum err_code rc = count_all(db, &lines);
    if (rc == ERR_OK && (s->assembly != assembly || s->lines != lines)) {
        buf_free(&s->zip);
        s->assembly = 0;
        rc = make(s, db, assembly, err);
        if (rc == ERR_OK) {
            s->assembly = assembly;
            s->lines = lines;
        }
    }
    if (rc == ERR_OK)
        buf_add(out, s->zip.data, s->zip.len);
    return rc;
}
