/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/record.h"

#include "base/rest.h"

const char *const record_kind_words[] = {
#define RECORD_WORD(name, word, type, what) word,
    RECORD_KINDS(RECORD_WORD)
#undef RECORD_WORD
    NULL,
};

void record_print(struct buf *line, const struct record_head *head,
                  const void *body)
{
    put_open(line, NULL, '{');
    put_int(line, "n", head->n);
    put_time(line, "at", head->at);
    put_text(line, "kind", record_kind_words[head->kind]);
    fields_print_members(line, record_form(head->kind), body);
    put_close(line, '}');
}

bool record_is_secret(enum record_kind kind)
{
    return kind == RECORD_BALLOT || kind == RECORD_LATE ||
           kind == RECORD_REFUSED;
}

/* ---- reading ------------------------------------------------------------- */

/* What stands before the next quote, and the quote. */
static bool take_text(struct rest *r, char *out, size_t size)
{
    const char *quote = memchr(r->at, '"', (size_t)(r->end - r->at));
    size_t len = quote == NULL ? size : (size_t)(quote - r->at);

    if (len >= size)
        return false;
    memcpy(out, r->at, len);
    out[len] = '\0';
    r->at = quote + 1;
    return true;
}

/* The head has one form only, so it is taken apart as text; what follows it
 * is an object without its opening bracket. */
static bool take_head(struct rest *r, struct record_head *head)
{
    char at[CLOCK_TEXT_SIZE], kind[16];
    int index;

    if (!rest_take(r, "{\"n\":") || !rest_number(r, &head->n) ||
        !rest_take(r, ",\"at\":\"") || !take_text(r, at, sizeof at) ||
        !clock_parse(at, &head->at) || !rest_take(r, ",\"kind\":\"") ||
        !take_text(r, kind, sizeof kind))
        return false;
    index = word_index(record_kind_words, kind);
    if (index < 0 || !rest_take(r, ","))
        return false;
    head->kind = (enum record_kind)index;
    return true;
}

static enum err_code read_body(const struct rest *r, enum record_kind kind,
                               union record_body *body, struct err *err)
{
    struct faults faults = { 0 };
    struct buf text = { 0 };
    enum err_code code = ERR_NO_MEMORY;

    buf_char(&text, '{');
    buf_add(&text, r->at, (size_t)(r->end - r->at));
    if (buf_ok(&text))
        code = fields_read(record_form(kind), text.data, text.len, body,
                           &faults);
    if (code == ERR_BODY_INVALID)
        code = err_set(err, ERR_STORE_DAMAGED, "%s: %s",
                       faults.list[0].pointer, faults.list[0].detail);
    else if (code != ERR_OK)
        (void)err_set(err, code, "no memory to read a line");
    faults_free(&faults);
    buf_free(&text);
    return code;
}

/* A line that means the same in other bytes is not the line we wrote. */
static enum err_code check_bytes(const char *line, size_t len,
                                 const struct record_head *head,
                                 const union record_body *body,
                                 struct err *err)
{
    struct buf printed = { 0 };
    enum err_code code = ERR_OK;

    record_print(&printed, head, body);
    if (!buf_ok(&printed))
        code = err_set(err, ERR_NO_MEMORY, "no memory to check a line");
    else if (printed.len != len || memcmp(printed.data, line, len) != 0)
        code = err_set(err, ERR_STORE_DAMAGED,
                       "line %lld: not the bytes stembus writes",
                       (long long)head->n);
    buf_free(&printed);
    return code;
}

bool record_read_head(const char *line, size_t len, struct record_head *head)
{
    return take_head(&(struct rest){ line, line + len }, head);
}

enum err_code record_read(const char *line, size_t len,
                          struct record_head *head, union record_body *body,
                          struct err *err)
{
    struct rest rest = { line, line + len };
    enum err_code code;

    *err = (struct err){ .code = ERR_OK };
    if (!take_head(&rest, head))
        return err_set(err, ERR_STORE_DAMAGED,
                       "a line that does not begin with n, at and kind");
    code = read_body(&rest, head->kind, body, err);
    if (code != ERR_OK)
        return code;
    return check_bytes(line, len, head, body, err);
}
