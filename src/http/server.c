/* SPDX-License-Identifier: EUPL-1.2 */
#include <microhttpd.h>

#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "http/request.h"
#include "http/stream.h"

enum {
    SWEEP_MS = 1000,        /* between looks at the connections' deadlines */
    HOLD_MS = 500,          /* the longest a move waits for earlier ballots */
    STOP_MS = 5000,         /* for requests under way when stopping */
    CONNECTION_MEMORY = 16 * 1024,
};

/* ---- listening ------------------------------------------------------------------- */

static enum err_code listen_on(struct server *s, struct err *err)
{
    char port[16], host[256];
    struct addrinfo *found = NULL;
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_PASSIVE | AI_NUMERICHOST };
    const char *address = s->setup.address;
    size_t len = strlen(address);
    bool bracketed = address[0] == '[' && address[len - 1] == ']';
    int one = 1;
    snprintf(port, sizeof port, "%d", s->setup.port);
    snprintf(host, sizeof host, "%.*s", (int)(bracketed ? len - 2 : len),
             bracketed ? address + 1 : address);
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return err_set(err, ERR_FILE_FAILED, "%s is not an address", address);
    s->listen_fd = socket(found->ai_family,
                          SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool up = s->listen_fd >= 0 &&
              setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one,
                         sizeof one) == 0 &&
              bind(s->listen_fd, found->ai_addr, found->ai_addrlen) == 0 &&
              listen(s->listen_fd, 4096) == 0;
    freeaddrinfo(found);
    if (!up)
        return err_set(err, ERR_FILE_FAILED, "%s:%s: %s", address, port,
                       strerror(errno));
    return ERR_OK;
}

static int port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return 0;
    memcpy(&v4, &address, sizeof v4);
    memcpy(&v6, &address, sizeof v6);
    return ntohs(address.ss_family == AF_INET6 ? v6.sin6_port : v4.sin_port);
}

int server_port(const struct server *s)
{
    return s->port;
}

/* ---- connections ------------------------------------------------------------------ */

static void on_connection(void *cls, struct MHD_Connection *mhd,
                          void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *s = cls;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        struct connection *c = *context;
        if (c == NULL)
            return;
        *c->link = c->next;
        if (c->next != NULL)
            c->next->link = c->link;
        atomic_fetch_sub(&s->setup.metrics->connections, 1);
        free(c);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL || info == NULL) {
        free(c); /* its requests are refused: request_new() */
        return;
    }
    c->fd = info->connect_fd;
    c->deadline = clock_monotonic_ms() +
                  1000 * (s->setup.idle_seconds + s->setup.request_seconds);
    c->next = s->connections;
    c->link = &s->connections;
    if (c->next != NULL)
        c->next->link = &c->next;
    s->connections = c;
    atomic_fetch_add(&s->setup.metrics->connections, 1);
    *context = c;
}

/* libmicrohttpd's timeout counts from the last byte, so a client that drips
 * would stay for ever: an absolute deadline ends it. */
static void sweep(struct server *s, int64_t now)
{
    if (now - s->swept < SWEEP_MS)
        return;
    s->swept = now;
    for (struct connection *c = s->connections; c != NULL; c = c->next)
        if (c->deadline < now) {
            c->deadline = INT64_MAX;
            (void)shutdown(c->fd, SHUT_RDWR);
        }
}

/* ---- starting ---------------------------------------------------------------------- */

/* Paths and queries stay as they were sent: %2F and %00 change no path. */
static size_t leave_raw(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

static void log_daemon(void *cls, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void log_daemon(void *cls, const char *format, va_list args)
{
    char line[400];
    (void)cls;
    vsnprintf(line, sizeof line, format, args);
    log_debug("libmicrohttpd: %s", line);
}

static struct MHD_Daemon *start_daemon(struct server *s)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, request_handle, s,
        MHD_OPTION_EXTERNAL_LOGGER, log_daemon, NULL, /* must be first */
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->setup.connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)s->setup.idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_raw, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static bool watch(struct server *s, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    return epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

enum err_code server_start(const struct server_setup *setup,
                           struct server **out, struct err *err)
{
    struct server *s = calloc(1, sizeof *s);
    if (s == NULL)
        return err_set(err, ERR_NO_MEMORY, "server");
    s->setup = *setup;
    s->started = clock_monotonic_ms();
    s->listen_fd = s->epoll_fd = -1;
    job_list_clear(&s->now);
    job_list_clear(&s->last);
    job_list_clear(&s->views);
    job_list_clear(&s->bundles);
    s->expire.command = writer_expire;
    enum err_code rc = listen_on(s, err);
    if (rc == ERR_OK) {
        s->port = port_of(s->listen_fd);
        s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        s->daemon = start_daemon(s);
        const union MHD_DaemonInfo *info =
            s->daemon != NULL
                ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)
                : NULL;
        s->daemon_fd = info != NULL ? info->epoll_fd : -1;
        if (!watch(s, s->daemon_fd) || !watch(s, s->setup.mailbox->event))
            rc = err_set(err, ERR_INTERNAL, "libmicrohttpd does not start");
    }
    if (rc != ERR_OK) {
        server_free(s);
        return rc;
    }
    *out = s;
    return ERR_OK;
}

void server_free(struct server *s)
{
    if (s == NULL)
        return;
    if (s->daemon != NULL)
        MHD_stop_daemon(s->daemon); /* closes the listening socket */
    else if (s->listen_fd >= 0)
        close(s->listen_fd);
    if (s->epoll_fd >= 0)
        close(s->epoll_fd);
    free(s);
}

/* ---- the loop ---------------------------------------------------------------------- */

static void take_finished(struct server *s)
{
    struct job_list done;
    mailbox_take(s->setup.mailbox, &done);
    for (struct job *j = done.first, *next; j != NULL; j = next) {
        next = j->next; /* resuming lets go of the job */
        if (j == &s->expire)
            s->expiring = false;
        else
            request_job_done(j);
    }
}

/* A round whose time is up is closed like one that is closed by hand: after
 * the ballots that were received before it. */
static void expire(struct server *s, int64_t now)
{
    if (s->expiring || writer_next_close(s->setup.writer) > now)
        return;
    s->expiring = true;
    job_list_add(&s->last, &s->expire);
}

/* Whether there are connections to accept or bytes to read right now. */
static bool more_arrived(struct server *s)
{
    MHD_UNSIGNED_LONG_LONG ms;
    struct pollfd sockets = { .fd = s->daemon_fd, .events = POLLIN };
    return (MHD_get_timeout(s->daemon, &ms) == MHD_YES && ms == 0) ||
           poll(&sockets, 1, 0) > 0;
}

/* Requests that wait behind the moves; the expiry is nobody's request. */
static int64_t moves_asked(const struct server *s)
{
    int64_t count = 0;
    for (const struct job *j = s->last.first; j != NULL; j = j->next)
        count += j != &s->expire;
    return count;
}

/* Every ballot that was completely sent before a close goes before it.  It may
 * still stand in a connection that nobody accepted yet, be a list that takes
 * many reads, or wait behind another of the same connection.  So a move is
 * made when nothing else is under way and the sockets give no more; and when
 * they never stop, after a while all the same. */
static bool moves_are_due(struct server *s, int64_t now)
{
    if (s->last.count == 0)
        return false;
    if (s->held_since == 0)
        s->held_since = now;
    return now - s->held_since >= HOLD_MS ||
           (s->in_flight == moves_asked(s) && !more_arrived(s));
}

/* One turn: answer what is finished, read what has arrived, and hand over all
 * of it at once. */
static void turn(struct server *s)
{
    take_finished(s);
    MHD_run(s->daemon);
    int64_t now = clock_monotonic_ms();
    expire(s, now);
    if (moves_are_due(s, now)) {
        job_list_append(&s->now, &s->last);
        s->held_since = 0;
    }
    writer_put(s->setup.writer, &s->now);
    reader_put(s->setup.reader, &s->views);
    reader_put(s->setup.packer, &s->bundles);
}

static int earliest(int64_t a, int64_t b)
{
    int64_t least = a < b ? a : b;
    return least < 0 ? 0 : (int)least;
}

/* How long the loop may sleep. */
static int sleep_ms(struct server *s, int64_t now, int64_t streams_ms)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int64_t close_at = writer_next_close(s->setup.writer);
    int64_t ms = SWEEP_MS;
    if (MHD_get_timeout(s->daemon, &daemon_ms) == MHD_YES &&
        daemon_ms < (unsigned)SWEEP_MS)
        ms = (int64_t)daemon_ms;
    if (streams_ms >= 0)
        ms = earliest(ms, streams_ms);
    if (!s->expiring && close_at < now + ms)
        ms = close_at - now;
    if (s->held_since != 0)
        ms = earliest(ms, s->held_since + HOLD_MS - now);
    return earliest(ms, SWEEP_MS);
}

static bool one_turn(struct server *s, int signals)
{
    struct epoll_event events[4];
    int64_t now = clock_monotonic_ms();
    int64_t streams_ms = stream_wake(s, now);
    int count = epoll_wait(s->epoll_fd, events, (int)ARRAY_LEN(events),
                           sleep_ms(s, now, streams_ms));
    bool asked = false;
    for (int i = 0; i < count; i++)
        asked |= events[i].data.fd == signals;
    turn(s);
    sweep(s, clock_monotonic_ms());
    return asked;
}

/* ---- stopping ---------------------------------------------------------------------- */

/* The order matters: libmicrohttpd aborts when it is stopped with a suspended
 * connection. */
static void drain(struct server *s)
{
    int64_t until = clock_monotonic_ms() + STOP_MS;
    s->stopping = true;
    MHD_socket listening = MHD_quiesce_daemon(s->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    s->listen_fd = -1;
    stream_end_all(s);
    while ((s->in_flight > 0 || s->stream_count > 0 || s->expiring) &&
           clock_monotonic_ms() < until) {
        one_turn(s, -1);
        stream_end_all(s);
    }
    /* A listener that does not read holds its stream: cut it. */
    for (struct connection *c = s->connections; c != NULL; c = c->next)
        (void)shutdown(c->fd, SHUT_RDWR);
    MHD_run(s->daemon);
}

bool server_run(struct server *s, int signals)
{
    bool asked = !watch(s, signals);
    while (!asked && !writer_is_lost(s->setup.writer))
        asked = one_turn(s, signals);
    log_info("stopping: %lld requests under way, %lld streams",
             (long long)s->in_flight, (long long)s->stream_count);
    epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, signals, NULL);
    drain(s);
    return asked;
}
