/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_FICTITIOUS_H
#define CLI_FICTITIOUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "domain/model.h"

/* fictitious: members that do not exist, for rehearsals and the demo.
 *
 * 390 municipalities and 5 regions with a realistic spread of inhabitants,
 * the same at every call, and as many more municipalities as one asks for.
 * Codes have five digits (CBS gives four) and begin with GM9.
 */
enum { FICTITIOUS_MEMBERS = 395, FICTITIOUS_REGIONS = 5,
       FICTITIOUS_MAX = 2000 };

struct fictitious {
    char code[CODE_SIZE];
    enum member_kind kind;
    char name[80];
    int64_t inhabitants;
};

/* Member `i` of 0 .. FICTITIOUS_MAX - 1; the regions are 390 to 394. */
struct fictitious fictitious_member(size_t i);

/* Appends the first `count` as a register in CSV.  Empty dates are left out. */
void fictitious_csv(struct buf *b, size_t count, const char *reference_date,
                    const char *valid_from, const char *valid_until);

#endif
