/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include "engine/audit.h"
#include "engine/call.h"

/* desk: the store, for subcommands that write it.  All fail with STORE_LOCKED
 * while another stembus does. */

/* A store that was opened for writing, and whose journals are what was signed:
 * otherwise desk_open() says on stderr what is not, and fails with
 * CHECKPOINT_UNMET.  desk_close() it, also after a failure; what was taken out
 * of it, and set to NULL, stays open. */
struct desk {
    int lock;
    struct places places;
    struct key *key;
    struct db *db;
};
/* second: the second place for checkpoints, or "". */
enum err_code desk_open(struct desk *d, const char *dir, const char *second,
                        struct err *err) MUST_CHECK;
void desk_close(struct desk *d);

/* desk_do(): runs one command as a batch of its own, commits it, and draws up
 * the checkpoints, signed with d->key. */
enum err_code desk_do(struct desk *d, command_fn *command, struct call *call,
                      struct notes *out, struct err *err) MUST_CHECK;
/* desk_keep(): keeps them in all places. */
enum err_code desk_keep(const struct desk *d, const struct notes *notes,
                        struct err *err) MUST_CHECK;

/* desk_run(): all of that, for one command. */
enum err_code desk_run(const char *dir, command_fn *command, struct call *call,
                       struct err *err) MUST_CHECK;

#endif
