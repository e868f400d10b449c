/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/minisign.h"

#include <sodium.h>
#include <string.h>

#include "engine/evidence.h"

enum { NUMBER_SIZE = 8 };

/* "ED" says that the signature is over the BLAKE2b-512 of the file; the number is
 * that of the public key (key_print). */
static void print_signature(struct buf *out, const struct key *key,
                            const unsigned char signature[SIGNATURE_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    unsigned char bytes[2 + NUMBER_SIZE + SIGNATURE_SIZE] = { 'E', 'D' };
    crypto_hash_sha256(hash, key_public(key), PUBLIC_SIZE);
    memcpy(bytes + 2, hash, NUMBER_SIZE);
    memcpy(bytes + 2 + NUMBER_SIZE, signature, SIGNATURE_SIZE);
    evidence_base64(out, bytes, sizeof bytes);
}

void minisign_print(struct buf *out, const struct key *key, const void *bytes,
                    size_t len, const char *comment)
{
    unsigned char digest[crypto_generichash_BYTES_MAX];
    unsigned char signature[SIGNATURE_SIZE], whole[SIGNATURE_SIZE];
    struct buf said = { 0 };
    crypto_generichash(digest, sizeof digest, bytes, len, NULL, 0);
    key_sign(key, digest, sizeof digest, signature);
    buf_add(&said, signature, sizeof signature);
    buf_text(&said, comment);
    if (buf_ok(&said))
        key_sign(key, said.data, said.len, whole);
    out->failed |= !buf_ok(&said);
    buf_free(&said);
    if (!buf_ok(out))
        return;
    buf_text(out, "untrusted comment: signature of stembus\n");
    print_signature(out, key, signature);
    buf_text(out, "\ntrusted comment: ");
    buf_text(out, comment);
    buf_char(out, '\n');
    evidence_base64(out, whole, sizeof whole);
    buf_char(out, '\n');
}
