/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/cosigner.h"
#include "engine/cosigners.h"
#include "engine/count.h"
#include "store/votes.h"

static enum err_code blame(const struct replay *r, int64_t n,
                           const char *what, struct err *err)
{
    char said[sizeof err->detail];
    snprintf(said, sizeof said, "%s", what);
    return err_set(err, ERR_STORE_DAMAGED, "journal %lld, line %lld: %s",
                   (long long)r->journal, (long long)n, said);
}

/* What closing the round would have said, from the replayed ballots. */
static enum err_code check_result(struct replay *v, int64_t n, struct err *err)
{
    const struct result_record *record = &v->body->as_RESULT;
    struct result counted = { 0 };
    struct buf is = { 0 }, should = { 0 };
    struct live_assembly *a = live_assembly(v->tx.live, v->journal);
    struct live_round *r = a != NULL ? live_round(a, record->round) : NULL;
    if (r == NULL)
        return blame(v, n, "a result of a round that was not opened", err);
    enum err_code rc = count_round(v->tx.db, a, &r->terms, &counted);
    if (rc != ERR_OK)
        return rc;
    fields_print(&is, NULL, &result_form, &record->result);
    fields_print(&should, NULL, &result_form, &counted);
    if (!buf_ok(&is) || !buf_ok(&should))
        rc = ERR_NO_MEMORY;
    else if (is.len != should.len || memcmp(is.data, should.data, is.len) != 0)
        rc = blame(v, n, "the result does not follow from the ballots", err);
    buf_free(&is);
    buf_free(&should);
    v->counts.results++;
    return rc;
}

/* ---- cosignatures ------------------------------------------------------------- */

static bool is_cosigned(const struct replay *r, const struct cosigner *c)
{
    const char *note = r->body->as_COSIGNATURE.note;
    int64_t seconds;
    return cosigner_has_signed(c, note, strlen(note), &seconds) &&
           (!r->has_key || checkpoint_is_signed(note, strlen(note), r->key));
}

static enum err_code check_cosignature(struct replay *r, int64_t n,
                                       struct err *err)
{
    const struct cosignature *record = &r->body->as_COSIGNATURE;
    struct cosigner c = { 0 };
    struct checkpoint said;
    unsigned char root[LEAF_SIZE];
    size_t used, len = strlen(record->note);
    if (!checkpoint_read(record->note, len, &said, &used) || used != len ||
        said.journal != r->journal || said.size != record->size ||
        said.size > n)
        return blame(r, n, "not a checkpoint of the lines before it", err);
    struct seeking s = { .name = record->cosigner };
    enum err_code rc = cosigners_seek(r->db, r->journal, &s);
    if (rc == ERR_OK && !(s.found && key_parse(s.as.key, c.key)))
        return blame(r, n, "not the signature of a cosigner", err);
    memcpy(c.name, record->cosigner, sizeof c.name);
    if (rc == ERR_OK)
        rc = r->root(r->cls, r->journal, said.size, root);
    if (rc != ERR_OK)
        return rc;
    if (memcmp(root, said.root, LEAF_SIZE) != 0)
        return blame(r, n, "it cosigns another root", err);
    return is_cosigned(r, &c) ? ERR_OK
                              : blame(r, n, "not the cosigner's signature",
                                      err);
}

static enum err_code check_cosigner(struct replay *r, int64_t n,
                                    struct err *err)
{
    const struct cosigner_record *c = &r->body->as_COSIGNER;
    const struct live_assembly *a = live_assembly(&r->live, r->journal);
    struct seeking s = { .name = c->name, .key = c->key };
    if (a == NULL)
        return blame(r, n, "a cosigner of no assembly", err);
    enum err_code rc = cosigners_seek(r->db, r->journal, &s);
    if (rc == ERR_OK &&
        cosigners_judge(&s, a->row.state != ASSEMBLY_DRAFT, c->needed) != 0)
        rc = blame(r, n, "nobody may be registered so to cosign", err);
    return rc;
}

/* A correction is a member's that voted. */
static enum err_code check_correction(struct replay *r, int64_t n,
                                      struct err *err)
{
    const struct correction *c = &r->body->as_CORRECTION;
    struct ballot_row ballot;
    enum err_code rc =
        ballot_standing_of(r->db, c->round, c->member, &ballot);
    return rc == ERR_NOT_FOUND
               ? blame(r, n, "a correction without a ballot", err)
               : rc;
}

/* ---- lines --------------------------------------------------------------------- */

static enum err_code read_line(struct replay *r,
                               const struct journal_line *line,
                               struct record_head *head, struct err *err)
{
    struct err found = { 0 };
    enum err_code rc =
        record_read(line->text, line->len, head, r->body, &found);
    if (rc == ERR_NO_MEMORY)
        return rc;
    if (rc != ERR_OK)
        return blame(r, line->n, found.detail, err);
    if (head->n != line->n)
        return blame(r, line->n, "the line has another number", err);
    return ERR_OK;
}

/* A record can only be applied to an assembly that its journal has begun; an
 * incident may stand in every journal. */
static enum err_code judge_place(struct replay *r,
                                 const struct record_head *head,
                                 struct err *err)
{
    bool of_register =
        head->kind == RECORD_MEMBER || head->kind == RECORD_FIGURE;
    bool begins = head->kind == RECORD_BEGIN;
    if (head->kind == RECORD_INCIDENT && r->journal == 0)
        of_register = true;
    if (of_register != (r->journal == 0) || begins != (head->n == 0 &&
                                                       r->journal != 0))
        return blame(r, head->n, "the record does not belong there", err);
    if (begins && r->body->as_BEGIN.assembly.id != r->journal)
        return blame(r, head->n, "the journal is another assembly's", err);
    return ERR_OK;
}

static enum err_code check(struct replay *r, const struct record_head *head,
                           struct err *err)
{
    if (head->kind == RECORD_RESULT)
        return check_result(r, head->n, err);
    if (head->kind == RECORD_COSIGNER)
        return check_cosigner(r, head->n, err);
    if (head->kind == RECORD_COSIGNATURE)
        return check_cosignature(r, head->n, err);
    if (head->kind == RECORD_CORRECTION)
        return check_correction(r, head->n, err);
    return ERR_OK;
}

static void note_key(struct replay *r, enum record_kind kind)
{
    if (kind == RECORD_BEGIN)
        r->has_key = key_parse(r->body->as_BEGIN.key, r->key);
    if (kind == RECORD_INCIDENT)
        r->has_key = key_parse(r->body->as_INCIDENT.key, r->key);
}

enum err_code replay_line(struct replay *r, int64_t journal,
                          const struct journal_line *line, struct err *err)
{
    struct record_head head;
    r->journal = journal;
    enum err_code rc = read_line(r, line, &head, err);
    if (rc == ERR_OK)
        rc = judge_place(r, &head, err);
    if (rc == ERR_OK)
        rc = check(r, &head, err);
    if (rc != ERR_OK)
        return rc;
    note_key(r, head.kind);
    r->tx.now = head.at;
    rc = apply_record(&r->tx, journal, &head, r->body);
    if (rc != ERR_OK)
        return rc == ERR_NO_MEMORY
                   ? rc
                   : blame(r, head.n, "the record cannot be applied", err);
    if (head.kind == RECORD_BALLOT)
        r->counts.ballots++;
    r->counts.lines++;
    return ERR_OK;
}

enum err_code replay_begin(struct replay *r, replay_root_fn *root, void *cls,
                           struct err *err)
{
    r->root = root;
    r->cls = cls;
    r->tx.live = &r->live;
    r->tx.public_key = "";
    r->body = malloc(sizeof *r->body);
    if (r->body == NULL)
        return err_set(err, ERR_NO_MEMORY, "no memory for a replay");
    enum err_code rc = db_open("", DB_MEMORY, &r->db, err);
    r->tx.db = r->db;
    return rc;
}

void replay_end(struct replay *r)
{
    live_clear(&r->live);
    db_close(r->db);
    free(r->body);
    *r = (struct replay){ 0 };
}
