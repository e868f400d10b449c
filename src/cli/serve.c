/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "cli/public_url.h"
#include "engine/evidence.h"
#include "engine/keeper.h"
#include "http/server.h"
#include "store/store.h"

const struct setting serve_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "config", SETTING_TEXT, "", .what = "FILE",
      .help = "configuration; DIR/stembus.ini when it is there" },
    { "checkpoint-copy", SETTING_TEXT, "", .what = "FILE",
      .help = "keep the checkpoints there as well, better on another machine" },
    { "listen", SETTING_TEXT, "127.0.0.1:8080", .what = "ADDRESS:PORT",
      .help = "where to serve; port 0 is any that is free" },
    { "port-file", SETTING_TEXT, "", .what = "FILE",
      .help = "write the port there once it is served" },
    { "idle-seconds", SETTING_INT, "15", 1, 300, .what = "N",
      .help = "keep-alive connections closed after this" },
    { "request-seconds", SETTING_INT, "10", 1, 300, .what = "N",
      .help = "the longest a request may take to arrive" },
    { "connection-limit", SETTING_INT, "4096", 64, 65536, .what = "N",
      .help = "open connections" },
    { "stream-limit", SETTING_INT, "2000", 1, 65536, .what = "N",
      .help = "open event streams" },
    { "queue-limit", SETTING_INT, "4096", 16, 65536, .what = "N",
      .help = "requests that may wait for the store" },
    { "batch-limit", SETTING_INT, "4096", 1, 65536, .what = "N",
      .help = "requests per commit; 1 commits each by itself" },
    { "handset-rate", SETTING_INT, "20", 0, 100000, .what = "N",
      .help = "requests a second of one handset, 0 for no limit" },
    { "correction-minutes", SETTING_INT, "60", 0, 100000, .what = "N",
      .help = "how long after a vote a member may say what it had meant" },
    { "min-free-mb", SETTING_INT, "64", 0, 1000000, .what = "N",
      .help = "free disk space below which /readyz says no" },
    { "web", SETTING_TEXT, "", .what = "DIR",
      .help = "pages from DIR, for who changes them; not the built-in ones" },
    { "public-url", SETTING_TEXT, "", .what = "URL",
      .help = "what telephones can reach, http(s)://HOST[:PORT]" },
    { "log-level", SETTING_WORD, "info", .words = log_level_words,
      .what = "LEVEL", .help = "debug, info, warn or error" },
    SETTING_END
};

/* Everything a server consists of; serve_close() lets go of what is there. */
struct serving {
    struct settings settings;
    struct desk desk;
    struct keyring *keyring;
    struct hub *hub;
    struct mailbox mailbox;
    struct metrics metrics;
    struct writer *writer;
    struct reader *reader, *packer;
    struct server *server;
    char public_key[2 * PUBLIC_SIZE + 1];
    struct keeper *keepers[PLACES_MAX];
    struct shelf *shelf;
};

static enum err_code read_config(struct settings *s)
{
    char path[PATH_SIZE];
    struct err err = { 0 };
    const char *config = settings_text(s, "config");
    if (config[0] != '\0')
        return settings_read_file(s, config, true);
    enum err_code rc =
        store_path(settings_text(s, "data"), "stembus.ini", path, &err);
    return rc != ERR_OK ? rc : settings_read_file(s, path, false);
}

static enum err_code read_settings(struct settings *s, int argc, char **argv)
{
    enum err_code rc = settings_read(s, serve_settings, argc, argv);
    if (rc == ERR_OK)
        rc = settings_complete(s);
    if (rc == ERR_OK)
        rc = read_config(s);
    const char *url = settings_text(s, "public-url");
    if (rc == ERR_OK && url[0] != '\0' && !public_url_valid(url)) {
        fprintf(stderr, "stembus serve: --public-url: expected http(s)://HOST"
                        "[:PORT] and nothing behind it\n");
        rc = ERR_BODY_INVALID;
    }
    return rc;
}

enum err_code serve_setting(const char *dir, const char *name,
                            char out[SETTING_SIZE])
{
    char program[] = "serve", flag[] = "--data", value[SETTING_SIZE];
    char *argv[] = { program, flag, value, NULL };
    struct settings *s = malloc(sizeof *s);
    if (s == NULL)
        return ERR_NO_MEMORY;
    snprintf(value, sizeof value, "%s", dir);
    enum err_code rc = read_settings(s, 3, argv);
    if (rc == ERR_OK)
        snprintf(out, SETTING_SIZE, "%s", settings_text(s, name));
    free(s);
    return rc;
}

/* "ADDRESS:PORT" apart; an IPv6 address stands in brackets. */
static enum err_code split_listen(const char *listen, char address[256],
                                  int *port, struct err *err)
{
    const char *colon = strrchr(listen, ':');
    char *end;
    if (colon == NULL || colon - listen >= 256 || colon[1] == '\0')
        return err_set(err, ERR_BODY_INVALID,
                       "--listen: expected ADDRESS:PORT");
    snprintf(address, 256, "%.*s", (int)(colon - listen), listen);
    long number = strtol(colon + 1, &end, 10);
    if (*end != '\0' || number < 0 || number > 65535)
        return err_set(err, ERR_BODY_INVALID, "--listen: no port '%s'",
                       colon + 1);
    *port = (int)number;
    return ERR_OK;
}

/* Above the limit of descriptors clients would hang without a word. */
static void raise_descriptors(int64_t connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + 64;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted)
        log_warn("only %lld descriptors for %lld connections",
                 (long long)limit.rlim_cur, (long long)connections);
}

static enum err_code start_keepers(struct serving *sv, struct err *err)
{
    const struct places *places = &sv->desk.places;
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < places->count; i++)
        rc = keeper_start(places->paths[i], &sv->metrics, &sv->keepers[i],
                          err);
    return rc;
}

static enum err_code keep(void *cls, const char *note, size_t len)
{
    struct serving *sv = cls;
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < PLACES_MAX; i++)
        if (sv->keepers[i] != NULL)
            rc = keeper_put(sv->keepers[i], note, len);
    return rc;
}

static enum err_code start_reader(struct serving *sv, struct reader **out,
                                  struct err *err)
{
    struct db *db = NULL;
    enum err_code rc =
        store_open(settings_text(&sv->settings, "data"), DB_READ, &db, err);
    if (rc == ERR_OK)
        rc = reader_start(db, &sv->mailbox, out, err);
    if (*out == NULL)
        db_close(db);
    return rc;
}

static enum err_code start_engine(struct serving *sv, struct err *err)
{
    const struct settings *s = &sv->settings;
    unsigned char code_key[CODE_KEY_SIZE];
    enum err_code rc = start_keepers(sv, err);
    evidence_hex(key_public(sv->desk.key), PUBLIC_SIZE, sv->public_key);
    key_secret(sv->desk.key, "sign-in codes", code_key);
    if (rc == ERR_OK)
        rc = auth_new(settings_int(s, "handset-rate"), code_key,
                      &sv->keyring);
    if (rc == ERR_OK)
        rc = shelf_new(sv->desk.key, &sv->shelf, err);
    if (rc == ERR_OK)
        rc = hub_new(&sv->hub);
    if (rc == ERR_OK)
        rc = mailbox_init(&sv->mailbox);
    if (rc == ERR_OK)
        rc = writer_start(&(struct writer_setup){
            .db = sv->desk.db, .keyring = sv->keyring, .hub = sv->hub,
            .mailbox = &sv->mailbox, .metrics = &sv->metrics,
            .public_key = sv->public_key,
            .notary = { .key = sv->desk.key, .tell = keep, .cls = sv },
            .batch_limit = (size_t)settings_int(s, "batch-limit"),
            .correction_ms = settings_int(s, "correction-minutes") * 60000 },
            &sv->writer, err);
    if (sv->writer != NULL)
        sv->desk.db = NULL; /* the writer's now */
    if (rc == ERR_OK)
        rc = start_reader(sv, &sv->reader, err);
    /* Bundles take long: pages do not wait for them. */
    if (rc == ERR_OK)
        rc = start_reader(sv, &sv->packer, err);
    return rc;
}

static enum err_code start_server(struct serving *sv, struct err *err)
{
    const struct settings *s = &sv->settings;
    char address[256];
    int port = 0;
    enum err_code rc =
        split_listen(settings_text(s, "listen"), address, &port, err);
    if (rc != ERR_OK)
        return rc;
    raise_descriptors(settings_int(s, "connection-limit"));
    return server_start(&(struct server_setup){
        .dir = settings_text(s, "data"),
        .web_dir = settings_text(s, "web"),
        .address = address,
        .port = port,
        .connection_limit = settings_int(s, "connection-limit"),
        .stream_limit = settings_int(s, "stream-limit"),
        .queue_limit = settings_int(s, "queue-limit"),
        .idle_seconds = settings_int(s, "idle-seconds"),
        .request_seconds = settings_int(s, "request-seconds"),
        .min_free_bytes = settings_int(s, "min-free-mb") * 1024 * 1024,
        .public_url = settings_text(s, "public-url"),
        .public_key = key_public(sv->desk.key),
        .shelf = sv->shelf,
        .keyring = sv->keyring,
        .hub = sv->hub,
        .mailbox = &sv->mailbox,
        .metrics = &sv->metrics,
        .writer = sv->writer,
        .reader = sv->reader,
        .packer = sv->packer,
    }, &sv->server, err);
}

/* The name appears only with the port in it: readers never see half. */
static enum err_code write_port(const struct serving *sv, struct err *err)
{
    const char *path = settings_text(&sv->settings, "port-file");
    char temporary[PATH_SIZE];
    if (path[0] == '\0')
        return ERR_OK;
    if (snprintf(temporary, sizeof temporary, "%s.part", path) >= PATH_SIZE)
        return err_set(err, ERR_FILE_FAILED, "%s: too long", path);
    FILE *f = fopen(temporary, "w");
    bool written = f != NULL &&
                   fprintf(f, "%d\n", server_port(sv->server)) > 0;
    if (f != NULL && fclose(f) != 0)
        written = false;
    if (!written || rename(temporary, path) != 0)
        return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    return ERR_OK;
}

/* The order matters: the loop has ended; the writer's connection is the last to
 * close, so that it can tidy the write-ahead log away. */
static void serve_close(struct serving *sv)
{
    server_free(sv->server);
    reader_stop(sv->packer);
    reader_stop(sv->reader);
    writer_stop(sv->writer);
    for (size_t i = 0; i < PLACES_MAX; i++)
        keeper_stop(sv->keepers[i]);
    if (sv->mailbox.event > 0)
        mailbox_destroy(&sv->mailbox);
    shelf_free(sv->shelf);
    hub_free(sv->hub);
    auth_free(sv->keyring);
    desk_close(&sv->desk);
}

static int block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a size limit is a failed write */
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

static int serve(struct serving *sv)
{
    struct err err = { 0 };
    int signals = block_signals(); /* before any thread is made */
    enum err_code rc = desk_open(
        &sv->desk, settings_text(&sv->settings, "data"),
        settings_text(&sv->settings, "checkpoint-copy"), &err);
    if (rc == ERR_OK)
        rc = start_engine(sv, &err);
    if (rc == ERR_OK)
        rc = start_server(sv, &err);
    if (rc == ERR_OK)
        rc = write_port(sv, &err);
    bool asked = false;
    if (rc == ERR_OK) {
        char fingerprint[FINGERPRINT_SIZE];
        key_fingerprint(key_public(sv->desk.key), fingerprint);
        log_info("stembus %s serves %s on port %d, key %s", STEMBUS_VERSION,
                 settings_text(&sv->settings, "data"),
                 server_port(sv->server), fingerprint);
        if (settings_text(&sv->settings, "checkpoint-copy")[0] == '\0')
            log_warn("the checkpoints stand in one place only, beside the "
                     "store: name a second with --checkpoint-copy");
        asked = server_run(sv->server, signals);
    }
    serve_close(sv);
    close(signals);
    if (rc == ERR_OK)
        log_info("stopped");
    if (rc == ERR_OK)
        return asked ? 0 : 1;
    return rc == ERR_BODY_INVALID ? (cli_failed("serve", &err), 2)
                                  : cli_failed("serve", &err);
}

int serve_main(int argc, char **argv)
{
    struct serving *sv = calloc(1, sizeof *sv);
    int status = 2;
    if (sv == NULL)
        return 1;
    sv->desk.lock = -1;
    if (read_settings(&sv->settings, argc, argv) == ERR_OK &&
        sv->settings.arg_count == 0) {
        log_set_level((enum log_level)word_index(
            log_level_words, settings_text(&sv->settings, "log-level")));
        status = serve(sv);
    } else if (sv->settings.arg_count > 0) {
        fprintf(stderr, "stembus serve: '%s' is no option; expected --data "
                        "DIR\n",
                sv->settings.args[0]);
    }
    free(sv);
    return status;
}
