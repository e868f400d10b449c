/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "store/credential.h"

/* session: the browsers that signed in with a credential, and the codes that
 * some credentials can sign in with.  Only hashes are stored.  No part of the
 * record, as credentials are not. */

struct session {
    unsigned char hash[TOKEN_HASH_SIZE];
    int64_t credential, created_at, expires_at;
};
enum err_code session_insert(struct db *db, const struct session *s)
    MUST_CHECK;
/* Ending one that is not there is harmless. */
enum err_code session_end(struct db *db,
                          const unsigned char hash[TOKEN_HASH_SIZE])
    MUST_CHECK;
/* All of a credential. */
enum err_code session_end_all(struct db *db, int64_t credential) MUST_CHECK;
enum err_code session_each(struct db *db,
                           enum err_code (*row)(void *,
                                                const struct session *),
                           void *cls) MUST_CHECK;

/* One that is in the way of a new session, NOT_FOUND when there is none: a
 * session that is over by `now`, or one of a credential beyond its `keep`
 * newest. */
enum err_code session_over(struct db *db, int64_t now,
                           unsigned char hash[TOKEN_HASH_SIZE]) MUST_CHECK;
enum err_code session_beyond(struct db *db, int64_t credential, int64_t keep,
                             unsigned char hash[TOKEN_HASH_SIZE]) MUST_CHECK;

struct sign_in_code {
    int64_t credential;
    unsigned char hash[TOKEN_HASH_SIZE];
    int64_t created_at;
};
/* Stores the code in the place of the credential's former one. */
enum err_code sign_in_code_put(struct db *db, const struct sign_in_code *c)
    MUST_CHECK;
enum err_code sign_in_code_end(struct db *db, int64_t credential) MUST_CHECK;
enum err_code sign_in_code_each(struct db *db,
                                enum err_code (*row)(
                                    void *, const struct sign_in_code *),
                                void *cls) MUST_CHECK;

#endif
