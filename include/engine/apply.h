/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_APPLY_H
#define ENGINE_APPLY_H

#include "domain/record.h"
#include "engine/tx.h"

/* apply: the one place where state changes.
 *
 * apply(tx, journal, kind, body, n) writes the rows that a record stands for,
 * appends its line to the journal (0 for the register, else an assembly's id),
 * and changes what the writer knows by heart.  Commands call it, and so does
 * the replay of a journal: the tables are a fold of the journal by
 * construction.  Fills *n (when not NULL) with the line's number.
 *
 * `body` is the struct of the kind (domain/record.h), borrowed.  Fails only
 * when the store fails; the caller has checked the rest. */
enum err_code apply(struct tx *tx, int64_t journal, enum record_kind kind,
                    const void *body, int64_t *n) MUST_CHECK;

#endif
