/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_ori: the votes in the words of the VNG's own standard, Open Raads- en
 * Stateninformatie (ORI-A): vergadering, agendapunt, stemming, stem, besluit,
 * aanwezigeDeelnemer, and the words of their lists.  What that standard lacks
 * stands beside it: stemgewicht, keuzeOptie (of named options) and uitkomst. */
#include <stdio.h>

#include "engine/bundle.h"

enum { ID_SIZE = 64 };

static void put_id(struct buf *out, const char *key, const char *kind,
                   int64_t n)
{
    char id[ID_SIZE];
    snprintf(id, sizeof id, "%s-%lld", kind, (long long)n);
    put_text(out, key, id);
}

/* verwijzingGegevens; `name` may be NULL. */
static void put_reference(struct buf *out, const char *key, const char *kind,
                          int64_t n, const char *name)
{
    put_open(out, key, '{');
    put_id(out, "verwijzingID", kind, n);
    if (name != NULL)
        put_text(out, "verwijzingNaam", name);
    put_close(out, '}');
}

static void put_concept(struct buf *out, const char *key, const char *label)
{
    put_open(out, key, '{');
    put_text(out, "begripLabel", label);
    put_close(out, '}');
}

static const char *dutch(enum text text)
{
    return edition_dutch.texts[text];
}

/* ---- vergadering --------------------------------------------------------------------------- */

static int64_t published_last(const struct meeting *m)
{
    int64_t last = 0;
    for (size_t i = 0; i < m->round_count; i++)
        for (size_t k = WHEN_PUBLISHED; k <= WHEN_ANNULLED; k++)
            if (m->rounds[i]->when[k].at > last)
                last = m->rounds[i]->when[k].at;
    return last;
}

static void put_meeting(const struct meeting *m, struct buf *out)
{
    const struct assembly *a = &m->row.assembly;
    put_open(out, "vergadering", '{');
    put_id(out, "ID", "vergadering", a->id);
    put_text(out, "naam", a->title);
    put_text(out, "datum", a->date);
    put_text(out, "locatie", a->place);
    put_text(out, "status", "Gehouden");
    put_time(out, "publicatiedatum", published_last(m));
    put_concept(out, "type", dutch(text_assembly_kind(a->kind)));
    put_concept(out, "overheidsorgaan", "Vereniging van Nederlandse Gemeenten");
    put_close(out, '}');
}

/* ---- agendapunt, besluit --------------------------------------------------------------------- */

static void put_item(const struct meeting *m, struct buf *out,
                     const struct meeting_item *item)
{
    const struct motion *motion = &item->motion.motion;
    enum outcome outcome = meeting_outcome(m, item);
    put_open(out, NULL, '{');
    put_id(out, "ID", "agendapunt", motion->id);
    put_text(out, "naam", motion->title);
    /* The standard wants it to begin with a digit. */
    if (motion->number[0] >= '0' && motion->number[0] <= '9')
        put_text(out, "volgnummer", motion->number);
    put_text(out, "volgnummerWeergave", motion->number);
    if (motion->text[0] != '\0')
        put_text(out, "omschrijving", motion->text);
    put_bool(out, "indicatieHamerstuk", outcome == ACCLAMATION);
    put_bool(out, "indicatieBehandeld", outcome != OUTCOME_NONE);
    put_reference(out, "wordtBehandeldTijdens", "vergadering",
                  m->row.assembly.id, NULL);
    put_text(out, "uitkomst", dutch(text_outcome(outcome)));
    put_close(out, '}');
}

/* BesluitResultaat; NULL for what is no decision of the assembly in its list. */
static const char *decision_word(enum outcome outcome)
{
    switch (outcome) {
    case ADOPTED:
    case ACCLAMATION:
        return "Aangenomen";
    case ADOPTED_AS_AMENDED:
        return "Geamendeerd aangenomen";
    case REJECTED:
        return "Verworpen";
    case HELD:
        return "Aangehouden";
    case OUTCOME_NONE:
    case TAKEN_OVER:
    case WITHDRAWN:
    case LAPSED:
    case NOTED:
    case NO_QUORUM:
    case NO_MAJORITY:
    case OUTCOME_COUNT:
        break;
    }
    return NULL;
}

static void put_decision(const struct meeting *m, struct buf *out,
                         const struct meeting_item *item)
{
    const struct meeting_round *r = meeting_decisive(m, item);
    enum outcome outcome = meeting_outcome(m, item);
    const char *word = decision_word(outcome);
    bool by_vote = r != NULL && !meeting_without_vote(item);
    if (word == NULL)
        return;
    if (by_vote && r->vote.result.outcome == ADOPTED &&
        !r->vote.row.round.named && r->vote.result.options[1].weight == 0)
        word = outcome == ADOPTED ? "Unaniem aangenomen" : word;
    put_open(out, NULL, '{');
    put_id(out, "ID", "besluit", item->motion.motion.id);
    put_text(out, "resultaat", word);
    put_text(out, "toelichting",
             by_vote ? r->vote.result.sentence.nl
                     : dutch(text_outcome(outcome)));
    put_close(out, '}');
}

/* ---- stemming, stem ------------------------------------------------------------------------------ */

static const char *result_word(const struct vote *v)
{
    const struct result *r = &v->result;
    if (!v->row.round.named && r->outcome == REJECTED &&
        r->options[0].weight == r->options[1].weight)
        return "Gelijk";
    return r->outcome == ADOPTED ? "Voor" : "Tegen";
}

static void put_ballot_round(struct buf *out, const struct meeting_item *item,
                             const struct meeting_round *r)
{
    const struct motion *motion = &item->motion.motion;
    enum outcome outcome = vote_outcome(&r->vote, &item->motion);
    put_open(out, NULL, '{');
    put_id(out, "ID", "stemming", r->vote.row.round.id);
    put_text(out, "type", "Hoofdelijk");
    put_text(out, "resultaatMondelingeStemming", result_word(&r->vote));
    put_reference(out, "heeftBetrekkingOpAgendapunt", "agendapunt",
                  motion->id, motion->title);
    if (decision_word(outcome) != NULL)
        put_reference(out, "leidtTotBesluit", "besluit", motion->id, NULL);
    put_close(out, '}');
}

/* KeuzeStemming; NULL for who was there and did not vote: it has no word. */
static const char *choice_word(const struct round *r, const struct cast_vote *v)
{
    int last = (int)r->option_count - 1;
    if (v->option < 0)
        return v->present ? NULL : "Afwezig";
    if (r->abstain && v->option == last)
        return "Onthouden";
    return v->option == last - (r->abstain ? 1 : 0) ? "Tegen" : "Voor";
}

static void put_ballot(struct buf *out, const struct round *r,
                       const struct seat *seat, const struct cast_vote *v)
{
    const char *word = choice_word(r, v);
    if (word == NULL)
        return;
    put_open(out, NULL, '{');
    buf_printf(out, "\"ID\":\"stem-%lld-%s\"", (long long)r->id,
               seat->entry.code);
    put_text(out, "keuzeStemming", word);
    if (r->named && v->option >= 0)
        put_text(out, "keuzeOptie", r->options[v->option]);
    put_reference(out, "gegevenOpStemming", "stemming", r->id, NULL);
    put_open(out, "gegevenDoorDeelnemer", '{');
    put_text(out, "verwijzingID", seat->entry.code);
    put_text(out, "verwijzingNaam", seat->entry.name);
    put_close(out, '}');
    put_int(out, "stemgewicht", seat->entry.weight);
    put_close(out, '}');
}

static void put_participant(struct buf *out, const struct meeting *m,
                            const struct seat *seat)
{
    put_open(out, NULL, '{');
    put_text(out, "ID", seat->entry.code);
    put_text(out, "organisatie", seat->entry.name);
    put_int(out, "stemgewicht", seat->entry.weight);
    put_reference(out, "neemtDeelAanVergadering", "vergadering",
                  m->row.assembly.id, NULL);
    put_close(out, '}');
}

/* ---- the file -------------------------------------------------------------------------------------- */

static void put_votes(const struct meeting *m, struct buf *out)
{
    put_open(out, "stem", '[');
    for (size_t r = 0; r < m->round_count; r++)
        for (size_t i = 0; i < m->seat_count; i++)
            if (m->rounds[r]->votes[i].entitled &&
                !vote_annulled(&m->rounds[r]->vote))
                put_ballot(out, &m->rounds[r]->vote.row.round, &m->seats[i],
                           &m->rounds[r]->votes[i]);
    put_close(out, ']');
}

static void put_rounds(const struct meeting *m, struct buf *out)
{
    put_open(out, "stemming", '[');
    for (size_t i = 0; i < m->item_count; i++)
        for (size_t k = 0; k < m->items[i]->round_count; k++) {
            const struct meeting_round *r =
                m->rounds[m->items[i]->first_round + k];
            if (!vote_annulled(&r->vote))
                put_ballot_round(out, m->items[i], r);
        }
    put_close(out, ']');
}

void bundle_ori(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    put_open(out, NULL, '{');
    put_meeting(m, out);
    put_open(out, "agendapunt", '[');
    for (size_t i = 0; i < m->item_count; i++)
        put_item(m, out, m->items[i]);
    put_close(out, ']');
    put_open(out, "besluit", '[');
    for (size_t i = 0; i < m->item_count; i++)
        put_decision(m, out, m->items[i]);
    put_close(out, ']');
    put_rounds(m, out);
    put_votes(m, out);
    put_open(out, "aanwezigeDeelnemer", '[');
    for (size_t i = 0; i < m->seat_count; i++)
        if (m->seats[i].attended)
            put_participant(out, m, &m->seats[i]);
    put_close(out, ']');
    put_close(out, '}');
}
