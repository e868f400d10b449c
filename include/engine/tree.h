/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_TREE_H
#define ENGINE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/journal.h"

/* tree: the Merkle tree of RFC 6962 over a journal's lines.
 *
 * Only arithmetic and SHA-256: where the hashes are kept is nodes.h's business.  A
 * subtree of 2^level leaves that begins at a multiple of that is *whole*, and
 * named by its level and its position: leaves [position << level,
 * (position + 1) << level).  Its hash never changes again. */

enum { TREE_LEVELS = 63, PATH_MAX_HASHES = 64 };

/* A tree that grows, by heart: bit `level` of the size says that range[level]
 * is the hash of a whole subtree, and these side by side are the tree.  All
 * zero bytes is the empty tree. */
struct tree {
    int64_t size;
    unsigned char range[TREE_LEVELS][LEAF_SIZE];
};

/* Told of each whole subtree of two leaves and more that a leaf completes. */
typedef enum err_code tree_put_fn(void *cls, int level, int64_t position,
                                  const unsigned char hash[LEAF_SIZE]);
/* Fills the hash of a whole subtree; level 0 is a leaf. */
typedef enum err_code tree_get_fn(void *cls, int level, int64_t position,
                                  unsigned char out[LEAF_SIZE]);

/* The hash of a node: SHA-256(0x01 || left || right). */
void tree_node(const unsigned char left[LEAF_SIZE],
               const unsigned char right[LEAF_SIZE],
               unsigned char out[LEAF_SIZE]);

/* Adds a leaf: constant time on the average.  `put` may be NULL; after it has
 * failed *t is of no more use. */
enum err_code tree_push(struct tree *t, const unsigned char leaf[LEAF_SIZE],
                        tree_put_fn *put, void *cls) MUST_CHECK;
void tree_root(const struct tree *t, unsigned char out[LEAF_SIZE]);

/* tree_load(): the tree of `size` leaves, and tree_root_at() its root, from the
 * hashes `get` has: logarithmic. */
enum err_code tree_load(struct tree *t, int64_t size, tree_get_fn *get,
                        void *cls) MUST_CHECK;
enum err_code tree_root_at(int64_t size, tree_get_fn *get, void *cls,
                           unsigned char out[LEAF_SIZE]) MUST_CHECK;

/* ---- proofs -------------------------------------------------------------------- */

/* From the leaf's sibling up (RFC 6962 2.1.1, 2.1.2). */
struct tree_path {
    int count;
    unsigned char hashes[PATH_MAX_HASHES][LEAF_SIZE];
};

/* Fills the path that proves that leaf `index` is in the tree of `size` leaves;
 * 0 <= index < size. */
enum err_code tree_inclusion(int64_t index, int64_t size, tree_get_fn *get,
                             void *cls, struct tree_path *out) MUST_CHECK;
/* Fills the path that proves that the tree of `size` leaves begins with that of
 * `from`; 0 <= from <= size.  It is empty for both ends. */
enum err_code tree_consistency(int64_t from, int64_t size, tree_get_fn *get,
                               void *cls, struct tree_path *out) MUST_CHECK;

/* Whether a path proves it (RFC 9162 2.1.3.2, 2.1.4.2).  Anything may be asked;
 * what is out of range is not proved. */
bool tree_includes(int64_t index, const unsigned char leaf[LEAF_SIZE],
                   int64_t size, const unsigned char root[LEAF_SIZE],
                   const struct tree_path *path);
bool tree_extends(int64_t from, const unsigned char from_root[LEAF_SIZE],
                  int64_t size, const unsigned char root[LEAF_SIZE],
                  const struct tree_path *path);

#endif
