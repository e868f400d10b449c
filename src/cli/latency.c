/* SPDX-License-Identifier: EUPL-1.2 */
/* latency: how long answers took, as percentiles. */
#include <stdlib.h>

#include "cli/latency.h"

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void latency_sort(int64_t *latencies, size_t count)
{
    if (count > 0)
        qsort(latencies, count, sizeof(*latencies), by_value);
}

int64_t latency_at(const int64_t *sorted, size_t count, size_t thousandth)
{
    if (count == 0)
        return 0;
    size_t i = (count * thousandth + 999) / 1000;
    return sorted[i == 0 ? 0 : i - 1];
}
