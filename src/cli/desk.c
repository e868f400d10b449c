/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/desk.h"

#include <unistd.h>

#include "engine/evidence.h"
#include "store/store.h"

static enum err_code run(struct db *db, const char *dir, command_fn *command,
                         struct call *call, struct err *err)
{
    struct live live = { 0 };
    char key[65] = "";
    bool fatal;
    struct tx tx = {
        .db = db,
        .live = &live,
        .now = clock_utc_ms(),
        .monotonic = clock_monotonic_ms(),
        .random_hex = evidence_random_hex,
        .public_key = key,
    };
    enum err_code rc = evidence_public_key(dir, key, err);
    if (rc == ERR_OK)
        rc = tx_load(&tx);
    if (rc == ERR_OK)
        rc = command(&tx, call);
    if (rc == ERR_OK)
        rc = tx_commit(&tx, &fatal);
    db_rollback(db);
    live_clear(&live);
    return rc;
}

enum err_code desk_run(const char *dir, command_fn *command, struct call *call,
                       struct err *err)
{
    int lock = -1;
    struct db *db = NULL;
    *err = (struct err){ 0 };
    enum err_code rc = store_lock(dir, &lock, err);
    if (rc == ERR_OK)
        rc = store_open(dir, DB_WRITE, &db, err);
    if (rc == ERR_OK)
        rc = run(db, dir, command, call, err);
    if (rc != ERR_OK && err->detail[0] == '\0')
        err_set(err, rc, "%s", call->err.detail[0] != '\0'
                                   ? call->err.detail
                                   : err_title(rc));
    db_close(db);
    if (lock >= 0)
        close(lock);
    return rc;
}
