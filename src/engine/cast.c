/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/cast.h"

#include <stdio.h>
#include <string.h>

#include "domain/rules.h"
#include "engine/apply.h"

/* Refused presses that are kept on record per handset and round, and of all
 * unknown handsets together; more are answered and not kept, so that a handset
 * or a gateway gone mad cannot fill the disk. */
enum { KEPT_MAX = 100, UNKNOWN_KEPT_MAX = 1000 };

/* ---- what is known --------------------------------------------------------------- */

enum err_code cast_find_round(struct tx *tx, struct cast *c)
{
    const struct live_round *live = live_round(c->a, c->press.round);
    if (live != NULL) {
        c->terms = &live->terms;
        c->state = live->story.state;
        return ERR_OK;
    }
    enum err_code rc = round_get(tx->db, c->press.round, &c->stored);
    c->terms = &c->stored.round;
    c->state = c->stored.state;
    return rc;
}

static void standing_from(struct cast *c, const struct live_ballot *b,
                          struct press_facts *facts)
{
    facts->standing = true;
    facts->standing_number = b->assignment;
    facts->standing_sequence = b->sequence;
    facts->standing_option = b->option;
    c->ballot = (struct ballot_row){
        .n = b->n,
        .received_at = b->received_at,
        .ballot = { .weight = c->as->member->weight,
                    .assignment = b->assignment,
                    .sequence = b->sequence,
                    .replaces = b->replaces },
    };
    if (b->option >= 0)
        memcpy(c->ballot.ballot.choice, c->terms->options[b->option],
               OPTION_SIZE);
}

/* The ballot of this member that stands: in memory for the current round, in
 * the store for older ones. */
static enum err_code find_standing(struct tx *tx, struct cast *c,
                                   struct press_facts *facts)
{
    const struct live_member *m = c->as->member;
    struct ballot_row row;
    if (live_round(c->a, c->press.round) != NULL) {
        if (m->ballot.n >= 0)
            standing_from(c, &m->ballot, facts);
        return ERR_OK;
    }
    enum err_code rc =
        ballot_standing_of(tx->db, c->press.round, m->code, &row);
    if (rc == ERR_OK)
        standing_from(c, &(struct live_ballot){
            .n = row.n, .assignment = row.ballot.assignment,
            .sequence = row.ballot.sequence,
            .replaces = row.ballot.replaces, .received_at = row.received_at,
            .option = round_option(c->terms, row.ballot.choice) }, facts);
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static int order(const struct ballot *b, const struct press_facts *facts)
{
    if (b->assignment != facts->number)
        return b->assignment < facts->number ? -1 : 1;
    if (b->sequence != facts->sequence)
        return b->sequence < facts->sequence ? -1 : 1;
    return 0;
}

/* Whether this very ballot is on record: the one that stands, or one that was
 * replaced since.  Each names the one it replaced, an earlier one.  Then
 * c->ballot is that ballot. */
static enum err_code find_recorded(struct tx *tx, struct cast *c,
                                   struct press_facts *facts)
{
    struct ballot_row row = c->ballot;
    if (!facts->standing)
        return ERR_OK;
    while (order(&row.ballot, facts) > 0) {
        if (row.ballot.replaces < 0)
            return ERR_OK;
        enum err_code rc = ballot_get(tx->db, c->press.round,
                                      row.ballot.replaces, &row);
        if (rc != ERR_OK)
            return rc == ERR_NOT_FOUND ? ERR_STORE_DAMAGED : rc;
    }
    facts->recorded = order(&row.ballot, facts) == 0 &&
                      strcmp(row.ballot.choice, c->press.choice) == 0;
    if (facts->recorded)
        c->ballot = row;
    return ERR_OK;
}

static enum err_code find_facts(struct tx *tx, struct cast *c,
                                struct press_facts *facts)
{
    const struct live_assignment *as = c->as;
    *facts = (struct press_facts){
        .assignment = as->assignment.state,
        .round = c->state,
        .on_roll = as->member != NULL,
        .entitled = as->member != NULL &&
                    live_is_entitled(as->member, c->terms),
        .present = as->member != NULL && as->member->present,
        .option = c->option,
        .number = as->assignment.number,
        .sequence = c->press.sequence,
    };
    if (as->member == NULL)
        return ERR_OK;
    enum err_code rc = find_standing(tx, c, facts);
    return rc != ERR_OK ? rc : find_recorded(tx, c, facts);
}

/* ---- what becomes of it ------------------------------------------------------------ */

static enum err_code store_ballot(struct tx *tx, struct cast *c,
                                  const struct press_facts *facts)
{
    struct ballot *b = &c->ballot.ballot;
    int64_t replaces = facts->standing ? c->ballot.n : -1;
    *b = (struct ballot){
        .round = c->press.round,
        .weight = c->as->member->weight,
        .sequence = c->press.sequence,
        .assignment = c->as->assignment.number,
        .auth = c->press.auth,
        .replaces = replaces,
    };
    memcpy(b->member, c->as->member->code, sizeof b->member);
    memcpy(b->choice, c->press.choice, sizeof b->choice);
    memcpy(b->serial, c->as->assignment.serial, sizeof b->serial);
    tx->random_hex(b->salt, 16);
    c->ballot.received_at = tx->now;
    return apply(tx, c->a->id, RECORD_BALLOT, b, &c->ballot.n);
}

/* Keeps a press that is no ballot, so that "I did press" can be answered. */
static enum err_code keep(struct tx *tx, struct cast *c, const char *reason)
{
    enum record_kind kind =
        c->code == ERR_ROUND_CLOSED ? RECORD_LATE : RECORD_REFUSED;
    bool enough = c->as != NULL ? c->as->kept >= KEPT_MAX
                                : c->a->unknown_kept >= UNKNOWN_KEPT_MAX;
    if (enough || c->a->row.state == ASSEMBLY_ENDED)
        return ERR_OK;
    if (c->as != NULL)
        c->press.assignment = c->as->assignment.number;
    if (c->as != NULL && c->as->member != NULL)
        memcpy(c->press.member, c->as->member->code, sizeof c->press.member);
    if (c->option < 0)
        c->press.choice[0] = '\0';
    snprintf(c->press.reason, sizeof c->press.reason, "%s", reason);
    tx->random_hex(c->press.salt, 16);
    return apply(tx, c->a->id, kind, &c->press, NULL);
}

static enum err_code refuse(struct tx *tx, struct cast *c, enum err_code code)
{
    c->code = code;
    return keep(tx, c, err_slug(code));
}

enum err_code cast_press(struct tx *tx, struct cast *c)
{
    struct press_facts facts;
    if (c->as == NULL)
        return refuse(tx, c, ERR_NOT_FOUND);
    c->as->last_seen = tx->now;
    enum err_code rc = find_facts(tx, c, &facts);
    if (rc != ERR_OK)
        return rc;
    struct press_verdict verdict = press_judge(&facts);
    switch (verdict.kind) {
    case PRESS_STORE:
        tx->ballots++;
        return store_ballot(tx, c, &facts);
    case PRESS_REPEAT:
        tx->repeats++;
        c->repeated = true;
        return keep(tx, c, "repeated");
    case PRESS_REFUSE:
        break;
    }
    return refuse(tx, c, verdict.reason);
}
