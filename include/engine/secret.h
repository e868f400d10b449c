/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_SECRET_H
#define ENGINE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "store/credential.h"

/* secret: what people and machines prove themselves with, and the hashes under
 * which it is stored.  Tokens and the secrets of sessions have 32 random bytes;
 * a sign-in code has 50 bits, to be typed from paper: ten characters of
 * Crockford's base32, shown as K7QF-2M9X-AB. */

enum {
    TOKEN_SIZE = 44,         /* 32 bytes in base64url, and a NUL */
    SIGN_IN_CODE_CHARS = 10,
    SIGN_IN_CODE_SIZE = 13,  /* with two hyphens and a NUL */
    CODE_KEY_SIZE = 32,
};

/* Makes a token, or the secret of a session, and its hash. */
void secret_make(char token[TOKEN_SIZE], unsigned char hash[TOKEN_HASH_SIZE]);
void secret_hash(const char *token, size_t len,
                 unsigned char hash[TOKEN_HASH_SIZE]);
/* Whether it could be one: the right length and no other characters. */
bool secret_well_formed(const char *token, size_t len);

/* A sign-in code as it is shown. */
void secret_make_code(char code[SIGN_IN_CODE_SIZE]);
/* Hashes a code as people type it: small letters, spaces and hyphens, I or L
 * for 1 and O for 0.  50 bits can be searched through by who has a copy of the
 * store, so the hash needs a key that is not in it.  False when it is no
 * code. */
bool secret_hash_code(const unsigned char key[CODE_KEY_SIZE],
                      const char *typed, unsigned char hash[TOKEN_HASH_SIZE]);

#endif
