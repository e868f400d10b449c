/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/votes_csv.h"

#include "base/err.h"

static const char *const key[] = { "round", "code", NULL };
static const struct csv_column columns[] = {
    { "round", "integer", true, "Nummer van de stemming",
      "Number of the round" },
    { "number", "string", false, "Agendapunt", "Agenda item" },
    { "code", "string", true, "Code van het lid", "Code of the member" },
    { "name", "string", true, "Naam van het lid", "Name of the member" },
    { "kind", "string", true, "Soort: municipality (gemeente) of region "
      "(gewest)", "Kind: municipality or region" },
    { "weight", "integer", true, "Stemgewicht: zoveel stemmen heeft het lid",
      "Weight: so many votes the member has" },
    { "choice", "string", false,
      "Keuze: for (voor), against (tegen), abstain (onthouding) of een van de "
      "opties; leeg: geen stem",
      "Choice: for, against, abstain or one of the options; empty: no ballot" },
    { "auth", "string", false,
      "token: het stemkastje bewees zelf wie het was; gateway: een basisstation "
      "stond ervoor in",
      "token: the handset itself proved who it was; gateway: a gateway spoke "
      "for it" },
    { "journal", "integer", false, "Regel van de stem in het logboek",
      "The ballot's line in the journal" },
    { "received_at", "dateTime", false, "Ontvangen", "Received" },
    { "meant", "string", false,
      "Wat het lid na de stemming verklaarde te hebben bedoeld; de uitslag blijft",
      "What the member declared afterwards to have meant; the result stands" },
    { "meant_at", "dateTime", false, "Toen verklaarde het dat",
      "When it declared so" },
};
const struct csv_table votes_table = {
    .name = "votes", .nl = "Hoe elk lid stemde", .en = "How each member voted",
    .key = key, .columns = columns, .count = ARRAY_LEN(columns) };

static void put_ballot(struct csv *c, const struct votes_csv *v)
{
    if (v->option >= 0) {
        csv_text(c, v->round->options[v->option]);
        csv_text(c, auth_words[v->auth]);
        csv_int(c, v->n);
        csv_time(c, v->received_at);
    } else {
        for (int i = 0; i < 4; i++)
            csv_none(c);
    }
}

void votes_csv_row(struct csv *c, const struct votes_csv *v)
{
    csv_int(c, v->round->id);
    csv_text(c, v->number);
    csv_text(c, v->member->code);
    csv_text(c, v->member->name);
    csv_text(c, member_kind_words[v->member->kind]);
    csv_int(c, v->member->weight);
    put_ballot(c, v);
    if (v->meant >= 0) {
        csv_text(c, v->round->options[v->meant]);
        csv_time(c, v->meant_at);
    } else {
        csv_none(c);
        csv_none(c);
    }
    csv_end(c);
}
