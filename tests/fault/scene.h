/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FAULT_SCENE_H
#define FAULT_SCENE_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/commands.h"
#include "engine/cosigner.h"
#include "engine/evidence.h"
#include "engine/forms.h"
#include "engine/job.h"
#include "engine/notary.h"
#include "engine/recover.h"
#include "engine/verify.h"
#include "http/routes.h"
#include "store/journal.h"
#include "store/votes.h"

/* scene: an engine without a server, on a clock that stands still between
 * requests, so that a test says what is asked as a client would and sees what
 * the engine makes of it. */

/* One request.  In `json` an apostrophe stands for a quote. */
struct asked {
    struct job job;
    struct call call;
    enum err_code read; /* what became of the body */
    bool with_checkpoint, with_shelf;
};

static inline void asked_clear(struct asked *q)
{
    call_clear(&q->call);
    free(q->call.form);
    *q = (struct asked){ 0 };
}

static inline void asked_read(struct asked *q, const struct form *form,
                              const char *json)
{
    size_t len = strlen(json);
    char *text = malloc(len + 1);
    q->call.form = calloc(1, form->size);
    q->read = ERR_NO_MEMORY;
    for (size_t i = 0; text != NULL && i <= len; i++)
        text[i] = json[i];
    for (char *c = text; c != NULL && (c = strchr(c, '\'')) != NULL;)
        *c = '"';
    if (text != NULL && q->call.form != NULL)
        q->read = fields_read(form, text, len, q->call.form, &q->call.faults);
    free(text);
}

/* line: "POST /v1/assemblies"; the route must be there. */
static inline void asked_make(struct asked *q, enum role role,
                              const char *line, const char *json)
{
    char method[16], allow[ALLOW_SIZE];
    const char *path = strchr(line, ' ') + 1;
    *q = (struct asked){ .call.query = { .page = 1, .page_size = 100,
                                         .limit = 1000 } };
    snprintf(method, sizeof method, "%.*s", (int)(path - line - 1), line);
    const struct route *route = route_find(method, path, &q->call, allow);
    must(route != NULL);
    q->call.path = "/";
    q->call.who = (struct principal){ .known = true, .role = role };
    q->job = (struct job){ .command = route->command, .view = route->view,
                           .call = &q->call };
    q->with_checkpoint = (route->traits & WITH_CHECKPOINT) != 0;
    q->with_shelf = (route->traits & GIVES_ZIP) != 0;
    if (route->form != NULL)
        asked_read(q, route->form, json != NULL ? json : "{}");
}

/* A press on the handset of assignment `number` in assembly 1. */
static inline void asked_press(struct asked *q, int64_t number, int64_t round,
                               const char *choice, int64_t sequence)
{
    char line[64], json[400];
    snprintf(line, sizeof line, "POST /v1/rounds/%lld/ballots",
             (long long)round);
    snprintf(json, sizeof json, "{'choice':'%s','sequence':%lld}", choice,
             (long long)sequence);
    asked_make(q, HANDSET, line, json);
    q->call.who.assembly = 1;
    q->call.who.assignment = number;
}

struct scene {
    struct db *db;
    struct live live;
    struct keyring *keyring;
    struct key *key;
    char public_key[2 * PUBLIC_SIZE + 1];
    struct tx tx;
    struct asked last;
};

/* What would be random is counted instead. */
static inline void scene_random(char *out, size_t len)
{
    static unsigned long long count;
    char text[65];
    snprintf(text, sizeof text, "%064llx", ++count);
    memcpy(out, text + 64 - 2 * len, 2 * len + 1);
}

/* path NULL: in memory. */
static inline void scene_open(struct scene *s, const char *path)
{
    static const unsigned char no_key[CODE_KEY_SIZE];
    struct err err = { 0 };
    *s = (struct scene){ 0 };
    must(evidence_init(&err) == ERR_OK);
    if (db_open(path != NULL ? path : "", path != NULL ? DB_WRITE : DB_MEMORY,
                &s->db, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.detail);
        abort();
    }
    must(auth_new(0, no_key, &s->keyring) == ERR_OK);
    must(key_of_seed(no_key, &s->key, &err) == ERR_OK);
    evidence_hex(key_public(s->key), PUBLIC_SIZE, s->public_key);
    s->tx = (struct tx){
        .db = s->db,
        .live = &s->live,
        .keyring = s->keyring,
        .now = INT64_C(1780000000000),
        .monotonic = 1000,
        .random_hex = scene_random,
        .public_key = s->public_key,
        .correction_ms = 60000,
    };
    must(tx_load(&s->tx) == ERR_OK);
}

static inline void scene_close(struct scene *s)
{
    asked_clear(&s->last);
    live_clear(&s->live);
    auth_free(s->keyring);
    key_free(s->key);
    db_close(s->db);
    *s = (struct scene){ 0 };
}

static inline enum err_code scene_tell(void *cls, const char *note, size_t len)
{
    (void)note;
    (void)len;
    return cls == NULL ? ERR_OK : ERR_INTERNAL;
}

/* A view that asks for a checkpoint gets the one that the notary draws up. */
static inline enum err_code scene_checkpoint(struct scene *s, struct asked *q)
{
    struct notary notary = { .key = s->key, .tell = scene_tell };
    struct live_assembly *a = live_assembly(&s->live, q->call.id);
    if (!q->with_checkpoint || a == NULL)
        return ERR_OK;
    enum err_code rc = notary_attest(&notary, &s->live, s->db, INT64_MAX);
    if (rc == ERR_OK && a->checkpoint.note != NULL)
        q->call.checkpoint = strdup(a->checkpoint.note);
    return rc == ERR_OK && q->call.checkpoint == NULL ? ERR_NO_MEMORY : rc;
}

/* A view with what its route gives it. */
static inline enum err_code scene_view(struct scene *s, struct asked *q)
{
    struct err err = { 0 };
    enum err_code rc = scene_checkpoint(s, q);
    if (rc == ERR_OK && q->with_shelf)
        rc = shelf_new(s->key, &q->call.shelf, &err);
    if (rc == ERR_OK)
        rc = q->job.view(s->db, &q->call, s->tx.now);
    shelf_free(q->call.shelf);
    q->call.shelf = NULL;
    return rc;
}

/* Runs a request as the writer does: one job in a batch of its own. */
static inline enum err_code scene_run(struct scene *s, struct asked *q)
{
    bool fatal;
    s->tx.now += 1000;
    s->tx.monotonic += 1000;
    if (q->read != ERR_OK)
        return q->job.code = q->read;
    if (q->job.view != NULL) {
        q->job.code = scene_view(s, q);
        return q->job.code;
    }
    enum err_code rc = q->job.code = q->job.command(&s->tx, &q->call);
    if (!err_is_ours(rc))
        rc = tx_commit(&s->tx, &fatal);
    if (rc != ERR_OK) {
        must(tx_rollback(&s->tx) == ERR_OK);
        q->job.code = rc;
    }
    must(!s->tx.begun && db_is_idle(s->db));
    return q->job.code;
}

static inline enum err_code ask(struct scene *s, enum role role,
                                const char *line, const char *json)
{
    asked_clear(&s->last);
    asked_make(&s->last, role, line, json);
    s->last.job.call = &s->last.call;
    return scene_run(s, &s->last);
}

static inline enum err_code press(struct scene *s, int64_t number,
                                  int64_t round, const char *choice,
                                  int64_t sequence)
{
    asked_clear(&s->last);
    asked_press(&s->last, number, round, choice, sequence);
    return scene_run(s, &s->last);
}

/* A request that the scene needs to succeed. */
static inline void scene_needs(struct scene *s, const char *line,
                               const char *json)
{
    enum err_code rc = ask(s, OPERATOR, line, json);
    if (rc == ERR_OK)
        return;
    fprintf(stderr, "%s %s: %s %s\n", line, json != NULL ? json : "",
            err_slug(rc),
            s->last.call.faults.count > 0
                ? s->last.call.faults.list[0].detail
                : s->last.call.err.detail);
    abort();
}

/* Assembly 1, opened: three municipalities of 10, 20 and 30 votes and a region
 * of 5; all but GM0003 present; handsets K1 to K4 in their order. */
static inline void scene_hall(struct scene *s)
{
    scene_needs(s, "PUT /v1/members",
        "[{'code':'GM0001','kind':'municipality','name':'Aadorp',"
        "'inhabitants':1000,'referenceDate':'2026-01-01','source':'x'},"
        "{'code':'GM0002','kind':'municipality','name':'Beedorp',"
        "'inhabitants':2000,'referenceDate':'2026-01-01'},"
        "{'code':'GM0003','kind':'municipality','name':'Ceedorp',"
        "'inhabitants':3000,'referenceDate':'2026-01-01',"
        "'validFrom':'2020-01-01','validUntil':'2030-01-01'},"
        "{'code':'GW01','kind':'region','name':'Deestreek',"
        "'inhabitants':50000,'referenceDate':'2026-01-01'}]");
    scene_needs(s, "POST /v1/assemblies",
                "{'kind':'alv','title':'Proef','date':'2026-06-01',"
                "'place':'hier'}");
    scene_needs(s, "POST /v1/assemblies/1/transitions",
                "{'to':'convened'}");
    scene_needs(s, "POST /v1/assemblies/1/transitions", "{'to':'opened'}");
    scene_needs(s, "PUT /v1/assemblies/1/attendance",
                "[{'member':'GM0001','present':true},"
                "{'member':'GM0002','present':true},"
                "{'member':'GW01','present':true}]");
    scene_needs(s, "POST /v1/assemblies/1/handsets",
                "[{'serial':'K1','member':'GM0001'},"
                "{'serial':'K2','member':'GM0002'},"
                "{'serial':'K3','member':'GM0003'},"
                "{'serial':'K4','member':'GW01'}]");
}

/* A motion of that kind with a prepared round; the round's number is told in
 * *round, the motion's is given. */
static inline int64_t scene_round(struct scene *s, const char *kind,
                                  const char *terms, int64_t *round)
{
    char text[200];
    int64_t motion;
    must(motion_next_id(s->db, &motion) == ERR_OK);
    must(round_next_id(s->db, round) == ERR_OK);
    snprintf(text, sizeof text, "{'number':'%lld','kind':'%s','title':'t',"
             "'movers':['GM0001']}", (long long)motion, kind);
    scene_needs(s, "POST /v1/assemblies/1/motions", text);
    snprintf(text, sizeof text, "POST /v1/motions/%lld/rounds",
             (long long)motion);
    scene_needs(s, text, terms);
    return motion;
}

static inline enum err_code move_round(struct scene *s, enum role role,
                                       int64_t round, enum round_state to)
{
    char line[64], json[100];
    snprintf(line, sizeof line, "POST /v1/rounds/%lld/transitions",
             (long long)round);
    snprintf(json, sizeof json, "{'to':'%s'%s}", round_state_words[to],
             to == ROUND_STATE_ANNULLED ? ",'reason':'r'" : "");
    return ask(s, role, line, json);
}

/* Moves a prepared round onwards, up to and including `to`, by whoever may. */
static inline void scene_reach(struct scene *s, int64_t round,
                               enum round_state to)
{
    enum round_state last = to == ROUND_STATE_ANNULLED ? ROUND_STATE_CLOSED
                                                       : to;
    for (int state = ROUND_STATE_OPEN; state <= (int)last; state++)
        must(move_round(s, state == ROUND_STATE_CERTIFIED ? COMMITTEE
                                                          : OPERATOR,
                        round, (enum round_state)state) == ERR_OK);
    if (to != ROUND_STATE_ANNULLED)
        return;
    must(move_round(s, OPERATOR, round, to) == ERR_OK);
    must(move_round(s, COMMITTEE, round, to) == ERR_OK);
}

/* Two people let the store go on. */
static inline void scene_incident(struct scene *s)
{
    struct audit audit;
    struct recovery_body body = {
        .audit = &audit,
        .incident = { .people = 2, .by = { "Griffier", "Voorzitter" },
                      .reason = "proef" },
    };
    struct call call = { .form = &body };
    struct err err = { 0 };
    bool fatal;
    must(audit_begin(&audit, NULL, NULL, &err) == ERR_OK);
    must(audit_run(&audit, s->db, &err) == ERR_OK);
    must(command_recover(&s->tx, &call) == ERR_OK);
    must(tx_commit(&s->tx, &fatal) == ERR_OK);
    audit_end(&audit);
}

/* A committee member is registered and cosigns the journal as it is. */
static inline void scene_cosign(struct scene *s)
{
    struct buf secret = { 0 }, note = { 0 }, body = { 0 };
    struct cosigner cosigner;
    struct key *key = NULL;
    struct err err = { 0 };
    char text[COSIGNER_TEXT_SIZE];
    unsigned char root[LEAF_SIZE];
    must(cosigner_draw("committee/a", &secret, &err) == ERR_OK);
    must(cosigner_load(secret.data, &cosigner, &key, &err) == ERR_OK);
    cosigner_print(&cosigner, text);
    put_open(&body, NULL, '{');
    put_text(&body, "key", text);
    put_int(&body, "cosignaturesNeeded", 1);
    put_close(&body, '}');
    scene_needs(s, "POST /v1/assemblies/1/cosigners", body.data);
    buf_free(&body);

    const struct tree *tree = &live_assembly(&s->live, 1)->tree;
    tree_root(tree, root);
    checkpoint_sign(&note, s->key, 1, tree->size, root);
    cosigner_sign(&note, &cosigner, key, 1780000000);
    put_open(&body, NULL, '{');
    put_text(&body, "note", note.data);
    put_close(&body, '}');
    must(ask(s, COMMITTEE, "POST /v1/assemblies/1/cosignatures",
             body.data) == ERR_OK);
    key_free(key);
    buf_free(&secret);
    buf_free(&note);
    buf_free(&body);
}

/* Every kind of record there is, and every table with a row in it. */
static inline void scene_everything(struct scene *s)
{
    int64_t round;
    scene_hall(s);
    scene_needs(s, "POST /v1/assemblies/1/motions",
                "{'number':'0','kind':'proposal','title':'Plan','text':'a\\n"
                "b','movers':['GM0001','GW01'],'boardAdvice':'adopt'}");
    scene_round(s, "amendment", "{'durationSeconds':60}", &round);
    scene_needs(s, "PATCH /v1/motions/2", "{'amends':1}");
    scene_reach(s, round, ROUND_STATE_OPEN);
    must(press(s, 1, round, "for", 1) == ERR_OK);
    must(press(s, 1, round, "for", 1) == ERR_OK);
    must(press(s, 1, round, "against", 2) == ERR_OK);
    must(press(s, 2, round, "for", 7) == ERR_OK);
    must(press(s, 3, round, "for", 1) == ERR_MEMBER_ABSENT);
    must(ask(s, GATEWAY, "POST /v1/rounds/1/ballot-batches",
             "{'ballots':[{'handset':'K4','key':3,'sequence':2},"
             "{'handset':'none','key':1,'sequence':1}]}") == ERR_OK);
    scene_needs(s, "POST /v1/rounds/1/transitions",
                "{'to':'open','durationSeconds':90}");
    must(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED) == ERR_OK);
    must(press(s, 4, round, "for", 9) == ERR_ROUND_CLOSED);
    must(move_round(s, CHAIR, round, ROUND_STATE_DECLARED) == ERR_OK);
    must(move_round(s, COMMITTEE, round, ROUND_STATE_CERTIFIED) == ERR_OK);
    must(move_round(s, OPERATOR, round, ROUND_STATE_PUBLISHED) == ERR_OK);
    scene_needs(s, "POST /v1/rounds/1/corrections",
                "{'member':'GM0002','meant':'against'}");
    scene_cosign(s);
    scene_round(s, "motion", "{'options':['red','blue'],'quorum':{"
                "'numerator':1,'denominator':2,'of':'entitled','by':'weight'}}",
                &round);
    scene_reach(s, round, ROUND_STATE_ANNULLED);
    scene_needs(s, "POST /v1/motions/1/decisions", "{'outcome':'noted'}");
    scene_needs(s, "POST /v1/motions/1/decisions", "{'outcome':'none'}");
    scene_needs(s, "POST /v1/motions/1/decisions", "{'outcome':'held'}");
    scene_needs(s, "PUT /v1/assemblies/1/screen",
                "{'show':'subject','motion':1}");
    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K3", NULL);
    scene_needs(s, "POST /v1/assemblies/1/handsets",
                "{'serial':'K4','member':'GM0003'}");
    bool fatal;
    must(command_restart(&s->tx) == ERR_OK);
    must(tx_commit(&s->tx, &fatal) == ERR_OK);
    scene_incident(s);
    for (int i = 0; i < 20; i++) /* so that the tree has whole subtrees */
        scene_needs(s, "PUT /v1/assemblies/1/roll/GM0003/attendance",
                    i % 2 == 0 ? "{'present':true}" : "{'present':false}");
    scene_needs(s, "PUT /v1/assemblies/1/roll/GM0003/attendance",
                "{'present':true}");
}

#endif
