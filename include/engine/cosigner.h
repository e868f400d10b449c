/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_COSIGNER_H
#define ENGINE_COSIGNER_H

#include "domain/record.h"
#include "engine/checkpoint.h"

/* cosigner: a key of the counting committee, and what it signs: a checkpoint of
 * the server that it has checked, with the time (c2sp.org/tlog-cosignature,
 * cosignature/v1). */

enum { COSIGNER_TEXT_SIZE = 160 };

struct cosigner {
    char name[COSIGNER_NAME_SIZE];
    unsigned char key[PUBLIC_SIZE];
};

/* A name is 1 to 64 printable characters of ASCII, without space and '+'. */
bool cosigner_name_valid(const char *name);
/* The form in which such keys are handed on: NAME+NUMBER+BASE64.  Reading is
 * false for any other text. */
void cosigner_print(const struct cosigner *c, char out[COSIGNER_TEXT_SIZE]);
bool cosigner_read(const char *text, struct cosigner *out);

/* cosigner_draw(): a new key; appends it to `secret` as text, the public half
 * included: PRIVATE+KEY+NAME+NUMBER+BASE64, and a newline.
 * cosigner_load() reads that; FILE_FAILED for any other text.  Gives *key. */
enum err_code cosigner_draw(const char *name, struct buf *secret,
                            struct err *err) MUST_CHECK;
enum err_code cosigner_load(const char *secret, struct cosigner *out,
                            struct key **key, struct err *err) MUST_CHECK;

/* Appends to the note a line of the key's, which must be the cosigner's. */
void cosigner_sign(struct buf *note, const struct cosigner *c,
                   const struct key *key, int64_t unix_seconds);
/* Whether the note has a cosignature of this key; *unix_seconds is its time. */
bool cosigner_has_signed(const struct cosigner *c, const char *note,
                         size_t len, int64_t *unix_seconds);

/* Fills `out` with the note's text, the server's signature and its last line;
 * false when one is not there, or it is too long. */
bool cosigner_extract(const char *note, size_t len, char out[NOTE_TEXT_SIZE]);

#endif
