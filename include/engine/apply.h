/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_APPLY_H
#define ENGINE_APPLY_H

#include "domain/record.h"
#include "engine/tx.h"

/* apply: the one place where state changes.
 *
 * `journal` is 0 for the register, else an assembly's id; `body` is the struct
 * of the kind (domain/record.h), borrowed.  Both fail only when the store
 * fails; the caller has checked the rest. */

/* Writes the rows that a record stands for and changes what the writer knows by
 * heart.  Commands do it by apply(), and the replay of a journal, which has the
 * line, does it alone: the tables are a fold of the journal by construction. */
enum err_code apply_record(struct tx *tx, int64_t journal,
                           const struct record_head *head, const void *body)
    MUST_CHECK;

/* Does that and appends the line to the journal and its tree.  Fills *n (when
 * not NULL) with the line's number. */
enum err_code apply(struct tx *tx, int64_t journal, enum record_kind kind,
                    const void *body, int64_t *n) MUST_CHECK;

#endif
