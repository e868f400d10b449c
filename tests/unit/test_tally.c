/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/tally.h"

#define SIMPLE { 1, 2, MORE_THAN, BASE_CAST }
#define TWO_THIRDS { 2, 3, AT_LEAST, BASE_CAST }

static void set_options(struct round *r, const char *const *options)
{
    for (; *options != NULL; options++) {
        (void)snprintf(r->options[r->option_count], OPTION_SIZE, "%s",
                       *options);
        r->option_count++;
    }
}

static struct round vote(struct majority majority)
{
    static const char *const options[] = { "for", "against", "abstain", NULL };
    struct round r = { .id = 1, .majority = majority, .abstain = true };

    set_options(&r, options);
    return r;
}

/* Options by weight, and one member per vote. */
static struct result counted(const struct round *r, const int64_t *weights,
                             struct share present, struct share entitled)
{
    static struct result result;
    struct tally t = { .present = present, .entitled = entitled };

    for (size_t i = 0; i < r->option_count; i++)
        t.option[i] = (struct share){ weights[i], weights[i] };
    tally_result(r, &t, &result);
    return result;
}

static void majorities_are_exact(void **state)
{
    static const struct {
        const char *what;
        struct majority rule;
        int64_t weight, base;
        bool met;
    } cases[] = {
        { "half is no simple majority", SIMPLE, 50, 100, false },
        { "one more than half is", SIMPLE, 51, 100, true },
        { "half of an odd number", SIMPLE, 50, 99, true },
        { "less than half of it", SIMPLE, 49, 99, false },
        { "exactly two thirds", TWO_THIRDS, 66, 99, true },
        { "one short of two thirds", TWO_THIRDS, 65, 99, false },
        { "two thirds of what does not divide", TWO_THIRDS, 66, 100, false },
        { "two thirds rounded up", TWO_THIRDS, 67, 100, true },
        { "the vote of domain.md", TWO_THIRDS, 15260, 22895, false },
        { "its needed votes", TWO_THIRDS, 15264, 22895, true },
        { "nothing of nothing", TWO_THIRDS, 0, 0, false },
        { "nothing of nothing, simple", SIMPLE, 0, 0, false },
        { "exactly half, at least", { 1, 2, AT_LEAST, BASE_CAST }, 50, 100,
          true },
        { "all of it", { 1, 1, AT_LEAST, BASE_CAST }, 100, 100, true },
        { "all but one", { 1, 1, AT_LEAST, BASE_CAST }, 99, 100, false },
        { "the largest numbers there are",
          { 999, 1000, MORE_THAN, BASE_CAST }, EXACT_MAX - 1, EXACT_MAX - 1,
          true },
        { "where floating point would see no difference", TWO_THIRDS,
          (EXACT_MAX - 2) / 3 * 2 - 1, (EXACT_MAX - 2) / 3 * 3, false },
        { "and one vote more", TWO_THIRDS, (EXACT_MAX - 2) / 3 * 2,
          (EXACT_MAX - 2) / 3 * 3, true },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (majority_met(&cases[i].rule, cases[i].weight, cases[i].base) !=
            cases[i].met)
            fail_msg("%s", cases[i].what);
}

/* The two functions must be of one mind for every rule and base. */
static void needed_is_the_smallest_weight_that_meets(void **state)
{
    (void)state;

    for (int64_t d = 1; d <= 12; d++)
        for (int64_t n = 1; n <= d; n++)
            for (int c = 0; c < COMPARISON_COUNT; c++)
                for (int64_t base = 0; base <= 60; base++) {
                    struct majority m = { n, d, (enum comparison)c,
                                          BASE_CAST };
                    int64_t needed = majority_needed(&m, base);
                    assert_true(needed >= 1);
                    assert_true(majority_met(&m, needed, base));
                    assert_false(majority_met(&m, needed - 1, base));
                }
}

static void for_and_against_decide(void **state)
{
    static const struct {
        const char *what;
        struct majority rule;
        int64_t votes[3], present, entitled, needed;
        bool met;
    } cases[] = {
        { "abstentions are not cast", SIMPLE, { 2, 1, 97 }, 100, 100, 2,
          true },
        { "unless they are counted",
          { 1, 2, MORE_THAN, BASE_CAST_AND_ABSTAINED }, { 2, 1, 97 }, 100, 100,
          51, false },
        { "of those present", { 1, 2, MORE_THAN, BASE_PRESENT }, { 50, 0, 0 },
          100, 200, 51, false },
        { "more than half of those present",
          { 1, 2, MORE_THAN, BASE_PRESENT }, { 51, 0, 0 }, 100, 200, 51,
          true },
        { "of all entitled", { 1, 2, MORE_THAN, BASE_ENTITLED }, { 100, 0, 0 },
          100, 200, 101, false },
        { "a tie", SIMPLE, { 50, 50, 0 }, 100, 100, 51, false },
        { "nothing cast", SIMPLE, { 0, 0, 0 }, 100, 100, 1, false },
        { "nothing but abstentions", TWO_THIRDS, { 0, 0, 9 }, 100, 100, 1,
          false },
        { "one vote of one", TWO_THIRDS, { 1, 0, 0 }, 100, 100, 1, true },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = vote(cases[i].rule);
        struct share present = { cases[i].present, cases[i].present };
        struct share entitled = { cases[i].entitled, cases[i].entitled };
        struct result out = counted(&r, cases[i].votes, present, entitled);
        if (out.met != cases[i].met || out.needed != cases[i].needed ||
            out.outcome != (cases[i].met ? ADOPTED : REJECTED))
            fail_msg("%s: needed %lld", cases[i].what, (long long)out.needed);
    }
}

static void the_result_lists_everything(void **state)
{
    struct round r = vote((struct majority)SIMPLE);
    struct tally t = { .present = { 1000, 20 }, .entitled = { 2000, 40 } };
    struct result out;
    (void)state;

    assert_int_equal(tally_add(&t, 0, 75), ERR_OK);
    assert_int_equal(tally_add(&t, 0, 9), ERR_OK);
    assert_int_equal(tally_add(&t, 1, 12), ERR_OK);
    assert_int_equal(tally_add(&t, 2, 1), ERR_OK);
    tally_result(&r, &t, &out);
    assert_int_equal(out.option_count, 3);
    assert_string_equal(out.options[0].option, "for");
    assert_int_equal(out.options[0].weight, 84);
    assert_int_equal(out.options[0].members, 2);
    assert_int_equal(out.options[1].weight, 12);
    assert_int_equal(out.options[2].members, 1);
    assert_string_equal(out.options[0].percent, "87.50");
    assert_string_equal(out.options[1].percent, "12.50");
    assert_string_equal(out.options[2].percent, "");
    assert_int_equal(out.not_voted.weight, 903);
    assert_int_equal(out.not_voted.members, 16);
    assert_int_equal(out.present.members, 20);
    assert_int_equal(out.entitled.weight, 2000);
    assert_int_equal(out.needed, 49);
    assert_string_equal(out.adopted_option, "");
}

static void quorums(void **state)
{
    static const struct {
        const char *what;
        struct quorum quorum;
        int64_t votes[3];
        enum outcome outcome;
    } cases[] = {
        { "none asked", { 0, 0, BASE_CAST, BY_WEIGHT }, { 1, 0, 0 }, ADOPTED },
        { "half of those present, met", { 1, 2, BASE_PRESENT, BY_MEMBERS },
          { 30, 10, 10 }, ADOPTED },
        { "one member short", { 1, 2, BASE_PRESENT, BY_MEMBERS },
          { 30, 10, 9 }, NO_QUORUM },
        { "not met and no majority either",
          { 1, 2, BASE_PRESENT, BY_MEMBERS }, { 10, 30, 0 }, NO_QUORUM },
        { "of those entitled, by weight", { 1, 4, BASE_ENTITLED, BY_WEIGHT },
          { 30, 10, 10 }, ADOPTED },
        { "of those entitled, short", { 1, 4, BASE_ENTITLED, BY_WEIGHT },
          { 30, 10, 9 }, NO_QUORUM },
        { "met but rejected", { 1, 2, BASE_PRESENT, BY_WEIGHT },
          { 10, 30, 20 }, REJECTED },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = vote((struct majority)SIMPLE);
        struct result out;
        r.quorum = cases[i].quorum;
        out = counted(&r, cases[i].votes, (struct share){ 100, 100 },
                      (struct share){ 200, 200 });
        if (out.outcome != cases[i].outcome)
            fail_msg("%s: %s", cases[i].what, outcome_words[out.outcome]);
    }
}

static void named_options(void **state)
{
    static const char *const options[] = { "A", "B", "C", "against-all",
                                           "abstain", NULL };
    static const struct {
        const char *what;
        struct majority rule;
        int64_t votes[5];
        enum outcome outcome;
        const char *adopted;
        int64_t needed;
    } cases[] = {
        { "more than half is adopted", SIMPLE, { 51, 30, 15, 4, 0 }, ADOPTED,
          "A", 51 },
        { "a later one as well", SIMPLE, { 4, 30, 62, 4, 50 }, ADOPTED, "C",
          51 },
        { "against all is among the votes cast", SIMPLE, { 50, 0, 0, 50, 0 },
          NO_MAJORITY, "", 51 },
        { "the most is not enough", SIMPLE, { 48, 47, 0, 5, 0 }, NO_MAJORITY,
          "", 51 },
        { "a majority against all rejects them", SIMPLE, { 10, 10, 0, 80, 0 },
          REJECTED, "", 51 },
        { "an option that is enough does not beat more against all",
          { 1, 3, AT_LEAST, BASE_CAST }, { 40, 0, 0, 60, 0 }, REJECTED, "",
          34 },
        { "two thirds", TWO_THIRDS, { 66, 34, 0, 0, 0 }, NO_MAJORITY, "", 67 },
        { "nothing cast", SIMPLE, { 0, 0, 0, 0, 7 }, NO_MAJORITY, "", 1 },
        { "of two that meet it, the heavier",
          { 1, 3, AT_LEAST, BASE_CAST }, { 40, 45, 10, 5, 0 }, ADOPTED, "B",
          34 },
        { "of two that weigh the same, neither",
          { 1, 3, AT_LEAST, BASE_CAST }, { 45, 45, 10, 0, 0 }, NO_MAJORITY, "",
          34 },
        { "even when a third is lighter",
          { 1, 4, AT_LEAST, BASE_CAST }, { 30, 40, 30, 0, 0 }, ADOPTED, "B",
          25 },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = { .majority = cases[i].rule, .named = true,
                           .abstain = true };
        struct result out;
        set_options(&r, options);
        out = counted(&r, cases[i].votes, (struct share){ 200, 200 },
                      (struct share){ 200, 200 });
        if (out.outcome != cases[i].outcome ||
            out.met != (out.outcome == ADOPTED) ||
            out.needed != cases[i].needed ||
            strcmp(out.adopted_option, cases[i].adopted) != 0)
            fail_msg("%s: %s '%s' %lld", cases[i].what,
                     outcome_words[out.outcome], out.adopted_option,
                     (long long)out.needed);
    }
}

static void sums_do_not_wrap(void **state)
{
    struct tally t = { 0 };
    (void)state;

    assert_int_equal(tally_add(&t, 1, EXACT_MAX - 1), ERR_OK);
    assert_int_equal(tally_add(&t, 1, 1), ERR_OVERFLOW);
    assert_true(t.option[1].weight == EXACT_MAX - 1);
    assert_int_equal(t.option[1].members, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(majorities_are_exact),
        cmocka_unit_test(needed_is_the_smallest_weight_that_meets),
        cmocka_unit_test(for_and_against_decide),
        cmocka_unit_test(the_result_lists_everything),
        cmocka_unit_test(quorums),
        cmocka_unit_test(named_options),
        cmocka_unit_test(sums_do_not_wrap),
    };
    return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
