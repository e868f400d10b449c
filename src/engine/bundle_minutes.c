/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_minutes: for each item the paragraph for the minutes, in the form of the
 * minutes of 2016: Voor and Tegen with their members, and what was decided. */
#include <stdio.h>
#include <string.h>

#include "domain/words.h"
#include "engine/bundle.h"
#include "engine/prose.h"

/* ---- what was decided ------------------------------------------------------------------------ */

/* One says differently that a proposal, an appointment and minutes are agreed
 * to. */
enum manner { OF_PROPOSAL, OF_APPOINTMENT, OF_MINUTES };

static enum manner manner_of(enum motion_kind kind)
{
    return kind == APPOINTMENT ? OF_APPOINTMENT
           : kind == MINUTES   ? OF_MINUTES
                               : OF_PROPOSAL;
}

static enum text decision_text(enum outcome outcome, enum manner manner)
{
    static const enum text
        adopted[] = { TEXT_MINUTES_ADOPTED, TEXT_MINUTES_ADOPTED_APPOINTMENT,
                      TEXT_MINUTES_ADOPTED_MINUTES },
        rejected[] = { TEXT_MINUTES_REJECTED, TEXT_MINUTES_REJECTED_APPOINTMENT,
                       TEXT_MINUTES_REJECTED_MINUTES },
        acclaimed[] = { TEXT_MINUTES_ACCLAMATION,
                        TEXT_MINUTES_ACCLAMATION_APPOINTMENT,
                        TEXT_MINUTES_ACCLAMATION_MINUTES };
    switch (outcome) {
    case ADOPTED:
        return adopted[manner];
    case REJECTED:
        return rejected[manner];
    case ACCLAMATION:
        return acclaimed[manner];
    case ADOPTED_AS_AMENDED:
        return TEXT_MINUTES_AMENDED;
    case TAKEN_OVER:
        return TEXT_MINUTES_TAKEN_OVER;
    case HELD:
        return TEXT_MINUTES_HELD;
    case WITHDRAWN:
        return TEXT_MINUTES_WITHDRAWN;
    case LAPSED:
        return TEXT_MINUTES_LAPSED;
    case NOTED:
        return TEXT_MINUTES_NOTED;
    case NO_QUORUM:
    case NO_MAJORITY:
        return TEXT_MINUTES_NOTHING;
    case OUTCOME_NONE:
    case OUTCOME_COUNT:
        break;
    }
    return TEXT_MINUTES_NOT_YET;
}

/* The texts stand in the order of the kinds in the model. */
static enum text the_kind(enum motion_kind kind)
{
    static const enum text texts[] = {
        [PROPOSAL] = TEXT_MINUTES_THE_PROPOSAL,
        [MOTION] = TEXT_MINUTES_THE_MOTION,
        [AMENDMENT] = TEXT_MINUTES_THE_AMENDMENT,
        [ADVICE] = TEXT_MINUTES_THE_ADVICE,
        [APPOINTMENT] = TEXT_MINUTES_THE_APPOINTMENT,
        [MINUTES] = TEXT_MINUTES_THE_MINUTES,
    };
    must(kind != PRACTICE);
    return texts[kind];
}

static enum text by_whom(enum assembly_kind kind)
{
    return kind == ALV    ? TEXT_MINUTES_BY_ALV
           : kind == BALV ? TEXT_MINUTES_BY_BALV
                          : TEXT_MINUTES_BY_CONSULTATION;
}

/* The option that was adopted, in the language's quotation marks. */
static void quote_option(const struct edition *in, const char *option,
                         struct buf *out)
{
    struct prose p = { out, in };
    prose_raw(&p, in->words->open_quote);
    prose_name(&p, option);
    prose_raw(&p, in->words->close_quote);
}

static void put_decision(struct prose *p, const struct meeting *m,
                         const struct meeting_item *item)
{
    const struct motion *motion = &item->motion.motion;
    const struct meeting_round *r = meeting_decisive(m, item);
    enum outcome outcome = meeting_outcome(m, item);
    enum text text = decision_text(outcome, manner_of(motion->kind));
    const char *what = p->in->texts[the_kind(motion->kind)];
    struct buf option = { 0 };
    bool chosen = outcome == ADOPTED && r != NULL && r->vote.row.round.named;
    if (chosen) {
        quote_option(p->in, r->vote.result.adopted_option, &option);
        text = TEXT_MINUTES_OPTION;
        what = buf_ok(&option) ? option.data : "";
        p->out->failed |= !buf_ok(&option);
    }
    prose_raw(p, "**");
    prose_word(p, TEXT_MINUTES_DECISION);
    prose_raw(p, ":** ");
    prose_say(p, text, p->in->texts[by_whom(m->row.assembly.kind)], what);
    prose_raw(p, "\n\n");
    buf_free(&option);
}

/* ---- who voted what ---------------------------------------------------------------------------- */

/* The members that chose one thing: an option, or, with -1, those that were
 * there and did not vote. */
static void put_names(struct prose *p, const struct meeting *m,
                      const struct meeting_round *r, int option)
{
    const char *before = ": ";
    for (size_t i = 0; i < m->seat_count; i++) {
        const struct cast_vote *v = &r->votes[m->by_name[i]];
        if (!v->entitled || v->option != option || (option < 0 && !v->present))
            continue;
        prose_raw(p, before);
        prose_name(p, m->seats[m->by_name[i]].entry.name);
        before = ", ";
    }
    prose_raw(p, ".\n\n");
}

static void put_camp(struct prose *p, const struct meeting *m,
                     const struct meeting_round *r, size_t option)
{
    const struct option_result *o = &r->vote.result.options[option];
    const struct round *round = &r->vote.row.round;
    char share[PHRASE_SIZE];
    prose_raw(p, "**");
    prose_name(p, vote_choice_text(p->in, round, (int)option));
    prose_raw(p, ":** ");
    if (o->percent[0] != '\0') {
        words_share(p->in->words, o->percent, share);
        prose_raw(p, share);
        prose_raw(p, " ");
    }
    prose_share(p, (struct share){ o->weight, o->members });
    put_names(p, m, r, (int)option);
}

/* Who declared afterwards to have meant what. */
static void put_meant(struct prose *p, const struct meeting *m,
                      const struct meeting_round *r)
{
    const char *before = ":** ";
    for (size_t i = 0; i < m->seat_count; i++) {
        const struct cast_vote *v = &r->votes[m->by_name[i]];
        if (v->meant < 0)
            continue;
        if (before[0] == ':') {
            prose_raw(p, "**");
            prose_word(p, TEXT_MINUTES_MEANT);
        }
        prose_raw(p, before);
        prose_name(p, m->seats[m->by_name[i]].entry.name);
        prose_raw(p, " (");
        prose_name(p, vote_choice_text(p->in, &r->vote.row.round, v->meant));
        prose_raw(p, ")");
        before = ", ";
    }
    prose_raw(p, before[0] == ':' ? "" : ".\n\n");
}

static void put_round(struct prose *p, const struct meeting *m,
                      const struct meeting_round *r)
{
    const struct result *result = &r->vote.result;
    for (size_t i = 0; i < r->vote.row.round.option_count; i++)
        put_camp(p, m, r, i);
    if (result->not_voted.members > 0) {
        prose_raw(p, "**");
        prose_word(p, TEXT_MINUTES_NOT_VOTED);
        prose_raw(p, ":** ");
        prose_share(p, result->not_voted);
        put_names(p, m, r, -1);
    }
    put_meant(p, m, r);
    prose_name(p, p->in == &edition_dutch ? result->sentence.nl
                                          : result->sentence.en);
    prose_raw(p, "\n\n");
}

static void put_annulled(struct prose *p, const struct meeting_round *r)
{
    char number[24];
    snprintf(number, sizeof number, "%lld",
             (long long)r->vote.row.round.id);
    prose_say(p, TEXT_MINUTES_ANNULLED, number, "");
    if (r->vote.reason[0] != '\0') {
        struct buf reason = { 0 };
        struct prose quoted = { &reason, p->in };
        prose_name(&quoted, r->vote.reason);
        prose_raw(p, " ");
        prose_say(p, TEXT_ANNULLED_REASON, buf_ok(&reason) ? reason.data : "",
                  "");
        p->out->failed |= !buf_ok(&reason);
        buf_free(&reason);
    }
    prose_raw(p, "\n\n");
}

/* ---- an item ------------------------------------------------------------------------------------ */

static void put_movers(struct prose *p, const struct meeting *m,
                       const struct motion *motion)
{
    for (size_t i = 0; i < motion->mover_count; i++) {
        const struct seat *seat = meeting_seat(m, motion->movers[i]);
        if (i > 0)
            prose_raw(p, ", ");
        /* A member of the past: by its code. */
        prose_name(p, seat != NULL ? seat->entry.name : motion->movers[i]);
    }
}

static void put_facts(struct prose *p, const struct meeting *m,
                      const struct motion *motion)
{
    prose_word(p, text_motion_kind(motion->kind));
    prose_raw(p, ".");
    if (motion->mover_count > 0) {
        prose_raw(p, " ");
        prose_word(p, TEXT_MOVERS_LABEL);
        prose_raw(p, ": ");
        put_movers(p, m, motion);
        prose_raw(p, ".");
    }
    if (motion->board_advice != ADVICE_NONE) {
        prose_raw(p, " ");
        prose_word(p, TEXT_ADVICE_LABEL);
        prose_raw(p, ": ");
        prose_word(p, text_advice(motion->board_advice));
        prose_raw(p, ".");
    }
    prose_raw(p, "\n\n");
}

void bundle_item_text(const struct bundle *b, const struct edition *in,
                      const struct meeting_item *item, struct buf *out)
{
    const struct meeting *m = &b->meeting;
    const struct motion *motion = &item->motion.motion;
    struct prose p = { out, in };
    struct buf number = { 0 };
    struct prose numbered = { &number, in };
    prose_name(&numbered, motion->number);
    prose_raw(&p, "## ");
    prose_say(&p, TEXT_ITEM, buf_ok(&number) && number.len > 0 ? number.data
                                                               : "", "");
    prose_raw(&p, ": ");
    prose_name(&p, motion->title);
    prose_raw(&p, "\n\n");
    put_facts(&p, m, motion);
    for (size_t i = 0; i < item->round_count; i++) {
        const struct meeting_round *r = m->rounds[item->first_round + i];
        if (vote_annulled(&r->vote))
            put_annulled(&p, r);
        else
            put_round(&p, m, r);
    }
    put_decision(&p, m, item);
    out->failed |= !buf_ok(&number);
    buf_free(&number);
}

/* ---- the whole ----------------------------------------------------------------------------------- */

static void put_version(struct prose *p, const struct bundle *b)
{
    char version[24], former[24];
    snprintf(version, sizeof version, "%lld", (long long)b->version);
    snprintf(former, sizeof former, "%lld", (long long)b->former.version);
    prose_say(p, b->former.version > 0 ? TEXT_MINUTES_REPLACES
                                       : TEXT_MINUTES_VERSION,
              version, former);
    if (b->former.version > 0) {
        prose_raw(p, " (SHA256SUMS: `");
        prose_raw(p, b->former.sums);
        prose_raw(p, "`)");
    }
    prose_raw(p, "\n\n");
}

static void put_head(struct prose *p, const struct assembly *a,
                     enum text title)
{
    prose_raw(p, "# ");
    prose_name(p, a->title);
    prose_raw(p, "\n\n");
    prose_word(p, title);
    prose_raw(p, ". ");
    prose_word(p, text_assembly_kind(a->kind));
    prose_raw(p, ", ");
    prose_date(p, a->date);
    prose_raw(p, ", ");
    prose_name(p, a->place);
    prose_raw(p, ".\n\n");
}

void bundle_minutes(const struct bundle *b, const struct edition *in,
                    struct buf *out)
{
    struct prose p = { out, in };
    put_head(&p, &b->meeting.row.assembly, TEXT_MINUTES_TITLE);
    prose_word(&p, TEXT_MINUTES_LEAD);
    prose_raw(&p, " ");
    put_version(&p, b);
    for (size_t i = 0; i < b->meeting.item_count; i++)
        bundle_item_text(b, in, b->meeting.items[i], out);
}

enum err_code bundle_extract(struct bundle *b, const struct edition *in,
                             int64_t motion, struct buf *out, struct err *err)
{
    const struct meeting *m = &b->meeting;
    const struct meeting_item *item = NULL;
    struct prose p = { out, in };
    struct buf at = { 0 };
    struct prose when = { &at, in };
    char lines[PHRASE_SIZE];
    for (size_t i = 0; i < m->item_count; i++)
        if (m->items[i]->motion.motion.id == motion)
            item = m->items[i];
    if (item == NULL)
        return err_set(err, ERR_NOT_FOUND,
                       "assembly %lld has no motion %lld",
                       (long long)m->row.assembly.id, (long long)motion);
    if (meeting_outcome(m, item) == OUTCOME_NONE)
        return err_set(err, ERR_NOT_PUBLISHED,
                       "nothing is published about motion %lld",
                       (long long)motion);
    put_head(&p, &m->row.assembly, TEXT_MINUTES_EXTRACT);
    bundle_item_text(b, in, item, out);
    prose_quote(&p, item->motion.motion.text);
    prose_raw(&p, item->motion.motion.text[0] != '\0' ? "\n" : "");
    prose_time(&when, b->last_at);
    words_number(in->words, b->lines, lines);
    prose_say(&p, TEXT_MINUTES_EXTRACT_JOURNAL, buf_ok(&at) ? at.data : "",
              lines);
    prose_raw(&p, "\n");
    buf_free(&at);
    return buf_ok(out) ? ERR_OK : ERR_NO_MEMORY;
}
