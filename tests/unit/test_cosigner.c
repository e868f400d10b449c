/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/cosigner.h"
#include "engine/evidence.h"
#include "engine/history.h"
#include "engine/tree.h"

/* Made with openssl as c2sp.org/tlog-cosignature says: the seed is that
 * of the first test of RFC 8032, 7.1. */
static const char vkey[] =
    "committee/anna+b7999a67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
static const char seed_hex[] =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
static const char text[] =
    "stembus/3b0c44298fc1c149a1b2c3d4e5f60718/assembly/1\n812\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
static const char line[] =
    "\xe2\x80\x94 committee/anna "
    "t5maZwAAAABqGKUA4rs6Sw/uHLXHchrscwf9grd+kNSSm8HwQv9lJAnH43KJTInm"
    "fvPgznwpowlNyShJ2V/ttyHEelrh1oCtZrWSDA==\n";

static struct key *key_from(const char *hex)
{
    unsigned char seed[SEED_SIZE];
    struct err err = { 0 };
    struct key *key = NULL;
    must(evidence_unhex(hex, strlen(hex), seed, sizeof seed));
    must(key_of_seed(seed, &key, &err) == ERR_OK);
    return key;
}

static void keys_read_and_print_to_their_own_text(void **state)
{
    struct cosigner c;
    char again[COSIGNER_TEXT_SIZE];
    (void)state;
    assert_true(cosigner_read(vkey, &c));
    assert_string_equal(c.name, "committee/anna");
    cosigner_print(&c, again);
    assert_string_equal(again, vkey);
}

static void what_is_no_key_is_refused(void **state)
{
    static const char *const bad[] = {
        "", "+", "++", "committee/anna", "committee/anna+b7999a67",
        "committee/anna+b7999a67+",
        /* another name, number, type, key */
        "committee/bert+b7999a67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "committee/anna+B7999A67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "committee/anna+b7999a68+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "committee/anna+b7999a67+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "committee/anna+b7999a67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Eb",
        "committee/anna+b7999a67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=",
        "committee/anna+b7999a67+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n",
    };
    struct cosigner c;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (cosigner_read(bad[i], &c))
            fail_msg("read: '%s'", bad[i]);
}

static void a_cosignature_is_the_published_form(void **state)
{
    struct buf note = { 0 };
    struct cosigner c;
    struct key *key = key_from(seed_hex);
    char whole[sizeof text + sizeof line];
    (void)state;
    assert_true(cosigner_read(vkey, &c));
    assert_memory_equal(c.key, key_public(key), PUBLIC_SIZE);
    buf_printf(&note, "%s\n", text);
    cosigner_sign(&note, &c, key, 1780000000);
    assert_true(buf_ok(&note));
    snprintf(whole, sizeof whole, "%s\n%s", text, line);
    assert_string_equal(note.data, whole);
    buf_free(&note);
    key_free(key);
}

static void every_byte_of_a_cosignature_counts(void **state)
{
    struct cosigner c;
    int64_t seconds = 0;
    char whole[sizeof text + sizeof line];
    (void)state;
    must(cosigner_read(vkey, &c));
    snprintf(whole, sizeof whole, "%s\n%s", text, line);
    size_t len = strlen(whole);
    assert_true(cosigner_has_signed(&c, whole, len, &seconds));
    assert_int_equal(seconds, 1780000000);
    for (size_t i = 0; i < len; i++) {
        whole[i] ^= 1;
        if (cosigner_has_signed(&c, whole, len, &seconds))
            fail_msg("byte %zu may be another", i);
        whole[i] ^= 1;
    }
    c.key[0] ^= 1;
    assert_false(cosigner_has_signed(&c, whole, len, &seconds));
}

static void the_secret_half_reads_back(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) { /* base64 has a '+' in most of them */
        struct buf secret = { 0 };
        struct cosigner c;
        struct key *key = NULL;
        struct err err = { 0 };
        assert_int_equal(cosigner_draw("committee/anna", &secret, &err),
                         ERR_OK);
        assert_int_equal(cosigner_load(secret.data, &c, &key, &err), ERR_OK);
        assert_string_equal(c.name, "committee/anna");
        assert_memory_equal(c.key, key_public(key), PUBLIC_SIZE);
        key_free(key);
        secret.data[20] ^= 1;
        assert_int_equal(cosigner_load(secret.data, &c, &key, &err),
                         ERR_FILE_FAILED);
        buf_free(&secret);
    }
}

static void the_last_line_and_the_servers_are_taken_out_of_a_note(void **state)
{
    struct buf note = { 0 };
    char out[NOTE_TEXT_SIZE], name[COSIGNER_NAME_SIZE], want[NOTE_TEXT_SIZE];
    struct key *key = key_from(seed_hex);
    unsigned char root[LEAF_SIZE] = { 7 };
    (void)state;
    checkpoint_sign(&note, key, 1, 812, root);
    assert_false(cosigner_extract(note.data, note.len, out));
    snprintf(want, sizeof want, "%s%s", note.data, line);
    buf_printf(&note, "\xe2\x80\x94 other AAAA\n%s", line);
    assert_true(cosigner_extract(note.data, note.len, out));
    assert_string_equal(out, want);
    assert_true(note_last_name(out, strlen(out), name, sizeof name));
    assert_string_equal(name, "committee/anna");
    assert_false(cosigner_extract(text, strlen(text), out));
    buf_free(&note);
    key_free(key);
}

/* ---- histories --------------------------------------------------------------- */

/* Of `count` lines; from `parts` on they are others. */
static void make_history(struct history *h, const struct key *key,
                         size_t count, size_t parts)
{
    struct buf note = { 0 };
    struct tree tree = { 0 };
    unsigned char root[LEAF_SIZE];
    *h = (struct history){ .cosigned = 3 };
    memcpy(h->key, key_public(key), PUBLIC_SIZE);
    for (size_t i = 0; i < count; i++) {
        char what[32];
        unsigned char leaf[LEAF_SIZE];
        int len = snprintf(what, sizeof what, "%zu %d", i, i >= parts);
        evidence_leaf(what, (size_t)len, leaf);
        must(history_add(h, leaf) == ERR_OK);
        must(tree_push(&tree, leaf, NULL, NULL) == ERR_OK);
    }
    tree_root(&tree, root);
    checkpoint_sign(&note, key, 1, (int64_t)count, root);
    must(history_sign(h, note.data, note.len));
    buf_free(&note);
}

static void histories_part_where_a_line_differs(void **state)
{
    static const struct {
        size_t a, a_parts, b, b_parts;
        enum relation relation;
        int64_t line;
    } cases[] = {
        { 9, 99, 9, 99, HISTORY_SAME, 9 },
        { 9, 99, 300, 99, HISTORY_SAME, 9 },
        { 300, 99, 9, 99, HISTORY_SAME, 9 },
        { 9, 99, 9, 8, HISTORY_DIFFERENT, 8 },
        { 9, 99, 300, 0, HISTORY_DIFFERENT, 0 },
        { 300, 5, 9, 99, HISTORY_DIFFERENT, 5 },
        { 9, 99, 300, 9, HISTORY_SAME, 9 },
    };
    struct key *key = key_from(seed_hex);
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct history a, b;
        int64_t n;
        make_history(&a, key, cases[i].a, cases[i].a_parts);
        make_history(&b, key, cases[i].b, cases[i].b_parts);
        assert_true(history_holds(&a) && history_holds(&b));
        assert_int_equal(history_compare(&a, &b, &n), cases[i].relation);
        assert_int_equal(n, cases[i].line);
        a.head.journal = 2;
        assert_int_equal(history_compare(&a, &b, &n), HISTORY_UNRELATED);
        history_free(&a);
        history_free(&b);
    }
    key_free(key);
}

static void a_history_has_the_root_of_each_size(void **state)
{
    struct key *key = key_from(seed_hex);
    struct history h;
    struct tree tree = { 0 };
    unsigned char is[LEAF_SIZE], should[LEAF_SIZE];
    (void)state;
    make_history(&h, key, 300, 999);
    for (int64_t size = 0; size <= 300; size++) {
        tree_root(&tree, should);
        assert_true(history_root(&h, size, is));
        assert_memory_equal(is, should, LEAF_SIZE);
        if (size < 300)
            must(tree_push(&tree, h.leaves[size], NULL, NULL) == ERR_OK);
    }
    assert_false(history_root(&h, 301, is) || history_root(&h, -1, is));
    history_restart(&h);
    assert_true(history_root(&h, 0, is));
    assert_false(history_root(&h, 1, is));
    history_free(&h);
    key_free(key);
}

static void a_history_reads_back_and_nothing_else_does(void **state)
{
    struct history h, again;
    struct buf printed = { 0 }, twice = { 0 };
    struct key *key = key_from(seed_hex);
    size_t used;
    (void)state;
    make_history(&h, key, 20, 99);
    history_print(&printed, &h);
    assert_int_equal(history_read(&again, printed.data, printed.len, &used),
                     ERR_OK);
    assert_int_equal(used, printed.len);
    history_print(&twice, &again);
    assert_string_equal(twice.data, printed.data);
    history_free(&again);
    const char *number = strstr(printed.data, "cosigned 3") + 9;
    for (size_t i = 0; i < printed.len; i++) {
        printed.data[i] ^= 1;
        /* What one has cosigned is not signed by the server. */
        if (printed.data + i != number &&
            history_read(&again, printed.data, printed.len, &used) == ERR_OK)
            fail_msg("byte %zu may be another", i);
        history_free(&again);
        printed.data[i] ^= 1;
    }
    for (size_t cut = 1; cut < 80; cut++) {
        assert_int_equal(history_read(&again, printed.data, printed.len - cut,
                                      &used), ERR_STORE_DAMAGED);
        history_free(&again);
    }
    buf_free(&printed);
    buf_free(&twice);
    history_free(&h);
    key_free(key);
}

int main(void)
{
    struct err err = { 0 };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_read_and_print_to_their_own_text),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(a_cosignature_is_the_published_form),
        cmocka_unit_test(every_byte_of_a_cosignature_counts),
        cmocka_unit_test(the_secret_half_reads_back),
        cmocka_unit_test(
            the_last_line_and_the_servers_are_taken_out_of_a_note),
        cmocka_unit_test(histories_part_where_a_line_differs),
        cmocka_unit_test(a_history_has_the_root_of_each_size),
        cmocka_unit_test(a_history_reads_back_and_nothing_else_does),
    };
    must(evidence_init(&err) == ERR_OK);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
