/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/writer.h"

#include <stdlib.h>

#include "base/log.h"
#include "engine/commands.h"
#include "engine/evidence.h"

enum {
    /* The write-ahead log goes into the file between rounds once it has this
     * many pages, and in a round only when it has grown very long: a
     * checkpoint takes milliseconds that nobody should wait for. */
    WAL_PAGES_IDLE = 1000,
    WAL_PAGES_MAX = 100000,
};

struct writer {
    struct writer_setup setup;
    pthread_t thread;
    struct queue queue;
    struct live live;
    struct tx tx;
    atomic_llong next_close;
    atomic_int health; /* of the last batch, an err_code */
    atomic_bool lost;
};

/* ---- one batch ----------------------------------------------------------------- */

static void tick(struct writer *w)
{
    w->tx.now = clock_utc_ms();
    w->tx.monotonic = clock_monotonic_ms();
}

static enum err_code run_jobs(struct writer *w, struct job *batch)
{
    for (struct job *j = batch; j != NULL; j = j->next) {
        j->code = j->command(&w->tx, j->call);
        /* What cannot be answered is not done either. */
        if (j->code == ERR_OK && j->call != NULL && !buf_ok(&j->call->out))
            j->code = ERR_NO_MEMORY;
        if (err_is_ours(j->code))
            return j->code;
    }
    return ERR_OK;
}

static enum err_code commit(struct writer *w, size_t jobs)
{
    struct metrics *m = w->setup.metrics;
    bool fatal;
    int64_t began = clock_monotonic_us();
    enum err_code rc = tx_commit(&w->tx, &fatal);
    if (fatal) {
        log_error("writer: the disk did not confirm a sync; the process ends "
                  "so that the store is read back from the disk");
        atomic_store(&w->lost, true);
    }
    if (rc != ERR_OK)
        return rc;
    atomic_fetch_add(&m->commits, 1);
    atomic_fetch_add(&m->committed_jobs, (long long)jobs);
    atomic_fetch_add(&m->commit_us, clock_monotonic_us() - began);
    atomic_fetch_add(&m->ballots, w->tx.ballots);
    atomic_fetch_add(&m->repeats, w->tx.repeats);
    w->tx.ballots = w->tx.repeats = 0;
    return ERR_OK;
}

static void roll_back(struct writer *w)
{
    atomic_fetch_add(&w->setup.metrics->failed_commits, 1);
    if (!atomic_load(&w->lost) && tx_rollback(&w->tx) != ERR_OK) {
        log_error("writer: the state cannot be read back");
        atomic_store(&w->lost, true);
    }
}

/* Runs the jobs in one transaction; nothing is stored when it fails. */
static enum err_code attempt(struct writer *w, struct job *batch, size_t count)
{
    if (atomic_load(&w->lost))
        return ERR_STORE_FAILED;
    enum err_code rc = run_jobs(w, batch);
    if (rc == ERR_OK && w->tx.begun)
        rc = commit(w, count);
    if (rc != ERR_OK)
        roll_back(w);
    must(db_is_idle(w->setup.db));
    return rc;
}

/* A job that cannot be done takes the batch down with it, so after a failure
 * each is tried by itself: the others do not suffer for it. */
static enum err_code attempt_each(struct writer *w, struct job *batch)
{
    enum err_code last = ERR_OK;
    for (struct job *j = batch, *rest; j != NULL; j = rest) {
        rest = j->next;
        j->next = NULL;
        if (j->call != NULL)
            call_reset(j->call);
        enum err_code rc = attempt(w, j, 1);
        if (rc != ERR_OK)
            j->code = last = rc;
        j->next = rest;
    }
    return last;
}

static void note_next_close(struct writer *w)
{
    int64_t next = INT64_MAX;
    for (const struct live_assembly *a = w->live.assemblies; a != NULL;
         a = a->next) {
        const struct live_round *r = a->round;
        if (r != NULL && r->story.state == ROUND_STATE_OPEN &&
            r->story.closes_at != 0 &&
            r->closes_monotonic < next)
            next = r->closes_monotonic;
    }
    atomic_store(&w->next_close, next);
}

static bool round_is_open(const struct writer *w)
{
    for (const struct live_assembly *a = w->live.assemblies; a != NULL;
         a = a->next)
        if (a->round != NULL && a->round->story.state == ROUND_STATE_OPEN)
            return true;
    return false;
}

static void tidy(struct writer *w)
{
    int pages = db_wal_pages(w->setup.db);
    if (pages > (round_is_open(w) ? WAL_PAGES_MAX : WAL_PAGES_IDLE) &&
        db_checkpoint(w->setup.db) != ERR_OK)
        log_warn("writer: the write-ahead log could not be folded in");
}

/* A store that does not give back what was written cannot be trusted with
 * another vote; a checkpoint there is no memory for comes with the next. */
static void attest(struct writer *w, int64_t now)
{
    if (atomic_load(&w->lost))
        return;
    enum err_code rc = notary_attest(&w->setup.notary, &w->live, w->setup.db,
                                     now);
    if (rc == ERR_OK || rc == ERR_NO_MEMORY)
        return;
    log_error("writer: no checkpoint can be made: %s; the process ends",
              err_title(rc));
    atomic_store(&w->lost, true);
}

static void run_batch(struct writer *w, struct job *batch, size_t count)
{
    tick(w);
    enum err_code rc = attempt(w, batch, count);
    if (rc != ERR_OK) {
        log_error("writer: a batch of %zu was not stored: %s", count,
                  err_title(rc));
        rc = attempt_each(w, batch);
    }
    atomic_store(&w->health, (int)rc);
    note_next_close(w);
    attest(w, w->tx.monotonic);
    hub_publish(w->setup.hub, &w->live);
    mailbox_post(w->setup.mailbox, batch); /* now anyone is told */
    tidy(w);
}

/* The checkpoint of the last presses comes without another one. */
static void attest_in_time(struct writer *w)
{
    attest(w, clock_monotonic_ms());
    hub_publish(w->setup.hub, &w->live);
}

static void *writer_main(void *cls)
{
    struct writer *w = cls;
    struct job *batch;
    size_t count;
    while (queue_take(&w->queue, w->setup.batch_limit,
                      notary_due(&w->setup.notary, &w->live), &batch,
                      &count)) {
        if (batch != NULL)
            run_batch(w, batch, count);
        else
            attest_in_time(w);
    }
    attest(w, INT64_MAX); /* all that is not covered yet */
    return NULL;
}

/* ---- from outside --------------------------------------------------------------- */

enum err_code writer_expire(struct tx *tx, struct call *call)
{
    (void)call;
    return command_rounds_expire(tx);
}

static enum err_code first_batch(struct writer *w)
{
    tick(w);
    enum err_code rc = tx_load(&w->tx);
    if (rc == ERR_OK)
        rc = command_restart(&w->tx);
    if (rc == ERR_OK)
        rc = commit(w, 0);
    if (rc == ERR_OK)
        rc = notary_attest(&w->setup.notary, &w->live, w->setup.db,
                           w->tx.monotonic);
    note_next_close(w);
    hub_publish(w->setup.hub, &w->live);
    return rc;
}

enum err_code writer_start(const struct writer_setup *setup,
                           struct writer **out, struct err *err)
{
    struct writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return err_set(err, ERR_NO_MEMORY, "writer");
    w->setup = *setup;
    w->tx = (struct tx){
        .db = setup->db,
        .live = &w->live,
        .keyring = setup->keyring,
        .random_hex = evidence_random_hex,
        .public_key = setup->public_key,
        .correction_ms = setup->correction_ms,
    };
    queue_init(&w->queue);
    atomic_init(&w->health, ERR_OK);
    atomic_init(&w->lost, false);
    enum err_code rc = first_batch(w);
    if (rc == ERR_OK && pthread_create(&w->thread, NULL, writer_main, w) != 0)
        rc = ERR_INTERNAL;
    if (rc == ERR_OK)
        pthread_setname_np(w->thread, "writer");
    if (rc != ERR_OK) {
        err_set(err, rc, "the state cannot be loaded");
        live_clear(&w->live);
        queue_destroy(&w->queue);
        free(w);
        return rc;
    }
    *out = w;
    return ERR_OK;
}

void writer_put(struct writer *w, struct job_list *jobs)
{
    queue_put(&w->queue, jobs);
}

int64_t writer_next_close(struct writer *w)
{
    return atomic_load(&w->next_close);
}

enum err_code writer_health(struct writer *w)
{
    return (enum err_code)atomic_load(&w->health);
}

bool writer_is_lost(struct writer *w)
{
    return atomic_load(&w->lost);
}

void writer_stop(struct writer *w)
{
    if (w == NULL)
        return;
    queue_stop(&w->queue);
    pthread_join(w->thread, NULL);
    live_clear(&w->live);
    db_close(w->setup.db);
    queue_destroy(&w->queue);
    free(w);
}
