/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_PICK_H
#define BASE_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* pick: single values out of a larger JSON text.
 *
 * For clients, who must live with fields they do not know.  What the server
 * is sent goes through forms (fields.h), which refuse those.  A value is named
 * by its JSON pointer: "/result/options/0/weight".  Not for several threads.
 */
struct pick;

/* Gives the parsed text, NULL when it is not JSON; free with pick_free(). */
struct pick *pick_read(const char *json, size_t len);
void pick_free(struct pick *p); /* pick_free(NULL) is allowed */

/* Each says false, and leaves *out alone, when there is no such value there
 * (or, for a text, when it does not fit with its NUL). */
bool pick_int(const struct pick *p, const char *pointer, int64_t *out);
bool pick_bool(const struct pick *p, const char *pointer, bool *out);
bool pick_text(const struct pick *p, const char *pointer, char *out,
               size_t size);

/* How many elements the list or object there has; 0 when there is none. */
size_t pick_count(const struct pick *p, const char *pointer);

/* The same for element `i` of the list at `list`, `key` below it; an empty
 * key names the element itself. */
bool pick_item_int(const struct pick *p, const char *list, size_t i,
                   const char *key, int64_t *out);
bool pick_item_bool(const struct pick *p, const char *list, size_t i,
                    const char *key, bool *out);
bool pick_item_text(const struct pick *p, const char *list, size_t i,
                    const char *key, char *out, size_t size);

#endif
