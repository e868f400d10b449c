/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/pick.h"
#include "fault/scene.h"

static int make(void **state)
{
    static struct scene s;
    scene_open(&s, NULL);
    scene_hall(&s);
    *state = &s;
    return 0;
}

static int unmake(void **state)
{
    struct scene *s = *state;
    struct verify_counts counts;
    struct err err = { 0 };
    assert_int_equal(verify_store(s->db, NULL, NULL, &counts, &err), ERR_OK);
    scene_close(s);
    return 0;
}

/* ---- asking -------------------------------------------------------------- */

/* A text of the last answer. */
static void said(struct scene *s, const char *pointer, char *out, size_t size)
{
    struct pick *p = pick_read(s->last.call.out.data, s->last.call.out.len);
    must(p != NULL && pick_text(p, pointer, out, size));
    pick_free(p);
}

static void new_token(struct scene *s, char token[TOKEN_SIZE])
{
    must(ask(s, OPERATOR, "POST /v1/tokens", "{'role':'display'}") == ERR_OK);
    said(s, "/token", token, TOKEN_SIZE);
}

static enum err_code new_code(struct scene *s, const char *serial,
                              char code[SIGN_IN_CODE_SIZE])
{
    char line[100];
    snprintf(line, sizeof line, "POST /v1/assemblies/1/handsets/%s/codes",
             serial);
    enum err_code rc = ask(s, OPERATOR, line, NULL);
    if (rc == ERR_OK)
        said(s, "/code", code, SIGN_IN_CODE_SIZE);
    return rc;
}

/* Fills the secret that the browser gets. */
static enum err_code sign_in(struct scene *s, const char *kind,
                             const char *text, char secret[TOKEN_SIZE])
{
    char json[200];
    snprintf(json, sizeof json, "{'%s':'%s'}", kind, text);
    enum err_code rc = ask(s, OPERATOR, "POST /v1/session", json);
    secret[0] = '\0';
    if (rc == ERR_OK) {
        must(s->last.call.session.given && s->last.call.status == 201);
        memcpy(secret, s->last.call.session.secret, TOKEN_SIZE);
    }
    return rc;
}

static enum err_code whose(struct scene *s, enum role role,
                           const char *secret, struct principal *who)
{
    return auth_check_session(s->keyring, role, secret, strlen(secret),
                              s->tx.now, s->tx.monotonic, who);
}

static bool lives(struct scene *s, enum role role, const char *secret)
{
    struct principal who;
    return whose(s, role, secret, &who) == ERR_OK;
}

static enum err_code count_session(void *cls, const struct session *s)
{
    (void)s;
    ++*(int *)cls;
    return ERR_OK;
}

/* On the disk as in memory. */
static int stored(struct scene *s)
{
    int count = 0;
    must(session_each(s->db, count_session, &count) == ERR_OK);
    return count;
}

/* ---- sessions ------------------------------------------------------------ */

static void a_session_lasts_two_weeks_and_then_makes_room(void **state)
{
    struct scene *s = *state;
    char token[TOKEN_SIZE], first[TOKEN_SIZE], second[TOKEN_SIZE];

    new_token(s, token);
    assert_int_equal(sign_in(s, "token", token, first), ERR_OK);
    s->tx.now += INT64_C(14) * 24 * 3600 * 1000 - 1;
    assert_true(lives(s, DISPLAY, first));
    s->tx.now += 1;
    assert_false(lives(s, DISPLAY, first));
    assert_int_equal(stored(s), 1);
    assert_int_equal(sign_in(s, "token", token, second), ERR_OK);
    assert_true(lives(s, DISPLAY, second));
    assert_int_equal(stored(s), 1);
}

static void a_session_ends_alone(void **state)
{
    struct scene *s = *state;
    char token[TOKEN_SIZE], first[TOKEN_SIZE], second[TOKEN_SIZE];
    struct asked q;

    new_token(s, token);
    assert_int_equal(sign_in(s, "token", token, first), ERR_OK);
    assert_int_equal(sign_in(s, "token", token, second), ERR_OK);
    asked_make(&q, DISPLAY, "DELETE /v1/session", NULL);
    q.job.call = &q.call;
    assert_int_equal(whose(s, DISPLAY, first, &q.call.who), ERR_OK);
    assert_int_equal(scene_run(s, &q), ERR_OK);
    assert_int_equal(q.call.status, 204);
    assert_true(q.call.session.given && q.call.session.role == DISPLAY);
    assert_string_equal(q.call.session.secret, "");
    asked_clear(&q);
    assert_false(lives(s, DISPLAY, first));
    assert_true(lives(s, DISPLAY, second));
    assert_int_equal(stored(s), 1);
}

static void staff_may_have_32_and_a_handset_one(void **state)
{
    struct scene *s = *state;
    char token[TOKEN_SIZE], code[SIGN_IN_CODE_SIZE], secrets[34][TOKEN_SIZE];

    new_token(s, token);
    for (int i = 0; i < 34; i++)
        assert_int_equal(sign_in(s, "token", token, secrets[i]), ERR_OK);
    for (int i = 0; i < 34; i++)
        assert_int_equal(lives(s, DISPLAY, secrets[i]), i >= 2);
    assert_int_equal(new_code(s, "K1", code), ERR_OK);
    assert_int_equal(sign_in(s, "code", code, secrets[0]), ERR_OK);
    assert_int_equal(sign_in(s, "code", code, secrets[1]), ERR_OK);
    assert_false(lives(s, HANDSET, secrets[0]));
    assert_true(lives(s, HANDSET, secrets[1]));
    assert_int_equal(stored(s), 33);
}

/* ---- what ends with an assignment ---------------------------------------- */

static void whatever_ends_an_assignment_ends_its_secrets(void **state)
{
    static const struct {
        const char *line, *json; /* K1 voted for GM0001 */
    } ways[] = {
        { "DELETE /v1/assemblies/1/handsets/K1", NULL },
        { "POST /v1/assemblies/1/handsets", /* the member gets another */
          "{'serial':'K9','member':'GM0001'}" },
        { "POST /v1/assemblies/1/handsets", /* the handset another member */
          "{'serial':'K1','member':'GM0002'}" },
        { "POST /v1/assemblies/1/handsets", /* the same once more */
          "{'serial':'K1','member':'GM0001'}" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        struct scene *s = *state;
        char code[SIGN_IN_CODE_SIZE], other[SIGN_IN_CODE_SIZE];
        char secret[TOKEN_SIZE], kept[TOKEN_SIZE], none[TOKEN_SIZE];
        scene_close(s);
        make(state);
        assert_int_equal(new_code(s, "K1", code), ERR_OK);
        assert_int_equal(new_code(s, "K4", other), ERR_OK);
        assert_int_equal(sign_in(s, "code", code, secret), ERR_OK);
        assert_int_equal(sign_in(s, "code", other, kept), ERR_OK);
        scene_needs(s, ways[i].line, ways[i].json);
        assert_false(lives(s, HANDSET, secret));
        assert_true(lives(s, HANDSET, kept));
        assert_int_equal(sign_in(s, "code", code, none),
                         ERR_CREDENTIAL_UNKNOWN);
        must(tx_load(&s->tx) == ERR_OK); /* nor does it come back */
        assert_false(lives(s, HANDSET, secret));
        assert_int_equal(sign_in(s, "code", code, none),
                         ERR_CREDENTIAL_UNKNOWN);
        assert_int_equal(stored(s), 1);
    }
}

static void a_code_is_for_the_assignment_of_this_moment(void **state)
{
    struct scene *s = *state;
    char code[SIGN_IN_CODE_SIZE], secret[TOKEN_SIZE], member[CODE_SIZE];

    scene_needs(s, "POST /v1/assemblies/1/handsets",
                "{'serial':'K1','member':'GM0003'}");
    assert_int_equal(new_code(s, "K1", code), ERR_OK);
    said(s, "/member", member, sizeof member);
    assert_string_equal(member, "GM0003");
    assert_int_equal(sign_in(s, "code", code, secret), ERR_OK);
    said(s, "/member/code", member, sizeof member);
    assert_string_equal(member, "GM0003");
    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K1", NULL);
    assert_int_equal(new_code(s, "K1", code), ERR_MOVE_IMPOSSIBLE);
    assert_int_equal(new_code(s, "none", code), ERR_NOT_FOUND);
}

/* ---- undoing ------------------------------------------------------------- */

static char code_of_k1[SIGN_IN_CODE_SIZE];

/* Signs K1 in elsewhere, gives it a code, takes it in, and then finds the disk
 * full. */
static enum err_code fail_after_signing_in(struct tx *tx, struct call *call)
{
    struct asked q;
    char json[60];
    snprintf(json, sizeof json, "{'code':'%s'}", code_of_k1);
    asked_make(&q, OPERATOR, "POST /v1/session", json);
    must(command_session_create(tx, &q.call) == ERR_OK);
    asked_clear(&q);
    asked_make(&q, OPERATOR, "POST /v1/assemblies/1/handsets/K1/codes", NULL);
    must(command_code_create(tx, &q.call) == ERR_OK);
    asked_clear(&q);
    asked_make(&q, OPERATOR, "DELETE /v1/assemblies/1/handsets/K1", NULL);
    must(command_handset_revoke(tx, &q.call) == ERR_OK);
    asked_clear(&q);
    (void)call;
    return ERR_STORE_FULL;
}

static void what_was_not_stored_ends_and_begins_nothing(void **state)
{
    struct scene *s = *state;
    struct asked q = { .job.command = fail_after_signing_in };
    char secret[TOKEN_SIZE];

    assert_int_equal(new_code(s, "K1", code_of_k1), ERR_OK);
    assert_int_equal(sign_in(s, "code", code_of_k1, secret), ERR_OK);
    assert_int_equal(scene_run(s, &q), ERR_STORE_FULL);
    assert_true(lives(s, HANDSET, secret));
    assert_int_equal(stored(s), 1);
    assert_int_equal(sign_in(s, "code", code_of_k1, secret), ERR_OK);
    assert_true(lives(s, HANDSET, secret));
}

#define IN_THE_HALL(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_THE_HALL(a_session_lasts_two_weeks_and_then_makes_room),
        IN_THE_HALL(a_session_ends_alone),
        IN_THE_HALL(staff_may_have_32_and_a_handset_one),
        IN_THE_HALL(whatever_ends_an_assignment_ends_its_secrets),
        IN_THE_HALL(a_code_is_for_the_assignment_of_this_moment),
        IN_THE_HALL(what_was_not_stored_ends_and_begins_nothing),
    };
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("sign-in", tests, NULL, NULL);
}
