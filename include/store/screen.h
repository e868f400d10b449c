/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SCREEN_H
#define STORE_SCREEN_H

#include "domain/model.h"
#include "store/db.h"

/* screen: what the projector of an assembly shows.  No record: the journal
 * does not have it, and only the latest is kept. */

struct screen {
    enum show show;
    int64_t motion; /* of SHOW_SUBJECT, else 0 */
};
enum err_code screen_set(struct db *db, int64_t assembly,
                         const struct screen *s) MUST_CHECK;
/* A pause until something was set. */
enum err_code screen_get(struct db *db, int64_t assembly, struct screen *out)
    MUST_CHECK;

#endif
