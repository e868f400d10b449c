/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_NODES_H
#define ENGINE_NODES_H

#include "engine/tree.h"

/* nodes: the tree of a journal in the store.
 *
 * The hashes of whole subtrees of 64 lines and more have rows of their own,
 * one per 32 lines in the long run; those of the smaller ones are computed from
 * the hashes that stand beside the lines. */
enum { NODES_LEVEL = 6 }; /* the lowest that is stored, 2^6 lines */

/* Adds the line that was just inserted to the tree by heart and in the store. */
enum err_code nodes_append(struct db *db, int64_t journal, struct tree *t,
                           const unsigned char leaf[LEAF_SIZE]) MUST_CHECK;

/* Stores the nodes of every journal of a store that has none, in the
 * transaction that has begun. */
enum err_code nodes_build(struct db *db) MUST_CHECK;

/* What is read back.  STORE_DAMAGED when a hash that must be there is not. */
enum err_code nodes_load(struct db *db, int64_t journal, int64_t size,
                         struct tree *t) MUST_CHECK;
enum err_code nodes_root(struct db *db, int64_t journal, int64_t size,
                         unsigned char out[LEAF_SIZE]) MUST_CHECK;
enum err_code nodes_inclusion(struct db *db, int64_t journal, int64_t index,
                              int64_t size, struct tree_path *out) MUST_CHECK;
enum err_code nodes_consistency(struct db *db, int64_t journal, int64_t from,
                                int64_t size, struct tree_path *out)
    MUST_CHECK;

#endif
