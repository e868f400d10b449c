/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "domain/words.h"

enum { WHOLE = 10000 }; /* percents are counted in hundredths */

/* A part of a whole in hundredths of a percent, rounded down, and what is left
 * over after that. */
struct portion {
    int hundredths;
    int64_t rest;
};

/* Long division, digit by digit: weight * WHOLE could pass 2^63. */
static struct portion portion_of(int64_t weight, int64_t all)
{
    struct portion p = { 0, weight };

    if (weight == all)
        return (struct portion){ WHOLE, 0 };
    for (int digit = 0; digit < 4; digit++) {
        p.hundredths = p.hundredths * 10 + (int)(p.rest * 10 / all);
        p.rest = p.rest * 10 % all;
    }
    return p;
}

static void print(char out[8], int hundredths)
{
    unsigned n = (unsigned)hundredths;

    (void)snprintf(out, 8, "%u.%02u", n / 100 % 1000, n % 100);
}

static size_t heaviest(const int *hundredths, size_t count)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++)
        if (hundredths[i] > hundredths[best])
            best = i;
    return best;
}

/* Nobody's vote reads as 0.00, and thereby nobody else's as 100.00. */
static void show_everybody(const struct result *result, int *hundredths,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (result->options[i].weight == 0 || hundredths[i] > 0)
            continue;
        hundredths[heaviest(hundredths, count)]--;
        hundredths[i]++;
    }
}

static void split_in_two(const struct result *result, int64_t all,
                         int *hundredths)
{
    struct portion p = portion_of(result->options[0].weight, all);

    hundredths[0] = p.hundredths + (2 * p.rest >= all ? 1 : 0);
    hundredths[1] = WHOLE - hundredths[0];
}

/* Largest remainder: everyone rounded down, and what is then missing goes to
 * those who lost the most by it. */
static void split_among(const struct result *result, int64_t all,
                        int *hundredths, size_t count)
{
    int64_t rest[OPTIONS_MAX];
    int missing = WHOLE;

    for (size_t i = 0; i < count; i++) {
        struct portion p = portion_of(result->options[i].weight, all);
        hundredths[i] = p.hundredths;
        rest[i] = p.rest;
        missing -= p.hundredths;
    }
    for (; missing > 0; missing--) {
        size_t most = 0;
        for (size_t i = 1; i < count; i++)
            if (rest[i] > rest[most])
                most = i;
        hundredths[most]++;
        rest[most] = -1;
    }
}

void words_percent(const struct round *r, struct result *result)
{
    size_t count = r->option_count - (r->abstain ? 1 : 0);
    int hundredths[OPTIONS_MAX] = { 0 };
    int64_t all = 0;

    must(count >= 2 && count <= OPTIONS_MAX);
    for (size_t i = 0; i < r->option_count; i++)
        result->options[i].percent[0] = '\0';
    for (size_t i = 0; i < count; i++)
        all += result->options[i].weight;
    if (all == 0)
        return;
    if (r->named)
        split_among(result, all, hundredths, count);
    else
        split_in_two(result, all, hundredths);
    show_everybody(result, hundredths, count);
    for (size_t i = 0; i < count; i++)
        print(result->options[i].percent, hundredths[i]);
}
