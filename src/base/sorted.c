/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sorted.h"

#include <jansson.h>

static int add(const char *text, size_t len, void *cls)
{
    struct buf *out = cls;

    buf_add(out, text, len);
    return buf_ok(out) ? 0 : -1;
}

enum err_code json_sorted(struct buf *out, const struct buf *json)
{
    json_error_t error;
    json_t *value;
    int failed;

    if (!buf_ok(json))
        return ERR_NO_MEMORY;
    value = json_loadb(json->data, json->len, JSON_REJECT_DUPLICATES, &error);
    /* We wrote it: what cannot be read is a fault of ours, or no memory. */
    must(value != NULL || json_error_code(&error) == json_error_out_of_memory);
    failed = value == NULL ||
             json_dump_callback(value, add, out,
                                JSON_SORT_KEYS | JSON_INDENT(1)) != 0;
    json_decref(value);
    buf_char(out, '\n');
    return failed || !buf_ok(out) ? ERR_NO_MEMORY : ERR_OK;
}
