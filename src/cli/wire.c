/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/wire.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>

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
