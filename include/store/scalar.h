/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_SCALAR_H
#define STORE_SCALAR_H

#include "base/fields.h"
#include "store/db.h"

/* scalar: what several tables of the store need. */

/* The integer of a statement without parameters that gives one row. */
enum err_code scalar_int(struct db *db, enum statement st, int64_t *out)
    MUST_CHECK;

/* Reads a JSON document that we stored ourselves; STORE_DAMAGED otherwise. */
enum err_code scalar_form(const struct form *form, const char *json, size_t len,
                          void *out) MUST_CHECK;

#endif
