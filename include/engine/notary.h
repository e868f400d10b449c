/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_NOTARY_H
#define ENGINE_NOTARY_H

#include "engine/key.h"
#include "engine/live.h"

/* notary: draws up the checkpoints of what is committed.
 *
 * A checkpoint is due at once after anything but a press, and within
 * NOTARY_MS of a press.  Its root is read back from the store and held against
 * the tree by heart; the note then stands in the live state, from where the hub
 * shows it, and is told to whoever keeps it (keeper.h, places.h). */
enum { NOTARY_MS = 500 };

struct notary {
    const struct key *key; /* NULL: nothing is ever due (simulations) */
    /* Borrows the note during the call. */
    enum err_code (*tell)(void *cls, const char *note, size_t len);
    void *cls;
};

/* Outside a transaction: makes the checkpoints that are due at `now`
 * (monotonic ms), INT64_MAX for all that is not covered yet.  STORE_DAMAGED
 * when the store does not give the tree that was written. */
enum err_code notary_attest(const struct notary *n, struct live *live,
                            struct db *db, int64_t now) MUST_CHECK;
/* When the next one is due, INT64_MAX for never. */
int64_t notary_due(const struct notary *n, const struct live *live);

#endif
