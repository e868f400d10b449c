/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/err.h"

/* client: plain HTTP/1.1 towards a stembus server, one call at a time.
 *
 * For set-up and for reading results; load.h plays many handsets at once.
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

/* The head of an answer.  The texts point into the bytes that were read. */
struct http_head {
    int status;
    size_t head_len, body_len;
    bool close;   /* the server will hang up */
    bool chunked; /* body_len is not known: we do not read those */
    const char *location;
    size_t location_len;
    const char *link;
    size_t link_len;
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

/* One keep-alive connection; made again when the server hung up. */
struct client {
    struct endpoint at;
    int fd; /* -1 while there is none */
    struct buf out, in;
    char fault[160]; /* why the last call failed */
};
struct answer {
    int status;
    char location[200]; /* "" when there is none */
    char link[400];
    const char *body;   /* the client's, until the next call; NUL follows */
    size_t len;
};

bool client_open(struct client *c, const char *url) MUST_CHECK;
void client_close(struct client *c);

/* Sends one request and waits for the answer, at most 30 seconds.  False with
 * c->fault set when there is no answer; any status is an answer. */
bool client_call(struct client *c, const struct http_request *rq,
                 struct answer *out) MUST_CHECK;

#endif
