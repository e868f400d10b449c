/* SPDX-License-Identifier: EUPL-1.2 */
/* voters_table: the vote of every member, as a table and as CSV. */
#include "engine/chart.h"
#include "engine/voters.h"
#include "engine/votes_csv.h"

struct listing {
    struct page *page;
    const struct voters *voters;
    const char *search;
    enum vote_sort sort;
    int64_t assembly, shown;
};

/* ---- the form ----------------------------------------------------------- */

static const enum text sort_texts[VOTE_SORT_COUNT] = {
    [SORT_NAME] = TEXT_SORT_NAME,
    [SORT_WEIGHT] = TEXT_SORT_WEIGHT,
    [SORT_CHOICE] = TEXT_SORT_CHOICE,
};

static void put_sorts(struct page *p, enum vote_sort chosen)
{
    html_raw(p, "<select id=\"sort\" name=\"sort\">\n");
    for (size_t i = 0; i < VOTE_SORT_COUNT; i++) {
        html_rawf(p, "<option value=\"%s\"%s>", vote_sort_words[i],
                  i == chosen ? " selected" : "");
        html_word(p, sort_texts[i]);
        html_raw(p, "</option>\n");
    }
    html_raw(p, "</select>\n");
}

/* The script says the same sentences: they go along in the form. */
static void begin_form(struct page *p)
{
    html_raw(p, "<form class=\"filter\" method=\"get\" role=\"search\" "
                "aria-label=\"");
    html_word(p, TEXT_SEARCH);
    html_raw(p, "\" data-shown=\"");
    html_word(p, TEXT_SHOWN);
    html_raw(p, "\" data-none=\"");
    html_word(p, TEXT_SHOWN_NONE);
    html_raw(p, "\">\n");
}

static void put_form(struct listing *l)
{
    struct page *p = l->page;
    if (p->base == NULL)
        return;
    begin_form(p);
    html_raw(p, "<div class=\"field grows\"><label for=\"q\">");
    html_word(p, TEXT_SEARCH);
    html_raw(p, "</label>\n<input id=\"q\" name=\"q\" type=\"search\" "
                "maxlength=\"100\" autocomplete=\"off\" spellcheck=\"false\" "
                "aria-describedby=\"q-hint\" value=\"");
    html_text(p, l->search);
    html_raw(p, "\">\n<p class=\"hint\" id=\"q-hint\">");
    html_word(p, TEXT_SEARCH_HINT);
    html_raw(p, "</p></div>\n<div class=\"field\"><label for=\"sort\">");
    html_word(p, TEXT_SORT);
    html_raw(p, "</label>\n");
    put_sorts(p, l->sort);
    html_raw(p, "</div>\n<div class=\"field\"><button type=\"submit\">");
    html_word(p, TEXT_SHOW);
    html_raw(p, "</button></div>\n</form>\n");
}

/* ---- the table ---------------------------------------------------------- */

static void put_sort_link(struct listing *l, enum vote_sort sort)
{
    struct page *p = l->page;
    struct buf query = { 0 };
    buf_printf(&query, "?sort=%s", vote_sort_words[sort]);
    if (l->search[0] != '\0') {
        buf_text(&query, "&q=");
        buf_url(&query, l->search);
    }
    html_raw(p, "<a href=\"");
    html_text(p, buf_ok(&query) ? query.data : "");
    html_raw(p, "\">");
    if (!buf_ok(&query))
        p->out->failed = true;
    buf_free(&query);
}

static void put_column(struct listing *l, enum vote_sort sort, enum text text)
{
    static const char *const directions[VOTE_SORT_COUNT] = {
        [SORT_NAME] = "ascending",
        [SORT_WEIGHT] = "descending",
        [SORT_CHOICE] = "ascending",
    };
    struct page *p = l->page;
    html_rawf(p, "<th scope=\"col\" class=\"%s\" data-sort=\"%s\"",
              vote_sort_words[sort], vote_sort_words[sort]);
    if (sort == l->sort)
        html_rawf(p, " aria-sort=\"%s\"", directions[sort]);
    html_raw(p, ">");
    if (p->base != NULL)
        put_sort_link(l, sort);
    html_word(p, text);
    html_raw(p, p->base != NULL ? "</a></th>\n" : "</th>\n");
}

static void put_head(struct listing *l)
{
    struct page *p = l->page;
    html_raw(p, "<table class=\"votes\">\n<caption class=\"visually-hidden\">");
    html_word(p, TEXT_VOTES);
    html_raw(p, "</caption>\n<thead><tr>\n");
    put_column(l, SORT_NAME, TEXT_COLUMN_MEMBER);
    put_column(l, SORT_CHOICE, TEXT_COLUMN_CHOICE);
    put_column(l, SORT_WEIGHT, TEXT_COLUMN_WEIGHT);
    html_raw(p, "<th scope=\"col\" class=\"line\">");
    html_word(p, TEXT_COLUMN_JOURNAL);
    html_raw(p, "</th>\n</tr></thead>\n<tbody>\n");
}

static void put_line(struct page *p, int64_t assembly, const struct voter *v)
{
    html_raw(p, "<td class=\"line\">");
    if (v->option >= 0) {
        html_raw(p, "<a");
        html_href_data(p, "/v1/assemblies/%lld/journal?from=%lld&limit=1",
                       (long long)assembly, (long long)v->n);
        html_rawf(p, ">%lld</a>", (long long)v->n);
    }
    html_raw(p, "</td>");
}

static void put_row(struct listing *l, const struct voter *v)
{
    struct page *p = l->page;
    const struct round *r = l->voters->round;
    bool shown = voters_match(p->in, r, v, l->search);
    /* All rows are there, so that the script can show the others at once. */
    html_rawf(p, "<tr data-choice=\"%d\"%s><th scope=\"row\"><a",
              v->option < 0 ? OPTIONS_MAX : v->option,
              shown ? "" : " hidden");
    html_href(p, "/members/%s", v->entry.code);
    html_raw(p, ">");
    html_name(p, v->entry.name);
    html_rawf(p, "</a> <span class=\"code\">%s</span></th><td>",
              v->entry.code);
    vote_mark(p, r, v->option, v->auth);
    vote_meant(p, r, v->meant);
    html_rawf(p, "</td><td class=\"weight\" data-weight=\"%lld\">",
              (long long)v->entry.weight);
    html_number(p, v->entry.weight);
    html_raw(p, "</td>");
    put_line(p, l->assembly, v);
    html_raw(p, "</tr>\n");
}

void voters_table(struct page *p, const struct voters *v, const char *search,
                  enum vote_sort sort, int64_t assembly)
{
    struct listing l = { .page = p, .voters = v, .search = search,
                         .sort = sort, .assembly = assembly };
    for (size_t i = 0; i < v->count; i++)
        l.shown += voters_match(p->in, v->round, &v->list[i], search);
    put_form(&l);
    html_raw(p, "<p class=\"shown\" role=\"status\">");
    if (l.shown == 0)
        html_word(p, TEXT_SHOWN_NONE);
    else
        html_say(p, TEXT_SHOWN, SAY_INT(l.shown), SAY_INT((int64_t)v->count));
    html_raw(p, "</p>\n");
    put_head(&l);
    for (size_t i = 0; i < v->count; i++)
        put_row(&l, &v->list[i]);
    html_raw(p, "</tbody>\n</table>\n<div class=\"notes\">\n");
    vote_notes(p, v->gateway, v->missing, v->meant);
    html_raw(p, "</div>\n");
}

/* ---- CSV ---------------------------------------------------------------- */

enum err_code voters_details(struct page *p, struct db *db,
                             const struct round_row *row)
{
    struct voters voters;
    enum err_code rc = voters_load(db, row, SORT_NAME, &voters);
    html_raw(p, "<details>\n<summary>");
    html_word(p, TEXT_VOTES);
    html_raw(p, "</summary>\n");
    if (rc == ERR_OK)
        voters_table(p, &voters, "", SORT_NAME, row->assembly);
    html_raw(p, "</details>\n");
    voters_free(&voters);
    return rc;
}

void voters_csv(struct page *p, const struct voters *v, const char *number)
{
    struct csv c = csv_begin(p->out, &votes_table);
    for (size_t i = 0; i < v->count; i++) {
        const struct voter *one = &v->list[i];
        votes_csv_row(&c, &(struct votes_csv){
            .number = number, .round = v->round, .member = &one->entry,
            .option = one->option, .auth = one->auth, .n = one->n,
            .received_at = one->received_at, .meant = one->meant,
            .meant_at = one->meant_at });
    }
}
