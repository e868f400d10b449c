/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/tree.h"
#include "store/file.h"

enum { PLACE_MAX = 16 * 1024 * 1024 }; /* bytes of a file */

/* ---- notes, one of each journal ------------------------------------------------- */

void notes_free(struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        free(notes->list[i].text);
    free(notes->list);
    *notes = (struct notes){ 0 };
}

/* The index of the journal's note, or where it would be inserted. */
static size_t place_of(const struct notes *notes, int64_t journal)
{
    size_t i = notes->count;
    while (i > 0 && notes->list[i - 1].head.journal >= journal)
        i--;
    return i;
}

const struct note *notes_find(const struct notes *notes, int64_t journal)
{
    size_t i = place_of(notes, journal);
    return i < notes->count && notes->list[i].head.journal == journal
               ? &notes->list[i]
               : NULL;
}

static enum err_code make_room(struct notes *notes)
{
    if (notes->count < notes->cap)
        return ERR_OK;
    size_t cap = notes->cap == 0 ? 16 : 2 * notes->cap;
    struct note *more = realloc(notes->list, cap * sizeof *more);
    if (more == NULL)
        return ERR_NO_MEMORY;
    notes->list = more;
    notes->cap = cap;
    return ERR_OK;
}

static enum err_code put(struct notes *notes, const struct checkpoint *head,
                         const char *text, size_t len)
{
    size_t i = place_of(notes, head->journal);
    bool there = i < notes->count &&
                 notes->list[i].head.journal == head->journal;
    char *copy = malloc(len + 1);
    if (copy == NULL || make_room(notes) != ERR_OK) {
        free(copy);
        return ERR_NO_MEMORY;
    }
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (there)
        free(notes->list[i].text);
    else
        memmove(&notes->list[i + 1], &notes->list[i],
                (notes->count++ - i) * sizeof *notes->list);
    notes->list[i] = (struct note){ *head, copy, len };
    return ERR_OK;
}

enum err_code notes_put(struct notes *notes, const char *text, size_t len)
{
    struct checkpoint head;
    size_t used;
    must(checkpoint_read(text, len, &head, &used) && used == len);
    return put(notes, &head, text, len);
}

enum err_code notes_read(struct notes *notes, const char *text, size_t len)
{
    enum err_code rc = ERR_OK;
    struct checkpoint head;
    for (size_t at = 0, used; rc == ERR_OK && at < len; at += used + 1) {
        if (!checkpoint_read(text + at, len - at, &head, &used) ||
            notes_find(notes, head.journal) != NULL ||
            (at + used < len && text[at + used] != '\n'))
            return ERR_STORE_DAMAGED;
        rc = put(notes, &head, text + at, used);
    }
    return rc;
}

void notes_print(struct buf *out, const struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        if (i > 0)
            buf_char(out, '\n');
        buf_add(out, notes->list[i].text, notes->list[i].len);
    }
}

/* ---- their files ------------------------------------------------------------------ */

enum err_code places_name(struct places *places, const char *dir,
                          const char *second, struct err *err)
{
    enum err_code rc = ERR_OK;
    *places = (struct places){ 0 };
    if (dir != NULL)
        rc = store_path(dir, "stembus.checkpoints",
                        places->paths[places->count++], err);
    if (rc != ERR_OK || second[0] == '\0')
        return rc;
    int n = snprintf(places->paths[places->count++], PATH_SIZE, "%s", second);
    return n < PATH_SIZE ? ERR_OK
                         : err_set(err, ERR_FILE_FAILED,
                                   "the path is too long: %s", second);
}

enum err_code places_read(const char *path, struct notes *out, struct err *err)
{
    struct buf text = { 0 };
    enum err_code rc = file_read(path, PLACE_MAX, &text, err);
    if (rc == ERR_OK && text.len == 0)
        rc = ERR_STORE_DAMAGED;
    if (rc == ERR_OK)
        rc = notes_read(out, text.data, text.len);
    if (rc == ERR_STORE_DAMAGED)
        err_set(err, rc, "%s is not a file of checkpoints", path);
    buf_free(&text);
    return rc;
}

enum err_code places_write(const char *path, const struct notes *notes,
                           struct err *err)
{
    struct buf text = { 0 };
    enum err_code rc = ERR_NO_MEMORY;
    notes_print(&text, notes);
    if (buf_ok(&text))
        rc = file_replace(path, text.data, text.len, err);
    buf_free(&text);
    return rc;
}

enum err_code places_begin(const char *dir, const struct key *key,
                           struct err *err)
{
    static const struct tree empty;
    struct places places;
    struct notes notes = { 0 };
    struct buf note = { 0 };
    unsigned char root[LEAF_SIZE];
    tree_root(&empty, root);
    checkpoint_sign(&note, key, 0, 0, root);
    enum err_code rc = buf_ok(&note) ? notes_put(&notes, note.data, note.len)
                                     : ERR_NO_MEMORY;
    if (rc == ERR_OK)
        rc = places_name(&places, dir, "", err);
    if (rc == ERR_OK)
        rc = places_write(places.paths[0], &notes, err);
    buf_free(&note);
    notes_free(&notes);
    return rc;
}
