/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include "engine/call.h"

/* desk: runs one command on a store that nobody serves, for subcommands that
 * change it.  Locks the store, runs the command as a batch of its own, and
 * commits.  Fails with STORE_LOCKED while a server runs. */
enum err_code desk_run(const char *dir, command_fn *command, struct call *call,
                       struct err *err) MUST_CHECK;

#endif
