/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "cli/client.h"
#include "engine/history.h"
#include "engine/replay.h"

/* follow: a member of the counting committee that checks, step by step, all that
 * a server shows of one assembly. */

struct follow {
    struct client client;
    int64_t assembly;
    struct history seen;    /* what was checked, as the state file has it */
    struct replay replay;   /* of the first `replayed` lines of it */
    int64_t replayed;
    int64_t news;           /* lines up to the last that is no cosignature */
    struct history shown;   /* what the server shows now, when it differs */
    char fault[600];        /* what went wrong, in a sentence */
};

enum step {
    STEP_SAME,      /* nothing new */
    STEP_ON,        /* f->seen has grown, and all of it was checked */
    STEP_NO_ANSWER, /* to be tried again */
    STEP_FAILED,    /* a fault of ours */
    STEP_DIFFERENT, /* f->fault says what is not as it should be, f->shown has
                       what the server shows as far as it came */
};

/* follow_open(): `f` is all zero but for f->client, which is open, and f->seen,
 * which is empty for somebody who sees the server for the first time: then its
 * key is asked for and kept.  assembly 0: that of f->seen, or the latest.
 * Always call follow_close(), which closes the client as well. */
bool follow_open(struct follow *f, int64_t assembly) MUST_CHECK;
void follow_close(struct follow *f);

enum step follow_step(struct follow *f);

/* One call; the JSON or text of a 2xx answer is in *out.  False with f->fault
 * set otherwise. */
bool follow_call(struct follow *f, const struct http_request *rq,
                 struct answer *out) MUST_CHECK;

#endif
