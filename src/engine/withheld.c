/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/withheld.h"

#include <stdlib.h>

#include "domain/record.h"
#include "engine/evidence.h"
#include "store/agenda.h"

struct withheld {
    struct db *db;
    int64_t round;  /* looked at last, and */
    bool undecided; /* whether it is still to be closed */
    union record_body body;
};

enum err_code withheld_begin(struct db *db, struct withheld **out)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return ERR_NO_MEMORY;
    (*out)->db = db;
    return ERR_OK;
}

enum err_code withheld_judge(struct withheld *w,
                             const struct journal_line *line, bool *withhold)
{
    struct record_head head;
    struct round_row row;
    *withhold = false;
    enum err_code rc = record_read(line->text, line->len, &head, &w->body,
                                   &(struct err){ 0 });
    if (rc != ERR_OK || !record_is_secret(head.kind))
        return rc;
    int64_t round = head.kind == RECORD_BALLOT ? w->body.as_BALLOT.round
                                               : w->body.as_LATE.round;
    if (round != w->round) {
        rc = round_get(w->db, round, &row);
        w->round = round;
        w->undecided = rc == ERR_OK && (row.state == ROUND_STATE_PREPARED ||
                                        row.state == ROUND_STATE_OPEN);
    }
    *withhold = w->undecided;
    return rc;
}

enum err_code withheld_put(struct withheld *w, const struct journal_line *line,
                           struct buf *out)
{
    char hex[2 * LEAF_SIZE + 1];
    bool withhold;
    enum err_code rc = withheld_judge(w, line, &withhold);
    if (rc != ERR_OK)
        return rc;
    if (withhold) {
        evidence_hex(line->hash, LEAF_SIZE, hex);
        buf_printf(out, "{\"n\":%lld,\"withheld\":true,\"hash\":\"%s\"}",
                   (long long)line->n, hex);
    } else {
        buf_add(out, line->text, line->len);
    }
    buf_char(out, '\n');
    return ERR_OK;
}

void withheld_end(struct withheld *w)
{
    free(w);
}
