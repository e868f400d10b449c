/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/reader.h"

#include <stdlib.h>

struct reader {
    struct db *db;
    struct mailbox *mailbox;
    struct queue queue;
    pthread_t thread;
};

static void run_job(struct reader *r, struct job *job)
{
    job->code = db_begin_read(r->db);
    if (job->code == ERR_OK)
        job->code = job->view(r->db, job->call, clock_utc_ms());
    db_rollback(r->db); /* nothing was written: this ends the reading */
    must(db_is_idle(r->db));
}

static void *reader_main(void *cls)
{
    struct reader *r = cls;
    struct job *job;
    size_t count;
    while (queue_take(&r->queue, 1, INT64_MAX, &job, &count)) {
        run_job(r, job);
        mailbox_post(r->mailbox, job);
    }
    return NULL;
}

enum err_code reader_start(struct db *db, struct mailbox *mailbox,
                           struct reader **out, struct err *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return err_set(err, ERR_NO_MEMORY, "reader");
    r->db = db;
    r->mailbox = mailbox;
    queue_init(&r->queue);
    if (pthread_create(&r->thread, NULL, reader_main, r) != 0) {
        queue_destroy(&r->queue);
        free(r);
        return err_set(err, ERR_INTERNAL, "no thread for the reader");
    }
    pthread_setname_np(r->thread, "reader");
    *out = r;
    return ERR_OK;
}

void reader_put(struct reader *r, struct job_list *jobs)
{
    queue_put(&r->queue, jobs);
}

void reader_stop(struct reader *r)
{
    if (r == NULL)
        return;
    queue_stop(&r->queue);
    pthread_join(r->thread, NULL);
    db_close(r->db);
    queue_destroy(&r->queue);
    free(r);
}
