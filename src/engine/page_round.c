/* SPDX-License-Identifier: EUPL-1.2 */
/* page_round: one round, down to the vote of every member. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/page.h"
#include "engine/round_parts.h"
#include "engine/voters.h"

struct round_page {
    struct page *page;
    struct db *db;
    struct assembly_row assembly;
    struct motion_row motion;
    struct vote vote, other;
    int64_t others; /* rounds of the same motion, seen until now */
};

/* ---- what may be seen --------------------------------------------------- */

static enum err_code judge(const struct page *p, const struct vote *v,
                           char why[WHY_SIZE])
{
    if (v->row.round.practice)
        return page_refuse(p, why, ERR_NOT_FOUND, TEXT_NO_PRACTICE);
    if (!v->published && vote_annulled(v))
        return page_refuse(p, why, ERR_NOT_FOUND, TEXT_NOT_PUBLIC_ANNULLED);
    if (!v->published)
        return page_refuse(p, why, ERR_NOT_PUBLISHED, TEXT_NOT_PUBLISHED);
    return ERR_OK;
}

static enum err_code load(struct round_page *r, int64_t id, char why[WHY_SIZE])
{
    enum err_code rc = vote_load(r->db, id, &r->vote);
    if (rc == ERR_NOT_FOUND)
        return page_refuse(r->page, why, rc, TEXT_NO_ROUND);
    if (rc == ERR_OK)
        rc = judge(r->page, &r->vote, why);
    if (rc == ERR_OK)
        rc = assembly_get(r->db, r->vote.row.assembly, &r->assembly);
    if (rc == ERR_OK)
        rc = motion_get(r->db, r->vote.row.round.motion, &r->motion);
    return rc;
}

/* ---- head --------------------------------------------------------------- */

static void begin(struct round_page *r)
{
    struct page *p = r->page;
    const struct motion *m = &r->motion.motion;
    const struct sentence *s = &r->vote.result.sentence;
    char address[64], of_assembly[64];
    snprintf(of_assembly, sizeof of_assembly, "/results/%lld",
             (long long)r->assembly.assembly.id);
    snprintf(address, sizeof address, "/results/rounds/%lld",
             (long long)r->vote.row.round.id);
    struct crumb crumbs[] = {
        { "/", p->in->texts[TEXT_NAV_RESULTS], false },
        { of_assembly, r->assembly.assembly.title, true },
        { "", m->title, true },
    };
    page_begin(p, &(struct head){
        .title = m->title, .kind = TEXT_NAV_RESULTS, .address = address,
        .summary = vote_annulled(&r->vote) ? p->in->texts[TEXT_ANNULLED_LONG]
                   : p->in == &edition_dutch ? s->nl : s->en,
        .crumbs = crumbs, .crumb_count = ARRAY_LEN(crumbs), .script = true });
    html_raw(p, "<p class=\"kicker\">");
    html_word(p, text_motion_kind(m->kind));
    html_raw(p, " · ");
    html_say(p, TEXT_ITEM, SAY_NAME(m->number));
    html_raw(p, "</p>\n<h1>");
    html_title(p, m->title);
    html_raw(p, "</h1>\n<p class=\"lead\"><a");
    html_href(p, "%s", of_assembly);
    html_raw(p, ">");
    html_title(p, r->assembly.assembly.title);
    html_raw(p, "</a> · ");
    html_date(p, r->assembly.assembly.date);
    html_raw(p, "</p>\n");
}

/* ---- other rounds of the motion ----------------------------------------- */

static void put_other(struct round_page *r)
{
    struct page *p = r->page;
    html_raw(p, "<li>");
    html_raw(p, "<a");
    html_href(p, "/results/rounds/%lld", (long long)r->other.row.round.id);
    html_raw(p, ">");
    if (vote_annulled(&r->other))
        html_word(p, TEXT_ANNULLED);
    else
        html_word(p, text_outcome(vote_outcome(&r->other, &r->motion)));
    html_raw(p, "</a></li>\n");
}

static enum err_code see_other(void *cls, int64_t id)
{
    struct round_page *r = cls;
    if (id == r->vote.row.round.id)
        return ERR_OK;
    enum err_code rc = vote_load(r->db, id, &r->other);
    if (rc != ERR_OK)
        return rc;
    if (r->others++ == 0) {
        html_raw(r->page, "<section class=\"others\">\n");
        html_tag(r->page, "h2", TEXT_OTHER_ROUNDS);
        html_raw(r->page, "<ul>\n");
    }
    put_other(r);
    return ERR_OK;
}

static enum err_code put_others(struct round_page *r)
{
    enum err_code rc =
        round_each_public(r->db, r->motion.motion.id, see_other, r);
    if (r->others > 0)
        html_raw(r->page, "</ul>\n</section>\n");
    return rc;
}

/* ---- who voted what ----------------------------------------------------- */

static void put_downloads(struct page *p, int64_t round)
{
    if (p->base == NULL)
        return;
    html_raw(p, "<p class=\"downloads\">");
    html_word(p, TEXT_DOWNLOAD);
    html_raw(p, ": <a");
    html_href_data(p, "/results/rounds/%lld/votes.csv", (long long)round);
    html_raw(p, ">");
    html_word(p, TEXT_DOWNLOAD_CSV);
    html_raw(p, "</a> · <a");
    html_href_data(p, "/v1/rounds/%lld/ballots", (long long)round);
    html_raw(p, ">");
    html_word(p, TEXT_DOWNLOAD_JSON);
    html_raw(p, "</a></p>\n");
}

static enum err_code put_votes(struct round_page *r, const char *search,
                               enum vote_sort sort)
{
    struct page *p = r->page;
    struct voters voters;
    enum err_code rc = voters_load(r->db, &r->vote.row, sort, &voters);
    html_raw(p, "<section class=\"voters\">\n");
    html_tag(p, "h2", TEXT_VOTES);
    html_tag(p, "p", TEXT_VOTES_LEAD);
    if (rc == ERR_OK)
        voters_table(p, &voters, search, sort, r->vote.row.assembly);
    put_downloads(p, r->vote.row.round.id);
    html_raw(p, "</section>\n");
    voters_free(&voters);
    return rc;
}

/* ---- the page ----------------------------------------------------------- */

static enum err_code put_annulled(struct round_page *r)
{
    vote_annulment(r->page, &r->vote);
    html_tag(r->page, "p", TEXT_ANNULLED_VOTES);
    enum err_code rc = put_others(r);
    return rc == ERR_OK ? round_story(r->page, r->db, r->vote.row.round.id)
                        : rc;
}

static enum err_code put_valid(struct round_page *r, const char *search,
                               enum vote_sort sort)
{
    struct page *p = r->page;
    html_raw(p, "<div class=\"vote hero\">\n<p>");
    vote_verdict(p, vote_outcome(&r->vote, &r->motion),
                 r->vote.result.adopted_option);
    html_raw(p, "</p>\n");
    vote_figures(p, &r->vote);
    html_raw(p, "</div>\n");
    round_sentence(p, &r->vote);
    html_raw(p, "<div class=\"beside\">\n");
    round_numbers(p, &r->vote);
    enum err_code rc = round_margin(p, r->db, &r->vote);
    if (rc == ERR_OK)
        rc = round_story(p, r->db, r->vote.row.round.id);
    html_raw(p, "</div>\n");
    if (rc == ERR_OK)
        rc = put_others(r);
    return rc == ERR_OK ? put_votes(r, search, sort) : rc;
}

enum err_code page_round(struct page *p, struct db *db, int64_t id,
                         const char *search, enum vote_sort sort,
                         char why[WHY_SIZE])
{
    struct round_page *r = calloc(1, sizeof *r);
    if (r == NULL)
        return ERR_NO_MEMORY;
    r->page = p;
    r->db = db;
    enum err_code rc = load(r, id, why);
    if (rc == ERR_OK) {
        begin(r);
        rc = vote_annulled(&r->vote) ? put_annulled(r)
                                     : put_valid(r, search, sort);
        page_end(p, r->assembly.assembly.id);
    }
    free(r);
    return rc;
}

enum err_code page_round_csv(struct page *p, struct db *db, int64_t id,
                             char why[WHY_SIZE])
{
    struct voters voters = { 0 };
    struct round_page *r = calloc(1, sizeof *r);
    if (r == NULL)
        return ERR_NO_MEMORY;
    r->page = p;
    r->db = db;
    enum err_code rc = load(r, id, why);
    if (rc == ERR_OK && vote_annulled(&r->vote))
        rc = page_refuse(p, why, ERR_NOT_FOUND, TEXT_ANNULLED_VOTES);
    if (rc == ERR_OK)
        rc = voters_load(db, &r->vote.row, SORT_NAME, &voters);
    if (rc == ERR_OK)
        voters_csv(p, &voters, r->motion.motion.number);
    voters_free(&voters);
    free(r);
    return rc;
}
