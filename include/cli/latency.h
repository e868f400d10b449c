/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_LATENCY_H
#define CLI_LATENCY_H

#include <stddef.h>
#include <stdint.h>

/* latency: how long answers took, as percentiles. */
void latency_sort(int64_t *latencies, size_t count);

/* The latency that `thousandth` of 1000 do not exceed; sort them first.  0 when
 * there are none. */
int64_t latency_at(const int64_t *sorted, size_t count, size_t thousandth);

#endif
