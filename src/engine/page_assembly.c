/* SPDX-License-Identifier: EUPL-1.2 */
/* page_assembly: the agenda of one assembly, with the result of each item. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/page.h"
#include "engine/voters.h"
#include "store/assembly.h"

struct agenda {
    struct page *page;
    struct db *db;
    const struct assembly *assembly;
    struct vote *vote;
    struct motion_row *amended;
    const struct motion_row *motion;
    int64_t items, round, rounds; /* of this motion: which, of how many */
};

/* ---- what is put to the assembly ---------------------------------------- */

static enum err_code put_movers(struct agenda *a, const struct motion *m)
{
    struct page *p = a->page;
    char name[NAME_SIZE];
    enum err_code rc = ERR_OK;
    if (m->mover_count == 0)
        return ERR_OK;
    html_raw(p, "<div><dt>");
    html_word(p, TEXT_MOVERS_LABEL);
    html_raw(p, "</dt><dd>");
    for (size_t i = 0; rc == ERR_OK && i < m->mover_count; i++) {
        const char *code = m->movers[i];
        rc = roll_name(a->db, a->assembly->id, code, name);
        bool known = rc == ERR_OK;
        if (rc == ERR_NOT_FOUND) /* a member of the past: by its code */
            rc = ERR_OK;
        html_raw(p, i > 0 ? ", <a" : "<a");
        html_href(p, "/members/%s", code);
        html_raw(p, ">");
        html_name(p, known ? name : code);
        html_raw(p, "</a>");
    }
    html_raw(p, "</dd></div>\n");
    return rc;
}

static enum err_code put_amended(struct agenda *a, const struct motion *m)
{
    struct page *p = a->page;
    if (m->amends == 0)
        return ERR_OK;
    enum err_code rc = motion_get(a->db, m->amends, a->amended);
    if (rc != ERR_OK)
        return rc;
    html_raw(p, "<div><dt>");
    html_word(p, TEXT_AMENDS);
    html_rawf(p, "</dt><dd><a href=\"#item-%lld\">", (long long)m->amends);
    html_name(p, a->amended->motion.number);
    html_raw(p, " ");
    html_title(p, a->amended->motion.title);
    html_raw(p, "</a></dd></div>\n");
    return ERR_OK;
}

static enum err_code put_facts(struct agenda *a, const struct motion *m)
{
    struct page *p = a->page;
    bool advised = m->board_advice != ADVICE_NONE;
    if (m->mover_count == 0 && !advised && m->amends == 0)
        return ERR_OK;
    html_raw(p, "<dl class=\"facts\">\n");
    enum err_code rc = put_movers(a, m);
    if (rc == ERR_OK)
        rc = put_amended(a, m);
    if (advised) {
        html_raw(p, "<div><dt>");
        html_word(p, TEXT_ADVICE_LABEL);
        html_raw(p, "</dt><dd>");
        html_word(p, text_advice(m->board_advice));
        html_raw(p, "</dd></div>\n");
    }
    html_raw(p, "</dl>\n");
    return rc;
}

static void put_full_text(struct page *p, const char *text)
{
    if (text[0] == '\0')
        return;
    html_raw(p, "<details>\n<summary>");
    html_word(p, TEXT_FULL_TEXT);
    html_raw(p, "</summary>\n<div class=\"full-text\">");
    html_title(p, text);
    html_raw(p, "</div>\n</details>\n");
}

/* ---- what became of it -------------------------------------------------- */

static void put_round_link(struct page *p, const struct motion *m,
                           int64_t round)
{
    html_raw(p, "<p><a class=\"more\"");
    html_href(p, "/results/rounds/%lld", (long long)round);
    html_raw(p, "><span aria-hidden=\"true\">");
    html_word(p, TEXT_TO_ROUND);
    html_raw(p, "</span><span class=\"visually-hidden\">");
    html_say(p, TEXT_TO_ROUND_ABOUT, SAY_NAME(m->number), SAY_TITLE(m->title));
    html_raw(p, "</span></a></p>\n");
}

static enum err_code put_vote(void *cls, int64_t round)
{
    struct agenda *a = cls;
    struct page *p = a->page;
    struct vote *v = a->vote;
    enum err_code rc = vote_load(a->db, round, v);
    if (rc != ERR_OK)
        return rc;
    html_raw(p, "<div class=\"vote\">\n");
    if (a->rounds > 1) {
        html_raw(p, "<p class=\"kicker\">");
        html_say(p, TEXT_NTH_ROUND, SAY_INT(a->round), SAY_INT(a->rounds));
        html_raw(p, "</p>\n");
    }
    a->round++;
    if (vote_annulled(v)) {
        vote_annulment(p, v);
    } else {
        html_raw(p, "<p>");
        vote_verdict(p, vote_outcome(v, a->motion), v->result.adopted_option);
        html_raw(p, "</p>\n");
        vote_figures(p, v);
    }
    if (p->base != NULL)
        put_round_link(p, &a->motion->motion, round);
    else if (!vote_annulled(v)) /* no page for each round: they stand here */
        rc = voters_details(a->page, a->db, &v->row);
    html_raw(p, "</div>\n");
    return rc;
}

static enum err_code count_round(void *cls, int64_t round)
{
    struct agenda *a = cls;
    (void)round;
    a->rounds++;
    return ERR_OK;
}

/* An outcome that a vote gives is nobody's business before it is published. */
static bool is_without_vote(enum outcome outcome)
{
    static const uint32_t decisions = BIT(ACCLAMATION) | BIT(TAKEN_OVER) |
                                      BIT(HELD) | BIT(WITHDRAWN) |
                                      BIT(LAPSED) | BIT(NOTED);
    return (decisions & BIT(outcome)) != 0;
}

static enum err_code put_outcome(struct agenda *a)
{
    struct page *p = a->page;
    const struct motion_row *row = a->motion;
    a->rounds = 0;
    a->round = 1;
    enum err_code rc =
        round_each_public(a->db, row->motion.id, count_round, a);
    if (rc == ERR_OK)
        rc = round_each_public(a->db, row->motion.id, put_vote, a);
    if (rc == ERR_OK && is_without_vote(row->outcome)) {
        html_raw(p, "<p>");
        vote_verdict(p, row->outcome, "");
        html_raw(p, "</p>\n<p class=\"aside\">");
        html_word(p, TEXT_WITHOUT_VOTE);
        html_raw(p, "</p>\n");
    } else if (a->rounds == 0) {
        html_raw(p, "<p class=\"aside\">");
        html_word(p, TEXT_NO_RESULT_YET);
        html_raw(p, "</p>\n");
    }
    return rc;
}

static enum err_code put_item(void *cls, const struct motion_row *row)
{
    struct agenda *a = cls;
    struct page *p = a->page;
    const struct motion *m = &row->motion;
    if (m->kind == PRACTICE)
        return ERR_OK;
    if (a->items++ == 0)
        html_raw(p, "<ol class=\"agenda\">\n");
    a->motion = row;
    html_rawf(p, "<li id=\"item-%lld\">\n<p class=\"number\">",
              (long long)m->id);
    page_item(p, m->number);
    html_raw(p, "</p>\n<article>\n<div class=\"item\">\n<p class=\"kicker\">");
    html_word(p, text_motion_kind(m->kind));
    html_raw(p, "</p>\n<h3>");
    html_title(p, m->title);
    html_raw(p, "</h3>\n");
    enum err_code rc = put_facts(a, m);
    if (rc == ERR_OK)
        put_full_text(p, m->text);
    html_raw(p, "</div>\n<div class=\"outcome\">\n");
    if (rc == ERR_OK)
        rc = put_outcome(a);
    html_raw(p, "</div>\n</article>\n</li>\n");
    return rc;
}

/* ---- the page ----------------------------------------------------------- */

static void put_bundle(struct page *p, int64_t id)
{
    if (p->base == NULL)
        return;
    html_raw(p, "<p class=\"downloads\">");
    html_word(p, TEXT_BUNDLE_DOWNLOAD);
    html_raw(p, ": <a");
    html_href_data(p, "/results/%lld/bundle.zip", (long long)id);
    html_raw(p, ">");
    html_word(p, TEXT_BUNDLE_ALL);
    html_raw(p, "</a></p>\n");
}

static void begin(struct page *p, const struct assembly *a,
                  const struct round_counts *counts)
{
    char address[64];
    struct crumb crumbs[] = {
        { "/", p->in->texts[TEXT_NAV_RESULTS], false },
        { "", a->title, true },
    };
    snprintf(address, sizeof address, "/results/%lld", (long long)a->id);
    page_begin(p, &(struct head){
        .title = a->title, .kind = TEXT_NAV_RESULTS, .address = address,
        .crumbs = crumbs, .crumb_count = ARRAY_LEN(crumbs) });
    html_raw(p, "<h1>");
    html_title(p, a->title);
    html_raw(p, "</h1>\n<p class=\"lead\">");
    html_word(p, text_assembly_kind(a->kind));
    html_raw(p, " · ");
    html_date(p, a->date);
    html_raw(p, ", ");
    html_name(p, a->place);
    html_raw(p, "</p>\n");
    vote_counts(p, counts);
    if (counts->ever > 0)
        put_bundle(p, a->id);
    html_raw(p, "<h2 class=\"section\">");
    html_word(p, TEXT_AGENDA);
    html_raw(p, "</h2>\n");
}

static enum err_code put_agenda(struct agenda *a)
{
    struct page *p = a->page;
    struct round_counts counts;
    enum err_code rc = round_count(a->db, a->assembly->id, &counts);
    if (rc != ERR_OK)
        return rc;
    begin(p, a->assembly, &counts);
    rc = motion_each(a->db, a->assembly->id, INT64_MAX, 0,
                                   put_item, a);
    if (a->items > 0)
        html_raw(p, "</ol>\n");
    else
        html_tag(p, "p", TEXT_AGENDA_EMPTY);
    page_end(p, a->assembly->id);
    return rc;
}

enum err_code page_assembly(struct page *p, struct db *db, int64_t id,
                            char why[WHY_SIZE])
{
    struct assembly_row row;
    enum err_code rc = assembly_get(db, id, &row);
    if (rc == ERR_NOT_FOUND)
        return page_refuse(p, why, rc, TEXT_NO_ASSEMBLY);
    if (rc == ERR_OK && row.state == ASSEMBLY_DRAFT)
        return page_refuse(p, why, ERR_NOT_PUBLISHED, TEXT_NOT_CONVENED);
    if (rc != ERR_OK)
        return rc;
    struct agenda a = { .page = p, .db = db, .assembly = &row.assembly,
                        .vote = malloc(sizeof *a.vote),
                        .amended = malloc(sizeof *a.amended) };
    rc = a.vote != NULL && a.amended != NULL ? put_agenda(&a) : ERR_NO_MEMORY;
    free(a.vote);
    free(a.amended);
    return rc;
}
