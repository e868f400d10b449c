/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines: an Origin, a Host, and Cookie headers.  What is taken for a session
 * stands in a header under our own name, and no more of it; a page that is
 * ours names the host and nothing else. */
#include "fuzz.h"

#include <stdio.h>
#include <strings.h>

#include "http/cookies.h"

static char *next_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');
    if (end != NULL)
        *end = '\0';
    *rest = end != NULL ? end + 1 : line + strlen(line);
    return line;
}

static void must_name(const char *origin, const char *host)
{
    size_t scheme = strncmp(origin, "https://", 8) == 0 ? 8 : 7;
    size_t len = strcspn(host, ":");
    must(strncmp(origin, "http", 4) == 0 && host[0] != '\0');
    must(strchr(origin + scheme, '/') == NULL || strchr(host, '/') != NULL);
    must(host[0] == '[' || strncasecmp(origin + scheme, host, len) == 0);
}

/* The cookie as it was sent: before it a separator, behind it an end. */
static void must_stand(const struct cookies *c, enum role role,
                       const char *headers, const char *end)
{
    char name[40];
    size_t len = (size_t)snprintf(name, sizeof name, "stembus-%s=",
                                  role_words[role]);
    const char *text = c->of[role].text;
    must(text >= headers + len && text + c->of[role].len <= end);
    must(memcmp(text - len, name, len) == 0);
    must(text - len == headers || strchr("; \t", text[-(long)len - 1]));
    must(memchr(text, ';', c->of[role].len) == NULL);
    must(text[c->of[role].len] == '\0' ||
         strchr("; \t", text[c->of[role].len]) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cookies c = { 0 };
    char *text = calloc(1, size + 1), *rest = text;
    must(text != NULL);
    memcpy(text, data, size);
    const char *origin = next_line(&rest), *host = next_line(&rest);
    bool plain = origin_matches(origin, host, false);
    must(plain || !origin_matches(origin, host, true));
    if (plain)
        must_name(origin, host);
    const char *headers = rest;
    while (*rest != '\0')
        cookies_read(&c, next_line(&rest));
    for (int role = 0; role < ROLE_COUNT; role++)
        if (c.of[role].text != NULL) {
            must(c.any);
            must_stand(&c, (enum role)role, headers, rest);
        }
    free(text);
    return 0;
}
