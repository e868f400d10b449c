/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/rest.h"
#include "engine/evidence.h"
#include "engine/tree.h"

static const char title[] = "stembus history 1\n";

void history_free(struct history *h)
{
    free(h->note);
    free(h->leaves);
    free(h->nodes);
    *h = (struct history){ 0 };
}

void history_restart(struct history *h)
{
    h->count = 0;
    h->tree = (struct tree){ 0 };
}

/* ---- the tree ------------------------------------------------------------------ */

/* Where a node stands: n leaves complete n - popcount(n) nodes, and the last of
 * its own leaves completes those below it first. */
static size_t node_index(int level, int64_t position)
{
    unsigned long long last = (((unsigned long long)position + 1) << level) - 1;
    return (size_t)(last - (unsigned)__builtin_popcountll(last)) +
           (size_t)level - 1;
}

static enum err_code keep_node(void *cls, int level, int64_t position,
                               const unsigned char hash[LEAF_SIZE])
{
    struct history *h = cls;
    memcpy(h->nodes[node_index(level, position)], hash, LEAF_SIZE);
    return ERR_OK;
}

static enum err_code get_node(void *cls, int level, int64_t position,
                              unsigned char out[LEAF_SIZE])
{
    const struct history *h = *(const struct history *const *)cls;
    memcpy(out, level == 0 ? h->leaves[position]
                           : h->nodes[node_index(level, position)], LEAF_SIZE);
    return ERR_OK;
}

/* There are fewer nodes than leaves. */
static enum err_code make_room(struct history *h)
{
    size_t cap = h->cap == 0 ? 256 : 2 * h->cap;
    if (h->count < h->cap)
        return ERR_OK;
    void *leaves = realloc(h->leaves, cap * sizeof *h->leaves);
    if (leaves == NULL)
        return ERR_NO_MEMORY;
    h->leaves = leaves;
    void *nodes = realloc(h->nodes, cap * sizeof *h->nodes);
    if (nodes == NULL)
        return ERR_NO_MEMORY;
    h->nodes = nodes;
    h->cap = cap;
    return ERR_OK;
}

enum err_code history_add(struct history *h,
                          const unsigned char leaf[LEAF_SIZE])
{
    enum err_code rc = make_room(h);
    if (rc != ERR_OK)
        return rc;
    memcpy(h->leaves[h->count++], leaf, LEAF_SIZE);
    return tree_push(&h->tree, leaf, keep_node, h);
}

bool history_root(const struct history *h, int64_t size,
                  unsigned char out[LEAF_SIZE])
{
    return size >= 0 && (uint64_t)size <= h->count &&
           tree_root_at(size, get_node, &h, out) == ERR_OK;
}

/* ---- what was shown ------------------------------------------------------------ */

enum err_code history_begin(struct history *h, const struct history *former,
                            size_t count)
{
    enum err_code rc = ERR_OK;
    *h = (struct history){ .cosigned = former->cosigned };
    memcpy(h->key, former->key, PUBLIC_SIZE);
    must(count <= former->count);
    for (size_t i = 0; rc == ERR_OK && i < count; i++)
        rc = history_add(h, former->leaves[i]);
    return rc;
}

bool history_sign(struct history *h, const char *note, size_t len)
{
    size_t used;
    if (!checkpoint_read(note, len, &h->head, &used) || used != len ||
        !checkpoint_is_signed(note, len, h->key))
        return false;
    free(h->note);
    h->note = strndup(note, len);
    return h->note != NULL;
}

bool history_holds(const struct history *h)
{
    unsigned char root[LEAF_SIZE];
    return h->note != NULL &&
           checkpoint_is_signed(h->note, strlen(h->note), h->key) &&
           h->head.size == (int64_t)h->count &&
           history_root(h, h->head.size, root) &&
           memcmp(root, h->head.root, LEAF_SIZE) == 0;
}

enum relation history_compare(const struct history *a,
                              const struct history *b, int64_t *line)
{
    if (memcmp(a->key, b->key, PUBLIC_SIZE) != 0 ||
        a->head.journal != b->head.journal)
        return HISTORY_UNRELATED;
    for (*line = 0; (size_t)*line < a->count && (size_t)*line < b->count;
         (*line)++)
        if (memcmp(a->leaves[*line], b->leaves[*line], LEAF_SIZE) != 0)
            return HISTORY_DIFFERENT;
    return HISTORY_SAME;
}

/* ---- as text ------------------------------------------------------------------ */

void history_print(struct buf *out, const struct history *h)
{
    char hex[2 * LEAF_SIZE + 1];
    evidence_hex(h->key, PUBLIC_SIZE, hex);
    buf_printf(out, "%skey %s\ncosigned %lld\n\n%s\n", title, hex,
               (long long)h->cosigned, h->note != NULL ? h->note : "");
    for (size_t i = 0; i < h->count; i++) {
        evidence_hex(h->leaves[i], LEAF_SIZE, hex);
        buf_printf(out, "%s\n", hex);
    }
}

/* 32 bytes in hex, and the newline. */
static bool take_hash(struct rest *r, unsigned char out[LEAF_SIZE])
{
    if (r->end - r->at <= 2 * LEAF_SIZE || r->at[2 * LEAF_SIZE] != '\n' ||
        !evidence_unhex(r->at, 2 * LEAF_SIZE, out, LEAF_SIZE))
        return false;
    r->at += 2 * LEAF_SIZE + 1;
    return true;
}

static bool take_head(struct rest *r, struct history *h)
{
    char *end;
    if (!rest_take(r, title) || !rest_take(r, "key ") || !take_hash(r, h->key) ||
        !rest_take(r, "cosigned ") || r->at == r->end)
        return false;
    h->cosigned = strtoll(r->at, &end, 10); /* the text ends with a NUL */
    r->at = end;
    return h->cosigned >= 0 && rest_take(r, "\n\n");
}

static bool take_note(struct rest *r, struct history *h)
{
    struct checkpoint c;
    size_t used;
    if (!checkpoint_read(r->at, (size_t)(r->end - r->at), &c, &used) ||
        !history_sign(h, r->at, used))
        return false;
    r->at += used;
    return rest_take(r, "\n");
}

enum err_code history_read(struct history *h, const char *text, size_t len,
                           size_t *used)
{
    struct rest r = { text, text + len };
    unsigned char leaf[LEAF_SIZE];
    enum err_code rc = ERR_OK;
    *h = (struct history){ 0 };
    if (!take_head(&r, h) || !take_note(&r, h))
        return ERR_STORE_DAMAGED;
    while (rc == ERR_OK && take_hash(&r, leaf))
        rc = history_add(h, leaf);
    *used = (size_t)(r.at - text);
    return rc != ERR_OK ? rc : history_holds(h) ? ERR_OK : ERR_STORE_DAMAGED;
}
