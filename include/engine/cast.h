/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_CAST_H
#define ENGINE_CAST_H

#include "engine/tx.h"
#include "store/votes.h"

/* cast: one press of a handset, however it came: looked up, judged by the
 * ballot table (domain/rules.h), and stored, repeated or kept as refused. */

/* A press of a handset, and what became of it. */
struct cast {
    struct live_assembly *a;
    struct live_assignment *as; /* NULL: the serial is unknown */
    struct press press;         /* as it would be kept */
    struct round_row stored;    /* of an older round */
    const struct round *terms;
    enum round_state state;
    int option;

    enum err_code code;         /* OK, or the refusal */
    bool repeated;              /* the very same ballot was there */
    struct ballot_row ballot;   /* with OK, and with STALE_BALLOT */
};

/* Fills terms and state of the round c->press.round; NOT_FOUND without it.
 * The caller has filled a, as, and of the press round, sequence and auth. */
enum err_code cast_find_round(struct tx *tx, struct cast *c) MUST_CHECK;

/* Judges the press, whose choice, serial and option the caller has filled too.
 * Returns a failure of the store only; what the press got is in c->code. */
enum err_code cast_press(struct tx *tx, struct cast *c) MUST_CHECK;

#endif
