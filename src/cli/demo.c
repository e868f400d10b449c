/* SPDX-License-Identifier: EUPL-1.2 */
/* demo: `stembus demo`, a whole assembly with fictitious members.
 *
 * The agenda and the shares are those of 8 June 2016.  Which member voted what
 * is not known, so this is a reconstruction with members that do not exist. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/chance.h"
#include "cli/commands.h"
#include "cli/demo.h"
#include "cli/fictitious.h"
#include "cli/presses.h"

enum { ABSENT = 86, SPREAD_US = 250000, CAP = 75 };

struct demo {
    struct demo_server server;
    struct stage stage;
    struct hall_room room;
    char chair[TOKEN_SIZE], committee[TOKEN_SIZE];
    struct press_plan *plan;
    size_t planned;
    struct press_figures figures;
    int differences, votes;
};

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal)
{
    (void)signal;
    stop_asked = 1;
}

/* ---- before the assembly ------------------------------------------------- */

static bool make_store(const struct demo_server *s, char token[TOKEN_SIZE])
{
    const char *args[] = { "init", "--data", s->data, NULL };
    struct buf out = { 0 };
    bool ok = demo_run(s, args, &out) && out.len > 0 && out.len < TOKEN_SIZE;
    if (ok) {
        memcpy(token, out.data, out.len + 1);
        token[strcspn(token, "\r\n")] = '\0';
    }
    buf_free(&out);
    return ok;
}

/* 86 of the larger municipalities stay at home, as many as in 2016. */
static bool check_in(struct stage *st)
{
    size_t towns = st->seat_count - FICTITIOUS_REGIONS, absent = 0;
    for (size_t i = 0; i < towns && absent < ABSENT; i++) {
        struct seat *s = &st->seats[(i * 37 + 5) % towns];
        if (s->weight < CAP)
            continue;
        s->present = true; /* as if: check-in passes over it */
        absent++;
    }
    if (!stage_attend(st, 0, st->seat_count, true))
        return false;
    for (size_t i = 0; i < st->seat_count; i++)
        st->seats[i].present = st->seats[i].checked_in;
    return true;
}

static bool convene(struct demo *d)
{
    static const struct stage_assembly alv = {
        "alv", "Algemene Ledenvergadering 8 juni 2016 (nagespeeld met "
        "verzonnen leden)", "2016-06-08", "Hangaar 32",
    };
    struct stage *st = &d->stage;
    struct buf csv = { 0 };
    fictitious_csv(&csv, FICTITIOUS_MEMBERS, "2016-01-01", "", "");
    return stage_register(st, &csv) && stage_token(st, "chair", d->chair) &&
           stage_token(st, "committee", d->committee) &&
           stage_make(st, &alv) && stage_move(st, "convened") &&
           stage_roll(st) && st->seat_count == FICTITIOUS_MEMBERS &&
           check_in(st) && stage_handsets(st, 0, st->seat_count, "K") &&
           stage_move(st, "opened") && room_open(&d->room, st, 0);
}

/* ---- a vote -------------------------------------------------------------- */

/* Fills who is present and casts: all but the first `aside` in a drawn order,
 * who abstain (even) or do not vote (odd). */
struct voters {
    size_t count, seats[FICTITIOUS_MEMBERS];
    int64_t weights[FICTITIOUS_MEMBERS];
    bool against[FICTITIOUS_MEMBERS];
    size_t aside_count, aside[8];
};

static void voters_fill(const struct stage *st, struct voters *v, size_t aside,
                        uint64_t chance)
{
    memset(v, 0, sizeof(*v));
    while (v->aside_count < aside) {
        size_t i = (size_t)chance_below(&chance, st->seat_count);
        bool known = !st->seats[i].present;
        for (size_t k = 0; k < v->aside_count; k++)
            known |= v->aside[k] == i;
        if (!known)
            v->aside[v->aside_count++] = i;
    }
    for (size_t i = 0; i < st->seat_count; i++) {
        bool casts = st->seats[i].present;
        for (size_t k = 0; k < aside; k++)
            casts &= v->aside[k] != i;
        if (!casts)
            continue;
        v->seats[v->count] = i;
        v->weights[v->count++] = st->seats[i].weight;
    }
}

static bool voters_choose(const struct stage *st, struct voters *v,
                          int hundredths, uint64_t chance)
{
    for (size_t aside = 1 + chance % 6 + 1; aside-- > 0;) {
        voters_fill(st, v, aside, chance);
        if (demo_opponents(v->weights, v->count, hundredths, chance,
                           v->against))
            return true;
    }
    return false;
}

/* One in twenty changes its mind, as many send twice, some lose the answer. */
static void press(struct demo *d, size_t seat, size_t option, uint64_t *chance)
{
    struct press_plan p = {
        .seat = seat, .option = option, .sequence = 1,
        .after_us = (int64_t)chance_below(chance, SPREAD_US),
    };
    if (chance_below(chance, 20) == 0) {
        d->plan[d->planned] = p;
        d->plan[d->planned++].option = option == 0 ? 1 : 0;
        p.sequence = 2;
    }
    if (chance_below(chance, 20) == 0)
        d->plan[d->planned++] = p;
    p.lose = chance_below(chance, 50) == 0;
    d->plan[d->planned++] = p;
}

static void plan_make(struct demo *d, const struct voters *v, uint64_t chance)
{
    d->planned = 0;
    for (size_t i = 0; i < v->count; i++)
        press(d, v->seats[i], v->against[i] ? 1 : 0, &chance);
    for (size_t i = 0; i < v->aside_count; i += 2)
        press(d, v->aside[i], 2, &chance);
}

static bool play_vote(struct demo *d, int64_t round, int hundredths)
{
    struct stage *st = &d->stage;
    struct voters *v = calloc(1, sizeof(*v));
    struct share want[3] = { { 0, 0 }, { 0, 0 }, { 0, 0 } };
    bool ok = v != NULL && voters_choose(st, v, hundredths, (uint64_t)round);
    if (!ok)
        stage_say(st, "no choice of opponents gives %d/10000", hundredths);
    if (ok)
        plan_make(d, v, (uint64_t)round);
    free(v);
    return ok && stage_round_move(st, round, NULL, "open") &&
           presses_play(&d->room, round, d->plan, d->planned, &d->figures) &&
           stage_round_move(st, round, NULL, "closed") &&
           presses_sum(st, d->plan, d->planned, want) &&
           presses_agree(st, round, want);
}

/* ---- the agenda ---------------------------------------------------------- */

static bool put_motion(struct demo *d, const struct agenda_item *it,
                       int64_t *id)
{
    struct buf b = { 0 };
    put_open(&b, NULL, '{');
    put_text(&b, "number", it->number);
    put_text(&b, "kind", it->kind);
    put_text(&b, "title", it->title);
    put_text(&b, "boardAdvice", it->advice != NULL ? it->advice : "none");
    if (it->movers != NULL) {
        put_open(&b, "movers", '[');
        const char *at = it->movers;
        for (char *end; *at != '\0'; at = end)
            put_text(&b, NULL, fictitious_member(strtoul(at, &end, 10)).code);
        put_close(&b, ']');
    }
    put_close(&b, '}');
    bool ok = stage_motion(&d->stage, &b, id);
    buf_free(&b);
    return ok;
}

/* "98.80" becomes "98,8", as the minutes write it. */
static void in_dutch(char *percent)
{
    size_t len = strlen(percent);
    char *point = strchr(percent, '.');
    if (point == NULL)
        return;
    *point = ',';
    while (percent[len - 1] == '0')
        percent[--len] = '\0';
    if (percent[len - 1] == ',')
        percent[len - 1] = '\0';
}

static void tell_row(struct demo *d, const struct agenda_item *it,
                     const char *percent, const char *outcome)
{
    bool same = strcmp(outcome, it->outcome) == 0 &&
                (it->minutes == NULL || strcmp(percent, it->minutes) == 0);
    bool practice = strcmp(it->kind, "practice") == 0;
    const char *minutes = it->minutes != NULL ? it->minutes
                          : practice          ? "75+" : "";
    printf("%-4s %-46.46s %7s %8s  %-12s %s\n", it->number, it->title, minutes,
           percent, outcome, same ? "" : "DIFFERS");
    fflush(stdout);
    d->differences += !same;
}

/* Reads what the server made of it, from the motion and its round. */
static bool tell(struct demo *d, const struct agenda_item *it, int64_t motion,
                 int64_t round)
{
    char path[80], percent[16] = "", outcome[32] = "?";
    struct pick *p = NULL;
    if (round > 0) {
        snprintf(path, sizeof(path), "/v1/rounds/%" PRId64, round);
        if ((p = stage_ask(&d->stage, "GET", path, NULL, NULL)) == NULL)
            return false;
        (void)pick_text(p, "/result/options/0/percent", percent,
                        sizeof(percent));
        (void)pick_text(p, "/result/outcome", outcome, sizeof(outcome));
        in_dutch(percent);
    } else {
        snprintf(path, sizeof(path), "/v1/motions/%" PRId64, motion);
        if ((p = stage_ask(&d->stage, "GET", path, NULL, NULL)) == NULL)
            return false;
        (void)pick_text(p, "/outcome", outcome, sizeof(outcome));
    }
    pick_free(p);
    tell_row(d, it, percent, outcome);
    return true;
}

static bool play_item(struct demo *d, const struct agenda_item *it)
{
    struct stage *st = &d->stage;
    int64_t motion, round = 0;
    if (!put_motion(d, it, &motion))
        return false;
    if (it->majority == NULL)
        return stage_decide(st, motion, it->outcome) &&
               tell(d, it, motion, 0);
    bool ok = stage_round(st, motion, it->majority, &round) &&
              play_vote(d, round, it->hundredths) &&
              stage_round_move(st, round, d->chair, "declared");
    if (ok && strcmp(it->kind, "practice") != 0) {
        ok = stage_round_move(st, round, d->committee, "certified") &&
             stage_round_move(st, round, NULL, "published");
        d->votes++;
    }
    return ok && tell(d, it, motion, round);
}

static bool play(struct demo *d)
{
    d->plan = calloc(3 * FICTITIOUS_MEMBERS, sizeof(*d->plan));
    if (d->plan == NULL)
        return false;
    printf("%-4s %-46s %7s %8s  %s\n", "item", "title", "minutes", "stembus",
           "outcome");
    for (size_t i = 0; i < agenda_len && !stop_asked; i++)
        if (!play_item(d, &agenda[i]))
            return false;
    return !stop_asked && stage_move(&d->stage, "ended");
}

/* ---- afterwards ---------------------------------------------------------- */

/* All votes and nothing else must be public. */
static bool check_results(struct demo *d)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/results/%" PRId64, d->stage.assembly);
    struct pick *p = stage_ask(&d->stage, "GET", path, NULL, NULL);
    size_t n = p != NULL ? pick_count(p, "/rounds") : 0;
    pick_free(p);
    if (n != (size_t)d->votes)
        stage_say(&d->stage, "%zu rounds are published, not %d", n, d->votes);
    return n == (size_t)d->votes;
}

static bool verify(const struct demo_server *s)
{
    const char *args[] = { "verify", "--data", s->data, NULL };
    struct buf out = { 0 };
    bool ok = demo_run(s, args, &out);
    if (out.len > 0)
        fputs(out.data, stdout);
    buf_free(&out);
    return ok;
}

static bool sum_up(struct demo *d)
{
    const struct press_figures *f = &d->figures;
    printf("\n%d votes published; %zu presses acknowledged (%zu stored, %zu "
           "repeated), %zu not; ", d->votes, f->stored + f->repeated,
           f->stored, f->repeated, f->unacknowledged);
    if (d->differences == 0)
        printf("every figure as in the minutes\n");
    else
        printf("%d figures differ from the minutes\n", d->differences);
    return d->differences == 0 && f->unacknowledged == 0;
}

/* On a terminal somebody is there to try it. */
static bool serve_on(struct demo *d)
{
    sigset_t stops, before;
    if (!demo_try(&d->stage, d->server.url))
        return false;
    printf("\nThe server goes on until Ctrl-C.\n");
    fflush(stdout);
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &before);
    while (!stop_asked)
        sigsuspend(&before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return true;
}

static bool demo_play(struct demo *d, const char *data)
{
    char token[TOKEN_SIZE];
    return demo_server_prepare(&d->server, data) &&
           make_store(&d->server, token) && demo_server_start(&d->server) &&
           stage_open(&d->stage, "demo", d->server.url, token) &&
           convene(d) && play(d) && check_results(d);
}

const struct setting demo_settings[] = {
    { "keep", SETTING_TEXT, "", .what = "DIR",
      .help = "keep the store there; else it is removed at the end" },
    SETTING_END
};

int demo_main(int argc, char **argv)
{
    const struct sigaction on_stop = { .sa_handler = ask_stop };
    struct settings s;
    if (settings_read(&s, demo_settings, argc, argv) != ERR_OK)
        return 2;
    if (s.arg_count > 0) {
        fprintf(stderr, "stembus demo: '%s' is no option\n", s.args[0]);
        return 2;
    }
    const char *data = settings_text(&s, "keep");
    sigaction(SIGINT, &on_stop, NULL);
    sigaction(SIGTERM, &on_stop, NULL);

    struct demo d = { 0 };
    bool ok = demo_play(&d, data[0] != '\0' ? data : NULL) && verify(&d.server);
    ok = sum_up(&d) && ok;
    if (ok && isatty(STDOUT_FILENO))
        ok = serve_on(&d);
    room_close(&d.room);
    stage_close(&d.stage);
    ok &= demo_server_stop(&d.server);
    demo_server_remove(&d.server);
    free(d.plan);
    free(d.figures.latencies);
    return ok ? 0 : 1;
}
