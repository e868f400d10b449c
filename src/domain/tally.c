/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/tally.h"

#include <string.h>

#include "domain/rules.h"
#include "domain/words.h"

enum err_code share_add(struct share *s, int64_t weight)
{
    struct share sum = *s;
    enum err_code code = weight_add(&sum.weight, weight);

    if (code == ERR_OK)
        code = weight_add(&sum.members, 1);
    if (code == ERR_OK)
        *s = sum;
    return code;
}

enum err_code tally_add(struct tally *t, size_t option, int64_t weight)
{
    must(option < OPTIONS_MAX);
    return share_add(&t->option[option], weight);
}

/* ---- the majority -------------------------------------------------------- */

/* Below 2^53 times at most 1000 stays below 2^63. */
static int64_t times(int64_t weight, int64_t by)
{
    must(weight >= 0 && weight < EXACT_MAX && by >= 1 && by <= 1000);
    return weight * by;
}

bool majority_met(const struct majority *m, int64_t weight, int64_t base)
{
    int64_t have = times(weight, m->denominator);
    int64_t ask = times(base, m->numerator);

    if (weight == 0) /* nothing of nothing is no majority */
        return false;
    return m->comparison == MORE_THAN ? have > ask : have >= ask;
}

int64_t majority_needed(const struct majority *m, int64_t base)
{
    int64_t ask = times(base, m->numerator);
    int64_t needed = m->comparison == MORE_THAN
                         ? ask / m->denominator + 1
                         : (ask + m->denominator - 1) / m->denominator;

    return needed < 1 ? 1 : needed;
}

/* ---- the result ---------------------------------------------------------- */

/* The options that are not "abstain". */
static size_t choices(const struct round *r)
{
    return r->option_count - (r->abstain ? 1 : 0);
}

/* The sum of the first `count` options.  Every ballot is of an entitled member,
 * and those together were already found to stay below 2^53. */
static struct share voted(const struct tally *t, size_t count)
{
    struct share sum = { 0, 0 };

    for (size_t i = 0; i < count; i++) {
        must(weight_add(&sum.weight, t->option[i].weight) == ERR_OK);
        must(weight_add(&sum.members, t->option[i].members) == ERR_OK);
    }
    return sum;
}

int64_t tally_base(const struct round *r, const struct tally *t)
{
    switch (r->majority.base) {
    case BASE_CAST_AND_ABSTAINED:
        return voted(t, r->option_count).weight;
    case BASE_PRESENT:
        return t->present.weight;
    case BASE_ENTITLED:
        return t->entitled.weight;
    case BASE_CAST:
    case BASE_COUNT:
        break;
    }
    return voted(t, choices(r)).weight;
}

static bool quorum_met(const struct round *r, const struct tally *t)
{
    const struct quorum *q = &r->quorum;
    struct share all = q->of == BASE_PRESENT ? t->present : t->entitled;
    struct share have = voted(t, r->option_count);

    if (q->denominator == 0)
        return true;
    if (q->by == BY_MEMBERS)
        return times(have.members, q->denominator) >=
               times(all.members, q->numerator);
    return times(have.weight, q->denominator) >=
           times(all.weight, q->numerator);
}

/* The heaviest choice that meets the majority, or -1.  Two can meet a fraction
 * of a half or less; when they weigh the same, neither is chosen. */
static int winner(const struct round *r, const struct tally *t, int64_t base)
{
    int64_t heaviest = 0;
    int best = -1;

    for (size_t i = 0; i < choices(r); i++) {
        int64_t weight = t->option[i].weight;
        if (!majority_met(&r->majority, weight, base) || weight < heaviest)
            continue;
        best = weight == heaviest ? -1 : (int)i;
        heaviest = weight;
    }
    return best;
}

/* Whatever became of the quorum.  With named options "against-all" stands
 * last: the majority for it rejects them all. */
static enum outcome majority_of(const struct round *r, const struct tally *t,
                                size_t *option)
{
    int64_t base = tally_base(r, t);
    int won = r->named ? winner(r, t, base) : 0;

    *option = won < 0 ? 0 : (size_t)won;
    if (r->named && won < 0)
        return NO_MAJORITY;
    if (r->named)
        return *option == choices(r) - 1 ? REJECTED : ADOPTED;
    return majority_met(&r->majority, t->option[0].weight, base) ? ADOPTED
                                                                 : REJECTED;
}

enum outcome tally_outcome(const struct round *r, const struct tally *t,
                           size_t *option)
{
    enum outcome outcome = majority_of(r, t, option);
    return quorum_met(r, t) ? outcome : NO_QUORUM;
}

static void decide(const struct round *r, const struct tally *t,
                   struct result *out)
{
    size_t option;

    out->needed = majority_needed(&r->majority, tally_base(r, t));
    out->met = majority_of(r, t, &option) == ADOPTED;
    out->outcome = tally_outcome(r, t, &option);
    if (r->named && out->outcome == ADOPTED)
        memcpy(out->adopted_option, r->options[option], OPTION_SIZE);
}

void tally_result(const struct round *r, const struct tally *t,
                  struct result *out)
{
    struct share all;

    must(r->option_count >= 2 && r->option_count <= OPTIONS_MAX);
    all = voted(t, r->option_count);
    must(all.weight <= t->present.weight && all.members <= t->present.members);
    memset(out, 0, sizeof *out);
    out->option_count = r->option_count;
    for (size_t i = 0; i < r->option_count; i++) {
        struct option_result *o = &out->options[i];
        memcpy(o->option, r->options[i], OPTION_SIZE);
        o->weight = t->option[i].weight;
        o->members = t->option[i].members;
    }
    out->present = t->present;
    out->entitled = t->entitled;
    out->not_voted.weight = t->present.weight - all.weight;
    out->not_voted.members = t->present.members - all.members;
    decide(r, t, out);
    words_percent(r, out);
    words_sentence(r, out);
}
