/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"

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

void evidence_hex(const unsigned char *bytes, size_t len, char *out)
{
    sodium_bin2hex(out, 2 * len + 1, bytes, len);
}

/* The file holds the seed alone, 32 bytes; the key pair follows from it. */
enum err_code evidence_make_key(const char *dir, struct err *err)
{
    char path[PATH_SIZE];
    unsigned char seed[crypto_sign_SEEDBYTES];
    enum err_code rc = store_path(dir, "stembus.key", path, err);
    if (rc != ERR_OK)
        return rc;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    randombytes_buf(seed, sizeof seed);
    if (write(fd, seed, sizeof seed) != (ssize_t)sizeof seed || fsync(fd) != 0)
        rc = err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    sodium_memzero(seed, sizeof seed);
    close(fd);
    return rc;
}

static enum err_code read_seed(const char *dir,
                               unsigned char seed[crypto_sign_SEEDBYTES],
                               struct err *err)
{
    char path[PATH_SIZE];
    enum err_code rc = store_path(dir, "stembus.key", path, err);
    if (rc != ERR_OK)
        return rc;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_FILE_FAILED, "%s: %s; a store that was "
                       "restored needs its key back, or a new one: `stembus "
                       "init --data %s --new-key`", path, strerror(errno),
                       dir);
    ssize_t got = read(fd, seed, crypto_sign_SEEDBYTES);
    close(fd);
    if (got != crypto_sign_SEEDBYTES)
        return err_set(err, ERR_FILE_FAILED, "%s is not a key", path);
    return ERR_OK;
}

enum err_code evidence_secret(const char *dir, const char *purpose,
                              unsigned char out[32], struct err *err)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    enum err_code rc = read_seed(dir, seed, err);
    if (rc == ERR_OK)
        crypto_generichash(out, 32, (const unsigned char *)purpose,
                           strlen(purpose), seed, sizeof seed);
    sodium_memzero(seed, sizeof seed);
    return rc;
}

enum err_code evidence_public_key(const char *dir, char out[65],
                                  struct err *err)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
    unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
    enum err_code rc = read_seed(dir, seed, err);
    if (rc != ERR_OK)
        return rc;
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    sodium_bin2hex(out, 65, public_key, sizeof public_key);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret_key, sizeof secret_key);
    return ERR_OK;
}
