/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/cookies.h"

static void expect(const struct cookies *c, enum role role, const char *value)
{
    if (value == NULL) {
        assert_true(c->of[role].text == NULL || c->of[role].unclear);
        return;
    }
    assert_non_null(c->of[role].text);
    assert_false(c->of[role].unclear);
    assert_int_equal(c->of[role].len, strlen(value));
    assert_memory_equal(c->of[role].text, value, strlen(value));
}

static void a_cookie_is_found_whatever_stands_around_it(void **state)
{
    static const struct {
        const char *header, *chair, *handset;
        bool any;
    } cases[] = {
        { "", NULL, NULL, false },
        { "stembus-chair=a", "a", NULL, true },
        { "stembus-chair=a; stembus-handset=b", "a", "b", true },
        { "stembus-handset=b;stembus-chair=a", "a", "b", true },
        { "x=y; stembus-chair=a; z", "a", NULL, true },
        { ";; ;\t; stembus-chair=a ;;", "a", NULL, true },
        { "=; stembus-chair=a; =", "a", NULL, true },
        { "stembus-chair=a=b", "a=b", NULL, true },
        { "stembus-chair=\"a\"", "\"a\"", NULL, true },
        { "stembus-chair=", "", NULL, true },
        { "stembus-chair", NULL, NULL, false },
        { "stembus-chair ; =a", NULL, NULL, false },
        { "stembus-chair =a", NULL, NULL, false },
        { "stembus-chairs=a", NULL, NULL, false },
        { "stembus-=a", NULL, NULL, false },
        { "stembus=a", NULL, NULL, false },
        { "Stembus-chair=a", NULL, NULL, false },
        { "xstembus-chair=a", NULL, NULL, false },
        { "x=stembus-chair=a", NULL, NULL, false },
        { "x; y=stembus-chair; stembus-boss=c", NULL, NULL, false },
        { "stembus-chair=a; stembus-chair=a", "a", NULL, true },
        { "stembus-chair=a; stembus-chair=b", NULL, NULL, true },
        { "stembus-chair=a; stembus-chair=ab; stembus-handset=c", NULL, "c",
          true },
        { "stembus-chair=a; stembus-chair=b; stembus-chair=b", NULL, NULL,
          true },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cookies c = { 0 };
        cookies_read(&c, cases[i].header);
        expect(&c, CHAIR, cases[i].chair);
        expect(&c, HANDSET, cases[i].handset);
        if (c.any != cases[i].any)
            fail_msg("%s", cases[i].header);
    }
}

static void several_headers_are_read_as_one(void **state)
{
    struct cookies c = { 0 };
    (void)state;
    cookies_read(&c, "stembus-chair=a");
    cookies_read(&c, "junk");
    cookies_read(&c, "stembus-handset=b");
    expect(&c, CHAIR, "a");
    expect(&c, HANDSET, "b");
    cookies_read(&c, "stembus-chair=b");
    expect(&c, CHAIR, NULL);
    expect(&c, HANDSET, "b");
}

static void an_origin_is_ours_or_not(void **state)
{
    static const struct {
        const char *origin, *host;
        bool plain, secure; /* what comes of it without and with TLS */
    } cases[] = {
        { "https://a.nl", "a.nl", true, true },
        { "https://a.nl", "a.nl:443", true, true },
        { "https://a.nl:443", "a.nl", true, true },
        { "https://A.nl", "a.NL", true, true },
        { "https://a.nl:8443", "a.nl:8443", true, true },
        { "http://a.nl", "a.nl", true, false },
        { "http://a.nl:80", "a.nl", true, false },
        { "http://127.0.0.1:8080", "127.0.0.1:8080", true, false },
        { "http://[::1]:8080", "[::1]:8080", true, false },
        { "https://[::1]", "[::1]", true, true },
        { "http://a.nl", "a.nl:443", false, false },
        { "http://a.nl:443", "a.nl", false, false },
        { "https://a.nl", "a.nl:80", false, false },
        { "https://a.nl:8443", "a.nl", false, false },
        { "https://b.nl", "a.nl", false, false },
        { "https://a.nl.b.nl", "a.nl", false, false },
        { "https://a.n", "a.nl", false, false },
        { "https://xa.nl", "a.nl", false, false },
        { "https://b.nl@a.nl", "a.nl", false, false },
        { "https://a.nl/", "a.nl", false, false },
        { "https://a.nl, https://a.nl", "a.nl", false, false },
        { "https://a.nl https://b.nl", "a.nl", false, false },
        { "https://a.nl:", "a.nl", false, false },
        { "https://a.nl:0", "a.nl:0", false, false },
        { "https://a.nl:65536", "a.nl:65536", false, false },
        { "https://a.nl:000443", "a.nl", false, false },
        { "https://a.nl:443x", "a.nl", false, false },
        { "https://a.nl:-1", "a.nl", false, false },
        { "https://[::1", "[::1", false, false },
        { "https://[::1]x", "[::1]x", false, false },
        { "HTTPS://a.nl", "a.nl", false, false },
        { "ftp://a.nl", "a.nl", false, false },
        { "a.nl", "a.nl", false, false },
        { "null", "null", false, false },
        { "https://", "", false, false },
        { "https://:443", ":443", false, false },
        { "", "", false, false },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (origin_matches(cases[i].origin, cases[i].host, false) !=
                cases[i].plain ||
            origin_matches(cases[i].origin, cases[i].host, true) !=
                cases[i].secure)
            fail_msg("%s for %s", cases[i].origin, cases[i].host);
}

static void a_cookie_is_printed_to_be_kept_or_forgotten(void **state)
{
    char out[SET_COOKIE_SIZE];
    (void)state;
    cookie_print(out, CHAIR, "secret", 60, false);
    assert_string_equal(out, "stembus-chair=secret; Path=/; HttpOnly; "
                             "SameSite=Strict; Max-Age=60");
    cookie_print(out, HANDSET, "", 60, true);
    assert_string_equal(out, "stembus-handset=; Path=/; HttpOnly; "
                             "SameSite=Strict; Max-Age=0; Secure");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_whatever_stands_around_it),
        cmocka_unit_test(several_headers_are_read_as_one),
        cmocka_unit_test(an_origin_is_ours_or_not),
        cmocka_unit_test(a_cookie_is_printed_to_be_kept_or_forgotten),
    };
    return cmocka_run_group_tests_name("cookies", tests, NULL, NULL);
}
