/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/cosigner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/evidence.h"

enum {
    COSIGNATURE_V1 = 0x04, /* the type of such a key */
    TIME_SIZE = 8,
    STAMPED_SIZE = TIME_SIZE + SIGNATURE_SIZE,
};

/* ---- the key as text ---------------------------------------------------------- */

bool cosigner_name_valid(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++)
        if (name[i] <= ' ' || name[i] > '~' || name[i] == '+')
            return false;
    return len > 0 && len < COSIGNER_NAME_SIZE;
}

void cosigner_print(const struct cosigner *c, char out[COSIGNER_TEXT_SIZE])
{
    unsigned char id[KEY_ID_SIZE], typed[1 + PUBLIC_SIZE] = { COSIGNATURE_V1 };
    char number[2 * KEY_ID_SIZE + 1];
    struct buf text = { 0 };
    note_key_id(c->name, COSIGNATURE_V1, c->key, id);
    evidence_hex(id, sizeof id, number);
    memcpy(typed + 1, c->key, PUBLIC_SIZE);
    evidence_base64(&text, typed, sizeof typed);
    snprintf(out, COSIGNER_TEXT_SIZE, "%s+%s+%s", c->name, number,
             text.data != NULL ? text.data : "");
    buf_free(&text);
}

/* The name that a key's text begins with, and the base64 that ends it, which may
 * have a '+' of its own. */
static bool take_name(const char *text, char name[COSIGNER_NAME_SIZE],
                      const char **value)
{
    size_t len = strcspn(text, "+");
    const char *plus = text[len] == '+' ? strchr(text + len + 1, '+') : NULL;
    if (len >= COSIGNER_NAME_SIZE || plus == NULL)
        return false;
    memcpy(name, text, len);
    name[len] = '\0';
    *value = plus + 1;
    return true;
}

bool cosigner_read(const char *text, struct cosigner *out)
{
    unsigned char typed[1 + PUBLIC_SIZE];
    char again[COSIGNER_TEXT_SIZE];
    const char *value;
    if (!take_name(text, out->name, &value) ||
        !evidence_unbase64(value, strlen(value), typed, sizeof typed))
        return false;
    memcpy(out->key, typed + 1, PUBLIC_SIZE);
    /* Its type and its number are right when it prints the same. */
    cosigner_print(out, again);
    return cosigner_name_valid(out->name) && strcmp(again, text) == 0;
}

/* ---- the secret half ------------------------------------------------------------ */

static const char secret_head[] = "PRIVATE+KEY+";

static void print_secret(struct buf *b, const struct cosigner *c,
                         const unsigned char seed[SEED_SIZE])
{
    unsigned char id[KEY_ID_SIZE], typed[1 + SEED_SIZE] = { COSIGNATURE_V1 };
    char number[2 * KEY_ID_SIZE + 1];
    note_key_id(c->name, COSIGNATURE_V1, c->key, id);
    evidence_hex(id, sizeof id, number);
    memcpy(typed + 1, seed, SEED_SIZE);
    buf_printf(b, "%s%s+%s+", secret_head, c->name, number);
    evidence_base64(b, typed, sizeof typed);
    buf_char(b, '\n');
    evidence_wipe(typed, sizeof typed);
}

static enum err_code key_of(struct cosigner *c,
                            const unsigned char seed[SEED_SIZE],
                            struct key **key, struct err *err)
{
    enum err_code rc = key_of_seed(seed, key, err);
    if (rc == ERR_OK)
        memcpy(c->key, key_public(*key), PUBLIC_SIZE);
    return rc;
}

enum err_code cosigner_draw(const char *name, struct buf *secret,
                            struct err *err)
{
    unsigned char seed[SEED_SIZE];
    char hex[2 * SEED_SIZE + 1];
    struct cosigner c;
    struct key *key = NULL;
    must(cosigner_name_valid(name));
    snprintf(c.name, sizeof c.name, "%s", name);
    evidence_random_hex(hex, SEED_SIZE);
    must(evidence_unhex(hex, 2 * SEED_SIZE, seed, sizeof seed));
    enum err_code rc = key_of(&c, seed, &key, err);
    if (rc == ERR_OK)
        print_secret(secret, &c, seed);
    if (rc == ERR_OK && !buf_ok(secret))
        rc = err_set(err, ERR_NO_MEMORY, "no memory for a key");
    key_free(key);
    evidence_wipe(hex, sizeof hex);
    evidence_wipe(seed, sizeof seed);
    return rc;
}

enum err_code cosigner_load(const char *secret, struct cosigner *out,
                            struct key **key, struct err *err)
{
    unsigned char typed[1 + SEED_SIZE];
    struct buf again = { 0 };
    bool is = strncmp(secret, secret_head, strlen(secret_head)) == 0;
    const char *name = secret + (is ? strlen(secret_head) : 0), *value;
    is = is && take_name(name, out->name, &value) &&
         evidence_unbase64(value, strcspn(value, "\n"), typed, sizeof typed);
    if (!is)
        return err_set(err, ERR_FILE_FAILED, "no key of a cosigner");
    enum err_code rc = key_of(out, typed + 1, key, err);
    if (rc == ERR_OK)
        print_secret(&again, out, typed + 1);
    evidence_wipe(typed, sizeof typed);
    /* Its type and its number are right when it prints the same. */
    if (rc == ERR_OK && (!cosigner_name_valid(out->name) || !buf_ok(&again) ||
                         strcmp(again.data, secret) != 0)) {
        key_free(*key);
        *key = NULL;
        rc = err_set(err, ERR_FILE_FAILED, "no key of a cosigner");
    }
    buf_free(&again);
    return rc;
}

/* ---- cosignatures ------------------------------------------------------------------ */

/* What is signed: a head with the time, and the text of the checkpoint. */
static void print_message(struct buf *b, int64_t seconds, const char *note,
                          size_t text_len)
{
    buf_printf(b, "cosignature/v1\ntime %lld\n", (long long)seconds);
    buf_add(b, note, text_len);
}

void cosigner_sign(struct buf *note, const struct cosigner *c,
                   const struct key *key, int64_t unix_seconds)
{
    unsigned char bytes[KEY_ID_SIZE + STAMPED_SIZE];
    struct buf message = { 0 };
    if (!buf_ok(note))
        return;
    print_message(&message, unix_seconds, note->data,
                  note_text_len(note->data, note->len));
    note_key_id(c->name, COSIGNATURE_V1, c->key, bytes);
    for (int i = 0; i < TIME_SIZE; i++)
        bytes[KEY_ID_SIZE + i] =
            (unsigned char)(unix_seconds >> 8 * (TIME_SIZE - 1 - i));
    if (buf_ok(&message)) {
        key_sign(key, message.data, message.len,
                 bytes + KEY_ID_SIZE + TIME_SIZE);
        note_add_signature(note, c->name, bytes, sizeof bytes);
    } else {
        note->failed = true;
    }
    buf_free(&message);
}

bool cosigner_has_signed(const struct cosigner *c, const char *note,
                         size_t len, int64_t *unix_seconds)
{
    unsigned char id[KEY_ID_SIZE], bytes[STAMPED_SIZE];
    struct buf message = { 0 };
    uint64_t seconds = 0;
    note_key_id(c->name, COSIGNATURE_V1, c->key, id);
    if (!note_signature(note, len, c->name, id, bytes, sizeof bytes))
        return false;
    for (int i = 0; i < TIME_SIZE; i++)
        seconds = seconds << 8 | bytes[i];
    *unix_seconds = (int64_t)seconds;
    print_message(&message, *unix_seconds, note, note_text_len(note, len));
    bool is = buf_ok(&message) && *unix_seconds > 0 &&
              key_verifies(c->key, message.data, message.len,
                           bytes + TIME_SIZE);
    buf_free(&message);
    return is;
}

bool cosigner_extract(const char *note, size_t len, char out[NOTE_TEXT_SIZE])
{
    size_t text_len = note_text_len(note, len), server_len = 0;
    const char *server = checkpoint_signature_line(note, len, &server_len);
    if (server == NULL || len == 0 || note[len - 1] != '\n')
        return false;
    const char *last = memrchr(note, '\n', len - 1);
    int n = snprintf(out, NOTE_TEXT_SIZE, "%.*s\n%.*s%.*s", (int)text_len,
                     note, (int)server_len, server,
                     (int)(note + len - last - 1), last + 1);
    return n > 0 && n < NOTE_TEXT_SIZE && last + 1 > server;
}
