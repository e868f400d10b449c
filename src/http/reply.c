/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/reply.h"

#include <stdio.h>
#include <string.h>

#include "engine/page.h"
#include "http/cookies.h"
#include "http/guard.h"

static const struct {
    const char *name, *value;
} documents[] = {
    { "API-Version", API_VERSION },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "no-referrer" },
};

static const char folder[] = "/web/";

/* What a page may load: its own files, and nothing that stands in the page
 * itself, so that a title can never become a script. */
static const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";
static const char data_policy[] = "default-src 'none'; frame-ancestors 'none'";

static bool is_page(const struct request *rq)
{
    return rq->reader ||
           (rq->route != NULL && (rq->route->traits & PAGE) != 0);
}

static bool is_in_folder(const struct request *rq)
{
    return strncmp(rq->call.path, folder, sizeof folder - 1) == 0;
}

/* A file that documents take in.  It loads nothing and is nobody's frame, so what
 * is said to a document would only be the half of its headers, thirty times a
 * page.  An SVG may be opened as a document. */
static bool is_part(const struct request *rq, const struct reply_file *file)
{
    return is_in_folder(rq) && strstr(file->type, "svg") == NULL;
}

static void part_headers(const struct request *rq,
                         struct MHD_Response *response, const char *type)
{
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
                            is_page(rq) ? "no-cache" : "no-store");
    if (type != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (rq->close || rq->server->stopping)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
}

void reply_headers(const struct request *rq, struct MHD_Response *response,
                   const char *type)
{
    bool loads = is_page(rq) && !is_in_folder(rq);
    part_headers(rq, response, type);
    for (size_t i = 0; i < ARRAY_LEN(documents); i++)
        MHD_add_response_header(response, documents[i].name,
                                documents[i].value);
    MHD_add_response_header(response, "Content-Security-Policy",
                            loads ? page_policy : data_policy);
    if (rq->route != NULL && rq->route->roles == 0 && !is_page(rq) &&
        rq->route->form == NULL && !rq->call.who.known)
        MHD_add_response_header(response,
                                MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN,
                                "*");
}

enum { SLOWEST_BYTES_PER_MS = 16 }; /* a client may read this slowly */

static enum MHD_Result queue(struct request *rq, int status,
                             struct MHD_Response *response, size_t len)
{
    rq->stage = ANSWERED;
    rq->connection->deadline =
        clock_monotonic_ms() + (int64_t)len / SLOWEST_BYTES_PER_MS +
        1000 * (rq->server->setup.idle_seconds +
                rq->server->setup.request_seconds);
    enum MHD_Result queued =
        MHD_queue_response(rq->mhd, (unsigned)status, response);
    MHD_destroy_response(response);
    return queued;
}

static int put_problem(struct buf *b, const struct call *call,
                       enum err_code code)
{
    const char *detail =
        call->err.detail[0] != '\0' ? call->err.detail : err_title(code);
    put_open(b, NULL, '{');
    buf_printf(b, "\"type\":\"urn:stembus:%s\"", err_slug(code));
    put_text(b, "title", err_title(code));
    put_int(b, "status", err_http(code));
    put_text(b, "detail", detail);
    if (call->faults.count > 0) {
        put_open(b, "errors", '[');
        for (size_t i = 0; i < call->faults.count; i++) {
            put_open(b, NULL, '{');
            put_text(b, "pointer", call->faults.list[i].pointer);
            put_text(b, "detail", call->faults.list[i].detail);
            put_close(b, '}');
        }
        put_close(b, ']');
    }
    put_close(b, '}');
    return err_http(code);
}

/* The same for a reader: gives the status. */
static int put_problem_page(struct buf *b, const struct call *call,
                            enum err_code code)
{
    struct page p = { .out = b, .in = edition_of(call->path), .base = "" };
    /* Only what the pages themselves said is in the reader's language. */
    bool said = code == ERR_NOT_FOUND || code == ERR_NOT_PUBLISHED;
    page_problem(&p, code, said ? call->err.detail : "");
    return page_status(code);
}

static void problem_headers(const struct request *rq, enum err_code code,
                            struct MHD_Response *response)
{
    int status = err_http(code);
    if (status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                                "Bearer realm=\"stembus\"");
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE ||
        status == MHD_HTTP_TOO_MANY_REQUESTS)
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, rq->allow);
}

static void session_header(const struct request *rq,
                           struct MHD_Response *response)
{
    char cookie[SET_COOKIE_SIZE];
    if (!rq->call.session.given)
        return;
    cookie_print(cookie, rq->call.session.role, rq->call.session.secret,
                 SESSION_SECONDS, guard_is_secure(rq));
    MHD_add_response_header(response, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

static void success_headers(const struct request *rq,
                            struct MHD_Response *response)
{
    const struct call *call = &rq->call;
    session_header(rq, response);
    if (call->file_name[0] != '\0') {
        char value[64];
        snprintf(value, sizeof value, "attachment; filename=\"%s\"",
                 call->file_name);
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION,
                                value);
    }
    if (call->location[0] != '\0')
        MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION,
                                call->location);
    if (call->links.len > 0)
        MHD_add_response_header(response, MHD_HTTP_HEADER_LINK,
                                call->links.data);
}

/* The response takes the buffer's memory. */
static struct MHD_Response *response_of(struct buf *b)
{
    size_t len = b->len;
    char *text = buf_take(b);
    if (text == NULL)
        return MHD_create_response_from_buffer(0, NULL,
                                               MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(len, text, MHD_RESPMEM_MUST_FREE);
}

enum MHD_Result reply_call(struct request *rq, enum err_code code)
{
    struct call *call = &rq->call;
    struct buf *b = &call->out;
    struct metrics *m = rq->server->setup.metrics;
    const char *type = call->type != NULL ? call->type : "application/json";
    int status = call->status != 0 ? call->status : MHD_HTTP_OK;
    if (code == ERR_OK && (!buf_ok(b) || !buf_ok(&call->links)))
        code = ERR_NO_MEMORY;
    if (code != ERR_OK) {
        buf_free(b);
        type = rq->reader ? "text/html; charset=utf-8"
                          : "application/problem+json";
        status = rq->reader ? put_problem_page(b, call, code)
                            : put_problem(b, call, code);
    }
    atomic_fetch_add(&m->answers[code], 1);
    if (status == MHD_HTTP_NO_CONTENT)
        type = NULL;
    size_t len = b->len;
    struct MHD_Response *response = response_of(b);
    if (response == NULL)
        return MHD_NO; /* out of memory: the connection is closed */
    reply_headers(rq, response, type);
    if (code != ERR_OK)
        problem_headers(rq, code, response);
    else
        success_headers(rq, response);
    return queue(rq, status, response, len);
}

static enum MHD_Result queue_file(struct request *rq, int status,
                                  const struct reply_file *file)
{
    /* libmicrohttpd only reads what is PERSISTENT, whatever its prototype. */
    union {
        const void *in;
        void *out;
    } body = { .in = file->text };
    size_t len = status == MHD_HTTP_NOT_MODIFIED ? 0 : file->len;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, body.out, MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    atomic_fetch_add(&rq->server->setup.metrics->answers[ERR_OK], 1);
    (is_part(rq, file) ? part_headers : reply_headers)(rq, response,
                                                       file->type);
    if (file->etag != NULL) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, file->etag);
        MHD_add_response_header(response, MHD_HTTP_HEADER_VARY,
                                "Accept-Encoding");
    }
    if (file->encoding != NULL && len > 0)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING,
                                file->encoding);
    return queue(rq, status, response, len);
}

enum MHD_Result reply_file(struct request *rq, const struct reply_file *file)
{
    return queue_file(rq, MHD_HTTP_OK, file);
}

enum MHD_Result reply_not_modified(struct request *rq,
                                   const struct reply_file *file)
{
    return queue_file(rq, MHD_HTTP_NOT_MODIFIED, file);
}

enum MHD_Result reply_options(struct request *rq)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    atomic_fetch_add(&rq->server->setup.metrics->answers[ERR_OK], 1);
    reply_headers(rq, response, NULL);
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, rq->allow);
    return queue(rq, MHD_HTTP_NO_CONTENT, response, 0);
}
