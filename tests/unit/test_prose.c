/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "engine/prose.h"

static struct buf b;
static struct prose p = { &b, &edition_dutch };

static void said(const char *wanted)
{
    assert_true(buf_ok(&b));
    assert_string_equal(b.data, wanted);
    buf_free(&b);
}

static void words_of_strangers_stay_words(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        { "Súdwest-Fryslân (2), 's-Gravenhage", "Súdwest-Fryslân (2), "
                                                "'s-Gravenhage" },
        { "<script>", "\\<script\\>" },
        { "[x](http://y)", "\\[x\\](http://y)" },
        { "*a* _b_ `c` # d", "\\*a\\* \\_b\\_ \\`c\\` \\# d" },
        { "a|b ~c~ \\", "a\\|b \\~c\\~ \\\\" },
        { "A&amp;B & C", "A&amp;amp;B &amp; C" },
        { "een\nregel", "een regel" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        prose_name(&p, cases[i].text);
        said(cases[i].wanted);
    }
}

static void what_turns_the_direction_is_kept_to_itself(void **state)
{
    static const char *const turning[] = {
        "a\u202eb", "a\u200fb", "a\u2067b", "\u05d0", "\u0627", "\u08a0",
        "\ufb1d", "\ufe70",
    };
    static const char *const plain[] = { "é", "\u2014", "\u201c", "€", "Ž" };
    struct buf wanted = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(turning); i++) {
        buf_printf(&wanted, "\u2068%s\u2069", turning[i]);
        prose_name(&p, turning[i]);
        said(wanted.data);
        buf_free(&wanted);
    }
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        prose_name(&p, plain[i]);
        said(plain[i]);
    }
}

static void every_line_of_a_text_is_quoted(void **state)
{
    (void)state;

    prose_quote(&p, "Een\n\n# Twee");
    said("> Een\n>\n> \\# Twee\n");
}

static void numbers_and_times_are_those_of_the_language(void **state)
{
    struct prose english = { &b, &edition_english };
    (void)state;

    prose_share(&p, (struct share){ 22364, 1 });
    said("(22.364 stemmen, 1 lid)");
    prose_share(&english, (struct share){ 1, 301 });
    said("(1 vote, 301 members)");
    prose_time(&p, INT64_C(1780929020000));
    said("8 juni 2026 om 16:30:20 uur");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_strangers_stay_words),
        cmocka_unit_test(what_turns_the_direction_is_kept_to_itself),
        cmocka_unit_test(every_line_of_a_text_is_quoted),
        cmocka_unit_test(numbers_and_times_are_those_of_the_language),
    };
    return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
