/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ROBUSTNESS_H
#define DOMAIN_ROBUSTNESS_H

#include "base/err.h"
#include "domain/model.h"

/* robustness: by how much a round could have gone the other way.  Pure.
 *
 * How many votes, and how few members, would have had to choose otherwise for
 * the outcome to flip: for what was adopted no longer to be, or else for
 * something to be adopted.  Each ballot that was cast may choose any option, an
 * abstention as well; who did not vote still does not.  So the turnout stands,
 * and a quorum that was missed is missed whatever was chosen.
 *
 * Which choices.  For `for` (or a named option) to be adopted, going over to it
 * does most: it gains, what it competes with loses.  To bring it down, leaving
 * it for another choice does most; leaving it for an abstention would lower the
 * base `cast` as well.
 *
 * Why the heaviest ballots are the fewest.  Going from one choice to another
 * leaves every base as it is: it is `cast` before and after, and present and
 * entitled do not ask what was chosen.  So the weight that was asked stands
 * still, each ballot brings it nearer by its own weight whatever the others do,
 * and k ballots get there if and only if the k heaviest do.  Only an abstention
 * that becomes a choice makes a base grow (`cast`); so that is tried for every
 * number of them, the heaviest first: then the base stands still once more.
 * Where half or less is asked of named options, the option must also outweigh
 * its rivals; so that is tried for every weight the heaviest rival may keep:
 * each must then give its own heaviest ballots down to that, and of all others
 * the heaviest are the fewest again. */

/* One ballot that stands. */
struct standing {
    size_t option;
    int64_t weight;
};

struct robustness {
    /* Both 0 when no other choices would do; else both at least 1. */
    int64_t votes;   /* if each single vote could go its own way */
    int64_t members; /* each with all its votes */
    /* By the same rule with one vote for each member, of the present and the
     * entitled as well. */
    enum outcome outcome;
    size_t adopted; /* index of the option that is, when ADOPTED */
    int64_t chose[OPTIONS_MAX]; /* members, by option */
};

/* robustness_find(): of the ballots that stand, with who was present and entitled.
 * Puts the ballots in another order; fills *out.  OVERFLOW when the sums reach
 * 2^53, NO_MEMORY. */
enum err_code robustness_find(const struct round *r, struct share present,
                              struct share entitled,
                              struct standing *ballots, size_t count,
                              struct robustness *out) MUST_CHECK;

#endif
