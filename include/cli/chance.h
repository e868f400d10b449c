/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_CHANCE_H
#define CLI_CHANCE_H

#include <stdint.h>

/* chance: repeatable pseudo-random numbers (splitmix64) for rehearsals.  The
 * state is a seed; nothing secret may come from here. */
static inline uint64_t chance_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline uint64_t chance_below(uint64_t *state, uint64_t n)
{
    return n == 0 ? 0 : chance_next(state) % n;
}

#endif
