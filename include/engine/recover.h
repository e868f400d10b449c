/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_RECOVER_H
#define ENGINE_RECOVER_H

#include "domain/record.h"
#include "engine/audit.h"
#include "engine/call.h"

/* recover: two people let a store go on that is not what was signed, or of
 * which nobody knows any more what was.  Every journal gets an `incident` line
 * with what was found of it, and with the new key that signs from there on:
 * what the old key signed beyond these lines, it signed for another history. */

struct recovery_body {
    const struct audit *audit;
    struct incident incident; /* people, reason: the rest is filled in */
};

command_fn command_recover; /* recovery_body */

#endif
