/* SPDX-License-Identifier: EUPL-1.2 */
/* `METHOD target`: a route is found exactly for its own path, written in one
 * way only, and a path that is there names the methods it has. */
#include "fuzz.h"

#include "http/routes.h"

/* The pattern with what was taken from the path filled in. */
static void fill_in(struct buf *b, const char *pattern,
                    const struct call *call)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '{') {
            buf_char(b, *pattern);
            continue;
        }
        if (pattern[1] == 'n')
            buf_int(b, call->id);
        else
            buf_text(b, call->name);
        pattern = strchr(pattern, '}');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct call call = { .id = -1 };
    struct buf path = { 0 };
    char allow[ALLOW_SIZE];
    char *method = calloc(1, size + 1);
    char *target;

    must(method != NULL);
    memcpy(method, data, size);
    target = strchr(method, ' ');
    if (target == NULL) {
        free(method);
        return 0;
    }
    *target++ = '\0';
    const struct route *route = route_find(method, target, &call, allow);
    if (route != NULL) {
        must(strcmp(route->method,
                    strcmp(method, "HEAD") == 0 ? "GET" : method) == 0);
        fill_in(&path, route->pattern, &call);
        must(buf_ok(&path) && strcmp(path.data, target) == 0);
    } else if (allow[0] != '\0') {
        must(strstr(allow, "OPTIONS") != NULL);
        must(strlen(allow) < sizeof allow - 1);
    }
    buf_free(&path);
    free(method);
    return 0;
}
