/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"

static void numbers_print_in_full(void **state)
{
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 9, "9" },
        { 10, "10" },
        { -1, "-1" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_reset(&b);
        buf_int(&b, cases[i].n);
        assert_string_equal(b.data, cases[i].text);
        assert_int_equal(b.len, strlen(cases[i].text));
    }
    buf_free(&b);
}

static void it_grows_and_stays_terminated(void **state)
{
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < 5000; i++) {
        buf_char(&b, (char)('a' + i % 26));
        assert_int_equal(b.len, i + 1);
        assert_int_equal(b.data[b.len], '\0');
    }
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(b.data[i], (char)('a' + i % 26));
    assert_true(buf_ok(&b));
    buf_free(&b);
    assert_null(b.data);
}

static void a_formatted_text_of_any_length_fits(void **state)
{
    char *wide = malloc(10001);
    (void)state;

    assert_non_null(wide);
    memset(wide, 'x', 10000);
    wide[10000] = '\0';
    for (size_t len = 250; len < 260; len++) {
        struct buf b = { 0 };
        buf_printf(&b, "%.*s|%d", (int)len, wide, 7);
        assert_int_equal(b.len, len + 2);
        assert_string_equal(b.data + len, "|7");
        buf_printf(&b, "%s", wide);
        assert_int_equal(b.len, len + 10002);
        buf_free(&b);
    }
    free(wide);
}

static void after_a_failure_it_stays_as_it_was(void **state)
{
    struct buf b = { 0 };
    (void)state;

    buf_text(&b, "before");
    buf_add(&b, "x", SIZE_MAX - 2); /* more than there can be */
    assert_false(buf_ok(&b));
    buf_text(&b, "after");
    buf_printf(&b, "%d", 5);
    put_int(&b, "n", 5);
    assert_string_equal(b.data, "before");
    assert_null(buf_take(&b));
    assert_true(buf_ok(&b));
    buf_text(&b, "again");
    assert_string_equal(b.data, "again");
    buf_add(&b, "x", SIZE_MAX / 2);
    assert_false(buf_ok(&b));
    buf_reset(&b);
    assert_true(buf_ok(&b));
    assert_string_equal(b.data, "");
    buf_free(&b);
}

static void taking_gives_the_text_and_empties_the_buffer(void **state)
{
    struct buf b = { 0 };
    char *text;
    (void)state;

    text = buf_take(&b);
    assert_string_equal(text, "");
    free(text);
    buf_text(&b, "yes");
    text = buf_take(&b);
    assert_string_equal(text, "yes");
    assert_null(b.data);
    assert_int_equal(b.len, 0);
    free(text);
}

static void commas_come_by_themselves(void **state)
{
    struct buf b = { 0 };
    (void)state;

    put_open(&b, NULL, '{');
    put_open(&b, "empty", '{');
    put_close(&b, '}');
    put_open(&b, "list", '[');
    put_int(&b, NULL, -1);
    put_int(&b, NULL, 2);
    put_text(&b, NULL, "");
    put_open(&b, NULL, '[');
    put_close(&b, ']');
    put_close(&b, ']');
    put_bool(&b, "yes", true);
    put_bool(&b, "no", false);
    put_null(&b, "nothing");
    put_raw(&b, "raw", "{\"a\":1}");
    put_time(&b, "at", 0);
    put_close(&b, '}');
    assert_string_equal(b.data,
                        "{\"empty\":{},\"list\":[-1,2,\"\",[]],\"yes\":true,"
                        "\"no\":false,\"nothing\":null,\"raw\":{\"a\":1},"
                        "\"at\":\"1970-01-01T00:00:00.000Z\"}");
    buf_reset(&b);
    buf_text(&b, "data: ");
    put_open(&b, NULL, '{');
    put_close(&b, '}');
    buf_text(&b, "\n");
    put_open(&b, NULL, '{');
    put_close(&b, '}');
    assert_string_equal(b.data, "data: {}\n{}");
    buf_free(&b);
}

static void text_is_escaped(void **state)
{
    static const struct {
        const char *what, *text, *json;
    } cases[] = {
        { "plain text stays", "Súdwest-Fryslân", "\"Súdwest-Fryslân\"" },
        { "quotes", "say \"yes\"", "\"say \\\"yes\\\"\"" },
        { "backslashes", "a\\b", "\"a\\\\b\"" },
        { "the named controls", "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
        { "other controls", "\x01\x1f", "\"\\u0001\\u001f\"" },
        { "delete is no control in JSON", "\x7f", "\"\x7f\"" },
        { "an escape at either end", "\"x\"", "\"\\\"x\\\"\"" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_reset(&b);
        put_text(&b, NULL, cases[i].text);
        if (strcmp(b.data, cases[i].json) != 0)
            fail_msg("%s: %s", cases[i].what, b.data);
    }
    buf_free(&b);
}

static void a_cut_text_ends_with_a_whole_character(void **state)
{
    static const struct {
        const char *cut, *trimmed;
    } cases[] = {
        { "", "" },
        { "abc", "abc" },
        { "caf\xc3\xa9", "caf\xc3\xa9" },
        { "caf\xc3", "caf" },
        { "\xe2\x82\xac", "\xe2\x82\xac" },
        { "\xe2\x82", "" },
        { "a\xe2", "a" },
        { "\xf0\x9f\x97\xb3", "\xf0\x9f\x97\xb3" },
        { "x\xf0\x9f\x97", "x" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[16] = "";
        memcpy(text, cases[i].cut, strlen(cases[i].cut) + 1);
        utf8_trim(text);
        assert_string_equal(text, cases[i].trimmed);
    }
}

static void markup_in_a_text_stays_a_text(void **state)
{
    static const struct {
        const char *text, *html;
    } cases[] = {
        { "", "" },
        { "Aa en Hunze", "Aa en Hunze" },
        { "<script>alert(1)</script>",
          "&lt;script&gt;alert(1)&lt;/script&gt;" },
        { "\" onload='x'", "&quot; onload=&#39;x&#39;" },
        { "a & b &amp; c", "a &amp; b &amp;amp; c" },
        { "Súdwest-Fryslân", "Súdwest-Fryslân" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_reset(&b);
        buf_char(&b, '.');
        buf_html(&b, cases[i].text);
        assert_string_equal(b.data + 1, cases[i].html);
    }
    buf_free(&b);
}

static void a_field_of_csv_reads_back_and_is_no_formula(void **state)
{
    static const struct {
        const char *text, *csv;
    } cases[] = {
        { "", "" },
        { "Aa en Hunze", "Aa en Hunze" },
        { "'s-Gravenfabel", "'s-Gravenfabel" },
        { "a, b", "\"a, b\"" },
        { "a; b", "\"a; b\"" },
        { "zo \"heet\" het", "\"zo \"\"heet\"\" het\"" },
        { "een\r\ntwee", "\"een\r\ntwee\"" },
        { " voor", "\" voor\"" },
        { "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" },
        { "+1", "\"'+1\"" },
        { "-1", "\"'-1\"" },
        { "@SUM(A1)", "\"'@SUM(A1)\"" },
        { "\t=1", "\"'\t'=1\"" },
        { "  =1", "\"'  =1\"" },
        { "\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\"" }, /* full width */
        { "1=1", "1=1" },
        { "a;=1", "\"a;'=1\"" },
        { "a; -1;b", "\"a;' -1;b\"" },
        { "a\n@x\r\nb", "\"a\n'@x\r\nb\"" },
        { "a;\xef\xbc\x9d" "1", "\"a;'\xef\xbc\x9d" "1\"" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_reset(&b);
        buf_char(&b, '.');
        buf_csv(&b, cases[i].text);
        assert_string_equal(b.data + 1, cases[i].csv);
    }
    buf_free(&b);
}

static void a_value_in_an_address_is_escaped(void **state)
{
    struct buf b = { 0 };
    (void)state;

    buf_url(&b, "Aa & 9=\"é\"");
    assert_string_equal(b.data, "Aa%20%26%209%3D%22%C3%A9%22");
    buf_free(&b);
}

static void what_is_not_utf8_is_known(void **state)
{
    (void)state;

    assert_true(utf8_valid(""));
    assert_true(utf8_valid("Súdwest \xf0\x9f\x97\xb3"));
    assert_false(utf8_valid("a\xff"));
    assert_false(utf8_valid("\xc3"));
    assert_false(utf8_valid("\xed\xa0\x80")); /* a surrogate */
}

static void every_error_has_a_row(void **state)
{
    (void)state;

    for (int a = 0; a < ERR_COUNT; a++) {
        enum err_code code = (enum err_code)a;
        assert_in_range(err_http(code), 200, 599);
        assert_true(strlen(err_title(code)) > 0);
        assert_int_equal(err_is_ours(code), err_http(code) >= 500);
        for (int b = 0; b < a; b++)
            assert_string_not_equal(err_slug(code),
                                    err_slug((enum err_code)b));
    }
    assert_string_equal(err_slug(ERR_STALE_BALLOT), "stale-ballot");
    assert_int_equal(err_http(ERR_STALE_BALLOT), 409);
}

static void a_long_detail_is_cut(void **state)
{
    char text[301];
    struct err e;
    (void)state;

    memset(text, 'x', sizeof text - 1);
    text[300] = '\0';
    assert_int_equal(err_set(&e, ERR_NOT_FOUND, "%s", text), ERR_NOT_FOUND);
    assert_int_equal(e.code, ERR_NOT_FOUND);
    assert_int_equal(strlen(e.detail), sizeof e.detail - 1);
    /* é lies across the end */
    memcpy(text + sizeof e.detail - 2, "\xc3\xa9", 2);
    (void)err_set(&e, ERR_NOT_FOUND, "%s", text);
    assert_int_equal(strlen(e.detail), sizeof e.detail - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_in_full),
        cmocka_unit_test(it_grows_and_stays_terminated),
        cmocka_unit_test(a_formatted_text_of_any_length_fits),
        cmocka_unit_test(after_a_failure_it_stays_as_it_was),
        cmocka_unit_test(taking_gives_the_text_and_empties_the_buffer),
        cmocka_unit_test(commas_come_by_themselves),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(a_cut_text_ends_with_a_whole_character),
        cmocka_unit_test(markup_in_a_text_stays_a_text),
        cmocka_unit_test(a_field_of_csv_reads_back_and_is_no_formula),
        cmocka_unit_test(a_value_in_an_address_is_escaped),
        cmocka_unit_test(what_is_not_utf8_is_known),
        cmocka_unit_test(every_error_has_a_row),
        cmocka_unit_test(a_long_detail_is_cut),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
