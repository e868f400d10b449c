/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/auth.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096 };

/* Thousandths of what may still be done; filled again as time goes by. */
struct bucket {
    int64_t filled_at; /* monotonic ms */
    int64_t left;
};

enum kind { SESSION, SIGN_IN_CODE, KIND_COUNT };

/* A secret beside the token. */
struct secret {
    unsigned char hash[TOKEN_HASH_SIZE];
    enum kind kind;
    int64_t expires_at;     /* UTC ms */
    struct entry *of;
    struct secret *next;    /* in its slot */
    struct secret *sibling; /* of the same credential */
};

struct entry {
    struct credential credential;
    struct bucket requests;
    struct secret *secrets;
    struct entry *next, *next_by_id; /* in their slots */
};

struct keyring {
    pthread_mutex_t mutex; /* guards all below; nothing is taken inside it */
    struct entry *by_token[SLOTS], *by_id[SLOTS];
    struct secret *by_secret[KIND_COUNT][SLOTS];
    struct bucket sign_ins; /* that may still fail */
    int64_t rate;
    unsigned char code_key[CODE_KEY_SIZE];
};

enum err_code auth_new(int64_t rate,
                       const unsigned char code_key[CODE_KEY_SIZE],
                       struct keyring **out)
{
    struct keyring *keyring = calloc(1, sizeof *keyring);
    if (keyring == NULL)
        return ERR_NO_MEMORY;
    pthread_mutex_init(&keyring->mutex, NULL);
    keyring->rate = rate;
    keyring->sign_ins.left = 1000 * SIGN_IN_BURST;
    memcpy(keyring->code_key, code_key, CODE_KEY_SIZE);
    *out = keyring;
    return ERR_OK;
}

const unsigned char *auth_code_key(const struct keyring *keyring)
{
    return keyring->code_key;
}

/* ---- the tables ---------------------------------------------------------------- */

static size_t slot_of(const unsigned char hash[TOKEN_HASH_SIZE])
{
    uint64_t head;
    memcpy(&head, hash, sizeof head);
    return head % SLOTS;
}

static struct secret **chain_of(struct keyring *keyring, enum kind kind,
                                const unsigned char hash[TOKEN_HASH_SIZE])
{
    return &keyring->by_secret[kind][slot_of(hash)];
}

/* How long these take depends on the hash, which an outsider cannot steer, and
 * never on how much of a secret is right. */
static struct entry *find_token_locked(
    struct keyring *keyring, const unsigned char hash[TOKEN_HASH_SIZE])
{
    for (struct entry *e = keyring->by_token[slot_of(hash)]; e != NULL;
         e = e->next)
        if (sodium_memcmp(e->credential.hash, hash, TOKEN_HASH_SIZE) == 0 &&
            !e->credential.revoked)
            return e;
    return NULL;
}

static struct secret *find_secret_locked(
    struct keyring *keyring, enum kind kind,
    const unsigned char hash[TOKEN_HASH_SIZE])
{
    for (struct secret *s = *chain_of(keyring, kind, hash); s != NULL;
         s = s->next)
        if (sodium_memcmp(s->hash, hash, TOKEN_HASH_SIZE) == 0)
            return s;
    return NULL;
}

static struct entry *find_locked(struct keyring *keyring, int64_t credential)
{
    for (struct entry *e = keyring->by_id[(uint64_t)credential % SLOTS];
         e != NULL; e = e->next_by_id)
        if (e->credential.id == credential)
            return e;
    return NULL;
}

static enum err_code add_locked(struct keyring *keyring,
                                const struct credential *c)
{
    struct entry *e = calloc(1, sizeof *e);
    if (e == NULL)
        return ERR_NO_MEMORY;
    struct entry **slot = &keyring->by_token[slot_of(c->hash)];
    struct entry **numbered = &keyring->by_id[(uint64_t)c->id % SLOTS];
    e->credential = *c;
    e->requests.left = 2 * 1000 * keyring->rate;
    e->next = *slot;
    *slot = e;
    e->next_by_id = *numbered;
    *numbered = e;
    return ERR_OK;
}

/* The store's foreign key rules out a secret of nobody. */
static enum err_code add_secret_locked(struct keyring *keyring, enum kind kind,
                                       int64_t credential,
                                       const unsigned char hash[TOKEN_HASH_SIZE],
                                       int64_t expires_at)
{
    struct entry *e = find_locked(keyring, credential);
    if (e == NULL)
        return ERR_STORE_DAMAGED;
    struct secret *s = calloc(1, sizeof *s);
    if (s == NULL)
        return ERR_NO_MEMORY;
    struct secret **chain = chain_of(keyring, kind, hash);
    *s = (struct secret){ .kind = kind, .expires_at = expires_at, .of = e,
                          .next = *chain, .sibling = e->secrets };
    memcpy(s->hash, hash, sizeof s->hash);
    *chain = e->secrets = s;
    return ERR_OK;
}

static void end_secret_locked(struct keyring *keyring, struct secret *s)
{
    struct secret **at = chain_of(keyring, s->kind, s->hash);
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    for (at = &s->of->secrets; *at != s;)
        at = &(*at)->sibling;
    *at = s->sibling;
    free(s);
}

static void end_all_locked(struct keyring *keyring, struct entry *e)
{
    while (e->secrets != NULL)
        end_secret_locked(keyring, e->secrets);
}

static void empty_locked(struct keyring *keyring)
{
    for (size_t i = 0; i < SLOTS; i++)
        while (keyring->by_token[i] != NULL) {
            struct entry *e = keyring->by_token[i];
            keyring->by_token[i] = e->next;
            end_all_locked(keyring, e);
            free(e);
        }
    memset(keyring->by_id, 0, sizeof keyring->by_id);
}

void auth_free(struct keyring *keyring)
{
    if (keyring == NULL)
        return;
    empty_locked(keyring);
    pthread_mutex_destroy(&keyring->mutex);
    sodium_memzero(keyring->code_key, CODE_KEY_SIZE);
    free(keyring);
}

/* ---- changing them ------------------------------------------------------------- */

static enum err_code load_credential(void *cls, const struct credential *c)
{
    return add_locked(cls, c);
}

static enum err_code load_session(void *cls, const struct session *s)
{
    return add_secret_locked(cls, SESSION, s->credential, s->hash,
                             s->expires_at);
}

static enum err_code load_code(void *cls, const struct sign_in_code *c)
{
    return add_secret_locked(cls, SIGN_IN_CODE, c->credential, c->hash,
                             INT64_MAX);
}

enum err_code auth_load(struct keyring *keyring, struct db *db)
{
    pthread_mutex_lock(&keyring->mutex);
    empty_locked(keyring);
    enum err_code rc = credential_each(db, load_credential, keyring);
    if (rc == ERR_OK)
        rc = session_each(db, load_session, keyring);
    if (rc == ERR_OK)
        rc = sign_in_code_each(db, load_code, keyring);
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

void auth_revoke(struct keyring *keyring, int64_t credential)
{
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_locked(keyring, credential);
    if (e != NULL) {
        e->credential.revoked = true;
        end_all_locked(keyring, e);
    }
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

enum err_code auth_add_session(struct keyring *keyring,
                               const struct session *s)
{
    pthread_mutex_lock(&keyring->mutex);
    enum err_code rc = load_session(keyring, s);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

void auth_end_session(struct keyring *keyring,
                      const unsigned char hash[TOKEN_HASH_SIZE])
{
    pthread_mutex_lock(&keyring->mutex);
    struct secret *s = find_secret_locked(keyring, SESSION, hash);
    if (s != NULL)
        end_secret_locked(keyring, s);
    pthread_mutex_unlock(&keyring->mutex);
}

static struct secret *code_of(struct entry *e)
{
    struct secret *s = e != NULL ? e->secrets : NULL;
    while (s != NULL && s->kind != SIGN_IN_CODE)
        s = s->sibling;
    return s;
}

enum err_code auth_put_code(struct keyring *keyring,
                            const struct sign_in_code *c)
{
    pthread_mutex_lock(&keyring->mutex);
    struct secret *former = code_of(find_locked(keyring, c->credential));
    if (former != NULL)
        end_secret_locked(keyring, former);
    enum err_code rc = load_code(keyring, c);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

void auth_end_all(struct keyring *keyring, int64_t credential)
{
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_locked(keyring, credential);
    if (e != NULL)
        end_all_locked(keyring, e);
    pthread_mutex_unlock(&keyring->mutex);
}

/* ---- asking -------------------------------------------------------------------- */

static bool has_left(struct bucket *b, int64_t rate, int64_t burst,
                     int64_t now)
{
    b->left += (now - b->filled_at) * rate;
    if (b->left > 1000 * burst)
        b->left = 1000 * burst;
    b->filled_at = now;
    return b->left >= 1000;
}

static enum err_code admit_locked(struct keyring *keyring, struct entry *e,
                                  int64_t now, struct principal *out)
{
    const struct credential *c = &e->credential;
    *out = (struct principal){
        .known = true,
        .credential = c->id,
        .role = c->role,
        .assembly = c->assembly,
        .assignment = c->assignment,
    };
    memcpy(out->name, c->name, sizeof out->name);
    if (keyring->rate == 0 || c->role != HANDSET)
        return ERR_OK;
    if (!has_left(&e->requests, keyring->rate, 2 * keyring->rate, now))
        return ERR_TOO_MANY_REQUESTS;
    e->requests.left -= 1000;
    return ERR_OK;
}

enum err_code auth_check(struct keyring *keyring, const char *token, size_t len,
                         int64_t monotonic_ms, struct principal *out)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    secret_hash(token, len, hash);
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_token_locked(keyring, hash);
    enum err_code rc = e != NULL ? admit_locked(keyring, e, monotonic_ms, out)
                                 : ERR_CREDENTIAL_UNKNOWN;
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

enum err_code auth_check_session(struct keyring *keyring, enum role role,
                                 const char *secret, size_t len,
                                 int64_t utc_ms, int64_t monotonic_ms,
                                 struct principal *out)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    enum err_code rc = ERR_CREDENTIAL_UNKNOWN;
    if (!secret_well_formed(secret, len))
        return rc;
    secret_hash(secret, len, hash);
    pthread_mutex_lock(&keyring->mutex);
    const struct secret *s = find_secret_locked(keyring, SESSION, hash);
    if (s != NULL && s->expires_at > utc_ms && s->of->credential.role == role)
        rc = admit_locked(keyring, s->of, monotonic_ms, out);
    pthread_mutex_unlock(&keyring->mutex);
    if (rc == ERR_OK) {
        out->by_session = true;
        memcpy(out->session, hash, sizeof hash);
    }
    return rc;
}

/* Takes one failure out of what is left. */
static enum err_code failed_locked(struct keyring *keyring, int64_t now)
{
    struct bucket *b = &keyring->sign_ins;
    if (!has_left(b, SIGN_IN_RATE, SIGN_IN_BURST, now))
        return ERR_TOO_MANY_REQUESTS;
    b->left -= 1000;
    return ERR_CREDENTIAL_UNKNOWN;
}

enum err_code auth_sign_in_token(struct keyring *keyring, const char *token,
                                 int64_t monotonic_ms, struct principal *out)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    secret_hash(token, strlen(token), hash);
    pthread_mutex_lock(&keyring->mutex);
    struct entry *e = find_token_locked(keyring, hash);
    enum err_code rc = e != NULL ? admit_locked(keyring, e, monotonic_ms, out)
                                 : failed_locked(keyring, monotonic_ms);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}

enum err_code auth_sign_in_code(struct keyring *keyring, const char *typed,
                                int64_t monotonic_ms, struct principal *out)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    bool is_code = secret_hash_code(keyring->code_key, typed, hash);
    pthread_mutex_lock(&keyring->mutex);
    const struct secret *s =
        is_code ? find_secret_locked(keyring, SIGN_IN_CODE, hash) : NULL;
    enum err_code rc = s != NULL
                           ? admit_locked(keyring, s->of, monotonic_ms, out)
                           : failed_locked(keyring, monotonic_ms);
    pthread_mutex_unlock(&keyring->mutex);
    return rc;
}
