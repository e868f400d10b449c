/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/rules.h"
#include "engine/apply.h"
#include "engine/evidence.h"
#include "engine/forms.h"
#include "engine/shapes.h"
#include "store/register.h"

/* A motion is large: commands that need one get it here, and free it. */
static enum err_code find_motion(struct tx *tx, struct call *call, int64_t id,
                                 struct motion_row **out)
{
    *out = malloc(sizeof **out);
    if (*out == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(tx->db, id, *out);
    if (rc == ERR_NOT_FOUND)
        call_refuse(call, rc, "there is no motion %lld", (long long)id);
    return rc;
}

static enum err_code answer_motion(struct tx *tx, struct call *call,
                                   struct motion_row *row)
{
    enum err_code rc = motion_get(tx->db, row->motion.id, row);
    return rc != ERR_OK ? rc : shape_motion(tx->db, &call->out, NULL, row);
}

static enum err_code judge_running(struct call *call,
                                   const struct live_assembly *a)
{
    if (a->row.state == ASSEMBLY_ENDED)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "the assembly has ended");
    return ERR_OK;
}

/* ---- motions ------------------------------------------------------------------- */

/* An amendment names a motion of the same assembly, and not itself. */
static enum err_code judge_amends(struct tx *tx, struct call *call,
                                  int64_t assembly, const struct motion *m)
{
    if (m->amends == 0)
        return ERR_OK;
    struct motion_row *amended = malloc(sizeof *amended);
    if (amended == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(tx->db, m->amends, amended);
    if (rc == ERR_NOT_FOUND || amended->assembly != assembly ||
        m->amends == m->id) {
        faults_add(&call->faults, "/amends",
                   "%lld is no other motion of this assembly",
                   (long long)m->amends);
        rc = ERR_BODY_INVALID;
    }
    free(amended);
    return rc;
}

static enum err_code found(void *cls, const struct member *m)
{
    (void)m;
    *(bool *)cls = true;
    return ERR_OK;
}

/* Movers are members, of the past as well. */
static enum err_code judge_movers(struct tx *tx, struct call *call,
                                  const struct motion *m)
{
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < m->mover_count; i++) {
        char pointer[40];
        bool known = false;
        rc = register_periods(tx->db, m->movers[i], found, &known);
        snprintf(pointer, sizeof pointer, "/movers/%zu", i);
        if (rc == ERR_OK && !known)
            faults_add(&call->faults, pointer, "%s is no member",
                       m->movers[i]);
    }
    if (rc == ERR_OK && call->faults.count > 0)
        rc = ERR_BODY_INVALID;
    return rc;
}

enum err_code command_motion_create(struct tx *tx, struct call *call)
{
    struct motion_body *body = call->form;
    struct motion *m = &body->motion;
    struct motion_row *row = NULL;
    const struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc = judge_running(call, a);
    if (rc == ERR_OK)
        rc = judge_amends(tx, call, a->id, m);
    if (rc == ERR_OK)
        rc = judge_movers(tx, call, m);
    if (rc == ERR_OK)
        rc = motion_next_id(tx->db, &m->id);
    if (rc == ERR_OK)
        rc = apply(tx, a->id, RECORD_MOTION, m, NULL);
    if (rc == ERR_OK)
        rc = find_motion(tx, call, m->id, &row);
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/motions/%lld",
             (long long)m->id);
    if (rc == ERR_OK)
        rc = shape_motion(tx->db, &call->out, NULL, row);
    free(row);
    return rc;
}

static void merge(struct motion *m, const struct motion_body *body)
{
    const struct motion *given = &body->motion;
    uint64_t seen = body->seen;
    if (seen & BIT(MOTION_NUMBER))
        memcpy(m->number, given->number, sizeof m->number);
    if (seen & BIT(MOTION_KIND))
        m->kind = given->kind;
    if (seen & BIT(MOTION_TITLE))
        memcpy(m->title, given->title, sizeof m->title);
    if (seen & BIT(MOTION_TEXT))
        memcpy(m->text, given->text, sizeof m->text);
    if (seen & BIT(MOTION_MOVERS)) {
        memcpy(m->movers, given->movers, sizeof m->movers);
        m->mover_count = given->mover_count;
    }
    if (seen & BIT(MOTION_ADVICE))
        m->board_advice = given->board_advice;
    if (seen & BIT(MOTION_AMENDS))
        m->amends = given->amends;
}

/* A motion that is being voted on, or is decided, no longer changes. */
static enum err_code judge_pending(struct call *call,
                                   const struct motion_row *row)
{
    if (row->state == MOTION_VOTING)
        return call_refuse(call, ERR_ROUND_OPEN,
                           "motion %lld is being voted on",
                           (long long)row->motion.id);
    if (row->state == MOTION_DECIDED)
        return call_refuse(call, ERR_MOTION_DECIDED,
                           "motion %lld is decided: %s",
                           (long long)row->motion.id,
                           outcome_words[row->outcome]);
    return ERR_OK;
}

enum err_code command_motion_change(struct tx *tx, struct call *call)
{
    struct motion_row *row;
    enum err_code rc = find_motion(tx, call, call->id, &row);
    if (rc == ERR_OK)
        rc = judge_running(call, live_assembly(tx->live, row->assembly));
    if (rc == ERR_OK)
        rc = judge_pending(call, row);
    if (rc == ERR_OK) {
        merge(&row->motion, call->form);
        rc = judge_amends(tx, call, row->assembly, &row->motion);
    }
    if (rc == ERR_OK)
        rc = judge_movers(tx, call, &row->motion);
    if (rc == ERR_OK)
        rc = apply(tx, row->assembly, RECORD_MOTION, &row->motion, NULL);
    if (rc == ERR_OK)
        rc = answer_motion(tx, call, row);
    free(row);
    return rc;
}

/* ---- decisions without a vote ------------------------------------------------------ */

static const uint32_t decisions = BIT(ACCLAMATION) | BIT(TAKEN_OVER) |
                                  BIT(HELD) | BIT(WITHDRAWN) | BIT(NOTED) |
                                  BIT(LAPSED);

/* A vote is undone by annulling its round, which takes two. */
static enum err_code judge_taking_back(struct call *call,
                                       const struct motion_row *row)
{
    if (row->state == MOTION_PENDING)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "motion %lld is pending; there is no decision to "
                           "take back", (long long)row->motion.id);
    if (row->state == MOTION_DECIDED && (decisions & BIT(row->outcome)))
        return ERR_OK;
    if (row->state == MOTION_DECIDED)
        return call_refuse(call, ERR_MOTION_DECIDED,
                           "motion %lld is %s by a vote; annul its round",
                           (long long)row->motion.id,
                           outcome_words[row->outcome]);
    return judge_pending(call, row);
}

static enum err_code judge_decision(struct call *call,
                                    const struct live_assembly *a,
                                    const struct motion_row *row,
                                    enum outcome outcome)
{
    if (outcome != OUTCOME_NONE && !(decisions & BIT(outcome))) {
        faults_add(&call->faults, "/outcome",
                   "expected acclamation, taken-over, held, withdrawn, noted "
                   "or lapsed, or none to take it back; the other outcomes "
                   "need a vote");
        return ERR_BODY_INVALID;
    }
    if (a->row.state != ASSEMBLY_OPENED)
        return call_refuse(call, ERR_NOT_OPENED, "the assembly is %s",
                           assembly_state_words[a->row.state]);
    return outcome == OUTCOME_NONE ? judge_taking_back(call, row)
                                   : judge_pending(call, row);
}

enum err_code command_motion_decide(struct tx *tx, struct call *call)
{
    const struct decision_body *body = call->form;
    struct decision record = { .outcome = body->outcome };
    struct motion_row *row;
    enum err_code rc = find_motion(tx, call, call->id, &row);
    bool again = rc == ERR_OK && row->state == MOTION_DECIDED &&
                 row->outcome == body->outcome;
    if (rc == ERR_OK && !again) { /* repeating is harmless */
        record.motion = row->motion.id;
        snprintf(record.by, sizeof record.by, "%s", command_by(call));
        rc = judge_decision(call, live_assembly(tx->live, row->assembly), row,
                            body->outcome);
        if (rc == ERR_OK)
            rc = apply(tx, row->assembly, RECORD_DECISION, &record, NULL);
    }
    if (rc == ERR_OK)
        rc = answer_motion(tx, call, row);
    free(row);
    return rc;
}

/* ---- rounds ------------------------------------------------------------------------ */

#define AGAINST_ALL "against-all"

static void add_option(struct round *r, const char *option)
{
    snprintf(r->options[r->option_count++], OPTION_SIZE, "%s", option);
}

static void judge_names(struct call *call, const struct round_body *body)
{
    static const char *const reserved[] = { "for", "against", "abstain",
                                            AGAINST_ALL, NULL };
    for (size_t i = 0; i < body->option_count; i++) {
        char pointer[40];
        snprintf(pointer, sizeof pointer, "/options/%zu", i);
        if (word_index(reserved, body->options[i]) >= 0)
            faults_add(&call->faults, pointer,
                       "'%s' is added by itself and cannot be a name",
                       body->options[i]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(body->options[i], body->options[j]) == 0)
                faults_add(&call->faults, pointer, "comes twice");
    }
}

static enum err_code judge_round(struct call *call,
                                 const struct round_body *body)
{
    judge_names(call, body);
    if (!majority_valid(&body->majority))
        faults_add(&call->faults, "/majority",
                   "nothing could ever meet this fraction");
    if (!quorum_valid(&body->quorum))
        faults_add(&call->faults, "/quorum",
                   "expected a fraction of at most one, of 'present' or "
                   "'entitled'");
    if (body->entitled_kinds == 0)
        faults_add(&call->faults, "/entitledKinds", "somebody must be able "
                                                    "to vote");
    return call->faults.count > 0 ? ERR_BODY_INVALID : ERR_OK;
}

static void fill_round(struct round *r, const struct round_body *body)
{
    r->majority = body->majority;
    r->quorum = body->quorum;
    r->abstain = body->abstain;
    r->named = body->option_count > 0;
    r->entitled_kinds = body->entitled_kinds;
    r->duration_seconds = body->duration_seconds;
    for (size_t i = 0; i < body->option_count; i++)
        add_option(r, body->options[i]);
    if (r->named) {
        add_option(r, AGAINST_ALL);
    } else {
        add_option(r, "for");
        add_option(r, "against");
    }
    if (r->abstain)
        add_option(r, "abstain");
}

static enum err_code prepare_round(struct tx *tx, struct call *call,
                                   const struct live_assembly *a,
                                   const struct motion_row *row,
                                   struct round *r)
{
    struct round_body *body = call->form;
    if (body->majority.denominator == 0)
        body->majority = *(const struct majority *)majority_shorthands[0].value;
    if (a->row.state == ASSEMBLY_DRAFT)
        return call_refuse(call, ERR_NOT_CONVENED, "a round needs a frozen "
                                                   "roll to count with");
    enum err_code rc = judge_running(call, a);
    if (rc == ERR_OK)
        rc = judge_pending(call, row);
    if (rc == ERR_OK)
        rc = judge_round(call, body);
    if (rc == ERR_OK)
        rc = round_next_id(tx->db, &r->id);
    r->motion = row->motion.id;
    r->practice = row->motion.kind == PRACTICE;
    memcpy(r->seal, a->row.seal, sizeof r->seal);
    tx->random_hex(r->nonce, 32);
    fill_round(r, body);
    return rc;
}

enum err_code command_round_create(struct tx *tx, struct call *call)
{
    struct round r = { 0 };
    struct motion_row *row;
    enum err_code rc = find_motion(tx, call, call->id, &row);
    if (rc == ERR_OK)
        rc = prepare_round(tx, call, live_assembly(tx->live, row->assembly),
                           row, &r);
    if (rc == ERR_OK)
        rc = apply(tx, row->assembly, RECORD_ROUND, &r, NULL);
    free(row);
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/rounds/%lld",
             (long long)r.id);
    if (rc == ERR_OK)
        shape_round(&call->out, NULL, &r, &(struct story){ 0 },
                    (struct share){ 0 }, (struct counted){ 0 });
    return rc;
}
