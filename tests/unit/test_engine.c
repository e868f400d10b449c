/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>

#include <cmocka.h>

#include "base/log.h"
#include "engine/apply.h"
#include "engine/writer.h"
#include "fault/scene.h"

/* ---- what holds after every test ----------------------------------------- */

static void check_live_member(const struct live_member *is,
                              const struct live_member *should)
{
    assert_string_equal(is->code, should->code);
    assert_int_equal(is->present, should->present);
    assert_int_equal(is->weight, should->weight);
    assert_int_equal(is->ballot.n, should->ballot.n);
    assert_int_equal(is->late.at, should->late.at);
    assert_int_equal(is->late.option, should->late.option);
    if (is->ballot.n >= 0)
        assert_memory_equal(&is->ballot, &should->ballot, sizeof is->ballot);
}

static void check_live_round(const struct live_round *is,
                             const struct live_round *should)
{
    assert_int_equal(is != NULL, should != NULL);
    if (is == NULL)
        return;
    assert_int_equal(is->terms.id, should->terms.id);
    assert_int_equal(is->story.state, should->story.state);
    assert_int_equal(is->story.opened_at, should->story.opened_at);
    assert_int_equal(is->story.closes_at, should->story.closes_at);
    assert_int_equal(is->story.closed_at, should->story.closed_at);
    assert_int_equal(is->story.annulment_at, should->story.annulment_at);
    assert_int_equal(is->turnout.weight, should->turnout.weight);
    assert_int_equal(is->turnout.members, should->turnout.members);
    assert_int_equal(is->result != NULL, should->result != NULL);
    assert_int_equal(is->robustness != NULL, is->result != NULL);
    if (is->result != NULL) {
        assert_string_equal(is->result, should->result);
        assert_string_equal(is->robustness, should->robustness);
    }
}

static void check_live_assembly(const struct live_assembly *is,
                                const struct live_assembly *should)
{
    assert_int_equal(is->id, should->id);
    assert_int_equal(is->journal_next, should->journal_next);
    assert_int_equal(is->row.state, should->row.state);
    assert_string_equal(is->row.seal, should->row.seal);
    assert_int_equal(is->present.weight, should->present.weight);
    assert_int_equal(is->present.members, should->present.members);
    assert_int_equal(is->entitled.weight, should->entitled.weight);
    assert_int_equal(is->member_count, should->member_count);
    for (size_t i = 0; i < is->member_count; i++)
        check_live_member(&is->members[i], &should->members[i]);
    assert_int_equal(is->assignment_count, should->assignment_count);
    for (size_t i = 0; i < is->assignment_count; i++)
        assert_int_equal(is->assignments[i].assignment.state,
                         should->assignments[i].assignment.state);
    check_live_round(is->round, should->round);
    assert_int_equal(is->screen.show, should->screen.show);
    assert_int_equal(is->screen.motion, should->screen.motion);
    assert_int_equal(is->screen_motion != NULL,
                     should->screen_motion != NULL);
    if (is->screen_motion != NULL)
        assert_string_equal(is->screen_motion, should->screen_motion);
}

/* The tables and what is in memory are both what the journal says. */
static void check_fold(struct scene *s)
{
    struct verify_counts counts;
    struct err err;
    struct live loaded = { 0 };
    if (verify_store(s->db, NULL, NULL, &counts, &err) != ERR_OK)
        fail_msg("%s", err.detail);
    assert_int_equal(live_load(&loaded, s->db, s->tx.now, s->tx.monotonic),
                     ERR_OK);
    assert_int_equal(s->live.register_next, loaded.register_next);
    const struct live_assembly *a = s->live.assemblies, *b = loaded.assemblies;
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        check_live_assembly(a, b);
    assert_true(a == NULL && b == NULL);
    live_clear(&loaded);
}

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
    check_fold(s);
    scene_close(s);
    return 0;
}

/* ---- asking -------------------------------------------------------------- */

static int64_t lines(const struct scene *s)
{
    return s->live.assemblies->journal_next;
}

static bool says(const struct scene *s, const char *text)
{
    return s->last.call.out.data != NULL &&
           strstr(s->last.call.out.data, text) != NULL;
}

static enum round_state state_of(struct scene *s, int64_t round)
{
    struct round_row row;
    must(round_get(s->db, round, &row) == ERR_OK);
    return row.state;
}

static void expect_motion(struct scene *s, int64_t id, enum motion_state state,
                          enum outcome outcome)
{
    struct motion_row *row = malloc(sizeof *row);
    assert_non_null(row);
    assert_int_equal(motion_get(s->db, id, row), ERR_OK);
    assert_string_equal(motion_state_words[row->state],
                        motion_state_words[state]);
    assert_string_equal(outcome_words[row->outcome], outcome_words[outcome]);
    free(row);
}

/* A round in which these three, of 10, 20 and 5 votes, choose so ("" for not
 * at all), moved on to `to`.  Gives the motion. */
static int64_t vote(struct scene *s, const char *kind, const char *terms,
                    const char *const choices[3], enum round_state to)
{
    static const int64_t handsets[] = { 1, 2, 4 };
    int64_t round, motion = scene_round(s, kind, terms, &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    for (size_t i = 0; i < 3; i++)
        if (choices[i][0] != '\0')
            must(press(s, handsets[i], round, choices[i], 1) == ERR_OK);
    for (int state = ROUND_STATE_CLOSED; state <= (int)to; state++)
        must(move_round(s, state == ROUND_STATE_CERTIFIED ? COMMITTEE
                                                          : OPERATOR,
                        round, (enum round_state)state) == ERR_OK);
    return motion;
}

/* ---- states -------------------------------------------------------------- */

static enum role mover_of(enum round_state to)
{
    return to == ROUND_STATE_CERTIFIED ? COMMITTEE : OPERATOR;
}

static void walk_round(struct scene *s, enum round_state from,
                       enum round_state to)
{
    int64_t round;
    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, from);
    int64_t before = lines(s);
    enum err_code rc = move_round(s, mover_of(to), round, to);
    bool moves = from != to && (round_moves[from] & BIT(to)) != 0;
    enum err_code right =
        moves || from == to ? ERR_OK : ERR_MOVE_IMPOSSIBLE;
    if (rc != right || (lines(s) > before) != moves)
        fail_msg("from %s to %s: %s", round_state_words[from],
                 round_state_words[to], err_slug(rc));
    if (to != ROUND_STATE_ANNULLED || !moves) {
        assert_int_equal(state_of(s, round), moves ? to : from);
        return;
    }
    assert_int_equal(state_of(s, round), from);
    assert_int_equal(s->last.call.status, 202);
    assert_int_equal(move_round(s, COMMITTEE, round, to), ERR_OK);
    assert_int_equal(state_of(s, round), to);
}

static void a_round_makes_the_moves_of_its_table_and_no_others(void **state)
{
    struct scene *s = *state;

    for (int from = 0; from < ROUND_STATE_COUNT; from++)
        for (int to = 0; to < ROUND_STATE_COUNT; to++) {
            walk_round(s, (enum round_state)from, (enum round_state)to);
            check_fold(s);
            scene_close(s);
            make(state);
        }
}

static void an_assembly_makes_the_moves_of_its_table_and_no_others(
    void **state)
{
    struct scene *s = *state;
    int64_t id = 1;

    for (int from = 0; from < ASSEMBLY_STATE_COUNT; from++)
        for (int to = 0; to < ASSEMBLY_STATE_COUNT; to++) {
            char line[60], json[60];
            scene_needs(s, "POST /v1/assemblies", "{'kind':'balv','title':'t',"
                        "'date':'2026-06-02','place':'p'}");
            snprintf(line, sizeof line, "POST /v1/assemblies/%lld/transitions",
                     (long long)++id);
            for (int i = 1; i <= from; i++) {
                snprintf(json, sizeof json, "{'to':'%s'}",
                         assembly_state_words[i]);
                scene_needs(s, line, json);
            }
            snprintf(json, sizeof json, "{'to':'%s'}",
                     assembly_state_words[to]);
            enum err_code right =
                from == to || (assembly_moves[from] & BIT(to)) != 0
                    ? ERR_OK
                    : ERR_MOVE_IMPOSSIBLE;
            if (ask(s, OPERATOR, line, json) != right)
                fail_msg("from %s to %s", assembly_state_words[from],
                         assembly_state_words[to]);
        }
}

static void each_move_has_its_movers(void **state)
{
    static const struct {
        enum round_state to;
        uint32_t roles;
    } cases[] = {
        { ROUND_STATE_OPEN, BIT(OPERATOR) },
        { ROUND_STATE_CLOSED, BIT(OPERATOR) },
        { ROUND_STATE_DECLARED, BIT(OPERATOR) | BIT(CHAIR) },
        { ROUND_STATE_CERTIFIED, BIT(COMMITTEE) },
        { ROUND_STATE_PUBLISHED, BIT(OPERATOR) },
    };
    static const enum role roles[] = { CHAIR, COMMITTEE, OPERATOR };
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (size_t r = 0; r < ARRAY_LEN(roles); r++) {
            bool may = (cases[i].roles & BIT(roles[r])) != 0;
            enum err_code rc = move_round(s, roles[r], round, cases[i].to);
            if (rc != (may ? ERR_OK : ERR_ROLE_FORBIDDEN))
                fail_msg("%s by %s: %s", round_state_words[cases[i].to],
                         role_words[roles[r]], err_slug(rc));
        }
    assert_int_equal(state_of(s, round), ROUND_STATE_PUBLISHED);
    assert_int_equal(move_round(s, CHAIR, round, ROUND_STATE_ANNULLED),
                     ERR_ROLE_FORBIDDEN);
}

static void one_round_is_open_at_a_time(void **state)
{
    struct scene *s = *state;
    int64_t first, second;

    scene_round(s, "motion", "{}", &first);
    scene_round(s, "motion", "{}", &second);
    scene_reach(s, first, ROUND_STATE_OPEN);
    assert_int_equal(move_round(s, OPERATOR, second, ROUND_STATE_OPEN),
                     ERR_ROUND_OPEN);
    assert_int_equal(ask(s, OPERATOR, "POST /v1/assemblies/1/transitions",
                         "{'to':'ended'}"), ERR_ROUND_OPEN);
    assert_int_equal(move_round(s, OPERATOR, first, ROUND_STATE_CLOSED),
                     ERR_OK);
    assert_int_equal(move_round(s, OPERATOR, second, ROUND_STATE_OPEN),
                     ERR_OK);
}

/* ---- ballots ------------------------------------------------------------- */

static const struct press_case {
    const char *what;
    int64_t number;
    const char *choice;
    int64_t sequence;
    enum err_code code;
    int status;       /* of success */
    const char *says; /* in the answer, or in the words of the refusal */
} while_open[] = {
    { "a first ballot", 1, "for", 3, ERR_OK, 201, "\"sequence\":3" },
    { "the very same again", 1, "for", 3, ERR_OK, 200, "\"sequence\":3" },
    { "another choice, same sequence", 1, "against", 3, ERR_STALE_BALLOT, 0,
      "sequence 3 and choice 'for'" },
    { "a lower sequence", 1, "against", 2, ERR_STALE_BALLOT, 0,
      "choice 'for'" },
    { "a higher sequence", 1, "against", 7, ERR_OK, 201, "\"replaces\":" },
    { "a higher one, the same choice", 1, "against", 8, ERR_OK, 201,
      "\"sequence\":8" },
    { "the first one again, which was replaced", 1, "for", 3, ERR_OK, 200,
      "\"choice\":\"for\"" },
    { "one in between that never came", 1, "for", 5, ERR_STALE_BALLOT, 0,
      "sequence 8" },
    { "no option", 1, "maybe", 9, ERR_BODY_INVALID, 0, "" },
    { "no option, with capitals", 2, "For", 1, ERR_BODY_INVALID, 0, "" },
    { "a member who is absent", 3, "for", 1, ERR_MEMBER_ABSENT, 0, "open" },
    { "the largest sequence", 2, "abstain", EXACT_MAX, ERR_OK, 201,
      "\"weight\":20" },
    { "a region", 4, "for", 1, ERR_OK, 201, "\"weight\":5" },
};
static const struct press_case when_closed[] = {
    { "late", 1, "for", 99, ERR_ROUND_CLOSED, 0, "closed" },
    { "the one that stands, again", 1, "against", 8, ERR_OK, 200,
      "\"sequence\":8" },
    { "one that was replaced, again", 1, "for", 3, ERR_OK, 200,
      "\"sequence\":3" },
    { "an older one that was never stored", 1, "for", 1, ERR_ROUND_CLOSED, 0,
      "closed" },
    { "an absent member", 3, "for", 1, ERR_ROUND_CLOSED, 0, "closed" },
};

static void try_press(struct scene *s, int64_t round,
                      const struct press_case *c)
{
    int64_t before = lines(s);
    enum err_code rc = press(s, c->number, round, c->choice, c->sequence);
    const char *said = rc == ERR_OK ? s->last.call.out.data
                                    : s->last.call.err.detail;
    if (rc != c->code || (rc == ERR_OK && s->last.call.status != c->status) ||
        strstr(said, c->says) == NULL)
        fail_msg("%s: %s %d %s", c->what, err_slug(rc), s->last.call.status,
                 said);
    assert_int_equal(lines(s), before + 1); /* every press is on record */
}

static void a_press_gets_what_the_table_says(void **state)
{
    struct scene *s = *state;
    int64_t round, other;

    scene_round(s, "motion", "{}", &round);
    try_press(s, round, &(struct press_case){
        "before it is open", 1, "for", 1, ERR_ROUND_NOT_OPEN, 0, "prepared" });
    scene_reach(s, round, ROUND_STATE_OPEN);
    for (size_t i = 0; i < ARRAY_LEN(while_open); i++)
        try_press(s, round, &while_open[i]);
    assert_int_equal(press(s, 1, 77, "for", 1), ERR_NOT_FOUND);
    assert_int_equal(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED),
                     ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(when_closed); i++)
        try_press(s, round, &when_closed[i]);
    /* The same when it is no longer the current round. */
    scene_round(s, "motion", "{}", &other);
    scene_reach(s, other, ROUND_STATE_OPEN);
    for (size_t i = 0; i < ARRAY_LEN(when_closed); i++)
        try_press(s, round, &when_closed[i]);
}

static void a_repeat_gets_the_first_receipt(void **state)
{
    struct scene *s = *state;
    int64_t round;
    char *first;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(s, 1, round, "for", 1), ERR_OK);
    first = buf_take(&s->last.call.out);
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            must(press(s, 1, round, "against", 2) == ERR_OK);
        if (i == 2)
            scene_needs(s, "POST /v1/rounds/1/transitions",
                        "{'to':'closed'}");
        assert_int_equal(press(s, 1, round, "for", 1), ERR_OK);
        assert_string_equal(s->last.call.out.data, first);
    }
    free(first);
}

static void who_may_press_depends_on_handset_and_kind(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{'entitledKinds':['region']}", &round);
    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K2", NULL);
    scene_needs(s, "POST /v1/assemblies/1/handsets",
                "{'serial':'K9','member':'GW01'}");
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(s, 1, round, "for", 1), ERR_NOT_ENTITLED);
    assert_int_equal(press(s, 2, round, "for", 1), ERR_HANDSET_REVOKED);
    assert_int_equal(press(s, 4, round, "for", 1), ERR_ASSIGNMENT_ENDED);
    assert_int_equal(press(s, 5, round, "for", 1), ERR_OK);
    /* Revoking is possible meanwhile, and what was cast stands. */
    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K9", NULL);
    assert_int_equal(press(s, 5, round, "against", 2), ERR_HANDSET_REVOKED);
    assert_int_equal(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED),
                     ERR_OK);
    assert_true(says(s, "{\"option\":\"for\",\"weight\":5,\"members\":1"));
    assert_true(says(s, "\"entitled\":{\"weight\":5,\"members\":1}"));
}

static void assignments_rest_while_a_round_is_open(void **state)
{
    static const struct {
        const char *what, *json;
        enum err_code code;
    } cases[] = {
        { "a serial in use", "{'serial':'K1','member':'GM0003'}",
          ERR_ROUND_OPEN },
        { "a member that has one", "{'serial':'K8','member':'GM0001'}",
          ERR_ROUND_OPEN },
        { "a free one to a member without",
          "{'serial':'K7','member':'GM0003'}", ERR_OK },
        { "then that one is in use as well",
          "{'serial':'K7','member':'GM0003'}", ERR_ROUND_OPEN },
        { "nobody's member", "{'serial':'K6','member':'GM9999'}",
          ERR_BODY_INVALID },
    };
    struct scene *s = *state;
    int64_t round;

    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K3", NULL);
    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (ask(s, OPERATOR, "POST /v1/assemblies/1/handsets",
                cases[i].json) != cases[i].code)
            fail_msg("%s", cases[i].what);
}

static void the_latest_assignment_wins_over_any_sequence(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(s, 1, round, "for", 1000), ERR_OK);
    scene_needs(s, "DELETE /v1/assemblies/1/handsets/K1", NULL);
    scene_needs(s, "POST /v1/assemblies/1/handsets",
                "{'serial':'K8','member':'GM0001'}");
    assert_int_equal(press(s, 5, round, "against", 1), ERR_OK);
    assert_true(says(s, "\"replaces\":"));
    assert_int_equal(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED),
                     ERR_OK);
    assert_true(says(s, "{\"option\":\"for\",\"weight\":0,\"members\":0"));
    assert_true(says(s, "{\"option\":\"against\",\"weight\":10,"));
}

static void check_in_counts_and_check_out_leaves_the_ballot(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    scene_needs(s, "PUT /v1/assemblies/1/roll/GM0003/attendance",
                "{'present':true}");
    assert_int_equal(press(s, 3, round, "for", 1), ERR_OK);
    assert_int_equal(press(s, 1, round, "against", 1), ERR_OK);
    scene_needs(s, "PUT /v1/assemblies/1/roll/GM0001/attendance",
                "{'present':false}");
    assert_int_equal(press(s, 1, round, "for", 2), ERR_MEMBER_ABSENT);
    scene_needs(s, "PUT /v1/assemblies/1/roll/GM0002/attendance",
                "{'present':false}");
    assert_int_equal(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED),
                     ERR_OK);
    assert_true(says(s, "\"turnout\":{\"weight\":40,\"members\":2}"));
    assert_true(says(s, "\"present\":{\"weight\":45,\"members\":3}"));
    assert_true(says(s, "\"notVoted\":{\"weight\":5,\"members\":1}"));
}

static void a_batch_answers_for_each_ballot(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(ask(s, GATEWAY, "POST /v1/rounds/1/ballot-batches",
        "{'ballots':[{'handset':'K1','key':1,'sequence':1},"
        "{'handset':'K1','key':1,'sequence':1},"
        "{'handset':'K1','key':2,'sequence':1},"
        "{'handset':'K2','key':4,'sequence':1},"
        "{'handset':'K3','key':1,'sequence':1},"
        "{'handset':'nobody','key':1,'sequence':1}]}"), ERR_OK);
    static const char *const expected[] = {
        "{\"handset\":\"K1\",\"status\":201,\"code\":\"ok\",\"journal\":",
        "{\"handset\":\"K1\",\"status\":200,\"code\":\"repeated\"",
        "{\"handset\":\"K1\",\"status\":409,\"code\":\"stale-ballot\"}",
        "{\"handset\":\"K2\",\"status\":400,\"code\":\"body-invalid\"}",
        "{\"handset\":\"K3\",\"status\":403,\"code\":\"member-absent\"}",
        "{\"handset\":\"nobody\",\"status\":404,\"code\":\"not-found\"}",
    };
    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        if (!says(s, expected[i]))
            fail_msg("%s\nnot in %s", expected[i], s->last.call.out.data);
}

static void a_handset_gone_mad_cannot_fill_the_disk(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(s, 1, round, "for", 10), ERR_OK);
    int64_t before = lines(s);
    for (int i = 0; i < 300; i++)
        assert_int_equal(press(s, 1, round, "for", 1), ERR_STALE_BALLOT);
    assert_int_equal(lines(s), before + 100);
}

/* ---- outcomes ------------------------------------------------------------ */

static void a_declared_round_decides_its_motion(void **state)
{
    static const struct {
        const char *what, *kind, *terms;
        const char *choices[3]; /* of 10, 20 and 5 votes */
        enum motion_state state;
        enum outcome outcome;
    } cases[] = {
        { "adopted", "motion", "{}", { "for", "for", "against" },
          MOTION_DECIDED, ADOPTED },
        { "rejected", "motion", "{}", { "for", "against", "for" },
          MOTION_DECIDED, REJECTED },
        { "nobody voted", "motion", "{}", { "", "", "" }, MOTION_DECIDED,
          REJECTED },
        { "two thirds are not met by 20 of 35", "motion",
          "{'majority':'two-thirds'}", { "against", "for", "against" },
          MOTION_DECIDED, REJECTED },
        { "a quorum that is not met leaves it pending", "motion",
          "{'quorum':{'numerator':1,'denominator':1,'of':'present',"
          "'by':'members'}}", { "for", "for", "" }, MOTION_PENDING,
          OUTCOME_NONE },
        { "a quorum that is met", "motion",
          "{'quorum':{'numerator':1,'denominator':2,'of':'present',"
          "'by':'members'}}", { "for", "for", "" }, MOTION_DECIDED, ADOPTED },
        { "named options without a majority leave it pending", "proposal",
          "{'options':['red','blue','green'],'majority':'two-thirds'}",
          { "red", "blue", "green" }, MOTION_PENDING, OUTCOME_NONE },
        { "a named option is adopted", "proposal",
          "{'options':['red','blue']}", { "red", "blue", "red" },
          MOTION_DECIDED, ADOPTED },
        { "all options are rejected", "proposal",
          "{'options':['red','blue']}",
          { "red", "against-all", "against-all" }, MOTION_DECIDED, REJECTED },
        { "a practice vote decides nothing", "practice", "{}",
          { "for", "for", "for" }, MOTION_PENDING, OUTCOME_NONE },
    };
    struct scene *s = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        print_message("# %s\n", cases[i].what);
        int64_t motion = vote(s, cases[i].kind, cases[i].terms,
                              cases[i].choices, ROUND_STATE_CLOSED);
        expect_motion(s, motion, MOTION_VOTING, OUTCOME_NONE);
        assert_int_equal(move_round(s, CHAIR, (int64_t)i + 1,
                                    ROUND_STATE_DECLARED), ERR_OK);
        expect_motion(s, motion, cases[i].state, cases[i].outcome);
    }
}

static void an_adopted_amendment_shows_in_the_outcome(void **state)
{
    static const char *const in_favour[] = { "for", "for", "for" },
                            *const opposed[] = { "against", "against", "" };
    static const struct {
        const char *const *amendment, *const *proposal;
        enum outcome outcome;
    } cases[] = {
        { in_favour, in_favour, ADOPTED_AS_AMENDED },
        { opposed, in_favour, ADOPTED },
        { in_favour, opposed, REJECTED },
    };
    struct scene *s = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char json[100], line[60];
        int64_t round, motion = scene_round(s, "proposal", "{}", &round);
        int64_t amendment, second;
        amendment = scene_round(s, "amendment", "{}", &second);
        snprintf(json, sizeof json, "{'amends':%lld}", (long long)motion);
        snprintf(line, sizeof line, "PATCH /v1/motions/%lld",
                 (long long)amendment);
        scene_needs(s, line, json);
        const int64_t rounds[] = { second, round };
        for (size_t r = 0; r < 2; r++) {
            const char *const *choices = r == 0 ? cases[i].amendment
                                                : cases[i].proposal;
            scene_reach(s, rounds[r], ROUND_STATE_OPEN);
            for (int64_t n = 0; n < 2; n++)
                must(press(s, n + 1, rounds[r], choices[n], 1) == ERR_OK);
            must(move_round(s, OPERATOR, rounds[r], ROUND_STATE_CLOSED) ==
                 ERR_OK);
            must(move_round(s, OPERATOR, rounds[r], ROUND_STATE_DECLARED) ==
                 ERR_OK);
        }
        expect_motion(s, motion, MOTION_DECIDED, cases[i].outcome);
    }
}

static void a_practice_vote_is_never_published(void **state)
{
    static const char *const choices[] = { "for", "for", "for" };
    struct scene *s = *state;

    vote(s, "practice", "{}", choices, ROUND_STATE_CERTIFIED);
    assert_int_equal(move_round(s, OPERATOR, 1, ROUND_STATE_PUBLISHED),
                     ERR_MOVE_IMPOSSIBLE);
    assert_int_equal(state_of(s, 1), ROUND_STATE_CERTIFIED);
    assert_int_equal(ask(s, OPERATOR, "GET /v1/results/1", NULL), ERR_OK);
    assert_true(says(s, "\"rounds\":[]"));
}

static void annulling_takes_two(void **state)
{
    static const char *const choices[] = { "for", "for", "for" };
    struct scene *s = *state;
    int64_t motion = vote(s, "motion", "{}", choices, ROUND_STATE_PUBLISHED);

    expect_motion(s, motion, MOTION_DECIDED, ADOPTED);
    assert_int_equal(move_round(s, COMMITTEE, 1, ROUND_STATE_ANNULLED),
                     ERR_MOVE_IMPOSSIBLE);
    assert_int_equal(ask(s, OPERATOR, "POST /v1/rounds/1/transitions",
                         "{'to':'annulled'}"), ERR_BODY_INVALID);
    for (int i = 0; i < 2; i++) {
        int64_t before = lines(s);
        assert_int_equal(ask(s, OPERATOR, "POST /v1/rounds/1/transitions",
                             "{'to':'annulled','reason':'the wrong text'}"),
                         ERR_OK);
        assert_int_equal(s->last.call.status, 202);
        assert_int_equal(lines(s), before + (i == 0 ? 1 : 0));
        assert_int_equal(state_of(s, 1), ROUND_STATE_PUBLISHED);
        assert_true(says(s, "\"annulment\":{\"reason\":\"the wrong text\""));
    }
    expect_motion(s, motion, MOTION_DECIDED, ADOPTED);
    assert_int_equal(ask(s, COMMITTEE, "POST /v1/rounds/1/transitions",
                         "{'to':'annulled'}"), ERR_OK);
    assert_int_equal(state_of(s, 1), ROUND_STATE_ANNULLED);
    expect_motion(s, motion, MOTION_PENDING, OUTCOME_NONE);
    assert_int_equal(ask(s, OPERATOR, "GET /v1/rounds/1/ballots", NULL),
                     ERR_OK);
    assert_true(says(s, "\"code\":\"GM0001\""));
}

static void decisions_without_a_vote(void **state)
{
    static const struct {
        const char *outcome;
        enum err_code code;
    } cases[] = {
        { "acclamation", ERR_OK },          { "taken-over", ERR_OK },
        { "held", ERR_OK },                 { "withdrawn", ERR_OK },
        { "noted", ERR_OK },                { "lapsed", ERR_OK },
        { "adopted", ERR_BODY_INVALID },    { "none", ERR_MOVE_IMPOSSIBLE },
        { "rejected", ERR_BODY_INVALID },   { "no-quorum", ERR_BODY_INVALID },
        { "adopted-as-amended", ERR_BODY_INVALID },
    };
    struct scene *s = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t round, motion = scene_round(s, "motion", "{}", &round);
        char line[60], json[60];
        snprintf(line, sizeof line, "POST /v1/motions/%lld/decisions",
                 (long long)motion);
        snprintf(json, sizeof json, "{'outcome':'%s'}", cases[i].outcome);
        assert_int_equal(ask(s, OPERATOR, line, json), cases[i].code);
        if (cases[i].code != ERR_OK)
            continue;
        int64_t before = lines(s);
        assert_int_equal(ask(s, OPERATOR, line, json), ERR_OK);
        assert_int_equal(lines(s), before); /* repeating is harmless */
        assert_int_equal(move_round(s, OPERATOR, round, ROUND_STATE_OPEN),
                         ERR_MOTION_DECIDED);
    }
}

static void a_decision_is_taken_back_unless_a_vote_made_it(void **state)
{
    static const struct {
        const char *what;
        enum round_state reached; /* PREPARED: decided without a vote */
        enum err_code code;
    } cases[] = {
        { "held, and a round prepared", ROUND_STATE_PREPARED, ERR_OK },
        { "being voted on", ROUND_STATE_OPEN, ERR_ROUND_OPEN },
        { "counted and not declared", ROUND_STATE_CLOSED, ERR_ROUND_OPEN },
        { "rejected", ROUND_STATE_DECLARED, ERR_MOTION_DECIDED },
        { "rejected and published", ROUND_STATE_PUBLISHED,
          ERR_MOTION_DECIDED },
        { "annulled", ROUND_STATE_ANNULLED, ERR_MOVE_IMPOSSIBLE },
    };
    struct scene *s = *state;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char line[60];
        int64_t round, motion = scene_round(s, "motion", "{}", &round);
        snprintf(line, sizeof line, "POST /v1/motions/%lld/decisions",
                 (long long)motion);
        if (cases[i].reached == ROUND_STATE_PREPARED)
            scene_needs(s, line, "{'outcome':'held'}");
        scene_reach(s, round, cases[i].reached);
        int64_t before = lines(s);
        if (ask(s, OPERATOR, line, "{'outcome':'none'}") != cases[i].code)
            fail_msg("%s: %s", cases[i].what, err_slug(s->last.job.code));
        assert_int_equal(lines(s), before + (cases[i].code == ERR_OK));
        if (cases[i].code == ERR_OK) {
            expect_motion(s, motion, MOTION_PENDING, OUTCOME_NONE);
            scene_reach(s, round, ROUND_STATE_OPEN);
        }
        if (state_of(s, round) == ROUND_STATE_OPEN)
            must(move_round(s, OPERATOR, round, ROUND_STATE_CLOSED) ==
                 ERR_OK);
    }
}

/* ---- the clock ----------------------------------------------------------- */

static void expire(struct scene *s, int64_t seconds)
{
    bool fatal;
    s->tx.now += seconds * 1000;
    s->tx.monotonic += seconds * 1000;
    must(command_rounds_expire(&s->tx) == ERR_OK);
    must(tx_commit(&s->tx, &fatal) == ERR_OK);
}

static void a_round_closes_by_the_clock_that_never_steps(void **state)
{
    struct scene *s = *state;
    int64_t round;

    scene_round(s, "motion", "{'durationSeconds':60}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    expire(s, 30);
    s->tx.now += INT64_C(86400000); /* somebody sets the clock */
    expire(s, 0);
    assert_int_equal(state_of(s, round), ROUND_STATE_OPEN);
    s->tx.now -= INT64_C(86400000);
    scene_needs(s, "POST /v1/rounds/1/transitions",
                "{'to':'open','durationSeconds':60}"); /* a second passes */
    expire(s, 59);
    assert_int_equal(state_of(s, round), ROUND_STATE_OPEN);
    expire(s, 1);
    assert_int_equal(state_of(s, round), ROUND_STATE_CLOSED);
    assert_int_equal(press(s, 1, round, "for", 1), ERR_ROUND_CLOSED);
    assert_int_equal(ask(s, OPERATOR, "GET /v1/rounds/1/transitions", NULL),
                     ERR_OK);
    assert_true(says(s, "\"role\":\"server\""));
}

/* ---- undoing ------------------------------------------------------------- */

/* Writes three records and then finds the disk full. */
static enum err_code fail_after_writing(struct tx *tx, struct call *call)
{
    static const struct attendance here = { "GM0003", true };
    static const struct assignment taken = { 1, "K1", "GM0001",
                                             ASSIGNMENT_OVER };
    static const struct move closed = { .round = 1, .role = OPERATOR,
                                        .by = "x" };
    (void)call;
    must(apply(tx, 1, RECORD_ATTENDANCE, &here, NULL) == ERR_OK);
    must(apply(tx, 1, RECORD_HANDSET, &taken, NULL) == ERR_OK);
    must(apply(tx, 1, RECORD_CLOSED, &closed, NULL) == ERR_OK);
    return ERR_STORE_FULL;
}

static void a_command_that_fails_leaves_no_trace(void **state)
{
    struct scene *s = *state;
    struct asked q = { .job.command = fail_after_writing };
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    scene_reach(s, round, ROUND_STATE_OPEN);
    assert_int_equal(press(s, 1, round, "for", 1), ERR_OK);
    int64_t before = lines(s);
    assert_int_equal(scene_run(s, &q), ERR_STORE_FULL);
    assert_int_equal(lines(s), before);
    assert_int_equal(state_of(s, round), ROUND_STATE_OPEN);
    check_fold(s);
    assert_int_equal(press(s, 3, round, "for", 1), ERR_MEMBER_ABSENT);
    assert_int_equal(press(s, 1, round, "against", 2), ERR_OK);
}

static enum err_code fail_after_showing(struct tx *tx, struct call *call)
{
    (void)call;
    must(command_show(tx, live_assembly(tx->live, 1),
                      &(struct screen){ SHOW_ROLL_CALL, 0 }) == ERR_OK);
    return ERR_STORE_FULL;
}

static void a_screen_goes_back_to_what_is_stored(void **state)
{
    struct scene *s = *state;
    struct asked q = { .job.command = fail_after_showing };
    const struct live_assembly *a = s->live.assemblies;
    int64_t round;

    scene_round(s, "motion", "{}", &round);
    assert_int_equal(a->screen.show, SHOW_PAUSE);
    assert_int_equal(scene_run(s, &q), ERR_STORE_FULL);
    a = s->live.assemblies;
    assert_int_equal(a->screen.show, SHOW_PAUSE);
    int64_t before = lines(s);
    scene_needs(s, "PUT /v1/assemblies/1/screen",
                "{'show':'subject','motion':1}");
    assert_int_equal(lines(s), before);
    assert_non_null(strstr(a->screen_motion, "\"moversNames\":[\"Aadorp\"]"));
    assert_int_equal(scene_run(s, &q), ERR_STORE_FULL);
    a = s->live.assemblies;
    assert_int_equal(a->screen.show, SHOW_SUBJECT);
    assert_non_null(strstr(a->screen_motion, "\"id\":1"));
    check_fold(s);
}

/* Nothing to tell, nothing to store: no stream is woken for it. */
static void a_screen_that_stays_as_it_is_moves_nothing(void **state)
{
    struct scene *s = *state;
    struct live_assembly *a = s->live.assemblies;

    scene_needs(s, "PUT /v1/assemblies/1/screen", "{'show':'roll-call'}");
    assert_true(a->changed && a->moved);
    a->changed = a->moved = false;
    scene_needs(s, "PUT /v1/assemblies/1/screen", "{'show':'roll-call'}");
    assert_false(a->changed || a->moved);
}

/* Three of a batch write, and one of them fails: the others are stored. */
static void one_bad_job_does_not_take_its_batch_along(void **state)
{
    struct writer *writer;
    struct mailbox mailbox;
    struct hub *hub;
    struct metrics metrics = { 0 };
    struct asked q[4] = { 0 };
    struct job_list jobs, back;
    struct scene s;
    struct err err = { 0 };
    int64_t round;
    size_t done = 0;
    (void)state;

    scene_open(&s, NULL);
    scene_hall(&s);
    scene_round(&s, "motion", "{}", &round);
    scene_reach(&s, round, ROUND_STATE_OPEN);
    assert_int_equal(mailbox_init(&mailbox), ERR_OK);
    assert_int_equal(hub_new(&hub), ERR_OK);
    assert_int_equal(writer_start(&(struct writer_setup){
        .db = s.db, .keyring = s.keyring, .hub = hub, .mailbox = &mailbox,
        .metrics = &metrics, .public_key = "", .batch_limit = 100 }, &writer,
        &err), ERR_OK);
    asked_press(&q[0], 1, round, "for", 1);
    q[1].job.command = fail_after_writing;
    asked_press(&q[2], 1, round, "for", 1);
    asked_press(&q[3], 4, round, "against", 1);
    job_list_clear(&jobs);
    for (size_t i = 0; i < ARRAY_LEN(q); i++) {
        q[i].job.call = &q[i].call;
        job_list_add(&jobs, &q[i].job);
    }
    writer_put(writer, &jobs);
    while (done < ARRAY_LEN(q)) {
        struct pollfd p = { .fd = mailbox.event, .events = POLLIN };
        assert_int_equal(poll(&p, 1, 20000), 1);
        mailbox_take(&mailbox, &back);
        done += back.count;
    }
    assert_int_equal(q[0].job.code, ERR_OK);
    assert_int_equal(q[0].call.status, 201);
    assert_int_equal(q[1].job.code, ERR_STORE_FULL);
    assert_int_equal(q[2].job.code, ERR_OK);
    assert_int_equal(q[2].call.status, 200);
    assert_int_equal(q[3].job.code, ERR_OK);
    assert_int_equal(writer_health(writer), ERR_STORE_FULL);
    assert_false(writer_is_lost(writer));
    struct snapshot *snapshot = hub_latest(hub, 1);
    for (int view = 0; view < VIEW_COUNT; view++) {
        const char *text = snapshot->views[view].text;
        assert_non_null(strstr(
            text, "\"turnout\":{\"weight\":15,\"members\":2}"));
        assert_null(strstr(text, "\"result\""));
    }
    hub_release(hub, snapshot);
    for (size_t i = 0; i < ARRAY_LEN(q); i++)
        asked_clear(&q[i]);
    writer_stop(writer);
    s.db = NULL; /* the writer took it */
    hub_free(hub);
    mailbox_destroy(&mailbox);
    asked_clear(&s.last);
    live_clear(&s.live);
    auth_free(s.keyring);
}

static void everything_is_a_fold_of_the_journal(void **state)
{
    struct scene *s = *state;

    scene_close(s);
    scene_open(s, NULL);
    scene_everything(s);
    check_fold(s);
}

#define IN_THE_HALL(test) cmocka_unit_test_setup_teardown(test, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_THE_HALL(a_round_makes_the_moves_of_its_table_and_no_others),
        IN_THE_HALL(an_assembly_makes_the_moves_of_its_table_and_no_others),
        IN_THE_HALL(each_move_has_its_movers),
        IN_THE_HALL(one_round_is_open_at_a_time),
        IN_THE_HALL(a_press_gets_what_the_table_says),
        IN_THE_HALL(a_repeat_gets_the_first_receipt),
        IN_THE_HALL(who_may_press_depends_on_handset_and_kind),
        IN_THE_HALL(assignments_rest_while_a_round_is_open),
        IN_THE_HALL(the_latest_assignment_wins_over_any_sequence),
        IN_THE_HALL(check_in_counts_and_check_out_leaves_the_ballot),
        IN_THE_HALL(a_batch_answers_for_each_ballot),
        IN_THE_HALL(a_handset_gone_mad_cannot_fill_the_disk),
        IN_THE_HALL(a_declared_round_decides_its_motion),
        IN_THE_HALL(an_adopted_amendment_shows_in_the_outcome),
        IN_THE_HALL(a_practice_vote_is_never_published),
        IN_THE_HALL(annulling_takes_two),
        IN_THE_HALL(decisions_without_a_vote),
        IN_THE_HALL(a_decision_is_taken_back_unless_a_vote_made_it),
        IN_THE_HALL(a_round_closes_by_the_clock_that_never_steps),
        IN_THE_HALL(a_command_that_fails_leaves_no_trace),
        IN_THE_HALL(a_screen_goes_back_to_what_is_stored),
        IN_THE_HALL(a_screen_that_stays_as_it_is_moves_nothing),
        cmocka_unit_test(one_bad_job_does_not_take_its_batch_along),
        IN_THE_HALL(everything_is_a_fold_of_the_journal),
    };
    log_set_level((enum log_level)(LOG_ERROR + 1));
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
