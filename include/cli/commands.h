/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/settings.h"

/* The subcommands.  Each gets its own name as argv[0] and returns the exit
 * status: 0 done, 1 failed, 2 wrong use.  Messages go to stderr, data to
 * stdout. */
int init_main(int argc, char **argv);
int token_main(int argc, char **argv);
int serve_main(int argc, char **argv);
int import_main(int argc, char **argv);
int verify_main(int argc, char **argv);
int backup_main(int argc, char **argv);
int export_main(int argc, char **argv);
int key_main(int argc, char **argv);
int recover_main(int argc, char **argv);
int committee_main(int argc, char **argv);
int hall_main(int argc, char **argv);
int demo_main(int argc, char **argv);

/* Their tables, for `stembus help`. */
extern const struct setting init_settings[], token_settings[],
    serve_settings[], import_settings[], verify_settings[], backup_settings[],
    export_settings[], key_settings[], recover_settings[],
    committee_settings[],
    hall_settings[], demo_settings[];

/* What `serve` on this directory takes a setting for, from the environment and
 * its file: fills `out`, "" when it takes none. */
enum err_code serve_setting(const char *dir, const char *name,
                            char out[SETTING_SIZE]) MUST_CHECK;

/* Prints what failed, and gives the exit status 1. */
int cli_failed(const char *command, const struct err *err);

#endif
