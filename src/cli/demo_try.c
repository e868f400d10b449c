/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_try: a second assembly, opened and waiting, so that who started the demo
 * can run a vote in a browser: as operator, on a projector, on two telephones
 * and as counting committee. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cli/demo.h"

enum { GUESTS = 12 };

static bool put_motion(struct stage *st, const char *number, const char *kind,
                       const char *title)
{
    struct buf b = { 0 };
    int64_t id;
    put_open(&b, NULL, '{');
    put_text(&b, "number", number);
    put_text(&b, "kind", kind);
    put_text(&b, "title", title);
    put_close(&b, '}');
    bool ok = stage_motion(st, &b, &id);
    buf_free(&b);
    return ok;
}

static void link_to(const char *what, const char *url, const char *page,
                    const char *token, int64_t assembly)
{
    printf("  %-12s %s%s#token=%s", what, url, page, token);
    if (assembly > 0)
        printf("&assembly=%" PRId64, assembly);
    putchar('\n');
}

bool demo_try(struct stage *st, const char *url)
{
    char today[16], screen[TOKEN_SIZE], committee[TOKEN_SIZE];
    time_t now = time(NULL);
    struct tm day;
    strftime(today, sizeof today, "%Y-%m-%d", localtime_r(&now, &day));
    const struct stage_assembly own = { "balv", "Oefenvergadering", today,
                                        "Deze computer" };
    if (!stage_token(st, "display", screen) ||
        !stage_token(st, "committee", committee) || !stage_make(st, &own) ||
        !stage_move(st, "convened") || !stage_roll(st) ||
        !stage_attend(st, 0, GUESTS, true) ||
        !stage_handsets(st, 0, GUESTS, "T") || !stage_move(st, "opened") ||
        !put_motion(st, "1", "practice", "Proefstemming: schijnt de zon?") ||
        !put_motion(st, "2", "proposal", "Een voorstel om over te stemmen"))
        return false;
    printf("\nWhat was published, as anyone sees it:\n"
           "  %s/\n"
           "\nRun a vote yourself, in a second meeting that is open:\n", url);
    link_to("operator", url, "/console", st->operator, st->assembly);
    link_to("projector", url, "/screen", screen, st->assembly);
    link_to("a telephone", url, "/handset", st->seats[0].token, 0);
    link_to("another", url, "/handset", st->seats[1].token, 0);
    link_to("committee", url, "/committee", committee, st->assembly);
    printf("(One browser can be all but the second telephone: that wants a "
           "private window.)\n");
    return true;
}
