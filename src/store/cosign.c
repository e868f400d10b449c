/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/cosign.h"

#include <stdio.h>

/* ---- cosigners --------------------------------------------------------------- */

enum err_code cosigner_insert(struct db *db, int64_t assembly, int64_t n,
                              int64_t at, const struct cosigner_record *c)
{
    return db_run(db, COSIGNER_INSERT, V_INT(assembly), V_INT(n),
                  V_TEXT(c->name), V_TEXT(c->key), V_INT(c->needed),
                  V_TEXT(c->by), V_INT(at));
}

enum err_code cosigner_each(struct db *db, int64_t assembly,
                            enum err_code (*row)(void *,
                                                 const struct cosigner_row *),
                            void *cls)
{
    enum err_code said = ERR_OK;
    struct cosigner_row r;
    struct cosigner_record *c = &r.cosigner;
    db_query(db, COSIGNERS, V_INT(assembly));
    while (said == ERR_OK && db_row(db, COSIGNERS)) {
        r.n = db_int(db, COSIGNERS, 0);
        db_text(db, COSIGNERS, 1, c->name, sizeof c->name);
        db_text(db, COSIGNERS, 2, c->key, sizeof c->key);
        c->needed = db_int(db, COSIGNERS, 3);
        db_text(db, COSIGNERS, 4, c->by, sizeof c->by);
        r.at = db_int(db, COSIGNERS, 5);
        said = row(cls, &r);
    }
    return db_end(db, COSIGNERS, said);
}

/* ---- cosignatures -------------------------------------------------------------- */

enum err_code cosignature_insert(struct db *db, int64_t assembly, int64_t n,
                                 int64_t at, const struct cosignature *c)
{
    return db_run(db, COSIGNATURE_INSERT, V_INT(assembly), V_INT(n),
                  V_TEXT(c->cosigner), V_INT(c->size), V_TEXT(c->note),
                  V_INT(at));
}

enum err_code cosignature_get(struct db *db, int64_t assembly, int64_t n,
                              struct cosignature_row *out)
{
    db_query(db, COSIGNATURE_GET, V_INT(assembly), V_INT(n));
    bool found = db_row(db, COSIGNATURE_GET);
    if (found) {
        out->n = n;
        db_text(db, COSIGNATURE_GET, 0, out->cosigner, sizeof out->cosigner);
        out->size = db_int(db, COSIGNATURE_GET, 1);
        out->at = db_int(db, COSIGNATURE_GET, 2);
    }
    return db_end(db, COSIGNATURE_GET, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code cosignature_latest(struct db *db, int64_t assembly,
                                 const char *cosigner,
                                 struct cosignature_row *out)
{
    db_query(db, COSIGNATURE_LATEST, V_INT(assembly), V_TEXT(cosigner));
    bool found = db_row(db, COSIGNATURE_LATEST);
    if (found) {
        snprintf(out->cosigner, sizeof out->cosigner, "%s", cosigner);
        out->n = db_int(db, COSIGNATURE_LATEST, 0);
        out->size = db_int(db, COSIGNATURE_LATEST, 1);
        out->at = db_int(db, COSIGNATURE_LATEST, 2);
    }
    return db_end(db, COSIGNATURE_LATEST, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code cosignature_each(struct db *db, int64_t assembly, int64_t limit,
                               int64_t offset,
                               enum err_code (*row)(
                                   void *, const struct cosignature_row *),
                               void *cls)
{
    enum err_code said = ERR_OK;
    struct cosignature_row r;
    db_query(db, COSIGNATURES, V_INT(assembly), V_INT(limit), V_INT(offset));
    while (said == ERR_OK && db_row(db, COSIGNATURES)) {
        r.n = db_int(db, COSIGNATURES, 0);
        db_text(db, COSIGNATURES, 1, r.cosigner, sizeof r.cosigner);
        r.size = db_int(db, COSIGNATURES, 2);
        r.at = db_int(db, COSIGNATURES, 3);
        said = row(cls, &r);
    }
    return db_end(db, COSIGNATURES, said);
}

enum err_code cosignature_each_note(struct db *db, int64_t assembly,
                                    int64_t size,
                                    enum err_code (*row)(void *,
                                                         const char *note),
                                    void *cls)
{
    enum err_code said = ERR_OK;
    char note[NOTE_TEXT_SIZE];
    db_query(db, COSIGNATURES_AT, V_INT(assembly), V_INT(size));
    while (said == ERR_OK && db_row(db, COSIGNATURES_AT)) {
        db_text(db, COSIGNATURES_AT, 0, note, sizeof note);
        said = row(cls, note);
    }
    return db_end(db, COSIGNATURES_AT, said);
}

enum err_code cosigned_get(struct db *db, int64_t assembly, int64_t round,
                           struct cosigned *out)
{
    *out = (struct cosigned){ 0 };
    db_query(db, COSIGNATURES_NEEDED, V_INT(assembly));
    if (db_row(db, COSIGNATURES_NEEDED))
        out->needed = db_int(db, COSIGNATURES_NEEDED, 0);
    enum err_code rc = db_done(db, COSIGNATURES_NEEDED);
    if (rc != ERR_OK || out->needed == 0)
        return rc;
    db_query(db, COSIGNERS_BEYOND, V_INT(assembly), V_INT(round));
    if (db_row(db, COSIGNERS_BEYOND))
        out->have = db_int(db, COSIGNERS_BEYOND, 0);
    return db_done(db, COSIGNERS_BEYOND);
}

/* ---- corrections ---------------------------------------------------------------- */

enum err_code correction_insert(struct db *db, int64_t n, int64_t at,
                                const struct correction *c)
{
    return db_run(db, CORRECTION_INSERT, V_INT(c->round), V_INT(n),
                  V_TEXT(c->member), V_TEXT(c->meant),
                  V_TEXT(role_words[c->role]), V_TEXT(c->by), V_INT(at));
}

enum err_code correction_standing(struct db *db, int64_t round,
                                  const char *code, char out[OPTION_SIZE])
{
    db_query(db, CORRECTION_STANDING, V_INT(round), V_TEXT(code));
    bool found = db_row(db, CORRECTION_STANDING);
    if (found)
        db_text(db, CORRECTION_STANDING, 0, out, OPTION_SIZE);
    return db_end(db, CORRECTION_STANDING, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code correction_each(struct db *db, int64_t round,
                              enum err_code (*row)(
                                  void *, const struct correction_row *),
                              void *cls)
{
    enum err_code said = ERR_OK;
    struct correction_row r;
    db_query(db, CORRECTIONS, V_INT(round));
    while (said == ERR_OK && db_row(db, CORRECTIONS)) {
        r.n = db_int(db, CORRECTIONS, 0);
        db_text(db, CORRECTIONS, 1, r.member, sizeof r.member);
        db_text(db, CORRECTIONS, 2, r.meant, sizeof r.meant);
        r.at = db_int(db, CORRECTIONS, 3);
        said = row(cls, &r);
    }
    return db_end(db, CORRECTIONS, said);
}
