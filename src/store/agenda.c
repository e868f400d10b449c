/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/agenda.h"

#include <string.h>

#include "store/scalar.h"

/* ---- motions ---------------------------------------------------------------- */

enum err_code motion_next_id(struct db *db, int64_t *id)
{
    return scalar_int(db, MOTION_NEXT_ID, id);
}

static enum err_code insert_movers(struct db *db, const struct motion *m)
{
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < m->mover_count; i++)
        rc = db_run(db, MOVER_INSERT, V_INT(m->id), V_INT((int64_t)i),
                    V_TEXT(m->movers[i]));
    return rc;
}

enum err_code motion_insert(struct db *db, int64_t assembly,
                            const struct motion *m)
{
    enum err_code rc =
        db_run(db, MOTION_INSERT, V_INT(m->id), V_INT(assembly),
               V_TEXT(m->number), V_TEXT(motion_kind_words[m->kind]),
               V_TEXT(m->title), V_TEXT(m->text),
               V_TEXT(advice_words[m->board_advice]), V_INT(m->amends));
    return rc != ERR_OK ? rc : insert_movers(db, m);
}

enum err_code motion_update(struct db *db, const struct motion *m)
{
    enum err_code rc =
        db_run(db, MOTION_UPDATE, V_INT(m->id), V_TEXT(m->number),
               V_TEXT(motion_kind_words[m->kind]), V_TEXT(m->title),
               V_TEXT(m->text), V_TEXT(advice_words[m->board_advice]),
               V_INT(m->amends));
    if (rc == ERR_OK)
        rc = db_run(db, MOVERS_CLEAR, V_INT(m->id));
    return rc != ERR_OK ? rc : insert_movers(db, m);
}

enum err_code motion_move(struct db *db, int64_t id, enum motion_state to,
                          enum outcome outcome)
{
    return db_run(db, MOTION_MOVE, V_INT(id), V_TEXT(motion_state_words[to]),
                  V_TEXT(outcome_words[outcome]));
}

static enum err_code read_movers(struct db *db, struct motion *m)
{
    m->mover_count = 0;
    db_query(db, MOVERS, V_INT(m->id));
    while (m->mover_count < MOVERS_MAX && db_row(db, MOVERS)) {
        db_text(db, MOVERS, 0, m->movers[m->mover_count],
                sizeof m->movers[0]);
        m->mover_count++;
    }
    return db_done(db, MOVERS);
}

static enum err_code read_motion(struct db *db, enum statement st,
                                 struct motion_row *out)
{
    struct motion *m = &out->motion;
    m->id = db_int(db, st, 0);
    out->assembly = db_int(db, st, 1);
    db_text(db, st, 2, m->number, sizeof m->number);
    m->kind = (enum motion_kind)db_word(db, st, 3, motion_kind_words);
    db_text(db, st, 4, m->title, sizeof m->title);
    db_text(db, st, 5, m->text, sizeof m->text);
    m->board_advice = (enum advice)db_word(db, st, 6, advice_words);
    m->amends = db_int(db, st, 7);
    out->state = (enum motion_state)db_word(db, st, 8, motion_state_words);
    out->outcome = (enum outcome)db_word(db, st, 9, outcome_words);
    return read_movers(db, m);
}

enum err_code motion_get(struct db *db, int64_t id, struct motion_row *out)
{
    enum err_code said = ERR_NOT_FOUND;
    db_query(db, MOTION_GET, V_INT(id));
    if (db_row(db, MOTION_GET))
        said = read_motion(db, MOTION_GET, out);
    return db_end(db, MOTION_GET, said);
}

enum err_code motion_each(struct db *db, int64_t assembly, int64_t limit,
                          int64_t offset,
                          enum err_code (*row)(void *,
                                               const struct motion_row *),
                          void *cls)
{
    enum err_code said = ERR_OK;
    struct motion_row r;
    db_query(db, MOTIONS, V_INT(assembly), V_INT(limit), V_INT(offset));
    while (said == ERR_OK && db_row(db, MOTIONS)) {
        said = read_motion(db, MOTIONS, &r);
        if (said == ERR_OK)
            said = row(cls, &r);
    }
    return db_end(db, MOTIONS, said);
}

enum err_code motion_amended(struct db *db, int64_t id, int64_t *count)
{
    *count = 0;
    db_query(db, MOTION_AMENDED, V_INT(id));
    if (db_row(db, MOTION_AMENDED))
        *count = db_int(db, MOTION_AMENDED, 0);
    return db_done(db, MOTION_AMENDED);
}

/* ---- rounds ----------------------------------------------------------------- */

enum err_code round_next_id(struct db *db, int64_t *id)
{
    return scalar_int(db, ROUND_NEXT_ID, id);
}

enum err_code round_insert(struct db *db, int64_t assembly,
                           const struct round *r)
{
    struct buf terms = { 0 };
    fields_print(&terms, NULL, record_form(RECORD_ROUND), r);
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(&terms))
        rc = db_run(db, ROUND_INSERT, V_INT(r->id), V_INT(assembly),
                    V_INT(r->motion), V_SPAN(terms.data, terms.len));
    buf_free(&terms);
    return rc;
}

enum err_code round_move(struct db *db, int64_t id, enum round_state to)
{
    return db_run(db, ROUND_MOVE, V_INT(id), V_TEXT(round_state_words[to]));
}

enum err_code round_get(struct db *db, int64_t id, struct round_row *out)
{
    enum err_code said = ERR_NOT_FOUND;
    size_t len;
    db_query(db, ROUND_GET, V_INT(id));
    if (db_row(db, ROUND_GET)) {
        out->assembly = db_int(db, ROUND_GET, 1);
        out->state = (enum round_state)db_word(db, ROUND_GET, 3,
                                               round_state_words);
        const char *terms = db_span(db, ROUND_GET, 4, &len);
        said = scalar_form(record_form(RECORD_ROUND), terms, len, &out->round);
    }
    return db_end(db, ROUND_GET, said);
}

enum err_code round_each_id(struct db *db, int64_t assembly, int64_t limit,
                            int64_t offset,
                            enum err_code (*row)(void *, int64_t id),
                            void *cls)
{
    enum err_code said = ERR_OK;
    db_query(db, ROUNDS, V_INT(assembly), V_INT(limit), V_INT(offset));
    while (said == ERR_OK && db_row(db, ROUNDS))
        said = row(cls, db_int(db, ROUNDS, 0));
    return db_end(db, ROUNDS, said);
}

enum err_code round_each_published(struct db *db, int64_t assembly,
                                   enum err_code (*row)(void *, int64_t id),
                                   void *cls)
{
    enum err_code said = ERR_OK;
    db_query(db, ROUNDS_PUBLISHED, V_INT(assembly));
    while (said == ERR_OK && db_row(db, ROUNDS_PUBLISHED))
        said = row(cls, db_int(db, ROUNDS_PUBLISHED, 0));
    return db_end(db, ROUNDS_PUBLISHED, said);
}

enum err_code round_each_public(struct db *db, int64_t motion,
                                enum err_code (*row)(void *, int64_t id),
                                void *cls)
{
    enum err_code said = ERR_OK;
    db_query(db, ROUNDS_PUBLIC, V_INT(motion));
    while (said == ERR_OK && db_row(db, ROUNDS_PUBLIC))
        said = row(cls, db_int(db, ROUNDS_PUBLIC, 0));
    return db_end(db, ROUNDS_PUBLIC, said);
}

enum err_code round_count(struct db *db, int64_t assembly,
                          struct round_counts *out)
{
    *out = (struct round_counts){ 0 };
    db_query(db, ROUNDS_COUNTED, V_INT(assembly));
    if (db_row(db, ROUNDS_COUNTED))
        *out = (struct round_counts){
            .ever = db_int(db, ROUNDS_COUNTED, 0),
            .now = db_int(db, ROUNDS_COUNTED, 1),
            .adopted = db_int(db, ROUNDS_COUNTED, 2),
            .rejected = db_int(db, ROUNDS_COUNTED, 3),
        };
    return db_done(db, ROUNDS_COUNTED);
}

enum err_code round_current(struct db *db, int64_t assembly, int64_t *id)
{
    *id = 0;
    db_query(db, ROUND_CURRENT, V_INT(assembly));
    if (db_row(db, ROUND_CURRENT))
        *id = db_int(db, ROUND_CURRENT, 0);
    return db_done(db, ROUND_CURRENT);
}

/* ---- moves and results ------------------------------------------------------- */

enum err_code move_insert(struct db *db, int64_t n, int64_t at,
                          enum record_kind kind, const struct move *m)
{
    return db_run(db, MOVE_INSERT, V_INT(m->round), V_INT(n),
                  V_TEXT(record_kind_words[kind]), V_INT(at),
                  V_TEXT(role_words[m->role]), V_TEXT(m->by),
                  V_TEXT(m->reason), V_INT(m->closes_at),
                  V_INT(m->cosignature));
}

enum err_code move_each(struct db *db, int64_t round,
                        enum err_code (*row)(void *, const struct move_row *),
                        void *cls)
{
    enum err_code said = ERR_OK;
    struct move_row r;
    db_query(db, MOVES, V_INT(round));
    while (said == ERR_OK && db_row(db, MOVES)) {
        struct move *m = &r.move;
        m->round = round;
        r.n = db_int(db, MOVES, 0);
        r.kind = (enum record_kind)db_word(db, MOVES, 1, record_kind_words);
        r.at = db_int(db, MOVES, 2);
        m->role = (enum role)db_word(db, MOVES, 3, role_words);
        db_text(db, MOVES, 4, m->by, sizeof m->by);
        db_text(db, MOVES, 5, m->reason, sizeof m->reason);
        m->closes_at = db_int(db, MOVES, 6);
        m->cosignature = db_int(db, MOVES, 7);
        said = row(cls, &r);
    }
    return db_end(db, MOVES, said);
}

enum err_code result_insert(struct db *db, const struct result_record *r)
{
    struct buf text = { 0 };
    fields_print(&text, NULL, &result_form, &r->result);
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(&text))
        rc = db_run(db, RESULT_INSERT, V_INT(r->round),
                    V_TEXT(outcome_words[r->result.outcome]),
                    V_SPAN(text.data, text.len));
    buf_free(&text);
    return rc;
}

enum err_code result_print(struct db *db, int64_t round, struct buf *out)
{
    size_t len;
    db_query(db, RESULT_GET, V_INT(round));
    bool found = db_row(db, RESULT_GET);
    if (found) {
        const char *text = db_span(db, RESULT_GET, 1, &len);
        buf_add(out, text, len);
    }
    return db_end(db, RESULT_GET, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code result_get(struct db *db, int64_t round, struct result *out)
{
    enum err_code said = ERR_NOT_FOUND;
    size_t len;
    db_query(db, RESULT_GET, V_INT(round));
    if (db_row(db, RESULT_GET)) {
        const char *text = db_span(db, RESULT_GET, 1, &len);
        said = scalar_form(&result_form, text, len, out);
    }
    return db_end(db, RESULT_GET, said);
}

enum err_code result_outcome(struct db *db, int64_t round, enum outcome *out)
{
    db_query(db, RESULT_GET, V_INT(round));
    bool found = db_row(db, RESULT_GET);
    if (found)
        *out = (enum outcome)db_word(db, RESULT_GET, 0, outcome_words);
    return db_end(db, RESULT_GET, found ? ERR_OK : ERR_NOT_FOUND);
}
