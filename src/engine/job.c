/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/job.h"

#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

void job_list_clear(struct job_list *list)
{
    list->first = NULL;
    list->end = &list->first;
    list->count = 0;
}

void job_list_add(struct job_list *list, struct job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
    list->count++;
}

void job_list_append(struct job_list *list, struct job_list *more)
{
    if (more->first == NULL)
        return;
    *list->end = more->first;
    list->end = more->end;
    list->count += more->count;
    job_list_clear(more);
}

void queue_init(struct queue *q)
{
    pthread_mutex_init(&q->mutex, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&q->filled, &monotonic);
    pthread_condattr_destroy(&monotonic);
    job_list_clear(&q->jobs);
    q->stopping = false;
}

void queue_destroy(struct queue *q)
{
    pthread_cond_destroy(&q->filled);
    pthread_mutex_destroy(&q->mutex);
}

void queue_put(struct queue *q, struct job_list *jobs)
{
    if (jobs->first == NULL)
        return;
    pthread_mutex_lock(&q->mutex);
    job_list_append(&q->jobs, jobs);
    pthread_cond_signal(&q->filled);
    pthread_mutex_unlock(&q->mutex);
}

void queue_stop(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->stopping = true;
    pthread_cond_signal(&q->filled);
    pthread_mutex_unlock(&q->mutex);
}

static struct job *take_locked(struct queue *q, size_t limit, size_t *count)
{
    struct job *first = q->jobs.first, *last = first;
    *count = first != NULL ? 1 : 0;
    if (first == NULL || q->jobs.count <= limit) {
        *count = q->jobs.count;
        job_list_clear(&q->jobs);
        return first;
    }
    for (; *count < limit; (*count)++)
        last = last->next;
    q->jobs.first = last->next;
    q->jobs.count -= limit;
    last->next = NULL;
    return first;
}

/* False when the time has come. */
static bool wait_locked(struct queue *q, int64_t until)
{
    if (until == INT64_MAX)
        return pthread_cond_wait(&q->filled, &q->mutex) == 0;
    struct timespec at = { .tv_sec = until / 1000,
                           .tv_nsec = until % 1000 * 1000000 };
    return pthread_cond_timedwait(&q->filled, &q->mutex, &at) == 0;
}

bool queue_take(struct queue *q, size_t limit, int64_t until,
                struct job **first, size_t *count)
{
    bool in_time = true;
    pthread_mutex_lock(&q->mutex);
    while (q->jobs.first == NULL && !q->stopping && in_time)
        in_time = wait_locked(q, until);
    *first = take_locked(q, limit, count);
    bool going_on = *first != NULL || !q->stopping;
    pthread_mutex_unlock(&q->mutex);
    return going_on;
}

enum err_code mailbox_init(struct mailbox *m)
{
    pthread_mutex_init(&m->mutex, NULL);
    job_list_clear(&m->jobs);
    m->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return m->event >= 0 ? ERR_OK : ERR_INTERNAL;
}

void mailbox_destroy(struct mailbox *m)
{
    if (m->event >= 0)
        close(m->event);
    pthread_mutex_destroy(&m->mutex);
}

void mailbox_post(struct mailbox *m, struct job *first)
{
    pthread_mutex_lock(&m->mutex);
    while (first != NULL) {
        struct job *next = first->next;
        job_list_add(&m->jobs, first);
        first = next;
    }
    pthread_mutex_unlock(&m->mutex);
    /* A full eventfd is readable already: nothing to do about a failure. */
    (void)!eventfd_write(m->event, 1);
}

void mailbox_take(struct mailbox *m, struct job_list *out)
{
    eventfd_t drained;
    (void)!eventfd_read(m->event, &drained);
    job_list_clear(out);
    pthread_mutex_lock(&m->mutex);
    job_list_append(out, &m->jobs);
    pthread_mutex_unlock(&m->mutex);
}
