/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <stdlib.h>
#include <string.h>

#include "engine/shapes.h"

static enum err_code find_round(struct db *db, struct call *call,
                                struct round_row *row)
{
    enum err_code rc = round_get(db, call->id, row);
    if (rc == ERR_NOT_FOUND)
        call_refuse(call, rc, "there is no round %lld", (long long)call->id);
    return rc;
}

struct listing {
    struct db *db;
    struct buf *out;
    int64_t rows, size;
};

static enum err_code put_round(void *cls, int64_t round)
{
    struct listing *l = cls;
    if (l->rows++ == l->size) /* one more row says there is a next page */
        return ERR_OK;
    return shape_stored_round(l->db, l->out, NULL, round);
}

enum err_code view_rounds(struct db *db, struct call *call, int64_t now)
{
    const struct query *q = &call->query;
    struct assembly_row row;
    struct listing l = { .db = db, .out = &call->out, .size = q->page_size };
    (void)now;
    enum err_code rc = assembly_get(db, call->id, &row);
    if (rc == ERR_NOT_FOUND)
        return call_refuse(call, rc, "there is no assembly %lld",
                           (long long)call->id);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "rounds", '[');
    if (rc == ERR_OK)
        rc = round_each_id(db, call->id, q->page_size + 1,
                           (q->page - 1) * q->page_size, put_round, &l);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    call_link_pages(call, l.rows > l.size);
    return rc;
}

enum err_code view_round(struct db *db, struct call *call, int64_t now)
{
    (void)now;
    enum err_code rc = shape_stored_round(db, &call->out, NULL, call->id);
    if (rc == ERR_NOT_FOUND)
        call_refuse(call, rc, "there is no round %lld", (long long)call->id);
    return rc;
}

static enum err_code put_move(void *cls, const struct move_row *row)
{
    struct buf *b = cls;
    put_open(b, NULL, '{');
    put_text(b, "to", record_kind_words[row->kind]);
    put_time(b, "at", row->at);
    put_text(b, "by", row->move.by);
    put_text(b, "role", role_words[row->move.role]);
    if (row->move.reason[0] != '\0')
        put_text(b, "reason", row->move.reason);
    if (row->move.closes_at != 0)
        put_time(b, "closesAt", row->move.closes_at);
    if (row->move.cosignature != 0)
        put_int(b, "cosignature", row->move.cosignature);
    put_int(b, "journal", row->n);
    put_close(b, '}');
    return ERR_OK;
}

enum err_code view_round_moves(struct db *db, struct call *call, int64_t now)
{
    struct round_row row;
    (void)now;
    enum err_code rc = find_round(db, call, &row);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "transitions", '[');
    if (rc == ERR_OK)
        rc = move_each(db, call->id, put_move, &call->out);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    return rc;
}

/* ---- who voted what ---------------------------------------------------------------- */

struct member_name {
    char code[CODE_SIZE];
    char name[NAME_SIZE];
    int64_t weight;
    bool present, entitled, voted;
    char meant[OPTION_SIZE]; /* as it said afterwards, or "" */
    int64_t meant_at;
};
struct names {
    const struct round *terms;
    struct member_name *list; /* by code */
    size_t count, cap;
    struct buf *out;
};

static enum err_code load_name(void *cls, const struct roll_row *row)
{
    struct names *names = cls;
    if (names->count == names->cap) {
        size_t cap = names->cap == 0 ? 512 : 2 * names->cap;
        struct member_name *more = realloc(names->list, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        names->list = more;
        names->cap = cap;
    }
    struct member_name *m = &names->list[names->count++];
    memcpy(m->code, row->entry.code, sizeof m->code);
    memcpy(m->name, row->entry.name, sizeof m->name);
    m->weight = row->entry.weight;
    m->present = row->present;
    m->entitled = (names->terms->entitled_kinds & BIT(row->entry.kind)) != 0;
    m->voted = false;
    m->meant[0] = '\0';
    return ERR_OK;
}

static int by_code(const void *key, const void *element)
{
    const struct member_name *m = element;
    return strcmp(key, m->code);
}

static struct member_name *find_name(struct names *names, const char *code)
{
    if (names->count == 0)
        return NULL;
    return bsearch(code, names->list, names->count, sizeof *names->list,
                   by_code);
}

/* Before the close nobody sees a choice; before publication only those who run
 * the meeting do (api.md). */
static enum err_code judge_ballots(struct call *call,
                                   const struct round_row *row)
{
    static const uint32_t insiders =
        BIT(COMMITTEE) | BIT(OPERATOR) | BIT(CHAIR) | BIT(DISPLAY);
    bool inside = call->who.known && (insiders & BIT(call->who.role)) != 0;
    if (row->state == ROUND_STATE_PREPARED || row->state == ROUND_STATE_OPEN)
        return call_refuse(call, ERR_ROUND_NOT_CLOSED, "round %lld is %s",
                           (long long)call->id, round_state_words[row->state]);
    if (!inside && row->state != ROUND_STATE_PUBLISHED)
        return call_refuse(call, ERR_NOT_PUBLISHED, "round %lld is %s",
                           (long long)call->id, round_state_words[row->state]);
    return ERR_OK;
}

/* Who takes its correction back means what it voted. */
static void put_correction(struct buf *b, const struct member_name *m,
                           const char *choice)
{
    if (m->meant[0] == '\0' || strcmp(m->meant, choice) == 0)
        return;
    put_open(b, "correction", '{');
    put_text(b, "meant", m->meant);
    put_time(b, "at", m->meant_at);
    put_close(b, '}');
}

static enum err_code put_ballot(void *cls, const struct ballot_row *row)
{
    struct names *names = cls;
    const struct ballot *ballot = &row->ballot;
    struct member_name *m = find_name(names, ballot->member);
    if (m == NULL)
        return ERR_STORE_DAMAGED;
    put_open(names->out, NULL, '{');
    put_text(names->out, "code", m->code);
    put_text(names->out, "name", m->name);
    put_int(names->out, "weight", ballot->weight);
    put_text(names->out, "choice", ballot->choice);
    put_int(names->out, "sequence", ballot->sequence);
    put_time(names->out, "receivedAt", row->received_at);
    put_int(names->out, "journal", row->n);
    put_text(names->out, "auth", auth_words[ballot->auth]);
    put_correction(names->out, m, ballot->choice);
    put_close(names->out, '}');
    return ERR_OK;
}

static enum err_code add_correction(void *cls, const struct correction_row *row)
{
    struct member_name *m = find_name(cls, row->member);
    if (m == NULL)
        return ERR_STORE_DAMAGED;
    memcpy(m->meant, row->meant, sizeof m->meant);
    m->meant_at = row->at;
    return ERR_OK;
}

enum err_code view_ballots(struct db *db, struct call *call, int64_t now)
{
    struct round_row row;
    struct names names = { .terms = &row.round, .out = &call->out };
    (void)now;
    enum err_code rc = find_round(db, call, &row);
    if (rc == ERR_OK)
        rc = judge_ballots(call, &row);
    if (rc == ERR_OK)
        rc = roll_each(db, row.assembly, load_name, &names);
    if (rc == ERR_OK)
        rc = correction_each(db, call->id, add_correction, &names);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "ballots", '[');
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, call->id, put_ballot, &names);
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    free(names.list);
    return rc;
}

static enum err_code mark_voted(void *cls, const struct ballot_row *row)
{
    struct member_name *m = find_name(cls, row->ballot.member);
    if (m != NULL)
        m->voted = true;
    return ERR_OK;
}

enum err_code view_missing(struct db *db, struct call *call, int64_t now)
{
    struct round_row row;
    struct names names = { .terms = &row.round, .out = &call->out };
    (void)now;
    enum err_code rc = find_round(db, call, &row);
    if (rc == ERR_OK)
        rc = roll_each(db, row.assembly, load_name, &names);
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, call->id, mark_voted, &names);
    put_open(&call->out, NULL, '{');
    put_open(&call->out, "missing", '[');
    for (size_t i = 0; rc == ERR_OK && i < names.count; i++) {
        const struct member_name *m = &names.list[i];
        if (!m->present || !m->entitled || m->voted)
            continue;
        put_open(&call->out, NULL, '{');
        put_text(&call->out, "code", m->code);
        put_text(&call->out, "name", m->name);
        put_int(&call->out, "weight", m->weight);
        put_close(&call->out, '}');
    }
    put_close(&call->out, ']');
    put_close(&call->out, '}');
    free(names.list);
    return rc;
}
