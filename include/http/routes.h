/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_ROUTES_H
#define HTTP_ROUTES_H

#include "engine/call.h"

/* routes: the table that is the API.  It drives matching, HEAD, OPTIONS, 405
 * with Allow, authorization, bodies and queries; no handler can forget its role
 * check.  A test compares it with the OpenAPI document. */

/* Routes that the loop answers itself. */
enum special {
    NOTHING_SPECIAL, OPENAPI, STREAM, ASSETS, STATUS, KEY, HEALTHZ, READYZ,
    METRICS
};

/* What a query may hold, and other traits. */
enum {
    Q_PAGE = 1,      /* page, pageSize */
    Q_DATE = 2,
    Q_DRY_RUN = 4,
    Q_LINES = 8,     /* from, limit */
    TAKES_CSV = 16,  /* beside the JSON of its form */
    GOES_LAST = 32,  /* after every ballot that was received before it */
    LOOPBACK = 64,   /* for this machine only; elsewhere it is not there */
    PAGE = 128,      /* for browsers: a page or what it loads, no JSON */
    SIGNS_IN = 256,  /* who asks is told by the body, not by a cookie */
    GIVES_CSV = 512,
    Q_SEARCH = 1024, /* q */
    Q_SORT = 2048,   /* sort */
    Q_RECEIPT = 4096, /* assembly, journal */
    WITH_CHECKPOINT = 8192, /* the view gets the latest of its assembly */
    Q_FROM = 16384,  /* from */
    GIVES_TEXT = 32768,
    GIVES_ZIP = 65536, /* the view gets the shelf of bundles */
};

struct route {
    const char *method;
    const char *pattern;      /* {n} is a number, {k} one from 0, {code} and {serial} a name,
                                 {path} all that follows */
    uint32_t roles;           /* bit per role; 0: anyone */
    const struct form *form;  /* of the body; NULL: no body */
    unsigned traits;
    command_fn *command;      /* on the writer, or */
    view_fn *view;            /* on a reader, or */
    enum special special;     /* in the loop */
};

extern const struct route routes[];
extern const size_t route_count;

/* route_find(): the route of a method and path; fills call->id and call->name
 * from the path.  HEAD finds the GET.  NULL with *allow empty: no such path;
 * NULL otherwise: the methods there are (static storage is not used: `allow`
 * has ALLOW_SIZE bytes). */
enum { ALLOW_SIZE = 64 };
const struct route *route_find(const char *method, const char *path,
                               struct call *call, char allow[ALLOW_SIZE]);

#endif
