/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine/zip.h"

enum { NOON = 43200000, MIB = 1024 * 1024 };

/* One archive of a small and a large file. */
static enum err_code pack(int64_t utc_ms, size_t limit, struct buf *out,
                          struct err *err)
{
    static char large[300000];
    struct zip *zip = NULL;
    for (size_t i = 0; i < sizeof large; i++) /* does not compress well */
        large[i] = (char)(i * i % 251 ^ i >> 7);
    enum err_code rc = zip_begin(utc_ms, limit, &zip, err);
    if (rc != ERR_OK)
        return rc;
    struct sink sink = zip_sink(zip);
    rc = sink.put(sink.cls, "een.txt", "hallo", 5, err);
    if (rc == ERR_OK)
        rc = sink.put(sink.cls, "map/twee.bin", large, sizeof large, err);
    if (rc == ERR_OK)
        rc = zip_end(zip, out, err);
    zip_free(zip);
    return rc;
}

static void the_same_files_give_the_same_bytes(void **state)
{
    struct buf one = { 0 }, two = { 0 };
    struct err err = { 0 };
    (void)state;

    assert_int_equal(pack(NOON, MIB, &one, &err), ERR_OK);
    assert_int_equal(pack(NOON, MIB, &two, &err), ERR_OK);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    assert_memory_equal(one.data, "PK\x03\x04", 4);
    buf_free(&one);
    buf_free(&two);
}

static void a_file_has_the_time_it_is_given(void **state)
{
    struct buf b = { 0 };
    struct err err = { 0 };
    (void)state;

    /* 2026-06-08T14:30:20Z: as MS-DOS has it, least significant byte first,
     * 14 << 11 | 30 << 5 | 10 and 46 << 9 | 6 << 5 | 8. */
    assert_int_equal(pack(INT64_C(1780929020000), MIB, &b, &err), ERR_OK);
    assert_memory_equal(b.data + 10, "\xca\x73\xc8\x5c", 4);
    buf_free(&b);
}

static void what_becomes_too_large_is_refused(void **state)
{
    struct buf b = { 0 };
    struct err err = { 0 };
    (void)state;

    assert_int_equal(pack(NOON, 4096, &b, &err), ERR_FILE_FAILED);
    assert_non_null(strstr(err.detail, "would be larger"));
    assert_int_equal(b.len, 0);
}

static void an_archive_stands_behind_what_was_there(void **state)
{
    struct buf b = { 0 }, alone = { 0 };
    struct err err = { 0 };
    (void)state;

    buf_text(&b, "voor");
    assert_int_equal(pack(NOON, MIB, &b, &err), ERR_OK);
    assert_int_equal(pack(NOON, MIB, &alone, &err), ERR_OK);
    assert_int_equal(b.len, alone.len + 4);
    assert_memory_equal(b.data + 4, alone.data, alone.len);
    buf_free(&b);
    buf_free(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_files_give_the_same_bytes),
        cmocka_unit_test(a_file_has_the_time_it_is_given),
        cmocka_unit_test(what_becomes_too_large_is_refused),
        cmocka_unit_test(an_archive_stands_behind_what_was_there),
    };
    return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
