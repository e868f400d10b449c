/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_AUDIT_H
#define ENGINE_AUDIT_H

#include "domain/model.h"
#include "engine/places.h"
#include "store/db.h"

/* audit: whether the journals of a store are what was written and signed.
 *
 * One pass over all lines: they count up without gaps, each has its hash, the
 * hashes give the stored tree, and the tree gives, at the size of each
 * checkpoint that is kept, its root; and the store's key signed it.  A
 * contradiction inside the store is an error; what a checkpoint says against
 * the store is a doubt, and there may be several. */

struct doubt {
    enum finding finding;
    int64_t journal;        /* -1: of all */
    const char *path;       /* whose checkpoint; NULL without one */
    struct checkpoint said; /* what it says, unless MISSING or UNREADABLE;
                               of a key that a journal names: only that */
};

struct audited { /* one journal */
    int64_t journal, lines;
    unsigned char root[LEAF_SIZE];
    bool has_key;                   /* it names one, and the last is */
    unsigned char key[PUBLIC_SIZE];
    unsigned char root_then[PLACES_MAX][LEAF_SIZE]; /* at a note's size */
};

struct audit {
    struct places places;
    struct notes held[PLACES_MAX];
    bool there[PLACES_MAX];      /* there is such a file */
    bool readable[PLACES_MAX];
    bool has_key;
    unsigned char key[PUBLIC_SIZE];
    bool had_no_trees; /* from before anything was signed, or made to look so */
    struct audited *journals;    /* rising */
    size_t journal_count, journal_cap;
    struct doubt *doubts;
    size_t doubt_count, doubt_cap;
};

/* audit_begin(): reads the places, which must happen before the store is looked
 * at: a server may be writing both.  key: the store's, NULL to take the one
 * that its journals name last.  Always call audit_end(). */
enum err_code audit_begin(struct audit *a, const struct places *places,
                          const unsigned char *key, struct err *err)
    MUST_CHECK;
/* audit_run(): STORE_DAMAGED for a contradiction inside the store, with journal
 * and line in err->detail; CHECKPOINT_UNMET when there are doubts, the gravest
 * in err->detail. */
enum err_code audit_run(struct audit *a, struct db *db, struct err *err)
    MUST_CHECK;
void audit_end(struct audit *a);

/* audit_open(): opens the store of `dir` for writing, which gives it its trees
 * if it has none yet, and audits it: begin and run.  key: NULL as in
 * audit_begin().  Gives *out with OK and with CHECKPOINT_UNMET. */
enum err_code audit_open(struct audit *a, const char *dir,
                         const struct places *places, const struct key *key,
                         struct db **out, struct err *err) MUST_CHECK;

/* What was found of one journal: the gravest doubt, or SOUND. */
struct doubt audit_finding(const struct audit *a, int64_t journal);
const struct audited *audit_journal(const struct audit *a, int64_t journal);
/* All doubts in words, a line each. */
void audit_explain(struct buf *out, const struct audit *a);

#endif
