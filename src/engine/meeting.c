/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/meeting.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "store/cosign.h"
#include "store/votes.h"

struct loading {
    struct db *db;
    struct meeting *m;
    struct meeting_round *round; /* the one at hand */
};

/* Room for one more in a list of `count` elements. */
static void *grow(void *list, size_t count, size_t size)
{
    bool full = count == 0 || (count & (count - 1)) == 0;
    return full ? realloc(list, (count == 0 ? 1 : 2 * count) * size) : list;
}

/* ---- the roll --------------------------------------------------------------------- */

static enum err_code add_seat(void *cls, const struct roll_row *row)
{
    struct meeting *m = ((struct loading *)cls)->m;
    struct seat *more = grow(m->seats, m->seat_count, sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    m->seats = more;
    struct seat *one = &m->seats[m->seat_count++];
    *one = (struct seat){ .entry = row->entry };
    fold_text(one->entry.name, one->sort_key, sizeof one->sort_key);
    return ERR_OK;
}

static int by_code(const void *key, const void *element)
{
    return strcmp(key, ((const struct seat *)element)->entry.code);
}

const struct seat *meeting_seat(const struct meeting *m, const char *code)
{
    if (m->seat_count == 0)
        return NULL;
    return bsearch(code, m->seats, m->seat_count, sizeof *m->seats, by_code);
}

static int by_name(const void *a, const void *b, void *cls)
{
    const struct seat *seats = cls;
    const struct seat *x = &seats[*(const size_t *)a];
    const struct seat *y = &seats[*(const size_t *)b];
    int order = strcmp(x->sort_key, y->sort_key);
    return order != 0 ? order : strcmp(x->entry.code, y->entry.code);
}

static enum err_code order_seats(struct meeting *m)
{
    m->by_name = calloc(m->seat_count + 1, sizeof *m->by_name);
    if (m->by_name == NULL)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < m->seat_count; i++)
        m->by_name[i] = i;
    qsort_r(m->by_name, m->seat_count, sizeof *m->by_name, by_name, m->seats);
    return ERR_OK;
}

/* ---- who was there ------------------------------------------------------------------ */

/* Of each member the rows come in order: the last one before the close says
 * whether it was present then. */
static enum err_code see_attendance(void *cls, const struct attendance_row *row)
{
    struct meeting *m = ((struct loading *)cls)->m;
    const struct seat *seat = meeting_seat(m, row->attendance.member);
    if (seat == NULL)
        return ERR_STORE_DAMAGED;
    size_t i = (size_t)(seat - m->seats);
    m->seats[i].attended |= row->attendance.present;
    for (size_t r = 0; r < m->round_count; r++)
        if (row->n < m->rounds[r]->closed.n)
            m->rounds[r]->votes[i].present = row->attendance.present;
    return ERR_OK;
}

/* ---- rounds ------------------------------------------------------------------------- */

static enum err_code see_move(void *cls, const struct move_row *row)
{
    struct meeting_round *r = ((struct loading *)cls)->round;
    static const enum record_kind kinds[] = {
        [WHEN_DECLARED] = RECORD_DECLARED,
        [WHEN_CERTIFIED] = RECORD_CERTIFIED,
        [WHEN_PUBLISHED] = RECORD_PUBLISHED,
        [WHEN_ANNULLED] = RECORD_ANNULLED,
    };
    story_add(&r->story, row->kind, row->at, &row->move);
    if (row->kind == RECORD_CLOSED) {
        r->closed.n = row->n;
        r->closed.at = row->at;
    }
    for (size_t i = 0; i < WHEN_COUNT; i++)
        if (kinds[i] == row->kind) {
            r->when[i].n = row->n;
            r->when[i].at = row->at;
        }
    return ERR_OK;
}

static enum err_code see_ballot(void *cls, const struct ballot_row *row)
{
    struct loading *l = cls;
    struct meeting_round *r = l->round;
    const struct seat *seat = meeting_seat(l->m, row->ballot.member);
    int option = round_option(&r->vote.row.round, row->ballot.choice);
    if (seat == NULL || option < 0)
        return ERR_STORE_DAMAGED;
    struct cast_vote *v = &r->votes[seat - l->m->seats];
    v->option = option;
    v->auth = row->ballot.auth;
    v->n = row->n;
    v->sequence = row->ballot.sequence;
    v->received_at = row->received_at;
    r->turnout.weight += row->ballot.weight;
    r->turnout.members++;
    return ERR_OK;
}

/* The last one of a member stands. */
static enum err_code see_correction(void *cls, const struct correction_row *row)
{
    struct loading *l = cls;
    struct meeting_round *r = l->round;
    const struct seat *seat = meeting_seat(l->m, row->member);
    if (seat == NULL)
        return ERR_STORE_DAMAGED;
    struct cast_vote *v = &r->votes[seat - l->m->seats];
    v->meant = vote_meant_option(&r->vote.row.round, v->option, row->meant);
    v->meant_at = row->at;
    r->declared += row->n > r->when[WHEN_PUBLISHED].n;
    return ERR_OK;
}

static enum err_code fill_round(struct loading *l, int64_t id)
{
    struct meeting_round *r = l->round;
    struct meeting *m = l->m;
    r->votes = calloc(m->seat_count + 1, sizeof *r->votes);
    if (r->votes == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = vote_load(l->db, id, &r->vote);
    if (rc == ERR_OK)
        rc = move_each(l->db, id, see_move, l);
    for (size_t i = 0; i < m->seat_count; i++) {
        r->votes[i].option = -1;
        r->votes[i].meant = -1;
        r->votes[i].entitled = (r->vote.row.round.entitled_kinds &
                                BIT(m->seats[i].entry.kind)) != 0;
    }
    if (rc == ERR_OK)
        rc = ballot_each_standing(l->db, id, see_ballot, l);
    if (rc == ERR_OK)
        rc = correction_each(l->db, id, see_correction, l);
    return rc;
}

static enum err_code add_round(void *cls, int64_t id)
{
    struct loading *l = cls;
    struct meeting *m = l->m;
    struct meeting_round **more = grow(m->rounds, m->round_count,
                                       sizeof(struct meeting_round *));
    if (more == NULL)
        return ERR_NO_MEMORY;
    m->rounds = more;
    l->round = calloc(1, sizeof *l->round);
    if (l->round == NULL)
        return ERR_NO_MEMORY;
    m->rounds[m->round_count++] = l->round;
    m->items[m->item_count - 1]->round_count++;
    return fill_round(l, id);
}

/* ---- the agenda ----------------------------------------------------------------------- */

static enum err_code add_item(void *cls, const struct motion_row *row)
{
    struct loading *l = cls;
    struct meeting *m = l->m;
    if (row->motion.kind == PRACTICE)
        return ERR_OK;
    struct meeting_item **more = grow(m->items, m->item_count,
                                      sizeof(struct meeting_item *));
    if (more == NULL)
        return ERR_NO_MEMORY;
    m->items = more;
    struct meeting_item *one = calloc(1, sizeof *one);
    if (one == NULL)
        return ERR_NO_MEMORY;
    m->items[m->item_count++] = one;
    one->motion = *row;
    one->first_round = m->round_count;
    return round_each_public(l->db, row->motion.id, add_round, l);
}

/* Who voted counts as present, also when it had left. */
static void count_voters_in(struct meeting *m)
{
    for (size_t r = 0; r < m->round_count; r++)
        for (size_t i = 0; i < m->seat_count; i++)
            m->rounds[r]->votes[i].present |=
                m->rounds[r]->votes[i].option >= 0;
}

enum err_code meeting_load(struct db *db, int64_t assembly,
                           struct meeting *out)
{
    struct loading l = { .db = db, .m = out };
    *out = (struct meeting){ 0 };
    enum err_code rc = assembly_get(db, assembly, &out->row);
    if (rc == ERR_OK)
        rc = roll_each(db, assembly, add_seat, &l);
    if (rc == ERR_OK)
        rc = order_seats(out);
    if (rc == ERR_OK)
        rc = motion_each(db, assembly, INT64_MAX, 0, add_item, &l);
    if (rc == ERR_OK)
        rc = attendance_each(db, assembly, see_attendance, &l);
    if (rc == ERR_OK)
        count_voters_in(out);
    return rc;
}

void meeting_free(struct meeting *m)
{
    for (size_t i = 0; i < m->round_count; i++) {
        free(m->rounds[i]->votes);
        free(m->rounds[i]);
    }
    for (size_t i = 0; i < m->item_count; i++)
        free(m->items[i]);
    free(m->rounds);
    free(m->items);
    free(m->seats);
    free(m->by_name);
    *m = (struct meeting){ 0 };
}

/* ---- what became of it ------------------------------------------------------------------- */

bool meeting_without_vote(const struct meeting_item *item)
{
    static const uint32_t decisions = BIT(ACCLAMATION) | BIT(TAKEN_OVER) |
                                      BIT(HELD) | BIT(WITHDRAWN) |
                                      BIT(LAPSED) | BIT(NOTED);
    return (decisions & BIT(item->motion.outcome)) != 0;
}

const struct meeting_round *meeting_decisive(const struct meeting *m,
                                             const struct meeting_item *item)
{
    for (size_t i = item->round_count; i-- > 0;) {
        const struct meeting_round *r = m->rounds[item->first_round + i];
        if (!vote_annulled(&r->vote))
            return r;
    }
    return NULL;
}

enum outcome meeting_outcome(const struct meeting *m,
                             const struct meeting_item *item)
{
    const struct meeting_round *r = meeting_decisive(m, item);
    if (meeting_without_vote(item))
        return item->motion.outcome;
    return r == NULL ? OUTCOME_NONE : vote_outcome(&r->vote, &item->motion);
}
