/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_CHART_H
#define ENGINE_CHART_H

#include "engine/html.h"

/* chart: the bars of a result, as SVG inside the page.
 *
 * Lengths are percentages of the width and heights are in em, so a chart fits a
 * telephone and grows with the text.  Its colours are classes of the stylesheet;
 * each choice has a pattern and a fixed place as well. */

/* Where the parts of one bar lie, in thousandths of a per cent of its length. */
enum { CHART_WHOLE = 100000 };
enum chart_look {
    LOOK_FOR, LOOK_AGAINST, LOOK_ABSTAIN, LOOK_NAMED, LOOK_NOT_VOTED
};
struct chart_part {
    enum chart_look look;
    int start, width;
};
struct chart {
    size_t count; /* 0: there is nothing to draw */
    struct chart_part parts[OPTIONS_MAX + 1];
    int threshold; /* where the majority that is asked begins */
};

/* How an option of a round looks. */
enum chart_look chart_look(const struct round *r, size_t option);

/* What a whole bar stands for: the base of the majority. */
struct share chart_base(const struct round *r, const struct result *result);

/* Fills *out with the bar of the weights, or of the members. */
void chart_layout(const struct round *r, const struct result *result,
                  bool members, struct chart *out);

/* The two bars of a round of for and against, with the line of the majority. */
void chart_round(struct page *p, const struct round *r,
                 const struct result *result);
/* The bar of one named option. */
void chart_option(struct page *p, const struct round *r,
                  const struct result *result, size_t option);
/* A small bar beside words that say the same: hidden from who cannot see it. */
void chart_small(struct page *p, const struct round *r,
                 const struct result *result);

/* A weight that changes: a column for each assembly, its year below it.  The
 * caller draws the <svg> around it, 7.5 em high. */
struct step {
    int64_t weight;
    const char *date;
};
void chart_steps(struct page *p, const struct step *steps, size_t count);

#endif
