/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_HISTORY_H
#define ENGINE_HISTORY_H

#include "engine/checkpoint.h"
#include "engine/tree.h"

/* history: what somebody was shown of a journal, so that it can be held against
 * what somebody else was shown.
 *
 * The latest checkpoint as the server signed it, and the hash of each line that
 * it covers.  Two that hold together, of one key and one journal, of which
 * neither begins the other, prove that the server signed two histories.  As
 * text: a head, the note, an empty line, and the hashes in hex. */

struct history { /* all zero bytes is none; history_free() */
    unsigned char key[PUBLIC_SIZE]; /* of the server */
    int64_t cosigned;               /* lines of the checkpoint cosigned last */
    char *note;                     /* NULL before the first */
    struct checkpoint head;         /* what it says */
    size_t count, cap;
    unsigned char (*leaves)[LEAF_SIZE];
    unsigned char (*nodes)[LEAF_SIZE]; /* as each leaf completes them */
    struct tree tree;
};
void history_free(struct history *h);
/* Forgets the lines, to add them anew. */
void history_restart(struct history *h);

enum err_code history_add(struct history *h,
                          const unsigned char leaf[LEAF_SIZE]) MUST_CHECK;
/* A history of its own with the first `count` hashes of another, and its key. */
enum err_code history_begin(struct history *h, const struct history *former,
                            size_t count) MUST_CHECK;
/* Takes a note; false when it is no checkpoint, or not signed by h->key. */
bool history_sign(struct history *h, const char *note, size_t len) MUST_CHECK;

/* The root of the first `size` lines; false when there are not so many.
 * Logarithmic. */
bool history_root(const struct history *h, int64_t size,
                  unsigned char out[LEAF_SIZE]);
/* Whether the key signed the note and the lines give its root. */
bool history_holds(const struct history *h);

enum relation {
    HISTORY_SAME,      /* one begins the other */
    HISTORY_DIFFERENT, /* the proof: not both can be true */
    HISTORY_UNRELATED, /* of other journals, or other keys */
};
/* Both must hold.  *line is the first that differs. */
enum relation history_compare(const struct history *a,
                              const struct history *b, int64_t *line);

void history_print(struct buf *out, const struct history *h);
/* Reads one off the text; *used is its length.  STORE_DAMAGED for any other
 * text, also when it does not hold. */
enum err_code history_read(struct history *h, const char *text, size_t len,
                           size_t *used) MUST_CHECK;

#endif
