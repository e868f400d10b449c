/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"

enum { FIRST_CAP = 256, INT_DIGITS = 20 };

void buf_free(struct buf *b)
{
    free(b->data);
    *b = (struct buf){ 0 };
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->data != NULL)
        b->data[0] = '\0';
}

bool buf_ok(const struct buf *b)
{
    return !b->failed;
}

/* Makes room for `more` bytes and the NUL behind them. */
static bool reserve(struct buf *b, size_t more)
{
    size_t need, cap = b->cap == 0 ? FIRST_CAP : b->cap;
    char *data;

    if (b->failed)
        return false;
    if (b->data != NULL && more < b->cap - b->len)
        return true;
    b->failed = true;
    if (__builtin_add_overflow(b->len, more, &need) || need > SIZE_MAX / 4)
        return false;
    while (cap <= need)
        cap *= 2;
    if ((data = realloc(b->data, cap)) == NULL)
        return false;
    b->failed = false;
    b->data = data;
    b->cap = cap;
    b->data[b->len] = '\0';
    return true;
}

char *buf_take(struct buf *b)
{
    char *text = NULL;

    if (reserve(b, 0)) {
        text = b->data;
        b->data = NULL;
    }
    buf_free(b);
    return text;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0 || !reserve(b, len))
        return;
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
}

void buf_int(struct buf *b, int64_t n)
{
    char digits[INT_DIGITS + 1];
    size_t at = sizeof digits;
    /* Unsigned, since INT64_MIN has no positive counterpart. */
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (n < 0)
        digits[--at] = '-';
    buf_add(b, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list arguments, again;
    int len;

    if (!reserve(b, 0))
        return;
    va_start(arguments, format);
    va_copy(again, arguments);
    len = vsnprintf(b->data + b->len, b->cap - b->len, format, arguments);
    if (len >= 0 && (size_t)len >= b->cap - b->len &&
        reserve(b, (size_t)len))
        len = vsnprintf(b->data + b->len, b->cap - b->len, format, again);
    va_end(again);
    va_end(arguments);
    if (len < 0)
        b->failed = true;
    if (b->failed)
        b->data[b->len] = '\0';
    else
        b->len += (size_t)len;
}

void utf8_trim(char *text)
{
    size_t len = strlen(text), start = len, want;

    while (start > 0 && len - start < 4 &&
           ((unsigned char)text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start == 0 || (unsigned char)text[start - 1] < 0xc0)
        return;
    start--;
    want = (unsigned char)text[start] >= 0xf0   ? 4
           : (unsigned char)text[start] >= 0xe0 ? 3
                                                : 2;
    if (len - start < want)
        text[start] = '\0';
}

/* The length of the character that begins here, 0 when there is none. */
static size_t utf8_length(const char *text)
{
    static const struct {
        unsigned char first, last, low, high; /* of byte one and byte two */
        size_t len;
    } forms[] = {
        { 0x01, 0x7f, 0x00, 0xff, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
        { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
        { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
        { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };
    const unsigned char *at = (const unsigned char *)text;
    size_t i = 0, n = 2;

    while (i < ARRAY_LEN(forms) &&
           (at[0] < forms[i].first || at[0] > forms[i].last))
        i++;
    if (i == ARRAY_LEN(forms) || forms[i].len == 1)
        return i == 0 ? 1 : 0;
    if (at[1] < forms[i].low || at[1] > forms[i].high)
        return 0;
    while (n < forms[i].len && (at[n] & 0xc0) == 0x80)
        n++;
    return n == forms[i].len ? n : 0;
}

bool utf8_valid(const char *text)
{
    while (*text != '\0') {
        size_t len = utf8_length(text);
        if (len == 0)
            return false;
        text += len;
    }
    return true;
}

void utf8_repair(char *text)
{
    while (*text != '\0') {
        size_t len = utf8_length(text);
        if (len == 0)
            *text = '?';
        text += len == 0 ? 1 : len;
    }
}

/* ---- HTML, addresses and CSV --------------------------------------------- */

static const char *html_escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return "&#39;";
    }
}

void buf_html(struct buf *b, const char *text)
{
    for (;;) {
        size_t len = strcspn(text, "&<>\"'");
        buf_add(b, text, len);
        text += len;
        if (*text == '\0')
            break;
        buf_text(b, html_escape(*text++));
    }
}

void buf_url(struct buf *b, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        char escape[3] = { '%', hex[c >> 4], hex[c & 0xf] };
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                     (c >= 'a' && c <= 'z');
        buf_add(b, plain ? text : escape, plain ? 1 : 3);
    }
}

/* A formula begins with one of these, also in full width; leading blanks do not
 * help in every spreadsheet. */
static bool is_formula(const char *text)
{
    static const char *const beginnings[] = {
        "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b",
        "\xef\xbc\x8d", "\xef\xbc\xa0",
    };

    text += strspn(text, " ");
    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
        if (strncmp(text, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

void buf_csv(struct buf *b, const char *text)
{
    static const char parts[] = ";\t\r\n"; /* a cell each, where the list
                                              separator is no comma */
    bool formula = is_formula(text) ||
                   (text[0] != '\0' && strchr(parts + 1, text[0]) != NULL);
    bool quoted = formula || text[0] == ' ' ||
                  text[strcspn(text, "\",;\t\r\n")] != '\0';

    if (quoted)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buf_char(b, '"');
        buf_char(b, *text);
        if (strchr(parts, *text) != NULL && is_formula(text + 1))
            buf_char(b, '\'');
    }
    if (quoted)
        buf_char(b, '"');
}

/* ---- JSON ---------------------------------------------------------------- */

/* How many bytes stand at `text` that need no escape. */
static size_t plain_length(const char *text)
{
    size_t len = 0;

    while ((unsigned char)text[len] >= 0x20 && text[len] != '"' &&
           text[len] != '\\')
        len++;
    return len;
}

static void put_escape(struct buf *b, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *name = strchr(names, c);
    char escape[6] = { '\\', 'u', '0', '0' };

    if (name != NULL) {
        escape[1] = letters[name - names];
        buf_add(b, escape, 2);
        return;
    }
    escape[4] = hex[(unsigned char)c >> 4];
    escape[5] = hex[(unsigned char)c & 0xf];
    buf_add(b, escape, sizeof escape);
}

static void put_quoted(struct buf *b, const char *text)
{
    buf_char(b, '"');
    for (;;) {
        size_t len = plain_length(text);
        buf_add(b, text, len);
        text += len;
        if (*text == '\0')
            break;
        put_escape(b, *text++);
    }
    buf_char(b, '"');
}

/* Whether the buffer ends with a whole value, by its last byte: a quote, a
 * bracket, a digit or the end of true, false and null. */
static bool after_value(const struct buf *b)
{
    char last = b->len == 0 ? '\0' : b->data[b->len - 1];

    return last == '"' || last == '}' || last == ']' || last == 'e' ||
           last == 'l' || (last >= '0' && last <= '9');
}

static void put_key(struct buf *b, const char *key)
{
    if (after_value(b))
        buf_char(b, ',');
    if (key == NULL)
        return;
    put_quoted(b, key);
    buf_char(b, ':');
}

void put_open(struct buf *b, const char *key, char bracket)
{
    must(bracket == '{' || bracket == '[');
    put_key(b, key);
    buf_char(b, bracket);
}

void put_close(struct buf *b, char bracket)
{
    must(bracket == '}' || bracket == ']');
    buf_char(b, bracket);
}

void put_text(struct buf *b, const char *key, const char *text)
{
    put_key(b, key);
    put_quoted(b, text);
}

void put_int(struct buf *b, const char *key, int64_t n)
{
    put_key(b, key);
    buf_int(b, n);
}

void put_bool(struct buf *b, const char *key, bool value)
{
    put_raw(b, key, value ? "true" : "false");
}

void put_null(struct buf *b, const char *key)
{
    put_raw(b, key, "null");
}

void put_time(struct buf *b, const char *key, int64_t utc_ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(utc_ms, text);
    put_text(b, key, text);
}

void put_raw(struct buf *b, const char *key, const char *json)
{
    put_key(b, key);
    buf_text(b, json);
}

void put_said(struct buf *b, const char *text, const char *language)
{
    put_open(b, NULL, '{');
    put_text(b, "@value", text);
    put_text(b, "@language", language);
    put_close(b, '}');
}

void put_both(struct buf *b, const char *key, const char *nl, const char *en)
{
    put_open(b, key, '[');
    put_said(b, nl, "nl");
    put_said(b, en, "en");
    put_close(b, ']');
}
