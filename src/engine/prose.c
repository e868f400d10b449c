/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/prose.h"

#include <stdio.h>
#include <string.h>

#include "domain/words.h"

/* ---- escaping -------------------------------------------------------------------- */

/* Marks that turn the direction of what follows: U+200E and F, U+202A to E,
 * U+2066 to 9, and letters of scripts that run from right to left (U+0590 to
 * U+08FF, U+FB1D to U+FDFF, U+FE70 to U+FEFF). */
static bool turns(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c >= 0xd6 && *c <= 0xdf)
            return true;
        if (*c == 0xe0 && c[1] >= 0xa0 && c[1] <= 0xa3)
            return true;
        if (*c == 0xe2 && (c[1] == 0x80 || c[1] == 0x81) &&
            ((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f ||
                               (c[2] >= 0xaa && c[2] <= 0xae))) ||
             (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9)))
            return true;
        if (*c == 0xef && c[1] >= 0xac && c[1] <= 0xbb)
            return true;
    }
    return false;
}

/* The marks of Markdown and of HTML inside a line. */
static void put_escaped(struct buf *b, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20) {
            buf_char(b, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>#|~", c) != NULL)
            buf_char(b, '\\');
        buf_text(b, c == '&' ? "&amp;" : (char[2]){ (char)c, '\0' });
    }
}

void prose_raw(struct prose *p, const char *text)
{
    buf_text(p->out, text);
}

void prose_name(struct prose *p, const char *text)
{
    bool apart = turns(text);
    buf_text(p->out, apart ? "\u2068" : "");
    put_escaped(p->out, text);
    buf_text(p->out, apart ? "\u2069" : "");
}

void prose_word(struct prose *p, enum text id)
{
    /* A soft hyphen is for narrow columns. */
    for (const char *at = p->in->texts[id]; *at != '\0'; at++)
        if (strncmp(at, "\u00ad", 2) == 0)
            at++;
        else
            buf_char(p->out, *at);
}

void prose_quote(struct prose *p, const char *text)
{
    char line[NAME_SIZE];
    while (*text != '\0') {
        size_t len = strcspn(text, "\n"), used = 0;
        prose_raw(p, len > 0 ? "> " : ">");
        while (used < len) { /* a long line in pieces */
            snprintf(line, sizeof line, "%.*s", (int)(len - used), text + used);
            utf8_trim(line);
            prose_name(p, line);
            used += strlen(line);
        }
        prose_raw(p, "\n");
        text += len + (text[len] == '\n');
    }
}

/* ---- numbers and times ----------------------------------------------------------- */

void prose_number(struct prose *p, int64_t n)
{
    char text[PHRASE_SIZE];
    words_number(p->in->words, n, text);
    prose_raw(p, text);
}

static void put_count(struct prose *p, int64_t n, const struct noun *noun)
{
    prose_number(p, n);
    prose_raw(p, " ");
    prose_raw(p, n == 1 ? noun->one : noun->more);
}

void prose_share(struct prose *p, struct share share)
{
    prose_raw(p, "(");
    put_count(p, share.weight, &p->in->words->votes);
    prose_raw(p, ", ");
    put_count(p, share.members, &p->in->words->members);
    prose_raw(p, ")");
}

void prose_date(struct prose *p, const char *date)
{
    char text[DATE_TEXT_SIZE];
    text_date(p->in, date, text);
    prose_raw(p, text);
}

void prose_time(struct prose *p, int64_t utc_ms)
{
    char wall[CLOCK_WALL_SIZE], day[DATE_SIZE], date[DATE_TEXT_SIZE], hour[9];
    clock_wall(utc_ms, wall);
    snprintf(day, sizeof day, "%.10s", wall);
    snprintf(hour, sizeof hour, "%.8s", wall + sizeof day);
    text_date(p->in, day, date);
    prose_say(p, TEXT_TIME, date, hour);
}

void prose_say(struct prose *p, enum text id, const char *one,
               const char *two)
{
    for (const char *at = p->in->texts[id]; *at != '\0'; at++) {
        if (*at != '{') {
            buf_char(p->out, *at);
            continue;
        }
        must((at[1] == '1' || at[1] == '2') && at[2] == '}');
        prose_raw(p, at[1] == '1' ? one : two);
        at += 2;
    }
}
