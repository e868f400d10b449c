/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading of forms.  The one place that knows jansson; printing needs no
 * library and stands in fields_print.c. */
#include "base/fields.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fields_plain.h"

/* Where the reader is, as a chain on the stack: the text of a JSON pointer is
 * made only when there is something to complain about. */
struct path {
    const struct path *up; /* NULL at the root */
    const char *key;       /* NULL for an element of a list */
    size_t index;
};

struct reader {
    struct faults *faults;
    bool invalid;
};

static void read_object(struct reader *r, const struct path *at,
                        const struct form *form, json_t *object, char *out);

/* ---- faults -------------------------------------------------------------- */

static void path_print(struct buf *b, const struct path *at)
{
    if (at == NULL)
        return;
    path_print(b, at->up);
    buf_char(b, '/');
    if (at->key == NULL) {
        buf_int(b, (int64_t)at->index);
        return;
    }
    for (const char *c = at->key; *c != '\0'; c++) {
        if (*c == '~')
            buf_text(b, "~0");
        else if (*c == '/')
            buf_text(b, "~1");
        else
            buf_char(b, *c);
    }
}

static void complain(struct reader *r, const struct path *at,
                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(struct reader *r, const struct path *at,
                     const char *format, ...)
{
    char detail[sizeof((struct fault *)0)->detail];
    struct buf pointer = { 0 };
    va_list arguments;

    r->invalid = true;
    va_start(arguments, format);
    (void)vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    path_print(&pointer, at);
    if (!buf_ok(&pointer))
        r->faults->failed = true;
    else
        faults_add(r->faults, pointer.len == 0 ? "" : pointer.data, "%s",
                   detail);
    buf_free(&pointer);
}

/* ---- single values ------------------------------------------------------- */

static bool is_control(char c, bool multiline)
{
    return ((unsigned char)c < 0x20 && !(multiline && (c == '\n' || c == '\t')))
           || c == 0x7f;
}

/* The number of characters, or -1 when there is a control byte among them. */
static int64_t characters(const char *text, bool multiline)
{
    int64_t count = 0;

    for (; *text != '\0'; text++) {
        if (is_control(*text, multiline))
            return -1;
        count += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return count;
}

static void read_text(struct reader *r, const struct path *at,
                      const struct field *f, json_t *value, char *out)
{
    bool one = f->type == FIELD_TEXT;
    int64_t min = one ? f->min : 1, max = one ? f->max : f->each_max;
    const char *text = json_string_value(value);
    int64_t count;

    if (text == NULL) {
        complain(r, at, "expected text");
        return;
    }
    count = characters(text, f->multiline);
    if (count >= 0 &&
        field_allows_text(f, text, json_string_length(value), count))
        memcpy(out, text, json_string_length(value) + 1);
    else if (count < 0)
        complain(r, at, "control characters are not allowed");
    else if (count == 0 && min > 0)
        complain(r, at, "may not be empty");
    else if (count < min)
        complain(r, at, "expected at least %" PRId64 " characters", min);
    else if (max > 0 && count > max)
        complain(r, at, "expected at most %" PRId64 " characters", max);
    else if (json_string_length(value) >= f->size)
        complain(r, at, "expected at most %zu bytes", f->size - 1);
    else
        complain(r, at, "expected %s", f->expected);
}

static void read_int(struct reader *r, const struct path *at,
                     const struct field *f, json_t *value, char *out)
{
    int64_t n = json_integer_value(value);

    if (json_is_integer(value) && field_allows_int(f, n))
        memcpy(out, &n, sizeof n);
    else if (f->max == INT64_MAX)
        complain(r, at, "expected a whole number, %" PRId64 " or more",
                 f->min);
    else
        complain(r, at, "expected a whole number from %" PRId64 " to %" PRId64,
                 f->min, f->max);
}

static void read_bool(struct reader *r, const struct path *at, json_t *value,
                      char *out)
{
    bool yes = json_is_true(value);

    if (json_is_boolean(value))
        memcpy(out, &yes, sizeof yes);
    else
        complain(r, at, "expected true or false");
}

/* The index of the word in `value`, or -1 after complaining. */
static int read_word(struct reader *r, const struct path *at,
                     const struct field *f, json_t *value)
{
    const char *text = json_string_value(value);
    int index = text == NULL ? -1 : word_index(f->words, text);
    struct buf list = { 0 };

    if (index >= 0 && field_allows_word(f, index))
        return index;
    for (int i = 0; f->words[i] != NULL; i++)
        if (field_allows_word(f, i))
            buf_printf(&list, "%s%s", list.len == 0 ? "" : ", ", f->words[i]);
    complain(r, at, "expected one of: %s", buf_ok(&list) ? list.data : "");
    buf_free(&list);
    return -1;
}

static void read_time(struct reader *r, const struct path *at, json_t *value,
                      char *out)
{
    const char *text = json_string_value(value);
    int64_t ms;

    if (text != NULL && clock_parse(text, &ms))
        memcpy(out, &ms, sizeof ms);
    else
        complain(r, at, "expected a time like 2026-06-08T10:15:30.123Z");
}

/* ---- values with parts --------------------------------------------------- */

static void read_words(struct reader *r, const struct path *at,
                       const struct field *f, json_t *value, char *out)
{
    uint32_t bits = 0;

    if (!json_is_array(value)) {
        complain(r, at, "expected a list");
        return;
    }
    if (json_array_size(value) == 0)
        complain(r, at, "expected at least 1 element");
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct path here = { at, NULL, i };
        int index = read_word(r, &here, f, json_array_get(value, i));
        if (index >= 0 && (bits >> index & 1) != 0)
            complain(r, &here, "stands in the list already");
        if (index >= 0)
            bits |= UINT32_C(1) << index;
    }
    memcpy(out, &bits, sizeof bits);
}

static void read_shorthand(struct reader *r, const struct path *at,
                           const struct field *f, const char *text, char *out)
{
    struct buf list = { 0 };

    for (const struct shorthand *s = f->short_for; s->word != NULL; s++) {
        if (strcmp(s->word, text) == 0) {
            memcpy(out, s->value, f->form->size);
            buf_free(&list);
            return;
        }
        buf_printf(&list, "%s%s", list.len == 0 ? "" : ", ", s->word);
    }
    complain(r, at, "expected an object or one of: %s",
             buf_ok(&list) ? list.data : "");
    buf_free(&list);
}

static void read_form(struct reader *r, const struct path *at,
                      const struct field *f, json_t *value, char *out)
{
    if (f->short_for != NULL && json_is_string(value))
        read_shorthand(r, at, f, json_string_value(value), out);
    else
        read_object(r, at, f->form, value, out);
}

/* A TEXTS or a LIST.  `out` is the struct with the array and its count. */
static void read_list(struct reader *r, const struct path *at,
                      const struct field *f, json_t *value, char *out)
{
    size_t count = json_array_size(value), max = (size_t)f->max;

    if (!json_is_array(value)) {
        complain(r, at, "expected a list");
        return;
    }
    if (count < (size_t)f->min)
        complain(r, at, "expected at least %" PRId64 " element%s", f->min,
                 f->min == 1 ? "" : "s");
    if (count > max) {
        complain(r, at, "expected at most %zu elements", max);
        count = max;
    }
    for (size_t i = 0; i < count; i++) {
        struct path here = { at, NULL, i };
        json_t *element = json_array_get(value, i);
        if (f->type == FIELD_TEXTS)
            read_text(r, &here, f, element, out + f->offset + i * f->size);
        else
            read_object(r, &here, f->form, element,
                        out + f->offset + i * f->form->size);
    }
    memcpy(out + f->count_offset, &count, sizeof count);
}

/* ---- objects ------------------------------------------------------------- */

static void read_field(struct reader *r, const struct path *at,
                       const struct field *f, json_t *value, char *out)
{
    int word;

    switch (f->type) {
    case FIELD_TEXT:
        read_text(r, at, f, value, out + f->offset);
        break;
    case FIELD_INT:
        read_int(r, at, f, value, out + f->offset);
        break;
    case FIELD_BOOL:
        read_bool(r, at, value, out + f->offset);
        break;
    case FIELD_WORD:
        word = read_word(r, at, f, value);
        if (word >= 0)
            memcpy(out + f->offset, &word, sizeof word);
        break;
    case FIELD_TIME:
        read_time(r, at, value, out + f->offset);
        break;
    case FIELD_FORM:
        read_form(r, at, f, value, out + f->offset);
        break;
    case FIELD_WORDS:
        read_words(r, at, f, value, out + f->offset);
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        read_list(r, at, f, value, out);
        break;
    case FIELD_END:
        break;
    }
}

static void complain_of_unknown(struct reader *r, const struct path *at,
                                const struct form *form, json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value) {
        struct path here = { at, key, 0 };
        const struct field *f = form->fields;
        while (f->type != FIELD_END && strcmp(f->key, key) != 0)
            f++;
        if (f->type == FIELD_END)
            complain(r, &here, "there is no such field");
    }
}

static void read_object(struct reader *r, const struct path *at,
                        const struct form *form, json_t *object, char *out)
{
    size_t known = 0;
    uint64_t seen = 0;

    if (!json_is_object(object)) {
        complain(r, at, "expected an object");
        return;
    }
    for (const struct field *f = form->fields; f->type != FIELD_END; f++) {
        struct path here = { at, f->key, 0 };
        json_t *value = json_object_get(object, f->key);
        field_set_absent(f, out);
        if (value == NULL) {
            if (f->required)
                complain(r, &here, "is missing");
            continue;
        }
        known++;
        seen |= UINT64_C(1) << (f - form->fields);
        read_field(r, &here, f, value, out);
    }
    if (known < json_object_size(object))
        complain_of_unknown(r, at, form, object);
    if (form->seen_offset != 0)
        memcpy(out + form->seen_offset - 1, &seen, sizeof seen);
}

static void read_root(struct reader *r, const struct form *form, json_t *root,
                      char *out)
{
    const struct field *f = form->fields;
    size_t one = 1;

    if (form->root == FORM_OBJECT) {
        read_object(r, NULL, form, root, out);
    } else if (form->root == FORM_ONE_OR_LIST && json_is_object(root)) {
        read_object(r, NULL, f->form, root, out + f->offset);
        memcpy(out + f->count_offset, &one, sizeof one);
    } else {
        read_list(r, NULL, f, root, out);
    }
}

/* ---- the text ------------------------------------------------------------ */

static bool too_deep(const char *json, size_t len)
{
    bool in_text = false;
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        if (in_text && json[i] == '\\')
            i++;
        else if (json[i] == '"')
            in_text = !in_text;
        else if (!in_text && (json[i] == '{' || json[i] == '['))
            depth++;
        else if (!in_text && (json[i] == '}' || json[i] == ']'))
            depth--;
        if (depth > FIELDS_DEPTH_MAX)
            return true;
    }
    return false;
}

/* Words of our own: those of the library quote the client's bytes. */
static const char *what_is_wrong(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);

    if (code == json_error_duplicate_key)
        return "a field is repeated";
    if (code == json_error_invalid_utf8)
        return "not UTF-8";
    if (code == json_error_premature_end_of_input)
        return "the JSON ends too early";
    if (code == json_error_end_of_input_expected)
        return "something follows the JSON value";
    if (code == json_error_numeric_overflow)
        return "a number is too large";
    if (code == json_error_null_character ||
        code == json_error_null_byte_in_key)
        return "a NUL character is not allowed";
    return "not valid JSON";
}

/* jansson names the repeated key, but not where; it is ours when the form has
 * a field of that name. */
static const struct field *repeated_field(const struct form *form,
                                          const json_error_t *error)
{
    char near[sizeof error->text];

    for (const struct field *f = form->fields; f->type != FIELD_END; f++) {
        (void)snprintf(near, sizeof near, "near '\"%s\"'", f->key);
        if (json_error_code(error) == json_error_duplicate_key &&
            strstr(error->text, near) != NULL)
            return f;
    }
    return NULL;
}

static void complain_of_text(struct reader *r, const struct form *form,
                             const json_error_t *error)
{
    const struct field *f = repeated_field(form, error);
    struct path here = { NULL, f != NULL ? f->key : NULL, 0 };

    complain(r, f != NULL ? &here : NULL, "%s (line %d, column %d)",
             what_is_wrong(error), error->line, error->column);
}

static json_t *parse(struct reader *r, const struct form *form,
                     const char *json, size_t len)
{
    json_error_t error;
    json_t *root;

    if (form->max_body != 0 && len > form->max_body)
        complain(r, NULL, "expected at most %zu bytes", form->max_body);
    else if (len == 0)
        complain(r, NULL, "expected JSON, got nothing");
    else if (memchr(json, '\0', len) != NULL)
        complain(r, NULL, "a NUL byte is not allowed");
    else if (too_deep(json, len))
        complain(r, NULL, "nested more than %d deep", FIELDS_DEPTH_MAX);
    if (r->invalid)
        return NULL;
    root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
    if (root != NULL)
        return root;
    /* jansson says nothing at all when it is out of memory. */
    if (error.text[0] == '\0' ||
        json_error_code(&error) == json_error_out_of_memory) {
        r->faults->failed = true;
        return NULL;
    }
    complain_of_text(r, form, &error);
    if (json_error_code(&error) != json_error_duplicate_key)
        return NULL;
    /* Without that check, for the faults beside it. */
    return json_loadb(json, len, 0, &error);
}

enum err_code fields_read(const struct form *form, const char *json, size_t len,
                          void *out, struct faults *faults)
{
    struct reader r = { faults, false };
    json_t *root;

    if (fields_read_plain(form, json, len, out))
        return ERR_OK;
    memset(out, 0, form->size);
    root = parse(&r, form, json, len);
    if (root != NULL)
        read_root(&r, form, root, out);
    json_decref(root);
    if (faults->failed)
        return ERR_NO_MEMORY;
    return r.invalid ? ERR_BODY_INVALID : ERR_OK;
}
