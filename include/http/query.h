/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include "http/request.h"

/* query: what follows the question mark.  Each parameter is known to the route,
 * given once, and of its kind. */

/* Fills rq->call.query.  QUERY_INVALID with a fault for each that is wrong. */
enum err_code query_read(struct request *rq) MUST_CHECK;

/* A whole number written in digits alone; -1 for any other text. */
int64_t query_number(const char *text);

#endif
