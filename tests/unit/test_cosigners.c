/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "engine/apply.h"
#include "fault/scene.h"
#include "store/cosign.h"

static int make(void **state)
{
    static struct scene s;
    scene_open(&s, NULL);
    scene_hall(&s);
    scene_cosign(&s);
    *state = &s;
    return 0;
}

static int unmake(void **state)
{
    scene_close(*state);
    return 0;
}

static enum err_code take(void *cls, const struct cosigner_row *row)
{
    *(struct cosigner_record *)cls = row->cosigner;
    return ERR_OK;
}

/* What a server writes that does not ask its own rules; what verifying says. */
static enum err_code write_down(struct scene *s,
                                const struct cosigner_record *c,
                                struct err *err)
{
    struct verify_counts counts;
    bool fatal;
    must(apply(&s->tx, 1, RECORD_COSIGNER, c, NULL) == ERR_OK);
    must(tx_commit(&s->tx, &fatal) == ERR_OK);
    return verify_store(s->db, NULL, NULL, &counts, err);
}

static void assert_refused(struct scene *s, const struct cosigner_record *c)
{
    struct err err = { 0 };
    assert_int_equal(write_down(s, c, &err), ERR_STORE_DAMAGED);
    assert_non_null(strstr(err.detail, "nobody may be registered so"));
}

static struct cosigner_record registered(struct scene *s)
{
    struct cosigner_record c = { 0 };
    must(cosigner_each(s->db, 1, take, &c) == ERR_OK);
    return c;
}

static void more_may_be_asked(void **state)
{
    struct err err = { 0 };
    struct cosigner_record c = registered(*state);
    c.needed++;
    assert_int_equal(write_down(*state, &c, &err), ERR_OK);
}

static void no_fewer_are_asked_than_were_promised(void **state)
{
    struct cosigner_record c = registered(*state);
    c.needed--;
    assert_refused(*state, &c);
}

static void a_name_keeps_its_key(void **state)
{
    struct cosigner_record c = registered(*state);
    c.key[0] = c.key[0] == '0' ? '1' : '0';
    assert_refused(*state, &c);
}

static void a_key_keeps_its_name(void **state)
{
    struct cosigner_record c = registered(*state);
    snprintf(c.name, sizeof c.name, "committee/eve");
    assert_refused(*state, &c);
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(more_may_be_asked),
        SCENE(no_fewer_are_asked_than_were_promised),
        SCENE(a_name_keeps_its_key),
        SCENE(a_key_keeps_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
