/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_write: which files there are, and what vouches for them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sorted.h"
#include "engine/bundle.h"
#include "engine/checkpoint.h"
#include "engine/embedded.h"
#include "engine/evidence.h"
#include "engine/minisign.h"
#include "engine/votes_csv.h"
#include "engine/withheld.h"

/* ---- one file ----------------------------------------------------------------------------------- */

static enum err_code note_file(struct bundle *b, const char *name,
                               const void *bytes, size_t len)
{
    if (b->file_count == b->file_cap) {
        size_t cap = b->file_cap == 0 ? 64 : 2 * b->file_cap;
        struct bundle_file *more = realloc(b->files, cap * sizeof *more);
        if (more == NULL)
            return ERR_NO_MEMORY;
        b->files = more;
        b->file_cap = cap;
    }
    struct bundle_file *file = &b->files[b->file_count++];
    int n = snprintf(file->name, sizeof file->name, "%s", name);
    must(n > 0 && n < (int)sizeof file->name);
    file->size = len;
    evidence_digest(bytes, len, file->hash);
    return ERR_OK;
}

static enum err_code put_bytes(struct bundle *b, const char *name,
                               const void *bytes, size_t len)
{
    enum err_code rc = note_file(b, name, bytes, len);
    return rc != ERR_OK ? rc
                        : b->sink->put(b->sink->cls, name, bytes, len, b->err);
}

/* Gives the buffer to the sink, and empties it for the next file. */
static enum err_code put_file(struct bundle *b, const char *name,
                              struct buf *text)
{
    enum err_code rc = ERR_NO_MEMORY;
    if (buf_ok(text))
        rc = put_bytes(b, name, text->len > 0 ? text->data : "", text->len);
    buf_reset(text);
    return rc;
}

/* The same of JSON, with its keys in order. */
static enum err_code put_json(struct bundle *b, const char *name,
                              struct buf *json)
{
    struct buf sorted = { 0 };
    enum err_code rc = json_sorted(&sorted, json);
    if (rc == ERR_OK)
        rc = put_file(b, name, &sorted);
    buf_free(&sorted);
    buf_reset(json);
    return rc;
}

/* ---- what is said once ---------------------------------------------------------------------------- */

static void rounds_metadata(const struct bundle *b, struct buf *out)
{
    (void)b;
    csv_metadata(out, &rounds_table);
}

static void votes_metadata(const struct bundle *b, struct buf *out)
{
    (void)b;
    csv_metadata(out, &votes_table);
}

static void members_metadata(const struct bundle *b, struct buf *out)
{
    (void)b;
    csv_metadata(out, &members_table);
}

static void minutes_dutch(const struct bundle *b, struct buf *out)
{
    bundle_minutes(b, &edition_dutch, out);
}

static void minutes_english(const struct bundle *b, struct buf *out)
{
    bundle_minutes(b, &edition_english, out);
}

static enum err_code page_dutch(const struct bundle *b, struct buf *out)
{
    return bundle_page(b, &edition_dutch, out);
}

static enum err_code page_english(const struct bundle *b, struct buf *out)
{
    return bundle_page(b, &edition_english, out);
}

struct lines {
    struct buf *out;
    struct withheld *withheld;
};

static enum err_code put_line(void *cls, const struct journal_line *line)
{
    struct lines *l = cls;
    return withheld_put(l->withheld, line, l->out);
}

/* As the API gives it: the very bytes, and of what is nobody's business yet the
 * hash. */
static enum err_code journal_lines(const struct bundle *b, struct buf *out)
{
    struct lines l = { .out = out };
    enum err_code rc = withheld_begin(b->db, &l.withheld);
    if (rc == ERR_OK)
        rc = journal_each(b->db, b->meeting.row.assembly.id, 0, b->lines,
                          put_line, &l);
    withheld_end(l.withheld);
    return rc;
}

static void checkpoint(const struct bundle *b, struct buf *out)
{
    checkpoint_sign(out, b->key, b->meeting.row.assembly.id, b->lines,
                    b->root);
}

static void key_pem(const struct bundle *b, struct buf *out)
{
    key_print(out, key_public(b->key), KEY_PEM);
}

static void key_minisign(const struct bundle *b, struct buf *out)
{
    key_print(out, key_public(b->key), KEY_MINISIGN);
}

static void key_signify(const struct bundle *b, struct buf *out)
{
    key_print(out, key_public(b->key), KEY_SIGNIFY);
}

/* dcat.jsonld describes others and so comes last. */
static const struct part {
    const char *name;
    bool json;
    void (*write)(const struct bundle *, struct buf *); /* or, when it may fail: */
    enum err_code (*read)(const struct bundle *, struct buf *);
} parts[] = {
    { "rounds.csv", false, bundle_rounds_csv, NULL },
    { "rounds.csv-metadata.json", true, rounds_metadata, NULL },
    { "votes.csv", false, bundle_votes_csv, NULL },
    { "votes.csv-metadata.json", true, votes_metadata, NULL },
    { "members.csv", false, bundle_members_csv, NULL },
    { "members.csv-metadata.json", true, members_metadata, NULL },
    { "results.json", true, NULL, bundle_results },
    { "popolo.json", true, bundle_popolo, NULL },
    { "ori.json", true, bundle_ori, NULL },
    { "minutes.nl.md", false, minutes_dutch, NULL },
    { "minutes.en.md", false, minutes_english, NULL },
    { "index.html", false, NULL, page_dutch },
    { "en/index.html", false, NULL, page_english },
    { "journal.jsonl", false, NULL, journal_lines },
    { "checkpoint", false, checkpoint, NULL },
    { "keys/stembus.pem", false, key_pem, NULL },
    { "keys/stembus-minisign.pub", false, key_minisign, NULL },
    { "keys/stembus-signify.pub", false, key_signify, NULL },
    { "dcat.jsonld", true, bundle_dcat, NULL },
};

static enum err_code put_part(struct bundle *b, const struct part *part,
                              struct buf *text)
{
    enum err_code rc = ERR_OK;
    if (part->write != NULL)
        part->write(b, text);
    else
        rc = part->read(b, text);
    if (rc != ERR_OK)
        return rc;
    return part->json ? put_json(b, part->name, text)
                      : put_file(b, part->name, text);
}

/* ---- of each item, of each member -------------------------------------------------------------------- */

static enum err_code put_fragment(struct bundle *b, const struct edition *in,
                                  const struct meeting_item *item,
                                  struct buf *text)
{
    char name[64];
    snprintf(name, sizeof name, "fragments/motion-%" PRId64 ".%s.html",
             item->motion.motion.id, in->tag);
    enum err_code rc = bundle_fragment(b, in, item, text);
    return rc == ERR_OK ? put_file(b, name, text) : rc;
}

/* Of what has an outcome. */
static enum err_code put_fragments(struct bundle *b, struct buf *text)
{
    const struct meeting *m = &b->meeting;
    enum err_code rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < m->item_count; i++) {
        const struct meeting_item *item = m->items[i];
        if (item->round_count == 0 && !meeting_without_vote(item))
            continue;
        rc = put_fragment(b, &edition_dutch, item, text);
        if (rc == ERR_OK)
            rc = put_fragment(b, &edition_english, item, text);
    }
    return rc;
}

static enum err_code put_members(struct bundle *b, struct buf *text)
{
    enum err_code rc = ERR_OK;
    char name[64];
    for (size_t i = 0; rc == ERR_OK && i < b->meeting.seat_count; i++) {
        const struct seat *seat = &b->meeting.seats[i];
        snprintf(name, sizeof name, "members/%s.json", seat->entry.code);
        rc = bundle_member(b, seat, text);
        if (rc == ERR_OK)
            rc = put_json(b, name, text);
    }
    return rc;
}

static enum err_code put_embedded(struct bundle *b)
{
    enum err_code rc = ERR_OK;
    struct embedded file;
    for (size_t i = 0; rc == ERR_OK && embedded_get(i, &file); i++)
        if (!file.style)
            rc = put_bytes(b, file.name, file.text, file.len);
    return rc;
}

/* ---- what vouches for all -------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct bundle_file *)a)->name,
                  ((const struct bundle_file *)b)->name);
}

static enum err_code put_sums(struct bundle *b, struct buf *text)
{
    char comment[128];
    struct buf signature = { 0 };
    qsort(b->files, b->file_count, sizeof *b->files, by_name);
    for (size_t i = 0; i < b->file_count; i++)
        buf_printf(text, "%s  %s\n", b->files[i].hash, b->files[i].name);
    if (!buf_ok(text))
        return ERR_NO_MEMORY;
    snprintf(comment, sizeof comment, "timestamp:%" PRId64 "\tfile:SHA256SUMS"
             "\tassembly:%" PRId64 "\tversion:%" PRId64, b->last_at / 1000,
             b->meeting.row.assembly.id, b->version);
    minisign_print(&signature, b->key, text->data, text->len, comment);
    enum err_code rc = put_file(b, "SHA256SUMS", text);
    if (rc == ERR_OK)
        rc = put_file(b, "SHA256SUMS.minisig", &signature);
    buf_free(&signature);
    return rc;
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

/* A version for each correction, of a result or, afterwards, by a member of what
 * it had meant; at least one more than what it replaces. */
static int64_t next_version(const struct bundle *b,
                            const struct bundle_former *former)
{
    int64_t version = 1;
    for (size_t i = 0; i < b->meeting.round_count; i++)
        version += vote_annulled(&b->meeting.rounds[i]->vote) +
                   b->meeting.rounds[i]->declared;
    return version > former->version ? version : former->version + 1;
}

enum err_code bundle_write(struct bundle *b, const struct sink *sink,
                           const struct bundle_former *former,
                           struct err *err)
{
    struct buf text = { 0 };
    enum err_code rc = ERR_OK;
    if (b->meeting.round_count == 0)
        return err_set(err, ERR_NOT_PUBLISHED,
                       "no result of assembly %lld is published yet",
                       (long long)b->meeting.row.assembly.id);
    b->sink = sink;
    b->err = err;
    b->file_count = 0;
    b->former = *former;
    b->version = next_version(b, former);
    for (size_t i = 0; rc == ERR_OK && i < ARRAY_LEN(parts); i++)
        rc = put_part(b, &parts[i], &text);
    if (rc == ERR_OK)
        rc = put_fragments(b, &text);
    if (rc == ERR_OK)
        rc = put_members(b, &text);
    if (rc == ERR_OK)
        rc = put_embedded(b);
    if (rc == ERR_OK)
        rc = put_sums(b, &text);
    buf_free(&text);
    return rc;
}
