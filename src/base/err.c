/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"

static const struct {
    int http;
    const char *slug, *title;
} rows[ERR_COUNT] = {
#define ERR_ROW(name, http, slug, title) [ERR_##name] = { http, slug, title },
    ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

int err_http(enum err_code code)
{
    must((unsigned)code < ERR_COUNT);
    return rows[code].http;
}

const char *err_slug(enum err_code code)
{
    must((unsigned)code < ERR_COUNT);
    return rows[code].slug;
}

const char *err_title(enum err_code code)
{
    must((unsigned)code < ERR_COUNT);
    return rows[code].title;
}

bool err_is_ours(enum err_code code)
{
    return err_http(code) >= 500;
}

enum err_code err_set(struct err *e, enum err_code code, const char *format,
                      ...)
{
    va_list arguments;

    e->code = code;
    va_start(arguments, format);
    if (vsnprintf(e->detail, sizeof e->detail, format, arguments) < 0)
        e->detail[0] = '\0';
    va_end(arguments);
    /* A cut in the middle of a character would not be UTF-8 any more. */
    utf8_trim(e->detail);
    return code;
}

void must_fail(const char *what, const char *file, int line)
{
    log_error("%s:%d: must(%s) does not hold", file, line, what);
    abort();
}
