/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/forms.h"
#include "engine/import.h"
#include "store/register.h"

enum { PERIODS_MAX = 64 }; /* of one code, more than a century of mergers */

enum change { ADDED, CHANGED, UNCHANGED, ENDED, CHANGE_COUNT };
static const char *const change_words[] = { "added", "changed", "unchanged",
                                            "ended" };

/* One code of the file with what the register has of it. */
struct group {
    struct member_body **rows;
    size_t row_count;
    struct member periods[PERIODS_MAX]; /* on record */
    size_t period_count;
    bool too_many;
};

struct importing {
    struct tx *tx;
    struct call *call;
    struct members_body *body;
    struct member_body *sorted[LIST_MAX]; /* by code, valid from, reference */
    bool put_member[LIST_MAX], put_figure[LIST_MAX]; /* per row of the body */
    int64_t counts[CHANGE_COUNT];
    struct group group;
};

static size_t index_of(const struct importing *im, const struct member_body *r)
{
    return (size_t)(r - im->body->list);
}

static void fault(struct importing *im, const struct member_body *r,
                  const char *key, const char *detail)
{
    char pointer[64];
    if (r->line > 0) {
        snprintf(pointer, sizeof pointer, "/%lld/%s", (long long)r->line, key);
        faults_add(&im->call->faults, pointer, "line %lld: %s: %s",
                   (long long)r->line, key, detail);
    } else {
        snprintf(pointer, sizeof pointer, "/%zu/%s", index_of(im, r), key);
        faults_add(&im->call->faults, pointer, "%s", detail);
    }
}

/* ---- checks -------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct member_body *x = *(struct member_body *const *)a;
    const struct member_body *y = *(struct member_body *const *)b;
    int order = strcmp(x->member.code, y->member.code);
    if (order == 0)
        order = strcmp(x->member.valid_from, y->member.valid_from);
    if (order == 0)
        order = strcmp(x->figure.reference_date, y->figure.reference_date);
    return order != 0 ? order : (x < y ? -1 : 1);
}

static bool same_member(const struct member *a, const struct member *b)
{
    return strcmp(a->code, b->code) == 0 && a->kind == b->kind &&
           strcmp(a->name, b->name) == 0 &&
           strcmp(a->valid_from, b->valid_from) == 0 &&
           strcmp(a->valid_until, b->valid_until) == 0;
}

static void check_row(struct importing *im, const struct member_body *r)
{
    const struct member *m = &r->member;
    bool dated = r->figure.reference_date[0] != '\0';
    if (m->valid_until[0] != '\0' && strcmp(m->valid_until, m->valid_from) <= 0)
        fault(im, r, "validUntil", "must be later than validFrom");
    if (r->figure.inhabitants >= 0 && !dated)
        fault(im, r, "referenceDate", "inhabitants need a reference date");
    if (r->figure.inhabitants < 0 && dated)
        fault(im, r, "inhabitants", "a reference date needs inhabitants");
}

/* Several rows may give one member's figures for several dates. */
static void check_pair(struct importing *im, const struct member_body *a,
                       const struct member_body *b)
{
    if (!same_member(&a->member, &b->member))
        fault(im, b, "code", "the same member stands elsewhere in this list "
                             "with other facts");
    else if (strcmp(a->figure.reference_date, b->figure.reference_date) == 0)
        fault(im, b, "code", "the same member and reference date stand "
                             "elsewhere in this list");
}

static enum err_code load_period(void *cls, const struct member *m)
{
    struct group *g = cls;
    if (g->period_count == PERIODS_MAX)
        g->too_many = true;
    else
        g->periods[g->period_count++] = *m;
    return ERR_OK;
}

static const struct member *period_from(const struct group *g,
                                        const char *valid_from)
{
    for (size_t i = 0; i < g->period_count; i++)
        if (strcmp(g->periods[i].valid_from, valid_from) == 0)
            return &g->periods[i];
    return NULL;
}

/* The period of the record as it will be: the file's row wins. */
static const struct member *as_it_will_be(const struct group *g,
                                          const struct member *on_record)
{
    for (size_t i = 0; i < g->row_count; i++)
        if (strcmp(g->rows[i]->member.valid_from, on_record->valid_from) == 0)
            return &g->rows[i]->member;
    return on_record;
}

static bool overlap(const struct member *a, const struct member *b)
{
    const struct member *first =
        strcmp(a->valid_from, b->valid_from) <= 0 ? a : b;
    const struct member *second = first == a ? b : a;
    return first->valid_until[0] == '\0' ||
           strcmp(first->valid_until, second->valid_from) > 0;
}

static void check_overlaps(struct importing *im)
{
    struct group *g = &im->group;
    for (size_t i = 0; i < g->row_count; i++) {
        const struct member *m = &g->rows[i]->member;
        bool clash = g->too_many;
        for (size_t p = 0; p < g->period_count; p++) {
            const struct member *other = as_it_will_be(g, &g->periods[p]);
            clash |= strcmp(other->valid_from, m->valid_from) != 0 &&
                     overlap(m, other);
        }
        for (size_t j = 0; j < i; j++) {
            const struct member *other = &g->rows[j]->member;
            clash |= strcmp(other->valid_from, m->valid_from) != 0 &&
                     overlap(m, other);
        }
        if (clash)
            fault(im, g->rows[i], "validFrom",
                  "overlaps another period of this code; end that one first");
    }
}

/* ---- what changes ---------------------------------------------------------------- */

struct figure_search {
    const struct figure *wanted;
    bool found;
};

static enum err_code match_figure(void *cls, const struct figure *f)
{
    struct figure_search *s = cls;
    s->found |= f->inhabitants == s->wanted->inhabitants &&
                strcmp(f->reference_date, s->wanted->reference_date) == 0 &&
                strcmp(f->source, s->wanted->source) == 0;
    return ERR_OK;
}

/* `again`: the row before it gave the same member, with another figure. */
static enum err_code judge_row(struct importing *im, struct member_body *r,
                               bool again)
{
    size_t i = index_of(im, r);
    const struct member *former =
        again ? &r->member : period_from(&im->group, r->member.valid_from);
    struct figure_search search = { .wanted = &r->figure };
    enum change change = UNCHANGED;
    memcpy(r->figure.code, r->member.code, sizeof r->figure.code);
    if (r->figure.source[0] == '\0')
        snprintf(r->figure.source, sizeof r->figure.source, "import");
    enum err_code rc =
        register_figures(im->tx->db, r->member.code, match_figure, &search);
    im->put_member[i] = former == NULL || !same_member(former, &r->member);
    im->put_figure[i] = r->figure.inhabitants >= 0 && !search.found;
    if (im->put_member[i] || im->put_figure[i])
        change = CHANGED;
    if (former == NULL)
        change = ADDED;
    else if (former->valid_until[0] == '\0' &&
             r->member.valid_until[0] != '\0')
        change = ENDED;
    im->counts[change]++;
    if (im->call->query.dry_run && change != UNCHANGED) {
        put_open(&im->call->out, NULL, '{');
        put_text(&im->call->out, "code", r->member.code);
        put_text(&im->call->out, "name", r->member.name);
        put_text(&im->call->out, "change", change_words[change]);
        put_close(&im->call->out, '}');
    }
    return rc;
}

static enum err_code judge_group(struct importing *im)
{
    struct group *g = &im->group;
    g->period_count = 0;
    g->too_many = false;
    enum err_code rc = register_periods(
        im->tx->db, g->rows[0]->member.code, load_period, g);
    check_overlaps(im);
    for (size_t i = 0; rc == ERR_OK && i < g->row_count; i++) {
        bool again = i > 0 && strcmp(g->rows[i - 1]->member.valid_from,
                                     g->rows[i]->member.valid_from) == 0;
        if (again)
            check_pair(im, g->rows[i - 1], g->rows[i]);
        rc = judge_row(im, g->rows[i], again);
    }
    return rc;
}

static enum err_code judge(struct importing *im)
{
    size_t count = im->body->count;
    enum err_code rc = ERR_OK;
    for (size_t i = 0; i < count; i++) {
        check_row(im, &im->body->list[i]);
        im->sorted[i] = &im->body->list[i];
    }
    qsort(im->sorted, count, sizeof im->sorted[0], by_key);
    for (size_t i = 0, end; rc == ERR_OK && i < count; i = end) {
        end = i + 1;
        while (end < count && strcmp(im->sorted[end]->member.code,
                                     im->sorted[i]->member.code) == 0)
            end++;
        im->group.rows = &im->sorted[i];
        im->group.row_count = end - i;
        rc = judge_group(im);
    }
    return rc;
}

static enum err_code store(struct importing *im)
{
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < im->body->count; i++) {
        const struct member_body *r = &im->body->list[i];
        if (im->put_member[i])
            rc = apply(im->tx, 0, RECORD_MEMBER, &r->member, NULL);
        if (rc == ERR_OK && im->put_figure[i])
            rc = apply(im->tx, 0, RECORD_FIGURE, &r->figure, NULL);
    }
    return rc;
}

static enum err_code run(struct importing *im)
{
    struct buf *out = &im->call->out;
    put_open(out, NULL, '{');
    if (im->call->query.dry_run)
        put_open(out, "changes", '[');
    enum err_code rc = judge(im);
    if (rc != ERR_OK)
        return rc;
    if (im->call->faults.count > 0)
        return call_refuse(im->call, ERR_REGISTER_INVALID,
                           "%zu faults; nothing was stored",
                           im->call->faults.count);
    if (im->call->query.dry_run)
        put_close(out, ']');
    for (size_t i = 0; i < CHANGE_COUNT; i++)
        put_int(out, change_words[i], im->counts[i]);
    put_close(out, '}');
    return im->call->query.dry_run ? ERR_OK : store(im);
}

enum err_code command_import(struct tx *tx, struct call *call)
{
    struct members_body *from_csv = NULL;
    enum err_code rc = ERR_NO_MEMORY;
    struct importing *im = calloc(1, sizeof *im);
    if (im == NULL)
        return rc;
    *im = (struct importing){ .tx = tx, .call = call, .body = call->form };
    if (im->body == NULL) {
        im->body = from_csv = calloc(1, sizeof *from_csv);
        if (from_csv != NULL)
            rc = import_read_csv(call->text, call->text_len, from_csv,
                                 &call->faults);
    } else {
        rc = ERR_OK;
    }
    if (rc == ERR_REGISTER_INVALID)
        call_refuse(call, rc, "%zu faults; nothing was stored",
                    call->faults.count);
    if (rc == ERR_OK)
        rc = run(im);
    free(from_csv);
    free(im);
    return rc;
}
