/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/desk.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "engine/evidence.h"
#include "engine/notary.h"
#include "store/file.h"
#include "store/store.h"

/* ---- opening ---------------------------------------------------------------------- */

static enum err_code load_key(struct desk *d, const char *dir, struct err *err)
{
    enum err_code rc = key_load(dir, &d->key, err);
    if (rc == ERR_NOT_FOUND)
        err_set(err, rc, "%s has no stembus.key; put it back, or go on with "
                "another: see `stembus help recover`", dir);
    return rc;
}

static void explain(const struct audit *a, const char *dir)
{
    struct buf text = { 0 };
    audit_explain(&text, a);
    fprintf(stderr, "stembus: %s is not what its checkpoints say, and is left "
                    "alone:\n\n%s\n"
                    "A backup that was put back, or a file that was changed? "
                    "`stembus verify --data %s`\nsays more. Two people may let "
                    "it go on, on the record: `stembus help recover`.\n",
            dir, text.data != NULL ? text.data : "", dir);
    buf_free(&text);
}

enum err_code desk_open(struct desk *d, const char *dir, const char *second,
                        struct err *err)
{
    struct audit a = { 0 };
    *d = (struct desk){ .lock = -1 };
    *err = (struct err){ 0 };
    enum err_code rc = store_lock(dir, &d->lock, err);
    if (rc == ERR_OK)
        rc = load_key(d, dir, err);
    if (rc == ERR_OK)
        rc = places_name(&d->places, dir, second, err);
    if (rc == ERR_OK && second[0] != '\0')
        rc = file_may_replace(second, err);
    if (rc == ERR_OK)
        rc = audit_open(&a, dir, &d->places, d->key, &d->db, err);
    if (rc == ERR_CHECKPOINT_UNMET)
        explain(&a, dir);
    for (size_t i = 0; rc == ERR_OK && i < d->places.count; i++)
        if (!a.there[i])
            log_warn("%s was not there, and is begun", d->places.paths[i]);
    audit_end(&a);
    return rc;
}

void desk_close(struct desk *d)
{
    db_close(d->db);
    key_free(d->key);
    if (d->lock >= 0)
        close(d->lock);
    *d = (struct desk){ .lock = -1 };
}

/* ---- one command ------------------------------------------------------------------ */

static enum err_code gather(void *cls, const char *note, size_t len)
{
    return notes_put(cls, note, len);
}

enum err_code desk_do(struct desk *d, command_fn *command, struct call *call,
                      struct notes *out, struct err *err)
{
    struct live live = { 0 };
    char public_key[2 * PUBLIC_SIZE + 1];
    bool fatal;
    struct notary notary = { .key = d->key, .tell = gather, .cls = out };
    struct tx tx = {
        .db = d->db,
        .live = &live,
        .now = clock_utc_ms(),
        .monotonic = clock_monotonic_ms(),
        .random_hex = evidence_random_hex,
        .public_key = public_key,
    };
    evidence_hex(key_public(d->key), PUBLIC_SIZE, public_key);
    enum err_code rc = tx_load(&tx);
    if (rc == ERR_OK)
        rc = command(&tx, call);
    if (rc == ERR_OK)
        rc = tx_commit(&tx, &fatal);
    db_rollback(d->db);
    if (rc == ERR_OK)
        rc = notary_attest(&notary, &live, d->db, INT64_MAX);
    live_clear(&live);
    if (rc != ERR_OK && err->detail[0] == '\0')
        err_set(err, rc, "%s", call->err.detail[0] != '\0'
                                   ? call->err.detail
                                   : err_title(rc));
    return rc;
}

enum err_code desk_keep(const struct desk *d, const struct notes *notes,
                        struct err *err)
{
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < d->places.count; i++)
        rc = places_write(d->places.paths[i], notes, err);
    return rc;
}

enum err_code desk_run(const char *dir, command_fn *command, struct call *call,
                       struct err *err)
{
    struct desk d;
    struct notes notes = { 0 };
    enum err_code rc = desk_open(&d, dir, "", err);
    if (rc == ERR_OK)
        rc = desk_do(&d, command, call, &notes, err);
    if (rc == ERR_OK)
        rc = desk_keep(&d, &notes, err);
    notes_free(&notes);
    desk_close(&d);
    return rc;
}
