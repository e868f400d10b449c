/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fold.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"

/* One letter for each of U+00C0 to U+017F; src/web/public.js does the same. */
static const char plain_letters[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts" /* 00C0 */
    "aaaaaaaceeeeiiiidnooooo ouuuuyty" /* 00E0 */
    "aaaaaaccccccccdd"                 /* 0100 */
    "ddeeeeeeeeeegggg"                 /* 0110 */
    "gggghhhhiiiiiiii"                 /* 0120 */
    "iiiijjkkklllllll"                 /* 0130 */
    "lllnnnnnnnnnoooo"                 /* 0140 */
    "oooorrrrrrssssss"                 /* 0150 */
    "ssttttttuuuuuuuu"                 /* 0160 */
    "uuuuwwyyyzzzzzzs";                /* 0170 */
enum { FIRST_LETTER = 0xc0 };

/* The plain letter for the character of two bytes at `text`; '\0' when it has
 * none. */
static char plain_letter(const unsigned char *text)
{
    unsigned at;

    if (text[0] < 0xc3 || text[0] > 0xc5 || (text[1] & 0xc0) != 0x80)
        return '\0';
    at = ((text[0] & 0x1fu) << 6 | (text[1] & 0x3fu)) - FIRST_LETTER;
    must(at < sizeof plain_letters - 1);
    return plain_letters[at];
}

struct folding {
    char *out;
    size_t len, size;
};

static void add(struct folding *f, char c)
{
    if (c == ' ' && (f->len == 0 || f->out[f->len - 1] == ' '))
        return;
    if (f->len + 1 < f->size)
        f->out[f->len++] = c;
}

static void add_ascii(struct folding *f, char c)
{
    if (c >= 'A' && c <= 'Z')
        add(f, (char)(c | 0x20));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        add(f, c);
    else if (c == ' ' || c == '-' || c == '/')
        add(f, ' ');
}

void fold_text(const char *text, char *out, size_t size)
{
    struct folding f = { .out = out, .size = size };

    must(size > 0);
    for (; *text != '\0'; text++) {
        char letter = plain_letter((const unsigned char *)text);
        if (letter != '\0') {
            add(&f, letter);
            text++;
        } else if ((unsigned char)*text < 0x80) {
            add_ascii(&f, *text);
        } else {
            add(&f, *text);
        }
    }
    if (f.len > 0 && out[f.len - 1] == ' ')
        f.len--;
    out[f.len] = '\0';
}
