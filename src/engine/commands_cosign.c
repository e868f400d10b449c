/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/cosigner.h"
#include "engine/cosigners.h"
#include "engine/evidence.h"
#include "engine/forms.h"
#include "engine/nodes.h"

/* ---- who may cosign ------------------------------------------------------------ */

static enum err_code judge_cosigner(struct call *call,
                                    const struct live_assembly *a,
                                    const struct seeking *s, int64_t needed)
{
    unsigned wrong = cosigners_judge(
        s, a->row.state != ASSEMBLY_DRAFT, needed);
    if (wrong & COSIGNER_NAME_TAKEN)
        faults_add(&call->faults, "/key", "the name has another key");
    if (wrong & COSIGNER_KEY_TAKEN)
        faults_add(&call->faults, "/key", "the key has another name");
    if ((wrong & COSIGNERS_MOST) && call->faults.count == 0)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "%d registrations are the most",
                           COSIGNERS_ASKED_MAX);
    if (wrong & COSIGNERS_FEWER)
        faults_add(&call->faults, "/cosignaturesNeeded",
                   "%lld are asked; once convened, no fewer",
                   (long long)s->needed);
    return call->faults.count > 0 ? ERR_BODY_INVALID : ERR_OK;
}

static void put_cosigner(struct buf *b, const struct cosigner *c,
                         int64_t needed)
{
    char text[COSIGNER_TEXT_SIZE];
    cosigner_print(c, text);
    put_open(b, NULL, '{');
    put_text(b, "name", c->name);
    put_text(b, "key", text);
    put_int(b, "cosignaturesNeeded", needed);
    put_close(b, '}');
}

enum err_code command_cosigner(struct tx *tx, struct call *call)
{
    const struct cosigner_body *body = call->form;
    struct cosigner_record record = { 0 };
    struct cosigner c;
    struct seeking s = { .name = record.name, .key = record.key };
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    if (!cosigner_read(body->key, &c)) {
        faults_add(&call->faults, "/key", "expected a key as `stembus "
                   "committee` prints it: NAME+NUMBER+BASE64");
        return ERR_BODY_INVALID;
    }
    memcpy(record.name, c.name, sizeof record.name);
    evidence_hex(c.key, sizeof c.key, record.key);
    snprintf(record.by, sizeof record.by, "%s", command_by(call));
    enum err_code rc = cosigners_seek(tx->db, a->id, &s);
    record.needed = body->needed >= 0 ? body->needed : s.needed;
    if (rc == ERR_OK)
        rc = judge_cosigner(call, a, &s, record.needed);
    if (rc == ERR_OK && !(s.found && record.needed == s.needed)) {
        call->status = s.found ? 200 : 201; /* repeating is harmless */
        rc = apply(tx, a->id, RECORD_COSIGNER, &record, NULL);
    }
    if (rc == ERR_OK)
        put_cosigner(&call->out, &c, record.needed);
    return rc;
}

/* ---- cosignatures ------------------------------------------------------------------ */

/* Whether the note is a checkpoint of this assembly, in the tree as it is, that
 * this server signed. */
static enum err_code judge_checkpoint(struct tx *tx, struct call *call,
                                      const struct live_assembly *a,
                                      const char *note, struct checkpoint *c)
{
    unsigned char key[PUBLIC_SIZE], root[LEAF_SIZE];
    size_t used, len = strlen(note);
    if (!checkpoint_read(note, len, c, &used) || used != len || c->size < 1) {
        faults_add(&call->faults, "/note", "expected a checkpoint, with the "
                   "cosignature as its last line");
        return ERR_BODY_INVALID;
    }
    if (c->journal != a->id || !key_parse(tx->public_key, key) ||
        !checkpoint_is_signed(note, len, key))
        return call_refuse(call, ERR_CHECKPOINT_DIFFERS,
                           "it is not one of assembly %lld that this server "
                           "signed", (long long)a->id);
    if (c->size > a->tree.size)
        return call_refuse(call, ERR_CHECKPOINT_DIFFERS,
                           "the journal has %lld lines",
                           (long long)a->tree.size);
    enum err_code rc = nodes_root(tx->db, a->id, c->size, root);
    if (rc == ERR_OK && memcmp(root, c->root, LEAF_SIZE) != 0)
        rc = call_refuse(call, ERR_CHECKPOINT_DIFFERS,
                         "%lld lines of the journal have another root",
                         (long long)c->size);
    return rc;
}

/* The last line must be the cosignature of one that is registered. */
static enum err_code judge_cosignature(struct tx *tx, struct call *call,
                                       const struct live_assembly *a,
                                       struct cosignature *out)
{
    const struct cosignature_body *body = call->form;
    struct seeking s = { .name = out->cosigner };
    struct cosigner c;
    int64_t seconds;
    if (!cosigner_extract(body->note, strlen(body->note), out->note) ||
        !note_last_name(out->note, strlen(out->note), out->cosigner,
                        sizeof out->cosigner)) {
        faults_add(&call->faults, "/note", "expected a cosignature as its "
                   "last line");
        return ERR_BODY_INVALID;
    }
    enum err_code rc = cosigners_seek(tx->db, a->id, &s);
    if (rc != ERR_OK)
        return rc;
    if (!s.found) {
        faults_add(&call->faults, "/note", "%s is no cosigner of this "
                   "assembly", out->cosigner);
        return ERR_BODY_INVALID;
    }
    memcpy(c.name, s.as.name, sizeof c.name);
    must(key_parse(s.as.key, c.key));
    if (cosigner_has_signed(&c, out->note, strlen(out->note), &seconds))
        return ERR_OK;
    faults_add(&call->faults, "/note", "not the cosignature of %s", c.name);
    return ERR_BODY_INVALID;
}

static void put_cosignature(struct call *call,
                            const struct cosignature_row *row)
{
    struct buf *b = &call->out;
    put_open(b, NULL, '{');
    put_text(b, "cosigner", row->cosigner);
    put_int(b, "size", row->size);
    put_time(b, "at", row->at);
    put_int(b, "journal", row->n);
    put_close(b, '}');
}

/* One that the cosigner has gone beyond already says nothing new. */
static enum err_code keep(struct tx *tx, struct call *call,
                          struct live_assembly *a,
                          const struct cosignature *c)
{
    struct cosignature_row row;
    enum err_code rc = cosignature_latest(tx->db, a->id, c->cosigner, &row);
    if (rc == ERR_NOT_FOUND || (rc == ERR_OK && row.size < c->size)) {
        row = (struct cosignature_row){ .size = c->size, .at = tx->now };
        memcpy(row.cosigner, c->cosigner, sizeof row.cosigner);
        call->status = 201;
        rc = apply(tx, a->id, RECORD_COSIGNATURE, c, &row.n);
    }
    if (rc == ERR_OK)
        put_cosignature(call, &row);
    return rc;
}

enum err_code command_cosignature(struct tx *tx, struct call *call)
{
    const struct cosignature_body *body = call->form;
    struct cosignature c = { 0 };
    struct checkpoint checkpoint;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc =
        judge_checkpoint(tx, call, a, body->note, &checkpoint);
    if (rc == ERR_OK)
        rc = judge_cosignature(tx, call, a, &c);
    c.size = checkpoint.size;
    return rc != ERR_OK ? rc : keep(tx, call, a, &c);
}
