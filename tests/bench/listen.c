/* SPDX-License-Identifier: EUPL-1.2 */
/* listen: many listeners to one event stream, for the bench.
 * usage: listen URL PATH LISTENERS SECONDS FILE
 *
 * Says "ready" once each has its first snapshot.  After SECONDS FILE has a line
 * `listener id microseconds` for every event that came after that. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/wire.h"

enum { LINE_KEPT = 32 };

struct listener {
    int fd;
    bool heard;
    int64_t id; /* of the event that is being read; -1 none */
    size_t line_len;
    char line[LINE_KEPT];
};
struct receipt { size_t listener; int64_t id, at_us; };

struct listening {
    struct endpoint at;
    const char *path;
    size_t count, heard, lost;
    struct listener *list;
    struct receipt *receipts;
    size_t receipt_count, receipt_room;
    int epoll;
};

static bool dial(struct listening *l, struct listener *one)
{
    struct buf b = { 0 };
    struct http_request rq = { .method = "GET", .path = l->path };
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = one };
    http_request_print(&b, l->at.host, &rq);
    one->id = -1;
    one->fd = socket(l->at.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = one->fd >= 0 &&
              connect(one->fd, (const struct sockaddr *)&l->at.address,
                      l->at.address_len) == 0 &&
              send(one->fd, b.data, b.len, MSG_NOSIGNAL) == (ssize_t)b.len &&
              epoll_ctl(l->epoll, EPOLL_CTL_ADD, one->fd, &e) == 0;
    buf_free(&b);
    return ok;
}

static void receipt_note(struct listening *l, const struct listener *one,
                         int64_t now)
{
    if (l->receipt_count == l->receipt_room) {
        l->receipt_room = l->receipt_room * 2 + 4096;
        l->receipts = realloc(l->receipts,
                              l->receipt_room * sizeof(*l->receipts));
        must(l->receipts != NULL);
    }
    l->receipts[l->receipt_count++] =
        (struct receipt){ (size_t)(one - l->list), one->id, now };
}

static void line_end(struct listening *l, struct listener *one, int64_t now)
{
    size_t len = one->line_len;
    one->line_len = 0;
    if (len > 0 && len < LINE_KEPT && one->line[len - 1] == '\r')
        len--;
    if (len > 3 && memcmp(one->line, "id:", 3) == 0) {
        one->line[len < LINE_KEPT ? len : LINE_KEPT - 1] = '\0';
        one->id = strtoll(one->line + 3, NULL, 10);
    } else if (len == 0 && one->id >= 0) {
        receipt_note(l, one, now);
        one->id = -1;
        l->heard += !one->heard;
        one->heard = true;
    }
}

static void take(struct listening *l, struct listener *one)
{
    char part[65536];
    ssize_t n = recv(one->fd, part, sizeof(part), MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        close(one->fd);
        one->fd = -1;
        l->lost++;
        return;
    }
    int64_t now = clock_monotonic_us();
    for (ssize_t i = 0; i < n; i++) {
        if (part[i] == '\n')
            line_end(l, one, now);
        else if (one->line_len < LINE_KEPT)
            one->line[one->line_len++] = part[i];
    }
}

static void turn(struct listening *l)
{
    struct epoll_event events[256];
    int n = epoll_wait(l->epoll, events, 256, 100);
    for (int i = 0; i < n; i++)
        take(l, events[i].data.ptr);
}

static bool all_ready(struct listening *l)
{
    int64_t end = clock_monotonic_us() + 20000000;
    for (size_t i = 0; i < l->count; i++) {
        if (!dial(l, &l->list[i]))
            return false;
        if (i % 50 == 49) /* spare the server's listening queue */
            turn(l);
    }
    while (l->heard < l->count && l->lost == 0 && clock_monotonic_us() < end)
        turn(l);
    return l->heard == l->count;
}

static bool receipts_write(const struct listening *l, const char *path)
{
    FILE *f = fopen(path, "we");
    for (size_t i = 0; f != NULL && i < l->receipt_count; i++)
        fprintf(f, "%zu %" PRId64 " %" PRId64 "\n", l->receipts[i].listener,
                l->receipts[i].id, l->receipts[i].at_us);
    return f != NULL && fclose(f) == 0;
}

static int listen_on(struct listening *l, int64_t seconds, const char *path)
{
    if (!all_ready(l)) {
        fprintf(stderr, "listen: %zu of %zu listeners heard something, %zu "
                "were hung up on\n", l->heard, l->count, l->lost);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    l->receipt_count = 0;
    int64_t end = clock_monotonic_us() + seconds * 1000000;
    while (clock_monotonic_us() < end)
        turn(l);
    return receipts_write(l, path) && l->lost == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct listening l = { .epoll = epoll_create1(EPOLL_CLOEXEC) };
    if (argc != 6 || !endpoint_read(argv[1], &l.at)) {
        fprintf(stderr, "usage: listen URL PATH LISTENERS SECONDS FILE\n");
        return 2;
    }
    endpoint_raise_limit();
    l.path = argv[2];
    l.count = strtoul(argv[3], NULL, 10);
    l.list = calloc(l.count + 1, sizeof(*l.list));
    must(l.list != NULL);
    int status = listen_on(&l, strtoll(argv[4], NULL, 10), argv[5]);
    free(l.list);
    free(l.receipts);
    return status;
}
