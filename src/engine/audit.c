/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/audit.h"

#include <stdlib.h>
#include <string.h>

#include "domain/record.h"
#include "engine/evidence.h"
#include "engine/nodes.h"

/* ---- beginning and end ------------------------------------------------------------ */

enum err_code audit_begin(struct audit *a, const struct places *places,
                          const unsigned char *key, struct err *err)
{
    *a = (struct audit){ .has_key = key != NULL };
    if (key != NULL)
        memcpy(a->key, key, PUBLIC_SIZE);
    if (places != NULL)
        a->places = *places;
    for (size_t i = 0; i < a->places.count; i++) {
        enum err_code rc =
            places_read(a->places.paths[i], &a->held[i], err);
        a->there[i] = rc != ERR_NOT_FOUND;
        a->readable[i] = rc == ERR_OK;
        if (rc != ERR_OK && rc != ERR_NOT_FOUND && rc != ERR_STORE_DAMAGED)
            return rc;
    }
    return ERR_OK;
}

void audit_end(struct audit *a)
{
    for (size_t i = 0; i < PLACES_MAX; i++)
        notes_free(&a->held[i]);
    free(a->journals);
    free(a->doubts);
    *a = (struct audit){ 0 };
}

/* ---- the lines ---------------------------------------------------------------------- */

struct pass {
    struct audit *a;
    struct db *db;
    struct tree tree;
    struct audited *now;
    const struct note *notes[PLACES_MAX]; /* of this journal, or NULL */
    union record_body *body;
    int64_t line;
    int64_t nodes; /* of all journals so far */
    struct err *err;
};

static enum err_code blame(const struct pass *p, const char *what)
{
    return err_set(p->err, ERR_STORE_DAMAGED, "journal %lld, line %lld: %s",
                   (long long)p->now->journal, (long long)p->line, what);
}

static enum err_code compare_node(void *cls, int level, int64_t position,
                                  const unsigned char hash[LEAF_SIZE])
{
    const struct pass *p = cls;
    unsigned char stored[LEAF_SIZE];
    if (level < NODES_LEVEL)
        return ERR_OK;
    enum err_code rc =
        node_get(p->db, p->now->journal, level, position, stored);
    if (rc == ERR_NOT_FOUND)
        return blame(p, "a hash of the tree up to here is missing");
    if (rc == ERR_OK && memcmp(stored, hash, LEAF_SIZE) != 0)
        rc = blame(p, "a hash of the tree up to here is another");
    return rc;
}

/* That the line is this one; and the key that a journal names in its first
 * line, and after an incident. */
static enum err_code note_head(struct pass *p, const struct journal_line *line)
{
    struct record_head head;
    struct err said = { 0 };
    if (!record_read_head(line->text, line->len, &head))
        return blame(p, "it is no line of stembus");
    if (head.n != line->n)
        return blame(p, "the line has another number");
    if (head.kind != RECORD_BEGIN && head.kind != RECORD_INCIDENT)
        return ERR_OK;
    enum err_code rc =
        record_read(line->text, line->len, &head, p->body, &said);
    if (rc != ERR_OK)
        return rc == ERR_STORE_DAMAGED ? blame(p, said.detail) : rc;
    const char *key = head.kind == RECORD_BEGIN ? p->body->as_BEGIN.key
                                                : p->body->as_INCIDENT.key;
    if (key[0] == '\0')
        return ERR_OK;
    p->now->has_key = key_parse(key, p->now->key);
    return p->now->has_key ? ERR_OK : blame(p, "the key is none");
}

static void note_roots(struct pass *p)
{
    for (size_t i = 0; i < PLACES_MAX; i++)
        if (p->notes[i] != NULL && p->notes[i]->head.size == p->tree.size)
            tree_root(&p->tree, p->now->root_then[i]);
}

static enum err_code see_line(void *cls, const struct journal_line *line)
{
    struct pass *p = cls;
    unsigned char hash[LEAF_SIZE];
    p->line = line->n;
    if (line->n != p->tree.size)
        return blame(p, "the line before it is missing");
    evidence_leaf(line->text, line->len, hash);
    if (line->hash_len != LEAF_SIZE ||
        memcmp(hash, line->hash, LEAF_SIZE) != 0)
        return blame(p, "the line does not have its hash");
    enum err_code rc = note_head(p, line);
    if (rc == ERR_OK)
        rc = tree_push(&p->tree, hash, compare_node, p);
    if (rc == ERR_OK)
        note_roots(p);
    return rc;
}

static enum err_code count_nodes(struct pass *p)
{
    int64_t should = 0, is = 0;
    for (int level = NODES_LEVEL; p->tree.size >> level > 0; level++)
        should += p->tree.size >> level;
    enum err_code rc = node_count(p->db, p->now->journal, &is);
    if (rc == ERR_OK && is != should)
        rc = blame(p, "the tree goes on behind the last line");
    p->nodes += should;
    return rc;
}

static enum err_code count_all_nodes(const struct pass *p)
{
    int64_t is = 0;
    enum err_code rc = node_count_all(p->db, &is);
    if (rc == ERR_OK && is != p->nodes)
        rc = err_set(p->err, ERR_STORE_DAMAGED,
                     "there is a tree of a journal that has no lines");
    return rc;
}

static enum err_code make_room(struct audit *a)
{
    if (a->journal_count < a->journal_cap)
        return ERR_OK;
    size_t cap = a->journal_cap == 0 ? 8 : 2 * a->journal_cap;
    struct audited *more = realloc(a->journals, cap * sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    a->journals = more;
    a->journal_cap = cap;
    return ERR_OK;
}

static enum err_code see_journal(void *cls, int64_t journal)
{
    struct pass *p = cls;
    struct audit *a = p->a;
    enum err_code rc = make_room(a);
    if (rc != ERR_OK)
        return rc;
    p->now = &a->journals[a->journal_count++];
    *p->now = (struct audited){ .journal = journal };
    p->tree = (struct tree){ 0 };
    for (size_t i = 0; i < PLACES_MAX; i++)
        p->notes[i] = notes_find(&a->held[i], journal);
    note_roots(p);
    rc = journal_each(p->db, journal, INT64_MIN, INT64_MAX, see_line, p);
    if (rc == ERR_OK)
        rc = count_nodes(p);
    p->now->lines = p->tree.size;
    tree_root(&p->tree, p->now->root);
    return rc;
}

static enum err_code see_all(struct audit *a, struct db *db, struct err *err)
{
    struct pass p = { .a = a, .db = db, .err = err };
    p.body = malloc(sizeof *p.body);
    if (p.body == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = journal_each_id(db, see_journal, &p);
    if (rc == ERR_OK)
        rc = count_all_nodes(&p);
    free(p.body);
    return rc;
}

/* ---- the checkpoints ---------------------------------------------------------------- */

static enum err_code doubt(struct audit *a, const struct doubt *d)
{
    if (a->doubt_count == a->doubt_cap) {
        size_t cap = a->doubt_cap == 0 ? 8 : 2 * a->doubt_cap;
        struct doubt *more = realloc(a->doubts, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        a->doubts = more;
        a->doubt_cap = cap;
    }
    a->doubts[a->doubt_count++] = *d;
    return ERR_OK;
}

const struct audited *audit_journal(const struct audit *a, int64_t journal)
{
    for (size_t i = 0; i < a->journal_count; i++)
        if (a->journals[i].journal == journal)
            return &a->journals[i];
    return NULL;
}

static enum finding judge_note(const struct audit *a, size_t place,
                               const struct note *note)
{
    char fingerprint[FINGERPRINT_SIZE];
    const struct audited *j = audit_journal(a, note->head.journal);
    if (a->has_key) {
        key_fingerprint(a->key, fingerprint);
        if (strcmp(note->head.fingerprint, fingerprint) != 0)
            return FINDING_FOREIGN;
        if (!checkpoint_is_signed(note->text, note->len, a->key))
            return FINDING_UNREADABLE;
    }
    if (note->head.size > (j != NULL ? j->lines : 0))
        return FINDING_SHORTER;
    if (j != NULL &&
        memcmp(j->root_then[place], note->head.root, LEAF_SIZE) != 0)
        return FINDING_DIFFERENT;
    return FINDING_SOUND;
}

static enum err_code judge_place(struct audit *a, size_t place)
{
    enum err_code rc = ERR_OK;
    struct doubt d = { .finding = FINDING_UNREADABLE, .journal = -1,
                       .path = a->places.paths[place] };
    if (!a->readable[place])
        return a->there[place] ? doubt(a, &d) : ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < a->held[place].count; i++) {
        const struct note *note = &a->held[place].list[i];
        d.finding = judge_note(a, place, note);
        d.journal = note->head.journal;
        d.said = note->head;
        if (d.finding != FINDING_SOUND)
            rc = doubt(a, &d);
    }
    return rc;
}

static bool has_lines(const struct audit *a)
{
    for (size_t i = 0; i < a->journal_count; i++)
        if (a->journals[i].lines > 0)
            return true;
    return false;
}

/* A journal that names a key was signed from its first line on, whatever the
 * tables beside it look like. */
static bool names_key(const struct audit *a)
{
    for (size_t i = 0; i < a->journal_count; i++)
        if (a->journals[i].has_key)
            return true;
    return false;
}

/* Somebody who knows the store must be there, unless nothing can have been
 * signed yet. */
static enum err_code judge_places(struct audit *a)
{
    bool known = a->places.count == 0 || !has_lines(a) ||
                 (a->had_no_trees && !names_key(a));
    enum err_code rc = ERR_OK;
    for (size_t i = 0; i < a->places.count; i++)
        known |= a->there[i];
    if (!known)
        rc = doubt(a, &(struct doubt){ .finding = FINDING_MISSING,
                                       .journal = -1 });
    for (size_t i = 0; rc == ERR_OK && i < a->places.count; i++)
        rc = judge_place(a, i);
    return rc;
}

/* All journals name the key that signs now. */
static enum err_code judge_keys(struct audit *a)
{
    enum err_code rc = ERR_OK;
    for (size_t i = a->journal_count; !a->has_key && i > 0; i--) {
        a->has_key = a->journals[i - 1].has_key;
        memcpy(a->key, a->journals[i - 1].key, PUBLIC_SIZE);
    }
    for (size_t i = 0; rc == ERR_OK && i < a->journal_count; i++) {
        const struct audited *j = &a->journals[i];
        struct doubt d = { .finding = FINDING_FOREIGN,
                           .journal = j->journal };
        key_fingerprint(j->key, d.said.fingerprint);
        if (j->has_key && memcmp(j->key, a->key, PUBLIC_SIZE) != 0)
            rc = doubt(a, &d);
    }
    return rc;
}

enum err_code audit_run(struct audit *a, struct db *db, struct err *err)
{
    struct buf text = { 0 };
    enum err_code rc = see_all(a, db, err);
    if (rc == ERR_OK)
        rc = judge_keys(a);
    if (rc == ERR_OK)
        rc = judge_places(a);
    if (rc != ERR_OK || a->doubt_count == 0)
        return rc;
    audit_explain(&text, a);
    if (text.data != NULL)
        *strchrnul(text.data, '\n') = '\0';
    err_set(err, ERR_CHECKPOINT_UNMET, "%s",
            text.data != NULL ? text.data : err_title(ERR_CHECKPOINT_UNMET));
    buf_free(&text);
    return ERR_CHECKPOINT_UNMET;
}

struct doubt audit_finding(const struct audit *a, int64_t journal)
{
    struct doubt worst = { .finding = FINDING_SOUND, .journal = journal };
    for (size_t i = 0; i < a->doubt_count; i++) {
        const struct doubt *d = &a->doubts[i];
        if (d->journal != journal && d->journal != -1)
            continue;
        if (d->finding > worst.finding ||
            (d->finding == worst.finding && d->said.size > worst.said.size))
            worst = *d;
    }
    return worst;
}

/* ---- a store that is opened ----------------------------------------------------------- */

/* A store from before the trees gets them, from the hashes it has. */
static enum err_code plant(struct db *db)
{
    bool fatal;
    enum err_code rc = db_begin(db);
    if (rc == ERR_OK)
        rc = nodes_build(db);
    if (rc == ERR_OK)
        rc = db_commit(db, &fatal);
    db_rollback(db);
    return rc;
}

enum err_code audit_open(struct audit *a, const char *dir,
                         const struct places *places, const struct key *key,
                         struct db **out, struct err *err)
{
    struct db *db = NULL;
    enum err_code rc = audit_begin(
        a, places, key != NULL ? key_public(key) : NULL, err);
    if (rc == ERR_OK)
        rc = store_open(dir, DB_WRITE, &db, err);
    if (rc == ERR_OK && db_had_no_trees(db)) {
        a->had_no_trees = true;
        rc = plant(db);
    }
    if (rc == ERR_OK)
        rc = audit_run(a, db, err);
    if (rc == ERR_OK || rc == ERR_CHECKPOINT_UNMET) {
        *out = db;
        return rc;
    }
    db_close(db);
    if (err->detail[0] == '\0')
        err_set(err, rc, "%s", err_title(rc));
    return rc;
}
