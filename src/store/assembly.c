/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/assembly.h"

#include <stdio.h>
#include <string.h>

#include "store/scalar.h"

enum err_code assembly_next_id(struct db *db, int64_t *id)
{
    return scalar_int(db, ASSEMBLY_NEXT_ID, id);
}

enum err_code assembly_insert(struct db *db, const struct assembly *a,
                              int64_t created_at)
{
    struct buf rules = { 0 };
    fields_print(&rules, NULL, &weight_rules_form, &a->rules);
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(&rules))
        rc = db_run(db, ASSEMBLY_INSERT, V_INT(a->id),
                    V_TEXT(assembly_kind_words[a->kind]), V_TEXT(a->title),
                    V_TEXT(a->date), V_TEXT(a->place),
                    V_SPAN(rules.data, rules.len), V_INT(created_at));
    buf_free(&rules);
    return rc;
}

enum err_code assembly_move(struct db *db, int64_t id, enum assembly_state to,
                            const char *seal)
{
    return db_run(db, ASSEMBLY_MOVE, V_INT(id),
                  V_TEXT(assembly_state_words[to]), V_TEXT(seal));
}

static enum err_code read_assembly(struct db *db, enum statement st,
                                   struct assembly_row *out)
{
    size_t len;
    struct assembly *a = &out->assembly;
    a->id = db_int(db, st, 0);
    a->kind = (enum assembly_kind)db_word(db, st, 1, assembly_kind_words);
    db_text(db, st, 2, a->title, sizeof a->title);
    db_text(db, st, 3, a->date, sizeof a->date);
    db_text(db, st, 4, a->place, sizeof a->place);
    const char *rules = db_span(db, st, 5, &len);
    enum err_code rc = scalar_form(&weight_rules_form, rules, len, &a->rules);
    out->state = (enum assembly_state)db_word(db, st, 6, assembly_state_words);
    db_text(db, st, 7, out->seal, sizeof out->seal);
    out->created_at = db_int(db, st, 8);
    return rc;
}

enum err_code assembly_get(struct db *db, int64_t id, struct assembly_row *out)
{
    enum err_code said = ERR_NOT_FOUND;
    db_query(db, ASSEMBLY_GET, V_INT(id));
    if (db_row(db, ASSEMBLY_GET))
        said = read_assembly(db, ASSEMBLY_GET, out);
    return db_end(db, ASSEMBLY_GET, said);
}

enum err_code assembly_each(struct db *db, int64_t limit, int64_t offset,
                            enum err_code (*row)(void *,
                                                 const struct assembly_row *),
                            void *cls)
{
    enum err_code said = ERR_OK;
    struct assembly_row r;
    db_query(db, ASSEMBLIES, V_INT(limit), V_INT(offset));
    while (said == ERR_OK && db_row(db, ASSEMBLIES)) {
        said = read_assembly(db, ASSEMBLIES, &r);
        if (said == ERR_OK)
            said = row(cls, &r);
    }
    return db_end(db, ASSEMBLIES, said);
}

enum err_code assembly_each_newest(struct db *db,
                                   enum err_code (*row)(
                                       void *, const struct assembly_row *),
                                   void *cls)
{
    enum err_code said = ERR_OK;
    struct assembly_row r;
    db_query_values(db, ASSEMBLIES_NEWEST, NULL, 0);
    while (said == ERR_OK && db_row(db, ASSEMBLIES_NEWEST)) {
        said = read_assembly(db, ASSEMBLIES_NEWEST, &r);
        if (said == ERR_OK)
            said = row(cls, &r);
    }
    return db_end(db, ASSEMBLIES_NEWEST, said);
}

enum err_code assembly_each_id(struct db *db,
                               enum err_code (*row)(void *, int64_t),
                               void *cls)
{
    enum err_code said = ERR_OK;
    db_query_values(db, ASSEMBLY_IDS, NULL, 0);
    while (said == ERR_OK && db_row(db, ASSEMBLY_IDS))
        said = row(cls, db_int(db, ASSEMBLY_IDS, 0));
    return db_end(db, ASSEMBLY_IDS, said);
}

enum err_code roll_insert(struct db *db, int64_t assembly,
                          const struct roll_entry *e)
{
    return db_run(db, ROLL_INSERT, V_INT(assembly), V_TEXT(e->code),
                  V_TEXT(member_kind_words[e->kind]), V_TEXT(e->name),
                  V_INT(e->inhabitants), V_TEXT(e->reference_date),
                  V_INT(e->weight));
}

enum err_code roll_each(struct db *db, int64_t assembly,
                        enum err_code (*row)(void *, const struct roll_row *),
                        void *cls)
{
    enum err_code said = ERR_OK;
    struct roll_row r;
    db_query(db, ROLL, V_INT(assembly));
    while (said == ERR_OK && db_row(db, ROLL)) {
        struct roll_entry *e = &r.entry;
        db_text(db, ROLL, 0, e->code, sizeof e->code);
        e->kind = (enum member_kind)db_word(db, ROLL, 1, member_kind_words);
        db_text(db, ROLL, 2, e->name, sizeof e->name);
        e->inhabitants = db_int(db, ROLL, 3);
        db_text(db, ROLL, 4, e->reference_date, sizeof e->reference_date);
        e->weight = db_int(db, ROLL, 5);
        r.present = db_int(db, ROLL, 6) != 0;
        said = row(cls, &r);
    }
    return db_end(db, ROLL, said);
}

enum err_code roll_name(struct db *db, int64_t assembly, const char *code,
                        char out[NAME_SIZE])
{
    db_query(db, ROLL_NAME, V_INT(assembly), V_TEXT(code));
    bool found = db_row(db, ROLL_NAME);
    if (found)
        db_text(db, ROLL_NAME, 0, out, NAME_SIZE);
    return db_end(db, ROLL_NAME, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code roll_each_of(struct db *db, const char *code,
                           enum err_code (*row)(void *,
                                                const struct roll_of_member *),
                           void *cls)
{
    enum err_code said = ERR_OK;
    struct roll_of_member r;
    db_query(db, ROLLS_OF_MEMBER, V_TEXT(code));
    while (said == ERR_OK && db_row(db, ROLLS_OF_MEMBER)) {
        r.assembly = db_int(db, ROLLS_OF_MEMBER, 0);
        db_text(db, ROLLS_OF_MEMBER, 1, r.title, sizeof r.title);
        db_text(db, ROLLS_OF_MEMBER, 2, r.date, sizeof r.date);
        struct roll_entry *e = &r.entry;
        snprintf(e->code, sizeof e->code, "%s", code);
        e->kind = (enum member_kind)db_word(db, ROLLS_OF_MEMBER, 3,
                                            member_kind_words);
        db_text(db, ROLLS_OF_MEMBER, 4, e->name, sizeof e->name);
        e->inhabitants = db_int(db, ROLLS_OF_MEMBER, 5);
        db_text(db, ROLLS_OF_MEMBER, 6, e->reference_date,
                sizeof e->reference_date);
        e->weight = db_int(db, ROLLS_OF_MEMBER, 7);
        said = row(cls, &r);
    }
    return db_end(db, ROLLS_OF_MEMBER, said);
}

enum err_code attendance_insert(struct db *db, int64_t assembly, int64_t n,
                                int64_t at, const struct attendance *a)
{
    return db_run(db, ATTENDANCE_INSERT, V_INT(assembly), V_TEXT(a->member),
                  V_INT(n), V_INT(a->present), V_INT(at));
}

enum err_code attendance_each(struct db *db, int64_t assembly,
                              enum err_code (*row)(
                                  void *, const struct attendance_row *),
                              void *cls)
{
    enum err_code said = ERR_OK;
    struct attendance_row r;
    db_query(db, ATTENDANCES, V_INT(assembly));
    while (said == ERR_OK && db_row(db, ATTENDANCES)) {
        db_text(db, ATTENDANCES, 0, r.attendance.member,
                sizeof r.attendance.member);
        r.n = db_int(db, ATTENDANCES, 1);
        r.attendance.present = db_int(db, ATTENDANCES, 2) != 0;
        said = row(cls, &r);
    }
    return db_end(db, ATTENDANCES, said);
}

enum err_code assignment_insert(struct db *db, int64_t assembly, int64_t at,
                                const struct assignment *a)
{
    return db_run(db, ASSIGNMENT_INSERT, V_INT(assembly), V_INT(a->number),
                  V_TEXT(a->serial), V_TEXT(a->member), V_INT(at));
}

enum err_code assignment_move(struct db *db, int64_t assembly, int64_t number,
                              enum assignment_state to)
{
    return db_run(db, ASSIGNMENT_MOVE, V_INT(assembly), V_INT(number),
                  V_TEXT(assignment_state_words[to]));
}

enum err_code assignment_each(struct db *db, int64_t assembly,
                              enum err_code (*row)(
                                  void *, const struct assignment_row *),
                              void *cls)
{
    enum err_code said = ERR_OK;
    struct assignment_row r;
    db_query(db, ASSIGNMENTS, V_INT(assembly));
    while (said == ERR_OK && db_row(db, ASSIGNMENTS)) {
        struct assignment *a = &r.assignment;
        a->number = db_int(db, ASSIGNMENTS, 0);
        db_text(db, ASSIGNMENTS, 1, a->serial, sizeof a->serial);
        db_text(db, ASSIGNMENTS, 2, a->member, sizeof a->member);
        a->state = (enum assignment_state)db_word(db, ASSIGNMENTS, 3,
                                                  assignment_state_words);
        r.assigned_at = db_int(db, ASSIGNMENTS, 4);
        said = row(cls, &r);
    }
    return db_end(db, ASSIGNMENTS, said);
}
