/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/history.h"

#include <stdlib.h>
#include <string.h>

#include "engine/evidence.h"
#include "engine/tree.h"

static const char title[] = "stembus history 1\n";

void history_free(struct history *h)
{
    free(h->note);
    free(h->leaves);
    *h = (struct history){ 0 };
}

enum err_code history_add(struct history *h,
                          const unsigned char leaf[LEAF_SIZE])
{
    if (h->count == h->cap) {
        size_t cap = h->cap == 0 ? 256 : 2 * h->cap;
        void *more = realloc(h->leaves, cap * sizeof *h->leaves);
        if (more == NULL)
            return ERR_NO_MEMORY;
        h->leaves = more;
        h->cap = cap;
    }
    memcpy(h->leaves[h->count++], leaf, LEAF_SIZE);
    return ERR_OK;
}

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

bool history_root(const struct history *h, int64_t size,
                  unsigned char out[LEAF_SIZE])
{
    struct tree tree = { 0 };
    if (size < 0 || (uint64_t)size > h->count)
        return false;
    for (int64_t i = 0; i < size; i++)
        must(tree_push(&tree, h->leaves[i], NULL, NULL) == ERR_OK);
    tree_root(&tree, out);
    return true;
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

struct rest {
    const char *at, *end;
};

static bool take(struct rest *r, const char *text)
{
    size_t len = strlen(text);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
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
    if (!take(r, title) || !take(r, "key ") || !take_hash(r, h->key) ||
        !take(r, "cosigned ") || r->at == r->end)
        return false;
    h->cosigned = strtoll(r->at, &end, 10); /* the text ends with a NUL */
    r->at = end;
    return h->cosigned >= 0 && take(r, "\n\n");
}

static bool take_note(struct rest *r, struct history *h)
{
    struct checkpoint c;
    size_t used;
    if (!checkpoint_read(r->at, (size_t)(r->end - r->at), &c, &used) ||
        !history_sign(h, r->at, used))
        return false;
    r->at += used;
    return take(r, "\n");
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
