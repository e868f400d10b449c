/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_AUTH_H
#define ENGINE_AUTH_H

#include "base/err.h"
#include "engine/secret.h"
#include "store/session.h"

/* auth: from a secret to who is speaking.
 *
 * The table of credentials in memory with all that proves them: the token, the
 * sessions of browsers, a sign-in code.  Each kind of secret is looked up in a
 * table of its own, so that none can pass for another.  The HTTP loop asks, the
 * writer changes it; a mutex of its own guards it, and nothing is called while
 * that is held. */

struct keyring;

/* Who makes a request. */
struct principal {
    bool known;  /* false: nobody in particular */
    int64_t credential;
    enum role role;
    char name[BY_SIZE];
    int64_t assembly, assignment; /* of a handset */
    bool by_session;              /* and not by a token: this one */
    unsigned char session[TOKEN_HASH_SIZE];
};

/* rate: requests a second for one handset, with bursts of twice that; 0 is
 * unlimited.  code_key: for the hashes of sign-in codes.  Gives *out;
 * auth_free() it. */
enum err_code auth_new(int64_t rate,
                       const unsigned char code_key[CODE_KEY_SIZE],
                       struct keyring **out) MUST_CHECK;
void auth_free(struct keyring *keyring);
const unsigned char *auth_code_key(const struct keyring *keyring);

/* Fills the table anew from the store. */
enum err_code auth_load(struct keyring *keyring, struct db *db) MUST_CHECK;
enum err_code auth_add(struct keyring *keyring, const struct credential *c)
    MUST_CHECK;
/* With its sessions and its code. */
void auth_revoke(struct keyring *keyring, int64_t credential);
/* False when there is none. */
bool auth_role_of(struct keyring *keyring, int64_t credential, enum role *role);

/* Sessions and codes of credentials that are there. */
enum err_code auth_add_session(struct keyring *keyring,
                               const struct session *s) MUST_CHECK;
void auth_end_session(struct keyring *keyring,
                      const unsigned char hash[TOKEN_HASH_SIZE]);
/* Takes the place of the credential's former code. */
enum err_code auth_put_code(struct keyring *keyring,
                            const struct sign_in_code *c) MUST_CHECK;
/* Ends all sessions of a credential, and its code. */
void auth_end_all(struct keyring *keyring, int64_t credential);

/* auth_check(): who holds this token.  CREDENTIAL_UNKNOWN, or
 * TOO_MANY_REQUESTS for a handset beyond its rate. */
enum err_code auth_check(struct keyring *keyring, const char *token, size_t len,
                         int64_t monotonic_ms, struct principal *out)
    MUST_CHECK;

/* auth_check_session(): whose session this is, in that role and not over by
 * utc_ms.  The same errors. */
enum err_code auth_check_session(struct keyring *keyring, enum role role,
                                 const char *secret, size_t len,
                                 int64_t utc_ms, int64_t monotonic_ms,
                                 struct principal *out) MUST_CHECK;

/* Who signs in.  Of all that is wrong together SIGN_IN_BURST tries at once and
 * SIGN_IN_RATE a second are answered with CREDENTIAL_UNKNOWN, further ones with
 * TOO_MANY_REQUESTS.  What is right always gets in, so that nobody can lock the
 * others out; a code is one of 2^50, too many to guess. */
enum { SIGN_IN_RATE = 20, SIGN_IN_BURST = 100 };
enum err_code auth_sign_in_token(struct keyring *keyring, const char *token,
                                 int64_t monotonic_ms, struct principal *out)
    MUST_CHECK;
enum err_code auth_sign_in_code(struct keyring *keyring, const char *typed,
                                int64_t monotonic_ms, struct principal *out)
    MUST_CHECK;

#endif
