/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stdbool.h>

#include "base/err.h"

struct sqlite3;

/* migrate: brings a store's schema up to date with the numbered files of sql/,
 * one transaction each; a released file is never edited.
 *
 * Fails with STORE_FOREIGN when the file is not a stembus store, STORE_NEWER
 * when a later stembus wrote it, STORE_FAILED when it is older and `may_write`
 * is false.  *had_no_trees: the store has journals from before there were
 * trees over them (0004). */
enum err_code migrate(struct sqlite3 *handle, const char *path, bool may_write,
                      bool *had_no_trees, struct err *err) MUST_CHECK;

#endif
