/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_SHAPES_H
#define ENGINE_SHAPES_H

#include "base/buf.h"
#include "engine/live.h"
#include "store/votes.h"

/* shapes: how the resources of the API stand in JSON, for answers and for the
 * event stream alike.  Each appends one object; `key` as in put_open(). */

void shape_assembly(struct buf *b, const char *key,
                    const struct assembly_row *row, int64_t journal_next);
/* The store says what the movers are called. */
enum err_code shape_motion(struct db *db, struct buf *b, const char *key,
                           const struct motion_row *row) MUST_CHECK;
void shape_share(struct buf *b, const char *key, struct share share);

/* What a round came to, as JSON: the result as it is stored, and how robust it
 * is; both NULL for nothing (yet); and who vouches for it. */
struct counted {
    const char *result, *robustness;
    struct cosigned cosigned;
};

/* A round with what happened to it. */
void shape_round(struct buf *b, const char *key, const struct round *terms,
                 const struct story *story, struct share turnout,
                 struct counted counted);

/* The robustness of the stored result of a round. */
enum err_code shape_robustness(struct db *db, struct buf *b,
                               const struct round *terms) MUST_CHECK;

/* The same from the store.  NOT_FOUND without such a round. */
enum err_code shape_stored_round(struct db *db, struct buf *b, const char *key,
                                 int64_t id) MUST_CHECK;

void shape_receipt(struct buf *b, const char *key, const char *member,
                   int64_t round, const struct ballot_row *row);

/* The head of a journal's tree; `note` is the signed text, NULL for without. */
void shape_checkpoint(struct buf *b, const char *key, int64_t size,
                      const unsigned char root[LEAF_SIZE], const char *note);

#endif
