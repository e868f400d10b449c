/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_VOTE_H
#define ENGINE_VOTE_H

#include "engine/html.h"
#include "store/agenda.h"

/* vote: a round that was published, as the pages show it: the verdict first,
 * then the shares, the weights and the members, and the majority that was asked. */

struct vote {
    struct round_row row;
    struct result result;
    char reason[NAME_SIZE]; /* of its annulment */
    bool published;         /* now, or before it was annulled */
    bool provisional;       /* fewer have cosigned it than are asked */
};

/* Fills *out; the result only when the round was published.  NOT_FOUND. */
enum err_code vote_load(struct db *db, int64_t id, struct vote *out)
    MUST_CHECK;
bool vote_annulled(const struct vote *v);

/* The name of a choice: Voor, Tegen, or the option as it was put; -1: none. */
const char *vote_choice_text(const struct edition *in, const struct round *r,
                             int option);
void vote_choice(struct page *p, const struct round *r, int option);
/* The same with its sign, and marked when only a gateway vouched for it. */
void vote_mark(struct page *p, const struct round *r, int option,
               enum auth auth);

/* What its member declared afterwards to have meant; -1: nothing. */
void vote_meant(struct page *p, const struct round *r, int meant);
/* The option of such a declaration, -1 when it is what was voted after all. */
int vote_meant_option(const struct round *r, int voted, const char *meant);

/* What those marks mean, as far as there are any. */
void vote_notes(struct page *p, bool gateway, bool missing, bool meant);

/* The mark and the word of an outcome; `option` names the adopted one, or "". */
void vote_verdict(struct page *p, enum outcome outcome, const char *option);
/* The round's outcome as its motion has it: adopted as amended, say. */
enum outcome vote_outcome(const struct vote *v, const struct motion_row *m);

/* That the result is provisional, while it is. */
void vote_provisional(struct page *p, const struct vote *v);
/* The figures with their chart, below that. */
void vote_figures(struct page *p, const struct vote *v);
/* How many there were in an assembly, and what came of them. */
void vote_counts(struct page *p, const struct round_counts *n);
/* That it no longer counts, why, and what it had been. */
void vote_annulment(struct page *p, const struct vote *v);

#endif
