/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/tally.h"
#include "engine/chart.h"

/* A round of for, against and abstain with a result; 100 members of the present
 * did not vote, of weight 1 each. */
static void set_round(struct round *r, struct result *result,
                      struct majority majority, const int64_t weights[3])
{
    static const char *const options[] = { "for", "against", "abstain" };
    struct tally t = { 0 };
    *r = (struct round){ .id = 7, .abstain = true, .option_count = 3,
                         .majority = majority };
    for (size_t i = 0; i < 3; i++) {
        snprintf(r->options[i], OPTION_SIZE, "%s", options[i]);
        t.option[i] = (struct share){ weights[i], 1 };
        t.present.weight += weights[i];
        t.present.members++;
    }
    t.present.weight += 100;
    t.present.members += 100;
    t.entitled = (struct share){ t.present.weight + 1000,
                                 t.present.members + 10 };
    tally_result(r, &t, result);
}

static void the_line_lies_where_the_majority_begins(void **state)
{
    static const struct {
        struct majority majority;
        int threshold;
    } cases[] = {
        { { 1, 2, MORE_THAN, BASE_CAST }, 50000 },
        { { 2, 3, AT_LEAST, BASE_CAST }, 66666 },
        { { 3, 5, MORE_THAN, BASE_PRESENT }, 60000 },
        { { 1, 1, AT_LEAST, BASE_ENTITLED }, 100000 },
        { { 1, 1000, AT_LEAST, BASE_CAST }, 100 },
        { { 999, 1000, MORE_THAN, BASE_CAST }, 99900 },
    };
    static const int64_t weights[3] = { 60, 40, 0 };
    static struct result result;
    struct round r;
    struct chart c;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        set_round(&r, &result, cases[i].majority, weights);
        chart_layout(&r, &result, false, &c);
        assert_int_equal(c.threshold, cases[i].threshold);
    }
}

/* Whoever meets the majority reaches the line, and who does not stays before
 * it, also when it is about one vote. */
static void the_bar_and_the_line_say_what_the_rule_says(void **state)
{
    static const struct {
        struct majority majority;
        int64_t weights[3];
        bool reaches;
    } cases[] = {
        { { 2, 3, AT_LEAST, BASE_CAST }, { 40, 20, 5 }, true },
        { { 2, 3, AT_LEAST, BASE_CAST }, { 40, 21, 5 }, false },
        { { 1, 2, MORE_THAN, BASE_CAST }, { 51, 50, 0 }, true },
        { { 1, 2, MORE_THAN, BASE_CAST }, { 49, 50, 0 }, false },
    };
    static struct result result;
    struct round r;
    struct chart c;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        set_round(&r, &result, cases[i].majority, cases[i].weights);
        chart_layout(&r, &result, false, &c);
        assert_int_equal(c.parts[0].width >= c.threshold, cases[i].reaches);
        assert_int_equal(result.met, cases[i].reaches);
    }
}

static void the_parts_fill_the_bar_in_a_fixed_order(void **state)
{
    static const struct {
        enum base base;
        size_t count;
        struct chart_part parts[4];
    } cases[] = {
        { BASE_CAST, 2, { { LOOK_FOR, 0, 75000 },
                          { LOOK_AGAINST, 75000, 25000 } } },
        { BASE_CAST_AND_ABSTAINED, 3,
          { { LOOK_FOR, 0, 60000 }, { LOOK_AGAINST, 60000, 20000 },
            { LOOK_ABSTAIN, 80000, 20000 } } },
        { BASE_PRESENT, 4,
          { { LOOK_FOR, 0, 50000 }, { LOOK_AGAINST, 50000, 16666 },
            { LOOK_ABSTAIN, 66666, 16667 },
            { LOOK_NOT_VOTED, 83333, 16667 } } },
    };
    static const int64_t weights[3] = { 300, 100, 100 };
    static struct result result;
    struct round r;
    struct chart c;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        set_round(&r, &result, (struct majority){ 1, 2, MORE_THAN,
                                                  cases[i].base }, weights);
        chart_layout(&r, &result, false, &c);
        assert_int_equal(c.count, cases[i].count);
        for (size_t k = 0; k < c.count; k++)
            assert_memory_equal(&c.parts[k], &cases[i].parts[k],
                                sizeof c.parts[k]);
    }
}

static void the_largest_weights_fit(void **state)
{
    static const int64_t weights[3] = { EXACT_MAX / 4, EXACT_MAX / 4, 0 };
    static struct result result;
    struct round r;
    struct chart c;
    (void)state;

    set_round(&r, &result, (struct majority){ 1, 2, MORE_THAN, BASE_CAST },
              weights);
    chart_layout(&r, &result, false, &c);
    assert_int_equal(c.parts[0].width, 50000);
    assert_int_equal(c.parts[1].start + c.parts[1].width, CHART_WHOLE);
}

static void where_nothing_was_cast_nothing_is_drawn(void **state)
{
    static const int64_t weights[3] = { 0, 0, 0 };
    static struct result result;
    struct round r;
    struct chart c;
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    (void)state;

    set_round(&r, &result, (struct majority){ 1, 2, MORE_THAN, BASE_CAST },
              weights);
    chart_layout(&r, &result, false, &c);
    assert_int_equal(c.count, 0);
    chart_round(&p, &r, &result);
    chart_small(&p, &r, &result);
    assert_int_equal(b.len, 0);
}

static void the_drawing_has_the_line_and_the_words(void **state)
{
    static const int64_t weights[3] = { 40, 21, 5 };
    static struct result result;
    struct round r;
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    (void)state;

    set_round(&r, &result, (struct majority){ 2, 3, AT_LEAST, BASE_CAST },
              weights);
    chart_round(&p, &r, &result);
    assert_non_null(strstr(b.data, "aria-label=\"Staafdiagram: 65,57% voor, "
                                   "34,43% tegen; de lijn staat bij ten minste "
                                   "twee derde van de stemmen\""));
    assert_non_null(strstr(b.data, "<line class=\"threshold\" x1=\"66.666%\" "
                                   "x2=\"66.666%\""));
    assert_non_null(strstr(b.data, "<rect class=\"for\" x=\"0.000%\" "
                                   "width=\"65.573%\""));
    assert_non_null(strstr(b.data, "fill=\"url(#lines-7-0)\""));
    assert_non_null(strstr(b.data, "<pattern id=\"lines-7-0\""));
    assert_null(strstr(b.data, "style="));
    buf_free(&b);
}

static void named_options_have_a_look_of_their_own(void **state)
{
    const struct round r = { .named = true, .abstain = true,
                             .option_count = 4,
                             .options = { "A", "B", "against-all",
                                          "abstain" } };
    (void)state;

    assert_int_equal(chart_look(&r, 0), LOOK_NAMED);
    assert_int_equal(chart_look(&r, 1), LOOK_NAMED);
    assert_int_equal(chart_look(&r, 2), LOOK_AGAINST);
    assert_int_equal(chart_look(&r, 3), LOOK_ABSTAIN);
}

static void the_columns_of_a_weight_stand_side_by_side(void **state)
{
    static const struct step steps[] = {
        { 20, "2019-06-05" }, { 40, "2023-11-24" }, { 10, "2026-06-08" },
        { 30, "2027-06-08" },
    };
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    (void)state;

    chart_steps(&p, steps, ARRAY_LEN(steps));
    assert_non_null(strstr(b.data, "x=\"25.000%\" width=\"25.000%\" "
                                   "y=\"1.500em\" height=\"4.500em\""));
    assert_non_null(strstr(b.data, "x=\"50.000%\" width=\"25.000%\" "
                                   "y=\"4.875em\" height=\"1.125em\""));
    assert_non_null(strstr(b.data, ">2019</text>"));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_lies_where_the_majority_begins),
        cmocka_unit_test(the_bar_and_the_line_say_what_the_rule_says),
        cmocka_unit_test(the_parts_fill_the_bar_in_a_fixed_order),
        cmocka_unit_test(the_largest_weights_fit),
        cmocka_unit_test(where_nothing_was_cast_nothing_is_drawn),
        cmocka_unit_test(the_drawing_has_the_line_and_the_words),
        cmocka_unit_test(named_options_have_a_look_of_their_own),
        cmocka_unit_test(the_columns_of_a_weight_stand_side_by_side),
    };
    return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
