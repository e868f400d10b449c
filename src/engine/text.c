/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T(key, text) [TEXT_##key] = text,
const struct edition edition_dutch = {
    .tag = "nl",
    .prefix = "",
    .words = &language_dutch,
    .texts = {
#include "engine/text_nl.inc"
    },
};
const struct edition edition_english = {
    .tag = "en",
    .prefix = "/en",
    .words = &language_english,
    .texts = {
#include "engine/text_en.inc"
    },
};
#undef T

/* A group of keys stands in the order of its list in model.h. */
#define GROUP(first, last, count)                                              \
    _Static_assert(TEXT_##last - TEXT_##first == (count) - 1, #first)
GROUP(KIND_MUNICIPALITY, KIND_REGION, MEMBER_KIND_COUNT);
GROUP(ASSEMBLY_ALV, ASSEMBLY_CONSULTATION, ASSEMBLY_KIND_COUNT);
GROUP(MOTION_PROPOSAL, MOTION_PRACTICE, MOTION_KIND_COUNT);
GROUP(ADVICE_NONE, ADVICE_HOLD, ADVICE_COUNT);
GROUP(OUTCOME_NONE, OUTCOME_NO_MAJORITY, OUTCOME_COUNT);
GROUP(MONTH_1, MONTH_12, 12);

const struct edition *edition_of(const char *path)
{
    size_t len = strlen(edition_english.prefix);
    bool english = strncmp(path, edition_english.prefix, len) == 0 &&
                   (path[len] == '/' || path[len] == '\0');
    return english ? &edition_english : &edition_dutch;
}

enum text text_member_kind(enum member_kind kind)
{
    return TEXT_KIND_MUNICIPALITY + (enum text)kind;
}

enum text text_assembly_kind(enum assembly_kind kind)
{
    return TEXT_ASSEMBLY_ALV + (enum text)kind;
}

enum text text_motion_kind(enum motion_kind kind)
{
    return TEXT_MOTION_PROPOSAL + (enum text)kind;
}

enum text text_advice(enum advice advice)
{
    return TEXT_ADVICE_NONE + (enum text)advice;
}

enum text text_outcome(enum outcome outcome)
{
    return TEXT_OUTCOME_NONE + (enum text)outcome;
}

void text_date(const struct edition *e, const char *date,
               char out[DATE_TEXT_SIZE])
{
    if (!date_valid(date)) {
        snprintf(out, DATE_TEXT_SIZE, "%s", date);
        return;
    }
    unsigned long month = strtoul(date + 5, NULL, 10);
    snprintf(out, DATE_TEXT_SIZE, "%lu %s %.4s", strtoul(date + 8, NULL, 10),
             e->texts[TEXT_MONTH_1 + month - 1], date);
}
