/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/views.h"

#include <string.h>

#include "engine/checkpoint.h"
#include "engine/evidence.h"
#include "engine/nodes.h"
#include "engine/shapes.h"
#include "engine/withheld.h"

/* The checkpoint that came with the call; the reader's store has its lines,
 * being looked at later. */
static enum err_code take_checkpoint(struct call *call, struct checkpoint *out)
{
    size_t used;
    if (call->checkpoint == NULL)
        return call_refuse(call, ERR_NOT_FOUND,
                           "there is no assembly %lld", (long long)call->id);
    must(checkpoint_read(call->checkpoint, strlen(call->checkpoint), out,
                         &used));
    return ERR_OK;
}

enum err_code view_checkpoint(struct db *db, struct call *call, int64_t now)
{
    struct checkpoint c;
    (void)db;
    (void)now;
    enum err_code rc = take_checkpoint(call, &c);
    if (rc != ERR_OK)
        return rc;
    buf_text(&call->out, call->checkpoint);
    call->type = "text/plain; charset=utf-8";
    return ERR_OK;
}

/* ---- proofs ------------------------------------------------------------------------ */

static void put_hash(struct buf *b, const char *key,
                     const unsigned char hash[LEAF_SIZE])
{
    char text[ROOT_TEXT_SIZE];
    checkpoint_root_text(hash, text);
    put_text(b, key, text);
}

static void put_path(struct buf *b, const struct tree_path *path)
{
    put_open(b, "path", '[');
    for (int i = 0; i < path->count; i++)
        put_hash(b, NULL, path->hashes[i]);
    put_close(b, ']');
}

static void put_checkpoint(struct call *call, const struct checkpoint *c)
{
    shape_checkpoint(&call->out, "checkpoint", c->size, c->root,
                     call->checkpoint);
}

struct proving {
    struct buf *out;
    struct withheld *withheld;
};

/* The line with its hash, or the hash alone. */
static enum err_code put_line(void *cls, const struct journal_line *line)
{
    struct proving *p = cls;
    struct buf text = { 0 };
    bool withhold;
    enum err_code rc = withheld_judge(p->withheld, line, &withhold);
    if (rc != ERR_OK)
        return rc;
    put_int(p->out, "n", line->n);
    if (withhold) {
        put_bool(p->out, "withheld", true);
    } else {
        buf_add(&text, line->text, line->len);
        if (!buf_ok(&text))
            return ERR_NO_MEMORY;
        put_text(p->out, "line", text.data);
        buf_free(&text);
    }
    if (line->hash_len != LEAF_SIZE)
        return ERR_STORE_DAMAGED;
    put_hash(p->out, "leaf", line->hash);
    return ERR_OK;
}

enum err_code view_proof(struct db *db, struct call *call, int64_t now)
{
    struct checkpoint c;
    struct tree_path path;
    struct proving p = { .out = &call->out };
    (void)now;
    enum err_code rc = take_checkpoint(call, &c);
    if (rc != ERR_OK)
        return rc;
    if (call->line >= c.size)
        return call_refuse(call, ERR_NOT_FOUND,
                           "the checkpoint covers %lld lines; it follows a "
                           "new one within a second", (long long)c.size);
    rc = withheld_begin(db, &p.withheld);
    put_open(&call->out, NULL, '{');
    if (rc == ERR_OK)
        rc = journal_each(db, call->id, call->line, 1, put_line, &p);
    if (rc == ERR_OK)
        rc = nodes_inclusion(db, call->id, call->line, c.size, &path);
    withheld_end(p.withheld);
    if (rc != ERR_OK)
        return rc;
    put_path(&call->out, &path);
    put_checkpoint(call, &c);
    put_close(&call->out, '}');
    return ERR_OK;
}

enum err_code view_consistency(struct db *db, struct call *call, int64_t now)
{
    struct checkpoint c;
    struct tree_path path;
    int64_t from = call->query.from;
    (void)now;
    enum err_code rc = take_checkpoint(call, &c);
    if (rc != ERR_OK)
        return rc;
    if (from > c.size)
        return call_refuse(call, ERR_NOT_FOUND,
                           "the checkpoint covers %lld lines",
                           (long long)c.size);
    rc = nodes_consistency(db, call->id, from, c.size, &path);
    if (rc != ERR_OK)
        return rc;
    put_open(&call->out, NULL, '{');
    put_int(&call->out, "from", from);
    put_path(&call->out, &path);
    put_checkpoint(call, &c);
    put_close(&call->out, '}');
    return ERR_OK;
}
