/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/page.h"
#include "engine/text.h"

static const struct {
    const char *key;
    enum text text;
} keys[] = {
#define T(key, text) { #key, TEXT_##key },
#include "engine/text_nl.inc"
#undef T
};

/* Bit n for "{n}". */
static unsigned values_in(const char *text)
{
    unsigned bits = 0;

    for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
        assert_true(at[1] >= '1' && at[1] <= '9' && at[2] == '}');
        bits |= BIT(at[1] - '0');
    }
    return bits;
}

static void both_editions_say_the_same(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const char *nl = edition_dutch.texts[keys[i].text];
        const char *en = edition_english.texts[keys[i].text];
        if (en == NULL)
            fail_msg("%s: not in English", keys[i].key);
        if (nl[0] == '\0' || en[0] == '\0' || values_in(nl) != values_in(en))
            fail_msg("%s: %s / %s", keys[i].key, nl, en);
    }
}

/* html_say() and page_refuse() have room for that much. */
static void no_text_is_longer_than_its_room(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        assert_true(strlen(edition_dutch.texts[keys[i].text]) < WHY_SIZE);
        assert_true(strlen(edition_english.texts[keys[i].text]) < WHY_SIZE);
    }
}

static void a_path_belongs_to_one_edition(void **state)
{
    (void)state;

    assert_ptr_equal(edition_of("/"), &edition_dutch);
    assert_ptr_equal(edition_of("/results/1"), &edition_dutch);
    assert_ptr_equal(edition_of("/english"), &edition_dutch);
    assert_ptr_equal(edition_of("/en"), &edition_english);
    assert_ptr_equal(edition_of("/en/members"), &edition_english);
}

static void dates_are_written_out(void **state)
{
    static const struct {
        const char *date, *nl, *en;
    } cases[] = {
        { "2026-06-08", "8 juni 2026", "8 June 2026" },
        { "1999-12-31", "31 december 1999", "31 December 1999" },
        { "2024-03-01", "1 maart 2024", "1 March 2024" },
        { "", "", "" }, /* what is no date is shown as it is */
    };
    char text[DATE_TEXT_SIZE];
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        text_date(&edition_dutch, cases[i].date, text);
        assert_string_equal(text, cases[i].nl);
        text_date(&edition_english, cases[i].date, text);
        assert_string_equal(text, cases[i].en);
    }
}

static void the_words_of_the_model_have_their_texts(void **state)
{
    const char *const *nl = edition_dutch.texts;
    (void)state;

    assert_string_equal(nl[text_member_kind(REGION)], "Gewest");
    assert_string_equal(nl[text_assembly_kind(CONSULTATION)],
                        "Ledenraadpleging");
    assert_string_equal(nl[text_motion_kind(MINUTES)], "Notulen");
    assert_string_equal(nl[text_advice(ADVICE_AGAINST)], "ontraden");
    assert_string_equal(nl[text_outcome(HELD)], "Aangehouden");
    assert_string_equal(nl[text_outcome(NO_MAJORITY)],
                        "Geen besluit: geen meerderheid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_editions_say_the_same),
        cmocka_unit_test(no_text_is_longer_than_its_room),
        cmocka_unit_test(a_path_belongs_to_one_edition),
        cmocka_unit_test(dates_are_written_out),
        cmocka_unit_test(the_words_of_the_model_have_their_texts),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
