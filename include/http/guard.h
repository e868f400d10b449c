/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "http/request.h"

/* guard: what the headers must be before anything else is looked at.
 * libmicrohttpd 0.9.75 lets through what confuses a proxy in front: repeated
 * Content-Length or Host, Transfer-Encoding beside a length, control bytes. */

/* Judges framing and host: a code here is answered at once and the connection
 * is closed, since where the next request begins cannot be trusted. */
enum err_code guard_framing(struct request *rq) MUST_CHECK;

/* Judges Accept, Content-Type and the length for the route, and the query,
 * which it fills in. */
enum err_code guard_route(struct request *rq) MUST_CHECK;

/* Whether the browser speaks TLS with the proxy in front of us, which says
 * so.  (The client of a server without one may say it too: it then gets a
 * cookie that it does not send back.) */
bool guard_is_secure(const struct request *rq);

/* Whether what goes wrong is told by a page: on the public pages, and where
 * there is nothing, outside the API, for who asks for HTML. */
bool guard_is_reader(const struct request *rq);

/* Fills rq->call.who and judges the role. */
enum err_code guard_role(struct request *rq) MUST_CHECK;

#endif
