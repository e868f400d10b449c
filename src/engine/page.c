/* SPDX-License-Identifier: EUPL-1.2 */
/* page: what all public pages have in common. */
#include "engine/page.h"

#include <stdio.h>
#include <string.h>

/* ---- head --------------------------------------------------------------- */

static const struct edition *other(const struct page *p)
{
    return p->in == &edition_dutch ? &edition_english : &edition_dutch;
}

/* The same page as this edition's or the other one's. */
static void href_of(struct page *p, const struct edition *in,
                    const char *address)
{
    struct page there = *p;
    there.in = in;
    html_href(&there, "%s", address);
}

static void put_title(struct page *p, const struct head *head)
{
    p->plain = true;
    html_raw(p, "<title>");
    if (head->title != NULL) {
        html_name(p, head->title);
        html_raw(p, " – ");
    }
    html_word(p, head->kind);
    html_raw(p, " – ");
    html_word(p, TEXT_SITE);
    html_raw(p, "</title>\n");
    if (head->summary != NULL) {
        html_raw(p, "<meta name=\"description\" content=\"");
        html_text(p, head->summary);
        html_raw(p, "\">\n");
    }
    p->plain = false;
}

static void put_alternate(struct page *p, const struct edition *in,
                          const char *address)
{
    html_rawf(p, "<link rel=\"alternate\" hreflang=\"%s\"", in->tag);
    href_of(p, in, address);
    html_raw(p, ">\n");
}

static void put_links(struct page *p, const struct head *head)
{
    if (p->style != NULL) {
        html_raw(p, "<style>\n");
        html_raw(p, p->style);
        html_raw(p, "</style>\n");
    } else {
        html_raw(p, "<link rel=\"stylesheet\"");
        html_href_data(p, "/web/theme.css");
        html_raw(p, ">\n<link rel=\"stylesheet\"");
        html_href_data(p, "/web/base.css");
        html_raw(p, ">\n<link rel=\"stylesheet\"");
        html_href_data(p, "/web/public.css");
        html_raw(p, ">\n<link rel=\"icon\" type=\"image/svg+xml\"");
        html_href_data(p, "/web/icon.svg");
        html_raw(p, ">\n");
    }
    if (head->address != NULL && p->base != NULL) {
        put_alternate(p, &edition_dutch, head->address);
        put_alternate(p, &edition_english, head->address);
    }
    if (head->script && p->base != NULL)
        html_rawf(p, "<script type=\"module\" src=\"%s/web/public.js\">"
                  "</script>\n", p->base);
}

/* ---- header ------------------------------------------------------------- */

static void put_toggle(struct page *p, const char *address)
{
    const struct edition *there = other(p);
    if (p->bundle == NULL && (address == NULL || p->base == NULL))
        return;
    html_rawf(p, "<a class=\"language\" lang=\"%s\" hreflang=\"%s\"",
              there->tag, there->tag);
    if (p->bundle != NULL)
        html_rawf(p, " href=\"%s%sindex.html\"", p->bundle->root,
                  there == &edition_english ? "en/" : "");
    else
        href_of(p, there, address);
    html_raw(p, ">");
    html_word(p, TEXT_LANGUAGE_OTHER);
    html_raw(p, "</a>\n");
}

static void put_menu_link(struct page *p, const char *address, enum text text)
{
    html_raw(p, "<a");
    html_href(p, "%s", address);
    html_raw(p, ">");
    html_word(p, text);
    html_raw(p, "</a>\n");
}

static void put_header(struct page *p, const struct head *head)
{
    /* A ballot that goes into the box. */
    static const char mark[] =
        "<svg class=\"mark\" viewBox=\"0 0 28 28\" width=\"28\" height=\"28\" "
        "aria-hidden=\"true\" focusable=\"false\">"
        "<path class=\"mark-slip\" d=\"M9 2h10v13H9z\"/>"
        "<path class=\"mark-tick\" d=\"m11.5 8 2 2 3.5-4\"/>"
        "<path class=\"mark-box\" d=\"M3 13h22v12H3z\"/>"
        "<path class=\"mark-slot\" d=\"M8 13h12\"/></svg>";
    html_raw(p, "<a class=\"skip\" href=\"#content\">");
    html_word(p, TEXT_SKIP);
    html_raw(p, "</a>\n<header class=\"site\"><div class=\"wide\">\n"
                "<a class=\"brand\"");
    html_href(p, "/");
    html_raw(p, ">");
    html_raw(p, mark);
    html_word(p, TEXT_SITE);
    html_raw(p, "</a>\n");
    if (p->base != NULL) {
        html_raw(p, "<nav class=\"menu\" aria-label=\"");
        html_word(p, TEXT_NAV);
        html_raw(p, "\">\n");
        put_menu_link(p, "/", TEXT_NAV_RESULTS);
        put_menu_link(p, "/members", TEXT_NAV_MEMBERS);
        html_raw(p, "</nav>\n");
    }
    put_toggle(p, head->address);
    html_raw(p, "</div></header>\n");
}

static void put_crumbs(struct page *p, const struct head *head)
{
    if (head->crumb_count == 0 || p->base == NULL)
        return;
    html_raw(p, "<nav class=\"crumbs\" aria-label=\"");
    html_word(p, TEXT_BREADCRUMB);
    html_raw(p, "\"><ol>\n");
    for (size_t i = 0; i < head->crumb_count; i++) {
        const struct crumb *c = &head->crumbs[i];
        bool here = c->address[0] == '\0';
        html_raw(p, here ? "<li><span aria-current=\"page\"" : "<li><a");
        if (!here)
            html_href(p, "%s", c->address);
        html_raw(p, ">");
        if (c->title)
            html_title(p, c->name);
        else
            html_name(p, c->name);
        html_raw(p, here ? "</span></li>\n" : "</a></li>\n");
    }
    html_raw(p, "</ol></nav>\n");
}

void page_begin(struct page *p, const struct head *head)
{
    html_rawf(p, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
              "<meta charset=\"utf-8\">\n", p->in->tag);
    put_title(p, head);
    html_raw(p, "<meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
    put_links(p, head);
    html_raw(p, "</head>\n<body class=\"public\">\n");
    put_header(p, head);
    html_raw(p, "<main id=\"content\" class=\"wide\" tabindex=\"-1\">\n");
    put_crumbs(p, head);
}

/* ---- foot --------------------------------------------------------------- */

/* ` href` is written by the caller, whose format it is. */
static void end_check_link(struct page *p, enum text text)
{
    html_raw(p, ">");
    html_word(p, text);
    html_raw(p, "</a></li>\n");
}

static void put_assembly_links(struct page *p, int64_t id)
{
    html_raw(p, "<li><a");
    html_href_data(p, "/v1/assemblies/%lld/journal", (long long)id);
    end_check_link(p, TEXT_CHECK_JOURNAL);
    html_raw(p, "<li><a");
    html_href_data(p, "/v1/results/%lld", (long long)id);
    end_check_link(p, TEXT_CHECK_RESULTS);
    html_raw(p, "<li><a");
    html_href_data(p, "/v1/assemblies/%lld/roll", (long long)id);
    end_check_link(p, TEXT_CHECK_ROLL);
}

/* The files of the bundle, for who wants to have the numbers or check them. */
static void put_files(struct page *p)
{
    static const char *const files[] = {
        "rounds.csv", "votes.csv", "members.csv", "results.json",
        "popolo.json", "ori.json", "minutes.nl.md", "minutes.en.md",
        "journal.jsonl", "checkpoint", "VERIFY.md", "verify.py",
        "SHA256SUMS", "SHA256SUMS.minisig",
    };
    html_raw(p, "<p>");
    if (p->bundle->former > 0)
        html_say(p, TEXT_BUNDLE_REPLACES, SAY_INT(p->bundle->version),
                 SAY_INT(p->bundle->former),
                 SAY_TEXT(p->bundle->former_sums));
    else
        html_say(p, TEXT_BUNDLE_VERSION, SAY_INT(p->bundle->version));
    html_raw(p, "</p>\n<ul>\n");
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        html_rawf(p, "<li><a href=\"%s%s\">%s</a></li>\n", p->bundle->root,
                  files[i], files[i]);
    html_raw(p, "</ul>\n");
}

void page_end(struct page *p, int64_t assembly)
{
    html_raw(p, "</main>\n<footer class=\"site\"><div class=\"wide\">\n");
    html_tag(p, "h2", TEXT_CHECK_TITLE);
    html_tag(p, "p", TEXT_CHECK_TEXT);
    if (p->bundle != NULL)
        put_files(p);
    if (p->base != NULL) {
        html_raw(p, "<ul>\n");
        if (assembly != 0)
            put_assembly_links(p, assembly);
        html_raw(p, "<li><a");
        html_href_data(p, "/v1/openapi.json");
        end_check_link(p, TEXT_CHECK_API);
        html_raw(p, "</ul>\n");
    }
    html_raw(p, "</div></footer>\n</body>\n</html>\n");
}

void page_item(struct page *p, const char *number)
{
    html_raw(p, "<span class=\"visually-hidden\">");
    html_say(p, TEXT_ITEM, SAY_NAME(number));
    html_raw(p, "</span><span aria-hidden=\"true\">");
    html_name(p, number);
    html_raw(p, "</span>");
}

/* ---- refusals ----------------------------------------------------------- */

enum err_code page_refuse(const struct page *p, char why[WHY_SIZE],
                          enum err_code code, enum text text)
{
    snprintf(why, WHY_SIZE, "%s", p->in->texts[text]);
    return code;
}

int page_status(enum err_code code)
{
    return code == ERR_NOT_PUBLISHED ? err_http(ERR_NOT_FOUND)
                                     : err_http(code);
}

struct explanation {
    enum text title, text;
};

static struct explanation explain(enum err_code code)
{
    if (code == ERR_NOT_FOUND)
        return (struct explanation){ TEXT_ERROR_NOT_FOUND,
                                     TEXT_ERROR_NOT_FOUND_TEXT };
    if (code == ERR_NOT_PUBLISHED)
        return (struct explanation){ TEXT_ERROR_NOT_PUBLISHED,
                                     TEXT_NOT_PUBLISHED };
    if (code == ERR_QUERY_INVALID)
        return (struct explanation){ TEXT_ERROR_QUERY, TEXT_ERROR_QUERY_TEXT };
    if (err_http(code) < 500)
        return (struct explanation){ TEXT_ERROR_REQUEST,
                                     TEXT_ERROR_REQUEST_TEXT };
    return (struct explanation){ TEXT_ERROR_BUSY, TEXT_ERROR_BUSY_TEXT };
}

void page_problem(struct page *p, enum err_code code, const char *why)
{
    struct explanation e = explain(code);
    page_begin(p, &(struct head){ .kind = e.title });
    html_rawf(p, "<p class=\"kicker\">%d</p>\n", page_status(code));
    html_tag(p, "h1", e.title);
    html_raw(p, "<p class=\"lead\">");
    html_text(p, why[0] != '\0' ? why : p->in->texts[e.text]);
    html_raw(p, "</p>\n<p><a");
    html_href(p, "/");
    html_raw(p, ">");
    html_word(p, TEXT_ERROR_HOME);
    html_raw(p, "</a></p>\n");
    page_end(p, 0);
}
