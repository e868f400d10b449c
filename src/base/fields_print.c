/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/fields.h"

int word_index(const char *const *words, const char *text)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    return -1;
}

/* Walks there, so that no number outside the list is ever printed. */
static const char *word_at(const char *const *words, int index)
{
    must(index >= 0);
    for (int i = 0; i <= index; i++)
        must(words[i] != NULL);
    return words[index];
}

static bool all_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static size_t count_of(const struct field *f, const void *in)
{
    size_t count;

    memcpy(&count, (const char *)in + f->count_offset, sizeof count);
    must(f->max <= 0 || count <= (size_t)f->max);
    return count;
}

/* The value of the types that are one number in C. */
static int64_t number_of(const struct field *f, const void *in)
{
    const char *at = (const char *)in + f->offset;
    int64_t n = 0;
    bool yes;
    int word;
    uint32_t bits;

    if (f->type == FIELD_BOOL) {
        memcpy(&yes, at, sizeof yes);
        n = yes;
    } else if (f->type == FIELD_WORD) {
        memcpy(&word, at, sizeof word);
        n = word;
    } else if (f->type == FIELD_WORDS) {
        memcpy(&bits, at, sizeof bits);
        n = bits;
    } else {
        memcpy(&n, at, sizeof n);
    }
    return n;
}

static bool is_absent(const struct field *f, const void *in)
{
    const char *at = (const char *)in + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
        return *at == '\0';
    case FIELD_FORM:
        return all_zero(at, f->form->size);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return count_of(f, in) == 0;
    case FIELD_INT:
    case FIELD_BOOL:
    case FIELD_WORD:
    case FIELD_WORDS:
    case FIELD_TIME:
        return number_of(f, in) == f->absent;
    case FIELD_END:
        break;
    }
    return true;
}

static void print_words(struct buf *b, const struct field *f, int64_t bits)
{
    put_open(b, f->key, '[');
    for (int i = 0; f->words[i] != NULL; i++)
        if ((bits >> i & 1) != 0)
            put_text(b, NULL, f->words[i]);
    put_close(b, ']');
}

static void print_list(struct buf *b, const char *key, const struct field *f,
                       const void *in)
{
    const char *at = (const char *)in + f->offset;
    size_t count = count_of(f, in);

    put_open(b, key, '[');
    for (size_t i = 0; i < count; i++) {
        if (f->type == FIELD_TEXTS)
            put_text(b, NULL, at + i * f->size);
        else
            fields_print(b, NULL, f->form, at + i * f->form->size);
    }
    put_close(b, ']');
}

static void print_field(struct buf *b, const struct field *f, const void *in)
{
    const char *at = (const char *)in + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
        put_text(b, f->key, at);
        break;
    case FIELD_INT:
        put_int(b, f->key, number_of(f, in));
        break;
    case FIELD_BOOL:
        put_bool(b, f->key, number_of(f, in) != 0);
        break;
    case FIELD_WORD:
        put_text(b, f->key, word_at(f->words, (int)number_of(f, in)));
        break;
    case FIELD_TIME:
        put_time(b, f->key, number_of(f, in));
        break;
    case FIELD_WORDS:
        print_words(b, f, number_of(f, in));
        break;
    case FIELD_FORM:
        fields_print(b, f->key, f->form, at);
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        print_list(b, f->key, f, in);
        break;
    case FIELD_END:
        break;
    }
}

void fields_print_members(struct buf *b, const struct form *form,
                          const void *in)
{
    for (const struct field *f = form->fields; f->type != FIELD_END; f++)
        if (f->required || !is_absent(f, in))
            print_field(b, f, in);
}

void fields_print(struct buf *b, const char *key, const struct form *form,
                  const void *in)
{
    if (form->root != FORM_OBJECT) {
        print_list(b, key, form->fields, in);
        return;
    }
    put_open(b, key, '{');
    fields_print_members(b, form, in);
    put_close(b, '}');
}
