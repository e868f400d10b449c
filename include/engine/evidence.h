/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_EVIDENCE_H
#define ENGINE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/journal.h"

/* evidence: hashes, randomness, and bytes as text. */

/* Call once, before any thread; INTERNAL when the system has no randomness. */
enum err_code evidence_init(struct err *err) MUST_CHECK;

/* The leaf hash of a journal line: SHA-256(0x00 || line), RFC 6962 2.1. */
void evidence_leaf(const void *line, size_t len, unsigned char out[LEAF_SIZE]);

/* SHA-256 in hex. */
void evidence_digest(const void *bytes, size_t len, char out[65]);

/* `len` unpredictable bytes in hex; out has 2 * len + 1 bytes, len <= 32. */
void evidence_random_hex(char *out, size_t len);

/* Overwrites what nobody is to find in memory. */
void evidence_wipe(void *bytes, size_t len);

/* Text of bytes in hex; out has 2 * len + 1 bytes. */
void evidence_hex(const unsigned char *bytes, size_t len, char *out);
/* Exactly `size` bytes from the text that evidence_hex() gives of them. */
bool evidence_unhex(const char *text, size_t len, unsigned char *out,
                    size_t size);

/* Appends bytes in base64 (RFC 4648, 4), 128 at most. */
void evidence_base64(struct buf *out, const unsigned char *bytes, size_t len);
/* Exactly `size` bytes, 128 at most, from the text that they have in base64;
 * false for any other. */
bool evidence_unbase64(const char *text, size_t len, unsigned char *out,
                       size_t size);

#endif
