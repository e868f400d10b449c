/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#include "base/err.h"

#define DAY_MS INT64_C(86400000)
#define YEAR_0 INT64_C(-62167219200000)   /* 0000-01-01T00:00:00.000Z */
#define YEAR_9999 INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */

static int64_t read_clock(clockid_t id, int64_t per_second)
{
    struct timespec now;

    must(clock_gettime(id, &now) == 0);
    return now.tv_sec * per_second +
           now.tv_nsec / (INT64_C(1000000000) / per_second);
}

int64_t clock_utc_ms(void)
{
    return read_clock(CLOCK_REALTIME, 1000);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t clock_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC, 1000000);
}

/* ---- the calendar -------------------------------------------------------- */

/* Years are counted from March here, so that a leap day is the last day of its
 * year, in eras of 400 years that are all of the same length. */
enum { ERA_DAYS = 146097, DAYS_TO_1970 = 719468 };

static int64_t days_of(int64_t year, int month, int day)
{
    int64_t shifted = month > 2 ? year : year - 1;
    int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int64_t of_era = shifted - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
                      day - 1;

    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 +
           of_year - DAYS_TO_1970;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = (shifted >= 0 ? shifted : shifted - ERA_DAYS + 1) / ERA_DAYS;
    int64_t left = shifted - era * ERA_DAYS;
    int64_t of_era =
        (left - left / 1460 + left / 36524 - left / (ERA_DAYS - 1)) / 365;
    int64_t of_year = left - (365 * of_era + of_era / 4 - of_era / 100);
    int64_t from_march = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(of_era + era * 400 + (*month <= 2));
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30,
                                31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

/* ---- text ---------------------------------------------------------------- */

static void put_digits(char *out, int count, int64_t n)
{
    while (count-- > 0) {
        out[count] = (char)('0' + n % 10);
        n /= 10;
    }
}

void clock_text(int64_t utc_ms, char out[CLOCK_TEXT_SIZE])
{
    static const char shape[CLOCK_TEXT_SIZE] = "0000-00-00T00:00:00.000Z";
    int64_t days, ms;
    int year, month, day;

    /* A clock may be set to anything; the form has four digits for years. */
    utc_ms = utc_ms < YEAR_0 ? YEAR_0 : utc_ms;
    utc_ms = utc_ms > YEAR_9999 ? YEAR_9999 : utc_ms;
    days = (utc_ms >= 0 ? utc_ms : utc_ms - DAY_MS + 1) / DAY_MS;
    ms = utc_ms - days * DAY_MS;
    date_of(days, &year, &month, &day);
    for (int i = 0; i < CLOCK_TEXT_SIZE; i++)
        out[i] = shape[i];
    put_digits(out, 4, year);
    put_digits(out + 5, 2, month);
    put_digits(out + 8, 2, day);
    put_digits(out + 11, 2, ms / 3600000);
    put_digits(out + 14, 2, ms / 60000 % 60);
    put_digits(out + 17, 2, ms / 1000 % 60);
    put_digits(out + 20, 3, ms % 1000);
}

static int number_at(const char *text, int count)
{
    int n = 0;

    while (count-- > 0)
        n = n * 10 + (*text++ - '0');
    return n;
}

/* Sunday, 01:00 UTC: when the clocks change in a month of 31 days. */
static int64_t last_sunday(int year, int month)
{
    int64_t last = days_of(year, month, 31);

    return (last - (last + 4) % 7) * DAY_MS + 3600000; /* day 0: a Thursday */
}

void clock_wall(int64_t utc_ms, char out[CLOCK_WALL_SIZE])
{
    char text[CLOCK_TEXT_SIZE];
    int year;

    clock_text(utc_ms, text);
    year = number_at(text, 4);
    bool summer = utc_ms >= last_sunday(year, 3) &&
                  utc_ms < last_sunday(year, 10);
    clock_text(utc_ms + (summer ? 7200000 : 3600000), text);
    memcpy(out, text, 19);
    memcpy(out + 19, summer ? "+02:00" : "+01:00", 7);
}

/* Whether `text` has the form of `shape`, where 0 stands for any digit. */
static bool has_shape(const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++) {
        bool digit = *text >= '0' && *text <= '9';
        if (*shape == '0' ? !digit : *text != *shape)
            return false;
    }
    return *text == '\0';
}

static bool day_exists(const char *date)
{
    int month = number_at(date + 5, 2), day = number_at(date + 8, 2);

    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in(number_at(date, 4), month);
}

bool clock_parse(const char *text, int64_t *utc_ms)
{
    int hour, minute, second;

    if (!has_shape(text, "0000-00-00T00:00:00.000Z") || !day_exists(text))
        return false;
    hour = number_at(text + 11, 2);
    minute = number_at(text + 14, 2);
    second = number_at(text + 17, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *utc_ms = days_of(number_at(text, 4), number_at(text + 5, 2),
                      number_at(text + 8, 2)) * DAY_MS +
              ((hour * 60 + minute) * 60 + second) * INT64_C(1000) +
              number_at(text + 20, 3);
    return true;
}

bool date_valid(const char *text)
{
    return has_shape(text, "0000-00-00") && number_at(text, 4) >= 1900 &&
           number_at(text, 4) <= 2199 && day_exists(text);
}
