/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/evidence.h"

#include <sodium.h>
#include <string.h>

enum err_code evidence_init(struct err *err)
{
    /* A salt per ballot: from our own ChaCha20 generator, seeded by the kernel,
     * and not by a system call each. */
    randombytes_set_implementation(&randombytes_internal_implementation);
    if (sodium_init() < 0)
        return err_set(err, ERR_INTERNAL, "libsodium does not start");
    return ERR_OK;
}

void evidence_leaf(const void *line, size_t len, unsigned char out[LEAF_SIZE])
{
    static const unsigned char prefix = 0x00;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, line, len);
    crypto_hash_sha256_final(&state, out);
}

void evidence_digest(const void *bytes, size_t len, char out[65])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes, len);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

void evidence_random_hex(char *out, size_t len)
{
    unsigned char bytes[32];
    must(len <= sizeof bytes);
    randombytes_buf(bytes, len);
    sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

void evidence_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}

void evidence_hex(const unsigned char *bytes, size_t len, char *out)
{
    sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

bool evidence_unhex(const char *text, size_t len, unsigned char *out,
                    size_t size)
{
    size_t got;
    return len == 2 * size && strspn(text, "0123456789abcdef") >= len &&
           sodium_hex2bin(out, size, text, len, NULL, &got, NULL) == 0 &&
           got == size;
}

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL, BASE64_BYTES = 128 };

void evidence_base64(struct buf *out, const unsigned char *bytes, size_t len)
{
    char text[sodium_base64_ENCODED_LEN(BASE64_BYTES, BASE64)];
    must(len <= BASE64_BYTES);
    sodium_bin2base64(text, sizeof text, bytes, len, BASE64);
    buf_text(out, text);
}

/* Bytes have one text: libsodium 1.0.18 reads some characters beyond ASCII as
 * if they were of the alphabet. */
bool evidence_unbase64(const char *text, size_t len, unsigned char *out,
                       size_t size)
{
    char again[sodium_base64_ENCODED_LEN(BASE64_BYTES, BASE64)];
    size_t got;
    must(size <= BASE64_BYTES);
    if (sodium_base642bin(out, size, text, len, NULL, &got, NULL, BASE64) !=
            0 ||
        got != size)
        return false;
    sodium_bin2base64(again, sizeof again, out, size, BASE64);
    return strlen(again) == len && memcmp(again, text, len) == 0;
}
