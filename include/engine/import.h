/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_IMPORT_H
#define ENGINE_IMPORT_H

#include "engine/forms.h"

/* import: a register as CSV text (RFC 4180) to the same rows as its JSON form.
 *
 * `;` or `,`; with or without byte order mark; CRLF or LF; quoted fields;
 * columns by name, English or Dutch, in any order.  Each row becomes the JSON
 * object that the API would take, so both are judged by one form.
 *
 * Fills *out and adds every fault of the file, its pointer `/<line>/<key>`;
 * lines count from 1, the header is one.  OK, REGISTER_INVALID with faults, or
 * NO_MEMORY. */
enum err_code import_read_csv(const char *text, size_t len,
                              struct members_body *out, struct faults *faults)
    MUST_CHECK;

#endif
