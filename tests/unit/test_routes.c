/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "engine/commands.h"
#include "http/openapi.h"
#include "http/routes.h"

/* The pattern with something in the place of each parameter. */
static void fill(const char *pattern, const char *number, const char *name,
                 char out[200])
{
    size_t len = 0;
    out[0] = '\0';
    for (const char *p = pattern; *p != '\0'; p++) {
        if (*p != '{') {
            out[len++] = *p;
            out[len] = '\0';
            continue;
        }
        const char *value = strncmp(p, "{n}", 3) == 0 ||
                                    strncmp(p, "{k}", 3) == 0
                                ? number
                                : name;
        len += (size_t)snprintf(out + len, 200 - len, "%s", value);
        p = strchr(p, '}');
    }
}

static const struct route *find(const char *method, const char *path,
                                struct call *call, char allow[ALLOW_SIZE])
{
    *call = (struct call){ 0 };
    return route_find(method, path, call, allow);
}

static void every_route_is_found_and_gets_its_parameters(void **state)
{
    (void)state;

    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        char path[200], allow[ALLOW_SIZE];
        struct call call;
        fill(r->pattern, "9223372036854775807", "aZ.9_-", path);
        assert_ptr_equal(find(r->method, path, &call, allow), r);
        assert_int_equal(call.id, strstr(r->pattern, "{n}") != NULL
                                      ? INT64_MAX
                                      : 0);
        assert_int_equal(call.line, strstr(r->pattern, "{k}") != NULL
                                        ? INT64_MAX
                                        : 0);
        if (strstr(r->pattern, "{code}") != NULL ||
            strstr(r->pattern, "{serial}") != NULL)
            assert_string_equal(call.name, "aZ.9_-");
    }
}

static void head_finds_what_get_finds(void **state)
{
    (void)state;

    for (size_t i = 0; i < route_count; i++) {
        char path[200], allow[ALLOW_SIZE];
        struct call call;
        fill(routes[i].pattern, "1", "x", path);
        const struct route *get = find("GET", path, &call, allow);
        assert_ptr_equal(find("HEAD", path, &call, allow), get);
    }
}

static void no_route_is_found_with_anything_added(void **state)
{
    static const char *const added[] = { "/", "//", "/x/y", "x/", "?", "%2F",
                                         "%00", " ", ";a" };
    (void)state;

    for (size_t i = 0; i < route_count; i++)
        for (size_t a = 0; a < ARRAY_LEN(added); a++) {
            char path[200], allow[ALLOW_SIZE];
            struct call call;
            if (strstr(routes[i].pattern, "{path}") != NULL &&
                strcmp(added[a], "/x/y") == 0)
                continue; /* a file in a folder */
            fill(routes[i].pattern, "1", "x", path);
            strncat(path, added[a], sizeof path - strlen(path) - 1);
            if (find(routes[i].method, path, &call, allow) != NULL)
                fail_msg("%s", path);
            assert_string_equal(allow, "");
        }
}

static void paths_have_one_form(void **state)
{
    static const struct {
        const char *what, *path;
        bool found;
    } cases[] = {
        { "as it is", "/v1/assemblies/1", true },
        { "the largest number", "/v1/assemblies/9223372036854775807", true },
        { "one more", "/v1/assemblies/9223372036854775808", false },
        { "many digits", "/v1/assemblies/111111111111111111111111", false },
        { "zero", "/v1/assemblies/0", false },
        { "line zero", "/v1/assemblies/1/proofs/0", true },
        { "line 10", "/v1/assemblies/1/proofs/10", true },
        { "line zero twice", "/v1/assemblies/1/proofs/00", false },
        { "a line with a leading zero", "/v1/assemblies/1/proofs/01", false },
        { "a line that is no number", "/v1/assemblies/1/proofs/-1", false },
        { "no line", "/v1/assemblies/1/proofs/", false },
        { "a leading zero", "/v1/assemblies/01", false },
        { "a sign", "/v1/assemblies/+1", false },
        { "a negative number", "/v1/assemblies/-1", false },
        { "hexadecimal", "/v1/assemblies/0x1", false },
        { "a letter behind", "/v1/assemblies/1a", false },
        { "no number", "/v1/assemblies/", false },
        { "an encoded digit", "/v1/assemblies/%31", false },
        { "an encoded slash", "/v1%2Fassemblies/1", false },
        { "capitals", "/V1/assemblies/1", false },
        { "two slashes", "//v1/assemblies/1", false },
        { "two slashes inside", "/v1//assemblies/1", false },
        { "a dot segment", "/v1/./assemblies/1", false },
        { "another version", "/v2/assemblies/1", false },
        { "no slash at first", "v1/assemblies/1", false },
        { "a whole URL", "http://h/v1/assemblies/1", false },
        { "an asterisk", "*", false },
        { "nothing", "", false },
        { "the root", "/", true },
        { "another edition", "/en", true },
        { "another edition with a slash", "/en/", false },
        { "a page with a slash behind", "/results/1/", false },
        { "a page of a round that is no number", "/results/rounds/a", false },
        { "the version alone", "/v1", false },
        { "a name of one character", "/v1/members/G", true },
        { "a name of 32", "/v1/members/12345678901234567890123456789012",
          true },
        { "a name of 33", "/v1/members/123456789012345678901234567890123",
          false },
        { "a name with a space", "/v1/members/a b", false },
        { "a name with %2F", "/v1/members/a%2Fb", false },
        { "a name with a quote", "/v1/members/a'b", false },
        { "a name beyond ASCII", "/v1/members/\xc3\xa9", false },
        { "an empty name", "/v1/members/", false },
        { "an empty name inside", "/v1/assemblies/1/roll//attendance",
          false },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char allow[ALLOW_SIZE];
        struct call call;
        bool found = find("GET", cases[i].path, &call, allow) != NULL;
        if (found != cases[i].found || (!found && allow[0] != '\0'))
            fail_msg("%s", cases[i].what);
    }
}

static void other_methods_are_told_what_there_is(void **state)
{
    static const struct {
        const char *method, *path, *allow;
    } cases[] = {
        { "DELETE", "/v1/members", "PUT, GET, HEAD, OPTIONS" },
        { "OPTIONS", "/v1/members", "PUT, GET, HEAD, OPTIONS" },
        { "get", "/v1/members", "PUT, GET, HEAD, OPTIONS" },
        { "BREW", "/v1/members", "PUT, GET, HEAD, OPTIONS" },
        { "", "/v1/members", "PUT, GET, HEAD, OPTIONS" },
        { "GET", "/v1/rounds/1/ballot-batches", "POST, OPTIONS" },
        { "HEAD", "/v1/rounds/1/ballot-batches", "POST, OPTIONS" },
        { "PUT", "/v1/rounds/1/ballots", "POST, GET, HEAD, OPTIONS" },
        { "POST", "/v1/motions/7", "GET, HEAD, PATCH, OPTIONS" },
        { "GET", "/v1/tokens/7", "DELETE, OPTIONS" },
        { "POST", "/healthz", "GET, HEAD, OPTIONS" },
        { "POST", "/v1/nothing", "" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char allow[ALLOW_SIZE];
        struct call call;
        assert_null(find(cases[i].method, cases[i].path, &call, allow));
        assert_string_equal(allow, cases[i].allow);
    }
}

static void every_route_does_one_thing(void **state)
{
    (void)state;

    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        int does = (r->command != NULL) + (r->view != NULL) +
                   (r->special != NOTHING_SPECIAL);
        bool reads = strcmp(r->method, "GET") == 0;
        if (does != 1 || (reads && r->form != NULL))
            fail_msg("%s %s", r->method, r->pattern);
        if (r->form != NULL)
            assert_true(r->form->max_body > 0);
        for (size_t j = 0; j < i; j++)
            assert_false(strcmp(routes[j].method, r->method) == 0 &&
                         strcmp(routes[j].pattern, r->pattern) == 0);
    }
}

/* Nothing can be changed by nobody in particular, who can only sign in. */
static void every_route_that_changes_something_has_a_role(void **state)
{
    (void)state;

    for (size_t i = 0; i < route_count; i++) {
        const struct route *r = &routes[i];
        bool reads = strcmp(r->method, "GET") == 0;
        if (r->roles == 0 && (!reads || r->command != NULL) &&
            !(r->traits & SIGNS_IN))
            fail_msg("%s %s", r->method, r->pattern);
        assert_int_equal((r->traits & SIGNS_IN) != 0,
                         r->command == command_session_create);
        assert_int_equal(r->roles & BIT(SERVER), 0);
    }
}

/* ---- the contract -------------------------------------------------------- */

static void rename_parameter(char path[200], const char *from, const char *to)
{
    char rest[200];
    char *at = strstr(path, from);
    if (at == NULL)
        return;
    snprintf(rest, sizeof rest, "%s", at + strlen(from));
    snprintf(at, (size_t)(path + 200 - at), "%s%s", to, rest);
}

/* The route's path as OpenAPI has it: below /v1, {n} and {k} by longer names. */
static void contract_path(const struct route *r, char out[200])
{
    snprintf(out, 200, "%s", r->pattern + strlen("/v1"));
    rename_parameter(out, "{n}", "{id}");
    rename_parameter(out, "{k}", strstr(out, "/checkpoints/") != NULL
                                    ? "{size}"
                                    : "{line}");
}

static const struct route *route_of(const char *method, const char *path)
{
    for (size_t i = 0; i < route_count; i++) {
        char own[200];
        if (strncmp(routes[i].pattern, "/v1/", 4) != 0)
            continue;
        contract_path(&routes[i], own);
        if (strcasecmp(routes[i].method, method) == 0 &&
            strcmp(own, path) == 0)
            return &routes[i];
    }
    return NULL;
}

static uint32_t roles_of(const json_t *operation)
{
    uint32_t roles = 0;
    size_t i;
    json_t *role;
    json_t *list = json_object_get(operation, "x-roles");
    assert_true(json_is_array(list));
    assert_true(json_array_size(list) > 0);
    json_array_foreach(list, i, role) {
        const char *word = json_string_value(role);
        int index = word_index(role_words, word);
        if (strcmp(word, "anyone") == 0)
            assert_int_equal(json_array_size(list), 1);
        else
            assert_true(index >= 0);
        if (index >= 0)
            roles |= BIT(index);
    }
    return roles;
}

static bool is_method(const char *key)
{
    static const char *const methods[] = { "get", "put", "post", "delete",
                                           "patch", "options", "head",
                                           "trace", NULL };
    return word_index(methods, key) >= 0;
}

static void the_contract_and_the_table_are_the_same(void **state)
{
    json_error_t error;
    json_t *paths, *item, *operation;
    const char *path, *method;
    size_t operations = 0, public_routes = 0;
    (void)state;

    json_t *contract = json_loadb(openapi_text, openapi_size(),
                                  JSON_REJECT_DUPLICATES, &error);
    assert_non_null(contract);
    paths = json_object_get(contract, "paths");
    json_object_foreach(paths, path, item)
        json_object_foreach(item, method, operation) {
            if (!is_method(method))
                continue;
            const struct route *r = route_of(method, path);
            if (r == NULL)
                fail_msg("%s %s is no route", method, path);
            if (roles_of(operation) != r->roles)
                fail_msg("%s %s: other roles", method, path);
            if ((json_object_get(operation, "requestBody") != NULL) !=
                (r->form != NULL))
                fail_msg("%s %s: body", method, path);
            operations++;
        }
    for (size_t i = 0; i < route_count; i++)
        public_routes += strncmp(routes[i].pattern, "/v1/", 4) == 0;
    assert_int_equal(operations, public_routes);
    json_decref(contract);
}

/* What is not in the contract is a page, or for this machine alone. */
static void routes_outside_the_contract_are_pages_or_for_loopback(void **state)
{
    (void)state;

    for (size_t i = 0; i < route_count; i++)
        assert_int_equal(strncmp(routes[i].pattern, "/v1/", 4) != 0,
                         (routes[i].traits & (LOOPBACK | PAGE)) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_found_and_gets_its_parameters),
        cmocka_unit_test(head_finds_what_get_finds),
        cmocka_unit_test(no_route_is_found_with_anything_added),
        cmocka_unit_test(paths_have_one_form),
        cmocka_unit_test(other_methods_are_told_what_there_is),
        cmocka_unit_test(every_route_does_one_thing),
        cmocka_unit_test(every_route_that_changes_something_has_a_role),
        cmocka_unit_test(the_contract_and_the_table_are_the_same),
        cmocka_unit_test(
            routes_outside_the_contract_are_pages_or_for_loopback),
    };
    return cmocka_run_group_tests_name("routes", tests, NULL, NULL);
}
