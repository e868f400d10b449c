/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "engine/evidence.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const struct setting *settings;
    const char *use, *summary;
} commands[] = {
    { "init", init_main, init_settings, "init --data DIR",
      "make a store and its key; prints one operator token" },
    { "serve", serve_main, serve_settings, "serve --data DIR [options]",
      "serve the API" },
    { "token", token_main, token_settings, "token --data DIR --role ROLE",
      "make a credential; prints its token" },
    { "import", import_main, import_settings, "import --data DIR FILE",
      "read members and inhabitants from a CSV file" },
    { "verify", verify_main, verify_settings, "verify --data DIR",
      "replay the journal and compare it with the tables" },
    { "backup", backup_main, backup_settings, "backup --data DIR --to FILE",
      "copy the store, also while it is served, and check the copy" },
    { "key", key_main, key_settings, "key --data DIR",
      "print the public key that signs the checkpoints" },
    { "recover", recover_main, recover_settings,
      "recover --data DIR --by NAME --and NAME --reason TEXT",
      "go on with a store that is not what its checkpoints say" },
    { "export", export_main, export_settings,
      "export --data DIR --out DIR [--assembly N]",
      "write the results as files for a website, with what proves them" },
    { "committee", committee_main, committee_settings,
      "committee --server URL --key FILE --state FILE [options]",
      "check and cosign what a server shows, for the counting committee" },
    { "hall", hall_main, hall_settings, "hall [options]",
      "play the handsets of a whole room against a server" },
    { "demo", demo_main, demo_settings, "demo [options]",
      "run the votes of a whole assembly with fictitious members" },
};

int cli_failed(const char *command, const struct err *err)
{
    fprintf(stderr, "stembus %s: %s\n", command,
            err->detail[0] != '\0' ? err->detail : err_title(err->code));
    return 1;
}

static void help_all(FILE *out)
{
    fprintf(out, "stembus runs the votes of an assembly: it records them, "
                 "tallies them, and proves it.\n\nuse: stembus COMMAND\n\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fprintf(out, "  %-9s %s\n  %-9s %s\n\n", "help",
            "explain a command: stembus help COMMAND", "version",
            "print the version");
    fprintf(out, "Each option has a twin in the environment: --listen and "
                 "STEMBUS_LISTEN.\n");
}

static int help_one(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, name) != 0)
            continue;
        printf("use: stembus %s\n\n%s\n\n", commands[i].use,
               commands[i].summary);
        settings_help(commands[i].settings, stdout);
        return 0;
    }
    fprintf(stderr, "stembus: there is no command '%s'\n\n", name);
    help_all(stderr);
    return 2;
}

static int help(int argc, char **argv)
{
    if (argc > 2)
        return help_one(argv[2]);
    help_all(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    struct err err = { 0 };
    const char *name = argc > 1 ? argv[1] : "";
    /* What we make holds votes and keys: for the owner alone. */
    (void)umask(077);
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
        strcmp(name, "-h") == 0)
        return help(argc, argv);
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        printf("stembus %s\n", STEMBUS_VERSION);
        return 0;
    }
    if (evidence_init(&err) != ERR_OK)
        return cli_failed("start", &err);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(commands[i].name, name) == 0) {
            if (argc > 2 && strcmp(argv[2], "--help") == 0)
                return help_one(name);
            return commands[i].run(argc - 1, argv + 1);
        }
    if (name[0] != '\0')
        fprintf(stderr, "stembus: there is no command '%s'\n\n", name);
    help_all(stderr);
    return 2;
}
