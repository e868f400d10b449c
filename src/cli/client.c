/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { CALL_SECONDS = 30 };

bool client_open(struct client *c, const char *url)
{
    memset(c, 0, sizeof(*c));
    c->fd = -1;
    if (endpoint_read(url, &c->at))
        return true;
    snprintf(c->fault, sizeof(c->fault), "%s is no address of a server", url);
    return false;
}

static void hang_up(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

void client_close(struct client *c)
{
    hang_up(c);
    buf_free(&c->out);
    buf_free(&c->in);
}

static bool failed(struct client *c, const char *what)
{
    snprintf(c->fault, sizeof(c->fault), "%s: %s: %s", c->at.host, what,
             strerror(errno));
    hang_up(c);
    return false;
}

static bool dial(struct client *c)
{
    static const struct timeval wait = { .tv_sec = CALL_SECONDS };
    static const int on = 1;
    c->fd = socket(c->at.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        return failed(c, "socket");
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(c->fd, (const struct sockaddr *)&c->at.address,
                c->at.address_len) != 0)
        return failed(c, "cannot connect");
    return true;
}

static bool send_all(struct client *c)
{
    for (size_t sent = 0; sent < c->out.len;) {
        ssize_t n = send(c->fd, c->out.data + sent, c->out.len - sent,
                         MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return failed(c, "cannot send");
        sent += (size_t)n;
    }
    return true;
}

static bool read_answer(struct client *c, struct http_head *head)
{
    buf_reset(&c->in);
    for (;;) {
        char part[16384];
        ssize_t n = recv(c->fd, part, sizeof(part), 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = ECONNRESET;
        if (n <= 0)
            return failed(c, "no answer");
        buf_add(&c->in, part, (size_t)n);
        errno = ENOMEM;
        if (!buf_ok(&c->in))
            return failed(c, "answer too large");
        enum http_progress p = http_answer_read(c->in.data, c->in.len, head);
        errno = EPROTO;
        if (p == HTTP_BROKEN)
            return failed(c, "not an answer we can read");
        if (p == HTTP_WHOLE)
            return true;
    }
}

static void answer_fill(struct client *c, const struct http_head *head,
                        struct answer *out)
{
    out->status = head->status;
    out->body = c->in.data + head->head_len;
    out->len = head->body_len;
    if (head->close)
        hang_up(c);
}

bool client_call(struct client *c, const struct http_request *rq,
                 struct answer *out)
{
    struct http_head head;
    buf_reset(&c->out);
    http_request_print(&c->out, c->at.host, rq);
    if (!buf_ok(&c->out)) {
        snprintf(c->fault, sizeof(c->fault), "out of memory");
        return false;
    }
    /* A standing connection may have been closed for idleness meanwhile,
     * before this request was read. */
    bool stood = c->fd >= 0;
    bool done = (stood || dial(c)) && send_all(c) && read_answer(c, &head);
    if (!done && stood)
        done = dial(c) && send_all(c) && read_answer(c, &head);
    if (done)
        answer_fill(c, &head, out);
    return done;
}
