/* SPDX-License-Identifier: EUPL-1.2 */
/* bare: the yardstick of the bench, libmicrohttpd with the loop of our daemon
 * that parses the same JSON and answers a fixed 201.  No store, no roles, no
 * tokens.  usage: bare PORT-FILE */
#include <jansson.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BODY_MAX = 4096 };

struct request {
    size_t len;
    char body[BODY_MAX];
};

static const char receipt[] =
    "{\"round\":1,\"member\":\"GM90001\",\"weight\":75,\"choice\":\"for\","
    "\"sequence\":1,\"receivedAt\":\"2026-06-08T10:15:30.123Z\","
    "\"journal\":1234}";

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal)
{
    (void)signal;
    stop_asked = 1;
}

static bool is_ballot(const struct request *rq)
{
    json_t *root = json_loadb(rq->body, rq->len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = json_is_string(json_object_get(root, "choice")) &&
              json_is_integer(json_object_get(root, "sequence"));
    json_decref(root);
    return ok;
}

/* The headers that every answer of the daemon carries, too. */
static enum MHD_Result answer(struct MHD_Connection *connection, bool ok)
{
    static const char *const headers[][2] = {
        { "Content-Type", "application/json" }, { "API-Version", "1.0.0" },
        { "Cache-Control", "no-store" },
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" }, { "Referrer-Policy", "no-referrer" },
        { "Content-Security-Policy", "default-src 'none'" },
    };
    struct MHD_Response *r = MHD_create_response_from_buffer(
        sizeof(receipt) - 1, (void *)(uintptr_t)receipt,
        MHD_RESPMEM_PERSISTENT);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        MHD_add_response_header(r, headers[i][0], headers[i][1]);
    enum MHD_Result rc = MHD_queue_response(connection, ok ? 201 : 400, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *data_len, void **state)
{
    (void)cls, (void)url, (void)method, (void)version;
    struct request *rq = *state;
    if (rq == NULL) {
        *state = rq = calloc(1, sizeof(*rq));
        return rq != NULL ? MHD_YES : MHD_NO;
    }
    if (*data_len > 0) {
        size_t n = *data_len < BODY_MAX - rq->len ? *data_len
                                                  : BODY_MAX - rq->len;
        memcpy(rq->body + rq->len, data, n);
        rq->len += n;
        *data_len = 0;
        return MHD_YES;
    }
    return answer(connection, is_ballot(rq));
}

static void on_completed(void *cls, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode why)
{
    (void)cls, (void)connection, (void)why;
    free(*state);
}

static struct MHD_Daemon *start(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, on_request, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
        MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_CONNECTION_LIMIT, 8192u,
        MHD_OPTION_CONNECTION_TIMEOUT, 60u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16384,
        MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u, MHD_OPTION_END);
}

static void loop(struct MHD_Daemon *daemon)
{
    int outer = epoll_create1(EPOLL_CLOEXEC), wake = eventfd(0, EFD_NONBLOCK);
    int inner = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    struct epoll_event e = { .events = EPOLLIN };
    epoll_ctl(outer, EPOLL_CTL_ADD, inner, &e);
    epoll_ctl(outer, EPOLL_CTL_ADD, wake, &e);
    while (!stop_asked) {
        MHD_UNSIGNED_LONG_LONG wait_ms;
        struct epoll_event events[2];
        int timeout = 1000;
        if (MHD_get_timeout(daemon, &wait_ms) == MHD_YES && wait_ms < 1000)
            timeout = (int)wait_ms;
        epoll_wait(outer, events, 2, timeout);
        MHD_run(daemon);
    }
    close(outer);
    close(wake);
}

int main(int argc, char **argv)
{
    const struct sigaction on_stop = { .sa_handler = ask_stop };
    sigaction(SIGTERM, &on_stop, NULL);
    sigaction(SIGINT, &on_stop, NULL);
    struct MHD_Daemon *daemon = argc == 2 ? start() : NULL;
    FILE *f = daemon != NULL ? fopen(argv[1], "we") : NULL;
    if (f == NULL) {
        fprintf(stderr, "usage: bare PORT-FILE\n");
        return 2;
    }
    fprintf(f, "%u\n",
            (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)
                ->port);
    fclose(f);
    loop(daemon);
    MHD_stop_daemon(daemon);
    return 0;
}
