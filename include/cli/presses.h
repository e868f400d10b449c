/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_PRESSES_H
#define CLI_PRESSES_H

#include "cli/load.h"
#include "cli/stage.h"

/* presses: a round's key presses, played by handsets or through gateways.
 *
 * The list is in the order in which each seat presses.  A press that the
 * server is too busy for (429, 503) is repeated, a lost one too.
 */
struct press_plan {
    size_t seat;
    size_t option;      /* 0 for, 1 against, 2 abstain */
    int64_t sequence;
    int64_t after_us;   /* after the start of the round */
    bool lose;          /* hang up before the answer, and repeat */
    /* Filled. */
    int status;         /* of its last answer, 0 without one */
    int64_t latency_us;
};

enum { PRESS_ERRORS = 24 };
struct press_error { int status; char code[32]; size_t count; };
struct press_figures { /* add up over rounds; all zero to begin with */
    size_t presses, stored, repeated, lost, unacknowledged;
    size_t error_count;
    struct press_error errors[PRESS_ERRORS];
    int64_t *latencies; /* of the acknowledged; free() it */
    size_t latency_count;
};

struct hall_room { /* who posts */
    struct stage *stage;
    struct load *load;      /* connection i: seat i, or gateway i */
    size_t gateways;        /* 0: each handset by itself */
    char (*gateway_tokens)[TOKEN_SIZE];
    void (*progress)(void *cls, size_t acknowledged, size_t of);
    void *cls;
};

extern const char *const press_options[]; /* "for", "against", "abstain" */

bool room_open(struct hall_room *room, struct stage *st, size_t gateways)
    MUST_CHECK;
void room_close(struct hall_room *room);

/* Makes every connection, then plays the presses.  False when that could not
 * be tried; what went wrong on the way is in *figures. */
bool presses_play(struct hall_room *room, int64_t round,
                  struct press_plan *list, size_t count,
                  struct press_figures *figures) MUST_CHECK;

/* Adds what the acknowledged presses come to: each seat's highest sequence. */
bool presses_sum(const struct stage *st, const struct press_plan *list,
                 size_t count, struct share out[3]) MUST_CHECK;

/* Compares with the result on the server, and says where they differ. */
bool presses_agree(struct stage *st, int64_t round, const struct share want[3])
    MUST_CHECK;

#endif
