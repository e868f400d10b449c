/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/checkpoint.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/rest.h"
#include "engine/evidence.h"

/* U+2014 and a space begin a signature. */
static const char dash[] = "\xe2\x80\x94 ";

enum {
    ORIGIN_SIZE = 96,
    ED25519 = 0x01, /* the type of a note's signature */
    SIGNATURE_BYTES_MAX = 128,
};

/* ---- making one ----------------------------------------------------------------- */

static void print_origin(char out[ORIGIN_SIZE], const char *fingerprint,
                         int64_t journal)
{
    if (journal == 0)
        snprintf(out, ORIGIN_SIZE, "stembus/%s/register", fingerprint);
    else
        snprintf(out, ORIGIN_SIZE, "stembus/%s/assembly/%lld", fingerprint,
                 (long long)journal);
}

void note_key_id(const char *name, unsigned char type,
                 const unsigned char public_key[PUBLIC_SIZE],
                 unsigned char out[KEY_ID_SIZE])
{
    const unsigned char rest[] = { '\n', type };
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)name,
                              strlen(name));
    crypto_hash_sha256_update(&state, rest, sizeof rest);
    crypto_hash_sha256_update(&state, public_key, PUBLIC_SIZE);
    crypto_hash_sha256_final(&state, hash);
    memcpy(out, hash, KEY_ID_SIZE);
}

void note_add_signature(struct buf *note, const char *name,
                        const unsigned char *bytes, size_t len)
{
    buf_printf(note, "%s%s ", dash, name);
    evidence_base64(note, bytes, len);
    buf_char(note, '\n');
}

void checkpoint_sign(struct buf *note, const struct key *key, int64_t journal,
                     int64_t size, const unsigned char root[LEAF_SIZE])
{
    char fingerprint[FINGERPRINT_SIZE], origin[ORIGIN_SIZE];
    char root_text[ROOT_TEXT_SIZE];
    unsigned char signature[KEY_ID_SIZE + SIGNATURE_SIZE];
    size_t begin = note->len;
    key_fingerprint(key_public(key), fingerprint);
    print_origin(origin, fingerprint, journal);
    checkpoint_root_text(root, root_text);
    buf_printf(note, "%s\n%lld\n%s\n", origin, (long long)size, root_text);
    if (!buf_ok(note))
        return;
    note_key_id(origin, ED25519, key_public(key), signature);
    key_sign(key, note->data + begin, note->len - begin,
             signature + KEY_ID_SIZE);
    buf_char(note, '\n');
    note_add_signature(note, origin, signature, sizeof signature);
}

void checkpoint_root_text(const unsigned char root[LEAF_SIZE],
                          char out[ROOT_TEXT_SIZE])
{
    sodium_bin2base64(out, ROOT_TEXT_SIZE, root, LEAF_SIZE,
                      sodium_base64_VARIANT_ORIGINAL);
}

void checkpoint_code(const unsigned char root[LEAF_SIZE],
                     char out[ROOT_CODE_SIZE])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t bits = 0;
    for (int i = 0; i < 5; i++)
        bits = bits << 8 | root[i];
    for (int i = 0; i < 8; i++)
        out[i + (i >= 4)] = digits[bits >> (35 - 5 * i) & 31];
    out[4] = '-';
    out[ROOT_CODE_SIZE - 1] = '\0';
}

/* ---- reading one ------------------------------------------------------------------ */

/* The next line without its newline; false when it has none. */
static bool take_line(struct rest *r, struct rest *line)
{
    const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
    if (newline == NULL)
        return false;
    *line = (struct rest){ r->at, newline };
    r->at = newline + 1;
    return true;
}

static bool read_origin(struct rest line, struct checkpoint *out)
{
    if (!rest_take(&line, "stembus/") || rest_len(&line) < FINGERPRINT_SIZE)
        return false;
    memcpy(out->fingerprint, line.at, FINGERPRINT_SIZE - 1);
    out->fingerprint[FINGERPRINT_SIZE - 1] = '\0';
    if (strspn(out->fingerprint, "0123456789abcdef") != FINGERPRINT_SIZE - 1)
        return false;
    line.at += FINGERPRINT_SIZE - 1;
    out->journal = 0;
    if (rest_take(&line, "/register"))
        return rest_len(&line) == 0;
    return rest_take(&line, "/assembly/") &&
           rest_number(&line, &out->journal) && rest_len(&line) == 0 &&
           out->journal > 0;
}

/* "name base64" of a signature line. */
static bool split_signature(struct rest line, struct rest *name,
                            struct rest *value)
{
    if (!rest_take(&line, dash))
        return false;
    const char *space = memchr(line.at, ' ', rest_len(&line));
    if (space == NULL || space == line.at || space + 1 == line.end)
        return false;
    *name = (struct rest){ line.at, space };
    *value = (struct rest){ space + 1, line.end };
    return memchr(value->at, ' ', rest_len(value)) == NULL;
}

/* The lines of signatures that follow; at least one. */
static bool skip_signatures(struct rest *r)
{
    struct rest ahead = *r, line, name, value;
    bool found = false;
    while (take_line(&ahead, &line) && split_signature(line, &name, &value)) {
        *r = ahead;
        found = true;
    }
    return found;
}

bool checkpoint_read(const char *text, size_t len, struct checkpoint *out,
                     size_t *used)
{
    struct rest r = { text, text + len }, line;
    if (!take_line(&r, &line) || !read_origin(line, out) ||
        !take_line(&r, &line) || !rest_number(&line, &out->size) ||
        rest_len(&line) != 0 || !take_line(&r, &line) ||
        !evidence_unbase64(line.at, rest_len(&line), out->root, LEAF_SIZE) ||
        !take_line(&r, &line) || rest_len(&line) != 0 || !skip_signatures(&r))
        return false;
    *used = (size_t)(r.at - text);
    return *used <= NOTE_MAX;
}

size_t note_text_len(const char *note, size_t len)
{
    const char *blank = memmem(note, len, "\n\n", 2);
    return blank != NULL ? (size_t)(blank - note) + 1 : 0;
}

static bool is_named(const struct rest *name, const char *wanted)
{
    return rest_len(name) == strlen(wanted) &&
           memcmp(name->at, wanted, rest_len(name)) == 0;
}

bool note_signature(const char *note, size_t len, const char *name,
                    const unsigned char id[KEY_ID_SIZE], unsigned char *out,
                    size_t size)
{
    unsigned char bytes[SIGNATURE_BYTES_MAX];
    size_t text_len = note_text_len(note, len);
    struct rest r = { note + text_len, note + len }, line, by, value;
    must(KEY_ID_SIZE + size <= sizeof bytes);
    while (text_len > 0 && take_line(&r, &line)) {
        if (!split_signature(line, &by, &value) || !is_named(&by, name) ||
            !evidence_unbase64(value.at, rest_len(&value), bytes,
                               KEY_ID_SIZE + size) ||
            memcmp(bytes, id, KEY_ID_SIZE) != 0)
            continue;
        memcpy(out, bytes + KEY_ID_SIZE, size);
        return true;
    }
    return false;
}

bool note_last_name(const char *note, size_t len, char *out, size_t size)
{
    size_t text_len = note_text_len(note, len);
    struct rest r = { note + text_len, note + len }, line, name, value;
    bool found = false;
    while (text_len > 0 && take_line(&r, &line)) {
        found = split_signature(line, &name, &value) && rest_len(&name) < size;
        if (found)
            snprintf(out, size, "%.*s", (int)rest_len(&name), name.at);
    }
    return found && r.at == r.end;
}

const char *checkpoint_signature_line(const char *note, size_t len,
                                      size_t *line_len)
{
    size_t text_len = note_text_len(note, len);
    const char *newline = memchr(note, '\n', len);
    struct rest r = { note + text_len, note + len }, line, name, value;
    while (text_len > 0 && take_line(&r, &line))
        if (split_signature(line, &name, &value) &&
            rest_len(&name) == (size_t)(newline - note) &&
            memcmp(name.at, note, rest_len(&name)) == 0) {
            *line_len = (size_t)(r.at - line.at);
            return line.at;
        }
    return NULL;
}

bool checkpoint_is_signed(const char *note, size_t len,
                          const unsigned char public_key[PUBLIC_SIZE])
{
    struct checkpoint c;
    char fingerprint[FINGERPRINT_SIZE], origin[ORIGIN_SIZE];
    unsigned char id[KEY_ID_SIZE], signature[SIGNATURE_SIZE];
    size_t used;
    key_fingerprint(public_key, fingerprint);
    if (!checkpoint_read(note, len, &c, &used) ||
        strcmp(c.fingerprint, fingerprint) != 0)
        return false;
    print_origin(origin, fingerprint, c.journal);
    note_key_id(origin, ED25519, public_key, id);
    return note_signature(note, used, origin, id, signature,
                          sizeof signature) &&
           key_verifies(public_key, note, note_text_len(note, used),
                        signature);
}
