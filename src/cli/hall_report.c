/* SPDX-License-Identifier: EUPL-1.2 */
/* hall_report: what `stembus hall` says at the end. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/hall.h"
#include "cli/latency.h"

static const struct { const char *name; size_t thousandth; } points[] = {
    { "p50", 500 }, { "p95", 950 }, { "p99", 990 }, { "p99.9", 999 },
    { "max", 1000 },
};

static void tell_json(const struct hall_wish *w, const struct stage *st,
                      const struct press_figures *f, bool agree)
{
    struct buf b = { 0 };
    put_open(&b, NULL, '{');
    put_int(&b, "assembly", st->assembly);
    put_int(&b, "handsets", (int64_t)st->seat_count);
    put_int(&b, "gateways", w->gateways);
    put_int(&b, "rounds", w->rounds);
    put_int(&b, "presses", (int64_t)f->presses);
    put_int(&b, "stored", (int64_t)f->stored);
    put_int(&b, "repeated", (int64_t)f->repeated);
    put_int(&b, "lost", (int64_t)f->lost);
    put_int(&b, "unacknowledged", (int64_t)f->unacknowledged);
    put_open(&b, "errors", '[');
    for (size_t i = 0; i < f->error_count; i++) {
        put_open(&b, NULL, '{');
        put_int(&b, "status", f->errors[i].status);
        put_text(&b, "code", f->errors[i].code);
        put_int(&b, "count", (int64_t)f->errors[i].count);
        put_close(&b, '}');
    }
    put_close(&b, ']');
    put_open(&b, "latencyMicroseconds", '{');
    for (size_t i = 0; i < ARRAY_LEN(points); i++)
        put_int(&b, points[i].name, latency_at(f->latencies, f->latency_count,
                                               points[i].thousandth));
    put_close(&b, '}');
    put_bool(&b, "totalsAgree", agree);
    put_close(&b, '}');
    puts(buf_ok(&b) ? b.data : "{}");
    buf_free(&b);
}

static void tell(const struct hall_wish *w, const struct stage *st,
                 const struct press_figures *f, bool agree)
{
    printf("assembly %" PRId64 ", %zu handsets, %" PRId64 " gateways, %" PRId64
           " rounds\n", st->assembly, st->seat_count,
           w->gateways, w->rounds);
    printf("acknowledged    %zu of %zu presses: %zu stored, %zu repeated; %zu "
           "answers lost on purpose\n", f->stored + f->repeated, f->presses,
           f->stored, f->repeated, f->lost);
    for (size_t i = 0; i < f->error_count; i++)
        printf("errors          %d %s: %zu\n", f->errors[i].status,
               f->errors[i].code, f->errors[i].count);
    if (f->error_count == 0)
        printf("errors          none\n");
    printf("latency, ms    ");
    for (size_t i = 0; i < ARRAY_LEN(points); i++)
        printf(" %s %.1f ", points[i].name,
               (double)latency_at(f->latencies, f->latency_count,
                                  points[i].thousandth) / 1000);
    printf("\ntotals          %s\n", agree ? "the server's and ours agree"
                                              : "DIFFER");
}

void hall_tell(const struct hall_wish *w, const struct stage *st,
               struct press_figures *f, bool agree)
{
    latency_sort(f->latencies, f->latency_count);
    (w->json ? tell_json : tell)(w, st, f, agree);
}
