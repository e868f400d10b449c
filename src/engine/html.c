/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/words.h"

/* A right-to-left mark that is not closed ends with the isolate it is in
 * (Unicode FSI and PDI), as <bdi> does where there can be elements. */
#define ISOLATE "\u2068"
#define ISOLATE_END "\u2069"

void html_raw(struct page *p, const char *markup)
{
    buf_text(p->out, markup);
}

void html_rawf(struct page *p, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    must(len >= 0 && len < (int)sizeof text);
    buf_add(p->out, text, (size_t)len);
}

void html_text(struct page *p, const char *text)
{
    buf_html(p->out, text);
}

void html_name(struct page *p, const char *text)
{
    buf_text(p->out, p->plain ? ISOLATE : "<bdi>");
    buf_html(p->out, text);
    buf_text(p->out, p->plain ? ISOLATE_END : "</bdi>");
}

void html_title(struct page *p, const char *text)
{
    if (p->plain || p->in == &edition_dutch) {
        html_name(p, text);
        return;
    }
    html_rawf(p, "<bdi lang=\"%s\">", edition_dutch.tag);
    buf_html(p->out, text);
    buf_text(p->out, "</bdi>");
}

void html_word(struct page *p, enum text id)
{
    buf_html(p->out, p->in->texts[id]);
}

void html_tag(struct page *p, const char *element, enum text id)
{
    html_rawf(p, "<%s>", element);
    html_word(p, id);
    html_rawf(p, "</%s>\n", element);
}

/* ---- numbers and times -------------------------------------------------- */

void html_number(struct page *p, int64_t n)
{
    char text[PHRASE_SIZE];
    words_number(p->in->words, n, text);
    html_text(p, text);
}

void html_share(struct page *p, const char *percent)
{
    char text[PHRASE_SIZE];
    words_share(p->in->words, percent, text);
    html_text(p, text);
}

void html_count(struct page *p, int64_t n, const struct noun *noun)
{
    html_number(p, n);
    html_raw(p, "\u00a0"); /* a number stays with its noun */
    html_text(p, n == 1 ? noun->one : noun->more);
}

void html_members(struct page *p, int64_t n)
{
    html_count(p, n, &p->in->words->members);
}

void html_votes(struct page *p, int64_t n)
{
    html_count(p, n, &p->in->words->votes);
}

void html_date(struct page *p, const char *date)
{
    char text[DATE_TEXT_SIZE];
    text_date(p->in, date, text);
    if (!p->plain)
        html_rawf(p, "<time datetime=\"%.10s\">", date);
    html_text(p, text);
    if (!p->plain)
        html_raw(p, "</time>");
}

void html_time(struct page *p, int64_t utc_ms)
{
    char wall[CLOCK_WALL_SIZE], day[DATE_SIZE], date[DATE_TEXT_SIZE], hour[9];
    clock_wall(utc_ms, wall);
    snprintf(day, sizeof day, "%.10s", wall);
    snprintf(hour, sizeof hour, "%.8s", wall + sizeof day);
    text_date(p->in, day, date);
    if (!p->plain)
        html_rawf(p, "<time datetime=\"%s\">", wall);
    html_say(p, TEXT_TIME, SAY_TEXT(date), SAY_TEXT(hour));
    if (!p->plain)
        html_raw(p, "</time>");
}

/* ---- sentences ---------------------------------------------------------- */

static void put_value(struct page *p, const struct said *value)
{
    switch (value->kind) {
    case SAID_INT:
        html_number(p, value->number);
        return;
    case SAID_MEMBERS:
        html_members(p, value->number);
        return;
    case SAID_VOTES:
        html_votes(p, value->number);
        return;
    case SAID_TEXT:
        html_text(p, value->text);
        return;
    case SAID_NAME:
        html_name(p, value->text);
        return;
    case SAID_TITLE:
        html_title(p, value->text);
        return;
    case SAID_TIME:
        html_time(p, value->number);
        return;
    case SAID_DATE:
        html_date(p, value->text);
        return;
    }
}

void html_say_values(struct page *p, enum text id, const struct said *values,
                     size_t count)
{
    char piece[256];
    for (const char *at = p->in->texts[id]; *at != '\0';) {
        size_t len = strcspn(at, "{");
        must(len < sizeof piece);
        memcpy(piece, at, len);
        piece[len] = '\0';
        html_text(p, piece);
        at += len;
        if (*at == '\0')
            break;
        size_t which = (size_t)(at[1] - '1'); /* "{1}" */
        must(which < count && at[2] == '}');
        put_value(p, &values[which]);
        at += 3;
    }
}

/* ---- links -------------------------------------------------------------- */

enum { ADDRESS_SIZE = 1024 };

static void put_href(struct page *p, const char *prefix, const char *address)
{
    if (p->base == NULL)
        return;
    /* The front page of an edition is its prefix. */
    bool front = prefix[0] != '\0' && strcmp(address, "/") == 0;
    html_raw(p, " href=\"");
    html_text(p, p->base);
    html_text(p, prefix);
    html_text(p, front ? "" : address);
    html_raw(p, "\"");
}

void html_href(struct page *p, const char *format, ...)
{
    char address[ADDRESS_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(address, sizeof address, format, arguments);
    va_end(arguments);
    must(len >= 0 && len < ADDRESS_SIZE);
    put_href(p, p->in->prefix, address);
}

void html_href_data(struct page *p, const char *format, ...)
{
    char address[ADDRESS_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(address, sizeof address, format, arguments);
    va_end(arguments);
    must(len >= 0 && len < ADDRESS_SIZE);
    put_href(p, "", address);
}
