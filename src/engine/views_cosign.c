/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <string.h>

#include "engine/cosigner.h"
#include "store/assembly.h"
#include "store/cosign.h"

static enum err_code find_assembly(struct db *db, struct call *call)
{
    struct assembly_row row;
    enum err_code rc = assembly_get(db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no assembly %lld",
                           (long long)call->id);
    return rc;
}

/* ---- who may ------------------------------------------------------------------ */

struct cosigners {
    size_t count;
    struct cosigner_row rows[COSIGNERS_ASKED_MAX];
    int64_t needed;
};

/* A name is listed once, with its first line. */
static enum err_code add_cosigner(void *cls, const struct cosigner_row *row)
{
    struct cosigners *list = cls;
    list->needed = row->cosigner.needed;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].cosigner.name, row->cosigner.name) == 0)
            return ERR_OK;
    if (list->count == COSIGNERS_ASKED_MAX)
        return ERR_STORE_DAMAGED;
    list->rows[list->count++] = *row;
    return ERR_OK;
}

static enum err_code put_cosigner(struct db *db, struct call *call,
                                  const struct cosigner_row *row)
{
    struct buf *b = &call->out;
    struct cosignature_row latest;
    struct cosigner c;
    char text[COSIGNER_TEXT_SIZE];
    memcpy(c.name, row->cosigner.name, sizeof c.name);
    if (!key_parse(row->cosigner.key, c.key))
        return ERR_STORE_DAMAGED;
    enum err_code rc = cosignature_latest(db, call->id, c.name, &latest);
    cosigner_print(&c, text);
    put_open(b, NULL, '{');
    put_text(b, "name", c.name);
    put_text(b, "key", text);
    put_time(b, "registeredAt", row->at);
    put_int(b, "journal", row->n);
    if (rc == ERR_OK) {
        put_int(b, "size", latest.size);
        put_time(b, "cosignedAt", latest.at);
    }
    put_close(b, '}');
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

enum err_code view_cosigners(struct db *db, struct call *call, int64_t now)
{
    struct buf *b = &call->out;
    struct cosigners list = { 0 };
    (void)now;
    enum err_code rc = find_assembly(db, call);
    if (rc == ERR_OK)
        rc = cosigner_each(db, call->id, add_cosigner, &list);
    put_open(b, NULL, '{');
    put_int(b, "cosignaturesNeeded", list.needed);
    put_open(b, "cosigners", '[');
    for (size_t i = 0; rc == ERR_OK && i < list.count; i++)
        rc = put_cosigner(db, call, &list.rows[i]);
    put_close(b, ']');
    put_close(b, '}');
    return rc;
}

/* ---- who did -------------------------------------------------------------------- */

struct listing {
    struct buf *out;
    int64_t rows, size;
};

static enum err_code put_cosignature(void *cls,
                                     const struct cosignature_row *row)
{
    struct listing *l = cls;
    if (l->rows++ == l->size) /* one more row says there is a next page */
        return ERR_OK;
    put_open(l->out, NULL, '{');
    put_text(l->out, "cosigner", row->cosigner);
    put_int(l->out, "size", row->size);
    put_time(l->out, "at", row->at);
    put_int(l->out, "journal", row->n);
    put_close(l->out, '}');
    return ERR_OK;
}

enum err_code view_cosignatures(struct db *db, struct call *call, int64_t now)
{
    const struct query *q = &call->query;
    struct listing l = { .out = &call->out, .size = q->page_size };
    (void)now;
    enum err_code rc = find_assembly(db, call);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "cosignatures", '[');
    if (rc == ERR_OK)
        rc = cosignature_each(db, call->id, q->page_size + 1,
                              (q->page - 1) * q->page_size, put_cosignature,
                              &l);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    call_link_pages(call, l.rows > l.size);
    return rc;
}

/* The notes differ in their last line only. */
static enum err_code add_note(void *cls, const char *note)
{
    struct buf *b = cls;
    size_t len = strlen(note);
    const char *last = len > 0 ? memrchr(note, '\n', len - 1) : NULL;
    if (last == NULL)
        return ERR_STORE_DAMAGED;
    buf_text(b, b->len == 0 ? note : last + 1);
    return ERR_OK;
}

enum err_code view_cosigned(struct db *db, struct call *call, int64_t now)
{
    (void)now;
    enum err_code rc = find_assembly(db, call);
    if (rc == ERR_OK)
        rc = cosignature_each_note(db, call->id, call->line, add_note,
                                   &call->out);
    if (rc == ERR_OK && call->out.len == 0)
        return call_refuse(call, ERR_NOT_FOUND,
                           "nobody cosigned the checkpoint of %lld lines",
                           (long long)call->line);
    call->type = "text/plain; charset=utf-8";
    return rc;
}
