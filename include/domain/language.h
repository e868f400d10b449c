/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_LANGUAGE_H
#define DOMAIN_LANGUAGE_H

#include "domain/model.h"

/* language: the pieces of the sentences of words.h, once per language. */

/* A noun with a number before it. */
struct noun {
    const char *one, *more;
};

/* Everything a language says in its own way.  Both say it in the same order. */
struct language {
    const char *decimal, *thousands;
    const char *open_quote, *close_quote;
    struct noun votes, members;
    const char *in_favour, *against, *against_all;
    const char *to; /* 3 "to" 4 */
    const char *of; /* 3 "of" 4 */
    const char *adopted, *unanimously, *rejected, *tied;
    const char *nobody_voted, *nobody_chose;
    const char *before_adopted, *after_adopted;
    const char *no_decision, *no_majority, *no_quorum;
    const char *required, *needed;
    const char *simple, *two_thirds, *majority_of;
    const char *comparisons[COMPARISON_COUNT];
    const char *bases[BASE_COUNT];
    const char *turnout, *at_least;
    struct noun quorum[QUORUM_BY_COUNT][BASE_COUNT];
    struct noun abstained;
    const char *whole, *half;
    const char *counts[11];
    struct noun parts[11];
};

extern const struct language language_dutch, language_english;

#endif
