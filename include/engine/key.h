/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_KEY_H
#define ENGINE_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* key: the server's Ed25519 key (RFC 8032), with which it signs checkpoints.
 *
 * Its file, stembus.key, holds the seed alone, 32 bytes.  In memory the secret
 * half stands in pages of its own that are never swapped, dumped or written.
 * Any thread may sign. */

enum {
    SEED_SIZE = 32,
    PUBLIC_SIZE = 32,
    SIGNATURE_SIZE = 64,
    FINGERPRINT_SIZE = 33, /* 16 bytes in hex, and a NUL */
};

struct key;

/* key_make(): makes a key in dir/stembus.key, mode 0600; FILE_FAILED when there
 * is one already. */
enum err_code key_make(const char *dir, struct err *err) MUST_CHECK;
/* key_load(): reads it.  NOT_FOUND without one.  Gives *out; key_free() it. */
enum err_code key_load(const char *dir, struct key **out, struct err *err)
    MUST_CHECK;

/* key_draw(): a new key that is in no file yet; key_keep() makes it the one of
 * dir/stembus.key, in the place of any other. */
enum err_code key_draw(struct key **out, struct err *err) MUST_CHECK;
enum err_code key_keep(const struct key *key, const char *dir, struct err *err)
    MUST_CHECK;
/* key_of_seed(): the key that follows from a seed. */
enum err_code key_of_seed(const unsigned char seed[SEED_SIZE],
                          struct key **out, struct err *err) MUST_CHECK;
void key_free(struct key *key); /* key_free(NULL) is allowed */

void key_sign(const struct key *key, const void *bytes, size_t len,
              unsigned char out[SIGNATURE_SIZE]);
/* 32 bytes that follow from the key and `purpose`, for what must not be in the
 * store itself. */
void key_secret(const struct key *key, const char *purpose,
                unsigned char out[SEED_SIZE]);
const unsigned char *key_public(const struct key *key); /* PUBLIC_SIZE bytes */

/* ---- the public half --------------------------------------------------------------- */

bool key_verifies(const unsigned char public_key[PUBLIC_SIZE],
                  const void *bytes, size_t len,
                  const unsigned char signature[SIGNATURE_SIZE]);
/* From hex, as it stands in the journal; false when that is no key. */
bool key_parse(const char *hex, unsigned char out[PUBLIC_SIZE]);
/* The first 16 bytes of the SHA-256 of the public key, in hex. */
void key_fingerprint(const unsigned char public_key[PUBLIC_SIZE],
                     char out[FINGERPRINT_SIZE]);

/* Other programs' forms of a public key. */
enum key_format { KEY_PEM, KEY_MINISIGN, KEY_SIGNIFY };
extern const char *const key_format_words[]; /* "pem", …, NULL */
void key_print(struct buf *out, const unsigned char public_key[PUBLIC_SIZE],
               enum key_format format);
/* All of them as one JSON object: how the API shows the key. */
void key_shape(struct buf *out, const unsigned char public_key[PUBLIC_SIZE]);

#endif
