/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/shapes.h"

struct entry {
    int64_t assembly;
    struct snapshot *latest;
    struct entry *next;
};

struct hub {
    pthread_mutex_t mutex; /* guards the entries and all reference counts;
                              nothing is taken inside it */
    struct entry *entries;
};

enum err_code hub_new(struct hub **out)
{
    struct hub *hub = calloc(1, sizeof *hub);
    if (hub == NULL)
        return ERR_NO_MEMORY;
    pthread_mutex_init(&hub->mutex, NULL);
    *out = hub;
    return ERR_OK;
}

static void snapshot_free(struct snapshot *s)
{
    for (size_t i = 0; s != NULL && i < VIEW_COUNT; i++)
        free(s->views[i].text);
    if (s != NULL)
        free(s->checkpoint);
    free(s);
}

static void release_locked(struct snapshot *s)
{
    if (s != NULL && --s->references == 0)
        snapshot_free(s);
}

void hub_release(struct hub *hub, struct snapshot *s)
{
    pthread_mutex_lock(&hub->mutex);
    release_locked(s);
    pthread_mutex_unlock(&hub->mutex);
}

void hub_free(struct hub *hub)
{
    if (hub == NULL)
        return;
    while (hub->entries != NULL) {
        struct entry *e = hub->entries;
        hub->entries = e->next;
        release_locked(e->latest);
        free(e);
    }
    pthread_mutex_destroy(&hub->mutex);
    free(hub);
}

static bool shows_result(const struct live_round *r, enum view view)
{
    return view == VIEW_STAFF ||
           (r->story.state == ROUND_STATE_PUBLISHED && !r->terms.practice);
}

static void put_round(struct buf *b, const struct live_round *r, enum view view)
{
    put_open(b, "motion", '{');
    put_int(b, "id", r->terms.motion);
    put_text(b, "number", r->motion_number);
    put_text(b, "kind", motion_kind_words[r->motion_kind]);
    put_text(b, "title", r->motion_title);
    put_close(b, '}');
    struct counted counted = { r->result, r->robustness, r->cosigned };
    if (!shows_result(r, view))
        counted.result = counted.robustness = NULL;
    shape_round(b, "round", &r->terms, &r->story, r->turnout, counted);
}

static void put_screen(struct buf *b, const struct live_assembly *a)
{
    put_open(b, "screen", '{');
    put_text(b, "show", show_words[a->screen.show]);
    if (a->screen_motion != NULL)
        put_raw(b, "motion", a->screen_motion);
    put_close(b, '}');
}

static void put_snapshot(struct buf *b, const struct live_assembly *a,
                         enum view view)
{
    buf_text(b, "id: ");
    buf_int(b, a->journal_next - 1);
    buf_text(b, "\nevent: snapshot\ndata: ");
    put_open(b, NULL, '{');
    shape_assembly(b, "assembly", &a->row, a->journal_next);
    shape_share(b, "present", a->present);
    shape_share(b, "entitled", a->entitled);
    put_screen(b, a);
    if (a->checkpoint.note != NULL)
        shape_checkpoint(b, "checkpoint", a->checkpoint.size,
                         a->checkpoint.root, NULL);
    if (a->round != NULL)
        put_round(b, a->round, view);
    put_close(b, '}');
    buf_text(b, "\n\n");
}

static struct snapshot *make(const struct live_assembly *a)
{
    bool complete = true;
    struct snapshot *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->journal = a->journal_next - 1;
    s->references = 1;
    if (a->checkpoint.note != NULL) {
        s->checkpoint = strdup(a->checkpoint.note);
        complete = s->checkpoint != NULL;
    }
    for (enum view view = 0; view < VIEW_COUNT; view++) {
        struct buf b = { 0 };
        put_snapshot(&b, a, view);
        s->views[view].len = b.len;
        s->views[view].text = buf_take(&b);
        complete &= s->views[view].text != NULL;
    }
    if (complete)
        return s;
    snapshot_free(s);
    return NULL;
}

static struct entry *find_locked(struct hub *hub, int64_t assembly)
{
    for (struct entry *e = hub->entries; e != NULL; e = e->next)
        if (e->assembly == assembly)
            return e;
    return NULL;
}

static void publish(struct hub *hub, struct live_assembly *a)
{
    struct snapshot *s = make(a);
    struct entry *fresh = calloc(1, sizeof *fresh);
    if (s == NULL || fresh == NULL) {
        /* The screens stay behind until the next change; votes go on. */
        log_error("hub: out of memory for a snapshot");
        free(fresh);
        snapshot_free(s);
        return;
    }
    pthread_mutex_lock(&hub->mutex);
    struct entry *e = find_locked(hub, a->id);
    if (e == NULL) {
        *fresh = (struct entry){ .assembly = a->id, .next = hub->entries };
        hub->entries = e = fresh;
        fresh = NULL;
    }
    s->moves = (e->latest != NULL ? e->latest->moves : 0) + (a->moved ? 1 : 0);
    release_locked(e->latest);
    e->latest = s;
    pthread_mutex_unlock(&hub->mutex);
    free(fresh);
    a->changed = a->moved = false;
}

void hub_publish(struct hub *hub, struct live *live)
{
    for (struct live_assembly *a = live->assemblies; a != NULL; a = a->next)
        if (a->changed)
            publish(hub, a);
}

struct snapshot *hub_latest(struct hub *hub, int64_t assembly)
{
    pthread_mutex_lock(&hub->mutex);
    struct entry *e = find_locked(hub, assembly);
    struct snapshot *s = e != NULL ? e->latest : NULL;
    if (s != NULL)
        s->references++;
    pthread_mutex_unlock(&hub->mutex);
    return s;
}

enum err_code hub_checkpoint(struct hub *hub, int64_t assembly, char **out)
{
    struct snapshot *s = hub_latest(hub, assembly);
    enum err_code rc = ERR_OK;
    *out = NULL;
    if (s != NULL && s->checkpoint != NULL) {
        *out = strdup(s->checkpoint);
        rc = *out != NULL ? ERR_OK : ERR_NO_MEMORY;
    }
    if (s != NULL)
        hub_release(hub, s);
    return rc;
}
