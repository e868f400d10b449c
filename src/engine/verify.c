/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/verify.h"

#include <stdio.h>

#include "engine/nodes.h"
#include "engine/replay.h"
#include "store/journal.h"

enum { PROGRESS_LINES = 10000 };

struct verifying {
    struct db *db;        /* what is to be verified */
    struct replay replay;
    int64_t journal;
    void (*progress)(int64_t lines);
    struct verify_counts *counts;
    struct err *err;
};

static enum err_code stored_root(void *cls, int64_t journal, int64_t size,
                                 unsigned char out[LEAF_SIZE])
{
    const struct verifying *v = cls;
    return nodes_root(v->db, journal, size, out);
}

static enum err_code replay_one(void *cls, const struct journal_line *line)
{
    struct verifying *v = cls;
    enum err_code rc = replay_line(&v->replay, v->journal, line, v->err);
    int64_t lines = v->replay.counts.lines;
    if (rc == ERR_OK && lines % PROGRESS_LINES == 0 && v->progress != NULL)
        v->progress(lines);
    return rc;
}

static enum err_code replay_journal(void *cls, int64_t journal)
{
    struct verifying *v = cls;
    v->journal = journal;
    v->counts->journals++;
    return journal_each(v->db, journal, 0, INT64_MAX, replay_one, v);
}

static enum err_code compare(struct verifying *v)
{
    enum err_code rc = ERR_OK;
    for (const char *const *t = db_folded_tables; rc == ERR_OK && *t != NULL;
         t++)
        rc = db_differ(v->db, v->replay.db, *t, v->err);
    return rc;
}

static enum err_code replay(struct verifying *v)
{
    enum err_code rc = replay_begin(&v->replay, stored_root, v, v->err);
    if (rc == ERR_OK)
        rc = journal_each_id(v->db, replay_journal, v);
    v->counts->lines = v->replay.counts.lines;
    v->counts->ballots = v->replay.counts.ballots;
    v->counts->results = v->replay.counts.results;
    if (rc == ERR_OK)
        rc = compare(v);
    replay_end(&v->replay);
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
