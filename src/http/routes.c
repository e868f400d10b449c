/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/routes.h"

#include <stdio.h>
#include <string.h>

#include "engine/commands.h"
#include "engine/forms.h"
#include "engine/views.h"

#define ANYONE 0
#define OP BIT(OPERATOR)
#define STAFF (BIT(OPERATOR) | BIT(CHAIR) | BIT(COMMITTEE))
#define SCREENS (STAFF | BIT(DISPLAY))
#define EVERYONE (STAFF | BIT(DISPLAY) | BIT(GATEWAY) | BIT(HANDSET))

const struct route routes[] = {
    /* What happens most stands first. */
    { "POST", "/v1/rounds/{n}/ballots", BIT(HANDSET), &ballot_body_form, 0,
      .command = command_ballot },
    { "POST", "/v1/rounds/{n}/ballot-batches", BIT(GATEWAY), &batch_body_form,
      0, .command = command_ballot_batch },
    { "GET", "/v1/handset", BIT(HANDSET), NULL, 0,
      .command = command_handset },
    { "GET", "/v1/assemblies/{n}/stream", ANYONE, NULL, 0,
      .special = STREAM },

    { "GET", "/v1/openapi.json", ANYONE, NULL, 0, .special = OPENAPI },

    { "PUT", "/v1/members", OP, &members_body_form, TAKES_CSV | Q_DRY_RUN,
      .command = command_import },
    { "GET", "/v1/members", ANYONE, NULL, Q_PAGE | Q_DATE,
      .view = view_members },
    { "GET", "/v1/members/{code}", ANYONE, NULL, 0, .view = view_member },

    { "POST", "/v1/assemblies", OP, &assembly_body_form, 0,
      .command = command_assembly_create },
    { "GET", "/v1/assemblies", ANYONE, NULL, Q_PAGE, .view = view_assemblies },
    { "GET", "/v1/assemblies/{n}", ANYONE, NULL, 0, .view = view_assembly },
    { "POST", "/v1/assemblies/{n}/transitions", OP, &assembly_move_body_form,
      0, .command = command_assembly_move },
    { "GET", "/v1/assemblies/{n}/roll", ANYONE, NULL, 0, .view = view_roll },
    { "PUT", "/v1/assemblies/{n}/roll/{code}/attendance", OP,
      &present_body_form, 0, .command = command_attendance },
    { "PUT", "/v1/assemblies/{n}/attendance", OP, &attendance_body_form, 0,
      .command = command_attendance_list },
    { "POST", "/v1/assemblies/{n}/handsets", OP, &handsets_body_form, 0,
      .command = command_handsets_assign },
    { "GET", "/v1/assemblies/{n}/handsets", OP, NULL, 0,
      .command = command_handsets_list },
    { "DELETE", "/v1/assemblies/{n}/handsets/{serial}", OP, NULL, 0,
      .command = command_handset_revoke },
    { "PUT", "/v1/assemblies/{n}/screen", OP, &screen_body_form, 0,
      .command = command_screen },
    { "POST", "/v1/assemblies/{n}/handsets/{serial}/codes", OP, NULL, 0,
      .command = command_code_create },
    { "GET", "/v1/assemblies/{n}/journal", ANYONE, NULL, Q_LINES,
      .view = view_journal },

    { "GET", "/v1/assemblies/{n}/checkpoint", ANYONE, NULL,
      WITH_CHECKPOINT | GIVES_TEXT, .view = view_checkpoint },
    { "GET", "/v1/assemblies/{n}/proofs/{k}", ANYONE, NULL, WITH_CHECKPOINT,
      .view = view_proof },
    { "GET", "/v1/assemblies/{n}/consistency", ANYONE, NULL,
      WITH_CHECKPOINT | Q_FROM, .view = view_consistency },

    { "GET", "/v1/assemblies/{n}/checkpoints/{k}", ANYONE, NULL, GIVES_TEXT,
      .view = view_cosigned },
    { "POST", "/v1/assemblies/{n}/cosigners", OP, &cosigner_body_form, 0,
      .command = command_cosigner },
    { "GET", "/v1/assemblies/{n}/cosigners", ANYONE, NULL, 0,
      .view = view_cosigners },
    { "POST", "/v1/assemblies/{n}/cosignatures", BIT(COMMITTEE),
      &cosignature_body_form, 0, .command = command_cosignature },
    { "GET", "/v1/assemblies/{n}/cosignatures", ANYONE, NULL, Q_PAGE,
      .view = view_cosignatures },

    { "POST", "/v1/assemblies/{n}/motions", OP, &motion_body_form, 0,
      .command = command_motion_create },
    { "GET", "/v1/assemblies/{n}/motions", ANYONE, NULL, Q_PAGE,
      .view = view_motions },
    { "GET", "/v1/assemblies/{n}/rounds", ANYONE, NULL, Q_PAGE,
      .view = view_rounds },
    { "GET", "/v1/motions/{n}", ANYONE, NULL, 0, .view = view_motion },
    { "PATCH", "/v1/motions/{n}", OP, &motion_patch_form, 0,
      .command = command_motion_change },
    { "POST", "/v1/motions/{n}/decisions", OP, &decision_body_form, 0,
      .command = command_motion_decide },
    { "POST", "/v1/motions/{n}/rounds", OP, &round_body_form, 0,
      .command = command_round_create },

    { "GET", "/v1/rounds/{n}", ANYONE, NULL, 0, .view = view_round },
    { "POST", "/v1/rounds/{n}/transitions", STAFF, &round_move_body_form,
      GOES_LAST, .command = command_round_move },
    { "GET", "/v1/rounds/{n}/transitions", ANYONE, NULL, 0,
      .view = view_round_moves },
    { "GET", "/v1/rounds/{n}/ballots", ANYONE, NULL, 0,
      .view = view_ballots },
    { "POST", "/v1/rounds/{n}/corrections", OP | BIT(HANDSET),
      &correction_body_form, 0, .command = command_correction },
    { "GET", "/v1/rounds/{n}/missing", OP | BIT(COMMITTEE), NULL, 0,
      .view = view_missing },

    { "GET", "/v1/key", ANYONE, NULL, 0, .special = KEY },

    { "GET", "/v1/results", ANYONE, NULL, 0, .view = view_results },
    { "GET", "/v1/results/{n}", ANYONE, NULL, 0, .view = view_results_of },

    { "POST", "/v1/tokens", OP, &token_body_form, 0,
      .command = command_token_create },
    { "GET", "/v1/tokens", OP, NULL, 0, .view = view_tokens },
    { "DELETE", "/v1/tokens/{n}", OP, NULL, 0,
      .command = command_token_revoke },

    { "GET", "/", ANYONE, NULL, PAGE, .view = view_home_page },
    { "GET", "/results/{n}", ANYONE, NULL, PAGE, .view = view_assembly_page },
    { "GET", "/results/{n}/bundle.zip", ANYONE, NULL, PAGE | GIVES_ZIP,
      .view = view_bundle },
    { "GET", "/results/rounds/{n}", ANYONE, NULL, PAGE | Q_SEARCH | Q_SORT,
      .view = view_round_page },
    { "GET", "/results/rounds/{n}/votes.csv", ANYONE, NULL, PAGE | GIVES_CSV,
      .view = view_round_csv },
    { "GET", "/members", ANYONE, NULL, PAGE | Q_SEARCH,
      .view = view_members_page },
    { "GET", "/members/{code}", ANYONE, NULL, PAGE | Q_RECEIPT,
      .view = view_member_page },
    { "GET", "/en", ANYONE, NULL, PAGE, .view = view_home_page },
    { "GET", "/en/results/{n}", ANYONE, NULL, PAGE,
      .view = view_assembly_page },
    { "GET", "/en/results/rounds/{n}", ANYONE, NULL, PAGE | Q_SEARCH | Q_SORT,
      .view = view_round_page },
    { "GET", "/en/members", ANYONE, NULL, PAGE | Q_SEARCH,
      .view = view_members_page },
    { "GET", "/en/members/{code}", ANYONE, NULL, PAGE | Q_RECEIPT,
      .view = view_member_page },

    { "GET", "/screen", ANYONE, NULL, PAGE, .special = ASSETS },
    { "GET", "/console", ANYONE, NULL, PAGE, .special = ASSETS },
    { "GET", "/handset", ANYONE, NULL, PAGE, .special = ASSETS },
    { "GET", "/committee", ANYONE, NULL, PAGE, .special = ASSETS },
    { "GET", "/sw.js", ANYONE, NULL, PAGE, .special = ASSETS },
    { "GET", "/web/{path}", ANYONE, NULL, PAGE, .special = ASSETS },

    { "POST", "/v1/session", ANYONE, &session_body_form, SIGNS_IN,
      .command = command_session_create },
    { "GET", "/v1/session", EVERYONE, NULL, 0, .command = command_session_get },
    { "DELETE", "/v1/session", EVERYONE, NULL, 0,
      .command = command_session_end },

    { "POST", "/v1/qr-codes", SCREENS, &qr_body_form, 0,
      .view = view_qr_code },

    { "GET", "/v1/status", OP | BIT(COMMITTEE), NULL, 0, .special = STATUS },
    { "GET", "/healthz", ANYONE, NULL, LOOPBACK, .special = HEALTHZ },
    { "GET", "/readyz", ANYONE, NULL, LOOPBACK, .special = READYZ },
    { "GET", "/metrics", ANYONE, NULL, LOOPBACK, .special = METRICS },
};
const size_t route_count = ARRAY_LEN(routes);

/* A number in a path: digits, no leading zero, fits. */
static bool take_number(const char **path, int64_t min, int64_t *out)
{
    int64_t n = 0;
    const char *p = *path;
    if (*p < '0' || *p > '9' || (*p == '0' && (min > 0 || (p[1] >= '0' && p[1] <= '9'))))
        return false;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, *p - '0', &n))
            return false;
    *path = p;
    *out = n;
    return true;
}

static bool take_name(const char **path, char out[SERIAL_SIZE])
{
    size_t len = strcspn(*path, "/");
    if (len == 0 || len >= SERIAL_SIZE)
        return false;
    memcpy(out, *path, len);
    out[len] = '\0';
    *path += len;
    return serial_valid(out);
}

/* The path of a file: names of letters, digits, `.`, `_` and `-`. */
static bool take_path(const char **path)
{
    char name[SERIAL_SIZE];
    bool taken = take_name(path, name);
    while (taken && **path == '/') {
        (*path)++;
        taken = take_name(path, name);
    }
    return taken;
}

static bool take(const char *pattern, const char **path, struct call *call)
{
    if (strncmp(pattern, "{n}", 3) == 0)
        return take_number(path, 1, &call->id);
    if (strncmp(pattern, "{k}", 3) == 0)
        return take_number(path, 0, &call->line);
    if (strncmp(pattern, "{path}", 6) == 0)
        return take_path(path);
    return take_name(path, call->name);
}

static bool matches(const char *pattern, const char *path, struct call *call)
{
    while (*pattern != '\0') {
        if (*pattern == '{') {
            bool taken = take(pattern, &path, call);
            if (!taken)
                return false;
            pattern = strchr(pattern, '}') + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

static void add_method(char allow[ALLOW_SIZE], const char *method)
{
    size_t len = strlen(allow);
    snprintf(allow + len, ALLOW_SIZE - len, "%s%s", len > 0 ? ", " : "",
             method);
}

const struct route *route_find(const char *method, const char *path,
                               struct call *call, char allow[ALLOW_SIZE])
{
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    allow[0] = '\0';
    for (size_t i = 0; i < route_count; i++) {
        if (!matches(routes[i].pattern, path, call))
            continue;
        if (strcmp(routes[i].method, wanted) == 0)
            return &routes[i];
        add_method(allow, routes[i].method);
        if (strcmp(routes[i].method, "GET") == 0)
            add_method(allow, "HEAD");
    }
    if (allow[0] != '\0')
        add_method(allow, "OPTIONS");
    return NULL;
}
