/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_KEEPER_H
#define ENGINE_KEEPER_H

#include "engine/metrics.h"
#include "engine/places.h"

/* keeper: a thread that keeps one place (places.h) up to date.
 *
 * A place may be a disk that is slow, or a machine that is gone: the writer
 * never waits for it.  What it is given while it writes is written next, the
 * latest note of each journal only.  What cannot be written is counted, said in
 * the log once, and tried again. */

struct keeper;

/* metrics: borrowed.  Gives *out; keeper_stop() it. */
enum err_code keeper_start(const char *path, struct metrics *metrics,
                           struct keeper **out, struct err *err) MUST_CHECK;
/* The latest note of its journal; only NO_MEMORY. */
enum err_code keeper_put(struct keeper *k, const char *note, size_t len)
    MUST_CHECK;
/* Waits until everything is written; but not for ever, when the place does not
 * answer. */
void keeper_stop(struct keeper *k); /* NULL is allowed */

#endif
