/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_PLACES_H
#define ENGINE_PLACES_H

#include "engine/checkpoint.h"
#include "store/store.h"

/* places: where the latest checkpoint of each journal is kept, so that a store
 * that went back in time is found out: stembus.checkpoints in the data
 * directory, and a second file that the configuration names, better on another
 * machine.  Such a file is the notes of all journals, a blank line between
 * two. */

enum { PLACES_MAX = 2 };

/* ---- notes, one of each journal ------------------------------------------------- */

struct note {
    struct checkpoint head;
    char *text; /* with a NUL behind it */
    size_t len;
};
struct notes { /* all zero bytes is none; notes_free() */
    struct note *list; /* rising by journal */
    size_t count, cap;
};
void notes_free(struct notes *notes);
/* The text must be one note; it takes the place of the journal's former one. */
enum err_code notes_put(struct notes *notes, const char *text, size_t len)
    MUST_CHECK;
/* The notes of a file; STORE_DAMAGED when it is anything else. */
enum err_code notes_read(struct notes *notes, const char *text, size_t len)
    MUST_CHECK;
void notes_print(struct buf *out, const struct notes *notes);
const struct note *notes_find(const struct notes *notes, int64_t journal);

/* ---- their files ------------------------------------------------------------------ */

struct places {
    size_t count;
    char paths[PLACES_MAX][PATH_SIZE];
};

/* Names the file in the data directory, unless `dir` is NULL, and the second
 * one, unless it is "". */
enum err_code places_name(struct places *places, const char *dir,
                          const char *second, struct err *err) MUST_CHECK;
/* What a place has.  NOT_FOUND when there is no such file, STORE_DAMAGED when
 * it is not what was written, FILE_FAILED. */
enum err_code places_read(const char *path, struct notes *out, struct err *err)
    MUST_CHECK;
enum err_code places_write(const char *path, const struct notes *notes,
                           struct err *err) MUST_CHECK;
/* places_begin(): the file of a new store, whose only journal is empty. */
enum err_code places_begin(const char *dir, const struct key *key,
                           struct err *err) MUST_CHECK;

#endif
