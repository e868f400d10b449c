/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/session.h"

#include <string.h>

/* The length is checked by the schema; what is shorter all the same is part of
 * a damaged store, and no secret has a hash that ends in zeros. */
static void take_hash(struct db *db, enum statement st, int column,
                      unsigned char out[TOKEN_HASH_SIZE])
{
    size_t len;
    const char *hash = db_span(db, st, column, &len);
    memset(out, 0, TOKEN_HASH_SIZE);
    memcpy(out, hash, len < TOKEN_HASH_SIZE ? len : TOKEN_HASH_SIZE);
}

/* ---- sessions ------------------------------------------------------------------ */

enum err_code session_insert(struct db *db, const struct session *s)
{
    return db_run(db, SESSION_INSERT, V_BLOB(s->hash, sizeof s->hash),
                  V_INT(s->credential), V_INT(s->created_at),
                  V_INT(s->expires_at));
}

enum err_code session_end(struct db *db,
                          const unsigned char hash[TOKEN_HASH_SIZE])
{
    return db_run(db, SESSION_END, V_BLOB(hash, TOKEN_HASH_SIZE));
}

enum err_code session_end_all(struct db *db, int64_t credential)
{
    return db_run(db, SESSION_END_ALL, V_INT(credential));
}

enum err_code session_each(struct db *db,
                           enum err_code (*row)(void *,
                                                const struct session *),
                           void *cls)
{
    enum err_code said = ERR_OK;
    struct session s;
    db_query_values(db, SESSIONS, NULL, 0);
    while (said == ERR_OK && db_row(db, SESSIONS)) {
        take_hash(db, SESSIONS, 0, s.hash);
        s.credential = db_int(db, SESSIONS, 1);
        s.created_at = db_int(db, SESSIONS, 2);
        s.expires_at = db_int(db, SESSIONS, 3);
        said = row(cls, &s);
    }
    return db_end(db, SESSIONS, said);
}

static enum err_code first_hash(struct db *db, enum statement st,
                                unsigned char hash[TOKEN_HASH_SIZE])
{
    enum err_code found = ERR_NOT_FOUND;
    if (db_row(db, st)) {
        take_hash(db, st, 0, hash);
        found = ERR_OK;
    }
    return db_end(db, st, found);
}

enum err_code session_over(struct db *db, int64_t now,
                           unsigned char hash[TOKEN_HASH_SIZE])
{
    db_query(db, SESSION_OVER, V_INT(now));
    return first_hash(db, SESSION_OVER, hash);
}

enum err_code session_beyond(struct db *db, int64_t credential, int64_t keep,
                             unsigned char hash[TOKEN_HASH_SIZE])
{
    db_query(db, SESSION_BEYOND, V_INT(credential), V_INT(keep));
    return first_hash(db, SESSION_BEYOND, hash);
}

/* ---- sign-in codes ------------------------------------------------------------- */

enum err_code sign_in_code_put(struct db *db, const struct sign_in_code *c)
{
    return db_run(db, SIGN_IN_CODE_PUT, V_INT(c->credential),
                  V_BLOB(c->hash, sizeof c->hash), V_INT(c->created_at));
}

enum err_code sign_in_code_end(struct db *db, int64_t credential)
{
    return db_run(db, SIGN_IN_CODE_END, V_INT(credential));
}

enum err_code sign_in_code_each(struct db *db,
                                enum err_code (*row)(
                                    void *, const struct sign_in_code *),
                                void *cls)
{
    enum err_code said = ERR_OK;
    struct sign_in_code c;
    db_query_values(db, SIGN_IN_CODES, NULL, 0);
    while (said == ERR_OK && db_row(db, SIGN_IN_CODES)) {
        c.credential = db_int(db, SIGN_IN_CODES, 0);
        take_hash(db, SIGN_IN_CODES, 1, c.hash);
        c.created_at = db_int(db, SIGN_IN_CODES, 2);
        said = row(cls, &c);
    }
    return db_end(db, SIGN_IN_CODES, said);
}
