/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/credential.h"

#include <string.h>

#include "store/scalar.h"

enum err_code credential_next_id(struct db *db, int64_t *id)
{
    return scalar_int(db, CREDENTIAL_NEXT_ID, id);
}

enum err_code credential_insert(struct db *db, const struct credential *c)
{
    return db_run(db, CREDENTIAL_INSERT, V_INT(c->id),
                  V_BLOB(c->hash, sizeof c->hash), V_TEXT(role_words[c->role]),
                  V_TEXT(c->name), V_INT(c->assembly), V_INT(c->assignment),
                  V_INT(c->created_at));
}

enum err_code credential_revoke(struct db *db, int64_t id)
{
    return db_run(db, CREDENTIAL_REVOKE, V_INT(id));
}

enum err_code credential_of_assignment(struct db *db, int64_t assembly,
                                       int64_t number, int64_t *id)
{
    enum err_code found = ERR_NOT_FOUND;
    db_query(db, CREDENTIAL_OF_ASSIGNMENT, V_INT(assembly), V_INT(number));
    if (db_row(db, CREDENTIAL_OF_ASSIGNMENT)) {
        *id = db_int(db, CREDENTIAL_OF_ASSIGNMENT, 0);
        found = ERR_OK;
    }
    return db_end(db, CREDENTIAL_OF_ASSIGNMENT, found);
}

enum err_code credential_each(struct db *db,
                              enum err_code (*row)(void *,
                                                   const struct credential *),
                              void *cls)
{
    enum err_code said = ERR_OK;
    struct credential c;
    db_query_values(db, CREDENTIALS, NULL, 0);
    while (said == ERR_OK && db_row(db, CREDENTIALS)) {
        size_t len;
        c.id = db_int(db, CREDENTIALS, 0);
        const char *hash = db_span(db, CREDENTIALS, 1, &len);
        memcpy(c.hash, hash, len < sizeof c.hash ? len : sizeof c.hash);
        c.role = (enum role)db_word(db, CREDENTIALS, 2, role_words);
        db_text(db, CREDENTIALS, 3, c.name, sizeof c.name);
        c.assembly = db_int(db, CREDENTIALS, 4);
        c.assignment = db_int(db, CREDENTIALS, 5);
        c.created_at = db_int(db, CREDENTIALS, 6);
        c.revoked = db_int(db, CREDENTIALS, 7) != 0;
        said = row(cls, &c);
    }
    return db_end(db, CREDENTIALS, said);
}
