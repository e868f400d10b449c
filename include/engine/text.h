/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_TEXT_H
#define ENGINE_TEXT_H

#include "domain/language.h"

/* text: what the public pages say, once per language, one file each.  A key that
 * one of them lacks is found by tests/unit/test_text.c. */

enum text {
#define T(key, text) TEXT_##key,
#include "engine/text_nl.inc"
#undef T
    TEXT_COUNT
};

/* The pages in one language. */
struct edition {
    const char *tag;              /* BCP 47 */
    const char *prefix;           /* of its addresses */
    const struct language *words; /* for numbers and majorities */
    const char *texts[TEXT_COUNT];
};
extern const struct edition edition_dutch, edition_english;

/* The edition of a path: English below /en. */
const struct edition *edition_of(const char *path);

/* Texts of the words of the model. */
enum text text_member_kind(enum member_kind kind);
enum text text_assembly_kind(enum assembly_kind kind);
enum text text_motion_kind(enum motion_kind kind);
enum text text_advice(enum advice advice);
enum text text_outcome(enum outcome outcome);

/* `2026-06-08` as people write it: "8 juni 2026". */
enum { DATE_TEXT_SIZE = 32 };
void text_date(const struct edition *e, const char *date,
               char out[DATE_TEXT_SIZE]);

#endif
