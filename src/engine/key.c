/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/evidence.h"
#include "store/file.h"
#include "store/store.h"

struct key {
    unsigned char seed[SEED_SIZE];
    unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
    unsigned char public_key[PUBLIC_SIZE];
};

const char *const key_format_words[] = { "pem", "minisign", "signify", NULL };

/* ---- in memory ------------------------------------------------------------------ */

enum err_code key_of_seed(const unsigned char seed[SEED_SIZE],
                          struct key **out, struct err *err)
{
    struct key *key = sodium_malloc(sizeof *key);
    if (key == NULL)
        return err_set(err, ERR_NO_MEMORY, "no memory for the key");
    memcpy(key->seed, seed, SEED_SIZE);
    crypto_sign_seed_keypair(key->public_key, key->secret_key, seed);
    (void)sodium_mprotect_readonly(key);
    *out = key;
    return ERR_OK;
}

enum err_code key_draw(struct key **out, struct err *err)
{
    unsigned char seed[SEED_SIZE];
    randombytes_buf(seed, sizeof seed);
    enum err_code rc = key_of_seed(seed, out, err);
    sodium_memzero(seed, sizeof seed);
    return rc;
}

void key_free(struct key *key)
{
    sodium_free(key); /* wipes it first */
}

void key_sign(const struct key *key, const void *bytes, size_t len,
              unsigned char out[SIGNATURE_SIZE])
{
    must(crypto_sign_detached(out, NULL, bytes, len, key->secret_key) == 0);
}

void key_secret(const struct key *key, const char *purpose,
                unsigned char out[SEED_SIZE])
{
    crypto_generichash(out, SEED_SIZE, (const unsigned char *)purpose,
                       strlen(purpose), key->seed, SEED_SIZE);
}

const unsigned char *key_public(const struct key *key)
{
    return key->public_key;
}

/* ---- its file -------------------------------------------------------------------- */

enum err_code key_make(const char *dir, struct err *err)
{
    char path[PATH_SIZE];
    struct key *key = NULL;
    enum err_code rc = store_path(dir, "stembus.key", path, err);
    if (rc == ERR_OK && access(path, F_OK) == 0)
        rc = err_set(err, ERR_FILE_FAILED, "%s is there already", path);
    if (rc == ERR_OK)
        rc = key_draw(&key, err);
    if (rc == ERR_OK)
        rc = key_keep(key, dir, err);
    key_free(key);
    return rc;
}

enum err_code key_keep(const struct key *key, const char *dir, struct err *err)
{
    char path[PATH_SIZE];
    enum err_code rc = store_path(dir, "stembus.key", path, err);
    return rc != ERR_OK ? rc
                        : file_replace(path, key->seed, SEED_SIZE, err);
}

enum err_code key_load(const char *dir, struct key **out, struct err *err)
{
    char path[PATH_SIZE];
    unsigned char seed[SEED_SIZE + 1]; /* one more shows a longer file */
    enum err_code rc = store_path(dir, "stembus.key", path, err);
    if (rc != ERR_OK)
        return rc;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_FILE_FAILED,
                       "%s: %s", path, strerror(errno));
    ssize_t got = read(fd, seed, sizeof seed);
    close(fd);
    if (got == SEED_SIZE)
        rc = key_of_seed(seed, out, err);
    else
        rc = err_set(err, ERR_FILE_FAILED, "%s is not a key", path);
    sodium_memzero(seed, sizeof seed);
    return rc;
}

/* ---- the public half --------------------------------------------------------------- */

bool key_verifies(const unsigned char public_key[PUBLIC_SIZE],
                  const void *bytes, size_t len,
                  const unsigned char signature[SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, bytes, len, public_key) == 0;
}

bool key_parse(const char *hex, unsigned char out[PUBLIC_SIZE])
{
    size_t len;
    return sodium_hex2bin(out, PUBLIC_SIZE, hex, strlen(hex), NULL, &len,
                          NULL) == 0 &&
           len == PUBLIC_SIZE;
}

static void digest(const unsigned char public_key[PUBLIC_SIZE],
                   unsigned char out[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256(out, public_key, PUBLIC_SIZE);
}

void key_fingerprint(const unsigned char public_key[PUBLIC_SIZE],
                     char out[FINGERPRINT_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    digest(public_key, hash);
    evidence_hex(hash, FINGERPRINT_SIZE / 2, out);
}

/* SubjectPublicKeyInfo of RFC 8410: this, and the key. */
static const unsigned char spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

static void print_pem(struct buf *out, const unsigned char *public_key)
{
    unsigned char der[sizeof spki + PUBLIC_SIZE];
    memcpy(der, spki, sizeof spki);
    memcpy(der + sizeof spki, public_key, PUBLIC_SIZE);
    buf_text(out, "-----BEGIN PUBLIC KEY-----\n");
    evidence_base64(out, der, sizeof der);
    buf_text(out, "\n-----END PUBLIC KEY-----\n");
}

/* signify's form, which is minisign's as well: "Ed", a number of 8 bytes for
 * the key, and the key.  The number is the beginning of the fingerprint. */
static void print_signify(struct buf *out, const unsigned char *public_key)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    unsigned char bytes[2 + 8 + PUBLIC_SIZE] = { 'E', 'd' };
    digest(public_key, hash);
    memcpy(bytes + 2, hash, 8);
    memcpy(bytes + 10, public_key, PUBLIC_SIZE);
    evidence_base64(out, bytes, sizeof bytes);
    buf_char(out, '\n');
}

static void print_minisign(struct buf *out, const unsigned char *public_key)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    digest(public_key, hash);
    buf_text(out, "untrusted comment: minisign public key ");
    for (int i = 7; i >= 0; i--) /* minisign reads the number little-endian */
        buf_printf(out, "%02X", hash[i]);
    buf_char(out, '\n');
    print_signify(out, public_key);
}

void key_print(struct buf *out, const unsigned char public_key[PUBLIC_SIZE],
               enum key_format format)
{
    char fingerprint[FINGERPRINT_SIZE];
    switch (format) {
    case KEY_PEM:
        print_pem(out, public_key);
        break;
    case KEY_MINISIGN:
        print_minisign(out, public_key);
        break;
    case KEY_SIGNIFY:
        key_fingerprint(public_key, fingerprint);
        buf_printf(out, "untrusted comment: stembus %s public key\n",
                   fingerprint);
        print_signify(out, public_key);
        break;
    }
}

static void put_format(struct buf *out, const unsigned char *public_key,
                       enum key_format format)
{
    struct buf text = { 0 };
    key_print(&text, public_key, format);
    put_text(out, key_format_words[format], buf_ok(&text) ? text.data : "");
    out->failed |= !buf_ok(&text);
    buf_free(&text);
}

void key_shape(struct buf *out, const unsigned char public_key[PUBLIC_SIZE])
{
    char fingerprint[FINGERPRINT_SIZE], hex[2 * PUBLIC_SIZE + 1];
    key_fingerprint(public_key, fingerprint);
    evidence_hex(public_key, PUBLIC_SIZE, hex);
    put_open(out, NULL, '{');
    put_text(out, "algorithm", "Ed25519");
    put_text(out, "fingerprint", fingerprint);
    put_text(out, "publicKey", hex);
    for (enum key_format f = KEY_PEM; f <= KEY_SIGNIFY; f++)
        put_format(out, public_key, f);
    put_close(out, '}');
}
