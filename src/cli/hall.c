/* SPDX-License-Identifier: EUPL-1.2 */
/* hall: `stembus hall`, the handsets of a whole room against a server.
 *
 * Every round is a practice round, so nothing of it enters results.  Without
 * --assembly the members are fictitious and valid on one far day only, so that
 * no later roll can contain them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/chance.h"
#include "cli/commands.h"
#include "cli/fictitious.h"
#include "cli/hall.h"

#define DAY "2199-12-30"
#define DAY_AFTER "2199-12-31"

struct hall {
    struct hall_wish wish;
    struct stage stage;
    struct hall_room room;
    uint64_t chance;
    struct press_plan *plan; /* of the present round */
    size_t planned;
    int64_t round_number;
    bool agree;
    struct press_figures figures;
};

/* ---- the room ------------------------------------------------------------ */

/* Serials that no earlier rehearsal used. */
static bool give_handsets(struct hall *h)
{
    char prefix[20];
    snprintf(prefix, sizeof(prefix), "hall-%08" PRIx64 "-",
             (uint64_t)clock_utc_ms() & 0xffffffff);
    return stage_handsets(&h->stage, 0, h->stage.seat_count, prefix);
}

/* The members get the first seats; anybody else on the roll stays away. */
static bool keep_seats(struct hall *h, bool (*wanted)(const struct seat *))
{
    struct stage *st = &h->stage;
    size_t n = 0;
    for (size_t i = 0; i < st->seat_count && (int64_t)n < h->wish.handsets; i++)
        if (wanted(&st->seats[i]))
            st->seats[n++] = st->seats[i];
    st->seat_count = n;
    if ((int64_t)n < h->wish.handsets)
        stage_say(st, "%zu members take part; no more could be had", n);
    return n > 0;
}

static bool is_fictitious(const struct seat *s)
{
    return strncmp(s->code, "GM9", 3) == 0 ? strlen(s->code) == 7
                                           : strncmp(s->code, "GW9", 3) == 0;
}

static bool own_assembly(struct hall *h)
{
    static const struct stage_assembly rehearsal = {
        "alv", "Repetitie met verzonnen leden", DAY, "stembus hall",
    };
    struct stage *st = &h->stage;
    struct buf csv = { 0 };
    size_t count = (size_t)h->wish.handsets;
    fictitious_csv(&csv, count < FICTITIOUS_MEMBERS ? FICTITIOUS_MEMBERS
                                                    : count,
                   DAY, DAY, DAY_AFTER);
    return stage_register(st, &csv) && stage_make(st, &rehearsal) &&
           stage_move(st, "convened") && stage_move(st, "opened") &&
           stage_roll(st) && keep_seats(h, is_fictitious);
}

static bool has_no_handset(const struct seat *s)
{
    return s->serial[0] == '\0';
}

/* Marks the seats that have a handset already. */
static bool mark_handsets(struct stage *st)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/handsets",
             st->assembly);
    struct pick *p = stage_ask(st, "GET", path, NULL, NULL);
    if (p == NULL)
        return false;
    for (size_t i = 0; i < pick_count(p, "/handsets"); i++) {
        char member[CODE_SIZE] = "", state[16] = "";
        (void)pick_item_text(p, "/handsets", i, "member", member,
                             sizeof(member));
        (void)pick_item_text(p, "/handsets", i, "state", state, sizeof(state));
        for (size_t k = 0; k < st->seat_count; k++)
            if (strcmp(state, "assigned") == 0 &&
                strcmp(st->seats[k].code, member) == 0)
                memcpy(st->seats[k].serial, "taken", sizeof("taken"));
    }
    pick_free(p);
    return true;
}

static bool given_assembly(struct hall *h)
{
    struct stage *st = &h->stage;
    char path[80], state[16] = "";
    st->assembly = h->wish.assembly;
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64, st->assembly);
    struct pick *p = stage_ask(st, "GET", path, NULL, NULL);
    if (p != NULL)
        (void)pick_text(p, "/state", state, sizeof(state));
    pick_free(p);
    if (strcmp(state, "convened") == 0) {
        stage_say(st, "opening assembly %" PRId64, st->assembly);
        if (!stage_move(st, "opened"))
            return false;
    } else if (strcmp(state, "opened") != 0) {
        if (*state != '\0')
            stage_say(st, "assembly %" PRId64 " is %s; convened or opened is "
                      "needed", st->assembly, state);
        return false;
    }
    return stage_roll(st) && mark_handsets(st) &&
           keep_seats(h, has_no_handset);
}

static bool hall_open(struct hall *h)
{
    struct stage *st = &h->stage;
    return (h->wish.assembly > 0 ? given_assembly(h) : own_assembly(h)) &&
           stage_attend(st, 0, st->seat_count, true) && give_handsets(h) &&
           room_open(&h->room, st, (size_t)h->wish.gateways);
}

/* Leaves a given assembly as it was found. */
static bool hall_leave(struct hall *h)
{
    struct stage *st = &h->stage;
    bool ok = true;
    if (h->wish.assembly == 0)
        return stage_move(st, "ended");
    for (size_t i = 0; i < st->seat_count; i++) {
        struct seat *s = &st->seats[i];
        struct answer a;
        char path[160];
        snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/handsets/%s",
                 st->assembly, s->serial);
        ok &= stage_call(st, "DELETE", path, NULL, NULL, &a);
        if (!s->checked_in)
            s->present = false; /* was present without us: stays */
    }
    return stage_attend(st, 0, st->seat_count, false) && ok;
}

/* ---- a round ------------------------------------------------------------- */

static bool percent(struct hall *h, int64_t pct)
{
    return (int64_t)chance_below(&h->chance, 100) < pct;
}

static struct press_plan *plan_add(struct hall *h, size_t seat, size_t option,
                                   int64_t sequence, int64_t after_us)
{
    struct press_plan *p = &h->plan[h->planned++];
    *p = (struct press_plan){ .seat = seat, .option = option,
                              .sequence = sequence, .after_us = after_us,
                              .lose = percent(h, h->wish.lost) };
    if (percent(h, h->wish.repeats)) {
        h->plan[h->planned] = *p;
        h->plan[h->planned++].lose = false;
    }
    return p;
}

static int by_time(const void *a, const void *b)
{
    const struct press_plan *x = a, *y = b;
    if (x->after_us != y->after_us)
        return x->after_us < y->after_us ? -1 : 1;
    if (x->seat != y->seat)
        return x->seat < y->seat ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static void plan_make(struct hall *h)
{
    uint64_t spread = (uint64_t)h->wish.spread * 1000000;
    h->planned = 0;
    for (size_t i = 0; i < h->stage.seat_count; i++) {
        uint64_t mind = chance_below(&h->chance, 100);
        size_t option = mind < 62 ? 0 : mind < 92 ? 1 : 2;
        int64_t at = (int64_t)chance_below(&h->chance, spread);
        int64_t sequence = 1;
        if (percent(h, h->wish.changes)) {
            plan_add(h, i, (option + 1) % 3, sequence++, at);
            at += (int64_t)chance_below(&h->chance, spread / 4);
        }
        plan_add(h, i, option, sequence, at);
    }
    qsort(h->plan, h->planned, sizeof(*h->plan), by_time);
}

static void show_progress(void *cls, size_t acknowledged, size_t of)
{
    const struct hall *h = cls;
    fprintf(stderr, "\rround %" PRId64 "/%" PRId64 ": %zu of %zu presses "
            "acknowledged ", h->round_number, h->wish.rounds, acknowledged, of);
    if (acknowledged == of && h->round_number == h->wish.rounds)
        fputc('\n', stderr);
}

static bool practice(struct hall *h, int64_t *round)
{
    struct buf b = { 0 };
    char number[8], title[60];
    int64_t motion;
    snprintf(number, sizeof(number), "H%u",
             (unsigned)h->round_number % 100000);
    snprintf(title, sizeof(title), "Proefstemming %" PRId64, h->round_number);
    put_open(&b, NULL, '{');
    put_text(&b, "number", number);
    put_text(&b, "kind", "practice");
    put_text(&b, "title", title);
    put_close(&b, '}');
    bool ok = stage_motion(&h->stage, &b, &motion) &&
              stage_round(&h->stage, motion, "simple", round) &&
              stage_round_move(&h->stage, *round, NULL, "open");
    buf_free(&b);
    return ok;
}

static bool hall_round(struct hall *h)
{
    struct stage *st = &h->stage;
    struct share want[3] = { { 0, 0 }, { 0, 0 }, { 0, 0 } };
    int64_t round;
    plan_make(h);
    if (!practice(h, &round))
        return false;
    bool ok = presses_play(&h->room, round, h->plan, h->planned, &h->figures);
    ok &= stage_round_move(st, round, NULL, "closed");
    if (!ok || !presses_sum(st, h->plan, h->planned, want))
        return false;
    h->agree &= presses_agree(st, round, want);
    return stage_round_move(st, round, NULL, "declared");
}

static bool hall_play(struct hall *h)
{
    size_t room = 4 * h->stage.seat_count + 4;
    h->plan = calloc(room, sizeof(*h->plan));
    if (h->plan == NULL)
        return false;
    if (h->wish.progress) {
        h->room.progress = show_progress;
        h->room.cls = h;
    }
    h->agree = true;
    for (h->round_number = 1; h->round_number <= h->wish.rounds;
         h->round_number++)
        if (!hall_round(h))
            return false;
    return true;
}

int hall_main(int argc, char **argv)
{
    struct hall h = { 0 };
    char token[TOKEN_SIZE];
    if (!hall_wish_read(argc, argv, &h.wish) ||
        !hall_token_read(&h.wish, token))
        return 2;
    h.chance = (uint64_t)h.wish.seed;
    bool ok = stage_open(&h.stage, "hall", h.wish.server, token);
    if (ok) {
        bool opened = hall_open(&h);
        ok = opened && hall_play(&h);
        if (opened)
            ok &= hall_leave(&h);
        if (h.figures.presses > 0)
            hall_tell(&h.wish, &h.stage, &h.figures, h.agree);
    }
    room_close(&h.room);
    stage_close(&h.stage);
    free(h.plan);
    free(h.figures.latencies);
    return ok && h.agree && h.figures.unacknowledged == 0 ? 0 : 1;
}
