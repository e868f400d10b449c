/* SPDX-License-Identifier: EUPL-1.2 */
/* views_page: the public pages as views of a call. */
#include "engine/views.h"

#include <stdio.h>
#include <string.h>

#include "engine/page.h"

static struct page page_of(struct call *call)
{
    call->type = "text/html; charset=utf-8";
    return (struct page){ .out = &call->out, .in = edition_of(call->path),
                          .base = "" };
}

/* The sentence for the reader becomes the detail of the refusal. */
static enum err_code refused(struct call *call, enum err_code rc,
                             const char *why)
{
    return why[0] != '\0' ? call_refuse(call, rc, "%s", why) : rc;
}

enum err_code view_home_page(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    (void)now;
    return page_home(&p, db);
}

enum err_code view_assembly_page(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    char why[WHY_SIZE] = "";
    (void)now;
    return refused(call, page_assembly(&p, db, call->id, why), why);
}

enum err_code view_round_page(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    char why[WHY_SIZE] = "";
    (void)now;
    return refused(call, page_round(&p, db, call->id, call->query.search,
                                    call->query.sort, why), why);
}

enum err_code view_round_csv(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    char why[WHY_SIZE] = "";
    (void)now;
    call->type = "text/csv; charset=utf-8; header=present";
    snprintf(call->file_name, sizeof call->file_name, "stembus-%lld.csv",
             (long long)call->id);
    return refused(call, page_round_csv(&p, db, call->id, why), why);
}

enum err_code view_bundle(struct db *db, struct call *call, int64_t now)
{
    const struct edition *in = edition_of(call->path);
    struct err why = { 0 };
    (void)now;
    call->type = "application/zip";
    snprintf(call->file_name, sizeof call->file_name, "stembus-%lld.zip",
             (long long)call->id);
    enum err_code rc =
        shelf_take(call->shelf, db, call->id, &call->out, &why);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "%s", in->texts[TEXT_NO_ASSEMBLY]);
    if (rc == ERR_NOT_PUBLISHED)
        return call_refuse(call, rc, "%s", in->texts[TEXT_BUNDLE_NOT_YET]);
    return rc == ERR_OK ? rc : call_refuse(call, rc, "%s", why.detail);
}

enum err_code view_members_page(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    char today[CLOCK_WALL_SIZE];
    clock_wall(now, today);
    today[DATE_SIZE - 1] = '\0';
    return page_members(&p, db, today, call->query.search);
}

enum err_code view_member_page(struct db *db, struct call *call, int64_t now)
{
    struct page p = page_of(call);
    char why[WHY_SIZE] = "";
    const struct query *q = &call->query;
    (void)now;
    enum err_code rc = page_member(&p, db, call->name, q->assembly, q->line,
                                   why);
    return refused(call, rc, why);
}
