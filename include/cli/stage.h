/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_STAGE_H
#define CLI_STAGE_H

#include "base/pick.h"
#include "cli/client.h"
#include "domain/model.h"

/* stage: the assembly that `stembus hall` and `stembus demo` play, set up and
 * moved along over the API, as an operator's own programs would.
 *
 * Every function says on stderr what the server did not do, and is false then.
 */
enum { TOKEN_SIZE = 200 };

struct seat { /* one member in the hall, with its handset */
    char code[CODE_SIZE];
    char serial[SERIAL_SIZE];
    char token[TOKEN_SIZE]; /* "" without a handset */
    int64_t weight;
    bool present;
    bool checked_in; /* by us */
};

struct stage {
    const char *program; /* begins each message: "hall" */
    struct endpoint at; /* for who posts by itself, as presses.h does */
    struct client client;
    char operator[TOKEN_SIZE];
    int64_t assembly;
    size_t seat_count;
    struct seat *seats;
};

/* `url` is http://HOST[:PORT]: handsets speak no TLS here. */
bool stage_open(struct stage *st, const char *program, const char *url,
                const char *operator) MUST_CHECK;
void stage_close(struct stage *st);
void stage_say(const struct stage *st, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One call that must be answered with a 2xx.  `token` NULL: the operator's;
 * `body` NULL: none. */
bool stage_call(struct stage *st, const char *method, const char *path,
                const char *token, const struct buf *body,
                struct answer *out) MUST_CHECK;

/* The same; gives the JSON of the answer (pick_free()), NULL on failure. */
struct pick *stage_ask(struct stage *st, const char *method, const char *path,
                       const char *token, const struct buf *body) MUST_CHECK;

/* Before the assembly: */
bool stage_register(struct stage *st, struct buf *csv) MUST_CHECK;
bool stage_token(struct stage *st, const char *role, char out[TOKEN_SIZE])
    MUST_CHECK;
struct stage_assembly { const char *kind, *title, *date, *place; };
bool stage_make(struct stage *st, const struct stage_assembly *a) MUST_CHECK;
bool stage_move(struct stage *st, const char *to) MUST_CHECK;

/* Fills the seats from the roll.  A handset is not known from there. */
bool stage_roll(struct stage *st) MUST_CHECK;
/* Checks the seats [from, to) in or out that are not so yet. */
bool stage_attend(struct stage *st, size_t from, size_t to, bool present)
    MUST_CHECK;
/* Gives the present among them a handset, serial `prefix` + number. */
bool stage_handsets(struct stage *st, size_t from, size_t to,
                    const char *prefix) MUST_CHECK;

/* The agenda.  `motion` is the whole JSON body. */
bool stage_motion(struct stage *st, const struct buf *motion, int64_t *id)
    MUST_CHECK;
bool stage_decide(struct stage *st, int64_t motion, const char *outcome)
    MUST_CHECK;
bool stage_round(struct stage *st, int64_t motion, const char *majority,
                 int64_t *round) MUST_CHECK;
bool stage_round_move(struct stage *st, int64_t round, const char *token,
                      const char *to) MUST_CHECK;

#endif
