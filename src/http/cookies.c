/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/cookies.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char prefix[] = "stembus-";

/* ---- what the browser sends ------------------------------------------------------- */

/* The role in whose name a cookie is sent, -1 for a name that is not ours. */
static int role_of(const char *name, size_t len)
{
    size_t start = sizeof prefix - 1;
    if (len < start || memcmp(name, prefix, start) != 0)
        return -1;
    for (int i = 0; role_words[i] != NULL; i++)
        if (strlen(role_words[i]) == len - start &&
            memcmp(name + start, role_words[i], len - start) == 0)
            return i;
    return -1;
}

static void take(struct cookies *c, int role, const char *text, size_t len)
{
    c->any = true;
    if (c->of[role].text != NULL &&
        (c->of[role].len != len || memcmp(c->of[role].text, text, len) != 0))
        c->of[role].unclear = true;
    c->of[role].text = text;
    c->of[role].len = len;
}

void cookies_read(struct cookies *c, const char *header)
{
    while (*header != '\0') {
        header += strspn(header, "; \t");
        size_t len = strcspn(header, ";");
        size_t name = strcspn(header, "=;");
        int role = name < len ? role_of(header, name) : -1;
        size_t end = len;
        while (end > name && (header[end - 1] == ' ' ||
                              header[end - 1] == '\t'))
            end--;
        if (role >= 0)
            take(c, role, header + name + 1, end - name - 1);
        header += len;
    }
}

void cookie_print(char out[SET_COOKIE_SIZE], enum role role,
                  const char *secret, int64_t seconds, bool secure)
{
    snprintf(out, SET_COOKIE_SIZE,
             "%s%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
             prefix, role_words[role], secret,
             (long long)(secret[0] != '\0' ? seconds : 0),
             secure ? "; Secure" : "");
}

/* ---- which page asks --------------------------------------------------------------- */

/* A host with its port, from "example.nl:8080" or "[::1]". */
struct site {
    const char *host;
    size_t len;
    long port;
};

static bool read_port(const char *text, long *port)
{
    long n = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return false;
    for (; *text != '\0'; text++)
        n = 10 * n + (*text - '0');
    *port = n;
    return n > 0 && n <= 65535;
}

static bool read_site(const char *text, long port, struct site *out)
{
    const char *end = text;
    if (*text == '[') {
        end = strchr(text, ']');
        if (end == NULL)
            return false;
        end++;
    } else {
        end += strcspn(text, ":");
    }
    *out = (struct site){ .host = text, .len = (size_t)(end - text),
                          .port = port };
    return out->len > 0 &&
           (*end == '\0' || (*end == ':' && read_port(end + 1, &out->port)));
}

bool origin_matches(const char *origin, const char *host, bool secure)
{
    static const char http[] = "http://", https[] = "https://";
    struct site page, here;
    bool safe = strncmp(origin, https, sizeof https - 1) == 0;
    if (!safe && (secure || strncmp(origin, http, sizeof http - 1) != 0))
        return false;
    long port = safe ? 443 : 80;
    origin += safe ? sizeof https - 1 : sizeof http - 1;
    return read_site(origin, port, &page) && read_site(host, port, &here) &&
           page.port == here.port && page.len == here.len &&
           strncasecmp(page.host, here.host, here.len) == 0;
}
