/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

enum { TEXT_MAX = 1000, LINE_MAX_BYTES = 4 * TEXT_MAX + 64 };

const char *const log_level_words[] = { "debug", "info", "warn", "error",
                                        NULL };

static atomic_int least_level = LOG_INFO;

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

/* C1 controls are two bytes in UTF-8; terminals obey them as well. */
static bool is_control(const unsigned char *at)
{
    return at[0] < 0x20 || at[0] == 0x7f ||
           (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0);
}

/* Appends `text` to `line`, which has room for four bytes per byte. */
static size_t escape(char *line, size_t len, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *at = (const unsigned char *)text;
    int escapes = 0;

    for (; *at != '\0'; at++) {
        if (escapes == 0 && is_control(at))
            escapes = *at == 0xc2 ? 2 : 1;
        if (escapes == 0) {
            line[len++] = (char)*at;
            continue;
        }
        escapes--;
        line[len++] = '\\';
        line[len++] = 'x';
        line[len++] = hex[*at >> 4];
        line[len++] = hex[*at & 0xf];
    }
    return len;
}

void log_line(enum log_level level, const char *format, ...)
{
    char text[TEXT_MAX], line[LINE_MAX_BYTES];
    int saved = errno;
    size_t len;
    va_list arguments;

    if ((int)level < atomic_load(&least_level))
        return;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0)
        text[0] = '\0';
    va_end(arguments);
    utf8_trim(text);

    clock_text(clock_utc_ms(), line);
    len = CLOCK_TEXT_SIZE - 1;
    line[len++] = ' ';
    len = escape(line, len, log_level_words[level]);
    line[len++] = ' ';
    len = escape(line, len, text);
    line[len++] = '\n';
    /* One write per line keeps the lines of several threads apart. */
    while (write(STDERR_FILENO, line, len) < 0 && errno == EINTR)
        continue;
    errno = saved;
}
