/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_VOTERS_H
#define ENGINE_VOTERS_H

#include "engine/page.h"
#include "engine/vote.h"
#include "store/assembly.h"

/* voters: who was entitled in a round, and what each one chose. */

enum { FOLDED_SIZE = 512 };

struct voter {
    struct roll_entry entry;
    char folded[FOLDED_SIZE]; /* the name, to look up and to sort by */
    int option;               /* -1: no ballot */
    enum auth auth;           /* of the ballot, as all below */
    int64_t n, received_at;
    int meant;                /* as it declared afterwards; -1: nothing else */
    int64_t meant_at;
};
struct voters {
    const struct round *round;
    struct voter *list;
    size_t count, cap;
    bool gateway; /* at least one ballot came through one */
    bool missing; /* at least one has no ballot */
    bool meant;   /* at least one declared to have meant otherwise */
};

/* Fills the list in the order asked; voters_free() it, also after a failure. */
enum err_code voters_load(struct db *db, const struct round_row *row,
                          enum vote_sort sort, struct voters *out) MUST_CHECK;
void voters_free(struct voters *v);

/* Whether a voter is one that `search` is after: its name or its code has all of
 * it, or it is the whole of its choice, as the page calls that. */
bool voters_match(const struct edition *in, const struct round *r,
                  const struct voter *voter, const char *search);

/* The table with its form; `search` may be "". */
void voters_table(struct page *p, const struct voters *v, const char *search,
                  enum vote_sort sort, int64_t assembly);
/* The same by name, to be unfolded on a page of more than one round. */
enum err_code voters_details(struct page *p, struct db *db,
                             const struct round_row *row) MUST_CHECK;
void voters_csv(struct page *p, const struct voters *v, const char *number);

#endif
