/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>

#include "engine/forms.h"

enum { WIDTH_MAX = 177 }; /* of the largest symbol */

static void put_row(struct buf *b, const unsigned char *modules, int width)
{
    char row[WIDTH_MAX + 1];
    must(width <= WIDTH_MAX);
    for (int i = 0; i < width; i++)
        row[i] = modules[i] & 1 ? '1' : '0';
    row[width] = '\0';
    put_text(b, NULL, row);
}

enum err_code view_qr_code(struct db *db, struct call *call, int64_t now)
{
    const struct qr_body *body = call->form;
    struct buf *b = &call->out;
    (void)db;
    (void)now;
    /* Level M survives a reflection on the screen; the text fits for sure, as
     * the largest symbol holds 2,331 bytes at that level. */
    QRcode *code =
        QRcode_encodeString(body->text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (code == NULL)
        return errno == ENOMEM ? ERR_NO_MEMORY : ERR_INTERNAL;
    put_open(b, NULL, '{');
    put_int(b, "size", code->width);
    put_open(b, "rows", '[');
    for (int i = 0; i < code->width; i++)
        put_row(b, code->data + i * code->width, code->width);
    put_close(b, ']');
    put_close(b, '}');
    QRcode_free(code);
    return ERR_OK;
}
