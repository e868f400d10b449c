/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"

/* What the targets share.  must() aborts, and libFuzzer keeps the input. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must_be_utf8(const char *text)
{
    json_t *value = json_stringn(text, strlen(text));
    must(value != NULL);
    json_decref(value);
}

/* Whatever is refused is explained, in words that fit in a JSON answer. */
static inline void must_explain(const struct faults *faults)
{
    must(faults->count > 0 && !faults->failed);
    for (size_t i = 0; i < faults->count; i++) {
        must_be_utf8(faults->list[i].pointer);
        must_be_utf8(faults->list[i].detail);
        must(faults->list[i].detail[0] != '\0');
    }
}

#endif
