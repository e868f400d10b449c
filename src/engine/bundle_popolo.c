/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_popolo: the votes as Popolo has them (popoloproject.com): Event, Motion,
 * VoteEvent with Count and Vote, Organization.  Options are in its own words,
 * weights and the title of a motion beside them. */
#include <stdio.h>

#include "domain/words.h"
#include "engine/bundle.h"

#define VNG "vng"

enum { ID_SIZE = 40 };

static void put_id(struct buf *out, const char *key, const char *kind,
                   int64_t n)
{
    char id[ID_SIZE];
    snprintf(id, sizeof id, "%s/%lld", kind, (long long)n);
    put_text(out, key, id);
}

/* ---- organizations and the event ----------------------------------------------------------- */

static void put_organizations(const struct bundle *b, struct buf *out)
{
    put_open(out, "organizations", '[');
    put_open(out, NULL, '{');
    put_text(out, "id", VNG);
    put_text(out, "name", "Vereniging van Nederlandse Gemeenten");
    put_text(out, "classification", "association");
    put_close(out, '}');
    for (size_t i = 0; i < b->meeting.seat_count; i++) {
        const struct roll_entry *e = &b->meeting.seats[i].entry;
        put_open(out, NULL, '{');
        put_text(out, "id", e->code);
        put_text(out, "name", e->name);
        put_text(out, "classification", member_kind_words[e->kind]);
        put_close(out, '}');
    }
    put_close(out, ']');
}

static void put_events(const struct bundle *b, struct buf *out)
{
    const struct assembly *a = &b->meeting.row.assembly;
    put_open(out, "events", '[');
    put_open(out, NULL, '{');
    put_id(out, "id", "assembly", a->id);
    put_text(out, "name", a->title);
    put_text(out, "classification", assembly_kind_words[a->kind]);
    put_text(out, "start_date", a->date);
    put_text(out, "location", a->place);
    put_text(out, "organization_id", VNG);
    put_close(out, '}');
    put_close(out, ']');
}

/* ---- motions -------------------------------------------------------------------------------- */

static void put_requirement(const struct bundle *b, struct buf *out,
                            const struct meeting_item *item)
{
    char rule[PHRASE_SIZE];
    const struct meeting_round *r = meeting_decisive(&b->meeting, item);
    if (r == NULL)
        return;
    words_rule(&language_english, &r->vote.row.round.majority, rule);
    put_text(out, "requirement", rule);
}

static void put_motion(const struct bundle *b, struct buf *out,
                       const struct meeting_item *item)
{
    const struct motion *m = &item->motion.motion;
    enum outcome outcome = meeting_outcome(&b->meeting, item);
    put_open(out, NULL, '{');
    put_id(out, "id", "motion", m->id);
    put_text(out, "title", m->title);
    put_text(out, "text", m->text[0] != '\0' ? m->text : m->title);
    put_text(out, "identifier", m->number);
    put_text(out, "classification", motion_kind_words[m->kind]);
    put_text(out, "organization_id", VNG);
    put_id(out, "legislative_session_id", "assembly",
           b->meeting.row.assembly.id);
    if (m->mover_count > 0)
        put_text(out, "creator_id", m->movers[0]);
    put_requirement(b, out, item);
    if (outcome != OUTCOME_NONE)
        put_text(out, "result", outcome_words[outcome]);
    put_close(out, '}');
}

/* ---- votes ------------------------------------------------------------------------------------ */

/* In the words of Popolo; a named option keeps its own. */
static const char *option_word(const struct round *r, size_t option)
{
    size_t last = r->option_count - 1;
    if (r->abstain && option == last)
        return "abstain";
    if (option == last - (r->abstain ? 1 : 0))
        return "no";
    return r->named ? r->options[option] : "yes";
}

static void put_count(struct buf *out, const char *option, struct share share)
{
    put_open(out, NULL, '{');
    put_text(out, "option", option);
    put_int(out, "value", share.weight);
    put_int(out, "members", share.members);
    put_close(out, '}');
}

static void put_counts(struct buf *out, const struct vote *v)
{
    const struct result *result = &v->result;
    put_open(out, "counts", '[');
    for (size_t i = 0; i < v->row.round.option_count; i++)
        put_count(out, option_word(&v->row.round, i),
                  (struct share){ result->options[i].weight,
                                  result->options[i].members });
    put_count(out, "not voting", result->not_voted);
    put_count(out, "absent",
              (struct share){
                  result->entitled.weight - result->present.weight,
                  result->entitled.members - result->present.members });
    put_close(out, ']');
}

static void put_vote(struct buf *out, const struct round *r,
                     const struct seat *seat, const struct cast_vote *v)
{
    put_open(out, NULL, '{');
    put_text(out, "voter_id", seat->entry.code);
    put_text(out, "option", v->option >= 0 ? option_word(r, (size_t)v->option)
                            : v->present   ? "not voting"
                                           : "absent");
    put_int(out, "weight", seat->entry.weight);
    put_close(out, '}');
}

static void put_vote_event(const struct bundle *b, struct buf *out,
                           const struct meeting_round *r)
{
    const struct vote *v = &r->vote;
    put_open(out, NULL, '{');
    put_id(out, "id", "round", v->row.round.id);
    put_id(out, "identifier", "round", v->row.round.id);
    put_id(out, "motion_id", "motion", v->row.round.motion);
    put_text(out, "organization_id", VNG);
    put_id(out, "legislative_session_id", "assembly",
           b->meeting.row.assembly.id);
    put_time(out, "start_date", r->story.opened_at);
    put_time(out, "end_date", r->closed.at);
    put_text(out, "result", v->result.outcome == ADOPTED ? "pass" : "fail");
    put_counts(out, v);
    put_open(out, "votes", '[');
    for (size_t i = 0; i < b->meeting.seat_count; i++)
        if (r->votes[i].entitled)
            put_vote(out, &v->row.round, &b->meeting.seats[i], &r->votes[i]);
    put_close(out, ']');
    put_close(out, '}');
}

void bundle_popolo(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    put_open(out, NULL, '{');
    put_organizations(b, out);
    put_events(b, out);
    put_open(out, "motions", '[');
    for (size_t i = 0; i < m->item_count; i++)
        put_motion(b, out, m->items[i]);
    put_close(out, ']');
    put_open(out, "vote_events", '[');
    for (size_t i = 0; i < m->round_count; i++)
        if (!vote_annulled(&m->rounds[i]->vote))
            put_vote_event(b, out, m->rounds[i]);
    put_close(out, ']');
    put_close(out, '}');
}
