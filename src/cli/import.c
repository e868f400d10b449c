/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pick.h"
#include "cli/commands.h"
#include "cli/desk.h"
#include "engine/commands.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

const struct setting import_settings[] = {
    { "data", SETTING_TEXT, NULL, .what = "DIR",
      .help = "the directory of the store" },
    { "dry-run", SETTING_FLAG, "", .help = "say what would change, and change "
                                           "nothing" },
    SETTING_END
};

static enum err_code read_file(const char *path, struct buf *out,
                               struct err *err)
{
    char piece[65536];
    size_t n;
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (f == NULL)
        return err_set(err, ERR_FILE_FAILED, "%s: %s", path, strerror(errno));
    while (out->len <= FILE_MAX && (n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(out, piece, n);
    bool failed = ferror(f) != 0;
    if (f != stdin)
        fclose(f);
    if (failed)
        return err_set(err, ERR_FILE_FAILED, "%s cannot be read", path);
    if (out->len > FILE_MAX)
        return err_set(err, ERR_FILE_FAILED, "%s is larger than 4 MiB", path);
    return buf_ok(out) ? ERR_OK : ERR_NO_MEMORY;
}

static void print_changes(const struct pick *p)
{
    char code[CODE_SIZE], change[16], name[NAME_SIZE];
    size_t count = pick_count(p, "/changes");
    for (size_t i = 0; i < count; i++)
        if (pick_item_text(p, "/changes", i, "code", code, sizeof code) &&
            pick_item_text(p, "/changes", i, "change", change,
                           sizeof change) &&
            pick_item_text(p, "/changes", i, "name", name, sizeof name))
            printf("%s\t%s\t%s\n", change, code, name);
}

static void print_counts(const struct call *call)
{
    static const char *const keys[] = { "/added", "/changed", "/unchanged",
                                        "/ended" };
    struct pick *p = pick_read(call->out.data, call->out.len);
    print_changes(p);
    fprintf(stderr, "stembus import:%s", call->query.dry_run ? " would be"
                                                             : "");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        int64_t n = 0;
        (void)pick_int(p, keys[i], &n);
        fprintf(stderr, "%s %lld %s", i > 0 ? "," : "", (long long)n,
                keys[i] + 1);
    }
    fprintf(stderr, "\n");
    pick_free(p);
}

int import_main(int argc, char **argv)
{
    struct settings s;
    struct err err = { 0 };
    struct buf text = { 0 };
    struct call call = { 0 };
    if (settings_read(&s, import_settings, argc, argv) != ERR_OK ||
        settings_complete(&s) != ERR_OK)
        return 2;
    if (s.arg_count != 1) {
        fprintf(stderr, "stembus import: expected one FILE (- for standard "
                        "input)\n");
        return 2;
    }
    enum err_code rc = read_file(s.args[0], &text, &err);
    if (rc == ERR_OK) {
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "stembus import: reading %zu bytes\n", text.len);
        call.text = text.data != NULL ? text.data : "";
        call.text_len = text.len;
        call.query.dry_run = settings_flag(&s, "dry-run");
        rc = desk_run(settings_text(&s, "data"), command_import, &call, &err);
    }
    for (size_t i = 0; i < call.faults.count; i++)
        fprintf(stderr, "%s: %s\n", s.args[0], call.faults.list[i].detail);
    if (rc == ERR_STORE_LOCKED)
        fprintf(stderr, "stembus import: a server runs on this store; ask it: "
                        "PUT /v1/members\n");
    if (rc == ERR_OK)
        print_counts(&call);
    call_clear(&call);
    buf_free(&text);
    return rc == ERR_OK ? 0 : cli_failed("import", &err);
}
