/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/notary.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/checkpoint.h"
#include "engine/nodes.h"

static bool covers(const struct live_checkpoint *c, const struct tree *tree)
{
    return c->note != NULL && c->size == tree->size;
}

static bool is_due(const struct live_assembly *a, int64_t now)
{
    return !covers(&a->checkpoint, &a->tree) &&
           (a->moved || a->checkpoint.note == NULL ||
            now >= a->checkpoint.made_at + NOTARY_MS);
}

/* The root that the store gives, which must be that of the tree by heart. */
static enum err_code read_back(struct db *db, int64_t journal,
                               const struct tree *tree,
                               unsigned char root[LEAF_SIZE])
{
    unsigned char by_heart[LEAF_SIZE];
    enum err_code rc = nodes_root(db, journal, tree->size, root);
    tree_root(tree, by_heart);
    if (rc == ERR_OK && memcmp(root, by_heart, LEAF_SIZE) != 0)
        rc = ERR_STORE_DAMAGED;
    if (rc == ERR_STORE_DAMAGED)
        log_error("notary: journal %lld does not read back as it was written",
                  (long long)journal);
    return rc;
}

static enum err_code attest(const struct notary *n, struct db *db,
                            int64_t journal, const struct tree *tree,
                            struct live_checkpoint *c)
{
    struct buf note = { 0 };
    unsigned char root[LEAF_SIZE];
    enum err_code rc = read_back(db, journal, tree, root);
    if (rc == ERR_OK) {
        checkpoint_sign(&note, n->key, journal, tree->size, root);
        rc = buf_ok(&note) ? n->tell(n->cls, note.data, note.len)
                           : ERR_NO_MEMORY;
    }
    if (rc == ERR_OK) {
        free(c->note);
        c->size = tree->size;
        c->note = buf_take(&note);
        memcpy(c->root, root, LEAF_SIZE);
    }
    buf_free(&note);
    return rc;
}

enum err_code notary_attest(const struct notary *n, struct live *live,
                            struct db *db, int64_t now)
{
    enum err_code rc = ERR_OK;
    if (n->key == NULL)
        return ERR_OK;
    if (!covers(&live->register_checkpoint, &live->register_tree))
        rc = attest(n, db, 0, &live->register_tree,
                    &live->register_checkpoint);
    for (struct live_assembly *a = live->assemblies;
         (rc == ERR_OK || rc == ERR_NO_MEMORY) && a != NULL; a = a->next) {
        if (!is_due(a, now))
            continue;
        rc = attest(n, db, a->id, &a->tree, &a->checkpoint);
        a->checkpoint.made_at = now; /* also in vain: not again at once */
        /* One that comes by itself is news for the screens. */
        a->moved |= !a->changed;
        a->changed = true;
    }
    return rc;
}

int64_t notary_due(const struct notary *n, const struct live *live)
{
    int64_t due = INT64_MAX;
    for (const struct live_assembly *a = live->assemblies;
         n->key != NULL && a != NULL; a = a->next) {
        int64_t at = a->checkpoint.made_at + NOTARY_MS;
        if (!covers(&a->checkpoint, &a->tree) && at < due)
            due = at;
    }
    return due;
}
