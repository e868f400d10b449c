/* SPDX-License-Identifier: EUPL-1.2 */
/* presses: a round's key presses, played by handsets or through gateways.
 *
 * A "post" is one request with the presses it carries: one for a handset, up
 * to BATCH_MAX for a gateway, which gathers what it hears for BATCH_US. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/presses.h"

enum {
    BATCH_MAX = 250,
    BATCH_US = 100000,
    BUSY_US = 1000000, /* what Retry-After asks */
    TRIES_MAX = 40,
    PATIENCE_US = 20000000,
};

const char *const press_options[] = { "for", "against", "abstain", NULL };

struct post {
    size_t begin, count; /* of playing.order */
    size_t bytes_at;     /* in playing.bytes */
};

struct playing {
    struct hall_room *room;
    struct press_plan *list;
    size_t count, posts_count, acknowledged;
    struct press_plan **order; /* the presses, post after post */
    struct post *posts;
    struct shot *shots;
    struct buf bytes;
    struct press_figures *figures;
};

/* ---- who posts ----------------------------------------------------------- */

bool room_open(struct hall_room *room, struct stage *st, size_t gateways)
{
    memset(room, 0, sizeof(*room));
    room->stage = st;
    room->gateways = gateways;
    if (gateways > 0) {
        room->gateway_tokens = calloc(gateways, TOKEN_SIZE);
        for (size_t i = 0; i < gateways; i++)
            if (room->gateway_tokens == NULL ||
                !stage_token(st, "gateway", room->gateway_tokens[i]))
                return false;
    }
    room->load = load_new(&st->at, gateways > 0 ? gateways : st->seat_count);
    if (room->load == NULL)
        stage_say(st, "too many connections for this machine");
    return room->load != NULL;
}

void room_close(struct hall_room *room)
{
    load_free(room->load);
    free(room->gateway_tokens);
}

/* ---- requests ------------------------------------------------------------ */

static void ballot_print(struct buf *b, const struct press_plan *p)
{
    put_open(b, NULL, '{');
    put_text(b, "choice", press_options[p->option]);
    put_int(b, "sequence", p->sequence);
    put_close(b, '}');
}

static void batch_print(struct buf *b, const struct playing *pl,
                        const struct post *post)
{
    put_open(b, NULL, '{');
    put_open(b, "ballots", '[');
    for (size_t i = 0; i < post->count; i++) {
        const struct press_plan *p = pl->order[post->begin + i];
        put_open(b, NULL, '{');
        put_text(b, "handset", pl->room->stage->seats[p->seat].serial);
        put_int(b, "key", (int64_t)p->option + 1);
        put_int(b, "sequence", p->sequence);
        put_close(b, '}');
    }
    put_close(b, ']');
    put_close(b, '}');
}

static void post_print(struct playing *pl, struct post *post, int64_t round)
{
    const struct hall_room *room = pl->room;
    const struct press_plan *first = pl->order[post->begin];
    char path[80];
    struct buf body = { 0 };
    bool batch = room->gateways > 0;
    if (batch)
        batch_print(&body, pl, post);
    else
        ballot_print(&body, first);
    snprintf(path, sizeof(path), "/v1/rounds/%" PRId64 "/%s", round,
             batch ? "ballot-batches" : "ballots");
    struct http_request rq = {
        .method = "POST",
        .path = path,
        .token = batch ? room->gateway_tokens[first->seat % room->gateways]
                       : room->stage->seats[first->seat].token,
        .type = "application/json",
        .body = buf_ok(&body) ? body.data : "",
        .body_len = buf_ok(&body) ? body.len : 0,
    };
    post->bytes_at = pl->bytes.len;
    http_request_print(&pl->bytes, room->stage->at.host, &rq);
    pl->bytes.failed |= body.failed;
    buf_free(&body);
}

/* One gateway's presses in batches; `order` and `posts` grow. */
static void gather(struct playing *pl, size_t gateway, size_t *filled)
{
    struct post *post = NULL;
    for (size_t i = 0; i < pl->count; i++) {
        struct press_plan *p = &pl->list[i];
        if (p->seat % pl->room->gateways != gateway)
            continue;
        if (post == NULL || post->count == BATCH_MAX ||
            p->after_us > pl->order[post->begin]->after_us + BATCH_US) {
            post = &pl->posts[pl->posts_count++];
            post->begin = *filled;
        }
        pl->order[(*filled)++] = p;
        post->count++;
    }
}

static void posts_make(struct playing *pl, int64_t round)
{
    size_t filled = 0;
    for (size_t g = 0; g < pl->room->gateways; g++)
        gather(pl, g, &filled);
    for (size_t i = 0; pl->room->gateways == 0 && i < pl->count; i++) {
        pl->order[i] = &pl->list[i];
        pl->posts[pl->posts_count++] = (struct post){ .begin = i, .count = 1 };
    }
    for (size_t i = 0; i < pl->posts_count; i++)
        post_print(pl, &pl->posts[i], round);
}

static void shots_make(struct playing *pl, int64_t start_us)
{
    size_t gateways = pl->room->gateways;
    for (size_t i = 0; i < pl->posts_count; i++) {
        const struct post *post = &pl->posts[i];
        const struct press_plan *last =
            pl->order[post->begin + post->count - 1];
        size_t end = i + 1 < pl->posts_count ? pl->posts[i + 1].bytes_at
                                             : pl->bytes.len;
        struct shot *s = &pl->shots[i];
        *s = (struct shot){
            .hand = gateways > 0 ? last->seat % gateways : last->seat,
            .bytes = pl->bytes.data + post->bytes_at,
            .len = end - post->bytes_at,
            .at_us = start_us + last->after_us,
            .lose = pl->order[post->begin]->lose,
            .owner = pl,
        };
        pl->figures->lost += s->lose;
    }
}

/* ---- answers ------------------------------------------------------------- */

static void error_count(struct press_figures *f, int status, const char *code)
{
    size_t i = 0;
    while (i < f->error_count && (f->errors[i].status != status ||
                                  strcmp(f->errors[i].code, code) != 0))
        i++;
    if (i == PRESS_ERRORS)
        i--; /* the last row takes what does not fit */
    struct press_error *e = &f->errors[i];
    if (i == f->error_count) {
        f->error_count++;
        e->status = status;
        snprintf(e->code, sizeof(e->code), "%s", code);
    }
    e->count++;
}

/* Says whether this press is to be sent again. */
static bool press_answered(struct playing *pl, struct press_plan *p,
                           const struct shot *s, int status, const char *code)
{
    struct press_figures *f = pl->figures;
    if (p->status == 200 || p->status == 201)
        return false; /* told before; this batch went twice for another */
    p->status = status;
    p->latency_us = s->latency_us;
    if (status != 200 && status != 201) {
        error_count(f, status, code);
        return (status == 429 || status == 503) && s->sends < TRIES_MAX;
    }
    pl->acknowledged++;
    f->stored += status == 201;
    f->repeated += status == 200;
    f->latencies[f->latency_count++] = p->latency_us;
    return false;
}

/* The slug of a problem; "" when there is none. */
static void problem_code(const char *body, size_t len, char out[32])
{
    static const char urn[] = "urn:stembus:";
    const char *end = body + len;
    const char *at = memmem(body, len, urn, sizeof(urn) - 1);
    size_t n = 0;
    for (at = at != NULL ? at + sizeof(urn) - 1 : end;
         at < end && *at != '"' && n < 31; at++)
        out[n++] = *at;
    out[n] = '\0';
}

static bool batch_answered(struct playing *pl, const struct post *post,
                           const struct shot *s, const char *body, size_t len)
{
    struct pick *p = pick_read(body, len);
    bool again = false;
    for (size_t i = 0; i < post->count; i++) {
        int64_t status = 0;
        char code[32] = "no-answer";
        (void)pick_item_int(p, "", i, "status", &status);
        (void)pick_item_text(p, "", i, "code", code, sizeof(code));
        again |= press_answered(pl, pl->order[post->begin + i], s, (int)status,
                                code);
    }
    pick_free(p);
    return again;
}

static bool post_answered(void *cls, struct shot *s, const char *body,
                          size_t len)
{
    struct playing *pl = cls;
    const struct post *post = &pl->posts[s - pl->shots];
    bool again = false;
    char code[32] = "";
    if (pl->room->gateways > 0 && s->status == 200) {
        again = batch_answered(pl, post, s, body, len);
    } else {
        if (s->status >= 400)
            problem_code(body, len, code);
        for (size_t i = 0; i < post->count; i++)
            again |= press_answered(pl, pl->order[post->begin + i], s,
                                    s->status, code);
    }
    if (again)
        s->at_us = clock_monotonic_us() + BUSY_US;
    return again;
}

static void report(void *cls)
{
    const struct playing *pl = cls;
    if (pl->room->progress != NULL)
        pl->room->progress(pl->room->cls, pl->acknowledged, pl->count);
}

/* ---- a round ------------------------------------------------------------- */

static bool playing_make(struct playing *pl)
{
    struct press_figures *f = pl->figures;
    int64_t *more = realloc(f->latencies, (f->latency_count + pl->count + 1) *
                                              sizeof(*more));
    if (more != NULL)
        f->latencies = more;
    pl->order = calloc(pl->count + 1, sizeof(struct press_plan *));
    pl->posts = calloc(pl->count + 1, sizeof(*pl->posts));
    pl->shots = calloc(pl->count + 1, sizeof(*pl->shots));
    return more != NULL && pl->order != NULL && pl->posts != NULL &&
           pl->shots != NULL;
}

bool presses_play(struct hall_room *room, int64_t round,
                  struct press_plan *list, size_t count,
                  struct press_figures *figures)
{
    struct playing pl = { .room = room, .list = list, .count = count,
                          .figures = figures };
    bool ok = playing_make(&pl);
    if (ok) {
        posts_make(&pl, round);
        ok = buf_ok(&pl.bytes);
    }
    if (!ok)
        stage_say(room->stage, "out of memory");
    if (ok && !load_connect(room->load, PATIENCE_US)) {
        stage_say(room->stage, "the server does not accept all connections");
        ok = false;
    }
    if (ok) {
        struct load_calls calls = { post_answered, report, &pl };
        shots_make(&pl, clock_monotonic_us());
        load_run(room->load, pl.shots, pl.posts_count, PATIENCE_US, &calls);
        report(&pl);
        figures->presses += count;
        figures->unacknowledged += count - pl.acknowledged;
    }
    buf_free(&pl.bytes);
    free(pl.order);
    free(pl.posts);
    free(pl.shots);
    return ok;
}

/* ---- what it comes to ---------------------------------------------------- */

bool presses_sum(const struct stage *st, const struct press_plan *list,
                 size_t count, struct share out[3])
{
    const struct press_plan **standing =
        calloc(st->seat_count + 1, sizeof(const struct press_plan *));
    if (standing == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct press_plan *p = &list[i];
        const struct press_plan **stands = &standing[p->seat];
        if ((p->status == 200 || p->status == 201) &&
            (*stands == NULL || (*stands)->sequence < p->sequence))
            *stands = p;
    }
    for (size_t i = 0; i < st->seat_count; i++) {
        if (standing[i] == NULL)
            continue;
        struct share *s = &out[standing[i]->option];
        s->weight += st->seats[i].weight;
        s->members++;
    }
    free(standing);
    return true;
}

static bool option_agrees(const struct stage *st, const struct pick *p,
                          int64_t round, size_t i, const struct share *want)
{
    static const char list[] = "/result/options";
    char option[OPTION_SIZE] = "";
    struct share is = { -1, -1 };
    (void)pick_item_text(p, list, i, "option", option, sizeof(option));
    (void)pick_item_int(p, list, i, "weight", &is.weight);
    (void)pick_item_int(p, list, i, "members", &is.members);
    if (strcmp(option, press_options[i]) == 0 && is.weight == want->weight &&
        is.members == want->members)
        return true;
    stage_say(st, "round %" PRId64 ", %s: the server counts %" PRId64
              " votes of %" PRId64 " members, the hall %" PRId64 " of %" PRId64,
              round, press_options[i], is.weight, is.members, want->weight,
              want->members);
    return false;
}

bool presses_agree(struct stage *st, int64_t round, const struct share want[3])
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/rounds/%" PRId64, round);
    struct pick *p = stage_ask(st, "GET", path, NULL, NULL);
    bool agree = p != NULL;
    for (size_t i = 0; p != NULL && i < 3; i++)
        agree &= option_agrees(st, p, round, i, &want[i]);
    pick_free(p);
    return agree;
}
