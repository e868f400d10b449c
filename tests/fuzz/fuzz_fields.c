/* SPDX-License-Identifier: EUPL-1.2 */
/* Every body that a request may have: the first byte chooses the form, the
 * rest is the JSON.  What is accepted prints, and what was printed reads back
 * to the very same print; what is refused is explained.  What the short way
 * reads, the long way reads as well (a blank behind it asks for that). */
#include "fuzz.h"

#include "base/fields_plain.h"

#include "engine/forms.h"

static const struct form *const forms[] = {
    &ballot_body_form,  &batch_body_form,         &assembly_body_form,
    &round_body_form,   &assembly_move_body_form, &present_body_form,
    &motion_body_form,  &attendance_body_form,    &handsets_body_form,
    &motion_patch_form, &decision_body_form,      &round_move_body_form,
    &token_body_form,   &members_body_form,       &session_body_form,
    &qr_body_form,
};

static void must_print_the_same(const struct form *form, void *value)
{
    struct faults faults = { 0 };
    struct buf first = { 0 }, second = { 0 };

    fields_print(&first, NULL, form, value);
    must(buf_ok(&first));
    /* Printed without spaces, but with what the escapes take. */
    if (form->max_body == 0 || first.len <= form->max_body) {
        must(fields_read(form, first.data, first.len, value, &faults) ==
             ERR_OK);
        fields_print(&second, NULL, form, value);
        must(second.len == first.len &&
             memcmp(second.data, first.data, first.len) == 0);
    }
    faults_free(&faults);
    buf_free(&first);
    buf_free(&second);
}

static void must_read_the_same(const struct form *form, const char *json,
                               size_t len, const void *value)
{
    struct faults faults = { 0 };
    char *text = malloc(len + 1);
    void *other = malloc(form->size);

    must(text != NULL && other != NULL);
    memcpy(text, json, len);
    text[len] = ' ';
    if (fields_read_plain(form, json, len, other) && len < form->max_body) {
        must(fields_read(form, text, len + 1, other, &faults) == ERR_OK);
        must(memcmp(other, value, form->size) == 0);
    }
    faults_free(&faults);
    free(text);
    free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void *values[ARRAY_LEN(forms)]; /* some are megabytes */
    struct faults faults = { 0 };
    enum err_code code;
    char *json;

    if (size == 0)
        return 0;
    const struct form *form = forms[data[0] % ARRAY_LEN(forms)];
    void **slot = &values[data[0] % ARRAY_LEN(forms)], *value;
    if (*slot == NULL)
        *slot = malloc(form->size);
    value = *slot;
    json = malloc(size); /* of its own, so that every byte beyond is found */
    must(value != NULL && json != NULL);
    memcpy(json, data + 1, size - 1);
    code = fields_read(form, json, size - 1, value, &faults);
    if (code == ERR_OK) {
        must(faults.count == 0);
        must_read_the_same(form, json, size - 1, value);
        must_print_the_same(form, value);
    } else {
        must(code == ERR_BODY_INVALID);
        must_explain(&faults);
    }
    faults_free(&faults);
    free(json);
    return 0;
}
