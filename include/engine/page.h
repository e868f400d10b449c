/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_PAGE_H
#define ENGINE_PAGE_H

#include "engine/call.h"
#include "engine/html.h"

/* page: the public pages, each written whole into page->out.
 *
 * NOT_FOUND and NOT_PUBLISHED leave a sentence for the reader in *why, in the
 * page's language; what was written by then is to be thrown away. */

enum { WHY_SIZE = 240 };

/* page_home.c: assemblies with published results, the newest one at a glance. */
enum err_code page_home(struct page *p, struct db *db) MUST_CHECK;

/* page_assembly.c: one assembly's agenda with its results. */
enum err_code page_assembly(struct page *p, struct db *db, int64_t id,
                            char why[WHY_SIZE]) MUST_CHECK;

/* page_round.c: one round with the vote of every member. */
enum err_code page_round(struct page *p, struct db *db, int64_t id,
                         const char *search, enum vote_sort sort,
                         char why[WHY_SIZE]) MUST_CHECK;
/* The same votes as CSV (RFC 4180, with a byte order mark). */
enum err_code page_round_csv(struct page *p, struct db *db, int64_t id,
                             char why[WHY_SIZE]) MUST_CHECK;

/* page_members.c: the register on a date, those that match `search`. */
enum err_code page_members(struct page *p, struct db *db, const char *date,
                           const char *search) MUST_CHECK;

/* page_member.c: one member through the years; with an assembly and a line
 * (else 0 and -1) also what stands there in its journal. */
enum err_code page_member(struct page *p, struct db *db, const char *code,
                          int64_t assembly, int64_t line, char why[WHY_SIZE])
    MUST_CHECK;

/* What went wrong, for a reader; `why` may be "". */
void page_problem(struct page *p, enum err_code code, const char *why);
/* The status of such a page: what is not public yet is not there yet. */
int page_status(enum err_code code);

/* ---- for the pages themselves: page.c ----------------------------------- */

/* A step of the way from the front page to here; "" is no link. */
struct crumb {
    const char *address;
    const char *name;
    bool title; /* in the assembly's language, not the page's */
};

struct head {
    const char *title;   /* anybody's words, or NULL */
    enum text kind;      /* what kind of page it is */
    const char *summary; /* ours, escaped by page_begin(); or NULL */
    const char *address; /* of this page, without the language; NULL: none */
    const struct crumb *crumbs;
    size_t crumb_count;
    bool script;         /* src/web/public.js makes it more convenient */
};
void page_begin(struct page *p, const struct head *head);
/* `assembly`: whose journal to point to, 0 for none. */
void page_end(struct page *p, int64_t assembly);

/* The number of an agenda item: a number to see, a phrase to hear. */
void page_item(struct page *p, const char *number);

/* Fills *why with a text of the page's language; returns the code. */
enum err_code page_refuse(const struct page *p, char why[WHY_SIZE],
                          enum err_code code, enum text text);

#endif
