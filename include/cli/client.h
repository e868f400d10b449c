/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/wire.h"

/* client: http and https towards a stembus server, one call at a time.
 *
 * For set-up and for reading results; load.h plays many handsets at once.
 * With https the server's certificate and name are checked, and TLS is 1.2 at
 * least.  Proxies are those of the environment (https_proxy, no_proxy), but
 * the machine itself is never asked through one.  A redirect is a failure that
 * says where to.
 *
 * A client belongs to one thread.  client_open() and client_close() set libcurl
 * up and take it down: not while another thread uses libcurl.
 */

/* Standing connections as libcurl keeps them. */
struct client {
    void *curl;       /* libcurl's; NULL while it is not open */
    char origin[300]; /* "https://stem.example" */
    bool in_clear;    /* http to another machine: tokens are read on the way */
    struct buf url, in;
    char fault[600];  /* why the last call failed */
};
struct answer {
    int status;
    const char *body; /* the client's, until the next call; NUL follows */
    size_t len;
};

/* client_open(): `url` is http(s)://HOST[:PORT][/]; nothing is asked yet.  `ca`
 * is a file of certificates (PEM) to trust instead of the system's, or "".
 * False with c->fault set when one of them will not do; client_close() is then
 * allowed, as it is for a client that is all zero. */
bool client_open(struct client *c, const char *url, const char *ca) MUST_CHECK;
void client_close(struct client *c);

/* Sends one request and waits for the whole answer, at most 30 seconds and 256
 * MB.  False with c->fault set when there is none, or a redirect; any other
 * status is an answer.  The token goes into a header and nowhere else. */
bool client_call(struct client *c, const struct http_request *rq,
                 struct answer *out) MUST_CHECK;

#endif
