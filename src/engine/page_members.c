/* SPDX-License-Identifier: EUPL-1.2 */
/* page_members: the register, to find a member. */
#include <string.h>

#include "base/fold.h"
#include "engine/page.h"
#include "store/register.h"

enum { WANTED_SIZE = 512 };

struct members {
    struct page *page;
    struct buf rows;
    char wanted[WANTED_SIZE];
    int64_t count;
};

static bool matches(const struct members *m, const struct member *member)
{
    char folded[WANTED_SIZE];
    fold_text(member->name, folded, sizeof folded);
    if (strstr(folded, m->wanted) != NULL)
        return true;
    fold_text(member->code, folded, sizeof folded);
    return strstr(folded, m->wanted) != NULL;
}

static enum err_code put_row(void *cls, const struct register_row *row)
{
    struct members *m = cls;
    struct page p = *m->page;
    const struct member *member = &row->member;
    if (!matches(m, member))
        return ERR_OK;
    m->count++;
    p.out = &m->rows;
    html_raw(&p, "<tr><th scope=\"row\"><a");
    html_href(&p, "/members/%s", member->code);
    html_raw(&p, ">");
    html_name(&p, member->name);
    html_rawf(&p, "</a> <span class=\"code\">%s</span></th><td>",
              member->code);
    html_word(&p, text_member_kind(member->kind));
    html_raw(&p, "</td><td class=\"number\">");
    if (row->figure.inhabitants >= 0)
        html_number(&p, row->figure.inhabitants);
    html_raw(&p, "</td></tr>\n");
    return ERR_OK;
}

static void put_form(struct page *p, const char *search)
{
    html_raw(p, "<form class=\"filter\" method=\"get\" role=\"search\">\n"
                "<div class=\"field grows\"><label for=\"q\">");
    html_word(p, TEXT_SEARCH);
    html_raw(p, "</label>\n<input id=\"q\" name=\"q\" type=\"search\" "
                "maxlength=\"100\" autocomplete=\"off\" spellcheck=\"false\" "
                "value=\"");
    html_text(p, search);
    html_raw(p, "\"></div>\n<div class=\"field\"><button type=\"submit\">");
    html_word(p, TEXT_SHOW);
    html_raw(p, "</button></div>\n</form>\n");
}

static void put_table(struct page *p, const struct members *m)
{
    static const enum text columns[] = {
        TEXT_COLUMN_MEMBER, TEXT_COLUMN_KIND, TEXT_COLUMN_INHABITANTS,
    };
    html_raw(p, "<p class=\"shown\" role=\"status\">");
    html_say(p, m->count == 1 ? TEXT_MEMBERS_COUNT_ONE
                              : TEXT_MEMBERS_COUNT_MORE, SAY_INT(m->count));
    html_raw(p, "</p>\n<table class=\"members\">\n"
                "<caption class=\"visually-hidden\">");
    html_word(p, TEXT_MEMBERS_TITLE);
    html_raw(p, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        html_raw(p, "<th scope=\"col\">");
        html_word(p, columns[i]);
        html_raw(p, "</th>");
    }
    html_raw(p, "</tr></thead>\n<tbody>\n");
    buf_add(p->out, m->rows.data, m->rows.len);
    html_raw(p, "</tbody>\n</table>\n");
}

static void put_page(struct page *p, const struct members *m,
                     const char *search, const char *date)
{
    page_begin(p, &(struct head){ .kind = TEXT_MEMBERS_TITLE,
                                  .address = "/members" });
    html_tag(p, "h1", TEXT_MEMBERS_TITLE);
    html_raw(p, "<p class=\"lead\">");
    html_say(p, TEXT_MEMBERS_LEAD, SAY_DATE(date));
    html_raw(p, "</p>\n");
    put_form(p, search);
    if (m->count > 0) {
        put_table(p, m);
    } else if (search[0] != '\0') {
        html_raw(p, "<p role=\"status\">");
        html_say(p, TEXT_MEMBERS_NONE, SAY_NAME(search));
        html_raw(p, "</p>\n");
    } else {
        html_tag(p, "p", TEXT_MEMBERS_EMPTY);
    }
    page_end(p, 0);
}

enum err_code page_members(struct page *p, struct db *db, const char *date,
                           const char *search)
{
    struct members m = { .page = p };
    fold_text(search, m.wanted, sizeof m.wanted);
    enum err_code rc = register_on(db, date, INT64_MAX, 0, put_row, &m);
    if (!buf_ok(&m.rows))
        rc = ERR_NO_MEMORY;
    if (rc == ERR_OK)
        put_page(p, &m, search, date);
    buf_free(&m.rows);
    return rc;
}
