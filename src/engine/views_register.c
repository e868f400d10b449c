/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <string.h>

#include "store/register.h"

struct page {
    struct buf *out;
    int64_t rows, size;
};

static void put_validity(struct buf *b, const struct member *m)
{
    if (m->valid_from[0] != '\0')
        put_text(b, "validFrom", m->valid_from);
    if (m->valid_until[0] != '\0')
        put_text(b, "validUntil", m->valid_until);
}

static enum err_code put_row(void *cls, const struct register_row *row)
{
    struct page *p = cls;
    const struct member *m = &row->member;
    if (p->rows++ == p->size) /* the one that says there is a next page */
        return ERR_OK;
    put_open(p->out, NULL, '{');
    put_text(p->out, "code", m->code);
    put_text(p->out, "kind", member_kind_words[m->kind]);
    put_text(p->out, "name", m->name);
    if (row->figure.inhabitants >= 0) {
        put_int(p->out, "inhabitants", row->figure.inhabitants);
        put_text(p->out, "referenceDate", row->figure.reference_date);
        put_text(p->out, "source", row->figure.source);
    }
    put_validity(p->out, m);
    put_close(p->out, '}');
    return ERR_OK;
}

enum err_code view_members(struct db *db, struct call *call, int64_t now)
{
    const struct query *q = &call->query;
    struct page p = { .out = &call->out, .size = q->page_size };
    char date[CLOCK_TEXT_SIZE];
    clock_text(now, date);
    date[DATE_SIZE - 1] = '\0';
    if (q->date[0] != '\0')
        memcpy(date, q->date, DATE_SIZE);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "members", '[');
    enum err_code rc = register_on(db, date, q->page_size + 1,
                                   (q->page - 1) * q->page_size, put_row, &p);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    call_link_pages(call, p.rows > p.size);
    return rc;
}

static enum err_code put_period(void *cls, const struct member *m)
{
    struct page *p = cls;
    p->rows++;
    put_open(p->out, NULL, '{');
    put_text(p->out, "kind", member_kind_words[m->kind]);
    put_text(p->out, "name", m->name);
    put_validity(p->out, m);
    put_close(p->out, '}');
    return ERR_OK;
}

static enum err_code put_figure(void *cls, const struct figure *f)
{
    struct page *p = cls;
    put_open(p->out, NULL, '{');
    put_int(p->out, "inhabitants", f->inhabitants);
    put_text(p->out, "referenceDate", f->reference_date);
    put_text(p->out, "source", f->source);
    put_close(p->out, '}');
    return ERR_OK;
}

enum err_code view_member(struct db *db, struct call *call, int64_t now)
{
    struct page p = { .out = &call->out };
    (void)now;
    put_open(&call->out, NULL, '{');
    put_text(&call->out, "code", call->name);
    put_open(&call->out, "periods", '[');
    enum err_code rc = register_periods(db, call->name, put_period, &p);
    put_close(&call->out, ']');
    put_open(&call->out, "figures", '[');
    if (rc == ERR_OK)
        rc = register_figures(db, call->name, put_figure, &p);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    if (rc == ERR_OK && p.rows == 0)
        return call_refuse(call, ERR_NOT_FOUND, "there is no member %s",
                           call->name);
    return rc;
}
