/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_CALL_H
#define ENGINE_CALL_H

#include "base/buf.h"
#include "base/fields.h"
#include "engine/auth.h"
#include "engine/shelf.h"
#include "engine/tx.h"

/* call: one request as the engine sees it, whatever carried it here.
 *
 * The caller fills the first part and borrows it until the call is done; the
 * command or view fills the second part.  What it fills belongs to the call:
 * call_clear(). */

enum {
    PAGE_SIZE_DEFAULT = 100, PAGE_SIZE_MAX = 1000,
    SESSION_SECONDS = 14 * 24 * 3600, /* how long a session lasts */
};

/* The order of a list of votes. */
enum vote_sort { SORT_NAME, SORT_WEIGHT, SORT_CHOICE, VOTE_SORT_COUNT };
extern const char *const vote_sort_words[]; /* NULL-terminated */

enum { SEARCH_CHARS = 100, SEARCH_SIZE = 4 * SEARCH_CHARS + 1 };

struct query {
    int64_t page, page_size;  /* from 1 */
    int64_t from, limit;      /* of journal lines */
    char date[DATE_SIZE];     /* "" for today */
    bool dry_run;
    char search[SEARCH_SIZE]; /* of a public page: "" for all */
    enum vote_sort sort;
    int64_t assembly, line;   /* of a receipt; 0 and -1 for none */
};

struct call {
    struct principal who;
    const char *path;     /* for links to further pages */
    int64_t id;           /* the {n} of the path, or 0 */
    int64_t line;         /* the {k}: of a journal, from 0 */
    char name[SERIAL_SIZE]; /* the {code} or {serial} of the path, or "" */
    struct query query;
    void *form;           /* the body as the route's form, or NULL */
    const char *text;     /* the body as it came, when it is CSV */
    size_t text_len;
    char *checkpoint;     /* the latest of assembly {n}, for the routes that ask
                             for it; NULL without one; the call frees it */

    struct shelf *shelf;  /* of the server's bundles, for the routes that give
                             one; else NULL */

    int status;           /* of success; 200 unless set */
    struct buf out;       /* the answer's body */
    const char *type;     /* its media type; NULL for JSON */
    char location[64];    /* of what was made, or "" */
    char file_name[32];   /* to keep it under, or "" */
    struct buf links;     /* the Link header, or empty */
    struct {
        bool given;
        enum role role;
        char secret[TOKEN_SIZE]; /* "": the browser is to forget it */
    } session;            /* for the browser to keep */
    struct err err;       /* of a refusal; detail may be "" */
    struct faults faults; /* of bad input */
};

void call_clear(struct call *call);

/* As before the command or view: to run it once more. */
void call_reset(struct call *call);

/* Sets the refusal; returns its code. */
enum err_code call_refuse(struct call *call, enum err_code code,
                          const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends `<path?page=…>; rel="…"` for the pages around this one; `more` says
 * whether another page follows. */
void call_link_pages(struct call *call, bool more);
/* Appends the link to the next lines of a journal. */
void call_link_from(struct call *call, int64_t from);

/* What commands and views are.  Commands run on the writer; what they say is
 * told to the client after the commit.  Views run on a reader, with a
 * read-only connection inside one read transaction. */
typedef enum err_code command_fn(struct tx *tx, struct call *call);
typedef enum err_code view_fn(struct db *db, struct call *call, int64_t now);

#endif
