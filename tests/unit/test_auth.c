/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/auth.h"
#include "engine/evidence.h"

enum { RATE = 10, NOW = 5000, MONO = 100 };

static const unsigned char key[CODE_KEY_SIZE] = { 1, 2, 3 };

/* An operator (1) and a handset (2), each with a token, a session that lasts
 * until NOW + 1000, and a code. */
struct ring {
    struct keyring *keyring;
    struct {
        struct credential credential;
        struct session session;
        char token[TOKEN_SIZE], secret[TOKEN_SIZE], code[SIGN_IN_CODE_SIZE];
    } of[2];
};

static int make(void **state)
{
    static struct ring r;
    struct err err;
    must(evidence_init(&err) == ERR_OK);
    must(auth_new(RATE, key, &r.keyring) == ERR_OK);
    for (int i = 0; i < 2; i++) {
        struct sign_in_code code = { .credential = i + 1 };
        r.of[i].credential =
            (struct credential){ .id = i + 1,
                                 .role = i == 0 ? OPERATOR : HANDSET };
        r.of[i].session = (struct session){ .credential = i + 1,
                                            .expires_at = NOW + 1000 };
        secret_make(r.of[i].token, r.of[i].credential.hash);
        secret_make(r.of[i].secret, r.of[i].session.hash);
        secret_make_code(r.of[i].code);
        must(secret_hash_code(key, r.of[i].code, code.hash));
        must(auth_add(r.keyring, &r.of[i].credential) == ERR_OK);
        must(auth_add_session(r.keyring, &r.of[i].session) == ERR_OK);
        must(auth_put_code(r.keyring, &code) == ERR_OK);
    }
    *state = &r;
    return 0;
}

static int unmake(void **state)
{
    struct ring *r = *state;
    auth_free(r->keyring);
    return 0;
}

/* ---- asking, in each of the four ways --------------------------------------- */

static enum err_code token(struct ring *r, const char *text)
{
    struct principal who;
    return auth_check(r->keyring, text, strlen(text), MONO, &who);
}

static enum err_code session_at(struct ring *r, enum role role,
                                const char *text, int64_t now)
{
    struct principal who;
    return auth_check_session(r->keyring, role, text, strlen(text), now, MONO,
                              &who);
}

static enum err_code session(struct ring *r, enum role role, const char *text)
{
    return session_at(r, role, text, NOW);
}

static enum err_code sign_in(struct ring *r, const char *text)
{
    struct principal who;
    return auth_sign_in_token(r->keyring, text, MONO, &who);
}

static enum err_code code_at(struct ring *r, const char *text, int64_t mono)
{
    struct principal who;
    return auth_sign_in_code(r->keyring, text, mono, &who);
}

static enum err_code code(struct ring *r, const char *text)
{
    return code_at(r, text, MONO);
}

/* ---- kinds ------------------------------------------------------------------ */

static void no_kind_of_secret_passes_for_another(void **state)
{
    struct ring *r = *state;
    for (int i = 0; i < 2; i++) {
        enum role role = r->of[i].credential.role;
        const char *secrets[] = { r->of[i].token, r->of[i].secret,
                                  r->of[i].code };
        for (int s = 0; s < 3; s++) {
            assert_int_equal(token(r, secrets[s]) == ERR_OK, s == 0);
            assert_int_equal(sign_in(r, secrets[s]) == ERR_OK, s == 0);
            assert_int_equal(session(r, role, secrets[s]) == ERR_OK, s == 1);
            assert_int_equal(code(r, secrets[s]) == ERR_OK, s == 2);
        }
    }
}

static void each_tells_who_it_is(void **state)
{
    struct ring *r = *state;
    struct principal who;

    assert_int_equal(auth_check(r->keyring, r->of[0].token, TOKEN_SIZE - 1,
                                MONO, &who), ERR_OK);
    assert_true(who.known && !who.by_session && who.credential == 1);
    assert_int_equal(auth_check_session(r->keyring, HANDSET, r->of[1].secret,
                                        TOKEN_SIZE - 1, NOW, MONO, &who),
                     ERR_OK);
    assert_true(who.known && who.by_session && who.credential == 2);
    assert_memory_equal(who.session, r->of[1].session.hash,
                        sizeof who.session);
    assert_int_equal(auth_sign_in_code(r->keyring, r->of[1].code, MONO, &who),
                     ERR_OK);
    assert_true(who.known && !who.by_session && who.credential == 2);
}

static void a_session_counts_in_its_own_role_only(void **state)
{
    struct ring *r = *state;
    for (enum role role = 0; role < ROLE_COUNT; role++)
        assert_int_equal(session(r, role, r->of[0].secret) == ERR_OK,
                         role == OPERATOR);
}

static void a_session_is_over_when_its_time_is(void **state)
{
    struct ring *r = *state;
    const char *secret = r->of[0].secret;
    assert_int_equal(session_at(r, OPERATOR, secret, NOW + 999), ERR_OK);
    assert_int_equal(session_at(r, OPERATOR, secret, NOW + 1000),
                     ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(session_at(r, OPERATOR, secret, INT64_MAX),
                     ERR_CREDENTIAL_UNKNOWN);
}

static void what_is_no_secret_is_nobody(void **state)
{
    static const char *const cases[] = {
        "", "x", "0000000000", "K7QF-2M9X-AB-",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",   /* 42 */
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",  /* 43 */
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xff", /* 43 */
    };
    struct ring *r = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(token(r, cases[i]), ERR_CREDENTIAL_UNKNOWN);
        assert_int_equal(session(r, OPERATOR, cases[i]),
                         ERR_CREDENTIAL_UNKNOWN);
        assert_int_equal(code(r, cases[i]), ERR_CREDENTIAL_UNKNOWN);
    }
}

/* ---- ending ----------------------------------------------------------------- */

static void ending_a_session_leaves_the_rest(void **state)
{
    struct ring *r = *state;
    auth_end_session(r->keyring, r->of[0].session.hash);
    auth_end_session(r->keyring, r->of[0].session.hash);
    assert_int_equal(session(r, OPERATOR, r->of[0].secret),
                     ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(code(r, r->of[0].code), ERR_OK);
    assert_int_equal(token(r, r->of[0].token), ERR_OK);
    assert_int_equal(session(r, HANDSET, r->of[1].secret), ERR_OK);
}

static void a_new_code_takes_the_place_of_the_former(void **state)
{
    struct ring *r = *state;
    struct sign_in_code c = { .credential = 2 };
    char text[SIGN_IN_CODE_SIZE];
    secret_make_code(text);
    must(secret_hash_code(key, text, c.hash));
    assert_int_equal(auth_put_code(r->keyring, &c), ERR_OK);
    assert_int_equal(code(r, r->of[1].code), ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(code(r, text), ERR_OK);
    assert_int_equal(code(r, r->of[0].code), ERR_OK);
    assert_int_equal(session(r, HANDSET, r->of[1].secret), ERR_OK);
}

static void sessions_and_codes_end_with_the_credential(void **state)
{
    struct ring *r = *state;
    auth_revoke(r->keyring, 1);
    auth_end_all(r->keyring, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(session(r, r->of[i].credential.role,
                                 r->of[i].secret), ERR_CREDENTIAL_UNKNOWN);
        assert_int_equal(code(r, r->of[i].code), ERR_CREDENTIAL_UNKNOWN);
    }
    assert_int_equal(token(r, r->of[0].token), ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(token(r, r->of[1].token), ERR_OK);
}

static void what_is_loaded_is_what_was_stored(void **state)
{
    struct ring *r = *state;
    struct err err = { 0 };
    struct db *db;
    struct sign_in_code c = { .credential = 2 };

    must(secret_hash_code(key, r->of[1].code, c.hash));
    assert_int_equal(db_open("", DB_MEMORY, &db, &err), ERR_OK);
    assert_int_equal(credential_insert(db, &r->of[1].credential), ERR_OK);
    assert_int_equal(session_insert(db, &r->of[1].session), ERR_OK);
    assert_int_equal(sign_in_code_put(db, &c), ERR_OK);
    assert_int_equal(auth_load(r->keyring, db), ERR_OK);
    assert_int_equal(token(r, r->of[1].token), ERR_OK);
    assert_int_equal(session(r, HANDSET, r->of[1].secret), ERR_OK);
    assert_int_equal(code(r, r->of[1].code), ERR_OK);
    assert_int_equal(token(r, r->of[0].token), ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(session(r, OPERATOR, r->of[0].secret),
                     ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(code(r, r->of[0].code), ERR_CREDENTIAL_UNKNOWN);
    db_close(db);
}

static void nobody_has_no_secrets(void **state)
{
    struct ring *r = *state;
    struct session s = { .credential = 3 };
    struct sign_in_code c = { .credential = 3 };
    assert_int_equal(auth_add_session(r->keyring, &s), ERR_STORE_DAMAGED);
    assert_int_equal(auth_put_code(r->keyring, &c), ERR_STORE_DAMAGED);
    auth_end_all(r->keyring, 3);
    auth_revoke(r->keyring, 3);
}

/* ---- limits ----------------------------------------------------------------- */

static void a_handset_has_one_rate_however_it_asks(void **state)
{
    struct ring *r = *state;
    for (int i = 0; i < 2 * RATE; i++)
        assert_int_equal(i % 2 == 0
                             ? token(r, r->of[1].token)
                             : session(r, HANDSET, r->of[1].secret), ERR_OK);
    assert_int_equal(token(r, r->of[1].token), ERR_TOO_MANY_REQUESTS);
    assert_int_equal(session(r, HANDSET, r->of[1].secret),
                     ERR_TOO_MANY_REQUESTS);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(session(r, OPERATOR, r->of[0].secret), ERR_OK);
}

static void guessing_is_slowed_down_and_locks_nobody_out(void **state)
{
    struct ring *r = *state;
    for (int i = 0; i < SIGN_IN_BURST; i++)
        assert_int_equal(i % 2 == 0 ? code(r, "0000000000") : sign_in(r, "x"),
                         ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(code(r, "0000000000"), ERR_TOO_MANY_REQUESTS);
    assert_int_equal(sign_in(r, "x"), ERR_TOO_MANY_REQUESTS);
    assert_int_equal(code(r, r->of[0].code), ERR_OK);
    assert_int_equal(sign_in(r, r->of[0].token), ERR_OK);
}

static void one_guess_comes_back_at_a_time(void **state)
{
    struct ring *r = *state;
    int64_t each = 1000 / SIGN_IN_RATE;
    while (code(r, "0000000000") != ERR_TOO_MANY_REQUESTS)
        continue;
    assert_int_equal(code_at(r, "x", MONO + each - 1), ERR_TOO_MANY_REQUESTS);
    /* What is right takes nothing away. */
    for (int i = 0; i < 3; i++)
        assert_int_equal(code_at(r, r->of[0].code, MONO + each), ERR_OK);
    assert_int_equal(code_at(r, "x", MONO + each), ERR_CREDENTIAL_UNKNOWN);
    assert_int_equal(code_at(r, "x", MONO + each), ERR_TOO_MANY_REQUESTS);
    assert_int_equal(code_at(r, "x", INT64_C(1) << 40),
                     ERR_CREDENTIAL_UNKNOWN);
}

/* ---- codes ------------------------------------------------------------------ */

static void a_code_has_ten_characters_that_are_not_mixed_up(void **state)
{
    bool seen[128] = { false };
    int kinds = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        char text[SIGN_IN_CODE_SIZE];
        secret_make_code(text);
        assert_int_equal(strlen(text), 12);
        assert_true(text[4] == '-' && text[9] == '-');
        for (const char *c = text; *c != '\0'; c++)
            seen[(unsigned char)*c] = true;
    }
    for (int c = 0; c < 128; c++)
        kinds += seen[c];
    assert_int_equal(kinds, 32 + 1); /* and the hyphen */
    for (const char *c = "ILOUilou"; *c != '\0'; c++)
        assert_false(seen[(unsigned char)*c]);
}

static void a_code_is_read_as_it_is_typed(void **state)
{
    static const struct {
        const char *typed;
        bool same, code;
    } cases[] = {
        { "K1QF-0M9X-AB", true, true }, { "K1QF0M9XAB", true, true },
        { "k1qf0m9xab", true, true },   { "kiqfOm9xab", true, true },
        { "klqfom9xab", true, true },   { "KLQFOM9XAB", true, true },
        { " K1QF 0M9X AB ", true, true }, { "--K1QF0M9XAB--", true, true },
        { "K1QF0M9XAC", false, true },  { "BAX9M0FQ1K", false, true },
        { "K1QF0M9XA", false, false },  { "K1QF0M9XABB", false, false },
        { "K1QF0M9XAU", false, false }, { "K1QF0M9XA_", false, false },
        { "K1QF0M9XA\t", false, false }, { "", false, false },
        { "----------", false, false }, { "K1QF0M9XA\xc3\xa9", false, false },
    };
    unsigned char right[TOKEN_HASH_SIZE], hash[TOKEN_HASH_SIZE];
    (void)state;
    assert_true(secret_hash_code(key, "K1QF0M9XAB", right));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool read = secret_hash_code(key, cases[i].typed, hash);
        if (read != cases[i].code ||
            (read && (memcmp(hash, right, sizeof hash) == 0) != cases[i].same))
            fail_msg("'%s'", cases[i].typed);
    }
}

static void the_hash_of_a_code_depends_on_the_key(void **state)
{
    static const unsigned char other[CODE_KEY_SIZE] = { 1, 2, 4 };
    unsigned char with[TOKEN_HASH_SIZE], without[TOKEN_HASH_SIZE];
    (void)state;
    assert_true(secret_hash_code(key, "K1QF0M9XAB", with));
    assert_true(secret_hash_code(other, "K1QF0M9XAB", without));
    assert_memory_not_equal(with, without, sizeof with);
}

#define ON_A_RING(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_RING(no_kind_of_secret_passes_for_another),
        ON_A_RING(each_tells_who_it_is),
        ON_A_RING(a_session_counts_in_its_own_role_only),
        ON_A_RING(a_session_is_over_when_its_time_is),
        ON_A_RING(what_is_no_secret_is_nobody),
        ON_A_RING(ending_a_session_leaves_the_rest),
        ON_A_RING(a_new_code_takes_the_place_of_the_former),
        ON_A_RING(sessions_and_codes_end_with_the_credential),
        ON_A_RING(what_is_loaded_is_what_was_stored),
        ON_A_RING(nobody_has_no_secrets),
        ON_A_RING(a_handset_has_one_rate_however_it_asks),
        ON_A_RING(guessing_is_slowed_down_and_locks_nobody_out),
        ON_A_RING(one_guess_comes_back_at_a_time),
        ON_A_RING(a_code_has_ten_characters_that_are_not_mixed_up),
        cmocka_unit_test(a_code_is_read_as_it_is_typed),
        cmocka_unit_test(the_hash_of_a_code_depends_on_the_key),
    };
    return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
