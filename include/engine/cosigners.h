/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_COSIGNERS_H
#define ENGINE_COSIGNERS_H

#include "domain/record.h"
#include "store/db.h"

/* cosigners: who is registered to cosign an assembly, and who may be.  For the
 * command that registers and for the replay of what it wrote. */

/* A cosigner among those that are registered, by its name, and by its key if
 * that is not NULL. */
struct seeking {
    const char *name, *key;    /* the caller's; the rest all zero */
    bool found, name_taken, key_taken; /* with another key; with another name */
    struct cosigner_record as; /* when found */
    int64_t needed, lines;     /* as the last line says; and how many */
};
enum err_code cosigners_seek(struct db *db, int64_t assembly,
                             struct seeking *s) MUST_CHECK;

/* What is wrong with registering it now: a name has one key for good, a key one
 * name, and what was promised when the assembly was convened is not taken back. */
enum {
    COSIGNER_NAME_TAKEN = 1, COSIGNER_KEY_TAKEN = 2, COSIGNERS_FEWER = 4,
    COSIGNERS_MOST = 8,        /* registrations */
};
unsigned cosigners_judge(const struct seeking *s, bool convened,
                         int64_t needed);

#endif
