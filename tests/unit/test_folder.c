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

#include "store/folder.h"

/* A directory of our own; what is made in it. */
static char home[] = "/tmp/stembus-folder-XXXXXX";
static char target[64];

static bool has(const char *name, const char *text)
{
    char path[128], found[64] = "";
    snprintf(path, sizeof path, "%s/%s", target, name);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return false;
    size_t len = fread(found, 1, sizeof found - 1, f);
    fclose(f);
    return len == strlen(text) && memcmp(found, text, len) == 0;
}

/* Whether nothing but the target is in our directory. */
static bool is_tidy(void)
{
    char command[160];
    snprintf(command, sizeof command, "[ -z \"$(ls -A %s | grep -v '^t$')\" ]",
             home);
    return system(command) == 0;
}

static struct folder *filled(const char *text)
{
    struct folder *f = NULL;
    struct err err = { 0 };
    assert_int_equal(folder_begin(target, &f, &err), ERR_OK);
    assert_int_equal(folder_put(f, "a", text, strlen(text), &err), ERR_OK);
    assert_int_equal(folder_put(f, "b/c/d", "", 0, &err), ERR_OK);
    return f;
}

static void it_appears_at_the_end_and_anybody_may_read_it(void **state)
{
    struct err err = { 0 };
    struct stat st;
    char path[80];
    (void)state;

    struct folder *f = filled("een");
    assert_int_not_equal(access(target, F_OK), 0);
    assert_int_equal(folder_end(f, false, &err), ERR_OK);
    folder_free(f);
    assert_true(has("a", "een") && has("b/c/d", ""));
    snprintf(path, sizeof path, "%s/b/c", target);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0755);
    snprintf(path, sizeof path, "%s/a", target);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
    assert_true(is_tidy());
}

static void what_stands_there_is_only_replaced_when_that_is_meant(void **state)
{
    struct err err = { 0 };
    (void)state;

    struct folder *f = filled("twee");
    assert_int_equal(folder_end(f, false, &err), ERR_FILE_FAILED);
    folder_free(f);
    assert_true(has("a", "een") && is_tidy());
    f = filled("twee");
    assert_int_equal(folder_end(f, true, &err), ERR_OK);
    folder_free(f);
    assert_true(has("a", "twee") && is_tidy());
}

static void what_is_given_up_leaves_nothing(void **state)
{
    struct err err = { 0 };
    (void)state;

    struct folder *f = filled("drie");
    assert_int_equal(folder_put(f, "a", "x", 1, &err), ERR_FILE_FAILED);
    folder_free(f);
    assert_true(has("a", "twee") && is_tidy());
}

static void a_place_that_cannot_be_is_said(void **state)
{
    struct folder *f = NULL;
    struct err err = { 0 };
    (void)state;

    assert_int_equal(folder_begin("/nowhere/at/all", &f, &err),
                     ERR_FILE_FAILED);
    assert_non_null(strstr(err.detail, "/nowhere/at/all"));
    assert_null(f);
}

static int begin(void **state)
{
    (void)state;
    if (mkdtemp(home) == NULL)
        return -1;
    snprintf(target, sizeof target, "%s/t", home);
    return 0;
}

static int end(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", home);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_appears_at_the_end_and_anybody_may_read_it),
        cmocka_unit_test(what_stands_there_is_only_replaced_when_that_is_meant),
        cmocka_unit_test(what_is_given_up_leaves_nothing),
        cmocka_unit_test(a_place_that_cannot_be_is_said),
    };
    return cmocka_run_group_tests_name("folder", tests, begin, end);
}
