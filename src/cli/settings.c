/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/settings.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fields.h"

enum source { DEFAULT, CONFIG_FILE, ENVIRONMENT, FLAG };

static int index_of(const struct setting *table, const char *name)
{
    for (int i = 0; table[i].name != NULL; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return -1;
}

static bool is_int(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *text != '\0' && *end == '\0' && errno == 0;
}

/* Says what is wrong with a value, NULL for nothing. */
static const char *judge(const struct setting *row, const char *value)
{
    static char said[200];
    int64_t n;
    if (strlen(value) >= SETTING_SIZE)
        return "the value is too long";
    switch (row->kind) {
    case SETTING_INT:
        if (is_int(value, &n) && n >= row->min && n <= row->max)
            return NULL;
        snprintf(said, sizeof said, "expected a whole number from %lld to %lld",
                 (long long)row->min, (long long)row->max);
        return said;
    case SETTING_WORD:
        if (word_index(row->words, value) >= 0)
            return NULL;
        snprintf(said, sizeof said, "expected one of:");
        for (size_t i = 0; row->words[i] != NULL; i++)
            snprintf(said + strlen(said), sizeof said - strlen(said), " %s",
                     row->words[i]);
        return said;
    case SETTING_TEXT:
    case SETTING_FLAG:
        break;
    }
    return NULL;
}

static enum err_code set(struct settings *s, int i, const char *value,
                         enum source source, const char *place)
{
    const char *wrong = judge(&s->table[i], value);
    if (wrong != NULL) {
        fprintf(stderr, "stembus: %s: %s\n", place, wrong);
        return ERR_BODY_INVALID;
    }
    if (source >= s->source[i]) {
        snprintf(s->values[i], SETTING_SIZE, "%s", value);
        s->source[i] = (unsigned char)source;
    }
    return ERR_OK;
}

/* ---- the environment ---------------------------------------------------------- */

static void variable_name(const char *name, char out[64])
{
    size_t n = (size_t)snprintf(out, 64, "STEMBUS_%s", name);
    for (size_t i = 0; i < n && i < 63; i++)
        out[i] = out[i] == '-' ? '_' : (char)toupper((unsigned char)out[i]);
}

static enum err_code read_environment(struct settings *s)
{
    enum err_code rc = ERR_OK;
    for (int i = 0; rc == ERR_OK && s->table[i].name != NULL; i++) {
        char variable[64];
        variable_name(s->table[i].name, variable);
        const char *value = getenv(variable);
        if (value != NULL && *value != '\0')
            rc = set(s, i, value, ENVIRONMENT, variable);
    }
    return rc;
}

/* ---- flags --------------------------------------------------------------------- */

/* One flag at argv[*at]; moves *at past its value. */
static enum err_code read_flag(struct settings *s, const char *command,
                               int argc, char **argv, int *at)
{
    char name[64];
    const char *flag = argv[*at] + 2;
    const char *equals = strchr(flag, '=');
    size_t len = equals != NULL ? (size_t)(equals - flag) : strlen(flag);
    snprintf(name, sizeof name, "%.*s", (int)len, flag);
    int i = index_of(s->table, name);
    if (i < 0) {
        fprintf(stderr, "stembus %s: there is no option --%s; see `stembus "
                        "help %s`\n", command, name, command);
        return ERR_BODY_INVALID;
    }
    if (s->table[i].kind == SETTING_FLAG && equals == NULL)
        return set(s, i, "yes", FLAG, argv[*at]);
    if (equals == NULL && *at + 1 >= argc) {
        fprintf(stderr, "stembus %s: --%s needs a value\n", command, name);
        return ERR_BODY_INVALID;
    }
    const char *value = equals != NULL ? equals + 1 : argv[++*at];
    char place[80];
    snprintf(place, sizeof place, "--%s", name);
    return set(s, i, value, FLAG, place);
}

enum err_code settings_read(struct settings *s, const struct setting *table,
                            int argc, char **argv)
{
    enum err_code rc = ERR_OK;
    int kept = 0;
    *s = (struct settings){ .table = table, .args = argv };
    for (int i = 0; table[i].name != NULL; i++) {
        must(i < SETTINGS_MAX);
        if (table[i].value != NULL)
            snprintf(s->values[i], SETTING_SIZE, "%s", table[i].value);
    }
    rc = read_environment(s);
    const char *command = argv[0];
    for (int i = 1; rc == ERR_OK && i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && argv[i][2] != '\0')
            rc = read_flag(s, command, argc, argv, &i);
        else
            argv[kept++] = argv[i];
    }
    s->arg_count = kept;
    return rc;
}

/* ---- the file ------------------------------------------------------------------ */

struct file {
    struct settings *s;
    const char *path;
    enum err_code rc;
};

static int on_line(void *cls, const char *section, const char *name,
                   const char *value)
{
    struct file *f = cls;
    char place[SETTING_SIZE + 80];
    int i = index_of(f->s->table, name);
    snprintf(place, sizeof place, "%s: %s", f->path, name);
    if (section[0] != '\0') {
        fprintf(stderr, "stembus: %s: stands below [%s]; there are no "
                        "sections\n", place, section);
        f->rc = ERR_BODY_INVALID;
    } else if (i < 0) {
        fprintf(stderr, "stembus: %s: there is no such setting\n", place);
        f->rc = ERR_BODY_INVALID;
    } else if (set(f->s, i, value, CONFIG_FILE, place) != ERR_OK) {
        f->rc = ERR_BODY_INVALID;
    }
    return 1;
}

enum err_code settings_read_file(struct settings *s, const char *path,
                                 bool must_exist)
{
    struct file f = { .s = s, .path = path };
    if (!must_exist && access(path, F_OK) != 0)
        return ERR_OK;
    int line = ini_parse(path, on_line, &f);
    if (line < 0) {
        fprintf(stderr, "stembus: %s cannot be read\n", path);
        return ERR_BODY_INVALID;
    }
    if (line > 0) {
        fprintf(stderr, "stembus: %s: line %d is not `name = value`\n", path,
                line);
        return ERR_BODY_INVALID;
    }
    return f.rc;
}

/* ---- using them ----------------------------------------------------------------- */

enum err_code settings_complete(const struct settings *s)
{
    for (int i = 0; s->table[i].name != NULL; i++)
        if (s->table[i].value == NULL && s->values[i][0] == '\0') {
            fprintf(stderr, "stembus: --%s is needed\n", s->table[i].name);
            return ERR_BODY_INVALID;
        }
    return ERR_OK;
}

const char *settings_text(const struct settings *s, const char *name)
{
    int i = index_of(s->table, name);
    must(i >= 0);
    return s->values[i];
}

int64_t settings_int(const struct settings *s, const char *name)
{
    int64_t n = 0;
    must(is_int(settings_text(s, name), &n));
    return n;
}

bool settings_flag(const struct settings *s, const char *name)
{
    const char *value = settings_text(s, name);
    return value[0] != '\0' && strcmp(value, "no") != 0;
}

void settings_help(const struct setting *table, FILE *out)
{
    for (const struct setting *row = table; row->name != NULL; row++) {
        char flag[64];
        snprintf(flag, sizeof flag, "--%s %s", row->name,
                 row->what != NULL ? row->what : "");
        fprintf(out, "  %-26s %s", flag, row->help);
        if (row->value != NULL && row->value[0] != '\0')
            fprintf(out, " (%s)", row->value);
        fprintf(out, "\n");
    }
}
