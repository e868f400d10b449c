/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/page.h"
#include "fault/scene.h"

/* ---- parts ------------------------------------------------------------------- */

static void a_name_is_escaped_and_kept_to_itself(void **state)
{
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    (void)state;

    html_name(&p, "<b> \u202e\"x\"");
    assert_string_equal(b.data,
                        "<bdi>&lt;b&gt; \u202e&quot;x&quot;</bdi>");
    buf_reset(&b);
    html_title(&p, "Motie");
    assert_string_equal(b.data, "<bdi>Motie</bdi>");
    buf_reset(&b);
    p.in = &edition_english;
    html_title(&p, "Motie <i>");
    assert_string_equal(b.data, "<bdi lang=\"nl\">Motie &lt;i&gt;</bdi>");
    buf_reset(&b);
    p.plain = true; /* where there can be no elements */
    html_name(&p, "<b> \u202e");
    assert_string_equal(b.data, "\u2068&lt;b&gt; \u202e\u2069");
    buf_free(&b);
}

static void values_take_their_places_in_a_text(void **state)
{
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    (void)state;

    html_say(&p, TEXT_NEEDED, SAY_INT(11448), SAY_INT(22895), SAY_TEXT("<x>"));
    assert_string_equal(b.data, "Nodig: 11.448 van de 22.895 stemmen "
                                "(&lt;x&gt;).");
    buf_reset(&b);
    p.in = &edition_english;
    html_say(&p, TEXT_NEEDED, SAY_INT(11448), SAY_INT(22895), SAY_NAME("x"));
    assert_string_equal(b.data, "Needed: 11,448 of the 22,895 votes "
                                "(<bdi>x</bdi>).");
    buf_reset(&b);
    html_say(&p, TEXT_ASIDE_ABSTAIN, SAY_MEMBERS(1), SAY_VOTES(75));
    assert_string_equal(b.data, "Abstention: 1\u00a0member, 75\u00a0votes.");
    buf_free(&b);
}

static void times_are_those_of_the_netherlands(void **state)
{
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
    int64_t at;
    (void)state;

    assert_true(clock_parse("2026-06-08T22:15:30.123Z", &at));
    html_time(&p, at);
    assert_string_equal(b.data, "<time datetime=\"2026-06-09T00:15:30+02:00\">"
                                "9 juni 2026 om 00:15:30 uur</time>");
    buf_reset(&b);
    html_date(&p, "2026-06-08");
    assert_string_equal(b.data, "<time datetime=\"2026-06-08\">8 juni 2026"
                                "</time>");
    buf_free(&b);
}

static void addresses_follow_the_edition_and_the_base(void **state)
{
    static const struct {
        const struct edition *in;
        const char *base, *address, *href;
    } cases[] = {
        { &edition_dutch, "", "/", " href=\"/\"" },
        { &edition_dutch, "", "/results/7", " href=\"/results/7\"" },
        { &edition_english, "", "/", " href=\"/en\"" },
        { &edition_english, "", "/results/7", " href=\"/en/results/7\"" },
        { &edition_english, "https://stem.example", "/members",
          " href=\"https://stem.example/en/members\"" },
        { &edition_dutch, NULL, "/results/7", "" },
    };
    struct buf b = { 0 };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct page p = { .out = &b, .in = cases[i].in,
                          .base = cases[i].base };
        buf_reset(&b);
        buf_char(&b, '.');
        html_href(&p, "%s", cases[i].address);
        assert_string_equal(b.data + 1, cases[i].href);
    }
    buf_free(&b);
}

/* ---- whole pages --------------------------------------------------------------- */

static int make(void **state)
{
    static struct scene s;
    scene_open(&s, NULL);
    scene_everything(&s);
    *state = &s;
    return 0;
}

static int unmake(void **state)
{
    scene_close(*state);
    return 0;
}

/* An export puts a page beside others or mails it: it must need nothing else. */
static void a_page_that_stands_alone_asks_for_nothing(void **state)
{
    struct scene *s = *state;
    char why[WHY_SIZE] = "";
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_dutch,
                      .style = "body { color: CanvasText; }" };

    assert_int_equal(page_assembly(&p, s->db, 1, why), ERR_OK);
    assert_int_equal(page_round(&p, s->db, 1, "", SORT_NAME, why), ERR_OK);
    assert_true(buf_ok(&b));
    assert_non_null(strstr(b.data, "<style>\nbody { color: CanvasText; }"));
    for (const char *at = b.data; (at = strstr(at, "href=\"")) != NULL; at++)
        assert_int_equal(at[6], '#'); /* within the page */
    assert_null(strstr(b.data, "src="));
    assert_null(strstr(b.data, "<form"));
    buf_free(&b);
}

static void a_refusal_is_said_in_the_language_of_the_page(void **state)
{
    struct scene *s = *state;
    char why[WHY_SIZE] = "";
    struct buf b = { 0 };
    struct page p = { .out = &b, .in = &edition_english, .base = "" };

    assert_int_equal(page_round(&p, s->db, 99, "", SORT_NAME, why),
                     ERR_NOT_FOUND);
    assert_string_equal(why, edition_english.texts[TEXT_NO_ROUND]);
    assert_int_equal(page_round(&p, s->db, 2, "", SORT_NAME, why),
                     ERR_NOT_FOUND); /* annulled before it was published */
    assert_string_equal(why, edition_english.texts[TEXT_NOT_PUBLIC_ANNULLED]);
    assert_int_equal(page_member(&p, s->db, "GM9999", 0, -1, why),
                     ERR_NOT_FOUND);
    assert_string_equal(why, edition_english.texts[TEXT_NO_MEMBER]);
    buf_free(&b);
}

static void every_error_has_a_page(void **state)
{
    (void)state;

    for (int code = 1; code < ERR_COUNT; code++) {
        struct buf b = { 0 };
        struct page p = { .out = &b, .in = &edition_dutch, .base = "" };
        page_problem(&p, (enum err_code)code, "");
        assert_non_null(strstr(b.data, "<h1>"));
        assert_non_null(strstr(b.data, "</html>"));
        buf_free(&b);
    }
    assert_int_equal(page_status(ERR_NOT_PUBLISHED), 404);
    assert_int_equal(page_status(ERR_QUEUE_FULL), 503);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_escaped_and_kept_to_itself),
        cmocka_unit_test(values_take_their_places_in_a_text),
        cmocka_unit_test(times_are_those_of_the_netherlands),
        cmocka_unit_test(addresses_follow_the_edition_and_the_base),
        cmocka_unit_test_setup_teardown(
            a_page_that_stands_alone_asks_for_nothing, make, unmake),
        cmocka_unit_test_setup_teardown(
            a_refusal_is_said_in_the_language_of_the_page, make, unmake),
        cmocka_unit_test(every_error_has_a_page),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
