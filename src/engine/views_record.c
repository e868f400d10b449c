/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <stdlib.h>

#include "engine/evidence.h"
#include "engine/shapes.h"
#include "engine/withheld.h"

/* ---- the journal ------------------------------------------------------------------- */

struct lines {
    struct buf *out;
    struct withheld *withheld;
    int64_t rows, limit, next;
};

static enum err_code put_line(void *cls, const struct journal_line *line)
{
    struct lines *l = cls;
    if (l->rows++ == l->limit) {
        l->next = line->n;
        return ERR_OK;
    }
    return withheld_put(l->withheld, line, l->out);
}

enum err_code view_journal(struct db *db, struct call *call, int64_t now)
{
    struct assembly_row row;
    struct lines l = { .out = &call->out, .limit = call->query.limit,
                       .next = -1 };
    (void)now;
    enum err_code rc = assembly_get(db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no assembly %lld",
                           (long long)call->id);
    if (rc == ERR_OK)
        rc = withheld_begin(db, &l.withheld);
    if (rc == ERR_OK)
        rc = journal_each(db, call->id, call->query.from, l.limit + 1,
                          put_line, &l);
    withheld_end(l.withheld);
    if (l.next >= 0)
        call_link_from(call, l.next);
    call->type = "application/jsonl";
    return rc;
}

/* ---- what is published ---------------------------------------------------------------- */

struct published {
    struct db *db;
    struct buf *out;
    struct motion_row *motion;
    int64_t count;
};

static enum err_code count_published(void *cls, int64_t round)
{
    struct published *p = cls;
    (void)round;
    p->count++;
    return ERR_OK;
}

static enum err_code put_results_line(void *cls, const struct assembly_row *row)
{
    struct published *p = cls;
    const struct assembly *a = &row->assembly;
    p->count = 0;
    enum err_code rc =
        round_each_published(p->db, a->id, count_published, p);
    if (rc != ERR_OK || p->count == 0)
        return rc;
    put_open(p->out, NULL, '{');
    put_int(p->out, "id", a->id);
    put_text(p->out, "kind", assembly_kind_words[a->kind]);
    put_text(p->out, "title", a->title);
    put_text(p->out, "date", a->date);
    put_text(p->out, "place", a->place);
    put_int(p->out, "rounds", p->count);
    put_close(p->out, '}');
    return ERR_OK;
}

enum err_code view_results(struct db *db, struct call *call, int64_t now)
{
    struct published p = { .db = db, .out = &call->out };
    (void)now;
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "assemblies", '[');
    enum err_code rc = assembly_each(db, INT64_MAX, 0, put_results_line, &p);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    return rc;
}

static enum err_code put_published(void *cls, int64_t round)
{
    struct published *p = cls;
    struct round_row row;
    enum err_code rc = round_get(p->db, round, &row);
    if (rc == ERR_OK)
        rc = motion_get(p->db, row.round.motion, p->motion);
    if (rc != ERR_OK)
        return rc;
    put_open(p->out, NULL, '{');
    rc = shape_motion(p->db, p->out, "motion", p->motion);
    if (rc == ERR_OK)
        rc = shape_stored_round(p->db, p->out, "round", round);
    put_close(p->out, '}');
    return rc;
}

enum err_code view_results_of(struct db *db, struct call *call, int64_t now)
{
    struct assembly_row row;
    struct published p = { .db = db, .out = &call->out };
    (void)now;
    enum err_code rc = assembly_get(db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no assembly %lld",
                           (long long)call->id);
    int64_t next = 0;
    if (rc == ERR_OK)
        rc = journal_next(db, call->id, &next);
    if (rc != ERR_OK)
        return rc;
    p.motion = malloc(sizeof *p.motion);
    if (p.motion == NULL)
        return ERR_NO_MEMORY;
    put_open(&call->out, NULL, '{');
    shape_assembly(&call->out, "assembly", &row, next);
    put_open(&call->out, "rounds", '[');
    rc = round_each_published(db, call->id, put_published, &p);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    free(p.motion);
    return rc;
}
