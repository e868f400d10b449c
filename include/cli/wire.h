/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/err.h"

/* wire: the bytes of plain HTTP/1.1 as a handset sends and gets them.
 *
 * For who drives thousands of sockets by itself and measures them, which is
 * load.h and the bench; who asks one thing at a time has client.h.
 */

/* Where a server listens. */
struct endpoint {
    struct sockaddr_storage address;
    socklen_t address_len;
    char host[128]; /* what goes into the Host header */
};

/* Reads "http://HOST[:PORT][/]" and looks the host up. */
bool endpoint_read(const char *url, struct endpoint *out) MUST_CHECK;

/* Room for any file descriptor the system lets us have. */
void endpoint_raise_limit(void);

/* The head of an answer. */
struct http_head {
    int status;
    size_t head_len, body_len;
    bool close;   /* the server will hang up */
    bool chunked; /* body_len is not known: we do not read those */
};
enum http_progress { HTTP_MORE, HTTP_WHOLE, HTTP_BROKEN };

/* Looks whether `data` holds a whole answer, head and body. */
enum http_progress http_answer_read(const char *data, size_t len,
                                    struct http_head *out);

/* Appends a request.  `token` and `body` may be NULL. */
struct http_request {
    const char *method, *path, *token, *type;
    const char *body;
    size_t body_len;
};
void http_request_print(struct buf *b, const char *host,
                        const struct http_request *rq);

#endif
