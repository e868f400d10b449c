/* SPDX-License-Identifier: EUPL-1.2 */
/* hall_wish: what the command line of `stembus hall` asks for. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/fictitious.h"
#include "cli/hall.h"

static const char usage[] =
    "usage: stembus hall [options]\n"
    "Plays the handsets of a room against a running server, in practice\n"
    "rounds.  Exit status 0: every ballot acknowledged and all totals agree.\n"
    "\n"
    "  --server URL       the server (http://127.0.0.1:8080)\n"
    "  --token-file FILE  the operator's token; else STEMBUS_TOKEN\n"
    "  --handsets N       how many handsets (400)\n"
    "  --gateways G       that post for the handsets in batches (0: none)\n"
    "  --rounds K         how many rounds (1)\n"
    "  --spread SECONDS   within which they press (5)\n"
    "  --instant          all at the same instant\n"
    "  --repeats PCT      of the presses are sent twice (0)\n"
    "  --changes PCT      of the members change their mind (0)\n"
    "  --lost PCT         of the answers (of a gateway: of its batches) are\n"
    "                     lost on the way (0)\n"
    "  --seed S           another course of events (1)\n"
    "  --assembly ID      a convened or opened assembly to rehearse in: its\n"
    "                     members without a handset get one until the end;\n"
    "                     without it the hall makes an assembly of its own\n"
    "                     with fictitious members\n"
    "  --json             the figures as JSON\n";

enum { OPT_SERVER = 256, OPT_TOKEN, OPT_INSTANT, OPT_JSON, OPT_HELP,
       OPT_NUMBER };

struct number_option { const char *name; size_t offset; int64_t min, max; };
#define NUMBER(name, field, lo, hi)                                            \
    { name, offsetof(struct hall_wish, field), lo, hi }
static const struct number_option numbers[] = {
    NUMBER("handsets", handsets, 1, FICTITIOUS_MAX),
    NUMBER("gateways", gateways, 0, 100),
    NUMBER("rounds", rounds, 1, 10000),
    NUMBER("spread", spread, 0, 3600),
    NUMBER("repeats", repeats, 0, 100),
    NUMBER("changes", changes, 0, 100),
    NUMBER("lost", lost, 0, 100),
    NUMBER("seed", seed, 0, INT64_MAX),
    NUMBER("assembly", assembly, 1, INT64_MAX),
};

static bool number_read(const struct number_option *o, const char *text,
                        struct hall_wish *w)
{
    char *end;
    errno = 0;
    int64_t n = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || n < o->min || n > o->max) {
        fprintf(stderr, "hall: --%s: a number from %" PRId64 " to %" PRId64
                "\n", o->name, o->min, o->max);
        return false;
    }
    memcpy((char *)w + o->offset, &n, sizeof(n));
    return true;
}

int hall_wish_read(int argc, char **argv, struct hall_wish *w)
{
    struct option options[ARRAY_LEN(numbers) + 6] = {
        { "server", required_argument, NULL, OPT_SERVER },
        { "token-file", required_argument, NULL, OPT_TOKEN },
        { "instant", no_argument, NULL, OPT_INSTANT },
        { "json", no_argument, NULL, OPT_JSON },
        { "help", no_argument, NULL, OPT_HELP },
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        options[5 + i] = (struct option){ numbers[i].name, required_argument,
                                          NULL, OPT_NUMBER + (int)i };
    *w = (struct hall_wish){ .server = "http://127.0.0.1:8080",
                             .handsets = 400, .rounds = 1, .spread = 5,
                             .seed = 1, .progress = isatty(STDERR_FILENO) };
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case OPT_SERVER: w->server = optarg; break;
        case OPT_TOKEN: w->token_file = optarg; break;
        case OPT_INSTANT: w->spread = 0; break;
        case OPT_JSON: w->json = true; break;
        case OPT_HELP: fputs(usage, stdout); return 0;
        default:
            if (c < OPT_NUMBER ||
                !number_read(&numbers[c - OPT_NUMBER], optarg, w))
                return 2;
        }
    }
    if (optind == argc)
        return -1;
    fprintf(stderr, "hall: %s: no such argument\n", argv[optind]);
    return 2;
}

bool hall_token_read(const struct hall_wish *w, char token[TOKEN_SIZE])
{
    const char *given = getenv("STEMBUS_TOKEN");
    token[0] = '\0';
    if (w->token_file != NULL) {
        FILE *f = fopen(w->token_file, "re");
        if (f == NULL || fgets(token, TOKEN_SIZE, f) == NULL)
            token[0] = '\0';
        if (f != NULL)
            fclose(f);
    } else if (given != NULL) {
        snprintf(token, TOKEN_SIZE, "%s", given);
    }
    token[strcspn(token, "\r\n")] = '\0';
    if (token[0] == '\0')
        fprintf(stderr, "hall: an operator's token is needed: --token-file or "
                "STEMBUS_TOKEN\n");
    return token[0] != '\0';
}
