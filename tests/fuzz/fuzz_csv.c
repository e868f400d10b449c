/* SPDX-License-Identifier: EUPL-1.2 */
/* A register as CSV.  What is accepted is what the JSON form would accept;
 * what is refused is explained. */
#include "fuzz.h"

#include "engine/import.h"

static void must_fit_the_form(const struct members_body *members)
{
    struct faults faults = { 0 };
    struct buf json = { 0 };
    struct member_body row;

    must(members->count >= 1 && members->count <= LIST_MAX);
    for (size_t i = 0; i < members->count; i++) {
        buf_reset(&json);
        fields_print(&json, NULL, &member_body_form, &members->list[i]);
        must(buf_ok(&json));
        must(fields_read(&member_body_form, json.data, json.len, &row,
                         &faults) == ERR_OK);
    }
    faults_free(&faults);
    buf_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct members_body members;
    struct faults faults = { 0 };
    char *text = malloc(size + 1); /* never empty */
    enum err_code code;

    must(text != NULL);
    memcpy(text, data, size);
    code = import_read_csv(text, size, &members, &faults);
    if (code == ERR_OK) {
        must(faults.count == 0);
        must_fit_the_form(&members);
    } else {
        must(code == ERR_REGISTER_INVALID);
        must_explain(&faults);
    }
    faults_free(&faults);
    free(text);
    return 0;
}
