/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_STORY_H
#define DOMAIN_STORY_H

#include "domain/record.h"

/* story: what has happened to a round, as a fold of its moves.  Pure. */

struct story { /* all zero: prepared, and nothing happened yet */
    enum round_state state;
    int64_t opened_at, closes_at, closed_at; /* UTC ms, 0 for not (yet) */
    int64_t annulment_at; /* an annulment was asked for; 0 when it was not */
    char annulment_by[BY_SIZE], annulment_reason[NAME_SIZE];
};

/* Adds a move; `kind` is one whose record is a struct move. */
void story_add(struct story *s, enum record_kind kind, int64_t at,
               const struct move *move);

/* The state a kind of move leads to, or -1 when it changes none. */
int story_state(enum record_kind kind);

#endif
