/* SPDX-License-Identifier: EUPL-1.2 */
/* sim COUNT SEED: plays COUNT random assemblies through the commands of the
 * engine, in stores in memory and with a simulated clock, and prints the
 * journal of each: the same seed gives the same bytes.
 *
 * Nothing is asserted about the answers; that is left to whoever recounts the
 * journals.  Of every tenth store the journals are also replayed.  What was
 * tried and how often it was refused goes to stderr. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/commands.h"
#include "engine/evidence.h"
#include "engine/forms.h"
#include "engine/verify.h"
#include "store/journal.h"

enum {
    HALLS = 8,      /* assemblies in one store, played through each other */
    CODES = 60,     /* halls share member codes, each in its own period */
    ROLL_MAX = 40,
    ROUNDS_MAX = 12,
    DAY_MS = 24 * 60 * 60 * 1000,
};
#define START_MS INT64_C(1577836800000) /* 2020-01-01 */

/* How the members of a round tend to vote. */
enum mood { FREELY, FIRST, SECOND, LAST, HALVES, THIRDS, ONE_BUT_ALL,
            MOOD_COUNT };

struct hall {
    int64_t id, motion; /* 0: not there yet */
    int64_t rounds[ROUNDS_MAX];
    int round_count, rounds_wanted;
    int presses, steps;
    enum mood mood;
    bool registered;
};
struct world {
    struct db *db;
    struct live live;
    struct tx tx;
    struct hall halls[HALLS], committed[HALLS];
    int hall_count;
    int64_t round_last;
};

static uint64_t state;
static long long tried[ERR_COUNT], verified_results, reloads, rollbacks;

/* ---- chance -------------------------------------------------------------- */

static uint64_t next(void) /* splitmix64 */
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int upto(int n) /* 0 .. n - 1 */
{
    return (int)(next() % (uint64_t)n);
}

static bool percent(int p)
{
    return upto(100) < p;
}

#define ONE_OF(list) (list)[upto((int)ARRAY_LEN(list))]

static void random_hex(char *out, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 2 * len; i++)
        out[i] = digits[next() & 15];
    out[2 * len] = '\0';
}

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "sim: %s: %s\n", what, why);
    exit(1);
}

static void need(enum err_code rc, const char *what)
{
    if (rc != ERR_OK)
        give_up(what, err_title(rc));
}

/* ---- one command, and what the writer does around it --------------------- */

static enum err_code order(struct world *w, command_fn *command,
                           struct call *call)
{
    enum err_code rc = command(&w->tx, call);
    if (err_is_ours(rc))
        give_up("a command", err_title(rc));
    tried[rc]++;
    call_clear(call);
    return rc;
}

static enum err_code ask(struct world *w, command_fn *command, enum role role,
                         int64_t id, const char *name, void *form)
{
    struct call call = { .who = { .known = true, .role = role }, .id = id,
                         .form = form };
    snprintf(call.name, sizeof call.name, "%s", name);
    return order(w, command, &call);
}

static void commit(struct world *w)
{
    bool fatal;
    need(tx_commit(&w->tx, &fatal), "a commit");
    memcpy(w->committed, w->halls, sizeof w->committed);
}

/* As when the disk was full: nothing of the batch is stored. */
static void lose_batch(struct world *w)
{
    need(tx_rollback(&w->tx), "reading back");
    memcpy(w->halls, w->committed, sizeof w->halls);
    rollbacks++;
}

static void restart(struct world *w)
{
    commit(w);
    need(tx_load(&w->tx), "reading back");
    need(command_restart(&w->tx), "a restart");
    reloads++;
}

static void expire(struct world *w)
{
    need(command_rounds_expire(&w->tx), "closing by the clock");
}

static void tick(struct world *w)
{
    int64_t passed = upto(2000);
    w->tx.now += passed;
    w->tx.monotonic += passed;
    if (upto(1000) == 0) /* somebody sets the clock */
        w->tx.now += upto(3600000) - 1800000;
}

/* ---- the register and the assembly --------------------------------------- */

static void day_of(const struct world *w, const struct hall *h, int offset,
                   char out[DATE_SIZE])
{
    char text[CLOCK_TEXT_SIZE];
    clock_text(START_MS + (int64_t)((h - w->halls) + offset) * DAY_MS, text);
    memcpy(out, text, DATE_SIZE - 1);
    out[DATE_SIZE - 1] = '\0';
}

static int64_t inhabitants(void)
{
    static const int64_t edges[] = {
        0, 1, 2, 3, 4, 5, 49, 50, 51, 99, 100, 101, 149, 150, 151, 7499, 7500,
        7600, 999999, 1000000, INHABITANTS_MAX - 1, INHABITANTS_MAX };
    if (percent(50))
        return ONE_OF(edges);
    return upto(percent(50) ? 1000 : (int)INHABITANTS_MAX + 1);
}

static int roll_size(void)
{
    int a, b;
    if (percent(20))
        return upto(4);
    a = 2 + upto(ROLL_MAX - 1);
    b = 2 + upto(ROLL_MAX - 1);
    return a < b ? a : b;
}

/* Each hall has members of its own: they are valid on its day only. */
static void import(struct world *w, struct hall *h)
{
    static const char *const names[] = {
        "Oostwoud", "’s-Graveland \"Oud\"", "Ñoñodam; c.a.", "A\\B",
        "Fryslân & Zn.", "<b>Zuid</b>", "大野", "🗳 Noord",
        "two\u2028lines" };
    static struct members_body body;
    bool used[CODES + 1] = { false };
    body.count = 0;
    h->registered = true;
    for (int left = roll_size(); left > 0; left--) {
        struct member_body *m = &body.list[body.count++];
        int code;
        while (used[code = 1 + upto(CODES)])
            ;
        used[code] = true;
        *m = (struct member_body){ .figure.inhabitants = inhabitants() };
        m->member.kind = percent(75) ? MUNICIPALITY : REGION;
        snprintf(m->member.code, CODE_SIZE, "%s%0*d",
                 m->member.kind == REGION ? "GW" : "GM", 2 + code % 5, code);
        snprintf(m->member.name, NAME_SIZE, "%s %d", ONE_OF(names), code);
        day_of(w, h, 0, m->member.valid_from);
        day_of(w, h, 1, m->member.valid_until);
        day_of(w, h, 0, m->figure.reference_date);
    }
    if (body.count > 0)
        ask(w, command_import, OPERATOR, 0, "", &body);
}

static struct weight_rule weight_rule(void)
{
    static const int64_t per[] = { 1, 2, 3, 7, 100, 1000, 10000,
                                   INHABITANTS_MAX };
    static const int64_t limits[] = { 1, 1, 1, 2, 3, 5, 74, 75, 76, 1000,
                                      WEIGHT_MAX - 1, WEIGHT_MAX };
    struct weight_rule r = { .per_inhabitants = ONE_OF(per),
                             .rounding = (enum rounding)upto(ROUNDING_COUNT),
                             .minimum = ONE_OF(limits), .cap = ONE_OF(limits) };
    if (percent(30)) /* so that ties are many */
        r.cap = r.minimum;
    if (r.minimum > r.cap && percent(98)) {
        int64_t swap = r.minimum;
        r.minimum = r.cap;
        r.cap = swap;
    }
    return r;
}

static void make_assembly(struct world *w, struct hall *h)
{
    struct assembly_body body = {
        .kind = (enum assembly_kind)upto(ASSEMBLY_KIND_COUNT),
        .title = "Simulated \"assembly\"", .place = "Nérgens" };
    int64_t id;
    need(assembly_next_id(w->db, &id), "the number of an assembly");
    day_of(w, h, 0, body.date);
    for (size_t i = 0; i < MEMBER_KIND_COUNT; i++)
        if (percent(80))
            body.rules.of[i] = weight_rule();
    if (ask(w, command_assembly_create, OPERATOR, 0, "", &body) == ERR_OK)
        h->id = id;
    h->rounds_wanted = 1 + upto(5);
}

static void move_assembly(struct world *w, struct hall *h,
                          enum assembly_state to)
{
    struct assembly_move_body body = { to };
    ask(w, command_assembly_move, OPERATOR, h->id, "", &body);
}

/* ---- who is there, and with what ----------------------------------------- */

static struct live_member *anyone(struct live_assembly *a)
{
    return a->member_count > 0 ? &a->members[upto((int)a->member_count)] : NULL;
}

static void check_one(struct world *w, struct live_assembly *a)
{
    struct present_body body = { percent(70) };
    const struct live_member *m = anyone(a);
    ask(w, command_attendance, OPERATOR, a->id, m != NULL ? m->code : "GM99",
        &body);
}

static void check_all(struct world *w, struct live_assembly *a)
{
    static struct attendance_body body;
    int p = percent(60) ? 100 : upto(101);
    body.count = 0;
    for (size_t i = 0; i < a->member_count; i++) {
        struct attendance *one = &body.list[body.count++];
        memcpy(one->member, a->members[i].code, sizeof one->member);
        one->present = percent(p);
    }
    ask(w, command_attendance_list, OPERATOR, a->id, "", &body);
}

static void serial_of(int number, char out[SERIAL_SIZE])
{
    snprintf(out, SERIAL_SIZE, "K.%d-%c", number, "aZ_9"[number % 4]);
}

static void assign_all(struct world *w, struct live_assembly *a)
{
    static struct handsets_body body;
    int p = percent(80) ? 100 : upto(101);
    body.count = 0;
    for (size_t i = 0; i < a->member_count; i++) {
        struct handset_body *one = &body.list[body.count];
        if (!percent(p))
            continue;
        memcpy(one->member, a->members[i].code, sizeof one->member);
        serial_of((int)i, one->serial);
        body.count++;
    }
    if (body.count > 0)
        ask(w, command_handsets_assign, OPERATOR, a->id, "", &body);
}

/* A new handset, another member's, or one that was somebody's once. */
static void assign_one(struct world *w, struct live_assembly *a)
{
    static struct handsets_body body;
    const struct live_member *m = anyone(a);
    if (m == NULL)
        return;
    body.count = 1;
    memcpy(body.list[0].member, m->code, sizeof m->code);
    serial_of(upto(2 * ROLL_MAX), body.list[0].serial);
    ask(w, command_handsets_assign, OPERATOR, a->id, "", &body);
}

static void revoke_one(struct world *w, struct live_assembly *a)
{
    char serial[SERIAL_SIZE];
    serial_of(upto(2 * ROLL_MAX), serial);
    if (a->assignment_count > 0)
        memcpy(serial,
               a->assignments[upto((int)a->assignment_count)].assignment.serial,
               sizeof serial);
    ask(w, command_handset_revoke, OPERATOR, a->id, serial, NULL);
}

/* ---- motions and rounds -------------------------------------------------- */

static void make_motion(struct world *w, struct hall *h,
                        struct live_assembly *a)
{
    static struct motion_body body;
    const struct live_member *mover = anyone(a);
    int64_t id;
    body = (struct motion_body){ .motion = {
        .number = "11a", .title = "Een \"motie\" over €",
        .text = "Eerste regel\n\ttweede",
        .kind = (enum motion_kind)upto(MOTION_KIND_COUNT),
        .board_advice = (enum advice)upto(ADVICE_COUNT) } };
    if (mover != NULL && percent(50)) {
        body.motion.mover_count = 1;
        memcpy(body.motion.movers[0], mover->code, CODE_SIZE);
    }
    if (percent(20))
        body.motion.amends = h->motion;
    need(motion_next_id(w->db, &id), "the number of a motion");
    if (ask(w, command_motion_create, OPERATOR, h->id, "", &body) == ERR_OK)
        h->motion = id;
}

static struct majority majority(void)
{
    static const struct majority special[] = {
        { 1, 2, MORE_THAN, BASE_CAST }, { 2, 3, AT_LEAST, BASE_CAST },
        { 1, 2, AT_LEAST, BASE_CAST }, { 2, 3, MORE_THAN, BASE_CAST },
        { 500, 1000, MORE_THAN, BASE_CAST }, { 4, 6, AT_LEAST, BASE_CAST },
        { 1, 1000, AT_LEAST, BASE_CAST }, { 999, 1000, MORE_THAN, BASE_CAST },
        { 1, 1, AT_LEAST, BASE_CAST }, { 51, 100, AT_LEAST, BASE_CAST } };
    struct majority m = { 0 };
    if (percent(20))
        return m; /* the default */
    if (percent(60)) {
        m = ONE_OF(special);
        if (percent(40))
            m.base = (enum base)upto(BASE_COUNT);
        return m;
    }
    m.denominator = 1 + upto(12);
    m.numerator = 1 + upto((int)m.denominator);
    m.comparison = (enum comparison)upto(COMPARISON_COUNT);
    m.base = (enum base)upto(BASE_COUNT);
    return m;
}

static void add_names(struct round_body *body)
{
    static const char *const names[NAMED_OPTIONS_MAX] = {
        "Voorstel", "Gewijzigd voorstel", "‘Zo’", "\"Anders\"", "A\\B", "é",
        "大", "🗳", "Optie 9", "x" };
    size_t first = (size_t)upto(NAMED_OPTIONS_MAX);
    body->option_count = (size_t)(percent(60) ? 2 + upto(3) : 2 + upto(9));
    for (size_t i = 0; i < body->option_count; i++)
        snprintf(body->options[i], OPTION_SIZE, "%s",
                 names[(first + i) % NAMED_OPTIONS_MAX]);
}

static void make_round(struct world *w, struct hall *h)
{
    static const uint32_t kinds[] = { 3, 3, 3, 3, 3, 3, 1, 2 };
    struct round_body body = { .majority = majority(), .abstain = percent(70),
                               .entitled_kinds = ONE_OF(kinds) };
    int64_t id;
    if (percent(35))
        add_names(&body);
    if (percent(30)) {
        body.quorum.denominator = 1 + upto(percent(80) ? 5 : 1000);
        body.quorum.numerator = 1 + upto((int)body.quorum.denominator);
        body.quorum.of = percent(50) ? BASE_PRESENT : BASE_ENTITLED;
        body.quorum.by = (enum quorum_by)upto(QUORUM_BY_COUNT);
    }
    if (percent(15))
        body.duration_seconds = 1 + upto(3600);
    need(round_next_id(w->db, &id), "the number of a round");
    if (ask(w, command_round_create, OPERATOR, h->motion, "",
            &body) == ERR_OK) {
        h->rounds[h->round_count++] = id;
        w->round_last = id;
    }
}

static enum err_code move_round(struct world *w, int64_t round,
                                enum role role, enum round_state to)
{
    struct round_move_body body = { .to = to };
    if (to == ROUND_STATE_ANNULLED)
        snprintf(body.reason, sizeof body.reason, "the \"wrong\" text");
    if (to == ROUND_STATE_OPEN && percent(10))
        body.duration_seconds = 1 + upto(60);
    return ask(w, command_round_move, role, round, "", &body);
}

static int64_t any_round(const struct hall *h)
{
    return h->round_count > 0 ? h->rounds[upto(h->round_count)] : 1;
}

static void open_round(struct world *w, struct hall *h,
                       const struct live_assembly *a)
{
    int64_t id = percent(90) && h->round_count > 0
                     ? h->rounds[h->round_count - 1] : any_round(h);
    if (move_round(w, id, OPERATOR, ROUND_STATE_OPEN) != ERR_OK)
        return;
    h->presses = (int)a->member_count + upto(2 * (int)a->member_count + 2);
    if (percent(5))
        h->presses = upto(3);
    h->mood = (enum mood)upto(MOOD_COUNT);
}

static void settle_round(struct world *w, struct hall *h)
{
    static const struct {
        enum role role;
        enum round_state to;
    } moves[] = {
        { CHAIR, ROUND_STATE_DECLARED }, { OPERATOR, ROUND_STATE_DECLARED },
        { COMMITTEE, ROUND_STATE_CERTIFIED },
        { OPERATOR, ROUND_STATE_PUBLISHED }, { OPERATOR, ROUND_STATE_ANNULLED },
        { COMMITTEE, ROUND_STATE_ANNULLED }, { CHAIR, ROUND_STATE_ANNULLED },
        { OPERATOR, ROUND_STATE_CLOSED }, { OPERATOR, ROUND_STATE_PREPARED } };
    size_t i = (size_t)upto((int)ARRAY_LEN(moves));
    move_round(w, any_round(h), moves[i].role, moves[i].to);
}

static void decide(struct world *w, const struct hall *h)
{
    struct decision_body body = { (enum outcome)upto(NO_MAJORITY + 1) };
    if (ask(w, command_motion_decide, OPERATOR, h->motion, "",
            &body) != ERR_OK || percent(50))
        return;
    body.outcome = OUTCOME_NONE;
    ask(w, command_motion_decide, OPERATOR, h->motion, "", &body);
}

/* ---- presses ------------------------------------------------------------- */

static int preferred(const struct hall *h, const struct live_assembly *a,
                     const struct live_member *m)
{
    int count = (int)a->round->terms.option_count, one = (int)(m - a->members);
    if (percent(5))
        return upto(count);
    switch (h->mood) {
    case FIRST:
        return 0;
    case SECOND:
        return 1;
    case LAST:
        return count - 1;
    case HALVES:
        return one % 2;
    case THIRDS:
        return one % 3 == 0;
    case ONE_BUT_ALL:
        return one == 0;
    case FREELY:
    case MOOD_COUNT:
        break;
    }
    return upto(count);
}

static int64_t sequence_after(const struct live_ballot *standing)
{
    int64_t last = standing->n >= 0 ? standing->sequence : 0;
    int dice = upto(100);
    if (dice < 75 && last < INT64_MAX)
        return last + 1;
    if (dice < 85 && last > 0)
        return last;
    if (dice < 92)
        return 1 + upto(3);
    if (dice < 93)
        return INT64_MAX - upto(2);
    return last < INT64_MAX / 2 ? last + 1 + upto(1000) : last;
}

static struct live_assignment *a_handset(struct live_assembly *a)
{
    struct live_assignment *as;
    int tries = 3;
    do
        as = &a->assignments[upto((int)a->assignment_count)];
    while (--tries > 0 && (as->assignment.state != ASSIGNED ||
                           (as->member->ballot.n >= 0 && percent(60))));
    return as;
}

static int64_t round_pressed(const struct world *w, const struct hall *h,
                             const struct live_assembly *a)
{
    if (percent(3) && w->round_last > 0)
        return 1 + upto((int)w->round_last);
    if (percent(2))
        return h->rounds[h->round_count - 1];
    return a->round->terms.id;
}

static void press(struct world *w, const struct hall *h,
                  struct live_assembly *a)
{
    const struct live_assignment *as = a_handset(a);
    struct ballot_body body = {
        .sequence = sequence_after(&as->member->ballot) };
    struct call call = { .who = { .known = true, .role = HANDSET,
                                  .assembly = a->id,
                                  .assignment = as->assignment.number },
                         .id = round_pressed(w, h, a), .form = &body };
    snprintf(body.choice, sizeof body.choice, "%s",
             percent(2) ? "no \"option\""
                        : a->round->terms.options[preferred(h, a, as->member)]);
    order(w, command_ballot, &call);
}

static void press_together(struct world *w, const struct hall *h,
                           struct live_assembly *a)
{
    static struct batch_body body;
    body.count = 1 + (size_t)upto(6);
    for (size_t i = 0; i < body.count; i++) {
        const struct live_assignment *as = a_handset(a);
        struct batch_ballot *b = &body.list[i];
        b->sequence = sequence_after(&as->member->ballot);
        b->key = percent(2) ? 99 : 1 + preferred(h, a, as->member);
        b->battery = upto(102) - 1;
        memcpy(b->handset, as->assignment.serial, sizeof b->handset);
        if (percent(2))
            snprintf(b->handset, sizeof b->handset, "unknown-%d", upto(9));
    }
    ask(w, command_ballot_batch, GATEWAY, round_pressed(w, h, a), "", &body);
}

static void vote(struct world *w, struct hall *h, struct live_assembly *a)
{
    if (a->round == NULL || a->assignment_count == 0) {
        h->presses--;
        return;
    }
    if (percent(60)) {
        press(w, h, a);
        h->presses--;
    } else {
        press_together(w, h, a);
        h->presses -= 3;
    }
}

/* ---- the course of an assembly ------------------------------------------- */

static void step_draft(struct world *w, struct hall *h,
                       struct live_assembly *a)
{
    if (percent(90)) {
        move_assembly(w, h, ASSEMBLY_CONVENED);
        return;
    }
    check_one(w, a); /* too early */
    move_assembly(w, h, ASSEMBLY_OPENED);
}

static void step_convened(struct world *w, struct hall *h,
                          struct live_assembly *a)
{
    check_all(w, a);
    assign_all(w, a);
    make_motion(w, h, a);
    if (percent(50))
        make_round(w, h);
    if (percent(20))
        open_round(w, h, a); /* too early */
    move_assembly(w, h, ASSEMBLY_OPENED);
}

static void step_voting(struct world *w, struct hall *h,
                        struct live_assembly *a)
{
    int dice = upto(100);
    if (h->presses <= 0)
        move_round(w, a->round->terms.id, OPERATOR, ROUND_STATE_CLOSED);
    else if (dice < 85)
        vote(w, h, a);
    else if (dice < 91)
        check_one(w, a);
    else if (dice < 93)
        assign_one(w, a);
    else if (dice < 95)
        revoke_one(w, a);
    else if (dice < 97) /* perhaps an extension */
        move_round(w, a->round->terms.id, OPERATOR, ROUND_STATE_OPEN);
    else if (dice < 98)
        open_round(w, h, a);
    else if (dice < 99)
        settle_round(w, h);
    else
        move_assembly(w, h, ASSEMBLY_ENDED);
}

static void step_agenda(struct world *w, struct hall *h,
                        struct live_assembly *a)
{
    int dice = upto(100);
    if (h->round_count >= h->rounds_wanted && percent(10))
        move_assembly(w, h, ASSEMBLY_ENDED);
    else if (dice < 10 || h->motion == 0)
        make_motion(w, h, a);
    else if (dice < 30 && h->round_count < ROUNDS_MAX)
        make_round(w, h);
    else if (dice < 50)
        open_round(w, h, a);
    else if (dice < 75)
        settle_round(w, h);
    else if (dice < 78)
        decide(w, h);
    else if (dice < 86)
        vote(w, h, a); /* too late */
    else if (dice < 90)
        percent(50) ? check_one(w, a) : check_all(w, a);
    else if (dice < 98)
        percent(50) ? assign_one(w, a) : revoke_one(w, a);
    else
        assign_all(w, a);
}

/* False when there is nothing more to do. */
static bool step(struct world *w, struct hall *h)
{
    struct live_assembly *a = live_assembly(&w->live, h->id);
    if (!h->registered) {
        import(w, h);
        return true;
    }
    if (a == NULL) {
        make_assembly(w, h);
        return true;
    }
    if (++h->steps > 1000)
        return false;
    switch (a->row.state) {
    case ASSEMBLY_DRAFT:
        step_draft(w, h, a);
        return h->steps < 8; /* without members it stays a draft */
    case ASSEMBLY_CONVENED:
        step_convened(w, h, a);
        break;
    case ASSEMBLY_OPENED:
        if (a->round != NULL && a->round->story.state == ROUND_STATE_OPEN)
            step_voting(w, h, a);
        else
            step_agenda(w, h, a);
        break;
    case ASSEMBLY_ENDED:
    case ASSEMBLY_STATE_COUNT:
        vote(w, h, a);
        return percent(50);
    }
    return true;
}

static void play(struct world *w)
{
    bool busy[HALLS];
    int left = w->hall_count;
    memset(busy, true, sizeof busy);
    while (left > 0) {
        int i = upto(w->hall_count);
        if (!busy[i])
            continue;
        tick(w);
        if (percent(90))
            expire(w);
        if (!step(w, &w->halls[i])) {
            busy[i] = false;
            left--;
        }
        if (percent(85))
            commit(w);
        else if (percent(3))
            lose_batch(w);
        else if (percent(2))
            restart(w);
    }
    commit(w);
}

/* ---- what comes out ------------------------------------------------------ */

static enum err_code print_line(void *cls, const struct journal_line *line)
{
    (void)cls;
    fwrite(line->text, 1, line->len, stdout);
    putchar('\n');
    return ERR_OK;
}

static void verify(struct world *w)
{
    struct verify_counts counts;
    struct err err;
    if (verify_store(w->db, NULL, NULL, &counts, &err) != ERR_OK)
        give_up("verify", err.detail);
    verified_results += counts.results;
}

static void run(int halls, bool thorough)
{
    static struct world w;
    struct err err = { 0 };
    w = (struct world){ .hall_count = halls };
    need(db_open("", DB_MEMORY, &w.db, &err), "the store");
    w.tx = (struct tx){ .db = w.db, .live = &w.live, .now = START_MS,
                        .monotonic = 1, .random_hex = random_hex,
                        .public_key = "" };
    need(tx_load(&w.tx), "the store");
    play(&w);
    for (int i = 0; i < halls; i++)
        if (w.halls[i].id != 0)
            need(journal_each(w.db, w.halls[i].id, 0, INT64_MAX, print_line,
                              NULL), "a journal");
    if (thorough)
        verify(&w);
    live_clear(&w.live);
    db_close(w.db);
}

int main(int argc, char **argv)
{
    struct err err = { 0 };
    if (argc != 3)
        give_up("usage", "sim COUNT SEED");
    long count = strtol(argv[1], NULL, 10);
    state = strtoull(argv[2], NULL, 10);
    if (evidence_init(&err) != ERR_OK)
        give_up("libsodium", err.detail);
    for (long done = 0, store = 0; done < count; done += HALLS, store++)
        run((int)(count - done < HALLS ? count - done : HALLS),
            store % 10 == 0);
    for (int i = 0; i < ERR_COUNT; i++)
        if (tried[i] > 0)
            fprintf(stderr, "%s: %lld\n", err_slug((enum err_code)i),
                    tried[i]);
    fprintf(stderr, "reloaded %lld times, lost %lld batches, replayed %lld "
            "results\n", reloads, rollbacks, verified_results);
    if (fflush(stdout) != 0)
        give_up("stdout", "not all was written");
    return 0;
}
