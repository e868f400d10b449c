/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_MEETING_H
#define ENGINE_MEETING_H

#include "domain/story.h"
#include "engine/vote.h"
#include "store/assembly.h"

/* meeting: all that is public of one assembly, in memory, for the files of its
 * bundle.  Only rounds that have been published are in it, no practice. */

enum { SORT_KEY_SIZE = 512 };

struct seat { /* a member on the roll */
    struct roll_entry entry;
    char sort_key[SORT_KEY_SIZE]; /* its name, as it is put in order */
    bool attended;                /* was checked in at least once */
};

struct cast_vote {
    bool entitled;
    bool present; /* at the close, or with a ballot */
    int option;   /* -1: no ballot */
    enum auth auth; /* of the ballot, as all below */
    int64_t n, sequence, received_at;
    int meant;    /* as its member declared afterwards; -1: nothing else */
    int64_t meant_at;
};

enum { WHEN_DECLARED, WHEN_CERTIFIED, WHEN_PUBLISHED, WHEN_ANNULLED,
       WHEN_COUNT };

struct meeting_round {
    struct vote vote;
    struct story story;
    struct { int64_t n, at; } closed, when[WHEN_COUNT];
    struct share turnout;
    int64_t declared; /* by members after publication: how many times */
    struct cast_vote *votes; /* one for each seat, in the same order */
};

struct meeting_item {
    struct motion_row motion;
    size_t first_round, round_count; /* its rounds, among all */
};

struct meeting {
    struct assembly_row row;
    struct seat *seats; /* by code */
    size_t *by_name;    /* their indices, in the order of names */
    size_t seat_count;
    struct meeting_item **items;
    size_t item_count;
    struct meeting_round **rounds;
    size_t round_count;
};

/* meeting_load(): fills *out; meeting_free() it, also after a failure.
 * NOT_FOUND without such an assembly. */
enum err_code meeting_load(struct db *db, int64_t assembly,
                           struct meeting *out) MUST_CHECK;
void meeting_free(struct meeting *m);

/* What became of an item, as far as it is public; OUTCOME_NONE: nothing yet. */
enum outcome meeting_outcome(const struct meeting *m,
                             const struct meeting_item *item);
/* The round that decided it, or the last one that did not; NULL without. */
const struct meeting_round *meeting_decisive(const struct meeting *m,
                                             const struct meeting_item *item);
/* Whether the outcome is that of a decision without a vote. */
bool meeting_without_vote(const struct meeting_item *item);
const struct seat *meeting_seat(const struct meeting *m, const char *code);

#endif
