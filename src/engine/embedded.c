/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/embedded.h"

#include "base/err.h"

/* A row for each file: EMBED(symbol, name, path, style), a list that the Makefile
 * makes; here it becomes bytes, then names, then a table (as http/assets.c). */
#define EMBED(symbol, name, path, style)                                       \
    __asm__(".section .rodata\n"                                               \
            "embedded_" #symbol ":\n.incbin \"" path "\"\n"                    \
            "embedded_end_" #symbol ":\n"                                     \
            ".previous\n");
#include "engine/embedded.inc"
#undef EMBED

#define EMBED(symbol, name, path, style)                                       \
    extern const char embedded_##symbol[], embedded_end_##symbol[];
#include "engine/embedded.inc"
#undef EMBED

static const struct row {
    const char *name;
    bool style;
    const char *text, *end;
} rows[] = {
#define EMBED(symbol, name, path, style)                                       \
    { name, style, embedded_##symbol, embedded_end_##symbol },
#include "engine/embedded.inc"
#undef EMBED
};

bool embedded_get(size_t i, struct embedded *out)
{
    if (i >= ARRAY_LEN(rows))
        return false;
    *out = (struct embedded){
        .name = rows[i].name, .style = rows[i].style, .text = rows[i].text,
        .len = (size_t)(rows[i].end - rows[i].text) };
    return true;
}
