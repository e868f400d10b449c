/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_SORTED_H
#define BASE_SORTED_H

#include "base/buf.h"
#include "base/err.h"

/* sorted: JSON for files that people keep and compare: the keys of each object
 * in order, a line for each value, a newline at the end. */

/* Appends `json`, which must be an object or a list, to `out`.  NO_MEMORY. */
enum err_code json_sorted(struct buf *out, const struct buf *json) MUST_CHECK;

#endif
