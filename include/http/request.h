/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <microhttpd.h>

#include "engine/job.h"
#include "http/routes.h"
#include "http/server.h"

/* request: the life of one HTTP request, and the parts of the server that share
 * it.  Everything here happens on the loop's thread. */

/* One connection; it outlives its requests. */
struct connection {
    struct connection *next, **link; /* in the server's list */
    int fd;
    int64_t deadline; /* monotonic ms; closed by the sweep after this */
};

/* libmicrohttpd calls the handler several times for one request: with the
 * headers, with each piece of the body, at its end, and after a resume. */
enum stage {
    HEAD_READ,    /* nothing but the headers is known */
    BODY_READING,
    WAITING,      /* the connection is suspended, the job is away */
    JOB_DONE,     /* resumed, to be answered */
    ANSWERED,
};

struct request {
    enum stage stage;
    struct server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    const struct route *route;
    enum err_code refused;  /* found with the headers, answered at the end */
    char allow[ALLOW_SIZE];
    bool head_only, options, body_is_csv, close;
    bool reader; /* somebody who reads: what goes wrong is said in a page */
    char *body;
    size_t body_len, body_size; /* received; announced */
    struct call call;
    struct job job;
};

/* An event stream; its response owns it. */
struct stream;

struct server {
    struct server_setup setup;
    struct MHD_Daemon *daemon;
    int listen_fd, epoll_fd, port;
    int daemon_fd;              /* libmicrohttpd's own epoll */
    struct connection *connections;
    struct stream *streams;
    int64_t stream_count;
    int64_t unknown_streams;    /* of them, whose listener did not say who it is */
    int64_t screen_count;       /* of them, of a hall or a chair */
    int64_t in_flight;          /* jobs that are away */
    struct job_list now, last;  /* for the writer, gathered in this turn */
    struct job_list views, bundles;
    struct job expire;          /* closes rounds whose time is up */
    int64_t held_since;         /* moves wait in `last` since then; 0: none do */
    bool expiring, stopping;
    int64_t swept;              /* monotonic ms, the last look at deadlines */
    int64_t started;            /* monotonic ms */
};

/* The handler, and what libmicrohttpd tells when a request is over. */
enum MHD_Result request_handle(void *cls, struct MHD_Connection *mhd,
                               const char *url, const char *method,
                               const char *version, const char *body,
                               size_t *body_len, void **state);
void request_completed(void *cls, struct MHD_Connection *mhd, void **state,
                       enum MHD_RequestTerminationCode why);

/* A job came back: the request goes on. */
void request_job_done(struct job *job);

#endif
