/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/session.h"

/* A store with the credentials 1 to 3; the hash of anything is its number. */
static int make(void **state)
{
    struct err err = { 0 };
    struct db *db;
    if (db_open("", DB_MEMORY, &db, &err) != ERR_OK)
        return -1;
    for (int64_t id = 1; id <= 3; id++) {
        struct credential c = { .id = id, .role = HANDSET, .assembly = 1,
                                .assignment = 10 * id };
        memset(c.hash, (int)id, sizeof c.hash);
        if (credential_insert(db, &c) != ERR_OK)
            return -1;
    }
    *state = db;
    return 0;
}

static int unmake(void **state)
{
    db_close(*state);
    return 0;
}

static struct session numbered(int number, int64_t credential, int64_t at)
{
    struct session s = { .credential = credential, .created_at = at,
                         .expires_at = at + 100 };
    memset(s.hash, number, sizeof s.hash);
    return s;
}

static void put(struct db *db, int number, int64_t credential, int64_t at)
{
    struct session s = numbered(number, credential, at);
    assert_int_equal(session_insert(db, &s), ERR_OK);
}

static enum err_code note_session(void *cls, const struct session *s)
{
    unsigned *there = cls;
    *there |= 1U << s->hash[0];
    return ERR_OK;
}

/* Bit n for the session with number n. */
static unsigned there(struct db *db)
{
    unsigned found = 0;
    assert_int_equal(session_each(db, note_session, &found), ERR_OK);
    return found;
}

static enum err_code keep_session(void *cls, const struct session *s)
{
    memcpy(cls, s, sizeof *s);
    return ERR_OK;
}

static void a_session_comes_back_as_it_was(void **state)
{
    struct session in = numbered(5, 2, 1000), out = { 0 };

    assert_int_equal(session_insert(*state, &in), ERR_OK);
    assert_int_equal(session_each(*state, keep_session, &out), ERR_OK);
    assert_memory_equal(&in, &out, sizeof in);
}

static void the_store_refuses_what_is_no_session(void **state)
{
    static const struct {
        const char *what;
        int64_t credential, at, until;
    } cases[] = {
        { "of nobody", 9, 1000, 2000 },
        { "over before it begins", 1, 1000, 1000 },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct session s = numbered(5, cases[i].credential, cases[i].at);
        s.expires_at = cases[i].until;
        if (session_insert(*state, &s) == ERR_OK)
            fail_msg("%s", cases[i].what);
    }
    put(*state, 5, 1, 1000);
    struct session again = numbered(5, 2, 1000);
    assert_int_not_equal(session_insert(*state, &again), ERR_OK);
}

static void ending_takes_the_one_or_all_of_a_credential(void **state)
{
    struct session one = numbered(1, 1, 1000);

    for (int number = 1; number <= 3; number++)
        put(*state, number, 1, 1000 + number);
    put(*state, 4, 2, 1000);
    assert_int_equal(session_end(*state, one.hash), ERR_OK);
    assert_int_equal(there(*state), 1 << 2 | 1 << 3 | 1 << 4);
    assert_int_equal(session_end(*state, one.hash), ERR_OK);
    assert_int_equal(session_end_all(*state, 1), ERR_OK);
    assert_int_equal(there(*state), 1 << 4);
}

static void what_is_in_the_way_is_found(void **state)
{
    unsigned char hash[TOKEN_HASH_SIZE];

    for (int number = 1; number <= 3; number++)
        put(*state, number, 1, 1000 * number);
    put(*state, 4, 2, 500);
    assert_int_equal(session_over(*state, 599, hash), ERR_NOT_FOUND);
    assert_int_equal(session_over(*state, 600, hash), ERR_OK);
    assert_int_equal(hash[0], 4);
    assert_int_equal(session_beyond(*state, 1, 3, hash), ERR_NOT_FOUND);
    assert_int_equal(session_beyond(*state, 1, 2, hash), ERR_OK);
    assert_int_equal(hash[0], 1);
    assert_int_equal(session_beyond(*state, 1, 0, hash), ERR_OK);
    assert_int_equal(hash[0], 3);
    assert_int_equal(session_beyond(*state, 3, 0, hash), ERR_NOT_FOUND);
}

struct codes {
    int count;
    struct sign_in_code last;
};

static enum err_code note_code(void *cls, const struct sign_in_code *c)
{
    struct codes *codes = cls;
    codes->count++;
    codes->last = *c;
    return ERR_OK;
}

static void a_credential_has_one_code_and_the_last_counts(void **state)
{
    struct sign_in_code c = { .credential = 2, .created_at = 1000 };
    struct codes codes = { 0 };

    for (int number = 1; number <= 2; number++) {
        memset(c.hash, number, sizeof c.hash);
        c.created_at++;
        assert_int_equal(sign_in_code_put(*state, &c), ERR_OK);
    }
    assert_int_equal(sign_in_code_each(*state, note_code, &codes), ERR_OK);
    assert_int_equal(codes.count, 1);
    assert_memory_equal(&codes.last, &c, sizeof c);
    c.credential = 3; /* the same code for two would be nobody's */
    assert_int_not_equal(sign_in_code_put(*state, &c), ERR_OK);
    c.credential = 9;
    memset(c.hash, 3, sizeof c.hash);
    assert_int_not_equal(sign_in_code_put(*state, &c), ERR_OK);
    assert_int_equal(sign_in_code_end(*state, 2), ERR_OK);
    codes.count = 0;
    assert_int_equal(sign_in_code_each(*state, note_code, &codes), ERR_OK);
    assert_int_equal(codes.count, 0);
}

static void the_credential_of_an_assignment_is_found(void **state)
{
    int64_t id = 0;
    assert_int_equal(credential_of_assignment(*state, 1, 20, &id), ERR_OK);
    assert_int_equal(id, 2);
    assert_int_equal(credential_of_assignment(*state, 2, 20, &id),
                     ERR_NOT_FOUND);
}

#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_STORE(a_session_comes_back_as_it_was),
        ON_A_STORE(the_store_refuses_what_is_no_session),
        ON_A_STORE(ending_takes_the_one_or_all_of_a_credential),
        ON_A_STORE(what_is_in_the_way_is_found),
        ON_A_STORE(a_credential_has_one_code_and_the_last_counts),
        ON_A_STORE(the_credential_of_an_assignment_is_found),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
