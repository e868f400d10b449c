/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/scalar.h"

#include "base/log.h"

enum err_code scalar_int(struct db *db, enum statement st, int64_t *out)
{
    db_query_values(db, st, NULL, 0);
    bool found = db_row(db, st);
    if (found)
        *out = db_int(db, st, 0);
    enum err_code rc = db_done(db, st);
    return rc == ERR_OK && !found ? ERR_STORE_DAMAGED : rc;
}

enum err_code scalar_form(const struct form *form, const char *json, size_t len,
                          void *out)
{
    struct faults faults = { 0 };
    enum err_code rc = fields_read(form, json, len, out, &faults);
    if (rc == ERR_BODY_INVALID) {
        log_error("store: a stored %s is damaged: %s %s", form->name,
                  faults.count > 0 ? faults.list[0].pointer : "",
                  faults.count > 0 ? faults.list[0].detail : "");
        rc = ERR_STORE_DAMAGED;
    }
    faults_free(&faults);
    return rc;
}
