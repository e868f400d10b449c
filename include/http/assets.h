/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "http/request.h"

/* assets: the files of src/web/, inside the binary, each also in gzip.
 *
 * `/screen` is the file screen.html, `/web/lib/dom.js` the file lib/dom.js.  An
 * answer has an ETag and may be kept, but is asked for again each time, so that
 * a browser never runs the pages of an older server. */

/* Answers a request for a page or a file, 304 when the client has it already.
 * With a web directory in the server's setup the file is read from there, for
 * whoever changes the pages. */
enum MHD_Result assets_answer(struct request *rq);

#endif
