/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* buf: growable bytes with a sticky error.
 *
 * Append freely and ask once: after a failed allocation every append is a
 * no-op and buf_ok() says false.  All zero bytes is an empty buffer.  The data
 * is always followed by a NUL byte that is not counted.  A buffer belongs to
 * one thread at a time.
 */
struct buf {
    char *data; /* NULL while empty */
    size_t len, cap;
    bool failed;
};

void buf_free(struct buf *b);  /* gives the memory back, leaves it empty */
void buf_reset(struct buf *b); /* empties it, keeps the memory */
bool buf_ok(const struct buf *b);
char *buf_take(struct buf *b); /* gives the text: free() it; NULL on failure */

void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t n);
void buf_printf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Takes an incomplete UTF-8 character off the end of a text that was cut. */
void utf8_trim(char *text);

/* Whether a text is UTF-8 throughout. */
bool utf8_valid(const char *text);

/* Puts '?' for each byte that is not part of a UTF-8 character. */
void utf8_repair(char *text);

/* Text that may hold anything, inside HTML: as content or in a quoted
 * attribute. */
void buf_html(struct buf *b, const char *text);

/* A value in the query of an address: all but letters and digits escaped. */
void buf_url(struct buf *b, const char *text);

/* One field of a CSV record (RFC 4180), quoted where that is needed.  What a
 * spreadsheet would take for a formula gets an apostrophe in front, also after a
 * `;`: a Dutch one parts there, and only there. */
void buf_csv(struct buf *b, const char *text);

/* JSON.  Commas come by themselves: each put_*() looks at what stands before
 * it.  `key` is NULL for the elements of a list and for the outermost value.
 * Text must be UTF-8; control characters, quotes and `\` are escaped.
 */
void put_open(struct buf *b, const char *key, char bracket); /* '{' or '[' */
void put_close(struct buf *b, char bracket);                 /* '}' or ']' */
void put_text(struct buf *b, const char *key, const char *text);
void put_int(struct buf *b, const char *key, int64_t n);
void put_bool(struct buf *b, const char *key, bool value);
void put_null(struct buf *b, const char *key);
void put_time(struct buf *b, const char *key, int64_t utc_ms); /* RFC 3339 */
void put_raw(struct buf *b, const char *key, const char *json); /* as it is */
/* JSON-LD: a text in a language ("nl"), as an element of a list; such a list of
 * both languages. */
void put_said(struct buf *b, const char *text, const char *language);
void put_both(struct buf *b, const char *key, const char *nl, const char *en);

#endif
