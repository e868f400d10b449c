/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_VOTES_CSV_H
#define ENGINE_VOTES_CSV_H

#include "engine/csv.h"

/* votes_csv: the table of who voted what, of one round or of many. */

extern const struct csv_table votes_table;

struct votes_csv {
    const char *number; /* agenda item */
    const struct round *round;
    const struct roll_entry *member;
    int option;         /* -1: no ballot */
    enum auth auth;     /* of the ballot, as below */
    int64_t n, received_at;
    int meant;          /* as the member declared afterwards; -1: nothing */
    int64_t meant_at;
};
void votes_csv_row(struct csv *c, const struct votes_csv *v);

#endif
