/* SPDX-License-Identifier: EUPL-1.2 */
/* fictitious: members that do not exist, for rehearsals and the demo. */
#include <stdio.h>

#include "cli/fictitious.h"

/* None of the combinations is or was a municipality (390 of 30 x 13). */
static const char *const beginnings[] = {
    "Nevel",  "Wolken",  "Maan",    "Sterren", "Komeet",    "Schemer",
    "Dauw",   "Ochtend", "Avond",   "Rijp",    "Fabel",     "Sagen",
    "Mythe",  "Draken",  "Elfen",   "Reuzen",  "Kabouter",  "Feniks",
    "Griffioen", "Eenhoorn", "Zilver", "Koper", "Kristal",  "Amber",
    "Saffier", "Robijn", "Smaragd", "Tover",  "Luchtspiegel", "Regenboog",
};
static const char *const endings[] = {
    "dam",  "horst", "veen", "hoven", "zijl",   "beek", "wolde",
    "kerk", "stede", "waard", "mond", "drecht", "loo",
};
static const struct fictitious regions[FICTITIOUS_REGIONS] = {
    { "GW91", REGION, "Gewest Nevelland", 146300 },
    { "GW92", REGION, "Gewest Schemerzoom", 232900 },
    { "GW93", REGION, "Gewest Drakenkust", 287500 },
    { "GW94", REGION, "Gewest Maanoever", 389200 },
    { "GW95", REGION, "Gewest Kristalvallei", 476800 },
};

/* Below the cap of 75 votes, at one per 100 inhabitants. */
static const int64_t small[] = {
    940, 1620, 2870, 3450, 4180, 5260, 5930, 6610, 7120, 7380,
};

enum { MUNICIPALITIES = 390, SMALL_EVERY = 39 };

/* Most towns have 10,000 to 50,000 inhabitants, some 100,000 and more, and one
 * is the largest of all. */
static int64_t inhabitants_of(size_t i)
{
    size_t place = i % MUNICIPALITIES;
    if (place % SMALL_EVERY == SMALL_EVERY / 2)
        return small[place / SMALL_EVERY];
    if (place == 0)
        return 834710;
    int64_t mix = (int64_t)((i * 7919 + 104729) % 997);
    int64_t n = 7600 + 31 * mix + mix * mix / 60;
    if (mix > 920)
        n += (mix - 920) * 3300;
    return n;
}

struct fictitious fictitious_member(size_t i)
{
    if (i >= MUNICIPALITIES && i < FICTITIOUS_MEMBERS)
        return regions[i - MUNICIPALITIES];
    size_t place = i < MUNICIPALITIES ? i : i - FICTITIOUS_REGIONS;
    size_t again = place / MUNICIPALITIES, name = place % MUNICIPALITIES;
    struct fictitious m = { .kind = MUNICIPALITY,
                            .inhabitants = inhabitants_of(place) };
    char number[8] = "";
    if (again > 0)
        snprintf(number, sizeof(number), " %u", (unsigned)(again + 1) % 100);
    snprintf(m.code, sizeof(m.code), "GM9%04u", (unsigned)(place + 1) % 10000);
    snprintf(m.name, sizeof(m.name), "%s%s%s",
             beginnings[name % ARRAY_LEN(beginnings)],
             endings[name / ARRAY_LEN(beginnings)], number);
    return m;
}

void fictitious_csv(struct buf *b, size_t count, const char *reference_date,
                    const char *valid_from, const char *valid_until)
{
    buf_text(b, "code;kind;name;inhabitants;reference_date;valid_from;"
                "valid_until\n");
    for (size_t i = 0; i < count; i++) {
        struct fictitious m = fictitious_member(i);
        buf_printf(b, "%s;%s;%s;%lld;%s;%s;%s\n", m.code,
                   member_kind_words[m.kind], m.name,
                   (long long)m.inhabitants, reference_date, valid_from,
                   valid_until);
    }
}
