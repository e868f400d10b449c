/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/metrics.h"

static void head(struct buf *out, const char *name, const char *type,
                 const char *help)
{
    buf_printf(out, "# HELP stembus_%s %s\n# TYPE stembus_%s %s\n", name, help,
               name, type);
}

static void single(struct buf *out, const char *name, const char *type,
                   const char *help, long long value)
{
    head(out, name, type, help);
    buf_printf(out, "stembus_%s %lld\n", name, value);
}

void metrics_print(struct metrics *m, int64_t free_bytes, struct buf *out)
{
    head(out, "answers_total", "counter", "Answers by code.");
    for (enum err_code i = 0; i < ERR_COUNT; i++)
        buf_printf(out, "stembus_answers_total{code=\"%s\"} %lld\n",
                   err_slug(i), atomic_load(&m->answers[i]));
    single(out, "ballots_total", "counter", "Ballots stored.",
           atomic_load(&m->ballots));
    single(out, "repeats_total", "counter", "Ballots that came again.",
           atomic_load(&m->repeats));
    single(out, "commits_total", "counter", "Commits to the store.",
           atomic_load(&m->commits));
    single(out, "commit_failures_total", "counter",
           "Batches that were not stored.", atomic_load(&m->failed_commits));
    single(out, "committed_jobs_total", "counter", "Jobs in those commits.",
           atomic_load(&m->committed_jobs));
    single(out, "commit_microseconds_total", "counter",
           "Time spent in those commits.", atomic_load(&m->commit_us));
    single(out, "checkpoints_total", "counter",
           "Files of checkpoints written.", atomic_load(&m->checkpoints));
    single(out, "checkpoint_failures_total", "counter",
           "Files of checkpoints that could not be written.",
           atomic_load(&m->failed_checkpoints));
    single(out, "connections", "gauge", "Open connections.",
           atomic_load(&m->connections));
    single(out, "streams", "gauge", "Open event streams.",
           atomic_load(&m->streams));
    single(out, "waiting", "gauge", "Requests that wait for the store.",
           atomic_load(&m->waiting));
    single(out, "free_bytes", "gauge", "Free space for the store.",
           (long long)free_bytes);
}
