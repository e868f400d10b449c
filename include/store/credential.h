/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_CREDENTIAL_H
#define STORE_CREDENTIAL_H

#include "domain/model.h"
#include "store/db.h"

/* credential: who holds which token; only the token's hash is stored. */

enum { TOKEN_HASH_SIZE = 32 };

struct credential {
    int64_t id;
    unsigned char hash[TOKEN_HASH_SIZE];
    enum role role;
    char name[BY_SIZE];
    int64_t assembly, assignment; /* of a handset, else 0 */
    int64_t created_at;
    bool revoked;
};
enum err_code credential_next_id(struct db *db, int64_t *id) MUST_CHECK;
enum err_code credential_insert(struct db *db, const struct credential *c)
    MUST_CHECK;
enum err_code credential_revoke(struct db *db, int64_t id) MUST_CHECK;
/* The credential that came with an assignment; NOT_FOUND without one. */
enum err_code credential_of_assignment(struct db *db, int64_t assembly,
                                       int64_t number, int64_t *id) MUST_CHECK;
enum err_code credential_each(struct db *db,
                              enum err_code (*row)(void *,
                                                   const struct credential *),
                              void *cls) MUST_CHECK;

#endif
