/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/register.h"

#include <stdlib.h>
#include <string.h>

enum err_code register_put_member(struct db *db, const struct member *m)
{
    return db_run(db, MEMBER_PUT, V_TEXT(m->code), V_TEXT(m->valid_from),
                  V_TEXT(member_kind_words[m->kind]), V_TEXT(m->name),
                  V_TEXT(m->valid_until));
}

enum err_code register_put_figure(struct db *db, const struct figure *f)
{
    return db_run(db, FIGURE_PUT, V_TEXT(f->code), V_TEXT(f->reference_date),
                  V_INT(f->inhabitants), V_TEXT(f->source));
}

static void read_member(struct db *db, enum statement st, struct member *m)
{
    db_text(db, st, 0, m->code, sizeof m->code);
    db_text(db, st, 1, m->valid_from, sizeof m->valid_from);
    m->kind = (enum member_kind)db_word(db, st, 2, member_kind_words);
    db_text(db, st, 3, m->name, sizeof m->name);
    db_text(db, st, 4, m->valid_until, sizeof m->valid_until);
}

enum err_code register_periods(struct db *db, const char *code,
                               enum err_code (*row)(void *,
                                                    const struct member *),
                               void *cls)
{
    enum err_code said = ERR_OK;
    struct member m;
    db_query(db, MEMBER_PERIODS, V_TEXT(code));
    while (said == ERR_OK && db_row(db, MEMBER_PERIODS)) {
        read_member(db, MEMBER_PERIODS, &m);
        said = row(cls, &m);
    }
    return db_end(db, MEMBER_PERIODS, said);
}

enum err_code register_figures(struct db *db, const char *code,
                               enum err_code (*row)(void *,
                                                    const struct figure *),
                               void *cls)
{
    enum err_code said = ERR_OK;
    struct figure f;
    db_query(db, FIGURES_OF, V_TEXT(code));
    while (said == ERR_OK && db_row(db, FIGURES_OF)) {
        db_text(db, FIGURES_OF, 0, f.code, sizeof f.code);
        db_text(db, FIGURES_OF, 1, f.reference_date, sizeof f.reference_date);
        f.inhabitants = db_int(db, FIGURES_OF, 2);
        db_text(db, FIGURES_OF, 3, f.source, sizeof f.source);
        said = row(cls, &f);
    }
    return db_end(db, FIGURES_OF, said);
}

enum err_code register_on(struct db *db, const char *date, int64_t limit,
                          int64_t offset,
                          enum err_code (*row)(void *,
                                               const struct register_row *),
                          void *cls)
{
    enum err_code said = ERR_OK;
    struct register_row r;
    db_query(db, REGISTER_ON, V_TEXT(date), V_INT(limit), V_INT(offset));
    while (said == ERR_OK && db_row(db, REGISTER_ON)) {
        read_member(db, REGISTER_ON, &r.member);
        memcpy(r.figure.code, r.member.code, sizeof r.figure.code);
        db_text(db, REGISTER_ON, 5, r.figure.reference_date,
                sizeof r.figure.reference_date);
        r.figure.inhabitants = db_int(db, REGISTER_ON, 6);
        db_text(db, REGISTER_ON, 7, r.figure.source, sizeof r.figure.source);
        said = row(cls, &r);
    }
    return db_end(db, REGISTER_ON, said);
}
