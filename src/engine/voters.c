/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/voters.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "store/cosign.h"
#include "store/votes.h"

/* ---- from the store ----------------------------------------------------- */

static enum err_code add_voter(void *cls, const struct roll_row *row)
{
    struct voters *v = cls;
    if (!(v->round->entitled_kinds & BIT(row->entry.kind)))
        return ERR_OK;
    if (v->count == v->cap) {
        size_t cap = v->cap == 0 ? 512 : 2 * v->cap;
        struct voter *more = realloc(v->list, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        v->list = more;
        v->cap = cap;
    }
    struct voter *one = &v->list[v->count++];
    *one = (struct voter){ .entry = row->entry, .option = -1,
                            .meant = -1 };
    fold_text(one->entry.name, one->folded, sizeof one->folded);
    return ERR_OK;
}

static int by_code(const void *key, const void *element)
{
    return strcmp(key, ((const struct voter *)element)->entry.code);
}

static enum err_code add_ballot(void *cls, const struct ballot_row *row)
{
    struct voters *v = cls;
    struct voter *one =
        v->count == 0 ? NULL
                      : bsearch(row->ballot.member, v->list, v->count,
                                sizeof *v->list, by_code);
    if (one == NULL)
        return ERR_STORE_DAMAGED;
    one->option = round_option(v->round, row->ballot.choice);
    one->auth = row->ballot.auth;
    one->n = row->n;
    one->received_at = row->received_at;
    v->gateway |= one->auth == AUTH_GATEWAY;
    return ERR_OK;
}

/* The last one of a member stands. */
static enum err_code add_correction(void *cls, const struct correction_row *row)
{
    struct voters *v = cls;
    struct voter *one =
        v->count == 0 ? NULL
                      : bsearch(row->member, v->list, v->count,
                                sizeof *v->list, by_code);
    if (one == NULL)
        return ERR_STORE_DAMAGED;
    one->meant = vote_meant_option(v->round, one->option, row->meant);
    one->meant_at = row->at;
    return ERR_OK;
}

static int compare_names(const struct voter *a, const struct voter *b)
{
    int order = strcmp(a->folded, b->folded);
    return order != 0 ? order : strcmp(a->entry.code, b->entry.code);
}

static int by_name(const void *a, const void *b)
{
    return compare_names(a, b);
}

static int by_weight(const void *a, const void *b)
{
    const struct voter *x = a, *y = b;
    if (x->entry.weight != y->entry.weight)
        return x->entry.weight > y->entry.weight ? -1 : 1;
    return compare_names(x, y);
}

/* In the order of the options; who did not vote comes last. */
static int by_choice(const void *a, const void *b)
{
    const struct voter *x = a, *y = b;
    int i = x->option < 0 ? OPTIONS_MAX : x->option;
    int k = y->option < 0 ? OPTIONS_MAX : y->option;
    return i != k ? i - k : compare_names(x, y);
}

enum err_code voters_load(struct db *db, const struct round_row *row,
                          enum vote_sort sort, struct voters *out)
{
    static int (*const orders[])(const void *, const void *) = {
        [SORT_NAME] = by_name,
        [SORT_WEIGHT] = by_weight,
        [SORT_CHOICE] = by_choice,
    };
    *out = (struct voters){ .round = &row->round };
    enum err_code rc = roll_each(db, row->assembly, add_voter, out);
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, row->round.id, add_ballot, out);
    if (rc == ERR_OK)
        rc = correction_each(db, row->round.id, add_correction, out);
    for (size_t i = 0; i < out->count; i++) {
        out->missing |= out->list[i].option < 0;
        out->meant |= out->list[i].meant >= 0;
    }
    if (rc == ERR_OK && out->count > 0)
        qsort(out->list, out->count, sizeof *out->list, orders[sort]);
    return rc;
}

void voters_free(struct voters *v)
{
    free(v->list);
}

/* ---- looking up --------------------------------------------------------- */

bool voters_match(const struct edition *in, const struct round *r,
                  const struct voter *voter, const char *search)
{
    char wanted[FOLDED_SIZE], other[FOLDED_SIZE];
    fold_text(search, wanted, sizeof wanted);
    if (strstr(voter->folded, wanted) != NULL)
        return true;
    fold_text(voter->entry.code, other, sizeof other);
    if (strstr(other, wanted) != NULL)
        return true;
    fold_text(vote_choice_text(in, r, voter->option), other, sizeof other);
    return strcmp(other, wanted) == 0;
}
