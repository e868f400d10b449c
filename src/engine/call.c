/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *const vote_sort_words[] = { "name", "weight", "choice", NULL };

void call_clear(struct call *call)
{
    buf_free(&call->out);
    buf_free(&call->links);
    faults_free(&call->faults);
    free(call->checkpoint);
    call->checkpoint = NULL;
}

void call_reset(struct call *call)
{
    call_clear(call);
    call->status = 0;
    call->type = NULL;
    call->location[0] = '\0';
    call->session.given = false;
    call->err = (struct err){ 0 };
}

enum err_code call_refuse(struct call *call, enum err_code code,
                          const char *format, ...)
{
    va_list args;
    va_start(args, format);
    call->err.code = code;
    vsnprintf(call->err.detail, sizeof call->err.detail, format, args);
    va_end(args);
    utf8_trim(call->err.detail); /* a choice may be cut in a character */
    return code;
}

static void link_page(struct call *call, int64_t page, const char *relation)
{
    const struct query *q = &call->query;
    buf_printf(&call->links, "%s<%s?page=%lld&pageSize=%lld",
               call->links.len > 0 ? ", " : "", call->path, (long long)page,
               (long long)q->page_size);
    if (q->date[0] != '\0')
        buf_printf(&call->links, "&date=%s", q->date);
    buf_printf(&call->links, ">; rel=\"%s\"", relation);
}

void call_link_pages(struct call *call, bool more)
{
    if (more)
        link_page(call, call->query.page + 1, "next");
    if (call->query.page > 1) {
        link_page(call, call->query.page - 1, "prev");
        link_page(call, 1, "first");
    }
}

void call_link_from(struct call *call, int64_t from)
{
    buf_printf(&call->links, "<%s?from=%lld&limit=%lld>; rel=\"next\"",
               call->path, (long long)from, (long long)call->query.limit);
}
