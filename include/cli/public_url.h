/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_PUBLIC_URL_H
#define CLI_PUBLIC_URL_H

#include <stdbool.h>

/* public_url: where telephones reach the server, `https://stem.example.nl`. */

/* Whether it is http(s)://host[:port], with no path, so that one can be put
 * behind it. */
bool public_url_valid(const char *url);

#endif
