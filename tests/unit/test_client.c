/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/client.h"

static void an_address_is_a_scheme_a_host_and_perhaps_a_port(void **state)
{
    static const struct {
        const char *url, *origin; /* NULL: refused */
        bool in_clear;
    } cases[] = {
        { "https://stem.example", "https://stem.example", false },
        { "https://stem.example/", "https://stem.example", false },
        { "https://stem.example:8443", "https://stem.example:8443", false },
        { "https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443", false },
        { "HTTPS://stem.example", "https://stem.example", false },
        { "http://stem.example", "http://stem.example", true },
        { "http://10.0.0.5:8080", "http://10.0.0.5:8080", true },
        { "http://127.0.0.1.example", "http://127.0.0.1.example", true },
        { "http://localhost.example", "http://localhost.example", true },
        { "http://[::2]", "http://[::2]", true },
        { "http://127.0.0.1:8080", "http://127.0.0.1:8080", false },
        { "http://127.1.2.3/", "http://127.1.2.3", false },
        { "http://localhost:1", "http://localhost:1", false },
        { "http://[::1]:8080", "http://[::1]:8080", false },
        { "", NULL, false },
        { "stem.example", NULL, false },
        { "stem.example:443", NULL, false },
        { "//stem.example", NULL, false },
        { "https://", NULL, false },
        { "https:///", NULL, false },
        { "https://:443", NULL, false },
        { "ftp://stem.example", NULL, false },
        { "file:///etc/passwd", NULL, false },
        { "https://stem.example/v1", NULL, false },
        { "https://stem.example/?", NULL, false },
        { "https://stem.example?a=b", NULL, false },
        { "https://stem.example/#top", NULL, false },
        { "https://stem.example/#", "https://stem.example", false },
        { "https://anna@stem.example", NULL, false },
        { "https://anna:secret@stem.example", NULL, false },
        { "https://stem.example:65536", NULL, false },
        { "https://stem.example:x", NULL, false },
        { "https://stem example", NULL, false },
        { "https://[::1", NULL, false },
        { "https://stem.example\n", NULL, false },
    };
    struct client c;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool opened = client_open(&c, cases[i].url, "");
        if (opened != (cases[i].origin != NULL))
            fail_msg("%s is %staken", cases[i].url, opened ? "" : "not ");
        if (opened) {
            assert_string_equal(c.origin, cases[i].origin);
            if (c.in_clear != cases[i].in_clear)
                fail_msg("%s is clear otherwise", cases[i].url);
        } else {
            assert_non_null(strstr(c.fault, "http(s)://HOST[:PORT]"));
            assert_null(strstr(c.fault, "secret"));
        }
        client_close(&c);
    }
}

static void a_file_of_certificates_that_is_not_there_is_named(void **state)
{
    struct client c;
    (void)state;
    assert_false(client_open(&c, "https://stem.example", "/nowhere/ca.pem"));
    assert_non_null(strstr(c.fault, "/nowhere/ca.pem: No such file"));
    client_close(&c);
}

static void closing_is_allowed_at_any_time(void **state)
{
    struct client c = { 0 };
    (void)state;
    client_close(&c);
    assert_true(client_open(&c, "https://stem.example", ""));
    client_close(&c);
    client_close(&c);
}

static void a_server_that_is_not_there_is_named_with_what_failed(void **state)
{
    struct client c;
    struct answer answer;
    struct http_request rq = { .method = "GET", .path = "/" };
    (void)state;
    assert_true(client_open(&c, "http://127.0.0.1:1/", ""));
    assert_false(client_call(&c, &rq, &answer));
    assert_non_null(strstr(c.fault,
                           "http://127.0.0.1:1: Couldn't connect to server"));
    client_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_a_scheme_a_host_and_perhaps_a_port),
        cmocka_unit_test(a_file_of_certificates_that_is_not_there_is_named),
        cmocka_unit_test(closing_is_allowed_at_any_time),
        cmocka_unit_test(a_server_that_is_not_there_is_named_with_what_failed),
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
