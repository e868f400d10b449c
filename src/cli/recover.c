/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/commands.h"
#include "cli/desk.h"
#include "engine/recover.h"
#include "engine/verify.h"
#include "store/file.h"

const struct setting recover_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "by", SETTING_TEXT, NULL, .what = "NAME",
      .help = "who decides it, as it will stand in the record" },
    { "and", SETTING_TEXT, NULL, .what = "NAME",
      .help = "who decides it as well: a second person" },
    { "reason", SETTING_TEXT, NULL, .what = "TEXT",
      .help = "what happened, for the record" },
    { "checkpoint-copy", SETTING_TEXT, "", .what = "FILE",
      .help = "the second place for checkpoints; that of `serve`" },
    SETTING_END
};

static enum err_code take_text(const char *name, const char *text, size_t size,
                               char *out)
{
    char copy[SETTING_SIZE];
    snprintf(copy, sizeof copy, "%s", text);
    utf8_repair(copy);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            copy[0] = '\0';
    size_t len = strlen(text);
    if (len >= size || strcmp(copy, text) != 0 || len == 0 ||
        text[0] == ' ' || text[len - 1] == ' ') {
        fprintf(stderr, "stembus recover: --%s: expected one line of at most "
                        "%zu bytes, without blanks around it\n",
                name, size - 1);
        return ERR_BODY_INVALID;
    }
    memcpy(out, text, len + 1);
    return ERR_OK;
}

static enum err_code read_incident(const struct settings *s,
                                   struct incident *out)
{
    const char *by = settings_text(s, "by"), *and = settings_text(s, "and");
    *out = (struct incident){ .people = INCIDENT_PEOPLE };
    if (strcasecmp(by, and) == 0) {
        fprintf(stderr, "stembus recover: it takes two people\n");
        return ERR_BODY_INVALID;
    }
    enum err_code rc = take_text("by", by, sizeof out->by[0], out->by[0]);
    if (rc == ERR_OK)
        rc = take_text("and", and, sizeof out->by[1], out->by[1]);
    if (rc == ERR_OK)
        rc = take_text("reason", settings_text(s, "reason"),
                       NAME_CHARS + 1, out->reason);
    return rc;
}

/* ---- step by step ------------------------------------------------------------------ */

/* What is wrong, and nothing but what a checkpoint says: a store that
 * contradicts itself is not for people to decide about. */
static enum err_code examine(struct desk *d, struct audit *a, const char *dir,
                             struct err *err)
{
    struct verify_counts counts;
    struct key *key = NULL;
    enum err_code rc = key_load(dir, &key, err);
    bool lost = rc == ERR_NOT_FOUND;
    if (rc == ERR_OK || lost)
        rc = audit_open(a, dir, &d->places, key, &d->db, err);
    key_free(key);
    if (rc == ERR_OK && !lost)
        return err_set(err, ERR_MOVE_IMPOSSIBLE,
                       "there is nothing to recover from: %s has its key and "
                       "is what its checkpoints say", dir);
    if (rc == ERR_OK || rc == ERR_CHECKPOINT_UNMET)
        rc = verify_store(d->db, NULL, NULL, &counts, err);
    return rc;
}

/* Nothing that was signed is thrown away. */
static enum err_code set_aside(const struct places *places, struct err *err)
{
    char at[CLOCK_TEXT_SIZE], to[PATH_SIZE];
    enum err_code rc = ERR_OK;
    clock_text(clock_utc_ms(), at);
    for (size_t i = 0; rc == ERR_OK && i < places->count; i++) {
        if (snprintf(to, sizeof to, "%s.%s", places->paths[i], at) >=
            PATH_SIZE)
            return err_set(err, ERR_FILE_FAILED, "the path is too long");
        rc = file_rename(places->paths[i], to, err);
    }
    return rc;
}

/* First the record says it; then the key and the checkpoints follow.  When that
 * is cut short the store is still refused, and can be recovered again. */
static enum err_code go_on(struct desk *d, const char *dir,
                           struct recovery_body *body, struct err *err)
{
    struct notes notes = { 0 };
    struct call call = { .form = body };
    enum err_code rc = key_draw(&d->key, err);
    if (rc == ERR_OK)
        rc = desk_do(d, command_recover, &call, &notes, err);
    if (rc == ERR_OK)
        rc = key_keep(d->key, dir, err);
    if (rc == ERR_OK)
        rc = set_aside(&d->places, err);
    if (rc == ERR_OK)
        rc = desk_keep(d, &notes, err);
    notes_free(&notes);
    call_clear(&call);
    return rc;
}

static void say_done(const struct desk *d, const struct audit *a)
{
    char fingerprint[FINGERPRINT_SIZE];
    struct buf text = { 0 };
    key_fingerprint(key_public(d->key), fingerprint);
    audit_explain(&text, a);
    fprintf(stderr, "%sstembus recover: every journal has its incident line; "
                    "from there on the key %s\nsigns. Tell the counting "
                    "committee. Handsets need new sign-in codes.\n",
            text.data != NULL ? text.data : "", fingerprint);
    buf_free(&text);
}

static enum err_code recover(const char *dir, const char *second,
                             const struct incident *incident, struct err *err)
{
    struct desk d = { .lock = -1 };
    struct audit a = { 0 };
    struct recovery_body body = { .audit = &a, .incident = *incident };
    enum err_code rc = store_lock(dir, &d.lock, err);
    if (rc == ERR_OK)
        rc = places_name(&d.places, dir, second, err);
    if (rc == ERR_OK && second[0] != '\0')
        rc = file_may_replace(second, err);
    if (rc == ERR_OK)
        rc = examine(&d, &a, dir, err);
    if (rc == ERR_OK)
        rc = go_on(&d, dir, &body, err);
    if (rc == ERR_OK)
        say_done(&d, &a);
    audit_end(&a);
    desk_close(&d);
    return rc;
}

int recover_main(int argc, char **argv)
{
    struct settings s;
    struct incident incident;
    struct err err = { 0 };
    char second[SETTING_SIZE] = "";
    if (settings_read(&s, recover_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK ||
        read_incident(&s, &incident) != ERR_OK)
        return 2;
    const char *dir = settings_text(&s, "data");
    const char *copy = settings_text(&s, "checkpoint-copy");
    if (copy[0] == '\0' &&
        serve_setting(dir, "checkpoint-copy", second) != ERR_OK)
        return 2;
    if (recover(dir, copy[0] != '\0' ? copy : second, &incident, &err) ==
        ERR_OK)
        return 0;
    return cli_failed("recover", &err);
}
