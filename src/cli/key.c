/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "base/fields.h"
#include "cli/commands.h"
#include "engine/key.h"

const struct setting key_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "format", SETTING_WORD, "pem", .words = key_format_words,
      .what = "FORMAT", .help = "pem (openssl), minisign or signify" },
    SETTING_END
};

/* In groups of four, to be read out. */
static void show_fingerprint(const char *fingerprint)
{
    fprintf(stderr, "stembus key: fingerprint");
    for (int i = 0; fingerprint[i] != '\0'; i++)
        fprintf(stderr, "%s%c", i % 4 == 0 ? " " : "", fingerprint[i]);
    fprintf(stderr, "\n");
}

int key_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    struct key *key = NULL;
    struct buf text = { 0 };
    char fingerprint[FINGERPRINT_SIZE];
    if (settings_read(&s, key_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK)
        return 2;
    if (key_load(settings_text(&s, "data"), &key, &err) != ERR_OK)
        return cli_failed("key", &err);
    int format = word_index(key_format_words, settings_text(&s, "format"));
    key_print(&text, key_public(key), (enum key_format)format);
    fputs(text.data != NULL ? text.data : "", stdout);
    key_fingerprint(key_public(key), fingerprint);
    show_fingerprint(fingerprint);
    buf_free(&text);
    key_free(key);
    return 0;
}
