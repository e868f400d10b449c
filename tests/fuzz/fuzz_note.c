/* SPDX-License-Identifier: EUPL-1.2 */
/* A file of checkpoints, as somebody may have changed it: what reads must print
 * to as many bytes, but for a last newline. */
#include "fuzz.h"

#include "engine/places.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char public_key[PUBLIC_SIZE] = { 9 };
    struct notes notes = { 0 };
    struct buf printed = { 0 };
    char *text = malloc(size + 1); /* never empty, and not a byte more */

    must(text != NULL);
    memcpy(text, data, size);
    if (notes_read(&notes, text, size) == ERR_OK) {
        notes_print(&printed, &notes);
        must(buf_ok(&printed));
        for (size_t i = 0; i < notes.count; i++) {
            const struct note *note = &notes.list[i];
            must(note->head.size >= 0 && note->head.journal >= 0);
            must(i == 0 || note->head.journal > note[-1].head.journal);
            must(!checkpoint_is_signed(note->text, note->len, public_key));
        }
        must(printed.len == size || printed.len + 1 == size);
    }
    notes_free(&notes);
    buf_free(&printed);
    free(text);
    return 0;
}
