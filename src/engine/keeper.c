/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/keeper.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "store/file.h"

enum { RETRY_S = 1, STOP_S = 5 };

struct keeper {
    char path[PATH_SIZE];
    struct metrics *metrics;
    pthread_t thread;
    bool failing;          /* the thread's own */
    pthread_mutex_t mutex; /* guards all below; nothing is taken inside it */
    pthread_cond_t changed;
    struct notes notes;
    bool fresh;            /* not all of them are written */
    bool stopping;
};

static struct timespec in_seconds(int seconds)
{
    struct timespec at;
    must(clock_gettime(CLOCK_REALTIME, &at) == 0);
    at.tv_sec += seconds;
    return at;
}

/* Says it once when it begins to fail, and once when it is over. */
static bool save(struct keeper *k, const struct buf *text)
{
    struct err err = { 0 };
    bool saved = buf_ok(text) && file_replace(k->path, text->data, text->len,
                                              &err) == ERR_OK;
    atomic_fetch_add(saved ? &k->metrics->checkpoints
                           : &k->metrics->failed_checkpoints, 1);
    if (!saved && !k->failing)
        log_error("the checkpoints cannot be kept, and voting goes on: %s",
                  err.detail);
    if (saved && k->failing)
        log_info("the checkpoints are kept again in %s", k->path);
    k->failing = !saved;
    return saved;
}

/* After a failure, or until the end. */
static void pause_locked(struct keeper *k)
{
    struct timespec until = in_seconds(RETRY_S);
    while (!k->stopping &&
           pthread_cond_timedwait(&k->changed, &k->mutex, &until) == 0)
        continue;
}

static void *keeper_main(void *cls)
{
    struct keeper *k = cls;
    bool give_up = false;
    pthread_mutex_lock(&k->mutex);
    while (!give_up) {
        struct buf text = { 0 };
        while (!k->fresh && !k->stopping)
            pthread_cond_wait(&k->changed, &k->mutex);
        if (!k->fresh)
            break;
        notes_print(&text, &k->notes);
        k->fresh = false;
        pthread_mutex_unlock(&k->mutex);
        bool saved = save(k, &text);
        buf_free(&text);
        pthread_mutex_lock(&k->mutex);
        k->fresh |= !saved;
        give_up = !saved && k->stopping;
        if (!saved)
            pause_locked(k);
    }
    pthread_mutex_unlock(&k->mutex);
    return NULL;
}

static void keeper_free(struct keeper *k)
{
    notes_free(&k->notes);
    pthread_cond_destroy(&k->changed);
    pthread_mutex_destroy(&k->mutex);
    free(k);
}

enum err_code keeper_start(const char *path, struct metrics *metrics,
                           struct keeper **out, struct err *err)
{
    struct keeper *k = calloc(1, sizeof *k);
    if (k == NULL)
        return err_set(err, ERR_NO_MEMORY, "keeper");
    snprintf(k->path, sizeof k->path, "%s", path);
    k->metrics = metrics;
    pthread_mutex_init(&k->mutex, NULL);
    pthread_cond_init(&k->changed, NULL);
    if (pthread_create(&k->thread, NULL, keeper_main, k) != 0) {
        keeper_free(k);
        return err_set(err, ERR_INTERNAL, "no thread for the checkpoints");
    }
    pthread_setname_np(k->thread, "keeper");
    *out = k;
    return ERR_OK;
}

enum err_code keeper_put(struct keeper *k, const char *note, size_t len)
{
    pthread_mutex_lock(&k->mutex);
    enum err_code rc = notes_put(&k->notes, note, len);
    k->fresh |= rc == ERR_OK;
    pthread_cond_signal(&k->changed);
    pthread_mutex_unlock(&k->mutex);
    return rc;
}

void keeper_stop(struct keeper *k)
{
    if (k == NULL)
        return;
    struct timespec until = in_seconds(STOP_S);
    pthread_mutex_lock(&k->mutex);
    k->stopping = true;
    pthread_cond_signal(&k->changed);
    pthread_mutex_unlock(&k->mutex);
    if (pthread_timedjoin_np(k->thread, NULL, &until) == 0) {
        keeper_free(k);
        return;
    }
    /* It hangs in the system, with `k`; the process ends without it. */
    log_warn("%s does not answer; the checkpoints there are old", k->path);
    pthread_detach(k->thread);
}
