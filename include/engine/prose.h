/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_PROSE_H
#define ENGINE_PROSE_H

#include "base/buf.h"
#include "engine/text.h"

/* prose: running text in one language, as Markdown that also reads as it is.
 *
 * Anybody's words are escaped, so that they stay words, and a text that turns
 * the direction of reading is kept to itself. */

struct prose {
    struct buf *out;
    const struct edition *in;
};

void prose_raw(struct prose *p, const char *text);  /* our own Markdown */
void prose_name(struct prose *p, const char *text); /* anybody's, on one line */
void prose_word(struct prose *p, enum text id);
void prose_number(struct prose *p, int64_t n);
void prose_date(struct prose *p, const char *date);
void prose_time(struct prose *p, int64_t utc_ms);
/* (22.364 stemmen, 301 leden) */
void prose_share(struct prose *p, struct share share);
/* Each line of anybody's text as a quotation. */
void prose_quote(struct prose *p, const char *text);

/* A text with {1} and {2} in it, for which our own words come. */
void prose_say(struct prose *p, enum text id, const char *one,
               const char *two);

#endif
