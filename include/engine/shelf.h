/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_SHELF_H
#define ENGINE_SHELF_H

#include "engine/key.h"
#include "store/db.h"

/* shelf: bundles as archives, for whoever asks over HTTP.
 *
 * The one that was asked for last is kept until a journal grows: anybody may ask,
 * and making one costs as much as many pages.  For one thread alone. */

struct shelf;

/* key: borrowed.  Gives *out; shelf_free() it. */
enum err_code shelf_new(const struct key *key, struct shelf **out,
                        struct err *err) MUST_CHECK;
void shelf_free(struct shelf *s); /* NULL is allowed */

/* Appends the archive of an assembly's bundle, as of the read transaction that
 * has begun.  NOT_FOUND, NOT_PUBLISHED; FILE_FAILED when it is too large. */
enum err_code shelf_take(struct shelf *s, struct db *db, int64_t assembly,
                         struct buf *out, struct err *err) MUST_CHECK;

#endif
