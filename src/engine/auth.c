/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/auth.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct credential credential;
    int64_t filled_at; /* of its bucket of requests, monotonic ms */
    int64_t tokens;    /* thousandths of a request left */
    struct entry *next;
};

struct keyring {
    pthread_mutex_t mutex; /* guards all below; nothing is taken inside it */
    struct entry **slots;
    size_t slot_count, count;
    int64_t rate;
};

enum err_code auth_new(int64_t rate, struct keyring **out)
{
    struct keyring *keyring = calloc(1, sizeof *keyring);
    if (keyring == NULL)
        return ERR_NO_MEMORY;
    keyring->slot_count = 4096;
    keyring->slots = calloc(keyring->slot_count, sizeof(struct entry *));
    if (keyring->slots == NULL) {
        free(keyring);
        return ERR_NO_MEMORY;
    }
    pthread_mutex_init(&keyring->mutex, NULL);
    keyring->rate = rate;
    *out = keyring;
    return ERR_OK;
}

static void empty_locked(struct keyring *keyring)
{
    for (size_t i = 0; i < keyring->slot_count; i++)
        while (keyring->slots[i] != NULL) {
            struct entry *e = keyring->slots[i];
            keyring->slots[i] = e->next;
            free(e);
        }
    keyring->count = 0;
}

void auth_free(struct keyring *keyring)
{
    if (keyring == NULL)
        return;
    empty_locked(keyring);
    free(keyring->slots);
    pthread_mutex_destroy(&keyring->mutex);
    free(keyring);
}

static struct entry **slot_of(struct keyring *keyring,
                              const unsigned char hash[TOKEN_HASH_SIZE])
{
    uint64_t head;
    memcpy(&head, hash, sizeof head);
    return &keyring->slots[head % keyring->slot_count];
}

static enum err_code add_locked(struct keyring *keyring, const struct credential *c)
{
    struct entry *e = calloc(1, sizeof *e);
    if (e == NULL)
        return ERR_NO_MEMORY;
    struct entry **slot = slot_of(keyring, c->hash);
    e->credential = *c;
    e->tokens = 2 * 1000 * keyring->rate;
    e->next = *slot;
    *slot = e;
    keyring->count++;
    return ERR_OK;
}

static enum err_code load_row(void *cls, const struct credential *c)
{
    return add_locked(cls, c);
}

enum err_code auth_load(struct keyring *keyring, struct db *db)
{
    pthread_mutex_lock(&keyring->mutex);
    empty_locked(keyring);
    enum err_code rc = credential_each(db, load_row, keyring);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

enum err_code auth_add(struct keyring *keyring, const struct credential *c)
{
    pthread_mutex_lock(&keyring->mutex);
    enum err_code rc = add_locked(keyring, c);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

static struct entry *find_locked(struct keyring *keyring, int64_t credential)
{
    for (size_t i = 0; i < keyring->slot_count; i++)
        for (struct entry *e = keyring->slots[i]; e != NULL; e = e->next)
            if (e->credential.id == credential)
                return e;
    return NULL;
}

void auth_revoke(struct keyring *keyring, int64_t credential)
{
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_locked(keyring, credential);
    if (e != NULL)
        e->credential.revoked = true;
    pthread_mutex_unlock(&keyring->mutex);
}

bool auth_role_of(struct keyring *keyring, int64_t credential, enum role *role)
{
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_locked(keyring, credential);
    if (e != NULL)
        *role = e->credential.role;
    pthread_mutex_unlock(&keyring->mutex);
    return e != NULL;
}

static bool bucket_take(struct entry *e, int64_t rate, int64_t now)
{
    if (rate == 0 || e->credential.role != HANDSET)
        return true;
    int64_t full = 2 * 1000 * rate;
    e->tokens += (now - e->filled_at) * rate;
    if (e->tokens > full)
        e->tokens = full;
    e->filled_at = now;
    if (e->tokens < 1000)
        return false;
    e->tokens -= 1000;
    return true;
}

enum err_code auth_check(struct keyring *keyring, const char *token, size_t len,
                         int64_t monotonic_ms, struct principal *out)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    enum err_code rc = ERR_CREDENTIAL_UNKNOWN;
    /* The time this takes depends on the hash, which an outsider cannot
     * steer, and never on how much of a token is right. */
    crypto_generichash(hash, sizeof hash, (const unsigned char *)token, len,
                       NULL, 0);
    pthread_mutex_lock(&keyring->mutex);
    for (struct entry *e = *slot_of(keyring, hash); e != NULL; e = e->next) {
        const struct credential *c = &e->credential;
        if (sodium_memcmp(c->hash, hash, sizeof hash) != 0 || c->revoked)
            continue;
        *out = (struct principal){
            .known = true,
            .credential = c->id,
            .role = c->role,
            .assembly = c->assembly,
            .assignment = c->assignment,
        };
        memcpy(out->name, c->name, sizeof out->name);
        rc = bucket_take(e, keyring->rate, monotonic_ms)
                 ? ERR_OK
                 : ERR_TOO_MANY_REQUESTS;
        break;
    }
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

void auth_make_token(char token[TOKEN_SIZE],
                     unsigned char hash[TOKEN_HASH_SIZE])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    crypto_generichash(hash, TOKEN_HASH_SIZE, (const unsigned char *)token,
                       TOKEN_SIZE - 1, NULL, 0);
    sodium_memzero(bytes, sizeof bytes);
}
