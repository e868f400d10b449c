/* SPDX-License-Identifier: EUPL-1.2 */
/* A line of the journal, as a damaged or forged store may hold it: what reads
 * must print to the same bytes. */
#include "fuzz.h"

#include "domain/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record_head head;
    struct err err = { 0 };
    struct buf printed = { 0 };
    union record_body *body = malloc(sizeof *body);
    char *line = malloc(size + 1); /* never empty, and not a byte more */
    enum err_code code;

    must(body != NULL && line != NULL);
    memcpy(line, data, size);
    code = record_read(line, size, &head, body, &err);
    if (code == ERR_OK) {
        must(head.n >= 0 && (unsigned)head.kind < RECORD_KIND_COUNT);
        record_print(&printed, &head, body);
        must(buf_ok(&printed) && printed.len == size &&
             memcmp(printed.data, data, size) == 0);
        must(memchr(data, '\n', size) == NULL);
    } else {
        must(code == ERR_STORE_DAMAGED && err.detail[0] != '\0');
        must_be_utf8(err.detail);
    }
    buf_free(&printed);
    free(line);
    free(body);
    return 0;
}
