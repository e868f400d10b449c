/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/follow.h"
#include "engine/cosigner.h"
#include "store/file.h"
#include "store/store.h"

enum { STATE_MAX = 256 * 1024 * 1024, SECRET_MAX = 1024 };

const struct setting committee_settings[] = {
    { "server", SETTING_TEXT, "", .what = "URL",
      .help = "whom to check, https://HOST[:PORT]" },
    { "ca", SETTING_TEXT, "", .what = "FILE",
      .help = "certificates to trust (PEM), instead of the system's" },
    { "key", SETTING_TEXT, "", .what = "FILE",
      .help = "your secret key; made when it is not there" },
    { "name", SETTING_TEXT, "", .what = "NAME",
      .help = "of a key that is made, like committee/anna" },
    { "state", SETTING_TEXT, "", .what = "FILE",
      .help = "what was checked so far; keep it, it is your evidence" },
    { "token-file", SETTING_TEXT, "", .what = "FILE",
      .help = "a committee's token, to hand in cosignatures; else STEMBUS_TOKEN "
              "has it; without one, only check" },
    { "assembly", SETTING_INT, "0", 0, INT64_MAX, .what = "N",
      .help = "which one; 0 is the latest when you begin" },
    { "seconds", SETTING_INT, "2", 1, 3600, .what = "N",
      .help = "how often to look" },
    { "once", SETTING_FLAG, "", .help = "look once, and end" },
    SETTING_END
};

struct witness {
    const struct settings *settings;
    struct cosigner cosigner;
    struct key *key;
    char token[TOKEN_SIZE]; /* "": only check */
    struct follow follow;
    int64_t waits_for;      /* lines of the cosignature that was refused last */
};

static int complain(const char *what)
{
    fprintf(stderr, "stembus committee: %s\n", what);
    return 1;
}

/* ---- files ----------------------------------------------------------------------- */

static enum err_code make_key(const char *path, const char *name,
                              struct buf *secret, struct err *err)
{
    if (!cosigner_name_valid(name))
        return err_set(err, ERR_BODY_INVALID,
                       "%s is not there yet: give the key a --name, like "
                       "committee/anna, and it is made", path);
    enum err_code rc = cosigner_draw(name, secret, err);
    return rc != ERR_OK ? rc
                        : file_replace(path, secret->data, secret->len, err);
}

static enum err_code read_key(struct witness *m, struct err *err)
{
    const char *path = settings_text(m->settings, "key");
    char text[COSIGNER_TEXT_SIZE];
    struct buf secret = { 0 };
    enum err_code rc = file_read(path, SECRET_MAX, &secret, err);
    bool made = rc == ERR_NOT_FOUND;
    if (made)
        rc = make_key(path, settings_text(m->settings, "name"), &secret, err);
    if (rc == ERR_OK)
        rc = cosigner_load(secret.data != NULL ? secret.data : "",
                           &m->cosigner, &m->key, err);
    if (rc == ERR_OK && made) {
        cosigner_print(&m->cosigner, text);
        printf("%s\n", text);
        fprintf(stderr, "stembus committee: made a key; let the operator "
                        "register the line above\n");
    }
    buf_free(&secret);
    return rc;
}

static enum err_code read_token(struct witness *m, struct err *err)
{
    const char *path = settings_text(m->settings, "token-file");
    const char *given = getenv("STEMBUS_TOKEN");
    struct buf text = { 0 };
    enum err_code rc = ERR_OK;
    if (path[0] != '\0')
        rc = file_read(path, SECRET_MAX, &text, err);
    else
        buf_text(&text, given != NULL ? given : "");
    if (rc == ERR_OK && text.data != NULL)
        snprintf(m->token, sizeof m->token, "%.*s",
                 (int)strcspn(text.data, "\r\n"), text.data);
    buf_free(&text);
    return rc;
}

/* Lines that begin with '#' are for people. */
static size_t skip_remarks(const struct buf *text, size_t at)
{
    while (at < text->len && text->data[at] == '#') {
        const char *end = memchr(text->data + at, '\n', text->len - at);
        at = end != NULL ? (size_t)(end - text->data) + 1 : text->len;
    }
    return at;
}

/* One history, or the two of a piece of evidence.  Gives *count of them. */
static enum err_code read_histories(const char *path, struct history out[2],
                                    size_t *count, struct err *err)
{
    struct buf text = { 0 };
    size_t at = 0, used = 0;
    enum err_code rc = file_read(path, STATE_MAX, &text, err);
    *count = 0;
    for (; rc == ERR_OK && *count < 2; at += used) {
        at = skip_remarks(&text, at);
        if (at >= text.len && *count > 0)
            break;
        rc = text.len == 0 ? ERR_STORE_DAMAGED
                           : history_read(&out[(*count)++], text.data + at,
                                          text.len - at, &used);
    }
    if (rc == ERR_OK && skip_remarks(&text, at) != text.len)
        rc = ERR_STORE_DAMAGED;
    if (rc == ERR_STORE_DAMAGED || rc == ERR_NO_MEMORY)
        err_set(err, rc, "%s is not what was seen of a journal, or it does "
                         "not hold together", path);
    buf_free(&text);
    return rc;
}

static enum err_code read_state(struct witness *m, struct err *err)
{
    struct history found[2] = { 0 };
    size_t count;
    const char *path = settings_text(m->settings, "state");
    enum err_code rc = read_histories(path, found, &count, err);
    if (rc == ERR_OK && count != 1)
        rc = err_set(err, ERR_FILE_FAILED, "%s is evidence, no state", path);
    if (rc == ERR_OK) {
        m->follow.seen = found[0];
        found[0] = (struct history){ 0 };
    }
    history_free(&found[0]);
    history_free(&found[1]);
    return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static bool write_state(struct witness *m)
{
    struct buf text = { 0 };
    struct err err = { 0 };
    history_print(&text, &m->follow.seen);
    enum err_code rc =
        buf_ok(&text) ? file_replace(settings_text(m->settings, "state"),
                                     text.data, text.len, &err)
                      : err_set(&err, ERR_NO_MEMORY, "no memory");
    buf_free(&text);
    if (rc != ERR_OK)
        complain(err.detail);
    return rc == ERR_OK;
}

/* Both histories in one file, that is never written again. */
static void write_evidence(struct witness *m)
{
    struct follow *f = &m->follow;
    char path[PATH_SIZE];
    struct buf text = { 0 };
    struct err err = { 0 };
    buf_printf(&text, "# The server %s: %s.\n",
               settings_text(m->settings, "server"), f->fault);
    if (f->seen.note != NULL) {
        buf_text(&text, "# Seen before:\n");
        history_print(&text, &f->seen);
    }
    buf_text(&text, "# Shown now:\n");
    history_print(&text, &f->shown);
    snprintf(path, sizeof path, "%s.evidence-%lld",
             settings_text(m->settings, "state"), (long long)clock_utc_ms() / 1000);
    if (access(path, F_OK) != 0 && buf_ok(&text) &&
        file_replace(path, text.data, text.len, &err) == ERR_OK)
        fprintf(stderr, "stembus committee: the evidence is in %s; keep it, "
                        "and show it to the other members\n", path);
    else
        complain(err.detail[0] != '\0' ? err.detail
                                       : "the evidence cannot be written");
    buf_free(&text);
}

/* ---- cosigning --------------------------------------------------------------------- */

static bool hand_in(struct witness *m, const struct buf *note)
{
    struct follow *f = &m->follow;
    struct answer answer;
    struct buf body = { 0 };
    char path[80];
    snprintf(path, sizeof path, "/v1/assemblies/%lld/cosignatures",
             (long long)f->assembly);
    put_open(&body, NULL, '{');
    put_text(&body, "note", note->data);
    put_close(&body, '}');
    bool done = buf_ok(&body) &&
                follow_call(f, &(struct http_request){
                                   .method = "POST", .path = path,
                                   .token = m->token,
                                   .type = "application/json",
                                   .body = body.data, .body_len = body.len },
                            &answer);
    buf_free(&body);
    return done;
}

/* Cosignatures alone are no reason for another one: they would never end. */
static bool cosign(struct witness *m)
{
    struct follow *f = &m->follow;
    struct history *seen = &f->seen;
    struct buf note = { 0 };
    if (m->token[0] == '\0' || f->news <= seen->cosigned)
        return true;
    buf_text(&note, seen->note);
    cosigner_sign(&note, &m->cosigner, m->key, clock_utc_ms() / 1000);
    bool done = buf_ok(&note) && hand_in(m, &note);
    buf_free(&note);
    if (!done) {
        if (m->waits_for != seen->head.size)
            complain(f->fault);
        m->waits_for = seen->head.size;
        return false;
    }
    seen->cosigned = seen->head.size;
    printf("cosigned %lld lines\n", (long long)seen->cosigned);
    return write_state(m);
}

/* ---- following ------------------------------------------------------------------------ */

static void tell(const struct follow *f)
{
    char code[ROOT_CODE_SIZE];
    checkpoint_code(f->seen.head.root, code);
    printf("checked %lld lines, root %s; recounted %lld results",
           (long long)f->seen.head.size, code,
           (long long)f->replay.counts.results);
    if (f->replayed < f->seen.head.size)
        printf("; a vote is open");
    printf("\n");
}

/* 0 when all is well, 1 to stop, 2 to try again. */
static int look(struct witness *m)
{
    struct follow *f = &m->follow;
    int64_t size = f->seen.head.size, replayed = f->replayed;
    switch (follow_step(f)) {
    case STEP_ON:
        if (f->seen.head.size != size || f->replayed != replayed)
            tell(f);
        if (f->seen.head.size != size && !write_state(m))
            return 1;
        break;
    case STEP_SAME:
        break;
    case STEP_DIFFERENT:
        fprintf(stderr, "stembus committee: STOP: %s\n", f->fault);
        write_evidence(m);
        return 1;
    case STEP_FAILED:
        return complain(f->fault);
    case STEP_NO_ANSWER:
        complain(f->fault);
        return 2;
    }
    return cosign(m) ? 0 : 2;
}

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static int follow_on(struct witness *m)
{
    bool once = settings_flag(m->settings, "once");
    int64_t seconds = settings_int(m->settings, "seconds");
    struct sigaction act = { .sa_handler = stop };
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    while (!stopped) {
        int status = look(m);
        fflush(stdout);
        if (once)
            return status != 0;
        if (status == 1)
            return 1;
        sleep((unsigned)seconds); /* a signal ends it */
    }
    return 0;
}

/* Who sees a server for the first time believes its key: say which it is. */
static bool begin(struct witness *m)
{
    char fingerprint[FINGERPRINT_SIZE];
    bool first = m->follow.seen.note == NULL;
    if (m->token[0] != '\0' && m->follow.client.in_clear)
        complain("WARNING: over http whoever is on the way can read your token "
                 "and use it; ask for https://");
    if (!follow_open(&m->follow, settings_int(m->settings, "assembly"))) {
        complain(m->follow.fault);
        return false;
    }
    key_fingerprint(m->follow.seen.key, fingerprint);
    if (first)
        fprintf(stderr, "stembus committee: the server's key has the "
                        "fingerprint %s; compare it with what you were told\n",
                fingerprint);
    return true;
}

/* ---- comparing with another member ------------------------------------------------------ */

static int say(const struct history *a, const struct history *b)
{
    char key[FINGERPRINT_SIZE];
    int64_t line;
    key_fingerprint(a->key, key);
    switch (history_compare(a, b, &line)) {
    case HISTORY_SAME:
        printf("same: %lld and %lld lines of one history of assembly %lld\n",
               (long long)a->head.size, (long long)b->head.size,
               (long long)a->head.journal);
        return 0;
    case HISTORY_UNRELATED:
        printf("nothing to compare: they are of other assemblies, or signed "
               "by other keys\n");
        return 2;
    case HISTORY_DIFFERENT:
        break;
    }
    printf("DIFFERENT: the key %s signed two histories of assembly %lld; they "
           "part at line %lld, and cannot both be true:\n\n%s\n%s", key,
           (long long)a->head.journal, (long long)line, a->note, b->note);
    return 1;
}

static int compare(const struct settings *s)
{
    struct history found[4] = { 0 };
    struct err err = { 0 };
    size_t count = 0, more;
    enum err_code rc = ERR_OK;
    for (int i = 1; rc == ERR_OK && i < s->arg_count; i++) {
        rc = read_histories(s->args[i], found + count, &more, &err);
        count += more;
    }
    int status = rc != ERR_OK ? complain(err.detail) : 0;
    for (size_t i = 0; status == 0 && i < count; i++)
        for (size_t j = i + 1; status == 0 && j < count; j++)
            status = say(&found[i], &found[j]);
    for (size_t i = 0; i < 4; i++)
        history_free(&found[i]);
    return status;
}

static int wrong_use(const char *what)
{
    complain(what);
    return 2;
}

int committee_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    struct witness m = { .settings = &s };
    if (settings_read(&s, committee_settings, argc, argv) != ERR_OK)
        return 2;
    if (s.arg_count > 0 && strcmp(s.args[0], "compare") == 0)
        return s.arg_count == 2 || s.arg_count == 3
                   ? compare(&s)
                   : wrong_use("compare takes a piece of evidence, or two "
                               "state files");
    if (s.arg_count > 0 || settings_text(&s, "server")[0] == '\0' ||
        settings_text(&s, "key")[0] == '\0' ||
        settings_text(&s, "state")[0] == '\0')
        return wrong_use("expected --server, --key and --state; or compare "
                         "and files");
    if (!client_open(&m.follow.client, settings_text(&s, "server"),
                     settings_text(&s, "ca"))) {
        complain(m.follow.client.fault);
        follow_close(&m.follow);
        return 2;
    }
    enum err_code rc = read_key(&m, &err);
    if (rc == ERR_OK)
        rc = read_token(&m, &err);
    if (rc == ERR_OK)
        rc = read_state(&m, &err);
    int status = rc != ERR_OK ? cli_failed("committee", &err)
                 : begin(&m)  ? follow_on(&m)
                              : 1;
    follow_close(&m.follow);
    key_free(m.key);
    return status;
}
