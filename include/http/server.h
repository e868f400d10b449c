/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/err.h"
#include "engine/auth.h"
#include "engine/hub.h"
#include "engine/key.h"
#include "engine/metrics.h"
#include "engine/reader.h"
#include "engine/writer.h"

/* server: libmicrohttpd without threads of its own inside our loop, because its
 * internal epoll thread stalls when 128 handsets press at once
 * (docs/architecture.md, "The loop"). */

#define API_VERSION "1.0.0"

struct server;

struct server_setup {
    const char *dir;           /* of the store, for its free space */
    const char *web_dir;       /* pages from there; "": those in the binary */
    const char *address;       /* "127.0.0.1", "[::1]", "0.0.0.0" */
    int port;                  /* 0: any that is free */
    int64_t connection_limit, stream_limit, queue_limit;
    int64_t idle_seconds;      /* keep-alive connections closed after this */
    int64_t request_seconds;   /* the longest a request may take to arrive */
    int64_t min_free_bytes;    /* below: not ready */
    const char *public_url;    /* what telephones can reach, or "" */
    const unsigned char *public_key; /* of the key that signs checkpoints */
    struct shelf *shelf;       /* of bundles */
    struct keyring *keyring;   /* borrowed, as all below */
    struct hub *hub;
    struct mailbox *mailbox;
    struct metrics *metrics;
    struct writer *writer;
    struct reader *reader;
    struct reader *packer;     /* of bundles, which takes long */
};

/* Listens; gives *out.  FILE_FAILED when the address cannot be used. */
enum err_code server_start(const struct server_setup *setup,
                           struct server **out, struct err *err) MUST_CHECK;
int server_port(const struct server *s);

/* server_run(): serves until `signals` (a signalfd) is readable or the writer
 * is lost; then answers new requests with 503, lets those under way finish,
 * ends the event streams, and returns.  True when it was asked to stop, false
 * when it had to. */
bool server_run(struct server *s, int signals);

void server_free(struct server *s); /* after server_run() returned */

#endif
