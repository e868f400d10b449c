/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/robustness.h"
#include "domain/tally.h"

enum { BALLOTS_MAX = 16 };

#define SIMPLE { 1, 2, MORE_THAN, BASE_CAST }
#define TWO_THIRDS { 2, 3, AT_LEAST, BASE_CAST }
#define OF(base) { 1, 2, MORE_THAN, base }

/* for, against and abstain; or so many named options, against-all and
 * abstain. */
static struct round terms(struct majority majority, size_t named)
{
    struct round r = { .id = 1, .majority = majority, .abstain = true,
                       .named = named > 0,
                       .option_count = named > 0 ? named + 2 : 3 };

    for (size_t i = 0; i < r.option_count; i++)
        (void)snprintf(r.options[i], OPTION_SIZE, "option %zu", i + 1);
    return r;
}

/* What a case does not say: who voted was there, and was all there is. */
static struct share or_voted(struct share said, const struct standing *ballots,
                             size_t count)
{
    struct share all = { 0, 0 };

    for (size_t i = 0; i < count; i++) {
        all.weight += ballots[i].weight;
        all.members++;
    }
    return said.members > 0 ? said : all;
}

/* ---- the cases ----------------------------------------------------------- */

enum { FOR, AGAINST, ABSTAIN };          /* options without names */
enum { RED, BLUE, ALL_AGAINST, NEITHER }; /* two named ones */

static const struct {
    const char *what;
    struct majority rule;
    size_t named;
    struct quorum quorum;
    struct share present, entitled; /* 0: as who voted */
    struct standing ballots[BALLOTS_MAX]; /* up to a weight of 0 */
    int64_t votes, members;
    enum outcome outcome; /* with one vote for each */
} cases[] = {
    { "one heavy member carries it", SIMPLE, .ballots = {
          { FOR, 5 }, { FOR, 10 }, { AGAINST, 8 } }, .votes = 4, .members = 1,
      .outcome = ADOPTED },
    { "many light members carry it", SIMPLE, .ballots = {
          { FOR, 2 }, { FOR, 2 }, { FOR, 2 }, { FOR, 2 }, { AGAINST, 1 } },
      .votes = 4, .members = 2, .outcome = ADOPTED },
    { "adopted by a single vote", SIMPLE, .ballots = {
          { FOR, 10 }, { AGAINST, 9 } }, .votes = 1, .members = 1,
      .outcome = REJECTED },
    { "rejected by a single vote", SIMPLE, .ballots = {
          { FOR, 9 }, { AGAINST, 10 } }, .votes = 1, .members = 1,
      .outcome = REJECTED },
    { "a tie lacks one vote", SIMPLE, .ballots = {
          { FOR, 10 }, { AGAINST, 5 }, { AGAINST, 5 } }, .votes = 1,
      .members = 1, .outcome = REJECTED },
    { "a tie that is enough loses one vote", { 1, 2, AT_LEAST, BASE_CAST },
      .ballots = { { FOR, 10 }, { AGAINST, 10 } }, .votes = 1, .members = 1,
      .outcome = ADOPTED },
    { "adopted by all, more than half must leave", SIMPLE, .ballots = {
          { FOR, 10 }, { FOR, 10 }, { FOR, 10 }, { FOR, 10 } }, .votes = 20,
      .members = 2, .outcome = ADOPTED },
    { "nothing cast stays nothing", SIMPLE, .present = { 100, 4 },
      .entitled = { 100, 4 }, .outcome = REJECTED },
    { "if all abstained, one who does not decides", SIMPLE, .ballots = {
          { ABSTAIN, 10 }, { ABSTAIN, 5 } }, .votes = 1, .members = 1,
      .outcome = REJECTED },
    { "exactly two thirds lose one vote", TWO_THIRDS, .ballots = {
          { FOR, 20 }, { FOR, 20 }, { FOR, 20 }, { AGAINST, 30 } },
      .votes = 1, .members = 1, .outcome = ADOPTED },
    { "two thirds are missed by ten votes of two members", TWO_THIRDS,
      .ballots = { { FOR, 50 }, { AGAINST, 9 }, { AGAINST, 9 },
                   { AGAINST, 9 }, { AGAINST, 9 }, { AGAINST, 4 } },
      .votes = 10, .members = 2, .outcome = REJECTED },
    { "all of it, and two are against", { 1, 1, AT_LEAST, BASE_CAST },
      .ballots = { { FOR, 10 }, { FOR, 10 }, { AGAINST, 3 },
                   { AGAINST, 2 } }, .votes = 5, .members = 2,
      .outcome = REJECTED },
    { "one heavy abstention outweighs many light votes", SIMPLE, .ballots = {
          { FOR, 1 }, { FOR, 1 }, { FOR, 1 }, { FOR, 1 }, { FOR, 1 },
          { FOR, 1 }, { FOR, 1 }, { AGAINST, 1 }, { ABSTAIN, 20 } },
      .votes = 3, .members = 1, .outcome = ADOPTED },
    { "abstentions count in this base", OF(BASE_CAST_AND_ABSTAINED),
      .ballots = { { FOR, 10 }, { AGAINST, 1 }, { AGAINST, 2 },
                   { ABSTAIN, 11 } }, .votes = 3, .members = 1,
      .outcome = REJECTED },
    { "those present who did not vote hold it down", OF(BASE_PRESENT),
      .present = { 100, 10 }, .ballots = { { FOR, 30 }, { AGAINST, 10 } },
      .outcome = REJECTED },
    { "of those present, with an abstention it is enough", OF(BASE_PRESENT),
      .present = { 100, 10 },
      .ballots = { { FOR, 30 }, { AGAINST, 10 }, { ABSTAIN, 20 } },
      .votes = 21, .members = 2, .outcome = REJECTED },
    { "of those entitled, all but two votes suffice", OF(BASE_ENTITLED),
      .present = { 60, 3 }, .entitled = { 100, 4 },
      .ballots = { { FOR, 40 }, { AGAINST, 13 }, { ABSTAIN, 7 } },
      .votes = 11, .members = 1, .outcome = REJECTED },
    { "the entitled adopt it, the lightest of them could undo that",
      OF(BASE_ENTITLED), .entitled = { 100, 3 },
      .ballots = { { FOR, 40 }, { FOR, 11 } }, .votes = 1, .members = 1,
      .outcome = ADOPTED },
    { "a quorum of votes is missed, whatever is chosen", SIMPLE,
      .quorum = { 1, 2, BASE_ENTITLED, BY_WEIGHT }, .entitled = { 100, 3 },
      .ballots = { { FOR, 20 }, { FOR, 20 } }, .outcome = ADOPTED },
    { "a quorum of members is missed, by heads as well", SIMPLE,
      .quorum = { 1, 2, BASE_ENTITLED, BY_MEMBERS }, .entitled = { 100, 9 },
      .ballots = { { FOR, 60 }, { AGAINST, 20 } }, .outcome = NO_QUORUM },
    { "a quorum that is met leaves it to the majority", SIMPLE,
      .quorum = { 1, 2, BASE_ENTITLED, BY_WEIGHT }, .entitled = { 100, 3 },
      .ballots = { { FOR, 60 }, { AGAINST, 20 } }, .votes = 20, .members = 1,
      .outcome = REJECTED },
    { "a named option loses its majority", SIMPLE, .named = 2, .ballots = {
          { RED, 4 }, { RED, 3 }, { BLUE, 3 }, { ALL_AGAINST, 2 } },
      .votes = 1, .members = 1, .outcome = NO_MAJORITY },
    { "the nearest named option gains one", SIMPLE, .named = 2, .ballots = {
          { RED, 5 }, { BLUE, 2 }, { BLUE, 1 }, { ALL_AGAINST, 4 } },
      .votes = 2, .members = 1, .outcome = NO_MAJORITY },
    { "all named options were rejected", SIMPLE, .named = 2, .ballots = {
          { RED, 2 }, { BLUE, 3 }, { ALL_AGAINST, 3 }, { ALL_AGAINST, 3 },
          { ALL_AGAINST, 1 } }, .votes = 4, .members = 2,
      .outcome = REJECTED },
    { "of two that have a third, the rival may overtake",
      { 1, 3, AT_LEAST, BASE_CAST }, .named = 2, .ballots = {
          { RED, 6 }, { RED, 6 }, { BLUE, 10 } }, .votes = 1, .members = 1,
      .outcome = ADOPTED },
    { "two that weigh the same adopt neither",
      { 1, 3, AT_LEAST, BASE_CAST }, .named = 2, .ballots = {
          { RED, 5 }, { RED, 5 }, { BLUE, 10 }, { NEITHER, 1 } },
      .votes = 1, .members = 1, .outcome = ADOPTED },
    { "one vote for each turns it round", SIMPLE, .ballots = {
          { FOR, 75 }, { AGAINST, 10 }, { AGAINST, 10 } }, .votes = 28,
      .members = 1, .outcome = REJECTED },
};

static void each_case_has_its_distance(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = terms(cases[i].rule, cases[i].named);
        struct standing ballots[BALLOTS_MAX];
        struct robustness found;
        size_t count = 0;
        while (cases[i].ballots[count].weight > 0)
            count++;
        memcpy(ballots, cases[i].ballots, sizeof ballots);
        struct share present = or_voted(cases[i].present, ballots, count);
        struct share entitled = cases[i].entitled.members > 0
                                    ? cases[i].entitled : present;
        r.quorum = cases[i].quorum;
        assert_int_equal(robustness_find(&r, present, entitled, ballots,
                                         count, &found), ERR_OK);
        if (found.votes != cases[i].votes ||
            found.members != cases[i].members ||
            found.outcome != cases[i].outcome)
            fail_msg("%s: %lld votes, %lld members, %s", cases[i].what,
                     (long long)found.votes, (long long)found.members,
                     outcome_words[found.outcome]);
    }
}

/* ---- against all ways to choose ------------------------------------------ */

struct hall {
    struct round round;
    struct share present, entitled;
    struct standing ballots[BALLOTS_MAX];
    size_t count;
};

static struct tally count(const struct hall *h, const size_t *chosen)
{
    struct tally t = { .present = h->present, .entitled = h->entitled };

    for (size_t i = 0; i < h->count; i++)
        assert_int_equal(tally_add(&t, chosen[i], h->ballots[i].weight),
                         ERR_OK);
    return t;
}

static struct tally as_it_is(const struct hall *h)
{
    size_t chosen[BALLOTS_MAX];

    for (size_t i = 0; i < h->count; i++)
        chosen[i] = h->ballots[i].option;
    return count(h, chosen);
}

/* What was adopted no longer is; or something is. */
static bool flips(const struct hall *h, const struct tally *from,
                  const struct tally *to)
{
    size_t was, is;
    enum outcome before = tally_outcome(&h->round, from, &was);
    enum outcome after = tally_outcome(&h->round, to, &is);

    if (before == ADOPTED)
        return after != ADOPTED || is != was;
    return after == ADOPTED;
}

/* The fewest members, by every choice that all of them could have made. */
static int64_t try_members(const struct hall *h, size_t *chosen, size_t at,
                           int64_t moved)
{
    int64_t best = 0;

    if (at == h->count) {
        struct tally from = as_it_is(h), to = count(h, chosen);
        return flips(h, &from, &to) ? moved : 0;
    }
    for (chosen[at] = 0; chosen[at] < h->round.option_count; chosen[at]++) {
        bool stays = chosen[at] == h->ballots[at].option;
        int64_t found = try_members(h, chosen, at + 1,
                                    moved + (stays ? 0 : 1));
        if (found > 0 && (best == 0 || found < best))
            best = found;
    }
    return best;
}

/* The fewest votes, by every way to spread their sum over the options. */
static int64_t try_votes(const struct hall *h, struct tally *to, size_t option,
                         int64_t left, int64_t moved)
{
    struct tally from = as_it_is(h);
    int64_t best = 0, had = from.option[option].weight;

    if (option == h->round.option_count - 1) {
        to->option[option].weight = left;
        moved += had > left ? had - left : 0;
        return flips(h, &from, to) ? moved : 0;
    }
    for (int64_t n = 0; n <= left; n++) {
        to->option[option].weight = n;
        int64_t found = try_votes(h, to, option + 1, left - n,
                                  moved + (had > n ? had - n : 0));
        if (found > 0 && (best == 0 || found < best))
            best = found;
    }
    return best;
}

static uint64_t seed = 1;

static size_t below(size_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % n;
}

static struct hall any_hall(size_t named, size_t members, int64_t heaviest)
{
    static const struct { int64_t n, d; } fractions[] = {
        { 1, 2 }, { 2, 3 }, { 1, 1 }, { 1, 3 }, { 1, 4 }, { 3, 5 },
    };
    size_t f = below(ARRAY_LEN(fractions));
    struct majority m = { fractions[f].n, fractions[f].d,
                          f == 2 ? AT_LEAST : (enum comparison)below(2),
                          (enum base)below(BASE_COUNT) };
    struct hall h = { .round = terms(m, named), .count = below(members + 1) };

    if (below(4) == 0)
        h.round.quorum = (struct quorum){ 1, 2, BASE_ENTITLED,
                                          (enum quorum_by)below(2) };
    for (size_t i = 0; i < h.count; i++)
        h.ballots[i] = (struct standing){
            below(h.round.option_count), 1 + (int64_t)below((size_t)heaviest),
        };
    h.present = or_voted((struct share){ 0, 0 }, h.ballots, h.count);
    for (size_t i = below(3); i > 0; i--)
        assert_int_equal(share_add(&h.present, 1 + (int64_t)below(4)),
                         ERR_OK);
    h.entitled = h.present;
    for (size_t i = below(3); i > 0; i--)
        assert_int_equal(share_add(&h.entitled, 1 + (int64_t)below(9)),
                         ERR_OK);
    return h;
}

static void expect_as_tried(const struct hall *h)
{
    struct hall copy = *h;
    struct robustness found;
    size_t chosen[BALLOTS_MAX];
    struct tally to = { .present = h->present, .entitled = h->entitled };
    int64_t sum = or_voted((struct share){ 0, 0 }, h->ballots,
                           h->count).weight;

    assert_int_equal(robustness_find(&copy.round, h->present, h->entitled,
                                     copy.ballots, h->count, &found), ERR_OK);
    int64_t members = try_members(h, chosen, 0, 0);
    /* The spread has weights only; the members of a quorum stay who voted. */
    to.option[0].members = (int64_t)h->count;
    int64_t votes = try_votes(h, &to, 0, sum, 0);
    if (found.members == members && found.votes == votes)
        return;
    for (size_t i = 0; i < h->count; i++)
        print_message("# %zu: %lld\n", h->ballots[i].option,
                      (long long)h->ballots[i].weight);
    fail_msg("%s %lld/%lld of %s, %zu options, present %lld: %lld members "
             "for %lld, %lld votes for %lld",
             comparison_words[h->round.majority.comparison],
             (long long)h->round.majority.numerator,
             (long long)h->round.majority.denominator,
             base_words[h->round.majority.base], h->round.option_count,
             (long long)h->present.weight, (long long)found.members,
             (long long)members, (long long)found.votes, (long long)votes);
}

static void no_other_choice_of_fewer_flips_for_and_against(void **state)
{
    (void)state;

    for (int i = 0; i < 3000; i++) {
        struct hall h = any_hall(0, 6, 5);
        expect_as_tried(&h);
    }
}

static void no_other_choice_of_fewer_flips_named_options(void **state)
{
    (void)state;

    for (int i = 0; i < 1500; i++) {
        struct hall h = any_hall(2 + below(2), 5, 4);
        expect_as_tried(&h);
    }
}

/* With more of the same weight than of any other, ties are everywhere. */
static void no_other_choice_of_fewer_flips_what_is_tied(void **state)
{
    (void)state;

    for (int i = 0; i < 800; i++) {
        struct hall h = any_hall(2, 6, 2);
        expect_as_tried(&h);
    }
}

static void nobody_voted_needs_no_list(void **state)
{
    struct round r = terms((struct majority)SIMPLE, 0);
    struct share all = { 10, 2 };
    struct robustness found;
    (void)state;

    assert_int_equal(robustness_find(&r, all, all, NULL, 0, &found), ERR_OK);
    assert_int_equal(found.votes, 0);
    assert_int_equal(found.members, 0);
    assert_int_equal(found.outcome, REJECTED);
}

/* ---- sums ---------------------------------------------------------------- */

static void the_largest_sums_are_exact(void **state)
{
    struct round r = terms((struct majority)TWO_THIRDS, 0);
    int64_t third = (EXACT_MAX - 2) / 3;
    struct standing ballots[] = { { AGAINST, third }, { FOR, third },
                                  { FOR, third - 1 }, { AGAINST, 1 } };
    struct share all = { 3 * third, 4 };
    struct robustness found;
    (void)state;

    assert_int_equal(robustness_find(&r, all, all, ballots, 4, &found),
                     ERR_OK);
    assert_int_equal(found.votes, 1);
    assert_int_equal(found.members, 1);
}

static void sums_that_grow_too_large_are_refused(void **state)
{
    struct round r = terms((struct majority)SIMPLE, 0);
    struct standing ballots[] = { { FOR, EXACT_MAX - 1 }, { AGAINST, 1 } };
    struct share all = { EXACT_MAX - 1, 2 }, more = { EXACT_MAX, 2 };
    struct robustness found;
    (void)state;

    assert_int_equal(robustness_find(&r, all, all, ballots, 2, &found),
                     ERR_OVERFLOW);
    assert_int_equal(robustness_find(&r, all, all, ballots, 1, &found),
                     ERR_OK);
    assert_int_equal(robustness_find(&r, more, all, ballots, 1, &found),
                     ERR_OVERFLOW);
    assert_int_equal(robustness_find(&r, all, more, ballots, 1, &found),
                     ERR_OVERFLOW);
}

static void members_are_told_by_option(void **state)
{
    struct round r = terms((struct majority)SIMPLE, 2);
    struct standing ballots[] = { { RED, 3 }, { BLUE, 9 }, { RED, 2 },
                                  { RED, 3 }, { NEITHER, 1 } };
    struct share all = { 18, 5 };
    struct robustness found;
    (void)state;

    assert_int_equal(robustness_find(&r, all, all, ballots, 5, &found),
                     ERR_OK);
    assert_int_equal(found.outcome, ADOPTED);
    assert_int_equal(found.adopted, RED);
    assert_int_equal(found.chose[RED], 3);
    assert_int_equal(found.chose[BLUE], 1);
    assert_int_equal(found.chose[ALL_AGAINST], 0);
    assert_int_equal(found.chose[NEITHER], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_has_its_distance),
        cmocka_unit_test(no_other_choice_of_fewer_flips_for_and_against),
        cmocka_unit_test(no_other_choice_of_fewer_flips_named_options),
        cmocka_unit_test(no_other_choice_of_fewer_flips_what_is_tied),
        cmocka_unit_test(nobody_voted_needs_no_list),
        cmocka_unit_test(the_largest_sums_are_exact),
        cmocka_unit_test(sums_that_grow_too_large_are_refused),
        cmocka_unit_test(members_are_told_by_option),
    };
    return cmocka_run_group_tests_name("robustness", tests, NULL, NULL);
}
