/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_HALL_H
#define CLI_HALL_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/presses.h"

/* hall: `stembus hall`, the handsets of a whole room against a server.
 * Returns the exit status: 0 every ballot acknowledged and all totals agree,
 * 1 not so, 2 wrong use. */
int hall_main(int argc, char **argv);

struct hall_wish {
    const char *server, *token_file;
    int64_t handsets, gateways, rounds, spread;
    int64_t repeats, changes, lost; /* percent */
    int64_t seed, assembly;
    bool json, progress;
};

/* Fills *w; returns -1, or the exit status when there is nothing to do. */
int hall_wish_read(int argc, char **argv, struct hall_wish *w) MUST_CHECK;
/* The operator's token; says so when there is none. */
bool hall_token_read(const struct hall_wish *w, char token[TOKEN_SIZE])
    MUST_CHECK;
/* Prints the figures on stdout, as text or as JSON; sorts the latencies. */
void hall_tell(const struct hall_wish *w, const struct stage *st,
               struct press_figures *f, bool agree);

#endif
