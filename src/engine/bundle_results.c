/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_results: everything at once, for programs (results.schema.json). */
#include "engine/bundle.h"
#include "engine/checkpoint.h"
#include "engine/shapes.h"
#include "engine/votes_csv.h"

/* ---- what this is ----------------------------------------------------------------------- */

static void put_journal(const struct bundle *b, struct buf *out)
{
    char root[ROOT_TEXT_SIZE], key[FINGERPRINT_SIZE];
    checkpoint_root_text(b->root, root);
    key_fingerprint(key_public(b->key), key);
    put_open(out, "journal", '{');
    put_int(out, "lines", b->lines);
    put_time(out, "lastAt", b->last_at);
    put_text(out, "root", root);
    put_text(out, "key", key);
    put_close(out, '}');
}

static void put_former(const struct bundle *b, struct buf *out)
{
    if (b->former.version == 0)
        return;
    put_open(out, "replaces", '{');
    put_int(out, "version", b->former.version);
    put_text(out, "sha256sums", b->former.sums);
    put_close(out, '}');
}

static void put_correction(struct buf *out, const struct meeting_round *r)
{
    put_open(out, NULL, '{');
    put_int(out, "round", r->vote.row.round.id);
    put_int(out, "motion", r->vote.row.round.motion);
    put_text(out, "reason", r->vote.reason);
    put_time(out, "publishedAt", r->when[WHEN_PUBLISHED].at);
    put_time(out, "annulledAt", r->when[WHEN_ANNULLED].at);
    put_int(out, "journal", r->when[WHEN_ANNULLED].n);
    put_close(out, '}');
}

/* ---- votes -------------------------------------------------------------------------------- */

const char *bundle_choice(const struct meeting_round *r,
                          const struct cast_vote *v)
{
    return v->option < 0 ? "" : r->vote.row.round.options[v->option];
}

void bundle_meant(struct buf *out, const struct meeting_round *r,
                  const struct cast_vote *v)
{
    if (v->meant < 0)
        return;
    put_open(out, "correction", '{');
    put_text(out, "meant", r->vote.row.round.options[v->meant]);
    put_time(out, "at", v->meant_at);
    put_close(out, '}');
}

static void put_vote(struct buf *out, const struct meeting_round *r,
                     const struct seat *seat, const struct cast_vote *v)
{
    put_open(out, NULL, '{');
    put_text(out, "code", seat->entry.code);
    put_text(out, "name", seat->entry.name);
    put_int(out, "weight", seat->entry.weight);
    put_bool(out, "present", v->present);
    if (v->option >= 0) {
        put_text(out, "choice", bundle_choice(r, v));
        put_text(out, "auth", auth_words[v->auth]);
        put_int(out, "sequence", v->sequence);
        put_int(out, "journal", v->n);
        put_time(out, "receivedAt", v->received_at);
    }
    bundle_meant(out, r, v);
    put_close(out, '}');
}

static void put_votes(const struct bundle *b, struct buf *out,
                      const struct meeting_round *r)
{
    put_open(out, "votes", '[');
    for (size_t i = 0; i < b->meeting.seat_count; i++)
        if (r->votes[i].entitled)
            put_vote(out, r, &b->meeting.seats[i], &r->votes[i]);
    put_close(out, ']');
}

/* ---- the agenda ------------------------------------------------------------------------------ */

/* As the API has it, but with no outcome that is not public yet. */
static enum err_code put_motion(const struct bundle *b, struct buf *out,
                                const struct meeting_item *item)
{
    struct motion_row row = item->motion;
    row.outcome = meeting_outcome(&b->meeting, item);
    if (row.outcome == NO_QUORUM || row.outcome == NO_MAJORITY)
        row.outcome = OUTCOME_NONE;
    row.state =
        row.outcome == OUTCOME_NONE ? MOTION_PENDING : MOTION_DECIDED;
    return shape_motion(b->db, out, "motion", &row);
}

/* The result as it stands in the journal, key by key; an annulled round has
 * none any more. */
static enum err_code put_stored(const struct bundle *b, struct buf *out,
                                const struct meeting_round *r)
{
    int64_t id = r->vote.row.round.id;
    if (!vote_annulled(&r->vote))
        return shape_stored_round(b->db, out, "round", id);
    shape_round(out, "round", &r->vote.row.round, &r->story, r->turnout,
                (struct counted){ 0 });
    return ERR_OK;
}

static enum err_code put_round(const struct bundle *b, struct buf *out,
                               const struct meeting_item *item,
                               const struct meeting_round *r)
{
    put_open(out, NULL, '{');
    enum err_code rc = put_motion(b, out, item);
    if (rc == ERR_OK)
        rc = put_stored(b, out, r);
    put_open(out, "moves", '{');
    put_time(out, "declaredAt", r->when[WHEN_DECLARED].at);
    put_time(out, "certifiedAt", r->when[WHEN_CERTIFIED].at);
    put_time(out, "publishedAt", r->when[WHEN_PUBLISHED].at);
    if (vote_annulled(&r->vote))
        put_time(out, "annulledAt", r->when[WHEN_ANNULLED].at);
    put_close(out, '}');
    if (!vote_annulled(&r->vote))
        put_votes(b, out, r);
    put_close(out, '}');
    return rc;
}

/* Those that count, or those that were annulled. */
static enum err_code put_rounds(const struct bundle *b, struct buf *out,
                                const char *key, bool annulled)
{
    const struct meeting *m = &b->meeting;
    enum err_code rc = ERR_OK;
    put_open(out, key, '[');
    for (size_t i = 0; i < m->item_count; i++)
        for (size_t k = 0; rc == ERR_OK && k < m->items[i]->round_count; k++) {
            const struct meeting_round *r =
                m->rounds[m->items[i]->first_round + k];
            if (vote_annulled(&r->vote) == annulled)
                rc = put_round(b, out, m->items[i], r);
        }
    put_close(out, ']');
    return rc;
}

static enum err_code put_agenda(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    enum err_code rc = ERR_OK;
    put_open(out, "agenda", '[');
    for (size_t i = 0; rc == ERR_OK && i < m->item_count; i++) {
        put_open(out, NULL, '{');
        rc = put_motion(b, out, m->items[i]);
        put_bool(out, "withoutVote", meeting_without_vote(m->items[i]));
        put_close(out, '}');
    }
    put_close(out, ']');
    return rc;
}

static void put_members(const struct bundle *b, struct buf *out)
{
    put_open(out, "members", '[');
    for (size_t i = 0; i < b->meeting.seat_count; i++) {
        const struct seat *seat = &b->meeting.seats[i];
        put_open(out, NULL, '{');
        put_text(out, "code", seat->entry.code);
        put_text(out, "kind", member_kind_words[seat->entry.kind]);
        put_text(out, "name", seat->entry.name);
        put_int(out, "inhabitants", seat->entry.inhabitants);
        put_text(out, "referenceDate", seat->entry.reference_date);
        put_int(out, "weight", seat->entry.weight);
        put_bool(out, "attended", seat->attended);
        put_close(out, '}');
    }
    put_close(out, ']');
}

enum err_code bundle_results(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    put_open(out, NULL, '{');
    put_text(out, "program", "stembus " STEMBUS_VERSION);
    put_int(out, "version", b->version);
    put_former(b, out);
    put_journal(b, out);
    put_open(out, "corrections", '[');
    for (size_t i = 0; i < m->round_count; i++)
        if (vote_annulled(&m->rounds[i]->vote))
            put_correction(out, m->rounds[i]);
    put_close(out, ']');
    shape_assembly(out, "assembly", &m->row, b->lines);
    enum err_code rc = put_agenda(b, out);
    if (rc == ERR_OK)
        rc = put_rounds(b, out, "rounds", false);
    if (rc == ERR_OK)
        rc = put_rounds(b, out, "annulled", true);
    put_members(b, out);
    put_close(out, '}');
    return rc;
}
