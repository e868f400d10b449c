/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http/reply.h"

enum {
    BEAT_MS = 15000,     /* a comment line, so that dead listeners are found */
    BALLOTS_MS = 100,    /* between snapshots that only count ballots */
    WAKE_AT_ONCE = 64,   /* per turn; one costs about 8 microseconds */
    LOST_MS = 30000,     /* unacknowledged data: the listener is gone */
};

struct stream {
    struct stream *next, **link; /* in the server's list */
    struct server *server;
    struct MHD_Connection *mhd;
    int64_t assembly;
    enum view view;
    bool known;               /* the listener said who it is */
    bool screen;              /* of a hall, or of the chair */
    bool waiting;             /* suspended */
    bool beat;                /* owes a comment line */
    struct snapshot *sending; /* NULL when there is nothing left of it */
    size_t sent;              /* bytes of it */
    int64_t journal, moves;   /* of the snapshot that was sent last */
    int64_t sent_at;          /* monotonic ms */
};

static const char beat_text[] = ": \n\n";

/* ---- what libmicrohttpd calls --------------------------------------------------- */

/* The next snapshot when it is news, else nothing. */
static void take_news(struct stream *st)
{
    struct hub *hub = st->server->setup.hub;
    struct snapshot *latest = hub_latest(hub, st->assembly);
    if (latest == NULL)
        return;
    if (latest->journal == st->journal && latest->moves == st->moves) {
        hub_release(hub, latest);
        return;
    }
    st->sending = latest;
    st->sent = 0;
    st->journal = latest->journal;
    st->moves = latest->moves;
    st->beat = false;
}

static ssize_t stream_read(void *cls, uint64_t position, char *out, size_t max)
{
    struct stream *st = cls;
    (void)position;
    if (st->sending == NULL)
        take_news(st);
    if (st->sending != NULL) {
        size_t left = st->sending->views[st->view].len - st->sent;
        size_t n = left < max ? left : max;
        memcpy(out, st->sending->views[st->view].text + st->sent, n);
        st->sent += n;
        st->sent_at = clock_monotonic_ms();
        if (n == left) {
            hub_release(st->server->setup.hub, st->sending);
            st->sending = NULL;
        }
        return (ssize_t)n;
    }
    if (st->beat && max >= sizeof beat_text) {
        st->beat = false;
        st->sent_at = clock_monotonic_ms();
        memcpy(out, beat_text, sizeof beat_text - 1);
        return (ssize_t)sizeof beat_text - 1;
    }
    if (st->server->stopping)
        return MHD_CONTENT_READER_END_OF_STREAM;
    /* Nothing to say: sleep.  The loop's thread runs this and wakes us, so
     * no news can slip in between. */
    st->waiting = true;
    MHD_suspend_connection(st->mhd);
    return 0;
}

static void stream_free(void *cls)
{
    struct stream *st = cls;
    *st->link = st->next;
    if (st->next != NULL)
        st->next->link = st->link;
    st->server->stream_count--;
    st->server->unknown_streams -= !st->known;
    st->server->screen_count -= st->screen;
    atomic_fetch_sub(&st->server->setup.metrics->streams, 1);
    if (st->sending != NULL)
        hub_release(st->server->setup.hub, st->sending);
    free(st);
}

/* ---- opening ---------------------------------------------------------------------- */

/* A listener whose network went away is found when what we send is not
 * acknowledged, not after TCP's own quarter of an hour. */
static void notice_loss(const struct request *rq)
{
    unsigned milliseconds = LOST_MS;
    (void)setsockopt(rq->connection->fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
                     &milliseconds, sizeof milliseconds);
}

static enum view view_of(const struct principal *who)
{
    static const uint32_t staff =
        BIT(OPERATOR) | BIT(CHAIR) | BIT(COMMITTEE) | BIT(DISPLAY);
    return who->known && (staff & BIT(who->role)) ? VIEW_STAFF : VIEW_PUBLIC;
}

static bool is_screen(const struct principal *who)
{
    return who->known && (who->role == DISPLAY || who->role == CHAIR);
}

static struct stream *stream_new(struct request *rq)
{
    struct server *s = rq->server;
    struct stream *st = calloc(1, sizeof *st);
    if (st == NULL)
        return NULL;
    st->server = s;
    st->mhd = rq->mhd;
    st->assembly = rq->call.id;
    st->view = view_of(&rq->call.who);
    st->known = rq->call.who.known;
    st->screen = is_screen(&rq->call.who);
    st->journal = -1;
    st->sent_at = clock_monotonic_ms();
    st->next = s->streams;
    st->link = &s->streams;
    if (st->next != NULL)
        st->next->link = &st->next;
    s->streams = st;
    s->stream_count++;
    s->unknown_streams += !st->known;
    s->screen_count += st->screen;
    atomic_fetch_add(&s->setup.metrics->streams, 1);
    return st;
}

static enum MHD_Result answer(struct request *rq, struct stream *st)
{
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 4096, stream_read, st, stream_free);
    if (response == NULL) {
        stream_free(st);
        return MHD_NO;
    }
    reply_headers(rq, response, "text/event-stream");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    rq->stage = ANSWERED;
    if (!rq->head_only)
        rq->connection->deadline = INT64_MAX; /* as long as it is read */
    enum MHD_Result queued =
        MHD_queue_response(rq->mhd, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return queued;
}

/* Half of the room is for the screens and handsets of the hall: the public
 * cannot take it. */
static bool is_full(const struct server *s, bool known)
{
    int64_t limit = s->setup.stream_limit;
    return s->stream_count >= limit ||
           (!known && s->unknown_streams >= (limit + 1) / 2);
}

enum MHD_Result stream_open(struct request *rq)
{
    struct server *s = rq->server;
    struct snapshot *latest = hub_latest(s->setup.hub, rq->call.id);
    if (latest == NULL) {
        call_refuse(&rq->call, ERR_NOT_FOUND, "there is no assembly %lld",
                    (long long)rq->call.id);
        return reply_call(rq, ERR_NOT_FOUND);
    }
    hub_release(s->setup.hub, latest);
    if (is_full(s, rq->call.who.known)) {
        call_refuse(&rq->call, ERR_QUEUE_FULL, "%lld listen already",
                    (long long)s->stream_count);
        return reply_call(rq, ERR_QUEUE_FULL);
    }
    struct stream *st = stream_new(rq);
    if (st == NULL)
        return reply_call(rq, ERR_NO_MEMORY);
    notice_loss(rq);
    atomic_fetch_add(&s->setup.metrics->answers[ERR_OK], 1);
    return answer(rq, st);
}

/* ---- waking ----------------------------------------------------------------------- */

static void wake(struct stream *st)
{
    st->waiting = false;
    MHD_resume_connection(st->mhd);
}

/* When this stream wants to be woken: monotonic ms, INT64_MAX for not yet. */
static int64_t due_at(const struct stream *st, int64_t now)
{
    struct hub *hub = st->server->setup.hub;
    struct snapshot *latest = hub_latest(hub, st->assembly);
    int64_t due = st->sent_at + BEAT_MS;
    if (latest != NULL) {
        if (latest->moves != st->moves)
            due = now;
        else if (latest->journal != st->journal)
            due = st->sent_at + BALLOTS_MS;
        hub_release(hub, latest);
    }
    return due;
}

int64_t stream_wake(struct server *s, int64_t now)
{
    int64_t next = INT64_MAX;
    int woken = 0;
    for (struct stream *st = s->streams; st != NULL; st = st->next) {
        if (!st->waiting)
            continue;
        int64_t due = due_at(st, now);
        if (due > now) {
            next = due < next ? due : next;
            continue;
        }
        if (woken == WAKE_AT_ONCE)
            return 0;
        st->beat = now - st->sent_at >= BEAT_MS;
        wake(st);
        woken++;
    }
    return next == INT64_MAX ? -1 : next - now;
}

void stream_end_all(struct server *s)
{
    for (struct stream *st = s->streams; st != NULL; st = st->next)
        if (st->waiting)
            wake(st);
}
