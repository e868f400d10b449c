/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* file: small files that are read and written as a whole.  Everything fails
 * with FILE_FAILED and says in err->detail which file and why. */

/* The file at `path` has these bytes and they are on the disk, or it is as it
 * was: readers never see half.  For the owner alone. */
enum err_code file_replace(const char *path, const void *bytes, size_t len,
                           struct err *err) MUST_CHECK;

/* Appends what is in the file to `out`; more than `max` bytes are an error.
 * NOT_FOUND when there is no such file. */
enum err_code file_read(const char *path, size_t max, struct buf *out,
                        struct err *err) MUST_CHECK;

/* Writes all of it, however often that takes; false with errno set. */
bool file_write(int fd, const void *bytes, size_t len) MUST_CHECK;

/* Whether file_replace() may work: its directory is there and may be written. */
enum err_code file_may_replace(const char *path, struct err *err) MUST_CHECK;

/* Gives the file another name, if it is there; the name is on the disk. */
enum err_code file_rename(const char *from, const char *to, struct err *err)
    MUST_CHECK;

#endif
