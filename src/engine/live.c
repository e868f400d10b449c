/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/live.h"

#include <stdlib.h>
#include <string.h>

#include "engine/nodes.h"
#include "engine/shapes.h"
#include "store/journal.h"
#include "store/votes.h"

/* ---- finding ---------------------------------------------------------------- */

struct live_assembly *live_assembly(struct live *live, int64_t id)
{
    for (struct live_assembly *a = live->assemblies; a != NULL; a = a->next)
        if (a->id == id)
            return a;
    return NULL;
}

static int by_code(const void *key, const void *element)
{
    const struct live_member *m = element;
    return strcmp(key, m->code);
}

struct live_member *live_member(struct live_assembly *a, const char *code)
{
    if (a->member_count == 0)
        return NULL;
    return bsearch(code, a->members, a->member_count, sizeof *a->members,
                   by_code);
}

struct live_assignment *live_assignment(struct live_assembly *a,
                                        int64_t number)
{
    if (number < 1 || (size_t)number > a->assignment_count)
        return NULL;
    return &a->assignments[number - 1];
}

struct live_assignment *live_latest_serial(struct live_assembly *a,
                                           const char *serial)
{
    for (size_t i = a->assignment_count; i > 0; i--)
        if (strcmp(a->assignments[i - 1].assignment.serial, serial) == 0)
            return &a->assignments[i - 1];
    return NULL;
}

struct live_assignment *live_assigned_serial(struct live_assembly *a,
                                             const char *serial)
{
    struct live_assignment *as = live_latest_serial(a, serial);
    return as != NULL && as->assignment.state == ASSIGNED ? as : NULL;
}

struct live_assignment *live_assigned_member(struct live_assembly *a,
                                             const char *code)
{
    for (size_t i = a->assignment_count; i > 0; i--) {
        struct live_assignment *as = &a->assignments[i - 1];
        if (as->assignment.state == ASSIGNED &&
            strcmp(as->assignment.member, code) == 0)
            return as;
    }
    return NULL;
}

struct live_round *live_round(struct live_assembly *a, int64_t round)
{
    return a->round != NULL && a->round->terms.id == round ? a->round : NULL;
}

bool live_is_entitled(const struct live_member *m, const struct round *r)
{
    return (r->entitled_kinds & BIT(m->kind)) != 0;
}

void live_count(struct live_assembly *a)
{
    a->present = a->entitled = (struct share){ 0 };
    for (size_t i = 0; i < a->member_count; i++) {
        const struct live_member *m = &a->members[i];
        a->entitled.weight += m->weight;
        a->entitled.members++;
        if (m->present) {
            a->present.weight += m->weight;
            a->present.members++;
        }
    }
}

/* ---- letting go ------------------------------------------------------------- */

static void clear_round(struct live_assembly *a)
{
    if (a->round != NULL) {
        free(a->round->result);
        free(a->round->robustness);
    }
    free(a->round);
    a->round = NULL;
}

static void clear_members(struct live_assembly *a)
{
    for (size_t i = 0; i < a->member_count; i++)
        free(a->members[i].name);
    free(a->members);
    a->members = NULL;
    a->member_count = 0;
}

void live_clear(struct live *live)
{
    while (live->assemblies != NULL) {
        struct live_assembly *a = live->assemblies;
        live->assemblies = a->next;
        clear_round(a);
        clear_members(a);
        free(a->checkpoint.note);
        free(a->assignments);
        free(a->screen_motion);
        free(a);
    }
    live->register_next = 0;
    live->register_tree = (struct tree){ 0 };
    free(live->register_checkpoint.note);
    live->register_checkpoint = (struct live_checkpoint){ 0 };
}

/* ---- loading ---------------------------------------------------------------- */

static enum err_code load_member(void *cls, const struct roll_row *row)
{
    struct live_assembly *a = cls;
    size_t n = a->member_count;
    if ((n & (n - 1)) == 0) { /* room grows at each power of two */
        size_t cap = n == 0 ? 1 : 2 * n;
        struct live_member *more = realloc(a->members, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        a->members = more;
    }
    struct live_member *m = &a->members[n];
    *m = (struct live_member){
        .kind = row->entry.kind,
        .weight = row->entry.weight,
        .present = row->present,
        .name = strdup(row->entry.name),
        .ballot.n = -1,
    };
    memcpy(m->code, row->entry.code, sizeof m->code);
    if (m->name == NULL)
        return ERR_NO_MEMORY;
    a->member_count++;
    return ERR_OK;
}

enum err_code live_set_roll(struct live_assembly *a, struct db *db)
{
    clear_members(a);
    enum err_code rc = roll_each(db, a->id, load_member, a);
    for (size_t i = 0; i < a->assignment_count; i++)
        a->assignments[i].member =
            live_member(a, a->assignments[i].assignment.member);
    live_count(a);
    return rc;
}

enum err_code live_add_assignment(struct live_assembly *a,
                                  const struct assignment *as,
                                  int64_t assigned_at)
{
    if (as->number != (int64_t)a->assignment_count + 1)
        return ERR_STORE_DAMAGED;
    if (a->assignment_count == a->assignment_cap) {
        size_t cap = a->assignment_cap == 0 ? 64 : 2 * a->assignment_cap;
        struct live_assignment *more =
            realloc(a->assignments, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        a->assignments = more;
        a->assignment_cap = cap;
    }
    a->assignments[a->assignment_count++] = (struct live_assignment){
        .assignment = *as,
        .assigned_at = assigned_at,
        .member = live_member(a, as->member),
        .battery = -1,
    };
    return ERR_OK;
}

static enum err_code load_assignment(void *cls,
                                     const struct assignment_row *row)
{
    return live_add_assignment(cls, &row->assignment, row->assigned_at);
}

static enum err_code load_press_count(void *cls, int64_t assignment,
                                      int64_t repeated, int64_t refused)
{
    struct live_assignment *as = live_assignment(cls, assignment);
    if (as != NULL) {
        as->repeated = repeated;
        as->refused = refused;
    }
    return ERR_OK;
}

static enum err_code load_ballot(void *cls, const struct ballot_row *row)
{
    struct live_assembly *a = cls;
    struct live_member *m = live_member(a, row->ballot.member);
    if (m == NULL)
        return ERR_STORE_DAMAGED;
    m->ballot = (struct live_ballot){
        .n = row->n,
        .assignment = row->ballot.assignment,
        .sequence = row->ballot.sequence,
        .replaces = row->ballot.replaces,
        .received_at = row->received_at,
        .option = round_option(&a->round->terms, row->ballot.choice),
    };
    a->round->turnout.weight += m->weight;
    a->round->turnout.members++;
    return ERR_OK;
}

static enum err_code load_late(void *cls, const struct late_row *row)
{
    struct live_assembly *a = cls;
    struct live_member *m = live_member(a, row->member);
    if (m != NULL)
        m->late = (struct live_late){
            row->at, round_option(&a->round->terms, row->choice),
        };
    return ERR_OK;
}

static enum err_code load_move(void *cls, const struct move_row *row)
{
    struct live_round *r = cls;
    story_add(&r->story, row->kind, row->at, &row->move);
    return ERR_OK;
}

static enum err_code load_motion_of_round(struct live_round *r, struct db *db)
{
    struct motion_row *motion = malloc(sizeof *motion);
    if (motion == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(db, r->terms.motion, motion);
    if (rc == ERR_OK) {
        memcpy(r->motion_number, motion->motion.number,
               sizeof r->motion_number);
        memcpy(r->motion_title, motion->motion.title, sizeof r->motion_title);
        r->motion_kind = motion->motion.kind;
    }
    free(motion);
    return rc;
}

enum err_code live_set_result(struct live_round *r, struct db *db)
{
    struct buf result = { 0 }, robustness = { 0 };
    enum err_code rc = result_print(db, r->terms.id, &result);
    if (rc == ERR_OK && !buf_ok(&result))
        rc = ERR_NO_MEMORY;
    if (rc == ERR_OK)
        rc = shape_robustness(db, &robustness, &r->terms);
    if (rc == ERR_OK) {
        free(r->result);
        free(r->robustness);
        r->result = buf_take(&result);
        r->robustness = buf_take(&robustness);
    }
    buf_free(&result);
    buf_free(&robustness);
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

enum err_code live_set_cosigned(struct live_assembly *a, struct db *db)
{
    return a->round == NULL ? ERR_OK
                            : cosigned_get(db, a->id, a->round->terms.id,
                                           &a->round->cosigned);
}

void live_set_deadline(struct live_round *r, int64_t utc_ms,
                       int64_t monotonic_ms)
{
    int64_t left = r->story.closes_at - utc_ms;
    r->closes_monotonic = monotonic_ms + (left > 0 ? left : 0);
}

enum err_code live_set_round(struct live_assembly *a, struct db *db,
                             int64_t round, int64_t utc_ms,
                             int64_t monotonic_ms)
{
    struct round_row row;
    clear_round(a);
    for (size_t i = 0; i < a->member_count; i++) {
        a->members[i].ballot = (struct live_ballot){ .n = -1 };
        a->members[i].late = (struct live_late){ .at = 0 };
    }
    for (size_t i = 0; i < a->assignment_count; i++)
        a->assignments[i].kept = 0;
    a->unknown_kept = 0;
    if (round == 0)
        return ERR_OK;
    enum err_code rc = round_get(db, round, &row);
    if (rc != ERR_OK)
        return rc;
    struct live_round *r = calloc(1, sizeof *r);
    if (r == NULL)
        return ERR_NO_MEMORY;
    a->round = r;
    r->terms = row.round;
    rc = load_motion_of_round(r, db);
    if (rc == ERR_OK)
        rc = move_each(db, round, load_move, r);
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, round, load_ballot, a);
    if (rc == ERR_OK)
        rc = press_each_late(db, a->id, round, load_late, a);
    if (rc == ERR_OK)
        rc = live_set_result(r, db);
    if (rc == ERR_OK)
        rc = live_set_cosigned(a, db);
    live_set_deadline(r, utc_ms, monotonic_ms);
    return rc;
}

static enum err_code load_screen_motion(struct live_assembly *a, struct db *db)
{
    struct buf text = { 0 };
    struct motion_row *row = malloc(sizeof *row);
    if (row == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(db, a->screen.motion, row);
    if (rc == ERR_OK)
        rc = shape_motion(db, &text, NULL, row);
    if (rc == ERR_OK && !buf_ok(&text))
        rc = ERR_NO_MEMORY;
    if (rc == ERR_OK)
        a->screen_motion = buf_take(&text);
    buf_free(&text);
    free(row);
    return rc;
}

enum err_code live_set_screen(struct live_assembly *a, struct db *db)
{
    free(a->screen_motion);
    a->screen_motion = NULL;
    enum err_code rc = screen_get(db, a->id, &a->screen);
    if (rc == ERR_OK && a->screen.show == SHOW_SUBJECT)
        rc = load_screen_motion(a, db);
    return rc;
}

enum err_code live_add_assembly(struct live *live, struct db *db, int64_t id,
                                int64_t utc_ms, int64_t monotonic_ms)
{
    int64_t round = 0;
    struct live_assembly *a = calloc(1, sizeof *a);
    if (a == NULL)
        return ERR_NO_MEMORY;
    a->id = id;
    a->next = live->assemblies;
    live->assemblies = a;
    enum err_code rc = assembly_get(db, id, &a->row);
    if (rc == ERR_OK)
        rc = journal_next(db, id, &a->journal_next);
    if (rc == ERR_OK)
        rc = nodes_load(db, id, a->journal_next, &a->tree);
    if (rc == ERR_OK)
        rc = assignment_each(db, id, load_assignment, a);
    if (rc == ERR_OK)
        rc = live_set_roll(a, db);
    if (rc == ERR_OK)
        rc = press_each_count(db, id, load_press_count, a);
    if (rc == ERR_OK)
        rc = round_current(db, id, &round);
    if (rc == ERR_OK)
        rc = live_set_round(a, db, round, utc_ms, monotonic_ms);
    if (rc == ERR_OK)
        rc = live_set_screen(a, db);
    a->changed = a->moved = true;
    return rc;
}

struct loading {
    struct live *live;
    struct db *db;
    int64_t utc_ms, monotonic_ms;
};

static enum err_code load_assembly(void *cls, int64_t id)
{
    struct loading *l = cls;
    return live_add_assembly(l->live, l->db, id, l->utc_ms, l->monotonic_ms);
}

enum err_code live_load(struct live *live, struct db *db, int64_t utc_ms,
                        int64_t monotonic_ms)
{
    struct loading l = { live, db, utc_ms, monotonic_ms };
    live_clear(live);
    enum err_code rc = journal_next(db, 0, &live->register_next);
    if (rc == ERR_OK)
        rc = nodes_load(db, 0, live->register_next, &live->register_tree);
    return rc != ERR_OK ? rc : assembly_each_id(db, load_assembly, &l);
}
