/* SPDX-License-Identifier: EUPL-1.2 */
/* stage: the assembly that `stembus hall` and `stembus demo` play. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/stage.h"

static const char json_type[] = "application/json";

bool stage_open(struct stage *st, const char *program, const char *url,
                const char *operator)
{
    memset(st, 0, sizeof(*st));
    st->program = program;
    if (strlen(operator) >= sizeof(st->operator)) {
        stage_say(st, "that is no token");
        return false;
    }
    memcpy(st->operator, operator, strlen(operator) + 1);
    if (!endpoint_read(url, &st->at)) {
        stage_say(st, "%s is no http:// address of a server", url);
        return false;
    }
    if (!client_open(&st->client, url, "")) {
        stage_say(st, "%s", st->client.fault);
        return false;
    }
    if (st->client.in_clear)
        stage_say(st, "WARNING: over http whoever is on the way can read the "
                  "tokens and use them");
    return true;
}

void stage_close(struct stage *st)
{
    client_close(&st->client);
    free(st->seats);
    st->seats = NULL;
    st->seat_count = 0;
}

void stage_say(const struct stage *st, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fprintf(stderr, "stembus %s: %s\n", st->program, text);
}

/* ---- calls --------------------------------------------------------------- */

/* The problem as the server tells it, with its first fault. */
static void say_problem(const struct stage *st, const char *method,
                        const char *path, const struct answer *a)
{
    char title[120] = "", detail[240] = "", fault[200] = "";
    struct pick *p = pick_read(a->body, a->len);
    if (p != NULL) {
        (void)pick_text(p, "/title", title, sizeof(title));
        (void)pick_text(p, "/detail", detail, sizeof(detail));
        (void)pick_text(p, "/errors/0/detail", fault, sizeof(fault));
    }
    pick_free(p);
    stage_say(st, "%s %s: %d %s%s%s%s%s", method, path, a->status, title,
              *detail != '\0' ? ": " : "", detail, *fault != '\0' ? ": " : "",
              fault);
}

static bool call(struct stage *st, const struct http_request *rq,
                 struct answer *out)
{
    if (!client_call(&st->client, rq, out)) {
        stage_say(st, "%s", st->client.fault);
        return false;
    }
    if (out->status >= 200 && out->status < 300)
        return true;
    say_problem(st, rq->method, rq->path, out);
    return false;
}

bool stage_call(struct stage *st, const char *method, const char *path,
                const char *token, const struct buf *body, struct answer *out)
{
    struct http_request rq = {
        .method = method,
        .path = path,
        .token = token != NULL ? token : st->operator,
        .type = json_type,
    };
    if (body != NULL) {
        if (!buf_ok(body)) {
            stage_say(st, "out of memory");
            return false;
        }
        rq.body = body->data;
        rq.body_len = body->len;
    }
    return call(st, &rq, out);
}

struct pick *stage_ask(struct stage *st, const char *method, const char *path,
                       const char *token, const struct buf *body)
{
    struct answer a;
    if (!stage_call(st, method, path, token, body, &a))
        return NULL;
    struct pick *p = pick_read(a.body, a.len);
    if (p == NULL)
        stage_say(st, "%s %s: the answer is not JSON", method, path);
    return p;
}

/* Frees *p; says so when what was to be picked is missing. */
static bool picked(const struct stage *st, struct pick *p, bool ok,
                   const char *path)
{
    if (p != NULL && !ok)
        stage_say(st, "%s: the answer lacks what was asked for", path);
    pick_free(p);
    return p != NULL && ok;
}

/* POSTs `body` (given away) and picks the id of what was made. */
static bool make(struct stage *st, const char *path, struct buf *body,
                 int64_t *id)
{
    struct pick *p = stage_ask(st, "POST", path, NULL, body);
    buf_free(body);
    return picked(st, p, p != NULL && pick_int(p, "/id", id), path);
}

/* POSTs {key: word}; the answer does not matter. */
static bool post_word(struct stage *st, const char *path, const char *token,
                      const char *key, const char *word)
{
    struct buf body = { 0 };
    struct answer a;
    put_open(&body, NULL, '{');
    put_text(&body, key, word);
    put_close(&body, '}');
    bool ok = stage_call(st, "POST", path, token, &body, &a);
    buf_free(&body);
    return ok;
}

/* ---- before the assembly ------------------------------------------------- */

bool stage_register(struct stage *st, struct buf *csv)
{
    struct http_request rq = { "PUT", "/v1/members", st->operator, "text/csv",
                               csv->data, csv->len };
    struct answer a;
    bool ok = buf_ok(csv) && call(st, &rq, &a);
    buf_free(csv);
    return ok;
}

bool stage_token(struct stage *st, const char *role, char out[TOKEN_SIZE])
{
    static const char path[] = "/v1/tokens";
    struct buf body = { 0 };
    put_open(&body, NULL, '{');
    put_text(&body, "role", role);
    put_text(&body, "name", st->program);
    put_close(&body, '}');
    struct pick *p = stage_ask(st, "POST", path, NULL, &body);
    buf_free(&body);
    return picked(st, p,
                  p != NULL && pick_text(p, "/token", out, TOKEN_SIZE), path);
}

bool stage_make(struct stage *st, const struct stage_assembly *a)
{
    struct buf body = { 0 };
    put_open(&body, NULL, '{');
    put_text(&body, "kind", a->kind);
    put_text(&body, "title", a->title);
    put_text(&body, "date", a->date);
    put_text(&body, "place", a->place);
    put_close(&body, '}');
    return make(st, "/v1/assemblies", &body, &st->assembly);
}

bool stage_move(struct stage *st, const char *to)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/transitions",
             st->assembly);
    return post_word(st, path, NULL, "to", to);
}

static bool seats_fill(struct stage *st, const struct pick *p)
{
    st->seat_count = pick_count(p, "/members");
    free(st->seats);
    st->seats = calloc(st->seat_count + 1, sizeof(*st->seats));
    bool ok = st->seats != NULL;
    for (size_t i = 0; ok && i < st->seat_count; i++) {
        struct seat *s = &st->seats[i];
        ok = pick_item_text(p, "/members", i, "code", s->code,
                            sizeof(s->code)) &&
             pick_item_int(p, "/members", i, "weight", &s->weight) &&
             pick_item_bool(p, "/members", i, "present", &s->present);
    }
    return ok;
}

bool stage_roll(struct stage *st)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/roll",
             st->assembly);
    struct pick *p = stage_ask(st, "GET", path, NULL, NULL);
    return picked(st, p, p != NULL && seats_fill(st, p), path);
}

bool stage_attend(struct stage *st, size_t from, size_t to, bool present)
{
    char path[80];
    struct buf body = { 0 };
    struct answer a;
    size_t changes = 0;
    put_open(&body, NULL, '[');
    for (size_t i = from; i < to; i++) {
        struct seat *s = &st->seats[i];
        if (s->present == present)
            continue;
        put_open(&body, NULL, '{');
        put_text(&body, "member", s->code);
        put_bool(&body, "present", present);
        put_close(&body, '}');
        s->present = present;
        s->checked_in = present;
        changes++;
    }
    put_close(&body, ']');
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/attendance",
             st->assembly);
    bool ok = changes == 0 || stage_call(st, "PUT", path, NULL, &body, &a);
    buf_free(&body);
    return ok;
}

/* The answer lists the handsets in the order in which they were asked. */
static bool tokens_fill(struct stage *st, const struct pick *p, size_t from,
                        size_t to)
{
    size_t n = 0;
    bool ok = true;
    for (size_t i = from; ok && i < to; i++) {
        struct seat *s = &st->seats[i];
        char serial[SERIAL_SIZE];
        if (!s->present)
            continue;
        ok = pick_item_text(p, "", n, "serial", serial, sizeof(serial)) &&
             strcmp(serial, s->serial) == 0 &&
             pick_item_text(p, "", n, "token", s->token, sizeof(s->token));
        n++;
    }
    return ok;
}

bool stage_handsets(struct stage *st, size_t from, size_t to,
                    const char *prefix)
{
    char path[80];
    struct buf body = { 0 };
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/handsets",
             st->assembly);
    put_open(&body, NULL, '[');
    for (size_t i = from; i < to; i++) {
        struct seat *s = &st->seats[i];
        if (!s->present)
            continue;
        snprintf(s->serial, sizeof(s->serial), "%s%04zu", prefix, i + 1);
        put_open(&body, NULL, '{');
        put_text(&body, "serial", s->serial);
        put_text(&body, "member", s->code);
        put_close(&body, '}');
    }
    put_close(&body, ']');
    struct pick *p = stage_ask(st, "POST", path, NULL, &body);
    buf_free(&body);
    return picked(st, p, p != NULL && tokens_fill(st, p, from, to), path);
}

/* ---- the agenda ---------------------------------------------------------- */

bool stage_motion(struct stage *st, const struct buf *motion, int64_t *id)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/assemblies/%" PRId64 "/motions",
             st->assembly);
    struct pick *p = stage_ask(st, "POST", path, NULL, motion);
    return picked(st, p, p != NULL && pick_int(p, "/id", id), path);
}

bool stage_decide(struct stage *st, int64_t motion, const char *outcome)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/motions/%" PRId64 "/decisions", motion);
    return post_word(st, path, NULL, "outcome", outcome);
}

bool stage_round(struct stage *st, int64_t motion, const char *majority,
                 int64_t *round)
{
    char path[80];
    struct buf body = { 0 };
    snprintf(path, sizeof(path), "/v1/motions/%" PRId64 "/rounds", motion);
    put_open(&body, NULL, '{');
    put_text(&body, "majority", majority);
    put_close(&body, '}');
    return make(st, path, &body, round);
}

bool stage_round_move(struct stage *st, int64_t round, const char *token,
                      const char *to)
{
    char path[80];
    snprintf(path, sizeof(path), "/v1/rounds/%" PRId64 "/transitions", round);
    return post_word(st, path, token, "to", to);
}
