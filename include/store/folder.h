/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* folder: a directory that appears whole or not at all.
 *
 * It is made beside its place, under a name of its own, with everything on the
 * disk before it gets the right name.  Directories and files are for everybody
 * to read.  Everything fails with FILE_FAILED and says which file and why. */

struct folder;

/* Begins one for `path`.  Gives *out; folder_free() it. */
enum err_code folder_begin(const char *path, struct folder **out,
                           struct err *err) MUST_CHECK;
/* Writes a new file; the directories of `name` are made. */
enum err_code folder_put(struct folder *f, const char *name,
                         const void *bytes, size_t len, struct err *err)
    MUST_CHECK;
/* Puts it in its place.  What stands there is exchanged for it in one step, and
 * removed afterwards, if `replace`; else it is a failure. */
enum err_code folder_end(struct folder *f, bool replace, struct err *err)
    MUST_CHECK;
/* Removes what did not get to its place.  NULL is allowed. */
void folder_free(struct folder *f);

#endif
