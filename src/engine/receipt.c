/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "engine/evidence.h"
#include "engine/vote.h"
#include "store/journal.h"
#include "store/votes.h"

struct found {
    struct buf line;
    char hash[2 * LEAF_SIZE + 1];
    struct record_head head;
    union record_body body;
    struct round_row round;
};

static enum err_code take_line(void *cls, const struct journal_line *line)
{
    struct found *f = cls;
    buf_add(&f->line, line->text, line->len);
    evidence_hex(line->hash, LEAF_SIZE, f->hash);
    return ERR_OK;
}

/* The round that a vote belongs to; NOT_FOUND for all other lines. */
static enum err_code find_round(struct db *db, struct found *f)
{
    if (!record_is_secret(f->head.kind))
        return ERR_NOT_FOUND;
    int64_t round = f->head.kind == RECORD_BALLOT ? f->body.as_BALLOT.round
                                                  : f->body.as_LATE.round;
    return round_get(db, round, &f->round);
}

static bool is_undecided(const struct round_row *round)
{
    return round->state == ROUND_STATE_PREPARED ||
           round->state == ROUND_STATE_OPEN;
}

/* ---- what is said of it ------------------------------------------------- */

static void put_line(struct page *p, const struct found *f)
{
    html_tag(p, "p", TEXT_RECEIPT_LINE);
    html_raw(p, "<pre class=\"line\"><code>");
    html_name(p, f->line.data);
    html_raw(p, "</code></pre>\n<p>");
    html_word(p, TEXT_RECEIPT_HASH);
    html_rawf(p, " <code>%s</code></p>\n", f->hash);
}

static void put_withheld(struct page *p, const struct found *f)
{
    html_raw(p, "<p>");
    html_say(p, TEXT_RECEIPT_WITHHELD, SAY_INT(f->head.n));
    html_rawf(p, "</p>\n<pre class=\"line\"><code>%s</code></pre>\n", f->hash);
}

static enum err_code put_worth(struct page *p, struct db *db,
                               const struct found *f, const char *code)
{
    struct ballot_row standing;
    enum text text = TEXT_RECEIPT_COUNTS;
    enum err_code rc =
        ballot_standing_of(db, f->round.round.id, code, &standing);
    if (rc != ERR_OK)
        return rc;
    if (f->round.round.practice)
        text = TEXT_RECEIPT_PRACTICE;
    else if (f->round.state == ROUND_STATE_ANNULLED)
        text = TEXT_RECEIPT_VOID;
    else if (standing.n != f->head.n)
        text = TEXT_RECEIPT_REPLACED;
    html_tag(p, "p", text);
    return ERR_OK;
}

static enum err_code put_mine(struct page *p, struct db *db,
                              const struct found *f,
                              const struct receipt_asked *asked)
{
    const struct ballot *b = &f->body.as_BALLOT;
    const char *choice = vote_choice_text(
        p->in, &f->round.round, round_option(&f->round.round, b->choice));
    html_raw(p, "<p><strong>");
    html_say(p, TEXT_RECEIPT_MINE, SAY_INT(f->head.n), SAY_NAME(asked->name),
             SAY_NAME(choice), SAY_INT(b->weight), SAY_TIME(f->head.at));
    html_raw(p, "</strong></p>\n");
    enum err_code rc = put_worth(p, db, f, asked->code);
    put_line(p, f);
    return rc;
}

static enum err_code put_found(struct page *p, struct db *db, struct found *f,
                               const struct receipt_asked *asked)
{
    struct err err = { 0 };
    enum err_code rc = record_read(f->line.data, f->line.len, &f->head,
                                   &f->body, &err);
    if (rc != ERR_OK)
        return rc;
    rc = find_round(db, f);
    if (rc == ERR_OK && is_undecided(&f->round)) {
        put_withheld(p, f);
        return ERR_OK;
    }
    if (rc == ERR_OK && f->head.kind == RECORD_BALLOT &&
        strcmp(f->body.as_BALLOT.member, asked->code) == 0)
        return put_mine(p, db, f, asked);
    if (rc != ERR_OK && rc != ERR_NOT_FOUND)
        return rc;
    html_raw(p, "<p><strong>");
    html_say(p, TEXT_RECEIPT_OTHER, SAY_INT(f->head.n),
             SAY_NAME(asked->name));
    html_raw(p, "</strong></p>\n");
    put_line(p, f);
    return ERR_OK;
}

enum err_code receipt_show(struct page *p, struct db *db,
                           const struct receipt_asked *asked)
{
    struct found *f = calloc(1, sizeof *f);
    if (f == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = journal_each(db, asked->assembly, asked->line, 1,
                                    take_line, f);
    if (!buf_ok(&f->line))
        rc = ERR_NO_MEMORY;
    html_raw(p, "<div class=\"receipt\" role=\"status\">\n");
    if (rc == ERR_OK && f->line.len == 0) {
        html_raw(p, "<p>");
        html_say(p, TEXT_RECEIPT_NONE, SAY_INT(asked->line));
        html_raw(p, "</p>\n");
    } else if (rc == ERR_OK) {
        rc = put_found(p, db, f, asked);
    }
    html_raw(p, "</div>\n");
    buf_free(&f->line);
    free(f);
    return rc;
}
