/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/request.h"

/* reply: answers with the headers that every answer has. */

/* Adds the headers of every answer to a response. */
void reply_headers(const struct request *rq, struct MHD_Response *response,
                   const char *type);

/* Answers with the call's outcome: its body, or the problem (RFC 9457). */
enum MHD_Result reply_call(struct request *rq, enum err_code code);

/* Answers with text that lives as long as the program. */
enum MHD_Result reply_static(struct request *rq, const char *type,
                             const void *text, size_t len);

/* Answers an OPTIONS request. */
enum MHD_Result reply_options(struct request *rq);

#endif
