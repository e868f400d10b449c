/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/forms.h"

/* ---- credentials -------------------------------------------------------------- */

/* Stores the credential of a new token and fills `token`. */
static enum err_code make_credential(struct tx *tx, struct credential *c,
                                     char token[TOKEN_SIZE])
{
    secret_make(token, c->hash);
    c->created_at = tx->now;
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = credential_next_id(tx->db, &c->id);
    if (rc == ERR_OK)
        rc = credential_insert(tx->db, c);
    if (rc == ERR_OK && tx->keyring != NULL)
        rc = auth_add(tx->keyring, c);
    return rc;
}

enum err_code command_token_create(struct tx *tx, struct call *call)
{
    const struct token_body *body = call->form;
    struct credential c = { .role = body->role };
    char token[TOKEN_SIZE] = "";
    if (body->role == HANDSET || body->role == SERVER) {
        faults_add(&call->faults, "/role",
                   "not by hand; a handset gets its token when it is "
                   "assigned to a member");
        return ERR_BODY_INVALID;
    }
    memcpy(c.name, body->name, sizeof c.name);
    enum err_code rc = make_credential(tx, &c, token);
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/tokens/%lld",
             (long long)c.id);
    put_open(&call->out, NULL, '{');
    put_int(&call->out, "id", c.id);
    put_text(&call->out, "role", role_words[c.role]);
    put_text(&call->out, "name", c.name);
    put_text(&call->out, "token", token);
    put_close(&call->out, '}');
    return rc;
}

enum err_code command_token_revoke(struct tx *tx, struct call *call)
{
    enum role role;
    if (!auth_role_of(tx->keyring, call->id, &role) || role == HANDSET)
        return call_refuse(call, ERR_NOT_FOUND, "there is no token %lld",
                           (long long)call->id);
    if (call->id == call->who.credential)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "a token cannot revoke itself");
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = credential_revoke(tx->db, call->id);
    if (rc == ERR_OK)
        rc = command_end_secrets(tx, call->id);
    if (rc == ERR_OK)
        auth_revoke(tx->keyring, call->id);
    call->status = 204;
    return rc;
}

/* ---- handing out ----------------------------------------------------------------- */

/* Weights and assignments cannot change while a round is open; a member that
 * has none may still get one, so that latecomers can vote. */
static void judge_assignment(struct call *call, struct live_assembly *a,
                             const struct handsets_body *body, size_t i)
{
    const struct handset_body *h = &body->list[i];
    char serial[40], member[40];
    snprintf(serial, sizeof serial, "/%zu/serial", i);
    snprintf(member, sizeof member, "/%zu/member", i);
    if (live_member(a, h->member) == NULL)
        faults_add(&call->faults, member, "%s is not on the roll", h->member);
    for (size_t j = 0; j < i; j++) {
        if (strcmp(body->list[j].serial, h->serial) == 0)
            faults_add(&call->faults, serial, "comes twice in this list");
        if (strcmp(body->list[j].member, h->member) == 0)
            faults_add(&call->faults, member, "comes twice in this list");
    }
}

static bool changes_an_assignment(struct live_assembly *a,
                                  const struct handsets_body *body)
{
    for (size_t i = 0; i < body->count; i++)
        if (live_assigned_serial(a, body->list[i].serial) != NULL ||
            live_assigned_member(a, body->list[i].member) != NULL)
            return true;
    return false;
}

static enum err_code judge_assignments(struct call *call,
                                       struct live_assembly *a,
                                       const struct handsets_body *body)
{
    if (a->row.state == ASSEMBLY_DRAFT)
        return call_refuse(call, ERR_NOT_CONVENED,
                           "handsets need a frozen roll");
    if (a->row.state == ASSEMBLY_ENDED)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "the assembly has ended");
    for (size_t i = 0; i < body->count; i++)
        judge_assignment(call, a, body, i);
    if (call->faults.count > 0)
        return ERR_BODY_INVALID;
    if (a->round != NULL && a->round->story.state == ROUND_STATE_OPEN &&
        changes_an_assignment(a, body))
        return call_refuse(call, ERR_ROUND_OPEN,
                           "assignments cannot change while round %lld is "
                           "open; revoke the handset first",
                           (long long)a->round->terms.id);
    return ERR_OK;
}

/* Its handset's sessions and sign-in code end with it. */
static enum err_code end_secrets(struct tx *tx, int64_t assembly,
                                 int64_t number)
{
    int64_t credential;
    enum err_code rc =
        credential_of_assignment(tx->db, assembly, number, &credential);
    if (rc == ERR_NOT_FOUND) /* of a journal that was written elsewhere */
        return ERR_OK;
    return rc == ERR_OK ? command_end_secrets(tx, credential) : rc;
}

static enum err_code end_assignment(struct tx *tx, struct live_assembly *a,
                                    const struct live_assignment *as,
                                    enum assignment_state to)
{
    struct assignment record = as->assignment;
    record.state = to;
    enum err_code rc = apply(tx, a->id, RECORD_HANDSET, &record, NULL);
    return rc == ERR_OK ? end_secrets(tx, a->id, record.number) : rc;
}

static enum err_code assign(struct tx *tx, struct call *call,
                            struct live_assembly *a,
                            const struct handset_body *h)
{
    char token[TOKEN_SIZE] = "";
    struct assignment record = {
        .number = (int64_t)a->assignment_count + 1,
        .state = ASSIGNED,
    };
    struct credential c = { .role = HANDSET, .assembly = a->id,
                            .assignment = record.number };
    enum err_code rc = ERR_OK;
    const struct live_assignment *former = live_assigned_serial(a, h->serial);
    if (former != NULL)
        rc = end_assignment(tx, a, former, ASSIGNMENT_OVER);
    former = live_assigned_member(a, h->member);
    if (rc == ERR_OK && former != NULL)
        rc = end_assignment(tx, a, former, ASSIGNMENT_OVER);
    memcpy(record.serial, h->serial, sizeof record.serial);
    memcpy(record.member, h->member, sizeof record.member);
    memcpy(c.name, h->serial, sizeof h->serial);
    if (rc == ERR_OK)
        rc = apply(tx, a->id, RECORD_HANDSET, &record, NULL);
    if (rc == ERR_OK)
        rc = make_credential(tx, &c, token);
    put_open(&call->out, NULL, '{');
    put_text(&call->out, "serial", h->serial);
    put_text(&call->out, "member", h->member);
    put_text(&call->out, "token", token);
    put_close(&call->out, '}');
    return rc;
}

enum err_code command_handsets_assign(struct tx *tx, struct call *call)
{
    const struct handsets_body *body = call->form;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc = judge_assignments(call, a, body);
    call->status = 201;
    snprintf(call->location, sizeof call->location,
             "/v1/assemblies/%lld/handsets", (long long)a->id);
    put_open(&call->out, NULL, '[');
    for (size_t i = 0; rc == ERR_OK && i < body->count; i++)
        rc = assign(tx, call, a, &body->list[i]);
    put_close(&call->out, ']');
    return rc;
}

enum err_code command_handset_revoke(struct tx *tx, struct call *call)
{
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    const struct live_assignment *as = live_latest_serial(a, call->name);
    if (as == NULL)
        return call_refuse(call, ERR_NOT_FOUND, "there is no handset %s",
                           call->name);
    call->status = 204;
    if (as->assignment.state != ASSIGNED) /* repeating is harmless */
        return ERR_OK;
    return end_assignment(tx, a, as, REVOKED);
}

/* ---- their health ------------------------------------------------------------------ */

enum err_code command_handsets_list(struct tx *tx, struct call *call)
{
    struct buf *b = &call->out;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    put_open(b, NULL, '{');
    put_open(b, "handsets", '[');
    for (size_t i = 0; i < a->assignment_count; i++) {
        const struct live_assignment *as = &a->assignments[i];
        put_open(b, NULL, '{');
        put_text(b, "serial", as->assignment.serial);
        put_text(b, "member", as->assignment.member);
        put_text(b, "state", assignment_state_words[as->assignment.state]);
        put_int(b, "number", as->assignment.number);
        put_time(b, "assignedAt", as->assigned_at);
        if (as->last_seen > 0)
            put_time(b, "lastSeenAt", as->last_seen);
        if (as->battery >= 0)
            put_int(b, "battery", as->battery);
        put_int(b, "repeats", as->repeated);
        put_int(b, "refused", as->refused);
        put_close(b, '}');
    }
    put_close(b, ']');
    put_close(b, '}');
    return ERR_OK;
}
