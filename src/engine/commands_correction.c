/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/forms.h"
#include "engine/shapes.h"

static enum err_code add_move(void *cls, const struct move_row *row)
{
    story_add(cls, row->kind, row->at, &row->move);
    return ERR_OK;
}

/* Whose vote it is: the operator names a member, a handset has its own. */
static enum err_code find_member(struct call *call,
                                 struct live_assembly *a,
                                 char member[CODE_SIZE])
{
    const struct correction_body *body = call->form;
    if ((call->who.role == OPERATOR) != (body->member[0] != '\0')) {
        faults_add(&call->faults, "/member",
                   call->who.role == OPERATOR ? "whose vote it is"
                                              : "only an operator names one");
        return ERR_BODY_INVALID;
    }
    memcpy(member, body->member, CODE_SIZE);
    if (call->who.role == OPERATOR)
        return ERR_OK;
    if (call->who.assembly != a->id)
        return call_refuse(call, ERR_NOT_ENTITLED,
                           "round %lld is of another assembly",
                           (long long)call->id);
    const struct live_assignment *as =
        live_assignment(a, call->who.assignment);
    must(as != NULL);
    memcpy(member, as->assignment.member, CODE_SIZE);
    return command_judge_handset(call, as);
}

static enum err_code judge_time(struct tx *tx, struct call *call,
                                const struct round_row *row)
{
    struct story story = { 0 };
    enum err_code rc = move_each(tx->db, call->id, add_move, &story);
    if (rc != ERR_OK)
        return rc;
    if (row->state == ROUND_STATE_PREPARED || row->state == ROUND_STATE_OPEN)
        return call_refuse(call, ERR_ROUND_NOT_CLOSED, "round %lld is %s",
                           (long long)call->id, round_state_words[row->state]);
    if (row->state == ROUND_STATE_ANNULLED)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE, "round %lld is annulled",
                           (long long)call->id);
    if (tx->now > story.closed_at + tx->correction_ms)
        return call_refuse(call, ERR_CORRECTION_LATE,
                           "%lld minutes after the close it has",
                           (long long)(tx->correction_ms / 60000));
    return ERR_OK;
}

/* What the member is taken to mean as it stands; refuses who did not vote, and
 * what is no option. */
static enum err_code judge_meant(struct tx *tx, struct call *call,
                                 const struct round_row *row,
                                 const struct correction *c,
                                 char standing[OPTION_SIZE])
{
    struct ballot_row ballot;
    if (round_option(&row->round, c->meant) < 0) {
        faults_add(&call->faults, "/meant",
                   "'%s' is not an option of round %lld", c->meant,
                   (long long)call->id);
        return ERR_BODY_INVALID;
    }
    enum err_code rc = ballot_standing_of(tx->db, call->id, c->member, &ballot);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, ERR_NO_BALLOT, "%s did not vote", c->member);
    if (rc == ERR_OK)
        rc = correction_standing(tx->db, call->id, c->member, standing);
    if (rc != ERR_NOT_FOUND)
        return rc;
    memcpy(standing, ballot.ballot.choice, OPTION_SIZE);
    return ERR_OK;
}

static void put_correction(struct call *call, const struct correction *c)
{
    struct buf *b = &call->out;
    put_open(b, NULL, '{');
    put_int(b, "round", c->round);
    put_text(b, "member", c->member);
    put_text(b, "meant", c->meant);
    put_close(b, '}');
}

enum err_code command_correction(struct tx *tx, struct call *call)
{
    const struct correction_body *body = call->form;
    struct correction c = { .round = call->id, .role = call->who.role };
    struct round_row row;
    char standing[OPTION_SIZE];
    enum err_code rc = round_get(tx->db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no round %lld",
                           (long long)call->id);
    if (rc != ERR_OK)
        return rc;
    struct live_assembly *a = live_assembly(tx->live, row.assembly);
    memcpy(c.meant, body->meant, sizeof c.meant);
    snprintf(c.by, sizeof c.by, "%s", command_by(call));
    rc = find_member(call, a, c.member);
    if (rc == ERR_OK)
        rc = judge_time(tx, call, &row);
    if (rc == ERR_OK)
        rc = judge_meant(tx, call, &row, &c, standing);
    if (rc != ERR_OK)
        return rc;
    if (strcmp(standing, c.meant) != 0) { /* repeating is harmless */
        call->status = 201;
        rc = apply(tx, a->id, RECORD_CORRECTION, &c, NULL);
    }
    put_correction(call, &c);
    return rc;
}
