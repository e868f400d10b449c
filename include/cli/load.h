/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/wire.h"

/* load: many standing connections, each with its own handset behind it.
 *
 * Presses ("shots") are prepared requests.  Each goes out at its instant, or
 * at once; a connection that is lost is made again and the same bytes are sent
 * again, as handsets do.  One thread, non-blocking sockets, epoll.
 */
struct shot {
    size_t hand;         /* the connection it goes over, from 0 */
    const char *bytes;   /* the whole request; borrowed until it is answered */
    size_t len;
    int64_t at_us;       /* not before this clock_monotonic_us() */
    bool lose;           /* hang up after sending it, once */
    void *owner;         /* the caller's */

    /* Filled. */
    int64_t sent_us;     /* when it was first sent; set to 0 to start anew */
    int64_t latency_us;  /* from then to its answer */
    int status;          /* of the last answer; 0 while there is none */
    uint32_t sends;      /* how often it went out */

    struct shot *next;   /* load's own: the queue of its connection */
};

struct load_calls {
    /* Every answer.  `body` is load's and lasts until the return.  True: send
     * this shot again, not before shot->at_us; its bytes may be others now. */
    bool (*answered)(void *cls, struct shot *s, const char *body, size_t len);
    void (*tick)(void *cls); /* about ten times a second; may be NULL */
    void *cls;
};

struct load;

/* Gives `hands` connections, none made yet; NULL when that is impossible.
 * Free it with load_free().  Borrows nothing. */
struct load *load_new(const struct endpoint *at, size_t hands);
void load_free(struct load *l);

/* Makes every connection that does not stand. */
bool load_connect(struct load *l, int64_t patience_us) MUST_CHECK;

/* Plays the shots; shots of one connection go in the order of their instants
 * (equal instants: in list order).  Returns how many were still without an
 * answer when `patience_us` had passed without any answer and without any
 * shot becoming due. */
size_t load_run(struct load *l, struct shot *shots, size_t count,
                int64_t patience_us, const struct load_calls *calls);

#endif
