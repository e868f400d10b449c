/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <string.h>

#include "domain/rules.h"
#include "engine/apply.h"
#include "engine/forms.h"
#include "engine/shapes.h"

/* Refused presses that are kept on record per handset and round; more are only
 * counted, so that a handset gone mad cannot fill the disk. */
enum { KEPT_MAX = 100 };

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

/* ---- what is known --------------------------------------------------------------- */

static enum err_code find_round(struct tx *tx, struct cast *c)
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
    if (c->a->row.state == ASSEMBLY_ENDED ||
        (c->as != NULL && c->as->kept >= KEPT_MAX))
        return ERR_OK;
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

/* Judges one press.  Returns a failure of the store only; what the press got
 * is in c->code. */
static enum err_code cast(struct tx *tx, struct cast *c)
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

/* ---- by handset ---------------------------------------------------------------------- */

static enum err_code answer_refusal(struct call *call, const struct cast *c)
{
    switch ((int)c->code) {
    case ERR_STALE_BALLOT:
        return call_refuse(call, c->code,
                           "ballot %lld with sequence %lld and choice '%s' "
                           "stands", (long long)c->ballot.n,
                           (long long)c->ballot.ballot.sequence,
                           c->ballot.ballot.choice);
    case ERR_BODY_INVALID:
        faults_add(&call->faults, "/choice", "'%s' is not an option of round "
                   "%lld", ((const struct ballot_body *)call->form)->choice,
                   (long long)call->id);
        return c->code;
    default:
        return call_refuse(call, c->code, "round %lld is %s",
                           (long long)call->id, round_state_words[c->state]);
    }
}

enum err_code command_ballot(struct tx *tx, struct call *call)
{
    const struct ballot_body *body = call->form;
    struct cast c = {
        .a = live_assembly(tx->live, call->who.assembly),
        .press = { .round = call->id, .sequence = body->sequence,
                   .auth = AUTH_TOKEN },
    };
    must(c.a != NULL);
    c.as = live_assignment(c.a, call->who.assignment);
    must(c.as != NULL);
    enum err_code rc = find_round(tx, &c);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no round %lld",
                           (long long)call->id);
    if (rc != ERR_OK)
        return rc;
    if (c.terms == &c.stored.round && c.stored.assembly != c.a->id)
        return call_refuse(call, ERR_NOT_ENTITLED,
                           "round %lld is of another assembly",
                           (long long)call->id);
    memcpy(c.press.choice, body->choice, sizeof c.press.choice);
    memcpy(c.press.serial, c.as->assignment.serial, sizeof c.press.serial);
    c.option = round_option(c.terms, body->choice);
    rc = cast(tx, &c);
    if (rc != ERR_OK)
        return rc;
    if (c.code != ERR_OK)
        return answer_refusal(call, &c);
    call->status = c.repeated ? 200 : 201;
    shape_receipt(&call->out, NULL, c.as->member->code, call->id, &c.ballot);
    return ERR_OK;
}

/* ---- by gateway ------------------------------------------------------------------------ */

static enum err_code cast_one(struct tx *tx, struct call *call,
                              struct live_assembly *a,
                              const struct batch_ballot *in)
{
    struct buf *b = &call->out;
    struct cast c = {
        .a = a,
        .as = live_latest_serial(a, in->handset),
        .press = { .round = call->id, .sequence = in->sequence,
                   .auth = AUTH_GATEWAY },
    };
    enum err_code rc = find_round(tx, &c);
    if (rc != ERR_OK)
        return rc;
    memcpy(c.press.serial, in->handset, sizeof c.press.serial);
    c.option = in->key <= (int64_t)c.terms->option_count ? (int)in->key - 1
                                                         : -1;
    if (c.option >= 0)
        memcpy(c.press.choice, c.terms->options[c.option],
               sizeof c.press.choice);
    if (c.as != NULL && in->battery >= 0)
        c.as->battery = in->battery;
    rc = cast(tx, &c);
    put_open(b, NULL, '{');
    put_text(b, "handset", in->handset);
    put_int(b, "status", c.code != ERR_OK ? err_http(c.code)
                                          : c.repeated ? 200 : 201);
    put_text(b, "code", c.repeated ? "repeated" : err_slug(c.code));
    if (c.code == ERR_OK)
        put_int(b, "journal", c.ballot.n);
    put_close(b, '}');
    return rc;
}

enum err_code command_ballot_batch(struct tx *tx, struct call *call)
{
    const struct batch_body *body = call->form;
    struct round_row row;
    enum err_code rc = round_get(tx->db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no round %lld",
                           (long long)call->id);
    put_open(&call->out, NULL, '[');
    for (size_t i = 0; rc == ERR_OK && i < body->count; i++)
        rc = cast_one(tx, call, live_assembly(tx->live, row.assembly),
                      &body->list[i]);
    put_close(&call->out, ']');
    return rc;
}

/* ---- what a handset asks ----------------------------------------------------------------- */

static void put_open_round(struct buf *b, const struct live_round *r)
{
    put_open(b, "round", '{');
    put_int(b, "id", r->terms.id);
    put_open(b, "motion", '{');
    put_text(b, "number", r->motion_number);
    put_text(b, "title", r->motion_title);
    put_close(b, '}');
    put_bool(b, "practice", r->terms.practice);
    put_open(b, "options", '[');
    for (size_t i = 0; i < r->terms.option_count; i++) {
        put_open(b, NULL, '{');
        put_int(b, "key", (int64_t)i + 1);
        put_text(b, "option", r->terms.options[i]);
        put_close(b, '}');
    }
    put_close(b, ']');
    if (r->story.closes_at != 0)
        put_time(b, "closesAt", r->story.closes_at);
    put_close(b, '}');
}

static void put_voted(struct buf *b, const struct live_round *r,
                      const struct live_ballot *ballot)
{
    put_open(b, "voted", '{');
    put_text(b, "choice", r->terms.options[ballot->option]);
    put_int(b, "sequence", ballot->sequence);
    put_time(b, "receivedAt", ballot->received_at);
    put_int(b, "journal", ballot->n);
    put_close(b, '}');
}

static enum err_code judge_handset(struct call *call,
                                   const struct live_assignment *as)
{
    switch (as->assignment.state) {
    case REVOKED:
        return call_refuse(call, ERR_HANDSET_REVOKED, "handset %s",
                           as->assignment.serial);
    case ASSIGNMENT_OVER:
        return call_refuse(call, ERR_ASSIGNMENT_ENDED, "handset %s",
                           as->assignment.serial);
    case ASSIGNED:
    case ASSIGNMENT_STATE_COUNT:
        break;
    }
    return ERR_OK;
}

enum err_code command_handset(struct tx *tx, struct call *call)
{
    struct buf *b = &call->out;
    struct live_assembly *a = live_assembly(tx->live, call->who.assembly);
    must(a != NULL);
    struct live_assignment *as = live_assignment(a, call->who.assignment);
    must(as != NULL && as->member != NULL);
    enum err_code rc = judge_handset(call, as);
    if (rc != ERR_OK)
        return rc;
    as->last_seen = tx->now;
    const struct live_member *m = as->member;
    const struct live_round *r = a->round;
    put_open(b, NULL, '{');
    put_text(b, "serial", as->assignment.serial);
    put_open(b, "member", '{');
    put_text(b, "code", m->code);
    put_text(b, "name", m->name);
    put_int(b, "weight", m->weight);
    put_bool(b, "present", m->present);
    put_close(b, '}');
    if (r != NULL && r->story.state == ROUND_STATE_OPEN) {
        put_open_round(b, r);
        if (m->ballot.n >= 0)
            put_voted(b, r, &m->ballot);
    }
    put_close(b, '}');
    return ERR_OK;
}
