/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef HTTP_COOKIES_H
#define HTTP_COOKIES_H

#include "domain/model.h"

/* cookies: the sessions that a browser sends along, one cookie per role
 * (`stembus-operator`, `stembus-handset`, …), so that one browser can have
 * several; and whether the page that asks is one of ours.  Pure text. */

struct cookies {
    struct {
        const char *text; /* NULL: none; borrowed from the header */
        size_t len;
        bool unclear;     /* sent twice with different values: counts for none */
    } of[ROLE_COUNT];
    bool any;             /* one of our names was sent, whatever its value */
};

/* Adds what a Cookie header has; a request may have several.  Names that are
 * not ours and what is no cookie at all are passed over. */
void cookies_read(struct cookies *c, const char *header);

/* origin_matches(): whether an Origin header names the site of the Host header.
 * A port that is left out is the scheme's.  `secure`: the browser came by
 * https, so a page that came without is another site.  False for anything
 * else, `null` as well. */
bool origin_matches(const char *origin, const char *host, bool secure);

/* The Set-Cookie header for a role's session; an empty secret takes the cookie
 * away. */
enum { SET_COOKIE_SIZE = 200 };
void cookie_print(char out[SET_COOKIE_SIZE], enum role role,
                  const char *secret, int64_t seconds, bool secure);

#endif
