/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/wire.h"

/* client: plain HTTP/1.1 towards a stembus server, one call at a time.
 *
 * For set-up and for reading results; load.h plays many handsets at once.
 */

/* One keep-alive connection; made again when the server hung up. */
struct client {
    struct endpoint at;
    int fd; /* -1 while there is none */
    struct buf out, in;
    char fault[160]; /* why the last call failed */
};
struct answer {
    int status;
    const char *body; /* the client's, until the next call; NUL follows */
    size_t len;
};

bool client_open(struct client *c, const char *url) MUST_CHECK;
void client_close(struct client *c);

/* Sends one request and waits for the answer, at most 30 seconds.  False with
 * c->fault set when there is no answer; any status is an answer. */
bool client_call(struct client *c, const struct http_request *rq,
                 struct answer *out) MUST_CHECK;

#endif
