/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/nodes.h"

#include <string.h>

struct place {
    struct db *db;
    int64_t journal;
};

static enum err_code put(void *cls, int level, int64_t position,
                         const unsigned char hash[LEAF_SIZE])
{
    const struct place *at = cls;
    if (level < NODES_LEVEL)
        return ERR_OK;
    return node_insert(at->db, at->journal, level, position, hash);
}

/* A small subtree, from the lines' own hashes. */
static enum err_code combine(const struct place *at, int level,
                             int64_t position, unsigned char out[LEAF_SIZE])
{
    unsigned char hashes[1 << NODES_LEVEL][LEAF_SIZE];
    enum err_code rc = journal_hashes(at->db, at->journal, position << level,
                                      1 << level, hashes);
    if (rc != ERR_OK)
        return rc;
    for (int count = 1 << level; count > 1; count /= 2)
        for (int i = 0; i < count / 2; i++)
            tree_node(hashes[2 * i], hashes[2 * i + 1], hashes[i]);
    memcpy(out, hashes[0], LEAF_SIZE);
    return ERR_OK;
}

static enum err_code get(void *cls, int level, int64_t position,
                         unsigned char out[LEAF_SIZE])
{
    const struct place *at = cls;
    enum err_code rc =
        level < NODES_LEVEL
            ? combine(at, level, position, out)
            : node_get(at->db, at->journal, level, position, out);
    return rc == ERR_NOT_FOUND ? ERR_STORE_DAMAGED : rc;
}

enum err_code nodes_append(struct db *db, int64_t journal, struct tree *t,
                           const unsigned char leaf[LEAF_SIZE])
{
    return tree_push(t, leaf, put, &(struct place){ db, journal });
}

struct building {
    struct place at;
    struct tree tree;
};

static enum err_code build_line(void *cls, const struct journal_line *line)
{
    struct building *b = cls;
    if (line->hash_len != LEAF_SIZE)
        return ERR_STORE_DAMAGED;
    return nodes_append(b->at.db, b->at.journal, &b->tree, line->hash);
}

static enum err_code build_journal(void *cls, int64_t journal)
{
    struct building *b = cls;
    b->at.journal = journal;
    b->tree = (struct tree){ 0 };
    return journal_each(b->at.db, journal, 0, INT64_MAX, build_line, b);
}

enum err_code nodes_build(struct db *db)
{
    return journal_each_id(db, build_journal,
                           &(struct building){ .at = { .db = db } });
}

enum err_code nodes_load(struct db *db, int64_t journal, int64_t size,
                         struct tree *t)
{
    return tree_load(t, size, get, &(struct place){ db, journal });
}

enum err_code nodes_root(struct db *db, int64_t journal, int64_t size,
                         unsigned char out[LEAF_SIZE])
{
    return tree_root_at(size, get, &(struct place){ db, journal }, out);
}

enum err_code nodes_inclusion(struct db *db, int64_t journal, int64_t index,
                              int64_t size, struct tree_path *out)
{
    return tree_inclusion(index, size, get, &(struct place){ db, journal },
                          out);
}

enum err_code nodes_consistency(struct db *db, int64_t journal, int64_t from,
                                int64_t size, struct tree_path *out)
{
    return tree_consistency(from, size, get, &(struct place){ db, journal },
                            out);
}
