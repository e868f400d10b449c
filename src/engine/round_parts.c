/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/round_parts.h"

#include "domain/words.h"
#include "engine/chart.h"
#include "engine/count.h"

/* ---- figures ------------------------------------------------------------ */

static void put_row(struct page *p, const char *percent, struct share share)
{
    html_raw(p, "</th><td>");
    if (percent[0] != '\0')
        html_share(p, percent);
    html_raw(p, "</td><td>");
    html_number(p, share.weight);
    html_raw(p, "</td><td>");
    html_number(p, share.members);
    html_raw(p, "</td></tr>\n");
}

static void put_choice_rows(struct page *p, const struct vote *v)
{
    const struct round *r = &v->row.round;
    for (size_t i = 0; i < r->option_count; i++) {
        const struct option_result *o = &v->result.options[i];
        html_raw(p, "<tr><th scope=\"row\">");
        vote_choice(p, r, (int)i);
        put_row(p, o->percent, (struct share){ o->weight, o->members });
    }
}

static void put_total(struct page *p, enum text text, struct share share)
{
    html_raw(p, "<tr><th scope=\"row\">");
    html_word(p, text);
    put_row(p, "", share);
}

static void put_quorum(struct page *p, const struct vote *v)
{
    const struct quorum *q = &v->row.round.quorum;
    char turnout[PHRASE_SIZE];
    if (q->denominator == 0)
        return;
    words_turnout(p->in->words, q, &v->result, turnout);
    html_raw(p, "<p>");
    html_say(p, v->result.outcome == NO_QUORUM ? TEXT_FIGURES_QUORUM_MISSED
                                               : TEXT_FIGURES_QUORUM_MET,
             SAY_TEXT(turnout));
    html_raw(p, "</p>\n");
}

static void put_rule(struct page *p, const struct vote *v)
{
    char rule[PHRASE_SIZE];
    words_rule(p->in->words, &v->row.round.majority, rule);
    html_raw(p, "<p>");
    html_say(p, TEXT_FIGURES_RULE, SAY_TEXT(rule), SAY_INT(v->result.needed));
    html_raw(p, "</p>\n");
    put_quorum(p, v);
}

void round_numbers(struct page *p, const struct vote *v)
{
    static const enum text columns[] = {
        TEXT_FIGURES_CHOICE, TEXT_FIGURES_SHARE, TEXT_FIGURES_VOTES,
        TEXT_FIGURES_MEMBERS,
    };
    html_raw(p, "<section class=\"numbers\">\n");
    html_tag(p, "h2", TEXT_FIGURES);
    html_raw(p, "<table class=\"numbers\">\n<thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        html_raw(p, "<th scope=\"col\">");
        html_word(p, columns[i]);
        html_raw(p, "</th>");
    }
    html_raw(p, "</tr></thead>\n<tbody>\n");
    put_choice_rows(p, v);
    html_raw(p, "</tbody>\n<tbody>\n");
    put_total(p, TEXT_FIGURES_NOT_VOTED, v->result.not_voted);
    put_total(p, TEXT_FIGURES_PRESENT, v->result.present);
    put_total(p, TEXT_FIGURES_ENTITLED, v->result.entitled);
    html_raw(p, "</tbody>\n</table>\n");
    put_rule(p, v);
    html_raw(p, "</section>\n");
}

/* ---- how robust it is --------------------------------------------------- */

static void put_margin_row(struct page *p, enum text text, int64_t n)
{
    html_raw(p, "<div><dt>");
    html_word(p, text);
    html_raw(p, "</dt><dd>");
    html_number(p, n);
    html_raw(p, "</dd></div>\n");
}

static void put_per_member(struct page *p, const struct vote *v,
                           const struct robustness *margin)
{
    const struct round *r = &v->row.round;
    html_raw(p, "<div><dt>");
    html_word(p, TEXT_MARGIN_PER_MEMBER);
    html_raw(p, "</dt><dd>");
    html_word(p, text_outcome(margin->outcome));
    html_raw(p, " <span class=\"aside\">(");
    for (size_t i = 0; i < r->option_count; i++) {
        if (chart_look(r, i) == LOOK_ABSTAIN)
            continue;
        html_raw(p, i > 0 ? ", " : "");
        vote_choice(p, r, (int)i);
        html_raw(p, "\u00a0");
        html_number(p, margin->chose[i]);
    }
    html_raw(p, ")</span></dd></div>\n");
}

enum err_code round_margin(struct page *p, struct db *db, const struct vote *v)
{
    struct robustness margin;
    enum err_code rc = count_robustness(db, &v->row.round, &margin);
    if (rc != ERR_OK)
        return rc;
    html_raw(p, "<section class=\"margin\">\n");
    html_tag(p, "h2", TEXT_MARGIN);
    if (margin.votes == 0)
        html_tag(p, "p", TEXT_MARGIN_NONE);
    html_raw(p, "<dl>\n");
    if (margin.votes > 0) {
        put_margin_row(p, TEXT_MARGIN_VOTES, margin.votes);
        put_margin_row(p, TEXT_MARGIN_MEMBERS, margin.members);
    }
    put_per_member(p, v, &margin);
    html_raw(p, "</dl>\n</section>\n");
    return ERR_OK;
}

void round_sentence(struct page *p, const struct vote *v)
{
    const struct sentence *s = &v->result.sentence;
    html_raw(p, "<section class=\"minutes\">\n");
    html_tag(p, "h2", TEXT_SENTENCE);
    html_raw(p, "<blockquote><p>");
    html_name(p, p->in == &edition_dutch ? s->nl : s->en);
    html_raw(p, "</p></blockquote>\n</section>\n");
}

/* ---- what happened ------------------------------------------------------ */

/* Of the kinds of lines those that are a move of a round; -1 for the others. */
static int move_text(enum record_kind kind)
{
    static const struct {
        enum record_kind kind;
        enum text text;
    } moves[] = {
        { RECORD_OPEN, TEXT_STORY_OPEN },
        { RECORD_EXTENDED, TEXT_STORY_EXTENDED },
        { RECORD_CLOSED, TEXT_STORY_CLOSED },
        { RECORD_DECLARED, TEXT_STORY_DECLARED },
        { RECORD_CERTIFIED, TEXT_STORY_CERTIFIED },
        { RECORD_PUBLISHED, TEXT_STORY_PUBLISHED },
        { RECORD_ANNULMENT, TEXT_STORY_ANNULMENT },
        { RECORD_ANNULLED, TEXT_STORY_ANNULLED },
    };
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].kind == kind)
            return (int)moves[i].text;
    return -1;
}

static enum err_code put_move(void *cls, const struct move_row *row)
{
    struct page *p = cls;
    int text = move_text(row->kind);
    if (text < 0)
        return ERR_OK;
    html_raw(p, "<li><span class=\"what\">");
    html_word(p, (enum text)text);
    html_raw(p, "</span> ");
    html_time(p, row->at);
    html_raw(p, "</li>\n");
    return ERR_OK;
}

enum err_code round_story(struct page *p, struct db *db, int64_t id)
{
    html_raw(p, "<section class=\"story\">\n");
    html_tag(p, "h2", TEXT_STORY);
    html_raw(p, "<ol>\n");
    enum err_code rc = move_each(db, id, put_move, p);
    html_raw(p, "</ol>\n</section>\n");
    return rc;
}
