/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_METRICS_H
#define ENGINE_METRICS_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"

/* metrics: counters for /metrics.  Never a choice, and never a total per
 * option.  Any thread may add. */

struct metrics {
    atomic_llong answers[ERR_COUNT]; /* by code; OK counts every success */
    atomic_llong ballots, repeats;   /* stored; answered again */
    atomic_llong commits, committed_jobs, commit_us, failed_commits;
    atomic_llong checkpoints, failed_checkpoints; /* files written */
    atomic_llong connections, streams, waiting; /* gauges */
};

/* Appends them as Prometheus text, version 0.0.4. */
void metrics_print(struct metrics *m, int64_t free_bytes, struct buf *out);

#endif
