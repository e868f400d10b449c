/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_AUTH_H
#define ENGINE_AUTH_H

#include "base/err.h"
#include "store/credential.h"

/* auth: from a token to who is speaking.
 *
 * The table of credentials in memory, by the hash of the token.  The HTTP loop
 * asks, the writer changes it; a mutex of its own guards it, and nothing is
 * called while that is held. */

struct keyring;

enum { TOKEN_SIZE = 44 }; /* 32 bytes in base64url, and a NUL */

/* Who makes a request. */
struct principal {
    bool known;  /* false: nobody in particular */
    int64_t credential;
    enum role role;
    char name[BY_SIZE];
    int64_t assembly, assignment; /* of a handset */
};

/* rate: requests a second for one handset, with bursts of twice that; 0 is
 * unlimited.  Gives *out; auth_free() it. */
enum err_code auth_new(int64_t rate, struct keyring **out) MUST_CHECK;
void auth_free(struct keyring *keyring);

/* Fills the table anew from the store. */
enum err_code auth_load(struct keyring *keyring, struct db *db) MUST_CHECK;
enum err_code auth_add(struct keyring *keyring, const struct credential *c)
    MUST_CHECK;
void auth_revoke(struct keyring *keyring, int64_t credential);
/* False when there is none. */
bool auth_role_of(struct keyring *keyring, int64_t credential, enum role *role);

/* auth_check(): who holds this token.  CREDENTIAL_UNKNOWN, or
 * TOO_MANY_REQUESTS for a handset beyond its rate. */
enum err_code auth_check(struct keyring *keyring, const char *token, size_t len,
                         int64_t monotonic_ms, struct principal *out)
    MUST_CHECK;

/* Makes a token and the hash under which it is stored. */
void auth_make_token(char token[TOKEN_SIZE],
                     unsigned char hash[TOKEN_HASH_SIZE]);

#endif
