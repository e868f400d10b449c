/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_TX_H
#define ENGINE_TX_H

#include "engine/auth.h"
#include "engine/live.h"
#include "store/db.h"

/* tx: what a command works with.  Only the writer (and, for replaying a
 * journal, verify) has one, so a change of state elsewhere does not compile.
 *
 * A command has one shape: look things up, judge them (pure), then apply()
 * what happens.  It checks everything before it applies anything.  A code of
 * 500 and above undoes what the command applied; any other keeps it (a refused
 * press is kept, and answered with its refusal). */
struct tx {
    struct db *db;
    struct live *live;
    struct keyring *keyring; /* NULL in simulations and in verify */
    int64_t now;             /* UTC ms, the same for a whole batch */
    int64_t monotonic;       /* ms */
    void (*random_hex)(char *out, size_t len); /* as evidence_random_hex */
    const char *public_key;  /* of the server, hex, or "" */
    bool begun;              /* this batch has a transaction */
    bool saved;              /* this job has a savepoint */
};

/* tx_ready(): the job is about to write: begins the batch's transaction and
 * the job's savepoint if that was not done yet. */
enum err_code tx_ready(struct tx *tx) MUST_CHECK;

/* tx_end_job(): keeps or undoes what the job wrote.  When undoing (or the
 * store) fails the code is returned and the whole batch is lost. */
enum err_code tx_end_job(struct tx *tx, enum err_code job) MUST_CHECK;

/* tx_reload(): after a rollback: what is in memory from the tables again. */
enum err_code tx_reload(struct tx *tx) MUST_CHECK;

#endif
