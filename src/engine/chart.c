/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/chart.h"

#include <stdlib.h>

#include "domain/words.h"

/* ---- where things lie --------------------------------------------------- */

enum chart_look chart_look(const struct round *r, size_t option)
{
    if (r->abstain && option == r->option_count - 1)
        return LOOK_ABSTAIN;
    if (!r->named)
        return option == 0 ? LOOK_FOR : LOOK_AGAINST;
    bool last = option == r->option_count - (r->abstain ? 2 : 1);
    return last ? LOOK_AGAINST : LOOK_NAMED; /* the last is "against-all" */
}

/* The sum of the options, with or without abstentions. */
static struct share cast(const struct round *r, const struct result *result,
                         bool abstained)
{
    struct share sum = { 0 };
    size_t count = r->option_count - (r->abstain && !abstained ? 1 : 0);
    for (size_t i = 0; i < count; i++) {
        sum.weight += result->options[i].weight;
        sum.members += result->options[i].members;
    }
    return sum;
}

struct share chart_base(const struct round *r, const struct result *result)
{
    switch (r->majority.base) {
    case BASE_CAST_AND_ABSTAINED:
        return cast(r, result, true);
    case BASE_PRESENT:
        return result->present;
    case BASE_ENTITLED:
        return result->entitled;
    case BASE_CAST:
    case BASE_COUNT:
        break;
    }
    return cast(r, result, false);
}

/* n / all of CHART_WHOLE, rounded down; digit by digit, since weights go up to
 * 2^53. */
static int portion(int64_t n, int64_t all)
{
    int out = 0;
    if (n >= all)
        return CHART_WHOLE;
    for (int digit = 0; digit < 5; digit++) {
        out = out * 10 + (int)(n * 10 / all);
        n = n * 10 % all;
    }
    return out;
}

static void add_part(struct chart *c, enum chart_look look, int end)
{
    int start = c->count == 0 ? 0
                              : c->parts[c->count - 1].start +
                                    c->parts[c->count - 1].width;
    c->parts[c->count++] = (struct chart_part){ look, start, end - start };
}

void chart_layout(const struct round *r, const struct result *result,
                  bool members, struct chart *out)
{
    struct share base = chart_base(r, result);
    int64_t all = members ? base.members : base.weight, sum = 0;
    bool cast_only = r->majority.base == BASE_CAST;
    *out = (struct chart){ .threshold = portion(r->majority.numerator,
                                                r->majority.denominator) };
    if (all == 0)
        return;
    for (size_t i = 0; i < r->option_count; i++) {
        const struct option_result *o = &result->options[i];
        if (cast_only && chart_look(r, i) == LOOK_ABSTAIN)
            continue;
        sum += members ? o->members : o->weight;
        add_part(out, chart_look(r, i), portion(sum, all));
    }
    if (sum < all)
        add_part(out, LOOK_NOT_VOTED, CHART_WHOLE);
}

/* ---- drawing ------------------------------------------------------------ */

static const char *look_class(enum chart_look look)
{
    static const char *const classes[] = {
        [LOOK_FOR] = "for",         [LOOK_AGAINST] = "against",
        [LOOK_ABSTAIN] = "abstain", [LOOK_NAMED] = "named",
        [LOOK_NOT_VOTED] = "not-voted",
    };
    return classes[look];
}

/* "97.680" from 97680: never through a floating point number, whose decimal
 * sign depends on the locale. */
static void put_percent(struct page *p, const char *attribute, int thousandths)
{
    html_rawf(p, " %s=\"%d.%03d%%\"", attribute, thousandths / 1000,
              thousandths % 1000);
}

/* The patterns that lie over the colours.  A page has one chart for each round
 * and option, so those make the names. */
static void put_patterns(struct page *p, int64_t round, size_t option)
{
    html_rawf(p,
              "<defs><pattern id=\"lines-%lld-%zu\" width=\"6\" height=\"6\" "
              "patternUnits=\"userSpaceOnUse\" "
              "patternTransform=\"rotate(-45)\">"
              "<path class=\"lines\" d=\"M0 0v6\"/></pattern>",
              (long long)round, option);
    html_rawf(p,
              "<pattern id=\"dots-%lld-%zu\" width=\"6\" height=\"6\" "
              "patternUnits=\"userSpaceOnUse\">"
              "<circle class=\"dots\" cx=\"3\" cy=\"3\" r=\"1.2\"/></pattern>"
              "</defs>\n",
              (long long)round, option);
}

/* A bar at `y`, `height` high; both in em, as text. */
struct bar {
    const char *y, *height;
    int64_t round;
    size_t option;
};

static void put_rect(struct page *p, const struct bar *bar, int start,
                     int width, const char *look, const char *pattern)
{
    html_rawf(p, "<rect class=\"%s\"", look);
    put_percent(p, "x", start);
    put_percent(p, "width", width);
    html_rawf(p, " y=\"%s\" height=\"%s\"", bar->y, bar->height);
    if (pattern != NULL)
        html_rawf(p, " fill=\"url(#%s-%lld-%zu)\"", pattern,
                  (long long)bar->round, bar->option);
    html_raw(p, "/>\n");
}

static void put_part(struct page *p, const struct bar *bar,
                     const struct chart_part *part)
{
    if (part->width == 0)
        return;
    put_rect(p, bar, part->start, part->width, look_class(part->look), NULL);
    if (part->look == LOOK_AGAINST)
        put_rect(p, bar, part->start, part->width, "pattern", "lines");
    if (part->look == LOOK_ABSTAIN)
        put_rect(p, bar, part->start, part->width, "pattern", "dots");
}

static void put_parts(struct page *p, const struct bar *bar,
                      const struct chart *c)
{
    for (size_t i = 0; i < c->count; i++)
        put_part(p, bar, &c->parts[i]);
}

/* A line with a rim, to stand out on any colour. */
static void put_line(struct page *p, int threshold, const char *from,
                     const char *to)
{
    static const char *const classes[] = { "rim", "threshold" };
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        html_rawf(p, "<line class=\"%s\"", classes[i]);
        put_percent(p, "x1", threshold);
        put_percent(p, "x2", threshold);
        html_rawf(p, " y1=\"%s\" y2=\"%s\"/>\n", from, to);
    }
}

/* Words beside the line, on the side where there is room. */
static void put_label(struct page *p, const struct round *r, int threshold)
{
    char text[PHRASE_SIZE];
    const char *anchor = threshold > 3 * CHART_WHOLE / 4   ? "end"
                         : threshold < CHART_WHOLE * 2 / 5 ? "start"
                                                           : "middle";
    words_threshold(p->in->words, &r->majority, text);
    html_rawf(p, "<text class=\"chart-label\" y=\"0.9em\" text-anchor=\"%s\"",
              anchor);
    put_percent(p, "x", threshold);
    html_raw(p, ">");
    html_text(p, text);
    html_raw(p, "</text>\n");
}

static void put_name(struct page *p, enum text text, const char *y)
{
    html_rawf(p, "<text class=\"chart-label\" x=\"0\" y=\"%s\">", y);
    html_word(p, text);
    html_raw(p, "</text>\n");
}

/* What the chart shows, in words. */
static void put_meaning(struct page *p, const struct round *r,
                        const struct result *result)
{
    const struct language *in = p->in->words;
    char text[PHRASE_SIZE];
    words_threshold(in, &r->majority, text);
    html_word(p, TEXT_CHART);
    html_raw(p, " ");
    html_share(p, result->options[0].percent);
    html_rawf(p, " %s, ", in->in_favour);
    html_share(p, result->options[1].percent);
    html_rawf(p, " %s", in->against);
    html_say(p, TEXT_CHART_LINE, SAY_TEXT(text));
}

void chart_round(struct page *p, const struct round *r,
                 const struct result *result)
{
    struct chart weights, members;
    const struct bar above = { "1.4em", "1.75em", r->id, 0 };
    const struct bar below = { "4.75em", "0.75em", r->id, 0 };
    chart_layout(r, result, false, &weights);
    chart_layout(r, result, true, &members);
    if (weights.count == 0 || result->options[0].percent[0] == '\0')
        return;
    html_raw(p, "<svg class=\"chart\" width=\"100%\" height=\"5.6em\" "
                "role=\"img\" aria-label=\"");
    put_meaning(p, r, result);
    html_raw(p, "\">\n");
    put_patterns(p, r->id, 0);
    put_name(p, TEXT_CHART_VOTES, "0.9em");
    put_parts(p, &above, &weights);
    put_line(p, weights.threshold, "1.15em", "3.4em");
    put_label(p, r, weights.threshold);
    put_name(p, TEXT_CHART_MEMBERS, "4.35em");
    put_parts(p, &below, &members);
    html_raw(p, "</svg>\n");
}

void chart_option(struct page *p, const struct round *r,
                  const struct result *result, size_t option)
{
    const struct option_result *o = &result->options[option];
    const struct bar bar = { "0.3em", "1.2em", r->id, option };
    struct share base = chart_base(r, result);
    if (base.weight == 0)
        return;
    html_raw(p, "<svg class=\"chart\" width=\"100%\" height=\"1.8em\" "
                "aria-hidden=\"true\" focusable=\"false\">\n");
    put_patterns(p, r->id, option);
    put_rect(p, &bar, 0, CHART_WHOLE, "ground", NULL);
    put_part(p, &bar, &(struct chart_part){
        chart_look(r, option), 0, portion(o->weight, base.weight) });
    put_line(p, portion(r->majority.numerator, r->majority.denominator), "0",
             "1.8em");
    html_raw(p, "</svg>\n");
}

void chart_small(struct page *p, const struct round *r,
                 const struct result *result)
{
    struct chart weights;
    const struct bar bar = { "0.25em", "0.75em", r->id, 0 };
    chart_layout(r, result, false, &weights);
    if (weights.count == 0 || r->named)
        return;
    html_raw(p, "<svg class=\"chart small\" width=\"100%\" height=\"1.25em\" "
                "aria-hidden=\"true\" focusable=\"false\">\n");
    put_patterns(p, r->id, 0);
    put_parts(p, &bar, &weights);
    put_line(p, weights.threshold, "0", "1.25em");
    html_raw(p, "</svg>\n");
}

enum { STEP_TOP = 1500, STEP_HEIGHT = 4500 }; /* thousandths of an em */

static void put_step(struct page *p, const struct step *step, int64_t most,
                     int start, int width)
{
    int height = (int)(step->weight * STEP_HEIGHT / most);
    int y = STEP_TOP + STEP_HEIGHT - height;
    html_raw(p, "<rect class=\"step\"");
    put_percent(p, "x", start);
    put_percent(p, "width", width);
    html_rawf(p, " y=\"%d.%03dem\" height=\"%d.%03dem\"/>\n<text class="
              "\"chart-label\" text-anchor=\"middle\"", y / 1000, y % 1000,
              height / 1000, height % 1000);
    put_percent(p, "x", start + width / 2);
    html_rawf(p, " y=\"%d.%03dem\">", (y - 400) / 1000, (y - 400) % 1000);
    html_number(p, step->weight);
    html_raw(p, "</text>\n<text class=\"chart-label\" text-anchor=\"middle\" "
                "y=\"7.2em\"");
    put_percent(p, "x", start + width / 2);
    html_rawf(p, ">%.4s</text>\n", step->date);
}

void chart_steps(struct page *p, const struct step *steps, size_t count)
{
    int64_t most = 1;
    for (size_t i = 0; i < count; i++)
        if (steps[i].weight > most)
            most = steps[i].weight;
    int width = CHART_WHOLE / (int)count;
    for (size_t i = 0; i < count; i++)
        put_step(p, &steps[i], most, (int)i * width, width);
}
