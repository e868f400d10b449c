/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_EMBEDDED_H
#define ENGINE_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

/* embedded: files of the sources that a bundle takes along, compiled in. */

struct embedded {
    const char *name; /* without its folder */
    bool style;       /* a stylesheet, for inside the pages; else a file of its
                         own */
    const char *text;
    size_t len;
};
/* The i-th of them; false when there are not so many. */
bool embedded_get(size_t i, struct embedded *out);

#endif
