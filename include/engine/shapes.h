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
void shape_motion(struct buf *b, const char *key, const struct motion_row *row);
void shape_share(struct buf *b, const char *key, struct share share);

/* A round with what happened to it. */
struct round_story {
    const struct round *terms;
    enum round_state state;
    int64_t opened_at, closes_at, closed_at; /* UTC ms, 0 for none */
    struct share turnout;
    const char *result;      /* JSON as stored, or NULL */
    bool annulment;          /* asked for */
    char annulment_by[BY_SIZE], annulment_reason[NAME_SIZE];
    int64_t annulment_at;
};
void shape_round(struct buf *b, const char *key, const struct round_story *s);

/* Fills the story from the store; *row and *result hold what it borrows (free
 * the buffer).  NOT_FOUND without such a round. */
enum err_code shape_load_round(struct db *db, int64_t id,
                               struct round_row *row, struct buf *result,
                               struct round_story *story) MUST_CHECK;

void shape_receipt(struct buf *b, const char *key, const char *member,
                   int64_t round, const struct ballot_row *row);

#endif
