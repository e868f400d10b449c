/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/request.h"

/* stream: server-sent events.  A stream sends the latest snapshot of its
 * assembly and then sleeps, suspended, until the loop wakes it: at once for a
 * move, ten times a second at most for ballots, and every 15 s for a comment
 * line that finds dead listeners.  Everything here happens on the loop. */

/* Answers with the stream of rq->call.id; NOT_FOUND without that assembly,
 * QUEUE_FULL beyond the limit. */
enum MHD_Result stream_open(struct request *rq);

/* Wakes the streams that have something to send, a limited number a turn so
 * that ballots are never far behind.  Gives the ms until there is more to do,
 * -1 for nothing. */
int64_t stream_wake(struct server *s, int64_t now);

/* Wakes all, to end them: the server is stopping. */
void stream_end_all(struct server *s);

#endif
