/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/rules.h"
#include "engine/apply.h"
#include "engine/evidence.h"
#include "engine/forms.h"
#include "engine/shapes.h"
#include "store/register.h"

const char *command_by(const struct call *call)
{
    return call->who.name[0] != '\0' ? call->who.name
                                     : role_words[call->who.role];
}

struct live_assembly *command_find_assembly(struct tx *tx, struct call *call,
                                            int64_t id)
{
    struct live_assembly *a = live_assembly(tx->live, id);
    if (a == NULL)
        call_refuse(call, ERR_NOT_FOUND, "there is no assembly %lld",
                    (long long)id);
    return a;
}

/* ---- making one ---------------------------------------------------------------- */

static void check_rules(struct call *call, struct weight_rules *rules)
{
    for (size_t i = 0; i < MEMBER_KIND_COUNT; i++) {
        char pointer[64];
        if (rules->of[i].per_inhabitants == 0)
            rules->of[i] = default_weight_rules.of[i];
        snprintf(pointer, sizeof pointer, "/weightRules/%s/minimum",
                 member_kind_words[i]);
        if (rules->of[i].minimum > rules->of[i].cap)
            faults_add(&call->faults, pointer, "may not exceed the cap");
    }
}

enum err_code command_assembly_create(struct tx *tx, struct call *call)
{
    struct assembly_body *body = call->form;
    struct begin_record begin = { .assembly.kind = body->kind,
                                  .program = "stembus " STEMBUS_VERSION };
    struct assembly *a = &begin.assembly;
    check_rules(call, &body->rules);
    if (call->faults.count > 0)
        return ERR_BODY_INVALID;
    memcpy(a->title, body->title, sizeof a->title);
    memcpy(a->date, body->date, sizeof a->date);
    memcpy(a->place, body->place, sizeof a->place);
    a->rules = body->rules;
    snprintf(begin.key, sizeof begin.key, "%s", tx->public_key);
    enum err_code rc = assembly_next_id(tx->db, &a->id);
    if (rc == ERR_OK)
        rc = apply(tx, a->id, RECORD_BEGIN, &begin, NULL);
    if (rc != ERR_OK)
        return rc;
    const struct live_assembly *live = live_assembly(tx->live, a->id);
    call->status = 201;
    snprintf(call->location, sizeof call->location, "/v1/assemblies/%lld",
             (long long)a->id);
    shape_assembly(&call->out, NULL, &live->row, live->journal_next);
    return ERR_OK;
}

/* ---- convening: the roll is frozen ---------------------------------------------- */

struct convening {
    struct tx *tx;
    struct call *call;
    const struct live_assembly *a;
    struct roll_entry *entries;
    size_t count, cap;
    int64_t weight;
    size_t without_figure;
    struct buf missing; /* codes, for the refusal */
};

static enum err_code convene_member(void *cls, const struct register_row *row)
{
    struct convening *c = cls;
    if (row->figure.inhabitants < 0) {
        if (c->without_figure++ < 20)
            buf_printf(&c->missing, "%s%s", c->missing.len > 0 ? ", " : "",
                       row->member.code);
        return ERR_OK;
    }
    if (c->count == c->cap) {
        size_t cap = c->cap == 0 ? 512 : 2 * c->cap;
        struct roll_entry *more = realloc(c->entries, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        c->entries = more;
        c->cap = cap;
    }
    struct roll_entry *e = &c->entries[c->count++];
    *e = (struct roll_entry){ .kind = row->member.kind,
                              .inhabitants = row->figure.inhabitants };
    memcpy(e->code, row->member.code, sizeof e->code);
    memcpy(e->name, row->member.name, sizeof e->name);
    memcpy(e->reference_date, row->figure.reference_date,
           sizeof e->reference_date);
    e->weight = weight_of(&c->a->row.assembly.rules.of[e->kind],
                          e->inhabitants);
    return weight_add(&c->weight, e->weight);
}

/* The seal: SHA-256 over the rule of each kind and the entries, as lines of
 * tab-separated fields (docs/architecture.md, "The roll's seal"). */
static enum err_code seal(const struct convening *c, char out[HASH_TEXT_SIZE])
{
    struct buf b = { 0 };
    for (size_t i = 0; i < MEMBER_KIND_COUNT; i++) {
        const struct weight_rule *r = &c->a->row.assembly.rules.of[i];
        buf_printf(&b, "%s\t%lld\t%s\t%lld\t%lld\n", member_kind_words[i],
                   (long long)r->per_inhabitants, rounding_words[r->rounding],
                   (long long)r->minimum, (long long)r->cap);
    }
    for (size_t i = 0; i < c->count; i++) {
        const struct roll_entry *e = &c->entries[i];
        buf_printf(&b, "%s\t%s\t%s\t%lld\t%s\t%lld\n", e->code,
                   member_kind_words[e->kind], e->name,
                   (long long)e->inhabitants, e->reference_date,
                   (long long)e->weight);
    }
    enum err_code rc = buf_ok(&b) ? ERR_OK : ERR_NO_MEMORY;
    if (rc == ERR_OK)
        evidence_digest(b.data, b.len, out);
    buf_free(&b);
    return rc;
}

static enum err_code judge_convening(struct convening *c)
{
    if (c->without_figure > 0)
        return call_refuse(c->call, ERR_REGISTER_INCOMPLETE,
                           "%zu members have no inhabitants on or before %s: "
                           "%s%s", c->without_figure,
                           c->a->row.assembly.date,
                           c->missing.data != NULL ? c->missing.data : "",
                           c->without_figure > 20 ? ", ..." : "");
    if (c->count == 0)
        return call_refuse(c->call, ERR_REGISTER_INCOMPLETE,
                           "the register has no members on %s",
                           c->a->row.assembly.date);
    return ERR_OK;
}

static enum err_code convene(struct tx *tx, struct call *call,
                             const struct live_assembly *a,
                             struct assembly_record *record)
{
    struct convening c = { .tx = tx, .call = call, .a = a };
    enum err_code rc = register_on(tx->db, a->row.assembly.date, INT64_MAX, 0,
                                   convene_member, &c);
    if (rc == ERR_OVERFLOW)
        rc = call_refuse(call, ERR_REGISTER_INCOMPLETE,
                         "the weights together exceed 2^53");
    if (rc == ERR_OK)
        rc = judge_convening(&c);
    if (rc == ERR_OK)
        rc = seal(&c, record->seal);
    for (size_t i = 0; rc == ERR_OK && i < c.count; i++)
        rc = apply(tx, a->id, RECORD_ROLL, &c.entries[i], NULL);
    record->members = (int64_t)c.count;
    record->weight = c.weight;
    free(c.entries);
    buf_free(&c.missing);
    return rc;
}

/* ---- moves ----------------------------------------------------------------------- */

static enum err_code judge_assembly_move(struct call *call,
                                         const struct live_assembly *a,
                                         enum assembly_state to)
{
    if (!(assembly_moves[a->row.state] & BIT(to)))
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "the assembly is %s and cannot become %s",
                           assembly_state_words[a->row.state],
                           assembly_state_words[to]);
    if (to == ASSEMBLY_ENDED && a->round != NULL &&
        a->round->story.state == ROUND_STATE_OPEN)
        return call_refuse(call, ERR_ROUND_OPEN, "round %lld is open",
                           (long long)a->round->terms.id);
    return ERR_OK;
}

enum err_code command_assembly_move(struct tx *tx, struct call *call)
{
    const struct assembly_move_body *body = call->form;
    struct assembly_record record = { .to = body->to };
    enum err_code rc = ERR_OK;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    if (a->row.state != body->to) { /* repeating a move is harmless */
        snprintf(record.by, sizeof record.by, "%s", command_by(call));
        rc = judge_assembly_move(call, a, body->to);
        if (rc == ERR_OK && body->to == ASSEMBLY_CONVENED)
            rc = convene(tx, call, a, &record);
        if (rc == ERR_OK)
            rc = apply(tx, a->id, RECORD_ASSEMBLY, &record, NULL);
    }
    if (rc == ERR_OK)
        shape_assembly(&call->out, NULL, &a->row, a->journal_next);
    return rc;
}

/* ---- attendance ------------------------------------------------------------------- */

static enum err_code judge_attendance(struct call *call,
                                      const struct live_assembly *a)
{
    if (a->row.state == ASSEMBLY_DRAFT)
        return call_refuse(call, ERR_NOT_CONVENED,
                           "attendance needs a frozen roll");
    if (a->row.state == ASSEMBLY_ENDED)
        return call_refuse(call, ERR_MOVE_IMPOSSIBLE,
                           "the assembly has ended");
    return ERR_OK;
}

enum err_code command_attendance(struct tx *tx, struct call *call)
{
    const struct present_body *body = call->form;
    struct attendance record = { .present = body->present };
    int64_t n = 0;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc = judge_attendance(call, a);
    if (rc != ERR_OK)
        return rc;
    const struct live_member *m = live_member(a, call->name);
    if (m == NULL)
        return call_refuse(call, ERR_NOT_FOUND, "%s is not on the roll",
                           call->name);
    bool changed = m->present != body->present;
    memcpy(record.member, m->code, sizeof record.member);
    if (changed)
        rc = apply(tx, a->id, RECORD_ATTENDANCE, &record, &n);
    put_open(&call->out, NULL, '{');
    put_text(&call->out, "code", m->code);
    put_bool(&call->out, "present", body->present);
    put_bool(&call->out, "changed", changed);
    if (changed)
        put_int(&call->out, "journal", n);
    put_close(&call->out, '}');
    return rc;
}

enum err_code command_attendance_list(struct tx *tx, struct call *call)
{
    const struct attendance_body *body = call->form;
    int64_t changed = 0;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc = judge_attendance(call, a);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; i < body->count; i++) {
        char pointer[40];
        snprintf(pointer, sizeof pointer, "/%zu/member", i);
        if (live_member(a, body->list[i].member) == NULL)
            faults_add(&call->faults, pointer, "%s is not on the roll",
                       body->list[i].member);
    }
    if (call->faults.count > 0)
        return ERR_BODY_INVALID;
    for (size_t i = 0; rc == ERR_OK && i < body->count; i++) {
        const struct attendance *r = &body->list[i];
        if (live_member(a, r->member)->present == r->present)
            continue;
        rc = apply(tx, a->id, RECORD_ATTENDANCE, r, NULL);
        changed++;
    }
    put_open(&call->out, NULL, '{');
    put_int(&call->out, "changed", changed);
    put_int(&call->out, "unchanged", (int64_t)body->count - changed);
    put_close(&call->out, '}');
    return rc;
}

/* ---- after a restart --------------------------------------------------------------- */

enum err_code command_restart(struct tx *tx)
{
    static const struct restart record = { "stembus " STEMBUS_VERSION };
    enum err_code rc = ERR_OK;
    for (struct live_assembly *a = tx->live->assemblies;
         rc == ERR_OK && a != NULL; a = a->next)
        if (a->row.state == ASSEMBLY_CONVENED ||
            a->row.state == ASSEMBLY_OPENED)
            rc = apply(tx, a->id, RECORD_RESTART, &record, NULL);
    return rc;
}
