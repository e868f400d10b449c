/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fields_plain.h"
#include "domain/record.h"
#include "domain/rules.h"

#define AT "\"at\":\"2026-06-08T10:15:30.123Z\",\"kind\":"
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SALT "00112233445566778899aabbccddeeff"
#define RULE "{\"perInhabitants\":100,\"rounding\":\"down\",\"minimum\":1," \
    "\"cap\":75}"
#define MAJORITY "\"majority\":{\"numerator\":2,\"denominator\":3," \
    "\"comparison\":\"at-least\",\"base\":\"cast\"}"
#define SHARE "{\"weight\":9,\"members\":2}"

/* Lines as they stand in journals.  They are never edited, only added to: a
 * line of an old journal has to keep reading the same. */
static const char *const lines[] = {
    "{\"n\":0," AT "\"begin\",\"assembly\":1,\"assemblyKind\":\"alv\","
    "\"title\":\"ALV \\\"zomer\\\"\",\"date\":\"2026-06-08\",\"place\":\"\","
    "\"weightRules\":{\"municipality\":" RULE ",\"region\":" RULE "},"
    "\"program\":\"stembus 1.0.0\",\"key\":\"\"}",
    "{\"n\":1," AT "\"member\",\"code\":\"GM0001\","
    "\"memberKind\":\"municipality\",\"name\":\"Voorbeeldân\","
    "\"validFrom\":\"2015-01-01\",\"validUntil\":\"2019-01-01\"}",
    "{\"n\":2," AT "\"member\",\"code\":\"GW01\",\"memberKind\":\"region\","
    "\"name\":\"Voorbeeldstreek\"}",
    "{\"n\":3," AT "\"figure\",\"code\":\"GM0001\",\"inhabitants\":0,"
    "\"referenceDate\":\"2016-01-01\",\"source\":\"\"}",
    "{\"n\":4," AT "\"roll\",\"code\":\"GM0001\","
    "\"memberKind\":\"municipality\",\"name\":\"Voorbeeldân\","
    "\"inhabitants\":919,\"referenceDate\":\"2016-01-01\",\"weight\":9}",
    "{\"n\":5," AT "\"assembly\",\"to\":\"convened\",\"by\":\"griffie\","
    "\"seal\":\"" HASH "\",\"members\":395,\"weight\":29085}",
    "{\"n\":6," AT "\"assembly\",\"to\":\"opened\",\"by\":\"griffie\"}",
    "{\"n\":7," AT "\"attendance\",\"member\":\"GM0001\",\"present\":false}",
    "{\"n\":8," AT "\"handset\",\"number\":1,\"serial\":\"0173\","
    "\"member\":\"GM0001\",\"state\":\"assigned\"}",
    "{\"n\":9," AT "\"motion\",\"motion\":12,\"number\":\"11a\","
    "\"motionKind\":\"amendment\",\"title\":\"T\",\"text\":\"Regel 1\\n\\tx\","
    "\"movers\":[\"GM0001\",\"GW01\"],\"boardAdvice\":\"none\","
    "\"amends\":11}",
    "{\"n\":10," AT "\"motion\",\"motion\":13,\"number\":\"12\","
    "\"motionKind\":\"proposal\",\"title\":\"T\",\"boardAdvice\":\"adopt\"}",
    "{\"n\":11," AT "\"decision\",\"motion\":13,\"outcome\":\"acclamation\","
    "\"by\":\"griffie\"}",
    "{\"n\":12," AT "\"round\",\"round\":7,\"motion\":12,\"practice\":false,"
    "\"options\":[\"for\",\"against\"]," MAJORITY ",\"named\":false,"
    "\"abstain\":false,\"entitledKinds\":[\"municipality\",\"region\"],"
    "\"nonce\":\"" HASH "\",\"seal\":\"" HASH "\"}",
    "{\"n\":13," AT "\"round\",\"round\":8,\"motion\":12,\"practice\":true,"
    "\"options\":[\"A\",\"B\",\"against-all\",\"abstain\"]," MAJORITY ","
    "\"named\":true,\"abstain\":true,\"entitledKinds\":[\"region\"],"
    "\"quorum\":{\"numerator\":1,\"denominator\":2,\"of\":\"present\","
    "\"by\":\"members\"},\"durationSeconds\":60,"
    "\"nonce\":\"" HASH "\",\"seal\":\"" HASH "\"}",
    "{\"n\":14," AT "\"open\",\"round\":7,\"role\":\"operator\","
    "\"by\":\"griffie\",\"closesAt\":\"2026-06-08T10:16:30.123Z\"}",
    "{\"n\":15," AT "\"extended\",\"round\":7,\"role\":\"operator\","
    "\"by\":\"griffie\",\"closesAt\":\"2026-06-08T10:17:30.123Z\"}",
    "{\"n\":16," AT "\"ballot\",\"round\":7,\"member\":\"GM0001\","
    "\"weight\":9,\"choice\":\"for\",\"sequence\":1,\"serial\":\"0173\","
    "\"assignment\":1,\"auth\":\"token\",\"salt\":\"" SALT "\"}",
    "{\"n\":17," AT "\"ballot\",\"round\":7,\"member\":\"GM0001\","
    "\"weight\":9,\"choice\":\"against\",\"sequence\":2,\"serial\":\"0173\","
    "\"assignment\":1,\"auth\":\"gateway\",\"replaces\":16,"
    "\"salt\":\"" SALT "\"}",
    "{\"n\":18," AT "\"late\",\"round\":7,\"member\":\"GM0001\","
    "\"choice\":\"for\",\"sequence\":3,\"serial\":\"0173\","
    "\"auth\":\"token\",\"reason\":\"round-closed\",\"salt\":\"" SALT "\"}",
    "{\"n\":19," AT "\"refused\",\"round\":7,\"sequence\":4,"
    "\"serial\":\"0999\",\"auth\":\"gateway\",\"reason\":\"not-found\","
    "\"salt\":\"" SALT "\"}",
    "{\"n\":20," AT "\"closed\",\"round\":7,\"role\":\"server\",\"by\":\"\"}",
    "{\"n\":21," AT "\"result\",\"round\":7,\"result\":{\"options\":["
    "{\"option\":\"for\",\"weight\":9,\"members\":1,\"percent\":\"100.00\"},"
    "{\"option\":\"against\",\"weight\":0,\"members\":0,"
    "\"percent\":\"0.00\"}],\"notVoted\":" SHARE ",\"present\":" SHARE ","
    "\"entitled\":" SHARE ",\"needed\":5,\"met\":true,"
    "\"outcome\":\"adopted\",\"sentence\":{\"nl\":\"‘ja’\",\"en\":\"“yes”\"}}}",
    "{\"n\":22," AT "\"declared\",\"round\":7,\"role\":\"chair\","
    "\"by\":\"voorzitter\"}",
    "{\"n\":23," AT "\"certified\",\"round\":7,\"role\":\"committee\","
    "\"by\":\"commissie\"}",
    "{\"n\":24," AT "\"published\",\"round\":7,\"role\":\"operator\","
    "\"by\":\"griffie\"}",
    "{\"n\":25," AT "\"annulment\",\"round\":7,\"role\":\"operator\","
    "\"by\":\"griffie\",\"reason\":\"storing\"}",
    "{\"n\":26," AT "\"annulled\",\"round\":7,\"role\":\"committee\","
    "\"by\":\"commissie\",\"reason\":\"storing\"}",
    "{\"n\":9223372036854775807," AT "\"restart\","
    "\"program\":\"stembus 1.0.0\"}",
    "{\"n\":27," AT "\"incident\",\"by\":[\"Griffier\",\"Voorzitter\"],"
    "\"reason\":\"schijf vervangen\",\"finding\":\"shorter\",\"size\":812,"
    "\"root\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\","
    "\"program\":\"stembus 1.0.0\",\"key\":\"" HASH "\"}",
    "{\"n\":28," AT "\"incident\",\"by\":[\"A\",\"B\"],\"reason\":\"r\","
    "\"finding\":\"missing\",\"program\":\"p\",\"key\":\"\"}",
    "{\"n\":29," AT "\"cosigner\",\"name\":\"committee/anna\","
    "\"key\":\"" HASH "\",\"cosignaturesNeeded\":2,\"by\":\"griffie\"}",
    "{\"n\":30," AT "\"cosignature\",\"cosigner\":\"committee/anna\","
    "\"size\":22,\"note\":\"stembus\\n22\\n\\n— x y\\n\"}",
    "{\"n\":31," AT "\"certified\",\"round\":7,\"role\":\"committee\","
    "\"by\":\"commissie\",\"cosignature\":30}",
    "{\"n\":32," AT "\"correction\",\"round\":7,\"member\":\"GM0001\","
    "\"meant\":\"against\",\"role\":\"handset\",\"by\":\"handset\"}",
};

struct fixture {
    union record_body body;
    struct buf line;
};

static int make(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state == NULL;
}

static int unmake(void **state)
{
    struct fixture *f = *state;

    buf_free(&f->line);
    free(f);
    return 0;
}

static void lines_read_and_print_to_their_own_bytes(void **state)
{
    struct fixture *f = *state;
    unsigned seen = 0;

    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct record_head head;
        struct err err;
        if (record_read(lines[i], strlen(lines[i]), &head, &f->body, &err) !=
            ERR_OK)
            fail_msg("%s\n%s", lines[i], err.detail);
        assert_true(head.at == INT64_C(1780913730123));
        seen |= 1u << head.kind;
        buf_reset(&f->line);
        record_print(&f->line, &head, &f->body);
        assert_string_equal(f->line.data, lines[i]);
    }
    /* so that a new kind gets its line here */
    assert_int_equal(seen, (1u << RECORD_KIND_COUNT) - 1);
}

static void the_struct_gets_what_the_line_says(void **state)
{
    struct fixture *f = *state;
    struct record_head head;
    struct err err;

    assert_int_equal(record_read(lines[16], strlen(lines[16]), &head,
                                 &f->body, &err), ERR_OK);
    assert_int_equal(head.n, 16);
    assert_int_equal(head.kind, RECORD_BALLOT);
    assert_string_equal(f->body.as_BALLOT.member, "GM0001");
    assert_string_equal(f->body.as_BALLOT.choice, "for");
    assert_int_equal(f->body.as_BALLOT.weight, 9);
    assert_true(f->body.as_BALLOT.replaces == -1);
    assert_int_equal(record_read(lines[13], strlen(lines[13]), &head,
                                 &f->body, &err), ERR_OK);
    assert_int_equal(f->body.as_ROUND.option_count, 4);
    assert_string_equal(f->body.as_ROUND.options[2], "against-all");
    assert_int_equal(f->body.as_ROUND.entitled_kinds, BIT(REGION));
    assert_int_equal(f->body.as_ROUND.quorum.of, BASE_PRESENT);
    assert_int_equal(f->body.as_ROUND.majority.comparison, AT_LEAST);
    assert_int_equal(record_read(lines[0], strlen(lines[0]), &head,
                                 &f->body, &err), ERR_OK);
    assert_memory_equal(&f->body.as_BEGIN.assembly.rules.of[MUNICIPALITY],
                        &default_weight_rules.of[MUNICIPALITY],
                        sizeof(struct weight_rule));
}

/* A journal is mostly ballots: that they are read fast must not go by unseen. */
static void a_ballot_is_read_the_short_way(void **state)
{
    struct fixture *f = *state;
    const struct form *form = record_form(RECORD_BALLOT);

    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        const char *body = strstr(lines[i], "\"ballot\",");
        if (body == NULL)
            continue;
        buf_reset(&f->line);
        buf_char(&f->line, '{');
        buf_text(&f->line, body + strlen("\"ballot\","));
        assert_true(fields_read_plain(form, f->line.data, f->line.len,
                                      &f->body));
    }
}

/* Nothing but the very bytes will do, whatever single byte has changed; what
 * still reads must print as it then stands. */
static void a_changed_byte_is_seen(void **state)
{
    struct fixture *f = *state;
    char line[1200];

    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        size_t len = strlen(lines[i]);
        assert_true(len < sizeof line);
        for (size_t at = 0; at < len; at++) {
            struct record_head head;
            struct err err;
            memcpy(line, lines[i], len);
            line[at] ^= 0x21;
            if (record_read(line, len, &head, &f->body, &err) != ERR_OK) {
                assert_int_equal(err.code, ERR_STORE_DAMAGED);
                assert_true(err.detail[0] != '\0');
                continue;
            }
            buf_reset(&f->line);
            record_print(&f->line, &head, &f->body);
            assert_int_equal(f->line.len, len);
            assert_memory_equal(f->line.data, line, len);
        }
    }
}

static void other_bytes_of_the_same_meaning_are_refused(void **state)
{
    static const struct {
        const char *what, *line;
    } cases[] = {
        { "nothing", "" },
        { "a brace", "{" },
        { "a space", "{\"n\": 1," AT "\"restart\",\"program\":\"p\"}" },
        { "a space at the end", "{\"n\":1," AT "\"restart\","
          "\"program\":\"p\"} " },
        { "a leading zero", "{\"n\":01," AT "\"restart\","
          "\"program\":\"p\"}" },
        { "a number too large", "{\"n\":9223372036854775808," AT
          "\"restart\",\"program\":\"p\"}" },
        { "an escape for nothing", "{\"n\":1," AT "\"restart\","
          "\"program\":\"\\u0070\"}" },
        { "another order", "{\"n\":1," AT "\"attendance\",\"present\":true,"
          "\"member\":\"GM0001\"}" },
        { "a default written out", "{\"n\":1," AT "\"member\","
          "\"code\":\"GM0001\",\"memberKind\":\"region\",\"name\":\"x\","
          "\"validFrom\":\"\"}" },
        { "an unknown kind", "{\"n\":1," AT "\"rumour\","
          "\"program\":\"p\"}" },
        { "an unknown field", "{\"n\":1," AT "\"restart\","
          "\"program\":\"p\",\"extra\":1}" },
        { "a repeated head", "{\"n\":1," AT "\"restart\",\"n\":1,"
          "\"program\":\"p\"}" },
        { "a missing field", "{\"n\":1," AT "\"attendance\","
          "\"present\":true}" },
        { "no fields", "{\"n\":1," AT "\"restart\"}" },
        { "another line behind it", "{\"n\":1," AT "\"restart\","
          "\"program\":\"p\"}\n{}" },
        { "a shorthand", "{\"n\":12," AT "\"round\",\"round\":7,"
          "\"motion\":12,\"practice\":false,\"options\":[\"a\",\"b\"],"
          "\"majority\":\"simple\",\"named\":false,\"abstain\":false,"
          "\"entitledKinds\":[\"region\"],\"nonce\":\"\",\"seal\":\"\"}" },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct record_head head;
        struct err err;
        if (record_read(cases[i].line, strlen(cases[i].line), &head, &f->body,
                        &err) != ERR_STORE_DAMAGED)
            fail_msg("%s", cases[i].what);
        assert_true(err.detail[0] != '\0');
    }
}

static void choices_are_secret(void **state)
{
    (void)state;

    for (int k = 0; k < RECORD_KIND_COUNT; k++) {
        enum record_kind kind = (enum record_kind)k;
        bool has_choice = false;
        for (const struct field *f = record_form(kind)->fields;
             f->type != FIELD_END; f++)
            has_choice |= strcmp(f->key, "choice") == 0;
        assert_int_equal(record_is_secret(kind), has_choice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            lines_read_and_print_to_their_own_bytes, make, unmake),
        cmocka_unit_test_setup_teardown(the_struct_gets_what_the_line_says,
                                        make, unmake),
        cmocka_unit_test_setup_teardown(a_ballot_is_read_the_short_way, make,
                                        unmake),
        cmocka_unit_test_setup_teardown(a_changed_byte_is_seen, make, unmake),
        cmocka_unit_test_setup_teardown(
            other_bytes_of_the_same_meaning_are_refused, make, unmake),
        cmocka_unit_test(choices_are_secret),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
