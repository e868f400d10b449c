/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/pick.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "engine/commands.h"
#include "engine/forms.h"
#include "engine/places.h"
#include "store/store.h"

const struct setting init_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store; it is made" },
    { "name", SETTING_TEXT, "", .what = "NAME",
      .help = "of the operator, as it will stand in the record" },
    SETTING_END
};

static const char *const token_roles[] = { "operator", "chair",   "committee",
                                           "display",  "gateway", NULL };

const struct setting token_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "role", SETTING_WORD, NULL, .words = token_roles, .what = "ROLE",
      .help = "operator, chair, committee, display or gateway" },
    { "name", SETTING_TEXT, "", .what = "NAME",
      .help = "who has it, as it will stand in the record" },
    SETTING_END
};

/* Makes a credential and prints its token alone. */
static enum err_code print_token(const char *dir, enum role role,
                                 const char *name, struct err *err)
{
    struct token_body body = { .role = role };
    struct call call = { .form = &body };
    char token[TOKEN_SIZE];
    snprintf(body.name, sizeof body.name, "%s", name);
    enum err_code rc = desk_run(dir, command_token_create, &call, err);
    if (rc == ERR_OK) {
        struct pick *p = pick_read(call.out.data, call.out.len);
        must(pick_text(p, "/token", token, sizeof token));
        printf("%s\n", token);
        pick_free(p);
    }
    call_clear(&call);
    return rc;
}

/* The first checkpoint says that the register is empty. */
static enum err_code begin_places(const char *dir, struct err *err)
{
    struct key *key = NULL;
    enum err_code rc = key_load(dir, &key, err);
    if (rc == ERR_OK)
        rc = places_begin(dir, key, err);
    key_free(key);
    return rc;
}

int init_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    if (settings_read(&s, init_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK)
        return 2;
    const char *dir = settings_text(&s, "data");
    if (store_create(dir, &err) != ERR_OK ||
        key_make(dir, &err) != ERR_OK || begin_places(dir, &err) != ERR_OK ||
        print_token(dir, OPERATOR, settings_text(&s, "name"), &err) != ERR_OK)
        return cli_failed("init", &err);
    fprintf(stderr, "stembus init: %s is ready; the line on stdout is the "
                    "operator's token, shown only now\n", dir);
    return 0;
}

int token_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    if (settings_read(&s, token_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK)
        return 2;
    enum role role =
        (enum role)word_index(role_words, settings_text(&s, "role"));
    enum err_code rc = print_token(settings_text(&s, "data"), role,
                                   settings_text(&s, "name"), &err);
    if (rc == ERR_STORE_LOCKED)
        fprintf(stderr, "stembus token: a server runs on this store; ask it: "
                        "POST /v1/tokens\n");
    return rc == ERR_OK ? 0 : cli_failed("token", &err);
}
