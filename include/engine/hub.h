/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_HUB_H
#define ENGINE_HUB_H

#include "engine/live.h"

/* hub: the latest state of each assembly as one immutable text, ready to be
 * sent as a server-sent event.  The writer makes one after each commit that
 * changed something; a listener sends the latest and skips what it missed. */

struct hub;

/* Whom a text is for: those who run the meeting see a result from the close,
 * everybody else once it is published (and of a practice vote never). */
enum view { VIEW_STAFF, VIEW_PUBLIC, VIEW_COUNT };

struct snapshot {
    int64_t journal; /* number of the last line it knows */
    int64_t moves;   /* rises when something other than a ballot happened */
    /* `id: …`, `event: snapshot`, `data: {…}`, blank line */
    struct { char *text; size_t len; } views[VIEW_COUNT];
    char *checkpoint; /* the note (checkpoint.h); NULL when there is none */
    int references;  /* guarded by the hub */
};

enum err_code hub_new(struct hub **out) MUST_CHECK;
void hub_free(struct hub *hub);

/* Writer only, after a commit: makes the texts of what has changed. */
void hub_publish(struct hub *hub, struct live *live);

/* The latest snapshot of an assembly, NULL when there is no such assembly;
 * give it back with hub_release().  Any thread. */
struct snapshot *hub_latest(struct hub *hub, int64_t assembly);
void hub_release(struct hub *hub, struct snapshot *s);
/* A copy of its checkpoint: OK with *out NULL when there is none; free() it. */
enum err_code hub_checkpoint(struct hub *hub, int64_t assembly, char **out)
    MUST_CHECK;

#endif
