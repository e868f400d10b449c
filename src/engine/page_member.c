/* SPDX-License-Identifier: EUPL-1.2 */
/* page_member: one member, with its weights and its votes through the years. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/chart.h"
#include "engine/page.h"
#include "engine/receipt.h"
#include "engine/vote.h"
#include "store/assembly.h"
#include "store/cosign.h"
#include "store/register.h"
#include "store/votes.h"

struct member_page {
    struct page *page;
    struct db *db;
    const char *code;
    struct member *periods;
    size_t period_count;
    struct roll_of_member *rolls; /* by the date of the assembly */
    size_t roll_count;
    struct vote vote;
    const struct roll_of_member *roll;
    const struct motion_row *motion;
    int64_t votes; /* of the assembly at hand */
    bool any;      /* votes at all */
    bool gateway, missing, meant; /* to be explained */
};

/* ---- from the store ----------------------------------------------------- */

static enum err_code add_period(void *cls, const struct member *m)
{
    struct member_page *mp = cls;
    struct member *more =
        realloc(mp->periods, (mp->period_count + 1) * sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    mp->periods = more;
    mp->periods[mp->period_count++] = *m;
    return ERR_OK;
}

static enum err_code add_roll(void *cls, const struct roll_of_member *row)
{
    struct member_page *mp = cls;
    struct roll_of_member *more =
        realloc(mp->rolls, (mp->roll_count + 1) * sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    mp->rolls = more;
    mp->rolls[mp->roll_count++] = *row;
    return ERR_OK;
}

static enum err_code load(struct member_page *mp, char why[WHY_SIZE])
{
    enum err_code rc = register_periods(mp->db, mp->code, add_period, mp);
    if (rc == ERR_OK && mp->period_count == 0)
        return page_refuse(mp->page, why, ERR_NOT_FOUND, TEXT_NO_MEMBER);
    if (rc == ERR_OK)
        rc = roll_each_of(mp->db, mp->code, add_roll, mp);
    return rc;
}

/* Names change; the last one is how it is known. */
static const struct member *latest(const struct member_page *mp)
{
    return &mp->periods[mp->period_count - 1];
}

/* ---- who it is ---------------------------------------------------------- */

static void put_validity(struct page *p, const struct member *m)
{
    bool from = m->valid_from[0] != '\0', until = m->valid_until[0] != '\0';
    if (from && until)
        html_say(p, TEXT_PERIOD_BETWEEN, SAY_DATE(m->valid_from),
                 SAY_DATE(m->valid_until));
    else if (from)
        html_say(p, TEXT_PERIOD_SINCE, SAY_DATE(m->valid_from));
    else if (until)
        html_say(p, TEXT_PERIOD_UNTIL, SAY_DATE(m->valid_until));
    else
        html_word(p, TEXT_PERIOD_ALWAYS);
}

static void put_periods(struct member_page *mp)
{
    struct page *p = mp->page;
    html_raw(p, "<dl class=\"facts\">\n<div><dt>");
    html_word(p, TEXT_PERIODS);
    html_raw(p, "</dt>");
    for (size_t i = 0; i < mp->period_count; i++) {
        const struct member *m = &mp->periods[i];
        html_raw(p, "<dd>");
        if (mp->period_count > 1) {
            html_name(p, m->name);
            html_raw(p, " (");
            html_word(p, text_member_kind(m->kind));
            html_raw(p, "), ");
        }
        put_validity(p, m);
        html_raw(p, "</dd>");
    }
    html_raw(p, "</div>\n</dl>\n");
}

static void begin(struct member_page *mp)
{
    struct page *p = mp->page;
    const struct member *m = latest(mp);
    char address[64];
    struct crumb crumbs[] = {
        { "/members", p->in->texts[TEXT_NAV_MEMBERS], false },
        { "", m->name, false },
    };
    snprintf(address, sizeof address, "/members/%s", mp->code);
    page_begin(p, &(struct head){
        .title = m->name, .kind = TEXT_NAV_MEMBERS, .address = address,
        .crumbs = crumbs, .crumb_count = ARRAY_LEN(crumbs) });
    html_raw(p, "<p class=\"kicker\">");
    html_word(p, text_member_kind(m->kind));
    html_rawf(p, " · %s</p>\n<h1>", mp->code);
    html_name(p, m->name);
    html_raw(p, "</h1>\n");
    put_periods(mp);
}

/* ---- weights ------------------------------------------------------------ */

static void put_weight_row(struct page *p, const struct roll_of_member *r)
{
    const struct roll_entry *e = &r->entry;
    html_raw(p, "<tr><th scope=\"row\"><a");
    html_href(p, "/results/%lld", (long long)r->assembly);
    html_raw(p, ">");
    html_title(p, r->title);
    html_raw(p, "</a> <span class=\"code\">");
    html_date(p, r->date);
    html_raw(p, "</span></th><td class=\"number\">");
    html_number(p, e->inhabitants);
    html_raw(p, " <span class=\"code\">");
    html_date(p, e->reference_date);
    html_raw(p, "</span></td><td class=\"number\">");
    html_number(p, e->weight);
    html_raw(p, "</td></tr>\n");
}

static void put_weight_table(struct member_page *mp)
{
    static const enum text columns[] = {
        TEXT_COLUMN_ASSEMBLY, TEXT_COLUMN_REFERENCE, TEXT_COLUMN_WEIGHT,
    };
    struct page *p = mp->page;
    html_raw(p, "<table class=\"weights\">\n<thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        html_raw(p, "<th scope=\"col\">");
        html_word(p, columns[i]);
        html_raw(p, "</th>");
    }
    html_raw(p, "</tr></thead>\n<tbody>\n");
    for (size_t i = mp->roll_count; i-- > 0;)
        put_weight_row(p, &mp->rolls[i]);
    html_raw(p, "</tbody>\n</table>\n");
}

/* With more than one assembly a chart shows how the weight went. */
static enum err_code put_steps(struct member_page *mp)
{
    struct page *p = mp->page;
    size_t last = mp->roll_count - 1;
    if (mp->roll_count < 2)
        return ERR_OK;
    struct step *steps = calloc(mp->roll_count, sizeof *steps);
    if (steps == NULL)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < mp->roll_count; i++)
        steps[i] = (struct step){ mp->rolls[i].entry.weight,
                                  mp->rolls[i].date };
    html_raw(p, "<svg class=\"chart steps\" width=\"100%\" height=\"7.5em\" "
                "role=\"img\" aria-label=\"");
    p->plain = true;
    html_say(p, TEXT_WEIGHTS_CHART, SAY_INT(steps[0].weight),
             SAY_DATE(steps[0].date), SAY_INT(steps[last].weight),
             SAY_DATE(steps[last].date));
    p->plain = false;
    html_raw(p, "\">\n");
    chart_steps(p, steps, mp->roll_count);
    html_raw(p, "</svg>\n");
    free(steps);
    return ERR_OK;
}

static enum err_code put_weights(struct member_page *mp)
{
    struct page *p = mp->page;
    enum err_code rc = ERR_OK;
    html_raw(p, "<section class=\"weights\">\n");
    html_tag(p, "h2", TEXT_WEIGHTS);
    html_tag(p, "p", mp->roll_count > 0 ? TEXT_WEIGHTS_LEAD
                                        : TEXT_WEIGHTS_NONE);
    if (mp->roll_count > 0) {
        rc = put_steps(mp);
        put_weight_table(mp);
    }
    html_raw(p, "</section>\n");
    return rc;
}

/* ---- votes -------------------------------------------------------------- */

static void begin_votes(struct member_page *mp)
{
    struct page *p = mp->page;
    html_raw(p, "<h3><a");
    html_href(p, "/results/%lld", (long long)mp->roll->assembly);
    html_raw(p, ">");
    html_title(p, mp->roll->title);
    html_raw(p, "</a></h3>\n<p class=\"facts\">");
    html_date(p, mp->roll->date);
    html_raw(p, "</p>\n<ol class=\"own\">\n");
}

/* A label for who hears the page; who sees it has the column. */
static void put_label(struct page *p, enum text text)
{
    html_raw(p, "<span class=\"visually-hidden\">");
    html_word(p, text);
    html_raw(p, ": </span>");
}

/* What the member declared afterwards to have meant, unless it is the same. */
static enum err_code put_meant(struct member_page *mp, const char *choice)
{
    const struct round *r = &mp->vote.row.round;
    char meant[OPTION_SIZE];
    enum err_code rc = correction_standing(mp->db, r->id, mp->code, meant);
    if (rc != ERR_OK)
        return rc == ERR_NOT_FOUND ? ERR_OK : rc;
    int option = vote_meant_option(r, round_option(r, choice), meant);
    vote_meant(mp->page, r, option);
    mp->meant |= option >= 0;
    return ERR_OK;
}

static enum err_code put_own(struct member_page *mp)
{
    struct page *p = mp->page;
    const struct round *r = &mp->vote.row.round;
    const struct motion *m = &mp->motion->motion;
    struct ballot_row ballot;
    enum err_code rc = ballot_standing_of(mp->db, r->id, mp->code, &ballot);
    bool voted = rc == ERR_OK;
    if (rc != ERR_OK && rc != ERR_NOT_FOUND)
        return rc;
    if (mp->votes++ == 0)
        begin_votes(mp);
    mp->any = true;
    mp->missing |= !voted;
    mp->gateway |= voted && ballot.ballot.auth == AUTH_GATEWAY;
    html_raw(p, "<li>\n<span class=\"item-number\">");
    page_item(p, m->number);
    html_raw(p, "</span>\n<a");
    html_href(p, "/results/rounds/%lld", (long long)r->id);
    html_raw(p, ">");
    html_title(p, m->title);
    html_raw(p, "</a>\n<span>");
    put_label(p, TEXT_OWN_VOTE);
    vote_mark(p, r, voted ? round_option(r, ballot.ballot.choice) : -1,
              voted ? ballot.ballot.auth : AUTH_TOKEN);
    if (voted)
        rc = put_meant(mp, ballot.ballot.choice);
    html_raw(p, "</span>\n<span>");
    put_label(p, TEXT_OWN_OUTCOME);
    vote_verdict(p, vote_outcome(&mp->vote, mp->motion), "");
    html_raw(p, "</span>\n</li>\n");
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err_code see_round(void *cls, int64_t id)
{
    struct member_page *mp = cls;
    enum err_code rc = vote_load(mp->db, id, &mp->vote);
    bool entitled = (mp->vote.row.round.entitled_kinds &
                     BIT(mp->roll->entry.kind)) != 0;
    if (rc != ERR_OK || vote_annulled(&mp->vote) || !entitled)
        return rc;
    return put_own(mp);
}

static enum err_code see_motion(void *cls, const struct motion_row *row)
{
    struct member_page *mp = cls;
    mp->motion = row;
    return round_each_public(mp->db, row->motion.id, see_round, mp);
}

static enum err_code put_votes(struct member_page *mp)
{
    struct page *p = mp->page;
    enum err_code rc = ERR_OK;
    html_raw(p, "<section class=\"votes\">\n");
    html_tag(p, "h2", TEXT_MEMBER_VOTES);
    for (size_t i = mp->roll_count; rc == ERR_OK && i-- > 0;) {
        mp->roll = &mp->rolls[i];
        mp->votes = 0;
        rc = motion_each(mp->db, mp->roll->assembly, INT64_MAX, 0, see_motion,
                         mp);
        if (mp->votes > 0)
            html_raw(p, "</ol>\n");
    }
    if (!mp->any)
        html_tag(p, "p", TEXT_MEMBER_VOTES_NONE);
    html_raw(p, "<div class=\"notes\">\n");
    vote_notes(p, mp->gateway, mp->missing, mp->meant);
    html_raw(p, "</div>\n");
    html_raw(p, "</section>\n");
    return rc;
}

/* ---- the receipt -------------------------------------------------------- */

static void put_assemblies(struct member_page *mp, int64_t chosen)
{
    struct page *p = mp->page;
    html_raw(p, "<select id=\"assembly\" name=\"assembly\">\n");
    for (size_t i = mp->roll_count; i-- > 0;) {
        const struct roll_of_member *r = &mp->rolls[i];
        html_rawf(p, "<option value=\"%lld\"%s>", (long long)r->assembly,
                  r->assembly == chosen ? " selected" : "");
        p->plain = true; /* an option holds no elements */
        html_name(p, r->title);
        html_raw(p, ", ");
        html_date(p, r->date);
        p->plain = false;
        html_raw(p, "</option>\n");
    }
    html_raw(p, "</select>\n");
}

static void put_receipt_form(struct member_page *mp, int64_t assembly,
                             int64_t line)
{
    struct page *p = mp->page;
    html_tag(p, "p", TEXT_RECEIPT_LEAD);
    html_raw(p, "<form class=\"filter\" method=\"get\" action=\"#receipt\">\n"
                "<div class=\"field grows\"><label for=\"assembly\">");
    html_word(p, TEXT_COLUMN_ASSEMBLY);
    html_raw(p, "</label>\n");
    put_assemblies(mp, assembly);
    html_raw(p, "</div>\n<div class=\"field\"><label for=\"journal\">");
    html_word(p, TEXT_RECEIPT_NUMBER);
    html_raw(p, "</label>\n<input id=\"journal\" name=\"journal\" "
                "type=\"text\" inputmode=\"numeric\" pattern=\"[0-9]{1,15}\" "
                "autocomplete=\"off\" required");
    if (line >= 0)
        html_rawf(p, " value=\"%lld\"", (long long)line);
    html_raw(p, "></div>\n<div class=\"field\"><button type=\"submit\">");
    html_word(p, TEXT_RECEIPT_CHECK);
    html_raw(p, "</button></div>\n</form>\n");
}

static enum err_code put_receipt(struct member_page *mp, int64_t assembly,
                                 int64_t line)
{
    struct page *p = mp->page;
    enum err_code rc = ERR_OK;
    if (mp->roll_count == 0 || p->base == NULL)
        return ERR_OK;
    html_raw(p, "<section class=\"receipts\" id=\"receipt\">\n");
    html_tag(p, "h2", TEXT_RECEIPT);
    put_receipt_form(mp, assembly, line);
    if (assembly != 0 && line >= 0)
        rc = receipt_show(p, mp->db, &(struct receipt_asked){
            .code = mp->code, .name = latest(mp)->name,
            .assembly = assembly, .line = line });
    html_raw(p, "</section>\n");
    return rc;
}

/* ---- the page ----------------------------------------------------------- */

static enum err_code put_page(struct member_page *mp, int64_t assembly,
                              int64_t line)
{
    begin(mp);
    enum err_code rc = put_votes(mp);
    if (rc == ERR_OK)
        rc = put_weights(mp);
    if (rc == ERR_OK)
        rc = put_receipt(mp, assembly, line);
    page_end(mp->page, 0);
    return rc;
}

enum err_code page_member(struct page *p, struct db *db, const char *code,
                          int64_t assembly, int64_t line, char why[WHY_SIZE])
{
    struct member_page *mp = calloc(1, sizeof *mp);
    if (mp == NULL)
        return ERR_NO_MEMORY;
    mp->page = p;
    mp->db = db;
    mp->code = code;
    enum err_code rc = load(mp, why);
    if (rc == ERR_OK)
        rc = put_page(mp, assembly, line);
    free(mp->periods);
    free(mp->rolls);
    free(mp);
    return rc;
}
