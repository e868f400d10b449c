/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_WRITER_H
#define ENGINE_WRITER_H

#include "engine/hub.h"
#include "engine/job.h"
#include "engine/metrics.h"
#include "engine/notary.h"

/* writer: the one thread that writes, with group commit.
 *
 * It takes all jobs that wait, runs them in order inside one transaction, and
 * commits once; only then is anyone told.  The sync in progress forms the next
 * batch, so there is no artificial delay. */

struct writer;

struct writer_setup {
    struct db *db;            /* taken: the writer closes it */
    struct keyring *keyring;  /* borrowed, as all below */
    struct hub *hub;
    struct mailbox *mailbox;
    struct metrics *metrics;
    const char *public_key;
    struct notary notary;
    size_t batch_limit;       /* jobs per commit */
    int64_t correction_ms;    /* as in struct tx */
};

/* Loads the state, notes the restart in the journal, and starts the thread. */
enum err_code writer_start(const struct writer_setup *setup,
                           struct writer **out, struct err *err) MUST_CHECK;

/* Hands jobs over; they come back in the mailbox. */
void writer_put(struct writer *w, struct job_list *jobs);

/* When the next round closes by itself, monotonic ms; INT64_MAX for none.  Any
 * thread. */
int64_t writer_next_close(struct writer *w);

/* A command for the job that closes what is due. */
command_fn writer_expire;

/* What became of the last batch: OK, or why it was not stored. */
enum err_code writer_health(struct writer *w);
/* Whether the disk failed to confirm a sync: then nothing is written any more
 * and the process must end. */
bool writer_is_lost(struct writer *w);

/* Finishes what waits, stops the thread, and closes the store. */
void writer_stop(struct writer *w);

#endif
