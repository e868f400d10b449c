/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_member: one member through the years: what the register says of it, its
 * weights and its votes, up to the assembly of the bundle. */
#include "engine/bundle.h"
#include "engine/votes_csv.h"
#include "store/register.h"

/* ---- the register ---------------------------------------------------------------------------- */

static enum err_code put_period(void *cls, const struct member *m)
{
    struct buf *out = cls;
    put_open(out, NULL, '{');
    put_text(out, "kind", member_kind_words[m->kind]);
    put_text(out, "name", m->name);
    if (m->valid_from[0] != '\0')
        put_text(out, "validFrom", m->valid_from);
    if (m->valid_until[0] != '\0')
        put_text(out, "validUntil", m->valid_until);
    put_close(out, '}');
    return ERR_OK;
}

/* ---- one assembly ------------------------------------------------------------------------------ */

static void put_weight(struct buf *out, const struct meeting *m,
                       const struct roll_entry *e)
{
    put_open(out, NULL, '{');
    put_int(out, "assembly", m->row.assembly.id);
    put_text(out, "title", m->row.assembly.title);
    put_text(out, "date", m->row.assembly.date);
    put_text(out, "name", e->name);
    put_int(out, "inhabitants", e->inhabitants);
    put_text(out, "referenceDate", e->reference_date);
    put_int(out, "weight", e->weight);
    put_close(out, '}');
}

static void put_vote(struct buf *out, const struct meeting *m,
                     const struct meeting_item *item,
                     const struct meeting_round *r, const struct seat *seat)
{
    const struct cast_vote *v = &r->votes[seat - m->seats];
    const struct motion *motion = &item->motion.motion;
    if (!v->entitled || vote_annulled(&r->vote))
        return;
    put_open(out, NULL, '{');
    put_int(out, "assembly", m->row.assembly.id);
    put_text(out, "date", m->row.assembly.date);
    put_int(out, "round", r->vote.row.round.id);
    put_int(out, "motion", motion->id);
    put_text(out, "number", motion->number);
    put_text(out, "kind", motion_kind_words[motion->kind]);
    put_text(out, "title", motion->title);
    put_text(out, "outcome", outcome_words[vote_outcome(&r->vote,
                                                        &item->motion)]);
    put_int(out, "weight", seat->entry.weight);
    put_bool(out, "present", v->present);
    if (v->option >= 0) {
        put_text(out, "choice", bundle_choice(r, v));
        put_int(out, "journal", v->n);
    }
    bundle_meant(out, r, v);
    put_close(out, '}');
}

static void put_votes(struct buf *out, const struct meeting *m,
                      const struct seat *seat)
{
    for (size_t i = 0; i < m->item_count; i++)
        for (size_t k = 0; k < m->items[i]->round_count; k++)
            put_vote(out, m, m->items[i],
                     m->rounds[m->items[i]->first_round + k], seat);
}

/* ---- the file ------------------------------------------------------------------------------------ */

/* The earlier assemblies, and then the one of the bundle. */
static const struct meeting *nth(const struct bundle *b, size_t i)
{
    return i < b->earlier_count ? &b->earlier[i] : &b->meeting;
}

enum err_code bundle_member(const struct bundle *b, const struct seat *seat,
                            struct buf *out)
{
    const char *code = seat->entry.code;
    put_open(out, NULL, '{');
    put_text(out, "code", code);
    put_text(out, "kind", member_kind_words[seat->entry.kind]);
    put_text(out, "name", seat->entry.name);
    put_open(out, "periods", '[');
    enum err_code rc = register_periods(b->db, code, put_period, out);
    put_close(out, ']');
    put_open(out, "weights", '[');
    for (size_t i = 0; i <= b->earlier_count; i++) {
        const struct seat *then = meeting_seat(nth(b, i), code);
        if (then != NULL)
            put_weight(out, nth(b, i), &then->entry);
    }
    put_close(out, ']');
    put_open(out, "votes", '[');
    for (size_t i = 0; i <= b->earlier_count; i++) {
        const struct seat *then = meeting_seat(nth(b, i), code);
        if (then != NULL)
            put_votes(out, nth(b, i), then);
    }
    put_close(out, ']');
    put_close(out, '}');
    return rc;
}
