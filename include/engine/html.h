/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_HTML_H
#define ENGINE_HTML_H

#include "base/buf.h"
#include "engine/text.h"

/* html: the parts that the public pages are made of.
 *
 * Everything that came from outside goes through html_name() and is escaped and
 * kept to itself, so that neither `<script>` nor a right-to-left mark in a title
 * reaches further than the title.  A page knows nothing of HTTP: `stembus serve`
 * and an export make the same ones. */

/* The bundle that a page is a part of (bundle.h): its files stand at `root`, ""
 * or "../". */
struct page_bundle {
    const char *root;
    int64_t version, former;  /* which it replaces; 0: none */
    const char *former_sums;
};

struct page {
    struct buf *out;
    const struct edition *in;
    const char *base;  /* before the address of every other page: "" on the
                          server itself; NULL for a page that stands alone and
                          links to none */
    const char *style; /* a stylesheet to put into the page; NULL to link */
    const struct page_bundle *bundle; /* NULL: in none */
    bool plain;        /* inside an attribute or a title: text, no elements */
};

/* Our own markup, as it is. */
void html_raw(struct page *p, const char *markup);
void html_rawf(struct page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Our own words, escaped. */
void html_text(struct page *p, const char *text);
/* Anybody's words: escaped, and isolated in their own direction. */
void html_name(struct page *p, const char *text);
/* The same of what is in the assembly's own language, Dutch, also on a page in
 * another one. */
void html_title(struct page *p, const char *text);
void html_word(struct page *p, enum text id);

/* In the language's own form. */
void html_number(struct page *p, int64_t n);
void html_share(struct page *p, const char *percent); /* "98.80" */
void html_count(struct page *p, int64_t n, const struct noun *noun);
void html_members(struct page *p, int64_t n); /* 3 leden */
void html_votes(struct page *p, int64_t n);   /* 3 stemmen */
void html_date(struct page *p, const char *date);
void html_time(struct page *p, int64_t utc_ms); /* with its date */

/* html_say(p, TEXT_NEEDED, SAY_INT(n), SAY_NAME(title)): a text with its values
 * in place of {1}, {2} and so on. */
struct said {
    enum {
        SAID_INT, SAID_MEMBERS, SAID_VOTES, SAID_TEXT, SAID_NAME, SAID_TITLE,
        SAID_TIME, SAID_DATE
    } kind;
    int64_t number;
    const char *text;
};
#define SAY_INT(n) ((struct said){ .kind = SAID_INT, .number = (n) })
#define SAY_MEMBERS(n) ((struct said){ .kind = SAID_MEMBERS, .number = (n) })
#define SAY_VOTES(n) ((struct said){ .kind = SAID_VOTES, .number = (n) })
#define SAY_TIME(t) ((struct said){ .kind = SAID_TIME, .number = (t) })
#define SAY_TEXT(s) ((struct said){ .kind = SAID_TEXT, .text = (s) })
#define SAY_NAME(s) ((struct said){ .kind = SAID_NAME, .text = (s) })
#define SAY_TITLE(s) ((struct said){ .kind = SAID_TITLE, .text = (s) })
#define SAY_DATE(s) ((struct said){ .kind = SAID_DATE, .text = (s) })
#define html_say(p, id, ...)                                                   \
    html_say_values(p, id, (const struct said[]){ __VA_ARGS__ },               \
                    sizeof((const struct said[]){ __VA_ARGS__ }) /             \
                        sizeof(struct said))
void html_say_values(struct page *p, enum text id, const struct said *values,
                     size_t count);

/* ` href="…"` of a page of this site in this language; nothing when the page
 * stands alone. */
void html_href(struct page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same of what has no language: the API, files. */
void html_href_data(struct page *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* An element around a text of ours, without attributes: html_tag(p, "h2", id). */
void html_tag(struct page *p, const char *element, enum text id);

#endif
