/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/votes.h"

#include <string.h>

enum err_code ballot_insert(struct db *db, int64_t n, int64_t at,
                            const struct ballot *b)
{
    return db_run(db, BALLOT_INSERT, V_INT(b->round), V_INT(n),
                  V_TEXT(b->member), V_INT(b->assignment), V_INT(b->sequence),
                  V_INT(b->weight), V_TEXT(b->choice), V_TEXT(b->serial),
                  V_TEXT(auth_words[b->auth]), V_INT(b->replaces), V_INT(at));
}

static void read_ballot(struct db *db, enum statement st,
                        struct ballot_row *out)
{
    out->n = db_int(db, st, 0);
    out->ballot.weight = db_int(db, st, 1);
    db_text(db, st, 2, out->ballot.choice, sizeof out->ballot.choice);
    out->ballot.sequence = db_int(db, st, 3);
    out->ballot.replaces = db_int(db, st, 4);
    out->received_at = db_int(db, st, 5);
    out->ballot.assignment = db_int(db, st, 6);
    out->ballot.auth = (enum auth)db_word(db, st, 7, auth_words);
}

enum err_code ballot_get(struct db *db, int64_t round, int64_t n,
                         struct ballot_row *out)
{
    db_query(db, BALLOT_GET, V_INT(round), V_INT(n));
    bool found = db_row(db, BALLOT_GET);
    if (found)
        read_ballot(db, BALLOT_GET, out);
    return db_end(db, BALLOT_GET, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code ballot_standing_of(struct db *db, int64_t round,
                                 const char *code, struct ballot_row *out)
{
    db_query(db, BALLOT_STANDING_OF, V_INT(round), V_TEXT(code));
    bool found = db_row(db, BALLOT_STANDING_OF);
    if (found)
        read_ballot(db, BALLOT_STANDING_OF, out);
    return db_end(db, BALLOT_STANDING_OF, found ? ERR_OK : ERR_NOT_FOUND);
}

enum err_code ballot_each_standing(struct db *db, int64_t round,
                                   enum err_code (*row)(
                                       void *, const struct ballot_row *),
                                   void *cls)
{
    enum err_code said = ERR_OK;
    struct ballot_row r = { .ballot.round = round, .n = -1 };
    struct ballot *b = &r.ballot;
    char member[CODE_SIZE];
    db_query(db, BALLOTS_STANDING, V_INT(round));
    while (said == ERR_OK && db_row(db, BALLOTS_STANDING)) {
        db_text(db, BALLOTS_STANDING, 0, member, sizeof member);
        if (r.n >= 0 && strcmp(member, b->member) == 0)
            continue; /* a former one */
        memcpy(b->member, member, sizeof b->member);
        b->assignment = db_int(db, BALLOTS_STANDING, 1);
        b->sequence = db_int(db, BALLOTS_STANDING, 2);
        r.n = db_int(db, BALLOTS_STANDING, 3);
        b->weight = db_int(db, BALLOTS_STANDING, 4);
        db_text(db, BALLOTS_STANDING, 5, b->choice, sizeof b->choice);
        db_text(db, BALLOTS_STANDING, 6, b->serial, sizeof b->serial);
        b->auth = (enum auth)db_word(db, BALLOTS_STANDING, 7, auth_words);
        r.received_at = db_int(db, BALLOTS_STANDING, 8);
        b->replaces = db_int(db, BALLOTS_STANDING, 9);
        said = row(cls, &r);
    }
    return db_end(db, BALLOTS_STANDING, said);
}

enum err_code press_insert(struct db *db, int64_t assembly, int64_t n,
                           int64_t at, bool late, const struct press *p)
{
    return db_run(db, PRESS_INSERT, V_INT(assembly), V_INT(n), V_INT(late),
                  V_INT(p->round), V_TEXT(p->member), V_TEXT(p->serial),
                  V_INT(p->assignment), V_TEXT(p->choice), V_INT(p->sequence),
                  V_TEXT(auth_words[p->auth]), V_TEXT(p->reason), V_INT(at));
}

enum err_code press_each_late(struct db *db, int64_t assembly, int64_t round,
                              enum err_code (*row)(void *,
                                                   const struct late_row *),
                              void *cls)
{
    enum err_code said = ERR_OK;
    struct late_row r;
    db_query(db, PRESSES_LATE, V_INT(assembly), V_INT(round));
    while (said == ERR_OK && db_row(db, PRESSES_LATE)) {
        db_text(db, PRESSES_LATE, 0, r.member, sizeof r.member);
        db_text(db, PRESSES_LATE, 1, r.choice, sizeof r.choice);
        r.at = db_int(db, PRESSES_LATE, 2);
        said = row(cls, &r);
    }
    return db_end(db, PRESSES_LATE, said);
}

enum err_code press_each_count(struct db *db, int64_t assembly,
                               enum err_code (*row)(void *, int64_t assignment,
                                                    int64_t repeated,
                                                    int64_t refused),
                               void *cls)
{
    enum err_code said = ERR_OK;
    db_query(db, PRESS_COUNTS, V_INT(assembly));
    while (said == ERR_OK && db_row(db, PRESS_COUNTS))
        said = row(cls, db_int(db, PRESS_COUNTS, 0),
                   db_int(db, PRESS_COUNTS, 1), db_int(db, PRESS_COUNTS, 2));
    return db_end(db, PRESS_COUNTS, said);
}
