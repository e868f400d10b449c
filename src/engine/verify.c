/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/apply.h"
#include "engine/count.h"
#include "store/journal.h"

enum { PROGRESS_LINES = 10000 };

struct verifying {
    struct db *db;        /* what is to be verified */
    struct live live;     /* of the replay, whose store is tx.db */
    struct tx tx;
    union record_body *body;
    int64_t journal;
    void (*progress)(int64_t lines);
    struct verify_counts *counts;
    struct err *err;
};

static enum err_code blame(struct verifying *v, int64_t n, const char *what)
{
    char said[sizeof v->err->detail];
    snprintf(said, sizeof said, "%s", what);
    return err_set(v->err, ERR_STORE_DAMAGED, "journal %lld, line %lld: %s",
                   (long long)v->journal, (long long)n, said);
}

/* What closing the round would have said, from the replayed ballots. */
static enum err_code check_result(struct verifying *v, int64_t n)
{
    const struct result_record *record = &v->body->as_RESULT;
    struct result counted = { 0 };
    struct buf is = { 0 }, should = { 0 };
    struct live_assembly *a = live_assembly(v->tx.live, v->journal);
    struct live_round *r = a != NULL ? live_round(a, record->round) : NULL;
    if (r == NULL)
        return blame(v, n, "a result of a round that was not opened");
    enum err_code rc = count_round(v->tx.db, a, &r->terms, &counted);
    if (rc != ERR_OK)
        return rc;
    fields_print(&is, NULL, &result_form, &record->result);
    fields_print(&should, NULL, &result_form, &counted);
    if (!buf_ok(&is) || !buf_ok(&should))
        rc = ERR_NO_MEMORY;
    else if (is.len != should.len || memcmp(is.data, should.data, is.len) != 0)
        rc = blame(v, n, "the result does not follow from the ballots");
    buf_free(&is);
    buf_free(&should);
    v->counts->results++;
    return rc;
}

static enum err_code read_line(struct verifying *v,
                               const struct journal_line *line,
                               struct record_head *head)
{
    struct err found = { 0 };
    enum err_code rc =
        record_read(line->text, line->len, head, v->body, &found);
    if (rc == ERR_NO_MEMORY)
        return rc;
    if (rc != ERR_OK)
        return blame(v, line->n, found.detail);
    if (head->n != line->n)
        return blame(v, line->n, "the line has another number");
    return ERR_OK;
}

/* A record can only be applied to an assembly that its journal has begun; an
 * incident may stand in every journal. */
static enum err_code judge_place(struct verifying *v,
                                 const struct record_head *head)
{
    bool of_register =
        head->kind == RECORD_MEMBER || head->kind == RECORD_FIGURE;
    bool begins = head->kind == RECORD_BEGIN;
    if (head->kind == RECORD_INCIDENT && v->journal == 0)
        of_register = true;
    if (of_register != (v->journal == 0) || begins != (head->n == 0 &&
                                                       v->journal != 0))
        return blame(v, head->n, "the record does not belong there");
    if (begins && v->body->as_BEGIN.assembly.id != v->journal)
        return blame(v, head->n, "the journal is another assembly's");
    return ERR_OK;
}

static enum err_code replay_line(void *cls, const struct journal_line *line)
{
    struct verifying *v = cls;
    struct record_head head;
    enum err_code rc = read_line(v, line, &head);
    if (rc == ERR_OK)
        rc = judge_place(v, &head);
    if (rc == ERR_OK && head.kind == RECORD_RESULT)
        rc = check_result(v, head.n);
    if (rc != ERR_OK)
        return rc;
    v->tx.now = head.at;
    rc = apply(&v->tx, v->journal, head.kind, v->body, NULL);
    if (rc != ERR_OK)
        return rc == ERR_NO_MEMORY
                   ? rc
                   : blame(v, head.n, "the record cannot be applied");
    if (head.kind == RECORD_BALLOT)
        v->counts->ballots++;
    if (++v->counts->lines % PROGRESS_LINES == 0 && v->progress != NULL)
        v->progress(v->counts->lines);
    return ERR_OK;
}

static enum err_code replay_journal(void *cls, int64_t journal)
{
    struct verifying *v = cls;
    v->journal = journal;
    v->counts->journals++;
    return journal_each(v->db, journal, 0, INT64_MAX, replay_line, v);
}

static enum err_code compare(struct verifying *v)
{
    enum err_code rc = ERR_OK;
    for (const char *const *t = db_folded_tables; rc == ERR_OK && *t != NULL;
         t++)
        rc = db_differ(v->db, v->tx.db, *t, v->err);
    return rc;
}

static enum err_code replay(struct verifying *v)
{
    v->tx.live = &v->live;
    v->tx.public_key = "";
    v->body = malloc(sizeof *v->body);
    if (v->body == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = db_open("", DB_MEMORY, &v->tx.db, v->err);
    if (rc == ERR_OK)
        rc = journal_each_id(v->db, replay_journal, v);
    if (rc == ERR_OK)
        rc = compare(v);
    live_clear(&v->live);
    db_close(v->tx.db);
    free(v->body);
    return rc;
}

/* The lines first, which can be named: what is replayed after that is what was
 * once written here. */
static enum err_code audit_and_replay(struct verifying *v, struct audit *audit)
{
    struct err doubts = { 0 };
    enum err_code audited = audit_run(audit, v->db, &doubts);
    bool goes_on = audited == ERR_OK || audited == ERR_CHECKPOINT_UNMET;
    if (!goes_on && doubts.detail[0] != '\0') {
        *v->err = doubts;
        return audited;
    }
    enum err_code rc = db_check(v->db, v->err);
    if (!goes_on) /* the file is damaged, and SQLite may know where */
        return audited;
    if (rc == ERR_OK)
        rc = replay(v);
    if (rc != ERR_OK || audited == ERR_OK)
        return rc;
    *v->err = doubts;
    return audited;
}

enum err_code verify_store(struct db *db, struct audit *audit,
                           void (*progress)(int64_t lines),
                           struct verify_counts *counts, struct err *err)
{
    struct audit own = { 0 };
    struct verifying v = { .db = db, .progress = progress, .counts = counts,
                           .err = err };
    *counts = (struct verify_counts){ 0 };
    *err = (struct err){ 0 };
    enum err_code rc = db_begin_read(db);
    if (rc == ERR_OK)
        rc = audit_and_replay(&v, audit != NULL ? audit : &own);
    db_rollback(db);
    audit_end(&own);
    if (rc != ERR_OK && err->detail[0] == '\0')
        err_set(err, rc, "%s", err_title(rc));
    return rc;
}
