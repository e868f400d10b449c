/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_REST_H
#define BASE_REST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* rest: what is left of a text while it is taken apart from the front.  The text
 * is the caller's and needs no NUL.  Each rest_take*() moves on and is true when
 * that stands there next; else nothing has moved, but for rest_number(). */
struct rest {
    const char *at, *end;
};

static inline size_t rest_len(const struct rest *r)
{
    return (size_t)(r->end - r->at);
}

static inline bool rest_take_bytes(struct rest *r, const char *bytes, size_t len)
{
    if (rest_len(r) < len || memcmp(r->at, bytes, len) != 0)
        return false;
    r->at += len;
    return true;
}

static inline bool rest_take(struct rest *r, const char *text)
{
    return rest_take_bytes(r, text, strlen(text));
}

/* A whole number as we write it, without a sign or leading zeroes. */
static inline bool rest_number(struct rest *r, int64_t *n)
{
    const char *start = r->at;

    *n = 0;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
        if (__builtin_mul_overflow(*n, 10, n) ||
            __builtin_add_overflow(*n, *r->at - '0', n))
            return false;
    return r->at > start && (*start != '0' || r->at == start + 1);
}

#endif
