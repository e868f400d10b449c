/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/public_url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_MAX = 253 };

/* A name, an IPv4 address, or an IPv6 address in brackets; how long, 0 for
 * none of these. */
static size_t host_length(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    if (*text == '[') {
        size_t len = strspn(text + 1, "0123456789abcdefABCDEF:.");
        return len >= 2 && text[1 + len] == ']' ? len + 2 : 0;
    }
    size_t len = strspn(text, letters);
    return isalnum((unsigned char)*text) ? len : 0;
}

static bool port_valid(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    long port = digits <= 5 ? strtol(text, NULL, 10) : 0;
    return text[digits] == '\0' && port >= 1 && port <= 65535;
}

bool public_url_valid(const char *url)
{
    static const char *const schemes[] = { "https://", "http://" };
    const char *host = NULL;
    for (size_t i = 0; i < 2; i++)
        if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
            host = url + strlen(schemes[i]);
    size_t len = host != NULL ? host_length(host) : 0;
    return len > 0 && len <= HOST_MAX &&
           (host[len] == '\0' ||
            (host[len] == ':' && port_valid(host + len + 1)));
}
