/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <string.h>

#include "engine/forms.h"

enum {
    SESSIONS_EACH = 32, /* of one credential; a handset has one */
};

/* ---- who ------------------------------------------------------------------------ */

/* The assignment of a handset, or NULL for the other roles. */
static const struct live_assignment *assignment_of(struct tx *tx,
                                                   const struct principal *who)
{
    if (who->role != HANDSET)
        return NULL;
    struct live_assembly *a = live_assembly(tx->live, who->assembly);
    must(a != NULL);
    const struct live_assignment *as = live_assignment(a, who->assignment);
    must(as != NULL && as->member != NULL);
    return as;
}

static void put_who(struct buf *b, const struct principal *who,
                    const struct live_assignment *as)
{
    put_open(b, NULL, '{');
    put_text(b, "role", role_words[who->role]);
    put_text(b, "name", who->name);
    if (as != NULL) {
        put_int(b, "assembly", who->assembly);
        put_text(b, "serial", as->assignment.serial);
        put_open(b, "member", '{');
        put_text(b, "code", as->member->code);
        put_text(b, "name", as->member->name);
        put_close(b, '}');
    }
    put_close(b, '}');
}

enum err_code command_session_get(struct tx *tx, struct call *call)
{
    const struct live_assignment *as = assignment_of(tx, &call->who);
    enum err_code rc =
        as != NULL ? command_judge_handset(call, as) : ERR_OK;
    if (rc == ERR_OK)
        put_who(&call->out, &call->who, as);
    return rc;
}

/* ---- signing in ----------------------------------------------------------------- */

static enum err_code judge_secret(struct tx *tx, struct call *call,
                                  struct principal *who)
{
    const struct session_body *body = call->form;
    if ((body->token[0] == '\0') == (body->code[0] == '\0')) {
        faults_add(&call->faults, "", "expected either token or code");
        return ERR_BODY_INVALID;
    }
    enum err_code rc =
        body->token[0] != '\0'
            ? auth_sign_in_token(tx->keyring, body->token, tx->monotonic, who)
            : auth_sign_in_code(tx->keyring, body->code, tx->monotonic, who);
    if (rc == ERR_TOO_MANY_REQUESTS)
        call_refuse(call, rc, "too many tries failed; wait a moment");
    else if (rc == ERR_CREDENTIAL_UNKNOWN)
        call_refuse(call, rc, "there is no such %s",
                    body->token[0] != '\0' ? "token" : "code");
    return rc;
}

static enum err_code end_session(struct tx *tx,
                                 const unsigned char hash[TOKEN_HASH_SIZE])
{
    enum err_code rc = session_end(tx->db, hash);
    if (rc == ERR_OK)
        auth_end_session(tx->keyring, hash);
    return rc;
}

/* Sessions that are over, and those for which this credential has one too
 * many. */
static enum err_code make_room(struct tx *tx, const struct principal *who)
{
    int64_t keep = who->role == HANDSET ? 0 : SESSIONS_EACH - 1;
    unsigned char hash[TOKEN_HASH_SIZE];
    enum err_code rc;
    while ((rc = session_over(tx->db, tx->now, hash)) == ERR_OK ||
           (rc == ERR_NOT_FOUND &&
            (rc = session_beyond(tx->db, who->credential, keep, hash)) ==
                ERR_OK)) {
        rc = end_session(tx, hash);
        if (rc != ERR_OK)
            return rc;
    }
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err_code make_session(struct tx *tx, struct call *call,
                                  const struct principal *who)
{
    struct session s = { .credential = who->credential, .created_at = tx->now,
                         .expires_at = tx->now + INT64_C(1000) * SESSION_SECONDS };
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = make_room(tx, who);
    call->session.given = true;
    call->session.role = who->role;
    secret_make(call->session.secret, s.hash);
    if (rc == ERR_OK)
        rc = session_insert(tx->db, &s);
    if (rc == ERR_OK)
        rc = auth_add_session(tx->keyring, &s);
    return rc;
}

enum err_code command_session_create(struct tx *tx, struct call *call)
{
    struct principal who;
    enum err_code rc = judge_secret(tx, call, &who);
    if (rc != ERR_OK)
        return rc;
    const struct live_assignment *as = assignment_of(tx, &who);
    if (as != NULL)
        rc = command_judge_handset(call, as);
    if (rc == ERR_OK)
        rc = make_session(tx, call, &who);
    call->status = 201;
    memcpy(call->location, "/v1/session", sizeof "/v1/session");
    put_who(&call->out, &who, as);
    return rc;
}

enum err_code command_session_end(struct tx *tx, struct call *call)
{
    if (!call->who.by_session)
        return call_refuse(call, ERR_NOT_FOUND,
                           "a token is no session: there is none to end");
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = end_session(tx, call->who.session);
    call->status = 204;
    call->session.given = true;
    call->session.role = call->who.role;
    call->session.secret[0] = '\0';
    return rc;
}

enum err_code command_end_secrets(struct tx *tx, int64_t credential)
{
    enum err_code rc = session_end_all(tx->db, credential);
    if (rc == ERR_OK)
        rc = sign_in_code_end(tx->db, credential);
    if (rc == ERR_OK && tx->keyring != NULL)
        auth_end_all(tx->keyring, credential);
    return rc;
}

/* ---- codes ---------------------------------------------------------------------- */

/* Stores a new code for a credential in the place of the former one. */
static enum err_code make_code(struct tx *tx, int64_t credential,
                               char code[SIGN_IN_CODE_SIZE])
{
    struct sign_in_code c = { .credential = credential,
                              .created_at = tx->now };
    secret_make_code(code);
    must(secret_hash_code(auth_code_key(tx->keyring), code, c.hash));
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = sign_in_code_put(tx->db, &c);
    if (rc == ERR_OK)
        rc = auth_put_code(tx->keyring, &c);
    return rc;
}

enum err_code command_code_create(struct tx *tx, struct call *call)
{
    struct buf *b = &call->out;
    char code[SIGN_IN_CODE_SIZE] = "";
    int64_t credential = 0;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    if (live_latest_serial(a, call->name) == NULL)
        return call_refuse(call, ERR_NOT_FOUND, "there is no handset %s",
                           call->name);
    const struct live_assignment *as = live_assigned_serial(a, call->name);
    if (as == NULL)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "handset %s votes for nobody", call->name);
    enum err_code rc = credential_of_assignment(
        tx->db, a->id, as->assignment.number, &credential);
    if (rc == ERR_OK)
        rc = make_code(tx, credential, code);
    call->status = 201;
    put_open(b, NULL, '{');
    put_text(b, "serial", as->assignment.serial);
    put_text(b, "member", as->assignment.member);
    put_text(b, "code", code);
    put_close(b, '}');
    return rc == ERR_NOT_FOUND ? ERR_STORE_DAMAGED : rc;
}
