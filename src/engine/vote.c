/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/vote.h"

#include <string.h>

#include "domain/words.h"
#include "engine/chart.h"
#include "store/cosign.h"

/* ---- from the store ----------------------------------------------------- */

static enum err_code see_move(void *cls, const struct move_row *row)
{
    struct vote *v = cls;
    if (row->kind == RECORD_PUBLISHED)
        v->published = true;
    if (row->kind == RECORD_ANNULMENT)
        memcpy(v->reason, row->move.reason, sizeof v->reason);
    return ERR_OK;
}

enum err_code vote_load(struct db *db, int64_t id, struct vote *out)
{
    struct cosigned cosigned = { 0 };
    out->published = false;
    out->reason[0] = '\0';
    enum err_code rc = round_get(db, id, &out->row);
    if (rc == ERR_OK)
        rc = move_each(db, id, see_move, out);
    if (rc == ERR_OK && out->published)
        rc = result_get(db, id, &out->result);
    if (rc == ERR_OK && out->published)
        rc = cosigned_get(db, out->row.assembly, id, &cosigned);
    out->provisional = cosigned.have < cosigned.needed;
    return rc;
}

bool vote_annulled(const struct vote *v)
{
    return v->row.state == ROUND_STATE_ANNULLED;
}

/* ---- words -------------------------------------------------------------- */

const char *vote_choice_text(const struct edition *in, const struct round *r,
                             int option)
{
    if (option < 0)
        return in->texts[TEXT_NO_BALLOT];
    switch (chart_look(r, (size_t)option)) {
    case LOOK_FOR:
        return in->texts[TEXT_FOR];
    case LOOK_AGAINST:
        return in->texts[r->named ? TEXT_AGAINST_ALL : TEXT_AGAINST];
    case LOOK_ABSTAIN:
        return in->texts[TEXT_ABSTAIN];
    case LOOK_NAMED:
    case LOOK_NOT_VOTED:
        break;
    }
    return r->options[option];
}

void vote_choice(struct page *p, const struct round *r, int option)
{
    const char *text = vote_choice_text(p->in, r, option);
    if (option >= 0 && chart_look(r, (size_t)option) == LOOK_NAMED)
        html_title(p, text);
    else
        html_text(p, text);
}

void vote_mark(struct page *p, const struct round *r, int option,
               enum auth auth)
{
    static const struct {
        const char *class, *sign;
    } looks[] = {
        [LOOK_FOR] = { "for", "✓" },
        [LOOK_AGAINST] = { "against", "✕" },
        [LOOK_ABSTAIN] = { "abstain", "–" },
        [LOOK_NAMED] = { "named", "•" },
        [LOOK_NOT_VOTED] = { "not-voted", "" },
    };
    enum chart_look look =
        option < 0 ? LOOK_NOT_VOTED : chart_look(r, (size_t)option);
    html_rawf(p, "<span class=\"choice %s\">", looks[look].class);
    if (look != LOOK_NOT_VOTED)
        html_rawf(p, "<span class=\"sign\" aria-hidden=\"true\">%s</span> ",
                  looks[look].sign);
    html_raw(p, "<span class=\"word\">");
    vote_choice(p, r, option);
    html_raw(p, "</span>");
    if (option >= 0 && auth == AUTH_GATEWAY) {
        html_raw(p, " <span class=\"mark\">");
        html_word(p, TEXT_GATEWAY_MARK);
        html_raw(p, "</span>");
    }
    html_raw(p, "</span>");
}

int vote_meant_option(const struct round *r, int voted, const char *meant)
{
    int option = round_option(r, meant);
    return option == voted ? -1 : option;
}

void vote_meant(struct page *p, const struct round *r, int meant)
{
    if (meant < 0)
        return;
    html_raw(p, " <span class=\"mark\">");
    html_say(p, TEXT_MEANT_MARK, SAY_NAME(vote_choice_text(p->in, r, meant)));
    html_raw(p, "</span>");
}

void vote_notes(struct page *p, bool gateway, bool missing, bool meant)
{
    if (gateway)
        html_tag(p, "p", TEXT_GATEWAY_NOTE);
    if (missing)
        html_tag(p, "p", TEXT_NO_BALLOT_NOTE);
    if (meant)
        html_tag(p, "p", TEXT_MEANT_NOTE);
}

/* How a verdict looks: which class, and which sign beside the word. */
struct look {
    const char *class, *sign;
};

static struct look look_of(enum outcome outcome)
{
    switch (outcome) {
    case ADOPTED:
    case ADOPTED_AS_AMENDED:
    case ACCLAMATION:
    case TAKEN_OVER:
        return (struct look){ "yes", "✓" };
    case REJECTED:
        return (struct look){ "no", "✕" };
    case OUTCOME_NONE:
    case HELD:
    case WITHDRAWN:
    case LAPSED:
    case NOTED:
    case NO_QUORUM:
    case NO_MAJORITY:
    case OUTCOME_COUNT:
        break;
    }
    return (struct look){ "open", "–" };
}

void vote_verdict(struct page *p, enum outcome outcome, const char *option)
{
    struct look look = look_of(outcome);
    html_rawf(p, "<strong class=\"verdict %s\"><span class=\"sign\" "
              "aria-hidden=\"true\">%s</span> <span>", look.class, look.sign);
    if (option[0] != '\0')
        html_say(p, TEXT_OPTION_ADOPTED, SAY_TITLE(option));
    else
        html_word(p, text_outcome(outcome));
    html_raw(p, "</span></strong>");
}

enum outcome vote_outcome(const struct vote *v, const struct motion_row *m)
{
    if (v->result.outcome == ADOPTED && m->outcome == ADOPTED_AS_AMENDED)
        return ADOPTED_AS_AMENDED;
    return v->result.outcome;
}

void vote_provisional(struct page *p, const struct vote *v)
{
    if (!v->provisional)
        return;
    html_raw(p, "<p class=\"provisional\"><strong>");
    html_word(p, TEXT_PROVISIONAL);
    html_raw(p, "</strong></p>\n");
}

/* ---- figures ------------------------------------------------------------ */

static void put_side(struct page *p, const struct vote *v, size_t option,
                     const char *class, const char *sign)
{
    const struct option_result *o = &v->result.options[option];
    html_rawf(p, "<div class=\"side %s\"><dt><span class=\"sign\" "
              "aria-hidden=\"true\">%s</span> ", class, sign);
    vote_choice(p, &v->row.round, (int)option);
    html_raw(p, "</dt>");
    if (o->percent[0] != '\0') {
        html_raw(p, "<dd class=\"share\">");
        html_share(p, o->percent);
        html_raw(p, "</dd>");
    }
    html_raw(p, "<dd>");
    html_votes(p, o->weight);
    html_raw(p, ", ");
    html_members(p, o->members);
    html_raw(p, "</dd></div>\n");
}

static void put_sides(struct page *p, const struct vote *v)
{
    html_raw(p, "<dl class=\"sides\">\n");
    put_side(p, v, 0, "for", "✓");
    put_side(p, v, 1, "against", "✕");
    html_raw(p, "</dl>\n");
    chart_round(p, &v->row.round, &v->result);
}

static void put_option(struct page *p, const struct vote *v, size_t option)
{
    const struct option_result *o = &v->result.options[option];
    bool adopted = strcmp(o->option, v->result.adopted_option) == 0;
    html_raw(p, adopted ? "<div class=\"option adopted\"><dt>"
                        : "<div class=\"option\"><dt>");
    vote_choice(p, &v->row.round, (int)option);
    html_raw(p, "</dt><dd>");
    if (o->percent[0] != '\0') {
        html_raw(p, "<span class=\"share\">");
        html_share(p, o->percent);
        html_raw(p, "</span> ");
    }
    html_votes(p, o->weight);
    html_raw(p, ", ");
    html_members(p, o->members);
    chart_option(p, &v->row.round, &v->result, option);
    html_raw(p, "</dd></div>\n");
}

static void put_options(struct page *p, const struct vote *v)
{
    const struct round *r = &v->row.round;
    html_raw(p, "<dl class=\"options\">\n");
    for (size_t i = 0; i < r->option_count; i++)
        if (chart_look(r, i) != LOOK_ABSTAIN)
            put_option(p, v, i);
    html_raw(p, "</dl>\n");
}

static void put_needed(struct page *p, const struct vote *v)
{
    char rule[PHRASE_SIZE];
    int64_t base = chart_base(&v->row.round, &v->result).weight;
    if (base == 0) /* of nothing, nothing is needed */
        return;
    words_rule(p->in->words, &v->row.round.majority, rule);
    html_say(p, TEXT_NEEDED, SAY_INT(v->result.needed), SAY_INT(base),
             SAY_TEXT(rule));
}

/* Text with two counts: TEXT_ASIDE_ABSTAIN and its like. */
static void put_aside(struct page *p, enum text text, struct share share)
{
    if (share.members == 0)
        return;
    html_raw(p, " ");
    html_say(p, text, SAY_MEMBERS(share.members), SAY_VOTES(share.weight));
}

void vote_figures(struct page *p, const struct vote *v)
{
    const struct round *r = &v->row.round;
    vote_provisional(p, v);
    html_raw(p, "<div class=\"figures\">\n");
    if (r->named)
        put_options(p, v);
    else
        put_sides(p, v);
    html_raw(p, "<p class=\"aside\">");
    put_needed(p, v);
    if (r->abstain) {
        const struct option_result *o = &v->result.options[r->option_count - 1];
        put_aside(p, TEXT_ASIDE_ABSTAIN, (struct share){ o->weight,
                                                         o->members });
    }
    put_aside(p, TEXT_ASIDE_NOT_VOTED, v->result.not_voted);
    html_raw(p, "</p>\n</div>\n");
}

void vote_counts(struct page *p, const struct round_counts *n)
{
    if (n->now == 0)
        return;
    html_raw(p, "<p class=\"counts\">");
    html_say(p, n->now == 1 ? TEXT_ROUNDS_ONE : TEXT_ROUNDS_MORE,
             SAY_INT(n->now));
    if (n->adopted > 0) {
        html_raw(p, " · ");
        html_say(p, TEXT_ROUNDS_ADOPTED, SAY_INT(n->adopted));
    }
    if (n->rejected > 0) {
        html_raw(p, " · ");
        html_say(p, TEXT_ROUNDS_REJECTED, SAY_INT(n->rejected));
    }
    html_raw(p, "</p>\n");
}

void vote_annulment(struct page *p, const struct vote *v)
{
    const struct sentence *s = &v->result.sentence;
    html_raw(p, "<div class=\"annulled\">\n<p><strong class=\"verdict open\">"
                "<span class=\"sign\" aria-hidden=\"true\">⊘</span> ");
    html_word(p, TEXT_ANNULLED);
    html_raw(p, "</strong></p>\n<p>");
    html_word(p, TEXT_ANNULLED_LONG);
    html_raw(p, " ");
    html_say(p, TEXT_ANNULLED_REASON, SAY_TITLE(v->reason));
    html_raw(p, "</p>\n<p>");
    html_word(p, TEXT_ANNULLED_WAS);
    html_raw(p, " <s>");
    html_name(p, p->in == &edition_dutch ? s->nl : s->en);
    html_raw(p, "</s></p>\n</div>\n");
}
