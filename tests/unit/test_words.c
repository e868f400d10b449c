/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/tally.h"
#include "domain/words.h"

#define SIMPLE { 1, 2, MORE_THAN, BASE_CAST }
#define TWO_THIRDS { 2, 3, AT_LEAST, BASE_CAST }

static void set_options(struct round *r, const char *const *options)
{
    for (r->option_count = 0; options[r->option_count] != NULL;
         r->option_count++)
        (void)snprintf(r->options[r->option_count], OPTION_SIZE, "%s",
                       options[r->option_count]);
}

static const char *const vote_options[] = { "for", "against", "abstain",
                                            NULL };

/* ---- percentages --------------------------------------------------------- */

static void for_and_against_make_a_hundred(void **state)
{
    static const struct {
        const char *what;
        int64_t in_favour, against;
        const char *shown[2];
    } cases[] = {
        { "the vote of 2016", 22364, 531, { "97.68", "2.32" } },
        { "the other one", 15260, 7635, { "66.65", "33.35" } },
        { "half", 7, 7, { "50.00", "50.00" } },
        { "thirds", 2, 1, { "66.67", "33.33" } },
        { "exact hundredths", 1, 15,
          { "6.25", "93.75" } },
        { "half a hundredth goes up on for", 33, 20000 - 33,
          { "0.17", "99.83" } },
        { "everybody", 22895, 0, { "100.00", "0.00" } },
        { "nobody", 0, 22895, { "0.00", "100.00" } },
        { "never 100.00 when one was against", 1000000, 1,
          { "99.99", "0.01" } },
        { "never 0.00 when one was for", 1, 1000000, { "0.01", "99.99" } },
        { "the largest numbers", EXACT_MAX / 2, EXACT_MAX / 2 - 1,
          { "50.00", "50.00" } },
        { "two thirds of the largest", (EXACT_MAX - 2) / 3 * 2,
          (EXACT_MAX - 2) / 3, { "66.67", "33.33" } },
        { "nothing cast", 0, 0, { "", "" } },
    };
    struct round r = { .abstain = true };
    (void)state;

    set_options(&r, vote_options);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct result out = { .option_count = 3 };
        out.options[0].weight = cases[i].in_favour;
        out.options[1].weight = cases[i].against;
        out.options[2].weight = 5;
        words_percent(&r, &out);
        if (strcmp(out.options[0].percent, cases[i].shown[0]) != 0 ||
            strcmp(out.options[1].percent, cases[i].shown[1]) != 0)
            fail_msg("%s: %s %s", cases[i].what, out.options[0].percent,
                     out.options[1].percent);
        assert_string_equal(out.options[2].percent, "");
    }
}

static void named_options_make_a_hundred(void **state)
{
    static const struct {
        const char *what;
        int64_t weights[4];
        const char *shown[4];
    } cases[] = {
        { "thirds: ties in option order", { 1, 1, 1, 0 },
          { "33.34", "33.33", "33.33", "0.00" } },
        { "sixths: the largest remainders", { 1, 1, 4, 0 },
          { "16.67", "16.67", "66.66", "0.00" } },
        { "whole ones", { 62, 34, 4, 0 },
          { "62.00", "34.00", "4.00", "0.00" } },
        { "nobody reads as nothing", { 1000000, 1, 1, 0 },
          { "99.98", "0.01", "0.01", "0.00" } },
        { "all for one", { 0, 9, 0, 0 },
          { "0.00", "100.00", "0.00", "0.00" } },
        { "nothing cast", { 0, 0, 0, 0 }, { "", "", "", "" } },
        { "sevenths", { 1, 2, 3, 1 },
          { "14.29", "28.57", "42.86", "14.28" } },
    };
    static const char *const options[] = { "A", "B", "C", "against-all",
                                           NULL };
    struct round r = { .named = true };
    (void)state;

    set_options(&r, options);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct result out = { .option_count = 4 };
        for (size_t o = 0; o < 4; o++)
            out.options[o].weight = cases[i].weights[o];
        words_percent(&r, &out);
        for (size_t o = 0; o < 4; o++)
            if (strcmp(out.options[o].percent, cases[i].shown[o]) != 0)
                fail_msg("%s: option %zu is %s", cases[i].what, o + 1,
                         out.options[o].percent);
    }
}

/* ---- sentences ----------------------------------------------------------- */

static void check(const char *what, const struct round *r,
                  const struct tally *t, const char *nl, const char *en)
{
    struct result out;

    tally_result(r, t, &out);
    if (strcmp(out.sentence.nl, nl) != 0)
        fail_msg("%s:\n%s\n%s", what, out.sentence.nl, nl);
    if (strcmp(out.sentence.en, en) != 0)
        fail_msg("%s:\n%s\n%s", what, out.sentence.en, en);
}

static void for_and_against_are_said(void **state)
{
    static const struct {
        const char *what;
        struct majority rule;
        struct share votes[3];
        const char *nl, *en;
    } cases[] = {
        { "adopted", SIMPLE, { { 22364, 301 }, { 531, 8 } },
          "Aangenomen: 97,68% voor, 2,32% tegen (22.364 tegen 531 stemmen, "
          "301 tegen 8 leden; gewone meerderheid).",
          "Adopted: 97.68% for, 2.32% against (22,364 to 531 votes, "
          "301 to 8 members; simple majority)." },
        { "rejected for want of two thirds", TWO_THIRDS,
          { { 15260, 204 }, { 7635, 105 } },
          "Verworpen: 66,65% voor, 33,35% tegen (15.260 tegen 7.635 stemmen, "
          "204 tegen 105 leden; tweederde meerderheid vereist, "
          "15.264 stemmen nodig).",
          "Rejected: 66.65% for, 33.35% against (15,260 to 7,635 votes, "
          "204 to 105 members; two-thirds majority required, "
          "15,264 votes needed)." },
        { "nobody against", SIMPLE, { { 22895, 309 } },
          "Aangenomen met algemene stemmen: 100% voor (22.895 stemmen, "
          "309 leden).",
          "Adopted unanimously: 100% for (22,895 votes, 309 members)." },
        { "nobody against, some abstained", SIMPLE,
          { { 22683, 305 }, { 0, 0 }, { 212, 4 } },
          "Aangenomen met algemene stemmen: 100% voor (22.683 stemmen, "
          "305 leden). 4 leden onthielden zich (212 stemmen).",
          "Adopted unanimously: 100% for (22,683 votes, 305 members). "
          "4 members abstained (212 votes)." },
        { "one of each", SIMPLE, { { 1, 1 }, { 0, 0 }, { 1, 1 } },
          "Aangenomen met algemene stemmen: 100% voor (1 stem, 1 lid). "
          "1 lid onthield zich (1 stem).",
          "Adopted unanimously: 100% for (1 vote, 1 member). "
          "1 member abstained (1 vote)." },
        { "a tie", SIMPLE, { { 1200, 20 }, { 1200, 17 }, { 75, 1 } },
          "Verworpen, de stemmen staken: 50% voor, 50% tegen "
          "(1.200 tegen 1.200 stemmen, 20 tegen 17 leden; "
          "gewone meerderheid vereist, 1.201 stemmen nodig). "
          "1 lid onthield zich (75 stemmen).",
          "Rejected, the votes are tied: 50% for, 50% against "
          "(1,200 to 1,200 votes, 20 to 17 members; "
          "simple majority required, 1,201 votes needed). "
          "1 member abstained (75 votes)." },
        { "half is no tie when two thirds are asked", TWO_THIRDS,
          { { 3, 3 }, { 3, 3 } },
          "Verworpen: 50% voor, 50% tegen (3 tegen 3 stemmen, "
          "3 tegen 3 leden; tweederde meerderheid vereist, "
          "4 stemmen nodig).",
          "Rejected: 50% for, 50% against (3 to 3 votes, 3 to 3 members; "
          "two-thirds majority required, 4 votes needed)." },
        { "nobody for", SIMPLE, { { 0, 0 }, { 1, 1 } },
          "Verworpen: 0% voor, 100% tegen (0 tegen 1 stemmen, "
          "0 tegen 1 leden; gewone meerderheid vereist, 1 stem nodig).",
          "Rejected: 0% for, 100% against (0 to 1 votes, 0 to 1 members; "
          "simple majority required, 1 vote needed)." },
        { "nothing cast", SIMPLE, { { 0, 0 }, { 0, 0 } },
          "Verworpen: er zijn geen stemmen voor of tegen uitgebracht "
          "(gewone meerderheid vereist, 1 stem nodig).",
          "Rejected: no votes for or against were cast "
          "(simple majority required, 1 vote needed)." },
        { "nothing but abstentions", TWO_THIRDS,
          { { 0, 0 }, { 0, 0 }, { 212, 4 } },
          "Verworpen: er zijn geen stemmen voor of tegen uitgebracht "
          "(tweederde meerderheid vereist, 1 stem nodig). "
          "4 leden onthielden zich (212 stemmen).",
          "Rejected: no votes for or against were cast "
          "(two-thirds majority required, 1 vote needed). "
          "4 members abstained (212 votes)." },
        { "one zero less", SIMPLE, { { 988, 9 }, { 12, 1 } },
          "Aangenomen: 98,8% voor, 1,2% tegen (988 tegen 12 stemmen, "
          "9 tegen 1 leden; gewone meerderheid).",
          "Adopted: 98.8% for, 1.2% against (988 to 12 votes, "
          "9 to 1 members; simple majority)." },
        { "millions", SIMPLE, { { 1000000, 10 }, { 1, 1 } },
          "Aangenomen: 99,99% voor, 0,01% tegen (1.000.000 tegen 1 stemmen, "
          "10 tegen 1 leden; gewone meerderheid).",
          "Adopted: 99.99% for, 0.01% against (1,000,000 to 1 votes, "
          "10 to 1 members; simple majority)." },
        { "nobody against, and yet not enough",
          { 1, 2, MORE_THAN, BASE_PRESENT }, { { 100, 2 }, { 0, 0 } },
          "Verworpen: 100% voor, 0% tegen (100 tegen 0 stemmen, "
          "2 tegen 0 leden; meerderheid van meer dan de helft van de stemmen "
          "van de aanwezige leden vereist, 500.002 stemmen nodig).",
          "Rejected: 100% for, 0% against (100 to 0 votes, 2 to 0 members; "
          "majority of more than half of the votes of the members present "
          "required, 500,002 votes needed)." },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = { .majority = cases[i].rule, .abstain = true };
        struct tally t = { .present = { 1000002, 400 },
                           .entitled = { 1000002, 400 } };
        set_options(&r, vote_options);
        memcpy(t.option, cases[i].votes, sizeof cases[i].votes);
        check(cases[i].what, &r, &t, cases[i].nl, cases[i].en);
    }
}

static void other_majorities_are_named(void **state)
{
    static const struct {
        struct majority rule;
        const char *nl, *en;
    } cases[] = {
        { { 50, 100, MORE_THAN, BASE_CAST }, "gewone meerderheid",
          "simple majority" },
        { { 4, 6, AT_LEAST, BASE_CAST }, "tweederde meerderheid",
          "two-thirds majority" },
        { { 2, 3, MORE_THAN, BASE_CAST },
          "meerderheid van meer dan twee derde van de uitgebrachte stemmen",
          "majority of more than two thirds of the votes cast" },
        { { 1, 2, AT_LEAST, BASE_CAST },
          "meerderheid van ten minste de helft van de uitgebrachte stemmen",
          "majority of at least half of the votes cast" },
        { { 3, 4, AT_LEAST, BASE_PRESENT },
          "meerderheid van ten minste drie vierde van de stemmen van de "
          "aanwezige leden",
          "majority of at least three quarters of the votes of the members "
          "present" },
        { { 1, 10, MORE_THAN, BASE_ENTITLED },
          "meerderheid van meer dan een tiende van de stemmen van alle "
          "stemgerechtigde leden",
          "majority of more than one tenth of the votes of all entitled "
          "members" },
        { { 1, 2, MORE_THAN, BASE_CAST_AND_ABSTAINED },
          "meerderheid van meer dan de helft van de uitgebrachte stemmen en "
          "onthoudingen",
          "majority of more than half of the votes cast and abstentions" },
        { { 51, 100, AT_LEAST, BASE_CAST },
          "meerderheid van ten minste 51/100 van de uitgebrachte stemmen",
          "majority of at least 51/100 of the votes cast" },
    };
    char nl[SENTENCE_SIZE], en[SENTENCE_SIZE];
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = { .majority = cases[i].rule };
        struct tally t = { .present = { 100, 5 }, .entitled = { 100, 5 } };
        set_options(&r, vote_options);
        r.option_count = 2;
        t.option[0] = (struct share){ 90, 4 };
        t.option[1] = (struct share){ 10, 1 };
        (void)snprintf(nl, sizeof nl,
                       "Aangenomen: 90%% voor, 10%% tegen (90 tegen 10 "
                       "stemmen, 4 tegen 1 leden; %s).", cases[i].nl);
        (void)snprintf(en, sizeof en,
                       "Adopted: 90%% for, 10%% against (90 to 10 votes, "
                       "4 to 1 members; %s).", cases[i].en);
        check(cases[i].en, &r, &t, nl, en);
    }
}

static void a_quorum_that_is_not_met_is_named(void **state)
{
    static const struct {
        struct quorum quorum;
        const char *nl, *en;
    } cases[] = {
        { { 1, 2, BASE_PRESENT, BY_MEMBERS },
          "deelname: 4 van 309 aanwezige leden, ten minste de helft vereist",
          "turnout: 4 of 309 members present, at least half required" },
        { { 2, 3, BASE_ENTITLED, BY_MEMBERS },
          "deelname: 4 van 395 stemgerechtigde leden, ten minste twee derde "
          "vereist",
          "turnout: 4 of 395 entitled members, at least two thirds "
          "required" },
        { { 3, 4, BASE_PRESENT, BY_WEIGHT },
          "deelname: 170 van 22.895 stemmen van de aanwezige leden, "
          "ten minste drie vierde vereist",
          "turnout: 170 of 22,895 votes of the members present, "
          "at least three quarters required" },
        { { 11, 20, BASE_ENTITLED, BY_WEIGHT },
          "deelname: 170 van 29.085 stemmen van de stemgerechtigde leden, "
          "ten minste 11/20 vereist",
          "turnout: 170 of 29,085 votes of the entitled members, "
          "at least 11/20 required" },
    };
    char nl[SENTENCE_SIZE], en[SENTENCE_SIZE];
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = { .majority = SIMPLE, .quorum = cases[i].quorum,
                           .abstain = true };
        struct tally t = { .present = { 22895, 309 },
                           .entitled = { 29085, 395 },
                           .option = { { 150, 2 }, { 12, 1 }, { 8, 1 } } };
        set_options(&r, vote_options);
        (void)snprintf(nl, sizeof nl,
                       "Geen besluit: quorum niet gehaald (150 tegen 12 "
                       "stemmen, 2 tegen 1 leden; %s). "
                       "1 lid onthield zich (8 stemmen).", cases[i].nl);
        (void)snprintf(en, sizeof en,
                       "No decision: quorum not met (150 to 12 votes, "
                       "2 to 1 members; %s). 1 member abstained (8 votes).",
                       cases[i].en);
        check(cases[i].en, &r, &t, nl, en);
    }
}

static void named_options_are_said(void **state)
{
    static const char *const options[] = { "Voorstel", "Gewijzigd",
                                           "against-all", "abstain", NULL };
    static const struct {
        const char *what;
        struct quorum quorum;
        struct share votes[4];
        const char *nl, *en;
    } cases[] = {
        { "one is adopted", { 0 },
          { { 620, 60 }, { 340, 30 }, { 40, 1 }, { 75, 1 } },
          "Aangenomen is ‘Voorstel’: ‘Voorstel’ 62% (620 stemmen, 60 leden), "
          "‘Gewijzigd’ 34% (340 stemmen, 30 leden), "
          "tegen alle 4% (40 stemmen, 1 lid); gewone meerderheid. "
          "1 lid onthield zich (75 stemmen).",
          "Adopted is “Voorstel”: “Voorstel” 62% (620 votes, 60 members), "
          "“Gewijzigd” 34% (340 votes, 30 members), "
          "against all 4% (40 votes, 1 member); simple majority. "
          "1 member abstained (75 votes)." },
        { "none got the majority", { 0 },
          { { 480, 60 }, { 470, 30 }, { 50, 1 } },
          "Geen besluit, geen van de opties haalde de meerderheid: "
          "‘Voorstel’ 48% (480 stemmen, 60 leden), "
          "‘Gewijzigd’ 47% (470 stemmen, 30 leden), "
          "tegen alle 5% (50 stemmen, 1 lid); "
          "gewone meerderheid vereist, 501 stemmen nodig.",
          "No decision, none of the options got the majority: "
          "“Voorstel” 48% (480 votes, 60 members), "
          "“Gewijzigd” 47% (470 votes, 30 members), "
          "against all 5% (50 votes, 1 member); "
          "simple majority required, 501 votes needed." },
        { "against all", { 0 },
          { { 300, 60 }, { 100, 30 }, { 600, 80 } },
          "Verworpen, tegen alle: ‘Voorstel’ 30% (300 stemmen, 60 leden), "
          "‘Gewijzigd’ 10% (100 stemmen, 30 leden), "
          "tegen alle 60% (600 stemmen, 80 leden); gewone meerderheid.",
          "Rejected, against all: “Voorstel” 30% (300 votes, 60 members), "
          "“Gewijzigd” 10% (100 votes, 30 members), "
          "against all 60% (600 votes, 80 members); simple majority." },
        { "nothing cast", { 0 }, { { 0, 0 } },
          "Geen besluit: er zijn geen stemmen op een van de opties "
          "uitgebracht (gewone meerderheid vereist, 1 stem nodig).",
          "No decision: no votes for any of the options were cast "
          "(simple majority required, 1 vote needed)." },
        { "no quorum", { 1, 2, BASE_PRESENT, BY_MEMBERS },
          { { 1, 1 }, { 0, 0 }, { 0, 0 } },
          "Geen besluit: quorum niet gehaald; ‘Voorstel’ 100% (1 stem, "
          "1 lid), ‘Gewijzigd’ 0% (0 stemmen, 0 leden), tegen alle 0% "
          "(0 stemmen, 0 leden); deelname: 1 van 200 aanwezige leden, "
          "ten minste de helft vereist.",
          "No decision: quorum not met; “Voorstel” 100% (1 vote, 1 member), "
          "“Gewijzigd” 0% (0 votes, 0 members), against all 0% (0 votes, "
          "0 members); turnout: 1 of 200 members present, "
          "at least half required." },
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct round r = { .majority = SIMPLE, .quorum = cases[i].quorum,
                           .named = true, .abstain = true };
        struct tally t = { .present = { 2000, 200 },
                           .entitled = { 2000, 200 } };
        set_options(&r, options);
        memcpy(t.option, cases[i].votes, sizeof cases[i].votes);
        check(cases[i].what, &r, &t, cases[i].nl, cases[i].en);
    }
}

/* Ten options of the longest names, weights and counts. */
static void the_longest_sentence_fits(void **state)
{
    static struct round r = { .majority = { 1, 10, MORE_THAN, BASE_ENTITLED },
                              .named = true, .abstain = true,
                              .option_count = OPTIONS_MAX };
    static struct result out;
    struct tally t = { .present = { EXACT_MAX - 1, EXACT_MAX - 1 },
                       .entitled = { EXACT_MAX - 1, EXACT_MAX - 1 } };
    (void)state;

    for (size_t o = 0; o < OPTIONS_MAX; o++) {
        for (size_t c = 0; c + 4 < OPTION_SIZE; c += 4)
            memcpy(r.options[o] + c, "\xf0\x9f\x97\xb3", 4);
        t.option[o] = (struct share){ EXACT_MAX / 16, EXACT_MAX / 16 };
    }
    t.option[3].weight *= 4;
    tally_result(&r, &t, &out);
    assert_int_equal(out.outcome, ADOPTED);
    assert_true(strlen(out.sentence.nl) > 3000);
    assert_true(strlen(out.sentence.nl) < SENTENCE_SIZE - 1);
    assert_non_null(strstr(out.sentence.nl, " onthielden zich ("));
}

static void parts_of_sentences_are_in_the_language(void **state)
{
    static const struct majority two_thirds = TWO_THIRDS, own = {
        3, 5, MORE_THAN, BASE_PRESENT };
    static const struct quorum half = { 1, 2, BASE_PRESENT, BY_MEMBERS };
    static const struct result result = {
        .present = { 126, 6 }, .not_voted = { 25, 2 } };
    char text[PHRASE_SIZE];
    (void)state;

    words_number(&language_dutch, 1234567, text);
    assert_string_equal(text, "1.234.567");
    words_number(&language_english, 0, text);
    assert_string_equal(text, "0");
    words_share(&language_dutch, "98.80", text);
    assert_string_equal(text, "98,8%");
    words_share(&language_english, "100.00", text);
    assert_string_equal(text, "100%");
    words_rule(&language_dutch, &two_thirds, text);
    assert_string_equal(text, "tweederde meerderheid");
    words_rule(&language_english, &own, text);
    assert_string_equal(text, "majority of more than three fifths of the votes "
                              "of the members present");
    words_threshold(&language_dutch, &two_thirds, text);
    assert_string_equal(text, "ten minste twee derde");
    words_threshold(&language_english, &own, text);
    assert_string_equal(text, "more than three fifths");
    words_turnout(&language_dutch, &half, &result, text);
    assert_string_equal(text, "deelname: 4 van 6 aanwezige leden, ten minste de "
                              "helft vereist");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(for_and_against_make_a_hundred),
        cmocka_unit_test(named_options_make_a_hundred),
        cmocka_unit_test(for_and_against_are_said),
        cmocka_unit_test(other_majorities_are_named),
        cmocka_unit_test(a_quorum_that_is_not_met_is_named),
        cmocka_unit_test(named_options_are_said),
        cmocka_unit_test(the_longest_sentence_fits),
        cmocka_unit_test(parts_of_sentences_are_in_the_language),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
