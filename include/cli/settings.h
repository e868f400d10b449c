/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* settings: one table per command drives its flags, the environment, the
 * configuration file and its help.
 *
 * A flag (`--idle-seconds 20`) beats the environment (STEMBUS_IDLE_SECONDS),
 * which beats the file (`idle-seconds = 20`), which beats the default.  What
 * nobody knows, or is out of range, is an error that names its place. */

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_WORD, SETTING_FLAG };

struct setting {
    const char *name;      /* "idle-seconds" */
    enum setting_kind kind;
    const char *value;     /* the default; NULL: it must be given */
    int64_t min, max;      /* INT */
    const char *const *words; /* WORD */
    const char *what;      /* the value's name in the help: "SECONDS" */
    const char *help;
};
#define SETTING_END { .name = NULL }

enum { SETTINGS_MAX = 24, SETTING_SIZE = 1024 };

struct settings {
    const struct setting *table;
    char values[SETTINGS_MAX][SETTING_SIZE];
    unsigned char source[SETTINGS_MAX]; /* 0 default, 1 file, 2 env., 3 flag */
    char *const *args; /* what is no flag */
    int arg_count;
};

/* Reads flags and environment; BODY_INVALID after saying on stderr what is
 * wrong with the use.  `argv[0]` is the command's name.  Moves the arguments
 * that are no flags to the front of argv. */
enum err_code settings_read(struct settings *s, const struct setting *table,
                            int argc, char **argv) MUST_CHECK;

/* Reads a configuration file; a missing one is only an error when it `must`
 * be there. */
enum err_code settings_read_file(struct settings *s, const char *path,
                                 bool must_exist) MUST_CHECK;

/* Every setting without a default has a value; says so otherwise. */
enum err_code settings_complete(const struct settings *s) MUST_CHECK;

const char *settings_text(const struct settings *s, const char *name);
int64_t settings_int(const struct settings *s, const char *name);
bool settings_flag(const struct settings *s, const char *name);

/* The table as help text. */
void settings_help(const struct setting *table, FILE *out);

#endif
