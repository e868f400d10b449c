/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/model.h"

static void every_enum_has_its_words(void **state)
{
    static const struct {
        const char *const *words;
        int count;
        const char *last;
    } cases[] = {
        { member_kind_words, MEMBER_KIND_COUNT, "region" },
        { rounding_words, ROUNDING_COUNT, "nearest" },
        { assembly_kind_words, ASSEMBLY_KIND_COUNT, "consultation" },
        { assembly_state_words, ASSEMBLY_STATE_COUNT, "ended" },
        { motion_kind_words, MOTION_KIND_COUNT, "practice" },
        { motion_state_words, MOTION_STATE_COUNT, "decided" },
        { advice_words, ADVICE_COUNT, "hold" },
        { outcome_words, OUTCOME_COUNT, "no-majority" },
        { round_state_words, ROUND_STATE_COUNT, "annulled" },
        { comparison_words, COMPARISON_COUNT, "at-least" },
        { base_words, BASE_COUNT, "entitled" },
        { quorum_by_words, QUORUM_BY_COUNT, "members" },
        { assignment_state_words, ASSIGNMENT_STATE_COUNT, "ended" },
        { auth_words, AUTH_COUNT, "gateway" },
        { show_words, SHOW_COUNT, "roll-call" },
        { role_words, ROLE_COUNT, "server" },
        { finding_words, FINDING_COUNT, "different" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(cases[i].words[cases[i].count - 1],
                            cases[i].last);
        assert_null(cases[i].words[cases[i].count]);
        for (int w = 0; w < cases[i].count; w++)
            assert_int_equal(word_index(cases[i].words, cases[i].words[w]),
                             w);
    }
    assert_int_equal(word_index(outcome_words, "Adopted"), -1);
}

/* Written out once more, as domain.md has them: from, then every to. */
static void states_move_as_the_domain_says(void **state)
{
    static const struct {
        const uint8_t *moves;
        int from, count;
        unsigned to;
    } cases[] = {
        { assembly_moves, ASSEMBLY_DRAFT, ASSEMBLY_STATE_COUNT,
          BIT(ASSEMBLY_CONVENED) },
        { assembly_moves, ASSEMBLY_CONVENED, ASSEMBLY_STATE_COUNT,
          BIT(ASSEMBLY_OPENED) },
        { assembly_moves, ASSEMBLY_OPENED, ASSEMBLY_STATE_COUNT,
          BIT(ASSEMBLY_ENDED) },
        { assembly_moves, ASSEMBLY_ENDED, ASSEMBLY_STATE_COUNT, 0 },
        { round_moves, ROUND_STATE_PREPARED, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_OPEN) },
        { round_moves, ROUND_STATE_OPEN, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_CLOSED) },
        { round_moves, ROUND_STATE_CLOSED, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_DECLARED) | BIT(ROUND_STATE_ANNULLED) },
        { round_moves, ROUND_STATE_DECLARED, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_CERTIFIED) | BIT(ROUND_STATE_ANNULLED) },
        { round_moves, ROUND_STATE_CERTIFIED, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_PUBLISHED) | BIT(ROUND_STATE_ANNULLED) },
        { round_moves, ROUND_STATE_PUBLISHED, ROUND_STATE_COUNT,
          BIT(ROUND_STATE_ANNULLED) },
        { round_moves, ROUND_STATE_ANNULLED, ROUND_STATE_COUNT, 0 },
        { motion_moves, MOTION_PENDING, MOTION_STATE_COUNT,
          BIT(MOTION_VOTING) | BIT(MOTION_DECIDED) },
        { motion_moves, MOTION_VOTING, MOTION_STATE_COUNT,
          BIT(MOTION_PENDING) | BIT(MOTION_DECIDED) },
        { motion_moves, MOTION_DECIDED, MOTION_STATE_COUNT,
          BIT(MOTION_PENDING) },
        { assignment_moves, ASSIGNED, ASSIGNMENT_STATE_COUNT,
          BIT(REVOKED) | BIT(ASSIGNMENT_OVER) },
        { assignment_moves, REVOKED, ASSIGNMENT_STATE_COUNT, 0 },
        { assignment_moves, ASSIGNMENT_OVER, ASSIGNMENT_STATE_COUNT, 0 },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(cases[i].moves[cases[i].from], cases[i].to);
        assert_true(cases[i].to < BIT(cases[i].count));
    }
}

static void codes_and_serials_have_a_form(void **state)
{
    static const struct {
        const char *text;
        bool code, serial;
    } cases[] = {
        { "GM0344", true, true },
        { "GW01", true, true },
        { "GM123456", true, true },
        { "GM1", false, true },
        { "GM1234567", false, true },
        { "gm0344", false, true },
        { "G10344", false, true },
        { "GM03a4", false, true },
        { "GM 344", false, false },
        { "", false, false },
        { "G", false, true },
        { "a.b_c-D9", false, true },
        { "kastje/1", false, false },
        { "é", false, false },
        { "0123456789012345678901234567890A", false, true },
        { "0123456789012345678901234567890AB", false, false },
        { "GM0344\n", false, false },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (code_valid(cases[i].text) != cases[i].code ||
            serial_valid(cases[i].text) != cases[i].serial)
            fail_msg("'%s'", cases[i].text);
}

static void options_are_found_by_name(void **state)
{
    static const struct round r = { .option_count = 2,
                                    .options = { "for", "against", "for" } };
    (void)state;

    assert_int_equal(round_option(&r, "for"), 0);
    assert_int_equal(round_option(&r, "against"), 1);
    assert_int_equal(round_option(&r, "abstain"), -1);
    assert_int_equal(round_option(&r, ""), -1);
    assert_int_equal(round_option(&r, "fo"), -1);
}

/* ---- forms --------------------------------------------------------------- */

struct terms {
    struct majority majority;
    struct quorum quorum;
    struct weight_rules rules;
};
static const struct field terms_fields[] = {
    { .key = "majority", .type = FIELD_FORM, F_AT(struct terms, majority),
      .form = &majority_form, .short_for = majority_shorthands },
    F_FORM(struct terms, quorum, "quorum", false, &quorum_form),
    F_FORM(struct terms, rules, "weightRules", false, &weight_rules_form),
    F_END,
};
static const struct form terms_form = {
    .name = "terms",
    .size = sizeof(struct terms),
    .fields = terms_fields,
};

#define QUORUM(of) "{\"quorum\":{\"numerator\":1,\"denominator\":2,\"of\":\"" \
    of "\",\"by\":\"members\"}}"
#define RULE "{\"perInhabitants\":100,\"rounding\":\"down\",\"minimum\":1," \
    "\"cap\":75}"

static void terms_read_and_print(void **state)
{
    static const struct {
        const char *json, *printed, *pointer;
    } cases[] = {
        { "{}", "{}", NULL },
        { "{\"majority\":\"simple\"}",
          "{\"majority\":{\"numerator\":1,\"denominator\":2,"
          "\"comparison\":\"more-than\",\"base\":\"cast\"}}", NULL },
        { "{\"majority\":\"two-thirds\"}",
          "{\"majority\":{\"numerator\":2,\"denominator\":3,"
          "\"comparison\":\"at-least\",\"base\":\"cast\"}}", NULL },
        { "{\"majority\":\"three-quarters\"}", NULL, "/majority" },
        { "{\"majority\":7}", NULL, "/majority" },
        { "{\"majority\":{\"numerator\":1,\"denominator\":0,"
          "\"comparison\":\"at-least\",\"base\":\"cast\"}}", NULL,
          "/majority/denominator" },
        { "{\"majority\":{\"numerator\":1,\"denominator\":1001,"
          "\"comparison\":\"at-least\",\"base\":\"cast\"}}", NULL,
          "/majority/denominator" },
        { QUORUM("present"), QUORUM("present"), NULL },
        { QUORUM("entitled"), QUORUM("entitled"), NULL },
        { QUORUM("cast"), NULL, "/quorum/of" },
        { "{\"weightRules\":{\"municipality\":" RULE ",\"region\":" RULE "}}",
          "{\"weightRules\":{\"municipality\":" RULE ",\"region\":" RULE "}}",
          NULL },
        { "{\"weightRules\":{\"municipality\":" RULE "}}", NULL,
          "/weightRules/region" },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct terms terms;
        struct faults faults = { 0 };
        struct buf b = { 0 };
        enum err_code code = fields_read(&terms_form, cases[i].json,
                                         strlen(cases[i].json), &terms,
                                         &faults);
        if ((code == ERR_OK) != (cases[i].pointer == NULL))
            fail_msg("%s", cases[i].json);
        if (cases[i].pointer != NULL) {
            assert_int_equal(faults.count, 1);
            assert_string_equal(faults.list[0].pointer, cases[i].pointer);
        } else {
            fields_print(&b, NULL, &terms_form, &terms);
            assert_string_equal(b.data, cases[i].printed);
        }
        buf_free(&b);
        faults_free(&faults);
    }
}

/* The answer of api.md, byte for byte but for its spaces. */
static void a_result_prints_as_the_api_shows_it(void **state)
{
    static const struct result result = {
        .option_count = 3,
        .options = { { "for", 22753, 306, "99.38" },
                     { "against", 142, 3, "0.62" },
                     { "abstain", 0, 0, "" } },
        .present = { 22895, 309 },
        .entitled = { 29085, 395 },
        .needed = 15264,
        .met = true,
        .outcome = ADOPTED,
        .sentence = { "Aangenomen: …", "Adopted: …" },
    };
    struct buf b = { 0 };
    (void)state;

    fields_print(&b, "result", &result_form, &result);
    assert_string_equal(
        b.data,
        "\"result\":{\"options\":["
        "{\"option\":\"for\",\"weight\":22753,\"members\":306,"
        "\"percent\":\"99.38\"},"
        "{\"option\":\"against\",\"weight\":142,\"members\":3,"
        "\"percent\":\"0.62\"},"
        "{\"option\":\"abstain\",\"weight\":0,\"members\":0}],"
        "\"notVoted\":{\"weight\":0,\"members\":0},"
        "\"present\":{\"weight\":22895,\"members\":309},"
        "\"entitled\":{\"weight\":29085,\"members\":395},"
        "\"needed\":15264,\"met\":true,\"outcome\":\"adopted\","
        "\"sentence\":{\"nl\":\"Aangenomen: …\",\"en\":\"Adopted: …\"}}");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_enum_has_its_words),
        cmocka_unit_test(states_move_as_the_domain_says),
        cmocka_unit_test(codes_and_serials_have_a_form),
        cmocka_unit_test(options_are_found_by_name),
        cmocka_unit_test(terms_read_and_print),
        cmocka_unit_test(a_result_prints_as_the_api_shows_it),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
