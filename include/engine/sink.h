/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_SINK_H
#define ENGINE_SINK_H

#include <stddef.h>

#include "base/err.h"

/* sink: where the files of a bundle go, one whole file after another: into a
 * directory (store/folder.h), into a zip (zip.h), or nowhere. */
struct sink {
    /* Borrows all during the call.  `name` is a relative path with `/`. */
    enum err_code (*put)(void *cls, const char *name, const void *bytes,
                         size_t len, struct err *err);
    void *cls;
};

#endif
