/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/log.h"
#include "engine/evidence.h"
#include "engine/keeper.h"
#include "store/file.h"

static void from_hex(const char *hex, unsigned char *out, size_t size)
{
    size_t len;
    must(sodium_hex2bin(out, size, hex, strlen(hex), NULL, &len, NULL) == 0 &&
         len == size);
}

/* ---- keys ------------------------------------------------------------------------- */

/* RFC 8032, 7.1. */
static const struct {
    const char *seed, *public_key, *message, *signature;
} vectors[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
      "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e4"
      "3e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b53"
      "8d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

static struct key *key_from(const char *hex)
{
    unsigned char seed[SEED_SIZE];
    struct err err = { 0 };
    struct key *key = NULL;
    from_hex(hex, seed, sizeof seed);
    must(key_of_seed(seed, &key, &err) == ERR_OK);
    return key;
}

static void keys_sign_as_published(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        unsigned char message[2], signature[SIGNATURE_SIZE];
        unsigned char should[SIGNATURE_SIZE], public_key[PUBLIC_SIZE];
        size_t len = strlen(vectors[i].message) / 2;
        struct key *key = key_from(vectors[i].seed);
        from_hex(vectors[i].message, message, len);
        from_hex(vectors[i].signature, should, sizeof should);
        assert_true(key_parse(vectors[i].public_key, public_key));
        assert_memory_equal(key_public(key), public_key, PUBLIC_SIZE);
        key_sign(key, message, len, signature);
        assert_memory_equal(signature, should, SIGNATURE_SIZE);
        assert_true(key_verifies(public_key, message, len, signature));
        signature[i] ^= 1;
        assert_false(key_verifies(public_key, message, len, signature));
        key_free(key);
    }
}

static void a_public_key_is_read_from_hex_only(void **state)
{
    unsigned char out[PUBLIC_SIZE];
    char text[70];
    (void)state;

    assert_false(key_parse("", out));
    snprintf(text, sizeof text, "%s0", vectors[0].public_key);
    assert_false(key_parse(text, out));
    snprintf(text, sizeof text, "%.62s", vectors[0].public_key);
    assert_false(key_parse(text, out));
    snprintf(text, sizeof text, "%.63sx", vectors[0].public_key);
    assert_false(key_parse(text, out));
}

static void a_key_file_is_made_once_and_read_back(void **state)
{
    char dir[] = "/tmp/stembus-key-XXXXXX", path[60];
    struct err err = { 0 };
    struct key *first = NULL, *second = NULL;
    struct stat st;
    (void)state;

    must(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/stembus.key", dir);
    assert_int_equal(key_load(dir, &first, &err), ERR_NOT_FOUND);
    assert_int_equal(key_make(dir, &err), ERR_OK);
    assert_int_equal(key_make(dir, &err), ERR_FILE_FAILED);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(key_load(dir, &first, &err), ERR_OK);
    assert_int_equal(key_draw(&second, &err), ERR_OK);
    assert_int_equal(key_keep(second, dir, &err), ERR_OK);
    assert_memory_not_equal(key_public(first), key_public(second),
                            PUBLIC_SIZE);
    key_free(first);
    assert_int_equal(key_load(dir, &first, &err), ERR_OK);
    assert_memory_equal(key_public(first), key_public(second), PUBLIC_SIZE);
    key_free(first);
    key_free(second);
    for (off_t size = 0; size < 40; size += size == 30 ? 1 : 10) {
        assert_int_equal(truncate(path, size), 0);
        if (size != SEED_SIZE)
            assert_int_equal(key_load(dir, &first, &err), ERR_FILE_FAILED);
    }
    (void)unlink(path);
    (void)rmdir(dir);
}

static void secrets_follow_from_key_and_purpose(void **state)
{
    struct key *a = key_from(vectors[0].seed), *b = key_from(vectors[1].seed);
    unsigned char one[SEED_SIZE], other[SEED_SIZE];
    (void)state;

    key_secret(a, "purpose", one);
    key_secret(a, "purpose", other);
    assert_memory_equal(one, other, SEED_SIZE);
    key_secret(a, "another", other);
    assert_memory_not_equal(one, other, SEED_SIZE);
    key_secret(b, "purpose", other);
    assert_memory_not_equal(one, other, SEED_SIZE);
    key_free(a);
    key_free(b);
}

/* ---- notes ------------------------------------------------------------------------- */

struct fixture {
    struct key *key;
    unsigned char root[LEAF_SIZE];
    struct buf note;
};

static int make(void **state)
{
    static struct fixture f;
    f = (struct fixture){ .key = key_from(vectors[0].seed) };
    for (int i = 0; i < LEAF_SIZE; i++)
        f.root[i] = (unsigned char)(8 * i + 1);
    checkpoint_sign(&f.note, f.key, 1, 812, f.root);
    *state = &f;
    return buf_ok(&f.note) ? 0 : -1;
}

static int unmake(void **state)
{
    struct fixture *f = *state;
    key_free(f->key);
    buf_free(&f->note);
    return 0;
}

static void a_note_has_the_form_of_c2sp(void **state)
{
    struct fixture *f = *state;
    /* The signature begins with the key's number, SHA-256(name, newline, 1,
     * key)[:4], which is 7e76a320. */
    static const char should[] =
        "stembus/21fe31dfa154a261626bf854046fd227/assembly/1\n"
        "812\n"
        "AQkRGSEpMTlBSVFZYWlxeYGJkZmhqbG5wcnR2eHp8fk=\n"
        "\n"
        "— stembus/21fe31dfa154a261626bf854046fd227/assembly/1 fnajI";

    assert_true(f->note.len > sizeof should);
    assert_memory_equal(f->note.data, should, sizeof should - 1);
    assert_int_equal(f->note.data[f->note.len - 1], '\n');
    assert_int_equal(f->note.len - (sizeof should - 1), 92 - 5 + 1);
}

static void a_note_reads_as_what_was_signed(void **state)
{
    struct fixture *f = *state;
    struct checkpoint c;
    size_t used;
    struct buf more = { 0 };

    assert_true(checkpoint_read(f->note.data, f->note.len, &c, &used));
    assert_int_equal(used, f->note.len);
    assert_int_equal(c.journal, 1);
    assert_int_equal(c.size, 812);
    assert_memory_equal(c.root, f->root, LEAF_SIZE);
    assert_string_equal(c.fingerprint, "21fe31dfa154a261626bf854046fd227");
    assert_true(checkpoint_is_signed(f->note.data, f->note.len,
                                     key_public(f->key)));
    /* What follows is not part of it; a cosignature is. */
    buf_add(&more, f->note.data, f->note.len);
    buf_text(&more, "— committee.example/w1 AAAAAA==\n");
    size_t signed_by_two = more.len;
    buf_text(&more, "\nstembus/");
    assert_true(checkpoint_read(more.data, more.len, &c, &used));
    assert_int_equal(used, signed_by_two);
    assert_true(checkpoint_is_signed(more.data, used, key_public(f->key)));
    buf_free(&more);
}

static void the_registers_note_says_so(void **state)
{
    struct fixture *f = *state;
    struct checkpoint c;
    size_t used;

    buf_reset(&f->note);
    checkpoint_sign(&f->note, f->key, 0, 0, f->root);
    assert_non_null(strstr(f->note.data, "/register\n0\n"));
    assert_true(checkpoint_read(f->note.data, f->note.len, &c, &used));
    assert_int_equal(c.journal, 0);
    assert_int_equal(c.size, 0);
}

static void no_other_byte_is_signed(void **state)
{
    struct fixture *f = *state;

    for (size_t at = 0; at < f->note.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            f->note.data[at] ^= (char)(1 << bit);
            assert_false(checkpoint_is_signed(f->note.data, f->note.len,
                                              key_public(f->key)));
            f->note.data[at] ^= (char)(1 << bit);
        }
    for (size_t len = 0; len < f->note.len; len++)
        assert_false(checkpoint_is_signed(f->note.data, len,
                                          key_public(f->key)));
}

static void another_key_did_not_sign_it(void **state)
{
    struct fixture *f = *state;
    struct key *other = key_from(vectors[1].seed);
    struct buf forged = { 0 };
    char *line = strstr(f->note.data, "\n\n");

    assert_false(checkpoint_is_signed(f->note.data, f->note.len,
                                      key_public(other)));
    /* Its text, with the signature of the other. */
    buf_add(&forged, f->note.data, (size_t)(line + 2 - f->note.data));
    struct buf theirs = { 0 };
    checkpoint_sign(&theirs, other, 1, 812, f->root);
    buf_text(&forged, strstr(theirs.data, "\n\n") + 2);
    assert_false(checkpoint_is_signed(forged.data, forged.len,
                                      key_public(f->key)));
    assert_false(checkpoint_is_signed(forged.data, forged.len,
                                      key_public(other)));
    buf_free(&theirs);
    buf_free(&forged);
    key_free(other);
}

#define ORIGIN "stembus/21fe31dfa154a261626bf854046fd227/assembly/1\n"
#define ROOT "AQkRGSEpMTlBSVFZYWlxeYGJkZmhqbG5wcnR2eHp8fk=\n"
#define SIGNED "\n— x AAAA\n"

static void notes_have_one_form(void **state)
{
    static const struct {
        const char *what, *text;
        bool read;
    } cases[] = {
        { "as it is", ORIGIN "812\n" ROOT SIGNED, true },
        { "the largest size", ORIGIN "9223372036854775807\n" ROOT SIGNED,
          true },
        { "one more", ORIGIN "9223372036854775808\n" ROOT SIGNED, false },
        { "a leading zero", ORIGIN "0812\n" ROOT SIGNED, false },
        { "no size", ORIGIN "\n" ROOT SIGNED, false },
        { "a sign", ORIGIN "+1\n" ROOT SIGNED, false },
        { "a space", ORIGIN "1 \n" ROOT SIGNED, false },
        { "nothing", "", false },
        { "no signature", ORIGIN "812\n" ROOT "\n", false },
        { "no blank line", ORIGIN "812\n" ROOT "— x AAAA\n", false },
        { "an extension line", ORIGIN "812\n" ROOT "more\n" SIGNED, false },
        { "a root that is too short", ORIGIN "812\nAQkR\n" SIGNED, false },
        { "a root with other bits", ORIGIN "812\n"
          "AQkRGSEpMTlBSVFZYWlxeYGJkZmhqbG5wcnR2eHp8fl=\n" SIGNED, false },
        { "a hyphen for the dash", ORIGIN "812\n" ROOT "\n- x AAAA\n",
          false },
        { "a signature without a name", ORIGIN "812\n" ROOT "\n— AAAA\n",
          false },
        { "another program's", "example.com/log\n812\n" ROOT SIGNED, false },
        { "capitals in the fingerprint",
          "stembus/21FE31dfa154a261626bf854046fd227/assembly/1\n812\n" ROOT
          SIGNED, false },
        { "a short fingerprint", "stembus/21fe/assembly/1\n812\n" ROOT SIGNED,
          false },
        { "assembly 0",
          "stembus/21fe31dfa154a261626bf854046fd227/assembly/0\n812\n" ROOT
          SIGNED, false },
        { "more behind the register",
          "stembus/21fe31dfa154a261626bf854046fd227/register/1\n812\n" ROOT
          SIGNED, false },
        { "another kind of journal",
          "stembus/21fe31dfa154a261626bf854046fd227/round/1\n812\n" ROOT
          SIGNED, false },
    };
    struct checkpoint c;
    size_t used;
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (checkpoint_read(cases[i].text, strlen(cases[i].text), &c,
                            &used) != cases[i].read)
            fail_msg("%s", cases[i].what);
}

static void a_root_has_a_code_for_people(void **state)
{
    static const struct {
        const char *root, *code;
    } cases[] = {
        { "00000000000000000000000000000000000000000000000000000000000000ff",
          "0000-0000" },
        { "ffffffffff000000000000000000000000000000000000000000000000000000",
          "ZZZZ-ZZZZ" },
        { "0842108421000000000000000000000000000000000000000000000000000000",
          "1111-1111" },
        { "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "WERC-8GMR" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        unsigned char root[LEAF_SIZE];
        char code[ROOT_CODE_SIZE];
        from_hex(cases[i].root, root, sizeof root);
        checkpoint_code(root, code);
        assert_string_equal(code, cases[i].code);
    }
}

/* ---- places ------------------------------------------------------------------------ */

static void add_note(struct notes *notes, struct fixture *f, int64_t journal,
                     int64_t size)
{
    struct buf note = { 0 };
    checkpoint_sign(&note, f->key, journal, size, f->root);
    assert_int_equal(notes_put(notes, note.data, note.len), ERR_OK);
    buf_free(&note);
}

static void a_file_of_notes_reads_back(void **state)
{
    struct fixture *f = *state;
    struct notes notes = { 0 }, read = { 0 };
    struct buf text = { 0 }, again = { 0 };

    for (int64_t journal = 40; journal >= 0; journal -= 2)
        add_note(&notes, f, journal, 10 * journal);
    for (int64_t journal = 1; journal < 40; journal += 2)
        add_note(&notes, f, journal, 10 * journal);
    add_note(&notes, f, 7, 77); /* the latest one counts */
    assert_int_equal(notes.count, 41);
    notes_print(&text, &notes);
    assert_int_equal(notes_read(&read, text.data, text.len), ERR_OK);
    assert_int_equal(read.count, 41);
    for (int64_t journal = 0; journal <= 40; journal++) {
        const struct note *note = notes_find(&read, journal);
        assert_non_null(note);
        assert_int_equal(note->head.size, journal == 7 ? 77 : 10 * journal);
    }
    assert_null(notes_find(&read, 41));
    notes_print(&again, &read);
    assert_int_equal(again.len, text.len);
    assert_memory_equal(again.data, text.data, text.len);
    notes_free(&notes);
    notes_free(&read);
    buf_free(&text);
    buf_free(&again);
}

static void a_file_that_is_anything_else_is_not_read(void **state)
{
    struct fixture *f = *state;
    struct buf text = { 0 };
    struct notes read = { 0 };

    buf_add(&text, f->note.data, f->note.len);
    buf_text(&text, "x");
    assert_int_equal(notes_read(&read, text.data, text.len),
                     ERR_STORE_DAMAGED);
    notes_free(&read);
    buf_reset(&text);
    buf_printf(&text, "%s\n%s", f->note.data, f->note.data);
    assert_int_equal(notes_read(&read, text.data, text.len),
                     ERR_STORE_DAMAGED); /* twice the same journal */
    notes_free(&read);
    buf_free(&text);
}

static void a_keeper_writes_the_latest_of_each(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/stembus-place-XXXXXX";
    struct metrics metrics = { 0 };
    struct err err = { 0 };
    struct keeper *k = NULL;
    struct notes read = { 0 };
    struct buf note = { 0 };
    int fd = mkstemp(path);

    must(fd >= 0 && close(fd) == 0);
    assert_int_equal(keeper_start(path, &metrics, &k, &err), ERR_OK);
    for (int64_t size = 1; size <= 200; size++) {
        buf_reset(&note);
        checkpoint_sign(&note, f->key, size % 2, size, f->root);
        assert_int_equal(keeper_put(k, note.data, note.len), ERR_OK);
    }
    keeper_stop(k); /* waits for it */
    assert_int_equal(places_read(path, &read, &err), ERR_OK);
    assert_int_equal(read.count, 2);
    assert_int_equal(notes_find(&read, 0)->head.size, 200);
    assert_int_equal(notes_find(&read, 1)->head.size, 199);
    assert_true(metrics.checkpoints >= 1);
    assert_int_equal(metrics.failed_checkpoints, 0);
    notes_free(&read);
    buf_free(&note);
    (void)unlink(path);
}

static void a_place_that_is_gone_holds_nobody_up(void **state)
{
    struct fixture *f = *state;
    struct metrics metrics = { 0 };
    struct err err = { 0 };
    struct keeper *k = NULL;

    assert_int_equal(keeper_start("/nowhere/at/all", &metrics, &k, &err),
                     ERR_OK);
    assert_int_equal(keeper_put(k, f->note.data, f->note.len), ERR_OK);
    keeper_stop(k);
    assert_int_equal(metrics.checkpoints, 0);
    assert_true(metrics.failed_checkpoints >= 1);
}

#define NOTE(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_sign_as_published),
        cmocka_unit_test(a_public_key_is_read_from_hex_only),
        cmocka_unit_test(a_key_file_is_made_once_and_read_back),
        cmocka_unit_test(secrets_follow_from_key_and_purpose),
        NOTE(a_note_has_the_form_of_c2sp),
        NOTE(a_note_reads_as_what_was_signed),
        NOTE(the_registers_note_says_so),
        NOTE(no_other_byte_is_signed),
        NOTE(another_key_did_not_sign_it),
        cmocka_unit_test(notes_have_one_form),
        cmocka_unit_test(a_root_has_a_code_for_people),
        NOTE(a_file_of_notes_reads_back),
        NOTE(a_file_that_is_anything_else_is_not_read),
        NOTE(a_keeper_writes_the_latest_of_each),
        NOTE(a_place_that_is_gone_holds_nobody_up),
    };
    struct err err = { 0 };
    must(evidence_init(&err) == ERR_OK);
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
