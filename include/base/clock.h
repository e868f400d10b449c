/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clock: the only place that reads a clock.  Everything below the engine gets
 * the time as a parameter. */
int64_t clock_utc_ms(void);       /* since 1970, may step */
int64_t clock_monotonic_ms(void); /* for durations, never steps */
int64_t clock_monotonic_us(void);

/* `2026-06-08T10:15:30.123Z` (RFC 3339, always UTC, always milliseconds). */
enum { CLOCK_TEXT_SIZE = 25 };
void clock_text(int64_t utc_ms, char out[CLOCK_TEXT_SIZE]);
bool clock_parse(const char *text, int64_t *utc_ms); /* that form only */

/* What the clock on the wall says in the Netherlands, `2026-06-08T12:15:30+02:00`
 * (by the rule of the European Union, in force since 1996), whatever the machine
 * is set to. */
enum { CLOCK_WALL_SIZE = 26 };
void clock_wall(int64_t utc_ms, char out[CLOCK_WALL_SIZE]);

/* A date is `YYYY-MM-DD` and exists in the calendar (1900 to 2199). */
enum { DATE_SIZE = 11 };
bool date_valid(const char *text);

#endif
