/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "domain/story.h"

static const struct {
    const char *what;
    enum record_kind kind;
    enum round_state state; /* after it, from open on */
} moves[] = {
    { "an extension leaves the round open", RECORD_EXTENDED,
      ROUND_STATE_OPEN },
    { "closing closes it", RECORD_CLOSED, ROUND_STATE_CLOSED },
    { "declaring declares it", RECORD_DECLARED, ROUND_STATE_DECLARED },
    { "certifying certifies it", RECORD_CERTIFIED, ROUND_STATE_CERTIFIED },
    { "publishing publishes it", RECORD_PUBLISHED, ROUND_STATE_PUBLISHED },
    { "asking for an annulment changes no state", RECORD_ANNULMENT,
      ROUND_STATE_PUBLISHED },
    { "annulling annuls it", RECORD_ANNULLED, ROUND_STATE_ANNULLED },
};

static void test_each_move_leads_to_its_state(void **unused)
{
    struct story s = { 0 };
    (void)unused;
    assert_int_equal(s.state, ROUND_STATE_PREPARED);
    story_add(&s, RECORD_OPEN, 1000, &(struct move){ .closes_at = 5000 });
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        story_add(&s, moves[i].kind, 2000 + (int64_t)i,
                  &(struct move){ .closes_at = 0, .by = "commissie",
                                  .reason = "kastje 12" });
        if (s.state != moves[i].state)
            fail_msg("%s", moves[i].what);
    }
}

static void test_the_last_deadline_counts(void **unused)
{
    struct story s = { 0 };
    (void)unused;
    story_add(&s, RECORD_OPEN, 1000, &(struct move){ .closes_at = 5000 });
    assert_int_equal(s.opened_at, 1000);
    assert_int_equal(s.closes_at, 5000);
    story_add(&s, RECORD_EXTENDED, 3000, &(struct move){ .closes_at = 9000 });
    assert_int_equal(s.opened_at, 1000);
    assert_int_equal(s.closes_at, 9000);
    story_add(&s, RECORD_CLOSED, 9001, &(struct move){ 0 });
    assert_int_equal(s.closed_at, 9001);
    assert_int_equal(s.closes_at, 9000);
}

static void test_an_annulment_keeps_who_asked_and_why(void **unused)
{
    struct story s = { 0 };
    (void)unused;
    story_add(&s, RECORD_ANNULMENT, 7000,
              &(struct move){ .by = "operator", .reason = "kastjes vielen uit" });
    story_add(&s, RECORD_ANNULLED, 8000, &(struct move){ .by = "commissie" });
    assert_int_equal(s.annulment_at, 7000);
    assert_string_equal(s.annulment_by, "operator");
    assert_string_equal(s.annulment_reason, "kastjes vielen uit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_move_leads_to_its_state),
        cmocka_unit_test(test_the_last_deadline_counts),
        cmocka_unit_test(test_an_annulment_keeps_who_asked_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
