/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fields_plain.h"

/* A form with one of everything. */
enum colour { RED, GREEN, BLUE, COLOURS };
static const char *const colour_words[] = { "red", "green", "blue", NULL };

struct point {
    int64_t x, y;
};
static const struct field point_fields[] = {
    F_INT(struct point, x, "x", true, -10, 10),
    F_INT(struct point, y, "y/z", false, 0, INT64_MAX),
    F_END,
};
static const struct form point_form = {
    .name = "point",
    .size = sizeof(struct point),
    .fields = point_fields,
};
static const struct point origin = { 0, 1 };
static const struct shorthand point_words[] = {
    { "origin", &origin },
    { NULL, NULL },
};

struct thing {
    char name[9];
    char code[8];
    char text[40];
    int64_t count;
    bool yes;
    enum colour colour, shade;
    uint32_t mix;
    int64_t at;
    struct point place;
    size_t label_count;
    char labels[3][6];
    size_t point_count;
    struct point points[2];
    uint64_t seen;
};

static bool no_x(const char *text)
{
    return strchr(text, 'x') == NULL;
}

static const struct field thing_fields[] = {
    F_TEXT(struct thing, name, "name", true, 1, 4),
    F_SHAPE(struct thing, code, "code", false, 0, 0, no_x, "no x"),
    F_LONG_TEXT(struct thing, text, "text", false, 30),
    F_INT(struct thing, count, "count", true, 1, 1000),
    F_BOOL(struct thing, yes, "yes", false, true),
    F_WORD(struct thing, colour, "colour", false, colour_words, BLUE),
    { .key = "shade", .type = FIELD_WORD, F_AT(struct thing, shade),
      .words = colour_words, .min = GREEN, .max = BLUE, .absent = GREEN },
    F_WORDS(struct thing, mix, "mix", false, colour_words, 3),
    F_TIME(struct thing, at, "at", false),
    { .key = "place", .type = FIELD_FORM, F_AT(struct thing, place),
      .form = &point_form, .short_for = point_words },
    { .key = "labels", .type = FIELD_TEXTS,
      .offset = offsetof(struct thing, labels), .size = 6,
      .count_offset = offsetof(struct thing, label_count), .min = 1, .max = 3,
      .each_max = 4, .valid = no_x, .expected = "no x" },
    F_LIST(struct thing, points, point_count, "points", false, 0, 2,
           &point_form),
    F_END,
};
static const struct form thing_form = {
    .name = "thing",
    .size = sizeof(struct thing),
    .fields = thing_fields,
    .max_body = 600,
    .seen_offset = 1 + offsetof(struct thing, seen),
};

#define BASE "\"name\":\"a\",\"count\":1"

static void good_forms_print_as_they_were(void **state)
{
    static const struct {
        const char *json, *printed; /* NULL: the same */
    } cases[] = {
        { "{" BASE "}", NULL },
        { "{\"name\":\"é€x\",\"count\":1000}", NULL },
        { "{\"name\":\"a\\\"\\\\\",\"count\":1}", NULL },
        { " {\n\t\"count\" : 1 , \"name\" : \"\\u0061\" } ", "{" BASE "}" },
        { "{\"name\":\"a\",\"code\":\"abc\",\"text\":\"1\\n\\t2\","
          "\"count\":1,\"yes\":false,\"colour\":\"red\",\"shade\":\"blue\","
          "\"mix\":[\"green\",\"blue\"],\"at\":\"2026-06-08T10:15:30.123Z\","
          "\"place\":{\"x\":-10,\"y/z\":9223372036854775807},"
          "\"labels\":[\"abcd\",\"é\"],\"points\":[{\"x\":1},{\"x\":10}]}",
          NULL },
        { "{" BASE ",\"code\":\"\",\"yes\":true,\"colour\":\"blue\","
          "\"mix\":[\"green\",\"red\"],\"points\":[]}",
          "{" BASE "}" },
        { "{" BASE ",\"place\":\"origin\"}",
          "{" BASE ",\"place\":{\"x\":0,\"y/z\":1}}" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct thing thing;
        struct faults faults = { 0 };
        const char *json = cases[i].json;
        if (fields_read(&thing_form, json, strlen(json), &thing, &faults) !=
            ERR_OK)
            fail_msg("%s\n%s: %s", json, faults.list[0].pointer,
                     faults.list[0].detail);
        buf_reset(&b);
        fields_print(&b, NULL, &thing_form, &thing);
        assert_string_equal(b.data,
                            cases[i].printed ? cases[i].printed : json);
        faults_free(&faults);
    }
    buf_free(&b);
}

static void the_struct_gets_the_values(void **state)
{
    static const char json[] =
        "{\"name\":\"abc\",\"count\":7,\"mix\":[\"blue\"],"
        "\"at\":\"1970-01-01T00:00:01.000Z\",\"labels\":[\"a\",\"b\"],"
        "\"points\":[{\"x\":3,\"y/z\":4}]}";
    struct thing thing;
    struct faults faults = { 0 };
    (void)state;

    memset(&thing, 0xa5, sizeof thing);
    assert_int_equal(fields_read(&thing_form, json, strlen(json), &thing,
                                 &faults), ERR_OK);
    assert_string_equal(thing.name, "abc");
    assert_string_equal(thing.code, "");
    assert_int_equal(thing.count, 7);
    assert_true(thing.yes); /* what is not given has its default */
    assert_int_equal(thing.colour, BLUE);
    assert_int_equal(thing.shade, GREEN);
    assert_int_equal(thing.mix, 4);
    assert_int_equal(thing.at, 1000);
    assert_int_equal(thing.label_count, 2);
    assert_string_equal(thing.labels[1], "b");
    assert_int_equal(thing.point_count, 1);
    assert_int_equal(thing.points[0].y, 4);
    /* name, count, mix, at, labels and points by their place in the form */
    assert_int_equal(thing.seen, 1 | 8 | 128 | 256 | 1024 | 2048);
    assert_int_equal(faults.count, 0);
}

static void every_fault_is_found_where_it_is(void **state)
{
    static const struct {
        const char *json, *pointer, *detail;
    } cases[] = {
        { "{\"count\":1}", "/name", "is missing" },
        { "{" BASE ",\"nmae\":1}", "/nmae", "there is no such field" },
        { "{" BASE ",\"a/b~c\":1}", "/a~1b~0c", "there is no such field" },
        { "{\"name\":1,\"count\":1}", "/name", "expected text" },
        { "{\"name\":null,\"count\":1}", "/name", "expected text" },
        { "{\"name\":\"\",\"count\":1}", "/name", "may not be empty" },
        { "{\"name\":\"abcde\",\"count\":1}", "/name",
          "expected at most 4 characters" },
        { "{\"name\":\"🗳🗳🗳\",\"count\":1}", "/name",
          "expected at most 8 bytes" },
        { "{\"name\":\"a\\n\",\"count\":1}", "/name",
          "control characters are not allowed" },
        { "{\"name\":\"a\\u007f\",\"count\":1}", "/name",
          "control characters are not allowed" },
        { "{" BASE ",\"text\":\"a\\r\\n\"}", "/text",
          "control characters are not allowed" },
        { "{" BASE ",\"code\":\"axb\"}", "/code", "expected no x" },
        { "{" BASE ",\"code\":\"12345678\"}", "/code",
          "expected at most 7 bytes" },
        { "{\"name\":\"a\",\"count\":0}", "/count",
          "expected a whole number from 1 to 1000" },
        { "{\"name\":\"a\",\"count\":1001}", "/count",
          "expected a whole number from 1 to 1000" },
        { "{\"name\":\"a\",\"count\":1.0}", "/count",
          "expected a whole number from 1 to 1000" },
        { "{\"name\":\"a\",\"count\":1e2}", "/count",
          "expected a whole number from 1 to 1000" },
        { "{\"name\":\"a\",\"count\":\"1\"}", "/count",
          "expected a whole number from 1 to 1000" },
        { "{" BASE ",\"yes\":1}", "/yes", "expected true or false" },
        { "{" BASE ",\"yes\":\"true\"}", "/yes", "expected true or false" },
        { "{" BASE ",\"colour\":\"Red\"}", "/colour",
          "expected one of: red, green, blue" },
        { "{" BASE ",\"colour\":0}", "/colour",
          "expected one of: red, green, blue" },
        { "{" BASE ",\"shade\":\"red\"}", "/shade",
          "expected one of: green, blue" },
        { "{" BASE ",\"mix\":\"red\"}", "/mix", "expected a list" },
        { "{" BASE ",\"mix\":[]}", "/mix", "expected at least 1 element" },
        { "{" BASE ",\"mix\":[\"red\",\"pink\"]}", "/mix/1",
          "expected one of: red, green, blue" },
        { "{" BASE ",\"mix\":[\"red\",\"red\"]}", "/mix/1",
          "stands in the list already" },
        { "{" BASE ",\"at\":\"2026-06-08\"}", "/at",
          "expected a time like 2026-06-08T10:15:30.123Z" },
        { "{" BASE ",\"at\":5}", "/at",
          "expected a time like 2026-06-08T10:15:30.123Z" },
        { "{" BASE ",\"place\":{}}", "/place/x", "is missing" },
        { "{" BASE ",\"place\":{\"x\":1,\"y/z\":-1}}", "/place/y~1z",
          "expected a whole number, 0 or more" },
        { "{" BASE ",\"place\":\"moon\"}", "/place",
          "expected an object or one of: origin" },
        { "{" BASE ",\"place\":[]}", "/place", "expected an object" },
        { "{" BASE ",\"labels\":[]}", "/labels",
          "expected at least 1 element" },
        { "{" BASE ",\"labels\":{}}", "/labels", "expected a list" },
        { "{" BASE ",\"labels\":[\"a\",\"\"]}", "/labels/1",
          "may not be empty" },
        { "{" BASE ",\"labels\":[\"abcde\"]}", "/labels/0",
          "expected at most 4 characters" },
        { "{" BASE ",\"labels\":[\"a\",\"x\"]}", "/labels/1",
          "expected no x" },
        { "{" BASE ",\"labels\":[\"a\",\"b\",\"c\",\"d\"]}", "/labels",
          "expected at most 3 elements" },
        { "{" BASE ",\"points\":[{\"x\":1},{\"x\":11}]}", "/points/1/x",
          "expected a whole number from -10 to 10" },
        { "{" BASE ",\"points\":[7]}", "/points/0", "expected an object" },
        { "[]", "", "expected an object" },
        { "", "", "expected JSON, got nothing" },
        { "{" BASE, "", "the JSON ends too early (line 1, column 21)" },
        { "{" BASE "} x", "",
          "something follows the JSON value (line 1, column 24)" },
        { "{" BASE ",}", "", "not valid JSON (line 1, column 23)" },
        { "{\"count\":1,\n\"count\":1,\"name\":\"a\"}", "/count",
          "a field is repeated (line 2, column 7)" },
        { "{\"name\":\"a\",\"count\":9223372036854775808}", "",
          "a number is too large (line 1, column 39)" },
        { "{\"name\":\"\\u0000\",\"count\":1}", "",
          "a NUL character is not allowed (line 1, column 16)" },
        { "{\"name\":\"\xc3\",\"count\":1}", "",
          "not UTF-8 (line 1, column 9)" },
        { "\"text\"", "", "not valid JSON (line 1, column 6)" },
        { "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "",
          "nested more than 16 deep" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct thing thing;
        struct faults faults = { 0 };
        assert_int_equal(fields_read(&thing_form, cases[i].json,
                                     strlen(cases[i].json), &thing, &faults),
                         ERR_BODY_INVALID);
        if (faults.count != 1 ||
            strcmp(faults.list[0].pointer, cases[i].pointer) != 0 ||
            strcmp(faults.list[0].detail, cases[i].detail) != 0)
            fail_msg("%s\n%zu: %s: %s", cases[i].json, faults.count,
                     faults.list[0].pointer, faults.list[0].detail);
        faults_free(&faults);
    }
}

static void all_faults_come_at_once(void **state)
{
    static const char json[] =
        "{\"name\":5,\"count\":0,\"colour\":\"x\",\"points\":[{},{\"x\":99,"
        "\"q\":1}],\"more\":1}";
    static const char *const pointers[] = {
        "/name", "/count", "/colour", "/points/0/x", "/points/1/x",
        "/points/1/q", "/more",
    };
    struct thing thing;
    struct faults faults = { 0 };
    (void)state;

    assert_int_equal(fields_read(&thing_form, json, strlen(json), &thing,
                                 &faults), ERR_BODY_INVALID);
    assert_int_equal(faults.count, ARRAY_LEN(pointers));
    for (size_t i = 0; i < ARRAY_LEN(pointers); i++)
        assert_string_equal(faults.list[i].pointer, pointers[i]);
    faults_free(&faults);
}

static void what_is_refused_before_parsing(void **state)
{
    static const char with_nul[] = "{\"name\":\"a\",\"count\":1}\0";
    struct thing thing;
    struct faults faults = { 0 };
    char *large = calloc(1, 700);
    (void)state;

    assert_non_null(large);
    assert_int_equal(fields_read(&thing_form, with_nul, sizeof with_nul - 1,
                                 &thing, &faults), ERR_BODY_INVALID);
    assert_string_equal(faults.list[0].detail, "a NUL byte is not allowed");
    memset(large, ' ', 700);
    memcpy(large, "{" BASE "}", strlen("{" BASE "}"));
    assert_int_equal(fields_read(&thing_form, large, 600, &thing, &faults),
                     ERR_OK);
    assert_int_equal(fields_read(&thing_form, large, 601, &thing, &faults),
                     ERR_BODY_INVALID);
    assert_string_equal(faults.list[1].detail, "expected at most 600 bytes");
    /* brackets in a text are no nesting */
    memcpy(large, "{\"name\":\"\\\"[[[[[[[[[[[[[[[[[[[[\"}", 33);
    assert_int_equal(fields_read(&thing_form, large, 600, &thing, &faults),
                     ERR_BODY_INVALID);
    assert_string_equal(faults.list[2].pointer, "/name");
    faults_free(&faults);
    free(large);
}

/* ---- the short way ------------------------------------------------------- */

/* Whether the short way takes it; then the long way, which a blank behind the
 * object asks for, must give the same struct. */
static bool is_plain(const char *json, size_t len)
{
    struct thing quick, slow;
    struct faults faults = { 0 };
    char *exact = malloc(len + 1), *longer = malloc(len + 2);

    assert_true(exact != NULL && longer != NULL);
    memcpy(exact, json, len);
    memcpy(longer, json, len);
    longer[len] = ' ';
    exact = realloc(exact, len > 0 ? len : 1); /* no NUL to rely on */
    bool plain = fields_read_plain(&thing_form, exact, len, &quick);
    bool read = fields_read(&thing_form, longer, len + 1, &slow, &faults) ==
                ERR_OK;
    if (plain && !read)
        fail_msg("%.*s\n%s: %s", (int)len, json, faults.list[0].pointer,
                 faults.list[0].detail);
    if (plain)
        assert_memory_equal(&quick, &slow, sizeof quick);
    faults_free(&faults);
    free(exact);
    free(longer);
    return plain;
}

static void the_short_way_reads_what_the_long_way_reads(void **state)
{
    static const struct {
        bool plain;
        const char *json;
    } cases[] = {
        { true, "{" BASE "}" },
        { true, "{\"name\":\"abcd\",\"code\":\"\",\"text\":\"t t\","
          "\"count\":1000,\"yes\":false,\"colour\":\"red\",\"shade\":"
          "\"blue\",\"at\":\"2026-06-08T10:15:30.123Z\"}" },
        { true, "{" BASE ",\"yes\":true}" },
        { false, "{" BASE ",\"yes\":truer}" },
        { false, "{\"count\":1,\"name\":\"a\"}" },
        { false, "{" BASE ",\"mix\":[\"red\"]}" },
        { false, "{" BASE ",\"count\":1}" },
        { false, "{" BASE ",\"other\":1}" },
        { false, "{" BASE ",}" },
        { false, "{," BASE "}" },
        { false, "{" BASE "}}" },
        { false, "{ " BASE "}" },
        { false, "{\"name\":\"a\"}" },
        { false, "{\"name\":\"\",\"count\":1}" },
        { false, "{\"name\":\"abcde\",\"count\":1}" },
        { false, "{\"name\":\"\\u0061\",\"count\":1}" },
        { false, "{\"name\":\"\xc3\xa9\",\"count\":1}" },
        { false, "{\"name\":\"a\x7f\",\"count\":1}" },
        { false, "{\"name\":\"a\",\"code\":\"x\",\"count\":1}" },
        { false, "{\"name\":\"a\",\"count\":-0}" },
        { false, "{\"name\":\"a\",\"count\":01}" },
        { false, "{\"name\":\"a\",\"count\":1.0}" },
        { false, "{\"name\":\"a\",\"count\":1e0}" },
        { false, "{\"name\":\"a\",\"count\":18446744073709551617}" },
        { false, "{\"name\":\"a\",\"count\":}" },
        { false, "{" BASE ",\"colour\":\"pink\"}" },
        { false, "{" BASE ",\"shade\":\"red\"}" },
        { false, "{" BASE ",\"at\":\"2026-02-30T10:15:30.123Z\"}" },
        { false, "" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t len = strlen(cases[i].json);
        char text[300];
        if (is_plain(cases[i].json, len) != cases[i].plain)
            fail_msg("%s", cases[i].json);
        assert_true(len < sizeof text);
        for (size_t at = 0; at < len; at++) {
            (void)is_plain(cases[i].json, at); /* cut off */
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, cases[i].json, len);
                text[at] = (char)byte;
                (void)is_plain(text, len);
            }
        }
    }
}

/* ---- bodies that are lists ----------------------------------------------- */

struct several {
    size_t count;
    struct point list[3];
};
static const struct field several_fields[] = {
    F_LIST(struct several, list, count, "list", true, 1, 3, &point_form),
    F_END,
};
static const struct form list_form = {
    .name = "list",
    .size = sizeof(struct several),
    .fields = several_fields,
    .root = FORM_LIST,
};
static const struct form one_form = {
    .name = "one",
    .size = sizeof(struct several),
    .fields = several_fields,
    .root = FORM_ONE_OR_LIST,
};

static void a_body_may_be_a_list(void **state)
{
    static const struct {
        const struct form *form;
        const char *json, *pointer;
        size_t count;
    } cases[] = {
        { &list_form, "[{\"x\":1},{\"x\":2}]", NULL, 2 },
        { &list_form, "{\"x\":1}", "", 0 },
        { &list_form, "[]", "", 0 },
        { &list_form, "[{\"x\":1},{}]", "/1/x", 0 },
        { &list_form, "[{\"x\":1},{\"x\":1},{\"x\":1},{\"x\":1}]", "", 0 },
        { &one_form, "[{\"x\":1},{\"x\":2}]", NULL, 2 },
        { &one_form, "{\"x\":1}", NULL, 1 },
        { &one_form, "{}", "/x", 0 },
        { &one_form, "[1]", "/0", 0 },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct several several;
        struct faults faults = { 0 };
        enum err_code code =
            fields_read(cases[i].form, cases[i].json, strlen(cases[i].json),
                        &several, &faults);
        if ((code == ERR_OK) != (cases[i].pointer == NULL))
            fail_msg("%s", cases[i].json);
        if (cases[i].pointer == NULL)
            assert_int_equal(several.count, cases[i].count);
        else
            assert_string_equal(faults.list[0].pointer, cases[i].pointer);
        faults_free(&faults);
    }
    fields_print(&b, "p", &list_form,
                 &(struct several){ 2, { { 1, 0 }, { 2, 3 } } });
    assert_string_equal(b.data, "\"p\":[{\"x\":1},{\"x\":2,\"y/z\":3}]");
    buf_free(&b);
}

static void members_print_between_others(void **state)
{
    struct buf b = { 0 };
    (void)state;

    put_open(&b, NULL, '{');
    put_int(&b, "before", 1);
    fields_print_members(&b, &point_form, &(struct point){ 2, 3 });
    put_int(&b, "after", 4);
    put_close(&b, '}');
    assert_string_equal(b.data,
                        "{\"before\":1,\"x\":2,\"y/z\":3,\"after\":4}");
    buf_free(&b);
}

static void faults_are_cut_to_fit(void **state)
{
    struct faults faults = { 0 };
    char text[400];
    (void)state;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text + sizeof faults.list->pointer - 2, "\xc3\xa9", 2);
    faults_add(&faults, text, "%s", text);
    assert_int_equal(strlen(faults.list[0].pointer),
                     sizeof faults.list->pointer - 2);
    for (int i = 0; i < 3 * FAULTS_MAX; i++)
        faults_add(&faults, "/x", "%d", i);
    assert_int_equal(faults.count, FAULTS_MAX + 1);
    assert_string_equal(faults.list[FAULTS_MAX - 1].pointer, "/x");
    assert_non_null(strstr(faults.list[FAULTS_MAX].detail, "not listed"));
    faults_free(&faults);
    assert_null(faults.list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_forms_print_as_they_were),
        cmocka_unit_test(the_struct_gets_the_values),
        cmocka_unit_test(every_fault_is_found_where_it_is),
        cmocka_unit_test(all_faults_come_at_once),
        cmocka_unit_test(what_is_refused_before_parsing),
        cmocka_unit_test(the_short_way_reads_what_the_long_way_reads),
        cmocka_unit_test(a_body_may_be_a_list),
        cmocka_unit_test(members_print_between_others),
        cmocka_unit_test(faults_are_cut_to_fit),
    };
    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
