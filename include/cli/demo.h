/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/stage.h"

/* demo: the parts of `stembus demo`, a whole assembly with fictitious members.
 * It fails unless every figure is as in the minutes. */

/* The agenda that is played (demo_agenda.c). */
struct agenda_item {
    const char *number, *kind, *title;
    const char *advice;   /* of the board, or NULL */
    const char *movers;   /* members' numbers of fictitious.h, or NULL */
    const char *majority; /* NULL: decided without a vote */
    const char *minutes;  /* per cent for as the minutes have it, or NULL */
    int hundredths;       /* the same in hundredths of a per cent */
    const char *outcome;
};
extern const struct agenda_item agenda[];
extern const size_t agenda_len;

/* Chooses who votes against: marks `against` among `count` voters so that the
 * share of the others is `hundredths`, rounded half up.  `chance` decides who,
 * when there are several ways.  False when no choice gives that share. */
bool demo_opponents(const int64_t *weights, size_t count, int hundredths,
                    uint64_t chance, bool *against) MUST_CHECK;

/* The daemon and other subcommands as processes (demo_server.c). */
struct demo_server {
    char folder[512];    /* our own, removed at the end */
    char data[512];
    char url[64];
    pid_t pid;           /* 0 while it does not run */
};
/* Makes the folders; `data` NULL: below our own. */
bool demo_server_prepare(struct demo_server *s, const char *data) MUST_CHECK;
/* Runs this very program and appends what it prints to *out.  False when it
 * fails, and then the log is shown. */
bool demo_run(const struct demo_server *s, const char *const *args,
              struct buf *out) MUST_CHECK;
bool demo_server_start(struct demo_server *s) MUST_CHECK;
bool demo_server_stop(struct demo_server *s);
void demo_server_remove(struct demo_server *s);

/* Makes a second assembly to try the pages with, and prints where they are
 * (demo_try.c). */
bool demo_try(struct stage *st, const char *url) MUST_CHECK;

#endif
