/* SPDX-License-Identifier: EUPL-1.2 */
/* page_home: the assemblies with published results, and the newest of them at a
 * glance. */
#include <stdlib.h>

#include "engine/chart.h"
#include "engine/page.h"
#include "engine/vote.h"
#include "store/assembly.h"

struct home {
    struct page *page;
    struct db *db;
    struct vote *vote;
    const struct motion_row *motion;
    int64_t assemblies; /* shown until now */
};

/* ---- the newest, at a glance -------------------------------------------- */

static void begin_line(struct page *p, const struct motion *m)
{
    html_raw(p, "<li>\n<span class=\"number\">");
    page_item(p, m->number);
    html_raw(p, "</span>\n<span class=\"subject\">");
}

static void put_shares(struct page *p, const struct vote *v)
{
    const struct option_result *yes = &v->result.options[0];
    const struct option_result *no = &v->result.options[1];
    if (v->row.round.named || yes->percent[0] == '\0')
        return;
    html_raw(p, "<span class=\"shares\">");
    html_share(p, yes->percent);
    html_rawf(p, " %s, ", p->in->words->in_favour);
    html_share(p, no->percent);
    html_rawf(p, " %s</span>\n", p->in->words->against);
}

static enum err_code put_glance(void *cls, int64_t round)
{
    struct home *h = cls;
    struct page *p = h->page;
    struct vote *v = h->vote;
    enum err_code rc = vote_load(h->db, round, v);
    if (rc != ERR_OK || vote_annulled(v))
        return rc;
    begin_line(p, &h->motion->motion);
    html_raw(p, "<a");
    html_href(p, "/results/rounds/%lld", (long long)round);
    html_raw(p, ">");
    html_title(p, h->motion->motion.title);
    html_raw(p, "</a></span>\n");
    vote_verdict(p, vote_outcome(v, h->motion), v->result.adopted_option);
    html_raw(p, "\n");
    put_shares(p, v);
    vote_provisional(p, v);
    chart_small(p, &v->row.round, &v->result);
    html_raw(p, "</li>\n");
    return ERR_OK;
}

static enum err_code put_motion(void *cls, const struct motion_row *row)
{
    struct home *h = cls;
    h->motion = row;
    return row->motion.kind == PRACTICE
               ? ERR_OK
               : round_each_public(h->db, row->motion.id, put_glance, h);
}

/* ---- assemblies --------------------------------------------------------- */

static void put_assembly(struct page *p, const struct assembly *a,
                         const char *level)
{
    html_rawf(p, "<%s><a", level);
    html_href(p, "/results/%lld", (long long)a->id);
    html_raw(p, ">");
    html_title(p, a->title);
    html_rawf(p, "</a></%s>\n<p class=\"facts\">", level);
    html_word(p, text_assembly_kind(a->kind));
    html_raw(p, " · ");
    html_date(p, a->date);
    html_raw(p, ", ");
    html_name(p, a->place);
    html_raw(p, "</p>\n");
}

static enum err_code put_newest(struct home *h, const struct assembly *a,
                                const struct round_counts *n)
{
    struct page *p = h->page;
    html_raw(p, "<section class=\"latest\" aria-labelledby=\"latest\">\n"
                "<h2 id=\"latest\" class=\"section\">");
    html_word(p, TEXT_HOME_LATEST);
    html_raw(p, "</h2>\n");
    put_assembly(p, a, "h3");
    vote_counts(p, n);
    html_raw(p, "<ol class=\"glance\">\n");
    enum err_code rc = motion_each(h->db, a->id, INT64_MAX, 0, put_motion, h);
    html_raw(p, "</ol>\n<p><a class=\"more\"");
    html_href(p, "/results/%lld", (long long)a->id);
    html_raw(p, ">");
    html_word(p, TEXT_HOME_MORE);
    html_raw(p, "</a></p>\n</section>\n");
    return rc;
}

static enum err_code put_any(void *cls, const struct assembly_row *row)
{
    struct home *h = cls;
    struct page *p = h->page;
    struct round_counts counts;
    enum err_code rc = round_count(h->db, row->assembly.id, &counts);
    if (rc != ERR_OK || counts.ever == 0)
        return rc;
    if (++h->assemblies == 1)
        return put_newest(h, &row->assembly, &counts);
    if (h->assemblies == 2) {
        html_raw(p, "<section class=\"earlier\" aria-labelledby=\"earlier\">\n"
                    "<h2 id=\"earlier\" class=\"section\">");
        html_word(p, TEXT_HOME_EARLIER);
        html_raw(p, "</h2>\n<ul class=\"assemblies\">\n");
    }
    html_raw(p, "<li>\n");
    put_assembly(p, &row->assembly, "h3");
    vote_counts(p, &counts);
    html_raw(p, "</li>\n");
    return ERR_OK;
}

enum err_code page_home(struct page *p, struct db *db)
{
    struct home h = { .page = p, .db = db, .vote = malloc(sizeof *h.vote) };
    if (h.vote == NULL)
        return ERR_NO_MEMORY;
    page_begin(p, &(struct head){ .kind = TEXT_HOME_TITLE, .address = "/",
                                  .summary = p->in->texts[TEXT_HOME_LEAD] });
    html_tag(p, "h1", TEXT_HOME_TITLE);
    html_raw(p, "<p class=\"lead\">");
    html_word(p, TEXT_HOME_LEAD);
    html_raw(p, "</p>\n");
    enum err_code rc = assembly_each_newest(db, put_any, &h);
    if (h.assemblies > 1)
        html_raw(p, "</ul>\n</section>\n");
    if (h.assemblies == 0)
        html_tag(p, "p", TEXT_HOME_NONE);
    page_end(p, 0);
    free(h.vote);
    return rc;
}
