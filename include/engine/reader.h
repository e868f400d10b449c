/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_READER_H
#define ENGINE_READER_H

#include "engine/job.h"

/* reader: a thread with a read-only connection that answers views, so that
 * neither the HTTP loop nor the writer ever waits for a list. */

struct reader;

/* db: opened DB_READ; taken.  mailbox: borrowed. */
enum err_code reader_start(struct db *db, struct mailbox *mailbox,
                           struct reader **out, struct err *err) MUST_CHECK;
void reader_put(struct reader *r, struct job_list *jobs);
void reader_stop(struct reader *r); /* NULL is allowed */

#endif
