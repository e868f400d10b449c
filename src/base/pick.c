/* SPDX-License-Identifier: EUPL-1.2 */
/* pick: single values out of a larger JSON text, by JSON pointer.
 *
 * A struct pick is jansson's own value under another name, so that nobody
 * else needs to know jansson. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pick.h"

struct pick *pick_read(const char *json, size_t len)
{
    return (struct pick *)json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
}

void pick_free(struct pick *p)
{
    json_decref((json_t *)p);
}

static const json_t *step(const json_t *at, const char *key)
{
    if (!json_is_array(at))
        return json_object_get(at, key);
    char *end;
    unsigned long i = strtoul(key, &end, 10);
    return *key != '\0' && *end == '\0' ? json_array_get(at, i) : NULL;
}

/* The escapes ~0 and ~1 are left out: no key of ours needs them. */
static const json_t *value_at(const json_t *at, const char *pointer)
{
    while (at != NULL && *pointer == '/') {
        char key[80];
        size_t len = strcspn(++pointer, "/");
        if (len >= sizeof(key))
            return NULL;
        memcpy(key, pointer, len);
        key[len] = '\0';
        at = step(at, key);
        pointer += len;
    }
    return *pointer == '\0' ? at : NULL;
}

static const json_t *find(const struct pick *p, const char *pointer)
{
    return value_at((const json_t *)p, pointer);
}

static const json_t *find_item(const struct pick *p, const char *list,
                               size_t i, const char *key)
{
    const json_t *item = json_array_get(find(p, list), i);
    return *key == '\0' || item == NULL ? item : json_object_get(item, key);
}

static bool as_int(const json_t *v, int64_t *out)
{
    if (!json_is_integer(v))
        return false;
    *out = json_integer_value(v);
    return true;
}

static bool as_bool(const json_t *v, bool *out)
{
    if (!json_is_boolean(v))
        return false;
    *out = json_is_true(v);
    return true;
}

static bool as_text(const json_t *v, char *out, size_t size)
{
    if (!json_is_string(v) || json_string_length(v) >= size)
        return false;
    memcpy(out, json_string_value(v), json_string_length(v) + 1);
    return true;
}

bool pick_int(const struct pick *p, const char *pointer, int64_t *out)
{
    return as_int(find(p, pointer), out);
}

bool pick_bool(const struct pick *p, const char *pointer, bool *out)
{
    return as_bool(find(p, pointer), out);
}

bool pick_text(const struct pick *p, const char *pointer, char *out,
               size_t size)
{
    return as_text(find(p, pointer), out, size);
}

size_t pick_count(const struct pick *p, const char *pointer)
{
    const json_t *v = find(p, pointer);
    return json_is_array(v) ? json_array_size(v) : json_object_size(v);
}

bool pick_item_int(const struct pick *p, const char *list, size_t i,
                   const char *key, int64_t *out)
{
    return as_int(find_item(p, list, i, key), out);
}

bool pick_item_bool(const struct pick *p, const char *list, size_t i,
                    const char *key, bool *out)
{
    return as_bool(find_item(p, list, i, key), out);
}

bool pick_item_text(const struct pick *p, const char *list, size_t i,
                    const char *key, char *out, size_t size)
{
    return as_text(find_item(p, list, i, key), out, size);
}
