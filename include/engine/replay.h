/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_REPLAY_H
#define ENGINE_REPLAY_H

#include "engine/key.h"
#include "engine/tx.h"
#include "store/journal.h"

/* replay: reads journals, line by line, into the tables of an empty store, with
 * the code that once wrote them.
 *
 * Each line must read and print back to its own bytes and be possible where it
 * stands; each result must follow from the ballots before it, and each
 * cosignature from the lines before it.  Who has the lines of an assembly from
 * the first needs no other journal.  The lines and their tree stay with whoever
 * has them: that they hang together is for audit.h, or history.h. */

struct replay_counts {
    int64_t lines, ballots, results;
};

/* Fills the root of a journal's first `size` lines, all of them at or before the
 * one that is replayed. */
typedef enum err_code replay_root_fn(void *cls, int64_t journal, int64_t size,
                                     unsigned char out[LEAF_SIZE]);

struct replay { /* all zero, then replay_begin() */
    struct db *db;       /* the empty store */
    replay_root_fn *root;
    void *cls;
    struct live live;
    struct tx tx;
    union record_body *body;
    int64_t journal;     /* of the last line */
    bool has_key;        /* it names one; the one in force */
    unsigned char key[PUBLIC_SIZE];
    struct replay_counts counts;
};

/* Always call replay_end(). */
enum err_code replay_begin(struct replay *r, replay_root_fn *root, void *cls,
                           struct err *err) MUST_CHECK;
/* STORE_DAMAGED, with journal and line in err->detail, for a line that cannot
 * be there. */
enum err_code replay_line(struct replay *r, int64_t journal,
                          const struct journal_line *line, struct err *err)
    MUST_CHECK;
void replay_end(struct replay *r);

#endif
