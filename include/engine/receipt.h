/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_RECEIPT_H
#define ENGINE_RECEIPT_H

#include "engine/html.h"
#include "store/db.h"

/* receipt: what stands on a line of a journal, and whether it is a member's
 * ballot.  What the journal itself withholds is withheld here as well. */

struct receipt_asked {
    const char *code, *name; /* of the member */
    int64_t assembly, line;
};
enum err_code receipt_show(struct page *p, struct db *db,
                           const struct receipt_asked *asked) MUST_CHECK;

#endif
