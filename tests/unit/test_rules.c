/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rules.h"

static void weights_follow_the_rule(void **state)
{
    static const struct {
        const char *what;
        struct weight_rule rule;
        int64_t inhabitants, weight;
    } cases[] = {
        { "a village", { 100, ROUND_DOWN, 1, 75 }, 919, 9 },
        { "just below the cap", { 100, ROUND_DOWN, 1, 75 }, 7397, 73 },
        { "one short of the cap", { 100, ROUND_DOWN, 1, 75 }, 7499, 74 },
        { "exactly the cap", { 100, ROUND_DOWN, 1, 75 }, 7500, 75 },
        { "a city stops at the cap", { 100, ROUND_DOWN, 1, 75 }, 833624, 75 },
        { "nobody still has the minimum", { 100, ROUND_DOWN, 1, 75 }, 0, 1 },
        { "too few for one", { 1000, ROUND_DOWN, 1, 75 }, 919, 1 },
        { "a region", { 10000, ROUND_DOWN, 1, 75 }, 123456, 12 },
        { "down", { 100, ROUND_DOWN, 1, 75 }, 199, 1 },
        { "up", { 100, ROUND_UP, 1, 75 }, 101, 2 },
        { "up from a whole number", { 100, ROUND_UP, 1, 75 }, 200, 2 },
        { "nearest below a half", { 100, ROUND_NEAREST, 1, 75 }, 249, 2 },
        { "nearest at a half", { 100, ROUND_NEAREST, 1, 75 }, 250, 3 },
        { "nearest at an odd half", { 3, ROUND_NEAREST, 1, 75 }, 4, 1 },
        { "nearest above an odd half", { 3, ROUND_NEAREST, 1, 75 }, 5, 2 },
        { "one for each", { 1, ROUND_DOWN, 1, WEIGHT_MAX }, INHABITANTS_MAX,
          WEIGHT_MAX },
        { "fewest votes", { INHABITANTS_MAX, ROUND_NEAREST, 1, 75 },
          INHABITANTS_MAX, 1 },
        { "a higher minimum", { 100, ROUND_DOWN, 20, 75 }, 919, 20 },
        { "everybody the same", { 100, ROUND_DOWN, 5, 5 }, 7500, 5 },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t weight = weight_of(&cases[i].rule, cases[i].inhabitants);
        if (weight != cases[i].weight)
            fail_msg("%s: %lld", cases[i].what, (long long)weight);
    }
}

static void the_default_is_that_of_2016(void **state)
{
    const struct weight_rule *towns = &default_weight_rules.of[MUNICIPALITY];
    const struct weight_rule *regions = &default_weight_rules.of[REGION];
    (void)state;

    assert_true(weight_rule_valid(towns) && weight_rule_valid(regions));
    assert_int_equal(weight_of(towns, 1250), 12);
    assert_int_equal(weight_of(towns, 7600), 75);
    assert_int_equal(weight_of(regions, 125000), 12);
    assert_int_equal(weight_of(regions, 760000), 75);
}

static void sums_stay_below_two_to_the_53rd(void **state)
{
    int64_t sum = 0;
    (void)state;

    assert_int_equal(weight_add(&sum, EXACT_MAX - 2), ERR_OK);
    assert_int_equal(weight_add(&sum, 1), ERR_OK);
    assert_true(sum == EXACT_MAX - 1);
    assert_int_equal(weight_add(&sum, 1), ERR_OVERFLOW);
    assert_true(sum == EXACT_MAX - 1);
    assert_int_equal(weight_add(&sum, INT64_MAX), ERR_OVERFLOW);
    assert_int_equal(weight_add(&sum, 0), ERR_OK);
}

static void rules_have_to_fit_together(void **state)
{
    static const struct {
        const char *what;
        struct majority majority;
        bool valid;
    } cases[] = {
        { "half", { 1, 2, MORE_THAN, BASE_CAST }, true },
        { "all", { 1, 1, AT_LEAST, BASE_CAST }, true },
        { "more than all", { 1, 1, MORE_THAN, BASE_CAST }, false },
        { "more than all in other words", { 7, 7, MORE_THAN, BASE_CAST },
          false },
        { "three halves", { 3, 2, AT_LEAST, BASE_CAST }, false },
        { "nothing", { 0, 2, MORE_THAN, BASE_CAST }, false },
        { "less than nothing", { -1, 2, MORE_THAN, BASE_CAST }, false },
        { "of nothing", { 0, 0, AT_LEAST, BASE_CAST }, false },
        { "the finest", { 999, 1000, MORE_THAN, BASE_CAST }, true },
        { "too fine", { 1, 1001, AT_LEAST, BASE_CAST }, false },
    };
    struct weight_rule rule = { 100, ROUND_DOWN, 10, 9 };
    struct quorum quorum = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (majority_valid(&cases[i].majority) != cases[i].valid)
            fail_msg("%s", cases[i].what);
    assert_false(weight_rule_valid(&rule));
    rule.cap = 10;
    assert_true(weight_rule_valid(&rule));
    assert_true(quorum_valid(&quorum));
    quorum = (struct quorum){ 1, 2, BASE_CAST, BY_MEMBERS };
    assert_false(quorum_valid(&quorum));
    quorum.of = BASE_PRESENT;
    assert_true(quorum_valid(&quorum));
    quorum.numerator = 3;
    assert_false(quorum_valid(&quorum));
}

/* ---- ballots ------------------------------------------------------------- */

#define GOOD                                                                   \
    .assignment = ASSIGNED, .round = ROUND_STATE_OPEN, .on_roll = true,        \
    .entitled = true, .present = true, .option = 0, .number = 3, .sequence = 5
#define STANDS(number_, sequence_, option_)                                    \
    .standing = true, .standing_number = number_,                              \
    .standing_sequence = sequence_, .standing_option = option_
#define STORE PRESS_STORE, ERR_OK
#define REPEAT PRESS_REPEAT, ERR_OK
#define REFUSE(reason) PRESS_REFUSE, ERR_##reason

/* Some rows set a field twice on purpose: GOOD, but for one thing. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct {
    const char *what;
    struct press_facts facts;
    enum press_verdict_kind kind;
    enum err_code reason;
} presses[] = {
    { "a first ballot is stored", { GOOD }, STORE },
    { "a higher sequence replaces", { GOOD, STANDS(3, 4, 1) }, STORE },
    { "a higher sequence may say the same", { GOOD, STANDS(3, 4, 0) }, STORE },
    { "the very same again", { GOOD, STANDS(3, 5, 0) }, REPEAT },
    { "a replaced one again", { GOOD, STANDS(3, 9, 1), .recorded = true },
      REPEAT },
    { "the same sequence with another choice", { GOOD, STANDS(3, 5, 1) },
      REFUSE(STALE_BALLOT) },
    { "a lower sequence", { GOOD, STANDS(3, 6, 0) }, REFUSE(STALE_BALLOT) },
    { "a later handset wins whatever its sequence",
      { GOOD, STANDS(2, 900, 1) }, STORE },
    { "an earlier handset loses", { GOOD, STANDS(4, 1, 1) },
      REFUSE(STALE_BALLOT) },
    { "not an option", { GOOD, .option = -1 }, REFUSE(BODY_INVALID) },
    { "not an option, when none stands", { GOOD, .option = -1,
      .standing_number = 3, .standing_sequence = 5, .standing_option = -1 },
      REFUSE(BODY_INVALID) },
    { "too early", { GOOD, .round = ROUND_STATE_PREPARED },
      REFUSE(ROUND_NOT_OPEN) },
    { "too late", { GOOD, .round = ROUND_STATE_CLOSED },
      REFUSE(ROUND_CLOSED) },
    { "much too late", { GOOD, .round = ROUND_STATE_PUBLISHED },
      REFUSE(ROUND_CLOSED) },
    { "in an annulled round", { GOOD, .round = ROUND_STATE_ANNULLED },
      REFUSE(ROUND_CLOSED) },
    { "the very same after the close",
      { GOOD, .round = ROUND_STATE_CLOSED, .recorded = true }, REPEAT },
    { "absent", { GOOD, .present = false }, REFUSE(MEMBER_ABSENT) },
    { "the very same after check-out",
      { GOOD, .present = false, .recorded = true }, REPEAT },
    { "not of this assembly", { GOOD, .on_roll = false },
      REFUSE(NOT_ENTITLED) },
    { "not entitled in this round", { GOOD, .entitled = false },
      REFUSE(NOT_ENTITLED) },
    { "revoked", { GOOD, .assignment = REVOKED }, REFUSE(HANDSET_REVOKED) },
    { "handed to somebody else", { GOOD, .assignment = ASSIGNMENT_OVER },
      REFUSE(ASSIGNMENT_ENDED) },
    { "revoked goes before the very same",
      { GOOD, .assignment = REVOKED, .recorded = true },
      REFUSE(HANDSET_REVOKED) },
    { "entitled goes before the very same",
      { GOOD, .entitled = false, .recorded = true }, REFUSE(NOT_ENTITLED) },
    { "an option goes before closed",
      { GOOD, .option = -1, .round = ROUND_STATE_CLOSED },
      REFUSE(BODY_INVALID) },
    { "closed goes before absent",
      { GOOD, .present = false, .round = ROUND_STATE_CLOSED },
      REFUSE(ROUND_CLOSED) },
    { "absent goes before stale",
      { GOOD, .present = false, STANDS(3, 6, 0) }, REFUSE(MEMBER_ABSENT) },
};
#pragma GCC diagnostic pop

static void presses_are_judged_by_the_table(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(presses); i++) {
        struct press_verdict verdict = press_judge(&presses[i].facts);
        if (verdict.kind != presses[i].kind ||
            verdict.reason != presses[i].reason)
            fail_msg("%s: %s", presses[i].what, err_slug(verdict.reason));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_follow_the_rule),
        cmocka_unit_test(the_default_is_that_of_2016),
        cmocka_unit_test(sums_stay_below_two_to_the_53rd),
        cmocka_unit_test(rules_have_to_fit_together),
        cmocka_unit_test(presses_are_judged_by_the_table),
    };
    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
