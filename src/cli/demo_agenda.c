/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_agenda: the agenda of the general assembly of 8 June 2016, with the
 * shares that its minutes give.  The movers are fictitious, and so is who
 * votes what. */
#include <stdlib.h>
#include <string.h>

#include "cli/chance.h"
#include "cli/demo.h"

#define VOTE(no, what, name, advice, movers, minutes, hundredths)              \
    { no, what, name, advice, movers, "simple", minutes, hundredths, "adopted" }
#define AGREED(no, what, name, advice, movers, outcome)                        \
    { no, what, name, advice, movers, NULL, NULL, 0, outcome }

const struct agenda_item agenda[] = {
    { "1", "practice", "Proefstemming: Na gisteren ben ik ook een pionier",
      NULL, NULL, "simple", NULL, 7531, "adopted" },
    AGREED("1", "appointment", "Instellen commissie van stemopneming", NULL,
           NULL, "acclamation"),
    AGREED("2", "appointment", "Benoeming leden notulencommissie", NULL, NULL,
           "acclamation"),
    AGREED("3", "minutes", "Vaststelling notulen", NULL, NULL, "acclamation"),
    AGREED("5", "proposal", "Jaaroverzicht en Financieel Jaarverslag 2015",
           NULL, NULL, "acclamation"),
    AGREED("6", "proposal", "Verantwoording collectieve activiteiten 2015",
           NULL, NULL, "acclamation"),
    VOTE("7", "proposal", "Contributievoorstel 2017", NULL, NULL, "97,68",
         9768),
    VOTE("8", "proposal",
         "Collectieve activiteiten: afwegingskader en financiering", NULL,
         NULL, "98,77", 9877),
    VOTE("9", "proposal", "Consolidatie collectieve activiteiten 2017", NULL,
         NULL, "98,8", 9880),
    VOTE("10", "proposal", "Digitale Agenda", NULL, NULL, "96,8", 9680),
    VOTE("11a", "motion", "Motie van zes jeugdregio's", "adopt",
         "21 22 23 24 25 26", "94,3", 9430),
    VOTE("11a", "proposal",
         "Toekomst landelijke raamcontracten Sociaal Domein: jeugd en WMO",
         NULL, NULL, "97,96", 9796),
    VOTE("11b", "proposal",
         "Overeenkomst VNG en Verbond van Verzekeraars over afkoop "
         "regresrecht na 2016", NULL, NULL, "100", 10000),
    VOTE("12", "proposal", "Modernisering cannabisbeleid", NULL, NULL, "89,5",
         8950),
    { "13", "proposal",
      "Wijziging statuten in verband met wijziging reglement commissie Europa "
      "en Internationaal", NULL, NULL, "two-thirds", "99,38", 9938,
      "adopted" },
    AGREED("13", "minutes", "Vaststelling notulen van agendapunt 13 ter "
           "vergadering", NULL, NULL, "acclamation"),
    VOTE("14", "appointment",
         "Vacatures bestuur en commissies (enkelvoudige voordracht, in een "
         "stemming)", NULL, NULL, "99,55", 9955),
    AGREED("15", "motion", "Motie Houtrook", NULL, "31 62", "held"),
    VOTE("15", "motion", "Motie Energie", "take-over", "93 124 155", "97,94",
         9794),
    VOTE("15", "motion", "Motie VHROSV", "advise-against", "186", "51,5",
         5150),
    AGREED("15", "motion", "Motie vluchtelingen", "take-over", "217",
           "acclamation"),
    AGREED("15", "motion", "Motie statushouders", "take-over", "248",
           "acclamation"),
    AGREED("15", "motion", "Motie integratie", "take-over", "279",
           "acclamation"),
};
const size_t agenda_len = ARRAY_LEN(agenda);

/* ---- who votes against --------------------------------------------------- */

/* For each sum, 1 + the place in `order` of the voter that first reached it.
 * A voter is only ever added to sums of voters before it, so that the way back
 * from a sum meets nobody twice. */
static void sums_fill(const int64_t *weights, const size_t *order,
                      size_t count, size_t *reached, size_t total)
{
    for (size_t i = 0; i < count; i++) {
        size_t w = (size_t)weights[order[i]];
        for (size_t sum = total; sum >= w; sum--)
            if (reached[sum] == 0 &&
                (sum == w || reached[sum - w] != 0))
                reached[sum] = i + 1;
    }
}

static void shuffle(size_t *order, size_t count, uint64_t chance)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t k = (size_t)chance_below(&chance, i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

/* The share of total - against, in hundredths of a per cent, half up; a single
 * vote against keeps it below 100. */
static int share_of(size_t total, size_t against)
{
    size_t share = ((total - against) * 20000 + total) / (2 * total);
    return share == 10000 && against > 0 ? 9999 : (int)share;
}

bool demo_opponents(const int64_t *weights, size_t count, int hundredths,
                    uint64_t chance, bool *against)
{
    size_t total = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        total += (size_t)weights[i];
    size_t *order = calloc(count + 1, sizeof(*order));
    size_t *reached = calloc(total + 1, sizeof(*reached));
    bool found = false;
    if (order != NULL && reached != NULL && total > 0) {
        shuffle(order, count, chance);
        sums_fill(weights, order, count, reached, total);
        for (; !found && sum <= total; sum++)
            found = share_of(total, sum) == hundredths &&
                    (sum == 0 || reached[sum] != 0);
        memset(against, 0, count * sizeof(*against));
        for (sum--; found && sum > 0;) {
            size_t voter = order[reached[sum] - 1];
            against[voter] = true;
            sum -= (size_t)weights[voter];
        }
    }
    free(order);
    free(reached);
    return found;
}
