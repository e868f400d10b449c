/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "engine/import.h"

struct fixture {
    struct members_body *body;
    struct faults faults;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->body = calloc(1, sizeof *f->body);
    *state = f;
    return f->body == NULL ? -1 : 0;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    faults_free(&f->faults);
    free(f->body);
    free(f);
    return 0;
}

static enum err_code read_csv(struct fixture *f, const char *text, size_t len)
{
    faults_free(&f->faults);
    memset(f->body, 0, sizeof *f->body);
    return import_read_csv(text, len, f->body, &f->faults);
}

#define ROW "GM0001;municipality;Aadorp;1000;2026-01-01\n"

static void a_file_may_have_any_of_these_forms(void **state)
{
    static const struct {
        const char *what, *text;
    } cases[] = {
        { "semicolons", "code;kind;name;inhabitants;reference_date\n" ROW },
        { "commas", "code,kind,name,inhabitants,reference_date\n"
          "GM0001,municipality,Aadorp,1000,2026-01-01\n" },
        { "a byte order mark", "\xef\xbb\xbf"
          "code;kind;name;inhabitants;reference_date\n" ROW },
        { "CRLF", "code;kind;name;inhabitants;reference_date\r\n"
          "GM0001;municipality;Aadorp;1000;2026-01-01\r\n" },
        { "no newline at the end",
          "code;kind;name;inhabitants;reference_date\n"
          "GM0001;municipality;Aadorp;1000;2026-01-01" },
        { "Dutch columns", "code;soort;naam;inwoners;peildatum\n" ROW },
        { "Dutch kinds", "code;soort;naam;inwoners;peildatum\n"
          "GM0001;gemeente;Aadorp;1000;2026-01-01\n" },
        { "capitals in the header", "Code;Kind;NAME;Inhabitants;"
          "Reference_Date\n" ROW },
        { "another order", "name;reference_date;code;inhabitants;kind\n"
          "Aadorp;2026-01-01;GM0001;1000;municipality\n" },
        { "quoted fields", "\"code\";\"kind\";\"name\";\"inhabitants\";"
          "\"reference_date\"\n"
          "\"GM0001\";\"municipality\";\"Aadorp\";\"1000\";\"2026-01-01\"\n" },
        { "empty optional columns",
          "code;kind;name;inhabitants;reference_date;source;valid_from;"
          "valid_until\nGM0001;municipality;Aadorp;1000;2026-01-01;;;\n" },
        { "spaces around what is not quoted",
          "code; kind ;name;inhabitants;reference_date\n"
          "GM0001 ; municipality; Aadorp ;1000; 2026-01-01\n" },
        { "an empty line at the end",
          "code;kind;name;inhabitants;reference_date\n" ROW "\n" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum err_code rc = read_csv(f, cases[i].text, strlen(cases[i].text));
        const struct member_body *r = &f->body->list[0];
        if (rc != ERR_OK || f->body->count != 1 ||
            strcmp(r->member.code, "GM0001") != 0 ||
            r->member.kind != MUNICIPALITY ||
            strcmp(r->member.name, "Aadorp") != 0 ||
            r->figure.inhabitants != 1000 ||
            strcmp(r->figure.reference_date, "2026-01-01") != 0 ||
            r->line != 2)
            fail_msg("%s: %s", cases[i].what,
                     f->faults.count > 0 ? f->faults.list[0].detail : "");
    }
}

static void quotes_keep_what_they_hold(void **state)
{
    static const char text[] =
        "code;soort;naam;bron;geldig_van;geldig_tot\n"
        "GW01;gewest;\"Dee; \"\"streek\"\", 's\";\"x\";2020-01-01;2021-01-01\n"
        "GM0001;gemeente;\xc3\x89\xc3\xa9ndorp;;;\n";
    struct fixture *f = *state;

    assert_int_equal(read_csv(f, text, strlen(text)), ERR_OK);
    assert_int_equal(f->body->count, 2);
    assert_string_equal(f->body->list[0].member.name,
                        "Dee; \"streek\", 's");
    assert_int_equal(f->body->list[0].member.kind, REGION);
    assert_string_equal(f->body->list[0].figure.source, "x");
    assert_string_equal(f->body->list[0].member.valid_from, "2020-01-01");
    assert_string_equal(f->body->list[0].member.valid_until, "2021-01-01");
    assert_int_equal(f->body->list[0].figure.inhabitants, -1);
    assert_string_equal(f->body->list[1].member.name,
                        "\xc3\x89\xc3\xa9ndorp");
    assert_int_equal(f->body->list[1].line, 3);
}

#define HEAD "code;kind;name;inhabitants;reference_date\n"

static void every_fault_is_named_with_its_line(void **state)
{
    static const struct {
        const char *what, *text;
        const char *pointers[4], *detail;
    } cases[] = {
        { "an empty file", "", { "/1" }, "empty" },
        { "only a header", HEAD, { "/1" }, "no rows" },
        { "an unknown column", "code;kind;name;colour\nGM0001;region;x;red\n",
          { "/1" }, "unknown column 'colour'" },
        { "a column that comes twice", "code;kind;name;naam\n"
          "GM0001;region;x;y\n", { "/1" }, "comes twice" },
        { "a column that is missing", "code;kind\nGM0001;region\n", { "/1" },
          "'name' is missing" },
        { "a bad code", HEAD "GM01x;municipality;x;1;2026-01-01\n",
          { "/2/code" }, "line 2: " },
        { "an unknown kind", HEAD "GM0001;town;x;1;2026-01-01\n",
          { "/2/kind" }, "line 2: " },
        { "no name", HEAD "GM0001;region;;1;2026-01-01\n", { "/2/name" },
          "line 2: " },
        { "letters for a number", HEAD "GM0001;region;x;many;2026-01-01\n",
          { "/2/inhabitants" }, "line 2: " },
        { "a decimal", HEAD "GM0001;region;x;1.5;2026-01-01\n",
          { "/2/inhabitants" }, "line 2: " },
        { "a negative number", HEAD "GM0001;region;x;-1;2026-01-01\n",
          { "/2/inhabitants" }, "line 2: " },
        { "too many inhabitants", HEAD
          "GM0001;region;x;100000001;2026-01-01\n", { "/2/inhabitants" },
          "line 2: " },
        { "more digits than an integer has", HEAD
          "GM0001;region;x;99999999999999999999;2026-01-01\n",
          { "/2/inhabitants" }, "line 2: " },
        { "a date that does not exist", HEAD "GM0001;region;x;1;2026-02-30\n",
          { "/2/referenceDate" }, "line 2: " },
        { "a date the other way around", HEAD
          "GM0001;region;x;1;01-01-2026\n", { "/2/referenceDate" },
          "line 2: " },
        { "too few fields", HEAD "GM0001;region;x;1\n", { "/2" },
          "4 fields instead of 5" },
        { "too many fields", HEAD "GM0001;region;x;1;2026-01-01;y\n",
          { "/2" }, "6 fields instead of 5" },
        { "a name that is not UTF-8", HEAD
          "GM0001;region;\xe9;1;2026-01-01\n", { "/2" }, "line 2: " },
        { "faults in several lines and fields", HEAD
          "GMx;town;x;1;2026-01-01\nGM0001;region;x;1;2026-01-01\n"
          "GM0002;region;;-;2026-01-01\n",
          { "/2/code", "/2/kind", "/4/name", "/4/inhabitants" },
          "line 2: " },
        { "the other delimiter in a row", HEAD
          "GM0001,region,x,1,2026-01-01\n", { "/2" }, "1 fields instead" },
        { "a quote that does not end", HEAD
          "GM0001;region;\"x;1;2026-01-01\n", { "/2" }, "" },
        { "something behind a quote", HEAD
          "GM0001;region;\"x\"y;1;2026-01-01\n", { "/2" }, "" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t wanted = 0;
        if (read_csv(f, cases[i].text, strlen(cases[i].text)) !=
            ERR_REGISTER_INVALID)
            fail_msg("%s", cases[i].what);
        while (wanted < 4 && cases[i].pointers[wanted] != NULL)
            wanted++;
        if (f->faults.count != wanted ||
            strstr(f->faults.list[0].detail, cases[i].detail) == NULL)
            fail_msg("%s: %zu faults, %s", cases[i].what, f->faults.count,
                     f->faults.list[0].detail);
        for (size_t p = 0; p < wanted; p++) {
            bool found = false;
            for (size_t j = 0; j < f->faults.count; j++)
                found |= strcmp(f->faults.list[j].pointer,
                                cases[i].pointers[p]) == 0;
            if (!found)
                fail_msg("%s: %s instead of %s", cases[i].what,
                         f->faults.list[p].pointer, cases[i].pointers[p]);
        }
    }
}

static void a_nul_byte_is_a_fault(void **state)
{
    static const char text[] = HEAD "GM0001;region;x\0y;1;2026-01-01\n";
    struct fixture *f = *state;

    assert_int_equal(read_csv(f, text, sizeof text - 1),
                     ERR_REGISTER_INVALID);
    assert_true(f->faults.count >= 1);
    assert_non_null(strstr(f->faults.list[0].detail, "line 2: "));
}

static char *many_rows(size_t count, size_t *len)
{
    size_t room = 100 + 60 * count;
    char *text = malloc(room);
    assert_non_null(text);
    *len = (size_t)snprintf(text, room, HEAD);
    for (size_t i = 0; i < count; i++)
        *len += (size_t)snprintf(text + *len, room - *len,
                                 "GM%06zu;region;x;1;2026-01-01\n", i);
    return text;
}

static void two_thousand_rows_are_the_most(void **state)
{
    struct fixture *f = *state;
    size_t len;
    char *text = many_rows(LIST_MAX, &len);

    assert_int_equal(read_csv(f, text, len), ERR_OK);
    assert_int_equal(f->body->count, LIST_MAX);
    free(text);
    text = many_rows(LIST_MAX + 1, &len);
    assert_int_equal(read_csv(f, text, len), ERR_REGISTER_INVALID);
    assert_int_equal(f->faults.count, 1);
    assert_string_equal(f->faults.list[0].pointer, "/2002");
    free(text);
}

/* Whatever the bytes: an answer, and no more rows than there is room for. */
static void any_bytes_are_survived(void **state)
{
    static const char alphabet[] = ";,\"\n\r GM01;region;x\n\xef\xbb\xbf\0";
    struct fixture *f = *state;
    uint32_t dice = 1;
    char text[400];

    for (int run = 0; run < 3000; run++) {
        size_t len = 0, head = run % 2 == 0 ? strlen(HEAD) : 0;
        memcpy(text, HEAD, head);
        len = head;
        while (len < head + 120) {
            dice = dice * 1664525u + 1013904223u;
            text[len++] = alphabet[(dice >> 16) % (sizeof alphabet - 1)];
        }
        enum err_code rc = read_csv(f, text, len);
        assert_true(rc == ERR_OK || rc == ERR_REGISTER_INVALID);
        assert_int_equal(rc == ERR_OK, f->faults.count == 0);
        assert_true(f->body->count <= LIST_MAX);
    }
}

#define WITH_BODY(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BODY(a_file_may_have_any_of_these_forms),
        WITH_BODY(quotes_keep_what_they_hold),
        WITH_BODY(every_fault_is_named_with_its_line),
        WITH_BODY(a_nul_byte_is_a_fault),
        WITH_BODY(two_thousand_rows_are_the_most),
        WITH_BODY(any_bytes_are_survived),
    };
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
