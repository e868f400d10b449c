/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/count.h"
#include "engine/forms.h"
#include "engine/shapes.h"

/* ---- closing -------------------------------------------------------------------- */

static enum err_code close_round(struct tx *tx, struct live_assembly *a,
                                 const struct move *move)
{
    struct result_record record = { .round = move->round };
    struct live_round *r = live_round(a, move->round);
    enum err_code rc = apply(tx, a->id, RECORD_CLOSED, move, NULL);
    if (rc == ERR_OK)
        rc = count_round(tx->db, a, &r->terms, &record.result);
    if (rc == ERR_OK)
        rc = apply(tx, a->id, RECORD_RESULT, &record, NULL);
    return rc;
}

enum err_code command_rounds_expire(struct tx *tx)
{
    enum err_code rc = ERR_OK;
    for (struct live_assembly *a = tx->live->assemblies;
         rc == ERR_OK && a != NULL; a = a->next) {
        const struct live_round *r = a->round;
        if (r == NULL || r->story.state != ROUND_STATE_OPEN ||
            r->story.closes_at == 0 || r->closes_monotonic > tx->monotonic)
            continue;
        struct move move = { .round = r->terms.id, .role = SERVER,
                             .by = "server" };
        rc = close_round(tx, a, &move);
    }
    return rc;
}

/* ---- opening --------------------------------------------------------------------- */

static enum err_code judge_open(struct tx *tx, struct call *call,
                                const struct live_assembly *a,
                                const struct round *terms)
{
    if (a->row.state != ASSEMBLY_OPENED)
        return call_refuse(call, ERR_NOT_OPENED, "the assembly is %s",
                           assembly_state_words[a->row.state]);
    if (a->round != NULL && a->round->story.state == ROUND_STATE_OPEN)
        return call_refuse(call, ERR_ROUND_OPEN, "round %lld is open",
                           (long long)a->round->terms.id);
    struct motion_row *motion = malloc(sizeof *motion);
    if (motion == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(tx->db, terms->motion, motion);
    if (rc == ERR_OK && !(motion_moves[motion->state] & BIT(MOTION_VOTING)))
        rc = call_refuse(call, motion->state == MOTION_DECIDED
                                   ? ERR_MOTION_DECIDED
                                   : ERR_MOVE_IMPOSSIBLE,
                         "motion %lld is %s already",
                         (long long)terms->motion,
                         motion_state_words[motion->state]);
    free(motion);
    return rc;
}

/* An open round that is opened again with a duration gets that much longer,
 * from now. */
static enum err_code extend(struct tx *tx, struct call *call,
                            struct live_assembly *a, struct move *move)
{
    const struct round_move_body *body = call->form;
    if (body->duration_seconds == 0)
        return ERR_OK;
    move->closes_at = tx->now + body->duration_seconds * 1000;
    return apply(tx, a->id, RECORD_EXTENDED, move, NULL);
}

static enum err_code open_round(struct tx *tx, struct call *call,
                                struct live_assembly *a,
                                const struct round *terms, struct move *move)
{
    const struct round_move_body *body = call->form;
    int64_t seconds = body->duration_seconds != 0 ? body->duration_seconds
                                                  : terms->duration_seconds;
    enum err_code rc = judge_open(tx, call, a, terms);
    if (rc != ERR_OK)
        return rc;
    if (seconds != 0)
        move->closes_at = tx->now + seconds * 1000;
    rc = apply(tx, a->id, RECORD_OPEN, move, NULL);
    return rc != ERR_OK ? rc
                        : command_show(tx, a, &(struct screen){ SHOW_ROUND, 0 });
}

/* ---- annulling: operator and committee together ------------------------------------- */

static enum err_code asked_for(void *cls, const struct move_row *row)
{
    bool *asked = cls;
    *asked |= row->kind == RECORD_ANNULMENT;
    return ERR_OK;
}

static enum err_code annul(struct tx *tx, struct call *call,
                           struct live_assembly *a, struct move *move)
{
    const struct round_move_body *body = call->form;
    bool asked = false;
    enum err_code rc = move_each(tx->db, move->round, asked_for, &asked);
    memcpy(move->reason, body->reason, sizeof move->reason);
    if (rc != ERR_OK)
        return rc;
    if (call->who.role == COMMITTEE)
        return asked ? apply(tx, a->id, RECORD_ANNULLED, move, NULL)
                     : call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                                   "the operator asks for an annulment first");
    call->status = 202;
    if (asked) /* repeating is harmless */
        return ERR_OK;
    if (body->reason[0] == '\0') {
        faults_add(&call->faults, "/reason", "an annulment needs a reason");
        return ERR_BODY_INVALID;
    }
    return apply(tx, a->id, RECORD_ANNULMENT, move, NULL);
}

/* ---- moves --------------------------------------------------------------------------- */

/* Who may make which move (api.md). */
static const uint32_t movers[ROUND_STATE_COUNT] = {
    [ROUND_STATE_OPEN] = BIT(OPERATOR),
    [ROUND_STATE_CLOSED] = BIT(OPERATOR),
    [ROUND_STATE_DECLARED] = BIT(OPERATOR) | BIT(CHAIR),
    [ROUND_STATE_CERTIFIED] = BIT(COMMITTEE),
    [ROUND_STATE_PUBLISHED] = BIT(OPERATOR),
    [ROUND_STATE_ANNULLED] = BIT(OPERATOR) | BIT(COMMITTEE),
};

static enum err_code judge_move(struct call *call, const struct round_row *row,
                                enum round_state to)
{
    const struct round_move_body *body = call->form;
    if (!(movers[to] & BIT(call->who.role)) && to != ROUND_STATE_PREPARED)
        return call_refuse(call, ERR_ROLE_FORBIDDEN,
                           "a %s cannot make a round %s",
                           role_words[call->who.role], round_state_words[to]);
    if (body->duration_seconds != 0 && to != ROUND_STATE_OPEN)
        faults_add(&call->faults, "/durationSeconds",
                   "only with the move to open");
    if (body->reason[0] != '\0' && to != ROUND_STATE_ANNULLED)
        faults_add(&call->faults, "/reason", "only with the move to annulled");
    if (body->cosignature != 0 && to != ROUND_STATE_CERTIFIED)
        faults_add(&call->faults, "/cosignature",
                   "only with the move to certified");
    if (call->faults.count > 0)
        return ERR_BODY_INVALID;
    if (row->state == to)
        return ERR_OK;
    if (!(round_moves[row->state] & BIT(to)))
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "round %lld is %s and cannot become %s",
                           (long long)row->round.id,
                           round_state_words[row->state],
                           round_state_words[to]);
    if (to == ROUND_STATE_PUBLISHED && row->round.practice)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "a practice vote is never published");
    return ERR_OK;
}

/* ---- certifying ----------------------------------------------------------------------- */

static enum err_code find_close(void *cls, const struct move_row *row)
{
    int64_t *n = cls;
    if (row->kind == RECORD_CLOSED)
        *n = row->n;
    return ERR_OK;
}

/* A certification may rest on a cosignature: of a checkpoint that has the
 * result, which stands right behind the close. */
static enum err_code certify(struct tx *tx, struct call *call,
                             struct live_assembly *a, struct move *move)
{
    const struct round_move_body *body = call->form;
    struct cosignature_row cosignature;
    int64_t closed = 0;
    move->cosignature = body->cosignature;
    if (move->cosignature == 0)
        return apply(tx, a->id, RECORD_CERTIFIED, move, NULL);
    enum err_code rc = move_each(tx->db, move->round, find_close, &closed);
    if (rc == ERR_OK)
        rc = cosignature_get(tx->db, a->id, move->cosignature, &cosignature);
    if (rc == ERR_OK && cosignature.size > closed + 1)
        return apply(tx, a->id, RECORD_CERTIFIED, move, NULL);
    if (rc != ERR_OK && rc != ERR_NOT_FOUND)
        return rc;
    faults_add(&call->faults, "/cosignature",
               rc == ERR_OK ? "the checkpoint of line %lld does not have the "
                              "result yet"
                            : "line %lld is no cosignature",
               (long long)move->cosignature);
    return ERR_BODY_INVALID;
}

static enum err_code make_move(struct tx *tx, struct call *call,
                               struct live_assembly *a,
                               const struct round_row *row,
                               enum round_state to)
{
    struct move move = { .round = row->round.id, .role = call->who.role };
    snprintf(move.by, sizeof move.by, "%s", command_by(call));
    if (row->state == to) /* repeating a move is harmless */
        return to == ROUND_STATE_OPEN ? extend(tx, call, a, &move) : ERR_OK;
    switch (to) {
    case ROUND_STATE_OPEN:
        return open_round(tx, call, a, &row->round, &move);
    case ROUND_STATE_CLOSED:
        return close_round(tx, a, &move);
    case ROUND_STATE_DECLARED:
        return apply(tx, a->id, RECORD_DECLARED, &move, NULL);
    case ROUND_STATE_CERTIFIED:
        return certify(tx, call, a, &move);
    case ROUND_STATE_PUBLISHED:
        return apply(tx, a->id, RECORD_PUBLISHED, &move, NULL);
    case ROUND_STATE_ANNULLED:
        return annul(tx, call, a, &move);
    case ROUND_STATE_PREPARED:
    case ROUND_STATE_COUNT:
        break;
    }
    return ERR_INTERNAL; /* no move leads there; judge_move() refused it */
}

enum err_code command_round_move(struct tx *tx, struct call *call)
{
    const struct round_move_body *body = call->form;
    struct round_row row;
    enum err_code rc = round_get(tx->db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no round %lld",
                           (long long)call->id);
    if (rc == ERR_OK)
        rc = judge_move(call, &row, body->to);
    if (rc == ERR_OK)
        rc = make_move(tx, call, live_assembly(tx->live, row.assembly), &row,
                       body->to);
    return rc != ERR_OK ? rc
                        : shape_stored_round(tx->db, &call->out, NULL,
                                             call->id);
}
