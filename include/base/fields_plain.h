/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FIELDS_PLAIN_H
#define BASE_FIELDS_PLAIN_H

#include "base/fields.h"

/* fields_plain: the short way of fields_read(), and what both ways ask. */

/* Reads an object as fields_print() prints it: the members in the order of the
 * form, without blanks, each a number, true, false, or ASCII text without
 * escapes.  So are most journal lines and most requests of a meeting.  False
 * for anything else, right or wrong, and *out is then of no use: the long way
 * knows. */
bool fields_read_plain(const struct form *form, const char *json, size_t len,
                       void *out) MUST_CHECK;

/* Gives a field of a struct of zero bytes its value for "not given". */
void field_set_absent(const struct field *f, void *out);
/* A TEXT or one text of a TEXTS: whether its length is right, and its syntax. */
bool field_allows_text(const struct field *f, const char *text, size_t len,
                       int64_t characters);
bool field_allows_int(const struct field *f, int64_t n);
/* By its index in the words. */
bool field_allows_word(const struct field *f, int index);

#endif
