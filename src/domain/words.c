/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/words.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "domain/language.h"

/* ---- pieces -------------------------------------------------------------- */

/* One sentence, or a part of one, in the making. */
struct saying {
    const struct language *in;
    char *out;
    size_t size, len;
};

static void say(struct saying *s, const char *text)
{
    size_t len = strlen(text);

    must(len < s->size - s->len);
    memcpy(s->out + s->len, text, len + 1);
    s->len += len;
}

static void say_number(struct saying *s, int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n);

    for (int i = 0; i < len; i++) {
        char digit[2] = { digits[i], '\0' };
        if (i > 0 && (len - i) % 3 == 0)
            say(s, s->in->thousands);
        say(s, digit);
    }
}

static void say_noun(struct saying *s, int64_t n, struct noun noun)
{
    say(s, n == 1 ? noun.one : noun.more);
}

static void say_count(struct saying *s, int64_t n, struct noun noun)
{
    say_number(s, n);
    say(s, " ");
    say_noun(s, n, noun);
}

/* "98.80" becomes 98,8% and "50.00" becomes 50%. */
static void say_percent(struct saying *s, const char *percent)
{
    size_t whole = strcspn(percent, "."), len = strlen(percent);
    char part[8];

    while (len > whole + 1 && percent[len - 1] == '0')
        len--;
    (void)snprintf(part, sizeof part, "%.*s", (int)whole, percent);
    say(s, part);
    if (len > whole + 1) {
        say(s, s->in->decimal);
        (void)snprintf(part, sizeof part, "%.*s", (int)(len - whole - 1),
                       percent + whole + 1);
        say(s, part);
    }
    say(s, "%");
}

/* ---- rules --------------------------------------------------------------- */

struct fraction {
    int64_t numerator, denominator;
};

static struct fraction reduced(int64_t numerator, int64_t denominator)
{
    int64_t a = numerator, b = denominator;

    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return (struct fraction){ numerator / a, denominator / a };
}

/* Up to tenths in words, others in digits. */
static void say_fraction(struct saying *s, struct fraction f)
{
    if (f.denominator == 1) {
        say(s, s->in->whole);
    } else if (f.denominator == 2) {
        say(s, s->in->half);
    } else if (f.denominator <= 10) {
        say(s, s->in->counts[f.numerator]);
        say(s, " ");
        say_noun(s, f.numerator, s->in->parts[f.denominator]);
    } else {
        say_number(s, f.numerator);
        say(s, "/");
        say_number(s, f.denominator);
    }
}

static bool is_rule(const struct majority *m, int64_t numerator,
                    int64_t denominator, enum comparison comparison)
{
    struct fraction f = reduced(m->numerator, m->denominator);

    return f.numerator == numerator && f.denominator == denominator &&
           m->comparison == comparison && m->base == BASE_CAST;
}

static bool is_simple(const struct majority *m)
{
    return is_rule(m, 1, 2, MORE_THAN);
}

static void say_threshold(struct saying *s, const struct majority *m)
{
    struct fraction f = reduced(m->numerator, m->denominator);

    if (f.denominator > 1) /* "at least all" says too much */
        say(s, s->in->comparisons[m->comparison]);
    say_fraction(s, f);
}

static void say_rule(struct saying *s, const struct majority *m)
{
    if (is_simple(m)) {
        say(s, s->in->simple);
    } else if (is_rule(m, 2, 3, AT_LEAST)) {
        say(s, s->in->two_thirds);
    } else {
        say(s, s->in->majority_of);
        say_threshold(s, m);
        say(s, s->in->bases[m->base]);
    }
}

static void say_required(struct saying *s, const struct round *r,
                         const struct result *result)
{
    say_rule(s, &r->majority);
    say(s, s->in->required);
    say(s, ", ");
    say_count(s, result->needed, s->in->votes);
    say(s, s->in->needed);
}

static void say_turnout(struct saying *s, const struct quorum *q,
                        const struct result *result)
{
    const struct share *all =
        q->of == BASE_PRESENT ? &result->present : &result->entitled;
    bool by_members = q->by == BY_MEMBERS;
    int64_t of = by_members ? all->members : all->weight;
    int64_t have =
        by_members ? result->present.members - result->not_voted.members
                   : result->present.weight - result->not_voted.weight;

    say(s, s->in->turnout);
    say_number(s, have);
    say(s, s->in->of);
    say_count(s, of, s->in->quorum[q->by][q->of]);
    say(s, s->in->at_least);
    say_fraction(s, reduced(q->numerator, q->denominator));
    say(s, s->in->required);
}

/* ---- sentences ----------------------------------------------------------- */

/* 22.364 tegen 531 stemmen, 301 tegen 8 leden.  Two numbers before one noun
 * make it a plural, whatever they are. */
static void say_both(struct saying *s, const struct result *result)
{
    const struct option_result *yes = &result->options[0];
    const struct option_result *no = &result->options[1];

    say_number(s, yes->weight);
    say(s, s->in->to);
    say_number(s, no->weight);
    say(s, " ");
    say(s, s->in->votes.more);
    say(s, ", ");
    say_number(s, yes->members);
    say(s, s->in->to);
    say_number(s, no->members);
    say(s, " ");
    say(s, s->in->members.more);
}

static void say_votes(struct saying *s, const struct option_result *o)
{
    say(s, " (");
    say_count(s, o->weight, s->in->votes);
    say(s, ", ");
    say_count(s, o->members, s->in->members);
    say(s, ")");
}

static void say_share(struct saying *s, const struct option_result *o,
                      const char *name)
{
    say_percent(s, o->percent);
    say(s, " ");
    say(s, name);
}

/* Nobody chose anything but, perhaps, to abstain. */
static void say_nothing(struct saying *s, const struct round *r,
                        const struct result *result, const char *what)
{
    say(s, ": ");
    say(s, what);
    say(s, " (");
    say_required(s, r, result);
    say(s, ")");
}

static void say_shares(struct saying *s, const struct round *r,
                       const struct result *result)
{
    say(s, ": ");
    say_share(s, &result->options[0], s->in->in_favour);
    say(s, ", ");
    say_share(s, &result->options[1], s->in->against);
    say(s, " (");
    say_both(s, result);
    say(s, "; ");
    if (result->outcome == ADOPTED)
        say_rule(s, &r->majority);
    else
        say_required(s, r, result);
    say(s, ")");
}

static void say_no_quorum(struct saying *s, const struct round *r,
                          const struct result *result)
{
    say(s, s->in->no_decision);
    say(s, ": ");
    say(s, s->in->no_quorum);
    say(s, " (");
    say_both(s, result);
    say(s, "; ");
    say_turnout(s, &r->quorum, result);
    say(s, ")");
}

/* A round of for and against. */
static void say_for_against(struct saying *s, const struct round *r,
                            const struct result *result)
{
    const struct option_result *yes = &result->options[0];
    const struct option_result *no = &result->options[1];

    if (result->outcome == NO_QUORUM) {
        say_no_quorum(s, r, result);
        return;
    }
    say(s, result->outcome == ADOPTED ? s->in->adopted : s->in->rejected);
    if (yes->weight == 0 && no->weight == 0) {
        say_nothing(s, r, result, s->in->nobody_voted);
    } else if (result->outcome == ADOPTED && no->weight == 0) {
        say(s, s->in->unanimously);
        say(s, ": ");
        say_share(s, yes, s->in->in_favour);
        say_votes(s, yes);
    } else {
        if (result->outcome == REJECTED && yes->weight == no->weight &&
            is_simple(&r->majority))
            say(s, s->in->tied);
        say_shares(s, r, result);
    }
}

static void say_quoted(struct saying *s, const char *option)
{
    say(s, s->in->open_quote);
    say(s, option);
    say(s, s->in->close_quote);
}

/* Every option with its share; the last of them is "against-all". */
static void say_options(struct saying *s, const struct round *r,
                        const struct result *result)
{
    size_t count = r->option_count - (r->abstain ? 1 : 0);

    for (size_t i = 0; i < count; i++) {
        const struct option_result *o = &result->options[i];
        if (i > 0)
            say(s, ", ");
        if (i + 1 < count)
            say_quoted(s, o->option);
        else
            say(s, s->in->against_all);
        if (o->percent[0] != '\0') {
            say(s, " ");
            say_percent(s, o->percent);
        }
        say_votes(s, o);
    }
    say(s, "; ");
}

static void say_chosen(struct saying *s, const struct round *r,
                       const struct result *result)
{
    if (result->outcome == REJECTED) {
        say(s, s->in->rejected);
        say(s, ", ");
        say(s, s->in->against_all);
    } else {
        say(s, s->in->before_adopted);
        say_quoted(s, result->adopted_option);
    }
    say(s, s->in->after_adopted);
    say_options(s, r, result);
    say_rule(s, &r->majority);
}

/* Whether the heaviest choices weigh the same, and enough. */
static bool is_tied(const struct round *r, const struct result *result)
{
    size_t count = r->option_count - (r->abstain ? 1 : 0);
    int64_t heaviest = 0;
    int times = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t weight = result->options[i].weight;
        if (weight > heaviest)
            times = 0;
        if (weight >= heaviest) {
            heaviest = weight;
            times++;
        }
    }
    return times > 1 && heaviest >= result->needed;
}

static void say_named(struct saying *s, const struct round *r,
                      const struct result *result)
{
    bool nothing = result->options[0].percent[0] == '\0';

    if (result->outcome == ADOPTED || result->outcome == REJECTED) {
        say_chosen(s, r, result);
        return;
    }
    say(s, s->in->no_decision);
    if (result->outcome == NO_QUORUM) {
        say(s, ": ");
        say(s, s->in->no_quorum);
        say(s, "; ");
        say_options(s, r, result);
        say_turnout(s, &r->quorum, result);
    } else if (nothing) {
        say_nothing(s, r, result, s->in->nobody_chose);
    } else {
        say(s, is_tied(r, result) ? s->in->tied : s->in->no_majority);
        say(s, ": ");
        say_options(s, r, result);
        say_required(s, r, result);
    }
}

static void say_abstentions(struct saying *s, const struct option_result *o)
{
    say(s, " ");
    say_count(s, o->members, s->in->members);
    say_noun(s, o->members, s->in->abstained);
    say(s, " (");
    say_count(s, o->weight, s->in->votes);
    say(s, ").");
}

static void say_result(const struct language *in, const struct round *r,
                       const struct result *result, char *out)
{
    struct saying s = { in, out, SENTENCE_SIZE, 0 };

    if (r->named)
        say_named(&s, r, result);
    else
        say_for_against(&s, r, result);
    say(&s, ".");
    if (r->abstain && result->options[r->option_count - 1].members > 0)
        say_abstentions(&s, &result->options[r->option_count - 1]);
}

void words_sentence(const struct round *r, struct result *result)
{
    say_result(&language_dutch, r, result, result->sentence.nl);
    say_result(&language_english, r, result, result->sentence.en);
}

/* ---- parts of sentences -------------------------------------------------- */

static struct saying begin(const struct language *in, char out[PHRASE_SIZE])
{
    out[0] = '\0';
    return (struct saying){ in, out, PHRASE_SIZE, 0 };
}

void words_number(const struct language *in, int64_t n, char out[PHRASE_SIZE])
{
    struct saying s = begin(in, out);

    say_number(&s, n);
}

void words_share(const struct language *in, const char *percent,
                 char out[PHRASE_SIZE])
{
    struct saying s = begin(in, out);

    say_percent(&s, percent);
}

void words_rule(const struct language *in, const struct majority *m,
                char out[PHRASE_SIZE])
{
    struct saying s = begin(in, out);

    say_rule(&s, m);
}

void words_threshold(const struct language *in, const struct majority *m,
                     char out[PHRASE_SIZE])
{
    struct saying s = begin(in, out);

    say_threshold(&s, m);
}

void words_turnout(const struct language *in, const struct quorum *q,
                   const struct result *result, char out[PHRASE_SIZE])
{
    struct saying s = begin(in, out);

    say_turnout(&s, q, result);
}
