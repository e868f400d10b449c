/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <stdlib.h>

#include "engine/shapes.h"
#include "store/journal.h"

struct listing {
    struct db *db;
    struct buf *out;
    int64_t rows, size;
    struct share present, entitled;
};

static bool beyond(struct listing *l)
{
    return l->rows++ == l->size; /* one more row says there is a next page */
}

static enum err_code find_assembly(struct db *db, struct call *call,
                                   struct assembly_row *row)
{
    enum err_code rc = assembly_get(db, call->id, row);
    if (rc == ERR_NOT_FOUND)
        call_refuse(call, rc, "there is no assembly %lld",
                    (long long)call->id);
    return rc;
}

/* ---- assemblies ------------------------------------------------------------------ */

static enum err_code put_assembly(void *cls, const struct assembly_row *row)
{
    struct listing *l = cls;
    int64_t next;
    if (beyond(l))
        return ERR_OK;
    enum err_code rc = journal_next(l->db, row->assembly.id, &next);
    if (rc == ERR_OK)
        shape_assembly(l->out, NULL, row, next);
    return rc;
}

enum err_code view_assemblies(struct db *db, struct call *call, int64_t now)
{
    const struct query *q = &call->query;
    struct listing l = { .db = db, .out = &call->out, .size = q->page_size };
    (void)now;
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "assemblies", '[');
    enum err_code rc = assembly_each(db, q->page_size + 1,
                                     (q->page - 1) * q->page_size,
                                     put_assembly, &l);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    call_link_pages(call, l.rows > l.size);
    return rc;
}

enum err_code view_assembly(struct db *db, struct call *call, int64_t now)
{
    struct assembly_row row;
    int64_t next = 0;
    (void)now;
    enum err_code rc = find_assembly(db, call, &row);
    if (rc == ERR_OK)
        rc = journal_next(db, call->id, &next);
    if (rc == ERR_OK)
        shape_assembly(&call->out, NULL, &row, next);
    return rc;
}

static enum err_code put_roll_entry(void *cls, const struct roll_row *row)
{
    struct listing *l = cls;
    const struct roll_entry *e = &row->entry;
    l->entitled.weight += e->weight;
    l->entitled.members++;
    if (row->present) {
        l->present.weight += e->weight;
        l->present.members++;
    }
    put_open(l->out, NULL, '{');
    put_text(l->out, "code", e->code);
    put_text(l->out, "kind", member_kind_words[e->kind]);
    put_text(l->out, "name", e->name);
    put_int(l->out, "inhabitants", e->inhabitants);
    put_text(l->out, "referenceDate", e->reference_date);
    put_int(l->out, "weight", e->weight);
    put_bool(l->out, "present", row->present);
    put_close(l->out, '}');
    return ERR_OK;
}

enum err_code view_roll(struct db *db, struct call *call, int64_t now)
{
    struct assembly_row row;
    struct listing l = { .out = &call->out };
    (void)now;
    enum err_code rc = find_assembly(db, call, &row);
    if (rc != ERR_OK)
        return rc;
    if (row.state == ASSEMBLY_DRAFT)
        return call_refuse(call, ERR_NOT_CONVENED,
                           "the roll is frozen when the assembly is convened");
    put_open(&call->out, NULL, '{');
    put_text(&call->out, "seal", row.seal);
    put_open(&call->out, "members", '[');
    rc = roll_each(db, call->id, put_roll_entry, &l);
    put_close(&call->out, ']');
    put_open(&call->out, "totals", '{');
    shape_share(&call->out, "entitled", l.entitled);
    shape_share(&call->out, "present", l.present);
    put_close(&call->out, '}');
    put_close(&call->out, '}');
    return rc;
}

/* ---- motions --------------------------------------------------------------------- */

static enum err_code put_motion(void *cls, const struct motion_row *row)
{
    struct listing *l = cls;
    return beyond(l) ? ERR_OK : shape_motion(l->db, l->out, NULL, row);
}

enum err_code view_motions(struct db *db, struct call *call, int64_t now)
{
    const struct query *q = &call->query;
    struct assembly_row row;
    struct listing l = { .db = db, .out = &call->out, .size = q->page_size };
    (void)now;
    enum err_code rc = find_assembly(db, call, &row);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "motions", '[');
    if (rc == ERR_OK)
        rc = motion_each(db, call->id, q->page_size + 1,
                         (q->page - 1) * q->page_size, put_motion, &l);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    call_link_pages(call, l.rows > l.size);
    return rc;
}

enum err_code view_motion(struct db *db, struct call *call, int64_t now)
{
    (void)now;
    struct motion_row *row = malloc(sizeof *row);
    if (row == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(db, call->id, row);
    if (rc == ERR_OK)
        rc = shape_motion(db, &call->out, NULL, row);
    if (rc == ERR_NOT_FOUND)
        call_refuse(call, rc, "there is no motion %lld", (long long)call->id);
    free(row);
    return rc;
}

/* ---- tokens ---------------------------------------------------------------------- */

static enum err_code put_token(void *cls, const struct credential *c)
{
    struct buf *b = cls;
    if (c->role == HANDSET) /* those stand with the handsets */
        return ERR_OK;
    put_open(b, NULL, '{');
    put_int(b, "id", c->id);
    put_text(b, "role", role_words[c->role]);
    put_text(b, "name", c->name);
    put_time(b, "createdAt", c->created_at);
    put_bool(b, "revoked", c->revoked);
    put_close(b, '}');
    return ERR_OK;
}

enum err_code view_tokens(struct db *db, struct call *call, int64_t now)
{
    (void)now;
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "tokens", '[');
    enum err_code rc = credential_each(db, put_token, &call->out);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    return rc;
}
