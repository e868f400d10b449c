/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/evidence.h"
#include "engine/nodes.h"
#include "store/cosign.h"
#include "store/journal.h"
#include "store/register.h"
#include "store/votes.h"

/* What an applier gets: the assembly (NULL for journal 0 and for `begin`), the
 * line's head, and the record. */
struct at {
    struct tx *tx;
    struct live_assembly *a;
    int64_t journal;
    const struct record_head *head;
};

/* ---- the register ----------------------------------------------------------- */

static enum err_code apply_member(const struct at *at, const void *body)
{
    return register_put_member(at->tx->db, body);
}

static enum err_code apply_figure(const struct at *at, const void *body)
{
    return register_put_figure(at->tx->db, body);
}

/* ---- the assembly ----------------------------------------------------------- */

static enum err_code apply_begin(const struct at *at, const void *body)
{
    const struct begin_record *begin = body;
    struct tx *tx = at->tx;
    enum err_code rc =
        assembly_insert(tx->db, &begin->assembly, at->head->at);
    return rc != ERR_OK ? rc
                        : live_add_assembly(tx->live, tx->db, at->journal,
                                            tx->now, tx->monotonic);
}

static enum err_code apply_roll(const struct at *at, const void *body)
{
    return roll_insert(at->tx->db, at->journal, body);
}

static enum err_code apply_assembly(const struct at *at, const void *body)
{
    const struct assembly_record *r = body;
    const char *seal =
        r->to == ASSEMBLY_CONVENED ? r->seal : at->a->row.seal;
    enum err_code rc =
        assembly_move(at->tx->db, at->journal, r->to, seal);
    if (rc != ERR_OK)
        return rc;
    at->a->row.state = r->to;
    if (r->to != ASSEMBLY_CONVENED)
        return ERR_OK;
    memcpy(at->a->row.seal, r->seal, sizeof at->a->row.seal);
    return live_set_roll(at->a, at->tx->db);
}

static enum err_code apply_attendance(const struct at *at, const void *body)
{
    const struct attendance *r = body;
    enum err_code rc = attendance_insert(at->tx->db, at->journal, at->head->n,
                                         at->head->at, r);
    struct live_member *m = live_member(at->a, r->member);
    if (rc != ERR_OK || m == NULL || m->present == r->present)
        return rc;
    m->present = r->present;
    at->a->present.weight += r->present ? m->weight : -m->weight;
    at->a->present.members += r->present ? 1 : -1;
    return ERR_OK;
}

static enum err_code apply_handset(const struct at *at, const void *body)
{
    const struct assignment *r = body;
    if (r->state == ASSIGNED) {
        enum err_code rc =
            assignment_insert(at->tx->db, at->journal, at->head->at, r);
        return rc != ERR_OK ? rc
                            : live_add_assignment(at->a, r, at->head->at);
    }
    enum err_code rc =
        assignment_move(at->tx->db, at->journal, r->number, r->state);
    struct live_assignment *as = live_assignment(at->a, r->number);
    if (rc == ERR_OK && as != NULL)
        as->assignment.state = r->state;
    return rc;
}

/* A restart, an incident: a line and nothing else. */
static enum err_code apply_nothing(const struct at *at, const void *body)
{
    (void)at;
    (void)body;
    return ERR_OK;
}

/* ---- the agenda ------------------------------------------------------------- */

static enum err_code apply_motion(const struct at *at, const void *body)
{
    const struct motion *m = body;
    struct motion_row *former = malloc(sizeof *former);
    if (former == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(at->tx->db, m->id, former);
    free(former);
    struct live_round *r = at->a->round;
    if (r != NULL && r->terms.motion == m->id) {
        memcpy(r->motion_number, m->number, sizeof r->motion_number);
        memcpy(r->motion_title, m->title, sizeof r->motion_title);
    }
    if (rc == ERR_NOT_FOUND)
        return motion_insert(at->tx->db, at->journal, m);
    return rc != ERR_OK ? rc : motion_update(at->tx->db, m);
}

static enum err_code apply_decision(const struct at *at, const void *body)
{
    const struct decision *d = body;
    return motion_move(at->tx->db, d->motion,
                       d->outcome == OUTCOME_NONE ? MOTION_PENDING
                                                  : MOTION_DECIDED,
                       d->outcome);
}

static enum err_code apply_round(const struct at *at, const void *body)
{
    return round_insert(at->tx->db, at->journal, body);
}

/* ---- moves of a round -------------------------------------------------------- */

/* What a declared result means for its motion.  A practice vote, and a vote
 * without a majority or a quorum, leaves it as it was. */
static enum err_code declare_motion(const struct at *at,
                                    const struct round *round)
{
    struct db *db = at->tx->db;
    enum outcome outcome = OUTCOME_NONE;
    int64_t amended = 0;
    enum err_code rc = result_outcome(db, round->id, &outcome);
    if (rc == ERR_OK)
        rc = motion_amended(db, round->motion, &amended);
    if (rc != ERR_OK)
        return rc;
    if (round->practice || outcome == NO_QUORUM || outcome == NO_MAJORITY)
        return motion_move(db, round->motion, MOTION_PENDING, OUTCOME_NONE);
    if (outcome == ADOPTED && amended > 0)
        outcome = ADOPTED_AS_AMENDED;
    return motion_move(db, round->motion, MOTION_DECIDED, outcome);
}

/* Annulled before it was declared, or when its outcome is the motion's: the
 * motion is pending again.  Any other round left the motion as it is. */
static enum err_code annul_motion(const struct at *at,
                                  const struct round *round,
                                  enum round_state from)
{
    struct db *db = at->tx->db;
    enum outcome outcome = OUTCOME_NONE;
    enum err_code rc = result_outcome(db, round->id, &outcome);
    bool decided = outcome == ADOPTED || outcome == REJECTED;
    if (rc != ERR_OK)
        return rc;
    if (from == ROUND_STATE_CLOSED || (decided && !round->practice))
        return motion_move(db, round->motion, MOTION_PENDING, OUTCOME_NONE);
    return ERR_OK;
}

static enum err_code apply_to_motion(const struct at *at,
                                     const struct round *round,
                                     enum round_state from, enum round_state to)
{
    if (to == ROUND_STATE_OPEN)
        return motion_move(at->tx->db, round->motion, MOTION_VOTING,
                           OUTCOME_NONE);
    if (to == ROUND_STATE_DECLARED)
        return declare_motion(at, round);
    if (to == ROUND_STATE_ANNULLED)
        return annul_motion(at, round, from);
    return ERR_OK;
}

static enum err_code move_state(const struct at *at, const struct move *move,
                                enum round_state to)
{
    struct round_row row;
    enum err_code rc = round_get(at->tx->db, move->round, &row);
    if (rc == ERR_OK)
        rc = round_move(at->tx->db, move->round, to);
    return rc != ERR_OK ? rc
                        : apply_to_motion(at, &row.round, row.state, to);
}

static enum err_code apply_move(const struct at *at, const void *body)
{
    const struct move *move = body;
    enum record_kind kind = at->head->kind;
    int to = story_state(kind);
    enum err_code rc =
        move_insert(at->tx->db, at->head->n, at->head->at, kind, move);
    if (rc == ERR_OK && to >= 0)
        rc = move_state(at, move, (enum round_state)to);
    if (rc == ERR_OK && kind == RECORD_OPEN)
        return live_set_round(at->a, at->tx->db, move->round, at->tx->now,
                              at->tx->monotonic);
    struct live_round *r = live_round(at->a, move->round);
    if (rc != ERR_OK || r == NULL)
        return rc;
    story_add(&r->story, kind, at->head->at, move);
    if (kind == RECORD_EXTENDED)
        live_set_deadline(r, at->tx->now, at->tx->monotonic);
    return ERR_OK;
}

static enum err_code apply_result(const struct at *at, const void *body)
{
    const struct result_record *r = body;
    struct live_round *live = live_round(at->a, r->round);
    enum err_code rc = result_insert(at->tx->db, r);
    if (rc == ERR_OK && live != NULL)
        rc = live_set_result(live, at->tx->db);
    return rc != ERR_OK ? rc : live_set_cosigned(at->a, at->tx->db);
}

/* ---- who vouches for it --------------------------------------------------------- */

static enum err_code apply_cosigner(const struct at *at, const void *body)
{
    enum err_code rc = cosigner_insert(at->tx->db, at->journal, at->head->n,
                                       at->head->at, body);
    return rc != ERR_OK ? rc : live_set_cosigned(at->a, at->tx->db);
}

static enum err_code apply_cosignature(const struct at *at, const void *body)
{
    enum err_code rc = cosignature_insert(at->tx->db, at->journal,
                                          at->head->n, at->head->at, body);
    return rc != ERR_OK ? rc : live_set_cosigned(at->a, at->tx->db);
}

static enum err_code apply_correction(const struct at *at, const void *body)
{
    return correction_insert(at->tx->db, at->head->n, at->head->at, body);
}

/* ---- votes ------------------------------------------------------------------- */

static enum err_code apply_ballot(const struct at *at, const void *body)
{
    const struct ballot *b = body;
    enum err_code rc =
        ballot_insert(at->tx->db, at->head->n, at->head->at, b);
    struct live_round *round = live_round(at->a, b->round);
    struct live_member *m = live_member(at->a, b->member);
    if (rc != ERR_OK || round == NULL || m == NULL)
        return rc;
    if (m->ballot.n < 0) {
        round->turnout.weight += m->weight;
        round->turnout.members++;
    }
    m->ballot = (struct live_ballot){
        .n = at->head->n,
        .assignment = b->assignment,
        .sequence = b->sequence,
        .replaces = b->replaces,
        .received_at = at->head->at,
        .option = round_option(&round->terms, b->choice),
    };
    return ERR_OK;
}

static void note_late(const struct at *at, const struct press *p)
{
    const struct live_round *round = live_round(at->a, p->round);
    struct live_member *m = live_member(at->a, p->member);
    if (at->head->kind == RECORD_LATE && round != NULL && m != NULL)
        m->late = (struct live_late){
            at->head->at, round_option(&round->terms, p->choice),
        };
}

static enum err_code apply_press(const struct at *at, const void *body)
{
    const struct press *p = body;
    enum err_code rc =
        press_insert(at->tx->db, at->journal, at->head->n, at->head->at,
                     at->head->kind == RECORD_LATE, p);
    struct live_assignment *as = live_assignment(at->a, p->assignment);
    if (rc != ERR_OK)
        return rc;
    if (as == NULL) {
        at->a->unknown_kept++;
        return ERR_OK;
    }
    note_late(at, p);
    as->kept++;
    if (strcmp(p->reason, "repeated") == 0)
        as->repeated++;
    else
        as->refused++;
    return ERR_OK;
}

/* ---- all kinds ----------------------------------------------------------------- */

static enum err_code (*const appliers[RECORD_KIND_COUNT])(const struct at *,
                                                          const void *) = {
    [RECORD_BEGIN] = apply_begin,
    [RECORD_MEMBER] = apply_member,
    [RECORD_FIGURE] = apply_figure,
    [RECORD_ROLL] = apply_roll,
    [RECORD_ASSEMBLY] = apply_assembly,
    [RECORD_ATTENDANCE] = apply_attendance,
    [RECORD_HANDSET] = apply_handset,
    [RECORD_MOTION] = apply_motion,
    [RECORD_DECISION] = apply_decision,
    [RECORD_ROUND] = apply_round,
    [RECORD_OPEN] = apply_move,
    [RECORD_EXTENDED] = apply_move,
    [RECORD_BALLOT] = apply_ballot,
    [RECORD_LATE] = apply_press,
    [RECORD_REFUSED] = apply_press,
    [RECORD_CLOSED] = apply_move,
    [RECORD_RESULT] = apply_result,
    [RECORD_DECLARED] = apply_move,
    [RECORD_CERTIFIED] = apply_move,
    [RECORD_PUBLISHED] = apply_move,
    [RECORD_ANNULMENT] = apply_move,
    [RECORD_ANNULLED] = apply_move,
    [RECORD_RESTART] = apply_nothing,
    [RECORD_INCIDENT] = apply_nothing,
    [RECORD_COSIGNER] = apply_cosigner,
    [RECORD_COSIGNATURE] = apply_cosignature,
    [RECORD_CORRECTION] = apply_correction,
};

static bool is_vote(enum record_kind kind)
{
    return record_is_secret(kind);
}

/* A screen that shows a motion shows it as it now is. */
static enum err_code refresh_screen(const struct at *at)
{
    static const uint32_t kinds =
        BIT(RECORD_MOTION) | BIT(RECORD_DECISION) | BIT(RECORD_OPEN) |
        BIT(RECORD_DECLARED) | BIT(RECORD_ANNULLED) | BIT(RECORD_ASSEMBLY);
    if (at->a == NULL || at->a->screen.motion == 0 ||
        !(kinds & BIT(at->head->kind)))
        return ERR_OK;
    return live_set_screen(at->a, at->tx->db);
}

enum err_code apply_record(struct tx *tx, int64_t journal,
                           const struct record_head *head, const void *body)
{
    struct live_assembly *a = live_assembly(tx->live, journal);
    struct at at = { tx, a, journal, head };
    must(a != NULL || journal == 0 || head->kind == RECORD_BEGIN);
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = appliers[head->kind](&at, body);
    if (rc == ERR_OK)
        rc = refresh_screen(&at);
    if (rc == ERR_OK && a != NULL) {
        a->changed = true;
        a->moved |= !is_vote(head->kind);
    }
    return rc;
}

/* ---- the line ------------------------------------------------------------------ */

/* A line that cannot be read back would spoil the journal for ever: better to
 * refuse the command.  Votes are spared the trouble, being the hot path and
 * made of what was read back before. */
static enum err_code judge_line(const struct buf *line, enum record_kind kind)
{
    struct record_head head;
    struct err err = { 0 };
    if (is_vote(kind))
        return ERR_OK;
    union record_body *body = malloc(sizeof *body);
    if (body == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = record_read(line->data, line->len, &head, body, &err);
    free(body);
    if (rc == ERR_STORE_DAMAGED) {
        log_error("a %s line could not be read back: %s",
                  record_kind_words[kind], err.detail);
        rc = ERR_INTERNAL;
    }
    return rc;
}

static enum err_code append(struct tx *tx, int64_t journal, struct tree *tree,
                            const struct record_head *head, const void *body)
{
    unsigned char hash[LEAF_SIZE];
    struct buf line = { 0 };
    record_print(&line, head, body);
    enum err_code rc = buf_ok(&line) ? judge_line(&line, head->kind)
                                     : ERR_NO_MEMORY;
    if (rc == ERR_OK) {
        evidence_leaf(line.data, line.len, hash);
        rc = journal_insert(tx->db, journal, head->n, &line, hash);
    }
    if (rc == ERR_OK)
        rc = nodes_append(tx->db, journal, tree, hash);
    buf_free(&line);
    return rc;
}

enum err_code apply(struct tx *tx, int64_t journal, enum record_kind kind,
                    const void *body, int64_t *n)
{
    struct live_assembly *a = live_assembly(tx->live, journal);
    struct record_head head = {
        .n = a != NULL      ? a->journal_next
             : journal == 0 ? tx->live->register_next
                            : 0,
        .at = tx->now,
        .kind = kind,
    };
    enum err_code rc = apply_record(tx, journal, &head, body);
    if (rc != ERR_OK)
        return rc;
    a = live_assembly(tx->live, journal); /* there now, if it has begun */
    rc = append(tx, journal, a != NULL ? &a->tree : &tx->live->register_tree,
                &head, body);
    if (rc != ERR_OK)
        return rc;
    if (a != NULL)
        a->journal_next++;
    else
        tx->live->register_next++;
    if (n != NULL)
        *n = head.n;
    return ERR_OK;
}
