/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_csv: rounds, votes and members as tables. */
#include "engine/bundle.h"

#include <stdio.h>

#include "engine/votes_csv.h"

/* ---- rounds ------------------------------------------------------------------------- */

static const char *const rounds_key[] = { "round", NULL };
static const struct csv_column rounds_columns[] = {
    { "round", "integer", true, "Nummer van de stemming",
      "Number of the round" },
    { "motion", "integer", true, "Nummer van wat in stemming kwam",
      "Number of the motion" },
    { "number", "string", false, "Agendapunt", "Agenda item" },
    { "kind", "string", true,
      "Soort: proposal, motion, amendment, advice, appointment of minutes",
      "Kind: proposal, motion, amendment, advice, appointment or minutes" },
    { "title", "string", true, "Titel", "Title" },
    { "state", "string", true,
      "published, of annulled: na publicatie ongeldig verklaard",
      "published, or annulled: after it had been published" },
    { "outcome", "string", false,
      "Besluit: adopted, adopted-as-amended, rejected, no-quorum of "
      "no-majority",
      "Outcome: adopted, adopted-as-amended, rejected, no-quorum or "
      "no-majority" },
    { "adopted_option", "string", false,
      "Bij een keuze uit namen: wat is aangenomen",
      "With named options: the one that is adopted" },
    { "majority", "string", true,
      "De gevraagde meerderheid, als more-than of at-least een breuk van een "
      "basis",
      "The majority asked: more-than or at-least a fraction of a base" },
    { "needed", "integer", false, "Stemmen die daarvoor nodig waren",
      "Votes that were needed for it" },
    { "for_votes", "integer", false, "Stemmen voor", "Votes for" },
    { "for_members", "integer", false, "Leden voor", "Members for" },
    { "for_percent", "decimal", false, "Aandeel voor in procenten",
      "Share for, per cent" },
    { "against_votes", "integer", false,
      "Stemmen tegen; bij een keuze uit namen tegen alle",
      "Votes against; with named options against all" },
    { "against_members", "integer", false, "Leden tegen", "Members against" },
    { "against_percent", "decimal", false, "Aandeel tegen in procenten",
      "Share against, per cent" },
    { "abstain_votes", "integer", false, "Stemmen van wie zich onthield",
      "Votes of those who abstained" },
    { "abstain_members", "integer", false, "Leden die zich onthielden",
      "Members that abstained" },
    { "not_voted_votes", "integer", false, "Stemmen van aanwezige leden die "
      "niet stemden", "Votes of members present that did not vote" },
    { "not_voted_members", "integer", false,
      "Aanwezige leden die niet stemden",
      "Members present that did not vote" },
    { "present_votes", "integer", false, "Stemmen van de aanwezige leden",
      "Votes of the members present" },
    { "present_members", "integer", false, "Aanwezige leden",
      "Members present" },
    { "entitled_votes", "integer", false, "Stemmen van de stemgerechtigde leden",
      "Votes of the entitled members" },
    { "entitled_members", "integer", false, "Stemgerechtigde leden",
      "Entitled members" },
    { "opened_at", "dateTime", true, "Geopend", "Opened" },
    { "closed_at", "dateTime", true, "Gesloten", "Closed" },
    { "declared_at", "dateTime", true, "Vastgesteld door de voorzitter",
      "Declared by the chair" },
    { "certified_at", "dateTime", true,
      "Bekrachtigd door de commissie van stemopneming",
      "Certified by the counting committee" },
    { "published_at", "dateTime", true, "Gepubliceerd", "Published" },
    { "annulled_at", "dateTime", false, "Ongeldig verklaard", "Annulled" },
    { "annulled_reason", "string", false, "Waarom", "Why" },
    { "sentence_nl", "string", false, "De zin voor de notulen",
      "The sentence for the minutes, in Dutch" },
    { "sentence_en", "string", false, "De zin voor de notulen, in het Engels",
      "The sentence for the minutes" },
};
const struct csv_table rounds_table = {
    .name = "rounds", .nl = "Stemmingen met hun uitslag",
    .en = "Rounds with their results", .key = rounds_key,
    .columns = rounds_columns, .count = ARRAY_LEN(rounds_columns) };

static void put_majority(struct csv *c, const struct majority *m)
{
    char text[96];
    snprintf(text, sizeof text, "%s %lld/%lld of %s",
             comparison_words[m->comparison], (long long)m->numerator,
             (long long)m->denominator, base_words[m->base]);
    csv_text(c, text);
}

static void put_share(struct csv *c, struct share share)
{
    csv_int(c, share.weight);
    csv_int(c, share.members);
}

static void put_option(struct csv *c, const struct option_result *o)
{
    put_share(c, (struct share){ o->weight, o->members });
    csv_text(c, o->percent);
}

/* Cells that have no value. */
static void put_nothing(struct csv *c, int count)
{
    while (count-- > 0)
        csv_none(c);
}

static void put_figures(struct csv *c, const struct vote *v)
{
    const struct round *r = &v->row.round;
    const struct result *result = &v->result;
    size_t last = r->option_count - 1, against = last - (r->abstain ? 1 : 0);
    csv_int(c, result->needed);
    if (r->named)
        put_nothing(c, 3);
    else
        put_option(c, &result->options[0]);
    put_option(c, &result->options[against]);
    if (r->abstain)
        put_share(c, (struct share){ result->options[last].weight,
                                     result->options[last].members });
    else
        put_nothing(c, 2);
    put_share(c, result->not_voted);
    put_share(c, result->present);
    put_share(c, result->entitled);
}

static void put_round(struct csv *c, const struct meeting_item *item,
                      const struct meeting_round *r)
{
    const struct motion *m = &item->motion.motion;
    const struct vote *v = &r->vote;
    bool annulled = vote_annulled(v);
    csv_int(c, v->row.round.id);
    csv_int(c, m->id);
    csv_text(c, m->number);
    csv_text(c, motion_kind_words[m->kind]);
    csv_text(c, m->title);
    csv_text(c, round_state_words[v->row.state]);
    csv_text(c, annulled ? "" : outcome_words[vote_outcome(v, &item->motion)]);
    csv_text(c, annulled ? "" : v->result.adopted_option);
    put_majority(c, &v->row.round.majority);
    if (annulled)
        put_nothing(c, 15);
    else
        put_figures(c, v);
    csv_time(c, r->story.opened_at);
    csv_time(c, r->closed.at);
    for (size_t i = 0; i < WHEN_COUNT; i++)
        csv_time(c, r->when[i].at);
    csv_text(c, annulled ? v->reason : "");
    csv_text(c, annulled ? "" : v->result.sentence.nl);
    csv_text(c, annulled ? "" : v->result.sentence.en);
    csv_end(c);
}

/* ---- members ------------------------------------------------------------------------ */

static const char *const members_key[] = { "code", NULL };
static const struct csv_column members_columns[] = {
    { "code", "string", true, "Code van het lid (CBS voor gemeenten)",
      "Code of the member (Statistics Netherlands, for municipalities)" },
    { "kind", "string", true, "Soort: municipality (gemeente) of region "
      "(gewest)", "Kind: municipality or region" },
    { "name", "string", true, "Naam", "Name" },
    { "inhabitants", "integer", true, "Inwoners op de peildatum",
      "Inhabitants on the reference date" },
    { "reference_date", "date", true, "Peildatum", "Reference date" },
    { "weight", "integer", true, "Stemgewicht: het aantal stemmen van het lid",
      "Weight: the member's number of votes" },
    { "attended", "boolean", true, "Of het lid ingecheckt is geweest",
      "Whether the member was checked in" },
};
const struct csv_table members_table = {
    .name = "members", .nl = "Stemregister: de leden met hun stemgewicht",
    .en = "Roll: the members with their weights", .key = members_key,
    .columns = members_columns, .count = ARRAY_LEN(members_columns) };

void bundle_members_csv(const struct bundle *b, struct buf *out)
{
    struct csv c = csv_begin(out, &members_table);
    for (size_t i = 0; i < b->meeting.seat_count; i++) {
        const struct roll_entry *e = &b->meeting.seats[i].entry;
        csv_text(&c, e->code);
        csv_text(&c, member_kind_words[e->kind]);
        csv_text(&c, e->name);
        csv_int(&c, e->inhabitants);
        csv_text(&c, e->reference_date);
        csv_int(&c, e->weight);
        csv_bool(&c, b->meeting.seats[i].attended);
        csv_end(&c);
    }
}

/* ---- all rounds ------------------------------------------------------------------------ */

void bundle_rounds_csv(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    struct csv c = csv_begin(out, &rounds_table);
    for (size_t i = 0; i < m->item_count; i++)
        for (size_t k = 0; k < m->items[i]->round_count; k++)
            put_round(&c, m->items[i],
                      m->rounds[m->items[i]->first_round + k]);
}

static void put_votes(struct csv *c, const struct bundle *b,
                      const struct meeting_item *item,
                      const struct meeting_round *r)
{
    for (size_t i = 0; i < b->meeting.seat_count; i++) {
        const struct cast_vote *v = &r->votes[i];
        if (v->entitled)
            votes_csv_row(c, &(struct votes_csv){
                .number = item->motion.motion.number,
                .round = &r->vote.row.round,
                .member = &b->meeting.seats[i].entry, .option = v->option,
                .auth = v->auth, .n = v->n, .received_at = v->received_at,
                .meant = v->meant, .meant_at = v->meant_at });
    }
}

void bundle_votes_csv(const struct bundle *b, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    struct csv c = csv_begin(out, &votes_table);
    for (size_t i = 0; i < m->item_count; i++)
        for (size_t k = 0; k < m->items[i]->round_count; k++) {
            const struct meeting_round *r =
                m->rounds[m->items[i]->first_round + k];
            if (!vote_annulled(&r->vote))
                put_votes(&c, b, m->items[i], r);
        }
}
