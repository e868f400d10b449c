/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_JOB_H
#define ENGINE_JOB_H

#include <pthread.h>

#include "engine/call.h"

/* job: a call on its way to the writer or a reader and back.
 *
 * Whoever asks owns the job, hands it over with queue_put(), and may not touch
 * it until it comes back in the mailbox.  Every job that was handed over comes
 * back exactly once, with its code. */
struct job {
    struct job *next;
    command_fn *command; /* for the writer, or */
    view_fn *view;       /* for a reader */
    struct call *call;
    enum err_code code;
};

struct job_list {
    struct job *first, **end; /* job_list_clear() before use */
    size_t count;
};
void job_list_clear(struct job_list *list);
void job_list_add(struct job_list *list, struct job *job);
void job_list_append(struct job_list *list, struct job_list *more);

/* A queue of jobs: one thread puts, one takes. */
struct queue {
    pthread_mutex_t mutex; /* guards all below; nothing is taken inside it */
    pthread_cond_t filled;
    struct job_list jobs;
    bool stopping;
};
void queue_init(struct queue *q);
void queue_destroy(struct queue *q);
void queue_put(struct queue *q, struct job_list *jobs); /* empties the list */
void queue_stop(struct queue *q);
/* Sleeps until there is something, but not longer than `until` (monotonic ms,
 * INT64_MAX for as long as it takes), and takes at most `limit` of it: *first
 * is NULL when that time has come.  False when the queue was stopped and is
 * empty. */
bool queue_take(struct queue *q, size_t limit, int64_t until,
                struct job **first, size_t *count);

/* Where finished jobs wait for the one who asked. */
struct mailbox {
    pthread_mutex_t mutex; /* guards `jobs`; nothing is taken inside it */
    struct job_list jobs;
    int event; /* an eventfd: readable when there is something */
};
enum err_code mailbox_init(struct mailbox *m) MUST_CHECK;
void mailbox_destroy(struct mailbox *m);
void mailbox_post(struct mailbox *m, struct job *first); /* a whole chain */
void mailbox_take(struct mailbox *m, struct job_list *out);

#endif
