/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/import.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COLUMNS_MAX = 32 };

static const struct {
    const char *name, *key;
} columns[] = {
    { "code", "code" },
    { "kind", "kind" },
    { "soort", "kind" },
    { "name", "name" },
    { "naam", "name" },
    { "inhabitants", "inhabitants" },
    { "inwoners", "inhabitants" },
    { "reference_date", "referenceDate" },
    { "peildatum", "referenceDate" },
    { "source", "source" },
    { "bron", "source" },
    { "valid_from", "validFrom" },
    { "geldig_van", "validFrom" },
    { "valid_until", "validUntil" },
    { "geldig_tot", "validUntil" },
};

/* Dutch words for the kinds, as a Dutch register writes them. */
static const struct {
    const char *dutch, *word;
} kinds[] = { { "gemeente", "municipality" }, { "gewest", "region" } };

struct file {
    struct members_body *out;
    struct faults *faults;
    int64_t line;
    bool header_read;
    bool header_faulty;  /* its rows cannot be understood */
    size_t column_count; /* of the header */
    const char *keys[COLUMNS_MAX];
    size_t column;       /* of the next field of this row */
    struct buf json;     /* this row as an object */
};

static void fault(struct file *f, const char *pointer, const char *detail)
{
    char at[160];
    snprintf(at, sizeof at, "/%lld%s", (long long)f->line, pointer);
    faults_add(f->faults, at, "line %lld: %s%s%s", (long long)f->line,
               pointer[0] == '/' ? pointer + 1 : pointer,
               pointer[0] == '/' ? ": " : "", detail);
}

/* ---- the header -------------------------------------------------------------- */

static const char *key_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (strcasecmp(columns[i].name, name) == 0)
            return columns[i].key;
    return NULL;
}

static void header_field(struct file *f, const char *name)
{
    char detail[160];
    const char *key = key_of(name);
    if (f->column >= COLUMNS_MAX) {
        fault(f, "", "too many columns");
        return;
    }
    if (key == NULL) {
        snprintf(detail, sizeof detail, "unknown column '%.60s'", name);
        fault(f, "", detail);
    }
    for (size_t i = 0; key != NULL && i < f->column; i++)
        if (f->keys[i] == key) {
            snprintf(detail, sizeof detail, "column '%.60s' comes twice", name);
            fault(f, "", detail);
        }
    f->keys[f->column++] = key;
}

static void header_end(struct file *f)
{
    static const char *const needed[] = { "code", "kind", "name" };
    f->header_read = true;
    f->column_count = f->column;
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        bool found = false;
        for (size_t c = 0; c < f->column_count; c++)
            found |= f->keys[c] != NULL && strcmp(f->keys[c], needed[i]) == 0;
        if (!found) {
            char detail[80];
            snprintf(detail, sizeof detail, "the column '%s' is missing",
                     needed[i]);
            fault(f, "", detail);
        }
    }
    f->header_faulty = f->faults->count > 0;
}

/* ---- the rows ------------------------------------------------------------------ */

static void row_field(struct file *f, const char *text)
{
    size_t column = f->column++;
    if (column >= f->column_count || text[0] == '\0')
        return; /* row_end() complains of too many; empty is not given */
    const char *key = f->keys[column];
    if (strcmp(key, "kind") == 0)
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            if (strcasecmp(kinds[i].dutch, text) == 0)
                text = kinds[i].word;
    bool digits = strspn(text, "0123456789") == strlen(text);
    if (strcmp(key, "inhabitants") == 0 && digits && strlen(text) < 18)
        put_int(&f->json, key, strtoll(text, NULL, 10));
    else
        put_text(&f->json, key, text);
}

static void row_judge(struct file *f)
{
    struct faults faults = { 0 };
    struct member_body *row = &f->out->list[f->out->count];
    put_close(&f->json, '}');
    enum err_code rc = buf_ok(&f->json)
                           ? fields_read(&member_body_form, f->json.data,
                                         f->json.len, row, &faults)
                           : ERR_NO_MEMORY;
    for (size_t i = 0; i < faults.count; i++)
        fault(f, faults.list[i].pointer, faults.list[i].detail);
    if (rc == ERR_NO_MEMORY || faults.failed)
        f->faults->failed = true;
    row->line = f->line;
    f->out->count++;
    faults_free(&faults);
}

static void row_end(struct file *f)
{
    char detail[80];
    if (f->column != f->column_count) {
        snprintf(detail, sizeof detail, "%zu fields instead of %zu", f->column,
                 f->column_count);
        fault(f, "", detail);
    } else if (f->out->count == LIST_MAX) {
        fault(f, "", "more than 2000 rows");
    } else {
        row_judge(f);
    }
    buf_reset(&f->json);
    put_open(&f->json, NULL, '{');
}

/* ---- libcsv ---------------------------------------------------------------------- */

static void on_field(void *bytes, size_t len, void *cls)
{
    struct file *f = cls;
    const char *text = bytes != NULL ? bytes : "";
    if (strlen(text) != len)
        fault(f, "", "a NUL byte");
    else if (!f->header_read)
        header_field(f, text);
    else if (!f->header_faulty)
        row_field(f, text);
}

static void on_row(int end, void *cls)
{
    struct file *f = cls;
    (void)end;
    if (!f->header_read)
        header_end(f);
    else if (!f->header_faulty)
        row_end(f);
    f->column = 0;
}

static char delimiter_of(const char *text, size_t len)
{
    const char *end = memchr(text, '\n', len);
    size_t header = end != NULL ? (size_t)(end - text) : len;
    return memchr(text, ';', header) != NULL ? ';' : ',';
}

/* One physical line at a time, so that faults can name it. */
static void parse(struct file *f, struct csv_parser *parser, const char *text,
                  size_t len)
{
    while (len > 0) {
        const char *end = memchr(text, '\n', len);
        size_t n = end != NULL ? (size_t)(end - text) + 1 : len;
        f->line++;
        if (csv_parse(parser, text, n, on_field, on_row, f) != n) {
            fault(f, "", csv_strerror(csv_error(parser)));
            return;
        }
        if (f->header_faulty)
            return;
        text += n;
        len -= n;
    }
    if (csv_fini(parser, on_field, on_row, f) != 0)
        fault(f, "", "a quoted field does not end");
}

enum err_code import_read_csv(const char *text, size_t len,
                              struct members_body *out, struct faults *faults)
{
    struct csv_parser parser;
    struct file f = { .out = out, .faults = faults };
    out->count = 0;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        return ERR_NO_MEMORY;
    csv_set_delim(&parser, (unsigned char)delimiter_of(text, len));
    put_open(&f.json, NULL, '{');
    parse(&f, &parser, text, len);
    if (!f.header_read) {
        f.line = 1;
        fault(&f, "", "the file is empty");
    } else if (out->count == 0 && faults->count == 0) {
        fault(&f, "", "there are no rows below the header");
    }
    csv_free(&parser);
    buf_free(&f.json);
    if (faults->failed)
        return ERR_NO_MEMORY;
    return faults->count > 0 ? ERR_REGISTER_INVALID : ERR_OK;
}
