/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/secret.h"

#include <sodium.h>
#include <string.h>

/* ---- tokens -------------------------------------------------------------------- */

void secret_hash(const char *token, size_t len,
                 unsigned char hash[TOKEN_HASH_SIZE])
{
    crypto_generichash(hash, TOKEN_HASH_SIZE, (const unsigned char *)token,
                       len, NULL, 0);
}

void secret_make(char token[TOKEN_SIZE], unsigned char hash[TOKEN_HASH_SIZE])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    secret_hash(token, TOKEN_SIZE - 1, hash);
    sodium_memzero(bytes, sizeof bytes);
}

bool secret_well_formed(const char *token, size_t len)
{
    if (len != TOKEN_SIZE - 1)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = token[i], letter = (char)(c | 0x20);
        if (!(letter >= 'a' && letter <= 'z') && !(c >= '0' && c <= '9') &&
            c != '-' && c != '_')
            return false;
    }
    return true;
}

/* ---- sign-in codes ------------------------------------------------------------- */

/* Crockford's: without I, L, O, which look like digits, and without U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void secret_make_code(char code[SIGN_IN_CODE_SIZE])
{
    char *out = code;
    for (int i = 0; i < SIGN_IN_CODE_CHARS; i++) {
        if (i == 4 || i == 8)
            *out++ = '-';
        *out++ = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    }
    *out = '\0';
}

/* The character that is meant, or NUL for none. */
static char meant(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'I' || c == 'L')
        return '1';
    if (c == 'O')
        return '0';
    return c != '\0' && strchr(alphabet, c) != NULL ? c : '\0';
}

bool secret_hash_code(const unsigned char key[CODE_KEY_SIZE],
                      const char *typed, unsigned char hash[TOKEN_HASH_SIZE])
{
    char code[SIGN_IN_CODE_CHARS];
    size_t len = 0;
    for (; *typed != '\0'; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        if (len == sizeof code || meant(*typed) == '\0')
            return false;
        code[len++] = meant(*typed);
    }
    if (len != sizeof code)
        return false;
    crypto_generichash(hash, TOKEN_HASH_SIZE, (const unsigned char *)code, len,
                       key, CODE_KEY_SIZE);
    sodium_memzero(code, sizeof code);
    return true;
}
