/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_ZIP_H
#define ENGINE_ZIP_H

#include <stdint.h>

#include "base/buf.h"
#include "engine/sink.h"

/* zip: files gathered in one archive in memory.  The same files with the same
 * time give the same bytes. */

struct zip;

/* Every file gets the time `utc_ms`.  Gives *out; zip_free() it.  `limit`: the
 * largest it may become, in bytes. */
enum err_code zip_begin(int64_t utc_ms, size_t limit, struct zip **out,
                        struct err *err) MUST_CHECK;
/* FILE_FAILED when it would become too large, NO_MEMORY. */
struct sink zip_sink(struct zip *z);
/* Moves the archive to the end of `out`; nothing can be added any more. */
enum err_code zip_end(struct zip *z, struct buf *out, struct err *err)
    MUST_CHECK;
void zip_free(struct zip *z); /* NULL is allowed */

#endif
