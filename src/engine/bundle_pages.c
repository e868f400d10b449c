/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_pages: the results for people, with the renderer of the public pages: a
 * page that stands alone, and fragments for a page of somebody else. */
#include <string.h>

#include "engine/bundle.h"
#include "engine/embedded.h"
#include "engine/page.h"
#include "engine/voters.h"

static const char fragment_style[] = "fragment.css";

/* The stylesheets of a page, or that of a fragment. */
static void put_styles(struct buf *out, bool fragment)
{
    struct embedded file;
    for (size_t i = 0; embedded_get(i, &file); i++)
        if (file.style && (strcmp(file.name, fragment_style) == 0) == fragment)
            buf_add(out, file.text, file.len);
}

/* ---- the page ------------------------------------------------------------------------------- */

enum err_code bundle_page(const struct bundle *b, const struct edition *in,
                          struct buf *out)
{
    struct buf style = { 0 };
    char why[WHY_SIZE] = "";
    put_styles(&style, false);
    struct page_bundle of = {
        .root = in == &edition_dutch ? "" : "../", .version = b->version,
        .former = b->former.version, .former_sums = b->former.sums };
    struct page p = { .out = out, .in = in, .style = style.data,
                      .bundle = &of };
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(&style))
        rc = page_assembly(&p, b->db, b->meeting.row.assembly.id, why);
    buf_free(&style);
    return rc;
}

/* ---- fragments --------------------------------------------------------------------------------- */

static void put_sentence(struct page *p, const struct vote *v)
{
    const struct sentence *s = &v->result.sentence;
    html_raw(p, "<p>");
    html_name(p, p->in == &edition_dutch ? s->nl : s->en);
    html_raw(p, "</p>\n");
}

static enum err_code put_round(const struct bundle *b, struct page *p,
                               const struct meeting_item *item,
                               const struct meeting_round *r)
{
    const struct vote *v = &r->vote;
    if (vote_annulled(v)) {
        vote_annulment(p, v);
        return ERR_OK;
    }
    html_raw(p, "<p>");
    vote_verdict(p, vote_outcome(v, &item->motion), v->result.adopted_option);
    html_raw(p, "</p>\n");
    vote_figures(p, v);
    put_sentence(p, v);
    return voters_details(p, b->db, &v->row);
}

enum err_code bundle_fragment(const struct bundle *b, const struct edition *in,
                              const struct meeting_item *item,
                              struct buf *out)
{
    struct page p = { .out = out, .in = in };
    const struct motion *m = &item->motion.motion;
    enum err_code rc = ERR_OK;
    html_rawf(&p, "<section class=\"stembus\" lang=\"%s\">\n<style>\n", in->tag);
    put_styles(out, true);
    html_raw(&p, "</style>\n<h3>");
    html_say(&p, TEXT_ITEM, SAY_NAME(m->number));
    html_raw(&p, ": ");
    html_title(&p, m->title);
    html_raw(&p, "</h3>\n");
    for (size_t i = 0; rc == ERR_OK && i < item->round_count; i++)
        rc = put_round(b, &p, item, b->meeting.rounds[item->first_round + i]);
    if (meeting_without_vote(item)) {
        html_raw(&p, "<p>");
        vote_verdict(&p, item->motion.outcome, "");
        html_raw(&p, "</p>\n");
        html_tag(&p, "p", TEXT_WITHOUT_VOTE);
    }
    html_raw(&p, "</section>\n");
    return rc;
}
