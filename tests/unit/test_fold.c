/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/fold.h"

static void names_fold_to_plain_small_letters(void **state)
{
    static const struct {
        const char *text, *folded;
    } cases[] = {
        { "", "" },
        { "Aa en Hunze", "aa en hunze" },
        { "'s-Gravenhage", "s gravenhage" },
        { "Súdwest-Fryslân", "sudwest fryslan" },
        { "ÀÉÎÕÜÇÑÿ", "aeioucny" },
        { "Łódź Žilina ſ", "lodz zilina s" },
        { "  Den   Haag -- ", "den haag" },
        { "Rijn/Maas", "rijn maas" },
        { "GM0344", "gm0344" },
        { "<b>&\"!", "b" },
        { "!?'", "" },
        { "東京", "東京" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char folded[64];
        fold_text(cases[i].text, folded, sizeof folded);
        assert_string_equal(folded, cases[i].folded);
    }
}

static void every_latin_letter_has_a_plain_one(void **state)
{
    (void)state;

    for (unsigned c = 0xc0; c <= 0x17f; c++) {
        char text[3] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)) };
        char folded[8];
        fold_text(text, folded, sizeof folded);
        if (c == 0xd7 || c == 0xf7) /* the signs of multiplying and dividing */
            assert_string_equal(folded, "");
        else
            assert_true(strlen(folded) == 1 && folded[0] >= 'a' &&
                        folded[0] <= 'z');
    }
}

static void what_does_not_fit_is_cut(void **state)
{
    char folded[6];
    (void)state;

    fold_text("Voorbeeldstad", folded, sizeof folded);
    assert_string_equal(folded, "voorb");
    fold_text("Voor beeld", folded, sizeof folded);
    assert_string_equal(folded, "voor");
    fold_text("Voorbeeld", folded, 1);
    assert_string_equal(folded, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_fold_to_plain_small_letters),
        cmocka_unit_test(every_latin_letter_has_a_plain_one),
        cmocka_unit_test(what_does_not_fit_is_cut),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
