/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "domain/record.h"
#include "engine/nodes.h"

/* ---- the journal ------------------------------------------------------------------------------ */

struct last_line {
    union record_body *body;
    int64_t at;
};

static enum err_code see_last(void *cls, const struct journal_line *line)
{
    struct last_line *last = cls;
    struct record_head head;
    enum err_code rc = record_read(line->text, line->len, &head, last->body,
                                   &(struct err){ 0 });
    last->at = head.at;
    return rc;
}

static enum err_code read_journal(struct bundle *b, int64_t assembly)
{
    struct last_line last = { .body = malloc(sizeof *last.body) };
    if (last.body == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = journal_next(b->db, assembly, &b->lines);
    if (rc == ERR_OK)
        rc = journal_each(b->db, assembly, b->lines - 1, 1, see_last, &last);
    if (rc == ERR_OK)
        rc = nodes_root(b->db, assembly, b->lines, b->root);
    b->last_at = last.at;
    free(last.body);
    return rc;
}

/* ---- the assemblies before it ------------------------------------------------------------------ */

struct before {
    int64_t id;
    char date[DATE_SIZE];
};
struct looking {
    const struct assembly *own;
    struct before *list;
    size_t count;
};

static int by_date(const void *a, const void *b)
{
    const struct before *x = a, *y = b;
    int order = strcmp(x->date, y->date);
    return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

static enum err_code see_assembly(void *cls, const struct assembly_row *row)
{
    struct looking *l = cls;
    struct before one = { .id = row->assembly.id }, own = { .id = l->own->id };
    memcpy(one.date, row->assembly.date, sizeof one.date);
    memcpy(own.date, l->own->date, sizeof own.date);
    if (row->state == ASSEMBLY_DRAFT || by_date(&one, &own) >= 0)
        return ERR_OK;
    struct before *more = realloc(l->list, (l->count + 1) * sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    l->list = more;
    l->list[l->count++] = one;
    return ERR_OK;
}

static enum err_code load_earlier(struct bundle *b)
{
    struct looking l = { .own = &b->meeting.row.assembly };
    enum err_code rc = assembly_each(b->db, INT64_MAX, 0, see_assembly, &l);
    if (rc == ERR_OK && l.count > 0) {
        qsort(l.list, l.count, sizeof *l.list, by_date);
        b->earlier = calloc(l.count, sizeof *b->earlier);
        rc = b->earlier == NULL ? ERR_NO_MEMORY : ERR_OK;
    }
    for (size_t i = 0; rc == ERR_OK && i < l.count; i++)
        rc = meeting_load(b->db, l.list[i].id, &b->earlier[b->earlier_count++]);
    free(l.list);
    return rc;
}

/* ---- the whole ----------------------------------------------------------------------------------- */

enum err_code bundle_open(struct bundle *b, struct db *db,
                          const struct key *key, int64_t assembly,
                          struct err *err)
{
    *b = (struct bundle){ .db = db, .key = key };
    enum err_code rc = meeting_load(db, assembly, &b->meeting);
    if (rc == ERR_NOT_FOUND)
        return err_set(err, rc, "there is no assembly %lld",
                       (long long)assembly);
    if (rc == ERR_OK)
        rc = read_journal(b, assembly);
    if (rc == ERR_OK)
        rc = load_earlier(b);
    return rc;
}

void bundle_close(struct bundle *b)
{
    meeting_free(&b->meeting);
    for (size_t i = 0; i < b->earlier_count; i++)
        meeting_free(&b->earlier[i]);
    free(b->earlier);
    free(b->files);
    *b = (struct bundle){ 0 };
}
