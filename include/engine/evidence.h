/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include <stddef.h>

#include "base/err.h"
#include "store/journal.h"

/* evidence: hashes and keys; with auth the only user of libsodium. */

/* Call once, before any thread; INTERNAL when the system has no randomness. */
enum err_code evidence_init(struct err *err) MUST_CHECK;

/* The leaf hash of a journal line: SHA-256(0x00 || line), RFC 6962 2.1. */
void evidence_leaf(const void *line, size_t len, unsigned char out[LEAF_SIZE]);

/* SHA-256 in hex. */
void evidence_digest(const void *bytes, size_t len, char out[65]);

/* `len` unpredictable bytes in hex; out has 2 * len + 1 bytes, len <= 32. */
void evidence_random_hex(char *out, size_t len);

/* Text of bytes in hex; out has 2 * len + 1 bytes. */
void evidence_hex(const unsigned char *bytes, size_t len, char *out);

/* evidence_make_key(): makes the server's Ed25519 key in dir/stembus.key, mode
 * 0600; FILE_FAILED when there is one already. */
enum err_code evidence_make_key(const char *dir, struct err *err) MUST_CHECK;

/* evidence_secret(): 32 bytes that follow from the key and `purpose`, for what
 * must not be in the store itself. */
enum err_code evidence_secret(const char *dir, const char *purpose,
                              unsigned char out[32], struct err *err)
    MUST_CHECK;

/* evidence_public_key(): its public half in hex. */
enum err_code evidence_public_key(const char *dir, char out[65],
                                  struct err *err) MUST_CHECK;

#endif
