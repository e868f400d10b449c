/* SPDX-License-Identifier: EUPL-1.2 */
/* hall_wish: what the command line of `stembus hall` asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/fictitious.h"
#include "cli/hall.h"

const struct setting hall_settings[] = {
    { "server", SETTING_TEXT, "http://127.0.0.1:8080", .what = "URL",
      .help = "the server; http alone" },
    { "token-file", SETTING_TEXT, "", .what = "FILE",
      .help = "the operator's token; else STEMBUS_TOKEN has it" },
    { "handsets", SETTING_INT, "400", 1, FICTITIOUS_MAX, .what = "N",
      .help = "how many handsets" },
    { "gateways", SETTING_INT, "0", 0, 100, .what = "N",
      .help = "that post for the handsets in batches" },
    { "rounds", SETTING_INT, "1", 1, 10000, .what = "N",
      .help = "how many practice rounds" },
    { "spread", SETTING_INT, "5", 0, 3600, .what = "SECONDS",
      .help = "within which they press" },
    { "instant", SETTING_FLAG, "", .help = "all at the same instant" },
    { "repeats", SETTING_INT, "0", 0, 100, .what = "PCT",
      .help = "of the presses are sent twice" },
    { "changes", SETTING_INT, "0", 0, 100, .what = "PCT",
      .help = "of the members change their mind" },
    { "lost", SETTING_INT, "0", 0, 100, .what = "PCT",
      .help = "of the answers (of a gateway: of its batches) are lost" },
    { "seed", SETTING_INT, "1", 0, INT64_MAX, .what = "N",
      .help = "another course of events" },
    { "assembly", SETTING_INT, "0", 0, INT64_MAX, .what = "ID",
      .help = "rehearse in this one: it is opened, and keeps the practice "
              "motions; 0: in one of its own, with fictitious members" },
    { "json", SETTING_FLAG, "", .help = "the figures as JSON" },
    SETTING_END
};

bool hall_wish_read(int argc, char **argv, struct hall_wish *w)
{
    struct settings *s = &w->settings;
    if (settings_read(s, hall_settings, argc, argv) != ERR_OK)
        return false;
    if (s->arg_count > 0) {
        fprintf(stderr, "stembus hall: '%s' is no option\n", s->args[0]);
        return false;
    }
    w->server = settings_text(s, "server");
    w->handsets = settings_int(s, "handsets");
    w->gateways = settings_int(s, "gateways");
    w->rounds = settings_int(s, "rounds");
    w->spread = settings_flag(s, "instant") ? 0 : settings_int(s, "spread");
    w->repeats = settings_int(s, "repeats");
    w->changes = settings_int(s, "changes");
    w->lost = settings_int(s, "lost");
    w->seed = settings_int(s, "seed");
    w->assembly = settings_int(s, "assembly");
    w->json = settings_flag(s, "json");
    w->progress = isatty(STDERR_FILENO) != 0;
    return true;
}

bool hall_token_read(const struct hall_wish *w, char token[TOKEN_SIZE])
{
    const char *file = settings_text(&w->settings, "token-file");
    const char *given = getenv("STEMBUS_TOKEN");
    token[0] = '\0';
    if (file[0] != '\0') {
        FILE *f = fopen(file, "re");
        if (f == NULL || fgets(token, TOKEN_SIZE, f) == NULL)
            token[0] = '\0';
        if (f != NULL)
            fclose(f);
    } else if (given != NULL) {
        snprintf(token, TOKEN_SIZE, "%s", given);
    }
    token[strcspn(token, "\r\n")] = '\0';
    if (token[0] == '\0')
        fprintf(stderr, "stembus hall: an operator's token is needed: "
                        "--token-file or STEMBUS_TOKEN\n");
    return token[0] != '\0';
}
