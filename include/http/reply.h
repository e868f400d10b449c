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

/* A text that lives as long as the program. */
struct reply_file {
    const char *type;
    const void *text;
    size_t len;
    const char *etag;     /* quoted, or NULL */
    const char *encoding; /* NULL for none */
};
enum MHD_Result reply_file(struct request *rq, const struct reply_file *file);
/* 304: the client has this very text. */
enum MHD_Result reply_not_modified(struct request *rq,
                                   const struct reply_file *file);

/* Answers an OPTIONS request. */
enum MHD_Result reply_options(struct request *rq);

#endif
