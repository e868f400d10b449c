/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fields_plain.h"

#include <string.h>

#include "base/clock.h"
#include "base/rest.h"

/* ---- what is allowed ------------------------------------------------------- */

void field_set_absent(const struct field *f, void *out)
{
    char *at = (char *)out + f->offset;
    bool yes = f->absent != 0;
    int word = (int)f->absent;
    uint32_t bits = (uint32_t)f->absent;

    if (f->type == FIELD_INT || f->type == FIELD_TIME)
        memcpy(at, &f->absent, sizeof f->absent);
    else if (f->type == FIELD_BOOL)
        memcpy(at, &yes, sizeof yes);
    else if (f->type == FIELD_WORD)
        memcpy(at, &word, sizeof word);
    else if (f->type == FIELD_WORDS)
        memcpy(at, &bits, sizeof bits);
}

bool field_allows_text(const struct field *f, const char *text, size_t len,
                       int64_t characters)
{
    bool one = f->type == FIELD_TEXT;
    int64_t min = one ? f->min : 1, max = one ? f->max : f->each_max;

    return characters >= min && (max == 0 || characters <= max) &&
           len < f->size &&
           (f->valid == NULL || (len == 0 && min == 0) || f->valid(text));
}

bool field_allows_int(const struct field *f, int64_t n)
{
    return n >= f->min && n <= f->max;
}

bool field_allows_word(const struct field *f, int index)
{
    return f->type != FIELD_WORD || f->max == 0 ||
           (index >= f->min && index <= f->max);
}

/* ---- the short way --------------------------------------------------------- */

static bool take_char(struct rest *r, char c)
{
    return rest_take_bytes(r, &c, 1);
}

static bool take_key(struct rest *r, const char *key, bool first)
{
    struct rest ahead = *r;

    if ((!first && !take_char(&ahead, ',')) || !take_char(&ahead, '"') ||
        !rest_take(&ahead, key) || !rest_take(&ahead, "\":"))
        return false;
    *r = ahead;
    return true;
}

/* Takes a text into `out`, which has room for `size` bytes with a NUL. */
static bool take_text(struct rest *r, char *out, size_t size, size_t *len)
{
    const char *start;

    if (!take_char(r, '"'))
        return false;
    start = r->at;
    while (r->at < r->end && *r->at >= ' ' && *r->at < 0x7f &&
           *r->at != '"' && *r->at != '\\')
        r->at++;
    *len = (size_t)(r->at - start);
    if (*len >= size || !take_char(r, '"'))
        return false;
    memcpy(out, start, *len);
    out[*len] = '\0';
    return true;
}

static bool take_int(struct rest *r, int64_t *n)
{
    bool negative = take_char(r, '-');

    if (!rest_number(r, n) || (negative && *n == 0))
        return false;
    *n = negative ? -*n : *n;
    return true;
}

static bool read_text(struct rest *r, const struct field *f, char *out)
{
    size_t len;

    return take_text(r, out, f->size, &len) &&
           field_allows_text(f, out, len, (int64_t)len);
}

static bool read_int(struct rest *r, const struct field *f, char *out)
{
    int64_t n;

    if (!take_int(r, &n) || !field_allows_int(f, n))
        return false;
    memcpy(out, &n, sizeof n);
    return true;
}

static bool read_bool(struct rest *r, char *out)
{
    bool yes = rest_take(r, "true");

    memcpy(out, &yes, sizeof yes);
    return yes || rest_take(r, "false");
}

static bool read_word(struct rest *r, const struct field *f, char *out)
{
    char text[64];
    size_t len;
    int index = take_text(r, text, sizeof text, &len)
                    ? word_index(f->words, text)
                    : -1;

    if (index < 0 || !field_allows_word(f, index))
        return false;
    memcpy(out, &index, sizeof index);
    return true;
}

static bool read_time(struct rest *r, char *out)
{
    char text[CLOCK_TEXT_SIZE];
    size_t len;
    int64_t ms;

    if (!take_text(r, text, sizeof text, &len) || !clock_parse(text, &ms))
        return false;
    memcpy(out, &ms, sizeof ms);
    return true;
}

static bool read_value(struct rest *r, const struct field *f, char *out)
{
    switch (f->type) {
    case FIELD_TEXT:
        return read_text(r, f, out);
    case FIELD_INT:
        return read_int(r, f, out);
    case FIELD_BOOL:
        return read_bool(r, out);
    case FIELD_WORD:
        return read_word(r, f, out);
    case FIELD_TIME:
        return read_time(r, out);
    case FIELD_FORM:
    case FIELD_TEXTS:
    case FIELD_WORDS:
    case FIELD_LIST:
    case FIELD_END:
        break;
    }
    return false;
}

bool fields_read_plain(const struct form *form, const char *json, size_t len,
                       void *out)
{
    struct rest r = { json, json + len };
    uint64_t seen = 0;

    if (form->root != FORM_OBJECT ||
        (form->max_body != 0 && len > form->max_body) || !take_char(&r, '{'))
        return false;
    memset(out, 0, form->size);
    for (const struct field *f = form->fields; f->type != FIELD_END; f++) {
        if (take_key(&r, f->key, seen == 0)) {
            if (!read_value(&r, f, (char *)out + f->offset))
                return false;
            seen |= UINT64_C(1) << (f - form->fields);
        } else if (f->required) {
            return false;
        } else {
            field_set_absent(f, out);
        }
    }
    if (form->seen_offset != 0)
        memcpy((char *)out + form->seen_offset - 1, &seen, sizeof seen);
    return take_char(&r, '}') && r.at == r.end;
}
