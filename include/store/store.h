/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "store/db.h"

/* store: the data directory.
 *
 *   stembus.db    the SQLite store (with -wal and -shm beside it)
 *   stembus.key   the server's signing key, mode 0600
 *   stembus.checkpoints  the latest signed head of each journal
 *   stembus.ini   configuration, optional
 *   lock          held by the one process that writes
 */

enum { PATH_SIZE = 1024 };

/* Fills `out` with dir/name; FILE_FAILED when it is too long. */
enum err_code store_path(const char *dir, const char *name,
                         char out[PATH_SIZE], struct err *err) MUST_CHECK;

/* store_create(): makes the directory (mode 0700) and an empty store in it;
 * FILE_FAILED when there is one already. */
enum err_code store_create(const char *dir, struct err *err) MUST_CHECK;

/* store_lock(): the right to write, for as long as the process lives or until
 * the descriptor in *lock is closed.  STORE_LOCKED when another process has it.
 * FILE_FAILED on a network filesystem, where locks and WAL do not hold. */
enum err_code store_lock(const char *dir, int *lock, struct err *err)
    MUST_CHECK;

/* store_open(): opens dir/stembus.db, DB_WRITE (call store_lock() first) or
 * DB_READ.  Gives *out; db_close() it. */
enum err_code store_open(const char *dir, enum db_mode mode, struct db **out,
                         struct err *err) MUST_CHECK;

/* Free bytes on the filesystem of dir, for /readyz and /metrics. */
int64_t store_free_bytes(const char *dir);

#endif
