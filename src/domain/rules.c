/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/rules.h"

const struct weight_rules default_weight_rules = {
    .of = {
        [MUNICIPALITY] = { 100, ROUND_DOWN, 1, 75 },
        [REGION] = { 10000, ROUND_DOWN, 1, 75 },
    },
};

bool weight_rule_valid(const struct weight_rule *rule)
{
    return rule->per_inhabitants >= 1 &&
           rule->per_inhabitants <= INHABITANTS_MAX && rule->minimum >= 1 &&
           rule->minimum <= rule->cap && rule->cap <= WEIGHT_MAX;
}

bool majority_valid(const struct majority *m)
{
    return m->numerator >= 1 && m->numerator <= m->denominator &&
           m->denominator <= 1000 &&
           !(m->comparison == MORE_THAN && m->numerator == m->denominator);
}

bool quorum_valid(const struct quorum *q)
{
    return q->denominator == 0 ||
           (q->numerator >= 1 && q->numerator <= q->denominator &&
            q->denominator <= 1000 &&
            (q->of == BASE_PRESENT || q->of == BASE_ENTITLED));
}

static int64_t divide(int64_t n, int64_t by, enum rounding rounding)
{
    switch (rounding) {
    case ROUND_UP:
        return (n + by - 1) / by;
    case ROUND_NEAREST:
        return (2 * n + by) / (2 * by);
    case ROUND_DOWN:
    case ROUNDING_COUNT:
        break;
    }
    return n / by;
}

int64_t weight_of(const struct weight_rule *rule, int64_t inhabitants)
{
    int64_t weight;

    must(inhabitants >= 0 && inhabitants <= INHABITANTS_MAX);
    must(weight_rule_valid(rule));
    weight = divide(inhabitants, rule->per_inhabitants, rule->rounding);
    weight = weight < rule->minimum ? rule->minimum : weight;
    return weight > rule->cap ? rule->cap : weight;
}

enum err_code weight_add(int64_t *sum, int64_t weight)
{
    int64_t total;

    must(weight >= 0);
    if (__builtin_add_overflow(*sum, weight, &total) || total >= EXACT_MAX)
        return ERR_OVERFLOW;
    *sum = total;
    return ERR_OK;
}

/* ---- ballots ------------------------------------------------------------- */

static struct press_verdict refuse(enum err_code reason)
{
    return (struct press_verdict){ PRESS_REFUSE, reason };
}

/* OK while the round is open. */
static enum err_code round_takes(enum round_state state)
{
    switch (state) {
    case ROUND_STATE_OPEN:
        return ERR_OK;
    case ROUND_STATE_PREPARED:
        return ERR_ROUND_NOT_OPEN;
    case ROUND_STATE_CLOSED:
    case ROUND_STATE_DECLARED:
    case ROUND_STATE_CERTIFIED:
    case ROUND_STATE_PUBLISHED:
    case ROUND_STATE_ANNULLED:
    case ROUND_STATE_COUNT:
        break;
    }
    return ERR_ROUND_CLOSED;
}

/* The later assignment wins, within one the higher sequence; so presses that
 * overtake one another still end with the last one standing. */
static bool is_later(const struct press_facts *f)
{
    return !f->standing || f->number > f->standing_number ||
           (f->number == f->standing_number &&
            f->sequence > f->standing_sequence);
}

static bool is_same(const struct press_facts *f)
{
    return f->recorded ||
           (f->standing && f->number == f->standing_number &&
            f->sequence == f->standing_sequence && f->option >= 0 &&
            f->option == f->standing_option);
}

struct press_verdict press_judge(const struct press_facts *facts)
{
    if (facts->assignment == REVOKED)
        return refuse(ERR_HANDSET_REVOKED);
    if (facts->assignment != ASSIGNED)
        return refuse(ERR_ASSIGNMENT_ENDED);
    if (!facts->on_roll || !facts->entitled)
        return refuse(ERR_NOT_ENTITLED);
    if (is_same(facts))
        return (struct press_verdict){ PRESS_REPEAT, ERR_OK };
    if (facts->option < 0)
        return refuse(ERR_BODY_INVALID);
    if (round_takes(facts->round) != ERR_OK)
        return refuse(round_takes(facts->round));
    if (!facts->present)
        return refuse(ERR_MEMBER_ABSENT);
    if (!is_later(facts))
        return refuse(ERR_STALE_BALLOT);
    return (struct press_verdict){ PRESS_STORE, ERR_OK };
}
