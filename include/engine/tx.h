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
 * 500 and above means that its transaction is rolled back; any other keeps what
 * was applied (a refused press is kept, and answered with its refusal). */
struct tx {
    struct db *db;
    struct live *live;
    struct keyring *keyring; /* NULL in simulations and in verify */
    int64_t now;             /* UTC ms, the same for a whole batch */
    int64_t monotonic;       /* ms */
    void (*random_hex)(char *out, size_t len); /* as evidence_random_hex */
    const char *public_key;  /* of the server, hex, or "" */
    int64_t correction_ms;   /* how long after the close one may correct */
    bool begun;              /* there is a transaction */
    int64_t ballots, repeats; /* stored, answered again, since the last commit */
};

/* tx_ready(): something is about to be written: begins the transaction if that
 * was not done yet. */
enum err_code tx_ready(struct tx *tx) MUST_CHECK;

/* tx_commit(): commits, if there is something to commit; *fatal as in
 * db_commit(). */
enum err_code tx_commit(struct tx *tx, bool *fatal) MUST_CHECK;

/* tx_rollback(): undoes all that was written since the last commit, and loads
 * what is in memory from the tables again. */
enum err_code tx_rollback(struct tx *tx) MUST_CHECK;

/* tx_load(): loads what is in memory from the tables. */
enum err_code tx_load(struct tx *tx) MUST_CHECK;

#endif
