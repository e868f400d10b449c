/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/story.h"

#include <string.h>

int story_state(enum record_kind kind)
{
    /* Moves are called as the state they lead to; `extended` and `annulment`
     * are no states. */
    return word_index(round_state_words, record_kind_words[kind]);
}

void story_add(struct story *s, enum record_kind kind, int64_t at,
               const struct move *move)
{
    int state = story_state(kind);
    if (state >= 0)
        s->state = (enum round_state)state;
    if (kind == RECORD_OPEN)
        s->opened_at = at;
    if (kind == RECORD_OPEN || kind == RECORD_EXTENDED)
        s->closes_at = move->closes_at;
    if (kind == RECORD_CLOSED)
        s->closed_at = at;
    if (kind == RECORD_ANNULMENT) {
        s->annulment_at = at;
        memcpy(s->annulment_by, move->by, sizeof s->annulment_by);
        memcpy(s->annulment_reason, move->reason, sizeof s->annulment_reason);
    }
}
