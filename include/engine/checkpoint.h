/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_CHECKPOINT_H
#define ENGINE_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/key.h"
#include "store/journal.h"

/* checkpoint: the signed head of a journal's tree, as a C2SP signed note
 * (c2sp.org/signed-note, c2sp.org/tlog-checkpoint):
 *
 *   stembus/3b0c44298fc1c149a1b2c3d4e5f60718/assembly/1
 *   812
 *   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *   — stembus/3b0c44298fc1c149a1b2c3d4e5f60718/assembly/1 Az3grlgtzPIC…
 *
 * The origin names the key by its fingerprint, and the journal; the register's
 * ends in /register.  The name of the key in the signature is the origin.
 * Other signatures may stand below it: cosignatures of the committee. */

enum {
    NOTE_MAX = 8192,          /* bytes of a note, cosignatures included */
    ROOT_TEXT_SIZE = 45,      /* 32 bytes in base64, and a NUL */
    ROOT_CODE_SIZE = 10,      /* "K7QF-2M9X" */
};

struct checkpoint {
    int64_t journal;
    char fingerprint[FINGERPRINT_SIZE]; /* of the key that is said to sign */
    int64_t size;                       /* lines */
    unsigned char root[LEAF_SIZE];
};

/* Appends the note over these lines, signed by the key. */
void checkpoint_sign(struct buf *note, const struct key *key, int64_t journal,
                     int64_t size, const unsigned char root[LEAF_SIZE]);

/* checkpoint_read(): the checkpoint that `text` begins with, and in *used the
 * length of its note up to the last signature.  False when there is none of
 * exactly that form.  Nobody has checked who signed it. */
bool checkpoint_read(const char *text, size_t len, struct checkpoint *out,
                     size_t *used);
/* The line of the server's signature in a note that checkpoint_read() took, with
 * its newline, or NULL: nobody has checked it. */
const char *checkpoint_signature_line(const char *note, size_t len,
                                      size_t *line_len);
/* Whether the key signed the note of that length. */
bool checkpoint_is_signed(const char *note, size_t len,
                          const unsigned char public_key[PUBLIC_SIZE]);

/* ---- signatures below a note, whoever's ------------------------------------------ */

enum { KEY_ID_SIZE = 4 };
/* The number by which a reader finds a key: SHA-256(name, newline, type,
 * key)[:4].  `type` says what is signed and how. */
void note_key_id(const char *name, unsigned char type,
                 const unsigned char public_key[PUBLIC_SIZE],
                 unsigned char out[KEY_ID_SIZE]);
/* Appends a line; `bytes` are the key's number and what it signed. */
void note_add_signature(struct buf *note, const char *name,
                        const unsigned char *bytes, size_t len);
/* The length of what is signed: up to the blank line, with the newline before
 * it.  0 when there is no blank line. */
size_t note_text_len(const char *note, size_t len);
/* Fills the `size` bytes behind the number in the line of that name and key
 * number. */
bool note_signature(const char *note, size_t len, const char *name,
                    const unsigned char id[KEY_ID_SIZE], unsigned char *out,
                    size_t size);
/* The name in the last line; false when that is no signature. */
bool note_last_name(const char *note, size_t len, char *out, size_t size);

void checkpoint_root_text(const unsigned char root[LEAF_SIZE],
                          char out[ROOT_TEXT_SIZE]);
/* What people compare, on a projector say: the first 40 bits of the root in
 * Crockford's base32. */
void checkpoint_code(const unsigned char root[LEAF_SIZE],
                     char out[ROOT_CODE_SIZE]);

#endif
