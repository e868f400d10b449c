/* SPDX-License-Identifier: EUPL-1.2 */
/* press: the load of the bench; prints one line of JSON.
 *
 *   press throughput   every connection posts ballots without a pause
 *   press paced        ballots at a steady --rate over all connections
 *   press instant      all connections press at once, --rounds times
 *
 * Ballots rise in sequence and alternate between for and against. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/latency.h"
#include "cli/load.h"

enum { TOKEN_SIZE = 200, DIGITS = 9, PATIENCE_US = 20000000 };

struct request {
    size_t len;
    char bytes[512];
};

struct bench_wish {
    const char *mode, *path;
    const char *tokens; /* a file, one token per line */
    const char *log;    /* paced: where to write `journal microseconds` */
    struct endpoint at;
    size_t connections, requests, rounds;
    int64_t seconds, rate, first;
};

struct bench {
    struct bench_wish wish;
    struct load *load;
    struct shot *shots;         /* one per connection */
    struct request (*requests)[2];
    char (*tokens)[TOKEN_SIZE];
    int64_t *sequence, *latencies;
    FILE *log;
    size_t answers, room, errors;
    int64_t end_us;             /* of throughput */
    int first_error;
};

/* ---- requests ------------------------------------------------------------ */

/* Both requests of a connection are printed once; later only the digits of the
 * sequence change, whose number is always the same. */
static void requests_print(struct bench *b, size_t i)
{
    for (size_t k = 0; k < 2; k++) {
        struct request *rq = &b->requests[i][k];
        char body[80];
        int len = snprintf(body, sizeof(body),
                           "{\"choice\":\"%s\",\"sequence\":%0*d}",
                           k == 0 ? "for" : "against", DIGITS, 0);
        int all = snprintf(rq->bytes, sizeof(rq->bytes),
                           "POST %s HTTP/1.1\r\nHost: %s\r\n"
                           "Authorization: Bearer %s\r\n"
                           "Content-Type: application/json\r\n"
                           "Content-Length: %d\r\n\r\n%s",
                           b->wish.path, b->wish.at.host, b->tokens[i], len,
                           body);
        must(all > 0 && (size_t)all < sizeof(rq->bytes));
        rq->len = (size_t)all;
    }
}

static void shot_print(struct bench *b, size_t i)
{
    int64_t n = b->sequence[i]++;
    struct request *rq = &b->requests[i][n % 2];
    char *digit = rq->bytes + rq->len - 1;
    for (int k = 0; k < DIGITS; k++, n /= 10)
        *--digit = (char)('0' + n % 10);
    struct shot *s = &b->shots[i];
    s->bytes = rq->bytes;
    s->len = rq->len;
    s->sent_us = 0;
    s->status = 0;
}

static void shots_reset(struct bench *b)
{
    for (size_t i = 0; i < b->wish.connections; i++) {
        b->shots[i] = (struct shot){ .hand = i };
        shot_print(b, i);
    }
}

static void note(struct bench *b, const struct shot *s)
{
    if (s->status != 201) {
        if (b->errors++ == 0)
            b->first_error = s->status;
        return;
    }
    if (b->answers == b->room) {
        b->room = b->room * 2 + 1024;
        b->latencies = realloc(b->latencies, b->room * sizeof(int64_t));
        must(b->latencies != NULL);
    }
    b->latencies[b->answers++] = s->latency_us;
}

static void print_result(struct bench *b, double seconds, size_t unanswered)
{
    size_t n = b->answers;
    latency_sort(b->latencies, n);
    printf("{\"answers\":%zu,\"errors\":%zu,\"firstError\":%d,"
           "\"unanswered\":%zu,\"seconds\":%.3f,\"rate\":%.0f,",
           n, b->errors, b->first_error, unanswered, seconds,
           (double)n / seconds);
    printf("\"p50\":%" PRId64 ",\"p99\":%" PRId64 ",\"p999\":%" PRId64
           ",\"max\":%" PRId64 "}\n",
           latency_at(b->latencies, n, 500), latency_at(b->latencies, n, 990),
           latency_at(b->latencies, n, 999), latency_at(b->latencies, n, 1000));
}

/* ---- modes --------------------------------------------------------------- */

static bool go_on(void *cls, struct shot *s, const char *body, size_t len)
{
    (void)body, (void)len;
    struct bench *b = cls;
    note(b, s);
    size_t limit = b->wish.requests;
    if (limit > 0 ? b->answers + b->errors + b->wish.connections > limit
                  : s->sent_us + s->latency_us >= b->end_us)
        return false;
    shot_print(b, s->hand);
    return true;
}

static int throughput(struct bench *b)
{
    const struct load_calls calls = { go_on, NULL, b };
    shots_reset(b);
    int64_t start = clock_monotonic_us();
    b->end_us = start + b->wish.seconds * 1000000;
    size_t left = load_run(b->load, b->shots, b->wish.connections,
                           PATIENCE_US, &calls);
    print_result(b, (double)(clock_monotonic_us() - start) / 1e6, left);
    return left == 0 && b->errors == 0 ? 0 : 1;
}

/* When the ballot with this number in the journal was acknowledged. */
static void log_answer(struct bench *b, const struct shot *s, const char *body,
                       size_t len)
{
    static const char key[] = "\"journal\":";
    const char *at = memmem(body, len, key, sizeof(key) - 1);
    if (at != NULL)
        fprintf(b->log, "%lld %" PRId64 "\n",
                strtoll(at + sizeof(key) - 1, NULL, 10),
                s->sent_us + s->latency_us);
}

/* A press counts from its planned instant, so that a server that falls behind
 * is not spared. */
static bool go_on_paced(void *cls, struct shot *s, const char *body, size_t len)
{
    struct bench *b = cls;
    if (b->log != NULL)
        log_answer(b, s, body, len);
    s->latency_us += s->sent_us - s->at_us;
    note(b, s);
    s->at_us += (int64_t)b->wish.connections * 1000000 / b->wish.rate;
    if (s->at_us >= b->end_us)
        return false;
    shot_print(b, s->hand);
    return true;
}

static int paced(struct bench *b)
{
    const struct load_calls calls = { go_on_paced, NULL, b };
    shots_reset(b);
    if (b->wish.log != NULL)
        b->log = fopen(b->wish.log, "we");
    int64_t start = clock_monotonic_us() + 10000;
    b->end_us = start + b->wish.seconds * 1000000;
    for (size_t i = 0; i < b->wish.connections; i++)
        b->shots[i].at_us = start + (int64_t)i * 1000000 / b->wish.rate;
    size_t left = load_run(b->load, b->shots, b->wish.connections,
                           PATIENCE_US, &calls);
    print_result(b, (double)(clock_monotonic_us() - start) / 1e6, left);
    if (b->log != NULL)
        fclose(b->log);
    return left == 0 && b->errors == 0 ? 0 : 1;
}

static bool stop_here(void *cls, struct shot *s, const char *body, size_t len)
{
    (void)body, (void)len;
    note(cls, s);
    return false;
}

/* Per round the time from the first write to the last answer. */
static int instant(struct bench *b)
{
    const struct load_calls calls = { stop_here, NULL, b };
    size_t rounds = b->wish.rounds, left = 0;
    int64_t *last = calloc(rounds, sizeof(*last));
    must(last != NULL);
    for (size_t r = 0; r < rounds; r++) {
        shots_reset(b);
        if (!load_connect(b->load, PATIENCE_US))
            return 1;
        int64_t start = clock_monotonic_us();
        left += load_run(b->load, b->shots, b->wish.connections, PATIENCE_US,
                         &calls);
        last[r] = clock_monotonic_us() - start;
    }
    latency_sort(last, rounds);
    latency_sort(b->latencies, b->answers);
    printf("{\"answers\":%zu,\"errors\":%zu,\"firstError\":%d,"
           "\"unanswered\":%zu,\"rounds\":%zu,"
           "\"lastMedian\":%" PRId64 ",\"lastMax\":%" PRId64
           ",\"answerMax\":%" PRId64 "}\n",
           b->answers, b->errors, b->first_error, left, rounds,
           latency_at(last, rounds, 500), last[rounds - 1],
           latency_at(b->latencies, b->answers, 1000));
    free(last);
    return left == 0 && b->errors == 0 ? 0 : 1;
}

static const struct {
    const char *name;
    int (*run)(struct bench *b);
} modes[] = {
    { "throughput", throughput }, { "paced", paced }, { "instant", instant },
};

/* ---- set-up -------------------------------------------------------------- */

static bool tokens_read(struct bench *b)
{
    FILE *f = fopen(b->wish.tokens, "re");
    size_t n = 0;
    while (f != NULL && n < b->wish.connections &&
           fgets(b->tokens[n], TOKEN_SIZE, f) != NULL) {
        b->tokens[n][strcspn(b->tokens[n], "\r\n")] = '\0';
        n++;
    }
    if (f != NULL)
        fclose(f);
    return n == b->wish.connections;
}

static bool bench_open(struct bench *b)
{
    size_t n = b->wish.connections;
    b->shots = calloc(n, sizeof(*b->shots));
    b->requests = calloc(n, sizeof(*b->requests));
    b->tokens = calloc(n, TOKEN_SIZE);
    b->sequence = calloc(n, sizeof(*b->sequence));
    b->load = load_new(&b->wish.at, n);
    must(b->shots != NULL && b->requests != NULL && b->tokens != NULL &&
         b->sequence != NULL && b->load != NULL);
    bool ok = tokens_read(b);
    for (size_t i = 0; i < n; i++) {
        b->sequence[i] = b->wish.first;
        requests_print(b, i);
    }
    if (!ok)
        fprintf(stderr, "press: %s: too few tokens\n", b->wish.tokens);
    else if (!load_connect(b->load, PATIENCE_US))
        fprintf(stderr, "press: cannot make all connections\n");
    else
        return true;
    return false;
}

static void bench_close(struct bench *b)
{
    load_free(b->load);
    free(b->shots);
    free(b->requests);
    free(b->tokens);
    free(b->sequence);
    free(b->latencies);
}

static bool wish_read(int argc, char **argv, struct bench_wish *w)
{
    static const struct option options[] = {
        { "server", required_argument, NULL, 's' },
        { "path", required_argument, NULL, 'p' },
        { "tokens", required_argument, NULL, 't' },
        { "connections", required_argument, NULL, 'c' },
        { "seconds", required_argument, NULL, 'd' },
        { "requests", required_argument, NULL, 'k' },
        { "rate", required_argument, NULL, 'r' },
        { "rounds", required_argument, NULL, 'n' },
        { "first", required_argument, NULL, 'f' },
        { "log", required_argument, NULL, 'l' },
        { NULL, 0, NULL, 0 },
    };
    *w = (struct bench_wish){ .connections = 400, .seconds = 2, .rate = 2000,
                              .rounds = 20, .first = 100000000 };
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        long long n = optarg != NULL ? strtoll(optarg, NULL, 10) : 0;
        switch (c) {
        case 's': if (!endpoint_read(optarg, &w->at)) return false; break;
        case 'p': w->path = optarg; break;
        case 't': w->tokens = optarg; break;
        case 'c': w->connections = (size_t)n; break;
        case 'd': w->seconds = n; break;
        case 'k': w->requests = (size_t)n; break;
        case 'r': w->rate = n; break;
        case 'n': w->rounds = (size_t)n; break;
        case 'f': w->first = n; break;
        case 'l': w->log = optarg; break;
        default: return false;
        }
    }
    w->mode = argv[optind];
    return w->mode != NULL && w->path != NULL && w->at.address_len > 0 &&
           w->first >= 100000000 && w->connections > 0 && w->rate > 0 &&
           w->rounds > 0;
}

int main(int argc, char **argv)
{
    struct bench b = { 0 };
    if (!wish_read(argc, argv, &b.wish)) {
        fprintf(stderr, "usage: press MODE --server URL --path PATH ...\n");
        return 2;
    }
    int status = 2;
    for (size_t i = 0; i < ARRAY_LEN(modes); i++)
        if (strcmp(b.wish.mode, modes[i].name) == 0)
            status = b.wish.tokens != NULL && bench_open(&b)
                         ? modes[i].run(&b) : 1;
    bench_close(&b);
    return status;
}
