/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <string.h>

#include "engine/cast.h"
#include "engine/forms.h"
#include "engine/shapes.h"

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
    enum err_code rc = cast_find_round(tx, &c);
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
    rc = cast_press(tx, &c);
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
    enum err_code rc = cast_find_round(tx, &c);
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
    rc = cast_press(tx, &c);
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

static void put_round_head(struct buf *b, const struct live_round *r)
{
    put_int(b, "id", r->terms.id);
    put_open(b, "motion", '{');
    put_text(b, "number", r->motion_number);
    put_text(b, "title", r->motion_title);
    put_close(b, '}');
    put_bool(b, "practice", r->terms.practice);
}

static void put_open_round(struct buf *b, const struct live_round *r)
{
    put_open(b, "round", '{');
    put_round_head(b, r);
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

/* What became of this member in the round that was open last: what stands, and
 * a press that came too late for it. */
static void put_last(struct buf *b, const struct live_round *r,
                     const struct live_member *m)
{
    put_open(b, "last", '{');
    put_open(b, "round", '{');
    put_round_head(b, r);
    put_text(b, "state", round_state_words[r->story.state]);
    put_close(b, '}');
    if (m->ballot.n >= 0)
        put_voted(b, r, &m->ballot);
    if (m->late.at != 0 && m->late.option >= 0) {
        put_open(b, "late", '{');
        put_text(b, "choice", r->terms.options[m->late.option]);
        put_time(b, "at", m->late.at);
        put_close(b, '}');
    }
    put_close(b, '}');
}

static void put_assembly(struct buf *b, const struct live_assembly *a)
{
    put_open(b, "assembly", '{');
    put_int(b, "id", a->id);
    put_text(b, "title", a->row.assembly.title);
    put_text(b, "state", assembly_state_words[a->row.state]);
    put_close(b, '}');
}

enum err_code command_judge_handset(struct call *call,
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
    enum err_code rc = command_judge_handset(call, as);
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
    put_assembly(b, a);
    if (r != NULL && r->story.state == ROUND_STATE_OPEN) {
        put_open_round(b, r);
        if (m->ballot.n >= 0)
            put_voted(b, r, &m->ballot);
    } else if (r != NULL) {
        put_last(b, r, m);
    }
    put_close(b, '}');
    return ERR_OK;
}
