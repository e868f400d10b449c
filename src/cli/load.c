/* SPDX-License-Identifier: EUPL-1.2 */
/* load: many standing connections, each with its own handset behind it.
 *
 * A shot is in exactly one place: in the heap of shots that wait for their
 * instant, or in the queue of its connection, whose head is the one that is
 * being sent or answered. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/load.h"

enum {
    EVENTS = 512,
    CONNECTING_AT_ONCE = 128, /* below what a listening queue holds */
    BACKOFF_US = 50000,
    TICK_US = 100000,
};

enum hand_state { HAND_DOWN, HAND_CONNECTING, HAND_UP };
struct hand {
    int fd;
    enum hand_state state;
    bool busy;            /* the first shot is on its way */
    bool wants_write;     /* we asked epoll for EPOLLOUT */
    size_t sent;          /* of the first shot */
    struct shot *first, *last;
    struct shot *held;    /* to be repeated later: nothing overtakes it */
    int64_t retry_us;     /* when it is down and has shots */
    unsigned failures;
    char *in;
    size_t in_len, in_cap;
};

struct load {
    struct endpoint at;
    int epoll;
    size_t count, up, connecting, waiting_down;
    struct hand *hands;
    struct shot **heap; /* by instant, then by address: list order */
    size_t heap_len;
    size_t open;        /* shots without their last answer */
    int64_t progress_us;
    const struct load_calls *calls;
};

static void hand_lost(struct load *l, struct hand *h);

/* ---- the heap of instants ------------------------------------------------ */

static bool before(const struct shot *a, const struct shot *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a < b;
}

static void heap_put(struct load *l, struct shot *s)
{
    size_t i = l->heap_len++;
    for (; i > 0 && before(s, l->heap[(i - 1) / 2]); i = (i - 1) / 2)
        l->heap[i] = l->heap[(i - 1) / 2];
    l->heap[i] = s;
}

static struct shot *heap_take(struct load *l)
{
    struct shot *top = l->heap[0], *s = l->heap[--l->heap_len];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < l->heap_len; i = child) {
        if (child + 1 < l->heap_len &&
            before(l->heap[child + 1], l->heap[child]))
            child++;
        if (!before(l->heap[child], s))
            break;
        l->heap[i] = l->heap[child];
    }
    l->heap[i] = s;
    return top;
}

/* ---- one connection ------------------------------------------------------ */

static void hand_watch(struct load *l, struct hand *h, bool write, int op)
{
    struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.ptr = h };
    if (write)
        e.events |= EPOLLOUT;
    h->wants_write = write;
    must(epoll_ctl(l->epoll, op, h->fd, &e) == 0);
}

static void hand_dial(struct load *l, struct hand *h)
{
    static const int on = 1;
    if (h->retry_us != 0)
        l->waiting_down--;
    h->retry_us = 0;
    h->fd = socket(l->at.address.ss_family,
                   SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (h->fd < 0) {
        hand_lost(l, h);
        return;
    }
    setsockopt(h->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    h->state = HAND_CONNECTING;
    l->connecting++;
    if (connect(h->fd, (const struct sockaddr *)&l->at.address,
                l->at.address_len) != 0 && errno != EINPROGRESS) {
        hand_lost(l, h);
        return;
    }
    hand_watch(l, h, true, EPOLL_CTL_ADD);
}

/* The connection is gone.  What was on its way goes again on the next one. */
static void hand_lost(struct load *l, struct hand *h)
{
    if (h->fd >= 0)
        close(h->fd);
    h->fd = -1;
    l->up -= h->state == HAND_UP;
    l->connecting -= h->state == HAND_CONNECTING;
    h->state = HAND_DOWN;
    h->busy = false;
    h->in_len = 0;
    if (h->first != NULL) {
        if (h->retry_us == 0)
            l->waiting_down++;
        h->retry_us = clock_monotonic_us() + BACKOFF_US * h->failures;
        if (h->failures < 10) /* the first repeat is at once */
            h->failures++;
    }
}

/* Sends (the rest of) the first shot. */
static void hand_send(struct load *l, struct hand *h)
{
    struct shot *s = h->first;
    if (!h->busy) {
        h->busy = true;
        h->sent = 0;
        h->in_len = 0;
        s->sends++;
        if (s->sent_us == 0)
            s->sent_us = clock_monotonic_us();
    }
    while (h->sent < s->len) {
        ssize_t n = send(h->fd, s->bytes + h->sent, s->len - h->sent,
                         MSG_NOSIGNAL);
        if (n >= 0) {
            h->sent += (size_t)n;
        } else if (errno == EAGAIN) {
            if (!h->wants_write)
                hand_watch(l, h, true, EPOLL_CTL_MOD);
            return;
        } else if (errno != EINTR) {
            hand_lost(l, h);
            return;
        }
    }
    if (s->lose) {
        s->lose = false;
        hand_lost(l, h);
    }
}

/* Gets the first shot of the queue on its way, if one may go. */
static void hand_start(struct load *l, struct hand *h)
{
    if (h->first == NULL || h->busy || h->held != NULL)
        return;
    if (h->state == HAND_UP)
        hand_send(l, h);
    else if (h->state == HAND_DOWN && h->retry_us == 0)
        hand_dial(l, h);
}

static void hand_push(struct load *l, struct hand *h, struct shot *s)
{
    if (h->held == s) { /* back to the front */
        h->held = NULL;
        s->next = h->first;
        h->first = s;
        if (s->next == NULL)
            h->last = s;
    } else {
        s->next = NULL;
        if (h->first == NULL)
            h->first = s;
        else
            h->last->next = s;
        h->last = s;
    }
    hand_start(l, h);
}

/* ---- answers ------------------------------------------------------------- */

static void hand_answered(struct load *l, struct hand *h,
                          const struct http_head *head)
{
    struct shot *s = h->first;
    int64_t now = clock_monotonic_us();
    l->progress_us = now;
    s->status = head->status;
    s->latency_us = now - s->sent_us;
    h->first = s->next;
    h->busy = false;
    h->failures = 0;
    bool again = l->calls->answered(l->calls->cls, s, h->in + head->head_len,
                                    head->body_len);
    if (head->close)
        hand_lost(l, h);
    if (!again) {
        l->open--;
    } else {
        h->held = s;
        if (s->at_us > now)
            heap_put(l, s);
        else
            hand_push(l, h, s);
    }
    hand_start(l, h);
}

static bool hand_room(struct hand *h)
{
    if (h->in_len < h->in_cap)
        return true;
    size_t cap = h->in_cap == 0 ? 2048 : 2 * h->in_cap;
    char *more = realloc(h->in, cap);
    if (more == NULL)
        return false;
    h->in = more;
    h->in_cap = cap;
    return true;
}

static void hand_parse(struct load *l, struct hand *h)
{
    struct http_head head;
    switch (http_answer_read(h->in, h->in_len, &head)) {
    case HTTP_MORE:
        break;
    case HTTP_WHOLE:
        hand_answered(l, h, &head);
        break;
    case HTTP_BROKEN:
        hand_lost(l, h);
        break;
    }
}

/* The watch is edge-triggered: reads until less comes than fits. */
static void hand_receive(struct load *l, struct hand *h)
{
    size_t room;
    ssize_t n;
    do {
        room = hand_room(h) ? h->in_cap - h->in_len : 0;
        n = recv(h->fd, h->in + h->in_len, room, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (n <= 0 || !h->busy) { /* nobody asked anything: it hangs up */
            hand_lost(l, h);
            return;
        }
        h->in_len += (size_t)n;
    } while ((size_t)n == room);
    if (h->in_len > 0)
        hand_parse(l, h);
}

static void hand_connected(struct load *l, struct hand *h)
{
    int error = 0;
    socklen_t len = sizeof(error);
    getsockopt(h->fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (error != 0) {
        hand_lost(l, h);
        return;
    }
    h->state = HAND_UP;
    l->connecting--;
    l->up++;
    hand_watch(l, h, false, EPOLL_CTL_MOD);
    hand_start(l, h);
}

static void hand_event(struct load *l, struct hand *h, uint32_t events)
{
    if (h->state == HAND_CONNECTING) {
        hand_connected(l, h);
        return;
    }
    if ((events & EPOLLOUT) != 0 && h->wants_write) {
        hand_watch(l, h, false, EPOLL_CTL_MOD);
        if (h->busy)
            hand_send(l, h);
    }
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0 &&
        h->state == HAND_UP)
        hand_receive(l, h);
}

/* ---- the loop ------------------------------------------------------------ */

static void turn(struct load *l, int timeout_ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(l->epoll, events, EVENTS, timeout_ms);
    for (int i = 0; i < n; i++)
        hand_event(l, events[i].data.ptr, events[i].events);
}

static void dial_again(struct load *l, int64_t now)
{
    for (size_t i = 0; i < l->count && l->waiting_down > 0; i++) {
        struct hand *h = &l->hands[i];
        if (h->retry_us != 0 && h->retry_us <= now)
            hand_dial(l, h);
    }
}

static int until(const struct load *l, int64_t now, int64_t tick_us)
{
    int64_t next = tick_us;
    if (l->heap_len > 0 && l->heap[0]->at_us < next)
        next = l->heap[0]->at_us;
    if (l->waiting_down > 0 && next > now + 5000)
        next = now + 5000;
    return next <= now ? 0 : (int)((next - now + 999) / 1000);
}

static void loop(struct load *l, int64_t patience_us)
{
    int64_t now = clock_monotonic_us(), tick_us = now + TICK_US;
    l->progress_us = now;
    while (l->open > 0 && now - l->progress_us < patience_us) {
        if (l->heap_len > 0 && l->heap[0]->at_us <= now)
            l->progress_us = now;
        while (l->heap_len > 0 && l->heap[0]->at_us <= now) {
            struct shot *s = heap_take(l);
            hand_push(l, &l->hands[s->hand], s);
        }
        if (l->waiting_down > 0)
            dial_again(l, now);
        turn(l, until(l, now, tick_us));
        now = clock_monotonic_us();
        if (l->heap_len > 0 && l->heap[0]->at_us > now)
            l->progress_us = now; /* waiting for a press is no standstill */
        if (now >= tick_us) {
            tick_us = now + TICK_US;
            if (l->calls->tick != NULL)
                l->calls->tick(l->calls->cls);
        }
    }
}

/* Shots that never got their answer leave their connections in doubt. */
static void forget_shots(struct load *l)
{
    l->heap_len = 0;
    for (size_t i = 0; l->open > 0 && i < l->count; i++) {
        struct hand *h = &l->hands[i];
        h->held = NULL;
        if (h->first == NULL)
            continue;
        h->first = NULL;
        l->waiting_down -= h->retry_us != 0;
        h->retry_us = 0;
        hand_lost(l, h);
    }
}

size_t load_run(struct load *l, struct shot *shots, size_t count,
                int64_t patience_us, const struct load_calls *calls)
{
    l->heap = calloc(count + 1, sizeof(struct shot *));
    if (l->heap == NULL)
        return count;
    l->calls = calls;
    l->open = count;
    for (size_t i = 0; i < count; i++)
        heap_put(l, &shots[i]);
    loop(l, patience_us);
    size_t left = l->open;
    forget_shots(l);
    l->open = 0;
    free(l->heap);
    l->heap = NULL;
    return left;
}

bool load_connect(struct load *l, int64_t patience_us)
{
    int64_t end = clock_monotonic_us() + patience_us;
    turn(l, 0); /* hears which connections were closed meanwhile */
    while (l->up < l->count && clock_monotonic_us() < end) {
        for (size_t i = 0;
             i < l->count && l->connecting < CONNECTING_AT_ONCE; i++)
            if (l->hands[i].state == HAND_DOWN)
                hand_dial(l, &l->hands[i]);
        turn(l, 10);
    }
    return l->up == l->count;
}

struct load *load_new(const struct endpoint *at, size_t hands)
{
    struct load *l = calloc(1, sizeof(*l));
    if (l == NULL)
        return NULL;
    endpoint_raise_limit();
    l->at = *at;
    l->count = hands;
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    l->hands = calloc(hands + 1, sizeof(*l->hands));
    for (size_t i = 0; l->hands != NULL && i < hands; i++)
        l->hands[i].fd = -1;
    if (l->epoll >= 0 && l->hands != NULL)
        return l;
    load_free(l);
    return NULL;
}

void load_free(struct load *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; l->hands != NULL && i < l->count; i++) {
        if (l->hands[i].fd >= 0)
            close(l->hands[i].fd);
        free(l->hands[i].in);
    }
    if (l->epoll >= 0)
        close(l->epoll);
    free(l->hands);
    free(l);
}
