/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/count.h"

#include <stdlib.h>

#include "domain/tally.h"
#include "store/votes.h"

struct counting {
    const struct round *terms;
    struct live_assembly *a;
    struct tally tally;
    bool *voted; /* per member of the roll */
};

static enum err_code count_ballot(void *cls, const struct ballot_row *row)
{
    struct counting *c = cls;
    int option = round_option(c->terms, row->ballot.choice);
    const struct live_member *m = live_member(c->a, row->ballot.member);
    if (option < 0 || m == NULL || !live_is_entitled(m, c->terms) ||
        row->ballot.weight != m->weight)
        return ERR_STORE_DAMAGED;
    c->voted[m - c->a->members] = true;
    return tally_add(&c->tally, (size_t)option, row->ballot.weight);
}

/* Who voted counts as present, also when it has left since. */
static enum err_code count_members(struct counting *c)
{
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < c->a->member_count; i++) {
        const struct live_member *m = &c->a->members[i];
        if (!live_is_entitled(m, c->terms))
            continue;
        rc = share_add(&c->tally.entitled, m->weight);
        if (rc == ERR_OK && (m->present || c->voted[i]))
            rc = share_add(&c->tally.present, m->weight);
    }
    return rc;
}

enum err_code count_round(struct db *db, struct live_assembly *a,
                          const struct round *terms, struct result *out)
{
    struct counting c = { .terms = terms, .a = a };
    if (terms->option_count < (terms->abstain ? 3 : 2))
        return ERR_STORE_DAMAGED;
    c.voted = calloc(a->member_count + 1, sizeof *c.voted);
    if (c.voted == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = ballot_each_standing(db, terms->id, count_ballot, &c);
    if (rc == ERR_OK)
        rc = count_members(&c);
    free(c.voted);
    if (rc == ERR_OK)
        tally_result(terms, &c.tally, out);
    return rc;
}

/* ---- robustness ------------------------------------------------------------- */

struct gathering {
    const struct round *terms;
    struct standing *list;
    size_t count, cap;
};

static enum err_code gather_ballot(void *cls, const struct ballot_row *row)
{
    struct gathering *g = cls;
    int option = round_option(g->terms, row->ballot.choice);
    if (option < 0)
        return ERR_STORE_DAMAGED;
    if (g->count == g->cap) {
        size_t cap = g->cap == 0 ? 512 : 2 * g->cap;
        struct standing *more = realloc(g->list, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        g->list = more;
        g->cap = cap;
    }
    g->list[g->count++] =
        (struct standing){ (size_t)option, row->ballot.weight };
    return ERR_OK;
}

enum err_code count_robustness(struct db *db, const struct round *terms,
                               struct robustness *out)
{
    struct gathering g = { .terms = terms };
    struct result *result = malloc(sizeof *result);
    if (result == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = result_get(db, terms->id, result);
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, terms->id, gather_ballot, &g);
    if (rc == ERR_OK)
        rc = robustness_find(terms, result->present, result->entitled,
                             g.list, g.count, out);
    free(g.list);
    free(result);
    return rc;
}
