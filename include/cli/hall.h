/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_HALL_H
#define CLI_HALL_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/presses.h"
#include "cli/settings.h"

/* hall: the parts of `stembus hall`, the handsets of a whole room against a
 * server.  It fails unless every ballot is acknowledged and all totals agree. */

struct hall_wish {
    struct settings settings; /* what the others are read from */
    const char *server;
    int64_t handsets, gateways, rounds, spread;
    int64_t repeats, changes, lost; /* percent */
    int64_t seed, assembly;
    bool json, progress;
};

/* Fills *w; false after saying what is wrong with the use. */
bool hall_wish_read(int argc, char **argv, struct hall_wish *w) MUST_CHECK;
/* The operator's token; says so when there is none. */
bool hall_token_read(const struct hall_wish *w, char token[TOKEN_SIZE])
    MUST_CHECK;
/* Prints the figures on stdout, as text or as JSON; sorts the latencies. */
void hall_tell(const struct hall_wish *w, const struct stage *st,
               struct press_figures *f, bool agree);

#endif
