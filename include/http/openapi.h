/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include <stddef.h>

/* openapi: src/http/openapi.json, inside the binary. */
extern const char openapi_text[], openapi_end[];

static inline size_t openapi_size(void)
{
    return (size_t)(openapi_end - openapi_text);
}

#endif
