/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_LIVE_H
#define ENGINE_LIVE_H

#include "domain/model.h"
#include "domain/story.h"
#include "engine/tree.h"
#include "store/agenda.h"
#include "store/assembly.h"
#include "store/cosign.h"
#include "store/screen.h"

/* live: what the writer knows by heart, so that a ballot costs two inserts and
 * no query.
 *
 * Like the tables it is a fold of the journal: loaded from the tables at start
 * and after a rollback, and changed by apply.c alone (what the screen shows is
 * no record: commands_screen.c).  It belongs to the writer thread; nothing here
 * is locked. */

struct live_ballot { /* a member's ballot that stands; n -1 for none */
    int64_t n, assignment, sequence, replaces, received_at;
    int option;
};
struct live_late { /* its last press after the close; at 0 for none */
    int64_t at;
    int option;
};
struct live_member {
    char code[CODE_SIZE];
    enum member_kind kind;
    char *name;
    int64_t weight;
    bool present;
    struct live_ballot ballot; /* in the current round */
    struct live_late late;     /* for it */
};
struct live_assignment {
    struct assignment assignment;
    int64_t assigned_at;
    struct live_member *member;
    int64_t last_seen; /* UTC ms, 0 for never; not part of the record */
    int64_t battery;   /* percent as last reported, -1 for unknown */
    int64_t repeated, refused; /* presses on record */
    int64_t kept;      /* of those, in the current round */
};
struct live_round { /* the round that was opened last */
    struct round terms;
    struct story story;
    char motion_number[NUMBER_SIZE], motion_title[NAME_SIZE];
    enum motion_kind motion_kind;
    int64_t closes_monotonic; /* story.closes_at by the clock that counts */
    struct share turnout;
    char *result, *robustness; /* JSON, from closed on */
    struct cosigned cosigned;  /* of the result */
};
struct live_checkpoint { /* the latest of a journal (notary.h) */
    int64_t size, made_at; /* monotonic ms */
    unsigned char root[LEAF_SIZE];
    char *note;            /* NULL before there is one */
};
struct live_assembly {
    int64_t id;
    struct assembly_row row;
    int64_t journal_next;
    struct tree tree; /* of its journal */
    struct live_checkpoint checkpoint;
    size_t member_count;
    struct live_member *members; /* by code */
    size_t assignment_count, assignment_cap;
    struct live_assignment *assignments; /* assignments[number - 1] */
    struct share present, entitled;
    struct live_round *round; /* NULL before the first is opened */
    int64_t unknown_kept;     /* presses of unknown handsets since then */
    struct screen screen;
    char *screen_motion;      /* JSON, with SHOW_SUBJECT */
    bool changed;             /* since the hub was last told */
    bool moved;               /* and not merely by a ballot */
    struct live_assembly *next;
};
struct live {
    struct live_assembly *assemblies;
    int64_t register_next; /* journal 0 */
    struct tree register_tree;
    struct live_checkpoint register_checkpoint;
};

/* Clears *live and loads it. */
enum err_code live_load(struct live *live, struct db *db, int64_t utc_ms,
                        int64_t monotonic_ms) MUST_CHECK;
void live_clear(struct live *live);

/* NULL when there is none. */
struct live_assembly *live_assembly(struct live *live, int64_t id);
struct live_member *live_member(struct live_assembly *a, const char *code);
struct live_assignment *live_assignment(struct live_assembly *a,
                                        int64_t number);
/* The assignment under which a serial, or a member, votes at this moment. */
struct live_assignment *live_assigned_serial(struct live_assembly *a,
                                             const char *serial);
struct live_assignment *live_assigned_member(struct live_assembly *a,
                                             const char *code);
/* The latest assignment of a serial, whatever its state. */
struct live_assignment *live_latest_serial(struct live_assembly *a,
                                           const char *serial);
/* The round when it is the current one of its assembly. */
struct live_round *live_round(struct live_assembly *a, int64_t round);

/* Whether a member may vote in a round. */
bool live_is_entitled(const struct live_member *m, const struct round *r);
/* Weight and members present and entitled in the whole roll, counted anew. */
void live_count(struct live_assembly *a);

/* Changes, called by apply.c only. */
enum err_code live_add_assembly(struct live *live, struct db *db, int64_t id,
                                int64_t utc_ms, int64_t monotonic_ms)
    MUST_CHECK;
enum err_code live_set_roll(struct live_assembly *a, struct db *db) MUST_CHECK;
enum err_code live_add_assignment(struct live_assembly *a,
                                  const struct assignment *as,
                                  int64_t assigned_at) MUST_CHECK;
/* Sets the deadline by the monotonic clock from the one that is on record. */
void live_set_deadline(struct live_round *r, int64_t utc_ms,
                       int64_t monotonic_ms);
/* Makes `round` the current one, with the ballots on record for it. */
enum err_code live_set_round(struct live_assembly *a, struct db *db,
                             int64_t round, int64_t utc_ms,
                             int64_t monotonic_ms) MUST_CHECK;
/* Reads the result of a current round, if there is one, and how robust it is. */
enum err_code live_set_result(struct live_round *r, struct db *db) MUST_CHECK;
/* Reads anew how many have cosigned the result of the current round. */
enum err_code live_set_cosigned(struct live_assembly *a, struct db *db)
    MUST_CHECK;
/* Reads anew what the screen shows, the text of its motion included. */
enum err_code live_set_screen(struct live_assembly *a, struct db *db)
    MUST_CHECK;

#endif
