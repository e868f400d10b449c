/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/tree.h"

#include <sodium.h>
#include <string.h>

void tree_node(const unsigned char left[LEAF_SIZE],
               const unsigned char right[LEAF_SIZE],
               unsigned char out[LEAF_SIZE])
{
    unsigned char bytes[1 + 2 * LEAF_SIZE] = { 0x01 };
    memcpy(bytes + 1, left, LEAF_SIZE);
    memcpy(bytes + 1 + LEAF_SIZE, right, LEAF_SIZE);
    crypto_hash_sha256(out, bytes, sizeof bytes);
}

/* ---- growing ------------------------------------------------------------------- */

enum err_code tree_push(struct tree *t, const unsigned char leaf[LEAF_SIZE],
                        tree_put_fn *put, void *cls)
{
    unsigned char hash[LEAF_SIZE];
    enum err_code rc = ERR_OK;
    int level = 0;
    memcpy(hash, leaf, LEAF_SIZE);
    for (; rc == ERR_OK && (t->size >> level & 1) != 0; level++) {
        tree_node(t->range[level], hash, hash);
        if (put != NULL)
            rc = put(cls, level + 1, t->size >> (level + 1), hash);
    }
    memcpy(t->range[level], hash, LEAF_SIZE);
    t->size++;
    return rc;
}

void tree_root(const struct tree *t, unsigned char out[LEAF_SIZE])
{
    bool begun = false;
    if (t->size == 0)
        crypto_hash_sha256(out, NULL, 0);
    for (int level = 0; level < TREE_LEVELS; level++) {
        if ((t->size >> level & 1) == 0)
            continue;
        if (begun)
            tree_node(t->range[level], out, out);
        else
            memcpy(out, t->range[level], LEAF_SIZE);
        begun = true;
    }
}

enum err_code tree_load(struct tree *t, int64_t size, tree_get_fn *get,
                        void *cls)
{
    enum err_code rc = ERR_OK;
    *t = (struct tree){ .size = size };
    for (int level = 0; rc == ERR_OK && level < TREE_LEVELS; level++)
        if ((size >> level & 1) != 0)
            rc = get(cls, level, (size >> level) - 1, t->range[level]);
    return rc;
}

enum err_code tree_root_at(int64_t size, tree_get_fn *get, void *cls,
                           unsigned char out[LEAF_SIZE])
{
    struct tree t;
    enum err_code rc = tree_load(&t, size, get, cls);
    if (rc == ERR_OK)
        tree_root(&t, out);
    return rc;
}

/* ---- making proofs --------------------------------------------------------------- */

struct proving {
    tree_get_fn *get;
    void *cls;
    struct tree_path *path; /* from the root down, while it is made */
    enum err_code rc;
};

/* The hash of leaves [begin, end), which are a subtree on the way: `begin` is a
 * multiple of the largest power of two in their number. */
static void add_subtree(struct proving *p, int64_t begin, int64_t end)
{
    bool begun = false;
    unsigned char hash[LEAF_SIZE], *out = p->path->hashes[p->path->count++];
    while (p->rc == ERR_OK && end > begin) {
        int level = __builtin_ctzll((unsigned long long)(end - begin));
        end -= INT64_C(1) << level;
        p->rc = p->get(p->cls, level, end >> level, begun ? hash : out);
        if (p->rc == ERR_OK && begun)
            tree_node(hash, out, out);
        begun = true;
    }
}

/* Where the leaves [begin, end), two at least, are divided: the left part has
 * the largest power of two that is less than their number. */
static int64_t division(int64_t begin, int64_t end)
{
    unsigned long long last = (unsigned long long)(end - begin) - 1;
    return begin + (INT64_C(1) << (63 - __builtin_clzll(last)));
}

static void reverse(struct tree_path *path)
{
    unsigned char hash[LEAF_SIZE];
    for (int i = 0, j = path->count - 1; i < j; i++, j--) {
        memcpy(hash, path->hashes[i], LEAF_SIZE);
        memcpy(path->hashes[i], path->hashes[j], LEAF_SIZE);
        memcpy(path->hashes[j], hash, LEAF_SIZE);
    }
}

enum err_code tree_inclusion(int64_t index, int64_t size, tree_get_fn *get,
                             void *cls, struct tree_path *out)
{
    struct proving p = { get, cls, out, ERR_OK };
    int64_t begin = 0, end = size;
    must(index >= 0 && index < size);
    out->count = 0;
    while (p.rc == ERR_OK && end - begin > 1) {
        int64_t middle = division(begin, end);
        if (index < middle) {
            add_subtree(&p, middle, end);
            end = middle;
        } else {
            add_subtree(&p, begin, middle);
            begin = middle;
        }
    }
    reverse(out);
    return p.rc;
}

enum err_code tree_consistency(int64_t from, int64_t size, tree_get_fn *get,
                               void *cls, struct tree_path *out)
{
    struct proving p = { get, cls, out, ERR_OK };
    int64_t begin = 0, end = size;
    must(from >= 0 && from <= size);
    out->count = 0;
    if (from == 0)
        return ERR_OK;
    while (p.rc == ERR_OK && from != end) {
        int64_t middle = division(begin, end);
        if (from <= middle) {
            add_subtree(&p, middle, end);
            end = middle;
        } else {
            add_subtree(&p, begin, middle);
            begin = middle;
        }
    }
    /* What is left of the old tree; all of it, its owner knows. */
    if (p.rc == ERR_OK && begin > 0)
        add_subtree(&p, begin, end);
    reverse(out);
    return p.rc;
}

/* ---- checking proofs ------------------------------------------------------------- */

static bool same(const unsigned char a[LEAF_SIZE],
                 const unsigned char b[LEAF_SIZE])
{
    return memcmp(a, b, LEAF_SIZE) == 0;
}

bool tree_includes(int64_t index, const unsigned char leaf[LEAF_SIZE],
                   int64_t size, const unsigned char root[LEAF_SIZE],
                   const struct tree_path *path)
{
    unsigned char hash[LEAF_SIZE];
    int64_t node = index, last = size - 1;
    if (index < 0 || index >= size)
        return false;
    memcpy(hash, leaf, LEAF_SIZE);
    for (int i = 0; i < path->count; i++) {
        if (last == 0)
            return false;
        if ((node & 1) != 0 || node == last) {
            tree_node(path->hashes[i], hash, hash);
            for (; (node & 1) == 0 && node != 0; node >>= 1)
                last >>= 1;
        } else {
            tree_node(hash, path->hashes[i], hash);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && same(hash, root);
}

/* The old tree's root and the new one's, from the same hashes. */
static bool extends(int64_t from, const unsigned char from_root[LEAF_SIZE],
                    int64_t size, const unsigned char root[LEAF_SIZE],
                    const struct tree_path *path)
{
    unsigned char old[LEAF_SIZE], new[LEAF_SIZE];
    int64_t node = from - 1, last = size - 1;
    int i = 0;
    for (; (node & 1) != 0; node >>= 1)
        last >>= 1;
    /* When the old tree is whole, its root is the first hash. */
    if (node != 0 && path->count == 0)
        return false;
    memcpy(old, node == 0 ? from_root : path->hashes[i++], LEAF_SIZE);
    memcpy(new, old, LEAF_SIZE);
    for (; i < path->count; i++) {
        if (last == 0)
            return false;
        if ((node & 1) != 0 || node == last) {
            tree_node(path->hashes[i], old, old);
            tree_node(path->hashes[i], new, new);
            for (; (node & 1) == 0 && node != 0; node >>= 1)
                last >>= 1;
        } else {
            tree_node(new, path->hashes[i], new);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && same(old, from_root) && same(new, root);
}

bool tree_extends(int64_t from, const unsigned char from_root[LEAF_SIZE],
                  int64_t size, const unsigned char root[LEAF_SIZE],
                  const struct tree_path *path)
{
    unsigned char empty[LEAF_SIZE];
    if (from < 0 || from > size)
        return false;
    if (from == size)
        return path->count == 0 && same(from_root, root);
    if (from == 0) {
        crypto_hash_sha256(empty, NULL, 0);
        return path->count == 0 && same(from_root, empty);
    }
    return extends(from, from_root, size, root, path);
}
