/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/shapes.h"

#include <string.h>

#include "engine/checkpoint.h"

#include "engine/count.h"

void shape_share(struct buf *b, const char *key, struct share share)
{
    put_open(b, key, '{');
    put_int(b, "weight", share.weight);
    put_int(b, "members", share.members);
    put_close(b, '}');
}

void shape_assembly(struct buf *b, const char *key,
                    const struct assembly_row *row, int64_t journal_next)
{
    const struct assembly *a = &row->assembly;
    put_open(b, key, '{');
    put_int(b, "id", a->id);
    put_text(b, "kind", assembly_kind_words[a->kind]);
    put_text(b, "title", a->title);
    put_text(b, "date", a->date);
    put_text(b, "place", a->place);
    fields_print(b, "weightRules", &weight_rules_form, &a->rules);
    put_text(b, "state", assembly_state_words[row->state]);
    put_time(b, "createdAt", row->created_at);
    if (row->seal[0] != '\0')
        put_text(b, "seal", row->seal);
    put_int(b, "journal", journal_next);
    put_close(b, '}');
}

/* By their names on the roll of the assembly; a mover that is not on it, or not
 * yet, by its code. */
static enum err_code put_movers(struct db *db, struct buf *b,
                                const struct motion_row *row)
{
    const struct motion *m = &row->motion;
    char name[NAME_SIZE];
    enum err_code rc = ERR_OK;
    put_open(b, "movers", '[');
    for (size_t i = 0; i < m->mover_count; i++)
        put_text(b, NULL, m->movers[i]);
    put_close(b, ']');
    put_open(b, "moversNames", '[');
    for (size_t i = 0; rc == ERR_OK && i < m->mover_count; i++) {
        rc = roll_name(db, row->assembly, m->movers[i], name);
        put_text(b, NULL, rc == ERR_OK ? name : m->movers[i]);
        rc = rc == ERR_NOT_FOUND ? ERR_OK : rc;
    }
    put_close(b, ']');
    return rc;
}

enum err_code shape_motion(struct db *db, struct buf *b, const char *key,
                           const struct motion_row *row)
{
    const struct motion *m = &row->motion;
    enum err_code rc = ERR_OK;
    put_open(b, key, '{');
    put_int(b, "id", m->id);
    put_int(b, "assembly", row->assembly);
    put_text(b, "number", m->number);
    put_text(b, "kind", motion_kind_words[m->kind]);
    put_text(b, "title", m->title);
    if (m->text[0] != '\0')
        put_text(b, "text", m->text);
    if (m->mover_count > 0)
        rc = put_movers(db, b, row);
    put_text(b, "boardAdvice", advice_words[m->board_advice]);
    if (m->amends != 0)
        put_int(b, "amends", m->amends);
    put_text(b, "state", motion_state_words[row->state]);
    put_text(b, "outcome", outcome_words[row->outcome]);
    put_close(b, '}');
    return rc;
}

static void put_terms(struct buf *b, const struct round *r)
{
    put_open(b, "options", '[');
    for (size_t i = 0; i < r->option_count; i++)
        put_text(b, NULL, r->options[i]);
    put_close(b, ']');
    fields_print(b, "majority", &majority_form, &r->majority);
    put_bool(b, "abstain", r->abstain);
    put_open(b, "entitledKinds", '[');
    for (unsigned i = 0; i < MEMBER_KIND_COUNT; i++)
        if (r->entitled_kinds & BIT(i))
            put_text(b, NULL, member_kind_words[i]);
    put_close(b, ']');
    if (r->quorum.denominator != 0)
        fields_print(b, "quorum", &quorum_form, &r->quorum);
    if (r->duration_seconds != 0)
        put_int(b, "durationSeconds", r->duration_seconds);
    put_text(b, "nonce", r->nonce);
    put_text(b, "seal", r->seal);
}

static void put_story(struct buf *b, const struct story *s)
{
    if (s->opened_at != 0)
        put_time(b, "openedAt", s->opened_at);
    if (s->closes_at != 0)
        put_time(b, "closesAt", s->closes_at);
    if (s->closed_at != 0)
        put_time(b, "closedAt", s->closed_at);
    if (s->annulment_at != 0) {
        put_open(b, "annulment", '{');
        put_text(b, "reason", s->annulment_reason);
        put_text(b, "askedBy", s->annulment_by);
        put_time(b, "askedAt", s->annulment_at);
        put_close(b, '}');
    }
}

void shape_round(struct buf *b, const char *key, const struct round *terms,
                 const struct story *story, struct share turnout,
                 struct counted counted)
{
    put_open(b, key, '{');
    put_int(b, "id", terms->id);
    put_int(b, "motion", terms->motion);
    put_bool(b, "practice", terms->practice);
    put_text(b, "state", round_state_words[story->state]);
    put_terms(b, terms);
    put_story(b, story);
    if (story->closed_at != 0 && counted.cosigned.needed > 0)
        put_bool(b, "provisional",
                 counted.cosigned.have < counted.cosigned.needed);
    shape_share(b, "turnout", turnout);
    if (counted.result != NULL)
        put_raw(b, "result", counted.result);
    if (counted.robustness != NULL)
        put_raw(b, "robustness", counted.robustness);
    put_close(b, '}');
}

static void put_robustness(struct buf *b, const struct round *terms,
                           const struct robustness *r)
{
    put_open(b, NULL, '{');
    if (r->votes > 0) {
        put_int(b, "votes", r->votes);
        put_int(b, "members", r->members);
    }
    put_open(b, "perMember", '{');
    put_text(b, "outcome", outcome_words[r->outcome]);
    if (!terms->named) {
        put_int(b, "for", r->chose[0]);
        put_int(b, "against", r->chose[1]);
    } else if (r->outcome == ADOPTED) {
        put_text(b, "adoptedOption", terms->options[r->adopted]);
    }
    put_close(b, '}');
    put_close(b, '}');
}

enum err_code shape_robustness(struct db *db, struct buf *b,
                               const struct round *terms)
{
    struct robustness r;
    enum err_code rc = count_robustness(db, terms, &r);
    if (rc == ERR_OK)
        put_robustness(b, terms, &r);
    return rc != ERR_OK ? rc : buf_ok(b) ? ERR_OK : ERR_NO_MEMORY;
}

static enum err_code add_move(void *cls, const struct move_row *row)
{
    story_add(cls, row->kind, row->at, &row->move);
    return ERR_OK;
}

static enum err_code add_ballot(void *cls, const struct ballot_row *row)
{
    struct share *turnout = cls;
    turnout->weight += row->ballot.weight;
    turnout->members++;
    return ERR_OK;
}

enum err_code shape_stored_round(struct db *db, struct buf *b, const char *key,
                                 int64_t id)
{
    struct round_row row;
    struct story story = { 0 };
    struct share turnout = { 0 };
    struct cosigned cosigned = { 0 };
    struct buf result = { 0 }, robustness = { 0 };
    enum err_code rc = round_get(db, id, &row);
    if (rc == ERR_OK)
        rc = move_each(db, id, add_move, &story);
    if (rc == ERR_OK)
        rc = ballot_each_standing(db, id, add_ballot, &turnout);
    if (rc == ERR_OK && story.closed_at != 0)
        rc = result_print(db, id, &result);
    if (rc == ERR_OK && !buf_ok(&result))
        rc = ERR_NO_MEMORY;
    if (rc == ERR_OK && story.closed_at != 0)
        rc = shape_robustness(db, &robustness, &row.round);
    if (rc == ERR_OK)
        rc = cosigned_get(db, row.assembly, id, &cosigned);
    if (rc == ERR_OK)
        shape_round(b, key, &row.round, &story, turnout,
                    (struct counted){ result.data, robustness.data,
                                      cosigned });
    buf_free(&result);
    buf_free(&robustness);
    return rc;
}

void shape_receipt(struct buf *b, const char *key, const char *member,
                   int64_t round, const struct ballot_row *row)
{
    put_open(b, key, '{');
    put_int(b, "round", round);
    put_text(b, "member", member);
    put_int(b, "weight", row->ballot.weight);
    put_text(b, "choice", row->ballot.choice);
    put_int(b, "sequence", row->ballot.sequence);
    put_time(b, "receivedAt", row->received_at);
    put_int(b, "journal", row->n);
    if (row->ballot.replaces >= 0)
        put_int(b, "replaces", row->ballot.replaces);
    put_close(b, '}');
}

void shape_checkpoint(struct buf *b, const char *key, int64_t size,
                      const unsigned char root[LEAF_SIZE], const char *note)
{
    char text[ROOT_TEXT_SIZE], code[ROOT_CODE_SIZE];
    checkpoint_root_text(root, text);
    checkpoint_code(root, code);
    put_open(b, key, '{');
    put_int(b, "size", size);
    put_text(b, "root", text);
    put_text(b, "code", code);
    if (note != NULL)
        put_text(b, "note", note);
    put_close(b, '}');
}
