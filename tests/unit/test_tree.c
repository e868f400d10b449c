/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "engine/evidence.h"
#include "engine/nodes.h"

enum { LEAVES = 70, LONG = 3000 };

static void from_hex(const char *hex, unsigned char *out, size_t size)
{
    size_t len;
    must(sodium_hex2bin(out, size, hex, strlen(hex), NULL, &len, NULL) == 0 &&
         len == size);
}

static void is_hex(const unsigned char hash[LEAF_SIZE], const char *hex)
{
    char text[2 * LEAF_SIZE + 1];
    evidence_hex(hash, LEAF_SIZE, text);
    assert_string_equal(text, hex);
}

/* ---- the definition, as RFC 6962 2.1 has it ------------------------------------ */

static int64_t left_part(int64_t count)
{
    int64_t k = 1;
    while (2 * k < count)
        k *= 2;
    return k;
}

static void mth(unsigned char (*leaves)[LEAF_SIZE], int64_t count,
                unsigned char out[LEAF_SIZE])
{
    unsigned char left[LEAF_SIZE], right[LEAF_SIZE];
    if (count == 0) {
        crypto_hash_sha256(out, NULL, 0);
    } else if (count == 1) {
        memcpy(out, leaves[0], LEAF_SIZE);
    } else {
        int64_t k = left_part(count);
        mth(leaves, k, left);
        mth(leaves + k, count - k, right);
        tree_node(left, right, out);
    }
}

/* A forest of leaves in memory, and how often it is asked. */
struct forest {
    unsigned char leaves[LEAVES][LEAF_SIZE];
    int64_t asked;
};

static enum err_code get(void *cls, int level, int64_t position,
                         unsigned char out[LEAF_SIZE])
{
    struct forest *f = cls;
    f->asked++;
    must(((position + 1) << level) <= LEAVES);
    mth(f->leaves + (position << level), INT64_C(1) << level, out);
    return ERR_OK;
}

static int make(void **state)
{
    struct forest *f = calloc(1, sizeof *f);
    *state = f;
    for (int i = 0; f != NULL && i < LEAVES; i++) {
        unsigned char line[2] = { 'x', (unsigned char)i };
        evidence_leaf(line, sizeof line, f->leaves[i]);
    }
    return f == NULL;
}

static int unmake(void **state)
{
    free(*state);
    return 0;
}

/* ---- the reference log's eight leaves ------------------------------------------- */

static const char *const inputs[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};
#define A1 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define B1 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define C1 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define A4 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define B3 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define B2 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define A6 "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
static const struct {
    int64_t index, size;
    const char *path[4];
} inclusions[] = {
    { 0, 1, { NULL } },
    { 0, 8, { A1, B1, C1 } },
    { 5, 8, { A4, B3, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd"
                      "95209614b7" } },
    { 2, 3, { "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c1"
              "25" } },
    { 1, 5, { "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa0"
              "1d", B1, A4 } },
}, consistencies[] = { /* from and size */
    { 1, 1, { NULL } },
    { 1, 8, { A1, B1, C1 } },
    { 6, 8, { B2, B3, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd"
                      "95209614b7" } },
    { 2, 5, { B1, A4 } },
    { 6, 7, { B2, A6, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd"
                      "95209614b7" } },
};

static void fill_reference(struct forest *f)
{
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        unsigned char line[16];
        size_t len = strlen(inputs[i]) / 2;
        from_hex(inputs[i], line, len);
        evidence_leaf(line, len, f->leaves[i]);
    }
}

static void the_reference_log_has_its_published_roots(void **state)
{
    struct forest *f = *state;
    struct tree t = { 0 };
    unsigned char root[LEAF_SIZE];

    fill_reference(f);
    for (size_t size = 0; size < ARRAY_LEN(roots); size++) {
        tree_root(&t, root);
        is_hex(root, roots[size]);
        assert_int_equal(tree_root_at((int64_t)size, get, f, root), ERR_OK);
        is_hex(root, roots[size]);
        if (size < ARRAY_LEN(inputs))
            assert_int_equal(tree_push(&t, f->leaves[size], NULL, NULL),
                             ERR_OK);
    }
}

static void is_path(const struct tree_path *path, const char *const *hex)
{
    int count = 0;
    for (; hex[count] != NULL; count++)
        is_hex(path->hashes[count], hex[count]);
    assert_int_equal(path->count, count);
}

static void the_reference_log_has_its_published_proofs(void **state)
{
    struct forest *f = *state;
    struct tree_path path;

    fill_reference(f);
    for (size_t i = 0; i < ARRAY_LEN(inclusions); i++) {
        assert_int_equal(tree_inclusion(inclusions[i].index,
                                        inclusions[i].size, get, f, &path),
                         ERR_OK);
        is_path(&path, inclusions[i].path);
        assert_int_equal(tree_consistency(consistencies[i].index,
                                          consistencies[i].size, get, f,
                                          &path), ERR_OK);
        is_path(&path, consistencies[i].path);
    }
}

/* ---- every tree up to a size ------------------------------------------------------- */

static void a_tree_that_grew_is_the_tree_of_its_leaves(void **state)
{
    struct forest *f = *state;
    struct tree t = { 0 }, loaded;
    unsigned char root[LEAF_SIZE], should[LEAF_SIZE];

    for (int64_t size = 0; size <= LEAVES; size++) {
        mth(f->leaves, size, should);
        tree_root(&t, root);
        assert_memory_equal(root, should, LEAF_SIZE);
        assert_int_equal(tree_load(&loaded, size, get, f), ERR_OK);
        tree_root(&loaded, root);
        assert_memory_equal(root, should, LEAF_SIZE);
        if (size < LEAVES)
            assert_int_equal(tree_push(&t, f->leaves[size], NULL, NULL),
                             ERR_OK);
    }
}

/* Whatever is changed in a proof, or in what it is said to prove, it proves
 * nothing any more. */
static void no_other_inclusion(int64_t index, unsigned char *leaf,
                               int64_t size, unsigned char *root,
                               struct tree_path *path)
{
    for (int i = 0; i < path->count; i++) {
        path->hashes[i][i % LEAF_SIZE] ^= 1;
        assert_false(tree_includes(index, leaf, size, root, path));
        path->hashes[i][i % LEAF_SIZE] ^= 1;
    }
    leaf[7] ^= 0x80;
    assert_false(tree_includes(index, leaf, size, root, path));
    leaf[7] ^= 0x80;
    root[31] ^= 1;
    assert_false(tree_includes(index, leaf, size, root, path));
    root[31] ^= 1;
    for (int64_t other = -1; other <= size; other++)
        if (other != index)
            assert_false(tree_includes(other, leaf, size, root, path));
    path->count++;
    assert_false(tree_includes(index, leaf, size, root, path));
    path->count -= 2;
    if (path->count >= 0)
        assert_false(tree_includes(index, leaf, size, root, path));
    path->count++;
}

static void every_line_is_proved_and_nothing_else(void **state)
{
    struct forest *f = *state;
    struct tree_path path;
    unsigned char root[LEAF_SIZE];

    for (int64_t size = 1; size <= LEAVES; size++) {
        mth(f->leaves, size, root);
        for (int64_t index = 0; index < size; index++) {
            memset(&path, 0, sizeof path);
            assert_int_equal(tree_inclusion(index, size, get, f, &path),
                             ERR_OK);
            assert_true(tree_includes(index, f->leaves[index], size, root,
                                      &path));
            no_other_inclusion(index, f->leaves[index], size, root, &path);
        }
    }
}

static void no_other_consistency(int64_t from, unsigned char *from_root,
                                 int64_t size, unsigned char *root,
                                 struct tree_path *path)
{
    for (int i = 0; i < path->count; i++) {
        path->hashes[i][i % LEAF_SIZE] ^= 1;
        assert_false(tree_extends(from, from_root, size, root, path));
        path->hashes[i][i % LEAF_SIZE] ^= 1;
    }
    root[0] ^= 1; /* every tree begins with the empty one */
    assert_true(from == 0 ||
                !tree_extends(from, from_root, size, root, path));
    root[0] ^= 1;
    from_root[0] ^= 1;
    assert_false(tree_extends(from, from_root, size, root, path));
    from_root[0] ^= 1;
    for (int64_t other = -1; other <= size + 1; other++)
        if (other != from)
            assert_false(tree_extends(other, from_root, size, root, path));
    path->count++;
    assert_false(tree_extends(from, from_root, size, root, path));
    path->count -= 2;
    if (path->count >= 0)
        assert_false(tree_extends(from, from_root, size, root, path));
    path->count++;
}

static void every_tree_extends_the_smaller_ones_and_no_other(void **state)
{
    struct forest *f = *state;
    struct tree_path path;
    unsigned char root[LEAF_SIZE], from_root[LEAF_SIZE];

    for (int64_t size = 0; size <= LEAVES; size++) {
        mth(f->leaves, size, root);
        for (int64_t from = 0; from <= size; from++) {
            mth(f->leaves, from, from_root);
            memset(&path, 0, sizeof path);
            assert_int_equal(tree_consistency(from, size, get, f, &path),
                             ERR_OK);
            assert_true(tree_extends(from, from_root, size, root, &path));
            no_other_consistency(from, from_root, size, root, &path);
        }
    }
}

/* ---- in the store ------------------------------------------------------------------ */

static void add_line(struct db *db, struct tree *t, int64_t n)
{
    struct buf line = { 0 };
    unsigned char hash[LEAF_SIZE];
    buf_printf(&line, "line %lld", (long long)n);
    evidence_leaf(line.data, line.len, hash);
    must(journal_insert(db, 1, n, &line, hash) == ERR_OK);
    must(nodes_append(db, 1, t, hash) == ERR_OK);
    buf_free(&line);
}

static int make_store(void **state)
{
    struct err err = { 0 };
    struct db *db;
    if (db_open("", DB_MEMORY, &db, &err) != ERR_OK)
        return -1;
    *state = db;
    return 0;
}

static int unmake_store(void **state)
{
    db_close(*state);
    return 0;
}

/* Of each level from 64 lines on, as many as there are whole. */
static int64_t expected_nodes(int64_t lines)
{
    int64_t count = 0;
    for (int level = NODES_LEVEL; lines >> level > 0; level++)
        count += lines >> level;
    return count;
}

static int64_t stored_nodes(struct db *db)
{
    unsigned char hash[LEAF_SIZE];
    int64_t count = 0;
    for (int level = NODES_LEVEL; level < TREE_LEVELS; level++)
        for (int64_t position = 0;
             node_get(db, 1, level, position, hash) == ERR_OK; position++)
            count++;
    return count;
}

static void the_store_gives_back_the_tree_that_grew(void **state)
{
    struct db *db = *state;
    struct tree t = { 0 }, loaded;
    unsigned char root[LEAF_SIZE], read[LEAF_SIZE];

    for (int64_t n = 0; n < LONG; n++) {
        add_line(db, &t, n);
        tree_root(&t, root);
        assert_int_equal(nodes_root(db, 1, n + 1, read), ERR_OK);
        assert_memory_equal(read, root, LEAF_SIZE);
    }
    assert_int_equal(nodes_load(db, 1, LONG, &loaded), ERR_OK);
    for (int level = 0; level < TREE_LEVELS; level++)
        if ((INT64_C(1) << level & LONG) != 0)
            assert_memory_equal(loaded.range[level], t.range[level],
                                LEAF_SIZE);
    /* One row for 32 lines, whatever their number. */
    assert_int_equal(stored_nodes(db), expected_nodes(LONG));
    assert_true(stored_nodes(db) <= LONG / 32);
}

static void the_store_proves_its_lines(void **state)
{
    struct db *db = *state;
    struct tree t = { 0 };
    struct tree_path path;
    unsigned char root[LEAF_SIZE], old[LEAF_SIZE], leaf[1][LEAF_SIZE];

    for (int64_t n = 0; n < LONG; n++)
        add_line(db, &t, n);
    for (int64_t size = 1; size <= LONG; size += size < 40 ? 1 : 97) {
        assert_int_equal(nodes_root(db, 1, size, root), ERR_OK);
        for (int64_t n = 0; n < size; n += n < 40 ? 1 : 61) {
            assert_int_equal(journal_hashes(db, 1, n, 1, leaf), ERR_OK);
            assert_int_equal(nodes_inclusion(db, 1, n, size, &path), ERR_OK);
            assert_true(tree_includes(n, leaf[0], size, root, &path));
            assert_int_equal(nodes_root(db, 1, n, old), ERR_OK);
            assert_int_equal(nodes_consistency(db, 1, n, size, &path),
                             ERR_OK);
            assert_true(tree_extends(n, old, size, root, &path));
        }
    }
}

static void a_tree_that_is_larger_than_the_journal_is_damage(void **state)
{
    struct db *db = *state;
    struct tree t = { 0 };
    unsigned char root[LEAF_SIZE];

    for (int64_t n = 0; n < 40; n++)
        add_line(db, &t, n);
    for (int64_t size = 41; size < 100; size++)
        assert_int_equal(nodes_root(db, 1, size, root), ERR_STORE_DAMAGED);
    assert_int_equal(nodes_root(db, 2, 1, root), ERR_STORE_DAMAGED);
    assert_true(db_is_idle(db));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_reference_log_has_its_published_roots, make, unmake),
        cmocka_unit_test_setup_teardown(
            the_reference_log_has_its_published_proofs, make, unmake),
        cmocka_unit_test_setup_teardown(
            a_tree_that_grew_is_the_tree_of_its_leaves, make, unmake),
        cmocka_unit_test_setup_teardown(every_line_is_proved_and_nothing_else,
                                        make, unmake),
        cmocka_unit_test_setup_teardown(
            every_tree_extends_the_smaller_ones_and_no_other, make, unmake),
        cmocka_unit_test_setup_teardown(
            the_store_gives_back_the_tree_that_grew, make_store,
            unmake_store),
        cmocka_unit_test_setup_teardown(the_store_proves_its_lines,
                                        make_store, unmake_store),
        cmocka_unit_test_setup_teardown(
            a_tree_that_is_larger_than_the_journal_is_damage, make_store,
            unmake_store),
    };
    struct err err = { 0 };
    must(evidence_init(&err) == ERR_OK);
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
