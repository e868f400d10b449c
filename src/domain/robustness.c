/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/robustness.h"

#include <stdlib.h>

#include "domain/rules.h"
#include "domain/tally.h"

#define NONE SIZE_MAX         /* no number of ballots will do */
#define NO_CEILING INT64_MAX  /* rivals may keep what they have */

/* Ballots to choose from: sum[k] is the weight of the k heaviest. */
struct pile {
    int64_t *sum;
    size_t count;
};

struct race {
    const struct round *round;
    struct tally tally;
    const struct standing *ballots; /* heaviest first */
    size_t count, choices;          /* choices: the options but "abstain" */
    int64_t base, abstained;
    struct pile first, second;
    /* The question at hand. */
    size_t option;
    int64_t ceiling, forced;
    size_t rival;
};

static int64_t weight_for(const struct race *q, size_t option)
{
    return q->tally.option[option].weight;
}

/* The weight asked once `joined` that abstained choose after all. */
static int64_t asked(const struct race *q, int64_t joined)
{
    bool grows = q->round->majority.base == BASE_CAST;
    return majority_needed(&q->round->majority,
                           q->base + (grows ? joined : 0));
}

static void pile_clear(struct pile *p)
{
    p->count = 0;
    p->sum[0] = 0;
}

static void pile_add(struct pile *p, int64_t weight)
{
    p->sum[p->count + 1] = p->sum[p->count] + weight;
    p->count++;
}

/* Whether these weights of both piles are enough; stays so with more. */
typedef bool enough_fn(const struct race *q, int64_t first, int64_t second);

/* The fewest ballots of the two piles that are enough.  With more of the second
 * no more of the first are needed, so one walk sees all the pairs that count. */
static size_t fewest(const struct race *q, enough_fn *enough)
{
    size_t best = NONE, k = q->first.count;
    for (size_t n = 0; n <= q->second.count; n++) {
        if (!enough(q, q->first.sum[k], q->second.sum[n]))
            continue;
        while (k > 0 && enough(q, q->first.sum[k - 1], q->second.sum[n]))
            k--;
        if (k + n < best)
            best = k + n;
    }
    return best;
}

/* ---- to be adopted ---------------------------------------------------------- */

static bool enough_to_win(const struct race *q, int64_t choices,
                          int64_t abstentions)
{
    int64_t weight =
        weight_for(q, q->option) + q->forced + choices + abstentions;
    return weight >= asked(q, abstentions) &&
           (q->ceiling == NO_CEILING || weight > q->ceiling);
}

/* Members that go over to q->option while no rival keeps more than q->ceiling:
 * what they must give counts anyhow, the rest is there to choose from. */
static size_t members_below_ceiling(struct race *q)
{
    int64_t over[OPTIONS_MAX] = { 0 };
    size_t given = 0;
    for (size_t i = 0; q->ceiling != NO_CEILING && i < q->choices; i++)
        over[i] = weight_for(q, i) - q->ceiling;
    q->forced = 0;
    pile_clear(&q->first);
    pile_clear(&q->second);
    for (size_t i = 0; i < q->count; i++) {
        const struct standing *b = &q->ballots[i];
        if (b->option == q->option)
            continue;
        if (b->option >= q->choices) {
            pile_add(&q->second, b->weight);
        } else if (over[b->option] > 0) {
            over[b->option] -= b->weight;
            q->forced += b->weight;
            given++;
        } else {
            pile_add(&q->first, b->weight);
        }
    }
    size_t more = fewest(q, enough_to_win);
    return more == NONE ? NONE : given + more;
}

/* Whether an option can meet the majority without being the heaviest. */
static bool has_rivals(const struct round *r)
{
    const struct majority *m = &r->majority;
    return r->named &&
           (m->comparison == MORE_THAN ? 2 * m->numerator < m->denominator
                                       : 2 * m->numerator <= m->denominator);
}

static size_t members_to_win(struct race *q)
{
    int64_t keeps[OPTIONS_MAX];
    q->ceiling = NO_CEILING;
    if (!has_rivals(q->round))
        return members_below_ceiling(q);
    size_t best = NONE;
    for (size_t i = 0; i < q->choices; i++) {
        q->ceiling = keeps[i] = weight_for(q, i);
        size_t members = members_below_ceiling(q);
        best = members < best ? members : best;
    }
    for (size_t i = 0; i < q->count; i++) {
        const struct standing *b = &q->ballots[i];
        if (b->option >= q->choices || b->option == q->option)
            continue;
        q->ceiling = keeps[b->option] -= b->weight;
        size_t members = members_below_ceiling(q);
        best = members < best ? members : best;
    }
    return best;
}

/* Whether `votes` more for q->option, taken where they are needed most, leave
 * every rival below it. */
static bool votes_beat_rivals(const struct race *q, int64_t votes)
{
    int64_t most = weight_for(q, q->option) + votes - 1, give = 0;
    for (size_t i = 0; i < q->choices; i++)
        if (i != q->option && weight_for(q, i) > most)
            give += weight_for(q, i) - most;
    return give <= votes;
}

/* Votes come from the other choices, which lose them, and from those who
 * abstained only when all those are not enough. */
static int64_t votes_to_win(const struct race *q)
{
    int64_t others = 0, lacks = asked(q, 0) - weight_for(q, q->option);
    for (size_t i = 0; i < q->choices; i++)
        others += i != q->option ? weight_for(q, i) : 0;
    if (lacks > others)
        return lacks - others <= q->abstained ? lacks : 0;
    int64_t low = lacks > 0 ? lacks : 0, high = others;
    while (q->round->named && low < high) {
        int64_t middle = low + (high - low) / 2;
        if (votes_beat_rivals(q, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- to be adopted no longer ------------------------------------------------ */

static bool enough_to_lose(const struct race *q, int64_t leave,
                           int64_t abstentions)
{
    return weight_for(q, q->option) - leave < asked(q, abstentions);
}

static bool enough_to_catch_up(const struct race *q, int64_t leave,
                               int64_t others)
{
    return weight_for(q, q->rival) + leave + others >=
           weight_for(q, q->option) - leave;
}

static size_t members_to_lose(struct race *q)
{
    pile_clear(&q->first);
    pile_clear(&q->second);
    for (size_t i = 0; i < q->count; i++) {
        const struct standing *b = &q->ballots[i];
        if (b->option == q->option)
            pile_add(&q->first, b->weight);
        else if (b->option >= q->choices)
            pile_add(&q->second, b->weight);
    }
    return fewest(q, enough_to_lose);
}

static size_t members_to_catch_up(struct race *q)
{
    pile_clear(&q->first);
    pile_clear(&q->second);
    for (size_t i = 0; i < q->count; i++) {
        const struct standing *b = &q->ballots[i];
        if (b->option != q->rival)
            pile_add(b->option == q->option ? &q->first : &q->second,
                     b->weight);
    }
    return fewest(q, enough_to_catch_up);
}

/* ---- both ------------------------------------------------------------------- */

static void take_least(struct robustness *out, int64_t votes, size_t members)
{
    if (votes == 0 || members == NONE)
        return;
    if (out->votes == 0 || votes < out->votes)
        out->votes = votes;
    if (out->members == 0 || (int64_t)members < out->members)
        out->members = (int64_t)members;
}

static void flip_adopted(struct race *q, struct robustness *out)
{
    int64_t weight = weight_for(q, q->option);
    take_least(out, weight - asked(q, 0) + 1, members_to_lose(q));
    for (q->rival = 0; q->round->named && q->rival < q->choices; q->rival++)
        if (q->rival != q->option)
            take_least(out, (weight - weight_for(q, q->rival) + 1) / 2,
                       members_to_catch_up(q));
}

/* Only `for` can be adopted, or any named option but "against-all". */
static void flip_rejected(struct race *q, struct robustness *out)
{
    size_t candidates = q->round->named ? q->choices - 1 : 1;
    for (q->option = 0; q->option < candidates; q->option++)
        take_least(out, votes_to_win(q), members_to_win(q));
}

/* ---- preparing -------------------------------------------------------------- */

static int heavier(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    return (x->weight < y->weight) - (x->weight > y->weight);
}

static enum err_code add_up(struct race *q)
{
    struct share all = { 0 };
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < q->count; i++) {
        const struct standing *b = &q->ballots[i];
        must(b->option < q->round->option_count && b->weight >= 0);
        rc = share_add(&all, b->weight);
        if (rc == ERR_OK)
            rc = tally_add(&q->tally, b->option, b->weight);
    }
    if (q->tally.present.weight >= EXACT_MAX ||
        q->tally.entitled.weight >= EXACT_MAX ||
        q->tally.present.members >= EXACT_MAX ||
        q->tally.entitled.members >= EXACT_MAX)
        rc = ERR_OVERFLOW;
    return rc;
}

static void count_per_member(const struct race *q, struct robustness *out)
{
    struct tally t = { 0 };
    int64_t present = q->tally.present.members;
    int64_t entitled = q->tally.entitled.members;
    t.present = (struct share){ present, present };
    t.entitled = (struct share){ entitled, entitled };
    for (size_t i = 0; i < q->round->option_count; i++) {
        int64_t members = q->tally.option[i].members;
        out->chose[i] = members;
        t.option[i] = (struct share){ members, members };
    }
    out->outcome = tally_outcome(q->round, &t, &out->adopted);
}

static void flip(struct race *q, struct robustness *out)
{
    const struct round *r = q->round;
    enum outcome outcome = tally_outcome(r, &q->tally, &q->option);
    q->base = tally_base(r, &q->tally);
    q->choices = r->option_count - (r->abstain ? 1 : 0);
    q->abstained = r->abstain ? weight_for(q, q->choices) : 0;
    if (outcome == ADOPTED)
        flip_adopted(q, out);
    else if (outcome != NO_QUORUM)
        flip_rejected(q, out);
}

enum err_code robustness_find(const struct round *r, struct share present,
                              struct share entitled,
                              struct standing *ballots, size_t count,
                              struct robustness *out)
{
    struct race q = {
        .round = r,
        .tally = { .present = present, .entitled = entitled },
        .ballots = ballots,
        .count = count,
    };
    *out = (struct robustness){ 0 };
    enum err_code rc = add_up(&q);
    if (rc != ERR_OK)
        return rc;
    q.first.sum = calloc(count + 1, sizeof *q.first.sum);
    q.second.sum = calloc(count + 1, sizeof *q.second.sum);
    if (q.first.sum != NULL && q.second.sum != NULL) {
        if (count > 0) /* qsort() wants an address also for nothing */
            qsort(ballots, count, sizeof *ballots, heavier);
        count_per_member(&q, out);
        flip(&q, out);
    } else {
        rc = ERR_NO_MEMORY;
    }
    free(q.first.sum);
    free(q.second.sum);
    return rc;
}
