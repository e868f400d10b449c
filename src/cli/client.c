/* SPDX-License-Identifier: EUPL-1.2 */
/* client: plain HTTP/1.1 towards a stembus server, one call at a time. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli/client.h"

enum { CALL_SECONDS = 30 };

/* ---- where the server is ------------------------------------------------- */

static bool look_up(const char *host, const char *port, struct endpoint *out)
{
    struct addrinfo want = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &want, &found) != 0)
        return false;
    memcpy(&out->address, found->ai_addr, found->ai_addrlen);
    out->address_len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

bool endpoint_read(const char *url, struct endpoint *out)
{
    static const char scheme[] = "http://";
    memset(out, 0, sizeof(*out));
    if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
        return false;
    url += sizeof(scheme) - 1;
    size_t len = strcspn(url, "/");
    if (len == 0 || len >= sizeof(out->host) ||
        strcmp(url + len, url[len] == '/' ? "/" : "") != 0)
        return false;
    memcpy(out->host, url, len);

    char host[sizeof(out->host)];
    memcpy(host, out->host, sizeof(host));
    char *name = host, *port = NULL;
    if (*name == '[') { /* an IPv6 address stands in brackets */
        char *end = strchr(++name, ']');
        if (end == NULL)
            return false;
        port = end[1] == ':' ? end + 2 : NULL;
        *end = '\0';
    } else if ((port = strchr(name, ':')) != NULL) {
        *port++ = '\0';
    }
    return look_up(name, port != NULL ? port : "80", out);
}

void endpoint_raise_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

/* ---- bytes of a request and an answer ------------------------------------ */

void http_request_print(struct buf *b, const char *host,
                        const struct http_request *rq)
{
    buf_printf(b, "%s %s HTTP/1.1\r\nHost: %s\r\n", rq->method, rq->path, host);
    if (rq->token != NULL)
        buf_printf(b, "Authorization: Bearer %s\r\n", rq->token);
    if (rq->body != NULL)
        buf_printf(b, "Content-Type: %s\r\nContent-Length: %zu\r\n", rq->type,
                   rq->body_len);
    buf_text(b, "\r\n");
    if (rq->body != NULL)
        buf_add(b, rq->body, rq->body_len);
}

/* The value when `line` is the header `name` (with its colon). */
static const char *header(const char *line, size_t len, const char *name,
                          size_t *value_len)
{
    size_t n = strlen(name);
    if (len < n || strncasecmp(line, name, n) != 0)
        return NULL;
    while (n < len && line[n] == ' ')
        n++;
    *value_len = len - n;
    return line + n;
}

static void header_read(const char *line, size_t len, struct http_head *h)
{
    const char *value;
    size_t n;
    switch (line[0] | 0x20) { /* spares most lines the comparisons */
    case 'c':
        if ((value = header(line, len, "content-length:", &n)) != NULL)
            h->body_len = strtoul(value, NULL, 10);
        else if ((value = header(line, len, "connection:", &n)) != NULL)
            h->close = n >= 5 && strncasecmp(value, "close", 5) == 0;
        break;
    case 'l':
        if ((value = header(line, len, "location:", &n)) != NULL) {
            h->location = value;
            h->location_len = n;
        } else if ((value = header(line, len, "link:", &n)) != NULL) {
            h->link = value;
            h->link_len = n;
        }
        break;
    case 't':
        if (header(line, len, "transfer-encoding:", &n) != NULL)
            h->chunked = true;
        break;
    default:
        break;
    }
}

enum http_progress http_answer_read(const char *data, size_t len,
                                    struct http_head *out)
{
    memset(out, 0, sizeof(*out));
    const char *end = memmem(data, len, "\r\n\r\n", 4);
    if (end == NULL)
        return len > 64 * 1024 ? HTTP_BROKEN : HTTP_MORE;
    if (end - data < 12 || memcmp(data, "HTTP/1.", 7) != 0)
        return HTTP_BROKEN;
    out->status = (int)strtol(data + 9, NULL, 10);
    out->head_len = (size_t)(end - data) + 4;

    const char *line = memchr(data, '\n', len);
    while (line++ < end) {
        const char *stop = memchr(line, '\r', (size_t)(end + 1 - line));
        if (stop == NULL)
            return HTTP_BROKEN;
        header_read(line, (size_t)(stop - line), out);
        line = stop + 1;
    }
    if (out->status == 204)
        out->body_len = 0;
    if (out->chunked || out->status < 200 || out->status > 599)
        return HTTP_BROKEN;
    return len < out->head_len + out->body_len ? HTTP_MORE : HTTP_WHOLE;
}

/* ---- one call at a time -------------------------------------------------- */

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

static void copy_text(char *out, size_t size, const char *text, size_t len)
{
    if (len >= size)
        len = 0;
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '\0';
}

static void answer_fill(struct client *c, const struct http_head *head,
                        struct answer *out)
{
    out->status = head->status;
    copy_text(out->location, sizeof(out->location), head->location,
              head->location_len);
    copy_text(out->link, sizeof(out->link), head->link, head->link_len);
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
