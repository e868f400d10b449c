/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

static char home[] = "/tmp/stembus-file-XXXXXX";
static char path[64], part[72], other[64];

static void write_file(const char *name, const char *text, mode_t mode)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(name, mode), 0);
}

static void assert_holds(const char *name, const char *text)
{
    struct buf found = { 0 };
    struct err err = { 0 };
    assert_int_equal(file_read(name, 100, &found, &err), ERR_OK);
    buf_char(&found, '\0');
    assert_string_equal(found.data, text);
    buf_free(&found);
}

static void replace(const char *text)
{
    struct err err = { 0 };
    assert_int_equal(file_replace(path, text, strlen(text), &err), ERR_OK);
    assert_holds(path, text);
    assert_int_not_equal(access(part, F_OK), 0);
}

static void what_was_left_behind_gives_its_mode_to_nothing(void **state)
{
    struct stat st;
    (void)state;
    write_file(part, "left over, and longer", 0666);
    replace("secret");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_link_that_stands_there_leads_nowhere(void **state)
{
    (void)state;
    write_file(other, "another's", 0644);
    assert_int_equal(symlink(other, part), 0);
    replace("secret");
    assert_holds(other, "another's");
}

static int begin(void **state)
{
    (void)state;
    if (mkdtemp(home) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/key", home);
    snprintf(part, sizeof part, "%s.part", path);
    snprintf(other, sizeof other, "%s/other", home);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_left_behind_gives_its_mode_to_nothing),
        cmocka_unit_test(a_link_that_stands_there_leads_nowhere),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
