/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/request.h"

#include <stdlib.h>
#include <string.h>

#include "http/assets.h"
#include "http/guard.h"
#include "http/openapi.h"
#include "http/reply.h"
#include "http/stream.h"
#include "store/store.h"

/* A refused body up to this size is read and thrown away, so that the
 * connection lives on; a larger one costs the client its connection. */
enum { DISCARD_MAX = 64 * 1024 };

/* When a whole room presses at once the writer begins on the first ballots
 * while the loop still reads the others. */
enum { HAND_OVER = 32 };

/* ---- the headers ----------------------------------------------------------------- */

static struct request *request_new(struct server *s,
                                   struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct request *rq = calloc(1, sizeof *rq);
    if (rq == NULL || info == NULL || info->socket_context == NULL) {
        free(rq);
        return NULL;
    }
    rq->server = s;
    rq->mhd = mhd;
    rq->connection = info->socket_context;
    rq->connection->deadline =
        clock_monotonic_ms() + 1000 * s->setup.request_seconds;
    return rq;
}

static enum err_code judge_route(struct request *rq, const char *path,
                                 const char *method)
{
    struct server *s = rq->server;
    rq->call.path = path;
    rq->head_only = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    rq->options = strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0;
    rq->route = route_find(method, path, &rq->call, rq->allow);
    rq->reader = guard_is_reader(rq);
    if (rq->route == NULL && rq->allow[0] == '\0')
        return ERR_NOT_FOUND;
    if (rq->options)
        return rq->body_size == 0
                   ? ERR_OK
                   : call_refuse(&rq->call, ERR_REQUEST_INVALID,
                                 "no body is expected here");
    if (rq->route == NULL)
        return call_refuse(&rq->call, ERR_METHOD_NOT_ALLOWED,
                           "there is %s here", rq->allow);
    if (s->stopping)
        return ERR_STOPPING;
    enum err_code rc = guard_role(rq);
    return rc == ERR_OK ? guard_route(rq) : rc;
}

static enum MHD_Result refuse_now(struct request *rq, enum err_code code)
{
    rq->close = true;
    return reply_call(rq, code);
}

static enum MHD_Result read_head(struct request *rq, const char *path,
                                 const char *method)
{
    enum err_code framing = guard_framing(rq);
    if (framing != ERR_OK || path[0] != '/')
        return refuse_now(rq, framing != ERR_OK ? framing
                                                : ERR_REQUEST_INVALID);
    rq->refused = judge_route(rq, path, method);
    if (rq->body_len == SIZE_MAX)
        rq->body_len = 0;
    if (rq->refused != ERR_OK && rq->body_size > DISCARD_MAX)
        return refuse_now(rq, rq->refused);
    rq->stage = BODY_READING;
    if (rq->refused != ERR_OK || rq->body_size == 0)
        return MHD_YES;
    rq->body = malloc(rq->body_size + 1);
    if (rq->body == NULL)
        rq->refused = ERR_NO_MEMORY;
    return MHD_YES;
}

/* ---- the body -------------------------------------------------------------------- */

static enum MHD_Result read_body(struct request *rq, const char *bytes,
                                 size_t *len)
{
    /* libmicrohttpd hands out no more than the announced length. */
    must(rq->body_len + *len <= rq->body_size);
    if (rq->body != NULL)
        memcpy(rq->body + rq->body_len, bytes, *len);
    rq->body_len += *len;
    *len = 0;
    return MHD_YES;
}

static enum err_code parse_body(struct request *rq)
{
    struct call *call = &rq->call;
    const struct form *form = rq->route->form;
    if (form == NULL)
        return ERR_OK;
    if (rq->body_is_csv) {
        call->text = rq->body != NULL ? rq->body : "";
        call->text_len = rq->body_len;
        return ERR_OK;
    }
    call->form = calloc(1, form->size);
    if (call->form == NULL)
        return ERR_NO_MEMORY;
    return fields_read(form, rq->body != NULL ? rq->body : "", rq->body_len,
                       call->form, &call->faults);
}

/* ---- on its way -------------------------------------------------------------------- */

/* The only place that suspends a request: first the suspension, then the job
 * is handed over, so that nobody can finish it early. */
static enum MHD_Result request_wait(struct request *rq)
{
    struct server *s = rq->server;
    const struct route *route = rq->route;
    if (s->in_flight >= s->setup.queue_limit)
        return reply_call(rq, ERR_QUEUE_FULL);
    if ((route->traits & WITH_CHECKPOINT) &&
        hub_checkpoint(s->setup.hub, rq->call.id, &rq->call.checkpoint) !=
            ERR_OK)
        return reply_call(rq, ERR_NO_MEMORY);
    if (route->traits & GIVES_ZIP)
        rq->call.shelf = s->setup.shelf;
    s->in_flight++;
    rq->stage = WAITING;
    rq->connection->deadline = INT64_MAX; /* the job comes back for sure */
    rq->job = (struct job){ .command = route->command, .view = route->view,
                            .call = &rq->call };
    MHD_suspend_connection(rq->mhd);
    if (route->view != NULL)
        job_list_add(route->traits & GIVES_ZIP ? &s->bundles : &s->views,
                     &rq->job);
    else if (route->traits & GOES_LAST)
        job_list_add(&s->last, &rq->job);
    else
        job_list_add(&s->now, &rq->job);
    if (s->now.count >= HAND_OVER)
        writer_put(s->setup.writer, &s->now);
    return MHD_YES;
}

void request_job_done(struct job *job)
{
    /* The job stands inside its request. */
    struct request *rq =
        (struct request *)(void *)((char *)job - offsetof(struct request, job));
    rq->server->in_flight--;
    rq->stage = JOB_DONE;
    MHD_resume_connection(rq->mhd);
}

enum { ROOM_AGAIN = 1024 * 1024 }; /* bytes free after the disk was full */

/* Whether ballots can be stored; if not, *reason says why. */
static enum err_code judge_ready(const struct server *s, const char **reason)
{
    enum err_code health = writer_health(s->setup.writer);
    int64_t needed = s->setup.min_free_bytes;
    /* A disk that was full and has room again is ready, also before anything
     * new has been stored. */
    if (health == ERR_STORE_FULL && needed < ROOM_AGAIN)
        needed = ROOM_AGAIN;
    *reason = "the last batch was not stored";
    if (health != ERR_OK && health != ERR_STORE_FULL)
        return ERR_STORE_FAILED;
    *reason = "the disk is nearly full";
    return store_free_bytes(s->setup.dir) < needed ? ERR_STORE_FULL : ERR_OK;
}

static enum MHD_Result answer_ready(struct request *rq)
{
    const char *reason;
    enum err_code rc = judge_ready(rq->server, &reason);
    if (rc != ERR_OK)
        call_refuse(&rq->call, rc, "%s", reason);
    else
        buf_text(&rq->call.out, "{\"status\":\"ready\"}");
    return reply_call(rq, rc);
}

static enum MHD_Result answer_status(struct request *rq)
{
    const struct server *s = rq->server;
    struct buf *b = &rq->call.out;
    const char *reason;
    enum err_code ready = judge_ready(s, &reason);
    int64_t free_bytes = store_free_bytes(s->setup.dir);
    put_open(b, NULL, '{');
    put_text(b, "version", STEMBUS_VERSION);
    put_time(b, "now", clock_utc_ms());
    put_bool(b, "ready", ready == ERR_OK);
    if (ready != ERR_OK)
        put_text(b, "reason", reason);
    put_int(b, "freeBytes", free_bytes > 0 ? free_bytes : 0);
    put_int(b, "connections", atomic_load(&s->setup.metrics->connections));
    put_int(b, "streams", s->stream_count);
    put_int(b, "screens", s->screen_count);
    put_int(b, "uptimeSeconds", (clock_monotonic_ms() - s->started) / 1000);
    if (s->setup.public_url[0] != '\0')
        put_text(b, "publicUrl", s->setup.public_url);
    put_close(b, '}');
    return reply_call(rq, ERR_OK);
}

static enum MHD_Result answer_metrics(struct request *rq)
{
    struct server *s = rq->server;
    atomic_store(&s->setup.metrics->waiting, s->in_flight);
    metrics_print(s->setup.metrics, store_free_bytes(s->setup.dir),
                  &rq->call.out);
    rq->call.type = "text/plain; version=0.0.4; charset=utf-8";
    return reply_call(rq, ERR_OK);
}

static enum MHD_Result answer_special(struct request *rq)
{
    static const char up[] = "{\"status\":\"up\"}";
    switch (rq->route->special) {
    case OPENAPI:
        return reply_file(rq, &(struct reply_file){
            .type = "application/json",
            .text = openapi_text, .len = openapi_size() });
    case STREAM:
        return stream_open(rq);
    case HEALTHZ:
        return reply_file(rq, &(struct reply_file){
            .type = "application/json", .text = up, .len = sizeof up - 1 });
    case ASSETS:
        return assets_answer(rq);
    case READYZ:
        return answer_ready(rq);
    case METRICS:
        return answer_metrics(rq);
    case KEY:
        key_shape(&rq->call.out, rq->server->setup.public_key);
        return reply_call(rq, ERR_OK);
    case STATUS:
        return answer_status(rq);
    case NOTHING_SPECIAL:
        break;
    }
    return MHD_NO;
}

/* The request has arrived as a whole. */
static enum MHD_Result run(struct request *rq)
{
    enum err_code rc = rq->refused;
    if (rc == ERR_OK && rq->options)
        return reply_options(rq);
    if (rc == ERR_OK)
        rc = parse_body(rq);
    if (rc != ERR_OK)
        return reply_call(rq, rc);
    if (rq->route->special != NOTHING_SPECIAL)
        return answer_special(rq);
    return request_wait(rq);
}

/* ---- what libmicrohttpd calls -------------------------------------------------------- */

enum MHD_Result request_handle(void *cls, struct MHD_Connection *mhd,
                               const char *url, const char *method,
                               const char *version, const char *body,
                               size_t *body_len, void **state)
{
    struct request *rq = *state;
    (void)version;
    if (rq == NULL) {
        *state = rq = request_new(cls, mhd);
        return rq != NULL ? read_head(rq, url, method) : MHD_NO;
    }
    switch (rq->stage) {
    case BODY_READING:
        return *body_len > 0 ? read_body(rq, body, body_len) : run(rq);
    case JOB_DONE:
        return reply_call(rq, rq->job.code);
    case HEAD_READ:
    case WAITING:
    case ANSWERED:
        break;
    }
    *body_len = 0; /* what follows an early answer is thrown away */
    return MHD_YES;
}

void request_completed(void *cls, struct MHD_Connection *mhd, void **state,
                       enum MHD_RequestTerminationCode why)
{
    struct request *rq = *state;
    (void)cls;
    (void)mhd;
    (void)why;
    if (rq == NULL)
        return;
    must(rq->stage != WAITING); /* suspended requests are never completed */
    call_clear(&rq->call);
    free(rq->call.form);
    free(rq->body);
    free(rq);
    *state = NULL;
}
