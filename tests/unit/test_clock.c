/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"

static const struct {
    int64_t ms;
    const char *text;
} instants[] = {
    { 0, "1970-01-01T00:00:00.000Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { 1, "1970-01-01T00:00:00.001Z" },
    { INT64_C(951827696789), "2000-02-29T12:34:56.789Z" },
    { INT64_C(1709251199999), "2024-02-29T23:59:59.999Z" },
    { INT64_C(1709251200000), "2024-03-01T00:00:00.000Z" },
    { INT64_C(1780913730123), "2026-06-08T10:15:30.123Z" },
    { INT64_C(4107542400000), "2100-03-01T00:00:00.000Z" },
    { INT64_C(253402300799999), "9999-12-31T23:59:59.999Z" },
    { INT64_C(-62167219200000), "0000-01-01T00:00:00.000Z" },
};

static void instants_print_and_parse(void **state)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t ms;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(instants); i++) {
        clock_text(instants[i].ms, text);
        assert_string_equal(text, instants[i].text);
        assert_true(clock_parse(instants[i].text, &ms));
        assert_true(ms == instants[i].ms);
    }
}

/* The C library's calendar is the other opinion. */
static void every_day_agrees_with_the_c_library(void **state)
{
    char text[CLOCK_TEXT_SIZE], theirs[CLOCK_TEXT_SIZE];
    (void)state;

    for (int64_t day = -25567; day < 84370; day++) { /* 1900 to 2200 */
        time_t at = (time_t)(day * 86400 + day % 86400 * 7 % 86400);
        struct tm tm;
        int64_t ms;
        assert_non_null(gmtime_r(&at, &tm));
        assert_int_equal(strftime(theirs, sizeof theirs,
                                  "%Y-%m-%dT%H:%M:%S.000Z", &tm), 24);
        clock_text((int64_t)at * 1000, text);
        assert_string_equal(text, theirs);
        assert_true(clock_parse(text, &ms));
        assert_true(ms == (int64_t)at * 1000);
    }
}

static void a_clock_set_to_nonsense_still_prints(void **state)
{
    char text[CLOCK_TEXT_SIZE];
    (void)state;

    clock_text(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
    clock_text(INT64_MIN, text);
    assert_string_equal(text, "0000-01-01T00:00:00.000Z");
}

static void only_the_one_form_parses(void **state)
{
    static const char *const refused[] = {
        "", "2026-06-08", "2026-06-08T10:15:30Z", "2026-06-08T10:15:30.12Z",
        "2026-06-08T10:15:30.123", "2026-06-08T10:15:30.123+00:00",
        "2026-06-08 10:15:30.123Z", "2026-06-08t10:15:30.123z",
        "2026-06-08T10:15:30.123Z ", " 2026-06-08T10:15:30.123Z",
        "2026-06-08T24:00:00.000Z", "2026-06-08T10:60:30.123Z",
        "2026-06-08T10:15:60.123Z", "2026-06-31T10:15:30.123Z",
        "2026-00-08T10:15:30.123Z", "2026-13-08T10:15:30.123Z",
        "2025-02-29T10:15:30.123Z", "-026-06-08T10:15:30.123Z",
    };
    int64_t ms = 77;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        if (clock_parse(refused[i], &ms))
            fail_msg("parsed: '%s'", refused[i]);
    assert_int_equal(ms, 77);
}

static void a_date_exists_in_the_calendar(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        { "2026-06-08", true },  { "1900-01-01", true },
        { "2199-12-31", true },  { "2024-02-29", true },
        { "2000-02-29", true },  { "1899-12-31", false },
        { "2200-01-01", false }, { "2023-02-29", false },
        { "2100-02-29", false }, { "2026-04-31", false },
        { "2026-00-10", false }, { "2026-01-00", false },
        { "2026-1-1", false },   { "2026-06-08 ", false },
        { "20260608", false },   { "", false },
        { "2026/06/08", false }, { "2026-06-0a", false },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (date_valid(cases[i].text) != cases[i].valid)
            fail_msg("'%s'", cases[i].text);
}

static void the_clock_on_the_wall_knows_summer_time(void **state)
{
    static const struct {
        const char *utc, *wall;
    } cases[] = {
        { "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00+01:00" },
        { "2026-06-08T10:15:30.999Z", "2026-06-08T12:15:30+02:00" },
        /* the last Sundays of March and October, at 01:00 UTC */
        { "2026-03-29T00:59:59.999Z", "2026-03-29T01:59:59+01:00" },
        { "2026-03-29T01:00:00.000Z", "2026-03-29T03:00:00+02:00" },
        { "2026-10-25T00:59:59.999Z", "2026-10-25T02:59:59+02:00" },
        { "2026-10-25T01:00:00.000Z", "2026-10-25T02:00:00+01:00" },
        /* where the last of the month is that Sunday, and the day after it */
        { "2024-03-31T01:00:00.000Z", "2024-03-31T03:00:00+02:00" },
        { "2021-10-31T01:00:00.000Z", "2021-10-31T02:00:00+01:00" },
        { "2025-03-30T01:00:00.000Z", "2025-03-30T03:00:00+02:00" },
        { "2025-12-31T23:30:00.000Z", "2026-01-01T00:30:00+01:00" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char wall[CLOCK_WALL_SIZE];
        int64_t at;
        assert_true(clock_parse(cases[i].utc, &at));
        clock_wall(at, wall);
        assert_string_equal(wall, cases[i].wall);
    }
}

static void the_clocks_run(void **state)
{
    int64_t us = clock_monotonic_us(), ms = clock_monotonic_ms();
    (void)state;

    assert_true(clock_utc_ms() > INT64_C(1700000000000));
    assert_true(clock_monotonic_us() >= us);
    assert_true(ms - us / 1000 >= 0 && ms - us / 1000 < 1000);
}

/* ---- log ----------------------------------------------------------------- */

/* What one call writes to stderr. */
static size_t logged(char *out, size_t size, enum log_level level,
                     const char *text)
{
    int saved = dup(STDERR_FILENO), ends[2];
    ssize_t len;

    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    log_line(level, "%s", text);
    log_error("end");
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    len = read(ends[0], out, size - 1);
    assert_true(len > 0);
    out[len] = '\0';
    close(saved);
    close(ends[0]);
    close(ends[1]);
    return (size_t)len;
}

static void text_from_outside_cannot_forge_a_line(void **state)
{
    static const struct {
        const char *what, *text, *shown;
    } cases[] = {
        { "newlines", "a\nb\r\nc", " warn a\\x0ab\\x0d\\x0ac\n" },
        { "terminal codes", "\x1b[2J", " warn \\x1b[2J\n" },
        { "C1 controls", "\xc2\x9bx", " warn \\xc2\\x9bx\n" },
        { "letters stay", "Fryslân", " warn Fryslân\n" },
    };
    char line[8000];
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *end;
        logged(line, sizeof line, LOG_WARN, cases[i].text);
        end = strchr(line, '\n');
        assert_non_null(end);
        end[1] = '\0';
        if (strcmp(line + CLOCK_TEXT_SIZE - 1, cases[i].shown) != 0)
            fail_msg("%s: %s", cases[i].what, line);
    }
}

static void lines_below_the_level_are_left_out(void **state)
{
    char line[8000];
    (void)state;

    logged(line, sizeof line, LOG_DEBUG, "quiet");
    assert_null(strstr(line, "quiet"));
    log_set_level(LOG_DEBUG);
    logged(line, sizeof line, LOG_DEBUG, "loud");
    assert_non_null(strstr(line, " debug loud\n"));
    log_set_level(LOG_INFO);
}

static void a_long_line_is_cut(void **state)
{
    char text[3000], line[8000];
    (void)state;

    memset(text, '\x01', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_true(logged(line, sizeof line, LOG_INFO, text) < 5000);
    assert_non_null(strstr(line, "\\x01\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_print_and_parse),
        cmocka_unit_test(every_day_agrees_with_the_c_library),
        cmocka_unit_test(a_clock_set_to_nonsense_still_prints),
        cmocka_unit_test(only_the_one_form_parses),
        cmocka_unit_test(a_date_exists_in_the_calendar),
        cmocka_unit_test(the_clock_on_the_wall_knows_summer_time),
        cmocka_unit_test(the_clocks_run),
        cmocka_unit_test(text_from_outside_cannot_forge_a_line),
        cmocka_unit_test(lines_below_the_level_are_left_out),
        cmocka_unit_test(a_long_line_is_cut),
    };
    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
